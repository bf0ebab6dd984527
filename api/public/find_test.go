package public

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// theSite is one site for all these tests, as for all visitors.
var theSite = sync.OnceValues(func() (*Site, error) {
	w, err := theWorld()
	if err != nil {
		return nil, err
	}
	return New(Options{
		Catalog: func() *index.Snapshot[data.Public] { return w.snapshot }, Gazetteer: w.gazetteer, Terms: w.terms,
		Weights: ranking.Default(), Now: func() time.Time { return now },
	})
})

func found(t *testing.T, fields url.Values, lang bilingual.Lang) web.Results {
	t.Helper()
	site, err := theSite()
	if err != nil {
		t.Fatal(err)
	}
	r, err := site.find(askOf(fields), lang)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPagesFollowOneAnother(t *testing.T) {
	fields := url.Values{"place": {"M5V"}, "need": {"housing"}}
	want := found(t, fields, "en").Total
	var seen []int
	for page := 1; page <= lastPage; page++ {
		fields.Set("to", fmt.Sprint(page))
		r := found(t, fields, "en")
		for _, c := range r.Cards {
			seen = append(seen, c.Number)
		}
		if r.Total != want {
			t.Errorf("page %d says %d, page 1 %d", page, r.Total, want)
		}
		if (r.Previous == 0) != (page == 1) || page < lastPage && (r.Next == 0) != (want <= page*perPage) {
			t.Errorf("page %d leads to %d and %d", page, r.Previous, r.Next)
		}
	}
	if len(seen) != min(want, ranking.MaxK) || !slices.IsSorted(seen) || seen[0] != 1 || len(slices.Compact(seen)) != len(seen) {
		t.Errorf("the pages show %v of %d", seen, want)
	}
}

func TestByPhoneOrOnlineOnlyMeansOnly(t *testing.T) {
	world := sampleWorld(t)
	site, _, _ := served(t, world.snapshot)
	r := found(t, url.Values{"remote": {"1"}, "need": {"counselling"}}, "en")
	wider := found(t, url.Values{"need": {"counselling"}}, "en")
	if r.Total == 0 || r.Total >= wider.Total {
		t.Errorf("%d by phone of %d", r.Total, wider.Total)
	}
	for _, c := range r.Cards {
		if !c.Remote {
			t.Errorf("%s is no service by phone", c.Service)
		}
	}
	remote := site.derived.remoteOf(world.snapshot)
	for i := range remote.Len() {
		if !remote.At(i).Remote {
			t.Fatal("a place to go to is among the services by phone")
		}
	}
	if again := site.derived.remoteOf(world.snapshot); again != remote {
		t.Error("it is worked out at every search")
	}
	if other := site.derived.remoteOf(index.Build[data.Public](nil, world.terms, 9)); other == remote || other.Len() != 0 {
		t.Error("it outlives its snapshot")
	}
}

// Whoever fears the police must not find them among those who help.
func TestPoliceAreNeverAmongTheResults(t *testing.T) {
	world := sampleWorld(t)
	kinds := map[string]data.ProviderKind{}
	for i := range world.snapshot.Len() {
		l := world.snapshot.At(i)
		kinds[l.Organization.Name.En+"/"+l.Service.Name.En] = l.Kind
	}
	police := 0
	for _, kind := range kinds {
		if kind == data.LawEnforcement {
			police++
		}
	}
	if police == 0 {
		t.Fatal("the sample has no police in public: this test proves nothing")
	}
	for _, place := range []string{"", "M5V", "Iqaluit", "Winnipeg", "V6B"} {
		for _, need := range []string{"", "police-reporting", "child-protection", "safe-exit", "legal"} {
			for page := range lastPage {
				r := found(t, url.Values{"place": {place}, "need": {need}, "to": {fmt.Sprint(page + 1)}}, "en")
				for _, c := range append(r.Cards, r.Elsewhere...) {
					if kind := kinds[c.Organization+"/"+c.Service]; kind != data.Direct {
						t.Fatalf("%s near %s for %s is %s", c.Organization, place, need, kind)
					}
				}
				if r.Next == 0 {
					break
				}
			}
		}
	}
}

func TestWhereLittleIsFoundThereIsMore(t *testing.T) {
	for _, lang := range []bilingual.Lang{"fr", "en"} {
		r := found(t, url.Values{"place": {"Iqaluit"}, "need": {"tattoo-removal"}, "barrier": {"no-police-report", "no-id"}, "remote": {"1"}}, lang)
		if r.Total >= few || len(r.Elsewhere) == 0 || len(r.Lines) != 2 || len(r.Drops) != 3 {
			t.Errorf("%d found, %d elsewhere, %d lines, %d searches without", r.Total, len(r.Elsewhere), len(r.Lines), len(r.Drops))
		}
		for _, c := range r.Elsewhere {
			if !c.Remote {
				t.Errorf("%s is not reached by phone", c.Service)
			}
			if said := strings.Join(c.Reasons, "; "); said == "" || strings.Contains(said, "what is needed") || strings.Contains(said, "ce qu’il faut") {
				t.Errorf("%s is shown for needs that the visitor did not choose: %s", c.Service, said)
			}
		}
		for _, d := range r.Drops {
			if wider := len(d.Query.Fields()); wider != len(r.Query.Fields())-1 || len(d.Query.Barriers) != 2 {
				t.Errorf("%s changes %d conditions", d.Label, len(r.Query.Fields())-wider)
			}
		}
	}
	if r := found(t, url.Values{"place": {"M5V"}}, "en"); len(r.Elsewhere)+len(r.Lines)+len(r.Drops) != 0 {
		t.Error("where much is found, more is pressed on people")
	}
}

// The next page, the other language and the sheet search for the same again, by
// the fields of this page.
func TestAPageCarriesItsOwnSearch(t *testing.T) {
	fields := url.Values{"place": {"k1a 0b1"}, "need": {"Legal help", "housing"}, "language": {"français"}, "barrier": {"no-id"}, "access": {"wheelchair"}}
	first := found(t, fields, "fr")
	again := url.Values{}
	for _, f := range first.Query.Fields() {
		again.Add(f[0], f[1])
	}
	second := found(t, again, "fr")
	if !reflect.DeepEqual(first, second) {
		t.Errorf("%+v finds %d, and again %d", first.Query, first.Total, second.Total)
	}
	if want := (web.Query{Place: "K1A", Needs: []string{"legal", "housing"}, Language: "fr", Barriers: []string{"no-id"}, Accessibility: []string{"wheelchair"}, Page: 1}); fmt.Sprint(first.Query) != fmt.Sprint(want) {
		t.Errorf("the page carries %+v, want %+v", first.Query, want)
	}
}

// A place is carried by a name of ours, and that name must mean it.
func TestThePlaceThatIsCarriedIsTheOneThatWasFound(t *testing.T) {
	g := sampleWorld(t).gazetteer
	tried := 0
	for place := range g.Places() {
		o, err := g.Place(place.Name + ", " + string(place.Province))
		if err != nil {
			continue // several bear the name; a choice is then asked for
		}
		tried++
		if again, err := g.Place(placeOf(o)); err != nil || again.Point != o.Point {
			t.Errorf("%s is carried as %q, which is %v, %v", place.Name, placeOf(o), again.Label.En, err)
		}
	}
	if tried < 1000 {
		t.Errorf("only %d places were tried", tried)
	}
}

func TestAnAmbiguousTownIsAChoice(t *testing.T) {
	_, h, _ := served(t, sampleWorld(t).snapshot)
	w := post(h, "/en/search", url.Values{"place": {"windsor"}, "need": {"legal"}, "language": {"es"}})
	page := w.Body.String()
	choices := regexp.MustCompile(`name="choice" value="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if w.Code != 422 || len(choices) < 2 || !strings.Contains(page, `value="legal" checked`) || !strings.Contains(page, `<option selected value=es>`) {
		t.Fatalf("got %d with %v", w.Code, choices)
	}
	for _, c := range choices {
		if w := post(h, "/en/search", url.Values{"place": {"windsor"}, "choice": {c[1]}}); w.Code != 200 || !strings.Contains(w.Body.String(), "near "+c[1]) {
			t.Errorf("%s: %d", c[1], w.Code)
		}
	}
}

// A listing that may show its region only has no address on a page.
func TestALimitedListingHasNoAddressOnAPage(t *testing.T) {
	world := sampleWorld(t)
	site, _, _ := served(t, world.snapshot)
	limited := 0
	for i := range world.snapshot.Len() {
		l := world.snapshot.At(i)
		if l.Place.Kind == "point" {
			continue
		}
		limited++
		c := site.pages.CardOf(l, "", bilingual.En, now)
		if slices.ContainsFunc(c.Facts, func(f web.Fact) bool { return f.Name == "Address" }) {
			t.Errorf("%s shows an address and no point", l.ID)
		}
	}
	if limited == 0 {
		t.Error("the sample has none: this test proves nothing")
	}
}

func TestAFaultHoldsNothingTyped(t *testing.T) {
	read := "M5V 9Z9 CANARY"
	err := errors.Join(
		&bilingual.Problem{Code: "place_unknown", Message: bilingual.Text{En: "not known", Fr: "inconnu"}, Read: read, Choices: []bilingual.Choice{{Input: "Windsor, ON", Label: bilingual.Same("Windsor, ON")}}},
		&bilingual.Problem{Code: "need_unknown", Message: bilingual.Same("no such need"), Read: read, Cause: errors.New(read), Choices: []bilingual.Choice{{Input: "legal"}}},
		&bilingual.Problem{Code: "need_too_many", Message: bilingual.Same("many"), Read: read},
		&bilingual.Problem{Code: "barrier_unknown", Message: bilingual.Same("no such barrier"), Read: read},
	)
	said, choices := faults(err, "fr")
	if len(said) != 3 || said[0].Message != "Inconnu." || len(choices) != 1 || strings.Contains(fmt.Sprint(said, choices), "CANARY") {
		t.Errorf("got %v and %v", said, choices)
	}
}
