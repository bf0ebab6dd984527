package relais_test

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/ingest"
)

// Two rows of one file that may be one shelter are a pair like any other: a person
// decides, and the same file again changes nothing.
func TestTwoRowsOfAFileAreDecidedByAPerson(t *testing.T) {
	e := emptyDirectory(t)
	again := strings.NewReplacer("2,Harbour", "9,HARBOUR", "12 Fictitious St", "Fictitious Street 12").Replace(shelterRow)
	if again == shelterRow {
		t.Fatal("the second row is the first")
	}
	i := planned(t, e, "ana", partner, shelterRow+again)
	if len(i.Changes.Pairs) != 1 || i.Changes.Pairs[0].Known.Key == "" || i.Added != 2 || i.Pairs != 1 {
		t.Fatalf("pairs: %+v", i.Changes.Pairs)
	}
	pair := i.Changes.Pairs[0]
	sides, err := e.ImportPairs(i, []ingest.Pair{pair})
	if err != nil || sides[0].New == nil || sides[0].Known == nil || sides[0].New.ID() == sides[0].Known.ID() {
		t.Fatalf("sides: %+v, %v", sides, err)
	}
	if i, err = e.DecidePair(i.ID, pair.ID, true, "ben", now); err != nil || i.Added != 1 || i.Pairs != 0 {
		t.Fatalf("the same: %+v, %v", i, err)
	}
	if i, err = e.DecidePair(i.ID, pair.ID, false, "ben", now); err != nil || i.Added != 2 || i.Pairs != 0 {
		t.Fatalf("different: %+v, %v", i, err)
	}
	if i, err = e.DecidePair(i.ID, pair.ID, true, "ben", now); err != nil || i.Added != 1 {
		t.Fatalf("the same: %+v, %v", i, err)
	}
	if _, err := e.ApplyImport(relais.ImportOrder{ID: i.ID, Actor: "ana", Reason: "test", At: now}); err != nil {
		t.Fatal(err)
	}
	if i := planned(t, e, "ana", partner, shelterRow+again); i.Unchanged != 1 || i.Added+i.Changed != 0 || len(i.Changes.Pairs) != 0 {
		t.Errorf("again: %+v", i.ImportBrief)
	}
}
