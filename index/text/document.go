package text

import (
	"context"
	"strconv"

	"github.com/blevesearch/bleve/v2/document"
	bleve "github.com/blevesearch/bleve_index_api"

	"github.com/relais-directory/relais/index"
)

// field is the one field of bleve's documents, beside their number.
const field = "words"

// documents makes one document of each listing, until ctx ends.
func documents(ctx context.Context, l *index.Lexicon, from, to int) *bleve.Batch {
	b, known := bleve.NewBatch(), termsOf{}
	for ordinal := from; ordinal < to && ctx.Err() == nil; ordinal++ {
		d := document.NewDocument(strconv.Itoa(ordinal))
		d.AddField(analyzed{ctx, known.listing(l.Words(ordinal))})
		b.Update(d)
	}
	return b
}

// termsOf makes each of bleve's terms once, for all documents that have it. A term
// is a word and, as one more character, the set of places where it stands. So a
// word that stands in the name and in the description is one term and not two,
// and all listings that have a term have it in the same ways.
type termsOf map[index.Word]term

type term struct {
	text string
	freq *bleve.TokenFreq
}

func (t termsOf) listing(w index.Words) bleve.TokenFrequencies {
	all := make(bleve.TokenFrequencies, w.Len())
	for word, entry := range w.All() {
		known, ok := t[word]
		if !ok {
			known = newTerm(entry.Word, word.At)
			t[word] = known
		}
		all[known.text] = known.freq
	}
	return all
}

func newTerm(word string, at index.Places) term {
	t := term{text: word + string(rune(mark(at)))}
	t.freq = &bleve.TokenFreq{Term: []byte(t.text)}
	t.freq.SetFrequency(1)
	return t
}

// mark writes a set of places as one character of ASCII.
func mark(at index.Places) byte { return '0' + byte(at) }

// unmarked takes a term apart.
func unmarked(text string) (word string, at index.Places) {
	last := len(text) - 1
	return text[:last], index.Places(text[last] - '0')
}

// analyzed is a field of bleve's whose words package index has taken apart and
// folded already. bleve is to keep which documents have them and nothing else: no
// text, no counts, no lengths. Once ctx has ended there are none, so that what is
// under way ends soon.
type analyzed struct {
	ctx   context.Context
	terms bleve.TokenFrequencies
}

func (analyzed) Analyze()                  {}
func (analyzed) Name() string              { return field }
func (analyzed) Value() []byte             { return nil }
func (analyzed) ArrayPositions() []uint64  { return nil }
func (analyzed) EncodedFieldType() byte    { return 't' } // text
func (a analyzed) AnalyzedLength() int     { return len(a.terms) }
func (analyzed) NumPlainTextBytes() uint64 { return 0 }
func (analyzed) Size() int                 { return 0 } // for bleve's own statistics

func (analyzed) Options() bleve.FieldIndexingOptions { return bleve.IndexField | bleve.SkipFreqNorm }

func (a analyzed) AnalyzedTokenFrequencies() bleve.TokenFrequencies {
	if a.ctx.Err() != nil {
		return nil
	}
	return a.terms
}
