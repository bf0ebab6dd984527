package relais_test

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
)

// told is the row of legalRow with a name that tells where the shelter is.
var told = strings.Replace(legalRow, "Legal help", "Legal help near 12 Fictitious Street", 1)

func wantPublic(t *testing.T, e *relais.Engine, word string, want bool) {
	t.Helper()
	if _, words := publicProjection(t, e); strings.Contains(words, word) != want {
		t.Errorf("the public reads %q: %v, want %v", word, !want, want)
	}
}

// published is a directory with one listing that the public sees.
func published(t *testing.T) *relais.Engine {
	t.Helper()
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	agree(t, e, "ben")
	wantPublic(t, e, "1 Elm St", true)
	return e
}

// What a plan may show is what it may show when it is applied: a shelter may have
// come in since it was made.
func TestAPlanIsStaleOnceItWouldTellWhatIsHidden(t *testing.T) {
	e := published(t)
	i := planned(t, e, "ana", agreed, told)
	imported(t, e, "cho", partner, shelterRow)
	_, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now})
	wantCode(t, err, bilingual.Conflict, "import_stale")
	wantPublic(t, e, "12 Fictitious", false)
}

// What waits is looked at again when it is approved: a shelter may have come in
// since it was proposed. Whoever decides is told before, and may decide once more.
func TestAnApprovalLooksAgainAtWhatIsHidden(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, told)
	imported(t, e, "cho", partner, shelterRow)
	waiting, err := e.Proposals()
	if err != nil || len(waiting) != 1 || waiting[0].Alike {
		t.Fatalf("%+v, %v", waiting, err)
	}
	d := relais.Decision{ID: waiting[0].ID, Actor: "ben", Reason: "agreed by phone", At: now}
	_, err = e.Decide(d)
	wantCode(t, err, bilingual.Conflict, "proposal_tells")
	wantPublic(t, e, "12 Fictitious", false)
	if waiting, err = e.Proposals(); err != nil || len(waiting) != 1 || !waiting[0].Alike || len(waiting[0].Fields) > 0 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	if _, err := e.Decide(d); err != nil {
		t.Fatal(err)
	}
	wantPublic(t, e, "12 Fictitious", true)
}

// Two that wait and share a number do not stand in each other's way.
func TestApprovingOneAfterAnotherNeedsNoSecondLook(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow+strings.NewReplacer("1,Lighthouse", "3,Lantern", "1 Elm St", "3 Elm St").Replace(legalRow))
	waiting, err := e.Proposals()
	if err != nil || len(waiting) != 2 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	for _, p := range waiting {
		if _, err := e.Decide(relais.Decision{ID: p.ID, Actor: "ben", Reason: "agreed by phone", At: now}); err != nil {
			t.Fatal(err)
		}
	}
}

// What was withdrawn after an import is not brought back by undoing it with force.
func TestForcingAnUndoShowsNobodyMoreThanNow(t *testing.T) {
	e := published(t)
	i := imported(t, e, "ana", agreed, strings.Replace(legalRow, "1 Elm St", "2 Elm St", 1))
	if _, err := e.Withdraw(relais.Listings[relais.Public](e)[0].ID, "ben", "in danger", now); err != nil {
		t.Fatal(err)
	}
	done, err := undo(e, i.ID, relais.NewerForce, now)
	if err != nil || done.Held != 1 {
		t.Fatalf("held %d, %v", done.Held, err)
	}
	wantPublic(t, e, "1 Elm St", false)
	agree(t, e, "ben")
	wantPublic(t, e, "1 Elm St", true)
}

// What an import has hidden is not shown again by one person alone, whoever imported
// it; all else of it is undone.
func TestUndoingWhatAnImportHasHiddenTakesTwo(t *testing.T) {
	for _, actor := range []string{"ana", "cho"} {
		e := published(t)
		i := imported(t, e, "ana", agreed, strings.Replace(strings.Replace(legalRow, ",no\n", ",yes\n", 1), "0123", "0124", 1))
		wantPublic(t, e, "1 Elm St", false)
		done, err := e.UndoImport(relais.UndoOrder{ID: i.ID, Actor: actor, Reason: "test", At: now})
		if err != nil || done.Held != 1 || done.Sealed != 0 {
			t.Fatalf("%s: held %d, sealed %d, %v", actor, done.Held, done.Sealed, err)
		}
		wantPublic(t, e, "1 Elm St", false)
		waiting, err := e.Proposals()
		if err != nil || len(waiting) != 1 {
			t.Fatalf("%+v, %v", waiting, err)
		}
		for _, same := range []string{"ana", actor} {
			_, err := e.Decide(relais.Decision{ID: waiting[0].ID, Actor: same, Reason: "mine", At: now})
			wantCode(t, err, bilingual.NotAllowed, "proposal_own")
		}
		agree(t, e, "ben")
		wantPublic(t, e, "1 Elm St", true)
	}
}

