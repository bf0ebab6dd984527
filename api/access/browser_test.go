package access_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/access/accesstest"
)

const (
	origin   = "https://relais.example.ca"
	password = "copper lantern fjord umbrella"
)

// cheap is a cost for tests of something else than the cost.
var cheap = access.Cost{Memory: 64, Passes: 1, Threads: 1}

// clock is a clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// house is a gate with its keeper and its routes.
type house struct {
	t      *testing.T
	clock  *clock
	keeper *accesstest.Memory
	office access.Registry
	gate   *gate.Gate
	guard  *gate.Guard
	mux    *http.ServeMux
}

// whoRow is a route that says who is asking.
var whoRow = gate.Row{Pattern: "GET /staff/who", Action: access.OwnAccount, Fields: []access.Class{access.Nothing}}

func open(t *testing.T, change func(*gate.Options), rows ...gate.Row) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{at: accesstest.At}, keeper: accesstest.New(), mux: http.NewServeMux()}
	h.office = access.Registry{Keeper: h.keeper, Random: rand.Reader}
	o := gate.Options{Keeper: h.keeper, Origins: []string{origin}, Random: rand.Reader, Now: h.clock.now, Cost: cheap}
	if change != nil {
		change(&o)
	}
	var err error
	if h.gate, err = gate.New(o); err != nil {
		t.Fatal(err)
	}
	h.guard = h.gate.Guard(h.mux, append(rows, whoRow)...)
	h.guard.HandleFunc(whoRow.Pattern, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(gate.From(r.Context()).Name))
	})
	return h
}

// account makes an account that a password opens.
func (h *house) account(name string, role access.Role) access.Account {
	h.t.Helper()
	a, _, err := h.office.Add("root", name, role, h.clock.now())
	if err != nil {
		h.t.Fatal(err)
	}
	hash, err := cheap.Hash(password, rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	a.SetUp()
	a.SetPassword(hash)
	if a, err = h.keeper.SaveAccount(a, access.Note{Action: "test"}); err != nil {
		h.t.Fatal(err)
	}
	return a
}

// browser keeps cookies and says where its requests come from, as browsers do.
type browser struct {
	*house
	cookies map[string]*http.Cookie
}

func (h *house) browser() *browser { return &browser{h, map[string]*http.Cookie{}} }

// known is a browser in which somebody has signed in by password.
func (h *house) signedIn(name string) *browser {
	h.t.Helper()
	b := h.browser()
	if got := b.signIn(name, password); got.Code != http.StatusOK {
		h.t.Fatalf("signing in: %d %s", got.Code, got.Body)
	}
	return b
}

func (b *browser) signIn(name, password string) *httptest.ResponseRecorder {
	return b.post("/staff/sign-in", map[string]string{"name": name, "password": password})
}

func (b *browser) post(path string, fields any) *httptest.ResponseRecorder {
	b.t.Helper()
	body, err := json.Marshal(fields)
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.request(http.MethodPost, path, string(body))
	r.Header.Set("Content-Type", "application/json")
	return b.do(r)
}

func (b *browser) form(path string, fields url.Values) *httptest.ResponseRecorder {
	r := b.request(http.MethodPost, path, fields.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	return b.do(r)
}

// request is one as a page of ours would send it.
func (b *browser) request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, origin+path, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method != http.MethodGet {
		r.Header.Set("Origin", origin)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	return r
}

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

// who is who the gate takes this browser for.
func (b *browser) who() string {
	w := b.do(b.request(http.MethodGet, "/staff/who", ""))
	if w.Code == http.StatusUnauthorized {
		return ""
	}
	if w.Code != http.StatusOK {
		b.t.Errorf("who: got %d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func expect(t *testing.T, got *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if got.Code != status || code != "" && !bytes.Contains(got.Body.Bytes(), []byte(`"`+code+`"`)) {
		t.Errorf("got %d %s, want %d %s", got.Code, got.Body, status, code)
	}
}
