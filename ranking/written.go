package ranking

import (
	"strconv"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// AppendPublicAnswer writes PublicAnswer(a, lang) as JSON behind b: byte for byte
// what encoding/json writes of it, HTML not escaped. It looks at what a search
// found and not at a view; whatever two matches are told in the same words is put in
// words once, and listings that f has written are copied.
func (f *Fragments) AppendPublicAnswer(b []byte, a *Answer[data.Public], lang bilingual.Lang) []byte {
	w := writers.Get().(*writer)
	w.json, w.lang, w.terms, w.fragments = b, lang, a.terms, f
	w.origin(viewPublicOrigin(a.Origin, lang))
	w.matches(a.Matches)
	w.raw(`,"total":`).number(a.Total)
	w.raw(`,"relaxations":`).texts(a.Relaxations)
	w.fallback(fallback(len(a.Matches), lang))
	w.raw(`}`)
	return w.release()
}

// writer writes one answer.
type writer struct {
	json      []byte
	lang      bilingual.Lang
	terms     *data.Terms
	fragments *Fragments
	j         *judge                 // of the matches at hand
	said      []phrase               // so far, of these
	last      [firstVerdict + 64]int // by rule, the number of its last phrase in said, from 1; a query has 64 rules at most
}

// writers are those that wait to be used.
var writers = sync.Pool{New: func() any { return new(writer) }}

// release gives w back, with nothing of an answer left in it, and what it has
// written. One that panics is not used again.
func (w *writer) release() []byte {
	json := w.json
	*w = writer{said: w.said}
	writers.Put(w)
	return json
}

func (w *writer) origin(o *PublicOriginView) {
	if o == nil {
		w.raw(`{"origin":null`)
		return
	}
	w.raw(`{"origin":{"label":`).text(o.Label).raw(`,"approximate":`)
	w.json = strconv.AppendBool(w.json, o.Approximate)
	for i, note := range o.Notes {
		if i == 0 {
			w.raw(`,"notes":[`)
		}
		w.between(i)
		w.both(note)
	}
	if len(o.Notes) > 0 {
		w.raw(`]`)
	}
	w.raw(`}`)
}

func (w *writer) fallback(lines []FallbackView) {
	for i, line := range lines {
		if i == 0 {
			w.raw(`,"fallback":[`)
		}
		w.between(i)
		w.raw(`{"name":`).text(line.Name).raw(`,"phone":`)
		w.phone(line.Phone)
		w.raw(`}`)
	}
	if len(lines) > 0 {
		w.raw(`]`)
	}
}

// matches writes matches. Those of one answer share its question, which is made
// ready once for all of them.
func (w *writer) matches(all []Match[data.Public]) {
	w.raw(`,"matches":[`)
	for i := 0; i < len(all); {
		question := all[i].asked
		w.j = question.judge()
		for ; i < len(all) && all[i].asked == question; i++ {
			w.between(i)
			w.match(&all[i])
		}
		w.j.release()
		w.forget()
	}
	w.raw(`]`)
}

func (w *writer) match(m *Match[data.Public]) {
	pieces, written := w.fragments.of(m, w.lang)
	c, r := m.rule(w.j)
	w.raw(`{"rank":`).number(m.Rank)
	if written {
		w.json = append(w.json, pieces.head...)
	} else {
		w.head(m.Listing)
	}
	w.text(string(m.Band)).raw(`,"reasons":[`)
	w.reasons(m, c, &r, pieces.lasting)
	w.raw(`],"verdicts":[`)
	w.verdicts(c, &r)
	w.raw(`],"relaxed":`).texts(m.Relaxed)
	w.raw(`,"open":`).text(string(m.Open)).raw(`,"intake":`).text(string(m.Intake))
	if written {
		w.json = append(w.json, pieces.tail...)
	} else {
		w.tail(m.Listing)
	}
}

// head writes what is said of a listing first, whatever was asked.
func (w *writer) head(l *data.Listing[data.Public]) {
	w.raw(`,"id":`).text(string(l.ID)).raw(`,"organization":`).named(&l.Organization).raw(`,"service":`).named(&l.Service)
	w.raw(`,"distance_band":`)
}

// tail writes what is said of it last.
func (w *writer) tail(l *data.Listing[data.Public]) {
	w.raw(`,"languages":[`)
	for i := range l.Languages {
		w.between(i)
		w.language(&l.Languages[i])
	}
	w.raw(`],"phones":[`)
	for i := range l.Phones {
		w.between(i)
		w.phone(viewPhone(&l.Phones[i], w.lang))
	}
	w.raw(`],"region":`).text(string(l.Region())).raw(`}`)
}

func (w *writer) named(n *data.Named) *writer {
	return w.raw(`{"id":`).text(string(n.ID)).raw(`,"name":`).text(n.Name.In(w.lang)).raw(`,"names":`).both(n.Name).raw(`}`)
}

func (w *writer) language(offered *data.LanguageOffered) {
	name := offered.Code
	if term, ok := w.terms.Get(data.TermLanguage, offered.Code); ok {
		name = term.Called().In(w.lang)
	}
	w.raw(`{"code":`).text(offered.Code).raw(`,"name":`).text(name).raw(`,"mode":`).text(string(offered.Mode)).raw(`}`)
}

func (w *writer) phone(p PhoneView) {
	w.raw(`{"number":`).text(p.Number).raw(`,"display":`).text(p.Display)
	if p.Extension != "" {
		w.raw(`,"extension":`).text(p.Extension)
	}
	w.raw(`,"type":`).text(string(p.Type))
	if p.Description != "" {
		w.raw(`,"description":`).text(p.Description)
	}
	w.raw(`}`)
}

// reasons writes what PublicReasons gives. Those that last stand side by side in the
// table, and may have been written beforehand.
func (w *writer) reasons(m *Match[data.Public], c *candidate, r *ruling, lasting []byte) {
	near, place := r.proximity, parts(0)
	if m.Band == NoBand || near.code == proximityWide { // the words name the area
		place = wherePart
	}
	w.again(proximityRule, saying{code: near.code, band: m.Band, facts: c.facts}, place, func() {
		w.reason(near.code, w.j.proximityReason(c, near.code))
	})
	for i := range w.j.factors {
		f, found := &w.j.factors[i], r.grades[i]
		if !f.counts(c) {
			continue
		}
		if f.lasts && lasting != nil {
			w.json, lasting = append(w.json, lasting...), lasting[:0] // all at once
			continue
		}
		w.raw(`,`)
		w.again(firstFactor+i, saying{code: found.code, which: found.which, facts: c.facts}, f.speaks(found), func() {
			w.reason(found.code, f.say(w.j, c, found))
		})
	}
}

func (w *writer) reason(code string, said Reason) {
	w.raw(`{"code":`).text(code).raw(`,"en":`).text(said.En).raw(`,"fr":`).text(said.Fr).raw(`}`)
}

// verdicts writes what sayVerdicts gives.
func (w *writer) verdicts(c *candidate, r *ruling) {
	first := len(w.json)
	next := func() {
		if len(w.json) > first {
			w.raw(`,`)
		}
	}
	for i := range w.j.criteria {
		rule, verdict := &w.j.criteria[i], r.verdicts.of(i)
		if !rule.shows(verdict) {
			continue
		}
		next()
		w.again(firstVerdict+i, saying{code: string(verdict), facts: c.facts}, rule.speaks(verdict), func() {
			w.verdict(w.j.sayVerdict(i, c, verdict))
		})
	}
	for i := range w.j.wished {
		if !w.j.mustAsk(i, c) {
			continue
		}
		next()
		w.verdict(w.j.accessibilityQuestion(i))
	}
}

func (w *writer) verdict(v VerdictOn) {
	w.raw(`{"criterion":`).text(v.Criterion).raw(`,"verdict":`).text(string(v.Verdict)).raw(`,"ask":`)
	if v.Ask.IsZero() {
		w.raw(`null`)
	} else {
		w.both(v.Ask)
	}
	if !v.Change.IsZero() {
		w.raw(`,"change":`).both(v.Change)
	}
	w.raw(`}`)
}
