// Package public is the public site and its API: help near a postal code, with no
// trace left and nothing said that is not public.
//
// It owns the routes of the pages and of /v1, the door through which a visitor's
// words come in, and what of an answer stands on a page. It is given the public
// catalog, a gazetteer, the terms and the weights as values, and has no way to
// anything else: no store, no record, no staff listing. Whatever it answers is a
// function of those, of the request and of the clock.
//
// It does not rank (package ranking), draw (api/web) or listen (api/serve).
//
// Begin with Site; then door.go, which nobody's postal code gets past whole, and
// find.go.
package public

import (
	"net/http"
	"strings"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// Options is everything that a site knows.
type Options struct {
	Catalog   func() *index.Snapshot[data.Public] // the current snapshot
	Gazetteer *geo.Gazetteer
	Terms     *data.Terms
	Weights   ranking.Weights
	Now       func() time.Time
}

// Site answers the public. Any number of goroutines may ask it.
type Site struct {
	catalog    func() *index.Snapshot[data.Public]
	gazetteer  *geo.Gazetteer
	terms      *data.Terms
	weights    ranking.Weights
	now        func() time.Time
	pages      *web.Pages
	vocabulary map[data.TermKind][]Term
	derived    derived
}

// New makes a site. The error is one of the embedded templates.
func New(o Options) (*Site, error) {
	pages, err := web.New(o.Terms, o.Gazetteer)
	if err != nil {
		return nil, err
	}
	return &Site{
		catalog: o.Catalog, gazetteer: o.Gazetteer, terms: o.Terms, weights: o.Weights, now: o.Now,
		pages: pages, vocabulary: vocabulary(o.Terms),
	}, nil
}

// Pages draws the site's pages, and Page begins one: for what stands beside them in
// the same look.
func (s *Site) Pages() *web.Pages { return s.pages }

// Page begins a page in a language; path is what stands after that in its address.
func (s *Site) Page(lang bilingual.Lang, path string) web.Page { return s.page(lang, path) }

// Serve makes everything that api/serve needs of this site, with its routes on
// mux.
func (s *Site) Serve(mux *serve.Mux) serve.Site {
	s.routePages(mux)
	s.routeV1(mux)
	return serve.Site{Mux: mux, Refuse: s.Refuse, Ready: s.Ready}
}

// Ready reports whether there is a catalog to answer from.
func (s *Site) Ready() bool { return s.catalog() != nil }

// Refuse answers what is not served: programs with problem+json, people with a
// page that has the hotline on it. Neither depends on what was asked for, but for
// the first word of the path.
func (s *Site) Refuse(w http.ResponseWriter, r *http.Request, status int) {
	if forPrograms(r.URL.Path) {
		serve.RefuseJSON(w, r, status)
		return
	}
	s.pages.Refusal(w, languageOf(r), status)
}

func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/hsds/") || path == "/openapi.json"
}

// languageOf is the language that a page's address begins with, else the one that
// the browser asks for.
func languageOf(r *http.Request) bilingual.Lang {
	for _, lang := range web.Langs() {
		if strings.HasPrefix(r.URL.Path, "/"+string(lang)+"/") || r.URL.Path == "/"+string(lang) {
			return lang
		}
	}
	return serve.Preferred(r)
}
