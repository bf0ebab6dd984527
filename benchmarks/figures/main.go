// Command figures sets what was recorded beside what is to be reached: every
// figure that docs/design.md promises, with its must and its aim, and what
// peers.txt, engine.txt and load.txt of benchmarks/results say of it.
//
// It measures nothing. `make bench-all` measures everything in one run and ends
// with this table, in benchmarks/results/figures.txt. Begin with figures.go;
// recorded.go reads the three files.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	from := flag.String("from", "benchmarks/results", "folder of the recorded results")
	flag.Parse()
	if err := command(*from, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func command(folder string, out io.Writer) error {
	r, err := readRecorded(folder)
	if err != nil {
		return err
	}
	return write(out, r)
}
