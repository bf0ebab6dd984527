package text

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	bleve "github.com/blevesearch/bleve_index_api"
	segments "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/relais-directory/relais/index"
)

// Find fills hits with every listing in which one of the words stands, and all
// the ways in which it does: it looks for the words of bleve's dictionary that
// answer, and takes all documents of each. It reports false if bleve failed; then
// nothing that hits holds counts.
func (x *Index) Find(words []index.Asked, hits *index.Hits) bool {
	l, err := x.lookup()
	if err != nil {
		return false
	}
	hits.Reset(len(words), x.size)
	for i := range words {
		l.words = x.dictionary.answering(&words[i], l.words[:0])
		for _, n := range l.words {
			if err := l.take(&x.dictionary.words[n], &words[i], i, hits); err != nil {
				return false
			}
		}
	}
	l.forget()
	x.idle.Put(l)
	return true
}

// lookup is what one goroutine needs to look words up, kept for the next: each of
// bleve's dictionaries is read by one at a time.
type lookup struct {
	readers []reader // one for each segment
	words   []int32  // of the dictionary, those that answer
	term    []byte
}

// reader reads one segment.
type reader struct {
	segment  *segment
	terms    segments.TermDictionary
	postings segments.PostingsList
	iterator segments.PostingsIterator
}

func (x *Index) lookup() (*lookup, error) {
	if l, ok := x.idle.Get().(*lookup); ok {
		return l, nil
	}
	l := &lookup{readers: make([]reader, len(x.segments))}
	for i := range x.segments {
		terms, err := x.segments[i].bleve.Dictionary(field)
		if err != nil {
			return nil, err
		}
		l.readers[i] = reader{segment: &x.segments[i], terms: terms}
	}
	return l, nil
}

// forget leaves no word that somebody looked for.
func (l *lookup) forget() {
	clear(l.words[:cap(l.words)])
	clear(l.term[:cap(l.term)])
}

// take adds all listings that have w where it answers a, the i-th word asked.
func (l *lookup) take(w *word, a *index.Asked, i int, hits *index.Hits) error {
	for _, at := range w.at {
		stands := w.Stands(a, at)
		if stands == 0 {
			continue
		}
		l.term = append(append(l.term[:0], w.Word...), mark(at))
		for r := range l.readers {
			if err := l.readers[r].read(l.term, func(ordinal uint32) { hits.Add(i, ordinal, stands) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// read gives the listing of each document with term: bleve keeps them as one
// number or as a bitmap.
func (r *reader) read(term []byte, add func(ordinal uint32)) (err error) {
	if r.postings, err = r.terms.PostingsList(term, nil, r.postings); err != nil {
		return err
	}
	r.iterator = r.postings.Iterator(false, false, false, r.iterator)
	found, ok := r.iterator.(segments.OptimizablePostingsIterator)
	if !ok {
		return nil // no document of this segment has it
	}
	if n, one := found.DocNum1Hit(); one {
		add(r.segment.ordinals[n])
	} else if all := found.ActualBitmap(); all != nil {
		all.Iterate(func(n uint32) bool {
			add(r.segment.ordinals[n])
			return true
		})
	}
	return nil
}

// dictionary is the words that bleve holds, read once.
type dictionary struct {
	words  []word             // in order
	en, fr map[string][]int32 // the words with a stem, by their place in words
}

// word is one word of any listing, with every set of places where it stands.
type word struct {
	index.Entry
	at []index.Places
}

func readDictionary(reader bleve.IndexReader) (dictionary, error) {
	terms, err := reader.FieldDict(field)
	if err != nil {
		return dictionary{}, err
	}
	at := map[string][]index.Places{}
	for {
		term, err := terms.Next()
		if err != nil {
			return dictionary{}, err
		}
		if term == nil {
			return newDictionary(at), terms.Close()
		}
		word, places := unmarked(term.Term)
		at[word] = append(at[word], places)
	}
}

func newDictionary(at map[string][]index.Places) dictionary {
	d := dictionary{en: map[string][]int32{}, fr: map[string][]int32{}}
	for i, w := range slices.Sorted(maps.Keys(at)) {
		entry := index.NewEntry(w)
		d.words = append(d.words, word{entry, at[w]})
		d.en[entry.En] = append(d.en[entry.En], int32(i))
		d.fr[entry.Fr] = append(d.fr[entry.Fr], int32(i))
	}
	return d
}

// answering gives the words that may answer a, each once, in the room of found. Those that are the
// same have one of its stems; those that it begins follow it in order; and those
// one slip away begin with its first letter: no other word answers it.
func (d *dictionary) answering(a *index.Asked, found []int32) []int32 {
	found = append(append(found, d.en[a.En]...), d.fr[a.Fr]...)
	_, size := utf8.DecodeRuneInString(a.Word)
	initial := a.Word[:size]
	for i := d.search(initial); i < len(d.words) && strings.HasPrefix(d.words[i].Word, initial); i++ {
		if w := d.words[i].Word; a.Begins(w) || a.Slips(w) {
			found = append(found, int32(i))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// search gives the place of the first word that is not before w.
func (d *dictionary) search(w string) int {
	i, _ := slices.BinarySearchFunc(d.words, w, func(e word, w string) int { return cmp.Compare(e.Word, w) })
	return i
}
