package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// canaries are what a call may hold, in words that stand nowhere else.
var canaries = url.Values{
	"place": {"Xqplace"}, "age": {"17.4242"}, "words": {"xqwords"}, "avoid": {"Xqavoid 31"}, "language": {"Xqtongue"}, "within": {"4242.42"}, "units": {"424242"},
	"counted": {"xqcounted"}, "late_need": {"xqlate"}, "late_province": {"xqprovince"},
}

// Nothing of a caller is in a log, a metric, the audit, a header, or a file of the
// directory, whatever route of the whole program it was sent to, understood or
// not.
func TestNothingOfACallerStays(t *testing.T) {
	p := open(t)
	l, _ := p.sealed()
	b := p.signedIn(access.Approver)
	metrics := func() string {
		w := httptest.NewRecorder()
		p.server.MetricsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		return w.Body.String()
	}
	asked := 0
	for _, row := range p.staff.Table() {
		method, path, _ := strings.Cut(row.Pattern, " ")
		if method != http.MethodPost || row.Action == access.OwnAccount {
			continue
		}
		path = strings.ReplaceAll(path, "{id}", string(l.ID))
		f := url.Values{"open": {string(l.ID)}, "deed": {"0 " + string(l.ID)}, "reason": {"transfer"}}
		for name, values := range canaries {
			f[name] = values
		}
		good := url.Values{"place": {"M5V 2T6"}, "age": {"17.4242"}, "words": {"xqwords"}, "need": {"housing"}, "danger": {"1"}, "deed": {deedOf(path, string(l.ID))}}
		request := `{"origin":{"place":"Xqplace"},"age":17.4242,"text":"xqwords","avoid":["Xqavoid 31"],"languages":["Xqtongue"],"within_km":4242.42,"units":424242}`
		understood := `{"age":17.4242,"text":"xqwords","within_km":4242.42}`
		for _, w := range []*httptest.ResponseRecorder{
			b.form(path, f), b.form(path, good), b.form(path+"?place=Xqplace", f),
			b.do(b.request(method, path, "application/json", request)), b.do(b.request(method, path, "application/json", understood)),
			b.do(b.request(method, path, "application/json", `{"listing":"Xqplace","reason":"xqwords","request":`+request+`}`)),
			b.do(b.request(method, path, "application/json", `{"id":"Xqplace","pair":"xqwords","file":"Xqavoid 31`)),
		} {
			asked++
			if name := found(fmt.Sprint(w.Header())); name != "" {
				t.Errorf("%s: a header has what was typed as %s", row.Pattern, name)
			}
			if strings.Contains(path, "/v1/") && w.Code >= 400 && found(w.Body.String()) != "" {
				t.Errorf("%s: an error repeats what was typed: %s", row.Pattern, w.Body)
			}
		}
		for _, w := range []*httptest.ResponseRecorder{b.get(path + "?place=Xqplace&words=xqwords"), b.get(path + "/Xqplace")} {
			if found(all(w)) != "" {
				t.Errorf("GET %s repeats what stood in the address", path)
			}
		}
	}
	p.mux.HandleFunc("GET /panics", func(http.ResponseWriter, *http.Request) { panic("xqwords") })
	b.get("/panics?place=Xqplace") // so that there is a log
	for name, text := range map[string]string{"the log": p.log.String(), "the metrics": metrics(), "the audit": fmt.Sprint(p.audit())} {
		if what := found(text); what != "" {
			t.Errorf("%s has what was typed as %s", name, what)
		}
		if text == "" || strings.Contains(text, "M5V") {
			t.Errorf("%s has a place, or is empty, and this test proves nothing", name)
		}
	}
	if err := p.engine.Close(); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if what := found(string(content)); what != "" {
			t.Errorf("%s has what was typed as %s", path, what)
		}
		return err
	})
	if err != nil || asked < 100 {
		t.Errorf("%d requests were sent, %v", asked, err)
	}
}

// deedOf is what a button of the console posts to a path, about a listing.
func deedOf(path, id string) string {
	switch path[strings.LastIndex(path, "/")+1:] {
	case "trouble":
		return "closed " + id
	case "refer":
		return "police_report danger " + id
	case "outcome":
		return "served late"
	}
	return "- " + id
}

