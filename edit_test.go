package relais_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
)

func by(actor string) relais.Editing {
	return relais.Editing{Actor: actor, Reason: "a call to them", At: now.Add(time.Hour)}
}

func takenOut(t *testing.T, e *relais.Engine, id data.ID) relais.Editable {
	t.Helper()
	r, err := e.Editable(id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pastOf(t *testing.T, e *relais.Engine, id data.ID) []relais.PastEdit {
	t.Helper()
	all, err := e.History(id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What an edit would show anybody waits for a second person; the rest of it is done.
func TestAnEditShowsNobodyMoreByItself(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow)
	id := listed(t, e, "Lighthouse (demo)").ID()
	x := takenOut(t, e, id)
	consent := record.Exposure{Visibility: data.Open, Consent: record.Consent{By: "the board", On: hours.DateOf(now)}}
	x.Record.Organization.Exposure, x.Record.Services[0].Exposure, x.Record.Locations[0].Exposure = consent, consent, consent
	x.Record.Services[0].Notes.En = "ask for the intake desk"
	done, err := e.Edit(x, by("ana"))
	if err != nil || len(done.Proposals) != 1 {
		t.Fatalf("edited %+v, %v", done, err)
	}
	if now := listed(t, e, "Lighthouse (demo)"); len(record.Publish(now)) != 0 || now.Services[0].Notes.En != "ask for the intake desk" {
		t.Errorf("stored %+v", now)
	}
	_, err = e.Decide(relais.Decision{ID: done.Proposals[0], Actor: "ana", Reason: "mine", At: now})
	wantCode(t, err, bilingual.NotAllowed, "proposal_own")
	agree(t, e, "second")
	if len(record.Publish(listed(t, e, "Lighthouse (demo)"))) != 1 {
		t.Error("what a second person approved is not shown")
	}
}

func TestAnEditKeepsWhatItDoesNotSpeakOf(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, shelterRow)
	r := listed(t, e, "Harbour House (demo)")
	if _, err := e.Verify(r.ID(), "visit", "ana", "a visit", now); err != nil {
		t.Fatal(err)
	}
	x := takenOut(t, e, r.ID())
	two := 2
	if _, err := e.SetCapacity(r.At[0].ID, data.Capacity{Unit: "bed", Status: data.HasCapacity, Available: &two, Updated: now}, "ben", "a call", now); err != nil {
		t.Fatal(err)
	}
	x.Record.Organization.Description.En, x.Record.Services[0].Verified = "edited", data.Verification{}
	if _, err := e.Edit(x, by("ana")); err != nil {
		t.Fatal(err)
	}
	got := listed(t, e, "Harbour House (demo)")
	if got.Organization.Description.En != "edited" || len(got.Services[0].Capacity) != 1 || got.Services[0].Verified.By != "ana" || got.Sealed.IsZero() {
		t.Errorf("stored %+v", got)
	}
	revealed, err := e.Reveal(r.At[0].ID, "ana", "test", now)
	if err != nil || revealed.Address.Line1 != "12 Fictitious St" {
		t.Errorf("sealed: %v, %v", revealed.Address, err)
	}
	_, err = e.Edit(x, by("ana"))
	wantCode(t, err, bilingual.Conflict, "edited_since")
	_, err = e.Edit(takenOut(t, e, r.ID()), by("ana"))
	wantCode(t, err, bilingual.Invalid, "edit_empty")
}

// The address of a place that becomes confidential goes under seal at once, and no
// history tells it.
func TestAPlaceThatBecomesConfidentialIsSealedAndForgotten(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow)
	r := listed(t, e, "Lighthouse (demo)")
	x := takenOut(t, e, r.ID())
	x.Record.Locations[0].Address.Line2 = "Elm Court"
	if _, err := e.Edit(x, by("ana")); err != nil {
		t.Fatal(err)
	}
	x = takenOut(t, e, r.ID())
	x.Record.Locations[0].Confidential, x.Record.Locations[0].Area = true, x.Record.Locations[0].Region
	if _, err := e.Edit(x, by("ana")); err != nil {
		t.Fatal(err)
	}
	got := listed(t, e, "Lighthouse (demo)")
	if !got.Locations[0].Address.IsZero() || got.Sealed.IsZero() {
		t.Errorf("stored %+v", got.Locations[0])
	}
	told, err := json.Marshal(pastOf(t, e, r.ID()))
	if err != nil || bytes.Contains(told, []byte("Elm")) {
		t.Errorf("the history tells the address: %s, %v", told, err)
	}
	revealed, err := e.Reveal(r.At[0].ID, "ana", "test", now)
	if err != nil || revealed.Address.Line1 != "1 Elm St" {
		t.Errorf("sealed: %v, %v", revealed.Address, err)
	}
}

func TestAHistorySaysWhoWhenAndWhat(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow+shelterRow)
	id := listed(t, e, "Lighthouse (demo)").ID()
	for _, name := range []string{"First", "Second"} {
		x := takenOut(t, e, id)
		x.Record.Services[0].Name.En = name
		if _, err := e.Edit(x, by("ben")); err != nil {
			t.Fatal(err)
		}
	}
	all := pastOf(t, e, id)
	if len(all) != 3 || !all[2].First || all[2].By != "ana" || all[0].By != "ben" || all[0].Reason != "a call to them" || !all[0].At.Equal(now.Add(time.Hour)) {
		t.Fatalf("history %+v", all)
	}
	f := all[0].Fields
	if len(f) != 1 || !strings.HasSuffix(f[0].Field, "name.en") || f[0].Old != "First" || f[0].New != "Second" {
		t.Errorf("fields %+v", f)
	}
	if one, err := e.History(id, 1); err != nil || len(one) != 1 || one[0].Change != all[0].Change {
		t.Errorf("the last one: %+v, %v", one, err)
	}
}

