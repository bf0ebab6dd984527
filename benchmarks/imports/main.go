// Command imports measures what it takes to bring a file in: it plans, applies,
// searches once, plans the same file again and undoes, for files of 1,000, 10,000
// and 100,000 rows and for the real ones where they are at hand. Each step is a
// process of the real program, timed from its start to its end, with the most
// memory that it had. Beside it stands what psql's \copy and the building of
// indexes take for the same rows. After each undoing, the digest of all records
// must be the one from before.
//
// It owns the files (rows.go: package generate's listings as a table), the running
// of the program (program.go), a PostgreSQL of its own (postgres.go) and the order
// of it all (measure.go). It connects to nothing but that PostgreSQL.
//
// `make bench-imports` runs it and records benchmarks/results/imports.txt. Begin
// with measure.go.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

// options say what is measured.
type options struct {
	program  string // the real one, relais
	sizes    []int  // of the generated files, in rows
	rounds   int
	testdata string // folder of the real files
	mapped   string // folder of their mappings
}

func main() {
	if err := command(); err != nil {
		fmt.Fprintln(os.Stderr, "imports:", err)
		os.Exit(1)
	}
}

func command() error {
	var o options
	sizes := flag.String("sizes", "1000,10000,100000", "rows of the generated files")
	rows := flag.Int("rows", 0, "write a file of so many rows and do nothing else: what this program starts for itself")
	flag.StringVar(&o.program, "program", "bin/relais", "the program to measure")
	flag.IntVar(&o.rounds, "rounds", 3, "times that each file comes in; those of the largest are a third of it")
	flag.StringVar(&o.testdata, "real", "../shared/testdata", "folder of the real files")
	flag.StringVar(&o.mapped, "mappings", "examples", "folder of their mappings")
	flag.Parse()
	if *rows > 0 {
		return writeRows(os.Stdout, *rows)
	}
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n <= 0 {
			return fmt.Errorf("-sizes: %q is not a number of rows", size)
		}
		o.sizes = append(o.sizes, n)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // whoever stops it leaves no server behind
	defer stop()
	return measure(ctx, o, os.Stdout)
}
