package index

import (
	"iter"
	"math/bits"

	"github.com/relais-directory/relais/data"
)

// TermSet is a set of terms of one kind, one bit for each term of a Vocabulary.
// The nil TermSet is empty. Sets of two kinds, or of two vocabularies, have
// nothing to say to each other.
type TermSet []uint64

// Has reports whether the term with this ordinal is in s.
func (s TermSet) Has(ordinal int) bool {
	return ordinal >= 0 && ordinal/64 < len(s) && s[ordinal/64]>>(ordinal%64)&1 == 1
}

// Meets reports whether s and t have a term in common.
func (s TermSet) Meets(t TermSet) bool {
	for i := range min(len(s), len(t)) {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}

// Both gives the ordinals of the terms that are in s and in t, from the first on.
func (s TermSet) Both(t TermSet) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range min(len(s), len(t)) {
			for word := s[i] & t[i]; word != 0; word &= word - 1 {
				if !yield(64*i + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

// Within reports whether every term in s is in t.
func (s TermSet) Within(t TermSet) bool {
	for i, word := range s {
		if i >= len(t) && word != 0 || i < len(t) && word&^t[i] != 0 {
			return false
		}
	}
	return true
}

// With is s and the term with this ordinal, in the same place if there is room:
// only for sets that nobody else has.
func (s TermSet) With(ordinal int) TermSet {
	s.add(ordinal)
	return s
}

// IsEmpty reports whether there is no term in s.
func (s TermSet) IsEmpty() bool { return s.Len() == 0 }

// Len is the number of terms in s.
func (s TermSet) Len() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// Union is a new set of the terms in s, in t or in both.
func (s TermSet) Union(t TermSet) TermSet {
	both := make(TermSet, max(len(s), len(t)))
	copy(both, s)
	for i := range t {
		both[i] |= t[i]
	}
	return both
}

func (s *TermSet) add(ordinal int) {
	for len(*s) <= ordinal/64 {
		*s = append(*s, 0)
	}
	(*s)[ordinal/64] |= 1 << (ordinal % 64)
}

func (s TermSet) remove(ordinal int) {
	if ordinal/64 < len(s) {
		s[ordinal/64] &^= 1 << (ordinal % 64)
	}
}

// Vocabulary gives every term of every kind an ordinal, and knows for each the
// set of its wider and of its narrower terms. It never changes.
type Vocabulary struct {
	terms    *data.Terms
	kinds    map[data.TermKind]*kindOfTerms
	personal []int // see Personal
}

type kindOfTerms struct {
	terms    []data.Term
	ordinals map[string]int
	above    []TermSet // by ordinal: the term and all wider ones
	below    []TermSet // by ordinal: the term and all narrower ones
}

func newVocabulary(terms *data.Terms) *Vocabulary {
	v := &Vocabulary{terms: terms, kinds: map[data.TermKind]*kindOfTerms{}}
	for _, kind := range data.TermKinds() {
		v.kinds[kind] = newKindOfTerms(terms, kind)
	}
	for i, term := range v.All(data.TermPopulation) {
		if term.Gender != "" || term.Ages.Stated {
			v.personal = append(v.personal, i)
		}
	}
	return v
}

func newKindOfTerms(terms *data.Terms, kind data.TermKind) *kindOfTerms {
	all := terms.Ordered(kind)
	k := &kindOfTerms{
		terms:    all,
		ordinals: make(map[string]int, len(all)),
		above:    make([]TermSet, len(all)),
		below:    make([]TermSet, len(all)),
	}
	for i, term := range all {
		k.ordinals[term.ID] = i
	}
	for i, term := range all {
		for _, wider := range append(terms.Ancestors(kind, term.ID), term.ID) {
			k.above[i].add(k.ordinals[wider])
			k.below[k.ordinals[wider]].add(i)
		}
	}
	return k
}

// Terms gives the terms themselves.
func (v *Vocabulary) Terms() *data.Terms { return v.terms }

// All gives the terms of one kind by their ordinals. Nobody may change them.
func (v *Vocabulary) All(kind data.TermKind) []data.Term { return v.kinds[kind].terms }

// Ordinal gives the place of a term among those of its kind, or -1 for an id
// that is not in the vocabulary.
func (v *Vocabulary) Ordinal(kind data.TermKind, id string) int {
	if i, ok := v.kinds[kind].ordinals[id]; ok {
		return i
	}
	return -1
}

// Known is all that a vocabulary knows of a term.
type Known struct {
	Ordinal      int
	Term         *data.Term // nobody may change it
	Above, Below TermSet    // see the methods of Vocabulary
}

// Find gives all of a term at once; false for an id that is not in the vocabulary.
func (v *Vocabulary) Find(kind data.TermKind, id string) (Known, bool) {
	k := v.kinds[kind]
	i, ok := k.ordinals[id]
	if !ok {
		return Known{}, false
	}
	return Known{i, &k.terms[i], k.above[i], k.below[i]}, true
}

// Personal gives the ordinals of the populations that say a gender or ages, in
// ascending order. Nobody may change them.
func (v *Vocabulary) Personal() []int { return v.personal }

// Above is the term and every wider one: for a population, all that a person
// belongs to by belonging to it.
func (v *Vocabulary) Above(kind data.TermKind, id string) TermSet {
	if i := v.Ordinal(kind, id); i >= 0 {
		return v.kinds[kind].above[i]
	}
	return nil
}

// Below is the term and every narrower one: whatever serves somebody who asks
// for it.
func (v *Vocabulary) Below(kind data.TermKind, id string) TermSet {
	if i := v.Ordinal(kind, id); i >= 0 {
		return v.kinds[kind].below[i]
	}
	return nil
}

// Set is the set of these terms. Ids that are not in the vocabulary are left
// out: nobody can ask for them.
func (v *Vocabulary) Set(kind data.TermKind, ids ...string) TermSet {
	var set TermSet
	for _, id := range ids {
		if i := v.Ordinal(kind, id); i >= 0 {
			set.add(i)
		}
	}
	return set
}
