package access

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/relais-directory/relais/data/access"
)

// providerOut is where the provider tells us that somebody has been signed out there
// (OpenID Connect Back-Channel Logout 1.0).
const providerOut = "/staff/sign-in/provider/out"

// signOutProvider ends all sessions of whoever the provider has signed out. What it
// sends is signed by it: it comes from a server, with no cookie and no Origin, and
// whether there was such an account is not said.
func (g *Gate) signOutProvider(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	subject, err := g.signedOut(r)
	if err != nil {
		g.o.Log.Warn("a sign-out of the identity provider's was refused", "error", err)
		refuseJSON(w, r, http.StatusBadRequest, problemProviderOut())
		return
	}
	if err := g.endProvided(subject, "signed out at the identity provider"); err != nil {
		g.refuse(w, r, statusOf(err), err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// signedOut checks a logout token. It is good once, and must name somebody: sessions
// of the provider's are not told apart here.
func (g *Gate) signedOut(r *http.Request) (access.Subject, error) {
	found, err := g.provider.discover()
	if err != nil {
		return access.Subject{}, err
	}
	ctx := oidc.ClientContext(r.Context(), g.provider.Client)
	verifier := found.Verifier(&oidc.Config{ClientID: g.provider.ClientID, Now: g.o.Now})
	token, err := verifier.VerifyLogout(ctx, r.PostFormValue("logout_token"))
	if err != nil {
		return access.Subject{}, fmt.Errorf("verify the logout token: %w", err)
	}
	if token.Subject == "" || !g.pending.once(sha256.Sum256([]byte("logout "+token.TokenID)), token.Expiry, g.o.Now()) {
		return access.Subject{}, errors.New("the logout token names nobody, or was used")
	}
	return access.Subject{Issuer: token.Issuer, ID: token.Subject}, nil
}

// endProvided ends the sessions of a subject's account, if there is one.
func (g *Gate) endProvided(s access.Subject, why string) error {
	accounts, err := g.o.Keeper.Accounts()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(accounts, func(a access.Account) bool { return a.Subject == s })
	if i < 0 {
		return nil
	}
	a := accounts[i]
	a.EndSessions()
	_, err = g.o.Keeper.SaveAccount(a, access.Note{Actor: a.Actor(), Action: access.NoteAccountSessions, Reason: why, At: g.o.Now(), Subject: a.ID})
	return moved(err)
}
