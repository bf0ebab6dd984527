package web

import (
	"html"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

var loaded = sync.OnceValues(func() (*geo.Gazetteer, error) { return geo.Load() })

func pages(t *testing.T) *Pages {
	t.Helper()
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(terms, gazetteer(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func gazetteer(t *testing.T) *geo.Gazetteer {
	t.Helper()
	g, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// full is a page with everything on it that a page may have.
func full(lang bilingual.Lang) Results {
	line := Call("+14165550123", "416-555-0123", "Office")
	card := Card{
		Number: 11, Service: "Shelter", Organization: "House (demo)", Calls: []Line{line}, Writes: []Line{line}, State: "open", Hours: "Open", Intake: "Taking",
		Where: "Toronto", Band: "Near", Languages: "French", Serves: "All", Facts: []Fact{{"Address", "1 Street", true}, {"Cost", "None", false}}, Asks: []string{"Ask"}, Reasons: []string{"Why"}, Checked: "March",
	}
	bare := Card{Number: 12, Service: "Line", Organization: "House (demo)", State: "unknown", Hours: "Unknown"}
	q := Query{Place: "M5V", Needs: []string{"housing", "legal"}, Language: "es", Remote: true, Barriers: []string{"no-id"}, Accessibility: []string{"wheelchair"}, Page: 2}
	return Results{
		Page: Page{Lang: lang, Path: "search", Posts: true, Demo: true, Query: q}, Where: "near M5V", Notes: []string{"A note."}, Total: 40,
		Cards: []Card{card, bare}, Previous: 1, Next: 3, Elsewhere: []Card{bare}, Lines: []Line{line}, Drops: []Drop{{"Search wider", q}},
		Map: &Map{Drawing: "<svg></svg>", Bands: []MapBand{{"Band 1", "services 11"}}},
	}
}

// rendered is every page in both languages and the further ones, by name.
func rendered(t *testing.T, p *Pages) map[string]*http.Response {
	t.Helper()
	all := map[string]*http.Response{}
	add := func(name string, write func(http.ResponseWriter)) {
		w := httptest.NewRecorder()
		write(w)
		all[name] = w.Result()
	}
	for _, lang := range Langs() {
		r, name := full(lang), string(lang)+" "
		add(name+"form", func(w http.ResponseWriter) { p.Form(w, Form{Page: Page{Lang: lang, Demo: true}}) })
		add(name+"form again", func(w http.ResponseWriter) { p.Form(w, Form{Page: r.Page}) })
		add(name+"form with faults", func(w http.ResponseWriter) {
			p.Form(w, Form{Page: r.Page, Faults: []Fault{NotUnderstood(lang), TooMany(lang), {"x", ""}}, Choices: []Choice{{"Windsor, ON", "Windsor, ON"}}})
		})
		add(name+"results", func(w http.ResponseWriter) { p.Results(w, r) })
		add(name+"nothing", func(w http.ResponseWriter) { p.Results(w, Results{Page: Page{Lang: lang}}) })
		add(name+"one", func(w http.ResponseWriter) {
			p.Results(w, Results{Page: Page{Lang: lang}, Total: 1, Cards: r.Cards[:1]})
		})
		add(name+"sheet", func(w http.ResponseWriter) { p.Sheet(w, r) })
		add(name+"info", func(w http.ResponseWriter) { p.Info(w, Page{Lang: lang, Path: "info"}) })
		add(name+"apply", func(w http.ResponseWriter) {
			p.Apply(w, 200, Apply{Page: Page{Lang: lang, Path: "apply", Demo: true}, Open: true})
		})
		add(name+"apply again", func(w http.ResponseWriter) { p.Apply(w, 422, wrong(lang)) })
		add(name+"apply elsewhere", func(w http.ResponseWriter) { p.Apply(w, 200, Apply{Page: Page{Lang: lang, Path: "apply"}}) })
		add(name+"applied", func(w http.ResponseWriter) {
			p.Applied(w, Page{Lang: lang, Path: "apply"}, "00000000-0000-4000-8000-000000000000")
		})
		for _, status := range []int{403, 404, 405, 413, 415, 422, 429, 500, 503} {
			add(name+http.StatusText(status), func(w http.ResponseWriter) { p.Refusal(w, lang, status) })
		}
	}
	for _, code := range p.TongueCodes() {
		add(code, func(w http.ResponseWriter) { p.Tongue(w, code) })
	}
	return all
}

// wrong is an application with everything wrong that may be.
func wrong(lang bilingual.Lang) Apply {
	a := Apply{Page: Page{Lang: lang, Path: "apply"}, Open: true, Typed: url.Values{"name_fr": {"Maison"}, "need": {"legal"}, "secret": {"no"}, "words.safety": {"x"}, "answer.safety": {"yes"}}}
	for key := range words {
		if rest, ok := strings.CutPrefix(key, "apply.fault."); ok {
			field, code, _ := strings.Cut(rest, ".")
			a.Faults = append(a.Faults, ApplyFault(lang, strings.Replace(field, "name", "name_fr", 1), code))
		}
	}
	slices.SortFunc(a.Faults, func(a, b FieldFault) int { return strings.Compare(a.Field, b.Field) })
	return a
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A style or script that is not the one named in the policy would not run, and
// one that needs no naming would let anybody's run.
func TestThePolicyNamesWhatStandsInThePage(t *testing.T) {
	style, script := regexp.MustCompile(`(?s)<style>(.*?)</style>`), regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	for name, r := range rendered(t, pages(t)) {
		page, policy := text(t, r), r.Header.Get("Content-Security-Policy")
		for directive, found := range map[string][][]string{"style-src": style.FindAllStringSubmatch(page, -1), "script-src": script.FindAllStringSubmatch(page, -1)} {
			_, named, _ := strings.Cut(policy, directive)
			named, _, _ = strings.Cut(named, ";")
			for _, f := range found {
				if !strings.Contains(named, "'"+hash([]byte(f[1]))+"'") {
					t.Errorf("%s: the policy does not name every %s of the page: %s", name, directive, policy)
				}
			}
			if len(found) == 0 || len(found) > len(strings.Fields(named)) {
				t.Errorf("%s has %d for %s", name, len(found), directive)
			}
		}
		if strings.Contains(policy, "unsafe") || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s: %s", name, policy)
		}
	}
}

func TestEveryPageHasTheHotlineTheExitAndNothingFromElsewhere(t *testing.T) {
	address := regexp.MustCompile(`(?:src|href|action|formaction|url)="?([^" >]*)`)
	for name, r := range rendered(t, pages(t)) {
		page := text(t, r)
		for _, want := range []string{"1-833-900-1010", `href="tel:+18339001010"`, `id="exit"`, `name="viewport"`, `<h1`, `<main id="main">`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%s has %d first headings", name, n)
		}
		for _, a := range address.FindAllStringSubmatch(html.UnescapeString(page), -1) {
			local := strings.HasPrefix(a[1], "/") && !strings.HasPrefix(a[1], "//")
			if !local && a[1] != "#main" && !strings.HasPrefix(a[1], "#f-") && !strings.HasPrefix(a[1], "tel:+1") && !strings.HasPrefix(a[1], "sms:+1") && a[1] != "https://weather.gc.ca/" && a[1] != "https://meteo.gc.ca/" {
				t.Errorf("%s leads to %s", name, a[1])
			}
			if strings.ContainsAny(a[1], "?&") {
				t.Errorf("%s puts words into an address: %s", name, a[1])
			}
		}
		for _, never := range []string{` on[a-z]+=`, ` style=`, `<img`, `<iframe`, `<link`, `http-equiv`, `@import`, `url\(`, `(?i)localStorage|sessionStorage|indexedDB|document\.cookie|geolocation`, `method="get"`} {
			if found := regexp.MustCompile(never).FindString(page); found != "" {
				t.Errorf("%s has %s", name, found)
			}
		}
		if n := len(page); n > 50_000 {
			t.Errorf("%s weighs %d bytes", name, n)
		}
	}
}

func TestTitlesAreNeutralAndConstant(t *testing.T) {
	title := regexp.MustCompile(`<title>(.*?)</title>`)
	titles := map[string][]string{}
	for name, r := range rendered(t, pages(t)) {
		lang := r.Header.Get("Content-Language")
		said := title.FindStringSubmatch(text(t, r))[1]
		if !slices.Contains(titles[lang], said) {
			titles[lang] = append(titles[lang], said)
		}
		if regexp.MustCompile(`(?i)traffi|traite|victim|shelter|hotline|crisis|M5V`).MatchString(said) {
			t.Errorf("%s: the title %q stays in a history and tells", name, said)
		}
	}
	for lang, all := range titles {
		if len(all) != 1 {
			t.Errorf("%s has the titles %q", lang, all)
		}
	}
	if len(titles) != 14 {
		t.Errorf("pages in %d languages", len(titles))
	}
}

func TestEveryFormPostsAndAsksBrowsersToForget(t *testing.T) {
	form := regexp.MustCompile(`<form[^>]*>`)
	for name, r := range rendered(t, pages(t)) {
		for _, f := range form.FindAllString(text(t, r), -1) {
			if !strings.Contains(f, `method="post"`) || !strings.Contains(f, `autocomplete="off"`) {
				t.Errorf("%s has %s", name, f)
			}
		}
	}
}

// Every key that a template or the code asks for has words in both languages, and
// no words lie about unused.
func TestTheWordsAreCompleteInBothLanguages(t *testing.T) {
	source := readAll(t, "templates/base.html", "templates/form.html", "templates/results.html", "templates/sheet.html", "templates/info.html", "templates/tongue.html", "templates/refusal.html", "templates/apply.html",
		"page.go", "apply.go", "card.go", "speech.go", "map.go", "choices.go")
	for key := range words {
		w := words[key]
		if strings.TrimSpace(w.En) == "" || strings.TrimSpace(w.Fr) == "" {
			t.Errorf("%s has no words in one of the languages", key)
		}
		if strings.Count(w.En, "%") != strings.Count(w.Fr, "%") {
			t.Errorf("%s takes other arguments in French", key)
		}
		stem, _, _ := strings.Cut(key, ".")
		if !strings.Contains(source, `"`+key+`"`) && !strings.Contains(source, `"`+stem+`."`) && !strings.Contains(source, `"`+stem+`.%d"`) {
			t.Errorf("%s is asked for by nothing", key)
		}
	}
	for _, asked := range regexp.MustCompile(`\bt(?:\(| )"([a-z0-9_.]+)"`).FindAllStringSubmatch(source, -1) {
		if _, ok := words[asked[1]]; !ok && !strings.HasSuffix(asked[1], ".") {
			t.Errorf("nothing is said for %s", asked[1])
		}
	}
	for _, s := range safety {
		for _, line := range append(s.Lines, s.Heading) {
			if line.En == "" || line.Fr == "" {
				t.Errorf("the page on safety lacks a language: %+v", line)
			}
		}
	}
}

func readAll(t *testing.T, names ...string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

func TestFrenchHasItsTypography(t *testing.T) {
	for name, r := range rendered(t, pages(t)) {
		if r.Header.Get("Content-Language") != "fr" {
			continue
		}
		page := regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|<[^>]*>`).ReplaceAllString(text(t, r), "")
		if found := regexp.MustCompile(`\p{L}'\p{L}| :|« | »`).FindString(page); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

// checkTongue holds what a text must have whatever the language: the numbers, the
// keys and the button as they are, its own script, and no text of another place or
// language in its place.
func checkTongue(t *testing.T, tongue Tongue) {
	t.Helper()
	for words, names := range map[string][]string{
		tongue.Danger: {"911"}, tongue.Silent: {"911"}, tongue.Keys: {"Esc", "Shift"}, tongue.Leaves: {tongue.Exit},
	} {
		for _, name := range names {
			if !strings.Contains(words, name) {
				t.Errorf("%s: %q does not name %s", tongue.Code, words, name)
			}
		}
	}
	script := map[string]*unicode.RangeTable{
		"zh": unicode.Han, "ko": unicode.Hangul, "pa": unicode.Gurmukhi, "hi": unicode.Devanagari,
		"uk": unicode.Cyrillic, "ru": unicode.Cyrillic, "ar": unicode.Arabic, "fa": unicode.Arabic,
	}[tongue.Code]
	if script == nil {
		script = unicode.Latin
	}
	said, v := map[string]string{}, reflect.ValueOf(tongue)
	for i := range v.NumField() {
		name, words := v.Type().Field(i).Name, v.Field(i).String()
		if v.Field(i).Kind() != reflect.String || name == "Code" || name == "Reviewed" {
			continue
		}
		if other := said[words]; other != "" {
			t.Errorf("%s: %s is what %s is", tongue.Code, name, other)
		}
		said[words] = name
		if !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(script, r) }) {
			t.Errorf("%s: %s is not in the script of the language: %q", tongue.Code, name, words)
		}
	}
	if tongue.Right != (script == unicode.Arabic) {
		t.Errorf("%s is laid out the wrong way round", tongue.Code)
	}
}

// Whatever a tongue says stands on its page, once at least.
func TestEveryTextOfATongueIsOnItsPage(t *testing.T) {
	p := pages(t)
	for _, tongue := range p.tongues {
		w := httptest.NewRecorder()
		p.Tongue(w, tongue.Code)
		page, v := html.UnescapeString(w.Body.String()), reflect.ValueOf(tongue)
		for i := range v.NumField() {
			if name, words := v.Type().Field(i).Name, v.Field(i).String(); v.Field(i).Kind() == reflect.String && !strings.Contains(page, words) {
				t.Errorf("%s: %s is not on the page", tongue.Code, name)
			}
		}
		if right := strings.Contains(page, `<html lang="`+tongue.Code+`" dir="rtl">`); right != tongue.Right {
			t.Errorf("%s: from right to left is %t", tongue.Code, right)
		}
	}
}

func TestTheFurtherLanguagesAreWhole(t *testing.T) {
	p := pages(t)
	if len(p.tongues) != 12 {
		t.Errorf("there are %d", len(p.tongues))
	}
	seen := map[string]bool{"fr": true, "en": true}
	for _, tongue := range p.tongues {
		if seen[tongue.Code] {
			t.Errorf("%s comes twice", tongue.Code)
		}
		seen[tongue.Code] = true
		v := reflect.ValueOf(tongue)
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; v.Field(i).Kind() == reflect.String && name != "Reviewed" && v.Field(i).String() == "" {
				t.Errorf("%s lacks %s", tongue.Code, name)
			}
		}
		checkTongue(t, tongue)
	}
	if w := httptest.NewRecorder(); p.Tongue(w, "xx") || w.Body.Len() > 0 {
		t.Error("there is a page in no language")
	}
	w := httptest.NewRecorder()
	if p.Tongue(w, "ar"); !strings.Contains(w.Body.String(), `<html lang="ar" dir="rtl">`) || !strings.Contains(w.Body.String(), `id="draft"`) {
		t.Error("Arabic does not run from right to left, or passes for reviewed")
	}
}

func TestTheFormOffersTermsThatExistAndNoPolice(t *testing.T) {
	p := pages(t)
	offered := map[string]bool{}
	for _, g := range needGroups {
		for _, id := range g.ids {
			if _, ok := p.terms.Get(data.TermNeed, id); !ok {
				t.Errorf("there is no need %s", id)
			}
			if offered[id] {
				t.Errorf("%s is offered twice", id)
			}
			offered[id] = true
			for _, never := range notOffered {
				if p.terms.Covers(data.TermNeed, never, id) {
					t.Errorf("%s is offered", id)
				}
			}
		}
	}
	for kind, ids := range map[data.TermKind][]string{data.TermBarrier: barriers, data.TermAccessibility: access, data.TermNeed: notOffered} {
		for _, id := range ids {
			if _, ok := p.terms.Get(kind, id); !ok {
				t.Errorf("there is no %s %s", kind, id)
			}
		}
	}
	for _, lang := range Langs() {
		if n := len(needChoices(p.terms, lang)); n != len(needGroups) {
			t.Errorf("some built-in need stands in no group: %+v", needChoices(p.terms, lang)[len(needGroups):])
		}
	}
}

func TestAnOperatorsOwnNeedIsOnTheForm(t *testing.T) {
	own := "kind\tid\tparent\tname_en\tname_fr\tplain_en\tplain_fr\nneed\twelcome-boat\t\tBoats\tBateaux\tA boat\tUn bateau\n"
	terms, err := data.LoadTerms(data.TermSource{Name: "own.tsv", Data: []byte(own)})
	if err != nil {
		t.Fatal(err)
	}
	groups := needChoices(terms, bilingual.Fr)
	last := groups[len(groups)-1]
	if len(groups) != len(needGroups)+1 || len(last.Choices) != 1 || last.Choices[0].Label != "Un bateau" {
		t.Errorf("got %+v", last)
	}
}

func TestMarkTicksWithoutTouchingTheSharedChoices(t *testing.T) {
	p := pages(t)
	v := formView{Form: Form{Page: Page{Lang: "en", Query: Query{Needs: []string{"food"}, Language: "es"}}}, pages: p}
	ticked := 0
	for _, g := range append(v.Needs(), v.Languages()...) {
		for _, c := range g.Choices {
			if c.Chosen {
				ticked++
			}
		}
	}
	if ticked != 2 {
		t.Errorf("%d are ticked", ticked)
	}
	for _, g := range p.needs["en"] {
		if g.Open || slices.ContainsFunc(g.Choices, func(c choice) bool { return c.Chosen }) {
			t.Error("one visitor's choice is ticked for the next")
		}
	}
}

func TestTimesOfDay(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 11, 22, h, m, 0, 0, time.UTC) }
	cases := []struct {
		at     time.Time
		en, fr string
	}{
		{at(0, 0), "12\u00a0a.m.", "0\u00a0h"}, {at(9, 5), "9:05\u00a0a.m.", "9\u00a0h\u00a005"},
		{at(12, 0), "12\u00a0p.m.", "12\u00a0h"}, {at(17, 30), "5:30\u00a0p.m.", "17\u00a0h\u00a030"}, {at(23, 59), "11:59\u00a0p.m.", "23\u00a0h\u00a059"},
	}
	for _, c := range cases {
		if en, fr := (speech{lang: "en"}).clock(c.at), (speech{lang: "fr"}).clock(c.at); en != c.en || fr != c.fr {
			t.Errorf("got %q and %q, want %q and %q", en, fr, c.en, c.fr)
		}
	}
}

func TestAWeekIsSaidAsOnADoor(t *testing.T) {
	s := speech{"en", nil}
	office := hours.Schedule{ByDay: hours.Every(1, 2, 3, 4, 5), OpensAt: 540, ClosesAt: 1020}
	cases := map[string]hours.Calendar{
		"Open day and night":                                             {Always: true},
		"Monday to Friday 9\u00a0a.m. to 5\u00a0p.m.":                    {Schedules: []hours.Schedule{office}},
		"Monday, Wednesday 9\u00a0a.m. to 12\u00a0p.m. (by appointment)": {Schedules: []hours.Schedule{{ByDay: hours.Every(1, 3), OpensAt: 540, ClosesAt: 720, ByAppointment: true}}},
		"Monday, Tuesday (not every week: call)":                         {Schedules: []hours.Schedule{{ByDay: hours.Every(1, 2), Interval: 2}}},
		"closed from December 24, 2026 to January 2, 2027":               {Changes: []hours.Change{{From: hours.Date{Year: 2026, Month: 12, Day: 24}, Through: hours.Date{Year: 2027, Month: 1, Day: 2}, Closed: true}}},
		"": {},
	}
	for want, c := range cases {
		if got := s.week(c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhetherItIsOpenIsSaidOnTheClockOfThePlace(t *testing.T) {
	s := speech{"en", nil}
	week := hours.Calendar{Zone: "America/St_Johns", Schedules: []hours.Schedule{{ByDay: hours.Every(1, 2, 3, 4, 5), OpensAt: 540, ClosesAt: 1020}}}
	cases := []struct {
		at          string
		c           hours.Calendar
		state, want string
	}{
		{"2026-11-23T13:00:00Z", week, "open", "Open now, until 5\u00a0p.m."}, // 9:30 there
		{"2026-11-23T12:00:00Z", week, "closed", "Closed now, opens at 9\u00a0a.m."},
		{"2026-11-23T22:00:00Z", week, "closed", "Closed now, opens at 9\u00a0a.m. tomorrow"},
		{"2026-11-21T15:00:00Z", week, "closed", "Closed now, opens at 9\u00a0a.m. on Monday"},
		{"2026-11-21T15:00:00Z", hours.Calendar{}, "unknown", "Hours not known: call"},
		{"2026-11-21T15:00:00Z", hours.Calendar{Always: true}, "open", "Open day and night"},
		{"2026-11-21T15:00:00Z", hours.Calendar{Zone: "Nowhere/Else", Schedules: week.Schedules}, "unknown", "Hours not known: call"},
	}
	for _, c := range cases {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if state, words := s.openness(c.c, at); state != c.state || words != c.want {
			t.Errorf("%s: got %s, %q, want %s, %q", c.at, state, words, c.state, c.want)
		}
	}
}

func TestALineDialsWhatItShows(t *testing.T) {
	s := speech{"en", nil}
	for _, c := range []struct {
		phone   data.Phone
		dial    template.URL
		display string
	}{
		{data.Phone{Number: "+14165550123"}, "tel:+14165550123", "416-555-0123"},
		{data.Phone{Number: "+14165550123", Extension: "4"}, "tel:+14165550123,4", "416-555-0123 ext. 4"},
		{data.Phone{Number: "+14165550123", Type: data.TextLine}, "sms:+14165550123", "416-555-0123"},
		{data.Phone{Number: "211"}, "tel:211", "211"},
		{data.Phone{Number: `1-800 HELP"><script>`}, "tel:1800", `1-800 HELP"><script>`},
	} {
		if l := s.line(c.phone); l.Dial != c.dial || l.Display != c.display {
			t.Errorf("got %+v, want %s and %s", l, c.dial, c.display)
		}
	}
}

// The script runs in browsers of ten years ago, or not at all.
func TestTheScriptIsOldEnough(t *testing.T) {
	script := readAll(t, "first.js") + readAll(t, "script.js")
	if found := regexp.MustCompile("=>|\\b(?:let|const|class|async|await)\\b|`|\\?\\.|\\.\\.\\.").FindString(script); found != "" {
		t.Errorf("the script has %s", found)
	}
	if len(script) > 3000 {
		t.Errorf("it weighs %d bytes", len(script))
	}
}
