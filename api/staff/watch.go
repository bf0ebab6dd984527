package staff

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/store"
)

// mostReveals is how many reveals of one account in an hour are the work of a
// shift: two calls in each quarter of an hour, three services revealed for each,
// are twenty-four. Beyond it somebody may be reading the directory, and an alarm
// is raised. It is raised for people to look at: the reveals go on, so that nobody
// on a line is left without.
const mostReveals = 30

// An alarm is shown for so long to those who look after it. In the audit it stays
// for good.
const alarmShown = 24 * time.Hour

// watch counts the reveals of each account as the audit has them, whatever door
// they were made through: a program that has started anew knows them too.
type watch struct {
	mu      sync.Mutex
	read    uint64 // the audit is followed up to this entry
	reveals map[string][]time.Time
	alarms  []alarm
}

type alarm struct {
	actor   string
	at      time.Time
	reveals int // within the hour before
}

// revealed looks at what an account has revealed within the hour, and raises an
// alarm at the first beyond mostReveals, and again for as many more.
func (w *watch) revealed(e *relais.Engine, actor string, at time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.follow(e, at); err != nil {
		return err
	}
	n, before := w.within(actor, at), 0
	for _, a := range w.alarms {
		if a.actor == actor && at.Sub(a.at) < time.Hour {
			before = a.reveals
		}
	}
	if n <= mostReveals || before > 0 && n-before < mostReveals {
		return nil
	}
	return e.RecordAlarm(actor, fmt.Sprintf("%d reveals within an hour", n), at)
}

// follow reads what the audit has got since.
func (w *watch) follow(e *relais.Engine, now time.Time) error {
	entries, err := e.Store().AuditSince(w.read, now.Add(-alarmShown))
	if err != nil {
		return err
	}
	if w.reveals == nil {
		w.reveals = map[string][]time.Time{}
	}
	for _, e := range slices.Backward(entries) {
		w.read = e.Number
		switch e.Action {
		case store.ActionReveal:
			w.reveals[e.Actor] = append(w.reveals[e.Actor], e.At)
		case store.ActionAlarm:
			w.alarms = append(w.alarms, alarm{e.Actor, e.At, w.within(e.Actor, e.At)})
		}
	}
	w.alarms = slices.DeleteFunc(w.alarms, func(a alarm) bool { return now.Sub(a.at) > alarmShown })
	return nil
}

// within counts what an actor revealed in the hour before at, and forgets what was
// before that.
func (w *watch) within(actor string, at time.Time) int {
	w.reveals[actor] = slices.DeleteFunc(w.reveals[actor], func(t time.Time) bool { return at.Sub(t) >= time.Hour })
	return len(w.reveals[actor])
}

// said are the alarms of the last day, the latest first. An audit that cannot be
// read says so in other places.
func (w *watch) said(e *relais.Engine, now time.Time, lang bilingual.Lang) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.follow(e, now)
	var said []string
	for _, a := range slices.Backward(w.alarms) {
		said = append(said, say(lang, "alarm", nameOf(a.actor), a.reveals, a.at.UTC().Format("15:04")))
	}
	return said
}

// nameOf is an actor without what kind of actor it is: "ana" of "account:ana".
func nameOf(actor string) string {
	if _, name, ok := strings.Cut(actor, ":"); ok {
		return name
	}
	return actor
}
