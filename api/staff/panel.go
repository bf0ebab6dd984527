package staff

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// Panel is what stands beside the list: one of these, by its name.
type Panel struct {
	Name    string
	Tabs    []Tab
	Detail  *Detail
	Why     *Why
	Compare *Comparison
	Map     *Map
	Plan    *Plan
	Law     *LawCard
	Message *Message
	Reveal  *RevealForm
	Trouble *TroubleForm
	Refer   *ReferForm
	Keys    []KeyRow
	Others  *Others
	Missing string // why there is nothing to show
}

// Tab leads to a panel.
type Tab struct {
	Deed, Name, Key string
	Current         bool
}

// tabs are the panels that have one, in order, with the command that opens each.
var tabs = []struct{ panel, command string }{
	{"detail", "open"}, {"why", "why"}, {"compare", "side"}, {"map", "map"}, {"plan", "plan"}, {"law", "law"}, {"message", "message"},
}

// addPanel makes the panel that is open.
func (c *Console) addPanel(s *Screen) {
	name := s.View.Panel
	if name == "" {
		name = "detail"
	}
	s.Panel.Name = name
	for _, t := range tabs {
		if t.panel == "law" && !s.may(Law) {
			continue
		}
		key := strings.Replace(s.KeyOf(t.command), "Enter", "⏎", 1)
		s.Panel.Tabs = append(s.Panel.Tabs, Tab{"panel " + t.panel, say(s.Lang, "panel."+t.panel), key, t.panel == name})
	}
	switch name {
	case "keys":
		s.Panel.Keys = keyRows(s.View.Keys, s.Lang)
	case "plan":
		c.addPlan(s)
	case "map":
		c.addMap(s)
	case "law":
		c.addLaw(s)
	case "compare":
		c.addComparison(s)
	case "message":
		c.addMessage(s)
	case "why":
		c.addListing(s)
		c.addOthers(s)
	case "trouble":
		c.addListingIf(s, Trouble)
	case "refer":
		c.addListingIf(s, Refer)
	default:
		c.addListing(s)
	}
}

// addListingIf makes a panel about one listing for whoever may do what it is for.
func (c *Console) addListingIf(s *Screen, action Action) {
	if !s.may(action) {
		s.Panel.Missing = say(s.Lang, "refused")
		return
	}
	c.addListing(s)
}

// addListing makes a panel about one listing.
func (c *Console) addListing(s *Screen) {
	if s.View.Open == "" {
		s.Panel.Missing = say(s.Lang, "panel.empty")
		return
	}
	e, err := c.explain(s, s.View.Open)
	if err != nil {
		s.Panel.Missing = say(s.Lang, "panel.gone")
		return
	}
	switch s.Panel.Name {
	case "why":
		s.Panel.Why = s.why(&e)
	case "reveal":
		s.Panel.Reveal = s.revealForm(e.Match.Listing)
	case "trouble":
		s.Panel.Trouble = s.troubleForm(e.Match.Listing)
	case "refer":
		c.addRefer(s, e.Match.Listing)
	default:
		s.Panel.Detail = s.detail(&e)
	}
}

// explain tells all of one listing before the call as it is. A call that cannot be
// searched by, as yet, is as if nothing were known of it.
func (c *Console) explain(s *Screen, id data.ID) (ranking.Explanation[data.Staff], error) {
	q := s.query
	if !s.resolved {
		q = ranking.Query{At: s.at}
	}
	return relais.Explain[data.Staff](c.engine, q, id)
}

// Detail is all that staff may know of one service, what to say, and to whom.
type Detail struct {
	Row
	Promise  string
	Protocol Protocol
	Steps    []string
	May      []string
	MayNot   []string
	Sealed   []string // parts that a reveal shows
	Facts    []web.Fact
	Reports  []string // what was learned of its room, all of it
	Checked  string
	Counts   RoomCount
}

