package hours

import (
	"slices"
	"time"
)

// chance says whether a session of a schedule begins on a day. Maybe is for a
// schedule that says too little: fortnightly since nobody knows when.
type chance int8

const (
	never chance = iota
	maybe
	surely
)

// begins gives the chance that a session of s begins on d, a day on which s is
// in force.
func (s *Schedule) begins(d Date) chance {
	switch {
	case !s.hasDays():
		return maybe
	case !s.matches(d):
		return never
	case s.unanchored():
		return maybe
	case !s.inTurn(d):
		return never
	}
	return surely
}

// inForce reports whether d lies within all of the dates of s. Count must have
// become Until before: see bounded.
func (s *Schedule) inForce(d Date) bool {
	return notBefore(d, s.ValidFrom) && notBefore(d, s.DTStart) && notAfter(d, s.ValidTo) && notAfter(d, s.Until)
}

func notBefore(d, limit Date) bool { return limit.IsZero() || !d.Before(limit) }
func notAfter(d, limit Date) bool  { return limit.IsZero() || !d.After(limit) }

// hasDays reports whether s says on which days it takes place.
func (s *Schedule) hasDays() bool {
	if f := s.freq(); f != Weekly && f != Monthly {
		return false
	}
	return len(s.ByDay) > 0 || len(s.ByMonthDay) > 0 || !s.DTStart.IsZero()
}

// unanchored reports whether which of the matching days count cannot be told:
// every second one of which, the first five since when, the third Friday of a
// week.
func (s *Schedule) unanchored() bool {
	if s.DTStart.IsZero() && (s.Interval > 1 || s.Count > 0) {
		return true
	}
	return s.freq() == Weekly && slices.ContainsFunc(s.ByDay, func(d ByDay) bool { return d.Ordinal != 0 })
}

// matches reports whether d is among the days that s names, whatever the interval.
func (s *Schedule) matches(d Date) bool {
	if len(s.ByDay) == 0 && len(s.ByMonthDay) == 0 {
		return s.matchesStart(d)
	}
	return s.matchesByDay(d) && s.matchesByMonthDay(d)
}

// matchesStart holds for the day that DTStart gives where no days are named, as
// in RFC 5545.
func (s *Schedule) matchesStart(d Date) bool {
	if s.freq() == Monthly {
		return d.Day == s.DTStart.Day
	}
	return d.Weekday() == s.DTStart.Weekday()
}

func (s *Schedule) matchesByDay(d Date) bool {
	weekday, monthly := d.Weekday(), s.freq() == Monthly
	for _, day := range s.ByDay {
		if day.Day != weekday {
			continue
		}
		if day.Ordinal == 0 || !monthly || day.isNth(d) {
			return true
		}
	}
	return len(s.ByDay) == 0
}

// isNth reports whether d, of the right weekday, is the Ordinal-th of its month.
func (day ByDay) isNth(d Date) bool {
	if day.Ordinal > 0 {
		return (d.Day-1)/7+1 == day.Ordinal
	}
	return (d.monthDays()-d.Day)/7+1 == -day.Ordinal
}

func (s *Schedule) matchesByMonthDay(d Date) bool {
	for _, n := range s.ByMonthDay {
		if n == d.Day || n < 0 && d.monthDays()+1+n == d.Day {
			return true
		}
	}
	return len(s.ByMonthDay) == 0
}

// inTurn reports whether d's week or month is one of every Interval since DTStart.
func (s *Schedule) inTurn(d Date) bool {
	if s.Interval <= 1 {
		return true
	}
	if s.freq() == Monthly {
		months := (d.Year-s.DTStart.Year)*12 + int(d.Month-s.DTStart.Month)
		return months%s.Interval == 0
	}
	return (s.weekOf(d).DaysSince(s.weekOf(s.DTStart))/7)%s.Interval == 0
}

// weekOf is the first day of d's week, as s counts weeks.
func (s *Schedule) weekOf(d Date) Date {
	return d.AddDays(-int((d.Weekday() - s.weekStart() + 7) % 7))
}

// bounded gives the schedules with every Count turned into an Until, so that no
// later question counts again. Without a Count it gives the same list back.
func bounded(schedules []Schedule) []Schedule {
	if !slices.ContainsFunc(schedules, func(s Schedule) bool { return s.Count > 0 }) {
		return schedules
	}
	schedules = slices.Clone(schedules)
	for i := range schedules {
		schedules[i].bound()
	}
	return schedules
}

func (s *Schedule) bound() {
	if s.Count <= 0 || s.DTStart.IsZero() {
		return
	}
	last, ended := s.lastCounted()
	if ended && (s.Until.IsZero() || last.Before(s.Until)) {
		s.Until = last
	}
	s.Count = 0
}

// lastCounted is the day of session number Count, if it comes within a century.
func (s *Schedule) lastCounted() (Date, bool) {
	days, left := s.DTStart, s.Count
	for range 100 * 366 {
		if s.hasDays() && s.matches(days) && s.inTurn(days) {
			left--
		}
		if left == 0 {
			return days, true
		}
		days = days.AddDays(1)
	}
	return Date{}, false
}

// weekdays are the days of the week on which s may begin, where it names them.
func (s *Schedule) weekdays() weekdays {
	if len(s.ByDay) == 0 && len(s.ByMonthDay) == 0 && s.freq() == Weekly && !s.DTStart.IsZero() {
		return weekdaySet(s.DTStart.Weekday())
	}
	if len(s.ByDay) == 0 || !s.hasDays() {
		return everyDay
	}
	var set weekdays
	for _, day := range s.ByDay {
		set |= weekdaySet(day.Day)
	}
	return set
}

// weekdays is a set of days of the week, Sunday being bit 0.
type weekdays uint8

const everyDay weekdays = 1<<7 - 1

func weekdaySet(day time.Weekday) weekdays { return 1 << (uint(day) % 7) }

func (w weekdays) has(day int) bool { return w>>uint(day)&1 == 1 }

// next is the set of the days that follow those of w.
func (w weekdays) next() weekdays { return (w<<1 | w>>6) & everyDay }
