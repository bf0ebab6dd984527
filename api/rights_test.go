package api_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data/access"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The table of the whole program, whoever registered a route, and the routes
// themselves agree; what each takes is a decision about somebody's safety.
func TestEveryRouteOfTheStaffHasARow(t *testing.T) {
	p := open(t)
	if faults := gate.Faults(p.staff.Table(), p.mux.Patterns()); len(faults) > 0 {
		t.Error(faults)
	}
	var lines []string
	for _, row := range p.staff.Table() {
		lines = append(lines, fmt.Sprintf("%s %s: %s", row.Action, row.Fields, row.Pattern))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/rights.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("%s is not as decided (%v): look at the difference, then -update\n%s", golden, err, got)
	}
	p.mux.HandleFunc("POST /v1/staff/planted", nil)
	if faults := gate.Faults(p.staff.Table(), p.mux.Patterns()); len(faults) != 1 {
		t.Errorf("a route beside the guard is not seen: %v", faults)
	}
}

// Whoever may do one of the things that a row names may do all of them: so the
// guard's question is enough, and a handler need not ask about each.
func TestARowsFieldsGoTogether(t *testing.T) {
	p := open(t)
	for _, row := range p.staff.Table() {
		for _, role := range access.Roles() {
			for _, c := range row.Fields {
				if access.May(role, row.Action, c) != access.May(role, row.Action, row.Fields[0]) || access.MayMachine(role, row.Action, c) != access.MayMachine(role, row.Action, row.Fields[0]) {
					t.Errorf("%s: %s may do %s to %s and not to all of %s", row.Pattern, role, row.Action, c, row.Fields)
				}
			}
		}
	}
}

// Every role by every route of the program by every class of fields: whoever may
// not is refused before anything is done; whoever may is answered by what stands
// behind the guard; and no answer holds fields of a class that the role may not
// have from that route.
func TestEveryRoleByEveryRouteByEveryField(t *testing.T) {
	p := open(t)
	l, secret := p.sealed()
	facts := map[access.Class][]string{
		access.Internal:   {l.Organization.Name.En, l.Service.Name.En},
		access.Sealed:     {secret.Address.Line1, fmt.Sprintf("%.5f", secret.Point.Lat)},
		access.Identities: {"canary-account"},
		access.Audited:    {"canary-audit"},
	}
	p.account("canary-account", access.Auditor)
	body := func(pattern string) (media, body string) {
		if !strings.Contains(pattern, "/v1/") {
			call := url.Values{"place": {l.Place.Label.En}, "need": l.Needs, "open": {string(l.ID)}, "more": {"90"}, "deed": {"open " + string(l.ID)}, "reason": {"transfer"}}
			if strings.HasSuffix(pattern, "/room") {
				call.Set("deed", "+ "+string(l.ID))
			}
			return "application/x-www-form-urlencoded", call.Encode()
		}
		id := fmt.Sprintf(`"listing":%q`, l.ID)
		switch pattern[strings.LastIndex(pattern, "/")+1:] {
		case "search", "plan", "jurisdiction":
			return "application/json", `{"k":100}`
		case "explain":
			return "application/json", `{` + id + `,"request":{}}`
		case "capacity":
			return "application/json", `{` + id + `,"capacity":{"unit":"bed","status":"available"}}`
		case "reveal":
			return "application/json", `{` + id + `,"reason":"transfer"}`
		}
		return "application/json", "{}"
	}
	cells := 0
	for _, role := range access.Roles() {
		for _, row := range p.staff.Table() {
			if row.Action == access.SignIn || row.Action == access.OwnAccount {
				continue // api/access's own, looked at there
			}
			b := p.signedIn(role)
			method, path, _ := strings.Cut(row.Pattern, " ")
			media, said := body(row.Pattern)
			before := len(p.audit())
			w := b.do(b.request(method, strings.ReplaceAll(path, "{id}", string(l.ID)), media, said))
			may := access.May(role, row.Action, row.Fields[0])
			refused := w.Code == http.StatusForbidden || w.Code == http.StatusUnauthorized
			if may == refused {
				t.Errorf("%s, %s: got %d", role, row.Pattern, w.Code)
			}
			if !may && len(p.audit()) != before {
				t.Errorf("%s, %s: something was done for somebody who may not", role, row.Pattern)
			}
			for class, words := range facts {
				cells++
				// The console's routes search too; only its reveal opens.
				allowed := may && (class == access.Internal || class == access.Sealed && row.Action == access.Reveal ||
					class == access.Identities && (row.Action == access.Accounts || row.Action == access.Tokens) || class == access.Audited && row.Action == access.Audit)
				if holds := strings.Contains(w.Body.String(), words[0]) || strings.Contains(w.Body.String(), words[len(words)-1]); holds && !allowed {
					t.Errorf("%s, %s: the answer has something %s", role, row.Pattern, class)
				}
			}
		}
	}
	t.Logf("%d routes and roles by fields", cells)
	if w := p.signedIn(access.Advocate).json("/v1/staff/reveal", map[string]string{"listing": string(l.ID), "reason": "transfer"}); !strings.Contains(w.Body.String(), secret.Address.Line1) {
		t.Errorf("a reveal shows nothing, and this test proves nothing: %s", all(w))
	}
	if w := p.signedIn(access.Administrator).get("/staff/en/accounts"); !strings.Contains(w.Body.String(), "canary-account") {
		t.Errorf("an administrator is shown no accounts, and this test proves nothing: %s", all(w))
	}
	if w := p.signedIn(access.Auditor).form("/staff/audit", url.Values{"actor": {"test"}, "action": {"reveal"}}); !strings.Contains(w.Body.String(), "canary-audit") {
		t.Errorf("an auditor is shown no audit, and this test proves nothing: %s", all(w))
	}
	if w := p.signedIn(access.Advocate).json("/v1/staff/search", map[string]int{"k": 100}); w.Code != http.StatusOK || w.Body.Len() < 10_000 {
		t.Errorf("a search shows nothing, and this test proves nothing: %s", all(w))
	}
}