// Protocol is how a service wants people referred to it.
type Protocol struct {
	Text   string
	Sealed bool
}

func (s *Screen) detail(e *ranking.Explanation[data.Staff]) *Detail {
	l, view := e.Match.Listing, ranking.StaffExplanation(*e, s.Lang)
	d := &Detail{
		Row: s.row(&e.Match, &view.Match), Promise: say(s.Lang, "promise"),
		Protocol: Protocol{l.Inside.Protocol.In(s.Lang), slices.Contains(l.Inside.Sealed, "protocol")},
		Facts:    s.facts(l), Counts: countOf(&view.Match.Capacity, l.Needs, s.pages.terms),
	}
	d.Steps, d.May, d.MayNot = s.steps(l), s.mayTell(l), s.mayNotTell(l)
	for _, part := range l.Inside.Sealed {
		d.Sealed = append(d.Sealed, say(s.Lang, "sealed."+part))
	}
	for _, r := range view.Match.Capacity.Reports {
		d.Reports = append(d.Reports, web.Typeset(s.Lang, r.Reason.In(s.Lang)))
	}
	if !l.Verified.IsZero() {
		d.Checked = say(s.Lang, "checked", s.speech.Date(l.Verified))
	}
	return d
}

// facts are the rest of a listing, in the order in which people ask.
func (s *Screen) facts(l *data.Listing[data.Staff]) []web.Fact {
	text := func(t bilingual.Text) string { return t.In(s.Lang) }
	all := []web.Fact{
		{Name: "fact.serves", Value: s.speech.Serves(l.Eligibility, l.Populations)},
		{Name: "fact.get_in", Value: text(l.Application)},
		{Name: "fact.not_asked", Value: s.speech.Conditions(data.TermBarrier, l.Barriers, data.Yes)},
		{Name: "fact.asked", Value: s.named(data.TermBarrier, l.Barriers, data.No)},
		{Name: "fact.bring", Value: s.speech.Texts(l.Documents)},
		{Name: "fact.fees", Value: text(l.Fees)},
		{Name: "fact.week", Value: s.speech.Week(l.Hours)},
		{Name: "fact.access", Value: s.speech.Conditions(data.TermAccessibility, l.Accessibility, data.Yes)},
		{Name: "fact.no_access", Value: s.named(data.TermAccessibility, l.Accessibility, data.No)},
		{Name: "fact.place", Value: s.place(l)},
		{Name: "fact.address", Value: web.Address(l.Address)},
		{Name: "fact.area", Value: s.speech.Areas(l.ServiceAreas)},
		{Name: "fact.does", Value: s.speech.Names(data.TermNeed, l.Needs)},
		{Name: "fact.description", Value: text(l.Description)},
		{Name: "fact.email", Value: l.Email},
		{Name: "fact.web", Value: l.URL},
		{Name: "fact.notes", Value: text(l.Inside.Notes)},
	}
	var known []web.Fact
	for _, f := range all {
		if f.Value != "" {
			known = append(known, web.Fact{Name: say(s.Lang, f.Name), Value: f.Value})
		}
	}
	return known
}

// named lists the terms whose answer is known to be this one.
func (s *Screen) named(kind data.TermKind, all []data.Condition, answer data.Tri) string {
	var ids []string
	for _, c := range all {
		if c.Answer == answer {
			ids = append(ids, c.Term)
		}
	}
	return s.speech.Names(kind, ids)
}

// place is where staff may know a service to be: of a sealed site, its declared
// area.
func (s *Screen) place(l *data.Listing[data.Staff]) string {
	place := l.Place.Label.In(s.Lang)
	if l.Place.Radius > 0 && place != "" {
		place = say(s.Lang, "place.around", place, kilometers(l.Place.Radius, s.Lang))
	}
	if l.Remote {
		place = join(place, say(s.Lang, "place.remote"))
	}
	return place
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\u00a0· " + b
}
