package ranking

import (
	"math/bits"
	"sync"

	"github.com/relais-directory/relais/index"
)

// mask is a set of listings, 64 to a word, in the order of a snapshot. The nil mask
// is empty.
type mask []uint64

func (m mask) count() int {
	n := 0
	for _, word := range m {
		n += bits.OnesCount64(word)
	}
	return n
}

// any reports whether there is somebody in m.
func (m mask) any() bool {
	for _, word := range m {
		if word != 0 {
			return true
		}
	}
	return false
}

func (m mask) take(other mask) {
	for i := range other {
		m[i] &^= other[i]
	}
}

func (m mask) keep(other mask) {
	for i := range m {
		m[i] &= other[i]
	}
}

func (m mask) add(other mask) {
	for i := range m {
		m[i] |= other[i]
	}
}

// memos is what was said of each class of listings in one search, and room for
// masks. It is kept from one search to the next: what is of an earlier one has an
// earlier stamp, and counts as not said.
type memos struct {
	stamp    uint32
	verdicts [][]verdictMemo // by criterion, by class
	masks    []mask
	inUse    int
}

type verdictMemo struct {
	stamp uint32
	fails bool
}

// begin makes m ready for another search.
func (m *memos) begin() {
	m.inUse = 0
	if m.stamp++; m.stamp == 0 { // after four thousand million searches
		*m = memos{stamp: 1, masks: m.masks}
	}
}

// verdict is the place for what was said by a criterion of one of so many classes.
func (m *memos) verdict(criterion, class, classes int) *verdictMemo {
	for len(m.verdicts) <= criterion {
		m.verdicts = append(m.verdicts, nil)
	}
	if len(m.verdicts[criterion]) < classes {
		m.verdicts[criterion] = make([]verdictMemo, classes)
	}
	return &m.verdicts[criterion][class]
}

// mask gives an empty one of so many words, until begin, or free in the reverse
// order.
func (m *memos) mask(words int) mask {
	if m.inUse == len(m.masks) {
		m.masks = append(m.masks, nil)
	}
	if cap(m.masks[m.inUse]) < words {
		m.masks[m.inUse] = make(mask, words)
	}
	given := m.masks[m.inUse][:words]
	clear(given)
	m.inUse++
	return given
}

// free takes back the last n masks given.
func (m *memos) free(n int) { m.inUse -= n }

// scratch is the room that a search needs.
type scratch struct {
	memos   memos
	heap    []branch
	top     []scored
	waiting []waiting
	least   []float64 // what the best of them score at least, the highest first
	tiers   []tier
	tops    []*index.Column
	facts   index.Facts
}

// scratches are those that wait to be used.
var scratches = sync.Pool{New: func() any { return new(scratch) }}

// forget leaves nothing of a listing, nor of a snapshot, in r.
func (r *scratch) forget() {
	clear(r.top[:cap(r.top)])
	clear(r.tiers[:cap(r.tiers)])
	clear(r.tops[:cap(r.tops)])
	clear(r.least[:cap(r.least)])
	r.facts = index.Facts{}
	r.top, r.least, r.tiers, r.tops = r.top[:0], r.least[:0], r.tiers[:0], r.tops[:0]
}