// A program is let in for what its token says and its role may, and is never shown
// what is sealed.
func TestAProgramIsLetInForWhatItsTokenSays(t *testing.T) {
	p := open(t)
	l, _ := p.sealed()
	_, secret, err := p.office.MakeToken("root", "nightly", access.Advocate, []access.Action{access.Search, access.Capacity}, p.now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path, body string) int {
		b := &browser{p, map[string]*http.Cookie{}}
		r := b.request(http.MethodPost, path, "application/json", body)
		r.Header.Del("Origin")
		r.Header.Del("Sec-Fetch-Site")
		r.Header.Set("Authorization", "Bearer "+access.TokenText(secret))
		return b.do(r).Code
	}
	id := fmt.Sprintf(`{"listing":%q,`, l.ID)
	for path, c := range map[string]struct {
		body string
		want int
	}{
		"search":           {`{"k":1}`, 200},
		"plan":             {`{"needs":["legal"]}`, 200},
		"capacity":         {id + `"capacity":{"unit":"bed","status":"available","available":2}}`, 200},
		"reveal":           {id + `"reason":"transfer"}`, 403},
		"jurisdiction":     {`{}`, 403},
		"imports":          {`{}`, 403},
		"verification/due": {`{}`, 403},
	} {
		if got := ask("/v1/staff/"+path, c.body); got != c.want {
			t.Errorf("%s: got %d, want %d", path, got, c.want)
		}
	}
	last := p.audit()[len(p.audit())-1]
	if last.Actor != "token:nightly" {
		t.Errorf("the audit has %+v", last)
	}
	if _, err := p.office.RevokeToken("root", "test", "nightly", p.now()); err != nil {
		t.Fatal(err)
	}
	if got := ask("/v1/staff/search", `{"k":1}`); got != http.StatusUnauthorized {
		t.Errorf("a revoked token: got %d", got)
	}
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	p := open(t)
	b := p.signedIn(access.Advocate)
	if w := b.get("/staff/en/"); w.Code != http.StatusOK {
		t.Fatal(all(w))
	}
	if _, err := p.office.Disable("root", "test", "advocate", p.now()); err != nil {
		t.Fatal(err)
	}
	for _, w := range []int{b.get("/staff/en/").Code, b.form("/staff/en/", url.Values{}).Code, b.json("/v1/staff/search", struct{}{}).Code} {
		if w != http.StatusUnauthorized {
			t.Errorf("got %d", w)
		}
	}
}
