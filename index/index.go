// Package index holds what is searched: one immutable snapshot of all listings
// of one audience, with each listing's facts drawn up for fast reading.
//
// It owns the order of listings, the form in which a scan reads them (Facts,
// TermSet, Words) and the door through which a new generation replaces the old
// one (Catalog). It decides nothing: who matches and how well is package
// ranking's. It never changes a listing, and never sees a record.
//
// Begin with Snapshot and Build; then facts.go.
package index

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/relais-directory/relais/data"
)

// Snapshot is one generation of everything that audience A may see. It never
// changes once built, and any number of goroutines may read it.
type Snapshot[A data.Audience] struct {
	listings   []data.Listing[A]
	facts      []Facts
	ordinals   map[data.ID]int
	vocabulary *Vocabulary
	generation uint64
}

// Build makes a snapshot of listings, which it copies and sorts by id: the same
// listings in another order give the same snapshot. Of listings with one id
// only the first is kept. Nil terms mean an empty vocabulary.
func Build[A data.Audience](listings []data.Listing[A], terms *data.Terms, generation uint64) *Snapshot[A] {
	if terms == nil {
		terms = &data.Terms{}
	}
	s := &Snapshot[A]{
		listings:   sortedByID(listings),
		vocabulary: newVocabulary(terms),
		generation: generation,
	}
	s.facts = make([]Facts, len(s.listings))
	s.ordinals = make(map[data.ID]int, len(s.listings))
	words, known := newLexicon(s.listings, s.vocabulary), zones{}
	for i := range s.listings {
		s.facts[i] = factsOf(&s.listings[i], s.vocabulary, known)
		s.facts[i].lexicon, s.facts[i].ordinal = words, i
		s.ordinals[s.listings[i].ID] = i
	}
	return s
}

// sortedByID sorts numbers and not listings, which are large.
func sortedByID[A data.Audience](listings []data.Listing[A]) []data.Listing[A] {
	order := make([]int, len(listings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return strings.Compare(string(listings[a].ID), string(listings[b].ID))
	})
	sorted := make([]data.Listing[A], 0, len(listings))
	for _, i := range order {
		if n := len(sorted); n == 0 || sorted[n-1].ID != listings[i].ID {
			sorted = append(sorted, listings[i])
		}
	}
	return sorted
}

// Len is the number of listings. Their ordinals are 0 to Len()-1, in order of id.
func (s *Snapshot[A]) Len() int { return len(s.listings) }

// At gives the listing with ordinal i. Nobody may change it.
func (s *Snapshot[A]) At(i int) *data.Listing[A] { return &s.listings[i] }

// Facts gives what a search reads of the listing with ordinal i. Nobody may
// change it.
func (s *Snapshot[A]) Facts(i int) *Facts { return &s.facts[i] }

// Ordinal gives the ordinal of the listing with this id.
func (s *Snapshot[A]) Ordinal(id data.ID) (int, bool) {
	i, ok := s.ordinals[id]
	return i, ok
}

// ByID gives the listing with this id. Nobody may change it.
func (s *Snapshot[A]) ByID(id data.ID) (*data.Listing[A], bool) {
	i, ok := s.ordinals[id]
	if !ok {
		return nil, false
	}
	return &s.listings[i], true
}

// Generation is the number that Build was given: it grows with every change of
// the directory that a snapshot shows.
func (s *Snapshot[A]) Generation() uint64 { return s.generation }

// Terms gives the vocabularies that the listings are described in.
func (s *Snapshot[A]) Terms() *data.Terms { return s.vocabulary.terms }

// Vocabulary gives the same as sets, for comparing with Facts.
func (s *Snapshot[A]) Vocabulary() *Vocabulary { return s.vocabulary }

// Catalog is the place where the current snapshot of audience A is found. The
// zero Catalog holds an empty one.
type Catalog[A data.Audience] struct {
	current atomic.Pointer[Snapshot[A]]
}

// Snapshot gives the current generation. A search takes it once and keeps it:
// what Swap brings later does not disturb it.
func (c *Catalog[A]) Snapshot() *Snapshot[A] {
	if s := c.current.Load(); s != nil {
		return s
	}
	return Build[A](nil, nil, 0)
}

// Swap makes s the current generation for all searches that begin afterwards,
// and gives the one it replaces, nil at first.
func (c *Catalog[A]) Swap(s *Snapshot[A]) *Snapshot[A] { return c.current.Swap(s) }
