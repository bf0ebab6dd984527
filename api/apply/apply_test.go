package apply_test

import (
	"bytes"
	"errors"
	"html"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/api/apply"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/application"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// start is the instant at which every test begins.
var start = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

var drawn = sync.OnceValues(func() (*web.Pages, error) {
	g, err := geo.Load()
	if err != nil {
		return nil, err
	}
	terms, err := data.LoadTerms()
	if err != nil {
		return nil, err
	}
	return web.New(terms, g)
})

// office keeps what it is given, or fails.
type office struct {
	ids   []data.ID
	forms []application.Form
	fails error
}

func (o *office) TakeApplication(id data.ID, f application.Form, _ time.Time) error {
	if o.fails == nil {
		o.ids, o.forms = append(o.ids, id), append(o.forms, f)
	}
	return o.fails
}

// house is a server with nothing but the page on it.
type house struct {
	t      *testing.T
	server *serve.Server
	office *office
	now    time.Time
	log    bytes.Buffer
}

func open(t *testing.T, change func(*apply.Options)) *house {
	t.Helper()
	pages, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, office: &office{}, now: start}
	clock := func() time.Time { return h.now }
	log := slog.New(slog.NewTextHandler(&h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	refuse := func(w http.ResponseWriter, r *http.Request, status int) { pages.Refusal(w, bilingual.En, status) }
	o := apply.Options{
		Office: h.office, Random: rand.NewChaCha8([32]byte{1}), Log: log, Now: clock, Terms: terms, Pages: pages, Refuse: refuse,
		Page: func(lang bilingual.Lang, path string) web.Page { return web.Page{Lang: lang, Path: path} },
	}
	if change != nil {
		change(&o)
	}
	mux := serve.NewMux()
	apply.New(o).Mount(mux)
	h.server, err = serve.New(serve.Site{Mux: mux, Refuse: refuse}, serve.Options{Listen: "127.0.0.1:0", Now: clock, Log: log, Random: rand.NewChaCha8([32]byte{2})})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	return w
}

func (h *house) get(path string) *httptest.ResponseRecorder {
	return h.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func posted(lang string, fields url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "https://relais.example/"+lang+"/apply", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

func (h *house) post(lang string, fields url.Values) *httptest.ResponseRecorder {
	return h.do(posted(lang, fields))
}

// whole is what somebody types into every field.
func whole() url.Values {
	typed := url.Values{
		"name_fr": {"Maison Exemple"}, "name_en": {"Example House"}, "kind": {"direct"}, "description": {"Tamarackwords"}, "home": {"NS"}, "city": {"Halifax"},
		"secret": {"no"}, "need": {"legal", "counselling"}, "population": {"youth"}, "languages": {"français, Inuktitut;ASL"}, "eligibility": {"Larkspurwords"},
		"phone": {"902-555-0177"}, "email": {"aide@example.org"}, "url": {"https://example.org"},
		"contact_name": {"Zinnia Fictitious"}, "contact_title": {"Directrice"}, "contact_email": {"zinnia@example.org"}, "contact_phone": {"902-555-0178"},
	}
	for _, c := range application.Criteria(application.Provider) {
		typed.Set("answer."+c.ID, "yes")
		typed.Set("words."+c.ID, "Bywords")
	}
	return typed
}

// canaries are what of it must not be found where it does not belong.
var canaries = []string{"Maison Exemple", "Example House", "Tamarackwords", "Larkspurwords", "902-555", "aide@", "Zinnia", "Directrice", "Bywords", "Halifax"}

func said(w *httptest.ResponseRecorder) string { return html.UnescapeString(w.Body.String()) }

func TestTheFormAsksEachCriterionInBothLanguages(t *testing.T) {
	h := open(t, nil)
	for _, lang := range web.Langs() {
		w := h.get("/" + string(lang) + "/apply")
		page := said(w)
		if w.Code != http.StatusOK || w.Header().Get("Content-Language") != string(lang) || w.Header().Get("Cache-Control") != "no-store" ||
			w.Header().Get("Referrer-Policy") != "same-origin" || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s: %d %v", lang, w.Code, w.Header())
		}
		for _, c := range application.Criteria(application.Provider) {
			if !strings.Contains(page, web.Typeset(lang, c.Text.In(lang))) || strings.Count(page, `name="answer.`+c.ID+`"`) != 2 {
				t.Errorf("%s: %s is not asked with yes or no", lang, c.ID)
			}
		}
		for _, never := range []string{"file", "password", `name="address`, `name="street`} {
			if strings.Contains(page, `type="`+never) || strings.Contains(page, never+`"`) {
				t.Errorf("%s: the form asks for %s", lang, never)
			}
		}
	}
	if !strings.Contains(said(h.get("/fr/apply")), "La police passe par une voie à part") {
		t.Error("police are told no way of their own")
	}
}

// Every field of the page is read, and everything that is read is asked for.
func TestWhatIsTypedIsKeptWhole(t *testing.T) {
	h := open(t, nil)
	typed := whole()
	page := h.get("/fr/apply").Body.String()
	for name := range typed {
		if !strings.Contains(page, `name="`+name+`"`) {
			t.Errorf("no page asks for %s", name)
		}
	}
	for _, m := range regexp.MustCompile(` name="([^"]+)"`).FindAllStringSubmatch(page[strings.Index(page, "<form"):], -1) {
		if !typed.Has(m[1]) {
			t.Errorf("%s is asked for, and this test types nothing there", m[1])
		}
	}
	w := h.post("fr", typed)
	if w.Code != http.StatusOK || len(h.office.forms) != 1 {
		t.Fatalf("%d\n%s", w.Code, said(w))
	}
	want := application.Form{
		Path: application.Provider, Name: data.Text{En: "Example House", Fr: "Maison Exemple"}, Description: data.Text{Fr: "Tamarackwords"},
		Kind: data.Direct, Home: "NS", City: "Halifax", Needs: []string{"legal", "counselling"}, Populations: []string{"youth"},
		Languages: []string{"fr", "iu", "ase"}, Eligibility: data.Text{Fr: "Larkspurwords"}, Phone: "902-555-0177", Email: "aide@example.org", URL: "https://example.org",
		Contact: data.Contact{Name: "Zinnia Fictitious", Title: data.Text{Fr: "Directrice"}, Email: "zinnia@example.org", Phone: data.Phone{Number: "902-555-0178"}},
	}
	for _, c := range application.Criteria(application.Provider) {
		want.Answers = append(want.Answers, application.Answer{Criterion: c.ID, Meets: data.Yes, Words: "Bywords"})
	}
	if got := h.office.forms[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if page := said(w); !strings.Contains(page, string(h.office.ids[0])) {
		t.Error("no reference is given")
	}
	for _, canary := range canaries {
		if strings.Contains(said(w), canary) || strings.Contains(h.log.String(), canary) {
			t.Errorf("%s is repeated", canary)
		}
	}
}

// Each fault names its field in the language of the page, and everything that was
// typed is in the form again.
func TestAFaultNamesItsFieldAndKeepsWhatWasTyped(t *testing.T) {
	long := strings.Repeat("é", 2001)
	for name, c := range map[string]struct {
		field, value string
		at, fr, en   string
	}{
		"no name":               {"name_fr+name_en", "", "name_fr", "Écrivez le nom de l’organisme", "Write the name of the organization"},
		"a long name":           {"name_fr", long[:402], "name_fr", "trop long", "too long"},
		"no kind":               {"kind", "", "kind", "Dites ce qu’est l’organisme", "Say what the organization is"},
		"police":                {"kind", "law_enforcement", "kind", "voie à part", "way of their own"},
		"a long description":    {"description", long, "description", "trop long", "too long"},
		"no province":           {"home", "", "home", "Choisissez une province", "Choose a province"},
		"an invented province":  {"home", "ZZ", "home", "n’a pas été comprise", "was not understood"},
		"a street":              {"city", "12 Tamarack Street, Halifax", "city", "la ville seulement", "town alone"},
		"a postal code":         {"city", "Halifax B3H 1A1", "city", "la ville seulement", "town alone"},
		"secret not said":       {"secret", "", "secret", "rester secret", "stay secret"},
		"no need":               {"need", "", "need", "au moins un type d’aide", "at least one kind"},
		"an invented need":      {"need", "nonsense", "need", "n’a pas été comprise", "was not understood"},
		"an invented language":  {"languages", "français, Qwxzish", "languages", "langues n’est pas connue", "languages is not known"},
		"a phone of letters":    {"phone", "call us", "phone", "pas de chiffres", "no digits"},
		"no e-mail":             {"email", "nowhere", "email", "adresse courriel comme", "e-mail address such as"},
		"no website":            {"url", "javascript:alert(1)", "url", "précédée de https://", "https:// before it"},
		"a criterion left out":  {"answer.safety", "", "answer.safety", "oui ou par non au numéro", "number 4"},
		"a criterion with both": {"answer.safety", "maybe", "answer.safety", "oui ou par non au numéro", "number 4"},
		"a long answer":         {"words.safety", long, "words.safety", "trop long", "too long"},
		"nobody to write to":    {"contact_name", "", "contact_name", "nom d’une personne", "name of a person"},
		"no way to write":       {"contact_email+contact_phone", "", "contact_email", "Donnez le courriel", "Give that person"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, nil)
			typed := whole()
			for _, field := range strings.Split(c.field, "+") {
				typed.Del(field)
				if c.value != "" {
					typed.Set(field, c.value)
				}
			}
			for lang, want := range map[string]string{"fr": c.fr, "en": c.en} {
				w := h.post(lang, typed)
				page := said(w)
				at := c.at
				if at == "name_fr" {
					at = "name_" + lang // the first one on the page
				}
				summary := regexp.MustCompile(`<li><a href="#f-` + regexp.QuoteMeta(strings.ReplaceAll(at, ".", "-")) + `">([^<]*)</a>`).FindStringSubmatch(page)
				if w.Code != http.StatusUnprocessableEntity || summary == nil || !strings.Contains(summary[1], want) {
					t.Fatalf("%s: got %d, %q", lang, w.Code, summary)
				}
				if n := strings.Count(page, `<li><a href="#f-`); n != 1 {
					t.Errorf("%s: %d faults are told of one", lang, n)
				}
				if strings.Count(page, summary[1]) < 2 {
					t.Errorf("%s: the fault is not beside its field", lang)
				}
				if !strings.Contains(page, ` id="f-`+strings.ReplaceAll(at, ".", "-")+`"`) {
					t.Errorf("%s: the fault leads nowhere", lang)
				}
				keeps(t, page, typed)
			}
			if len(h.office.forms) > 0 {
				t.Error("it was kept")
			}
		})
	}
}

// keeps looks for everything that was typed in a page.
func keeps(t *testing.T, page string, typed url.Values) {
	t.Helper()
	for name, values := range typed {
		for _, v := range values {
			text := strings.Contains(page, ` value="`+v+`"`) || strings.Contains(page, ">"+v+"</textarea>")
			chosen := strings.Contains(page, `name="`+name+`" value="`+v+`" checked`) || strings.Contains(page, `<option value="`+v+`" selected`)
			offered := strings.Contains(page, `name="`+name+`" value="`+v+`"`) && !strings.Contains(page, `type="text" id="f-`+name+`"`)
			if !text && !chosen || offered && !chosen {
				if !invented(name, v) {
					t.Errorf("%s: %.40q is lost", name, v)
				}
			}
		}
	}
}

// invented reports what no choice of the page can hold.
func invented(name, v string) bool {
	return slices.Contains([]string{"kind", "home", "need", "answer.safety"}, name) && slices.Contains([]string{"law_enforcement", "ZZ", "nonsense", "maybe"}, v)
}

func TestTheOtherLanguageKeepsWhatWasTyped(t *testing.T) {
	h := open(t, nil)
	typed := whole()
	typed.Del("name_fr")
	typed.Del("name_en")
	typed.Set("draft", "1")
	w := h.post("en", typed)
	typed.Del("draft")
	if w.Code != http.StatusOK || len(h.office.forms) > 0 || strings.Contains(said(w), `id="fault"`) {
		t.Errorf("got %d, %d kept", w.Code, len(h.office.forms))
	}
	keeps(t, said(w), typed)
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	h := open(t, nil)
	for _, from := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "", "Origin": "null"},
	} {
		r := posted("en", whole())
		for name, value := range from {
			r.Header.Del(name)
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if w := h.do(r); w.Code != http.StatusForbidden || len(h.office.forms) > 0 {
			t.Errorf("%v: got %d", from, w.Code)
		}
	}
	old := posted("en", whole()) // of a browser without Sec-Fetch-Site
	old.Header.Del("Sec-Fetch-Site")
	old.Header.Set("Origin", "https://relais.example")
	if w := h.do(old); w.Code != http.StatusOK {
		t.Errorf("our own is refused, and this test proves nothing: %d", w.Code)
	}
}

func TestANetworkSendsAFewInADay(t *testing.T) {
	h := open(t, nil)
	faulty := whole()
	faulty.Del("kind")
	send := func(network string, typed url.Values) int {
		r := posted("fr", typed)
		r.RemoteAddr = network + ":1000"
		return h.do(r).Code
	}
	for range 20 {
		if got := send("198.51.100.7", faulty); got != http.StatusUnprocessableEntity {
			t.Fatalf("a form that is sent back costs something: %d", got)
		}
	}
	for i := range 6 {
		if got := send("198.51.100.7", whole()); got != http.StatusOK {
			t.Fatalf("number %d: got %d", i, got)
		}
	}
	if got := send("198.51.100.200", whole()); got != http.StatusTooManyRequests {
		t.Errorf("another address of the network: got %d", got)
	}
	r := posted("en", whole())
	r.RemoteAddr = "198.51.100.7:1"
	if w := h.do(r); w.Code != http.StatusTooManyRequests || !strings.Contains(said(w), "send it tomorrow") {
		t.Errorf("got %d", w.Code)
	} else {
		keeps(t, said(w), whole())
	}
	if got := send("203.0.113.7", whole()); got != http.StatusOK {
		t.Errorf("another network: got %d", got)
	}
	h.now = h.now.Add(24 * time.Hour)
	if got := send("198.51.100.7", whole()); got != http.StatusOK {
		t.Errorf("the next day: got %d", got)
	}
}

// What cannot be kept is said, and the log has why, and nothing of what was typed.
func TestWhatIsNotKeptIsSaid(t *testing.T) {
	for name, fails := range map[string]error{
		"full":   &bilingual.Problem{Kind: bilingual.Conflict, Code: "applications_full"},
		"broken": errors.New("Zinnia Fictitious could not be written"),
	} {
		h := open(t, nil)
		h.office.fails = fails
		w := h.post("fr", whole())
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(said(w), "Rien n’a été gardé de celle-ci") {
			t.Errorf("%s: got %d", name, w.Code)
		}
		keeps(t, said(w), whole())
		for _, canary := range canaries {
			if strings.Contains(h.log.String(), canary) {
				t.Errorf("%s: the log has %s", name, canary)
			}
		}
		if !strings.Contains(h.log.String(), "was not kept") {
			t.Errorf("%s: the log does not say it", name)
		}
	}
}

func TestWithoutAnOfficeThePageSaysWhereToTurn(t *testing.T) {
	for other, want := range map[string]string{"": `href="tel:+18339001010"`, "https://directory.example/fr/apply": `<a class="go" href="https://directory.example/fr/apply"`} {
		h := open(t, func(o *apply.Options) { o.Office, o.Other = nil, other })
		w := h.get("/fr/apply")
		if w.Code != http.StatusOK || !strings.Contains(said(w), want) || strings.Contains(said(w), "<form") {
			t.Errorf("%q: got %d\n%s", other, w.Code, said(w))
		}
		if w := h.post("fr", whole()); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%q: a form is taken: %d", other, w.Code)
		}
	}
}

