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
		for _, pattern := range []string{"GET /staff/sign-in/provider", "GET " + providerBack, "POST " + providerOut} {
			rows = append(rows, Row{pattern, access.SignIn, nothing})
		}
	}
	for _, pattern := range []string{
		"GET " + accountPath, "GET /staff/fr/account", "GET /staff/en/account",
		"POST /staff/sign-out", "POST /staff/account/password",
		"POST /staff/account/passkey", "POST /staff/account/passkey/finish", "POST /staff/account/passkey/revoke",
	} {
		rows = append(rows, Row{pattern, access.OwnAccount, nothing})
	}
	return append(rows, g.officeRows()...)
}

// officeRows are the routes of accounts, tokens and the audit.
func (g *Gate) officeRows() []Row {
	var rows []Row
	for _, o := range offices {
		if !g.has(o.page) {
			continue
		}
		patterns := []string{"GET /staff/" + o.page, "GET /staff/fr/" + o.page, "GET /staff/en/" + o.page}
		for _, deed := range deeds[o.page] {
			patterns = append(patterns, "POST /staff/"+o.page+deed)
		}
		for _, pattern := range patterns {
			rows = append(rows, Row{pattern, o.action, []access.Class{o.class}})
		}
	}
	return rows
}

// deeds are what is posted to each of those pages, behind its address.
var deeds = map[string][]string{
	pageAccounts: {"/add", "/change"},
	pageTokens:   {"/make", "/revoke"},
	pageAudit:    {"", "/verify", "/checkpoint", "/proof"},
}

// register routes them.
func (g *Gate) register(guard *Guard) {
	for _, name := range []string{pageSignIn, pageSetUp, pageAccount, pageAccounts, pageTokens, pageAudit} {
		if !g.has(name) {
			continue
		}
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
		guard.HandleFunc("POST "+providerOut, g.signOutProvider)
	}
	guard.HandleFunc("POST /staff/sign-out", g.signOut)
	guard.HandleFunc("POST /staff/account/password", answer(g, g.ownPassword))
	guard.HandleFunc("POST /staff/account/passkey", answer(g, g.askOwn))
	guard.HandleFunc("POST /staff/account/passkey/finish", answer(g, g.ownPasskey))
	guard.HandleFunc("POST /staff/account/passkey/revoke", answer(g, g.revokePasskey))
	g.registerOffices(guard)
}

func (g *Gate) registerOffices(guard *Guard) {
	guard.HandleFunc("POST /staff/accounts/add", answer(g, g.addAccount))
	guard.HandleFunc("POST /staff/accounts/change", answer(g, g.changeAccount))
	guard.HandleFunc("POST /staff/tokens/make", answer(g, g.makeToken))
	guard.HandleFunc("POST /staff/tokens/revoke", answer(g, g.revokeToken))
	if g.o.Audit == nil {
		return
	}
	guard.HandleFunc("POST /staff/audit", answer(g, g.listAudit))
	guard.HandleFunc("POST /staff/audit/verify", answer(g, g.verifyAudit))
	guard.HandleFunc("POST /staff/audit/checkpoint", answer(g, g.signAudit))
	guard.HandleFunc("POST /staff/audit/proof", answer(g, g.proveEntry))
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
