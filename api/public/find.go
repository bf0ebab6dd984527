package public

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

const (
	perPage   = 10
	lastPage  = ranking.MaxK / perPage
	few       = 3 // below so many, the page shows what else there is
	elsewhere = 4 // services by phone or online that it then shows
)

// find searches for what was asked and puts the answer on a page. An error is the
// one that the form shows.
func (s *Site) find(a ask, lang bilingual.Lang) (web.Results, error) {
	at := s.now()
	all := s.catalog()
	snapshot := all
	if a.remote {
		snapshot = s.derived.remoteOf(all)
	}
	a.request.K = a.page * perPage
	q, view, err := s.search(snapshot, a.request, lang, at)
	if err != nil {
		return web.Results{}, err
	}
	r := web.Results{Page: s.page(lang, "search"), Total: view.Total, Where: where(q.Origin, lang)}
	r.Posts, r.Query = true, queryOf(q, a)
	r.Notes = notes(q.Origin, view.Relaxations, lang)
	s.addCards(&r, snapshot, view, lang, at)
	if view.Total < few {
		s.addElsewhere(&r, all, a, view, lang, at)
	}
	if all := bands(view.Matches, r.First(), lang); !r.Beyond && anyIn(all) {
		r.Map = s.pages.Map(q.Origin, all, lang)
	}
	return r, nil
}

// search resolves and answers one request, for a page.
func (s *Site) search(snapshot *index.Snapshot[data.Public], request ranking.Request, lang bilingual.Lang, at time.Time) (ranking.Query, ranking.PublicAnswerView, error) {
	q, answer, err := s.answer(snapshot, request, at)
	if err != nil {
		return q, ranking.PublicAnswerView{}, err
	}
	return q, ranking.PublicAnswer(answer, lang), nil
}

// answer resolves and answers one request.
func (s *Site) answer(snapshot *index.Snapshot[data.Public], request ranking.Request, at time.Time) (ranking.Query, ranking.Answer[data.Public], error) {
	q, err := s.resolve(request, at)
	if err != nil {
		return q, ranking.Answer[data.Public]{}, err
	}
	answer, err := ranking.SearchWith(snapshot, q, s.weights)
	return q, answer, err
}

// termsHint says where a program finds the terms: it has no command line.
var termsHint = bilingual.Text{
	En: "GET /v1/terms has every term with its names in both languages.",
	Fr: "GET /v1/terms donne tous les termes et leurs noms dans les deux langues.",
}

// resolve looks up what is asked for. A place that nobody knows is a fault of the
// request like any other, and not an address where nothing is.
func (s *Site) resolve(request ranking.Request, at time.Time) (ranking.Query, error) {
	q, err := ranking.Resolve[data.Public](request, s.gazetteer, s.terms, at)
	var faults []error
	for _, p := range serve.Problems(err) {
		fault := *p
		if fault.Kind == bilingual.NotFound {
			fault.Kind = bilingual.Invalid
		}
		if kind, ok := strings.CutSuffix(fault.Code, "_unknown"); ok && slices.Contains(data.TermKinds(), data.TermKind(kind)) {
			fault.Hint = termsHint
		}
		faults = append(faults, &fault)
	}
	if len(faults) == 0 {
		return q, err
	}
	return q, errors.Join(faults...)
}

func (s *Site) page(lang bilingual.Lang, path string) web.Page {
	return web.Page{Lang: lang, Path: path, Demo: s.derived.demoOf(s.catalog())}
}

// addCards puts the matches of the page on it, and the way to the pages around.
func (s *Site) addCards(r *web.Results, snapshot *index.Snapshot[data.Public], view ranking.PublicAnswerView, lang bilingual.Lang, at time.Time) {
	page := r.Query.Page
	from := min((page-1)*perPage, len(view.Matches))
	for i := range view.Matches[from:] {
		r.Cards = append(r.Cards, s.card(snapshot, &view.Matches[from+i], lang, at))
	}
	last := (len(view.Matches) + perPage - 1) / perPage // of what was found, up to this page
	r.Beyond = last > 0 && page > last
	r.Previous = min(page-1, last)
	more := view.Total > page*perPage
	if page < lastPage && more {
		r.Next = page + 1
	}
	r.Ends = page == lastPage && more
}

// card is one match in words. Distances are bands, reasons have no numbers.
func (s *Site) card(snapshot *index.Snapshot[data.Public], m *ranking.PublicMatchView, lang bilingual.Lang, at time.Time) web.Card {
	l, _ := snapshot.ByID(m.ID) // it was found in this snapshot
	c := s.pages.CardOf(l, m.Intake, lang, at)
	c.Number = m.Rank
	if m.Band != ranking.Remote && m.Band != ranking.NoBand {
		c.Band = capital(m.Band.Name().In(lang))
	}
	for _, v := range m.Verdicts {
		if v.Ask != nil {
			c.Asks = append(c.Asks, v.Ask.In(lang))
		}
	}
	for _, reason := range m.Reasons {
		if !strings.HasPrefix(reason.Code, "proximity") && !strings.HasPrefix(reason.Code, "verified") { // said above
			c.Reasons = append(c.Reasons, bilingual.Text{En: reason.En, Fr: reason.Fr}.In(lang))
		}
	}
	return c
}

