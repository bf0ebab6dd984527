package access_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
)

// ask begins a ceremony.
func (b *browser) ask(path string, fields any) asked {
	b.t.Helper()
	got := b.post(path, fields)
	if got.Code != http.StatusOK {
		b.t.Fatalf("%s: %d %s", path, got.Code, got.Body)
	}
	var from asked
	if err := json.Unmarshal(got.Body.Bytes(), &from); err != nil {
		b.t.Fatal(err)
	}
	return from
}

// withPasskey makes an account that a passkey opens.
func (h *house) withPasskey(name string) *authenticator {
	h.t.Helper()
	_, link, err := h.office.Add("root", name, access.Advocate, h.clock.now())
	if err != nil {
		h.t.Fatal(err)
	}
	a, b := newAuthenticator(h.t), h.browser()
	from := b.ask("/staff/set-up/passkey", map[string]string{"link": link.Text()})
	if got := b.post("/staff/set-up/passkey/finish", a.make(from)); got.Code != http.StatusOK || b.who() != "account:"+name {
		h.t.Fatalf("setting up: %d %s", got.Code, got.Body)
	}
	return a
}

func (b *browser) signInBy(a *authenticator) *httptest.ResponseRecorder {
	return b.post("/staff/sign-in/passkey/finish", a.use(b.ask("/staff/sign-in/passkey", struct{}{})))
}

func TestAPasskeyOpensItsAccount(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	h.withPasskey("bea")
	b := h.browser()
	expect(t, b.signInBy(a), http.StatusOK, "ada")
	if b.who() != "account:ada" {
		t.Errorf("got %q", b.who())
	}
	kept, _ := h.office.Named("ada")
	if p := kept.Passkeys[0]; p.Count != 2 || p.Used.IsZero() || !slices.Equal(p.Via, []string{"usb"}) || kept.Password != "" || kept.Link != nil {
		t.Errorf("got %+v", kept)
	}
	expect(t, h.browser().signIn("ada", password), http.StatusUnauthorized, "")
}

func TestWhatIsAskedOfAnAuthenticator(t *testing.T) {
	h := open(t, nil)
	_, link, _ := h.office.Add("root", "ada", access.Advocate, h.clock.now())
	made := h.browser().ask("/staff/set-up/passkey", map[string]string{"link": link.Text()}).PublicKey
	if s := made.AuthenticatorSelection; s.UserVerification != "required" || s.ResidentKey != "required" || made.Attestation != "none" || made.RP.ID != "relais.example.ca" {
		t.Errorf("got %+v", made)
	}
	used := h.browser().ask("/staff/sign-in/passkey", struct{}{}).PublicKey
	if used.UserVerification != "required" || used.RPID != "relais.example.ca" || len(used.AllowCredentials) > 0 || len(used.Challenge) < 43 {
		t.Errorf("got %+v", used)
	}
}

// Each lie of an authenticator, or of whoever is between it and us, is refused:
// when a passkey is made and when it is used.
func TestWhatIsWrongWithAPasskeyIsRefused(t *testing.T) {
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		lie     func(*authenticator)
		useOnly bool
	}{
		"another origin":         {lie: func(a *authenticator) { a.origin = "https://relais.example.com" }},
		"the origin without TLS": {lie: func(a *authenticator) { a.origin = "http://relais.example.ca" }},
		"an origin below ours":   {lie: func(a *authenticator) { a.origin = "https://evil.relais.example.ca" }},
		"another port":           {lie: func(a *authenticator) { a.origin = "https://relais.example.ca:8443" }},
		"another party":          {lie: func(a *authenticator) { a.rp = "example.ca" }},
		"another challenge":      {lie: func(a *authenticator) { a.challenge = strings.Repeat("A", 43) }},
		"no challenge":           {lie: func(a *authenticator) { a.challenge = "AA" }},
		"the other ceremony":     {lie: func(a *authenticator) { a.kind = "webauthn.other" }},
		"nobody verified":        {lie: func(a *authenticator) { a.flags = present }},
		"nobody present":         {lie: func(a *authenticator) { a.flags = verified }},
		"another key":            {lie: func(a *authenticator) { a.sign = stranger }, useOnly: true},
		"the count stands still": {lie: func(a *authenticator) { a.count -= 1 }, useOnly: true},
		"the count goes back":    {lie: func(a *authenticator) { a.count -= 2 }, useOnly: true},
		"another's handle":       {lie: func(a *authenticator) { a.handle = b64([]byte("00000000-0000-4000-8000-000000000000")) }, useOnly: true},
		"no handle":              {lie: func(a *authenticator) { a.handle = "" }, useOnly: true},
		"another id":             {lie: func(a *authenticator) { a.id = []byte("another id") }, useOnly: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, nil)
			a := h.withPasskey("ada")
			a.count += 5
			b := h.browser()
			expect(t, b.signInBy(a), http.StatusOK, "")
			c.lie(a)
			b = h.browser()
			expect(t, b.signInBy(a), http.StatusUnauthorized, "passkey_refused")
			if b.who() != "" {
				t.Error("a session began")
			}
			if c.useOnly {
				return
			}
			_, link, _ := h.office.Add("root", "bea", access.Advocate, h.clock.now())
			fresh := newAuthenticator(t)
			c.lie(fresh)
			from := b.ask("/staff/set-up/passkey", map[string]string{"link": link.Text()})
			expect(t, b.post("/staff/set-up/passkey/finish", fresh.make(from)), http.StatusUnauthorized, "passkey_refused")
			if bea, _ := h.office.Named("bea"); bea.Ready() {
				t.Error("the account was set up")
			}
		})
	}
}

