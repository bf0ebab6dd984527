// Package index holds what is searched: one immutable snapshot of all listings
// of one audience, with each listing's facts drawn up for fast reading.
//
// It owns the order of listings, the form in which a search reads them (Facts
// and its parts, TermSet, Columns, Glance, Space, Words, Texts) and the door through which
// a new generation replaces the old one (Catalog). It decides nothing: who
// matches and how well is package ranking's. It never changes a listing, and
// never sees a record.
//
// Begin with Snapshot and Build; then facts.go, columns.go and space.go. With
// makes a snapshot from the one before it.
package index

import (
	"cmp"
	"slices"
	"sync/atomic"

	"github.com/relais-directory/relais/data"
)

// Snapshot is one generation of everything that audience A may see. It never
// changes once built, but for what is live (see Live), and any number of
// goroutines may read it.
type Snapshot[A data.Audience] struct {
	*contents[A]
	generation uint64
}

// contents is what is in a snapshot. All slices are by ordinal.
type contents[A data.Audience] struct {
	listings []*data.Listing[A]
	cells    []*cell
	classes  classes

	vocabulary *Vocabulary
	parts      *parts
	shared     shared
	ids        idTable
	columns    Columns
	space      Space
	reaches    []reach             // by class of ReachPart
	postal     map[string][]uint32 // by code of a postal area: the listings that serve it, sorted
	stale      int                 // listings that have come or gone since the parts were begun

	lexicon *Lexicon              // words of the listings, drawn up when first asked for
	texts   atomic.Pointer[Texts] // where words are looked up once that is ready

	suggestions suggestions
}

// Build makes a snapshot of listings, which it copies and puts in an order of
// its own: the same listings in another order give the same snapshot. Of
// listings with one id only the first is kept. Nil terms mean an empty
// vocabulary.
func Build[A data.Audience](listings []data.Listing[A], terms *data.Terms, generation uint64) *Snapshot[A] {
	if terms == nil {
		terms = &data.Terms{}
	}
	return build(sorted(copied(listings)), newVocabulary(terms), generation)
}

func build[A data.Audience](entries []entry[A], v *Vocabulary, generation uint64) *Snapshot[A] {
	c := &contents[A]{vocabulary: v, parts: newParts(v)}
	c.draw(entries)
	c.parts.rest()
	c.shared = c.parts.shared()
	c.take(entries)
	return &Snapshot[A]{c, generation}
}

// entry is one listing on its way into a snapshot.
type entry[A data.Audience] struct {
	listing *data.Listing[A]
	spot    spot // of one that is new
	cell    *cell
	classes [Parts]uint32
	drawn   bool // cell and classes are known
}

// copied gives each listing that has an id of its own, copied.
func copied[A data.Audience](listings []data.Listing[A]) []entry[A] {
	copies := make([]data.Listing[A], 0, len(listings))
	seen := make(map[data.ID]bool, len(listings))
	for i := range listings {
		if id := listings[i].ID; !seen[id] {
			seen[id] = true
			copies = append(copies, listings[i])
		}
	}
	entries := make([]entry[A], len(copies))
	for i := range copies {
		entries[i].listing = &copies[i]
	}
	locate(entries)
	return entries
}

// draw draws up whatever is not drawn yet.
func (c *contents[A]) draw(entries []entry[A]) {
	c.parts.growing.Lock()
	defer c.parts.growing.Unlock()
	for i := range entries {
		e := &entries[i]
		if e.drawn {
			continue
		}
		e.classes = classesOf(c.parts, e.listing)
		if e.cell == nil {
			e.cell = newCell(liveOf(e.listing))
		}
		e.drawn = true
		c.stale++
	}
	c.shared = c.parts.shared()
}

// take fills c from entries, which are in order and drawn.
func (c *contents[A]) take(entries []entry[A]) {
	n := len(entries)
	c.listings, c.cells = make([]*data.Listing[A], n), make([]*cell, n)
	c.classes = newClasses(n, c.shared.count)
	for i := range entries {
		e := &entries[i]
		c.listings[i], c.cells[i] = e.listing, e.cell
		for part, class := range e.classes {
			c.classes.set(Part(part), i, class)
		}
	}
	c.ids = newIDTable(n, func(i int) data.ID { return c.listings[i].ID })
	c.columns = c.newColumns()
	c.reaches = make([]reach, len(c.shared.reach))
	for class := range c.shared.reach {
		c.reaches[class] = reachOf(c.shared.reach[class].ServiceAreas)
	}
	c.space = newSpace(n, func(i int) *Where { return &Where{c.listings[i].Place, c.listings[i].Remote} },
		func(i int) *reach { return &c.reaches[c.classes.of(ReachPart, i)] })
	c.addGlances()
	c.postal = c.postalReach()
	c.lexicon = newLexicon(c.listings, c.vocabulary)
}

