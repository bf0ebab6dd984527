package store

import (
	"testing"
	"time"
)

func TestTheLatestEntriesComeFirst(t *testing.T) {
	s := newHome(t).create(t)
	defer closing(t, s)
	at := time.Date(2026, time.November, 22, 18, 0, 0, 0, time.UTC)
	for minute := range 5 {
		if err := s.RecordAlarm("ana", "many", at.Add(time.Duration(minute)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.AuditSince(0, at.Add(2*time.Minute))
	if err != nil || len(all) != 3 || !all[0].At.Equal(at.Add(4*time.Minute)) || !all[2].At.Equal(at.Add(2*time.Minute)) {
		t.Errorf("got %+v, %v", all, err)
	}
	if later, err := s.AuditSince(all[1].Number, at); err != nil || len(later) != 1 || later[0].Number != all[0].Number {
		t.Errorf("after entry %d: %+v, %v", all[1].Number, later, err)
	}
	if none, err := s.AuditSince(all[0].Number, at); err != nil || len(none) != 0 {
		t.Errorf("after the last: %+v, %v", none, err)
	}
}
