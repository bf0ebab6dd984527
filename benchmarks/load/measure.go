package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/relais-directory/relais/benchmarks"
)

// measure starts a server, measures it, and ends it.
func measure(ctx context.Context, o options, out io.Writer) error {
	server, at, err := startServer(ctx, o)
	if err != nil {
		return err
	}
	err = measureAt(ctx, o, at, out)
	_ = server.Process.Signal(syscall.SIGTERM) // it may have ended with ctx
	return errors.Join(err, server.Wait())
}

// startServer runs this program once more, as the server, and waits until it
// serves.
func startServer(ctx context.Context, o options) (*exec.Cmd, ready, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, ready{}, err
	}
	server := exec.CommandContext(ctx, path, "-serve", "-listings", strconv.Itoa(o.listings), "-callers", strconv.Itoa(o.callers))
	server.Stderr = os.Stderr
	said, err := server.StdoutPipe()
	if err == nil {
		_, err = server.StdinPipe() // which closes with this process
	}
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		return nil, ready{}, err
	}
	var at ready
	if err := json.NewDecoder(said).Decode(&at); err != nil {
		return nil, ready{}, errors.Join(fmt.Errorf("the server does not start: %w", err), server.Wait())
	}
	return server, at, nil
}

// asked is what every caller asks, in each of three ways.
type asked struct{ search, prepared, page []request }

func (o options) requests() (asked, error) {
	var a asked
	c, err := generated(o)
	if err != nil {
		return a, err
	}
	for i := range o.callers {
		body, err := c.body(i)
		if err != nil {
			return a, err
		}
		a.search = append(a.search, post("/v1/search", "application/json", body))
		a.prepared = append(a.prepared, post("/prepared/"+strconv.Itoa(i), "application/json", body))
		a.page = append(a.page, post("/fr/search", "application/x-www-form-urlencoded", c.form(i)))
	}
	return a, nil
}

func measureAt(ctx context.Context, o options, at ready, out io.Writer) error {
	a, err := o.requests()
	if err != nil {
		return err
	}
	one, err := inTurn(ctx, o, at.Address, a)
	if err != nil {
		return err
	}
	one.write(out, at.Parts)
	fmt.Fprintf(out, "\n%d clients at once, %s each\n", o.clients, o.lasting)
	for _, way := range []struct {
		name     string
		requests []request
	}{{"POST /v1/search", a.search}, {"POST /fr/search (page)", a.page}, {"prepared beforehand", a.prepared}} {
		times, took, err := atOnce(ctx, o, at.Address, way.requests)
		if err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
		fmt.Fprintf(out, "  %-24s %7.0f requests/s   p50 %7s   p99 %7s\n", way.name,
			float64(len(times))/took.Seconds(), round(times.At(.5)), round(times.At(.99)))
	}
	return nil
}

// turns is how long each of the three took, asked in turn over one connection.
type turns struct{ search, prepared, page benchmarks.Times }

// inTurn lets every caller ask in all ways, one right after another, so that
// whatever else the machine does falls on all alike. Which comes first changes from one
// caller to the next: whoever is asked after the page finds the machine's caches full of
// it.
func inTurn(ctx context.Context, o options, address string, a asked) (turns, error) {
	var t turns
	c, err := dial(address)
	if err != nil {
		return t, err
	}
	defer c.close()
	for n := range o.rounds * o.callers {
		i := n % o.callers
		first, second, turned := a.search[i], a.prepared[i], (i+n/o.callers)%2 == 1
		if turned {
			first, second = second, first
		}
		took, body, err := c.time(first)
		if err != nil {
			return t, fmt.Errorf("caller %d: %w", i, err)
		}
		body = bytes.Clone(body)
		after, same, err := c.time(second)
		if err != nil || !bytes.Equal(body, same) {
			return t, errors.Join(fmt.Errorf("caller %d is answered otherwise than prepared", i), err)
		}
		if turned {
			took, after = after, took
		}
		t.search, t.prepared = append(t.search, took), append(t.prepared, after)
		if took, _, err = c.time(a.page[i]); err != nil {
			return t, fmt.Errorf("caller %d, the page: %w", i, err)
		}
		t.page = append(t.page, took)
		if ctx.Err() != nil {
			return t, ctx.Err()
		}
	}
	return t, nil
}

func (c *client) time(r request) (time.Duration, []byte, error) {
	began := time.Now()
	err := c.ask(r)
	return time.Since(began), c.body, err
}

func (t turns) write(out io.Writer, p parts) {
	fmt.Fprintln(out, "one client, one request after another")
	for _, way := range []struct {
		name  string
		times benchmarks.Times
	}{{"POST /v1/search", t.search}, {"POST /fr/search (page)", t.page}, {"prepared beforehand", t.prepared}} {
		fmt.Fprintf(out, "  %-24s p50 %7s   p99 %7s   mean %7s\n", way.name, round(way.times.At(.5)), round(way.times.At(.99)), round(way.times.Mean()))
	}
	whole := t.search.At(.5)
	fmt.Fprintf(out, "  of a search at p50: resolving %s, the engine %s (%.0f%%), words and JSON %s; the rest is the server and the wire\n",
		round(p.Resolve), round(p.Search), 100*float64(p.Search)/float64(whole), round(p.Encode))
	fmt.Fprintf(out, "  search / prepared beforehand, p50: %.2f (must 1.5, aim 1.15)\n", float64(whole)/float64(t.prepared.At(.5)))
}

// atOnce lets many clients ask for a while, each beginning at a caller of its
// own.
func atOnce(ctx context.Context, o options, address string, requests []request) (benchmarks.Times, time.Duration, error) {
	all, faults := make([]benchmarks.Times, o.clients), make([]error, o.clients)
	var asking sync.WaitGroup
	var over atomic.Bool
	began := time.Now()
	for n := range o.clients {
		asking.Go(func() {
			c, err := dial(address)
			if err != nil {
				faults[n] = err
				return
			}
			defer c.close()
			for i := n * len(requests) / o.clients; !over.Load() && ctx.Err() == nil && faults[n] == nil; i++ {
				var took time.Duration
				took, _, faults[n] = c.time(requests[i%len(requests)])
				all[n] = append(all[n], took)
			}
		})
	}
	time.AfterFunc(o.lasting, func() { over.Store(true) })
	asking.Wait()
	took := time.Since(began)
	var times benchmarks.Times
	for _, t := range all {
		times = append(times, t...)
	}
	return times, took, errors.Join(faults...)
}

func round(d time.Duration) time.Duration { return d.Round(time.Microsecond) }
