package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/relais-directory/relais/api/pull"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/index/text"
	"github.com/relais-directory/relais/ranking"
)

// catalog is the current bundle, ready to be searched, with what is needed to
// read it.
type catalog struct {
	public    index.Catalog[data.Public]
	gazetteer *geo.Gazetteer
	terms     *data.Terms
	weights   ranking.Weights

	site     http.Handler       // what is served out of it
	stopText context.CancelFunc // gives up the text index that is being built
}

// newCatalog reads the tables: the built-in ones, and the operator's own over
// them where they are named. relais serve finds those in the directory's folder;
// a bundle has none of them.
func newCatalog(f *flags) (*catalog, error) {
	c := &catalog{stopText: func() {}, weights: ranking.Default()}
	return c, errors.Join(c.loadTerms(f.terms), c.loadWeights(f.weights), c.loadGazetteer(f.places))
}

func (c *catalog) loadTerms(own string) (err error) {
	var sources []data.TermSource
	if own != "" {
		b, err := readOwn(own)
		if err != nil {
			return err
		}
		sources = append(sources, data.TermSource{Name: own, Data: b})
	}
	c.terms, err = data.LoadTerms(sources...)
	return err
}

func (c *catalog) loadWeights(own string) error {
	if own == "" {
		return nil
	}
	b, err := readOwn(own)
	if err == nil {
		c.weights, err = ranking.ParseWeights(b)
	}
	return err
}

func (c *catalog) loadGazetteer(own string) (err error) {
	if c.gazetteer, err = geo.Load(); err != nil || own == "" {
		return err
	}
	b, err := readOwn(own)
	if err != nil {
		return err
	}
	table := new(geo.PostalTable)
	if err := table.UnmarshalBinary(b); err != nil {
		return err
	}
	c.gazetteer = c.gazetteer.WithPostal(table)
	return nil
}

// readOwn reads a table of the operator's.
func readOwn(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "table_unreadable", Read: path, Cause: err,
			Message: bilingual.Text{En: "a table of your own cannot be read", Fr: "une de vos tables est illisible"},
			Hint:    bilingual.Text{En: "check its path and its permissions", Fr: "vérifiez son chemin et ses permissions"},
		}
	}
	return b, nil
}

// take builds everything anew from b and swaps it in, in one step. What was
// withdrawn was never in the new catalog; the old one is given back to the system
// once nobody reads it. It is called by one goroutine at a time.
func (c *catalog) take(ctx context.Context, b *pull.Bundle, log *slog.Logger) {
	c.stopText()
	s := index.Build(b.Listings, c.terms, 1) // no count of bundles: it would tell the public how many there were
	c.public.Swap(s)
	site.DrawUp(c.site)
	log.Info("serving a bundle", "hash", b.Info.Hash, "listings", b.Info.Listings, "key", b.Info.PublicKey)
	ctx, c.stopText = context.WithCancel(ctx)
	go c.buildText(ctx, s, log)
}

// buildText builds the text index beside the searches, which until then find the
// same words by reading the listings.
func (c *catalog) buildText(ctx context.Context, s *index.Snapshot[data.Public], log *slog.Logger) {
	built, err := text.Build(ctx, s.Lexicon())
	switch {
	case err == nil:
		s.SetTexts(built)
	case ctx.Err() == nil:
		log.Error("the text index could not be built; words are found by reading the listings")
	}
	debug.FreeOSMemory()
}
