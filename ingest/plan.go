package ingest

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// ChangeSet is what records would change in the directory. Nothing has been
// changed yet.
type ChangeSet struct {
	Added     int              `json:"added"` // records, like the two below
	Changed   int              `json:"changed"`
	Unchanged int              `json:"unchanged"`
	Rejected  int              `json:"rejected"` // rows that the reader refused: its Report has them, and Plan leaves this 0
	Put       []*record.Record `json:"-"`        // added and changed, to be stored together
	Diffs     []Diff           `json:"diffs"`    // of the changed ones
	Alarms    []Alarm          `json:"alarms"`
	// Wider are the changed records of which the public would learn more than
	// before, or a site would no longer be confidential; and those, new ones
	// too, that would show what another record keeps back. A second person has
	// to agree to each.
	Wider []data.ID `json:"wider"`
	// Consented are the added records that the public would see from the first,
	// on the consent that the mapping records: who gave it, when, and how it is
	// known.
	Consented []data.ID `json:"consented"`
}

// Plan compares records, as a reader gave them, with what the directory has
// under their ids. A record whose encoding is the same to the byte is
// unchanged. A reader that knew the directory has given known rows their
// records' ids already; where it has not, an alarm says so.
func Plan(records []*record.Record, existing Existing) ChangeSet {
	p := planner{existing: existing, alike: likenessesOf(records, existing), alarms: map[string]*Alarm{}}
	for _, r := range records {
		p.plan(r)
	}
	p.Diffs = orEmpty(p.Diffs)
	p.Wider, p.Consented = orEmpty(p.Wider), orEmpty(p.Consented)
	for _, code := range alarmCodes() {
		if a := p.alarms[code]; a != nil {
			p.Alarms = append(p.Alarms, *a)
		}
	}
	p.Alarms = orEmpty(p.Alarms)
	return p.ChangeSet
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type planner struct {
	ChangeSet
	existing Existing
	alike    likenesses
	alarms   map[string]*Alarm
}

func (p *planner) plan(r *record.Record) {
	var old *record.Record
	if p.existing != nil {
		old, _ = p.existing.ByID(r.ID())
	}
	switch {
	case old == nil:
		p.Added++
		p.twin(r)
	case same(old, r):
		p.Unchanged++
		return
	default:
		p.Changed++
		p.Diffs = append(p.Diffs, differences(old, r)...)
		p.compare(old, r)
	}
	p.Put = append(p.Put, r)
	p.judge(old, r)
}

// judge finds out whether the public would learn more, and who has to agree.
func (p *planner) judge(old, r *record.Record) {
	switch {
	case p.alike.givesAway(old, r):
		p.Wider = append(p.Wider, r.ID())
		p.alarm("like_hidden")
		p.withhold(r)
	case !widens(old, r):
	case old == nil:
		p.Consented = append(p.Consented, r.ID())
		p.alarm("consented")
	default:
		p.Wider = append(p.Wider, r.ID())
		p.alarm("wider")
	}
}

// withhold takes the values out of the diffs of a record that would give another
// away: they may be that one's.
func (p *planner) withhold(r *record.Record) {
	for i := range p.Diffs {
		if d := &p.Diffs[i]; d.Record == r.ID() {
			d.Name, d.Old, d.New = withheld, withheld, withheld
		}
	}
}

// same reports whether two records are equal to the byte, sealed parts
// included. One that cannot be encoded is equal to nothing.
func same(a, b *record.Record) bool {
	first, err := record.Encode(a)
	if err != nil {
		return false
	}
	second, err := record.Encode(b)
	return err == nil && bytes.Equal(first, second)
}

// twin raises an alarm for a record that is new although the directory has one
// from the same row: it was read without the directory.
func (p *planner) twin(r *record.Record) {
	if p.existing == nil {
		return
	}
	for _, s := range r.Sources {
		if known, ok := p.existing.BySource(s.Name, s.Key); ok && known.ID() != r.ID() {
			p.alarm("read_without_directory")
			return
		}
	}
}

// compare raises alarms for changes that are seldom meant.
func (p *planner) compare(old, r *record.Record) {
	for _, l := range r.Locations {
		before := locationOf(old, l.ID)
		if before == nil {
			continue
		}
		if before.Confidential && !l.Confidential {
			p.alarm("no_longer_confidential")
		}
		if !before.Point.IsZero() && !l.Point.IsZero() && geo.Distance(before.Point, l.Point) > farMove {
			p.alarm("moved_far")
		}
	}
	closed := func(s record.Service) bool { return s.Status == data.Defunct || s.Status == data.Inactive }
	for _, s := range r.Services {
		i := slices.IndexFunc(old.Services, func(o record.Service) bool { return o.ID == s.ID })
		if i >= 0 && closed(s) && !closed(old.Services[i]) {
			p.alarm("closed")
		}
	}
}

// farMove is how far a site may move before somebody should look.
const farMove = 5 * geo.Kilometer

func locationOf(r *record.Record, id data.ID) *record.Location {
	if i := slices.IndexFunc(r.Locations, func(l record.Location) bool { return l.ID == id }); i >= 0 {
		return &r.Locations[i]
	}
	return nil
}

// widens reports whether the public would see more of r than of old, which may
// be nil: a listing more visible than it was, a staff line whose number is made
// public, or a site that is no longer confidential.
func widens(old, r *record.Record) bool {
	before := map[data.ID]data.Visibility{}
	inside, outside := map[string]bool{}, map[string]bool{}
	if old != nil {
		for _, l := range record.Disclose(old) {
			before[l.ID] = l.Inside.Visibility
			for _, line := range l.Inside.Lines {
				inside[numberOf(line)] = true
			}
			for _, line := range l.Phones {
				outside[numberOf(line)] = true
			}
		}
	}
	for _, l := range record.Disclose(r) {
		if l.Inside.Visibility > before[l.ID] {
			return true
		}
		if slices.ContainsFunc(l.Phones, func(line data.Phone) bool {
			number := numberOf(line)
			return inside[number] && !outside[number]
		}) {
			return true
		}
	}
	return old != nil && slices.ContainsFunc(r.Locations, func(l record.Location) bool {
		was := locationOf(old, l.ID)
		return was != nil && was.Confidential && !l.Confidential
	})
}

func (p *planner) alarm(code string) {
	if p.alarms[code] == nil {
		p.alarms[code] = &Alarm{Code: code, Message: alarmMessage(code)}
	}
	p.alarms[code].Count++
}

// alarmCodes lists the alarms of a plan, gravest first.
func alarmCodes() []string {
	return []string{"like_hidden", "wider", "no_longer_confidential", "consented", "read_without_directory", "moved_far", "closed"}
}

func alarmMessage(code string) bilingual.Text {
	switch code {
	case "wider":
		return bilingual.Text{En: "the public would see more than before: a second person has to agree", Fr: "le public en verrait plus qu’avant : une deuxième personne doit donner son accord"}
	case "like_hidden":
		return bilingual.Text{En: "the public would see what another record keeps back, such as its name, address or number: a second person has to agree", Fr: "le public verrait ce qu’un autre dossier ne montre pas, comme son nom, son adresse ou son numéro : une deuxième personne doit donner son accord"}
	case "consented":
		return bilingual.Text{En: "new, and seen by the public from the first, on the consent in the mapping", Fr: "nouvelles et visibles du public d’emblée, selon le consentement consigné dans la table de correspondance"}
	case "no_longer_confidential":
		return bilingual.Text{En: "a confidential address would no longer be sealed", Fr: "une adresse confidentielle ne serait plus scellée"}
	case "read_without_directory":
		return bilingual.Text{En: "the directory has these rows already: they would be there twice", Fr: "le répertoire a déjà ces lignes : elles y seraient deux fois"}
	case "moved_far":
		return bilingual.Textf("a site would move by more than %d km", "un lieu se déplacerait de plus de %d km", int(farMove.Kilometers()))
	case "closed":
		return bilingual.Text{En: "a service would be closed", Fr: "un service serait fermé"}
	}
	return bilingual.Same(fmt.Sprintf("alarm %s", code))
}
