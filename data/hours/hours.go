// Package hours says whether a place is open at an instant, in three values:
// open, closed, unknown.
//
// It owns schedules as HSDS 3.1 writes them (a part of RFC 5545's recurrence
// rules), temporary changes with dates, the public holidays of Canada's
// provinces and territories, and the readers of dates, times of day and weekdays
// as they stand in files. It does not own time zones: a Calendar keeps the name
// of its zone for display, and whoever asks passes the *time.Location, because
// rules changed in 2026 that the machine's own tables may not know.
//
// Three rules run through it. Unknown is never taken for open and never for
// closed. A session (one opening, until it closes) belongs to the day on which
// it begins: whatever holds for that day holds for it past midnight. And hours
// are wall-clock: an instant is open if the clock on the wall there shows a time
// within the hours. On the night when clocks go forward, hours that fall into
// the gap do not take place; on the night when they go back, the repeated hour
// is open twice.
//
// Begin with Calendar; day.go decides, answer.go looks ahead, and compiled.go is
// the fast twin of both.
package hours

// State is what is known about a place at one instant.
type State string

// The states. A State that is none of them, the empty one too, is Unknown.
const (
	Open    State = "open"
	Closed  State = "closed"
	Unknown State = "unknown"
)