func TestACopyOfAPasskeyIsNoted(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	clone := *a
	expect(t, h.browser().signInBy(a), http.StatusOK, "")
	expect(t, h.browser().signInBy(&clone), http.StatusUnauthorized, "passkey_refused")
	notes := h.keeper.Notes()
	if last := notes[len(notes)-1]; last.Action != access.NotePasskeyRefused || last.Actor != "account:ada" {
		t.Errorf("got %+v", last)
	}
	expect(t, h.browser().signInBy(a), http.StatusOK, "") // the true one goes on
}

func TestASignatureOpensOnce(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	b := h.browser()
	from := b.ask("/staff/sign-in/passkey", struct{}{})
	before := maps.Clone(b.cookies)
	signed := a.use(from)
	expect(t, b.post("/staff/sign-in/passkey/finish", signed), http.StatusOK, "")
	b.cookies = before // whoever watched has both
	expect(t, b.post("/staff/sign-in/passkey/finish", signed), http.StatusUnauthorized, "passkey_refused")
	other := h.browser()
	other.ask("/staff/sign-in/passkey", struct{}{})
	expect(t, other.post("/staff/sign-in/passkey/finish", signed), http.StatusUnauthorized, "passkey_refused")
	expect(t, h.browser().post("/staff/sign-in/passkey/finish", signed), http.StatusUnauthorized, "passkey_refused")
}

func TestAChallengeIsTooOldAfterFiveMinutes(t *testing.T) {
	for _, jump := range []time.Duration{5 * time.Minute, -6 * time.Minute} {
		h := open(t, nil)
		a := h.withPasskey("ada")
		b := h.browser()
		from := b.ask("/staff/sign-in/passkey", struct{}{})
		h.clock.move(jump)
		expect(t, b.post("/staff/sign-in/passkey/finish", a.use(from)), http.StatusUnauthorized, "passkey_refused")
	}
}

func TestAChallengeIsForOneCeremony(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	b := h.browser()
	expect(t, b.signInBy(a), http.StatusOK, "")
	from := b.ask("/staff/account/passkey", struct{}{})
	if len(from.PublicKey.ExcludeCredentials) != 1 {
		t.Error("the passkey that there is may be made again")
	}
	second := newAuthenticator(t)
	expect(t, b.post("/staff/set-up/passkey/finish", second.make(from)), http.StatusUnauthorized, "passkey_refused")
	second = newAuthenticator(t)
	expect(t, b.post("/staff/account/passkey/finish", second.make(b.ask("/staff/account/passkey", struct{}{}))), http.StatusOK, "")
	expect(t, h.browser().signInBy(second), http.StatusOK, "")
	expect(t, h.browser().signInBy(a), http.StatusOK, "")
}

func TestALostPasskey(t *testing.T) {
	h := open(t, nil)
	lost := h.withPasskey("ada")
	thief := h.browser()
	expect(t, thief.signInBy(lost), http.StatusOK, "")
	_, link, _ := h.office.Link("root", "ada", h.clock.now())
	b, fresh := h.browser(), newAuthenticator(t)
	expect(t, b.post("/staff/set-up/passkey/finish", fresh.make(b.ask("/staff/set-up/passkey", map[string]string{"link": link.Text()}))), http.StatusOK, "")
	if thief.who() != "" {
		t.Error("the session of the lost passkey goes on")
	}
	expect(t, thief.signInBy(lost), http.StatusUnauthorized, "passkey_refused")
	expect(t, h.browser().signInBy(fresh), http.StatusOK, "")
	expect(t, b.post("/staff/set-up/passkey", map[string]string{"link": link.Text()}), http.StatusNotFound, "link_dead")
}

