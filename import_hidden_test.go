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

// What somebody's import has hidden is not shown again by somebody else alone; who
// imported it may take it back.
func TestUndoingWhatAnotherHasHiddenTakesTwo(t *testing.T) {
	for actor, want := range map[string]bool{"ana": true, "cho": false} {
		e := published(t)
		i := imported(t, e, "ana", agreed, strings.Replace(legalRow, ",no\n", ",yes\n", 1))
		wantPublic(t, e, "1 Elm St", false)
		done, err := e.UndoImport(relais.UndoOrder{ID: i.ID, Actor: actor, Reason: "test", At: now})
		if err != nil || (done.Held == 0) != want {
			t.Fatalf("%s: held %d, %v", actor, done.Held, err)
		}
		wantPublic(t, e, "1 Elm St", want)
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
