package access_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/store"
)

// changed does a deed to an account.
func (b *browser) changed(name, deed string, more ...string) *httptest.ResponseRecorder {
	fields := url.Values{"name": {name}, "deed": {deed}, "lang": {"en"}}
	for i := 0; i+1 < len(more); i += 2 {
		fields.Set(more[i], more[i+1])
	}
	return b.form("/staff/accounts/change", fields)
}

// link is the set-up link that a page shows.
func linkOn(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	found := regexp.MustCompile(`<code class="secret">(\S+#\S+)</code>`).FindStringSubmatch(html.UnescapeString(w.Body.String()))
	if w.Code != http.StatusOK || found == nil {
		t.Fatalf("no link is shown: %d %s", w.Code, w.Body)
	}
	return found[1]
}

func TestAnAdministratorAddsAnAccountAndShowsItsLinkOnce(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Administrator)
	b := h.signedIn("ada")
	w := b.form("/staff/accounts/add", url.Values{"name": {"Béa"}, "role": {"advocate"}, "lang": {"fr"}})
	says(t, w, http.StatusOK, `<html lang="fr">`, "béa", "s’affiche cette seule fois")
	link := linkOn(t, w)
	if strings.Contains(w.Body.String(), `id="other"`) {
		t.Error("a way to the other language leads off what is shown once")
	}
	if page := b.get("/staff/fr/accounts"); strings.Contains(page.Body.String(), link[strings.Index(link, "#"):]) {
		t.Error("the link is shown again")
	} else {
		says(t, page, http.StatusOK, "béa", "lien de mise en place jusqu’au", "(vous)")
	}
	_, code, _ := strings.Cut(link, "#")
	owner := h.browser()
	if got := owner.form("/staff/set-up/password", url.Values{"link": {code}, "password": {password}, "lang": {"fr"}}); got.Code != http.StatusSeeOther || owner.who() != "account:béa" {
		t.Errorf("the link opens nothing: %d", got.Code)
	}
	says(t, b.form("/staff/accounts/add", url.Values{"name": {"béa"}, "role": {"editor"}, "lang": {"en"}}), http.StatusConflict, "This name is taken.")
	says(t, b.form("/staff/accounts/add", url.Values{"name": {"two words"}, "role": {"editor"}, "lang": {"fr"}}), http.StatusUnprocessableEntity, "ne peut pas porter ce nom.")
	says(t, b.form("/staff/accounts/add", url.Values{"name": {"x"}, "role": {"root"}, "lang": {"en"}}), http.StatusUnprocessableEntity, "There is no such role.")
}

func TestAnAdministratorChangesAccounts(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Administrator)
	h.account("bea", access.Advocate)
	b, bea := h.signedIn("ada"), h.signedIn("bea")
	back := func(w *httptest.ResponseRecorder) {
		t.Helper()
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/staff/en/accounts" {
			t.Errorf("got %d to %q", w.Code, w.Header().Get("Location"))
		}
	}
	back(b.changed("bea", "end"))
	if bea.who() != "" {
		t.Error("a session goes on")
	}
	bea = h.signedIn("bea")
	back(b.changed("bea", "role", "role", "editor"))
	if a, _ := h.office.Named("bea"); a.Role != access.Editor || bea.who() != "" {
		t.Errorf("got %+v", a)
	}
	back(b.changed("bea", "disable", "reason", "has left"))
	says(t, b.get("/staff/en/accounts"), http.StatusOK, "disabled", "Enable the account")
	if got := h.browser().signIn("bea", password); got.Code != http.StatusUnauthorized {
		t.Errorf("a disabled account is let in: %d", got.Code)
	}
	says(t, b.changed("bea", "link"), http.StatusConflict, "This account is disabled.")
	back(b.changed("bea", "enable"))
	_, code, _ := strings.Cut(linkOn(t, b.changed("bea", "link")), "#")
	if len(code) < 40 {
		t.Errorf("the link is %q", code)
	}
	says(t, b.changed("nobody", "end"), http.StatusNotFound, "There is no account with this name.")
	says(t, b.changed("bea", "explode"), http.StatusBadRequest, "not understood")
	notes := h.keeper.Notes()
	for _, want := range []string{access.NoteAccountSessions, access.NoteAccountRole, access.NoteAccountDisable, access.NoteAccountEnable, access.NoteAccountLink} {
		if !slices.ContainsFunc(notes, func(n access.Note) bool { return n.Action == want && n.Actor == "account:ada" }) {
			t.Errorf("%s is not in the audit", want)
		}
	}
	if !slices.ContainsFunc(notes, func(n access.Note) bool { return n.Reason == "has left" }) {
		t.Error("the reason is not in the audit")
	}
}

