package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/relais-directory/relais/api"
	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

// Requests that another site makes the browser of somebody signed in send, to
// every route of the whole program: all are refused, and nothing is done.
func TestForgedRequestsReachNothing(t *testing.T) {
	p := open(t)
	l, _ := p.sealed()
	b := p.signedIn(access.Approver)
	before := len(p.audit())
	forged := 0
	for _, row := range p.staff.Table() {
		method, path, _ := strings.Cut(row.Pattern, " ")
		path = strings.ReplaceAll(path, "{id}", string(l.ID))
		for _, from := range []string{"https://evil.example", "https://relais.example.evil.example", "http://relais.example", "null", ""} {
			for _, site := range []string{"cross-site", "same-site", ""} {
				if from == "" && site == "" && method == http.MethodGet {
					continue // somebody typed the address
				}
				for _, media := range []string{"application/x-www-form-urlencoded", "text/plain", "application/json"} {
					r := b.request(method, path, media, "deed=0+"+string(l.ID)+"&reason=transfer")
					header(r, "Origin", from)
					header(r, "Sec-Fetch-Site", site)
					if from == "null" && site == "" && method == http.MethodGet {
						continue // reading, from a page that hides its address: nothing can be read by it
					}
					forged++
					w := httptest.NewRecorder()
					p.server.Handler().ServeHTTP(w, r)
					if w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
						t.Errorf("%s from %q, %q, %q: got %d", row.Pattern, from, site, media, w.Code)
					}
				}
			}
		}
	}
	if forged < 400 || len(p.audit()) != before {
		t.Errorf("%d requests were forged, and %d things done", forged, len(p.audit())-before)
	}
	t.Logf("%d forged requests", forged)
	if w := b.json("/v1/staff/reveal", map[string]string{"listing": string(l.ID), "reason": "transfer"}); w.Code != http.StatusOK {
		t.Errorf("our own request is refused, and this test proves nothing: %s", all(w))
	}
}

func header(r *http.Request, name, value string) {
	r.Header.Del(name)
	if value != "" {
		r.Header.Set(name, value)
	}
}

func TestAnOriginIsOneThatASessionIsSafeAt(t *testing.T) {
	p := open(t)
	for _, bad := range [][]string{nil, {""}, {"relais.example"}, {"http://relais.example"}, {"http://10.0.0.1:8080"}, {"https://relais.example/"}, {"https://relais.example/staff"}, {"ftp://relais.example"}, {origin, "http://relais.example"}} {
		o := p.options()
		o.Origins = bad
		_, err := api.AddStaff(serve.Site{Mux: serve.NewMux()}, o)
		if said, ok := bilingual.AsProblem(err); !ok || said.Message.Fr == "" || said.Hint.Fr == "" {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	for _, good := range []string{"https://relais.example", "https://relais.example:8443", "http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"} {
		o := p.options()
		o.Origins = []string{good}
		mux := serve.NewMux()
		s, err := api.AddStaff(serve.Site{Mux: mux}, o)
		if err != nil {
			t.Errorf("%s: %v", good, err)
			continue
		}
		if faults := gate.Faults(s.Table(), mux.Patterns()); len(faults) > 0 || s.Address() != good+"/staff/" {
			t.Errorf("%s: %v, %s", good, faults, s.Address())
		}
	}
}

// The first link is made until somebody has used it, and never again.
func TestTheFirstLinkSetsUpOneAccount(t *testing.T) {
	p := open(t)
	first, err := p.staff.FirstRun("root")
	if err != nil || !strings.HasPrefix(first, origin+"/staff/set-up#") {
		t.Fatal(first, err)
	}
	_, code, _ := strings.Cut(first, "#")
	b := p.signedIn(access.Public)
	w := b.json("/staff/set-up/password", map[string]string{"link": code, "password": password})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"administrator"`) {
		t.Fatal(all(w))
	}
	if again, err := p.staff.FirstRun("root"); err != nil || again != "" {
		t.Errorf("there is an administrator, and yet %q, %v", again, err)
	}
	if w := b.get("/staff/en/"); w.Code != http.StatusForbidden {
		t.Errorf("an administrator reads records: %d", w.Code)
	}
	for i := range 2 {
		link, err := p.staff.Try(p.office, "root", p.now())
		if err != nil || !strings.Contains(link, "/staff/set-up#") {
			t.Fatal(link, err)
		}
		if i == 0 {
			continue // a link that was not used is made anew
		}
		_, code, _ := strings.Cut(link, "#")
		if w := b.json("/staff/set-up/password", map[string]string{"link": code, "password": password}); w.Code != http.StatusOK {
			t.Fatal(all(w))
		}
	}
	if link, err := p.staff.Try(p.office, "root", p.now()); err != nil || link != "" {
		t.Errorf("it was set up, and yet %q, %v", link, err)
	}
	if w := b.get("/staff/en/"); w.Code != http.StatusOK {
		t.Error(all(w))
	}
	if log := fmt.Sprint(p.log.String(), p.audit()); strings.Contains(log, code) {
		t.Error("a link's secret stands in the log or the audit")
	}
}
