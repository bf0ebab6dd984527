package hsds

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	wire "github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// world is the sample directory, made once for all tests, which only read it.
type world struct {
	gazetteer *geo.Gazetteer
	terms     *data.Terms
	listings  []data.Listing[data.Public]
	snapshot  *index.Snapshot[data.Public]
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
	records, err := sample.Build(g, terms, sample.Options{Seed: 5, At: time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)})
	if err != nil {
		return nil, err
	}
	w := &world{gazetteer: g, terms: terms}
	for _, r := range records {
		w.listings = append(w.listings, record.Publish(r)...)
	}
	w.snapshot = index.Build(w.listings, terms, 1)
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

// open makes an API over a snapshot, and the handler that programs meet.
func (w *world) open(s *index.Snapshot[data.Public]) (*API, http.Handler) {
	a := New(Options{Catalog: func() *index.Snapshot[data.Public] { return s }, Gazetteer: w.gazetteer, Base: "https://directory.example"})
	mux := serve.NewMux()
	a.Mount(mux)
	return a, mux
}

var theHandler = sync.OnceValue(func() http.Handler {
	w, _ := theWorld()
	_, h := w.open(w.snapshot)
	return h
})

func handler(t testing.TB) http.Handler {
	t.Helper()
	sampleWorld(t)
	return theHandler()
}

