package staff

import (
	"slices"
	"sync"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
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

// watch counts the reveals of each account. It begins anew with the program.
type watch struct {
	mu     sync.Mutex
	recent map[string][]time.Time
	alarms []alarm
}

type alarm struct {
	account Account
	at      time.Time
	reveals int
}

// revealed counts one more reveal, and reports how many there were within the
// hour, and whether that raises an alarm: at the first beyond mostReveals, and
// again for as many more.
func (w *watch) revealed(account Account, at time.Time) (n int, raised bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.recent == nil {
		w.recent = map[string][]time.Time{}
	}
	recent := slices.DeleteFunc(w.recent[account.ID], func(t time.Time) bool { return at.Sub(t) >= time.Hour })
	recent = append(recent, at)
	w.recent[account.ID] = recent
	if n = len(recent); n <= mostReveals || (n-1)%mostReveals != 0 {
		return n, false
	}
	w.alarms = append(w.alarms, alarm{account, at, n})
	return n, true
}

// said are the alarms of the last day, the latest first.
func (w *watch) said(now time.Time, lang bilingual.Lang) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alarms = slices.DeleteFunc(w.alarms, func(a alarm) bool { return now.Sub(a.at) > alarmShown })
	var said []string
	for _, a := range slices.Backward(w.alarms) {
		said = append(said, say(lang, "alarm", a.account.Name, a.reveals, a.at.UTC().Format("15:04")))
	}
	return said
}
