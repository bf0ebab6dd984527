package ranking

import (
	"cmp"
	"math"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Case is what a jurisdiction card is asked for: where the danger is, and the
// age of the person who may be in danger, in years; nil when it is not known.
type Case struct {
	Origin geo.Origin
	Age    *float64
}

// Card says which police services and which child-protection authorities may be
// competent for a case, how each wants to be told, whose consent that takes, and
// what the law demands. It proposes an order of whom to ask; it decides nothing,
// and a protocol determines no jurisdiction.
//
// It is for staff: it is made of what only staff may see, and takes a snapshot of
// theirs and no other.
type Card struct {
	Origin    geo.Origin
	Provinces []geo.Province // where Origin lies: one, or several that it may lie in; none where not in Canada or not known
	Age       *float64

	Emergency       []Guidance  // what to dial in danger, first
	Police          []Authority // municipal, First Nations, provincial, federal; likely before possible
	ChildProtection []Authority
	Duties          []Duty // one for each of Provinces
	Consent         Consent
	Notes           []Reason

	Closed     int // agencies left out because they are no longer active
	Generation uint64
}

// Guidance is one sentence of the reference tables, with how sure it is.
type Guidance struct {
	Text bilingual.Text
	Evidence
}

// Evidence is what a statement of the reference tables rests on.
type Evidence struct {
	Source     string
	Checked    hours.Date // when the statement was compared with Source; zero for never
	Confidence Confidence
}

// Unverified reports whether the statement has yet to be compared with a source:
// whoever shows it says so.
func (e Evidence) Unverified() bool { return e.Source != "" && e.Checked.IsZero() }

// Authority is one police service or child-protection authority of a card.
type Authority struct {
	Order int // from 1, within its list
	Name  bilingual.Text

	Level      Level // "" for a child-protection authority
	LevelFrom  LevelSource
	Role       Role
	Competence Competence
	Why        Reason // why it may be competent

	// Listing is the directory's; nil for a service that only the reference
	// tables know, of which Evidence then speaks.
	Listing *data.Listing[data.Staff]
	Evidence

	Protocol Protocol
	Lines    []data.Phone // public lines, then those for staff
	Contacts bool         // contacts are sealed: a reveal shows them

	elsewhere bool // none of its areas is in the province that the origin states
	distance  geo.Meters
}

// Competence is how far an authority may be the competent one. There is no
// certainty on a card.
type Competence string

// The competences.
const (
	Likely   Competence = "likely"   // its declared area holds the origin
	Possible Competence = "possible" // its area may hold the origin, or another stands before it
)

// Protocol is how an authority wants to be told.
type Protocol struct {
	State ProtocolState
	Text  bilingual.Text // of an open one
}

// ProtocolState says where a protocol is to be had.
type ProtocolState string

// The states of a protocol.
const (
	ProtocolOpen   ProtocolState = "open"   // its text is on the card
	ProtocolSealed ProtocolState = "sealed" // an audited reveal shows it
	ProtocolNone   ProtocolState = "none"   // the directory has none
)

// Card finds who may be competent for c among the staff listings of s, and fills
// in from the reference tables what the directory does not have. The same
// snapshot and case give the same card. It fails, with a bilingual.Problem, only
// for a case without an origin or with an age that is none.
func (j *Jurisdictions) Card(s *index.Snapshot[data.Staff], c Case) (Card, error) {
	if err := c.validate(); err != nil {
		return Card{}, err
	}
	at := j.locate(c.Origin)
	card := Card{
		Origin: c.Origin, Provinces: at.provinces, Age: c.Age,
		Emergency: j.emergency(at), Duties: j.duties(at, c.Age), Generation: s.Generation(),
	}
	card.Police, card.Closed = j.police(s, at)
	var closed int
	card.ChildProtection, closed = j.childProtection(s, at)
	card.Closed += closed
	card.Consent = consent(card.Duties, c.Age)
	card.Notes = notes(at)
	return card, nil
}

func (c Case) validate() error {
	if c.Origin.IsZero() {
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "origin_missing",
			Message: bilingual.Text{En: "say where the person is: nobody is competent everywhere", Fr: "dites où se trouve la personne\u00a0: personne n’est compétent partout"},
			Hint:    bilingual.Text{En: "a postal code, a town, a latitude with a longitude, or an H3 cell", Fr: "un code postal, une localité, une latitude avec une longitude, ou une cellule H3"},
		}
	}
	if c.Age != nil && !(*c.Age >= 0 && *c.Age <= 130) {
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "age_invalid",
			Message: bilingual.Text{En: "the age is a number of years from 0 to 130", Fr: "l’âge est un nombre d’années de 0 à 130"},
			Hint:    bilingual.Text{En: "leave it out if it is not known", Fr: "laissez-le de côté s’il n’est pas connu"},
		}
	}
	return nil
}

