package benchmarks

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

func load(tb testing.TB) generate.Country {
	tb.Helper()
	c, err := generate.Load(Seed, At)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func sizes(tb testing.TB, otherwise ...int) []int {
	tb.Helper()
	all, err := Sizes(otherwise...)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// BenchmarkSearch answers 2,000 callers in turn over generated directories, as
// staff and as the public, on one core.
func BenchmarkSearch(b *testing.B) {
	t := load(b)
	for _, n := range sizes(b, 3690, 100_000) {
		b.Run(fmt.Sprintf("staff/%d", n), func(b *testing.B) { search(b, t, t.Staff(n)) })
		b.Run(fmt.Sprintf("public/%d", n), func(b *testing.B) { search(b, t, t.Public(n)) })
	}
}

func search[A data.Audience](b *testing.B, t generate.Country, listings []data.Listing[A]) {
	snapshot := index.Build(listings, t.Terms, 1)
	queries, err := generate.Queries[A](t.Directory, t.Gazetteer, t.Callers(Callers))
	if err != nil {
		b.Fatal(err)
	}
	answer(b, snapshot, queries)
}

// answer searches for one query after another and reports percentiles.
func answer[A data.Audience](b *testing.B, s *index.Snapshot[A], queries []ranking.Query) {
	runtime.GC()
	times := make(Times, 0, 1<<20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if _, err := ranking.Search(s, queries[i%len(queries)]); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began))
	}
	report(b, times)
	b.ReportMetric(float64(s.Len()), "listings")
}

func report(b *testing.B, times Times) {
	b.ReportMetric(float64(times.At(0.5).Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(times.At(0.99).Nanoseconds()), "p99-ns")
	b.ReportMetric(float64(times.At(1).Nanoseconds()), "max-ns")
}

// BenchmarkSample is BenchmarkSearch over the sample directory.
func BenchmarkSample(b *testing.B) {
	e, t := open(b), load(b)
	b.Run("staff", func(b *testing.B) { overSample[data.Staff](b, e, t) })
	b.Run("public", func(b *testing.B) { overSample[data.Public](b, e, t) })
}

func overSample[A data.Audience](b *testing.B, e *relais.Engine, t generate.Country) {
	queries, err := generate.Queries[A](t.Directory, t.Gazetteer, t.Callers(Callers))
	if err != nil {
		b.Fatal(err)
	}
	answer(b, relais.Snapshot[A](e), queries)
}

// BenchmarkSearchWhileChanging answers callers over the sample directory while
// somebody else records capacity without a pause: each change is durable and
// gives a new snapshot or cell. The quiet run beside it is the yardstick.
func BenchmarkSearchWhileChanging(b *testing.B) {
	e, t := open(b), load(b)
	queries, err := generate.Queries[data.Staff](t.Directory, t.Gazetteer, t.Callers(Callers))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("quiet", func(b *testing.B) { through(b, e, queries) })
	b.Run("changing", func(b *testing.B) {
		var stop atomic.Bool
		changes, done := 0, make(chan error)
		go func() {
			var err error
			for ; err == nil && !stop.Load(); changes++ {
				err = learn(e, changes)
			}
			done <- err
		}()
		through(b, e, queries)
		took := b.Elapsed()
		stop.Store(true)
		if err := <-done; err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(changes)/took.Seconds(), "changes/s")
	})
}

// through answers with whatever snapshot is the current one.
func through(b *testing.B, e *relais.Engine, queries []ranking.Query) {
	times := make(Times, 0, 1<<20)
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if _, err := relais.Search[data.Staff](e, queries[i%len(queries)]); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began))
	}
	report(b, times)
}

// learn records what was learned of the room at listing number i.
func learn(e *relais.Engine, i int) error {
	s := relais.Snapshot[data.Staff](e)
	free := i % 9
	_, err := e.SetCapacity(s.At(i%s.Len()).ID, data.Capacity{
		Unit: "bed", Status: data.HasCapacity, Available: &free, Updated: At.Add(time.Duration(i) * time.Millisecond), By: "benchmark", How: "call",
	}, "benchmark", "learned by telephone", At)
	return err
}

// BenchmarkBuild builds a snapshot, and reports the memory that it holds beside
// the listings themselves: "MB/1k" is megabytes for each 1,000 listings.
func BenchmarkBuild(b *testing.B) {
	t := load(b)
	for _, n := range sizes(b, 3690, 100_000) {
		b.Run(fmt.Sprintf("staff/%d", n), func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(built(b, t, n)/float64(n)*1000, "MB/1k")
			}
		})
	}
}

// built gives the megabytes that a snapshot of n listings holds. When they are
// counted, nobody has the listings that it was built from any more: those that it
// keeps stand in their place.
func built(b *testing.B, t generate.Country, n int) float64 {
	b.StopTimer()
	listings := t.Staff(n)
	before := heap()
	b.StartTimer()
	s := index.Build(listings, t.Terms, 1)
	b.StopTimer()
	after := heap()
	runtime.KeepAlive(s)
	b.StartTimer()
	return (after - before) / 1e6
}

// heap is the bytes that are in use, after everything else was collected.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
