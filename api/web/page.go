package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/relais-directory/relais/data/bilingual"
)

// Page is what every page has.
type Page struct {
	Lang  bilingual.Lang
	Path  string // what stands after the language in its address: "", "search", "info"
	Posts bool   // it answers a form, so that changing the language posts again
	Query Query
	Demo  bool // the directory is invented, and every page says so
}

// Query is a search as the form has it. Place is never what was typed: it is an
// area's three characters or the name of a known place.
type Query struct {
	Place         string
	Needs         []string
	Language      string
	Remote        bool
	Barriers      []string
	Accessibility []string
	Page          int // from 1
}

// Fields are the form's fields with their values, for a form that posts the same
// search again.
func (q Query) Fields() [][2]string {
	var fields [][2]string
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				fields = append(fields, [2]string{name, v})
			}
		}
	}
	add("place", q.Place)
	add("need", q.Needs...)
	add("language", q.Language)
	if q.Remote {
		add("remote", "1")
	}
	add("barrier", q.Barriers...)
	add("access", q.Accessibility...)
	if q.Page > 1 {
		add("page", strconv.Itoa(q.Page))
	}
	return fields
}

// Form is the page to search from. With Faults it says what was not understood.
type Form struct {
	Page
	Faults  []Fault
	Choices []Choice // places that may have been meant
}

// Fault is one thing that was not understood. It never holds what was typed.
type Fault struct{ Message, Hint string }

// Choice is one place that may have been meant.
type Choice struct{ Value, Label string }

