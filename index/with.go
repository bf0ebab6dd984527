package index

import "github.com/relais-directory/relais/data"

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
	entries := make([]entry[A], 0, s.Len()+len(fresh))
	for i := range s.Len() {
		if gone[i] {
			continue
		}
		old := s.entry(i)
		for len(fresh) > 0 && compareEntries(fresh[0], old) < 0 {
			entries, fresh = append(entries, fresh[0]), fresh[1:]
		}
		entries = append(entries, old)
	}
	return append(entries, fresh...)
}

func (s *Snapshot[A]) entry(i int) entry[A] {
	e := entry[A]{listing: s.listings[i], spot: s.spots[i], cell: s.cells[i], drawn: true}
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
