package access

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// Provider is an identity provider (OpenID Connect, code flow with PKCE). It lets
// in whoever has a group that stands for a role; an account is made for them at
// their first sign-in. Local passkeys go on working, so that a help line survives
// the provider's outage.
type Provider struct {
	Issuer       string // "https://login.example.ca"
	ClientID     string
	ClientSecret string // "" for a client without one
	// Claim is the claim of the ID token that lists somebody's groups ("groups");
	// it is a string or a list of them.
	Claim string
	// Roles says which group stands for which role. Whoever has several groups gets
	// the first of this list.
	Roles []GroupRole
	// Client asks the provider; nil means one that waits ten seconds.
	Client *http.Client
}

// GroupRole is a group at the provider and the role that it stands for.
type GroupRole struct {
	Group string
	Role  access.Role
}

// providerBack is where the provider sends a browser back to.
const providerBack = "/staff/sign-in/provider/back"

// provider is asked for what it is only when somebody signs in, so that the server
// starts without it.
type provider struct {
	Provider
	redirect string
	mu       sync.Mutex
	found    *oidc.Provider
}

func newProvider(o Options, origin *url.URL) (*provider, error) {
	if o.Provider == nil {
		return nil, nil
	}
	p := &provider{Provider: *o.Provider, redirect: origin.String() + providerBack}
	if p.Issuer == "" || p.ClientID == "" || len(p.Roles) == 0 {
		return nil, errors.New("access: an identity provider needs an issuer, a client id and the groups that stand for roles")
	}
	for _, g := range p.Roles {
		if _, err := access.ParseRole(string(g.Role)); err != nil || g.Group == "" {
			return nil, fmt.Errorf("access: the group %q stands for no role", g.Group)
		}
	}
	if p.Claim == "" {
		p.Claim = "groups"
	}
	if p.Client == nil {
		p.Client = &http.Client{Timeout: 10 * time.Second}
	}
	return p, nil
}

// discover asks the provider for its addresses, until it has answered once. The
// provider's keys are asked for later, so the context must not end.
func (p *provider) discover() (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), p.Client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the identity provider: %w", err)
	}
	p.found = found
	return found, nil
}

func (p *provider) client(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile"},
	}
}

// question is what a browser was sent to the provider with.
type question struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // PKCE
}

// askProvider sends a browser to the provider. What it comes back with is taken
// from the browser that has the cookie, once.
func (g *Gate) askProvider(w http.ResponseWriter, r *http.Request) {
	found, err := g.provider.discover()
	if err != nil {
		g.refuseProvider(w, r, err)
		return
	}
	var drawn [3]string
	for i := range drawn {
		secret, err := access.NewSecret(g.o.Random)
		if err != nil {
			g.refuse(w, r, http.StatusInternalServerError, err)
			return
		}
		drawn[i] = secret.Text()
	}
	q := question{drawn[0], drawn[1], drawn[2]}
	cookie, err := begin(g.pending, q, g.o.Now())
	if err != nil {
		g.refuse(w, r, http.StatusInternalServerError, err)
		return
	}
	// The provider's page sends the browser back, so this cookie cannot be Strict.
	setCookie(w, providerCookie, cookie, patience, http.SameSiteLaxMode)
	address := g.provider.client(found).AuthCodeURL(q.State, oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier))
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// signInProvider lets somebody in whom the provider has sent back.
func (g *Gate) signInProvider(w http.ResponseWriter, r *http.Request) {
	dropCookie(w, providerCookie)
	subject, claims, err := g.answered(r)
	if err != nil {
		g.refuseProvider(w, r, err)
		return
	}
	a, err := g.provided(subject, claims)
	if err != nil {
		g.refuseProvider(w, r, err)
		return
	}
	if err := g.begin(w, r, a, access.ByProvider); err != nil {
		g.refuse(w, r, statusOf(err), err)
		return
	}
	comeIn(w, g.homeOf(a.Role))
}

// refuseProvider gives one answer for whatever went wrong there; the log has the
// reason.
func (g *Gate) refuseProvider(w http.ResponseWriter, r *http.Request, err error) {
	g.o.Log.Warn("sign-in refused", "way", access.ByProvider, "error", err)
	g.refuse(w, r, http.StatusUnauthorized, problemProvider())
}

