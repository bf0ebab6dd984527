package ranking

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// Fragments are what public answers say of each listing of a snapshot whatever was
// asked (names, languages, phones, region), written as JSON beforehand: an answer
// then copies one piece of memory where it would gather twenty. They are made of the
// snapshot alone, all at once, so that no answer is quicker for what somebody asked
// before. Nil Fragments leave everything to be written with the answer.
type Fragments struct {
	snapshot *index.Snapshot[data.Public]
	text     []byte
	ends     []fragment
}

// fragment says where the pieces of a listing end in the text: its head and its tail
// in the first language, then in the other, and last the reasons that it has before
// every caller. It begins where the one before it ends.
type fragment [5]uint32

// mostWritten is how many listings are written beforehand at most: each takes about
// two kilobytes.
const mostWritten = 20_000

// NewFragments writes the listings of s, or gives nil where there are too many.
func NewFragments(s *index.Snapshot[data.Public]) *Fragments {
	if s.Len() > mostWritten {
		return nil
	}
	f, w := &Fragments{snapshot: s, ends: make([]fragment, s.Len())}, writer{terms: s.Terms()}
	w.j = readyJudge(s.Vocabulary(), Query{}, Default())
	defer w.j.release()
	for i := range s.Len() {
		for n, lang := range index.Languages() {
			w.lang = lang
			w.head(s.At(i))
			f.ends[i][2*n] = uint32(len(w.json))
			w.tail(s.At(i))
			f.ends[i][2*n+1] = uint32(len(w.json))
		}
		w.lasting(s.Facts(i))
		f.ends[i][4] = uint32(len(w.json))
	}
	f.text = slices.Clone(w.json) // without the room to grow
	return f
}

// lasting writes the reasons of the factors that are the same before every caller.
func (w *writer) lasting(facts *index.Facts) {
	c := candidate{facts: facts}
	for i := range factors {
		if f := &factors[i]; f.lasts {
			found := f.grade(w.j, &c)
			w.raw(`,`)
			w.reason(found.code, f.say(w.j, &c, found))
		}
	}
}

// written are the pieces of one listing for readers of one language.
type written struct{ head, tail, lasting []byte }

// of gives the pieces of the listing that was found, where it is one of those that
// were written.
func (f *Fragments) of(m *Match[data.Public], lang bilingual.Lang) (written, bool) {
	if f == nil || m.ordinal >= f.snapshot.Len() || f.snapshot.At(m.ordinal) != m.Listing {
		return written{}, false
	}
	from, ends := uint32(0), &f.ends[m.ordinal]
	if m.ordinal > 0 {
		from = f.ends[m.ordinal-1][4]
	}
	pieces := written{f.text[from:ends[0]], f.text[ends[0]:ends[1]], f.text[ends[3]:ends[4]]}
	if lang == index.Languages()[1] {
		pieces.head, pieces.tail = f.text[ends[1]:ends[2]], f.text[ends[2]:ends[3]]
	}
	return pieces, true
}