// Form writes the form, or what was not understood with the form below.
func (p *Pages) Form(w http.ResponseWriter, f Form) {
	status := http.StatusOK
	if !f.Posts && f.Path == "" && len(f.Faults)+len(f.Query.Fields()) == 0 {
		p.send(w, status, f.Lang, p.blank[blankKey{f.Lang, f.Demo}])
		return
	}
	if len(f.Faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	p.write(w, status, f.Lang, "form", formView{Form: f, pages: p})
}

// formView gives the template the choices of the form.
type formView struct {
	Form
	pages *Pages
}

func (v formView) Needs() []group     { return mark(v.pages.needs[v.Lang], v.Query.Needs...) }
func (v formView) Languages() []group { return mark(v.pages.languages[v.Lang], v.Query.Language) }
func (v formView) Barriers() group    { return v.named("barrier", barriers, v.Query.Barriers) }
func (v formView) Accessibility() group {
	return v.named("accessibility", access, v.Query.Accessibility)
}
func (v formView) Tongues() []Tongue { return v.pages.tongues }
func (v formView) named(kind string, ids []string, chosen []string) group {
	return mark([]group{choicesOf(v.pages.terms, termKind(kind), ids, v.Lang)}, chosen...)[0]
}

// mark gives the groups with the chosen ids ticked. The shared ones stay as they
// are.
func mark(groups []group, chosen ...string) []group {
	marked := slices.Clone(groups)
	for i := range marked {
		marked[i].Choices = slices.Clone(marked[i].Choices)
		for j := range marked[i].Choices {
			c := &marked[i].Choices[j]
			c.Chosen = slices.Contains(chosen, c.ID)
			marked[i].Open = marked[i].Open || c.Chosen
		}
	}
	return marked
}

// Results is what a search found.
type Results struct {
	Page
	Where     string   // where it started, "" without a place
	Notes     []string // what was repaired, assumed or set aside
	Total     int
	Cards     []Card
	Previous  int // pages, 0 where there is none
	Next      int
	Beyond    bool   // the page lies behind the last one; Previous is that one
	Ends      bool   // it is the last one, and more fits the search than is shown
	Elsewhere []Card // services by phone or online, where little was found
	Drops     []Drop // one wish left out each, where little was found
	Lines     []Line // that answer whatever was found
	Map       *Map
}

// First is the number of the first card.
func (r Results) First() int {
	if len(r.Cards) == 0 {
		return 0
	}
	return r.Cards[0].Number
}

// Last is the number of the last card.
func (r Results) Last() int {
	if len(r.Cards) == 0 {
		return 0
	}
	return r.Cards[len(r.Cards)-1].Number
}

// Drop is a search without one of its wishes.
type Drop struct {
	Label string
	Query Query
}

// Drops are the searches without one of the conditions of q that excludes
// services. Language and access only order them; and what must not be asked of
// the person is theirs to give up, unasked.
func (p *Pages) Drops(q Query, lang bilingual.Lang) []Drop {
	s := speech{lang, p.terms}
	var drops []Drop
	q.Page = 1
	if len(q.Needs) > 0 {
		wider := q
		wider.Needs = nil
		drops = append(drops, Drop{s.t("drop.needs"), wider})
	}
	if q.Remote {
		wider := q
		wider.Remote = false
		drops = append(drops, Drop{s.t("drop.remote"), wider})
	}
	if q.Place != "" {
		wider := q
		wider.Place = ""
		drops = append(drops, Drop{s.t("drop.place"), wider})
	}
	return drops
}

// SetAside says which wishes were given up so that somebody was found.
func SetAside(wishes string, lang bilingual.Lang) string {
	return speech{lang: lang}.t("note.set_aside", wishes)
}

// NotUnderstood is the fault of a choice that is none of the form's.
func NotUnderstood(lang bilingual.Lang) Fault {
	s := speech{lang: lang}
	return Fault{s.t("fault.choice"), s.t("fault.choice.h")}
}

// TooMany is the fault of more choices than one search takes.
func TooMany(lang bilingual.Lang) Fault {
	s := speech{lang: lang}
	return Fault{s.t("fault.too_many"), s.t("fault.too_many.h")}
}

// Results writes what a search found.
func (p *Pages) Results(w http.ResponseWriter, r Results) {
	p.write(w, http.StatusOK, r.Lang, "results", r)
}

// Sheet writes the same for paper: no name of the site, no buttons.
func (p *Pages) Sheet(w http.ResponseWriter, r Results) {
	p.write(w, http.StatusOK, r.Lang, "sheet", r)
}

// Info writes the page on safety and privacy.
func (p *Pages) Info(w http.ResponseWriter, page Page) {
	p.write(w, http.StatusOK, page.Lang, "info", infoView{page, safety, p.tongues, spoken})
}

type infoView struct {
	Page
	Sections []section
	Tongues  []Tongue
	Spoken   []string
}

// Tongue writes the way to the hotline in a further language. It reports false,
// and writes nothing, where there is no such page.
func (p *Pages) Tongue(w http.ResponseWriter, code string) bool {
	i := slices.IndexFunc(p.tongues, func(t Tongue) bool { return t.Code == code })
	if i < 0 {
		return false
	}
	w.Header().Set("Content-Language", code)
	p.write(w, http.StatusOK, bilingual.En, "tongue", tongueView{p.tongues[i], p.tongues})
	return true
}

type tongueView struct {
	Tongue  Tongue
	Tongues []Tongue
}

// TongueCodes are the codes of the further languages.
func (p *Pages) TongueCodes() []string {
	codes := make([]string, len(p.tongues))
	for i, t := range p.tongues {
		codes[i] = t.Code
	}
	return codes
}

// Refusal writes a page for a request that is not served: what is the matter and
// the hotline, and nothing of what was asked.
func (p *Pages) Refusal(w http.ResponseWriter, lang bilingual.Lang, status int) {
	p.write(w, status, lang, "refusal", refusalView{Page{Lang: lang}, refusalKey(status)})
}

type refusalView struct {
	Page
	Key string
}

func refusalKey(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return "refusal.nothing"
	case http.StatusForbidden:
		return "refusal.elsewhere"
	case http.StatusRequestEntityTooLarge:
		return "refusal.large"
	case http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return "refusal.unread"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return "refusal.busy"
	}
	return "refusal.fault"
}
