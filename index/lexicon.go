package index

import (
	"context"
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Field is where in a listing a word stands.
type Field uint8

// The fields, from the one that says most about a listing to the one that says
// least.
const (
	InName        Field = iota // names of the organization and of the service
	InTerm                     // names and synonyms of its needs, populations and languages
	InDescription              // its description
	fields
)

// Closeness is how a word of a listing answers a word of a query.
type Closeness uint8

// The ways, from the one that says most to the one that says least.
const (
	Same   Closeness = iota // the same word, in the singular or the plural
	Begins                  // a longer word that begins with it
	Slip                    // a word one slip away
	closenesses
)

// Ways is the number of pairs of a Field and a Closeness.
const Ways = int(fields) * int(closenesses)

// Stands is the set of all ways in which one word of a query stands in one
// listing: bit Way(field, closeness) for each. 0 means that it does not.
type Stands uint16

// Way numbers the pairs from 0 to Ways-1.
func Way(f Field, c Closeness) int { return int(f)*int(closenesses) + int(c) }

// WayOf gives the pair with this number.
func WayOf(n int) (Field, Closeness) {
	return Field(n / int(closenesses)), Closeness(n % int(closenesses))
}

// Has reports whether the word stands in f this closely.
func (s Stands) Has(f Field, c Closeness) bool { return s>>Way(f, c)&1 == 1 }

// All gives the number of each way in s.
func (s Stands) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(bits.TrailingZeros16(uint16(s))) {
				return
			}
		}
	}
}

// Places is the set of the texts of a listing in which a word stands: one bit
// for each field in each language.
type Places uint8

// Languages are those of texts, in the order of the bits of Places.
func Languages() [2]bilingual.Lang { return [...]bilingual.Lang{bilingual.En, bilingual.Fr} }

// PlaceCount is the number of bits of Places: two languages for each field, the
// text in English first.
const PlaceCount = 2 * int(fields)

const (
	placesEn Places = 0b010101
	placesFr Places = 0b101010
)

func place(f Field, lang int) Places { return 1 << (2*int(f) + lang) }

// Entry is one word of a Lexicon.
type Entry struct {
	Word   string // folded
	En, Fr string // its stems
}

// NewEntry works out the stems of a folded word.
func NewEntry(word string) Entry {
	return Entry{Word: word, En: Stem(bilingual.En, word), Fr: Stem(bilingual.Fr, word)}
}

// Places gives, of the places where e's word stands, those where it answers a:
// by the language of the text where the words are only the same by their stems.
// A word may answer in more than one way.
func (e *Entry) Places(a *Asked, at Places, c Closeness) Places {
	var found Places
	switch c {
	case Same:
		if e.En == a.En {
			found |= at & placesEn
		}
		if e.Fr == a.Fr {
			found |= at & placesFr
		}
	case Begins:
		if a.Begins(e.Word) {
			found = at
		}
	case Slip:
		if a.Slips(e.Word) {
			found = at
		}
	}
	return found
}

// Stands gives the ways in which e's word, standing at these places, answers a.
func (e *Entry) Stands(a *Asked, at Places) Stands {
	var stands Stands
	for c := range closenesses {
		for found := e.Places(a, at, c); found != 0; found &= found - 1 {
			f := Field(bits.TrailingZeros8(uint8(found)) / 2)
			stands |= 1 << Way(f, c)
		}
	}
	return stands
}

// Word is one word of a listing: the number of its Entry, and where it stands.
type Word struct {
	Entry uint32
	At    Places
}

// Words is the words of one listing in both languages, each once.
type Words struct {
	entries []Entry // of the whole lexicon
	words   []Word
}

// Len is the number of words.
func (w Words) Len() int { return len(w.words) }

// All gives each word, with its entry, in no order that means anything.
func (w Words) All() iter.Seq2[Word, *Entry] {
	return func(yield func(Word, *Entry) bool) {
		for _, word := range w.words {
			if !yield(word, &w.entries[word.Entry]) {
				return
			}
		}
	}
}

// Stands gives all ways in which a stands in the listing. It looks at every
// word: this is the plain definition that whatever is faster is held to.
func (w Words) Stands(a *Asked) Stands {
	var stands Stands
	for _, word := range w.words {
		stands |= w.entries[word.Entry].Stands(a, word.At)
	}
	return stands
}

// Lexicon is the words of all listings of a snapshot. They are drawn up when
// they are asked for, so that they do not keep a start waiting.
type Lexicon struct {
	size  int
	terms *Vocabulary
	words func(d *drawing, ordinal int) []Word

	drawing sync.Mutex
	all     atomic.Pointer[drawn]
}

// drawn is the words of all listings drawn up together.
type drawn struct {
	words   [][]Word // by the ordinal of the listing
	entries []Entry
}

func newLexicon[A data.Audience](listings []*data.Listing[A], v *Vocabulary) *Lexicon {
	return &Lexicon{size: len(listings), terms: v, words: func(d *drawing, i int) []Word { return wordsOf(listings[i], d) }}
}

// Len is the number of listings.
func (l *Lexicon) Len() int { return l.size }

