package index

import (
	"slices"
	"sync/atomic"

	"github.com/relais-directory/relais/data"
)

// Live is what changes from hour to hour. It is read once for each listing that a
// search looks at, and never changed in place: what is learned is a new Live in the
// cell of the old one. (Intake is not: it changes with the listing.)
type Live struct {
	Capacity []data.Capacity // staff listings only
}

// cell holds what is known at the moment. Snapshots that follow one another share
// it, so that what is learned shows in all of them at once.
type cell struct{ atomic.Pointer[Live] }

// nothingLive is what is known of most listings.
var nothingLive = &Live{}

func newCell(l *Live) *cell {
	c := &cell{}
	c.Store(l)
	return c
}

func liveOf[A data.Audience](l *data.Listing[A]) *Live {
	if inside, ok := l.StaffPart(); ok && len(inside.Capacity) > 0 {
		return &Live{Capacity: inside.Capacity}
	}
	return nothingLive
}

// sameLive reports whether a and b say the same.
func sameLive(a, b *Live) bool { return slices.EqualFunc(a.Capacity, b.Capacity, sameCapacity) }

func sameCapacity(a, b data.Capacity) bool {
	number := func(n *int) int {
		if n == nil {
			return -1
		}
		return *n
	}
	same := number(a.Available) == number(b.Available) && number(a.Maximum) == number(b.Maximum) && a.Updated.Equal(b.Updated)
	a.Available, b.Available, a.Maximum, b.Maximum = nil, nil, nil, nil
	a.Updated = b.Updated
	return same && a == b
}

// Live gives what is known at the moment of the listing with ordinal i.
func (s *Snapshot[A]) Live(i int) *Live { return s.cells[i].Load() }

// Now gives the listing with ordinal i with what is known at the moment. What is
// in it nobody may change.
func (s *Snapshot[A]) Now(i int) data.Listing[A] {
	l := *s.listings[i]
	if inside, ok := l.StaffPart(); ok {
		inside.Capacity = s.Live(i).Capacity
	}
	return l
}

// SetCapacity puts what was learned of room in the place of what was known of
// the listing with this id, and reports whether there is one. Every search that
// looks at the listing from now on sees it, in this snapshot and in those made
// from it. The slice is the snapshot's from then on. One goroutine changes a
// snapshot at a time.
func (s *Snapshot[A]) SetCapacity(id data.ID, known []data.Capacity) bool {
	i, ok := s.Ordinal(id)
	if !ok {
		return false
	}
	s.cells[i].Store(&Live{Capacity: known})
	return true
}