// gather gives the active listings of a kind that offer need and whose area
// holds the origin or may, one for each service, and how many more are no longer
// active. A listing that names no need at all is kept: its kind speaks for it.
func gather(s *index.Snapshot[data.Staff], kind data.ProviderKind, need string, at whereabouts) (found []Authority, closed int) {
	best := map[data.ID]int{}
	for i := range s.Len() {
		l := s.At(i)
		if l.Kind != kind || !offers(s.Terms(), l.Needs, need) {
			continue
		}
		verdict, why := at.within(l)
		switch {
		case verdict == data.Fails:
			continue
		case l.Status == data.Inactive || l.Status == data.Defunct:
			closed++
			continue
		}
		a := authorityOf(l, verdict, why, at)
		if k, seen := best[l.Service.ID]; !seen {
			best[l.Service.ID] = len(found)
			found = append(found, a)
		} else if a.compare(&found[k]) < 0 {
			found[k] = a
		}
	}
	return found, closed
}

func offers(terms *data.Terms, needs []string, wanted string) bool {
	return len(needs) == 0 || slices.ContainsFunc(needs, func(n string) bool { return terms.Covers(data.TermNeed, wanted, n) })
}

func authorityOf(l *data.Listing[data.Staff], verdict data.Verdict, why Reason, at whereabouts) Authority {
	a := Authority{
		Name: l.Organization.Name, Competence: Possible, Why: why, Listing: l,
		Protocol: protocolOf(&l.Inside), Contacts: slices.Contains(l.Inside.Sealed, "contacts"),
		Lines: slices.Concat(l.Phones, l.Inside.Lines), elsewhere: at.elsewhere(l.ServiceAreas), distance: at.distanceTo(l),
	}
	if verdict == data.Meets {
		a.Competence = Likely
	}
	return a
}

func protocolOf(s *data.Staff) Protocol {
	switch {
	case !s.Protocol.IsZero():
		return Protocol{State: ProtocolOpen, Text: s.Protocol}
	case slices.Contains(s.Sealed, "protocol"):
		return Protocol{State: ProtocolSealed}
	}
	return Protocol{State: ProtocolNone}
}

// compare orders authorities: by level, likely before possible, the directory's
// before those of the tables, those of the province that the origin states, the
// nearer declared area first, then by name and by id.
func (a *Authority) compare(b *Authority) int {
	return cmp.Or(
		cmp.Compare(a.Level.rank(), b.Level.rank()),
		cmp.Compare(a.Competence, b.Competence), // "likely" before "possible"
		cmp.Compare(falseFirst(a.Listing == nil), falseFirst(b.Listing == nil)),
		cmp.Compare(falseFirst(a.elsewhere), falseFirst(b.elsewhere)),
		cmp.Compare(a.distance, b.distance),
		cmp.Compare(a.Name.En, b.Name.En),
		cmp.Compare(a.id(), b.id()),
	)
}

func (a *Authority) id() data.ID {
	if a.Listing == nil {
		return ""
	}
	return a.Listing.ID
}

func falseFirst(b bool) int {
	if b {
		return 1
	}
	return 0
}

// order sorts authorities and numbers them.
func order(all []Authority) []Authority {
	slices.SortFunc(all, func(a, b Authority) int { return a.compare(&b) })
	for i := range all {
		all[i].Order = i + 1
	}
	return all
}

// nowhere is the distance of what has no place: after everything that has one.
const nowhere = geo.Meters(math.MaxFloat64)
