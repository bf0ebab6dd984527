package access_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
)

func TestSigningInAndOut(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	b := h.browser()
	if b.who() != "" {
		t.Fatal("somebody is signed in before anybody was")
	}
	got := b.signIn(" Ada ", password)
	expect(t, got, http.StatusOK, "advocate")
	if b.who() != "account:ada" {
		t.Errorf("got %q", b.who())
	}
	b.do(b.request(http.MethodPost, "/staff/sign-out", "{}"))
	if b.who() != "" {
		t.Error("the session goes on after signing out")
	}
}

func TestTheCookieIsForThisHostAndNoScript(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	c := b.cookies["__Host-relais"]
	if c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Fatalf("got %+v", c)
	}
	secret, ok := access.ParseSecret(c.Value)
	if !ok {
		t.Fatal("the cookie holds something else than a secret")
	}
	for _, d := range h.keeper.Sessions() {
		if d != secret.Digest() || strings.Contains(d.String(), c.Value) {
			t.Error("the session is kept otherwise than by the digest of its secret")
		}
	}
	for name, c := range b.cookies {
		if !strings.HasPrefix(name, "__Host-") || !c.Secure || !c.HttpOnly {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestFormsGoOnToAPage(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	b := h.browser()
	got := b.form("/staff/sign-in", url.Values{"name": {"ada"}, "password": {password}})
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/staff/" || b.who() != "account:ada" {
		t.Errorf("got %d to %q", got.Code, got.Header().Get("Location"))
	}
	b.cookies = map[string]*http.Cookie{}
	r := b.request(http.MethodGet, "/staff/who", "")
	r.Header.Set("Accept", "text/html")
	if got := b.do(r); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/staff/sign-in" {
		t.Errorf("a page without a session: got %d to %q", got.Code, got.Header().Get("Location"))
	}
	// The words are those of the page that was asked for, whatever the browser speaks.
	if got := b.get("/staff/fr/account"); got.Header().Get("Location") != "/staff/fr/sign-in" {
		t.Errorf("a French page without a session leads to %q", got.Header().Get("Location"))
	}
	says(t, h.signedIn("ada").get("/staff/fr/accounts"), http.StatusForbidden, `<html lang="fr">`)
}

// The secret of a session that has ended opens nothing, by whatever it ended.
func TestASessionThatEndedCannotBeReplayed(t *testing.T) {
	for name, end := range map[string]func(*house, *browser){
		"sign-out":            func(h *house, b *browser) { b.do(b.request(http.MethodPost, "/staff/sign-out", "")) },
		"disable":             func(h *house, _ *browser) { _, _ = h.office.Disable("root", "left", "ada", h.clock.now()) },
		"another role":        func(h *house, _ *browser) { _, _ = h.office.SetRole("root", "ada", access.Editor, h.clock.now()) },
		"twenty idle minutes": func(h *house, _ *browser) { h.clock.move(20 * time.Minute) },
		"a shift, in use": func(h *house, b *browser) {
			for range 12*4 - 1 {
				h.clock.move(15 * time.Minute)
				if b.who() == "" {
					h.t.Fatal("a session in use ended early")
				}
			}
			h.clock.move(15 * time.Minute)
		},
		"a clock set back":  func(h *house, _ *browser) { h.clock.move(-time.Hour) },
		"a clock far ahead": func(h *house, _ *browser) { h.clock.move(20 * 365 * 24 * time.Hour) },
		"another sign-in":   func(h *house, b *browser) { b.signIn("ada", password) },
		"another password": func(h *house, b *browser) {
			expect(h.t, b.post("/staff/account/password", map[string]string{"password": "another one, with some words"}), http.StatusOK, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, nil)
			h.account("ada", access.Advocate)
			b := h.signedIn("ada")
			thief := h.browser()
			for n, c := range b.cookies {
				thief.cookies[n] = c
			}
			if thief.who() != "account:ada" {
				t.Fatal("the copy does not work while the session does")
			}
			end(h, b)
			if who := thief.who(); who != "" {
				t.Errorf("the copied cookie still is %s", who)
			}
		})
	}
}

