// Package apply is the page with which an organization asks to be listed.
//
// It owns its routes (/fr/apply, /en/apply), what of a posted form is read, and
// when one is sent back. It draws nothing (api/web), knows what is wrong with a form
// from data/application, and hands one that is whole to an Office, of which it
// knows one method: it has no way to the directory, and cannot tell whether an
// organization is in it. Every answer is a function of what was sent, of the clock
// and of whether the office takes it.
//
// Nothing that is typed is logged, kept here, or put into an address. Where no
// office is given, as behind a published bundle, the page says where to turn.
//
// There is no trap for programs (a field that people do not see): screen readers
// and browsers that fill forms in fall into it, and what they sent would be thrown
// away unsaid. A ration for each network, a bound on how many wait, and the people
// who read each of them stand in its place.
//
// Begin with Site; then form.go.
package apply

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
)

// Office takes applications. The engine is one.
type Office interface {
	// TakeApplication keeps f under id. The error says that nothing was kept.
	TakeApplication(id data.ID, f application.Form, at time.Time) error
}

// Options is what the page is made of.
type Options struct {
	Office Office // nil where no application is taken
	Other  string // address at which to apply where there is no office, "" for the hotline
	Random io.Reader
	Log    *slog.Logger // nil discards
	Now    func() time.Time

	Terms  *data.Terms
	Pages  *web.Pages
	Page   func(lang bilingual.Lang, path string) web.Page
	Refuse serve.Refuse
}

// Site answers organizations. Any number of goroutines may ask it, if Random can
// be read by as many.
type Site struct{ Options }

// New makes a site.
func New(o Options) *Site {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Site{o}
}

// Of one form, and of one network's in a day. A form with every answer as long as it
// may be has about 200 KB once it is encoded; a shared office, library or proxy sends
// more than one.
const (
	largest = 256 << 10
	perDay  = 6
)

// path is what stands after the language in the page's address.
const path = "apply"

// Mount routes the page.
func (s *Site) Mount(mux *serve.Mux) {
	var posts []string
	for _, lang := range web.Langs() {
		at := "/" + string(lang) + "/" + path
		mux.HandleFunc("GET "+at, func(w http.ResponseWriter, _ *http.Request) { s.show(w, lang) })
		if s.Office == nil {
			continue
		}
		mux.HandleFunc("POST "+at, func(w http.ResponseWriter, r *http.Request) { s.take(w, r, lang) })
		mux.Admit("POST "+at, largest)
		posts = append(posts, "POST "+at)
	}
	mux.Ration(perDay, posts...)
}

func (s *Site) show(w http.ResponseWriter, lang bilingual.Lang) {
	s.write(w, http.StatusOK, lang, web.Apply{})
}

// write sends the page. Its own form says where it comes from, which browsers
// without Sec-Fetch-Site do not where a page keeps its address to itself; no other
// site is told.
func (s *Site) write(w http.ResponseWriter, status int, lang bilingual.Lang, a web.Apply) {
	a.Page, a.Open, a.Other = s.Page(lang, path), s.Office != nil, s.Other
	w.Header().Set("Referrer-Policy", "same-origin")
	s.Pages.Apply(w, status, a)
}

// cross is net/http's check, without any exception.
var cross = http.NewCrossOriginProtection()

// take keeps an application that is whole, and sends any other back with what was
// typed and what is wrong. One that is sent for its other language comes back in it,
// unjudged.
func (s *Site) take(w http.ResponseWriter, r *http.Request, lang bilingual.Lang) {
	if cross.Check(r) != nil {
		s.Refuse(w, r, http.StatusForbidden)
		return
	}
	typed, err := readTyped(r)
	if err != nil {
		w.Header().Set("Connection", "close") // what is still coming is not read
		s.Refuse(w, r, serve.Status(err))
		return
	}
	if typed.Has(draft) {
		s.write(w, http.StatusOK, lang, web.Apply{Typed: typed})
		return
	}
	form, faults := s.read(typed, lang)
	if len(faults) > 0 {
		s.write(w, http.StatusUnprocessableEntity, lang, web.Apply{Typed: typed, Faults: faults})
		return
	}
	s.keep(w, r, lang, typed, form)
}

func (s *Site) keep(w http.ResponseWriter, r *http.Request, lang bilingual.Lang, typed fields, form application.Form) {
	back := func(status int, code string) {
		s.write(w, status, lang, web.Apply{Typed: typed, Faults: []web.FieldFault{web.ApplyFault(lang, "", code)}})
	}
	if !serve.Spend(r) {
		back(http.StatusTooManyRequests, "rationed")
		return
	}
	id, err := data.NewID(s.Random)
	if err == nil {
		err = s.Office.TakeApplication(id, form, s.Now())
	}
	if err != nil {
		s.Log.Error("an application was not kept", "why", why(err))
		back(http.StatusServiceUnavailable, "closed")
		return
	}
	w.Header().Set("Referrer-Policy", "same-origin")
	s.Pages.Applied(w, s.Page(lang, path), string(id))
}

// why names the kind of an error: its words may hold what was typed.
func why(err error) string {
	if p, ok := bilingual.AsProblem(err); ok {
		return p.Code
	}
	return fmt.Sprintf("%T", err)
}
