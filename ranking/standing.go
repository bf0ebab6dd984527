package ranking

import (
	"cmp"
	"slices"

	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// scored is a listing that may be among the best: what its score surely lies between,
// and once it is measured, its score.
type scored struct {
	least, most float64
	fit         float64     // but for the factors for which it must be measured
	live        *index.Live // that it was judged by; nil if that was not looked at
	distance    geo.Meters
	ordinal     int32

	measured, placed bool
}

// crowd is how many listings may wait to be measured.
const crowd = 64

// enter adds a listing that may be among the best.
func (f *finder[A]) enter(found scored) {
	f.room.top = append(f.room.top, found)
	f.raise(found.least)
	if len(f.room.top) >= f.k+crowd {
		f.settle()
	}
}

// raise keeps what the k best of the listings score at least.
func (f *finder[A]) raise(least float64) {
	all := f.room.least
	at := len(all)
	for at > 0 && all[at-1] < least {
		at--
	}
	if at == f.k {
		return
	}
	if len(all) < f.k {
		all = append(all, 0)
	}
	copy(all[at+1:], all[at:])
	all[at] = least
	if f.room.least = all; len(all) == f.k {
		f.last = all[f.k-1]
	}
}

// settle measures the listings that may be among the k best and leaves no others.
func (f *finder[A]) settle() {
	room, last := f.room, f.last
	kept := room.top[:0]
	for i := range room.top {
		if room.top[i].most >= last {
			kept = append(kept, room.top[i])
			f.measure(&kept[len(kept)-1])
		}
	}
	slices.SortFunc(kept, f.compare)
	room.top, room.least, f.last = kept[:min(f.k, len(kept))], room.least[:0], -1
	for i := range room.top {
		f.raise(room.top[i].least)
	}
}

// measure works out the score of a listing, as the judge does.
func (f *finder[A]) measure(found *scored) {
	if found.measured {
		return
	}
	c := &f.j.candidate
	*c = candidate{facts: f.facts, ordinal: int(found.ordinal)}
	f.s.ReadPlace(c.ordinal, f.facts)
	f.j.measure(c)
	if f.stages.measured != 0 {
		f.read(c, allParts&^livePart)
		f.facts.Live = found.live
		found.fit = f.j.fit(c)
	}
	found.most = float64(f.j.proximity(c).value * found.fit)
	found.least, found.measured = found.most, true
	found.placed, found.distance = c.placed, c.distance
}

// compare is compareHits for listings of one level that are measured.
func (f *finder[A]) compare(a, b scored) int {
	if order := cmp.Compare(b.most, a.most); order != 0 {
		return order
	}
	x, y := candidate{placed: a.placed, distance: a.distance}, candidate{placed: b.placed, distance: b.distance}
	return cmp.Or(x.compareDistance(&y), cmp.Compare(f.s.At(int(a.ordinal)).ID, f.s.At(int(b.ordinal)).ID))
}