// Undoing the import of a shelter takes its record away and nothing else with it:
// its address, number and contacts are kept back until a second person lifts that.
func TestWhatAnUndoneImportHadSealedIsKeptBack(t *testing.T) {
	e := published(t)
	before := e.Store().Digest()
	i := imported(t, e, "ana", partner, shelterRow)
	done, err := undo(e, i.ID, relais.NewerRefuse, now)
	if err != nil || done.Sealed != 1 || done.Held != 0 || done.Content != before {
		t.Fatalf("undone %+v, %v", done, err)
	}
	telling := func(want bool) {
		t.Helper()
		plan := planned(t, e, "ana", agreed, told)
		if alarmed(plan, "text_tells") != want || (plan.Waiting == 1) != want {
			t.Errorf("kept back: want %v; %d wait, %+v", want, plan.Waiting, plan.Alarms)
		}
	}
	telling(true)
	r := listed(t, e, "Lighthouse (demo)")
	x := takenOut(t, e, r.ID())
	x.Record.Services[0].Description.En = "behind 12 Fictitious Street"
	if done, err := e.Edit(x, by("ana")); err != nil || len(done.Proposals) != 1 {
		t.Errorf("an edit tells it: %+v, %v", done, err)
	}
	waiting, err := e.Proposals()
	if err != nil || len(waiting) != 2 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	lift := relais.Decision{Reason: "it has closed for good", At: now}
	for _, p := range waiting {
		if p.Kind == relais.ProposeUnseal {
			lift.ID = p.ID
		}
	}
	lift.Actor = "ana"
	_, err = e.Decide(lift)
	wantCode(t, err, bilingual.NotAllowed, "proposal_own")
	lift.Actor = "ben"
	if _, err := e.Decide(lift); err != nil {
		t.Fatal(err)
	}
	telling(false)
	entriesOf(t, e)
}

// Declined, it is kept back for good.
func TestADeclinedLiftKeepsTheSeal(t *testing.T) {
	e := published(t)
	i := imported(t, e, "ana", partner, shelterRow)
	if _, err := undo(e, i.ID, relais.NewerRefuse, now); err != nil {
		t.Fatal(err)
	}
	waiting, err := e.Proposals()
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	if _, err := e.Decide(relais.Decision{ID: waiting[0].ID, Decline: true, Actor: "ben", Reason: "they are there", At: now}); err != nil {
		t.Fatal(err)
	}
	if plan := planned(t, e, "ana", agreed, told); !alarmed(plan, "text_tells") {
		t.Errorf("alarms: %+v", plan.Alarms)
	}
}

// What an import added to what a record seals does not come open when it is undone.
func TestUndoingASealedContactKeepsItsNumberBack(t *testing.T) {
	e := published(t)
	mapping := strings.Replace(agreed, "confidential = \"conf\"", "contact_phone = \"conf\"", 1)
	i := imported(t, e, "ana", mapping, strings.Replace(legalRow, ",no\n", ",902-555-0171\n", 1))
	done, err := undo(e, i.ID, relais.NewerRefuse, now)
	if err != nil || done.Sealed != 1 {
		t.Fatalf("undone %+v, %v", done, err)
	}
	row := strings.NewReplacer("1,Light", "5,Second Light", "Legal help", "call 902 555-0171").Replace(legalRow)
	if plan := planned(t, e, "cho", agreed, row); !alarmed(plan, "text_tells") {
		t.Errorf("alarms: %+v", plan.Alarms)
	}
}

// What comes in sealed may be told by another record already: somebody should know.
func TestWhatIsToldAlreadyIsAnAlarm(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, told)
	agree(t, e, "ben")
	if i := planned(t, e, "cho", partner, strings.Replace(shelterRow, "12 F", "14 F", 1)); alarmed(i, "told_already") {
		t.Error("nobody tells of 14 Fictitious St")
	}
	if i := imported(t, e, "cho", partner, shelterRow); !alarmed(i, "told_already") {
		t.Errorf("alarms: %+v", i.Alarms)
	}
	if i := planned(t, e, "cho", partner, strings.Replace(shelterRow, "0145", "0146", 1)); alarmed(i, "told_already") {
		t.Error("the address is no news")
	}
	if i := planned(t, e, "cho", partner, strings.Replace(shelterRow, "12 Fictitious", "1 Elm", 1)); !alarmed(i, "told_already") {
		t.Error("the public sees this address")
	}
}
