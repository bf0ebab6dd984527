package staff

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/store"
)

func sealedListing(t *testing.T, d *desk) *data.Listing[data.Staff] {
	t.Helper()
	return listing(t, d.engine, func(l *data.Listing[data.Staff]) bool { return len(l.Inside.Sealed) >= 3 && sealedSite(l) })
}

func TestARevealIsAuditedFirstAndShownOnce(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := sealedListing(t, d)
	secret, err := d.engine.Reveal(l.ID, "test", "to compare", now)
	if err != nil || secret.Address.Line1 == "" || len(secret.Contacts) == 0 {
		t.Fatalf("the sample seals nothing here: %+v, %v", secret, err)
	}
	before := len(audit(t, d.engine))
	deed := "reveal " + string(l.ID)
	shows := func(page string) bool { return strings.Contains(page, html.EscapeString(secret.Address.Line1)) }

	for _, reason := range []string{"", "because", "transfer "} {
		if page := d.screen("/staff/en/reveal", toronto("deed", deed, "reason", reason)); shows(page) != (reason == "transfer ") {
			t.Errorf("the reason %q: shown is %v", reason, shows(page))
		}
	}
	page := d.screen("/staff/fr/reveal", toronto("deed", deed, "reason", "travel"))
	if !shows(page) || !strings.Contains(page, html.EscapeString(secret.Contacts[0].Name)) || !strings.Contains(page, "Montré une seule fois") {
		t.Error("what was revealed is not shown")
	}
	entries := audit(t, d.engine)[before:]
	if len(entries) != 2 || entries[1].Action != store.ActionReveal || entries[1].Actor != "ana" || entries[1].Reason != "to bring somebody there safely" || entries[1].Subjects[0] != l.Organization.ID {
		t.Errorf("audited: %+v", entries)
	}
	// Whatever is posted next, with all that the page held, does not show it again.
	next := url.Values{"deed": {"same"}}
	for _, hidden := range strings.Split(page, `<input type="hidden" name="`)[1:] {
		name, rest, _ := strings.Cut(hidden, `" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		next.Add(name, html.UnescapeString(value))
	}
	if next.Get("open") != string(l.ID) || shows(d.screen("/staff/fr/", next)) || len(audit(t, d.engine)) != before+2 {
		t.Error("the next answer shows it again")
	}
}

// A reveal that cannot be audited is not shown.
func TestWithoutAnAuditNothingIsRevealed(t *testing.T) {
	e := filled(t, t.TempDir(), 5)
	d := newDesk(t, e)
	l := sealedListing(t, d)
	secret, err := e.Reveal(l.ID, "test", "to compare", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	page := d.screen("/staff/en/reveal", toronto("deed", "reveal "+string(l.ID), "reason", "transfer"))
	if strings.Contains(page, html.EscapeString(secret.Address.Line1)) || !strings.Contains(page, `class="notice bad"`) {
		t.Error("it was shown, or nobody was told why not")
	}
}

// An alarm is raised for those who look after the shift, and locks nobody out.
func TestTheAlarmOfManyRevealsLocksNobodyOut(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	l := sealedListing(t, d)
	reveal := func() bool {
		return strings.Contains(d.screen("/staff/en/reveal", toronto("deed", "reveal "+string(l.ID), "reason", "transfer", "swap", "1")), "Shown once")
	}
	alarms := func() (n int) {
		for _, e := range audit(t, d.engine) {
			if e.Action == store.ActionAlarm {
				if n++; e.Actor != "ana" || e.Reason != fmt.Sprintf("%d reveals within an hour", n*mostReveals+1) {
					t.Errorf("audited: %+v", e)
				}
			}
		}
		return n
	}
	for i := range 2*mostReveals + 1 {
		if !reveal() {
			t.Fatalf("reveal %d is refused", i+1)
		}
		if want := i / mostReveals; alarms() != want {
			t.Fatalf("after %d reveals there are %d alarms, not %d", i+1, alarms(), want)
		}
		d.clock = d.clock.Add(time.Second)
	}
	said := func() bool {
		return strings.Contains(shown(d.get("/staff/en/")), "ana has revealed sealed parts 61 times within an hour")
	}
	if said() {
		t.Error("the alarm is shown to somebody who looks after nothing")
	}
	if d.as = "boss"; !said() {
		t.Error("nobody is told")
	}
	again := newDesk(t, d.engine)
	again.as, again.clock = "boss", d.clock
	if !strings.Contains(shown(again.get("/staff/en/")), "ana has revealed sealed parts 61 times within an hour") {
		t.Error("a server that has started anew has forgotten the alarm")
	}
	if d.clock = d.clock.Add(alarmShown + time.Hour); said() {
		t.Error("the alarm is shown for ever")
	}
	d.as = "ana"
	if reveal(); alarms() != 2 {
		t.Error("reveals of another day are still counted")
	}
}

// Starting the server anew gives nobody more reveals.
func TestARestartDoesNotResetTheAlarm(t *testing.T) {
	d := newDesk(t, ownEngine(t))
	id := string(sealedListing(t, d).ID)
	for range mostReveals {
		d.screen("/staff/en/reveal", toronto("deed", "reveal "+id, "reason", "transfer", "swap", "1"))
	}
	again := newDesk(t, d.engine)
	again.screen("/staff/en/reveal", toronto("deed", "reveal "+id, "reason", "transfer", "swap", "1"))
	entries := audit(t, d.engine)
	if last := entries[len(entries)-1]; last.Action != store.ActionAlarm || last.Actor != "ana" {
		t.Errorf("the last entry is %+v", last)
	}
}