// One change is undone by itself; what was edited elsewhere since stays, and the
// same part is not overwritten.
func TestOneChangeIsUndone(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", partner, legalRow)
	id := listed(t, e, "Lighthouse (demo)").ID()
	edit := func(change func(*record.Record)) uint64 {
		x := takenOut(t, e, id)
		change(x.Record)
		if _, err := e.Edit(x, by("ben")); err != nil {
			t.Fatal(err)
		}
		return pastOf(t, e, id)[0].Change
	}
	first := edit(func(r *record.Record) { r.Services[0].Notes.En = "one" })
	edit(func(r *record.Record) { r.Organization.Description.En = "two" })
	if _, err := e.UndoChange(id, first, by("cleo")); err != nil {
		t.Fatal(err)
	}
	if r := listed(t, e, "Lighthouse (demo)"); r.Services[0].Notes.En != "" || r.Organization.Description.En != "two" {
		t.Errorf("after the undo: %+v", r)
	}
	second := edit(func(r *record.Record) { r.Services[0].Notes.En = "three" })
	edit(func(r *record.Record) { r.Services[0].Notes.En = "four" })
	_, err := e.UndoChange(id, second, by("cleo"))
	wantCode(t, err, bilingual.Conflict, "undo_edited_since")
	all := pastOf(t, e, id)
	_, err = e.UndoChange(id, all[len(all)-1].Change, by("cleo"))
	wantCode(t, err, bilingual.Conflict, "undo_first")
	_, err = e.UndoChange(id, 9999, by("cleo"))
	wantCode(t, err, bilingual.NotFound, "change_unknown")
}

// Undoing a withdrawal would show the service again: it takes two.
func TestUndoingAWithdrawalTakesTwo(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "second")
	r := listed(t, e, "Lighthouse (demo)")
	if _, err := e.Withdraw(r.ID(), "ana", "on request", now); err != nil {
		t.Fatal(err)
	}
	done, err := e.UndoChange(r.ID(), pastOf(t, e, r.ID())[0].Change, by("ana"))
	if err != nil || len(done.Proposals) != 1 || len(relais.Listings[data.Public](e)) != 0 {
		t.Fatalf("undone %+v, %v", done, err)
	}
	agree(t, e, "second")
	if len(relais.Listings[data.Public](e)) != 1 {
		t.Error("what a second person approved is not shown")
	}
}

func TestTroubleIsCountedAndHidesNothing(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "second")
	before, listing := observe(t, e), listed(t, e, "Lighthouse (demo)").At[0].ID
	entries := audited(t, e)
	for _, kind := range []relais.TroubleKind{relais.TroubleNumber, relais.TroubleNumber, relais.TroubleSafety} {
		if _, err := e.ReportTrouble(listing, kind, now); err != nil {
			t.Fatal(err)
		}
	}
	all, err := e.Troubles()
	if err != nil || len(all) != 2 || all[0].Kind != relais.TroubleSafety || all[1].Times != 2 || audited(t, e) != entries {
		t.Errorf("troubles %+v, %v", all, err)
	}
	if !bytes.Equal(observe(t, e), before) {
		t.Error("a report changed what the public can read")
	}
	if _, err := e.SettleTrouble(all[0].ID, by("ben")); err != nil || audited(t, e) != entries+1 {
		t.Error(err)
	}
	if all, err = e.Troubles(); err != nil || len(all) != 1 {
		t.Errorf("left %+v, %v", all, err)
	}
	_, err = e.ReportTrouble(listing, "the caller said", now)
	wantCode(t, err, bilingual.Invalid, "trouble_kind")
	_, err = e.SettleTrouble("", by("ben"))
	wantCode(t, err, bilingual.NotFound, "trouble_unknown")
	for _, k := range relais.TroubleKinds() {
		if k.Name().En == "" || k.Name().Fr == "" {
			t.Errorf("%s has no name", k)
		}
	}
}

// What somebody edits while a proposal waits would be seen by its approval: whoever
// edited it cannot be who approves, or one person alone would have it published.
func TestWhoEditedWhatWaitsCannotApproveIt(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "ben")
	id := listed(t, e, "Lighthouse (demo)").ID()
	expose := func(v data.Visibility) relais.EditDone {
		x := takenOut(t, e, id)
		x.Record.Organization.Exposure.Visibility = v
		done, err := e.Edit(x, by("ana"))
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	expose(data.Internal)
	waiting := expose(data.Open).Proposals
	if len(waiting) != 1 {
		t.Fatalf("%d proposals", len(waiting))
	}
	x := takenOut(t, e, id)
	x.Record.Services[0].Description.En = "Ask for Mallory"
	if _, err := e.Edit(x, by("mallory")); err != nil {
		t.Fatal(err)
	}
	d := relais.Decision{ID: waiting[0], Actor: "mallory", Reason: "please", At: now}
	_, err := e.Decide(d)
	wantCode(t, err, bilingual.NotAllowed, "proposal_own_edit")
	wantPublic(t, e, "Mallory", false)
	d.Actor = "cho"
	if _, err := e.Decide(d); err != nil {
		t.Fatal(err)
	}
	wantPublic(t, e, "Mallory", true)
}