// found names the first canary in a text.
func found(text string) string {
	for name, values := range canaries {
		if strings.Contains(text, values[0]) || strings.Contains(text, url.QueryEscape(values[0])) {
			return name
		}
	}
	return ""
}

// What is answered is kept by no browser and proxy, and told to no other site.
func TestEveryAnswerToStaffIsKeptByNobody(t *testing.T) {
	p := open(t)
	l, _ := p.sealed()
	for _, role := range []access.Role{access.Public, access.Advocate, access.Administrator} {
		for _, row := range p.staff.Table() {
			if row.Pattern == "POST /staff/sign-out" {
				continue // the one that says more: what to forget
			}
			method, path, _ := strings.Cut(row.Pattern, " ")
			b := p.signedIn(role)
			r := b.request(method, strings.ReplaceAll(path, "{id}", string(l.ID)), "application/x-www-form-urlencoded", "")
			if role != access.Public {
				r.Header.Set("Accept", "text/html")
			}
			h := b.do(r).Header()
			if h.Get("Cache-Control") != "no-store" || h.Get("ETag")+h.Get("Last-Modified") != "" {
				t.Errorf("%s, %s may be kept: %v", role, row.Pattern, h)
			}
			if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
				t.Errorf("%s, %s has the policy %q", role, row.Pattern, policy)
			}
			// Within the site, whose addresses hold nothing of a call: older browsers hide
			// the Origin of our own forms under no-referrer.
			if to := h.Get("Referrer-Policy"); to != "same-origin" && to != "no-referrer" {
				t.Errorf("%s, %s tells other sites: %q", role, row.Pattern, to)
			}
			if h.Get("X-Frame-Options") != "DENY" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s, %s: %v", role, row.Pattern, h)
			}
		}
	}
}

// What the public is answered is the same, byte for byte, with staff and without,
// and says nothing of them. (api/wire asks much more.)
func TestThePublicIsAnsweredAlikeWithStaffAndWithout(t *testing.T) {
	p := open(t)
	bare, _ := p.site(false)
	without := p.serve(bare)
	paths := []string{"/", "/fr/", "/en/", "/openapi.json", "/v1/terms", "/hsds/services", "/nowhere", "/staffing", "/v1/staffing", "/robots.txt", "/healthz"}
	for _, pattern := range bare.Patterns() {
		_, path, _ := strings.Cut(pattern, " ")
		paths = append(paths, strings.ReplaceAll(path, "{id}", "x"))
	}
	signed := p.signedIn(access.Approver)
	for _, path := range paths {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "OPTIONS"} {
			r := signed.request(method, path, "application/json", "{}")
			a, b := httptest.NewRecorder(), httptest.NewRecorder()
			p.server.Handler().ServeHTTP(a, r)
			without.Handler().ServeHTTP(b, signed.request(method, path, "application/json", "{}"))
			if all(a) != all(b) {
				t.Errorf("%s %s differs: %s\n%s", method, path, all(a), all(b))
			}
			if bytes.Contains(a.Body.Bytes(), []byte("/staff")) {
				t.Errorf("%s %s tells of the staff's side", method, path)
			}
		}
	}
}

// What one call learns of room is in the next search of everybody else.
func TestWhatOneConsoleRecordsAnotherFindsNext(t *testing.T) {
	p := open(t)
	ana, ben := p.signedIn(access.Advocate), p.signedIn(access.Editor)
	s := relais.Snapshot[data.Staff](p.engine)
	var took []time.Duration
	for n := range 40 {
		l := s.At(s.InOrderOfID()[n])
		free := 3 + n%5
		began := time.Now()
		if w := ana.json("/v1/staff/capacity", map[string]any{"listing": l.ID, "capacity": map[string]any{"unit": "bed", "status": "available", "available": free}}); w.Code != http.StatusOK {
			t.Fatal(all(w))
		}
		recorded := time.Now()
		w := ben.json("/v1/staff/explain", map[string]any{"listing": l.ID, "request": map[string]any{"units": 1}})
		took = append(took, time.Since(recorded))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), fmt.Sprintf(`"available":%d`, free)) {
			t.Fatalf("recorded %v ago and not found: %s", time.Since(began), all(w))
		}
	}
	t.Logf("the next answer had it, the slowest within %v of its being recorded", maxOf(took))
}

func maxOf(all []time.Duration) (most time.Duration) {
	for _, d := range all {
		most = max(most, d)
	}
	return most
}
