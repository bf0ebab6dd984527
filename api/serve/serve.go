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
	// Redirect is the plain address that leads to https; see RedirectAddress for "".
	Redirect string

	Limits Limits
	Log    *slog.Logger // nil discards
	Random io.Reader    // for the salt of the rate limits; nil means the system's
	Now    func() time.Time
}

// Server is one public server. Make it with New, and run it once.
type Server struct {
	site     Site
	handler  http.Handler
	options  Options
	exposure exposure
	limiter  *limiter // nil where there is no limit
	rations  rations
	whole    *side // all but sides
	sides    []*side
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
	rations, err := newRations(site.Mux, o.Limits.Rate >= 0, o.Random, o.Now)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, exposure: exposure, limiter: limiter, rations: rations, log: o.Log, metrics: newMetrics()}
	if s.sides, err = site.Mux.opened(o.Limits.Rate >= 0, o.Random, o.Now); err != nil {
		return nil, err
	}
	s.whole = &side{limiter: limiter, places: make(places, o.Limits.Concurrent)}
	if site.Refuse == nil {
		site.Refuse = RefuseJSON
	}
	s.site = site
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
	doors, err := s.open()
	if err != nil {
		return err
	}
	ended := make(chan error, len(doors))
	for _, d := range doors {
		go func() { ended <- d.server.Serve(d.listener) }()
	}
	if listening != nil {
		listening(doors[0].listener.Addr())
	}
	if s.exposure.tls != nil {
		go s.exposure.tls.order(s.log) // it may take minutes, and is nobody's turn
	}
	s.log.Info("serving", "tls", s.exposure.ends(), "metrics", s.options.Metrics != "")
	select {
	case <-ctx.Done():
		return s.drain(doors)
	case err := <-ended:
		return errors.Join(fmt.Errorf("serve: %w", err), s.drain(doors))
	}
}

// door is one listener with the server behind it.
type door struct {
	server   *http.Server
	listener net.Listener
}

// open opens every listener, the public one first. That plain HTTP cannot be led to
// it is no reason not to serve.
func (s *Server) open() ([]door, error) {
	public, err := s.listen()
	if err != nil {
		return nil, err
	}
	doors := []door{{s.httpServer(s.handler), public}}
	if plain := s.listenPlain(); plain != nil {
		_, port, _ := net.SplitHostPort(public.Addr().String()) // it is being listened on
		doors = append(doors, door{s.httpServer(s.redirect(port)), plain})
	}
	if s.options.Metrics == "" {
		return doors, nil
	}
	private, err := net.Listen("tcp", s.options.Metrics)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen for metrics: %w", err), closeAll(doors))
	}
	return append(doors, door{s.httpServer(s.MetricsHandler()), private}), nil
}

func closeAll(doors []door) error {
	var faults []error
	for _, d := range doors {
		faults = append(faults, d.listener.Close())
	}
	return errors.Join(faults...)
}

// drain lets what is being answered finish.
func (s *Server) drain(doors []door) error {
	s.draining.Store(true)
	s.log.Info("draining")
	ctx, cancel := context.WithTimeout(context.Background(), s.options.Limits.Drain)
	defer cancel()
	var faults []error
	for _, d := range doors {
		if err := d.server.Shutdown(ctx); err != nil {
			faults = append(faults, fmt.Errorf("drain: %w", err), d.server.Close())
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
