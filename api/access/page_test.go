package access_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
)

// get opens a page.
func (b *browser) get(path string) *httptest.ResponseRecorder {
	r := b.request(http.MethodGet, path, "")
	r.Header.Set("Accept", "text/html")
	return b.do(r)
}

func says(t *testing.T, got *httptest.ResponseRecorder, status int, words ...string) {
	t.Helper()
	if got.Code != status {
		t.Errorf("got %d, want %d", got.Code, status)
	}
	for _, w := range words {
		if !strings.Contains(got.Body.String(), w) {
			t.Errorf("the page does not say %q:\n%s", w, got.Body)
		}
	}
}

func TestThePagesAreDrawnInBothLanguages(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	h.account("ada", access.Advocate)
	b := h.signedIn("ada")
	for path, words := range map[string][]string{
		"/staff/en/sign-in": {`<html lang="en">`, "Sign in with a passkey", "through your organization", `href="/staff/fr/sign-in" lang="fr"`},
		"/staff/fr/sign-in": {`<html lang="fr">`, "Ouvrir une session avec une clé d’accès", "par votre organisme"},
		"/staff/en/set-up":  {"Set up your account", "At least fifteen characters"},
		"/staff/fr/set-up":  {"Mettre votre compte en place", "quinze caractères"},
		"/staff/en/account": {"ada · ", "advocate", "None yet.", "Back to the console"},
		"/staff/fr/account": {"intervenant·e", "Aucune pour l’instant.", "Retour à la console"},
	} {
		got := b.get(path)
		says(t, got, http.StatusOK, words...)
		if got.Header().Get("Cache-Control") != "no-store" || got.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %v", path, got.Header())
		}
	}
	for _, path := range []string{"/staff/sign-in", "/staff/set-up", "/staff/account"} {
		r := b.request(http.MethodGet, path, "")
		r.Header.Set("Accept-Language", "fr-CA,fr;q=0.9")
		if got := b.do(r); got.Code != http.StatusSeeOther || got.Header().Get("Location") != strings.Replace(path, "/staff/", "/staff/fr/", 1) {
			t.Errorf("%s leads with %d to %q", path, got.Code, got.Header().Get("Location"))
		}
	}
}

// A policy that a page's own script does not have would leave it without one.
func TestThePolicyHasThePagesOwnStyleAndScript(t *testing.T) {
	got := open(t, nil).browser().get("/staff/en/sign-in")
	policy := got.Header().Get("Content-Security-Policy")
	for _, tag := range []string{"style", "script"} {
		for _, found := range regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllStringSubmatch(got.Body.String(), -1) {
			sum := sha256.Sum256([]byte(found[1]))
			if !strings.Contains(policy, tag+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])) {
				t.Errorf("the policy does not have the page's %s: %s", tag, policy)
			}
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(got.Body.String(), " style=") || strings.Contains(got.Body.String(), " onclick=") {
		t.Error("the page wants more than its policy should give")
	}
}

func TestAFormThatIsRefusedSaysWhyAndNotWhatWasTyped(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Advocate)
	_, link, _ := h.office.Add("root", "bea", access.Advocate, h.clock.now())
	b := h.browser()
	got := b.form("/staff/sign-in", url.Values{"name": {"canary-name"}, "password": {"canary password of some length"}, "lang": {"fr"}})
	says(t, got, http.StatusUnauthorized, `<html lang="fr">`, "n’ouvrent aucun compte.", `name="password"`)
	if strings.Contains(got.Body.String(), "canary") {
		t.Error("the page repeats what was typed")
	}
	got = b.form("/staff/set-up/password", url.Values{"link": {link.Text()}, "password": {"canary"}, "lang": {"en"}})
	says(t, got, http.StatusUnprocessableEntity, "A password has 15 to 256 characters.", `value="`+link.Text()+`"`)
	got = b.form("/staff/set-up/password", url.Values{"link": {`"><script>canary`}, "password": {password}, "lang": {"en"}})
	says(t, got, http.StatusNotFound, "This link is no longer good.")
	if strings.Contains(got.Body.String(), "canary") {
		t.Error("the page repeats what was typed")
	}
	got = b.form("/staff/set-up/password", url.Values{"link": {link.Text()}, "password": {password}, "lang": {"en"}})
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/staff/" {
		t.Errorf("got %d to %q", got.Code, got.Header().Get("Location"))
	}
	h.clock.move(11 * time.Minute)
	says(t, b.get("/staff/en/account"), http.StatusOK, "sign in again first")
	says(t, b.form("/staff/account/password", url.Values{"password": {password + "!"}, "lang": {"en"}}), http.StatusForbidden, "Sign in again first", "bea")
	r := b.request(http.MethodPost, "/staff/account/password", "password=x")
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	got = b.do(r)
	says(t, got, http.StatusForbidden, "did not come from one of our pages")
	if strings.Contains(got.Body.String(), "bea") {
		t.Error("a page for another site has the account in it")
	}
}