func ask(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// get gives the body of an answer that must be 200.
func get(t testing.TB, target string) []byte {
	t.Helper()
	w := ask(handler(t), "GET", target)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", target, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// aPage is a page as any program reads it.
type aPage struct {
	wire.Page[json.RawMessage]
	Features []json.RawMessage `json:"features"`
}

func getPage(t testing.TB, target string) aPage {
	t.Helper()
	var p aPage
	if err := json.Unmarshal(get(t, target), &p); err != nil {
		t.Fatalf("GET %s: %v", target, err)
	}
	return p
}

// idsOf gives the ids of all things of a list that pass the filters.
func idsOf(t testing.TB, list string, query ...string) []string {
	t.Helper()
	var ids []string
	body := string(get(t, "/hsds/"+list+"?format=ndjson&"+strings.Join(query, "&")))
	for line := range strings.Lines(body) {
		var one struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, one.ID)
	}
	return ids
}

var lists = []string{"services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"}

// every asks a list for providers of every kind.
var every = "taxonomy_id=" + string(wire.TaxonomyID("relais:provider_kind"))

func TestTheAPISaysWhatItIs(t *testing.T) {
	var m Meta
	if err := json.Unmarshal(get(t, "/hsds/"), &m); err != nil {
		t.Fatal(err)
	}
	if want := (Meta{"3.1", "https://directory.example/hsds/profile", "https://directory.example/openapi.json"}); m != want {
		t.Errorf("got %+v, want %+v", m, want)
	}
	if !strings.Contains(string(get(t, "/hsds/profile")), "deux langues") && !strings.Contains(string(get(t, "/hsds/profile")), "Deux langues") {
		t.Error("the profile is not in both languages")
	}
}

// Nothing of what the public may know is missing, and nothing comes twice.
func TestTheListsHoldEveryListing(t *testing.T) {
	w := sampleWorld(t)
	want := map[string][]string{}
	for i := range w.listings {
		l := &w.listings[i]
		want["service_at_locations"] = append(want["service_at_locations"], string(l.ID))
		want["services"] = append(want["services"], string(l.Service.ID))
		want["organizations"] = append(want["organizations"], string(l.Organization.ID))
	}
	for list, ids := range want {
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if got := idsOf(t, list, every); !slices.Equal(got, ids) {
			t.Errorf("%s: %d things, want %d in the order of ids", list, len(got), len(ids))
		}
	}
}

// The pages of a list, one after another, are the list.
func TestPagesAreTheList(t *testing.T) {
	for _, list := range lists {
		whole := idsOf(t, list)
		for _, size := range []int{7, 50, 1000} {
			if size == 7 && len(whole) > 700 {
				continue // slow, and the others say it
			}
			var got []string
			pages := (len(whole) + size - 1) / size
			for n := 1; n <= pages; n++ {
				p := getPage(t, fmt.Sprintf("/hsds/%s?page=%d&per_page=%d", list, n, size))
				if p.TotalItems != len(whole) || p.TotalPages != pages || p.PageNumber != n || p.Size != len(p.Contents) || p.Empty ||
					p.FirstPage != (n == 1) || p.LastPage != (n == pages) {
					t.Fatalf("%s, page %d of %d: %+v", list, n, size, p.Page)
				}
				for _, one := range p.Contents {
					var thing struct{ ID string }
					if err := json.Unmarshal(one, &thing); err != nil {
						t.Fatal(err)
					}
					got = append(got, thing.ID)
				}
			}
			if !slices.Equal(got, whole) {
				t.Errorf("%s: the pages of %d are %d things, the list %d", list, size, len(got), len(whole))
			}
		}
		after := getPage(t, "/hsds/"+list+"?page=1000000000&per_page=1000")
		if !after.Empty || after.Size != 0 || len(after.Contents) != 0 || after.TotalItems != len(whole) || !after.LastPage || after.FirstPage {
			t.Errorf("%s, far after the end: %+v", list, after.Page)
		}
	}
}

// Filters hold all together: what two let pass is what each lets pass.
func TestFiltersAreAnIntersection(t *testing.T) {
	need := string(wire.TermID("relais:need", "housing"))
	barrier := string(wire.TermID("relais:barrier", "no-id"))
	genders := string(wire.TaxonomyID("relais:genders"))
	organization := idsOf(t, "organizations", "taxonomy_term_id="+need, "search=services")[0]
	filters := map[string][]string{
		"services":             {"search=shelter", "search=h%C3%A9bergement", "taxonomy_term_id=" + need, "taxonomy_term_id=" + barrier, "taxonomy_id=" + genders, "organization_id=" + organization},
		"organizations":        {"search=shelter", "search=women", "taxonomy_term_id=" + need, "taxonomy_term_id=" + barrier, "taxonomy_id=" + genders},
		"service_at_locations": {"search=legal", "taxonomy_term_id=" + need, "taxonomy_term_id=" + barrier, "organization_id=" + organization, "postcode=M5V", "postcode=K1A&proximity=60000", "postcode=H2X&proximity=500000.5"},
		"taxonomy_terms":       {"search=housing", "top_only=true", "taxonomy_id=" + string(wire.TaxonomyID("relais:need")), "parent_id=" + need},
		"taxonomies":           {"search=langues", "search=languages"},
	}
	for list, all := range filters {
		whole, several := idsOf(t, list), 0
		for i, f := range all {
			one := idsOf(t, list, f)
			if len(one) == 0 || len(one) == len(whole) && len(whole) > 20 {
				t.Errorf("%s?%s lets %d of %d pass: it shows nothing", list, f, len(one), len(whole))
			}
			for _, g := range all[i+1:] {
				if strings.HasPrefix(f, "postcode") && strings.HasPrefix(g, "postcode") {
					continue // a list starts from one
				}
				other := idsOf(t, list, g)
				want := slices.DeleteFunc(slices.Clone(one), func(id string) bool { return !slices.Contains(other, id) })
				if got := idsOf(t, list, f, g); !slices.Equal(got, want) {
					t.Errorf("%s?%s&%s: %d, want the %d that pass both", list, f, g, len(got), len(want))
				}
				if len(want) > 0 {
					several++
				}
			}
		}
		if several == 0 {
			t.Errorf("%s: no two filters have anything in common", list)
		}
	}
}

// A filter by a term finds the narrower ones, and never what says no.
func TestATermIsFoundAsItIsSaid(t *testing.T) {
	w := sampleWorld(t)
	want := map[string]bool{}
	for i := range w.listings {
		for _, c := range w.listings[i].Barriers {
			if c.Term == "no-id" && c.Answer == data.Yes {
				want[string(w.listings[i].ID)] = true
			}
		}
	}
	got := idsOf(t, "service_at_locations", every, "taxonomy_term_id="+string(wire.TermID("relais:barrier", "no-id")))
	if len(got) != len(want) || slices.ContainsFunc(got, func(id string) bool { return !want[id] }) {
		t.Errorf("%d ask for no identity document, want %d", len(got), len(want))
	}
	for _, kind := range []struct {
		taxonomy, wide string
		says           func(l *data.Listing[data.Public]) []string
		kind           data.TermKind
	}{
		{"relais:need", "housing", func(l *data.Listing[data.Public]) []string { return l.Needs }, data.TermNeed},
		{"relais:language", "fr", func(l *data.Listing[data.Public]) (codes []string) {
			for _, o := range l.Languages {
				codes = append(codes, o.Code)
			}
			return codes
		}, data.TermLanguage},
	} {
		n := 0
		for i := range w.listings {
			if slices.ContainsFunc(kind.says(&w.listings[i]), func(id string) bool { return w.terms.Covers(kind.kind, kind.wide, id) }) {
				n++
			}
		}
		if got := idsOf(t, "service_at_locations", every, "taxonomy_term_id="+string(wire.TermID(kind.taxonomy, kind.wide))); len(got) != n || n == 0 {
			t.Errorf("%s: %d, want %d", kind.wide, len(got), n)
		}
	}
}

// Whatever term an answer says is among the terms, under the same name.
func TestEveryTermThatIsSaidIsListed(t *testing.T) {
	terms := map[string]string{}
	for line := range strings.Lines(string(get(t, "/hsds/taxonomy_terms?format=ndjson"))) {
		var term wire.TaxonomyTerm
		if err := json.Unmarshal([]byte(line), &term); err != nil {
			t.Fatal(err)
		}
		terms[term.ID] = term.Name
		if ask(handler(t), "GET", "/hsds/taxonomies/"+term.TaxonomyID).Code != 200 {
			t.Fatalf("%s is of no taxonomy", term.Name)
		}
	}
	seen := 0
	walk(t, get(t, "/hsds/services?full=true&format=ndjson"), func(key string, value any) {
		if term, ok := value.(map[string]any); ok && key == "taxonomy_term" {
			seen++
			if terms[term["id"].(string)] != term["name"] {
				t.Errorf("an attribute says %v, the terms %q", term, terms[term["id"].(string)])
			}
		}
	})
	if seen < 1000 {
		t.Errorf("only %d attributes were looked at", seen)
	}
}

// walk visits every member of every object of a stream of JSON.
func walk(t testing.TB, stream []byte, visit func(key string, value any)) {
	t.Helper()
	var down func(key string, node any)
	down = func(key string, node any) {
		visit(key, node)
		switch n := node.(type) {
		case map[string]any:
			for k, child := range n {
				down(k, child)
			}
		case []any:
			for _, child := range n {
				down("", child)
			}
		}
	}
	for d := json.NewDecoder(strings.NewReader(string(stream))); ; {
		var doc any
		if err := d.Decode(&doc); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		down("", doc)
	}
}

// What is asked for by id, in a list in full and in its organization is one and
// the same.
func TestAThingIsTheSameWhereverItStands(t *testing.T) {
	for _, list := range []string{"services", "service_at_locations", "organizations"} {
		full := strings.Split(strings.TrimSpace(string(get(t, "/hsds/"+list+"?full=true&format=ndjson"))), "\n")
		for i := 0; i < len(full); i += 97 {
			var thing struct{ ID string }
			if err := json.Unmarshal([]byte(full[i]), &thing); err != nil {
				t.Fatal(err)
			}
			if got := string(get(t, "/hsds/"+list+"/"+thing.ID)); got != full[i] {
				t.Errorf("%s/%s by itself\n%.300s\nin the list\n%.300s", list, thing.ID, got, full[i])
			}
			if got := string(get(t, "/hsds/"+list+"/"+strings.ToUpper(thing.ID))); got != full[i] {
				t.Error("an id in capitals is another thing")
			}
		}
	}
	id := idsOf(t, "organizations")[3]
	var named, full wire.Organization
	for target, o := range map[string]*wire.Organization{"": &named, "?full_service=true": &full} {
		if err := json.Unmarshal(get(t, "/hsds/organizations/"+id+target), o); err != nil {
			t.Fatal(err)
		}
	}
	if len(named.Services) == 0 || len(named.Services) != len(full.Services) || named.Services[0].Attributes != nil || full.Services[0].ServiceAtLocations == nil {
		t.Errorf("an organization has %d services, in full %d", len(named.Services), len(full.Services))
	}
}

// The shapes that are joined here are those that an export has.
func TestAServiceIsWhatAnExportHas(t *testing.T) {
	w := sampleWorld(t)
	byID := map[string]wire.Service{}
	sorted := slices.Clone(w.listings)
	slices.SortFunc(sorted, func(a, b data.Listing[data.Public]) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, s := range wire.Services(sorted, w.terms) {
		byID[s.ID] = s
	}
	n := 0
	for line := range strings.Lines(string(get(t, "/hsds/services?full=true&format=ndjson&"+every))) {
		var got wire.Service
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if a, b := string(encode(got)), string(encode(byID[got.ID])); a != b {
			t.Fatalf("got\n%.600s\nwant\n%.600s", a, b)
		}
		n++
	}
	if n != len(byID) {
		t.Errorf("%d services, an export has %d", n, len(byID))
	}
}

func TestMinimalIsIDsAloneOnOnePage(t *testing.T) {
	p := getPage(t, "/hsds/services?minimal=true")
	if len(p.Contents) != p.TotalItems || p.TotalPages != 1 || string(p.Contents[0]) != `{"id":"`+idsOf(t, "services")[0]+`"}` {
		t.Errorf("%d of %d: %s", len(p.Contents), p.TotalItems, p.Contents[0])
	}
	if p := getPage(t, "/hsds/services?minimal=true&per_page=10&page=2"); len(p.Contents) != 10 || p.PageNumber != 2 {
		t.Errorf("a page of it has %d", len(p.Contents))
	}
}

// One 404 for whatever is not there, whatever the reason.
func TestWhatIsNotThereIsOneAnswer(t *testing.T) {
	someone := idsOf(t, "organizations")[0]
	for _, list := range lists {
		want := ""
		for _, id := range []string{"00000000-0000-4000-8000-000000000000", "x", "%00", strings.Repeat("9", 300), "nil", "..%2f", "00000000-0000-0000-0000-000000000000"} {
			w := ask(handler(t), "GET", "/hsds/"+list+"/"+id)
			got := fmt.Sprint(w.Code, w.Header(), w.Body)
			if want == "" {
				want = got
			}
			if w.Code != 404 || got != want {
				t.Errorf("%s/%s: %s, want %s", list, id, got, want)
			}
		}
		if list != "organizations" {
			if w := ask(handler(t), "GET", "/hsds/"+list+"/"+someone); fmt.Sprint(w.Code, w.Header(), w.Body) != want {
				t.Errorf("the id of another thing is answered differently: %d", w.Code)
			}
		}
	}
}

func TestAPostedFormIsReadLikeAnAddress(t *testing.T) {
	form := func(query, body, media string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/hsds/service_at_locations?"+query, strings.NewReader(body))
		r.Header.Set("Content-Type", media)
		w := httptest.NewRecorder()
		handler(t).ServeHTTP(w, r)
		return w
	}
	want := string(get(t, "/hsds/service_at_locations?postcode=M5V+2T6&proximity=20000&search=legal"))
	const urlencoded = "application/x-www-form-urlencoded"
	for _, w := range []*httptest.ResponseRecorder{
		form("", "postcode=m5v2t6&proximity=20000&search=legal", urlencoded),
		form("search=legal", "postcode=M5V&proximity=20000", urlencoded+"; charset=utf-8"),
		form("postcode=M5V&proximity=20000&search=legal", "", ""),
	} {
		if w.Code != 200 || w.Body.String() != want {
			t.Errorf("%d %.200s", w.Code, w.Body)
		}
	}
	if w := form("", `{"postcode":"M5V"}`, "application/json"); w.Code != 422 {
		t.Errorf("a filter in a form that is not read: %d", w.Code)
	}
}

// Of a postal code three characters are read: the rest changes nothing and is
// nowhere.
func TestAPostalCodeIsCutAtTheDoor(t *testing.T) {
	want := idsOf(t, "service_at_locations", "postcode=M5V", "proximity=5000")
	for _, code := range []string{"M5V+2T6", "m5v-9z9", "M5V%201A1", "M5VQQQQQQ"} {
		if got := idsOf(t, "service_at_locations", "postcode="+code, "proximity=5000"); !slices.Equal(got, want) {
			t.Errorf("%s finds %d, M5V %d", code, len(got), len(want))
		}
	}
	for code, want := range map[string]string{"M5V 2T6": "M5V", " m 5 v": "m5v", "": "", "--": "?", "é": "?"} {
		if got := firstThree(code); got != want {
			t.Errorf("of %q %q is kept, want %q", code, got, want)
		}
	}
}

// proximity is about published places and nothing else.
func TestProximityMeasuresToPublishedPlaces(t *testing.T) {
	w := sampleWorld(t)
	origin, err := w.gazetteer.Postal("M5V")
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []geo.Meters{1, 3000, 50_000, 400_000, 20_000_000} {
		var want []string
		for i := range w.listings {
			l := &w.listings[i]
			if covered(l, &origin) && !l.Place.Center.IsZero() && geo.Distance(origin.Point, l.Place.Center) <= limit+l.Place.Radius {
				want = append(want, string(l.ID))
			}
		}
		slices.Sort(want)
		if got := idsOf(t, "service_at_locations", every, "postcode=M5V", fmt.Sprintf("proximity=%f", float64(limit))); !slices.Equal(got, want) {
			t.Errorf("within %.0f m: %d, want %d", limit, len(got), len(want))
		}
	}
}

func covered(l *data.Listing[data.Public], origin *geo.Origin) bool {
	for i := range l.ServiceAreas {
		if covers(&l.ServiceAreas[i], origin) != data.No {
			return true
		}
	}
	return len(l.ServiceAreas) == 0
}

// GeoJSON has a point for each public site and for nothing else.
func TestGeoJSONHasPublicPointsAlone(t *testing.T) {
	w := sampleWorld(t)
	byID := map[data.ID]*data.Listing[data.Public]{}
	for i := range w.listings {
		byID[w.listings[i].ID] = &w.listings[i]
	}
	points, without := 0, 0
	for n := 1; ; n++ {
		r := ask(handler(t), "GET", fmt.Sprintf("/hsds/service_at_locations?%s&per_page=1000&page=%d", every, n), "Accept", "application/geo+json, */*;q=0.1")
		var p struct {
			Type     string    `json:"type"`
			Last     bool      `json:"last_page"`
			Features []feature `json:"features"`
		}
		if err := json.Unmarshal(r.Body.Bytes(), &p); err != nil || r.Header().Get("Content-Type") != "application/geo+json" || p.Type != "FeatureCollection" {
			t.Fatalf("%v %v", err, r.Header())
		}
		for _, f := range p.Features {
			l := byID[f.ID]
			public := l.Place.Kind == geo.AreaPoint
			switch {
			case public != (f.Geometry != nil):
				t.Errorf("%s of kind %q has geometry %v", f.ID, l.Place.Kind, f.Geometry)
			case public && f.Geometry.Coordinates != [2]float64{l.Place.Center.Lng, l.Place.Center.Lat}:
				t.Errorf("%s stands at %v", f.ID, f.Geometry.Coordinates)
			case public:
				points++
			default:
				without++
			}
		}
		if p.Last {
			break
		}
	}
	if points == 0 || without == 0 || points+without != len(w.listings) {
		t.Errorf("%d points and %d without of %d", points, without, len(w.listings))
	}
	var one feature
	id := idsOf(t, "service_at_locations")[0]
	if err := json.Unmarshal(get(t, "/hsds/service_at_locations/"+id+"?format=geojson"), &one); err != nil || string(one.ID) != id || one.Type != "Feature" {
		t.Errorf("one feature: %+v %v", one, err)
	}
}

// No answer holds what would tell when somebody worked, or whom to ask for.
func TestNoAnswerHasWhatIsLeftOut(t *testing.T) {
	left := []string{"metadata", "last_modified", "modified_date", "contacts", "capacities", "generation", "distance"}
	for _, list := range []string{"services", "organizations", "service_at_locations"} {
		walk(t, get(t, "/hsds/"+list+"?full=true&format=ndjson&"+every), func(key string, _ any) {
			if slices.Contains(left, key) {
				t.Errorf("%s says %s", list, key)
			}
		})
	}
}

func TestTagsFollowThePublicListingsAlone(t *testing.T) {
	w := sampleWorld(t)
	tag := func(s *index.Snapshot[data.Public], target string, header ...string) string {
		_, h := w.open(s)
		return ask(h, "GET", target, header...).Header().Get("ETag")
	}
	shuffled := slices.Clone(w.listings[:200])
	slices.Reverse(shuffled)
	first, same := index.Build(w.listings[:200], w.terms, 1), index.Build(shuffled, w.terms, 99)
	fewer := index.Build(w.listings[:199], w.terms, 1)
	changed := slices.Clone(w.listings[:200])
	changed[0].Remote = !changed[0].Remote
	for _, target := range []string{"/hsds/services", "/hsds/organizations?full=true", "/hsds/service_at_locations?format=ndjson", "/hsds/taxonomies", "/hsds/taxonomy_terms"} {
		want := tag(first, target)
		if len(want) < 20 || strings.HasPrefix(want, "W/") {
			t.Fatalf("%s: %s is no strong tag", target, want)
		}
		if got := tag(same, target); got != want {
			t.Errorf("%s: the same listings in another order, at another generation: %s, want %s", target, got, want)
		}
		if tag(fewer, target) == want || tag(index.Build(changed, w.terms, 1), target) == want {
			t.Errorf("%s: other listings have the same tag", target)
		}
	}
	if tag(first, "/hsds/service_at_locations") == tag(first, "/hsds/service_at_locations", "Accept", "application/geo+json") {
		t.Error("JSON and GeoJSON have the same strong tag")
	}
}

func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	h := handler(t)
	id := idsOf(t, "services")[0]
	for _, target := range []string{"/hsds/services", "/hsds/services/" + id, "/hsds/taxonomy_terms?format=ndjson"} {
		tag := ask(h, "GET", target).Header().Get("ETag")
		for _, known := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			w := ask(h, "GET", target, "If-None-Match", known)
			if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
				t.Errorf("%s with %s: %d, %d bytes", target, known, w.Code, w.Body.Len())
			}
		}
		if w := ask(h, "GET", target, "If-None-Match", `"x"`); w.Code != 200 {
			t.Errorf("%s with another tag: %d", target, w.Code)
		}
	}
	if w := ask(h, "GET", "/hsds/services/00000000-0000-4000-8000-000000000000", "If-None-Match", "*"); w.Code != 404 {
		t.Errorf("what is not there: %d", w.Code)
	}
}

