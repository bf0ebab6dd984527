package relais_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"github.com/relais-directory/relais"
	api "github.com/relais-directory/relais/api/hsds"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/index"
)

// observeHSDS asks the standard's API what a partner may ask, with status and
// headers, and for everything that only staff may see by its id: each must be
// answered as if it were not there.
func observeHSDS(t *testing.T, b *bytes.Buffer, e *relais.Engine) {
	t.Helper()
	mux := serve.NewMux()
	api.New(api.Options{
		Catalog:   func() *index.Snapshot[data.Public] { return relais.Snapshot[relais.Public](e) },
		Gazetteer: e.Gazetteer(), Base: "https://directory.example",
	}).Mount(mux)
	ask := func(target string) string {
		r := httptest.NewRequest("GET", "/hsds/"+target, nil)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return fmt.Sprintln(w.Code, w.Header(), w.Body)
	}
	for _, target := range partnersQuestions() {
		fmt.Fprintln(b, target, ask(target))
	}
	public, staff := relais.Snapshot[relais.Public](e), relais.Snapshot[relais.Staff](e)
	for i := range staff.Len() {
		l := staff.At(i)
		if _, ok := public.ByID(l.ID); ok {
			continue
		}
		got, want := ask("service_at_locations/"+string(l.ID)), ask("service_at_locations/00000000-0000-4000-8000-000000000000")
		if got != want {
			t.Fatalf("a hidden listing is answered %q, a missing one %q", got, want)
		}
	}
}

func partnersQuestions() []string {
	term := "taxonomy_term_id=" + string(hsds.TermID("relais:need", "emergency-shelter"))
	questions := []string{"", "taxonomies", "taxonomy_terms?format=ndjson", "organizations/x", "services?page=x&" + url.QueryEscape("CANARY") + "=1"}
	for _, list := range []string{"services", "organizations", "service_at_locations"} {
		for _, query := range []string{
			"", "full=true&format=ndjson", "page=2&per_page=7", "page=999999", term, "search=shelter+counselling",
			"search=CANARY-NOTES", "search=CANARY-SEALED+CANARY-CONTACT", term + "&search=h%C3%A9bergement",
			"taxonomy_id=" + string(hsds.TaxonomyID("relais:staff")), "taxonomy_id=" + string(hsds.TaxonomyID("relais:capacity")),
			"modified_after=2000-01-01",
		} {
			questions = append(questions, list+"?"+query)
		}
	}
	return slices.Concat(questions, []string{
		"services?minimal=true", "organizations?full_service=true",
		"service_at_locations?format=geojson&per_page=1000", "service_at_locations?postcode=M5V+1A1",
		"service_at_locations?postcode=K1A&proximity=20000", "service_at_locations?postcode=X0A&proximity=900000.5",
	})
}
