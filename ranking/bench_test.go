package ranking

import (
	"slices"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// BenchmarkScan3690 answers queries over as many listings as the directory has,
// by plain scan, words of the matches included.
func BenchmarkScan3690(b *testing.B) {
	w := newWorld(b, 2022)
	s := index.Build(listingsOf[data.Staff](w, 3690), w.terms, 1)
	typical := Query{
		Origin: toronto(), HalfDistance: 10_000, Needs: []string{"emergency-shelter"}, Languages: []string{"fr", "en"},
		Populations: []string{"women"}, Age: AgeOf(19), Urgency: Now, Barriers: []string{"no-id"}, At: noon,
	}
	wide := Query{Origin: toronto(), At: noon}
	worded := typical
	worded.Text = "safe house for families"
	avoiding := typical
	avoiding.Avoid = []AvoidArea{{Kind: geo.AreaPlace, Center: geo.Point{Lat: 45.5, Lng: -73.6}, Radius: 30_000}}
	for _, c := range []struct {
		name string
		q    Query
	}{{"typical", typical}, {"nothing-asked", wide}, {"text", worded}, {"avoid", avoiding}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := Search(s, c.q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}

func BenchmarkBuild3690(b *testing.B) {
	w := newWorld(b, 2022)
	listings := listingsOf[data.Staff](w, 3690)
	b.ReportAllocs()
	for b.Loop() {
		index.Build(listings, w.terms, 1)
	}
}
