// Package staff is the advocate's console: one screen, for a call that is
// happening now.
//
// It owns the routes under /staff, the screen and its parts, the words and keys
// of it in both languages, and what may be said of a service to whom. It searches,
// reveals and records through the engine, and decides nothing of its own about
// who is found (package ranking) or what is sealed (data/record). It does not sign
// anybody in: who asks, and what they may do, it is told by Access.
//
// Four rules run through it. What is known of a caller lives in one request and
// its answer: it is posted, never in an address, and nothing keeps it. The screen
// is complete without its script, which only saves keys and waiting. Whatever is
// sealed stays so until an audited reveal, and is shown once. And no word of it
// promises that somebody is taken in.
//
// Begin with Console; then call.go, what is known of a call, and screen.go, what
// is shown for it. keys.go has every key.
package staff

import (
	"fmt"
	"net/http"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
)

// Options is everything that a console is made of.
type Options struct {
	Engine *relais.Engine
	Access Access
	Keys   Keyring // keeps the keys that somebody has changed; nil: they last as long as the page
	Now    func() time.Time
	// Idle is how long a screen waits for a key before it wipes itself; 0 means
	// ten minutes.
	Idle time.Duration
	// Links lead from the console's header to other pages of the staff.
	Links []Link
}

// Link leads to another page of the staff.
type Link struct {
	Name bilingual.Text
	Path string                   // below the pages of a language: "desk/"
	May  func(*http.Request) bool // whether it is shown to whoever asks; nil: to everybody
}

// idle is the Options.Idle of a console that says none.
const idle = 10 * time.Minute

// Console answers those who answer calls. Any number of goroutines may ask it.
type Console struct {
	engine  *relais.Engine
	access  Access
	keys    Keyring
	now     func() time.Time
	idle    time.Duration
	pages   *pages
	atlas   *web.Atlas
	links   []Link
	reports reports // of trouble, to be taken back
	watch   watch   // over reveals
	about   about   // what is worked out of a snapshot once
}

// New makes a console. The error is one of the embedded templates.
func New(o Options) (*Console, error) {
	pages, err := newPages(o.Engine.Terms())
	if err != nil {
		return nil, err
	}
	c := &Console{
		engine: o.Engine, access: o.Access, keys: o.Keys, now: o.Now, idle: o.Idle, links: o.Links,
		pages: pages, atlas: web.NewAtlas(o.Engine.Gazetteer()),
	}
	if c.idle <= 0 {
		c.idle = idle
	}
	return c, nil
}

// Route is one address, with what is done there.
type Route struct {
	Pattern string // as of net/http: "POST /staff/en/room"
	Action  Action
	Handle  http.HandlerFunc // refuses whoever may not
}

// handler answers somebody who may.
type handler func(http.ResponseWriter, *http.Request, visit)

// visit is who asks, in which language, and what they may do.
type visit struct {
	account Account
	lang    bilingual.Lang
	may     func(Action) bool
	request *http.Request
}

// Routes are all addresses of the console, for whoever mounts it behind sign-in.
// Nothing is got but the empty screen: whatever is known of a call is posted.
func (c *Console) Routes() []Route {
	routes := []Route{
		{"GET /staff", Search, c.lead},
		{"GET /staff/", Search, c.lead},
	}
	for _, lang := range web.Langs() {
		at := "/staff/" + string(lang) + "/"
		add := func(path string, action Action, h handler) {
			routes = append(routes,
				Route{"POST " + at + path, action, c.allowed(lang, action, h)},
				Route{"GET " + at + path, action, c.allowed(lang, action, c.toBlank)})
		}
		routes = append(routes,
			Route{"GET " + at, Search, c.allowed(lang, Search, c.serveBlank)},
			Route{"POST " + at, Search, c.allowed(lang, Search, c.serveScreen)})
		add("live", Search, c.serveLive)
		add("sheet", Search, c.serveSheet)
		add("keys", Search, c.serveKeys)
		add("room", Capacity, c.serveRoom)
		add("undo", Capacity, c.serveUndo)
		add("reveal", Reveal, c.serveReveal)
		add("trouble", Trouble, c.serveTrouble)
		add("refer", Refer, c.serveRefer)
		add("outcome", Refer, c.serveOutcome)
	}
	return append(routes, c.v1()...)
}

// Router takes routes: the guard of whoever signs people in.
type Router interface {
	Handle(pattern string, h http.Handler)
}

// Mount puts the routes before router.
func (c *Console) Mount(router Router) {
	for _, r := range c.Routes() {
		router.Handle(r.Pattern, r.Handle)
	}
}

// allowed lets in whoever may do this, and says no to all others in one way.
func (c *Console) allowed(lang bilingual.Lang, action Action, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := serve.Began(w)
		if began.IsZero() {
			began = c.now()
		}
		w = &timed{ResponseWriter: w, now: c.now, began: began}
		account, ok := c.access.Account(r)
		may := func(a Action) bool { return c.access.May(r, a) }
		if !ok || !may(action) {
			c.pages.refuse(w, lang, http.StatusForbidden)
			return
		}
		h(w, r, visit{account, lang, may, r})
	}
}

// timed says with an answer how long it took from the request on, in milliseconds,
// for whoever measures or wonders.
type timed struct {
	http.ResponseWriter
	now   func() time.Time
	began time.Time
}

func (w *timed) WriteHeader(status int) {
	w.Header().Set("Server-Timing", fmt.Sprintf("console;dur=%.3f", w.now().Sub(w.began).Seconds()*1000))
	w.ResponseWriter.WriteHeader(status)
}

// lead leads to the screen in the language that the browser asks for.
func (c *Console) lead(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept-Language")
	redirect(w, serve.Preferred(r))
}

// toBlank leads to the empty screen, without anything that stood in the address.
func (c *Console) toBlank(w http.ResponseWriter, _ *http.Request, v visit) { redirect(w, v.lang) }

func redirect(w http.ResponseWriter, lang bilingual.Lang) {
	w.Header().Set("Location", "/staff/"+string(lang)+"/")
	w.WriteHeader(http.StatusSeeOther)
}
