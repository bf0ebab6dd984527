package data

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// labels is everything that the terms of one kind answer to. Its maps lead to
// positions in the vocabulary, in rising order.
type labels struct {
	keys  map[string][]int  // by termKey
	stems map[string][]int  // by termStem
	pairs func() []lettered // of all stems, made when first asked for
}

// lettered is a stem in pairs of letters, and what it leads to.
type lettered struct {
	pairs []pair
	terms []int
}

func newLabels(terms []Term) *labels {
	l := &labels{keys: map[string][]int{}, stems: map[string][]int{}}
	for i := range terms {
		for _, label := range terms[i].labels() {
			key := termKey(label)
			addOnce(l.keys, key, i)
			addOnce(l.stems, termStem(key), i)
		}
	}
	l.pairs = sync.OnceValue(l.lettered)
	return l
}

func (l *labels) lettered() []lettered {
	all := make([]lettered, 0, len(l.stems))
	for stem, terms := range l.stems {
		all = append(all, lettered{pairs(stem), terms})
	}
	return all
}

// addOnce looks at the last position only: they come in rising order.
func addOnce(index map[string][]int, key string, i int) {
	known := index[key]
	if key != "" && (len(known) == 0 || known[len(known)-1] != i) {
		index[key] = append(known, i)
	}
}

func (t *Term) labels() []string {
	own := []string{
		t.ID, t.Name.In(bilingual.En), t.Name.In(bilingual.Fr),
		t.Plain.In(bilingual.En), t.Plain.In(bilingual.Fr), t.Autonym,
	}
	return slices.Concat(own, t.SynonymsEn, t.SynonymsFr, t.Codes)
}

// termKey folds words, and also writes the letters that keyboards lack as
// people type them: Gwichʼin as Gwich'in, Tłı̨chǫ as Tlicho.
func termKey(words string) string { return bilingual.Fold(strings.Map(asTyped, words)) }

func asTyped(r rune) rune {
	switch r {
	case 'ʼ', 'ʻ', 'ʔ', 'ʕ':
		return '\''
	case 'ı':
		return 'i'
	case 'ə', 'ǝ', 'Ə', 'Ǝ':
		return 'e'
	case 'ɫ', 'Ɫ':
		return 'l'
	}
	return r
}

// termStem takes small words and the marks of the plural off a key, so that
// "women's shelters" and "woman's shelter" part only in woman. It is not
// grammar: both sides are cut alike, and that is all that is asked of it.
func termStem(key string) string {
	var kept []string
	for word := range strings.SplitSeq(key, " ") {
		if !smallWord(word) {
			kept = append(kept, singular(word))
		}
	}
	if len(kept) == 0 {
		return key
	}
	return strings.Join(kept, " ")
}

// smallWord tells articles, and what elision, the genitive and the · of
// inclusive French leave behind ("d’", "women’s", "client·e·s").
func smallWord(word string) bool {
	switch word {
	case "a", "an", "the", "of", "un", "une", "le", "la", "les", "des", "du", "de", "d", "l", "s", "e":
		return true
	}
	return false
}

func singular(word string) string {
	if len(word) < 4 {
		return word
	}
	ends := func(suffix string) bool { return strings.HasSuffix(word, suffix) }
	switch {
	case ends("ies"): // therapies, thérapies
		return word[:len(word)-2]
	case ends("ie"): // thérapie
		return word[:len(word)-1]
	case ends("y"): // therapy
		return word[:len(word)-1] + "i"
	case ends("aux"): // hôpitaux
		return word[:len(word)-3] + "al"
	case ends("sses"), ends("ches"): // addresses, coaches
		return word[:len(word)-2]
	case ends("ss"): // access
		return word
	case ends("s"), ends("x"):
		return word[:len(word)-1]
	}
	return word
}

// slips finds the terms with a stem one slip away from stem. Stems that differ
// in a digit are never taken for each other: 16 is not an 18 with a slip.
func (l *labels) slips(stem string) []int {
	if letters(stem) < 5 {
		return nil
	}
	var found []int
	typed := []rune(stem)
	for label, terms := range l.stems {
		if oneSlip(typed, []rune(label)) && digits(stem) == digits(label) {
			found = append(found, terms...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// oneSlip reports whether a and b differ by one letter added, left out or
// changed, or by two adjacent ones exchanged.
func oneSlip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) || slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

func letters(s string) int { return utf8.RuneCountInString(strings.ReplaceAll(s, " ", "")) }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// nearest gives up to five terms with a label that resembles stem, most alike
// first; none below a third, where nothing is recognizable any more.
func (l *labels) nearest(stem string) []int {
	likeness := map[int]float64{}
	typed := pairs(stem)
	for _, label := range l.pairs() {
		if alike := dice(typed, label.pairs); alike >= 1.0/3 {
			for _, i := range label.terms {
				likeness[i] = max(likeness[i], alike)
			}
		}
	}
	near := slices.Collect(maps.Keys(likeness))
	slices.SortFunc(near, func(a, b int) int {
		return cmp.Or(cmp.Compare(likeness[b], likeness[a]), cmp.Compare(a, b))
	})
	return near[:min(5, len(near))]
}

// pair is two adjacent letters, the first one in the upper half.
type pair uint64

// pairs is the set of adjacent letters of s, word ends included, in rising order.
func pairs(s string) []pair {
	var set []pair
	last := ' '
	for _, r := range s + " " {
		set = append(set, pair(last)<<32|pair(r))
		last = r
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// dice is the Sørensen-Dice coefficient of two sets, in [0,1].
func dice(a, b []pair) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch order := cmp.Compare(a[i], b[j]); order {
		case 0:
			both, i, j = both+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}
