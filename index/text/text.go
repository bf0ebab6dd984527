// Package text looks words up in bleve: in which listings of one snapshot a word
// of a query stands, in which field, and how closely.
//
// It owns the bleve index of one audience's words. It lives in memory, is built
// from one snapshot beside the searches, and never changes. What a word is, and
// when one answers another, is package index's to say: an Index finds exactly what
// index.Words.Stands finds by looking at every listing. bleve scores nothing here:
// its scores depend on whatever else a directory holds, and would tell of it.
//
// Begin with Build; then find.go.
package text

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bleve "github.com/blevesearch/bleve_index_api"
	segments "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/relais-directory/relais/index"
)

// Index is the words of one snapshot's listings in bleve. It holds no file, no
// goroutine and nothing to be closed; any number of goroutines may use it.
type Index struct {
	size       int // listings
	segments   []segment
	dictionary dictionary
	idle       sync.Pool // of *lookup
}

const (
	// batch is how many listings bleve is given at once. Each batch becomes a
	// segment, and each segment is asked for each word.
	batch = 16_384
	// workers is how many documents are taken apart at once.
	workers = 2
)

// Build makes the index of all listings of l. When ctx ends it gives up soon, with
// ctx's error; no goroutine outlives it.
func Build(ctx context.Context, l *index.Lexicon) (*Index, error) { return build(ctx, l, batch) }

func build(ctx context.Context, l *index.Lexicon, batch int) (*Index, error) {
	if err := l.Draw(ctx); err != nil {
		return nil, err
	}
	held, err := fill(ctx, l, batch)
	if err != nil {
		return nil, fmt.Errorf("build the text index: %w", err)
	}
	x := &Index{size: l.Len()}
	if x.segments, err = segmentsOf(held); err != nil {
		return nil, fmt.Errorf("number the documents of the text index: %w", err)
	}
	if x.dictionary, err = readDictionary(held); err != nil {
		return nil, fmt.Errorf("read the words of the text index: %w", err)
	}
	return x, nil
}

// fill gives the words of every listing to scorch, bleve's index, in memory (an
// empty path), and what scorch then holds. Its goroutines end here: what is in
// memory stays readable without them.
func fill(ctx context.Context, l *index.Lexicon, batch int) (*scorch.IndexSnapshot, error) {
	queue, stop := analysisQueue()
	defer stop()
	x, err := scorch.NewScorch(scorch.Name, map[string]any{"path": ""}, queue)
	if err != nil {
		return nil, err
	}
	if err := x.Open(); err != nil {
		return nil, err
	}
	defer func() { _ = x.Close() }() // it closes no file, and the reader is open
	for from := 0; from < l.Len(); from += batch {
		if err := x.Batch(documents(ctx, l, from, min(from+batch, l.Len()))); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	held, err := x.Reader()
	if err != nil {
		return nil, err
	}
	return held.(*scorch.IndexSnapshot), nil // the one kind that scorch has
}

// analysisQueue is bleve's queue, with workers that have ended when stop returns.
func analysisQueue() (queue *bleve.AnalysisQueue, stop func()) {
	queue = bleve.NewAnalysisQueue(0)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() { bleve.AnalysisWorker(*queue) })
	}
	return queue, func() {
		queue.Close()
		running.Wait()
	}
}

// segment is one of bleve's, and which listing each of its documents is.
type segment struct {
	bleve    segments.Segment
	ordinals []uint32
}

func segmentsOf(held *scorch.IndexSnapshot) ([]segment, error) {
	var all []segment
	for _, s := range held.Segments() {
		numbered := segment{bleve: s.Segment(), ordinals: make([]uint32, s.Segment().Count())}
		for n := range numbered.ordinals {
			id, err := numbered.bleve.DocID(uint64(n))
			if err != nil {
				return nil, err
			}
			ordinal, err := strconv.ParseUint(string(id), 10, 32)
			if err != nil {
				return nil, err
			}
			numbered.ordinals[n] = uint32(ordinal)
		}
		all = append(all, numbered)
	}
	return all, nil
}
