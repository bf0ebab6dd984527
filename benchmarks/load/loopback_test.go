package main

import (
	"context"
	"encoding/json"
	"io"
	"testing"

	"github.com/relais-directory/relais/benchmarks"
)

// BenchmarkLoopback asks a server of this process over one connection that stays
// open. Paired asks each caller's search and then the same bytes prepared
// beforehand, so that whatever else the machine does falls on both, and reports
// how much longer the search takes. Both ends in one process wake each other for
// less than the two of load.txt do, so that ratio-p50 is the higher of the two
// figures. The others are for profiles.
func BenchmarkLoopback(b *testing.B) {
	o := options{listings: 3690, callers: benchmarks.Callers}
	ctx, cancel := context.WithCancel(b.Context())
	said, says := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serveCallers(ctx, o, says) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}()
	var at ready
	if err := json.NewDecoder(said).Decode(&at); err != nil {
		b.Fatal(err)
	}
	a, err := o.requests()
	if err != nil {
		b.Fatal(err)
	}
	c, err := dial(at.Address)
	if err != nil {
		b.Fatal(err)
	}
	defer c.close()
	b.Run("paired", func(b *testing.B) { c.askPaired(b, a) })
	b.Run("search", func(b *testing.B) { c.askAll(b, a.search) })
	b.Run("prepared", func(b *testing.B) { c.askAll(b, a.prepared) })
	b.Run("page", func(b *testing.B) { c.askAll(b, a.page) })
}

func (c *client) askAll(b *testing.B, requests []request) {
	b.ReportAllocs()
	for i := range b.N {
		if err := c.ask(requests[i%len(requests)]); err != nil {
			b.Fatal(err)
		}
	}
}

func (c *client) askPaired(b *testing.B, a asked) {
	var search, prepared benchmarks.Times
	for i := range b.N {
		n := i % len(a.search)
		for _, way := range []struct {
			r     request
			times *benchmarks.Times
		}{{a.search[n], &search}, {a.prepared[n], &prepared}} {
			took, _, err := c.time(way.r)
			if err != nil {
				b.Fatal(err)
			}
			*way.times = append(*way.times, took)
		}
	}
	b.ReportMetric(float64(search.At(.5))/1000, "search-p50-µs")
	b.ReportMetric(float64(prepared.At(.5))/1000, "prepared-p50-µs")
	b.ReportMetric(float64(search.At(.5))/float64(prepared.At(.5)), "ratio-p50")
}
