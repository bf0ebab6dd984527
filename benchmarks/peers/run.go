package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/relais-directory/relais/benchmarks"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

type options struct {
	sizes   []int
	callers int
	bleve   int
	budget  time.Duration
}

// measure runs every size: first the full score, then the order by distance
// alone.
func measure(ctx context.Context, o options, table *report) error {
	c, err := generate.Load(benchmarks.Seed, benchmarks.At)
	if err != nil {
		return err
	}
	queries, err := generate.Queries[data.Staff](c.Directory, c.Gazetteer, c.Callers(o.callers))
	if err != nil {
		return err
	}
	server, err := startPostgres(ctx)
	if err != nil {
		return err
	}
	defer server.stop()
	table.versions(ctx, server)
	for _, n := range o.sizes {
		s := &stage{options: o, n: n, queries: queries, server: server, table: table}
		if err := s.build(ctx, c.Staff(n), c.Terms); err != nil {
			return err
		}
		if err := s.byScore(ctx); err != nil {
			return err
		}
		if err := s.byDistance(ctx); err != nil {
			return err
		}
	}
	return nil
}

// stage is one size: the directory in every form.
type stage struct {
	options
	n       int
	queries []ranking.Query
	server  *server
	table   *report

	f        *facts
	snapshot *index.Snapshot[data.Staff]
}

func (s *stage) build(ctx context.Context, listings []data.Listing[data.Staff], terms *data.Terms) error {
	var err error
	if s.f, err = factsOf(listings, terms); err != nil {
		return err
	}
	before, began := heapMB(), time.Now()
	s.snapshot = index.Build(listings, terms, 1)
	took := time.Since(began) // from here on nobody has the listings but the snapshot
	s.table.built(s.n, ours, took, heapMB()-before)
	began = time.Now()
	if err := s.server.load(ctx, s.f); err != nil {
		return err
	}
	s.table.built(s.n, "PostGIS", time.Since(began), s.server.sizeMB(ctx))
	return nil
}

// byScore compares the full score.
func (s *stage) byScore(ctx context.Context) error {
	questions, err := s.questions(s.queries)
	if err != nil {
		return err
	}
	oracle, err := s.oracle(ctx, s.queries, weights)
	if err != nil {
		return err
	}
	postgres, err := newPostgres(ctx, s.server, s.f, questions, false)
	if err != nil {
		return err
	}
	began := time.Now()
	lite, err := newSQLite(ctx, s.f, questions)
	if err != nil {
		return err
	}
	defer lite.close()
	s.table.built(s.n, lite.name(), time.Since(began), lite.sizeMB())
	all := []contender{s.engine(ours, ranking.SearchWith[data.Staff], s.queries, weights)}
	all = append(all, s.engine("Relais, plain scan", ranking.Scan[data.Staff], s.queries, weights), newSweep(s.f, questions), postgres, lite)
	wrong, err := s.check(ctx, all, questions, oracle)
	if err != nil {
		return err
	}
	return s.race(ctx, "score", all, wrong)
}

// byDistance compares what a database's own geography gives: the same filters,
// without a maximum distance, in the order of distance.
func (s *stage) byDistance(ctx context.Context) error {
	queries := make([]ranking.Query, len(s.queries))
	for i, q := range s.queries {
		q.MaxDistance = 0
		queries[i] = q
	}
	questions, err := s.questions(queries)
	if err != nil {
		return err
	}
	w := byDistance()
	oracle, err := s.oracle(ctx, queries[:min(len(queries), checkedByDistance)], w)
	if err != nil {
		return err
	}
	postgres, err := newPostgres(ctx, s.server, s.f, questions, true)
	if err != nil {
		return err
	}
	all := []contender{
		s.engine(ours, ranking.SearchWith[data.Staff], queries, w),
		s.engine(ours+", full score", ranking.SearchWith[data.Staff], queries, weights),
		named{postgres, "PostGIS, distance"},
	}
	wrong, err := s.check(ctx, []contender{all[0], all[2]}, questions, oracle)
	if err != nil {
		return err
	}
	wrong = []string{wrong[0], "", wrong[1]}
	if s.n > s.bleve {
		return s.race(ctx, "distance", all, wrong)
	}
	began := time.Now()
	b, err := newBleve(s.f, questions)
	if err != nil {
		return err
	}
	defer b.close()
	s.table.built(s.n, b.name(), time.Since(began), sizeMB(b.dir))
	differ, err := b.sameOrder(ctx, questions[:len(oracle)])
	if err != nil {
		return err
	}
	return s.race(ctx, "distance", append(all, b), append(wrong, fmt.Sprintf("%d/%d", differ, len(oracle))))
}

// checkedByDistance is how many answers in the order of distance are checked. Of
// those by score, all are.
const checkedByDistance = 500

// ours is the name of what everybody is compared with.
const ours = "Relais"

// named is a contender by another name.
type named struct {
	contender
	called string
}

func (n named) name() string { return n.called }

func (s *stage) engine(name string, way searching, queries []ranking.Query, w ranking.Weights) *engine {
	return &engine{name, way, s.snapshot, queries, w}
}

func (s *stage) questions(queries []ranking.Query) ([]*question, error) {
	all := make([]*question, len(queries))
	for i, q := range queries {
		var err error
		if all[i], err = s.f.question(q); err != nil {
			return nil, fmt.Errorf("question %d: %w", i, err)
		}
	}
	return all, nil
}

// oracle answers every query by the plain scan, on every processor.
func (s *stage) oracle(ctx context.Context, queries []ranking.Query, w ranking.Weights) ([][]found, error) {
	scan := s.engine("scan", ranking.Scan[data.Staff], deeper(queries), w)
	answers, errs := make([][]found, len(queries)), make([]error, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for worker := range errs {
		all.Go(func() {
			for i := worker; i < len(queries) && errs[worker] == nil; i += len(errs) {
				answers[i], errs[worker] = scan.search(ctx, i)
			}
		})
	}
	all.Wait()
	return answers, firstOf(errs...)
}

// check gives "wrong/checked" for each contender.
func (s *stage) check(ctx context.Context, all []contender, questions []*question, oracle [][]found) ([]string, error) {
	k := make([]int, len(questions))
	for i := range k {
		k[i] = questions[i].k
	}
	verdicts := make([]string, len(all))
	for c := range all {
		if e, ok := all[c].(*engine); ok && e.called != ours {
			continue // the oracle itself
		}
		wrong, err := check(ctx, all[c], oracle, k, s.table.note)
		if err != nil {
			return nil, err
		}
		verdicts[c] = fmt.Sprintf("%d/%d", wrong, len(oracle))
	}
	return verdicts, nil
}

func (s *stage) race(ctx context.Context, order string, all []contender, wrong []string) error {
	runtime.GC()
	r := newRace(all, len(s.queries), benchmarks.Seed, s.budget, 3*block)
	if err := r.run(ctx); err != nil {
		return err
	}
	s.table.raced(order, s.n, r.results(), wrong)
	return s.table.err
}
