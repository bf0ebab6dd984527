package access_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/access"
)

// everyRow is a route for each cell of the policy.
func everyRow() []gate.Row {
	var rows []gate.Row
	for _, a := range access.Actions() {
		for _, c := range access.Classes() {
			if access.Known(a, c) {
				rows = append(rows, gate.Row{Pattern: fmt.Sprintf("POST /v1/staff/%s/%s", a, c), Action: a, Fields: []access.Class{c}})
			}
		}
	}
	return rows
}

// Over the wire, every role gets from every route what the policy says, and from
// every field too.
func TestEveryRoleByEveryRouteByEveryField(t *testing.T) {
	rows := everyRow()
	h := open(t, nil, rows...)
	for _, row := range rows {
		h.guard.HandleFunc(row.Pattern, func(w http.ResponseWriter, r *http.Request) {
			actor := gate.From(r.Context())
			for _, c := range access.Classes() {
				if actor.May(row.Action, c) {
					_, _ = w.Write([]byte(string(c) + " "))
				}
			}
		})
	}
	cells := 0
	for _, role := range access.Roles() {
		b := h.browser()
		if role != access.Public {
			h.account(string(role), role)
			b = h.signedIn(string(role))
		}
		for _, row := range rows {
			_, path, _ := strings.Cut(row.Pattern, " ")
			got := b.post(path, struct{}{})
			want := http.StatusOK
			switch {
			case access.May(role, row.Action, row.Fields[0]):
			case role == access.Public:
				want = http.StatusUnauthorized
			default:
				want = http.StatusForbidden
			}
			if got.Code != want {
				t.Errorf("%s %s: got %d, want %d", role, row.Pattern, got.Code, want)
			}
			for _, c := range access.Classes() {
				cells++
				if shown := slices.Contains(strings.Fields(got.Body.String()), string(c)); got.Code == http.StatusOK && shown != access.May(role, row.Action, c) {
					t.Errorf("%s %s: %s shown is %t", role, row.Pattern, c, shown)
				}
			}
		}
	}
	if want := len(access.Roles()) * len(rows) * len(access.Classes()); cells != want {
		t.Errorf("%d cells of %d were looked at", cells, want)
	}
}

func TestNoProgramDoesWhatIsAPersonsToDo(t *testing.T) {
	rows := everyRow()
	h := open(t, nil, rows...)
	for _, row := range rows {
		h.guard.HandleFunc(row.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	for _, role := range access.Roles() {
		var all []access.Action
		for _, a := range access.Actions() {
			if slices.ContainsFunc(access.Classes(), func(c access.Class) bool { return access.MayMachine(role, a, c) }) {
				all = append(all, a)
			}
		}
		if len(all) == 0 {
			continue
		}
		_, secret, err := h.office.MakeToken("root", "job-"+string(role), role, all, h.clock.now(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			_, path, _ := strings.Cut(row.Pattern, " ")
			r := withToken(h, "Bearer "+access.TokenText(secret))
			r.URL.Path = path
			if got := h.browser().do(r).Code == http.StatusOK; got != access.MayMachine(role, row.Action, row.Fields[0]) {
				t.Errorf("a program as %s, %s: let in is %t", role, row.Pattern, got)
			}
		}
	}
}

func TestARouteWithoutARowStopsTheProgram(t *testing.T) {
	for name, register := range map[string]func(*gate.Guard){
		"no row":             func(g *gate.Guard) { g.HandleFunc("GET /staff/new", nil) },
		"another method":     func(g *gate.Guard) { g.HandleFunc("POST /staff/who", nil) },
		"an undecided field": func(g *gate.Guard) { g.HandleFunc("GET /staff/undecided", nil) },
		"no fields":          func(g *gate.Guard) { g.HandleFunc("GET /staff/fieldless", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, nil,
				gate.Row{Pattern: "GET /staff/undecided", Action: access.Audit, Fields: []access.Class{access.Sealed}},
				gate.Row{Pattern: "GET /staff/fieldless", Action: access.Audit})
			defer func() {
				if recover() == nil {
					t.Error("the route was registered")
				}
			}()
			register(h.guard)
		})
	}
}

func TestFaultsOfATableAreSeen(t *testing.T) {
	h := open(t, nil)
	table, routes := h.guard.Table(), h.guard.Routes()
	if faults := gate.Faults(table, routes); len(faults) > 0 {
		t.Errorf("the gate's own table: %v", faults)
	}
	for name, faults := range map[string][]string{
		"a route beside the guard": gate.Faults(table, append(routes, "GET /staff/beside")),
		"a row without a route":    gate.Faults(append(table, gate.Row{Pattern: "GET /staff/x", Action: access.Search, Fields: []access.Class{access.Internal}}), routes),
		"a row of the public":      gate.Faults([]gate.Row{{Pattern: "GET /staffing", Action: access.Search, Fields: []access.Class{access.Published}}}, []string{"GET /staffing"}),
		"a row twice":              gate.Faults(append(table, table[0]), routes),
		"a row of nothing":         gate.Faults([]gate.Row{{Pattern: "GET /staff", Action: access.Search}}, []string{"GET /staff"}),
		"a field nobody decided":   gate.Faults([]gate.Row{{Pattern: "GET /v1/staff/x", Action: access.Search, Fields: []access.Class{access.Audited}}}, []string{"GET /v1/staff/x"}),
	} {
		if len(faults) != 1 {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}

// The routes of a whole server are walked, whoever registered them.
func TestARouteBesideTheGuardIsFound(t *testing.T) {
	h, mux := open(t, nil), serve.NewMux()
	guard := h.gate.Guard(mux)
	mux.HandleFunc("POST /v1/search", nil) // the public's
	if faults := gate.Faults(guard.Table(), mux.Patterns()); len(faults) > 0 {
		t.Errorf("got %v", faults)
	}
	mux.HandleFunc("POST /v1/staff/beside", nil)
	if faults := gate.Faults(guard.Table(), mux.Patterns()); len(faults) != 1 || !strings.Contains(faults[0], "/v1/staff/beside") {
		t.Errorf("got %v", faults)
	}
}

func TestNobodyApprovesTheirOwnNorDoesAProgram(t *testing.T) {
	row := gate.Row{Pattern: "POST /v1/staff/approve", Action: access.Approve, Fields: []access.Class{access.Proposed}}
	h := open(t, nil, row)
	var may [2]bool
	h.guard.HandleFunc(row.Pattern, func(_ http.ResponseWriter, r *http.Request) {
		a := gate.From(r.Context())
		may = [2]bool{a.MayApprove("account:ada"), a.MayApprove("account:bea")}
	})
	h.account("ada", access.Approver)
	h.signedIn("ada").post("/v1/staff/approve", struct{}{})
	if may != [2]bool{false, true} {
		t.Errorf("got %v", may)
	}
}
