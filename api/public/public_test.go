package public

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// now is the instant of every test: a Sunday afternoon.
var now = time.Date(2026, time.November, 22, 18, 0, 0, 0, time.UTC)

// world is the invented national directory: its public side, and the ids of what
// the public may not see.
type world struct {
	gazetteer *geo.Gazetteer
	terms     *data.Terms
	snapshot  *index.Snapshot[data.Public]
	hidden    []data.ID
}

var theWorld = sync.OnceValues(func() (*world, error) {
	g, err := geo.Load()
	if err != nil {
		return nil, err
	}
	terms, err := data.LoadTerms()
	if err != nil {
		return nil, err
	}
	records, err := sample.Build(g, terms, sample.Options{Seed: 2022, At: now})
	if err != nil {
		return nil, err
	}
	w := &world{gazetteer: g, terms: terms}
	listings := make([]data.Listing[data.Public], 0)
	for _, r := range records {
		public := record.Publish(r)
		listings = append(listings, public...)
		for _, at := range r.At {
			if !slices.ContainsFunc(public, func(l data.Listing[data.Public]) bool { return l.ID == at.ID }) {
				w.hidden = append(w.hidden, at.ID)
			}
		}
	}
	w.snapshot = index.Build(listings, terms, 7)
	return w, nil
})

