package public

import (
	"errors"
	"net/http"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
)

// routePages routes what people see. A search is posted, always: what somebody
// looks for is in no address, and so in no history, log or Referer. To get such
// an address (a bookmark, a reload elsewhere) leads to the form.
func (s *Site) routePages(mux *serve.Mux) {
	mux.HandleFunc("GET /", s.serveRoot)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, lang := range web.Langs() {
		at := "/" + string(lang)
		mux.HandleFunc("GET "+at, toForm(lang))
		mux.HandleFunc("GET "+at+"/", func(w http.ResponseWriter, _ *http.Request) { s.pages.Form(w, web.Form{Page: s.page(lang, "")}) })
		mux.HandleFunc("POST "+at+"/", func(w http.ResponseWriter, r *http.Request) { s.serveForm(w, r, lang) })
		mux.HandleFunc("POST "+at+"/search", func(w http.ResponseWriter, r *http.Request) { s.serveResults(w, r, lang, s.pages.Results) })
		mux.HandleFunc("GET "+at+"/search", toForm(lang))
		mux.HandleFunc("POST "+at+"/sheet", func(w http.ResponseWriter, r *http.Request) { s.serveResults(w, r, lang, s.serveSheet) })
		mux.HandleFunc("GET "+at+"/sheet", toForm(lang))
		mux.HandleFunc("GET "+at+"/info", func(w http.ResponseWriter, _ *http.Request) { s.pages.Info(w, s.page(lang, "info")) })
	}
	for _, code := range s.pages.TongueCodes() {
		mux.HandleFunc("GET /"+code, func(w http.ResponseWriter, _ *http.Request) { leadTo(w, "/"+code+"/") })
		mux.HandleFunc("GET /"+code+"/", func(w http.ResponseWriter, _ *http.Request) { s.pages.Tongue(w, code) })
	}
}

// serveRoot leads to the form in the visitor's language.
func (s *Site) serveRoot(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept-Language")
	lead(w, serve.Preferred(r))
}

// toForm leads to the form, without anything that stood in the address.
func toForm(lang bilingual.Lang) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { lead(w, lang) }
}

func lead(w http.ResponseWriter, lang bilingual.Lang) { leadTo(w, "/"+string(lang)+"/") }

func leadTo(w http.ResponseWriter, path string) {
	w.Header().Set("Location", path)
	w.WriteHeader(http.StatusSeeOther)
}

// serveForm shows the form with what was chosen before.
func (s *Site) serveForm(w http.ResponseWriter, r *http.Request, lang bilingual.Lang) {
	a, err := readForm(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	a.request.K, a.page = perPage, 1
	q, err := s.resolve(a.request, s.now())
	page := s.page(lang, "")
	page.Posts, page.Query = true, queryOf(q, a)
	f := web.Form{Page: page}
	if err != nil {
		f.Faults, f.Choices = faults(err, lang)
	}
	s.pages.Form(w, f)
}

// serveResults shows what a search finds by write, or the form with what was not
// understood.
func (s *Site) serveResults(w http.ResponseWriter, r *http.Request, lang bilingual.Lang, write func(http.ResponseWriter, web.Results)) {
	a, err := readForm(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	found, err := s.find(a, lang)
	if err == nil {
		write(w, found)
		return
	}
	q, _ := s.resolve(a.request, s.now()) // what of it was understood
	page := s.page(lang, "search")
	page.Posts, page.Query = true, queryOf(q, a)
	f := web.Form{Page: page}
	f.Faults, f.Choices = faults(err, lang)
	s.pages.Form(w, f)
}

// serveSheet shows results for paper. Its own address is where the language
// changes.
func (s *Site) serveSheet(w http.ResponseWriter, r web.Results) {
	r.Path = "sheet"
	s.pages.Sheet(w, r)
}

// refuse answers a body that was not taken.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := serve.Status(err)
	if errors.Is(err, serve.ErrTooLarge) {
		w.Header().Set("Connection", "close")
	}
	s.Refuse(w, r, status)
}
