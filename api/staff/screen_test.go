package staff

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

func TestACallIsAnsweredWithoutAScript(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for name, c := range map[string]struct {
		fields url.Values
		has    []string
		hasNot []string
	}{
		"an empty screen":                  {url.Values{}, []string{"Type where the person is"}, []string{`<li class="row`}},
		"a postal code":                    {toronto(), []string{"M5V (Toronto, ON)", `<span class="rank">10</span>`, `href="tel:`, "Offers: Emergency shelter", "Acceptance is never promised"}, nil},
		"a town misspelt":                  {url.Values{"place": {"Winipeg"}}, []string{"Winnipeg, MB", `class="note"`}, nil},
		"several towns":                    {url.Values{"place": {"Windsor"}}, []string{`name="choice" value="Windsor, NS"`, "<kbd>1</kbd>"}, []string{`<li class="row`}},
		"one of them":                      {url.Values{"place": {"Windsor"}, "choice": {"Windsor, NS"}}, []string{"Windsor, NS", `<li class="row`}, nil},
		"a place that is none":             {url.Values{"place": {"Zzyzxqq"}}, []string{`class="fault"`}, []string{`<li class="row`}},
		"a position":                       {url.Values{"place": {"45.42,-75.69"}}, []string{"Ottawa, ON", `<li class="row`}, nil},
		"an area to avoid":                 {toronto("avoid", "Toronto 10; MB"), []string{"Keep away from:", "Manitoba", "Services left out: ", "from its middle"}, []string{"Services left out: 0."}},
		"an area that is none":             {toronto("avoid", "Zzyzxqq 3"), []string{`id="fault-avoid"><p class="fault">`}, []string{`<li class="row`}},
		"a language":                       {toronto("language", "Cree", "language", "French"), []string{"Cree"}, nil},
		"a language that is none":          {toronto("language", "Qqqqqq"), []string{`id="fault-language"><p class="fault">`}, []string{`<li class="row`}},
		"an age that is none":              {toronto("age", "old"), []string{`id="fault-age"><p class="fault">`}, []string{`<li class="row`}},
		"a child":                          {toronto("age", "14"), []string{"Duty to report:"}, nil},
		"an adult":                         {toronto("age", "34"), nil, []string{"Duty to report:"}},
		"wishes that are given up":         {url.Values{"place": {"Iqaluit"}, "need": {"transitional-housing"}, "within": {"1"}, "no_remote": {"1"}}, []string{"was given up: the maximum distance", `class="gaveup"`}, nil},
		"nothing at all":                   {nobody(t, d.engine), []string{"No service fits", "1-833-900-1010", "211"}, []string{`<li class="row`}},
		"police, only where asked for":     {url.Values{"place": {"M5V"}, "need": {"police-reporting"}, "kind": {"law_enforcement"}}, []string{"Law enforcement"}, nil},
		"a question for what is not known": {toronto("barrier", "no-id", "age", "17.5"), []string{`class="asks"><li>`}, nil},
	} {
		page := d.screen("/staff/en/", c.fields)
		for _, want := range c.has {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the screen has no %q", name, want)
			}
		}
		for _, not := range c.hasNot {
			if strings.Contains(page, not) {
				t.Errorf("%s: the screen has %q", name, not)
			}
		}
	}
}

// The list is what a search finds, in its order.
func TestTheListIsTheSearch(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	q, err := relais.Resolve[data.Staff](d.engine, ranking.Request{Origin: ranking.StartAt("M5V 2T6"), Needs: []string{"emergency-shelter"}, Urgency: "tonight"}, now)
	if err != nil {
		t.Fatal(err)
	}
	want, err := relais.Search[data.Staff](d.engine, q)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile(`<li class="row[^>]*data-id="([^"]+)"`).FindAllStringSubmatch(d.screen("/staff/fr/", toronto()), -1) {
		got = append(got, m[1])
	}
	var ids []string
	for _, m := range want.Matches {
		ids = append(ids, string(m.Listing.ID))
	}
	if !slices.Equal(got, ids) || len(got) != 10 {
		t.Errorf("got %v, want %v", got, ids)
	}
}