// A change elsewhere in the directory gives a snapshot with another number: what
// was drawn up for the one before it is kept. A change of what is listed is seen
// at once.
func TestWhatIsDrawnUpIsKeptWhileTheListingsAre(t *testing.T) {
	w := sampleWorld(t)
	s := index.Build(w.listings[:50], w.terms, 1)
	a := New(Options{Catalog: func() *index.Snapshot[data.Public] { return s }, Gazetteer: w.gazetteer})
	first := a.view()
	s = s.AtGeneration(2)
	if second := a.view(); second.contents != first.contents || second.snapshot != s {
		t.Error("another number drew everything up anew")
	}
	changed := w.listings[1]
	changed.Service.Name.En = "Another name"
	for i := range first.sites {
		first.writeSite(i, false)
	}
	s = s.With([]data.Listing[data.Public]{changed}, nil, 3)
	n, _ := find(len(a.view().sites), func(i int) data.ID { return a.view().sites[i].id }, changed.ID)
	if !strings.Contains(string(a.view().writeSite(n, false)), "Another name") {
		t.Error("a changed listing is still what it was")
	}
	s = s.With(nil, []data.ID{w.listings[0].ID}, 4)
	if third := a.view(); third.contents == first.contents || len(third.sites) != 49 {
		t.Error("a withdrawn listing is still there")
	}
}

