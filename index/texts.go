package index

// Texts looks words up in all listings of one snapshot at once. It finds what
// Words.Stands finds of each listing by itself: the same listings, in the same
// ways. Package index/text makes one. Any number of goroutines may use it.
type Texts interface {
	// Find fills hits with every listing in which one of the words stands. It
	// reports false if it could not: then nothing that hits holds counts.
	Find(words []Asked, hits *Hits) bool
}

// Texts is where words are looked up quickly; nil while that is not ready, when
// Facts.Words is the way.
func (s *Snapshot[A]) Texts() Texts {
	if t := s.texts.Load(); t != nil {
		return *t
	}
	return nil
}

// SetTexts puts t, made from this very snapshot's Lexicon, in place for all
// searches that begin afterwards. What the Lexicon keeps is let go.
func (s *Snapshot[A]) SetTexts(t Texts) {
	s.texts.Store(&t)
	s.lexicon.Forget()
}

// Lexicon gives the words of all listings, by their ordinals.
func (s *Snapshot[A]) Lexicon() *Lexicon { return s.lexicon }

// Hits is where the words of one query stand, by word and by listing. The zero
// Hits is empty. It is made to be used again: what it holds is cleared and not
// allocated anew.
type Hits struct {
	columns []column // by word; those from len on are kept for later
}

// column is where one word stands.
type column struct {
	stands []Stands // by ordinal
	found  []uint32 // the ordinals where that is not 0, in no order
}

// Reset forgets everything and makes room for so many words in so many listings.
func (h *Hits) Reset(words, listings int) {
	h.Clear()
	for len(h.columns) < words {
		if len(h.columns) < cap(h.columns) {
			h.columns = h.columns[:len(h.columns)+1]
			continue
		}
		h.columns = append(h.columns, column{})
	}
	for i := range h.columns {
		h.columns[i].fit(listings)
	}
}

// Clear forgets everything.
func (h *Hits) Clear() {
	for i := range h.columns {
		h.columns[i].clear()
	}
	h.columns = h.columns[:0]
}

// Add says that the word with this number stands in the listing with this
// ordinal, in these ways and those said before.
func (h *Hits) Add(word int, ordinal uint32, s Stands) {
	c := &h.columns[word]
	if c.stands[ordinal] == 0 {
		c.found = append(c.found, ordinal)
	}
	c.stands[ordinal] |= s
}

// Of gives the ways in which a word stands in a listing; 0 if it does not.
func (h *Hits) Of(word, ordinal int) Stands { return h.columns[word].stands[ordinal] }

// Found gives the ordinals of all listings in which a word stands, in no order.
// They hold until the next Reset or Clear.
func (h *Hits) Found(word int) []uint32 { return h.columns[word].found }

// Words is the number of words that were looked up.
func (h *Hits) Words() int { return len(h.columns) }

// fit makes room for so many listings. A column is all zero when it is not used.
func (c *column) fit(listings int) {
	if cap(c.stands) < listings {
		c.stands = make([]Stands, listings)
	}
	c.stands = c.stands[:listings]
}

func (c *column) clear() {
	for _, ordinal := range c.found {
		c.stands[ordinal] = 0
	}
	clear(c.found)
	c.found = c.found[:0]
}