// Nobody saws off the branch that they sit on, and two do not saw off each other's.
func TestAnAdministratorAlwaysRemains(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Administrator)
	b := h.signedIn("ada")
	for _, name := range []string{"ada", " ADA "} {
		says(t, b.changed(name, "disable"), http.StatusConflict, "Nobody shuts their own account")
		says(t, b.changed(name, "role", "role", "editor"), http.StatusConflict, "Nobody shuts their own account")
	}
	h.account("eve", access.Administrator)
	e := h.signedIn("eve")
	if w := b.changed("eve", "disable"); w.Code != http.StatusSeeOther {
		t.Fatalf("got %d", w.Code)
	}
	if w := e.changed("ada", "disable"); w.Code != http.StatusUnauthorized {
		t.Errorf("somebody who was just disabled disables: %d", w.Code)
	}
	h.account("kim", access.Administrator)
	k := h.signedIn("kim")
	done := make(chan int, 2)
	go func() { done <- b.changed("kim", "disable").Code }()
	go func() { done <- k.changed("ada", "disable").Code }()
	<-done
	<-done
	ready := 0
	accounts, _ := h.keeper.Accounts()
	for _, a := range accounts {
		if a.Role == access.Administrator && a.Ready() {
			ready++
		}
	}
	if ready != 1 {
		t.Errorf("%d administrators remain", ready)
	}
}

// between is a keeper that does something just before an account is looked up the
// second time: after the guard has, and before the handler does.
type between struct {
	access.Keeper
	looked int
	do     func()
}

func (b *between) Account(id data.ID) (access.Account, error) {
	if b.looked++; b.looked == 2 && b.do != nil {
		b.do()
	}
	return b.Keeper.Account(id)
}

// Whoever was disabled after the guard let them pass does nothing any more.
func TestWhoeverWasDisabledMeanwhileDecidesNothing(t *testing.T) {
	var k *between
	h := open(t, func(o *gate.Options) { k = &between{Keeper: o.Keeper}; o.Keeper = k })
	h.account("ada", access.Administrator)
	h.account("eve", access.Administrator)
	b := h.signedIn("ada")
	k.looked, k.do = 0, func() { _, _ = h.office.Disable("account:eve", "first", "ada", h.clock.now()) }
	if w := b.changed("eve", "disable"); w.Code != http.StatusForbidden {
		t.Errorf("got %d", w.Code)
	}
	if eve, _ := h.office.Named("eve"); !eve.Ready() {
		t.Error("nobody remains")
	}
}

