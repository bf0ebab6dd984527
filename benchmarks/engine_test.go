package benchmarks

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// folder is a directory in files: where it lies, and how it opens.
type folder struct {
	dir     string
	options relais.Options
}

// stored makes a directory of these records in a folder of the benchmark's own.
func stored(b *testing.B, fill func(*relais.Engine) error) folder {
	b.Helper()
	f := folder{b.TempDir(), relais.Options{Keys: b.TempDir()}}
	e, err := relais.Create(f.dir, f.options, At)
	if err != nil {
		b.Fatal(err)
	}
	if err := fill(e); err != nil {
		b.Fatal(err)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	return f
}

func fillWithSample(e *relais.Engine) error {
	records, err := sample.Build(e.Gazetteer(), e.Terms(), sample.Options{Seed: Seed, At: At})
	if err != nil {
		return err
	}
	return put(e, records)
}

func put(e *relais.Engine, records []*record.Record) error {
	_, err := e.Apply(relais.Change{Actor: "benchmark", Reason: "fill", At: At, Put: records})
	return err
}

// fillWith puts a generated directory of n listings in, some thousands of
// records at a time: into the store itself, so that no catalog is built for each.
func fillWith(t generate.Country, n int) func(*relais.Engine) error {
	return func(e *relais.Engine) error {
		var batch []*record.Record
		for r := range t.Records(n) {
			if batch = append(batch, r); len(batch) < 20_000 {
				continue
			}
			if err := putStored(e, batch); err != nil {
				return err
			}
			batch = nil
		}
		return putStored(e, batch)
	}
}

func open(b *testing.B) *relais.Engine {
	b.Helper()
	f := stored(b, fillWithSample)
	e, err := relais.Open(f.dir, f.options)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	return e
}

// BenchmarkColdStart opens a directory and answers one structured search: from
// a closed folder to the first answer. The files are in the page cache.
func BenchmarkColdStart(b *testing.B) {
	b.Run("sample", func(b *testing.B) { coldStart(b, stored(b, fillWithSample)) })
	t := load(b)
	for _, n := range sizes(b, 3690) {
		b.Run(fmt.Sprint(n), func(b *testing.B) { coldStart(b, stored(b, fillWith(t, n))) })
	}
}

func coldStart(b *testing.B, f folder) {
	for b.Loop() {
		e, err := relais.Open(f.dir, f.options)
		if err != nil {
			b.Fatal(err)
		}
		ask(b, e, ranking.Request{Origin: &ranking.Start{PostalCode: "M5V"}, Needs: []string{"housing"}})
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func ask(b *testing.B, e *relais.Engine, r ranking.Request) {
	q, err := relais.Resolve[data.Staff](e, r, At)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := relais.Search[data.Staff](e, q); err != nil {
		b.Fatal(err)
	}
}

// words are searches for words alone, from one word to six, in both languages;
// one is misspelt and one finds nothing.
var words = []string{
	"maison pour femmes enceintes", "counselling", "shelter for women with children", "aide juridique immigration", "food bank", "santé mentale",
	"hébergement d'urgence jeunes", "housing", "coucnselling", "zzyzx",
}

// BenchmarkText searches the sample by words alone, and reports how long it took
// from opening to the first answer.
func BenchmarkText(b *testing.B) {
	f := stored(b, fillWithSample)
	began := time.Now()
	e, err := relais.Open(f.dir, f.options)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	ask(b, e, ranking.Request{Text: words[0], Origin: &ranking.Start{PostalCode: "H2X"}})
	first := time.Since(began)
	var queries []ranking.Query
	for _, text := range words {
		q, err := relais.Resolve[data.Staff](e, ranking.Request{Text: text, Origin: &ranking.Start{PostalCode: "H2X"}}, At)
		if err != nil {
			b.Fatal(err)
		}
		queries = append(queries, q)
	}
	answer(b, relais.Snapshot[data.Staff](e), queries)
	b.ReportMetric(float64(first.Nanoseconds()), "first-ns")
}

// BenchmarkApply changes one record: the durable transaction, and fresh catalogs.
func BenchmarkApply(b *testing.B) {
	e := open(b)
	records, err := e.Store().Load()
	if err != nil {
		b.Fatal(err)
	}
	id := records[0].ID()
	states := []data.IntakeState{data.IntakeAccepting, data.IntakeNotAccepting}
	for i := 0; b.Loop(); i++ {
		r, err := e.Record(id)
		if err != nil {
			b.Fatal(err)
		}
		r.Services[0].Intake = data.Intake{State: states[i%2]}
		if err := put(e, []*record.Record{r}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCapacity records what was learned of the room at a listing: sealed,
// audited, durable, and visible to the next search. In turn with it a plain file
// in the same folder grows by 64 bytes and is synced: "x-fsync" is the ratio of
// the medians.
func BenchmarkCapacity(b *testing.B) {
	e := open(b)
	plain, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = plain.Close() }) // nothing in it matters
	changes, syncs := make(Times, 0, 1<<16), make(Times, 0, 1<<16)
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if err := learn(e, i); err != nil {
			b.Fatal(err)
		}
		changed := time.Now()
		if err := appendDurably(plain); err != nil {
			b.Fatal(err)
		}
		changes, syncs = append(changes, changed.Sub(began)), append(syncs, time.Since(changed))
	}
	b.ReportMetric(float64(changes.At(0.5).Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(changes.At(0.99).Nanoseconds()), "p99-ns")
	b.ReportMetric(float64(syncs.At(0.5).Nanoseconds()), "fsync-ns")
	b.ReportMetric(float64(changes.At(0.5))/float64(syncs.At(0.5)), "x-fsync")
}

// BenchmarkVisible is the part of it that searches wait for: from the report to
// the next search that sees it, without the disk.
func BenchmarkVisible(b *testing.B) {
	t := load(b)
	s := index.Build(t.Staff(100_000), t.Terms, 1)
	free := 3
	known := []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Available: &free, Updated: At}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if !s.SetCapacity(s.At(i%s.Len()).ID, known) {
			b.Fatal("no such listing")
		}
	}
	if got := s.Now(0).Inside.Capacity; len(got) != 1 || got[0] != known[0] {
		b.Fatalf("the report is not to be seen: %+v", got)
	}
}

func appendDurably(f *os.File) error {
	if _, err := f.Write(make([]byte, 64)); err != nil {
		return err
	}
	return f.Sync()
}
