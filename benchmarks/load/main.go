// Command load measures the public server under load, over the loopback: requests
// per second and percentiles for POST /v1/search and for the results page, how
// much of the time is the engine's, and how much longer a search takes than the
// same server sending the same bytes prepared beforehand.
//
// It owns a server in a process of its own (server.go), a client that does no
// more than it must (client.go) and the measurement (measure.go). The directory
// and the callers are package generate's, the same as everywhere. It connects to
// nothing but its own server, and ends after a bounded number of requests.
//
// `make bench-load` runs it and records benchmarks/results/load.txt. Begin with
// measure.go.
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

// options say how much is measured.
type options struct {
	listings int
	callers  int
	rounds   int           // of all callers, one request after another
	clients  int           // at once, for requests per second
	lasting  time.Duration // of each of those
}

func main() {
	if err := command(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// whileRead gives a context that ends with whoever holds the other end of a pipe,
// however that happens.
func whileRead(ctx context.Context, in io.Reader) context.Context {
	ctx, end := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, in)
		end()
	}()
	return ctx
}

func command() error {
	var o options
	serving := flag.Bool("serve", false, "be the server: what this program starts for itself")
	flag.IntVar(&o.listings, "listings", 3690, "listings of the directory behind the server")
	flag.IntVar(&o.callers, "callers", benchmarks.Callers, "number of callers")
	flag.IntVar(&o.rounds, "rounds", 3, "times that each caller asks, one request after another")
	flag.IntVar(&o.clients, "clients", 8, "clients at once, for requests per second")
	flag.DurationVar(&o.lasting, "lasting", 5*time.Second, "how long those ask")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // whoever stops it leaves no server behind
	defer stop()
	if *serving {
		return serveCallers(whileRead(ctx, os.Stdin), o, os.Stdout)
	}
	return measure(ctx, o, os.Stdout)
}