// someone is what helps whatever the need: a person to talk to and to look
// further with.
var someone = []string{"crisis-line", "counselling", "case-management"}

// addElsewhere shows, where little was found, who can be reached by phone or
// online to talk to, and the same search without each of its conditions.
// What is never given up stays: what must not be asked of the person.
func (s *Site) addElsewhere(r *web.Results, all *index.Snapshot[data.Public], a ask, found ranking.PublicAnswerView, lang bilingual.Lang, at time.Time) {
	for _, f := range ranking.Fallbacks(lang) {
		r.Lines = append(r.Lines, web.Call(f.Phone.Number, f.Phone.Display, f.Name))
	}
	r.Drops = s.pages.Drops(r.Query, lang)
	wider := a.request
	wider.Needs, wider.K = someone, elsewhere+few
	remote := s.derived.remoteOf(all)
	_, view, err := s.search(remote, wider, lang, at)
	if err != nil {
		return // a request without these is no worse than the one that was answered
	}
	shown := map[data.ID]bool{}
	for _, m := range found.Matches {
		shown[m.ID] = true
	}
	for i := range view.Matches {
		if m := &view.Matches[i]; !shown[m.ID] && len(r.Elsewhere) < elsewhere {
			m.Reasons = slices.DeleteFunc(m.Reasons, ofNeeds) // these are not the visitor's
			c := s.card(remote, m, lang, at)
			c.Number = 0
			r.Elsewhere = append(r.Elsewhere, c)
		}
	}
}

// ofNeeds reports whether a reason says what of the needs is offered.
func ofNeeds(r ranking.PublicReason) bool { return strings.HasPrefix(r.Code, "need_") }

// limits are the ends of the bands of distance, in kilometres.
var limits = []int{10, 25, 50, 100, 0}

// bands says which of the matches from a rank on are in which band.
func bands(matches []ranking.PublicMatchView, from int, lang bilingual.Lang) []web.Band {
	all := make([]web.Band, len(limits))
	for i, band := range ranking.DistanceBands()[:len(limits)] {
		all[i] = web.Band{Limit: limits[i], Name: band.Name().In(lang)}
		for _, m := range matches {
			if m.Band == band && m.Rank >= from {
				all[i].Numbers = append(all[i].Numbers, m.Rank)
			}
		}
	}
	return all
}

// anyIn reports whether anything is in a band at all.
func anyIn(all []web.Band) bool {
	return slices.ContainsFunc(all, func(b web.Band) bool { return len(b.Numbers) > 0 })
}

// queryOf is a query as the form has it: ids of terms, and the place by a name of
// ours. Nothing in it is as it was typed.
func queryOf(q ranking.Query, a ask) web.Query {
	w := web.Query{
		Place: placeOf(q.Origin), Needs: q.Needs, Remote: a.remote,
		Barriers: q.Barriers, Accessibility: q.Accessibility, Page: a.page,
	}
	if len(q.Languages) > 0 {
		w.Language = q.Languages[0]
	}
	return w
}

// placeOf names an origin so that it is found again by that name.
func placeOf(o geo.Origin) string {
	if o.FSA != "" {
		return o.FSA
	}
	return o.Label.En
}

// where says where a search started.
func where(o geo.Origin, lang bilingual.Lang) string {
	if o.IsZero() {
		return ""
	}
	if lang == bilingual.Fr {
		return "près " + bilingual.De(o.Label.Fr)
	}
	return "near " + o.Label.En
}

// notes are what was repaired, assumed or set aside.
func notes(o geo.Origin, relaxations []string, lang bilingual.Lang) []string {
	var said []string
	for _, n := range o.Notes {
		said = append(said, capital(n.In(lang)))
	}
	var wishes []string
	for _, w := range relaxations {
		wishes = append(wishes, ranking.WishName(w).In(lang))
	}
	if len(wishes) > 0 {
		said = append(said, web.SetAside(strings.Join(wishes, ", "), lang))
	}
	return said
}

// faults are what a page says of an error, and the places that may have been
// meant. What concerns a place is the gazetteer's to say; anything else cannot
// come from the form as it was sent.
func faults(err error, lang bilingual.Lang) (said []web.Fault, choices []web.Choice) {
	for _, p := range serve.Problems(err) {
		var fault web.Fault
		switch {
		case strings.HasPrefix(p.Code, "place_"), strings.HasPrefix(p.Code, "postal_code_"):
			fault = web.Fault{Message: sentence(p.Message.In(lang)), Hint: p.Hint.In(lang)}
			for _, c := range p.Choices {
				choices = append(choices, web.Choice{Value: c.Input, Label: c.Label.In(lang)})
			}
		case strings.HasSuffix(p.Code, "_too_many"):
			fault = web.TooMany(lang)
		default:
			fault = web.NotUnderstood(lang)
		}
		if !slices.Contains(said, fault) { // once, of however many choices
			said = append(said, fault)
		}
	}
	return said, choices
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func sentence(s string) string { return capital(strings.TrimSuffix(s, ".")) + "." }
