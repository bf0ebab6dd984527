// Package site puts the public side together: the pages, /v1, the HSDS API and
// the description of both, over one public catalog; and the form with which an
// organization asks to be listed.
//
// It owns no route and no word: they are api/public's, api/hsds's and api/apply's,
// which do not know each other. It is given public values alone, so that whoever serves
// them (relais serve out of a directory, relais-public out of a bundle) serves
// the same bytes.
//
// Begin with New.
package site

import (
	"crypto/rand"
	"io"
	"log/slog"

	"github.com/relais-directory/relais/api/apply"
	"github.com/relais-directory/relais/api/hsds"
	"github.com/relais-directory/relais/api/public"
	"github.com/relais-directory/relais/api/serve"
)

// Options is everything that the public side knows.
type Options struct {
	public.Options
	// Base is the address under which the site is reached from outside, such as
	// "https://directory.example"; "" leaves it unsaid. It is https, or http on this
	// machine, and has no path: the site stands at the root of its host.
	Base string

	// Office takes the applications of organizations; nil takes none, and the page
	// leads to ApplyURL, or to the hotline where that is "".
	Office   apply.Office
	ApplyURL string
	Random   io.Reader    // for the references of applications; nil means the system's
	Log      *slog.Logger // nil discards
}

// New makes the whole public side, ready for serve.New. The error is a Base or an
// ApplyURL that is none, in words, or one of what is embedded in the program.
func New(o Options) (serve.Site, error) {
	base, err := checkedBase(o.Base)
	if err == nil {
		err = checkApplyURL(o.ApplyURL)
	}
	if err != nil {
		return serve.Site{}, err
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	pages, err := public.New(o.Options)
	if err != nil {
		return serve.Site{}, err
	}
	mux := serve.NewMux()
	site := pages.Serve(mux)
	hsds.New(hsds.Options{Catalog: o.Catalog, Gazetteer: o.Gazetteer, Base: base}).Mount(mux)
	apply.New(apply.Options{
		Office: o.Office, Other: o.ApplyURL, Random: o.Random, Log: o.Log, Now: o.Now,
		Terms: o.Terms, Pages: pages.Pages(), Page: pages.Page, Refuse: site.Refuse,
	}).Mount(mux)
	return site, public.Describe(mux)
}
