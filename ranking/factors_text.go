package ranking

import (
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// shortestBeginning is the number of letters from which the beginning of a word
// counts for the word.
const shortestBeginning = 4

// textWords gives the words of a text that count: the first maxTerms, without
// the small ones, each once.
func textWords(text string) []string {
	words := index.WordsOf(text)
	return words[:min(len(words), maxTerms)]
}

// textFactor is the share of the words that the listing has, each weighted by
// the best field that it stands in. No statistics of other listings count, so
// that no answer depends on what else the directory holds.
func (j *judge) textFactor() []factor {
	if len(j.words) == 0 {
		return nil
	}
	return []factor{{
		name: TextFactor, weight: j.weights.Text,
		grade: func(c *candidate) finding {
			sum := 0.0
			for _, word := range j.words {
				sum = float64(sum + j.wordValue(c.facts.Words(), word))
			}
			found := finding{value: float64(sum / float64(len(j.words))), code: "text_found"}
			if sum == 0 {
				found.code = "text_not_found"
			}
			return found
		},
		say: func(c *candidate, found finding) bilingual.Text {
			if found.code == "text_not_found" {
				return bilingual.Text{En: "None of the words searched for", Fr: "Aucun des mots cherchés"}
			}
			return bilingual.Textf("Words found: %d of %d", "Mots trouvés\u00a0: %d sur %d", j.wordsFound(c.facts.Words()), len(j.words))
		},
	}}
}

// wordValue is the value of the best place where word stands: a whole word by
// its field, or a longer one that begins with it for WordBegins of that.
func (j *judge) wordValue(words index.Words, word string) float64 {
	best := 0.0
	if whole, ok := words.Best(word); ok {
		best = j.fieldValue(whole.Field)
	}
	if utf8.RuneCountInString(word) < shortestBeginning {
		return best
	}
	for _, longer := range words.Beginning(word) {
		if longer.Stem != word {
			best = max(best, float64(j.fieldValue(longer.Field)*j.weights.WordBegins))
		}
	}
	return best
}

func (j *judge) fieldValue(f index.Field) float64 {
	switch f {
	case index.InName:
		return j.weights.WordInName
	case index.InTerm:
		return j.weights.WordInTerm
	}
	return j.weights.WordInDescription
}

// wordsFound counts the words that stand somewhere. The words themselves are
// the caller's, and are not said back.
func (j *judge) wordsFound(words index.Words) int {
	found := 0
	for _, word := range j.words {
		if j.wordValue(words, word) > 0 {
			found++
		}
	}
	return found
}
