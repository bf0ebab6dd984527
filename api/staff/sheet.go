package staff

import (
	"net/http"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Sheet is one page for paper: up to three services, in one language or in both.
// A paper can be found, so it says no more than its services agreed to, and of
// those who did not agree to be public a number, its hours and languages.
type Sheet struct {
	Lang  bilingual.Lang // of the page around it
	Items []SheetItem    // in the page's language
	Again []SheetItem    // in the other one, where both are wanted
	Left  int            // services of which nothing may be printed
	Call  Call
	View  View
}

// SheetItem is one service on paper.
type SheetItem struct {
	Lang  bilingual.Lang
	Title string // "" where it may not be named
	Lines []web.Line
	Hours string
	Facts []web.Fact
}

// serveSheet writes the sheet of the services chosen.
func (c *Console) serveSheet(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := Sheet{Lang: v.lang, Call: callOf(fields), View: viewOf(fields)}
	both := one(fields, "both") != ""
	for _, id := range s.View.chosen() {
		l, err := relais.Find[data.Staff](c.engine, id)
		if err != nil || len(writable(l)) == 0 {
			s.Left++
			continue
		}
		s.Items = append(s.Items, c.sheetItem(l, v.lang))
		if both {
			s.Again = append(s.Again, c.sheetItem(l, other(v.lang)))
		}
	}
	c.pages.write(w, http.StatusOK, v.lang, "sheet", s)
}

func (c *Console) sheetItem(l *data.Listing[data.Staff], lang bilingual.Lang) SheetItem {
	s := web.NewSpeech(c.engine.Terms(), lang)
	i := SheetItem{Lang: lang, Hours: s.Week(l.Hours)}
	for _, p := range writable(l) {
		if p.Type != data.Fax {
			i.Lines = append(i.Lines, s.Line(p))
		}
	}
	add := func(key, value string) {
		if value != "" {
			i.Facts = append(i.Facts, web.Fact{Name: say(lang, key), Value: value})
		}
	}
	add("compare.tongues", s.Languages(l.Languages, l.Interpretation))
	if !nameable(l) {
		return i // what it writes of itself may tell what it is
	}
	i.Title = l.Service.Name.In(lang) + ", " + l.Organization.Name.In(lang)
	add("fact.address", web.Address(l.Address))
	add("fact.get_in", l.Application.In(lang))
	add("fact.bring", s.Texts(l.Documents))
	return i
}

// Fields bring the call back from the sheet.
func (s Sheet) Fields() [][2]string { return append(s.Call.Fields(), s.View.Fields()...) }

// Fields are the fields of the form with their values.
func (c Call) Fields() [][2]string {
	var fields [][2]string
	add := func(name string, values ...string) {
		for _, v := range values {
			fields = append(fields, [2]string{name, v})
		}
	}
	add("place", c.Place)
	add("need", c.Needs...)
	add("population", c.Populations...)
	add("age", c.Age)
	add("gender", c.Gender)
	add("language", c.Languages...) // empty ones too: their order counts
	add("urgency", c.Urgency)
	add("units", c.Units)
	add("within", c.Within)
	add("barrier", c.Barriers...)
	add("access", c.Accessibility...)
	add("kind", c.Kinds...)
	add("avoid", c.Avoid)
	add("words", c.Words)
	tick := func(name string, ticked bool) {
		if ticked {
			add(name, "1")
		}
	}
	tick("danger", c.Danger)
	tick("no_remote", c.NoRemote)
	tick("away", c.Away)
	return fields
}
