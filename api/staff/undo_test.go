package staff

import (
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
)

// What was recorded of room is in the audit, so that a server that has started
// anew takes it back all the same, once, and for whoever recorded it.
func TestARestartDoesNotLoseTheUndo(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return len(l.Inside.Capacity) == 0 })
	unit := usualUnit(l.Needs, d.engine.Terms())
	d.screen("/staff/en/room", toronto("deed", "+ "+string(l.ID)))
	d.clock = now.Add(time.Minute)
	d.screen("/staff/en/room", toronto("deed", "0 "+string(l.ID)))

	again := newDesk(t, d.engine)
	again.clock = now.Add(2 * time.Minute)
	again.as = "boss"
	if page := again.screen("/staff/en/undo", toronto()); !strings.Contains(page, "nothing of yours to take back") {
		t.Error("somebody else took it back")
	}
	again.as = "ana"
	if page := again.screen("/staff/en/undo", toronto()); !strings.Contains(page, "Taken back.") {
		t.Error("it was not taken back")
	}
	if n, status := free(t, d.engine, l.ID, unit); n != -1 || status == data.NoCapacity {
		t.Errorf("there are %d, %s, not what was known before", n, status)
	}
	if page := again.screen("/staff/en/undo", toronto()); !strings.Contains(page, "nothing of yours to take back") {
		t.Error("it was taken back twice")
	}
}