func TestAnEmptyDirectory(t *testing.T) {
	w := sampleWorld(t)
	_, h := w.open(index.Build[data.Public](nil, w.terms, 0))
	for _, list := range lists[:3] {
		r := ask(h, "GET", "/hsds/"+list+"?full=true")
		want := `{"total_items":0,"total_pages":0,"page_number":1,"size":0,"first_page":true,"last_page":true,"empty":true,"contents":[]}`
		if r.Code != 200 || r.Body.String() != want {
			t.Errorf("%s: %d %s", list, r.Code, r.Body)
		}
	}
}

// Many ask at once, and all get the same bytes. Run with -race.
func TestManyAskAtOnce(t *testing.T) {
	w := sampleWorld(t)
	_, h := w.open(index.Build(w.listings[:300], w.terms, 1))
	targets := []string{"/hsds/services?full=true", "/hsds/organizations?full_service=true", "/hsds/service_at_locations?search=shelter",
		"/hsds/services?taxonomy_id=" + string(wire.TaxonomyID("relais:need")), "/hsds/taxonomy_terms"}
	answers := make([][]string, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			for _, target := range targets {
				r := ask(h, "GET", target)
				answers[i] = append(answers[i], r.Header().Get("ETag")+r.Body.String())
			}
		})
	}
	all.Wait()
	for i := range answers {
		if !slices.Equal(answers[i], answers[0]) {
			t.Errorf("%d got other answers than 0", i)
		}
	}
}

