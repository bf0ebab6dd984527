package public

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/api/serve"
)

// holdsCode reports whether a postal code with a digit in it stands in s, whatever
// stands between its characters.
func holdsCode(s string) bool {
	return slices.ContainsFunc(anyCode.FindAllString(s, -1), func(found string) bool { return strings.ContainsAny(found, "0123456789") })
}

var anyCode = regexp.MustCompile(`(?i)\b[A-Z]` + between + `[0-9OIL]` + between + `[A-Z]` + between + `[0-9OIL]` + between + `[A-Z]` + between + `[0-9OIL]`)

func TestAPostalCodeIsCutHoweverItIsWritten(t *testing.T) {
	for typed, want := range map[string]string{
		"M5V 2T6": "M5V", "m5v2t6": "M5V", "M5V-2T6": "M5V", " M5V  2T6 ": "M5V", "M 5 V 2 T 6": "M5V", "M5V.2T6": "M5V", "M5V\u00a02T6": "M5V", "M5V\u20112T6": "M5V",
		"MSV": "", "KIA OBI": "KIA", "k1a ob1": "K1A", "Ｍ５Ｖ２Ｔ６": "M5V", "M5V\u200b2T6": "M5V", "M5V 2T": "M5V", "M5V 2": "M5V", "M5V 2T66": "M5V", "M5V": "M5V", "m5v": "M5V", "M5V2T6X": "M5V",
		"123 Front St, Toronto M5V 2T6": "M5V", "M5V 2T6, Toronto": "M5V", "M5V2T6;M4C1B5": "M5V", "": "", "Toronto": "", "100 Mile House": "", "Tofino": "", "Mimico": "",
	} {
		s := start(typed)
		got := ""
		if s != nil {
			got = s.PostalCode
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
		if s != nil && holdsCode(s.PostalCode+" "+s.Place) {
			t.Errorf("%q gets past the door as %+v", typed, *s)
		}
	}
}

// The cut must not maim the names of places, or nobody there finds anything.
func TestNoPlaceIsTakenForAPostalCode(t *testing.T) {
	for place := range sampleWorld(t).gazetteer.Places() {
		name := place.Name + ", " + string(place.Province)
		if s := start(name); s == nil || s.Place != name {
			t.Errorf("%s is read as %+v", name, s)
		}
		if got := cut(name); got != name {
			t.Errorf("%s is cut to %s", name, got)
		}
	}
}

func TestNothingPassesTheDoorWithAWholeCode(t *testing.T) {
	code := rapid.StringMatching(`[ABCEGHJKLMNPRSTVXY][0-9][A-Z][ .\-]{0,2}[0-9][A-Z][0-9]`)
	around := rapid.SampledFrom([]string{"", " ", ", ", "; ", "\n", "a b ", "12 rue ", "/", "(", ")", "é "})
	rapid.Check(t, func(t *rapid.T) {
		typed := around.Draw(t, "before") + code.Draw(t, "code") + around.Draw(t, "after") + code.Draw(t, "another")
		if got := cut(typed); holdsCode(got) {
			t.Fatalf("%q is cut to %q", typed, got)
		}
		if got := cut(cut(typed)); got != cut(typed) {
			t.Fatalf("%q is cut further the second time", typed)
		}
		if s := start(typed); s == nil || len(s.PostalCode) != 3 || s.Place != "" {
			t.Fatalf("%q is read as %+v", typed, s)
		}
		if got := firstThree(typed); len(got) > 3 {
			t.Fatalf("%q is cut to %q", typed, got)
		}
	})
}

// unlikely are the last three characters of a code, as nothing else here spells
// them.
var unlikely = regexp.MustCompile(`(?i)9Z[\s-]*9`)

// A visitor's whole code is in no request to the engine, no answer and no log.
func TestTheLastThreeCharactersReachNobody(t *testing.T) {
	_, h, log := served(t, sampleWorld(t).snapshot)
	for _, code := range []string{"M5V 9Z9", "m5v9z9", "M5V-9Z9", "X9X 9Z9", "Z5V 9Z9", "near M5V 9Z9 please"} {
		for _, name := range []string{"place", "choice", "need", "language", "barrier", "access", "page", "other"} {
			fields := url.Values{name: {code}}
			if a := askOf(fields); unlikely.MatchString(fmt.Sprintf("%+v %+v", a, a.request.Origin)) {
				t.Errorf("%s=%q gets past the door as %+v", name, code, a)
			}
			for _, page := range []string{"/fr/search", "/en/search", "/fr/sheet", "/en/"} {
				if w := post(h, page, fields); unlikely.MatchString(all(w)) {
					t.Errorf("%s of %s answers %s=%q with it", page, name, name, code)
				}
			}
		}
		for _, body := range []string{
			`{"origin":{"postal_code":"%s"}}`, `{"origin":{"place":"%s"}}`, `{"text":"%s"}`, `{"avoid":["%s:30"]}`, `{"needs":["%s"]}`, `{"gender":"%s"}`, `{"%s":1}`, `{"origin":{"cell":"%s"}}`,
		} {
			said := fmt.Sprintf(body, code)
			for _, path := range []string{"/v1/search", "/v1/plan"} {
				if w := postJSON(h, path, said); unlikely.MatchString(all(w)) {
					t.Errorf("%s answers %s with it: %s", path, said, all(w))
				}
			}
			request, err := readRequest(jsonRequest(said))
			b, _ := json.Marshal(request)
			if err == nil && unlikely.Match(b) && strings.Contains(body, "origin\":{\"p") {
				t.Errorf("%s gets past the door as %s", said, b)
			}
			if err == nil && unlikely.Match(b) && (strings.Contains(body, "text") || strings.Contains(body, "avoid")) {
				t.Errorf("%s gets past the door as %s", said, b)
			}
		}
	}
	if unlikely.MatchString(log.String()) {
		t.Errorf("it is in the log: %s", log)
	}
}

func jsonRequest(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// No answer repeats what was typed, whether it was understood or not: what is
// shown of a search is ids and names of ours.
func TestNothingTypedComesBack(t *testing.T) {
	_, h, log := served(t, sampleWorld(t).snapshot)
	fields := []string{"place", "choice", "need", "language", "remote", "barrier", "access", "page", "to", "zzqqx"}
	junk := rapid.StringMatching(`zzqqx[a-z0-9<>"'&; %]{0,20}`)
	rapid.Check(t, func(t *rapid.T) {
		form := url.Values{}
		for _, name := range fields {
			if rapid.Bool().Draw(t, "has "+name) {
				form.Add(name, junk.Draw(t, name))
			}
		}
		if rapid.Bool().Draw(t, "has a place that is one") {
			form.Set("place", "Halifax")
		}
		path := rapid.SampledFrom([]string{"/fr/search", "/en/search", "/fr/sheet", "/en/"}).Draw(t, "path")
		w := post(h, path, form)
		if w.Code >= 500 || strings.Contains(strings.ToLower(all(w)), "zzqqx") {
			t.Fatalf("%s: %s", path, all(w))
		}
		typed, _ := json.Marshal(junk.Draw(t, "typed"))
		body := rapid.SampledFrom([]string{
			`{"origin":{"postal_code":%s}}`, `{"origin":{"place":%s}}`, `{"origin":{"cell":%s}}`, `{"needs":[%s]}`, `{"populations":[%s]}`, `{"languages":[%s]}`, `{"gender":%s}`,
			`{"urgency":%s}`, `{"avoid":[%s]}`, `{"barriers":[%s]}`, `{"accessibility":[%s]}`, `{"kinds":[%s]}`, `{"text":%s}`, `{"age":%s}`, `{%s:1}`, `%s`,
		}).Draw(t, "body")
		if w := postJSON(h, "/v1/search", fmt.Sprintf(body, typed)); w.Code >= 500 || strings.Contains(strings.ToLower(all(w)), "zzqqx") {
			t.Fatalf("%s: %s", body, all(w))
		}
	})
	if strings.Contains(log.String(), "zzqqx") {
		t.Errorf("it is in the log: %s", log)
	}
}

// FuzzForm holds that no body takes the site down.
func FuzzForm(f *testing.F) {
	_, h, _ := served(f, sampleWorld(f).snapshot)
	for _, seed := range []string{"place=M5V+2T6&need=legal", "page=99&to=-1", "need=%zz", "place=%00%ff", "choice=Windsor%2C+ON&remote=1", "a;b&&=&="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/fr/search", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code >= 500 {
			t.Errorf("%q: %d", body, w.Code)
		}
	})
}

// However many values a request has, few are looked up: each that is not known would
// cost a search for what may have been meant.
func TestFewOfManyValuesAreLookedUp(t *testing.T) {
	h := handler(t)
	var many []string
	for i := range 3000 {
		many = append(many, fmt.Sprint("unheard", i))
	}
	for _, field := range []string{"needs", "populations", "languages", "barriers", "accessibility", "kinds", "avoid"} {
		body, _ := json.Marshal(map[string]any{field: many})
		w := postJSON(h, "/v1/search", string(body))
		var p serve.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 422 || len(p.Errors) == 0 || len(p.Errors) > mostValues {
			t.Errorf("%s: %d faults, status %d, %v", field, len(p.Errors), w.Code, err)
		}
	}
	if w := postJSON(h, "/v1/search", `{"needs":[`+strings.Repeat(`"legal",`, 3000)+`"housing"]}`); w.Code != 200 || !strings.Contains(w.Body.String(), `"total":`) {
		t.Errorf("the same need again and again: %.200s", all(w))
	}
}
