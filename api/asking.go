package api

import (
	"net/http"
	"strings"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/staff"
)

// asking tells the console who asks, as the guard found it out.
type asking struct{}

// Account implements staff.Access. The audit has the whole name, which says
// whether it is an account's or a token's.
func (asking) Account(r *http.Request) (staff.Account, bool) {
	a := gate.From(r.Context())
	_, name, _ := strings.Cut(a.Name, ":")
	return staff.Account{ID: a.Name, Name: name}, a.SignedIn()
}

// May implements staff.Access.
func (asking) May(r *http.Request, action staff.Action) bool {
	right, decided := rights[action]
	return decided && gate.From(r.Context()).May(right.action, right.class)
}

// actor is the name in which the upkeep does what it is asked for.
func actor(r *http.Request) string { return gate.From(r.Context()).Name }