// What a need's chip counts is what ticking it finds, within reach.
func TestACountIsWhatIsFound(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	page := d.screen("/staff/en/", url.Values{"place": {"Halifax"}})
	for _, need := range []string{"emergency-shelter", "legal", "counselling"} {
		q, err := relais.Resolve[data.Staff](d.engine, ranking.Request{Origin: ranking.StartAt("Halifax"), Needs: []string{need}, WithinKM: 100}, now)
		if err != nil {
			t.Fatal(err)
		}
		a, err := relais.Search[data.Staff](d.engine, q)
		if err != nil || a.Total < 2 || len(a.Relaxations) > 0 {
			t.Fatalf("%s near Halifax proves nothing: %d, %v, %v", need, a.Total, a.Relaxations, err)
		}
		if want := fmt.Sprintf(`id="n-%s">%d<`, need, a.Total); !strings.Contains(page, want) {
			t.Errorf("the screen has no %s", want)
		}
	}
	far := d.screen("/staff/en/", url.Values{"place": {"Resolute, NU"}})
	if !regexp.MustCompile(`id="n-[a-z-]+" data-none>[0-9,.]+.km<`).MatchString(far) {
		t.Error("a need that nobody serves within reach does not say where somebody does")
	}
}

// Every panel of the screen, for both languages.
func TestEveryPanel(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	first := relais.Snapshot[data.Staff](d.engine).At(0).ID
	for _, c := range []struct {
		name   string
		fields url.Values
		en, fr string
	}{
		{"detail", toronto(), "You may say", "Vous pouvez dire"},
		{"why", toronto("deed", "panel why"), "What adds up to its score", "Ce qui compose sa note"},
		{"why not", url.Values{"place": {"Victoria, BC"}, "need": {"repatriation"}, "deed": {"why " + string(first)}}, "Offers none of what is needed", "N’offre rien de ce qu’il faut"},
		{"why not another", toronto("deed", "panel why", "other", "window"), "Why not another one?", "Pourquoi pas un autre?"},
		{"why not one that is none", toronto("deed", "panel why", "other", "zzyzxqq"), "No organization in the directory has that name", "Aucun organisme du répertoire n’a ce nom"},
		{"compare, with nothing aside", toronto("deed", "panel compare"), "Set up to three services aside", "Mettez de côté jusqu’à trois services"},
		{"compare", toronto("deed", "panel compare", "compare", string(first)), "Side by side", "Côte à côte"},
		{"map", toronto("deed", "panel map"), "<svg", "<svg"},
		{"map without a place", url.Values{"need": {"legal"}, "deed": {"panel map"}}, "needs a place to start from", "demande un lieu de départ"},
		{"plan", toronto("need", "legal", "deed", "panel plan"), "Organizations for all needs", "Organismes pour tous les besoins"},
		{"plan for one need", toronto("deed", "panel plan"), "A plan needs two needs", "Un plan demande au moins deux besoins"},
		{"plan for nobody", nobody(t, d.engine, "need", "crisis-line", "deed", "panel plan"), "Not covered", "Non couverts"},
		{"law", toronto("age", "15", "deed", "panel law"), "Who may be competent", "Qui peut être compétent"},
		{"law without a place", url.Values{"need": {"legal"}, "deed": {"panel law"}}, "Say where the person is", "Dites où se trouve la personne"},
		{"message", toronto("deed", "panel message"), "Is it safe to text this phone?", "Est-ce sûr d’écrire à ce téléphone?"},
		{"trouble", toronto("deed", "trouble "+string(first)), "What is wrong?", "Qu’est-ce qui ne va pas?"},
		{"refer", toronto("deed", "refer "+string(first)), "counted apart", "comptés à part"},
		{"keys", toronto("deed", "panel keys"), "Use these keys", "Utiliser ces touches"},
	} {
		for lang, want := range map[string]string{"en": c.en, "fr": c.fr} {
			if page := d.screen("/staff/"+lang+"/", c.fields); !strings.Contains(page, want) {
				t.Errorf("%s, %s: the panel does not say %q", c.name, lang, want)
			}
		}
	}
}