// What is over stays over, however the clock is set afterwards.
func TestASessionStaysOverWhenTheClockJumpsBackAndForth(t *testing.T) {
	for _, jumps := range [][]time.Duration{
		{21 * time.Minute, -21 * time.Minute},
		{13 * time.Hour, -13 * time.Hour},
		{-time.Hour, time.Hour},
		{100 * 365 * 24 * time.Hour, -100 * 365 * 24 * time.Hour},
		{-100 * 365 * 24 * time.Hour, 100 * 365 * 24 * time.Hour},
	} {
		h := open(t, nil)
		h.account("ada", access.Advocate)
		b := h.signedIn("ada")
		for _, jump := range jumps {
			h.clock.move(jump)
			if who := b.who(); who != "" {
				t.Errorf("after %v: got %s", jump, who)
			}
		}
	}
}

func TestAClockThatIsPutRightEndsNoSession(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	for range 100 {
		h.clock.move(-90 * time.Second)
		if b.who() == "" {
			t.Fatal("ninety seconds back ended a session")
		}
		h.clock.move(95 * time.Second)
		if b.who() == "" {
			t.Fatal("ninety-five seconds on ended a session")
		}
	}
}

func TestManySessionsAreForgottenInTime(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	for range 5 {
		h.signedIn("ada")
	}
	h.clock.move(time.Hour)
	h.signedIn("ada")
	if n := len(h.keeper.Sessions()); n != 1 {
		t.Errorf("%d sessions are kept", n)
	}
}

func TestACookieThatIsThereTwiceCountsForNothing(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	r := b.request(http.MethodGet, "/staff/who", "")
	r.AddCookie(&http.Cookie{Name: "__Host-relais", Value: "planted"})
	expect(t, b.do(r), http.StatusUnauthorized, "sign_in_required")
	if b.who() != "account:ada" {
		t.Error("the session itself ended by it")
	}
}

func TestWithoutTheAuditNobodySignsIn(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	h.keeper.Fail(errors.New("the disk is full"))
	b := h.browser()
	expect(t, b.signIn("ada", password), http.StatusInternalServerError, "")
	if len(b.cookies) > 0 {
		t.Error("a cookie was given for a session that is not kept")
	}
}

func TestWhatTheAuditSaysOfASession(t *testing.T) {
	h := open(t, nil)
	a := h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	b.do(b.request(http.MethodPost, "/staff/sign-out", ""))
	notes := h.keeper.Notes()
	last := notes[len(notes)-2:]
	if last[0].Action != access.NoteSignIn || last[0].Reason != "password" || last[1].Action != access.NoteSignOut {
		t.Errorf("got %+v", last)
	}
	written, _ := json.Marshal(notes)
	for _, n := range last {
		if n.Actor != "account:ada" || n.Subject != a.ID {
			t.Errorf("got %+v", n)
		}
	}
	if strings.Contains(string(written), password) {
		t.Error("the audit has the password")
	}
}

// token makes a token for imports and searches.
func token(h *house) string {
	_, secret, err := h.office.MakeToken("root", "nightly", access.Editor, []access.Action{access.Import, access.Search}, h.clock.now(), time.Hour)
	if err != nil {
		h.t.Fatal(err)
	}
	return access.TokenText(secret)
}

var importRow = gate.Row{Pattern: "POST /v1/staff/imports", Action: access.Import, Fields: []access.Class{access.Internal}}

func withToken(h *house, text string) *http.Request {
	r := (&browser{h, nil}).request(http.MethodPost, "/v1/staff/imports", "{}")
	r.Header = http.Header{"Authorization": {text}} // a program says nothing of where it comes from
	return r
}

func TestTokensOpenWhatTheySayUntilTheyEnd(t *testing.T) {
	h := open(t, nil, importRow, gate.Row{Pattern: "POST /v1/staff/reveal", Action: access.Reveal, Fields: []access.Class{access.Sealed}})
	ok := func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(gate.From(r.Context()).Name)) }
	h.guard.HandleFunc(importRow.Pattern, ok)
	h.guard.HandleFunc("POST /v1/staff/reveal", ok)
	text, b := token(h), h.browser()
	if got := b.do(withToken(h, "Bearer "+text)); got.Code != http.StatusOK || got.Body.String() != "token:nightly" {
		t.Fatalf("got %d %s", got.Code, got.Body)
	}
	r := withToken(h, "Bearer "+text)
	r.URL.Path = "/v1/staff/reveal"
	expect(t, b.do(r), http.StatusForbidden, "role_may_not")
	for _, wrong := range []string{text, "Bearer", "Bearer ", "Basic " + text, "Bearer " + text[:len(text)-1], "Bearer " + strings.ToUpper(text), "Bearer  " + text} {
		expect(t, b.do(withToken(h, wrong)), http.StatusUnauthorized, "token_refused")
	}
	for _, jump := range []time.Duration{time.Hour, -2 * time.Hour} {
		h.clock.move(jump)
		expect(t, b.do(withToken(h, "Bearer "+text)), http.StatusUnauthorized, "token_refused")
	}
	h.clock.move(time.Hour)
	expect(t, b.do(withToken(h, "Bearer "+text)), http.StatusOK, "")
	if _, err := h.office.RevokeToken("root", "lost", "nightly", h.clock.now()); err != nil {
		t.Fatal(err)
	}
	expect(t, b.do(withToken(h, "Bearer "+text)), http.StatusUnauthorized, "token_refused")
}

