// Command peers measures Relais against what one would otherwise take: tuned
// PostgreSQL with PostGIS, SQLite with an R*Tree, bleve's own geography, and
// Relais's own plain scan. All answer the same callers over the same generated
// directories, in one interleaved run, and every answer is held against the
// scan's.
//
// What is compared: the callers of package generate, which ask for an origin, one
// or two needs, and some of a population, languages, an age, a gender, barriers,
// accessibility, an urgency, a maximum distance. For these the databases give the
// same k listings with the same scores, all criteria, all factors in play and the
// wish for a distance that is given up among them. They are not asked for what
// Relais does beside: counts, reasons, questions to ask, near misses. They are not
// taught areas to avoid, units, open_now as a demand, no_remote, out_of_region,
// other provider kinds, words, schedules that are not a plain week, or more than
// one report of capacity; no caller here asks for these, and no listing has them.
//
// `make bench-peers` runs it and records benchmarks/results/peers.txt and
// docs/growth.svg. Begin with run.go; row.go and question.go are what the
// databases are told, score.go the score in SQL.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/relais-directory/relais/benchmarks"
)

func main() {
	if err := command(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func command() error {
	o := options{}
	sizes := flag.String("sizes", "3690,100000,1000000", "sizes of the directories, in listings")
	flag.IntVar(&o.callers, "callers", benchmarks.Callers, "number of callers")
	flag.IntVar(&o.bleve, "bleve", 100_000, "largest directory that bleve indexes (3,000 listings a second)")
	flag.DurationVar(&o.budget, "budget", 20*time.Second, "time for each contender's queries at each size")
	out := flag.String("out", "", "file for the table")
	plot := flag.String("plot", "", "file for the plot of growth (SVG)")
	draw := flag.String("draw", "", "draw the plot from this recorded table, and measure nothing")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // whoever stops it leaves no server behind
	defer stop()
	if *draw != "" {
		return drawRecorded(*draw, *plot)
	}
	if err := os.Setenv(benchmarks.SizesVariable, *sizes); err != nil {
		return err
	}
	var err error
	if o.sizes, err = benchmarks.Sizes(); err != nil {
		return err
	}
	return record(ctx, o, *out, *plot)
}

// record measures, and writes the table as it grows, beside the last one, whose
// place it takes once it is whole.
func record(ctx context.Context, o options, out, plot string) error {
	table := &report{w: os.Stdout}
	if out != "" {
		file, err := os.Create(out + ".new")
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // a write that failed is in table.err
		table.w = io.MultiWriter(os.Stdout, file)
	}
	table.head(o)
	if err := measure(ctx, o, table); err != nil {
		return err
	}
	table.growth()
	if table.err != nil {
		return table.err
	}
	if out != "" {
		if err := os.Rename(out+".new", out); err != nil {
			return err
		}
	}
	if plot == "" {
		return nil
	}
	return os.WriteFile(plot, []byte(growthPlot(table.lines)), 0o644)
}
