package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/upkeep"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/store"
)

const table = `key,organization_name,service_name_en,needs,phone,city,province
1,Maison Exemple,Emergency shelter,emergency-shelter,416-555-0123,Toronto,ON
2,Second Example House,Legal help,legal,613-555-0145,Ottawa,ON
`

// answered reads what a program was answered.
func answered[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if w.Code != http.StatusOK {
		t.Fatal(all(w))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A file goes the whole way by the API: planned, looked at, applied, found, undone.
func TestAnImportByTheAPI(t *testing.T) {
	p := open(t)
	b := p.signedIn(access.Editor)
	before := relais.Snapshot[data.Staff](p.engine).Len()
	plan := answered[struct {
		ID    string
		Added int
	}](t, b.json("/v1/staff/imports", upkeep.File{File: "desk.csv", Source: "desk", Content: []byte(table)}))
	if plan.Added != 2 || relais.Snapshot[data.Staff](p.engine).Len() != before {
		t.Fatalf("got %+v", plan)
	}
	at := "/v1/staff/imports/" + plan.ID
	i, err := p.engine.Import(data.ID(plan.ID))
	if err != nil || i.By[0] != "account:editor" {
		t.Fatal(i, err)
	}
	want, err := json.Marshal(upkeep.ImportView(i, nil, true))
	if got := strings.TrimSpace(b.get(at).Body.String()); err != nil || sameJSON(t, got) != sameJSON(t, string(want)) {
		t.Errorf("got %s, want %s", got, want)
	}
	done := answered[relais.ImportDone](t, b.json(at+"/apply", upkeep.Applying{SkipBad: true}))
	if done.State != relais.ImportApplied || done.Applied.By != "account:editor" || relais.Snapshot[data.Staff](p.engine).Len() != before+2 {
		t.Errorf("got %+v", done)
	}
	if all := answered[upkeep.Imports](t, b.get("/v1/staff/imports")); len(all.Imports) != 1 {
		t.Errorf("got %+v", all)
	}
	if w := b.json(at+"/errors", struct{}{}); w.Code != http.StatusOK && w.Code != http.StatusNotFound {
		t.Error(all(w))
	}
	undone := answered[relais.ImportDone](t, b.json(at+"/undo", upkeep.Undoing{}))
	if undone.State != relais.ImportUndone || relais.Snapshot[data.Staff](p.engine).Len() != before {
		t.Errorf("got %+v", undone)
	}
	for path, code := range map[string]int{
		"/v1/staff/imports/" + plan.ID + "/decide": http.StatusConflict, "/v1/staff/imports/x/apply": http.StatusNotFound, "/v1/staff/imports": http.StatusUnprocessableEntity,
	} {
		if w := b.json(path, struct{}{}); w.Code != code && w.Code != http.StatusNotFound {
			t.Errorf("%s: %s", path, all(w))
		}
	}
}

func sameJSON(t *testing.T, s string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%v: %s", err, s)
	}
	return fmt.Sprint(v)
}

// A file may be large, for those who may import; nothing else may.
func TestOnlyAFileMayBeLarge(t *testing.T) {
	p := open(t)
	large := upkeep.File{File: "large.csv", Content: []byte(strings.Repeat("a,b\n", 100_000))}
	for role, want := range map[access.Role]int{access.Editor: http.StatusUnprocessableEntity, access.Advocate: http.StatusForbidden, access.Public: http.StatusUnauthorized} {
		if w := p.signedIn(role).json("/v1/staff/imports", large); w.Code != want {
			t.Errorf("%s: got %s", role, all(w))
		}
	}
	for _, path := range []string{"/v1/staff/verification", "/v1/staff/search", "/v1/search", "/v1/staff/imports/x/apply"} {
		if w := p.signedIn(access.Editor).json(path, large); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: got %d", path, w.Code)
		}
	}
	large.Content = []byte(strings.Repeat("a", upkeep.LargestFile))
	if w := p.signedIn(access.Editor).json("/v1/staff/imports", large); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", w.Code)
	}
}

