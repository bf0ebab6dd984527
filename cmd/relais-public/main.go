// Landlock watches plain TCP. Listening is plain TCP with this, and Multipath TCP
// without.
//go:debug multipathtcp=0

// Command relais-public serves the public site and its API out of a published
// bundle, and can reach nothing else.
//
// It holds public listings and no key. No code of the store, of records or of
// imports is in it. It opens its bundle, its certificate and what it was named on
// the command line; where the kernel has Landlock it takes every other file and
// every other port from itself before it reads a byte that somebody published.
//
// It owns its command line and its confinement. The bundle is followed by
// api/pull, the site is api/site's, the server api/serve's.
//
// Begin with run in this file; then confine.go.
package main

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/relais-directory/relais/api/pull"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs the program until ctx ends, and gives its exit code.
func run(ctx context.Context, args []string, getenv func(string) string, out, errs io.Writer) int {
	v := voiceOf(args, getenv)
	f, err := parse(v, args, out)
	if err == nil && f != nil {
		err = serveBundle(ctx, f, v, out, slog.New(slog.NewTextHandler(errs, nil)))
	}
	return v.report(errs, err)
}

// serveBundle does it all, in an order that matters: what this machine has to
// give is read first, then the door is shut, then the bundle is read.
func serveBundle(ctx context.Context, f *flags, v voice, out io.Writer, log *slog.Logger) error {
	c, err := newCatalog(f)
	if err != nil {
		return err
	}
	source, err := pull.New(pull.Options{Where: f.source, Key: f.key, FirstUse: f.firstUse})
	if err != nil {
		return err
	}
	server, err := newServer(f, c, log)
	if err != nil {
		return err
	}
	if err := confine(f, log); err != nil {
		return err
	}
	first, err := source.Look(ctx)
	if err != nil {
		return err
	}
	c.take(ctx, first, log)
	pace := pull.Pace{Every: f.refresh, Jitter: rand.Float64}
	go source.Follow(ctx, pace, log, func(b *pull.Bundle) { c.take(ctx, b, log) })
	return server.Run(ctx, func(at net.Addr) { v.sayServing(out, f, at) })
}

func newServer(f *flags, c *catalog, log *slog.Logger) (*serve.Server, error) {
	var o site.Options
	o.Catalog, o.Gazetteer, o.Terms, o.Weights, o.Now = c.public.Snapshot, c.gazetteer, c.terms, c.weights, time.Now
	o.Base, o.ApplyURL = f.base, f.applyURL
	whole, err := site.New(o)
	if err != nil {
		return nil, err
	}
	c.site = whole.Mux
	serving := f.serving()
	serving.Log = log
	return serve.New(whole, serving)
}