func sampleWorld(t testing.TB) *world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// served is the whole site behind its guard, and what it logs.
func served(t testing.TB, s *index.Snapshot[data.Public]) (*Site, http.Handler, *bytes.Buffer) {
	t.Helper()
	w := sampleWorld(t)
	site, err := New(Options{
		Catalog: func() *index.Snapshot[data.Public] { return s }, Gazetteer: w.gazetteer, Terms: w.terms,
		Weights: ranking.Default(), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := serve.NewMux()
	routed := site.Serve(mux)
	if err := Describe(mux); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	server, err := serve.New(routed, serve.Options{
		Listen: "127.0.0.1:0", Limits: serve.Limits{Rate: -1}, Now: func() time.Time { return now },
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return site, server.Handler(), &log
}

func handler(t testing.TB) http.Handler {
	t.Helper()
	_, h, _ := served(t, sampleWorld(t).snapshot)
	return h
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func post(h http.Handler, path string, fields url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func postJSON(h http.Handler, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// all is everything of an answer that somebody could read.
func all(w *httptest.ResponseRecorder) string { return fmt.Sprint(w.Code, w.Header(), w.Body) }

// everything is one answer of every kind that the site has.
func everything(h http.Handler) map[string]*httptest.ResponseRecorder {
	answers := map[string]*httptest.ResponseRecorder{
		"root": get(h, "/"), "nothing": get(h, "/nothing"), "icon": get(h, "/favicon.ico"), "spanish": get(h, "/es/"),
		"terms": get(h, "/v1/terms"), "description": get(h, "/openapi.json"), "no listing": get(h, "/v1/listings/x"), "nothing in the API": get(h, "/v1/x"),
		"search": postJSON(h, "/v1/search", `{"origin":{"postal_code":"M5V 2T6"}}`), "plan": postJSON(h, "/v1/plan", `{"needs":["legal","housing"]}`),
		"bad search": postJSON(h, "/v1/search", `{"needs":["zzzz"]}`), "no JSON": postJSON(h, "/v1/search", `{`), "health": get(h, "/healthz"),
	}
	for _, lang := range []string{"fr", "en"} {
		for name, fields := range map[string]url.Values{
			"everywhere": {}, "toronto": {"place": {"M5V 2T6"}, "need": {"emergency-shelter"}, "language": {"es"}}, "page two": {"place": {"M5V"}, "to": {"2"}},
			"little":   {"place": {"Iqaluit"}, "need": {"tattoo-removal"}, "barrier": {"no-id", "no-status"}, "remote": {"1"}},
			"bad code": {"place": {"H0H 0H0"}}, "several": {"place": {"Windsor"}}, "strange": {"need": {"zzzz"}},
		} {
			for _, page := range []string{"search", "sheet", ""} {
				answers[lang+" "+page+" "+name] = post(h, "/"+lang+"/"+page, fields)
			}
		}
		answers[lang], answers[lang+" info"] = get(h, "/"+lang+"/"), get(h, "/"+lang+"/info")
		answers[lang+" got"], answers[lang+" bare"] = get(h, "/"+lang+"/search?place=M5V"), get(h, "/"+lang)
	}
	return answers
}

func TestNoAnswerLeavesATrace(t *testing.T) {
	title := regexp.MustCompile(`<title>(.*?)</title>`)
	for name, w := range everything(handler(t)) {
		if len(w.Header().Values("Set-Cookie")) > 0 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("ETag")+w.Header().Get("Last-Modified") != "" {
			t.Errorf("%s: got %v", name, w.Header())
		}
		if found := title.FindStringSubmatch(w.Body.String()); found != nil && found[1] != "Services near you" && found[1] != "Services près de chez vous" && name != "spanish" {
			t.Errorf("%s has the title %q", name, found[1])
		}
		if n := w.Body.Len(); n > 50_000 && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s weighs %d bytes", name, n)
		}
		if location := w.Header().Get("Location"); location != "" && location != "/fr/" && location != "/en/" {
			t.Errorf("%s leads to %s", name, location)
		}
	}
}

func TestToGetASearchLeadsToItsForm(t *testing.T) {
	h := handler(t)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		for _, path := range []string{"/fr/search", "/fr/search?place=M5V2T6", "/fr/sheet", "/fr"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/fr/" || strings.Contains(all(w), "M5V") {
				t.Errorf("%s %s: %s", method, path, all(w))
			}
		}
	}
	for accept, want := range map[string]string{"fr-CA": "/fr/", "en": "/en/", "es": "/en/"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", accept)
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Header().Get("Location") != want || w.Header().Get("Vary") != "Accept-Language" {
			t.Errorf("%s: %v", accept, w.Header())
		}
	}
}

// What is posted is read from the body alone: words in an address are not looked
// at, so that no link can put them there.
func TestAnAddressIsNotRead(t *testing.T) {
	h := handler(t)
	if got, want := post(h, "/en/search?place=M5V&need=legal", url.Values{}), post(h, "/en/search", url.Values{}); all(got) != all(want) {
		t.Error("the query of an address changes the answer")
	}
}

func TestWithoutAFormTypeNothingIsRead(t *testing.T) {
	h := handler(t)
	r := httptest.NewRequest("POST", "/en/search", strings.NewReader("place=M5V"))
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("got %d", w.Code)
	}
	if w := post(h, "/en/search", url.Values{"place": {strings.Repeat("x", 70<<10)}}); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "1-833-900-1010") {
		t.Errorf("70 kB: got %d", w.Code)
	}
}

func TestUnknownWithdrawnAndHiddenAreOneAnswer(t *testing.T) {
	world := sampleWorld(t)
	if len(world.hidden) < 10 {
		t.Fatal("the sample hides nothing: this test proves nothing")
	}
	h := handler(t)
	shown := world.snapshot.At(0)
	if w := get(h, "/v1/listings/"+string(shown.ID)); w.Code != 200 || !strings.Contains(w.Body.String(), string(shown.ID)) {
		t.Fatalf("a public listing: %s", all(w))
	}
	want := all(get(h, "/v1/listings/00000000-0000-4000-8000-000000000000"))
	if !strings.HasPrefix(want, "404") {
		t.Fatal(want)
	}
	without := make([]data.Listing[data.Public], 0)
	for i := range world.snapshot.Len() - 1 {
		without = append(without, *world.snapshot.At(i + 1))
	}
	_, withdrawn, _ := served(t, index.Build(without, world.terms, 8))
	for name, w := range map[string]*httptest.ResponseRecorder{
		"hidden": get(h, "/v1/listings/"+string(world.hidden[0])), "another": get(h, "/v1/listings/"+string(world.hidden[9])),
		"no id": get(h, "/v1/listings/zzz"), "shouted": get(h, "/v1/listings/"+strings.ToUpper(string(world.hidden[0]))),
		"withdrawn": get(withdrawn, "/v1/listings/"+string(shown.ID)),
	} {
		if got := all(w); got != want {
			t.Errorf("%s is answered %s, unknown %s", name, got, want)
		}
	}
}

func TestMethodsThatAreNot(t *testing.T) {
	h := handler(t)
	for _, method := range []string{"OPTIONS", "TRACE", "PUT", "DELETE", "BREW"} {
		for _, path := range []string{"/fr/search", "/v1/search", "/fr/"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader("place=CANARY")))
			if w.Code != http.StatusMethodNotAllowed || strings.Contains(all(w), "CANARY") {
				t.Errorf("%s %s: %s", method, path, all(w))
			}
			if html := strings.HasPrefix(w.Header().Get("Content-Type"), "text/html"); html != strings.HasPrefix(path, "/fr") {
				t.Errorf("%s %s is answered with %s", method, path, w.Header().Get("Content-Type"))
			}
		}
	}
}

