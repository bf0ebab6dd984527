package desk_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/desk"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/data/store"
)

// start is the instant at which every test begins.
var start = time.Date(2026, time.November, 22, 18, 0, 0, 0, time.UTC)

var langs = []string{"fr", "en"}

// folder is where the directories of the tests are, and is removed with them.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "relais-desk-"); err != nil {
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

// room is a desk over a directory, and the clock on its wall.
type room struct {
	t       *testing.T
	engine  *relais.Engine
	routes  []desk.Route
	handler http.Handler
	at      time.Time
}

// open makes a desk over so many records of the sample.
func open(t *testing.T, records int) *room {
	t.Helper()
	r := &room{t: t, at: start}
	dir := t.TempDir()
	var err error
	if r.engine, err = relais.Create(dir+"/directory", relais.Options{Keys: dir + "/keys", Brief: true}, start); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.engine.Close() })
	if records > 0 {
		all, err := invented()
		if err == nil {
			_, err = r.engine.Apply(relais.Change{Actor: "test", Reason: "sample", At: start, Put: all[:records]})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := desk.New(desk.Options{Engine: r.engine, Who: whoSends, Now: func() time.Time { return r.at }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	r.routes = d.Routes()
	for _, route := range r.routes {
		mux.Handle(route.Pattern, route.Handle)
	}
	r.handler = mux
	return r
}

// whoSends tells who asks by a header that tests set.
func whoSends(r *http.Request) desk.Person {
	name, role, _ := strings.Cut(r.Header.Get("From"), " ")
	return desk.Person{ID: "account:" + name, Name: name, May: func(right desk.Right) bool {
		switch role {
		case "approver":
			return true
		case "editor":
			return right != desk.Decide
		}
		return false
	}}
}

// person is somebody at the desk.
type person struct {
	*room
	name, role string
}

func (r *room) approver(name string) person { return person{r, name, "approver"} }
func (r *room) editor(name string) person   { return person{r, name, "editor"} }

func (p person) send(method, path, media, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("From", p.name+" "+p.role)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w
}

// get opens a page of a language, by its path below the desk's.
func (p person) get(lang, path string) *httptest.ResponseRecorder {
	return p.send(http.MethodGet, at(lang, path), "", "")
}

func at(lang, path string) string {
	return strings.TrimSuffix("/staff/"+lang+"/desk/"+path, "/")
}

// post sends a form.
func (p person) post(lang, path string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return p.send(http.MethodPost, at(lang, path), "application/x-www-form-urlencoded", form.Encode())
}

// plans sends a file, and gives the id of its plan.
func (p person) plans(name, content string) string {
	p.t.Helper()
	w := p.upload("en", map[string]string{"source": "northern partners"}, name, content)
	return after(p.t, led(p.t, w), "/imports/")
}

// upload sends the form with a file.
func (p person) upload(lang string, fields map[string]string, name, content string) *httptest.ResponseRecorder {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		_ = form.WriteField(field, value)
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			p.t.Fatal(err)
		}
		_, _ = part.Write([]byte(content))
	}
	_ = form.Close()
	return p.send(http.MethodPost, at(lang, "imports"), form.FormDataContentType(), body.String())
}

// led is where an answer leads.
func led(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != http.StatusSeeOther {
		t.Fatalf("leads nowhere: %d %s", w.Code, words(w))
	}
	return w.Header().Get("Location")
}

// follow opens the page that an answer leads to.
func (p person) follow(w *httptest.ResponseRecorder) string {
	p.t.Helper()
	next := p.send(http.MethodGet, led(p.t, w), "", "")
	if next.Code != http.StatusOK {
		p.t.Fatalf("leads to %d: %s", next.Code, words(next))
	}
	return words(next)
}

// after is what stands in an address after a part of it, up to its end.
func after(t *testing.T, address, part string) string {
	t.Helper()
	_, rest, ok := strings.Cut(address, part)
	if !ok {
		t.Fatalf("%s has no %s", address, part)
	}
	rest, _, _ = strings.Cut(rest, "?")
	return rest
}

var (
	styles = regexp.MustCompile(`(?s)<style>.*?</style>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`[\s\x{a0}]+`)
)

// words are what a page says, without its markup.
func words(w *httptest.ResponseRecorder) string {
	text := tags.ReplaceAllString(styles.ReplaceAllString(w.Body.String(), ""), " ")
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(text), " "))
}

// says fails unless a page says all of it.
func says(t *testing.T, page string, all ...string) {
	t.Helper()
	for _, one := range all {
		if !strings.Contains(page, one) {
			t.Errorf("does not say %q:\n%s", one, page)
		}
	}
}

// silent fails if a page says any of it.
func silent(t *testing.T, page string, all ...string) {
	t.Helper()
	for _, one := range all {
		if strings.Contains(page, one) {
			t.Errorf("says %q:\n%s", one, page)
		}
	}
}

// actions are the actions that the audit has, in order.
func (r *room) actions() []string {
	r.t.Helper()
	var all []string
	err := r.engine.Store().View(func(tx *store.Tx) error {
		for e, err := range tx.Audit() {
			if err != nil {
				return err
			}
			all = append(all, e.Actor+" "+e.Action+": "+e.Reason)
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

func (r *room) audited(entry string) {
	r.t.Helper()
	if !slices.ContainsFunc(r.actions(), func(e string) bool { return strings.HasPrefix(e, entry) }) {
		r.t.Errorf("the audit has no %q: %q", entry, r.actions())
	}
}