func TestDifferencesStandFirst(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	s := relais.Snapshot[data.Staff](d.engine)
	fields := toronto("deed", "panel compare", "compare", string(s.At(0).ID), "compare", string(s.At(900).ID), "compare", string(s.At(1800).ID), "compare", string(s.At(2700).ID))
	page := d.screen("/staff/en/", fields)
	_, table, _ := strings.Cut(page, `<table class="compare">`)
	table, _, _ = strings.Cut(table, "</table>")
	rows := strings.Split(table, "<tr")[2:]
	if n := strings.Count(table, `scope="col"`); n != mostCompared {
		t.Errorf("%d side by side", n)
	}
	same := slices.IndexFunc(rows, func(r string) bool { return !strings.Contains(r, "differs") })
	if same < 1 || slices.ContainsFunc(rows[same:], func(r string) bool { return strings.Contains(r, "differs") }) {
		t.Errorf("rows that differ do not all stand before those that do not: the first that is alike is row %d of %d", same, len(rows))
	}
}

func TestWhatIsOnTheScreenComesBack(t *testing.T) {
	v := View{}
	ids := []data.ID{"00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004"}
	for _, id := range ids {
		v.do("compare " + string(id))
	}
	if len(v.Compare) != mostCompared {
		t.Errorf("%d are set aside", len(v.Compare))
	}
	v.do("compare " + string(ids[1]))
	for _, deed := range []string{"open " + string(ids[3]), "panel map", "nearer", "nearer", "farther", "more", "named yes", "safe yes"} {
		v.do(deed)
	}
	want := View{Panel: "map", Open: ids[3], Compare: []data.ID{ids[0], ids[2]}, More: firstPage, Zoom: 1, Safe: "yes", Named: true}
	fields := url.Values{}
	for _, f := range v.Fields() {
		fields.Add(f[0], f[1])
	}
	back := viewOf(fields)
	if !slices.Equal(back.Compare, want.Compare) {
		t.Errorf("got %v aside, want %v", back.Compare, want.Compare)
	}
	back.Compare, want.Compare = nil, nil
	if got, want := back.Fields(), want.Fields(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	v.do("")
	if v.Open != "" || v.More != 0 || v.Zoom != 0 || v.Safe != "" || v.Panel != "map" || len(v.Compare) != 2 {
		t.Errorf("a new search leaves %+v", v)
	}
	v.do("panel nonsense")
	v.do("open nonsense")
	if v.Open != "" || v.Panel != "detail" {
		t.Errorf("nonsense leaves %+v", v)
	}
}

func TestTheCallComesBackFromTheSheet(t *testing.T) {
	fields := url.Values{
		"place": {"Gatineau"}, "need": {"legal", "housing"}, "population": {"women"}, "age": {"19"}, "gender": {"woman"}, "language": {"", "Cree", ""},
		"urgency": {"soon"}, "units": {"2"}, "within": {"30"}, "barrier": {"no-id"}, "access": {"wheelchair"}, "kind": {"government"}, "avoid": {"MB"}, "words": {"clinic"},
		"no_remote": {"1"}, "away": {"1"},
	}
	back := url.Values{}
	for _, f := range callOf(fields).Fields() {
		back.Add(f[0], f[1])
	}
	if got, want := back.Encode(), fields.Encode(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestTheSwapIsPartsOfTheWhole(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	whole, parts := d.screen("/staff/en/", toronto("deed", "panel why")), d.screen("/staff/en/", toronto("deed", "panel why", "swap", "1"))
	if strings.Contains(parts, "<html") || len(parts) > 2*len(whole)/3 {
		t.Errorf("the parts are %d bytes of %d", len(parts), len(whole))
	}
	for _, id := range []string{"state", "banner", "understood", "list", "panel", "n-legal", "fault-age"} {
		if !strings.Contains(whole, `id="`+id+`"`) || !strings.Contains(parts, `id="`+id+`"`) {
			t.Errorf("#%s is not in both", id)
		}
	}
	list := func(page string) string {
		_, rest, _ := strings.Cut(page, `id="list"`)
		rest, _, _ = strings.Cut(rest, "</section>")
		return rest
	}
	if list(whole) != list(parts) {
		t.Error("the list of the parts is another one")
	}
}

func TestNothingIsGotButTheEmptyScreen(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for _, r := range d.console.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if method != http.MethodGet || path == "/staff/en/" || path == "/staff/fr/" {
			continue
		}
		w := d.get(path + "?place=M5V2T6")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/staff/") || strings.Contains(all(w), "M5V") {
			t.Errorf("%s: %s", path, all(w))
		}
	}
	if a, b := shown(d.get("/staff/en/?place=M5V&need=legal")), shown(d.get("/staff/en/")); a != b {
		t.Error("the query of an address changes the screen")
	}
	if a, b := d.screen("/staff/en/?place=M5V&need=legal", url.Values{}), d.screen("/staff/en/", url.Values{}); a != b {
		t.Error("the query of an address changes an answer")
	}
}

func TestWhatIsNoFormIsRefused(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for _, path := range []string{"", "live", "sheet", "room", "undo", "reveal", "keys"} {
		r := httptest.NewRequest(http.MethodPost, "/staff/en/"+path, strings.NewReader(`{"place":"M5V"}`))
		r.Header.Set("Content-Type", "application/json")
		if w := d.do(r); w.Code != http.StatusUnsupportedMediaType || strings.Contains(all(w), "M5V") {
			t.Errorf("%q: %s", path, all(w))
		}
	}
}

func TestLengthsAsPeopleSayThem(t *testing.T) {
	for _, c := range []struct {
		meters geo.Meters
		en, fr string
	}{
		{0, "0 km", "0 km"}, {840, "0.8 km", "0,8 km"}, {2000, "2 km", "2 km"}, {9940, "9.9 km", "9,9 km"}, {9960, "10 km", "10 km"},
		{12_400, "12 km", "12 km"}, {136_000, "140 km", "140 km"}, {999_900, "1,000 km", "1\u202f000 km"}, {1_364_000, "1,360 km", "1\u202f360 km"},
	} {
		for lang, want := range map[bilingual.Lang]string{bilingual.En: c.en, bilingual.Fr: c.fr} {
			if got := strings.ReplaceAll(kilometers(c.meters, lang), "\u00a0", " "); got != want {
				t.Errorf("%v m, %s: got %q, want %q", c.meters, lang, got, want)
			}
		}
	}
}

func TestAreasToAvoidAreRead(t *testing.T) {
	for typed, want := range map[string]string{
		"Hamilton": "Hamilton:30", "Hamilton 20": "Hamilton:20", "Hamilton, ON 12,5 km": "Hamilton, ON:12,5", "Hamilton, ON: 15": "Hamilton, ON:15",
		"M5V 2T6": "M5V 2T6:30", "M5V 2T6 5": "M5V 2T6:5", "MB": "MB", "Québec": "Québec", "45.42,-75.69": "45.42,-75.69:30", "45.42,-75.69 8": "45.42,-75.69:8",
		"100 Mile House": "100 Mile House:30",
	} {
		if got := areasToAvoid(" " + typed + " ;; "); len(got) != 1 || got[0] != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
	if got := areasToAvoid("Hamilton 20; MB\nGuelph"); len(got) != 3 {
		t.Errorf("got %q", got)
	}
}

// Of any service that is missed it can be asked why it is not there.
func TestASearchByNameLeadsToWhyNot(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return l.Kind == data.Coalition })
	fields := toronto("deed", "panel why", "other", l.Organization.Name.En)
	if page := d.screen("/staff/en/", fields); !strings.Contains(page, `value="why `+string(l.ID)+`"`) {
		t.Error("the service is not found by its name")
	}
	if page := d.screen("/staff/en/", toronto("deed", "why "+string(l.ID))); !strings.Contains(page, "Another kind of provider than was searched for") {
		t.Error("it is not said why it is not there")
	}
}

// A shift is many people at once: they search, record and look over one another's
// shoulders at nothing.
func TestAnyNumberMayWorkAtOnce(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := string(relais.Snapshot[data.Staff](d.engine).At(3).ID)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			place := []string{"M5V", "Halifax", "Winnipeg", "K1A"}[i%4]
			page := d.screen("/staff/en/", url.Values{"place": {place}, "need": {"legal"}})
			if !strings.Contains(page, `value="`+place+`"`) {
				t.Errorf("%s became another place", place)
			}
			d.screen("/staff/fr/room", url.Values{"deed": {[]string{"+ ", "0 "}[i%2] + id}})
			d.screen("/staff/en/live", url.Values{"place": {place}})
			d.screen("/staff/en/undo", url.Values{})
		})
	}
	group.Wait()
}
