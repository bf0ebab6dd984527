package relais_test

import (
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// What is taken back counts once less, is gone with the last, and leaves others'
// reports and no trace in the audit.
func TestTroubleIsTakenBack(t *testing.T) {
	e := emptyDirectory(t)
	imported(t, e, "ana", agreed, legalRow)
	l := relais.Snapshot[data.Staff](e).At(0)
	entries := audited(t, e)
	var last relais.Trouble
	for day := range 3 {
		var err error
		if last, err = e.ReportTrouble(l.ID, relais.TroubleHours, now.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := e.ReportTrouble(l.ID, relais.TroubleSafety, now); err != nil {
		t.Fatal(err)
	}
	for left := 2; left >= 0; left-- {
		got, err := e.TakeBackTrouble(last.ID)
		if err != nil || got.Times != left || left == 1 && got.Last != got.First {
			t.Errorf("with %d left: %+v, %v", left, got, err)
		}
	}
	_, err := e.TakeBackTrouble(last.ID)
	wantCode(t, err, bilingual.NotFound, "trouble_unknown")
	all, err := e.Troubles()
	if err != nil || len(all) != 1 || all[0].Kind != relais.TroubleSafety {
		t.Errorf("what is left: %+v, %v", all, err)
	}
	if audited(t, e) != entries {
		t.Error("the audit tells of it")
	}
}
