package relais_test

import (
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record/recordtest"
	"github.com/relais-directory/relais/data/store"
)

// What was recorded by mistake gives way to what was known before, unless
// somebody has learned more since.
func TestRoomIsTakenBackUnlessSomebodyHasLearnedMore(t *testing.T) {
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	r := recordtest.Storable(t, data.Internal)
	apply(t, e, r)
	id := r.At[0].ID
	room := func(n int, at time.Time) data.Capacity {
		return data.Capacity{Unit: "cot", Status: data.HasCapacity, Available: &n, Updated: at, By: "ana", How: "call"}
	}
	first, second := room(3, now), room(2, now.Add(time.Minute))
	for _, c := range []data.Capacity{first, second} {
		if _, err := e.SetCapacity(id, c, "ana", "a call", c.Updated); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := e.TakeBackCapacity(id, first, nil, "ana", "undo", now); bilingual.KindOf(err) != bilingual.Conflict {
		t.Errorf("what is no longer known was taken back: %v", err)
	}
	if _, err := e.TakeBackCapacity(id, second, &first, "ana", "undo", now); err != nil {
		t.Fatal(err)
	}
	if got := cots(t, e, id); len(got) != 1 || *got[0].Available != 3 {
		t.Errorf("after the first undo: %+v", got)
	}
	if _, err := e.TakeBackCapacity(id, first, nil, "ana", "undo", now); err != nil {
		t.Fatal(err)
	}
	if got := cots(t, e, id); len(got) != 0 {
		t.Errorf("after the second undo: %+v", got)
	}
}

func cots(t *testing.T, e *relais.Engine, id data.ID) []data.Capacity {
	t.Helper()
	l, err := relais.Find[relais.Staff](e, id)
	if err != nil {
		t.Fatal(err)
	}
	var found []data.Capacity
	for _, c := range l.Inside.Capacity {
		if c.Unit == "cot" {
			found = append(found, c)
		}
	}
	return found
}

// An alarm is in the audit, and is refused without an actor or a reason.
func TestAnAlarmIsAudited(t *testing.T) {
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	if e.RecordAlarm("", "many", now) == nil || e.RecordAlarm("ana", " ", now) == nil {
		t.Error("an alarm about nobody, or about nothing, was recorded")
	}
	if err := e.RecordAlarm("ana", "many reveals", now); err != nil {
		t.Fatal(err)
	}
	if last := latestEntry(t, e); last.Action != "alarm" || last.Actor != "ana" || last.Reason != "many reveals" {
		t.Errorf("audited: %+v", last)
	}
}

func latestEntry(t *testing.T, e *relais.Engine) (last store.AuditEntry) {
	t.Helper()
	err := e.Store().View(func(tx *store.Tx) error {
		for entry, err := range tx.Audit() {
			if err != nil {
				return err
			}
			last = entry
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return last
}
