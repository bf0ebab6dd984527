package api_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api"
	"github.com/relais-directory/relais/api/public"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/index"
)

const (
	origin   = "https://relais.example"
	password = "copper lantern fjord umbrella"
)

// cheap is a cost for tests of something else than the cost.
var cheap = access.Cost{Memory: 64, Passes: 1, Threads: 1}

// start is the instant at which every test begins: a Sunday afternoon.
var start = time.Date(2026, time.November, 22, 18, 0, 0, 0, time.UTC)

// folder is where the directories of the tests are, and is removed with them.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "relais-api-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// invented is the sample directory, made once.
var invented = sync.OnceValues(func() ([]*record.Record, error) {
	g, err := relais.LoadGazetteer(folder)
	if err != nil {
		return nil, err
	}
	terms, err := relais.LoadTerms(folder)
	if err != nil {
		return nil, err
	}
	return sample.Build(g, terms, sample.Options{Seed: 2022, At: start})
})

// program is everything that relais serve is, over a part of the sample: the
// public side, the staff's, and the server before both.
type program struct {
	t      testing.TB
	engine *relais.Engine
	staff  *api.Staff
	mux    *serve.Mux
	server *serve.Server
	office access.Registry
	dir    string
	log    bytes.Buffer
}

func (p *program) now() time.Time { return start }

// size is how many records of the sample a program has.
const size = 120

func open(t testing.TB) *program {
	t.Helper()
	p := &program{t: t, dir: t.TempDir()}
	var err error
	if p.engine, err = relais.Create(p.dir+"/directory", relais.Options{Keys: p.dir + "/keys", Brief: true}, start); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.engine.Close() })
	records, err := invented()
	if err == nil {
		_, err = p.engine.Apply(relais.Change{Actor: "test", Reason: "sample", At: start, Put: records[:size]})
	}
	if err != nil {
		t.Fatal(err)
	}
	p.office = access.Registry{Keeper: p.engine.Store().Access(), Random: rand.Reader}
	p.mux, p.staff = p.site(true)
	p.server = p.serve(p.mux)
	return p
}

// site is the program's mux, with the staff's side or without.
func (p *program) site(staffed bool) (*serve.Mux, *api.Staff) {
	p.t.Helper()
	whole, err := site.New(site.Options{Options: public.Options{
		Catalog:   func() *index.Snapshot[data.Public] { return relais.Snapshot[data.Public](p.engine) },
		Gazetteer: p.engine.Gazetteer(), Terms: p.engine.Terms(), Weights: p.engine.Weights(), Now: p.now,
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	if !staffed {
		return whole.Mux, nil
	}
	s, err := api.AddStaff(whole, p.options())
	if err != nil {
		p.t.Fatal(err)
	}
	return whole.Mux, s
}

func (p *program) options() api.Options {
	return api.Options{Engine: p.engine, Origins: []string{origin}, Random: rand.Reader, Now: p.now, Cost: cheap, Log: p.logger()}
}

func (p *program) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(&p.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func (p *program) serve(mux *serve.Mux) *serve.Server {
	p.t.Helper()
	server, err := serve.New(serve.Site{Mux: mux}, serve.Options{Listen: "127.0.0.1:0", Limits: serve.Limits{Rate: -1}, Now: p.now, Log: p.logger()})
	if err != nil {
		p.t.Fatal(err)
	}
	return server
}

// account makes an account that a password opens.
func (p *program) account(name string, role access.Role) {
	p.t.Helper()
	a, _, err := p.office.Add("root", name, role, p.now())
	if err != nil {
		p.t.Fatal(err)
	}
	hash, err := cheap.Hash(password, rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	a.SetUp()
	a.SetPassword(hash)
	if _, err = p.office.Keeper.SaveAccount(a, access.Note{Actor: "root", Action: "test"}); err != nil {
		p.t.Fatal(err)
	}
}

// browser keeps cookies and says where its requests come from, as browsers do.
type browser struct {
	*program
	cookies map[string]*http.Cookie
}

// signedIn is a browser in which somebody with a role has signed in, under the
// name of the role.
func (p *program) signedIn(role access.Role) *browser {
	p.t.Helper()
	b := &browser{p, map[string]*http.Cookie{}}
	if role == access.Public {
		return b
	}
	if _, err := p.office.Named(string(role)); err != nil {
		p.account(string(role), role)
	}
	if w := b.json("/staff/sign-in", map[string]string{"name": string(role), "password": password}); w.Code != http.StatusOK {
		p.t.Fatalf("signing in: %d %s", w.Code, w.Body)
	}
	return b
}

func (b *browser) request(method, path, media, body string) *http.Request {
	r := httptest.NewRequest(method, origin+path, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method != http.MethodGet {
		r.Header.Set("Origin", origin)
		r.Header.Set("Content-Type", media)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	return r
}

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.server.Handler().ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.do(b.request(http.MethodGet, path, "", ""))
}

func (b *browser) form(path string, fields url.Values) *httptest.ResponseRecorder {
	r := b.request(http.MethodPost, path, "application/x-www-form-urlencoded", fields.Encode())
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	return b.do(r)
}

func (b *browser) json(path string, fields any) *httptest.ResponseRecorder {
	b.t.Helper()
	body, err := json.Marshal(fields)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(b.request(http.MethodPost, path, "application/json", string(body)))
}

// all is everything of an answer that somebody could read.
func all(w *httptest.ResponseRecorder) string { return fmt.Sprint(w.Code, w.Header(), w.Body) }

// audit is the whole audit of the program.
func (p *program) audit() []store.AuditEntry {
	p.t.Helper()
	var entries []store.AuditEntry
	err := p.engine.Store().View(func(tx *store.Tx) error {
		for entry, err := range tx.Audit() {
			if err != nil {
				return err
			}
			entries = append(entries, entry)
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return entries
}

// sealed is a listing of a sealed site, with what is sealed of it.
func (p *program) sealed() (*data.Listing[data.Staff], relais.Revealed) {
	p.t.Helper()
	s := relais.Snapshot[data.Staff](p.engine)
	for _, i := range s.InOrderOfID() {
		l := s.At(i)
		if parts, err := p.engine.Reveal(l.ID, "test", "canary-audit", p.now()); err == nil && parts.Address.Line1 != "" && parts.Point != nil {
			return l, parts
		}
	}
	p.t.Fatal("the sample seals nothing here: this test proves nothing")
	return nil, relais.Revealed{}
}
