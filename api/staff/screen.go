package staff

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// Screen is all that one answer shows.
type Screen struct {
	Lang    bilingual.Lang
	Account Account
	Links   []Link
	Call    Call
	View    View
	Other   string // the name of a service that is missed, as it was typed
	Demo    bool
	Listed  int // listings in the directory

	Origin  *Origin
	Avoided []string // areas, for the banner
	Danger  string   // what comes first, where somebody is in danger
	Duty    string   // to report, where there is one by the age given
	Faults  []Fault
	Found   *Found // nil before anything was asked
	Panel   Panel
	Notice  Notice
	Alarms  []string // for those who look after reveals

	counts   map[string]Count
	keys     map[string]string // by command, once they were asked for
	pages    *pages
	speech   web.Speech
	at       time.Time
	query    ranking.Query
	resolved bool // query is one that can be searched
	idle     time.Duration
	may      func(Action) bool
}

// Notice is one thing that was just done, or could not be.
type Notice struct {
	Text string
	Bad  bool
	Undo string // what the button to take it back says, "" for none
}

// Fault is one thing of a call that was not understood. It never holds what was
// typed.
type Fault struct {
	Field         string
	Message, Hint string
	Choices       []PlaceChoice
}

// PlaceChoice is one place that may have been meant. Number is the key for it.
type PlaceChoice struct {
	Number       int
	Value, Label string
}

// serveBlank shows the empty screen, ready to type.
func (c *Console) serveBlank(w http.ResponseWriter, _ *http.Request, v visit) {
	c.show(w, c.screenOf(url.Values{}, v), nil)
}

// serveScreen answers a search, and every button that only changes what of the
// answer is looked at.
func (c *Console) serveScreen(w http.ResponseWriter, r *http.Request, v visit) {
	fields, ok := c.read(w, r, v)
	if !ok {
		return
	}
	s := c.screenOf(fields, v)
	s.View.do(one(fields, "deed"))
	c.show(w, s, fields)
}

// read reads a posted form, or answers that it could not.
func (c *Console) read(w http.ResponseWriter, r *http.Request, v visit) (url.Values, bool) {
	fields, err := readFields(r)
	if err != nil {
		c.pages.refuse(w, v.lang, serve.Status(err))
		return nil, false
	}
	return fields, true
}

// screenOf begins a screen with what a form holds.
func (c *Console) screenOf(fields url.Values, v visit) *Screen {
	at := c.now()
	s := &Screen{
		Lang: v.lang, Account: v.account, Call: callOf(fields), View: viewOf(fields), Other: one(fields, "other"),
		pages: c.pages, speech: web.NewSpeech(c.engine.Terms(), v.lang), at: at, idle: c.idle,
		may: v.may,
	}
	for _, l := range c.links {
		if l.May == nil || l.May(v.request) {
			s.Links = append(s.Links, l)
		}
	}
	s.Demo, s.Listed = c.about.demo(relais.Snapshot[data.Staff](c.engine))
	if c.keys != nil && len(fields) == 0 {
		s.View.Keys, _ = c.keys.Keys(v.account.ID) // without them, the keys are their own
	}
	return s
}

// show searches, fills the screen and sends it.
func (c *Console) show(w http.ResponseWriter, s *Screen, fields url.Values) {
	c.fill(s)
	c.send(w, s, fields)
}

// send sends a screen: whole, or, for the script, the parts of it that change.
func (c *Console) send(w http.ResponseWriter, s *Screen, fields url.Values) {
	name := "screen"
	if one(fields, "swap") != "" {
		name = "parts"
	}
	c.pages.write(w, http.StatusOK, s.Lang, name, s)
}

func (c *Console) fill(s *Screen) {
	c.addAlarms(s)
	c.addDanger(s)
	c.resolve(s)
	if s.resolved {
		s.counts = c.counts(s.query, s.Lang)
	}
	if s.resolved && !s.Call.asksNothing() {
		c.find(s)
		c.addDuty(s)
	}
	c.addPanel(s)
}

// addAlarms shows alarms to those who look after them.
func (c *Console) addAlarms(s *Screen) {
	if s.may(Approve) {
		s.Alarms = c.watch.said(c.engine, s.at, s.Lang)
	}
}

// resolve finds out what the call means. What was not understood is said, and
// nothing is searched until it is.
func (c *Console) resolve(s *Screen) {
	request, faults := s.Call.request(firstPage + s.View.More)
	q, err := relais.Resolve[data.Staff](c.engine, request, s.at)
	s.query, s.resolved, s.Faults = q, err == nil && len(faults) == 0, nil
	s.Origin = originOf(q.Origin, s.Lang)
	s.Avoided = avoided(q.Avoid, s.Lang)
	s.addFaults(serve.Problems(errors.Join(errors.Join(faults...), err)))
}

// addFaults says problems at the fields that they are about. Of a place that was
// not understood, the first is where the search starts, unless that is known: all
// others are areas to avoid.
func (s *Screen) addFaults(problems []*bilingual.Problem) {
	start := s.Call.Place != "" && s.query.Origin.IsZero()
	for _, p := range problems {
		field := fieldOf(p.Code)
		if field == "place" && !start && s.Call.Avoid != "" {
			field = "avoid"
		}
		start = start && field != "place"
		s.Faults = append(s.Faults, faultOf(p, field, s.Lang))
	}
}

// faultOf is a problem as the screen says it at a field.
func faultOf(p *bilingual.Problem, field string, lang bilingual.Lang) Fault {
	f := Fault{
		Field:   field,
		Message: web.Typeset(lang, sentence(p.Message.In(lang))), Hint: web.Typeset(lang, sentence(p.Hint.In(lang))),
	}
	if f.Field != "place" {
		for _, c := range p.Choices {
			f.Choices = append(f.Choices, PlaceChoice{Label: c.Label.In(lang)})
		}
		return f
	}
	for i, c := range p.Choices {
		f.Choices = append(f.Choices, PlaceChoice{Number: i + 1, Value: c.Input, Label: c.Label.In(lang)})
	}
	return f
}

// fieldOf is the field that a problem is about, by its code.
func fieldOf(code string) string {
	for _, f := range []struct{ prefix, field string }{
		{"avoid", "avoid"}, {"place", "place"}, {"postal", "place"}, {"origin", "place"}, {"point", "place"},
		{"language", "language"}, {"age", "age"}, {"max_distance", "within"}, {"distance", "within"}, {"units", "units"},
		{"out_of_region", "place"},
	} {
		if strings.HasPrefix(code, f.prefix) {
			return f.field
		}
	}
	return "call"
}

// FaultsOf are the faults of one field.
func (s *Screen) FaultsOf(field string) []Fault {
	return slices.DeleteFunc(slices.Clone(s.Faults), func(f Fault) bool { return f.Field != field })
}

// tell puts what was done in the notice, or why it was not.
func (s *Screen) tell(err error, done string, args ...any) {
	if err == nil {
		s.Notice.Text = say(s.Lang, done, args...)
		return
	}
	s.Notice = Notice{Bad: true, Text: say(s.Lang, "failed")}
	if p, ok := bilingual.AsProblem(err); ok {
		s.Notice.Text = web.Typeset(s.Lang, sentence(p.Message.In(s.Lang))+" "+sentence(p.Hint.In(s.Lang)))
	}
}