func TestVerificationByTheAPI(t *testing.T) {
	p := open(t)
	b := p.signedIn(access.Editor)
	due := answered[upkeep.DueList](t, b.json("/v1/staff/verification/due", upkeep.Asking{All: true, Limit: 5}))
	if len(due.Due) != 5 || due.Total < 5 {
		t.Fatalf("got %+v", due)
	}
	first := due.Due[0]
	done := answered[upkeep.Verified](t, b.json("/v1/staff/verification", upkeep.Verifying{ID: string(first.Listing), How: "phone"}))
	if done.Verified.String() != "2026-11-22" || done.Receipt.Changed != 1 {
		t.Errorf("got %+v", done)
	}
	l, err := relais.Find[data.Staff](p.engine, first.Listing)
	if err != nil || l.Verified.String() != "2026-11-22" {
		t.Errorf("got %+v, %v", l.Verified, err)
	}
	tried := answered[relais.Tried](t, b.json("/v1/staff/verification/attempt", upkeep.Verifying{ID: string(due.Due[1].Listing), How: "phone"}))
	if len(tried.Attempts) != 1 || tried.Attempts[0].By != "account:editor" {
		t.Errorf("got %+v", tried)
	}
	if w := b.json("/v1/staff/verification", upkeep.Verifying{ID: "x", How: "phone"}); w.Code != http.StatusNotFound {
		t.Error(all(w))
	}
	stats, err := p.engine.Stats()
	if got := answered[relais.Stats](t, b.get("/v1/staff/statistics")); err != nil || got.Total.Services != stats.Total.Services || got.Total.Services == 0 {
		t.Errorf("got %+v, want %+v, %v", got, stats, err)
	}
}

// The description is for staff alone, and has every route for programs and no
// other; the public one has none of them.
func TestTheDescriptionHasEveryRouteForPrograms(t *testing.T) {
	p := open(t)
	if w := p.signedIn(access.Public).get("/v1/staff/openapi.json"); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "verification") {
		t.Errorf("the public is told: %s", all(w))
	}
	doc := answered[struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]any
	}](t, p.signedIn(access.Advocate).get("/v1/staff/openapi.json"))
	var described, routed []string
	for path, methods := range doc.Paths {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, pattern := range p.mux.Patterns() {
		if strings.Contains(pattern, " /v1/staff/") && !strings.HasSuffix(pattern, "/openapi.json") {
			routed = append(routed, pattern)
		}
	}
	slices.Sort(described)
	slices.Sort(routed)
	if doc.OpenAPI != "3.1.0" || !slices.Equal(described, routed) || len(routed) < 15 {
		t.Errorf("described:\n%s\nrouted:\n%s", strings.Join(described, "\n"), strings.Join(routed, "\n"))
	}
}

// Keys that somebody has changed are kept with the account, and come back.
func TestChangedKeysAreKeptWithTheAccount(t *testing.T) {
	p := open(t)
	b := p.signedIn(access.Advocate)
	if w := b.form("/staff/en/keys", map[string][]string{"deed": {"off"}}); w.Code != http.StatusOK {
		t.Fatal(all(w))
	}
	a, err := p.office.Named("advocate")
	if err != nil || a.Keys == "" {
		t.Fatalf("nothing is kept: %+v, %v", a, err)
	}
	page := p.signedIn(access.Advocate).get("/staff/en/").Body.String() // elsewhere, later
	if !strings.Contains(page, `name="keys" value="`+a.Keys+`"`) {
		t.Errorf("the keys %q are not on the page", a.Keys)
	}
	if page := p.signedIn(access.Editor).get("/staff/en/").Body.String(); strings.Contains(page, `name="keys" value="`+a.Keys+`"`) {
		t.Error("they are on somebody else's page")
	}
	if !slices.ContainsFunc(p.audit(), func(e store.AuditEntry) bool {
		return e.Action == access.NoteAccountKeys && e.Actor == "account:advocate"
	}) {
		t.Error("it is not in the audit")
	}
	if w := b.json("/v1/staff/search", struct{}{}); w.Code != http.StatusOK {
		t.Errorf("the session ended: %s", all(w))
	}
}
