package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/api/public"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// options are those of a site over an empty catalog.
func options(t *testing.T) site.Options {
	t.Helper()
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	empty := index.Build[data.Public](nil, terms, 1)
	return site.Options{Options: public.Options{
		Catalog: func() *index.Snapshot[data.Public] { return empty }, Gazetteer: g, Terms: terms, Weights: ranking.Default(), Now: time.Now,
	}}
}

// Without an office, as behind a bundle, the page says where to turn, and every page
// leads to it.
func TestWithoutAnOfficeOrganizationsAreLedElsewhere(t *testing.T) {
	o := options(t)
	o.ApplyURL = "https://directory.example/fr/apply"
	whole, err := site.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := serve.New(whole, serve.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return w
	}
	if w := ask(http.MethodGet, "/fr/apply"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `href="`+o.ApplyURL+`"`) || strings.Contains(w.Body.String(), "<form") {
		t.Errorf("got %d\n%s", w.Code, w.Body)
	}
	if w := ask(http.MethodPost, "/fr/apply"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a form is taken: %d", w.Code)
	}
	for _, path := range []string{"/fr/", "/fr/info", "/fr/apply", "/fr/nothing"} {
		if !strings.Contains(ask(http.MethodGet, path).Body.String(), `<a href="/fr/apply">`) {
			t.Errorf("%s does not lead there", path)
		}
	}
}

func TestWhereToApplyIsAnAddressThatIsSafe(t *testing.T) {
	for _, bad := range []string{"http://directory.example", "javascript:alert(1)", "directory.example", "https://", "https://a:b@directory.example", "mailto:a@example.org"} {
		o := options(t)
		o.ApplyURL = bad
		_, err := site.New(o)
		if p, ok := bilingual.AsProblem(err); !ok || p.Kind != bilingual.Invalid || p.Message.Fr == "" || p.Hint.Fr == "" {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}
