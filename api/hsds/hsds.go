// Package hsds serves the Human Services Data Specification's API, version 3.1,
// over the public listings.
//
// It owns the routes below /hsds: what of a listing stands in which answer, how
// a list is filtered and paged, and the tag by which a program sees that nothing
// has changed. The shapes are package data/hsds's, the routing and the problems
// are package api/serve's.
//
// It is given the current public snapshot and a gazetteer, and has no way to
// anything else. An answer is a function of those and of the request: no clock,
// no counter, no generation. Lists stand in the order of ids, which says nothing
// of when a record came. Distances are measured from the area of a postal code
// to published places alone, and none is ever said.
//
// Begin with API; then view.go, which draws a snapshot up once, question.go,
// which reads what is asked, and list.go, which answers.
package hsds

import (
	_ "embed"
	"net/http"
	"sync/atomic"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	wire "github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Options is everything that an API knows.
type Options struct {
	Catalog   func() *index.Snapshot[data.Public] // the current snapshot, with its terms
	Gazetteer *geo.Gazetteer
	// Base is the address under which the site is reached from outside, such as
	// "https://directory.example", for the two addresses that the API gives of
	// itself. Where it is "" they are left out: the name that a request was sent
	// to is not repeated.
	Base string
}

// API answers programs that read the public directory. Any number of goroutines
// may ask it.
type API struct {
	catalog   func() *index.Snapshot[data.Public]
	gazetteer *geo.Gazetteer
	meta      Meta
	last      atomic.Pointer[view]
}

// Meta is what the API says of itself.
type Meta struct {
	Version    string `json:"version" doc:"Version of HSDS"`
	Profile    string `json:"profile,omitempty" format:"uri" doc:"What this directory adds to HSDS, and what it leaves out"`
	OpenAPIURL string `json:"openapi_url,omitempty" format:"uri"`
}

// New makes an API. It draws nothing up yet.
func New(o Options) *API {
	a := &API{catalog: o.Catalog, gazetteer: o.Gazetteer, meta: Meta{Version: wire.Version}}
	if o.Base != "" {
		a.meta.Profile, a.meta.OpenAPIURL = o.Base+"/hsds/profile", o.Base+"/openapi.json"
	}
	return a
}

// view is what the current snapshot shows.
func (a *API) view() *view {
	s := a.catalog()
	v := a.last.Load()
	if v != nil && v.snapshot == s {
		return v
	}
	v = v.shows(s)
	a.last.Store(v)
	return v
}

// profile is docs in plain words, in both languages.
//
//go:embed profile.txt
var profile []byte

func (a *API) serveMeta(w http.ResponseWriter, _ *http.Request) error {
	serve.WriteJSON(w, a.meta)
	return nil
}

func (a *API) serveProfile(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write(profile) // whoever asked has gone
}