func TestATokenThatIsNoGoodIsNotMadeUpForByACookie(t *testing.T) {
	h := open(t, nil, importRow)
	h.guard.HandleFunc(importRow.Pattern, func(http.ResponseWriter, *http.Request) {})
	h.account("eve", access.Editor)
	b := h.signedIn("eve")
	r := b.request(http.MethodPost, "/v1/staff/imports", "{}")
	r.Header.Set("Authorization", "Bearer relais_token_revoked")
	expect(t, b.do(r), http.StatusUnauthorized, "token_refused")
}

func TestSetUpLinks(t *testing.T) {
	h := open(t, nil)
	a, link, err := h.office.Add("root", "ada", access.Advocate, h.clock.now())
	if err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	set := func(link, password string) int {
		return b.post("/staff/set-up/password", map[string]string{"link": link, "password": password}).Code
	}
	if set(link.Text(), "too short") != http.StatusUnprocessableEntity || set("", password) != http.StatusNotFound || set(link.Text()+"x", password) != http.StatusNotFound {
		t.Error("something else than a good password and the link was taken")
	}
	other, err := access.NewSecret(rand.Reader)
	if err != nil || set(other.Text(), password) != http.StatusNotFound {
		t.Error("another secret was taken for the link")
	}
	if set(link.Text(), password) != http.StatusOK || b.who() != "account:ada" {
		t.Fatal("the link does not set the account up")
	}
	if set(link.Text(), "another password of somebody") != http.StatusNotFound {
		t.Error("the link works twice")
	}
	_, late, _ := h.office.Link("root", "ada", h.clock.now())
	h.clock.move(24 * time.Hour)
	if set(late.Text(), password) != http.StatusNotFound {
		t.Error("the link works after its day")
	}
	_ = a
}

func TestANewLinkTakesAwayWhatWasLost(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	thief := h.signedIn("ada")
	_, link, _ := h.office.Link("root", "ada", h.clock.now())
	if thief.who() == "" {
		t.Error("making a link ended a session")
	}
	b := h.browser()
	expect(t, b.post("/staff/set-up/password", map[string]string{"link": link.Text(), "password": "some other long password"}), http.StatusOK, "")
	if thief.who() != "" || h.browser().signIn("ada", password).Code != http.StatusUnauthorized {
		t.Error("what opened the account before still does")
	}
}

func TestTheFirstRunHasNoPassword(t *testing.T) {
	h := open(t, nil)
	address, needed, err := h.gate.FirstRun("uid 0")
	if err != nil || !needed || !strings.HasPrefix(address, origin+"/staff/set-up#") {
		t.Fatalf("got %q, %t, %v", address, needed, err)
	}
	for _, guess := range []string{"", "administrator", "admin", "password", "relais"} {
		expect(t, h.browser().signIn("administrator", guess), http.StatusUnauthorized, "sign_in_failed")
	}
	_, link, _ := strings.Cut(address, "#")
	b := h.browser()
	expect(t, b.post("/staff/set-up/password", map[string]string{"link": link, "password": password}), http.StatusOK, "administrator")
	if _, needed, _ := h.gate.FirstRun("uid 0"); needed {
		t.Error("a second link was made")
	}
}

func TestWhatOpensAnAccountIsChangedSoonAfterSigningIn(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	h.clock.move(11 * time.Minute)
	expect(t, b.post("/staff/account/password", map[string]string{"password": "another one, with some words"}), http.StatusForbidden, "session_not_fresh")
	expect(t, b.signIn("ada", password), http.StatusOK, "")
	expect(t, b.post("/staff/account/password", map[string]string{"password": "another one, with some words"}), http.StatusOK, "")
	if b.who() != "account:ada" {
		t.Error("whoever changed their password is signed out")
	}
	expect(t, h.browser().signIn("ada", password), http.StatusUnauthorized, "")
}