func TestWhatIsNoFormIsRefused(t *testing.T) {
	h := open(t, nil)
	r := posted("en", whole())
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if w := h.do(r); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("multipart: got %d", w.Code)
	}
	large := whole()
	large.Set("description", strings.Repeat("a", 300<<10))
	if w := h.post("en", large); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: got %d", w.Code)
	}
	full := whole() // every answer as long as it may be, in letters that take six bytes each
	for name := range full {
		if strings.HasPrefix(name, "words.") || name == "description" || name == "eligibility" {
			full.Set(name, strings.Repeat("é", application.LongestWords))
		}
	}
	if w := h.post("en", full); w.Code != http.StatusOK {
		t.Errorf("the longest form: got %d for %d bytes", w.Code, len(full.Encode()))
	}
	many := whole()
	many["need"] = slices.Repeat([]string{"legal"}, 1000)
	if w := h.post("en", many); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a thousand needs: got %d", w.Code)
	}
}

// Whatever is posted is answered by the form, and never breaks it.
func FuzzPosted(f *testing.F) {
	f.Add(whole().Encode())
	f.Add("draft=1&name_fr=%3Cscript%3E&need=%FF&answer.safety=yes&answer.none=no&words.=x")
	f.Add("%zz&&&=;;name_en=\x00")
	f.Fuzz(func(t *testing.T, body string) {
		h := open(t, nil)
		r := httptest.NewRequest(http.MethodPost, "https://relais.example/fr/apply", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := h.do(r)
		if !slices.Contains([]int{http.StatusOK, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge}, w.Code) || strings.Contains(w.Body.String(), "<script>alert") || strings.Contains(w.Body.String(), "%!") {
			t.Errorf("%q: got %d", body, w.Code)
		}
	})
}