// A screen that was left unlocked hands out no access. It may take access away.
func TestAccessIsHandedOutByWhoeverHasJustSignedIn(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Administrator)
	h.account("bea", access.Advocate)
	b := h.signedIn("ada")
	_, _, err := h.office.MakeToken("root", "nightly", access.Editor, []access.Action{access.Import}, h.clock.now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.move(11 * time.Minute)
	says(t, b.get("/staff/en/accounts"), http.StatusOK, "sign in again first")
	for name, w := range map[string]*httptest.ResponseRecorder{
		"add":    b.form("/staff/accounts/add", url.Values{"name": {"x"}, "role": {"editor"}, "lang": {"en"}}),
		"link":   b.changed("bea", "link"),
		"role":   b.changed("bea", "role", "role", "approver"),
		"enable": b.changed("bea", "enable"),
		"token":  b.form("/staff/tokens/make", url.Values{"name": {"x"}, "role": {"editor"}, "may": {"import"}, "days": {"1"}, "lang": {"en"}}),
	} {
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Sign in again first") {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
	for name, w := range map[string]*httptest.ResponseRecorder{
		"end": b.changed("bea", "end"), "disable": b.changed("bea", "disable"), "revoke": b.form("/staff/tokens/revoke", url.Values{"name": {"nightly"}, "lang": {"en"}}),
	} {
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
}

func TestTokensAreMadeShownOnceAndRevoked(t *testing.T) {
	h := open(t, nil)
	h.account("ada", access.Administrator)
	b := h.signedIn("ada")
	says(t, b.get("/staff/fr/tokens"), http.StatusOK, "Il n’y a pas encore de jeton.", "chercher et lire")
	w := b.form("/staff/tokens/make", url.Values{"name": {"nightly"}, "role": {"editor"}, "may": {"import", "verify"}, "days": {"30"}, "lang": {"en"}})
	found := regexp.MustCompile(`<code class="secret">(\S+)</code>`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || found == nil {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	secret, ok := access.ParseToken(found[1])
	if kept, err := h.keeper.Token(secret.Digest()); !ok || err != nil || kept.By != "account:ada" || !slices.Equal(kept.Actions, []access.Action{access.Import, access.Verify}) || kept.Expires.Sub(kept.Made) != 30*24*time.Hour {
		t.Errorf("got %+v, %v", kept, err)
	}
	if page := b.get("/staff/en/tokens"); strings.Contains(page.Body.String(), found[1]) || !strings.Contains(page.Body.String(), "imports, verification") {
		t.Errorf("the list: %s", page.Body)
	}
	for name, fields := range map[string]url.Values{
		"reveal":         {"may": {"reveal"}, "role": {"editor"}, "days": {"30"}},
		"nothing":        {"role": {"editor"}, "days": {"30"}},
		"too long":       {"may": {"import"}, "role": {"editor"}, "days": {"367"}},
		"no time":        {"may": {"import"}, "role": {"editor"}, "days": {"soon"}},
		"for ever":       {"may": {"import"}, "role": {"editor"}, "days": {"99999999999"}},
		"administrator":  {"may": {"accounts"}, "role": {"administrator"}, "days": {"1"}},
		"not of a role":  {"may": {"import"}, "role": {"advocate"}, "days": {"1"}},
		"a foreign role": {"may": {"import"}, "role": {"x"}, "days": {"1"}},
	} {
		fields.Set("name", "other")
		fields.Set("lang", "fr")
		if w := b.form("/staff/tokens/make", fields); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `class="fault"`) {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
	says(t, b.form("/staff/tokens/make", url.Values{"name": {"nightly"}, "role": {"editor"}, "may": {"import"}, "days": {"30"}, "lang": {"en"}}), http.StatusConflict, "This name is taken.")
	if w := b.form("/staff/tokens/revoke", url.Values{"name": {"nightly"}, "lang": {"en"}}); w.Code != http.StatusSeeOther {
		t.Errorf("got %d", w.Code)
	}
	says(t, b.get("/staff/en/tokens"), http.StatusOK, "revoked")
	says(t, b.form("/staff/tokens/revoke", url.Values{"name": {"nightly"}, "lang": {"en"}}), http.StatusNotFound, "No token in use has this name.")
}

// entries are an audit in memory.
type entries struct {
	all    []store.AuditEntry
	taken  [][]byte
	faults []store.AuditFault
	asked  []store.AuditQuery
}

func (e *entries) AuditList(q store.AuditQuery) ([]store.AuditEntry, error) {
	e.asked = append(e.asked, q)
	var found []store.AuditEntry
	for _, one := range slices.Backward(e.all) {
		if (q.Before == 0 || one.Number < q.Before) && len(found) < q.Last {
			found = append(found, one)
		}
	}
	return found, nil
}

func (e *entries) AuditShow(n uint64) (store.ShownEntry, error) {
	if n == 0 || n > uint64(len(e.all)) {
		return store.ShownEntry{}, &bilingual.Problem{Kind: bilingual.NotFound, Code: "entry_unknown", Message: bilingual.Same("no such entry")}
	}
	return store.ShownEntry{Entry: e.all[n-1], Content: []byte("hashed")}, nil
}

func (e *entries) VerifyAudit(_ context.Context, _ func(done, total int), taken ...[]byte) (store.AuditReport, error) {
	e.taken = taken
	return store.AuditReport{Entries: uint64(len(e.all)), Root: "rootrootroot", Checkpoints: 3, Signed: 7, Faults: e.faults, Taken: uint64(len(taken))}, nil
}

func (e *entries) Checkpoint() ([]byte, error) {
	return []byte("relais-audit/x\n120\nroot\n\n— signed\n"), nil
}
func (e *entries) AuditKey() string { return "relais-audit/x+key" }

// audited is a gate with an audit of 120 entries and an auditor who has signed in.
func audited(t *testing.T) (*house, *entries, *browser) {
	t.Helper()
	e := &entries{}
	for n := range 120 {
		e.all = append(e.all, store.AuditEntry{
			Number: uint64(n + 1), At: time.Date(2026, 3, 1, 12, n, 0, 0, time.UTC), Actor: "account:bea", Action: store.ActionReveal,
			Reason: fmt.Sprintf("<reason %d>", n+1), Subjects: []data.ID{"00000000-0000-4000-8000-000000000001"},
		})
	}
	h := open(t, func(o *gate.Options) { o.Audit = e })
	h.account("nia", access.Auditor)
	return h, e, h.signedIn("nia")
}

func TestAnAuditorReadsEntriesByPages(t *testing.T) {
	_, e, b := audited(t)
	says(t, b.get("/staff/fr/audit"), http.StatusOK, `<html lang="fr">`, "ouverture de ce qui est scellé", "&lt;reason 120&gt;", "&lt;reason 71&gt;", "2026-03-01 13:59", "relais-audit/x&#43;key", "Entrées précédentes")
	if page := b.get("/staff/en/audit").Body.String(); strings.Contains(page, "&lt;reason 70&gt;") {
		t.Error("a page has more than fifty entries")
	}
	asked := url.Values{"actor": {" bea "}, "action": {"reveal"}, "about": {"00000000-0000-4000-8000-000000000001"}, "from": {"2026-03-01"}, "to": {"2026-03-02"}, "before": {"71"}, "lang": {"en"}}
	w := b.form("/staff/audit", asked)
	says(t, w, http.StatusOK, `<html lang="en">`, "&lt;reason 70&gt;", "&lt;reason 21&gt;", `name="actor" value=" bea "`, "Back to the latest", `<option value="reveal" selected>`)
	q := e.asked[len(e.asked)-1]
	want := store.AuditQuery{
		Actor: "bea", Action: "reveal", Subject: "00000000-0000-4000-8000-000000000001", Before: 71, Last: 51,
		Since: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC),
	}
	if q != want {
		t.Errorf("asked %+v, want %+v", q, want)
	}
	says(t, b.form("/staff/audit", url.Values{"before": {"21"}, "lang": {"en"}}), http.StatusOK, "&lt;reason 1&gt;")
	if last := b.form("/staff/audit", url.Values{"before": {"21"}, "lang": {"en"}}).Body.String(); strings.Contains(last, "Entries before these") {
		t.Error("the last page leads on")
	}
	says(t, b.form("/staff/audit", url.Values{"from": {"yesterday"}, "lang": {"fr"}}), http.StatusUnprocessableEntity, "Ceci n’est pas une date.", "2026-11-22")
	says(t, b.form("/staff/audit", url.Values{"before": {"x"}, "lang": {"en"}}), http.StatusBadRequest, "not understood")
	says(t, b.form("/staff/audit", url.Values{"before": {"1"}, "lang": {"en"}}), http.StatusOK, "There is no such entry.")
	e.all = append(e.all, store.AuditEntry{Number: 121, Actor: "account:bea", Action: access.NoteSignIn, Reason: string(access.ByLink)})
	says(t, b.get("/staff/fr/audit"), http.StatusOK, "lien de mise en place</td>")
}

func TestAnAuditorVerifiesSignsAndTakesProofsAway(t *testing.T) {
	_, e, b := audited(t)
	says(t, b.form("/staff/audit/verify", url.Values{"lang": {"fr"}}), http.StatusOK, "Tout va bien", "120 entrées", "rootrootroot", "passerait inaperçue")
	if len(e.taken) != 0 {
		t.Errorf("brought %q", e.taken)
	}
	pasted := "relais-audit/x\r\n3\r\nroot\r\n\r\n— signed\r\n  "
	says(t, b.form("/staff/audit/verify", url.Values{"lang": {"en"}, "taken": {pasted}}), http.StatusOK, "All is well", "it fits")
	if len(e.taken) != 1 || string(e.taken[0]) != "relais-audit/x\n3\nroot\n\n— signed\n" {
		t.Errorf("brought %q", e.taken)
	}
	e.faults = []store.AuditFault{{Code: "audit_entry", Number: 9, Message: bilingual.Text{En: "entry 9 is not the one", Fr: "l’entrée 9 n’est pas celle"}}}
	says(t, b.form("/staff/audit/verify", url.Values{"lang": {"fr"}}), http.StatusOK, "n’est pas celui qui avait été écrit", "L’entrée 9 n’est pas celle.")
	w := b.form("/staff/audit/checkpoint", url.Values{"lang": {"fr"}})
	if w.Code != http.StatusOK || w.Header().Get("Content-Disposition") != `attachment; filename="relais-audit-120.checkpoint"` || !strings.HasPrefix(w.Body.String(), "relais-audit/x\n120\n") {
		t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
	}
	w = b.form("/staff/audit/proof", url.Values{"number": {"7"}, "lang": {"fr"}})
	if w.Code != http.StatusOK || w.Header().Get("Content-Disposition") != `attachment; filename="relais-audit-entry-7.json"` || !strings.Contains(w.Body.String(), `"content": "aGFzaGVk"`) {
		t.Errorf("got %d %v %s", w.Code, w.Header(), w.Body)
	}
	says(t, b.form("/staff/audit/proof", url.Values{"number": {"999"}, "lang": {"fr"}}), http.StatusNotFound)
	says(t, b.form("/staff/audit/proof", url.Values{"number": {"-1"}, "lang": {"fr"}}), http.StatusBadRequest)
}

// Whoever may not is shown nothing of it, by a refusal neither.
func TestOfficesAreForThoseWhomTheyAreFor(t *testing.T) {
	h, _, _ := audited(t)
	_, _, err := h.office.MakeToken("root", "canary-token", access.Editor, []access.Action{access.Import}, h.clock.now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	h.account("canary-account", access.Approver)
	for _, role := range access.Roles() {
		b := h.browser()
		if role != access.Public {
			h.account("a-"+string(role), role)
			b = h.signedIn("a-" + string(role))
		}
		for path, c := range map[string]struct {
			may  access.Role
			word string
		}{
			"/staff/en/accounts": {access.Administrator, "canary-account"}, "/staff/en/tokens": {access.Administrator, "canary-token"}, "/staff/en/audit": {access.Auditor, "&lt;reason 120&gt;"},
		} {
			posts := map[string]string{"/staff/en/accounts": "/staff/accounts/change", "/staff/en/tokens": "/staff/tokens/make", "/staff/en/audit": "/staff/audit"}
			for _, w := range []*httptest.ResponseRecorder{b.get(path), b.form(posts[path], url.Values{"lang": {"en"}})} {
				if shown := strings.Contains(w.Body.String(), c.word); shown != (role == c.may) {
					t.Errorf("%s, %s: shown is %t, with %d", role, path, shown, w.Code)
				}
			}
		}
	}
}

// A program that may read the audit signs it: a timer can carry checkpoints away.
func TestAProgramCarriesCheckpointsAway(t *testing.T) {
	h, _, _ := audited(t)
	_, secret, err := h.office.MakeToken("root", "carrier", access.Auditor, []access.Action{access.Audit}, h.clock.now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/staff/audit/checkpoint": http.StatusOK, "/staff/audit": http.StatusOK, "/staff/audit/verify": http.StatusOK, "/staff/accounts/add": http.StatusForbidden, "/staff/tokens/make": http.StatusForbidden} {
		r := httptest.NewRequest(http.MethodPost, origin+path, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+access.TokenText(secret))
		if w := h.browser().do(r); w.Code != want {
			t.Errorf("%s: got %d %s", path, w.Code, w.Body)
		}
	}
}
