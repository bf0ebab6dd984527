package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/benchmarks"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// country is a generated directory with its callers.
type country struct {
	gazetteer *geo.Gazetteer
	terms     *data.Terms
	snapshot  *index.Snapshot[data.Public]
	callers   []ranking.Request
}

func generated(o options) (*country, error) {
	c, err := generate.Load(benchmarks.Seed, benchmarks.At)
	if err != nil {
		return nil, err
	}
	return &country{c.Gazetteer, c.Terms, index.Build(c.Public(o.listings), c.Terms, 1), c.Callers(o.callers)}, nil
}

// body is what caller i posts to /v1/search.
func (c *country) body(i int) (string, error) {
	b, err := json.Marshal(c.callers[i])
	return string(b), err
}

// form is what caller i fills into the form of the page, which asks for less.
func (c *country) form(i int) string {
	r := c.callers[i]
	fields := url.Values{"need": r.Needs, "language": r.Languages[:min(1, len(r.Languages))], "barrier": r.Barriers, "access": r.Accessibility}
	if place := c.place(r); place != "" {
		fields.Set("place", place)
	}
	return fields.Encode()
}

// place is where a caller starts, in words that the form finds; "" where there are
// none, as for a point in the bush.
func (c *country) place(r ranking.Request) string {
	q, err := ranking.Resolve[data.Public](ranking.Request{Origin: r.Origin}, c.gazetteer, c.terms, benchmarks.At)
	if err != nil || q.Origin.FSA != "" {
		return q.Origin.FSA
	}
	if _, err := c.gazetteer.Place(q.Origin.Label.En); err != nil {
		return ""
	}
	return q.Origin.Label.En
}

// ready is what the server tells the client before it serves.
type ready struct {
	Address string
	Parts   parts
}

// parts is where the time of a search goes, in the handler alone: the median of
// each, by itself.
type parts struct {
	Resolve, Search, Encode time.Duration
}

// serveCallers is the server's process: the whole public side as it is served
// everywhere, and beside it the answers prepared beforehand.
func serveCallers(ctx context.Context, o options, out io.Writer) error {
	c, err := generated(o)
	if err != nil {
		return err
	}
	var options site.Options
	options.Catalog = func() *index.Snapshot[data.Public] { return c.snapshot }
	options.Gazetteer, options.Terms, options.Weights = c.gazetteer, c.terms, ranking.Default()
	options.Now = func() time.Time { return benchmarks.At }
	whole, err := site.New(options)
	if err != nil {
		return err
	}
	answers := make([][]byte, o.callers)
	whole.Mux.HandleFunc("POST /prepared/{n}", sendPrepared(answers))
	server, err := serve.New(whole, serve.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	for i := range answers {
		if answers[i], err = c.answer(server.Handler(), i); err != nil {
			return err
		}
	}
	parts, err := c.parts()
	if err != nil {
		return err
	}
	return server.Run(ctx, func(at net.Addr) {
		_ = json.NewEncoder(out).Encode(ready{at.String(), parts}) // without its reader this process is ended
	})
}

// sendPrepared reads what is asked, as a search does, and sends what it would
// answer.
func sendPrepared(answers [][]byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if _, unread := serve.ReadAll(r); err != nil || unread != nil || n < 0 || n >= len(answers) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answers[n]) // whoever asked has gone
	}
}

// answer is what a search answers caller i.
func (c *country) answer(h http.Handler, i int) ([]byte, error) {
	body, err := c.body(i)
	if err != nil {
		return nil, err
	}
	r := httptest.NewRequest("POST", "/v1/search", strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return nil, fmt.Errorf("caller %d is answered %d", i, w.Code)
	}
	return w.Body.Bytes(), nil
}

// parts measures the parts of a search over all callers.
func (c *country) parts() (parts, error) {
	var resolve, search, encode benchmarks.Times
	written := ranking.NewFragments(c.snapshot)
	for _, r := range c.callers {
		began := time.Now()
		q, err := ranking.Resolve[data.Public](r, c.gazetteer, c.terms, benchmarks.At)
		if err != nil {
			return parts{}, err
		}
		resolved := time.Now()
		a, err := ranking.Search(c.snapshot, q)
		if err != nil {
			return parts{}, err
		}
		searched := time.Now()
		serve.AppendJSON(discard{}, func(b []byte) []byte { return written.AppendPublicAnswer(b, &a, bilingual.En) })
		resolve, search, encode = append(resolve, resolved.Sub(began)), append(search, searched.Sub(resolved)), append(encode, time.Since(searched))
	}
	return parts{resolve.At(.5), search.At(.5), encode.At(.5)}, nil
}

// discard is where answers go that nobody reads.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}
