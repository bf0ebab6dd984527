package store

import (
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestAnExportIsAuditedBeforeItIsWritten(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	if err := s.RecordExport("ana", "yearly report", noon); err != nil {
		t.Fatal(err)
	}
	all := entries(t, s)
	last := all[len(all)-1]
	if last.Action != ActionExport || last.Actor != "ana" || last.Reason != "yearly report" {
		t.Errorf("the last entry is %+v", last)
	}
	if s.Generation() != 0 {
		t.Errorf("an export has made generation %d", s.Generation())
	}
	wantProblem(t, s.RecordExport(" ", "why", noon), bilingual.Invalid, "reason_required")
	wantProblem(t, s.RecordExport("ana", "", noon), bilingual.Invalid, "reason_required")
}
