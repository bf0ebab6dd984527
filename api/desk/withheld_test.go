package desk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/relais-directory/relais/api/desk"
)

// A file that would show what another record keeps back may hold that one's number:
// neither a pair nor a proposal of it says what it holds.
func TestWhatMayBeAnothersIsWithheld(t *testing.T) {
	r := open(t, 0)
	listed(t, r) // internal: its number is nobody’s to show
	ana, ben := r.editor("ana"), r.approver("ben")
	again := strings.Replace(agreed, "\n1,Maison Exemple", "\n9,Maison Exemples", 1)
	id := after(t, led(t, ana.upload("en", map[string]string{"mapping": consent}, "other.csv", again)), "/imports/")
	pairs := words(ana.get("en", "imports/"+id+"/pairs"))
	says(t, pairs, "Maison Exemples", "What they say is withheld")
	silent(t, pairs, "416-555-0123", "+14165550123", "Toronto, ON")
	ana.follow(ana.post("en", "imports/"+id, "deed", "apply", "alarms", "read", "reason", "why"))
	id = after(t, led(t, ana.upload("fr", map[string]string{"mapping": consent}, "other.csv", again)), "/imports/")
	changes := words(ana.get("fr", "imports/"+id+"/changes"))
	says(t, changes, "scellé")
	silent(t, changes, "[sealed]", "416-555-0123")
	waiting, err := r.engine.Proposals()
	if err != nil {
		t.Fatal(err)
	}
	alike := 0
	for _, p := range waiting {
		page := words(ben.get("fr", "proposals/"+string(p.ID)))
		if !p.Alike {
			says(t, page, "Le public : ")
			continue
		}
		alike++
		says(t, page, "On y verrait ce que tait un autre dossier.")
		silent(t, page, "416-555-0123", "Le public : ")
	}
	if alike == 0 {
		t.Error("nothing is alike, and this test proves nothing")
	}
}

// A link that somebody was sent says of nothing that it was done.
func TestOnlyOurOwnPagesSayThatSomethingWasDone(t *testing.T) {
	r := open(t, 0)
	for site, want := range map[string]bool{"same-origin": true, "cross-site": false, "none": false, "": false} {
		for _, done := range []string{"applied", "qwxz"} {
			req := httptest.NewRequest(http.MethodGet, at("en", "imports")+"?done="+done, nil)
			req.Header.Set("From", "ana editor")
			if site != "" {
				req.Header.Set("Sec-Fetch-Site", site)
			}
			w := httptest.NewRecorder()
			r.handler.ServeHTTP(w, req)
			if got := strings.Contains(words(w), "Applied."); got != (want && done == "applied") || strings.Contains(w.Body.String(), "qwxz") {
				t.Errorf("%q, %s: says so: %t", site, done, got)
			}
		}
	}
}

// Every page in both languages has all its words, no script, and a policy that lets
// none in; whoever may not is refused in words, and told nothing.
func TestEveryPageForEverybody(t *testing.T) {
	r := open(t, 0)
	l := listed(t, r)
	ana := r.editor("ana")
	imported := ana.plans("second.csv", strings.ReplaceAll(table, "Example House", "Sample House"))
	a, err := r.engine.ReceiveApplication(applicant(), "", start)
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range r.routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		path = strings.ReplaceAll(path, "{part}", string(l.Organization.ID))
		for part, id := range map[string]string{"imports": imported, "verification": string(l.ID), "applications": string(a.ID), "records": string(l.Organization.ID)} {
			if strings.Contains(path, "/"+part+"/") {
				path = strings.ReplaceAll(path, "{id}", id)
			}
		}
		if method == http.MethodGet && strings.HasSuffix(path, "/whole") {
			path += "?record=" + string(l.Organization.ID)
		}
		for role, may := range map[string]bool{"approver": true, "editor": route.Right != desk.Decide, "advocate": false} {
			w := person{r, "zoe", role}.send(method, path, "application/x-www-form-urlencoded", "")
			if !may {
				if w.Code != http.StatusForbidden || !strings.Contains(words(w), "ouvre") && !strings.Contains(words(w), "open this") && !strings.Contains(words(w), "Votre rôle") {
					t.Errorf("%s, %s: %d %s", role, route.Pattern, w.Code, words(w))
				}
				silent(t, words(w), l.Organization.Name.En, "second.csv", "Quillfeather")
				continue
			}
			if w.Code == http.StatusForbidden || w.Code >= 500 || method == http.MethodGet && w.Code != http.StatusOK && !strings.Contains(path, "{id}") {
				t.Errorf("%s, %s: %d %s", role, route.Pattern, w.Code, words(w))
			}
			if body := w.Body.String(); strings.Contains(body, "<script") || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("%s has a script, or something unsafe", route.Pattern)
			}
			if policy := w.Header().Get("Content-Security-Policy"); method == http.MethodGet && (!strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script")) {
				t.Errorf("%s has the policy %q", route.Pattern, policy)
			}
		}
		if method == http.MethodPost {
			if w := ana.send(method, path, "application/json", `{"deed":"apply"}`); w.Code != http.StatusUnsupportedMediaType && w.Code != http.StatusForbidden {
				t.Errorf("%s takes JSON: %d", route.Pattern, w.Code)
			}
			large := "reason=" + strings.Repeat("x", 100)
			if w := ana.send(method, path, "text/plain", large); w.Code < 400 {
				t.Errorf("%s takes text: %d", route.Pattern, w.Code)
			}
		}
	}
}
