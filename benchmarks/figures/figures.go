package main

import (
	"fmt"
	"io"
	"math"
)

// figure is one line of what is to be reached.
type figure struct {
	name      string
	unit      string
	must, aim float64
	atLeast   bool // more is better
	of        func(recorded) float64
}

func less(name, unit string, must, aim float64, of func(recorded) float64) figure {
	return figure{name, unit, must, aim, false, of}
}

func more(name string, must, aim float64, of func(recorded) float64) figure {
	return figure{name, "times", must, aim, true, of}
}

// figures are in the order of the design. Ratios are the peer's time over ours.
var figures = []figure{
	less("wrong answers, of all that were checked", "", 0, 0, recorded.wrong),
	more("full search against PostGIS, mean, at 3,690", 40, 80, against("score", 3690, "PostGIS", mean)),
	more("full search against PostGIS, mean, at 100,000", 60, 120, against("score", 100_000, "PostGIS", mean)),
	more("full search against PostGIS, mean, at 1,000,000", 80, 250, against("score", 1_000_000, "PostGIS", mean)),
	more("by distance against bleve, mean, at 3,690", 100, 500, against("distance", 3690, "bleve, distance", mean)),
	more("by distance against bleve, mean, at 100,000", 500, 1500, against("distance", 100_000, "bleve, distance", mean)),
	more("against a sweep over bit columns, p50, at 3,690", 1, 1, against("score", 3690, sweep, p50)),
	more("against a sweep over bit columns, p99, at 3,690", 1, 1, against("score", 3690, sweep, p99)),
	more("against a sweep over bit columns, p50, at 100,000", 1, 1, against("score", 100_000, sweep, p50)),
	more("against a sweep over bit columns, p99, at 100,000", 1, 1, against("score", 100_000, sweep, p99)),
	more("against a sweep over bit columns, mean, at 1,000,000", 8, 40, against("score", 1_000_000, sweep, mean)),
	less("growth exponent of the mean, 3,690 to 1,000,000", "", 0.6, 0.42, recorded.growth),
	less("p99 of a full search at 1,000,000, one core", "ms", 2, 0.35, recorded.longest),
	less("allocations of a search", "", 10, 0, bench("BenchmarkSearch/staff/3690", "allocs/op", 1)),
	less("resident index for 1,000 listings, at 3,690", "MB", 0.15, 0.055, resident(3690)),
	less("resident index for 1,000 listings, at 100,000", "MB", 0.15, 0.055, resident(100_000)),
	less("resident index for 1,000 listings, at 1,000,000", "MB", 0.15, 0.055, resident(1_000_000)),
	less("capacity change, until it is visible", "µs", 1, 0.2, bench("BenchmarkVisible", "ns/op", 1e-3)),
	less("capacity change, durable, against an append and a sync", "times", 2.5, 1.6, bench("BenchmarkCapacity", "x-fsync", 1)),
	less("cold start to the first answer, the sample directory", "s", 0.2, 0.04, bench("BenchmarkColdStart/sample", "ns/op", 1e-9)),
	less("cold start to the first answer, 1,000,000", "s", 20, 1, bench("BenchmarkColdStart/1000000", "ns/op", 1e-9)),
	less("cold start to the first answer by words, the sample", "s", 1, 0.5, bench("BenchmarkText", "first-ns", 1e-9)),
	less("search by words, p99, the sample directory", "ms", 1, 0.2, bench("BenchmarkText", "p99-ns", 1e-6)),
	less("POST /v1/search against the same bytes prepared, p50", "times", 1.5, 1.15, recorded.served),
}

// verdict says whether what was measured is what is aimed at, or at least what
// must be.
func (f figure) verdict(got float64) string {
	reaches := func(bound float64) bool {
		if f.atLeast {
			return got >= bound
		}
		return got <= bound
	}
	switch {
	case math.IsNaN(got):
		return "not measured"
	case reaches(f.aim):
		return "aim"
	case reaches(f.must):
		return "must"
	}
	return "MISSED"
}

func write(out io.Writer, r recorded) error {
	for name, commit := range r.commits() {
		if _, err := fmt.Fprintf(out, "%-11s %s\n", name, commit); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(out, "\n%-56s %10s %10s %10s %-6s %s\n", "figure", "measured", "must", "aim", "", ""); err != nil {
		return err
	}
	for _, f := range figures {
		got := f.of(r)
		if _, err := fmt.Fprintf(out, "%-56s %10.4g %10.4g %10.4g %-6s %s\n", f.name, got, f.must, f.aim, f.unit, f.verdict(got)); err != nil {
			return err
		}
	}
	return nil
}