// The description says every route, and every parameter that is read.
func TestTheDescriptionHasEveryRoute(t *testing.T) {
	w := sampleWorld(t)
	a, _ := w.open(w.snapshot)
	mux := serve.NewMux()
	a.Mount(mux)
	if err := mux.Describe("GET /openapi.json", "Relais", "1", ""); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct{ Parameters []struct{ Name string } }
	}
	r := ask(mux, "GET", "/openapi.json")
	if err := json.Unmarshal(r.Body.Bytes(), &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatal(err, r.Body)
	}
	for _, list := range lists {
		path := doc.Paths["/hsds/"+list]
		if len(path["get"].Parameters) < 4 || len(path["post"].Parameters) != len(path["get"].Parameters) || doc.Paths["/hsds/"+list+"/{id}"]["get"].Parameters == nil {
			t.Errorf("%s is described as %v", list, path)
		}
		for _, p := range path["get"].Parameters {
			if details[p.Name] == "" {
				t.Errorf("%s of %s is not described", p.Name, list)
			}
			if w := ask(mux, "GET", "/hsds/"+list+"?"+url.QueryEscape(p.Name)+"="); w.Code != 200 {
				t.Errorf("%s?%s is described and not read: %d", list, p.Name, w.Code)
			}
		}
	}
}

