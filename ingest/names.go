package ingest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// namesOf are the folded forms of a name, each once.
func namesOf(t data.Text) []string {
	var names []string
	for _, words := range []string{t.En, t.Fr} {
		if words = bilingual.Fold(words); words != "" && !slices.Contains(names, words) {
			names = append(names, words)
		}
	}
	return names
}

// nameLikeness is how alike the likest two of these names are, from 0 to 1: twice
// the pairs of letters that they share, over all that they have (Dice). Names
// with different numbers in them are not alike.
func nameLikeness(a, b []string) float64 {
	best := 0.0
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return 1
			}
			if numberWords(x) == numberWords(y) {
				best = max(best, dice(x, y))
			}
		}
	}
	return best
}

func numberWords(s string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(s), func(w string) bool { return strings.IndexFunc(w, unicode.IsDigit) < 0 }), " ")
}

func dice(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x) < 2 || len(y) < 2 {
		return 0
	}
	left := map[[2]rune]int{}
	for i := range len(x) - 1 {
		left[[2]rune{x[i], x[i+1]}]++
	}
	shared := 0
	for i := range len(y) - 1 {
		pair := [2]rune{y[i], y[i+1]}
		if left[pair] > 0 {
			left[pair]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y)-2)
}

// names are the folded names at hand, each once, as many comparisons want them:
// likeness gives what nameLikeness gives.
type names struct {
	byWords map[string]nameID
	all     []name
	letters map[letterPair]int32
}

// nameID is a name's place among names.
type nameID int32

type name struct {
	words  string
	digits string  // its words with numbers in them
	pairs  []int32 // its pairs of letters, the rarest first once they are ranked
}

// letterPair is two letters that follow each other in a name, for the nth time: so
// the pairs of a name are a set.
type letterPair struct {
	first, second rune
	nth           int32
}

func newNames() *names { return &names{byWords: map[string]nameID{}, letters: map[letterPair]int32{}} }

// add gives a name its place.
func (n *names) add(words string) nameID {
	if id, ok := n.byWords[words]; ok {
		return id
	}
	one := name{words: words, digits: numberWords(words)}
	letters := []rune(words)
	times := map[[2]rune]int32{}
	for i := range len(letters) - 1 {
		at := [2]rune{letters[i], letters[i+1]}
		pair := letterPair{at[0], at[1], times[at]}
		times[at]++
		if _, ok := n.letters[pair]; !ok {
			n.letters[pair] = int32(len(n.letters))
		}
		one.pairs = append(one.pairs, n.letters[pair])
	}
	id := nameID(len(n.all))
	n.all, n.byWords[words] = append(n.all, one), id
	return id
}

// rank numbers the pairs of letters anew, by how many names have them, the rarest
// first, and puts those of each name in that order. No name may be added after it.
func (n *names) rank() {
	had := make([]int32, len(n.letters))
	for _, one := range n.all {
		for _, pair := range one.pairs {
			had[pair]++
		}
	}
	order := make([]int32, len(had))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(had[a], had[b]), cmp.Compare(a, b)) })
	ranks := make([]int32, len(had))
	for rank, pair := range order {
		ranks[pair] = int32(rank)
	}
	for _, one := range n.all {
		for i, pair := range one.pairs {
			one.pairs[i] = ranks[pair]
		}
		slices.Sort(one.pairs)
	}
}

// likeness is how alike two names are, as nameLikeness has it.
func (n *names) likeness(a, b nameID) float64 {
	if a == b {
		return 1
	}
	x, y := &n.all[a], &n.all[b]
	if x.digits != y.digits || len(x.pairs) == 0 || len(y.pairs) == 0 {
		return 0
	}
	return 2 * float64(shared(x.pairs, y.pairs)) / float64(len(x.pairs)+len(y.pairs))
}

// likest is how alike the likest two of these names are.
func (n *names) likest(a, b []nameID) float64 {
	best := 0.0
	for _, x := range a {
		for _, y := range b {
			best = max(best, n.likeness(x, y))
		}
	}
	return best
}

// shared counts what two sorted lists have in common.
func shared(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0], b[0]); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			a, b, n = a[1:], b[1:], n+1
		}
	}
	return n
}

// telling are the rarest pairs of letters of a name: every name that is alike by
// least or more, but is not the same, has one of its own such in common with it.
//
// Let A and B be the pairs of two names, with o in common, and 2o >= least(|A|+|B|).
// Since |B| >= o, o >= least|A|/(2-least), and likewise for B. Put both in one order.
// Of the o that they share, the last in that order stands behind o-1 others in A, so
// the first one stands within the first |A|-o+1 of A; and likewise of B. So one pair
// lies in both beginnings, and they are no shorter if o is replaced by its bound. That
// the bound is made smaller by a hair, against rounding, makes them longer at the most.
func (n *names) telling(id nameID, least float64) []int32 {
	pairs := n.all[id].pairs
	if len(pairs) == 0 {
		return nil
	}
	bound := int(math.Ceil(least*float64(len(pairs))/(2-least) - 1e-9))
	return pairs[:len(pairs)-bound+1]
}
