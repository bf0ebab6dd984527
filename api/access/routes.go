package access

import (
	"net/http"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/access"
)

// rows are the gate's own routes in the table.
func (g *Gate) rows() []Row {
	nothing := []access.Class{access.Nothing}
	var rows []Row
	for _, pattern := range []string{
		"GET " + signInPath, "GET /staff/fr/sign-in", "GET /staff/en/sign-in",
		"GET " + setUpPath, "GET /staff/fr/set-up", "GET /staff/en/set-up",
		"POST /staff/sign-in", "POST /staff/sign-in/passkey", "POST /staff/sign-in/passkey/finish",
		"POST /staff/set-up/password", "POST /staff/set-up/passkey", "POST /staff/set-up/passkey/finish",
	} {
		rows = append(rows, Row{pattern, access.SignIn, nothing})
	}
	if g.provider != nil {
		rows = append(rows, Row{"GET /staff/sign-in/provider", access.SignIn, nothing}, Row{"GET " + providerBack, access.SignIn, nothing})
	}
	for _, pattern := range []string{
		"GET " + accountPath, "GET /staff/fr/account", "GET /staff/en/account",
		"POST /staff/sign-out", "POST /staff/account/password",
		"POST /staff/account/passkey", "POST /staff/account/passkey/finish", "POST /staff/account/passkey/revoke",
	} {
		rows = append(rows, Row{pattern, access.OwnAccount, nothing})
	}
	return rows
}

// register routes them.
func (g *Gate) register(guard *Guard) {
	for _, name := range []string{pageSignIn, pageSetUp, pageAccount} {
		guard.HandleFunc("GET /staff/"+name, leads(name))
		for _, lang := range web.Langs() {
			guard.HandleFunc("GET /staff/"+string(lang)+"/"+name, g.draws(lang, name))
		}
	}
	guard.HandleFunc("POST /staff/sign-in", answer(g, g.signIn))
	guard.HandleFunc("POST /staff/sign-in/passkey", answer(g, g.askPasskey))
	guard.HandleFunc("POST /staff/sign-in/passkey/finish", answer(g, g.signInPasskey))
	guard.HandleFunc("POST /staff/set-up/password", answer(g, g.setUpPassword))
	guard.HandleFunc("POST /staff/set-up/passkey", answer(g, g.askSetUp))
	guard.HandleFunc("POST /staff/set-up/passkey/finish", answer(g, g.setUpPasskey))
	if g.provider != nil {
		guard.HandleFunc("GET /staff/sign-in/provider", g.askProvider)
		guard.HandleFunc("GET "+providerBack, g.signInProvider)
	}
	guard.HandleFunc("POST /staff/sign-out", g.signOut)
	guard.HandleFunc("POST /staff/account/password", answer(g, g.ownPassword))
	guard.HandleFunc("POST /staff/account/passkey", answer(g, g.askOwn))
	guard.HandleFunc("POST /staff/account/passkey/finish", answer(g, g.ownPasskey))
	guard.HandleFunc("POST /staff/account/passkey/revoke", answer(g, g.revokePasskey))
}

// answer reads the fields of a request for do, and answers its error.
func answer[T any](g *Gate, do func(http.ResponseWriter, *http.Request, T) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		fields, err := read[T](r)
		if err == nil {
			err = do(w, r, fields)
		}
		if err != nil {
			g.refuse(w, r, statusOf(err), err)
		}
	}
}

// mostBody bounds the body of a request to one of the gate's own routes.
const mostBody = 64 << 10