// Len is the number of listings. Their ordinals are 0 to Len()-1: near ones lie
// close together, see order.go.
func (s *Snapshot[A]) Len() int { return len(s.listings) }

// At gives the listing with ordinal i. Nobody may change it. What is live in it
// is as it was when it came: Live has it as it is.
func (s *Snapshot[A]) At(i int) *data.Listing[A] { return s.listings[i] }

// Facts gives what a search reads of the listing with ordinal i.
func (s *Snapshot[A]) Facts(i int) *Facts {
	f := &Facts{}
	s.Read(i, f)
	return f
}

// Read is Facts into room of the caller's. What is live is read at this moment:
// f holds on to it.
func (s *Snapshot[A]) Read(i int, f *Facts) {
	l := s.listings[i]
	f.ID, f.Staff = l.ID, s.Staff()
	for p := range Parts {
		s.ReadClass(p, s.Class(p, i), f)
	}
	f.Live = s.Live(i)
	f.Where = Where{l.Place, l.Remote}
	s.ReadWords(i, f)
}

// ReadClass puts one shared part of this class into f.
func (s *Snapshot[A]) ReadClass(p Part, class int, f *Facts) {
	switch p {
	case StandingPart:
		f.Standing = &s.shared.standing[class]
	case OfferPart:
		f.Offer = &s.shared.offer[class]
	case ServedPart:
		f.Served = &s.shared.served[class]
	case AdmissionPart:
		f.Admission = &s.shared.admission[class]
	case TonguesPart:
		f.Tongues = &s.shared.tongues[class]
	case ConditionsPart:
		f.Conditions = &s.shared.conditions[class]
	case MomentPart:
		f.Moment = &s.shared.moment[class]
	case ReachPart:
		f.Reach = &s.shared.reach[class]
	case CheckedPart:
		f.Checked = &s.shared.checked[class]
	case TakingPart:
		f.Taking = &s.shared.taking[class]
	}
}

// ReadPlace puts where the listing with ordinal i is into f.
func (s *Snapshot[A]) ReadPlace(i int, f *Facts) {
	l := s.listings[i]
	f.ID, f.Where = l.ID, Where{l.Place, l.Remote}
}

// ReadLive puts what is known at this moment of the listing with ordinal i into f.
func (s *Snapshot[A]) ReadLive(i int, f *Facts) { f.Live = s.Live(i) }

// ReadWords puts the words of the listing with ordinal i within reach of f.
func (s *Snapshot[A]) ReadWords(i int, f *Facts) { f.lexicon, f.ordinal = s.lexicon, i }

// Staff reports whether the snapshot is what staff see.
func (s *Snapshot[A]) Staff() bool {
	return data.ForStaff[A]()
}

// Class gives the number of a shared part of the listing with ordinal i. Listings
// with one number are alike in that part.
func (s *Snapshot[A]) Class(p Part, i int) int { return s.classes.of(p, i) }

// Classes is how many different classes of a part there may be: their numbers are
// below it.
func (s *Snapshot[A]) Classes(p Part) int { return s.shared.count(p) }

// Ordinal gives the ordinal of the listing with this id.
func (s *Snapshot[A]) Ordinal(id data.ID) (int, bool) {
	return s.ids.find(id, func(i int) data.ID { return s.listings[i].ID })
}

// Standing gives the one of this class.
func (s *Snapshot[A]) Standing(class int) *Standing { return &s.shared.standing[class] }

// Admission gives that of the listing with ordinal i.
func (s *Snapshot[A]) Admission(i int) *Admission {
	return &s.shared.admission[s.Class(AdmissionPart, i)]
}

// ByID gives the listing with this id. Nobody may change it.
func (s *Snapshot[A]) ByID(id data.ID) (*data.Listing[A], bool) {
	i, ok := s.Ordinal(id)
	if !ok {
		return nil, false
	}
	return s.listings[i], true
}

// InOrderOfID gives all ordinals in the order of the listings' ids.
func (s *Snapshot[A]) InOrderOfID() []int {
	order := make([]int, s.Len())
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s.listings[a].ID, s.listings[b].ID) })
	return order
}

// Generation is the number that Build was given: it grows with every change of
// the directory that a snapshot shows.
func (s *Snapshot[A]) Generation() uint64 { return s.generation }

// AtGeneration gives the same listings as of a later generation. Whatever is live
// in them is shared.
func (s *Snapshot[A]) AtGeneration(generation uint64) *Snapshot[A] {
	return &Snapshot[A]{s.contents, generation}
}

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
