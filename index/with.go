package index

import (
	"sort"

	"github.com/relais-directory/relais/data"
)

// With makes the snapshot that Build would make after a change: without the
// listings removed, and with those changed in the place of any that had their id.
// It draws up the changed ones alone; the rest it takes from s, which it leaves as
// it is. A changed listing says what is known of it, whatever was
// learned before.
//
// What was in s and is in the new snapshot no more may stay in memory for a
// while, though nothing reaches it; Build alone leaves it behind.
func (s *Snapshot[A]) With(changed []data.Listing[A], removed []data.ID, generation uint64) *Snapshot[A] {
	fresh := copied(changed)
	gone := make([]bool, s.Len())
	for _, id := range removed {
		if i, ok := s.Ordinal(id); ok {
			gone[i] = true
		}
	}
	for i := range fresh {
		s.succeed(&fresh[i], gone)
	}
	entries := s.merge(sorted(fresh), gone)
	if s.outgrown(len(entries), len(fresh)) {
		return build(renewed(entries), s.vocabulary, generation)
	}
	c := &contents[A]{vocabulary: s.vocabulary, parts: s.parts, stale: s.stale}
	c.draw(entries)
	c.take(entries)
	return &Snapshot[A]{c, generation}
}

// succeed lets e take over from the listing that had its id.
func (s *Snapshot[A]) succeed(e *entry[A], gone []bool) {
	i, ok := s.Ordinal(e.listing.ID)
	if !ok {
		return
	}
	if !gone[i] && sameLive(s.Live(i), liveOf(e.listing)) {
		e.cell = s.cells[i]
	}
	gone[i] = true
}

// merge puts fresh entries, which are in order, among those of s that stay.
func (s *Snapshot[A]) merge(fresh []entry[A], gone []bool) []entry[A] {
	entries, next := make([]entry[A], 0, s.Len()+len(fresh)), 0
	stay := func(to int) {
		for ; next < to; next++ {
			if !gone[next] {
				entries = append(entries, s.entry(next))
			}
		}
	}
	for i := range fresh {
		stay(next + s.before(fresh[i], next))
		entries = append(entries, fresh[i])
	}
	stay(s.Len())
	return entries
}

// before is how many listings from ordinal next on stand before e.
func (s *Snapshot[A]) before(e entry[A], next int) int {
	return sort.Search(s.Len()-next, func(i int) bool {
		l := s.listings[next+i]
		return compareEntries(e, entry[A]{listing: l, spot: spotOf(&l.Place, l.Remote)}) < 0
	})
}

func (s *Snapshot[A]) entry(i int) entry[A] {
	e := entry[A]{listing: s.listings[i], cell: s.cells[i], drawn: true}
	for part := range e.classes {
		e.classes[part] = uint32(s.Class(Part(part), i))
	}
	return e
}

// outgrown reports whether so much has come and gone that the parts hold more of
// what is gone than of what is there.
func (s *Snapshot[A]) outgrown(listings, fresh int) bool {
	const small = 1000
	return s.stale+fresh > 2*listings+small
}

// renewed copies listings out of wherever they are, to be drawn anew.
func renewed[A data.Audience](entries []entry[A]) []entry[A] {
	copies := make([]data.Listing[A], 0, len(entries))
	for i := range entries {
		copies = append(copies, *entries[i].listing)
		entries[i].listing, entries[i].drawn = &copies[i], false
	}
	return entries
}
