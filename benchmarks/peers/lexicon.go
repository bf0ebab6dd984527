package main

import (
	"slices"

	"github.com/relais-directory/relais/data"
)

// lexicon gives every term a number among those of its kind.
type lexicon struct {
	*data.Terms
	all map[data.TermKind][]data.Term
	at  map[data.TermKind]map[string]int
}

func newLexicon(terms *data.Terms) *lexicon {
	l := &lexicon{Terms: terms, all: map[data.TermKind][]data.Term{}, at: map[data.TermKind]map[string]int{}}
	for _, kind := range data.TermKinds() {
		l.all[kind], l.at[kind] = terms.All(kind), map[string]int{}
		for i, t := range l.all[kind] {
			l.at[kind][t.ID] = i
		}
	}
	return l
}

// ordinals gives the numbers of terms, sorted.
func (l *lexicon) ordinals(kind data.TermKind, ids ...string) []int {
	var list []int
	for _, id := range ids {
		if i, ok := l.at[kind][id]; ok {
			list = append(list, i)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// upward gives terms with all wider ones.
func (l *lexicon) upward(kind data.TermKind, ids ...string) []int {
	var all []string
	for _, id := range ids {
		all = append(append(all, id), l.Ancestors(kind, id)...)
	}
	return l.ordinals(kind, all...)
}

// downward gives a term with all narrower ones.
func (l *lexicon) downward(kind data.TermKind, id string) []int {
	var list []int
	for i, t := range l.all[kind] {
		if l.Covers(kind, id, t.ID) {
			list = append(list, i)
		}
	}
	return list
}

// answers gives the known answers as bits.
func (l *lexicon) answers(kind data.TermKind, known []data.Condition) (yes, no uint64) {
	for _, c := range known {
		i, ok := l.at[kind][c.Term]
		switch {
		case !ok:
		case c.Answer == data.Yes:
			yes |= 1 << i
		case c.Answer == data.No:
			no |= 1 << i
		}
	}
	return yes, no
}
