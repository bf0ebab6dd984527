package access_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/access/accesstest"
)

// issuer is an identity provider in this process. What it says can be made wrong.
type issuer struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	sign   *rsa.PrivateKey
	asked  url.Values // what the last browser was sent with
	claims map[string]any
	down   bool
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, key: key, sign: key, claims: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.discovery)
	mux.HandleFunc("GET /keys", i.keys)
	mux.HandleFunc("POST /token", i.token)
	i.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if i.down {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.server.Close)
	return i
}

func (i *issuer) discovery(w http.ResponseWriter, _ *http.Request) {
	u := i.server.URL
	_ = json.NewEncoder(w).Encode(map[string]any{
		"issuer": u, "authorization_endpoint": u + "/authorize", "token_endpoint": u + "/token", "jwks_uri": u + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (i *issuer) keys(w http.ResponseWriter, _ *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]string{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": b64(i.key.N.Bytes()), "e": b64(big.NewInt(int64(i.key.E)).Bytes()),
	}}})
}

// token holds the exchange to what the browser was sent with.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if r.FormValue("code") != "good" || b64(challenge[:]) != i.asked.Get("code_challenge") || r.FormValue("redirect_uri") != i.asked.Get("redirect_uri") || id != "relais" || secret != "s3cret" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": i.idToken()})
}

func (i *issuer) idToken() string {
	claims := map[string]any{
		"iss": i.server.URL, "aud": "relais", "sub": "u-1", "nonce": i.asked.Get("nonce"), "preferred_username": "Ada.Roy", "groups": []string{"advocates"},
		"iat": accesstest.At.Unix(), "exp": accesstest.At.Add(time.Hour).Unix(),
	}
	for name, claim := range i.claims {
		claims[name] = claim
	}
	body, _ := json.Marshal(claims)
	text := b64([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + b64(body)
	hash := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, i.sign, crypto.SHA256, hash[:])
	if err != nil {
		i.t.Error(err)
	}
	return text + "." + b64(signature)
}

func (i *issuer) house(t *testing.T) *house {
	return open(t, func(o *gate.Options) {
		o.Provider = &gate.Provider{
			Issuer: i.server.URL, ClientID: "relais", ClientSecret: "s3cret", Client: i.server.Client(),
			Roles: []gate.GroupRole{{Group: "approvers", Role: access.Approver}, {Group: "advocates", Role: access.Advocate}},
		}
	})
}

// go to the provider; what the browser was sent with is noted.
func (b *browser) askProvider(i *issuer) url.Values {
	b.t.Helper()
	got := b.do(b.request(http.MethodGet, "/staff/sign-in/provider", ""))
	to, err := url.Parse(got.Header().Get("Location"))
	if got.Code != http.StatusSeeOther || err != nil || !strings.HasPrefix(to.String(), i.server.URL+"/authorize?") {
		b.t.Fatalf("got %d to %q", got.Code, got.Header().Get("Location"))
	}
	i.asked = to.Query()
	return i.asked
}

// back is the request with which the provider sends a browser back: from another
// site, so that no Strict cookie comes with it.
func (b *browser) back(state, code string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, origin+"/staff/sign-in/provider/back?"+url.Values{"state": {state}, "code": {code}}.Encode(), nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	for _, c := range b.cookies {
		if c.SameSite != http.SameSiteStrictMode {
			r.AddCookie(c)
		}
	}
	return b.do(r)
}

func (b *browser) signInAt(i *issuer) *httptest.ResponseRecorder {
	return b.back(b.askProvider(i).Get("state"), "good")
}

func TestSigningInThroughAProvider(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	b := h.browser()
	got := b.signInAt(i)
	if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), `url=/staff/`) || b.who() != "account:ada.roy" {
		t.Fatalf("got %d %s as %q", got.Code, got.Body, b.who())
	}
	if i.asked.Get("code_challenge_method") != "S256" || i.asked.Get("scope") != "openid profile" || i.asked.Get("redirect_uri") != origin+"/staff/sign-in/provider/back" {
		t.Errorf("asked %v", i.asked)
	}
	first, _ := h.office.Named("ada.roy")
	again := h.browser()
	again.signInAt(i)
	second, _ := h.office.Named("ada.roy")
	if first.Role != access.Advocate || second.ID != first.ID || again.who() == "" {
		t.Errorf("got %+v, then %+v", first, second)
	}
	i.claims["groups"] = []string{"x", "advocates", "approvers"}
	h.browser().signInAt(i)
	third, _ := h.office.Named("ada.roy")
	if third.Role != access.Approver || b.who() != "" {
		t.Error("another group makes no other role, or leaves the sessions of the former one")
	}
	i.claims["groups"] = "advocates" // one, not in a list
	h.browser().signInAt(i)
	if last, _ := h.office.Named("ada.roy"); last.Role != access.Advocate {
		t.Errorf("got %s", last.Role)
	}
}