func TestRevokingAPasskey(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	b, other := h.browser(), h.browser()
	expect(t, b.signInBy(a), http.StatusOK, "")
	expect(t, b.post("/staff/account/passkey/revoke", map[string]string{"id": b64(a.id)}), http.StatusConflict, "passkey_last")
	second := newAuthenticator(t)
	expect(t, b.post("/staff/account/passkey/finish", second.make(b.ask("/staff/account/passkey", struct{}{}))), http.StatusOK, "")
	expect(t, other.signInBy(a), http.StatusOK, "")
	expect(t, b.post("/staff/account/passkey/revoke", map[string]string{"id": b64(a.id)}), http.StatusOK, "")
	if other.who() != "" || b.who() != "account:ada" {
		t.Error("not the other sessions ended, or one's own as well")
	}
	expect(t, h.browser().signInBy(a), http.StatusUnauthorized, "passkey_refused")
	expect(t, h.browser().signInBy(second), http.StatusOK, "")
}

func TestAPasskeyOfADisabledAccount(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	_, _ = h.office.Disable("root", "left", "ada", h.clock.now())
	expect(t, h.browser().signInBy(a), http.StatusUnauthorized, "passkey_refused")
	_, _ = h.office.Enable("root", "is back", "ada", h.clock.now())
	expect(t, h.browser().signInBy(a), http.StatusOK, "")
}

func TestTwoWhoUseALinkAtOnce(t *testing.T) {
	h := open(t, nil)
	_, link, _ := h.office.Add("root", "ada", access.Advocate, h.clock.now())
	first, second := h.browser(), h.browser()
	a, b := newAuthenticator(t), newAuthenticator(t)
	fromA := first.ask("/staff/set-up/passkey", map[string]string{"link": link.Text()})
	fromB := second.ask("/staff/set-up/passkey", map[string]string{"link": link.Text()})
	expect(t, first.post("/staff/set-up/passkey/finish", a.make(fromA)), http.StatusOK, "")
	expect(t, second.post("/staff/set-up/passkey/finish", b.make(fromB)), http.StatusNotFound, "link_dead")
}

func TestPasskeysNeedAName(t *testing.T) {
	h := open(t, func(o *gate.Options) { o.Origins = []string{"http://127.0.0.1:8080", origin} })
	if h.gate.Passkeys() {
		t.Error("passkeys are said to work under an address of numbers")
	}
	expect(t, h.browser().post("/staff/sign-in/passkey", struct{}{}), http.StatusNotFound, "passkeys_unavailable")
	expect(t, h.browser().post("/staff/sign-in/passkey/finish", map[string]any{"credential": map[string]string{}}), http.StatusUnauthorized, "passkey_refused")
}

func TestHoweverManyBeginNobodyIsCrowdedOut(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	b := h.browser()
	first := b.ask("/staff/sign-in/passkey", struct{}{})
	for range 5000 {
		h.browser().post("/staff/sign-in/passkey", struct{}{})
	}
	expect(t, b.post("/staff/sign-in/passkey/finish", a.use(first)), http.StatusOK, "")
}

func TestAChallengeIsOursAlone(t *testing.T) {
	h, other := open(t, nil), open(t, nil)
	a := h.withPasskey("ada")
	const cookie = "__Host-relais-ceremony"
	for name, spoil := range map[string]func(string) string{
		"cut":            func(c string) string { return c[:len(c)-1] },
		"without a seal": func(c string) string { c, _, _ = strings.Cut(c, "."); return c },
		"changed":        func(c string) string { return "A" + c[1:] },
		"of another gate": func(string) string {
			b := other.browser()
			b.ask("/staff/sign-in/passkey", struct{}{})
			return b.cookies[cookie].Value
		},
		"nothing": func(string) string { return "" },
	} {
		b := h.browser()
		from := b.ask("/staff/sign-in/passkey", struct{}{})
		b.cookies[cookie].Value = spoil(b.cookies[cookie].Value)
		if got := b.post("/staff/sign-in/passkey/finish", a.use(from)); got.Code != http.StatusUnauthorized {
			t.Errorf("a cookie that is %s: got %d", name, got.Code)
		}
	}
}
