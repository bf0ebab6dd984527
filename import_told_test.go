package relais_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/store"
)

// auditedAs are the entries of the audit with an action.
func auditedAs(t *testing.T, e *relais.Engine, action string) (entries []store.AuditEntry) {
	t.Helper()
	err := e.Store().View(func(tx *store.Tx) error {
		for entry, err := range tx.Audit() {
			if err != nil {
				return err
			}
			if entry.Action == action {
				entries = append(entries, entry)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func looked(t *testing.T, e *relais.Engine, actor, rows string, at time.Time) *relais.Import {
	t.Helper()
	f := relais.ImportFile{Name: "guess.csv", Content: []byte(partnerHeader + rows), Mapping: []byte(agreed)}
	i, err := e.LookAtImport(f, actor, at)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// A dry run answers whether a guessed address is sealed. So each look is in the audit
// before it is shown, hit or miss: who, when, how much; never what was guessed.
func TestEveryLookAtAFileIsAudited(t *testing.T) {
	e := published(t)
	imported(t, e, "cho", partner, shelterRow)
	kept := len(auditedAs(t, e, "import plan"))
	miss := strings.Replace(told, "12 Fictitious", "13 Fictitious", 1)
	if i := looked(t, e, "mallory", miss, now); alarmed(i, "text_tells") {
		t.Fatalf("nobody is at 13 Fictitious Street: %+v", i.Alarms)
	}
	if i := looked(t, e, "mallory", told, now); !alarmed(i, "text_tells") {
		t.Fatalf("alarms: %+v", i.Alarms)
	}
	looks := auditedAs(t, e, "import look")
	if len(looks) != 2 || !strings.Contains(looks[0].Reason, "rows: 1; close to what is kept back: 0") || strings.HasSuffix(looks[1].Reason, " 0") {
		t.Fatalf("the audit has %+v", looks)
	}
	for _, entry := range looks {
		if entry.Actor != "mallory" || !entry.At.Equal(now) || strings.Contains(fmt.Sprint(entry), "Fictitious") {
			t.Errorf("the audit says %+v", entry)
		}
	}
	planned(t, e, "ana", agreed, told)
	if n := len(auditedAs(t, e, "import plan")); n != kept+1 {
		t.Errorf("%d plans are audited, want %d", n, kept+1)
	}
	if all, err := e.Imports(); err != nil || len(all) != 3 {
		t.Errorf("a dry run was kept: %d, %v", len(all), err)
	}
}

// Whoever meets what is hidden more than thirty times within an hour raises an alarm,
// in however many looks; nobody else does, and nothing is refused.
func TestGuessingRaisesAnAlarm(t *testing.T) {
	e := published(t)
	imported(t, e, "cho", partner, shelterRow)
	looked(t, e, "ana", told, now)
	one := auditedAs(t, e, "import look")[0].Reason
	var each int
	if _, err := fmt.Sscanf(one, "rows: 1; close to what is kept back: %d", &each); err != nil || each == 0 {
		t.Fatal(one, err)
	}
	looks := 0
	look := func(at time.Time) int {
		looks++
		looked(t, e, "mallory", told, at)
		return len(auditedAs(t, e, store.ActionAlarm))
	}
	for looks*each < 30 {
		if n := look(now.Add(time.Duration(looks) * time.Minute)); (n > 0) != (looks*each > 30) {
			t.Fatalf("after %d looks: %d alarms", looks, n)
		}
	}
	if n := look(now.Add(30 * time.Minute)); n != 1 || auditedAs(t, e, store.ActionAlarm)[0].Actor != "mallory" {
		t.Errorf("%d alarms", n)
	}
	if n := look(now.Add(3 * time.Hour)); n != 1 {
		t.Errorf("hours later: %d alarms", n)
	}
}

// Planning the shelter's own row with a guessed address says whether it is another
// one: each miss counts as a look at what is kept back. The row as it was does not,
// nor does an address that is sealed for the first time.
func TestGuessingAtASealedRowCounts(t *testing.T) {
	e := published(t)
	if i := planned(t, e, "cho", partner, strings.Replace(legalRow, ",,no", ",,yes", 1)); i.Changed != 1 {
		t.Fatalf("%+v", i.ImportBrief)
	}
	imported(t, e, "cho", partner, shelterRow)
	planned(t, e, "cho", partner, shelterRow)
	for _, entry := range auditedAs(t, e, "import plan") {
		if !strings.HasSuffix(entry.Reason, "kept back: 0") {
			t.Errorf("it tells nothing, and the audit says %q", entry.Reason)
		}
	}
	for guess := range 31 {
		rows := strings.Replace(shelterRow, "12 F", fmt.Sprintf("%d F", 100+guess), 1)
		f := relais.ImportFile{Content: []byte(partnerHeader + rows), Mapping: []byte(partner)}
		if i, err := e.LookAtImport(f, "mallory", now); err != nil || i.Changed != 1 {
			t.Fatalf("%+v, %v", i, err)
		}
	}
	if looks := auditedAs(t, e, "import look"); len(looks) != 31 || !strings.HasSuffix(looks[0].Reason, "kept back: 1") {
		t.Errorf("the audit has %+v", looks)
	}
	if alarms := auditedAs(t, e, store.ActionAlarm); len(alarms) != 1 || alarms[0].Actor != "mallory" {
		t.Errorf("alarms: %+v", alarms)
	}
}
