package relais_test

import (
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// doTheWork is a day of the directory's people: an application by the name of a
// public organization is accepted, an edit is made and undone, trouble is reported
// of public listings, calls are counted.
func doTheWork(t *testing.T, e *relais.Engine, _ []*record.Record) {
	listings := relais.Listings[data.Public](e)
	f := applicant(relais.PathProvider)
	f.Name, f.Needs, f.Phone = listings[0].Organization.Name, listings[0].Needs, "416-555-0199"
	recommended(t, e, received(t, e, f, "ana"), "ben")
	agree(t, e, "cleo")
	x := takenOut(t, e, listings[1].Organization.ID)
	x.Record.Services[0].Notes.En = "CANARY-EDIT"
	if _, err := e.Edit(x, by("ana")); err != nil {
		t.Fatal(err)
	}
	if _, err := e.UndoChange(x.Record.ID(), pastOf(t, e, x.Record.ID())[0].Change, by("ben")); err != nil {
		t.Fatal(err)
	}
	for _, l := range listings[:3] {
		if _, err := e.ReportTrouble(l.ID, relais.TroubleClosed, now); err != nil {
			t.Fatal(err)
		}
	}
	refer(t, e, relais.Referred{Kind: relais.OptionsGiven, Need: "legal", Province: geo.Nunavut}, 3)
	reports(t, e, later)
}
