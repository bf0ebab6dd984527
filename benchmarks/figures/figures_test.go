package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	peers = `commit   aaa
built         3690  Relais                   0.02 s        1.4 MB  0.389 MB for 1,000
built         3690  PostGIS                  0.41 s        2.3 MB  0.619 MB for 1,000
order    |  listings | contender            | answered |     wrong |     mean µs |      p50 µs |      p99 µs |      max µs |   x mean |    x p50 |    x p99
score    |      3690 | Relais               |     1000 |    2/1000 |        10.0 |         8.0 |        20.0 |       628.4 |     1.00 |     1.00 |     1.00
score    |      3690 | PostGIS              |     1000 |    9/1000 |       450.0 |       631.2 |      3090.9 |      6116.6 |    45.00 |    13.05 |    11.42
score    |   1000000 | Relais               |     1000 |    0/1000 |       160.0 |        48.4 |       270.8 |       628.4 |     1.00 |     1.00 |     1.00
`
	engine = `commit   bbb
BenchmarkSearch/staff/3690-2  100  64 ns/op  2 allocs/op
BenchmarkCapacity-2  10  100 ns/op  3.0 x-fsync
BenchmarkCapacity-2  10  100 ns/op  1.5 x-fsync
BenchmarkCapacity-2  10  100 ns/op  1.7 x-fsync
`
	load = `commit   ccc
  search / prepared beforehand, p50: 3.13 (must 1.5, aim 1.15)
`
)

func TestEveryVerdictIsThatOfWhatWasRecorded(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"peers.txt": peers, "engine.txt": engine, "load.txt": load} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := command(dir, &out); err != nil {
		t.Fatal(err)
	}
	for figure, want := range map[string]string{
		"wrong answers": "2 0 0 MISSED",
		"full search against PostGIS, mean, at 3,690":  "45 40 80 times must",
		"full search against PostGIS, mean, at 1,000,": "NaN 80 250 times not measured",
		"growth exponent":      "0.4949 0.6 0.42 must",
		"p99 of a full search": "0.2708 2 0.35 ms aim",
		"allocations":          "2 10 0 must",
		"resident index for 1,000 listings, at 3,690": "0.389 0.15 0.055 MB MISSED",
		"capacity change, durable":                    "1.7 2.5 1.6 times must",
		"POST /v1/search":                             "3.13 1.5 1.15 times MISSED",
	} {
		if got := lineOf(out.String(), figure); !strings.HasSuffix(got, want) {
			t.Errorf("%s: got %q, want it to end with %q", figure, got, want)
		}
	}
}

// lineOf is the line of a figure, with one space between its words.
func lineOf(table, figure string) string {
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, figure) {
			return strings.Join(strings.Fields(line), " ")
		}
	}
	return ""
}
