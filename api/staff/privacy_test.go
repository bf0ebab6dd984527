package staff

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// canaries are what a call may hold, in words that stand nowhere else.
var canaries = url.Values{
	"place": {"Xqplace Canary"}, "age": {"17.4242"}, "words": {"xqwords canary"}, "avoid": {"Xqavoid Canary 31"}, "language": {"Xqtongue"},
	"within": {"4242.42"}, "units": {"424242"}, "gender": {"xqgender"}, "need": {"xqneed"}, "counted": {"xqcounted"}, "late_need": {"xqlate"}, "late_province": {"xqprovince"}, "population": {"xqpopulation"}, "barrier": {"xqbarrier"},
}

// What is known of a caller comes back in the fields that it was typed into, for
// whoever typed it, and stands nowhere else: in no address, header, log, error or
// audit.
func TestWhatIsKnownOfACallerStaysInTheForm(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := string(relais.Snapshot[data.Staff](d.engine).At(7).ID)
	answers := map[string]*httptest.ResponseRecorder{}
	for _, lang := range []string{"en", "fr"} {
		for path, deeds := range map[string][]string{
			"":     {"", "panel plan", "panel law", "panel map", "panel why", "panel compare", "panel message", "panel keys", "why " + id, "trouble " + id, "refer " + id, "refer " + id + " warm_transfer"},
			"live": {""}, "sheet": {""}, "room": {"0 " + id}, "undo": {"", undoTrouble, undoReferral + " options housing ON -"}, "reveal": {"reveal " + id}, "keys": {"off"},
			"trouble": {"closed " + id}, "refer": {"warm_transfer consent " + id, "options - " + id, "police_report danger " + id}, "outcome": {"served late", "full warm_transfer housing ON consent"},
		} {
			for _, deed := range deeds {
				fields := url.Values{"deed": {deed}, "reason": {"transfer"}, "open": {id}, "danger": {"1"}, "late_kind": {"warm_transfer"}, "late_basis": {"consent"}}
				for name, values := range canaries {
					fields[name] = values
				}
				answers[fmt.Sprintf("%s %s %s", lang, path, deed)] = d.post("/staff/"+lang+"/"+path, fields)
				good := toronto("deed", deed, "reason", "transfer", "open", id, "words", "xqwords canary", "age", "17.4242")
				answers[fmt.Sprintf("%s %s %s, understood", lang, path, deed)] = d.post("/staff/"+lang+"/"+path, good)
			}
		}
	}
	for name, w := range answers {
		head, outside := fmt.Sprint(w.Header()), ""
		if !strings.HasSuffix(name, "understood") { // what was, may be said back: "ask whether they take someone aged 17"
			outside = withoutFields(w.Body.String())
		}
		for _, values := range canaries {
			if strings.Contains(head, values[0]) || strings.Contains(outside, values[0]) {
				t.Errorf("%s: %q stands outside its field", name, values[0])
			}
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("Set-Cookie")+w.Header().Get("ETag") != "" {
			t.Errorf("%s has the headers %v", name, w.Header())
		}
	}
	everywhere := d.log.String() + fmt.Sprint(audit(t, d.engine))
	for _, values := range canaries {
		if strings.Contains(everywhere, values[0]) {
			t.Errorf("%q stands in a log or in the audit", values[0])
		}
	}
	if strings.Contains(everywhere, "M5V") || len(audit(t, d.engine)) < 6 {
		t.Errorf("a place stands in a log or in the audit, or nothing was audited and this test proves nothing: %s", everywhere)
	}
}

// withoutFields is a page without what its fields hold.
func withoutFields(page string) string {
	for {
		before, rest, found := strings.Cut(page, ` value="`)
		if !found {
			return page
		}
		_, after, _ := strings.Cut(rest, `"`)
		page = before + after
	}
}

// A check that cannot fail is a defect.
func TestTheCanariesAreSeen(t *testing.T) {
	if got := withoutFields(`<input value="xqwords"><p>xqwords</p>`); got != `<input><p>xqwords</p>` {
		t.Errorf("got %s", got)
	}
	d := newDesk(t, sampleEngine(t))
	if page := d.screen("/staff/en/", canaries); !strings.Contains(page, `value="Xqplace Canary"`) || !strings.Contains(page, `value="17.4242"`) {
		t.Error("what was typed does not come back to whoever typed it")
	}
}

// The title and the address of the screen are the same whatever is on it.
func TestTheTitleSaysNothing(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	for _, page := range []string{d.screen("/staff/en/", url.Values{}), d.screen("/staff/fr/", toronto("deed", "panel law", "age", "14"))} {
		if !strings.Contains(page, "<title>Relais</title>") {
			t.Error("a title tells what is on the screen")
		}
	}
	if page := d.screen("/staff/en/sheet", toronto()); !strings.Contains(page, "<title>Phone numbers</title>") {
		t.Error("the title of the sheet, which a printer puts on it, is not neutral")
	}
}

// Whoever has not signed in, or may not, is told so in one way, before anything is
// read of what they sent.
func TestOnlyThoseWhoMay(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	before := len(audit(t, d.engine))
	id := string(relais.Snapshot[data.Staff](d.engine).At(7).ID)
	for _, r := range d.console.Routes() {
		if r.Action == "" {
			t.Errorf("%s has no action", r.Pattern)
		}
		method, path, _ := strings.Cut(r.Pattern, " ")
		for _, who := range []string{"", "eve", "ben"} {
			if path == "/staff" || path == "/staff/" || who == "ben" && r.Action == Search {
				continue
			}
			d.as = who
			body := strings.NewReader(toronto("deed", "0 "+id, "reason", "transfer").Encode())
			request := httptest.NewRequest(method, path, body)
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if w := d.do(request); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "M5V") || strings.Contains(w.Body.String(), `class="row`) {
				t.Errorf("%s by %q: %d", r.Pattern, who, w.Code)
			}
		}
	}
	if len(audit(t, d.engine)) != before {
		t.Error("something was done for somebody who may not")
	}
	d.as = "ben"
	if page := d.screen("/staff/en/", toronto("age", "14", "deed", "panel law")); strings.Contains(page, "Who may be competent") || strings.Contains(page, "Duty to report:") || strings.Contains(page, `value="panel law"`) {
		t.Error("the card is shown to somebody who may not see it")
	}
}

