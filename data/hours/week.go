package hours

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Week is the open minutes of a plain week, one that is like every other. It is
// immutable; the zero Week is never open.
type Week struct {
	spans []weekSpan // sorted, apart from each other, within the week
}

// weekSpan is from one minute of the week to another, the second not included.
type weekSpan struct{ from, to uint16 }

// WeekMinutes is the number of minutes of a week. Minute 0 is Sunday 00:00.
const WeekMinutes = 7 * 24 * 60

// Has reports whether a minute of the week (0 to WeekMinutes-1) is open.
func (w Week) Has(minute int) bool {
	for _, s := range w.spans {
		if minute < int(s.to) {
			return minute >= int(s.from)
		}
	}
	return false
}

// Spans gives the open stretches in order, as minutes of the week, the second
// of each not included. They do not touch; one over the end of Saturday comes
// as two.
func (w Week) Spans() iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for _, s := range w.spans {
			if !yield(int(s.from), int(s.to)) {
				return
			}
		}
	}
}

func wholeWeek() Week { return Week{[]weekSpan{{0, WeekMinutes}}} }

// weekBuilder gathers sessions in any order.
type weekBuilder struct{ spans []weekSpan }

// add notes a session on each of these days, as minutes of the day it begins on.
func (b *weekBuilder) add(days weekdays, s span) {
	for day := range 7 {
		if !days.has(day) {
			continue
		}
		from, to := day*int(Midnight)+s.from, day*int(Midnight)+s.to
		b.put(from, min(to, WeekMinutes))
		b.put(0, to-WeekMinutes)
	}
}

func (b *weekBuilder) put(from, to int) {
	if from < to {
		b.spans = append(b.spans, weekSpan{uint16(from), uint16(to)})
	}
}

// week sorts the sessions and joins those that touch.
func (b *weekBuilder) week() Week {
	slices.SortFunc(b.spans, func(a, b weekSpan) int { return cmp.Compare(a.from, b.from) })
	var joined []weekSpan
	for _, s := range b.spans {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return Week{slices.Clip(joined)}
}

// weekMinute is the minute of the week.
func weekMinute(day time.Weekday, minute int) int { return int(day)*int(Midnight) + minute }
