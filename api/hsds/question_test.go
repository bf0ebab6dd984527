package hsds

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/index"
)

// canary is what nobody may read back.
const canary = "zqxCANARYjkw"

func TestWhatIsNotUnderstoodIsRefusedInWords(t *testing.T) {
	for query, code := range map[string]string{
		"page=0":                             "page_invalid",
		"page=-1":                            "page_invalid",
		"page=%2B1":                          "page_invalid",
		"page=1.5":                           "page_invalid",
		"page=1e3":                           "page_invalid",
		"page=9223372036854775808":           "page_invalid",
		"page=99999999999999999999999999":    "page_invalid",
		"page=" + canary:                     "page_invalid",
		"page=1&page=2":                      "parameter_repeated",
		"per_page=0":                         "per_page_invalid",
		"per_page=1001":                      "per_page_invalid",
		"per_page=0x10":                      "per_page_invalid",
		"full=" + canary:                     "full_invalid",
		"format=" + canary:                   "format_unknown",
		"taxonomy_term_id=" + canary:         "taxonomy_term_id_invalid",
		"organization_id=1":                  "organization_id_invalid",
		"modified_after=2026-01-01":          "modified_after_refused",
		canary + "=1":                        "parameter_unknown",
		"search=" + strings.Repeat("a", 201): "parameter_too_long",
		strings.Repeat("search=a&", 17):      "parameter_too_long",
		"search=%ZZ":                         "parameters_unreadable",
		"search=of+the":                      "search_empty",
		"search=shelter&search=et+les":       "search_empty",
		"search=%21%3F":                      "search_empty",
		"a;b=1":                              "parameters_unreadable",
		"postcode=" + canary:                 "postcode_unknown",
		"postcode=X9X":                       "postcode_unknown",
		"postcode=%00":                       "postcode_unknown",
		"postcode=M5V&proximity=" + canary:   "proximity_invalid",
		"postcode=M5V&proximity=NaN":         "proximity_invalid",
		"postcode=M5V&proximity=%2BInf":      "proximity_invalid",
		"postcode=M5V&proximity=-1":          "proximity_invalid",
		"postcode=M5V&proximity=0":           "proximity_invalid",
		"postcode=M5V&proximity=1e300":       "proximity_invalid",
		"proximity=1000":                     "proximity_alone",
		"postcode=M5V&postcode=K1A":          "parameter_repeated",
		"page=x&per_page=x&full=x&postcode=x&organization_id": "page_invalid per_page_invalid full_invalid postcode_unknown",
	} {
		for _, lang := range []string{"fr-CA,fr;q=0.9", "en"} {
			w := ask(handler(t), "GET", "/hsds/service_at_locations?"+query, "Accept-Language", lang)
			var p serve.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 422 || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d %v %s", query, w.Code, err, w.Body)
				continue
			}
			var codes []string
			for _, f := range p.Errors {
				codes = append(codes, f.Code)
				if f.Message.En == "" || f.Message.Fr == "" || f.Message.En == f.Message.Fr || (f.Hint.En == "") != (f.Hint.Fr == "") {
					t.Errorf("%s: not said in both languages: %+v", query, f)
				}
			}
			if got := strings.Join(codes, " "); got != code {
				t.Errorf("%s: %s, want %s", query, got, code)
			}
			if french := strings.HasPrefix(p.Title, "Une"); french != strings.HasPrefix(lang, "fr") {
				t.Errorf("%s in %s: %s", query, lang, p.Title)
			}
			if strings.Contains(w.Body.String(), canary) {
				t.Errorf("%s: what was typed comes back: %s", query, w.Body)
			}
		}
	}
}

// What a list does not take is refused, and not passed over.
func TestEachListTakesItsOwnParameters(t *testing.T) {
	for query, takes := range map[string][]string{
		"postcode=M5V":      {"service_at_locations"},
		"full_service=true": {"organizations"},
		"minimal=true":      {"services"},
		"top_only=true":     {"taxonomy_terms"},
		"format=geojson":    {"service_at_locations"},
		"full=true":         {"services", "organizations", "service_at_locations"},
		"search=shelter":    lists,
	} {
		for _, list := range lists {
			w := ask(handler(t), "GET", "/hsds/"+list+"?"+query)
			if got := w.Code == 200; got != slices.Contains(takes, list) {
				t.Errorf("%s?%s: %d", list, query, w.Code)
			}
		}
	}
	id := idsOf(t, "services")[0]
	if w := ask(handler(t), "GET", "/hsds/services/"+id+"?full=false"); w.Code != 422 {
		t.Errorf("one service takes a parameter: %d", w.Code)
	}
}

// A body that is larger than a server takes is refused as that.
func TestALargeFormIsRefused(t *testing.T) {
	r := httptest.NewRequest("POST", "/hsds/services", strings.NewReader("search="+strings.Repeat("a", 5000)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.Body = http.MaxBytesReader(w, r.Body, 1000)
	handler(t).ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", w.Code)
	}
}

// Whatever the parameters are, the answer is 200 with JSON or a problem that
// holds nothing of them, and the same each time.
func FuzzParameters(f *testing.F) {
	for _, seed := range []string{
		"page=2&per_page=3&full=true", "search=femmes&format=ndjson", "postcode=M5V+2T6&proximity=5000", "minimal=1",
		"taxonomy_id=00000000-0000-4000-8000-000000000000", "page=%2B1", "%zz", "a=b;c=d", "full=&full=", "per_page=1&per_page=",
		"search=" + url.QueryEscape("\x00\xff\u202e<script>"), "organization_id[]=1", "postcode=K1A&format=geojson&page=99999",
	} {
		f.Add(seed, uint8(0))
		f.Add(seed, uint8(2))
	}
	w := sampleWorld(f)
	_, h := w.open(index.Build(w.listings[:60], w.terms, 1))
	f.Fuzz(func(t *testing.T, query string, which uint8) {
		list := lists[int(which)%len(lists)]
		send := func() *httptest.ResponseRecorder {
			r := httptest.NewRequest("GET", "/hsds/"+list, nil)
			r.URL.RawQuery = query + "&search=" + canary
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w
		}
		w := send()
		if w.Code != 200 && w.Code != 422 {
			t.Errorf("%q: %d", query, w.Code)
		}
		if again := send(); again.Body.String() != w.Body.String() || again.Header().Get("ETag") != w.Header().Get("ETag") {
			t.Errorf("%q: another answer the second time", query)
		}
		if strings.Contains(w.Body.String(), canary) {
			t.Errorf("%q: what was typed comes back", query)
		}
		if media := w.Header().Get("Content-Type"); media != "application/x-ndjson" && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%q: %s that is none", query, media)
		}
	})
}
