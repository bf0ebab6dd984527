package staff

import (
	"net/url"
	"testing"
)

// BenchmarkScreen is one search as an advocate posts it, with counts for every need,
// behind the guard of the server, rendered whole. BenchmarkSwap is what the script
// asks for.
func BenchmarkScreen(b *testing.B) { benchmarkPost(b, toronto("age", "19", "language", "Cree")) }

// BenchmarkSwap is the same without what does not change.
func BenchmarkSwap(b *testing.B) {
	benchmarkPost(b, toronto("age", "19", "language", "Cree", "swap", "1"))
}

func benchmarkPost(b *testing.B, fields url.Values) {
	d := newDesk(b, sampleEngine(b))
	b.ReportAllocs()
	for b.Loop() {
		if w := d.post("/staff/en/", fields); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}