// Words gives the words of the listing with this ordinal.
func (l *Lexicon) Words(ordinal int) Words {
	if all := l.all.Load(); all != nil {
		return Words{entries: all.entries, words: all.words[ordinal]}
	}
	d := newDrawing(l.terms)
	words := l.words(d, ordinal)
	return Words{entries: d.entries, words: words}
}

// Draw draws up the words of all listings and keeps them, for whoever is about to
// ask for many. The error is that of ctx.
func (l *Lexicon) Draw(ctx context.Context) error {
	l.drawing.Lock()
	defer l.drawing.Unlock()
	if l.all.Load() != nil {
		return nil
	}
	d, all := newDrawing(l.terms), &drawn{words: make([][]Word, l.size)}
	for i := range all.words {
		if err := ctx.Err(); err != nil {
			return err
		}
		all.words[i] = l.words(d, i)
	}
	all.entries = d.entries
	l.all.Store(all)
	return nil
}

// Forget lets go of what Draw keeps.
func (l *Lexicon) Forget() { l.all.Store(nil) }

// drawing is what is shared while the words of all listings are drawn up. Many
// listings have the name of their organization, and often a whole description,
// in common: the words of a text are worked out once.
type drawing struct {
	vocabulary *Vocabulary
	entries    []Entry
	numbers    map[string]uint32   // by word
	texts      map[string][]uint32 // by text
	terms      map[data.TermKind]map[string][]Word
	at         map[uint32]Places // of the listing in hand
}

func newDrawing(v *Vocabulary) *drawing {
	return &drawing{
		vocabulary: v,
		numbers:    map[string]uint32{},
		texts:      map[string][]uint32{},
		terms:      map[data.TermKind]map[string][]Word{},
		at:         map[uint32]Places{},
	}
}

// wordsOf gathers the words of one listing.
func wordsOf[A data.Audience](l *data.Listing[A], d *drawing) []Word {
	clear(d.at)
	d.text(InName, l.Organization.Name)
	d.text(InName, l.Service.Name)
	for _, id := range l.Needs {
		d.term(data.TermNeed, id)
	}
	for _, p := range l.Populations {
		d.term(data.TermPopulation, p.Term)
	}
	for _, spoken := range l.Languages {
		d.term(data.TermLanguage, spoken.Code)
	}
	d.text(InDescription, l.Description)
	return d.gathered()
}

func (d *drawing) text(f Field, t data.Text) {
	for lang, text := range [...]string{t.En, t.Fr} {
		for _, n := range d.numbersOf(text) {
			d.at[n] |= place(f, lang)
		}
	}
}

func (d *drawing) term(kind data.TermKind, id string) {
	for _, word := range d.termWords(kind, id) {
		d.at[word.Entry] |= word.At
	}
}

// gathered gives the words of the listing in hand in order of their numbers.
func (d *drawing) gathered() []Word {
	words := make([]Word, 0, len(d.at))
	for n, at := range d.at {
		words = append(words, Word{Entry: n, At: at})
	}
	slices.SortFunc(words, func(a, b Word) int { return int(a.Entry) - int(b.Entry) })
	return words
}

func (d *drawing) numbersOf(text string) []uint32 {
	if text == "" {
		return nil
	}
	numbers, ok := d.texts[text]
	if !ok { // a word that comes twice is there twice, and means the same
		for word := range telling(text) {
			numbers = append(numbers, d.number(word))
		}
		d.texts[text] = numbers
	}
	return numbers
}

func (d *drawing) number(word string) uint32 {
	n, ok := d.numbers[word]
	if !ok {
		n = uint32(len(d.entries))
		word = strings.Clone(word) // it must not keep the text that it was cut from
		d.numbers[word] = n
		d.entries = append(d.entries, NewEntry(word))
	}
	return n
}

func (d *drawing) termWords(kind data.TermKind, id string) []Word {
	if d.terms[kind] == nil {
		d.terms[kind] = map[string][]Word{}
	}
	words, ok := d.terms[kind][id]
	if !ok {
		en, fr := termLabels(d.vocabulary.terms, kind, id)
		for lang, labels := range [...][]string{en, fr} {
			for _, n := range d.numbersOf(strings.Join(labels, " ")) {
				words = append(words, Word{Entry: n, At: place(InTerm, lang)})
			}
		}
		d.terms[kind][id] = words
	}
	return words
}

// termLabels gives the words for a term in each language: its name, its plain
// name and its synonyms; and what those who speak a language call it, which is
// in no language of ours and stands with the English.
func termLabels(terms *data.Terms, kind data.TermKind, id string) (en, fr []string) {
	term, ok := terms.Get(kind, id)
	if !ok {
		return nil, nil
	}
	return labelsOf(&term)
}

func labelsOf(term *data.Term) (en, fr []string) {
	en = slices.Concat([]string{term.Name.En, term.Plain.En, term.Autonym}, term.SynonymsEn)
	fr = slices.Concat([]string{term.Name.Fr, term.Plain.Fr}, term.SynonymsFr)
	return en, fr
}