func TestTheAPIAnswersAsTheCommandLineDoes(t *testing.T) {
	world, h := sampleWorld(t), handler(t)
	q, err := ranking.Resolve[data.Public](ranking.Request{Origin: &ranking.Start{PostalCode: "M5V 2T6"}, Needs: []string{"housing"}, K: 3}, world.gazetteer, world.terms, now)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ranking.SearchWith(world.snapshot, q, ranking.Default())
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(ranking.PublicAnswer(answer, bilingual.En))
	if err != nil {
		t.Fatal(err)
	}
	w := postJSON(h, "/v1/search", `{"origin":{"postal_code":"m5v-2t6"},"needs":["A place to live or stay"],"k":3}`)
	var got bytes.Buffer
	if err := json.Compact(&got, w.Body.Bytes()); err != nil || w.Code != 200 {
		t.Fatal(all(w))
	}
	if a, b := decoded(t, got.Bytes()), decoded(t, want); a != b {
		t.Errorf("got %s\nwant %s", a, b)
	}
	if len(answer.Matches) != 3 {
		t.Error("nothing was found: this test proves nothing")
	}
	for _, telling := range []string{`"score"`, `distance_m`, `"generation"`, `elapsed`, `"lat"`} {
		if strings.Contains(w.Body.String(), telling) {
			t.Errorf("a public answer has %s", telling)
		}
	}
	plan := postJSON(h, "/v1/plan", `{"needs":["legal","housing"],"origin":{"place":"Halifax"}}`)
	if plan.Code != 200 || !strings.Contains(plan.Body.String(), `"providers"`) {
		t.Errorf("a plan: %s", all(plan))
	}
}

func decoded(t *testing.T, b []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(v)
}

func TestTheDescriptionNamesEveryEndpoint(t *testing.T) {
	var doc struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	w := get(handler(t), "/openapi.json")
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for path, method := range map[string]string{"/v1/search": "post", "/v1/plan": "post", "/v1/listings/{id}": "get", "/v1/terms": "get"} {
		if doc.Paths[path][method] == nil {
			t.Errorf("%s %s is not described", method, path)
		}
	}
	if len(doc.Paths) != 4 || doc.OpenAPI != "3.1.0" {
		t.Errorf("got %d paths of %s", len(doc.Paths), doc.OpenAPI)
	}
}

func TestASiteWithoutListingsStillHelps(t *testing.T) {
	_, h, _ := served(t, index.Build[data.Public](nil, sampleWorld(t).terms, 0))
	for _, lang := range []string{"fr", "en"} {
		w := post(h, "/"+lang+"/search", url.Values{"place": {"Halifax"}, "need": {"legal"}})
		if w.Code != 200 || !strings.Contains(w.Body.String(), "tel:&#43;18339001010") || !strings.Contains(w.Body.String(), "tel:211") || strings.Contains(w.Body.String(), "<svg") {
			t.Errorf("got %s", all(w))
		}
		if strings.Contains(w.Body.String(), "(demo)") {
			t.Error("an empty directory is said to be invented")
		}
	}
}

func TestAFaultIsAPageWithTheHotline(t *testing.T) {
	w := sampleWorld(t)
	site, err := New(Options{Catalog: func() *index.Snapshot[data.Public] { panic("CANARY") }, Gazetteer: w.gazetteer, Terms: w.terms, Weights: ranking.Default(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	server, err := serve.New(site.Serve(serve.NewMux()), serve.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	got := post(server.Handler(), "/fr/search", url.Values{"place": {"Halifax"}})
	if got.Code != 500 || !strings.Contains(got.Body.String(), "1-833-900-1010") || strings.Contains(all(got), "CANARY") || !strings.Contains(got.Body.String(), `lang="fr"`) {
		t.Errorf("got %s", all(got))
	}
}

func TestAnyNumberMayAskAtOnce(t *testing.T) {
	h := handler(t)
	want := post(h, "/en/search", url.Values{"place": {"M5V"}}).Body.String()
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if got := post(h, "/en/search", url.Values{"place": {"M5V"}}).Body.String(); got != want {
				t.Error("two visitors with one search see two pages")
			}
			_, _ = io.Discard.Write(post(h, "/fr/search", url.Values{"remote": {"1"}}).Body.Bytes())
		})
	}
	group.Wait()
}
