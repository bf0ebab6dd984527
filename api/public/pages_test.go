package public

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

// A list that stops at its hundredth service says so, and what to do.
func TestTheLastPageSaysThatThereIsMore(t *testing.T) {
	h := handler(t)
	fields := url.Values{"to": {fmt.Sprint(lastPage)}}
	total := found(t, fields, "en").Total
	if total <= lastPage*perPage {
		t.Fatalf("%d are found: this test proves nothing", total)
	}
	for path, want := range map[string]string{
		"/en/search": fmt.Sprintf("The list ends here: 100 of %d services are shown.", total),
		"/fr/search": fmt.Sprintf("La liste s’arrête ici : 100 services sur %d sont montrés.", total),
	} {
		if page := breakable(post(h, path, fields)); !strings.Contains(page, want) || strings.Contains(page, `name="to" value="11"`) {
			t.Errorf("%s does not say %q", path, want)
		}
		if page := breakable(post(h, path, url.Values{})); strings.Contains(page, want) {
			t.Errorf("the first page of %s says that the list ends", path)
		}
	}
	few := url.Values{"place": {"Iqaluit"}, "need": {"emergency-shelter"}}
	if r := found(t, few, "en"); r.Ends || r.Total == 0 {
		t.Errorf("%d services end at a hundred", r.Total)
	}
}

// breakable is a page with every space one at which a line may break.
func breakable(w *httptest.ResponseRecorder) string {
	return strings.ReplaceAll(w.Body.String(), "\u00a0", " ")
}

// Who comes to a page behind the last one is told so and led back to the last.
func TestAPageBehindTheLastLeadsBackToIt(t *testing.T) {
	h := handler(t)
	fields := url.Values{"place": {"Iqaluit"}, "need": {"emergency-shelter"}}
	first := found(t, fields, "en")
	if first.Total == 0 || first.Total > (lastPage-1)*perPage {
		t.Fatalf("%d are found: this test proves nothing", first.Total)
	}
	last := (max(first.Total, len(first.Cards)) + perPage - 1) / perPage
	fields.Set("to", fmt.Sprint(lastPage))
	for lang, want := range map[bilingual.Lang]string{"en": "There is nothing on this page", "fr": "Il n’y a rien sur cette page"} {
		page := post(h, "/"+string(lang)+"/search", fields).Body.String()
		if !strings.Contains(page, want) || !strings.Contains(page, fmt.Sprintf(`name="to" value="%d"`, last)) || strings.Contains(page, "0 to 0") || strings.Contains(page, "0 à 0") {
			t.Errorf("%s: it is not said, or does not lead back to %d", lang, last)
		}
		if r := found(t, url.Values{"place": fields["place"], "need": fields["need"], "to": {fmt.Sprint(last)}}, lang); r.Beyond || len(r.Cards) == 0 {
			t.Errorf("%s: the page that it leads to is empty too", lang)
		}
	}
	fields.Set("need", "pet-sheltering")
	fields.Add("barrier", "no-id")
	if r := found(t, fields, "en"); r.Total == 0 && (r.Beyond || r.Previous != 0) {
		t.Error("where nothing is found, no page is the last")
	}
}

// What is refused is said as it is: nobody is told of a fault of ours, or of too
// much, who sent something else than the form.
func TestWhatIsNoFormIsRefusedAsThat(t *testing.T) {
	h := handler(t)
	for path, want := range map[string]string{"/en/search": "This did not arrive as a filled-in form", "/fr/search": "Ceci n’est pas arrivé comme un formulaire rempli"} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"place":"M5V"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusUnsupportedMediaType || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d without %q", path, w.Code, want)
		}
		r = httptest.NewRequest(http.MethodPost, path, brokenBody{})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w = httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s, broken off: %d without %q", path, w.Code, want)
		}
	}
}

// brokenBody is a body that ends before its time.
type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, fmt.Errorf("the line broke") }
