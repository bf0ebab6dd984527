// Command calls measures the console under a shift: so many advocates, each signed
// in on an account of their own, post a search every few seconds; then the same
// while a file of 10,000 rows is planned, applied and undone beside them; then back
// to back; and whether a console sees in its next search what another has recorded.
//
// It owns the server (server.go: the real program with the sample directory), the
// advocates (advocate.go) and the measurement (measure.go). It connects to nothing
// but its own server, over the loopback.
//
// `make bench-calls` runs it and records benchmarks/results/calls.txt. Begin with
// measure.go.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options say what is measured.
type options struct {
	program   string // the real one, relais
	file      string // the rows that come in meanwhile; "" for none
	advocates int
	think     time.Duration // from an answer to the next search, on average
	lasting   time.Duration // of each part
	changes   int           // of room
}

func main() {
	if err := command(); err != nil {
		fmt.Fprintln(os.Stderr, "calls:", err)
		os.Exit(1)
	}
}

func command() error {
	var o options
	flag.StringVar(&o.program, "program", "bin/relais", "the program to measure")
	flag.StringVar(&o.file, "file", "", "the file that comes in meanwhile")
	flag.IntVar(&o.advocates, "advocates", 50, "advocates at once")
	flag.DurationVar(&o.think, "think", 3*time.Second, "from an answer to the next search, on average: between half of it and one and a half times as long")
	flag.DurationVar(&o.lasting, "lasting", time.Minute, "how long they search, at least")
	flag.IntVar(&o.changes, "changes", 200, "changes of room that another console looks for")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // whoever stops it leaves no server behind
	defer stop()
	return measure(ctx, o, os.Stdout)
}