// The map shows of a sealed site the area that was declared, as an area.
func TestTheMapShowsASealedSiteAsAnArea(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return sealedSite(l) && l.Place.Radius > 2*geo.Kilometer })
	marks := mark(nil, l, 7, false)
	if len(marks) != 1 || marks[0].Radius != l.Place.Radius || marks[0].At != l.Place.Center {
		t.Errorf("got %+v for %+v", marks, l.Place)
	}
	page := d.screen("/staff/en/", url.Values{"place": {l.Place.Label.En}, "need": l.Needs[:1], "deed": {"panel map"}, "more": {"90"}})
	if !strings.Contains(page, `class="about"`) || !strings.Contains(page, "somewhere within") {
		t.Error("the map shows no area")
	}
}

// No word of any screen gives away the point or the address of a sealed site: what
// is not revealed is not there.
func TestASealedSiteIsNowhereOnTheScreen(t *testing.T) {
	d := newDesk(t, sampleEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool {
		return sealedSite(l) && l.Place.Label.En != "" && len(l.Phones) > 0
	})
	secret, err := d.engine.Reveal(l.ID, "test", "to compare", now)
	if err != nil || secret.Point == nil || secret.Address.Line1 == "" {
		t.Fatalf("the sample seals nothing here: %+v, %v", secret, err)
	}
	fields := func(deed string) url.Values {
		return url.Values{"place": {l.Place.Label.En}, "need": l.Needs, "deed": {deed}, "open": {string(l.ID)}, "compare": {string(l.ID)}, "safe": {"yes"}, "more": {"90"}}
	}
	for _, deed := range []string{"panel map", "nearer", "panel why", "panel compare", "panel message", "open " + string(l.ID), "panel reveal"} {
		f := fields(deed)
		if deed == "nearer" {
			f.Set("panel", "map")
		}
		page := d.screen("/staff/en/", f) + d.screen("/staff/fr/", f) + d.screen("/staff/en/sheet", f)
		for _, part := range []string{secret.Address.Line1, fmt.Sprintf("%.3f", secret.Point.Lat), fmt.Sprintf("%.3f", secret.Point.Lng), secret.Address.PostalCode} {
			if part != "" && strings.Contains(page, part) {
				t.Errorf("%s shows %q of a sealed site", deed, part)
			}
		}
	}
}
