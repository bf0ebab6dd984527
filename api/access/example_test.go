package access_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/access/accesstest"
)

// Routes of staff are registered through a guard, which wants a row of the table
// for each; the handler asks again before it shows a class of fields.
func ExampleGate_Guard() {
	g, err := gate.New(gate.Options{
		Keeper:  accesstest.New(), // a program has the store's: Store.Access
		Origins: []string{"http://localhost:8080", "http://127.0.0.1:8080"},
		Random:  rand.Reader, Now: time.Now,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux() // a program has api/serve's
	guard := g.Guard(mux, gate.Row{
		Pattern: "POST /v1/staff/search", Action: access.Search, Fields: []access.Class{access.Published, access.Internal},
	})
	guard.HandleFunc("POST /v1/staff/search", func(w http.ResponseWriter, r *http.Request) {
		actor := gate.From(r.Context())
		if actor.May(access.Search, access.Internal) {
			_, _ = fmt.Fprintln(w, "for", actor.Name)
		}
	})
	fmt.Println(gate.Faults(guard.Table(), guard.Routes()))
	// Output: []
}
