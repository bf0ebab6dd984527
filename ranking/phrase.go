package ranking

import "github.com/relais-directory/relais/index"

// phrase is one thing that a rule had to say, and where it stands in the JSON.
type phrase struct {
	saying
	from, to int
	before   int // the number of the rule's phrase before it
}

// saying is what decides the words of a rule: its code, which of several things it is
// about, for proximity the band, and the listing, of which only the parts count that
// the words speak of.
type saying struct {
	code  string
	which int
	band  DistanceBand
	facts *index.Facts
}

func (s *saying) like(t *saying, speaks parts) bool {
	return s.code == t.code && s.which == t.which && s.band == t.band && speaks.same(s.facts, t.facts)
}

// The rules that have something to say: proximity, then the factors in play, then
// the criteria in play.
const (
	proximityRule = 0
	firstFactor   = 1
	firstVerdict  = firstFactor + factorCount
)

// again copies what a rule said before in the same words, or lets say write it.
func (w *writer) again(rule int, s saying, speaks parts, say func()) {
	for n := w.last[rule]; n > 0; n = w.said[n-1].before {
		if p := &w.said[n-1]; p.like(&s, speaks) {
			w.json = append(w.json, w.json[p.from:p.to]...)
			return
		}
	}
	from := len(w.json)
	say()
	w.said = append(w.said, phrase{s, from, len(w.json), w.last[rule]})
	w.last[rule] = len(w.said)
}

// forget lets go of what was said: the answer to one question says nothing of
// another's.
func (w *writer) forget() {
	clear(w.said)
	w.said, w.last = w.said[:0], [len(w.last)]int{}
}
