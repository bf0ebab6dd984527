package index

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
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

// classes is the class of every part for each ordinal, in as few bytes as will do. Those
// of one listing lie side by side: a search reads several of few listings.
type classes struct {
	bytes  []byte
	stride int // bytes of one listing
	at     [Parts]int
	mask   [Parts]uint32 // of the bytes that are the part's, of four
}

// newClasses makes room for n listings, whose classes of each part are below count.
func newClasses(n int, count func(Part) int) classes {
	var c classes
	for p := range Parts {
		width := max(1, (bits.Len(uint(count(p)))+7)/8)
		c.at[p], c.mask[p] = c.stride, uint32(1<<(8*width)-1)
		c.stride += width
	}
	c.bytes = make([]byte, n*c.stride+3) // four bytes can be read of the last
	return c
}

func (c *classes) set(p Part, i int, class uint32) {
	bytes := c.bytes[i*c.stride+c.at[p]:]
	others := binary.LittleEndian.Uint32(bytes) &^ c.mask[p]
	binary.LittleEndian.PutUint32(bytes, others|class)
}

func (c *classes) of(p Part, i int) int {
	return int(binary.LittleEndian.Uint32(c.bytes[i*c.stride+c.at[p]:]) & c.mask[p])
}

// idTable finds ordinals by id: an open hash table of ordinals, a tenth of what a map
// takes.
type idTable struct {
	seed  maphash.Seed
	slots []uint32 // an ordinal and one, or 0; three quarters are full
}

func newIDTable(n int, id func(int) data.ID) idTable {
	t := idTable{maphash.MakeSeed(), make([]uint32, n+n/3+1)}
	for i := range n {
		slot := t.slot(id(i))
		for t.slots[slot] != 0 {
			slot = t.after(slot)
		}
		t.slots[slot] = uint32(i + 1)
	}
	return t
}

// slot is where to look for an id first: the upper half of a product spreads hashes
// over any number of slots.
func (t *idTable) slot(id data.ID) int {
	slot, _ := bits.Mul64(maphash.String(t.seed, string(id)), uint64(len(t.slots)))
	return int(slot)
}

func (t *idTable) after(slot int) int {
	if slot++; slot < len(t.slots) {
		return slot
	}
	return 0
}

func (t *idTable) find(id data.ID, of func(int) data.ID) (int, bool) {
	for slot := t.slot(id); t.slots[slot] != 0; slot = t.after(slot) {
		if i := int(t.slots[slot] - 1); of(i) == id {
			return i, true
		}
	}
	return 0, false
}
