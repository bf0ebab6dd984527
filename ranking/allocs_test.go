package ranking_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

var at = time.Date(2026, time.November, 24, 17, 0, 0, 0, time.UTC)

// directory is the invented national directory, as staff see it.
func directory(tb testing.TB) *index.Snapshot[data.Staff] {
	tb.Helper()
	terms, err := data.LoadTerms()
	if err != nil {
		tb.Fatal(err)
	}
	gazetteer, err := geo.Load()
	if err != nil {
		tb.Fatal(err)
	}
	records, err := sample.Build(gazetteer, terms, sample.Options{Seed: 2022, At: at})
	if err != nil {
		tb.Fatal(err)
	}
	var listings []data.Listing[data.Staff]
	for _, r := range records {
		listings = append(listings, record.Disclose(r)...)
	}
	return index.Build(listings, terms, 1)
}

// typical is what an advocate asks in the middle of a call.
func typical() ranking.Query {
	return ranking.Query{
		Origin:       geo.Origin{Kind: geo.OriginPoint, Label: bilingual.Same("Toronto"), Point: geo.Point{Lat: 43.65, Lng: -79.38}, Province: geo.Ontario},
		HalfDistance: 10 * geo.Kilometer, Needs: []string{"emergency-shelter", "counselling"}, Populations: []string{"women", "indigenous"},
		Languages: []string{"crk", "fr", "en"}, Age: ranking.AgeOf(19), Gender: data.Woman, Urgency: ranking.Now, Units: 1, OpenNow: true,
		MaxDistance: 500 * geo.Kilometer, Barriers: []string{"no-id", "no-police-report"}, Accessibility: []string{"wheelchair"},
		Avoid: []ranking.AvoidArea{{Kind: geo.AreaPlace, Center: geo.Point{Lat: 45.5, Lng: -73.6}, Radius: 30_000}},
		Kinds: []data.ProviderKind{data.Direct, data.Indirect}, K: 10, At: at,
	}
}

// allocations is how often f asks for memory once it has been called before. The
// least of many counts is taken: now and then a collection empties the pool.
func allocations(f func()) float64 {
	least := testing.AllocsPerRun(1, f)
	for range 30 {
		least = min(least, testing.AllocsPerRun(1, f))
	}
	return least
}

// A search says nothing: it allocates its matches and the question that they keep,
// and works in room that was used before.
func TestASearchHardlyAllocates(t *testing.T) {
	s := directory(t)
	const most = 10
	plain, given := typical(), typical()
	plain.OpenNow, plain.Units, plain.MaxDistance = false, 0, 0
	given.MaxDistance = geo.Kilometer
	for name, q := range map[string]ranking.Query{"typical": typical(), "without wishes": plain, "with a wish given up": given} {
		var a ranking.Answer[data.Staff]
		for way, search := range map[string]func(){
			"search": func() { a, _ = ranking.Search(s, q) },
			"scan":   func() { a, _ = ranking.Scan(s, q, ranking.Default()) },
		} {
			got := allocations(search)
			if len(a.Matches) != 10 {
				t.Fatalf("%s, %s: %d matches, the test wants ten", way, name, len(a.Matches))
			}
			if t.Logf("%s, %s: %v allocations", way, name, got); got > most {
				t.Errorf("%s, %s: %v allocations, at most %d are meant", way, name, got, most)
			}
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	s, q := directory(b), typical()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ranking.Search(s, q); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSay puts ten matches in words and prints them.
func BenchmarkSay(b *testing.B) {
	s, q := directory(b), typical()
	a, err := ranking.Search(s, q)
	if err != nil || len(a.Matches) != 10 {
		b.Fatalf("%d matches, %v", len(a.Matches), err)
	}
	b.Run("view", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ranking.StaffAnswer(a, bilingual.Fr, 0)
		}
	})
	b.Run("view-and-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(ranking.StaffAnswer(a, bilingual.Fr, 0)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
