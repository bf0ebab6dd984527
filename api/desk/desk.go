// Package desk is where staff work on the directory itself: imports, what waits
// for a second person, verification, applications, records, and what calls have
// shown to be wrong.
//
// It owns the pages below /staff/fr/desk and /staff/en/desk, their words and their
// forms. It decides nothing: the engine does, in the name of whoever asks, and
// audits it. Who asks, and what they may do, it is told by Options.Who; who is let
// in at all is decided before it is reached.
//
// Three rules run through it. The pages have no script. An address holds ids and
// numbers of ours, never what was typed. And what is posted leads on to a page that
// may be loaded again, unless it was refused: then the page that it stood on says
// why, and keeps what was typed.
//
// Begin with Desk; then sheet.go, which every page goes through.
package desk

import (
	"net/http"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/ingest"
)

// Right is something that a desk lets somebody do.
type Right string

// The rights.
const (
	See     Right = "see"     // what waits, and what is proposed
	Import  Right = "import"  // plan files, apply and undo them
	Decide  Right = "decide"  // over what others have proposed
	Verify  Right = "verify"  // note what came of asking a provider, withdraw
	Admit   Right = "admit"   // look at applications, and recommend them
	Contact Right = "contact" // be shown whom to write to about one
	Edit    Right = "edit"    // change a record
	Settle  Right = "settle"  // look after what calls have shown to be wrong
)

// Person is who asks.
type Person struct {
	ID   string // as the audit has it
	Name string // for the page
	May  func(Right) bool
}

// Options is everything that a desk is made of.
type Options struct {
	Engine *relais.Engine
	Who    func(*http.Request) Person
	Now    func() time.Time
}

// Desk answers those who keep the directory up to date. Any number of goroutines
// may ask it.
type Desk struct {
	engine *relais.Engine
	who    func(*http.Request) Person
	now    func() time.Time
	pages  *pages
}

// New makes a desk. The error is one of the embedded templates.
func New(o Options) (*Desk, error) {
	pages, err := newPages(o.Engine.Terms())
	if err != nil {
		return nil, err
	}
	return &Desk{engine: o.Engine, who: o.Who, now: o.Now, pages: pages}, nil
}

// Route is one address, with the right that it takes.
type Route struct {
	Pattern string // as of net/http: "POST /staff/en/desk/imports/{id}"
	Right   Right
	Handle  http.HandlerFunc // refuses whoever may not
}

// Routes are all addresses of the desk, for whoever mounts it behind sign-in.
func (d *Desk) Routes() []Route {
	var routes []Route
	for _, lang := range web.Langs() {
		for _, s := range d.sheets() {
			at := " /staff/" + string(lang) + "/desk"
			if s.path != "" {
				at += "/" + s.path
			}
			routes = append(routes, Route{http.MethodGet + at, s.see, d.shows(lang, s)})
			if s.act != nil {
				routes = append(routes, Route{http.MethodPost + at, s.do, d.acts(lang, s)})
			}
		}
	}
	return routes
}

// sheets are all pages.
func (d *Desk) sheets() []sheet {
	var all []sheet
	for _, of := range [][]sheet{
		d.importSheets(), d.proposalSheets(), d.verificationSheets(), d.startSheets(), d.applicationSheets(), d.troubleSheets(), d.recordSheets(),
	} {
		all = append(all, of...)
	}
	return all
}

// largestUpload bounds a body that holds a file and its mapping. It is twice what a
// file may have, so that one that is somewhat too large is read to its end and
// refused in words.
const largestUpload = 2 * ingest.MaxBytes

// Larger are the patterns whose bodies may be larger than others, in bytes: a file,
// and a whole record.
func Larger() map[string]int64 {
	all := map[string]int64{}
	for _, lang := range web.Langs() {
		at := "POST " + deskAt(lang, "")
		all[at+"/imports"] = largestUpload
		all[at+"/"+wholePath] = mostWhole
	}
	return all
}
