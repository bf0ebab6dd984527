package index

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"github.com/relais-directory/relais/data/bilingual"
)

// From so many letters on, the beginning of a word is taken for the word, and a
// word for another that is one slip away. Shorter ones are too like one another:
// "cree" is not a slip of "free".
const (
	shortestBeginning = 4
	shortestSlip      = 5
)

// WordsOf folds text (no accents, no case; an elision is a word of its own),
// drops the small words of both languages and gives the others in the order of
// the text, each once.
func WordsOf(text string) []string {
	var words []string
	for word := range telling(text) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// telling gives every folded word of text that is not small.
func telling(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for word := range strings.FieldsSeq(bilingual.Fold(text)) {
			if !smallWord(word) && !yield(word) {
				return
			}
		}
	}
}

// smallWord tells words that say nothing of a service, what elision leaves
// behind, and the single letters that the · of inclusive French leaves.
// docs/matching.md lists them.
func smallWord(word string) bool {
	switch word {
	case "a", "an", "and", "are", "at", "be", "by", "for", "from", "he", "her", "his", "i", "in", "is", "it", "me", "my", "need", "of", "on", "or", "our", "she", "that", "the", "their", "they", "this", "to", "us", "we", "who", "with", "you", "your",
		"au", "aux", "avec", "besoin", "ce", "ces", "cette", "dans", "de", "des", "du", "elle", "elles", "en", "et", "est", "il", "ils", "je", "jusqu", "la", "le", "les", "leur", "leurs", "lorsqu", "ma", "mes", "mon", "nous", "ou", "par", "pour", "puisqu", "qu", "que", "qui", "sa", "ses", "son", "sur", "un", "une", "vos", "votre", "vous":
		return true
	}
	return utf8.RuneCountInString(word) == 1
}

// Stem cuts a folded word to what its singular and plural share, and in French
// the feminine and some endings too. Two words of one language are the same if
// their stems are. A stem is not grammar, and is never shown.
//
// English is cut by the plural stemmer of bleve. French loses a final s or x
// ("aux" becomes "al"); then words of six letters or more, where conflation is
// no longer a danger ("homme" must not meet "home"), go through the light
// stemmer of bleve. An ending "ere" is shown to it as "ère", the one accent that it
// looks for and folding took: "infirmière" and "infirmier" have one stem.
func Stem(lang bilingual.Lang, word string) string {
	if lang != bilingual.Fr {
		if !strings.HasSuffix(word, "s") {
			return word // no plural: the filter leaves it as it is
		}
		return filtered(en.NewEnglishPluralStemmerFilter(), word)
	}
	word = frenchSingular(word)
	if utf8.RuneCountInString(word) < 6 {
		return word
	}
	if stem, ok := strings.CutSuffix(word, "ere"); ok {
		word = stem + "ère"
	}
	return filtered(fr.NewFrenchLightStemmerFilter(), word)
}

func frenchSingular(word string) string {
	if utf8.RuneCountInString(word) < 4 {
		return word
	}
	if stem, ok := strings.CutSuffix(word, "aux"); ok && !strings.HasSuffix(stem, "e") && len(stem) > 2 {
		return stem + "al"
	}
	if last := word[len(word)-1]; last == 's' || last == 'x' {
		return word[:len(word)-1]
	}
	return word
}

func filtered(by analysis.TokenFilter, word string) string {
	return string(by.Filter(analysis.TokenStream{{Term: []byte(word)}})[0].Term)
}

// Asked is one word of a query, made ready for comparing.
type Asked struct {
	Word   string // folded
	En, Fr string // its stems: nobody knows in which language it was typed

	begins, slips bool
}

// Ask makes the words of a text ready, the first most of them.
func Ask(text string, most int) []Asked {
	words := WordsOf(text)
	asked := make([]Asked, 0, min(len(words), most))
	for _, word := range words[:min(len(words), most)] {
		letters := utf8.RuneCountInString(word)
		asked = append(asked, Asked{
			Word: word, En: Stem(bilingual.En, word), Fr: Stem(bilingual.Fr, word),
			begins: letters >= shortestBeginning,
			slips:  letters >= shortestSlip && !hasDigit(word),
		})
	}
	return asked
}

// Begins reports whether word goes on where a ends: "shel" begins "shelter",
// and nothing begins itself.
func (a *Asked) Begins(word string) bool {
	return a.begins && len(word) > len(a.Word) && strings.HasPrefix(word, a.Word)
}

// Slips reports whether a may be word with one slip of the fingers: a letter
// added, left out or changed, or two neighbours exchanged. The first letter is
// right, and both have five letters or more and no digit: "mères" is not "pères"
// with a slip, nor 2024 2025.
func (a *Asked) Slips(word string) bool {
	return a.slips && oneSlip(a.Word, word) && !hasDigit(word) && utf8.RuneCountInString(word) >= shortestSlip
}

func hasDigit(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) }

// oneSlip takes off what a and b share in front and behind: what is left must
// be one letter at the most on either side, or two that are exchanged. The
// first letter must be shared.
func oneSlip(a, b string) bool {
	if max(len(a), len(b))-min(len(a), len(b)) > utf8.UTFMax {
		return false
	}
	front := sharedFront(a, b)
	if front == 0 {
		return false
	}
	a, b = a[front:], b[front:]
	behind := sharedBehind(a, b)
	a, b = a[:len(a)-behind], b[:len(b)-behind]
	if a == b {
		return false
	}
	x, xSize := utf8.DecodeRuneInString(a)
	y, ySize := utf8.DecodeRuneInString(b)
	if xSize == len(a) && ySize == len(b) {
		return true
	}
	return len(a) == len(b) && a[xSize:] == string(y) && b[ySize:] == string(x)
}

// sharedFront is the length in bytes of the whole letters that a and b begin
// with.
func sharedFront(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	return n
}

// sharedBehind is the same from the end.
func sharedBehind(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(a[len(a)-n]) {
		n--
	}
	return n
}
