package wire

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/apply"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// side is one directory with the public server over it.
type side struct {
	*history
	server  *serve.Server
	address string
	log     safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// limits are the server's own but for the requests of one network: few, so that
// the refusal of a flood is among what is compared.
var limits = serve.Limits{Rate: 1, Burst: 8}

// newSide makes the server of a directory, as relais serve does. Its clock stands
// still, its salt is one for all, and a proxy before it names the network of each
// request.
func newSide(t testing.TB, h *history, catalog func() *index.Snapshot[data.Public]) *side {
	t.Helper()
	return newSideOf(t, h, siteOf(t, h, catalog))
}

// newSideOf is newSide with a site that is made already.
func newSideOf(t testing.TB, h *history, whole serve.Site) *side {
	t.Helper()
	s := &side{history: h}
	timeless := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	var err error
	s.server, err = serve.New(whole, serve.Options{
		Listen: "127.0.0.1:0", Proxies: []string{"127.0.0.1"}, Limits: limits, Now: clock,
		Random: rand.NewChaCha8([32]byte{3}), Log: slog.New(slog.NewTextHandler(&s.log, timeless)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func clock() time.Time { return now }

// siteOf is the public side of a directory, whole; over another catalog than its own
// where one is given.
func siteOf(t testing.TB, h *history, catalog func() *index.Snapshot[data.Public]) serve.Site {
	t.Helper()
	return siteWith(t, h, catalog, h.engine)
}

// siteWith is siteOf with another office for applications than the engine.
func siteWith(t testing.TB, h *history, catalog func() *index.Snapshot[data.Public], office apply.Office) serve.Site {
	t.Helper()
	var o site.Options
	o.Catalog = func() *index.Snapshot[data.Public] { return relais.Snapshot[relais.Public](h.engine) }
	if catalog != nil {
		o.Catalog = catalog
	}
	o.Gazetteer, o.Terms, o.Weights, o.Now = h.engine.Gazetteer(), h.engine.Terms(), h.engine.Weights(), clock
	o.Base = "https://directory.example"
	o.Office, o.Random = office, rand.NewChaCha8([32]byte{5})
	whole, err := site.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// run serves s as it is, until the function that it gives is called.
func (s *side) run(t testing.TB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	listening, ended := make(chan string), make(chan error, 1)
	go func() {
		ended <- s.server.Run(ctx, func(at net.Addr) { listening <- at.String() })
	}()
	select {
	case s.address = <-listening:
	case err := <-ended:
		cancel()
		t.Fatal(err)
	}
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// runWith serves s behind a leak.
func (s *side) runWith(t testing.TB, leak func(http.Handler) http.Handler) {
	t.Helper()
	server := httptest.NewServer(leak(s.server.Handler()))
	t.Cleanup(server.Close)
	s.address = server.Listener.Addr().String()
}

// metrics are what the operator's own listener would say.
func (s *side) metrics() string {
	w := httptest.NewRecorder()
	s.server.MetricsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

// ask sends one request of the corpus.
func (s *side) ask(t testing.TB, r *request) []byte {
	t.Helper()
	answer, err := Ask(s.address, r.raw)
	if err != nil {
		t.Fatalf("%s: %v", r.name, err)
	}
	return answer
}
