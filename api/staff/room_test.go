package staff

import (
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func TestOneKeyCounts(t *testing.T) {
	known := func(n int) RoomCount { return RoomCount{Unit: "bed", Known: true, Free: n} }
	for _, c := range []struct {
		from   RoomCount
		sign   string
		status data.CapacityStatus
		free   int // -1: no number
	}{
		{known(2), "+", data.HasCapacity, 3},
		{known(2), "-", data.HasCapacity, 1},
		{known(1), "-", data.NoCapacity, 0},
		{known(0), "-", data.NoCapacity, 0},
		{known(0), "+", data.HasCapacity, 1},
		{known(5), "0", data.NoCapacity, 0},
		{RoomCount{Unit: "bed"}, "+", data.HasCapacity, -1},
		{RoomCount{Unit: "bed"}, "0", data.NoCapacity, 0},
	} {
		got, err := counted(c.from, c.sign)
		free := -1
		if got.Available != nil {
			free = *got.Available
		}
		if err != nil || got.Status != c.status || free != c.free || got.Unit != "bed" {
			t.Errorf("%+v %s: got %s, %d, %v", c.from, c.sign, got.Status, free, err)
		}
	}
	for sign, from := range map[string]RoomCount{"-": {}, "x": known(1), "": known(1)} {
		if _, err := counted(from, sign); bilingual.KindOf(err) != bilingual.Invalid {
			t.Errorf("%q of %+v: %v", sign, from, err)
		}
	}
}

// free is the room that a search sees.
func free(t *testing.T, e *relais.Engine, id data.ID, unit string) (int, data.CapacityStatus) {
	t.Helper()
	l, err := relais.Find[data.Staff](e, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range l.Inside.Capacity {
		if c.Unit == unit && c.Available != nil {
			return *c.Available, c.Status
		}
	}
	return -1, ""
}

// What one advocate learns is in another's next search, in the name of whoever
// learned it, and can be taken back by them alone.
func TestWhatACallLearnsOfRoom(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool {
		return len(l.Inside.Capacity) == 1 && l.Inside.Capacity[0].Population == "" && l.Inside.Capacity[0].Available != nil &&
			*l.Inside.Capacity[0].Available > 1 && now.Sub(l.Inside.Capacity[0].Updated) < time.Hour && l.Inside.Capacity[0].Unit == "bed"
	})
	before, id := *l.Inside.Capacity[0].Available, string(l.ID)
	page := d.screen("/staff/en/room", toronto("deed", "- "+id))
	if n, status := free(t, d.engine, l.ID, "bed"); n != before-1 || status != data.HasCapacity {
		t.Errorf("one fewer than %d is %d, %s", before, n, status)
	}
	if !strings.Contains(page, "Recorded for all:") || !strings.Contains(page, `data-do="undo"`) {
		t.Error("the screen does not say so, or cannot take it back")
	}
	last := audit(t, d.engine)
	if e := last[len(last)-1]; e.Actor != "ana" || e.Reason != "learned on a call" {
		t.Errorf("audited: %+v", e)
	}
	d.as = "boss"
	if page = d.screen("/staff/en/", toronto("deed", "open "+id)); !strings.Contains(page, "just now, by phone") {
		t.Error("another console does not see it")
	}
	if page = d.screen("/staff/en/undo", toronto()); !strings.Contains(page, "nothing of yours to take back") {
		t.Error("somebody else took it back")
	}
	d.as = "ana"
	if page = d.screen("/staff/en/undo", toronto()); !strings.Contains(page, "Taken back.") {
		t.Error("it was not taken back")
	}
	if page = d.screen("/staff/en/undo", toronto()); !strings.Contains(page, "nothing of yours to take back") {
		t.Error("it was taken back twice")
	}
	if n, _ := free(t, d.engine, l.ID, "bed"); n != before {
		t.Errorf("taken back, there are %d, not %d", n, before)
	}
}

func TestUndoEndsAndNeverOverwrites(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return len(l.Inside.Capacity) == 0 })
	id, unit := string(l.ID), usualUnit(l.Needs, d.engine.Terms())
	if page := d.screen("/staff/en/room", toronto("deed", "- "+id)); !strings.Contains(page, "No number is known here") {
		t.Error("one was taken from nothing")
	}
	d.screen("/staff/en/room", toronto("deed", "0 "+id))
	d.clock = now.Add(time.Minute)
	d.as = "boss"
	d.screen("/staff/en/room", toronto("deed", "+ "+id))
	d.as = "ana"
	if page := d.screen("/staff/en/undo", toronto()); !strings.Contains(page, "Somebody has recorded the room here since") {
		t.Error("what somebody has learned since was overwritten")
	}
	if n, _ := free(t, d.engine, l.ID, unit); n != 1 {
		t.Errorf("there are %d", n)
	}
	d.as, d.clock = "boss", now.Add(time.Hour)
	if page := d.screen("/staff/en/undo", toronto()); !strings.Contains(page, "nothing of yours to take back") {
		t.Error("an hour later it was taken back by a key")
	}
	if page := d.screen("/staff/en/room", toronto("deed", "+ 00000000-0000-4000-8000-000000000000")); !strings.Contains(page, "There is no such listing") {
		t.Error("room was recorded of nothing")
	}
}
