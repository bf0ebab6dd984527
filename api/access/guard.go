package access

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/access"
)

// Row is one route in the table: what it does, and which fields its answers hold
// or its requests change. Whoever may do the action to one of them is let in; the
// handler asks Actor.May before it shows or changes each.
type Row struct {
	Pattern string // "POST /v1/staff/search"
	Action  access.Action
	Fields  []access.Class
}

// Router takes routes, as api/serve's Mux does.
type Router interface {
	Handle(pattern string, h http.Handler)
}

// Guard registers the staff's routes, each behind its row of one table.
type Guard struct {
	gate   *Gate
	router Router
	table  []Row
	used   []string
}

// Guard makes a guard before router. The table is the gate's own routes, which
// are registered at once, and those of more.
func (g *Gate) Guard(router Router, more ...Row) *Guard {
	guard := &Guard{gate: g, router: router, table: append(g.rows(), more...)}
	g.register(guard)
	return guard
}

// Handle registers a route whose row is in the table. A route without one, or
// with one that the policy has no row for, is a fault of the program, and it
// panics: such a program does not start, and no test of it passes.
func (g *Guard) Handle(pattern string, h http.Handler) {
	i := slices.IndexFunc(g.table, func(row Row) bool { return row.Pattern == pattern })
	if i < 0 {
		panic("access: a route without a row in the table: " + pattern)
	}
	if faults := Faults(g.table[i:i+1], []string{pattern}); len(faults) > 0 {
		panic("access: " + faults[0])
	}
	g.used = append(g.used, pattern)
	g.router.Handle(pattern, g.gate.behind(g.table[i], h))
}

// HandleFunc is Handle for a function.
func (g *Guard) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	g.Handle(pattern, http.HandlerFunc(h))
}

// Table and Routes are the rows and what was registered, for Faults.
func (g *Guard) Table() []Row { return slices.Clone(g.table) }

// Routes are the patterns that were registered.
func (g *Guard) Routes() []string { return slices.Clone(g.used) }

// Faults holds a table against the routes that a program has, however they were
// registered (api/serve's Mux.Patterns): routes of the staff without a row, rows
// without a route, rows that are there twice or are no route of the staff's, and
// rows that name what the policy has not decided. A test of the whole program
// wants none. Routes of the public are left aside: the paths tell.
func Faults(table []Row, routes []string) []string {
	var faults []string
	rows := map[string]int{}
	for _, row := range table {
		rows[row.Pattern]++
		if rows[row.Pattern] == 2 {
			faults = append(faults, row.Pattern+" has two rows")
		}
		if !slices.Contains(routes, row.Pattern) {
			faults = append(faults, row.Pattern+" has a row and is no route")
		}
		if !staffs(row.Pattern) {
			faults = append(faults, row.Pattern+" is not below /staff or /v1/staff")
		}
		if len(row.Fields) == 0 {
			faults = append(faults, row.Pattern+" names no fields")
		}
		for _, c := range row.Fields {
			if !access.Known(row.Action, c) {
				faults = append(faults, fmt.Sprintf("%s: the policy has no row for %s of %s", row.Pattern, row.Action, c))
			}
		}
	}
	for _, route := range routes {
		if staffs(route) && rows[route] == 0 {
			faults = append(faults, route+" is a route without a row in the table")
		}
	}
	return faults
}

// staffs reports whether a pattern is of a route for staff.
func staffs(pattern string) bool {
	_, path, _ := strings.Cut(pattern, " ")
	path = strings.TrimPrefix(path, "/v1") + "/"
	return strings.HasPrefix(path, "/staff/")
}

// behind puts what every request of the staff passes before h: where it comes
// from, who sends it, and whether they may.
func (g *Gate) behind(row Row, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// api/serve says no-referrer, after which older browsers hide the Origin of
		// our own forms as well.
		w.Header().Set("Referrer-Policy", "same-origin")
		if !g.own(r) && !g.providedOut(row, r) {
			g.refuse(w, r, http.StatusForbidden, problemForeign())
			return
		}
		actor, err := g.identify(r)
		if err != nil {
			g.refuse(w, r, statusOf(err), err)
			return
		}
		if !slices.ContainsFunc(row.Fields, func(c access.Class) bool { return actor.May(row.Action, c) }) {
			g.turnAway(w, r, actor)
			return
		}
		h.ServeHTTP(w, r.WithContext(with(r.Context(), actor)))
	})
}

// providedOut reports whether a request is for the one route at which the identity
// provider's server tells us something. No page sends it, and no cookie counts there:
// what it says is signed.
func (g *Gate) providedOut(row Row, r *http.Request) bool {
	return row.Pattern == "POST "+providerOut && g.origins.host(r.Host)
}

// turnAway answers somebody who may not: a browser that asks for a page is sent to
// sign in, if that might help.
func (g *Gate) turnAway(w http.ResponseWriter, r *http.Request, a Actor) {
	switch {
	case a.SignedIn():
		g.refuse(w, r, http.StatusForbidden, problemNotAllowed())
	case safe(r.Method) && wantsPage(r):
		to := signInPath
		if lang, known := addressLang(r); known {
			to = "/staff/" + string(lang) + "/" + pageSignIn
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	default:
		g.refuse(w, r, http.StatusUnauthorized, problemSignIn())
	}
}