func TestWhoeverReadsNoRecordsGoesOnToTheirOwnPages(t *testing.T) {
	audited := open(t, func(o *gate.Options) { o.Audit = &entries{} })
	audited.account("nia", access.Auditor)
	if got := audited.browser().form("/staff/sign-in", url.Values{"name": {"nia"}, "password": {password}}); got.Header().Get("Location") != "/staff/audit" {
		t.Errorf("an auditor goes on to %q", got.Header().Get("Location"))
	}
	h := open(t, nil) // without an audit to show
	for role, home := range map[access.Role]string{access.Administrator: "/staff/accounts", access.Auditor: "/staff/account", access.Editor: "/staff/"} {
		h.account(string(role), role)
		got := h.browser().form("/staff/sign-in", url.Values{"name": {string(role)}, "password": {password}})
		if got.Header().Get("Location") != home {
			t.Errorf("%s goes on to %q", role, got.Header().Get("Location"))
		}
	}
}

func TestOnesOwnPasskeysAreListedAndTakenAway(t *testing.T) {
	h := open(t, nil)
	a := h.withPasskey("ada")
	b := h.browser()
	expect(t, b.signInBy(a), http.StatusOK, "")
	second := newAuthenticator(t)
	made := second.make(b.ask("/staff/account/passkey", struct{}{}))
	made["label"] = "<b>blue</b> key"
	expect(t, b.post("/staff/account/passkey/finish", made), http.StatusOK, "")
	says(t, b.get("/staff/en/account"), http.StatusOK, "&lt;b&gt;blue&lt;/b&gt; key", "since 2026-03-02", b64(a.id), b64(second.id))
	got := b.form("/staff/account/passkey/revoke", url.Values{"id": {b64(a.id)}, "lang": {"en"}})
	if got.Code != http.StatusSeeOther {
		t.Errorf("got %d", got.Code)
	}
	if page := b.get("/staff/en/account").Body.String(); strings.Contains(page, b64(a.id)) || !strings.Contains(page, b64(second.id)) {
		t.Error("the wrong passkey was taken away")
	}
}

func TestWithoutPasskeysThePagesOfferNone(t *testing.T) {
	h := open(t, func(o *gate.Options) { o.Origins = []string{"http://127.0.0.1:8080", origin} })
	if page := h.browser().get("/staff/en/sign-in").Body.String(); strings.Contains(page, `data-begin="`) || strings.Contains(page, "sign-in/provider") {
		t.Error("the page offers what there is not")
	}
}

// Words that no page says are left over from something.
func TestEveryWordIsSaid(t *testing.T) {
	var said []byte
	for _, name := range []string{"templates/pages.html", "templates/office.html", "accounts.go", "office.go"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, b...)
	}
	source, err := os.ReadFile("words.go")
	if err != nil {
		t.Fatal(err)
	}
	inCode := map[string]bool{"account": true, "set_up": true, "refused": true} // titles
	for _, action := range access.Actions() {
		inCode["may."+string(action)] = true
	}
	for _, found := range regexp.MustCompile(`(?m)^\t"([a-z_.]+)":`).FindAllStringSubmatch(string(source), -1) {
		if !inCode[found[1]] && !strings.Contains(string(said), `"`+found[1]+`"`) {
			t.Errorf("no page says %q", found[1])
		}
	}
}
