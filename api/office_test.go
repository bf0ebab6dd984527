package api_test

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/audit"
	"github.com/relais-directory/relais/data/store"
)

// What an administrator does on the pages is in the store's audit, and an auditor
// reads, verifies and takes it away: the proof holds by the checkpoint alone.
func TestAnAuditorSeesWhatAnAdministratorDid(t *testing.T) {
	p := open(t)
	admin := p.signedIn(access.Administrator)
	if w := admin.form("/staff/accounts/add", url.Values{"name": {"bea"}, "role": {"advocate"}, "lang": {"en"}}); w.Code != http.StatusOK || !strings.Contains(html.UnescapeString(w.Body.String()), origin+"/staff/set-up#") {
		t.Fatal(all(w))
	}
	auditor := p.signedIn(access.Auditor)
	w := auditor.form("/staff/audit", url.Values{"actor": {"administrator"}, "action": {access.NoteAccountAdd}, "from": {"2026-11-22"}, "to": {"2026-11-22"}, "lang": {"fr"}})
	if n := strings.Count(w.Body.String(), "<tr><td"); n != 1 || !strings.Contains(w.Body.String(), "account:administrator") || !strings.Contains(w.Body.String(), "role advocate") {
		t.Fatalf("%d entries: %s", n, all(w))
	}
	if w := auditor.form("/staff/audit", url.Values{"actor": {"administrator"}, "to": {"2026-11-21"}, "lang": {"en"}}); !strings.Contains(w.Body.String(), "There is no such entry.") {
		t.Error("a day is not the last one that was asked for")
	}
	number := regexp.MustCompile(`name="number" value="(\d+)"`).FindStringSubmatch(w.Body.String())[1]
	signed := auditor.form("/staff/audit/checkpoint", url.Values{"lang": {"en"}}).Body.String()
	if w := auditor.form("/staff/audit/verify", url.Values{"taken": {strings.ReplaceAll(signed, "\n", "\r\n")}, "lang": {"en"}}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "All is well") || !strings.Contains(w.Body.String(), "it fits") {
		t.Error(all(w))
	}
	if w := auditor.form("/staff/audit/verify", url.Values{"taken": {strings.Replace(signed, "\n", "\n1", 1)}, "lang": {"en"}}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "it does not fit") {
		t.Error(all(w))
	}
	if w := auditor.form("/staff/audit/verify", url.Values{"taken": {"not a checkpoint"}, "lang": {"en"}}); w.Code != http.StatusUnprocessableEntity {
		t.Error(all(w))
	}
	var shown store.ShownEntry
	if err := json.Unmarshal(auditor.form("/staff/audit/proof", url.Values{"number": {number}}).Body.Bytes(), &shown); err != nil || shown.Checkpoint != signed {
		t.Fatalf("the proof is of another checkpoint: %+v, %v", shown, err)
	}
	lines := strings.Split(signed, "\n") // the name of the log, how many entries, the root over them
	size, err := strconv.ParseUint(lines[1], 10, 64)
	root, bad := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || bad != nil || shown.Entry.Actor != "account:administrator" {
		t.Fatalf("got %+v, %v, %v", shown, err, bad)
	}
	c := audit.Checkpoint{Size: size, Root: audit.Hash(root)}
	if err := audit.CheckEntry(c, shown.Entry.Number, shown.Content, shown.Proof); err != nil {
		t.Error(err)
	}
	if audit.CheckEntry(c, shown.Entry.Number, append(shown.Content, ' '), shown.Proof) == nil {
		t.Error("the proof holds for anything, and proves nothing")
	}
}
