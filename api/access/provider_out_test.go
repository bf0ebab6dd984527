package access_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/access/accesstest"
)

// logoutToken is what the provider's server sends when somebody is signed out there.
func (i *issuer) logoutToken(change func(map[string]any)) string {
	claims := map[string]any{
		"iss": i.server.URL, "aud": "relais", "sub": "u-1", "jti": "j-1", "iat": accesstest.At.Unix(), "exp": accesstest.At.Add(time.Hour).Unix(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
	if change != nil {
		change(claims)
	}
	body, _ := json.Marshal(claims)
	text := b64([]byte(`{"alg":"RS256","kid":"1","typ":"logout+jwt"}`)) + "." + b64(body)
	hash := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, i.sign, crypto.SHA256, hash[:])
	if err != nil {
		i.t.Error(err)
	}
	return text + "." + b64(signature)
}

// tells sends one as a server does: without a cookie, an Origin or Sec-Fetch-Site.
func (h *house) tells(token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, origin+"/staff/sign-in/provider/out", strings.NewReader(url.Values{"logout_token": {token}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.browser().do(r)
}

func TestWhoeverIsSignedOutAtTheProviderIsOutHere(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	b := h.browser()
	b.signInAt(i)
	if b.who() == "" {
		t.Fatal("nobody is signed in")
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good := i.sign
	i.sign = other
	forged := i.logoutToken(nil)
	i.sign = good
	for name, token := range map[string]string{
		"none": "", "forged": forged, "an ID token": i.idToken(),
		"another audience": i.logoutToken(func(c map[string]any) { c["aud"] = "someone-else" }),
		"another issuer":   i.logoutToken(func(c map[string]any) { c["iss"] = "https://evil.example" }),
		"past its end":     i.logoutToken(func(c map[string]any) { c["exp"] = accesstest.At.Add(-time.Hour).Unix() }),
		"no event":         i.logoutToken(func(c map[string]any) { delete(c, "events") }),
		"a nonce":          i.logoutToken(func(c map[string]any) { c["nonce"] = "x" }),
		"nobody":           i.logoutToken(func(c map[string]any) { delete(c, "sub"); c["sid"] = "s" }),
	} {
		if w := h.tells(token); w.Code != http.StatusBadRequest || b.who() == "" {
			t.Errorf("%s: got %d, as %q", name, w.Code, b.who())
		}
	}
	if w := h.tells(i.logoutToken(func(c map[string]any) { c["sub"], c["jti"] = "u-2", "j-2" })); w.Code != http.StatusOK || b.who() == "" {
		t.Errorf("of somebody else: got %d", w.Code)
	}
	token := i.logoutToken(nil)
	if w := h.tells(token); w.Code != http.StatusOK || b.who() != "" {
		t.Errorf("got %d, and %q goes on", w.Code, b.who())
	}
	if !slices.ContainsFunc(h.keeper.Notes(), func(n access.Note) bool {
		return n.Action == access.NoteAccountSessions && n.Reason == "signed out at the identity provider"
	}) {
		t.Error("it is not in the audit")
	}
	b.signInAt(i)
	if w := h.tells(token); w.Code != http.StatusBadRequest || b.who() == "" {
		t.Errorf("a token is good twice: %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "https://other.example/staff/sign-in/provider/out", nil)
	if w := h.browser().do(r); w.Code != http.StatusForbidden {
		t.Errorf("under another host: got %d", w.Code)
	}
}

// Whose group was taken away is out when they come back, everywhere; and they must
// come back after four hours, whatever they do.
func TestAGroupThatWasTakenAwayEndsSessions(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	b := h.browser()
	b.signInAt(i)
	i.claims["groups"] = []string{"staff"}
	expect(t, h.browser().signInAt(i), http.StatusUnauthorized, "provider_refused")
	if b.who() != "" {
		t.Error("a session goes on after the provider said that no group stands for a role")
	}
	delete(i.claims, "groups")
	b.signInAt(i)
	h.account("bea", access.Advocate)
	local := h.signedIn("bea")
	for range 4*6 - 1 { // never idle
		h.clock.move(10 * time.Minute)
		if b.who() == "" || local.who() == "" {
			t.Fatal("a session ends early")
		}
	}
	h.clock.move(10 * time.Minute)
	if b.who() != "" {
		t.Error("a session that the provider began outlasts four hours")
	}
	if local.who() == "" {
		t.Error("another one ends with it")
	}
}
