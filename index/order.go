package index

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// spot is where a listing stands in the order of a snapshot, ties by id: an H3
// cell, so that what lies close together on the ground does so in the order, and
// in the bits above it one of three ranges.
type spot uint64

// The ranges. Listings that are near or far are kept from those whose distance
// says little of how near they are, so that a stretch of the order is one or the
// other.
const (
	local    spot = 0 << 60 // at a place that is known well enough for a distance
	anywhere spot = 1 << 60 // by phone or online, or somewhere in a wide area
	unplaced spot = 2 << 60
)

// orderResolution is that of the cells: about 50 m across.
const orderResolution geo.Resolution = 11

// wide is the radius from which on an area is taken for a wide one. It is a
// matter of speed alone.
const wide = 100 * geo.Kilometer

func spotOf(place *geo.Area, remote bool) spot {
	if place.Center.IsZero() {
		return unplaced
	}
	cell, err := geo.CellAt(place.Center, orderResolution)
	switch {
	case err != nil: // on no point of the earth
		return anywhere
	case remote || place.Radius > wide:
		return anywhere | spot(cell)
	}
	return local | spot(cell)
}

// locate finds the spot of every entry. Calls into H3 are most of the work: they
// are shared between two goroutines.
func locate[A data.Audience](entries []entry[A]) {
	const worthwhile = 2000
	if len(entries) > worthwhile {
		var both sync.WaitGroup
		half := entries[:len(entries)/2]
		both.Go(func() { locateAll(half) })
		locateAll(entries[len(half):])
		both.Wait()
		return
	}
	locateAll(entries)
}

func locateAll[A data.Audience](entries []entry[A]) {
	for i := range entries {
		l := entries[i].listing
		entries[i].spot = spotOf(&l.Place, l.Remote)
	}
}

func sorted[A data.Audience](entries []entry[A]) []entry[A] {
	slices.SortFunc(entries, compareEntries[A])
	return entries
}

func compareEntries[A data.Audience](a, b entry[A]) int {
	if order := cmp.Compare(a.spot, b.spot); order != 0 {
		return order
	}
	return strings.Compare(string(a.listing.ID), string(b.listing.ID))
}

// classes is one class for each ordinal, in as few bytes as will do.
type classes struct {
	few  []uint16
	many []uint32
}

func newClasses(n, count int) classes {
	if count <= 1<<16 {
		return classes{few: make([]uint16, n)}
	}
	return classes{many: make([]uint32, n)}
}

func (c *classes) set(i int, class uint32) {
	if c.few != nil {
		c.few[i] = uint16(class)
	} else {
		c.many[i] = class
	}
}

func (c *classes) at(i int) int {
	if c.few != nil {
		return int(c.few[i])
	}
	return int(c.many[i])
}

// idTable finds ordinals by id: an open hash table of ordinals, a fifth of what a
// map takes.
type idTable struct {
	seed  maphash.Seed
	slots []uint32 // an ordinal and one, or 0; a power of two in number
}

func newIDTable(n int, id func(int) data.ID) idTable {
	size := 2
	for size < n+n/2 {
		size *= 2
	}
	t := idTable{maphash.MakeSeed(), make([]uint32, size)}
	for i := range n {
		slot := t.slot(id(i))
		for t.slots[slot] != 0 {
			slot = (slot + 1) % len(t.slots)
		}
		t.slots[slot] = uint32(i + 1)
	}
	return t
}

func (t *idTable) slot(id data.ID) int {
	return int(maphash.String(t.seed, string(id)) & uint64(len(t.slots)-1))
}

func (t *idTable) find(id data.ID, of func(int) data.ID) (int, bool) {
	for slot := t.slot(id); t.slots[slot] != 0; slot = (slot + 1) % len(t.slots) {
		if i := int(t.slots[slot] - 1); of(i) == id {
			return i, true
		}
	}
	return 0, false
}
