package index

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Field is where in a listing a word stands.
type Field uint8

// The fields, from the one that says most about a listing to the one that says
// least. A word that stands in several counts in the first.
const (
	InName        Field = iota // names of the organization and of the service
	InTerm                     // names and synonyms of its needs, populations and languages
	InDescription              // its description
)

// Word is one word of a listing, folded and cut to its stem, with the best
// field that it stands in.
type Word struct {
	Stem  string
	Field Field
}

// Words is the words of one listing in both languages, sorted by stem, each
// stem once.
type Words []Word

// WordsOf folds text, drops the small words of both languages and gives the
// stems of the others in the order of the text, each once.
func WordsOf(text string) []string {
	var stems []string
	for word := range strings.FieldsSeq(bilingual.Fold(text)) {
		if stem := Stem(word); !smallWord(word) && !slices.Contains(stems, stem) {
			stems = append(stems, stem)
		}
	}
	return stems
}

// Stem takes the mark of the plural off a folded word of four letters or more:
// "aux" becomes "al", and a final "s" or "x" falls, but not that of "ss". It is
// not grammar: both sides are cut alike, and that is all that is asked of it.
func Stem(word string) string {
	if len(word) < 4 || strings.HasSuffix(word, "ss") {
		return word
	}
	if stem, ok := strings.CutSuffix(word, "aux"); ok {
		return stem + "al"
	}
	if last := word[len(word)-1]; last == 's' || last == 'x' {
		return word[:len(word)-1]
	}
	return word
}

// smallWord tells words that say nothing of a service, and the single letters
// that elision and the · of inclusive French leave behind. docs/matching.md
// lists them.
func smallWord(word string) bool {
	switch word {
	case "a", "an", "and", "are", "at", "for", "from", "i", "in", "is", "me", "my", "need", "of", "on", "or", "the", "to", "who", "with",
		"au", "aux", "avec", "besoin", "ce", "dans", "de", "des", "du", "en", "et", "est", "je", "la", "le", "les", "ma", "mes", "mon", "ou", "par", "pour", "qui", "sur", "un", "une":
		return true
	}
	return len(word) == 1
}

// Best gives the word with exactly this stem.
func (w Words) Best(stem string) (Word, bool) {
	i, ok := w.search(stem)
	if !ok {
		return Word{}, false
	}
	return w[i], true
}

// Beginning gives the words that begin with stem, itself included.
func (w Words) Beginning(stem string) Words {
	from, _ := w.search(stem)
	to := from
	for to < len(w) && strings.HasPrefix(w[to].Stem, stem) {
		to++
	}
	return w[from:to]
}

func (w Words) search(stem string) (int, bool) {
	return slices.BinarySearchFunc(w, stem, func(word Word, stem string) int {
		return strings.Compare(word.Stem, stem)
	})
}

// lexicon holds the words of all listings of a snapshot, drawn up together the
// first time that they are asked for.
type lexicon struct {
	once  sync.Once
	words []Words
	fill  func() []Words
}

func (l *lexicon) draw() { l.words = l.fill() }

func newLexicon[A data.Audience](listings []data.Listing[A], v *Vocabulary) *lexicon {
	return &lexicon{fill: func() []Words {
		d := newDrawing(v)
		words := make([]Words, len(listings))
		for i := range listings {
			words[i] = wordsOf(&listings[i], d)
		}
		return words
	}}
}

// wordsOf gathers the words of one listing. Words of a term are worked out once
// for each term and shared by the listings that name it.
func wordsOf[A data.Audience](l *data.Listing[A], d *drawing) Words {
	var words Words
	add := func(field Field, stems ...string) {
		for _, stem := range stems {
			words = append(words, Word{Stem: stem, Field: field})
		}
	}
	for _, name := range []data.Text{l.Organization.Name, l.Service.Name} {
		add(InName, WordsOf(name.En+" "+name.Fr)...)
	}
	for _, id := range l.Needs {
		add(InTerm, d.termWords(data.TermNeed, id)...)
	}
	for _, p := range l.Populations {
		add(InTerm, d.termWords(data.TermPopulation, p.Term)...)
	}
	for _, spoken := range l.Languages {
		add(InTerm, d.termWords(data.TermLanguage, spoken.Code)...)
	}
	add(InDescription, WordsOf(l.Description.En+" "+l.Description.Fr)...)
	return bestFields(words)
}

// bestFields sorts words and keeps each stem once, in its best field.
func bestFields(words Words) Words {
	slices.SortFunc(words, func(a, b Word) int {
		return cmp.Or(strings.Compare(a.Stem, b.Stem), cmp.Compare(a.Field, b.Field))
	})
	return slices.Clip(slices.CompactFunc(words, func(a, b Word) bool { return a.Stem == b.Stem }))
}

// drawing is what is shared while the words of all listings are drawn up.
type drawing struct {
	vocabulary *Vocabulary
	words      map[data.TermKind]map[string][]string
}

func newDrawing(v *Vocabulary) *drawing {
	return &drawing{vocabulary: v, words: map[data.TermKind]map[string][]string{}}
}

func (d *drawing) termWords(kind data.TermKind, id string) []string {
	if d.words[kind] == nil {
		d.words[kind] = map[string][]string{}
	}
	words, ok := d.words[kind][id]
	if !ok {
		words = termWords(d.vocabulary.terms, kind, id)
		d.words[kind][id] = words
	}
	return words
}

func termWords(terms *data.Terms, kind data.TermKind, id string) []string {
	term, ok := terms.Get(kind, id)
	if !ok {
		return nil
	}
	labels := slices.Concat([]string{term.Name.En, term.Name.Fr, term.Autonym}, term.SynonymsEn, term.SynonymsFr)
	return WordsOf(strings.Join(labels, " "))
}