// claims is what is read of an ID token.
type claims struct {
	groups []string
	name   string
}

// answered checks what the browser brings back.
func (g *Gate) answered(r *http.Request) (access.Subject, claims, error) {
	cookie, _ := cookieOf(r, providerCookie)
	q, once, ok := finish[question](g.pending, cookie, g.o.Now())
	if !ok || subtle.ConstantTimeCompare([]byte(r.FormValue("state")), []byte(q.State)) != 1 || !once() {
		return access.Subject{}, claims{}, errors.New("the answer is to another question")
	}
	found, err := g.provider.discover()
	if err != nil {
		return access.Subject{}, claims{}, err
	}
	ctx := oidc.ClientContext(r.Context(), g.provider.Client)
	tokens, err := g.provider.client(found).Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(q.Verifier))
	if err != nil {
		return access.Subject{}, claims{}, errors.New("the code was not taken") // the error may quote it
	}
	raw, _ := tokens.Extra("id_token").(string)
	verifier := found.Verifier(&oidc.Config{ClientID: g.provider.ClientID, Now: g.o.Now})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return access.Subject{}, claims{}, fmt.Errorf("verify the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(q.Nonce)) != 1 {
		return access.Subject{}, claims{}, errors.New("the ID token is for another question")
	}
	c, err := g.provider.read(token)
	return access.Subject{Issuer: token.Issuer, ID: token.Subject}, c, err
}

// read reads the claims.
func (p *provider) read(token *oidc.IDToken) (claims, error) {
	var all map[string]json.RawMessage
	if err := token.Claims(&all); err != nil {
		return claims{}, fmt.Errorf("read the claims: %w", err)
	}
	var c claims
	var one string
	if json.Unmarshal(all[p.Claim], &one) == nil {
		c.groups = []string{one}
	} else if err := json.Unmarshal(all[p.Claim], &c.groups); err != nil {
		return c, errors.New("the ID token names no groups")
	}
	for _, name := range []string{"preferred_username", "email"} {
		if c.name == "" {
			_ = json.Unmarshal(all[name], &c.name) // "" if it is something else
		}
	}
	return c, nil
}

// provided finds the account of a subject and gives it the role of its groups, or
// makes one. A local account of the same name is another person's, as far as
// anybody here can tell: it is never taken over.
func (g *Gate) provided(s access.Subject, c claims) (access.Account, error) {
	i := slices.IndexFunc(g.provider.Roles, func(r GroupRole) bool { return slices.Contains(c.groups, r.Group) })
	if i < 0 {
		return access.Account{}, errors.Join(errors.New("no group stands for a role"), g.endProvided(s, "no group at the identity provider stands for a role"))
	}
	role := g.provider.Roles[i].Role
	accounts, err := g.o.Keeper.Accounts()
	if err != nil {
		return access.Account{}, err
	}
	for _, a := range accounts {
		if a.Subject == s {
			return g.returning(a, role)
		}
	}
	id, err := data.NewID(g.o.Random)
	if err != nil {
		return access.Account{}, err
	}
	a, err := access.NewAccount(id, c.name, role, g.o.Now())
	if err != nil {
		return a, err
	}
	a.Subject = s
	n := access.Note{Actor: a.Actor(), Action: access.NoteAccountAdd, Reason: "identity provider, role " + string(role), At: g.o.Now(), Subject: id}
	return g.o.Keeper.SaveAccount(a, n)
}

func (g *Gate) returning(a access.Account, role access.Role) (access.Account, error) {
	if a.Disabled {
		return a, errors.New("the account is disabled")
	}
	if a.Role == role {
		return a, nil
	}
	a.SetRole(role)
	n := access.Note{Actor: a.Actor(), Action: access.NoteAccountRole, Reason: "identity provider, role " + string(role), At: g.o.Now(), Subject: a.ID}
	return g.o.Keeper.SaveAccount(a, n)
}

// comeIn sends the browser on by a page of ours and not by a redirect: the session's
// cookie is Strict, and a browser that another site has sent would not show it.
func comeIn(w http.ResponseWriter, to string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, comeInPage, to, to) // whoever asked has gone
}

const comeInPage = `<!doctype html><html lang="fr"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=%s">
<title>Relais</title><p><a href="%s">Continuer <span lang="en">/ Continue</span></a></p></html>
`