// What a postcode leaves out is what a search from there excludes by its service
// area: one rule, written twice because a search has a candidate and a list has
// not.
func TestAPostcodeLeavesOutWhatASearchExcludes(t *testing.T) {
	w := sampleWorld(t)
	out := 0
	for _, code := range []string{"M5V", "J8X", "X0A"} {
		q, err := ranking.Resolve[data.Public](ranking.Request{Origin: &ranking.Start{PostalCode: code}}, w.gazetteer, w.terms, time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		listed := idsOf(t, "service_at_locations", every, "postcode="+code)
		for i := 0; i < len(w.listings); i += 9 {
			id := w.listings[i].ID
			why, err := ranking.Explain(w.snapshot, q, id)
			if err != nil {
				t.Fatal(err)
			}
			excluded := slices.ContainsFunc(why.Exclusions, func(x ranking.Exclusion) bool { return x.Criterion == ranking.ServiceAreaCriterion })
			if excluded {
				out++
			}
			if slices.Contains(listed, string(id)) == excluded {
				t.Errorf("from %s, %s is listed although it is excluded, or not although it is not", code, id)
			}
		}
	}
	if out == 0 {
		t.Error("nothing was excluded: the test shows nothing")
	}
}

// Behind the server's guard the answers are the same, and a program may ask for
// the headers alone.
func TestOverTheWire(t *testing.T) {
	w := sampleWorld(t)
	a, _ := w.open(w.snapshot)
	mux := serve.NewMux()
	a.Mount(mux)
	s, err := serve.New(serve.Site{Mux: mux}, serve.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	target := "/hsds/service_at_locations?format=ndjson&postcode=M5V"
	r, err := http.Get(server.URL + target)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Body.Close() != nil || string(body) != string(get(t, target)) || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d bytes, %v, %v", len(body), r.Header, err)
	}
	head, err := http.Head(server.URL + target)
	if err != nil || head.Body.Close() != nil || head.StatusCode != 200 || head.Header.Get("ETag") != r.Header.Get("ETag") {
		t.Errorf("HEAD: %v %v", head, err)
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{{"PUT", "/hsds/services", 405}, {"POST", "/hsds/services/x", 405}, {"GET", "/hsds/services/", 404}, {"GET", "/hsds/nothing", 404}, {"GET", "/hsds", 200}} {
		q, _ := http.NewRequest(c.method, server.URL+c.path, nil)
		r, err := http.DefaultClient.Do(q)
		if err != nil || r.Body.Close() != nil || r.StatusCode != c.want {
			t.Errorf("%s %s: %v %v, want %d", c.method, c.path, r, err, c.want)
		}
	}
}
