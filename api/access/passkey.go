package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// passkeys speaks WebAuthn. A passkey is found by the browser itself, without a
// name being typed, and proves who holds it by a fingerprint or a PIN of theirs.
type passkeys struct {
	web *webauthn.WebAuthn
}

// newPasskeys is nil where passkeys cannot work: under an address of numbers.
func newPasskeys(o Options) (*passkeys, error) {
	u, err := url.Parse(o.Origins[0])
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		return nil, err
	}
	required := true
	web, err := webauthn.New(&webauthn.Config{
		RPID:                  u.Hostname(),
		RPDisplayName:         o.Name,
		RPOrigins:             o.Origins[:1],
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &required,
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare passkeys: %w", err)
	}
	return &passkeys{web}, nil
}

// ceremony is a challenge that a browser was sent, and what it is for.
type ceremony struct {
	Session webauthn.SessionData `json:"session"`
	Purpose purpose              `json:"purpose"`
	Account data.ID              `json:"account,omitempty"` // of a passkey that is to be made
	Link    access.Digest        `json:"link"`              // that it is set up with
}

type purpose int

const (
	toSignIn purpose = iota
	toSetUp
	toAdd
)

type nothing struct{}

// askPasskey sends the challenge of a sign-in.
func (g *Gate) askPasskey(w http.ResponseWriter, r *http.Request, _ nothing) error {
	if g.passkeys == nil {
		return problemNoPasskeys()
	}
	options, session, err := g.passkeys.web.BeginDiscoverableLogin()
	if err != nil {
		return fmt.Errorf("begin with a passkey: %w", err)
	}
	return g.challenge(w, ceremony{Session: *session, Purpose: toSignIn}, options)
}

// challenge gives a ceremony to the browser that asked, and sends its options.
func (g *Gate) challenge(w http.ResponseWriter, c ceremony, options any) error {
	cookie, err := begin(g.pending, c, g.o.Now())
	if err != nil {
		return err
	}
	setCookie(w, ceremonyCookie, cookie, patience, http.SameSiteStrictMode)
	serve.WriteJSON(w, options)
	return nil
}

// challenged gives the ceremony that a browser was sent, if it is for p.
func (g *Gate) challenged(w http.ResponseWriter, r *http.Request, p purpose) (c ceremony, once func() bool, err error) {
	cookie, ok := cookieOf(r, ceremonyCookie)
	if !ok || g.passkeys == nil {
		return c, nil, problemPasskey()
	}
	dropCookie(w, ceremonyCookie)
	c, once, ok = finish[ceremony](g.pending, cookie, g.o.Now())
	if !ok || c.Purpose != p {
		return c, nil, problemPasskey()
	}
	return c, once, nil
}

// credential is what a browser made of a challenge (PublicKeyCredential.toJSON).
type credential struct {
	Credential json.RawMessage `json:"credential"`
	Label      string          `json:"label,omitempty"` // for a passkey that is added: "blue key"
}

// signInPasskey lets somebody in by passkey.
func (g *Gate) signInPasskey(w http.ResponseWriter, r *http.Request, sent credential) error {
	c, once, err := g.challenged(w, r, toSignIn)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(sent.Credential)
	if err != nil {
		return g.refusedPasskey("unread")
	}
	var keeping error // what the keeper, and no browser, is to blame for
	find := func(_, handle []byte) (webauthn.User, error) {
		a, err := g.o.Keeper.Account(data.ID(handle))
		if err != nil && !errors.Is(err, access.ErrAbsent) {
			keeping = err
		}
		return holder{a}, err
	}
	user, used, err := g.passkeys.web.ValidatePasskeyLogin(find, c.Session, parsed)
	switch {
	case keeping != nil:
		return keeping
	case err != nil:
		return g.refusedPasskey("invalid")
	}
	a := user.(holder).Account
	if a.Disabled || !once() {
		return g.refusedPasskey("disabled or repeated")
	}
	a, err = g.counted(a, used, parsed.Response.AuthenticatorData.Counter)
	if err != nil {
		return err
	}
	if err := g.begin(w, r, a, access.ByPasskey); err != nil {
		return err
	}
	g.welcome(w, r, a)
	return nil
}

// counted keeps the count of a signature. One that did not rise is refused and
// noted: there may be a copy of the key.
func (g *Gate) counted(a access.Account, used *webauthn.Credential, count uint32) (access.Account, error) {
	n := access.Note{Actor: a.Actor(), Action: access.NotePasskeyUse, At: g.o.Now(), Subject: a.ID}
	good := a.UsePasskey(used.ID, count, used.Flags.BackupState, n.At)
	if !good {
		n.Action, n.Reason = access.NotePasskeyRefused, "its count did not rise: there may be a copy of it"
	}
	a, err := g.o.Keeper.SaveAccount(a, n)
	if err != nil {
		return a, moved(err)
	}
	if !good {
		return a, g.refusedPasskey("count")
	}
	return a, nil
}

