package staff

import (
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// LawCard is the jurisdiction card: who may be competent, whose consent it takes,
// and what the law demands. It proposes; it never decides.
type LawCard struct {
	Where      string
	Notes      []string
	Emergency  []Statement
	Consent    string
	Exceptions []Exception
	Duties     []Duty
	Groups     []Authorities
	Closed     int
}

// Statement is one sentence of the reference tables, with how sure it is.
type Statement struct{ Text, Sure string }

// Exception is one case without consent.
type Exception struct{ Text, Applies, Class string }

// Duty is one province's duty to report.
type Duty struct {
	Says, Law, Who, To, Note, Sure string
	Binding                        bool
}

// Authorities are those of one kind, in order.
type Authorities struct {
	Name, None string
	All        []Authority
}

// Authority is one police service or child-protection authority.
type Authority struct {
	Order       int
	ID          data.ID // "" for one that is in the reference tables alone
	Name, About string
	Lines       []web.Line
	Role, Why   string
	Protocol    string
	Sealed      bool // a reveal shows more
	Sure        string
}

func (c *Console) addLaw(s *Screen) {
	if !s.may(Law) {
		s.Panel.Missing = say(s.Lang, "refused")
		return
	}
	card, err := c.cardFor(s.query)
	if err != nil {
		s.Panel.Missing = planProblem(err, s.Lang)
		return
	}
	v := ranking.JurisdictionView(card, s.Lang)
	made := &LawCard{Consent: s.in(v.Consent.Text), Closed: v.Closed, Where: v.Origin.Label}
	for _, n := range v.Notes {
		made.Notes = append(made.Notes, s.in(n))
	}
	for _, g := range v.Emergency {
		made.Emergency = append(made.Emergency, Statement{s.in(g.Text), s.doubt(g.EvidenceView)})
	}
	for _, x := range v.Consent.Exceptions {
		made.Exceptions = append(made.Exceptions, Exception{s.in(x.Text), say(s.Lang, "law.applies."+x.Applies.String()), x.Applies.String()})
	}
	for i := range v.Duties {
		made.Duties = append(made.Duties, s.duty(&v.Duties[i]))
	}
	made.Groups = []Authorities{
		{say(s.Lang, "law.police"), say(s.Lang, "law.nobody"), s.authorities(v.Police)},
		{say(s.Lang, "law.child"), say(s.Lang, "law.nobody"), s.authorities(v.ChildProtection)},
	}
	s.Panel.Law = made
}

func (c *Console) cardFor(q ranking.Query) (ranking.Card, error) {
	tables, err := c.engine.Jurisdictions()
	if err != nil {
		return ranking.Card{}, err
	}
	return tables.Card(relais.Snapshot[data.Staff](c.engine), ranking.Case{Origin: q.Origin, Age: q.Age})
}

func (s *Screen) in(t bilingual.Text) string { return web.Typeset(s.Lang, t.In(s.Lang)) }

var sectionInFrench = strings.NewReplacer("ss.", "art.", "s.", "art.", " to ", " à ")

func (s *Screen) duty(d *ranking.DutyView) Duty {
	section := d.Section
	if s.Lang == bilingual.Fr {
		section = sectionInFrench.Replace(section)
	}
	law := d.Province.Name().In(s.Lang) + "\u00a0· " + s.in(d.Statute)
	if section != "" {
		law += ", " + section
	}
	return Duty{
		Says: s.in(d.Says), Law: law, Who: s.in(d.Who), To: s.in(d.Authority), Note: s.in(d.Note), Sure: s.sure(d.EvidenceView),
		Binding: d.Applies == ranking.Mandatory,
	}
}

func (s *Screen) authorities(views []ranking.AuthorityView) []Authority {
	var all []Authority
	for i := range views {
		v := &views[i]
		a := Authority{
			Order: v.Order, Name: v.Name, About: v.Competence.Name().In(s.Lang), Role: s.in(v.RoleText), Why: s.in(v.Why),
			Protocol: s.protocol(v), Sealed: v.Contacts == "sealed" || v.Protocol.State == ranking.ProtocolSealed,
		}
		if v.Level != "" {
			a.About = join(v.Level.Name().In(s.Lang), a.About)
		}
		for _, l := range v.Lines {
			a.Lines = append(a.Lines, web.Call(l.Number, l.Display, l.Description))
		}
		if v.ID == nil {
			a.Sure = join(say(s.Lang, "law.tables"), s.sure(v.EvidenceView))
		} else {
			a.ID = *v.ID
		}
		all = append(all, a)
	}
	return all
}

func (s *Screen) protocol(v *ranking.AuthorityView) string {
	if v.ID == nil {
		return ""
	}
	if v.Protocol.State == ranking.ProtocolOpen {
		return s.in(v.Protocol.Text)
	}
	return s.in(v.Protocol.Say)
}

// doubt says what a statement rests on only where that is less than sure: in
// danger, nothing is read that need not be.
func (s *Screen) doubt(e ranking.EvidenceView) string {
	if !e.Unverified && e.Confidence == ranking.HighConfidence {
		return ""
	}
	return s.sure(e)
}

// sure says what a statement of the reference tables rests on.
func (s *Screen) sure(e ranking.EvidenceView) string {
	said := say(s.Lang, "law.unverified")
	if !e.Unverified {
		said = say(s.Lang, "law.verified", s.speech.Date(e.Checked))
	}
	switch e.Confidence {
	case ranking.MediumConfidence:
		said = join(said, say(s.Lang, "law.fairly"))
	case ranking.LowConfidence:
		said = join(said, say(s.Lang, "law.unsure"))
	}
	return said
}

// grown is the age from which no province's law asks for a report.
const grown = 19

// addDuty says the duty to report above the list, wherever the age that was given
// makes it one.
func (c *Console) addDuty(s *Screen) {
	if s.query.Age == nil || *s.query.Age >= grown || s.query.Origin.IsZero() || !s.may(Law) {
		return
	}
	card, err := c.cardFor(s.query)
	if err != nil {
		return // the panel says why there is no card
	}
	for i := range card.Duties {
		if card.Duties[i].Applies == ranking.Mandatory {
			s.Duty = s.in(card.Duties[i].Says)
			return
		}
	}
}
