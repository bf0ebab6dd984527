package staff

import (
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
)

// troubles is what is reported of an engine's listings.
func troubles(t *testing.T, e *relais.Engine) []relais.Trouble {
	t.Helper()
	all, err := e.Troubles()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// undoOf is what the button of a page says that takes back what was just done.
func undoOf(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `/undo" name="deed" value="`)
	if !found {
		t.Fatal("nothing can be taken back")
	}
	deed, _, _ := strings.Cut(rest, `"`)
	return deed
}

// Two keys report trouble, and one takes it back; another account's stays.
func TestTroubleIsReportedInTwoKeys(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := relais.Snapshot[data.Staff](d.engine).At(7)
	id := string(l.ID)
	before := len(audit(t, d.engine))
	if page := d.screen("/staff/en/", toronto("deed", "trouble "+id)); !strings.Contains(page, `value="number `+id+`" data-letter="t"`) || !strings.Contains(page, "nothing of the person, nor of you") {
		t.Error("the panel has no kinds with letters")
	}
	page := d.screen("/staff/fr/trouble", toronto("deed", "closed "+id))
	if !strings.Contains(page, "Signalé\u00a0: fermé définitivement") || undoOf(t, page) != undoTrouble {
		t.Error("the screen does not say so")
	}
	d.as = "boss"
	d.screen("/staff/en/trouble", toronto("deed", "closed "+id))
	if all := troubles(t, d.engine); len(all) != 1 || all[0].Times != 2 || all[0].Kind != relais.TroubleClosed || all[0].Listing != l.ID {
		t.Errorf("reported: %+v", all)
	}
	d.as = "ana"
	if page = d.screen("/staff/en/undo", toronto("deed", undoTrouble)); !strings.Contains(page, "Taken back.") {
		t.Error("it was not taken back")
	}
	if page = d.screen("/staff/en/undo", toronto("deed", undoTrouble)); !strings.Contains(page, "Nobody knows any more whose report this was") {
		t.Error("it was taken back twice")
	}
	if all := troubles(t, d.engine); len(all) != 1 || all[0].Times != 1 {
		t.Errorf("another’s report is gone: %+v", all)
	}
	d.as = "boss"
	if d.screen("/staff/en/undo", toronto()); len(troubles(t, d.engine)) != 0 {
		t.Error("the last report is still there")
	}
	if len(audit(t, d.engine)) != before {
		t.Error("the audit tells who reported what")
	}
}

func TestTroubleOfNothingAndNoKindIsNone(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	for _, deed := range []string{"", "closed", "nonsense " + string(relais.Snapshot[data.Staff](d.engine).At(7).ID), "closed 00000000-0000-4000-8000-000000000000"} {
		if page := d.screen("/staff/en/trouble", toronto("deed", deed)); !strings.Contains(page, `class="notice bad"`) || len(troubles(t, d.engine)) != 0 {
			t.Errorf("%q was reported", deed)
		}
	}
}

// A report names nobody, so that a server that has started anew cannot tell whose
// it was: the button says so, and nobody takes back what is another's.
func TestAReportOfBeforeARestartStays(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := string(relais.Snapshot[data.Staff](d.engine).At(7).ID)
	d.screen("/staff/en/trouble", toronto("deed", "hours "+id))
	again := newDesk(t, d.engine)
	page := again.screen("/staff/en/undo", toronto("deed", undoTrouble))
	if !strings.Contains(page, "the server has started anew") || len(troubles(t, d.engine)) != 1 {
		t.Error("it was taken back, or nobody was told")
	}
	d.clock = now.Add(undoable + time.Second)
	if d.screen("/staff/en/undo", toronto("deed", undoTrouble)); len(troubles(t, d.engine)) != 1 {
		t.Error("a key takes it back for ever")
	}
}

// The last thing comes back first: trouble, then the room that was recorded before.
func TestWhatWasLastIsTakenBackFirst(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return len(l.Inside.Capacity) == 0 })
	d.screen("/staff/en/room", toronto("deed", "0 "+string(l.ID)))
	d.clock = now.Add(time.Minute)
	d.screen("/staff/en/trouble", toronto("deed", "hours "+string(l.ID)))
	if d.screen("/staff/en/undo", toronto()); len(troubles(t, d.engine)) != 0 {
		t.Error("the trouble is still there")
	}
	known := func() int {
		l, err := relais.Find[data.Staff](d.engine, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(l.Inside.Capacity)
	}
	if known() != 1 {
		t.Error("both were taken back at once")
	}
	if d.screen("/staff/en/undo", toronto()); known() != 0 {
		t.Error("the room is still there")
	}
}

// Each kind has a letter, and none of those that have a meaning everywhere.
func TestEveryLetterOfAPanelDoesOneThing(t *testing.T) {
	letters := map[string]map[string]bool{}
	check := func(panel, letter string) {
		if letters[panel] == nil {
			letters[panel] = map[string]bool{}
		}
		if letters[panel][letter] || !isKey(letter) {
			t.Errorf("%s has the letter %q twice, or it is none", panel, letter)
		}
		letters[panel][letter] = true
		for _, name := range []string{"place", "new", "keys", "avoid"} {
			if keymap("")[name] == letter {
				t.Errorf("%s is not heard while the panel %s has the focus", name, panel)
			}
		}
	}
	for _, k := range relais.TroubleKinds() {
		check("trouble", troubleLetters[k])
	}
	for _, k := range referralSteps {
		check("refer", k.letter)
	}
	for _, g := range groundSteps {
		check("ground", g.letter)
	}
	for _, o := range outcomeSteps {
		check("outcome", o.letter)
	}
}