func (g *Gate) refusedPasskey(why string) error {
	g.o.Log.Warn("sign-in refused", "way", access.ByPasskey, "why", why)
	return problemPasskey()
}

type linkOnly struct {
	Link string `json:"link"`
}

// askSetUp sends the challenge for setting an account up with a passkey.
func (g *Gate) askSetUp(w http.ResponseWriter, r *http.Request, typed linkOnly) error {
	a, d, err := g.offered(typed.Link)
	if err != nil {
		return err
	}
	a.Passkeys = nil // those that the link takes away may be set up again
	return g.askNew(w, a, ceremony{Purpose: toSetUp, Link: d})
}

// askOwn sends the challenge for adding a passkey to one's own account.
func (g *Gate) askOwn(w http.ResponseWriter, r *http.Request, _ nothing) error {
	a, err := g.owner(r)
	if err != nil {
		return err
	}
	return g.askNew(w, a, ceremony{Purpose: toAdd})
}

func (g *Gate) askNew(w http.ResponseWriter, a access.Account, c ceremony) error {
	if g.passkeys == nil {
		return problemNoPasskeys()
	}
	var known []protocol.CredentialDescriptor
	for _, one := range (holder{a}).WebAuthnCredentials() {
		known = append(known, one.Descriptor())
	}
	options, session, err := g.passkeys.web.BeginRegistration(holder{a}, webauthn.WithExclusions(known))
	if err != nil {
		return fmt.Errorf("begin with a new passkey: %w", err)
	}
	c.Session, c.Account = *session, a.ID
	return g.challenge(w, c, options)
}

// setUpPasskey sets an account up with a passkey, and signs it in.
func (g *Gate) setUpPasskey(w http.ResponseWriter, r *http.Request, sent credential) error {
	c, a, p, err := g.made(w, r, sent, toSetUp)
	if err != nil {
		return err
	}
	return g.setUp(w, r, a, c.Link, func(a *access.Account) { a.AddPasskey(p) })
}

// ownPasskey adds a passkey to one's own account.
func (g *Gate) ownPasskey(w http.ResponseWriter, r *http.Request, sent credential) error {
	owner, err := g.owner(r)
	if err != nil {
		return err
	}
	c, a, p, err := g.made(w, r, sent, toAdd)
	if err != nil {
		return err
	}
	if c.Account != owner.ID || !a.AddPasskey(p) {
		return problemPasskey()
	}
	return g.keepOwn(w, r, a, access.NotePasskeyAdd)
}

// made checks a new passkey that a browser sends.
func (g *Gate) made(w http.ResponseWriter, r *http.Request, sent credential, to purpose) (ceremony, access.Account, access.Passkey, error) {
	c, once, err := g.challenged(w, r, to)
	if err != nil {
		return c, access.Account{}, access.Passkey{}, err
	}
	a, err := g.o.Keeper.Account(c.Account)
	if err != nil {
		return c, a, access.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(sent.Credential)
	if err != nil {
		return c, a, access.Passkey{}, g.refusedPasskey("unread")
	}
	fresh, err := g.passkeys.web.CreateCredential(holder{a}, c.Session, parsed)
	if err != nil || !once() {
		return c, a, access.Passkey{}, g.refusedPasskey("invalid")
	}
	return c, a, kept(fresh, sent.Label, g), nil
}

// longestLabel bounds, in characters, what somebody calls a passkey.
const longestLabel = 40

// kept is a passkey as it is kept.
func kept(c *webauthn.Credential, label string, g *Gate) access.Passkey {
	if runes := []rune(label); len(runes) > longestLabel {
		label = string(runes[:longestLabel])
	}
	p := access.Passkey{
		ID: c.ID, Key: c.PublicKey, Count: c.Authenticator.SignCount, Label: label, Made: g.o.Now().UTC(),
		Eligible: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState,
	}
	for _, t := range c.Transport {
		p.Via = append(p.Via, string(t))
	}
	return p
}

// holder is an account as WebAuthn sees it.
type holder struct{ access.Account }

// WebAuthnID is the handle that a passkey keeps: the id, which says nothing.
func (h holder) WebAuthnID() []byte { return []byte(h.ID) }

// WebAuthnName is what the browser's list of passkeys says.
func (h holder) WebAuthnName() string { return h.Name }

// WebAuthnDisplayName is the same.
func (h holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials are the account's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, p := range h.Passkeys {
		c := webauthn.Credential{ID: p.ID, PublicKey: p.Key}
		c.Flags.UserPresent, c.Flags.UserVerified = true, true
		c.Flags.BackupEligible, c.Flags.BackupState = p.Eligible, p.BackedUp
		c.Authenticator.SignCount = p.Count
		for _, via := range p.Via {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(via))
		}
		all = append(all, c)
	}
	return all
}
