package staff

import (
	"bytes"
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
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ranking"
)

// now is the instant of every test: a Sunday afternoon.
var now = time.Date(2026, time.November, 22, 18, 0, 0, 0, time.UTC)

// folder is where the directory of the tests is, and is removed with them.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "relais-staff-"); err != nil {
		panic(err)
	}
	code := m.Run()
	if theEngine != nil {
		_ = theEngine.Close()
	}
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

var (
	theEngine   *relais.Engine
	opening     sync.Once
	records     []*record.Record // of the sample, made once
	building    sync.Once
	buildingErr error
)

// sampleEngine is the invented national directory, shared by the tests that leave
// it as it is but for its audit.
func sampleEngine(t testing.TB) *relais.Engine {
	t.Helper()
	opening.Do(func() { theEngine = filled(t, folder+"/shared", 1) })
	return theEngine
}

// ownEngine is one that a test may change: a part of the directory.
func ownEngine(t testing.TB) *relais.Engine {
	t.Helper()
	e := filled(t, t.TempDir(), 5)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// filled makes a directory of every so many of the sample's records.
func filled(t testing.TB, dir string, every int) *relais.Engine {
	t.Helper()
	e, err := relais.Create(dir+"/directory", relais.Options{Keys: dir + "/keys", Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	building.Do(func() {
		records, buildingErr = sample.Build(e.Gazetteer(), e.Terms(), sample.Options{Seed: 2022, At: now})
	})
	if buildingErr != nil {
		t.Fatal(buildingErr)
	}
	var put []*record.Record
	for i := 0; i < len(records); i += every {
		put = append(put, records[i])
	}
	if _, err := e.Apply(relais.Change{Actor: "test", Reason: "sample", At: now, Put: put}); err != nil {
		t.Fatal(err)
	}
	return e
}

// shift is who is at work: ana answers calls, boss looks after it, and eve may do
// nothing. A request says who by a header.
type shift struct{}

func (shift) Account(r *http.Request) (Account, bool) {
	id := r.Header.Get("X-Test-Account")
	return Account{ID: id, Name: "Name of " + id}, id != ""
}

func (shift) May(r *http.Request, action Action) bool {
	id := r.Header.Get("X-Test-Account")
	return id == "boss" || id == "ana" && action != Approve || id == "ben" && action == Search
}

// desk is a console behind the guard of a server, with all that the server logs.
type desk struct {
	t       testing.TB
	engine  *relais.Engine
	console *Console
	handler http.Handler
	log     *bytes.Buffer
	clock   time.Time
	as      string
}

func newDesk(t testing.TB, e *relais.Engine) *desk {
	t.Helper()
	d := &desk{t: t, engine: e, log: &bytes.Buffer{}, clock: now, as: "ana"}
	var err error
	d.console, err = New(Options{Engine: e, Access: shift{}, Now: func() time.Time { return d.clock }})
	if err != nil {
		t.Fatal(err)
	}
	mux := serve.NewMux()
	d.console.Mount(mux)
	server, err := serve.New(serve.Site{Mux: mux}, serve.Options{
		Listen: "127.0.0.1:0", Limits: serve.Limits{Rate: -1},
		Log: slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	d.handler = server.Handler()
	return d
}

func (d *desk) do(r *http.Request) *httptest.ResponseRecorder {
	if d.as != "" {
		r.Header.Set("X-Test-Account", d.as)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func (d *desk) get(path string) *httptest.ResponseRecorder {
	return d.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (d *desk) post(path string, fields url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.do(r)
}

// screen posts a call and gives the page without its style and scripts.
func (d *desk) screen(path string, fields url.Values) string {
	d.t.Helper()
	w := d.post(path, fields)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s: got %s", path, all(w))
	}
	return shown(w)
}

// shown is a page without its style and scripts.
func shown(w *httptest.ResponseRecorder) string {
	page := w.Body.String()
	for _, tag := range []string{"style", "script"} {
		for {
			before, rest, found := strings.Cut(page, "<"+tag+">")
			if !found {
				break
			}
			_, after, _ := strings.Cut(rest, "</"+tag+">")
			page = before + after
		}
	}
	return page
}

// all is everything of an answer that somebody could read.
func all(w *httptest.ResponseRecorder) string { return fmt.Sprint(w.Code, w.Header(), w.Body) }

// audit is the whole audit of an engine.
func audit(t testing.TB, e *relais.Engine) []store.AuditEntry {
	t.Helper()
	var entries []store.AuditEntry
	err := e.Store().View(func(tx *store.Tx) error {
		for entry, err := range tx.Audit() {
			if err != nil {
				return err
			}
			entries = append(entries, entry)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// listing is the first listing of which something holds.
func listing(t testing.TB, e *relais.Engine, holds func(*data.Listing[data.Staff]) bool) *data.Listing[data.Staff] {
	t.Helper()
	s := relais.Snapshot[data.Staff](e)
	for _, i := range s.InOrderOfID() {
		if l := s.At(i); holds(l) {
			return l
		}
	}
	t.Fatal("the sample has no such listing: this test proves nothing")
	return nil
}

// toronto is a call that finds much.
func toronto(more ...string) url.Values {
	fields := url.Values{"place": {"M5V 2T6"}, "need": {"emergency-shelter"}, "urgency": {"tonight"}}
	for i := 0; i+1 < len(more); i += 2 {
		fields.Add(more[i], more[i+1])
	}
	return fields
}

// nobody is a call that finds nobody at all.
func nobody(t testing.TB, e *relais.Engine, more ...string) url.Values {
	t.Helper()
	age := 0.5
	for _, need := range e.Terms().All(data.TermNeed) {
		q, err := relais.Resolve[data.Staff](e, ranking.Request{Needs: []string{need.ID}, Age: &age, Gender: "man"}, now)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := relais.Search[data.Staff](e, q); err == nil && a.Total == 0 {
			fields := url.Values{"need": {need.ID}, "age": {"0.5"}, "gender": {"man"}}
			for i := 0; i+1 < len(more); i += 2 {
				fields.Add(more[i], more[i+1])
			}
			return fields
		}
	}
	t.Fatal("somebody is found for every need: this test proves nothing")
	return nil
}
