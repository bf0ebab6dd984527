package upkeep_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/upkeep"
	"github.com/relais-directory/relais/data"
)

// start is the instant at which every test begins.
var start = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

// keep is an upkeep over a small directory, behind no guard: who may ask is decided
// elsewhere.
type keep struct {
	t      *testing.T
	engine *relais.Engine
	mux    *serve.Mux
	table  []serve.Operation
	now    time.Time
}

func open(t *testing.T) *keep {
	t.Helper()
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir(), Brief: true}, start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	k := &keep{t: t, engine: e, mux: serve.NewMux(), now: start}
	actor := func(r *http.Request) string { return r.Header.Get("As") }
	k.table = upkeep.New(upkeep.Options{Engine: e, Actor: actor, Now: func() time.Time { return k.now }}).Operations()
	for _, op := range k.table {
		k.mux.Handle(op.Pattern, op.Handler())
	}
	return k
}

// ask sends body, as JSON, in somebody's name.
func (k *keep) ask(as, pattern string, body any) *httptest.ResponseRecorder {
	k.t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	sent, err := json.Marshal(body)
	if text, raw := body.(string); raw {
		sent, err = []byte(text), nil
	}
	if err != nil {
		k.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(string(sent)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("As", as)
	w := httptest.NewRecorder()
	k.mux.ServeHTTP(w, r)
	return w
}

// good reads a good answer.
func good[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

// refused holds an answer to a status and the code of its problem.
func refused(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var p serve.Problem
	err := json.Unmarshal(w.Body.Bytes(), &p)
	found := slices.ContainsFunc(p.Errors, func(f serve.Fault) bool { return f.Code == code && f.Message.En != "" && f.Message.Fr != "" })
	if w.Code != status || err != nil || code != "" && !found || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %s, want %d %s", w.Code, w.Body, status, code)
	}
}

const (
	header = "key,organization_name,service_name_en,needs,phone,city,province\n"
	first  = "1,Maison Exemple,Emergency shelter,emergency-shelter,416-555-0123,Toronto,ON\n"
	second = "2,Second Example House,Legal help,legal,613-555-0145,Ottawa,ON\n"
	bad    = "3,,Third legal help,legal,613-555-0146,Ottawa,ON\n" // of no organization
)

const unknown = "00000000-0000-4000-8000-000000000000"

// planned plans a table and gives the plan's id.
func (k *keep) planned(as, table string) string {
	k.t.Helper()
	plan := good[struct {
		ID string `json:"id"`
	}](k.t, k.ask(as, upkeep.PlanPattern, upkeep.File{File: "rows.csv", Source: "desk", Content: []byte(table)}))
	return plan.ID
}

func TestAFileIsPlannedAppliedAndUndone(t *testing.T) {
	k := open(t)
	plan := good[map[string]any](t, k.ask("ana", upkeep.PlanPattern, upkeep.File{File: "rows.csv", Source: "desk", Content: []byte(header + first + second)}))
	if plan["added"] != 2.0 || plan["rejected"] != 0.0 || plan["format"] != "csv" || plan["applied"] != false {
		t.Errorf("got %v", plan)
	}
	at := "/v1/staff/imports/" + fmt.Sprint(plan["id"])
	if again := good[map[string]any](t, k.ask("ben", "GET "+at, "")); again["hash"] != plan["hash"] || len(relais.Listings[data.Staff](k.engine)) != 0 {
		t.Errorf("got %v", again)
	}
	done := good[relais.ImportDone](t, k.ask("ana", "POST "+at+"/apply", upkeep.Applying{Reason: "the autumn list"}))
	if done.State != relais.ImportApplied || done.Applied.By != "ana" || done.Applied.Reason != "the autumn list" || len(relais.Listings[data.Staff](k.engine)) != 2 {
		t.Errorf("got %+v", done)
	}
	if all := good[upkeep.Imports](t, k.ask("ben", "GET /v1/staff/imports", "")); len(all.Imports) != 1 || string(all.Imports[0].ID) != plan["id"] {
		t.Errorf("got %+v", all)
	}
	undone := good[relais.ImportDone](t, k.ask("ben", "POST "+at+"/undo", upkeep.Undoing{}))
	if undone.State != relais.ImportUndone || undone.Undone.By != "ben" || undone.Undone.Reason != "undo an import" || len(relais.Listings[data.Staff](k.engine)) != 0 {
		t.Errorf("got %+v", undone)
	}
}

func TestRowsThatAreRejectedComeBack(t *testing.T) {
	k := open(t)
	at := "POST /v1/staff/imports/" + k.planned("ana", header+first+bad)
	w := k.ask("ana", at+"/errors", struct{}{})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Third legal help") || strings.Contains(w.Body.String(), "Maison Exemple") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	refused(t, k.ask("ana", at+"/apply", upkeep.Applying{}), http.StatusUnprocessableEntity, "import_bad_rows")
	if done := good[relais.ImportDone](t, k.ask("ana", at+"/apply", upkeep.Applying{SkipBad: true})); done.State != relais.ImportApplied || len(relais.Listings[data.Staff](k.engine)) != 1 {
		t.Errorf("got %+v", done)
	}
}

// Two records that may be one are told, and somebody says whether they are.
func TestAPairIsDecided(t *testing.T) {
	k := open(t)
	good[relais.ImportDone](t, k.ask("ana", "POST /v1/staff/imports/"+k.planned("ana", header+first)+"/apply", upkeep.Applying{}))
	twin := good[struct {
		ID    string
		Pairs []struct{ ID string }
	}](t, k.ask("ana", upkeep.PlanPattern, upkeep.File{File: "other.csv", Source: "elsewhere", Content: []byte(header + first)}))
	if len(twin.Pairs) == 0 {
		t.Fatal("nothing is doubtful of these: this test proves nothing")
	}
	at := "POST /v1/staff/imports/" + twin.ID + "/decide"
	if decided := good[map[string]any](t, k.ask("ben", at, upkeep.Pairing{Pair: twin.Pairs[0].ID, Same: true})); decided["id"] == "" {
		t.Errorf("got %v", decided)
	}
	refused(t, k.ask("ben", at, upkeep.Pairing{Pair: "no such pair"}), http.StatusNotFound, "pair_unknown")
}

func TestVerificationIsRecordedInTheNameOfWhoeverAsks(t *testing.T) {
	k := open(t)
	good[relais.ImportDone](t, k.ask("ana", "POST /v1/staff/imports/"+k.planned("ana", header+first+second)+"/apply", upkeep.Applying{}))
	due := good[upkeep.DueList](t, k.ask("ana", "POST /v1/staff/verification/due", upkeep.Asking{Limit: 1}))
	if len(due.Due) != 1 || due.Total != 2 {
		t.Fatalf("got %+v", due)
	}
	one := string(due.Due[0].Listing)
	done := good[upkeep.Verified](t, k.ask("ana", "POST /v1/staff/verification", upkeep.Verifying{ID: one, How: "phone"}))
	if done.Verified.String() != "2026-11-22" || done.How != "phone" || done.Receipt.Changed != 1 {
		t.Errorf("got %+v", done)
	}
	if due := good[upkeep.DueList](t, k.ask("ana", "POST /v1/staff/verification/due", upkeep.Asking{})); due.Total != 1 || string(due.Due[0].Listing) == one {
		t.Errorf("what was verified is due: %+v", due)
	}
	other := string(good[upkeep.DueList](t, k.ask("ana", "POST /v1/staff/verification/due", upkeep.Asking{})).Due[0].Listing)
	for n := range 3 {
		k.now = start.AddDate(0, 0, n)
		tried := good[relais.Tried](t, k.ask("ben", "POST /v1/staff/verification/attempt", upkeep.Verifying{ID: other, How: "visit"}))
		if len(tried.Attempts) != n+1 || tried.Attempts[n].By != "ben" {
			t.Errorf("try %d: %+v", n, tried)
		}
	}
	waiting, err := k.engine.Proposals()
	if err != nil || len(waiting) != 1 {
		t.Errorf("nobody is asked to withdraw it: %+v, %v", waiting, err)
	}
	for _, path := range []string{"", "/attempt"} {
		refused(t, k.ask("ana", "POST /v1/staff/verification"+path, upkeep.Verifying{ID: one}), http.StatusUnprocessableEntity, "how_required")
		refused(t, k.ask("ana", "POST /v1/staff/verification"+path, upkeep.Verifying{ID: unknown, How: "phone"}), http.StatusNotFound, "")
		refused(t, k.ask("ana", "POST /v1/staff/verification"+path, upkeep.Verifying{ID: "../x", How: "phone"}), http.StatusNotFound, "")
	}
}

func TestTheCountsAreThoseOfTheEngine(t *testing.T) {
	k := open(t)
	good[relais.ImportDone](t, k.ask("ana", "POST /v1/staff/imports/"+k.planned("ana", header+first+second)+"/apply", upkeep.Applying{}))
	stats := good[relais.Stats](t, k.ask("ana", "GET /v1/staff/statistics", ""))
	if stats.Total.Organizations != 2 || stats.Total.Services != 2 {
		t.Errorf("got %+v", stats)
	}
}

// Whatever is wrong is answered in words: an import that there is not, one that is
// applied, a body that is none.
func TestWhatIsWrongIsAProblem(t *testing.T) {
	k := open(t)
	for _, id := range []string{unknown, "x", "..%2f", strings.Repeat("a", 300)} {
		refused(t, k.ask("ana", "GET /v1/staff/imports/"+id, ""), http.StatusNotFound, "")
		for _, step := range []string{"apply", "undo", "decide", "errors"} {
			refused(t, k.ask("ana", "POST /v1/staff/imports/"+id+"/"+step, struct{}{}), http.StatusNotFound, "")
		}
	}
	at := "POST /v1/staff/imports/" + k.planned("ana", header+first)
	refused(t, k.ask("ana", at+"/undo", upkeep.Undoing{}), http.StatusConflict, "import_not_applied")
	good[relais.ImportDone](t, k.ask("ana", at+"/apply", upkeep.Applying{}))
	refused(t, k.ask("ana", at+"/decide", upkeep.Pairing{Pair: "x"}), http.StatusConflict, "import_done")
	refused(t, k.ask("ana", upkeep.PlanPattern, upkeep.File{File: "rows.csv"}), http.StatusUnprocessableEntity, "")
	refused(t, k.ask("ana", upkeep.PlanPattern, upkeep.File{File: "rows.csv", Content: []byte(header + first), Mapping: []byte("= not TOML")}), http.StatusUnprocessableEntity, "")
	for _, op := range k.table {
		if op.Body == nil {
			continue
		}
		pattern := strings.ReplaceAll(op.Pattern, "{id}", unknown)
		for body, status := range map[string]int{`{"canary":1}`: http.StatusUnprocessableEntity, "{": http.StatusUnprocessableEntity, "[]": http.StatusUnprocessableEntity} {
			w := k.ask("ana", pattern, body)
			if refused(t, w, status, ""); strings.Contains(w.Body.String(), "canary") {
				t.Errorf("%s repeats what was sent", op.Pattern)
			}
		}
		r := httptest.NewRequest(http.MethodPost, strings.TrimPrefix(pattern, "POST "), strings.NewReader("{}"))
		r.Header.Set("Content-Type", "text/plain")
		w := httptest.NewRecorder()
		k.mux.ServeHTTP(w, r)
		refused(t, w, http.StatusUnsupportedMediaType, "")
	}
}

// Each operation is asked by some test here.
func TestEveryOperationIsTested(t *testing.T) {
	source, err := os.ReadFile("upkeep_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range open(t).table {
		_, path, _ := strings.Cut(op.Pattern, " ")
		last := path[strings.LastIndex(path, "/")+1:]
		if last != "{id}" && last != "imports" && !strings.Contains(string(source), `/`+last) {
			t.Errorf("%s is asked by no test", op.Pattern)
		}
		if op.ID == "" || op.Summary == "" || op.Answer == nil {
			t.Errorf("%s is not described", op.Pattern)
		}
	}
}