func TestWhatIsWrongWithAProvidersAnswerIsRefused(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, lie := range map[string]func(*issuer){
		"no group of ours":   func(i *issuer) { i.claims["groups"] = []string{"staff"} },
		"no groups":          func(i *issuer) { i.claims["groups"] = nil },
		"groups of no shape": func(i *issuer) { i.claims["groups"] = map[string]int{"advocates": 1} },
		"another nonce":      func(i *issuer) { i.claims["nonce"] = "x" },
		"another audience":   func(i *issuer) { i.claims["aud"] = "someone-else" },
		"another issuer":     func(i *issuer) { i.claims["iss"] = "https://evil.example" },
		"past its end":       func(i *issuer) { i.claims["exp"] = accesstest.At.Add(-time.Hour).Unix() },
		"another key":        func(i *issuer) { i.sign = other },
		"no name":            func(i *issuer) { i.claims["preferred_username"] = "<script>" },
	} {
		t.Run(name, func(t *testing.T) {
			i := newIssuer(t)
			h := i.house(t)
			lie(i)
			b := h.browser()
			expect(t, b.signInAt(i), http.StatusUnauthorized, "provider_refused")
			if accounts, _ := h.keeper.Accounts(); b.who() != "" || len(accounts) > 0 {
				t.Error("a session began, or an account was made")
			}
		})
	}
}

func TestAProvidersAnswerIsForOneBrowserOnce(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	b := h.browser()
	state := b.askProvider(i).Get("state")
	expect(t, h.browser().back(state, "good"), http.StatusUnauthorized, "provider_refused") // without the cookie
	planted := h.browser()
	planted.askProvider(i)
	expect(t, planted.back(state, "good"), http.StatusUnauthorized, "provider_refused") // another browser's answer
	state = b.askProvider(i).Get("state")
	cookie := *b.cookies["__Host-relais-provider"]
	expect(t, b.back(state, "bad"), http.StatusUnauthorized, "provider_refused")
	b.cookies[cookie.Name] = &cookie
	expect(t, b.back(state, "good"), http.StatusUnauthorized, "provider_refused") // again
	state = b.askProvider(i).Get("state")
	h.clock.move(6 * time.Minute)
	expect(t, b.back(state, "good"), http.StatusUnauthorized, "provider_refused") // late
}

// Anybody is given a cookie for a passkey, which says nothing of state and nonce.
func TestACookieOfAnotherKindIsNoQuestion(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	b := h.browser()
	b.askProvider(i)
	b.ask("/staff/sign-in/passkey", struct{}{})
	nothing := sha256.Sum256(nil)
	i.asked = url.Values{"code_challenge": {b64(nothing[:])}, "redirect_uri": i.asked["redirect_uri"]}
	b.cookies["__Host-relais-provider"].Value = b.cookies["__Host-relais-ceremony"].Value
	expect(t, b.back("", "good"), http.StatusUnauthorized, "provider_refused")
}

func TestAProviderTakesOverNoAccount(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	h.account("ada.roy", access.Administrator)
	expect(t, h.browser().signInAt(i), http.StatusUnauthorized, "provider_refused")
	if a, _ := h.office.Named("ada.roy"); a.Role != access.Administrator || a.Subject != (access.Subject{}) {
		t.Errorf("got %+v", a)
	}
}

func TestADisabledAccountIsDisabledForAProviderToo(t *testing.T) {
	i := newIssuer(t)
	h := i.house(t)
	h.browser().signInAt(i)
	_, _ = h.office.Disable("root", "left", "ada.roy", h.clock.now())
	b := h.browser()
	expect(t, b.signInAt(i), http.StatusUnauthorized, "provider_refused")
}

// A help line goes on when its provider does not.
func TestWithoutTheProviderPasskeysWork(t *testing.T) {
	i := newIssuer(t)
	i.down = true
	h := i.house(t)
	a := h.withPasskey("ada")
	expect(t, h.browser().do(h.browser().request(http.MethodGet, "/staff/sign-in/provider", "")), http.StatusUnauthorized, "provider_refused")
	expect(t, h.browser().signInBy(a), http.StatusOK, "")
	i.down = false
	expect(t, h.browser().signInAt(i), http.StatusOK, "")
}

func TestOptionsThatCannotBeAreRefused(t *testing.T) {
	good := func() gate.Options {
		return gate.Options{Keeper: accesstest.New(), Origins: []string{origin}, Random: rand.Reader, Now: time.Now}
	}
	for name, spoil := range map[string]func(*gate.Options){
		"no keeper":           func(o *gate.Options) { o.Keeper = nil },
		"no origin":           func(o *gate.Options) { o.Origins = nil },
		"an origin with path": func(o *gate.Options) { o.Origins = []string{origin + "/"} },
		"no scheme":           func(o *gate.Options) { o.Origins = []string{"relais.example.ca"} },
		"no groups":           func(o *gate.Options) { o.Provider = &gate.Provider{Issuer: "https://x.example", ClientID: "x"} },
		"a group of no role": func(o *gate.Options) {
			o.Provider = &gate.Provider{Issuer: "https://x.example", ClientID: "x", Roles: []gate.GroupRole{{Group: "g", Role: "root"}}}
		},
		"no randomness": func(o *gate.Options) { o.Random = strings.NewReader("") },
	} {
		o := good()
		spoil(&o)
		if _, err := gate.New(o); err == nil {
			t.Errorf("%s: a gate was made", name)
		}
	}
	if _, err := gate.New(good()); err != nil {
		t.Error(err)
	}
}
