package index

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Suggestion is one thing that somebody who is still typing may mean.
type Suggestion struct {
	Kind string         `json:"kind"` // "need", "population", "language" or Organization
	ID   string         `json:"id"`   // of the term, or of the organization
	Name bilingual.Text `json:"name"` // never a synonym: some of those are not for showing
}

// Organization is the Kind of a suggestion that is no term.
const Organization = "organization"

// Suggest completes what is being typed, in any spelling that folds to the same,
// with up to n needs, populations, languages and organizations. It finds them by
// the beginning of any word in any of their names; terms by their plain names and
// synonyms too.
//
// Those come first that begin with what was typed, then those named so in lang,
// then needs, populations, languages and organizations in this order; then by
// name. Terms are those of the vocabulary, organizations those of the listings of
// this snapshot: no other listing, no count and no earlier search has a part in
// it, so that what the public is suggested tells of nothing hidden.
func (s *Snapshot[A]) Suggest(typed string, lang bilingual.Lang, n int) []Suggestion {
	all := s.suggestions.of(func(b *labels) {
		b.addTerms(s.vocabulary)
		for _, l := range s.listings {
			b.addOrganization(l.Organization)
		}
	})
	return all.complete(withoutSmall(bilingual.Fold(typed)), lang, n)
}

// suggestions are the labels of one snapshot, gathered at the first question.
type suggestions struct {
	once   sync.Once
	labels labels
}

func (s *suggestions) of(gather func(*labels)) *labels {
	s.once.Do(func() {
		gather(&s.labels)
		s.labels.sort()
	})
	return &s.labels
}

// labels is everything that may be suggested, under each word of its names.
type labels struct {
	items  []Suggestion
	labels []label // in order of their keys
	seen   map[data.ID]bool
}

// label is one name of an item from one of its words on, folded.
type label struct {
	key   string
	item  int32
	whole bool // from its first word on
	lang  bilingual.Lang
}

func (b *labels) addTerms(v *Vocabulary) {
	for _, kind := range []data.TermKind{data.TermNeed, data.TermPopulation, data.TermLanguage} {
		for _, term := range v.All(kind) {
			b.items = append(b.items, Suggestion{Kind: string(kind), ID: term.ID, Name: term.Name})
			en, fr := labelsOf(&term)
			b.name(bilingual.En, en...)
			b.name(bilingual.Fr, fr...)
		}
	}
}

func (b *labels) addOrganization(o data.Named) {
	if b.seen == nil {
		b.seen = map[data.ID]bool{}
	}
	if b.seen[o.ID] {
		return
	}
	b.seen[o.ID] = true
	b.items = append(b.items, Suggestion{Kind: Organization, ID: string(o.ID), Name: o.Name})
	b.name(bilingual.En, o.Name.En)
	b.name(bilingual.Fr, o.Name.Fr)
}

// name puts the latest item under names.
func (b *labels) name(lang bilingual.Lang, names ...string) {
	for _, name := range names {
		rest := bilingual.Fold(name)
		for whole := true; rest != ""; whole = false {
			word, after, _ := strings.Cut(rest, " ")
			if whole || !smallWord(word) {
				b.labels = append(b.labels, label{key: rest, item: int32(len(b.items) - 1), whole: whole, lang: lang})
			}
			rest = after
		}
	}
}

func (b *labels) sort() {
	slices.SortFunc(b.labels, func(x, y label) int { return strings.Compare(x.key, y.key) })
}

// complete gives the best n items with a label that begins with typed.
func (b *labels) complete(typed string, lang bilingual.Lang, n int) []Suggestion {
	if typed == "" {
		return nil
	}
	best := map[int32]int{} // the rank of each item's best label
	for _, l := range b.from(typed) {
		if rank, ok := best[l.item]; !ok || l.rank(lang) < rank {
			best[l.item] = l.rank(lang)
		}
	}
	items := make([]int32, 0, len(best))
	for item := range best {
		items = append(items, item)
	}
	slices.SortFunc(items, func(x, y int32) int {
		return cmp.Or(cmp.Compare(best[x], best[y]), compareSuggestions(&b.items[x], &b.items[y], lang))
	})
	var found []Suggestion
	for _, item := range items[:max(0, min(n, len(items)))] {
		found = append(found, b.items[item])
	}
	return found
}

// from gives the labels that begin with typed.
func (b *labels) from(typed string) []label {
	first, _ := slices.BinarySearchFunc(b.labels, typed, func(l label, typed string) int { return strings.Compare(l.key, typed) })
	last := first
	for last < len(b.labels) && strings.HasPrefix(b.labels[last].key, typed) {
		last++
	}
	return b.labels[first:last]
}

// rank is the place of a label among those that begin alike, from 0.
func (l *label) rank(lang bilingual.Lang) int {
	rank := 0
	if !l.whole {
		rank += 2
	}
	if l.lang != lang {
		rank++
	}
	return rank
}

func compareSuggestions(x, y *Suggestion, lang bilingual.Lang) int {
	kinds := []string{string(data.TermNeed), string(data.TermPopulation), string(data.TermLanguage), Organization}
	return cmp.Or(
		cmp.Compare(slices.Index(kinds, x.Kind), slices.Index(kinds, y.Kind)),
		strings.Compare(bilingual.Fold(x.Name.In(lang)), bilingual.Fold(y.Name.In(lang))),
		strings.Compare(x.ID, y.ID),
	)
}

// withoutSmall takes small words off the front, unless nothing would be left:
// "l’héberg" is the beginning of "hébergement".
func withoutSmall(folded string) string {
	for rest := folded; ; {
		word, after, more := strings.Cut(rest, " ")
		if !more || !smallWord(word) {
			return rest
		}
		rest = after
	}
}
