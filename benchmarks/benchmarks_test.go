package benchmarks

import (
	"slices"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// directory makes the sample directory in a folder of the benchmark's own.
func directory(b *testing.B) (dir string, o relais.Options) {
	b.Helper()
	dir, o = b.TempDir(), relais.Options{Keys: b.TempDir()}
	e, err := relais.Create(dir, o, At)
	if err != nil {
		b.Fatal(err)
	}
	records, err := sample.Build(e.Gazetteer(), e.Terms(), sample.Options{Seed: Seed, At: At})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := e.Apply(relais.Change{Actor: "benchmark", Reason: "sample", At: At, Put: records}); err != nil {
		b.Fatal(err)
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	return dir, o
}

func open(b *testing.B) *relais.Engine {
	b.Helper()
	dir, o := directory(b)
	e, err := relais.Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	return e
}

// BenchmarkSearch answers 2,000 callers, a third of them hard, over the sample's
// 3,690 services, as staff and as the public.
func BenchmarkSearch(b *testing.B) {
	e := open(b)
	b.Run("staff", func(b *testing.B) { search[data.Staff](b, e) })
	b.Run("public", func(b *testing.B) { search[data.Public](b, e) })
}

func search[A data.Audience](b *testing.B, e *relais.Engine) {
	queries := queries[A](b, e)
	times := make([]time.Duration, 0, len(queries))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		began := time.Now()
		if _, err := relais.Search[A](e, queries[i%len(queries)]); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began))
		i++
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds()), "p99-ns")
	b.ReportMetric(float64(relais.Snapshot[A](e).Len()), "listings")
}

func queries[A data.Audience](b *testing.B, e *relais.Engine) []ranking.Query {
	b.Helper()
	var all []ranking.Query
	for _, r := range Callers(2000, e.Gazetteer(), e.Terms(), Seed) {
		q, err := relais.Resolve[A](e, r, At)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, q)
	}
	return all
}

// BenchmarkText searches by words alone.
func BenchmarkText(b *testing.B) {
	e := open(b)
	q, err := relais.Resolve[data.Staff](e, ranking.Request{Text: "maison pour femmes enceintes", Origin: &ranking.Start{PostalCode: "H2X"}}, At)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := relais.Search[data.Staff](e, q); err != nil { // words are made ready at the first search for words
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := relais.Search[data.Staff](e, q); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkColdStart opens the directory and answers one structured search: from
// a closed folder to the first answer.
func BenchmarkColdStart(b *testing.B) {
	dir, o := directory(b)
	for b.Loop() {
		e, err := relais.Open(dir, o)
		if err != nil {
			b.Fatal(err)
		}
		q, err := relais.Resolve[data.Staff](e, ranking.Request{Origin: &ranking.Start{PostalCode: "M5V"}, Needs: []string{"housing"}}, At)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := relais.Search[data.Staff](e, q); err != nil {
			b.Fatal(err)
		}
		if err := e.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApply changes one record: the durable transaction, and fresh catalogs.
func BenchmarkApply(b *testing.B) {
	e := open(b)
	id := data.ID("")
	records, err := e.Store().Load()
	if err != nil {
		b.Fatal(err)
	}
	id = records[0].ID()
	states := []data.IntakeState{data.IntakeAccepting, data.IntakeNotAccepting}
	i := 0
	for b.Loop() {
		r, err := e.Record(id)
		if err != nil {
			b.Fatal(err)
		}
		r.Services[0].Intake = data.Intake{State: states[i%2]}
		if _, err := e.Apply(relais.Change{Actor: "benchmark", Reason: "intake", At: At, Put: []*record.Record{r}}); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func TestCallersAreTheSameForTheSameSeed(t *testing.T) {
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	a, b := Callers(50, g, terms, 7), Callers(50, g, terms, 7)
	for i := range a {
		if *a[i].Origin.Lat != *b[i].Origin.Lat || a[i].Needs[0] != b[i].Needs[0] {
			t.Fatalf("caller %d differs", i)
		}
		if _, err := ranking.Resolve[data.Staff](a[i], g, terms, At); err != nil {
			t.Errorf("caller %d asks what is not understood: %v", i, err)
		}
	}
}
