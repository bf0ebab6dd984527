// Package serve runs an HTTP server for people who may be watched and programs
// that may be hostile.
//
// It owns where the server listens and what it refuses to listen on, TLS, the
// limits (size, time, number, rate), the headers that every answer carries, the
// table from a problem to its HTTP status, problem+json, health, metrics and the
// orderly end. It owns the router too: gin stays in this package, and whoever
// registers a route writes a plain net/http handler.
//
// It does not know what is served: not a listing, not a page, not a word of a
// query. It never logs or stores a path, a query, a body or an address.
//
// Begin with Server; then guard.go, which every request passes, and listen.go.
package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Site is what a server serves.
type Site struct {
	Mux *Mux
	// Refuse writes the answer to a request that is not served; nil means
	// problem+json for all of them.
	Refuse Refuse
	// Ready reports whether requests can be answered; nil means always.
	Ready func() bool
}

// Options says how to serve. The zero Options, with an address on the loopback,
// is what a first run wants.
type Options struct {
	Listen  string // "127.0.0.1:8080"; see Exposure for any other
	Metrics string // address on the loopback for GET /metrics; "" serves none
	TLS     TLS
	Proxies []string // addresses or networks of proxies that end TLS before this server

	Limits Limits
	Log    *slog.Logger // nil discards
	Random io.Reader    // for the salt of the rate limits; nil means the system's
	Now    func() time.Time
}

// Server is one public server. Make it with New, and run it once.
type Server struct {
	handler  http.Handler
	options  Options
	exposure exposure
	limiter  *limiter // nil where there is no limit
	log      *slog.Logger
	metrics  *metrics
	draining atomic.Bool
}

// New checks the options and puts the guard before the site. It listens on
// nothing yet. An address that may not be served plainly is a
// bilingual.Problem.
func New(site Site, o Options) (*Server, error) {
	o = o.withDefaults()
	exposure, err := exposureOf(o)
	if err != nil {
		return nil, err
	}
	limiter, err := newLimiter(o.Limits, o.Random, o.Now)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, exposure: exposure, limiter: limiter, log: o.Log, metrics: newMetrics()}
	if site.Refuse == nil {
		site.Refuse = RefuseJSON
	}
	s.addHealth(site)
	s.handler = s.guard(site)
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Limits = o.Limits.withDefaults()
	return o
}

// Handler is the whole site behind its guard: what a test asks.
func (s *Server) Handler() http.Handler { return s.handler }

// MetricsHandler serves GET /metrics, for the loopback alone.
func (s *Server) MetricsHandler() http.Handler { return s.metrics.handler() }

// Run listens and serves until ctx ends, then drains: /readyz fails at once, new
// connections are refused, and what is being answered has Limits.Drain to finish.
// Listening is called once with the address that it listens on, which tells the
// port where ":0" was asked for. The error is nil after an orderly end.
func (s *Server) Run(ctx context.Context, listening func(addr net.Addr)) error {
	public, err := s.listen()
	if err != nil {
		return err
	}
	servers := []*http.Server{s.httpServer(s.handler)}
	listeners := []net.Listener{public}
	if s.options.Metrics != "" {
		private, err := net.Listen("tcp", s.options.Metrics)
		if err != nil {
			return errors.Join(fmt.Errorf("listen for metrics: %w", err), public.Close())
		}
		servers, listeners = append(servers, s.httpServer(s.MetricsHandler())), append(listeners, private)
	}
	ended := make(chan error, len(servers))
	for i := range servers {
		go func() { ended <- servers[i].Serve(listeners[i]) }()
	}
	if listening != nil {
		listening(public.Addr())
	}
	s.log.Info("serving", "tls", s.exposure.secure(), "metrics", s.options.Metrics != "")
	select {
	case <-ctx.Done():
		return s.drain(servers)
	case err := <-ended:
		return errors.Join(fmt.Errorf("serve: %w", err), s.drain(servers))
	}
}

// drain lets what is being answered finish.
func (s *Server) drain(servers []*http.Server) error {
	s.draining.Store(true)
	s.log.Info("draining")
	ctx, cancel := context.WithTimeout(context.Background(), s.options.Limits.Drain)
	defer cancel()
	var faults []error
	for _, server := range servers {
		if err := server.Shutdown(ctx); err != nil {
			faults = append(faults, fmt.Errorf("drain: %w", err), server.Close())
		}
	}
	s.log.Info("stopped")
	return errors.Join(faults...)
}

// httpServer is a server with every time limit set. Its own log would name
// addresses, and is replaced by a count.
func (s *Server) httpServer(h http.Handler) *http.Server {
	l := s.options.Limits
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: l.ReadHeader,
		ReadTimeout:       l.Read,
		WriteTimeout:      l.Write,
		IdleTimeout:       l.Idle,
		MaxHeaderBytes:    l.HeaderBytes,
		ErrorLog:          log.New(faultCounter{s.metrics}, "", 0),
	}
}

// faultCounter counts what net/http would log of a connection (a failed
// handshake, a broken request) and throws the words away: they hold the address
// of whoever connected.
type faultCounter struct{ m *metrics }

func (c faultCounter) Write(line []byte) (int, error) {
	c.m.connectionFaults.Inc()
	return len(line), nil
}
