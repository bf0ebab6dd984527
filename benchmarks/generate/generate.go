// Package generate invents directories of any size, and callers, for
// benchmarks: where people live in Canada, what services offer and what nobody
// knows of them, in shares like those of a real directory, and a tail of what is
// rare.
//
// It owns the draw and nothing else. Every listing passes through one of the two
// doors of data/record. The sample directory that people look at is data/sample:
// here names are made of terms and towns, nobody is described, and telephone
// numbers are 555-01xx.
//
// Begin with New; then provider.go for one record and caller.go for one caller.
package generate

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// Directory draws records and callers. Record number i is the same for the same
// seed, tables and instant, on every machine and in directories of every size:
// a small directory is the beginning of a large one.
type Directory struct {
	seed uint64
	at   time.Time

	terms *data.Terms
	land  *land
	words *vocabulary
	pools *pools
}

// New surveys the country and the terms. at is the instant that the ages of
// reports and verifications count back from.
func New(g *geo.Gazetteer, terms *data.Terms, seed uint64, at time.Time) (*Directory, error) {
	d := &Directory{seed: seed, at: at.UTC().Truncate(time.Second), terms: terms}
	var err error
	if d.words, err = newVocabulary(terms); err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	d.land = survey(g)
	d.pools = newPools(seed, d.words)
	return d, nil
}

// Records gives the records of a directory of n listings for staff, one after
// another; none is kept.
func (d *Directory) Records(n int) iter.Seq[*record.Record] {
	return func(yield func(*record.Record) bool) {
		for i, left := 0, n; left > 0; i++ {
			services := min(servicesOf(i), left)
			left -= services
			if !yield(d.provider(i, services)) {
				return
			}
		}
	}
}

// Staff gives the n listings that staff may see.
func (d *Directory) Staff(n int) []data.Listing[data.Staff] {
	return listings(d, n, record.Disclose)
}

// Public gives those of the same n listings that the public may see: about
// three quarters.
func (d *Directory) Public(n int) []data.Listing[data.Public] {
	return listings(d, n, record.Publish)
}

// servicesOf is how many services record i has: 1 to 7, and 4 on average, as in
// the national figures.
func servicesOf(i int) int { return i%7 + 1 }

// listings draws the records on every processor and lets them out by door, in
// the order of the records. Each worker fills its own stretch of the result, and
// what the door kept back is closed up.
func listings[A data.Audience](d *Directory, n int, door func(*record.Record) []data.Listing[A]) []data.Listing[A] {
	const round = 7 // records, of 28 listings together
	workers := runtime.GOMAXPROCS(0)
	share := (n/28/workers + 1) * round
	all := make([]data.Listing[A], 0, n)
	parts := make([][]data.Listing[A], workers)
	var working sync.WaitGroup
	for w := range workers {
		from, to := min(n, w*share*4), min(n, (w+1)*share*4)
		parts[w] = all[from:from:to]
		working.Go(func() {
			for i, left := w*share, to-from; left > 0; i++ {
				services := min(servicesOf(i), left)
				left -= services
				parts[w] = append(parts[w], door(d.provider(i, services))...)
			}
		})
	}
	working.Wait()
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}
