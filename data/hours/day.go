package hours

import "time"

// finding is what is known of one minute, and what it was known from. The empty
// state means that nothing was found to hold then.
type finding struct {
	state   State
	cause   cause
	change  *Change // for byChange
	holiday Holiday // for byHoliday
}

// cause is why a state is what it is.
type cause int8

const (
	byHours       cause = iota // the usual hours
	byAlways                   // day and night
	byChange                   // a temporary change
	byHoliday                  // a public holiday
	byAppointment              // only by appointment
	notStated                  // no hours are known
	outOfDate                  // all schedules are over, or not yet valid
	daysNotSure                // which days is not known well enough
	timesNotKnown              // the days are known, the times are not
	zoneNotKnown               // the clock of the place is not known
)

// at decides what is known at one minute (0 to 1439) of one day. A change that
// covers the day wins over everything; then day and night; then the session of
// the night before, if it still runs; then the day's own.
func (c *Calendar) at(d Date, minute int) finding {
	if i := c.changeOn(d); i >= 0 {
		return c.changed(i, d, minute)
	}
	if c.Always {
		return finding{state: Open, cause: byAlways}
	}
	night := c.night(d.AddDays(-1), minute+int(Midnight))
	if night.state == Open {
		return night
	}
	day := c.day(d, minute)
	if day.state == Closed && night.state != "" {
		return night
	}
	return day
}

// changeOn is the index of the change that rules d, the last one listed, or -1.
func (c *Calendar) changeOn(d Date) int {
	for i := len(c.Changes) - 1; i >= 0; i-- {
		if c.Changes[i].covers(d) {
			return i
		}
	}
	return -1
}

// changed decides on a day that change i rules, together with those that have
// its dates. Only their own sessions run on past midnight into such a day.
func (c *Calendar) changed(i int, d Date, minute int) finding {
	rule := &c.Changes[i]
	found := finding{state: Closed, cause: byChange, change: rule}
	for j := range c.Changes {
		ch := &c.Changes[j]
		switch {
		case ch.From != rule.From || ch.Through != rule.Through:
		case ch.Closed:
			return finding{state: Closed, cause: byChange, change: ch}
		case ch.covered(minute) || d.After(ch.From) && ch.covered(minute+int(Midnight)):
			found = finding{state: Open, cause: byChange, change: ch}
		case !stated(ch.OpensAt, ch.ClosesAt) && found.state == Closed:
			found = finding{state: Unknown, cause: byChange, change: ch}
		}
	}
	return found
}

// covered reports whether a session that the change brings has this minute.
func (ch *Change) covered(minute int) bool {
	return !ch.Closed && stated(ch.OpensAt, ch.ClosesAt) && spanOf(ch.OpensAt, ch.ClosesAt).has(minute)
}

// night looks for a session that began on d and still runs at this minute, 1440
// or later.
func (c *Calendar) night(d Date, minute int) finding {
	if i := c.changeOn(d); i >= 0 {
		if late := c.changed(i, d, minute); late.state == Open {
			return late
		}
		return finding{}
	}
	found := c.session(d, minute)
	if found.state == "" {
		return found
	}
	if holiday, ok := c.holiday(d); ok {
		if holiday.state == Closed {
			return finding{}
		}
		return holiday
	}
	return found
}

// day decides by what holds for d itself.
func (c *Calendar) day(d Date, minute int) finding {
	rest := c.rest(d)
	if rest.cause == notStated || rest.cause == outOfDate {
		return rest
	}
	if holiday, ok := c.holiday(d); ok {
		return holiday
	}
	if found := c.session(d, minute); found.state != "" {
		return found
	}
	return rest
}

// rest is what holds on d between the sessions.
func (c *Calendar) rest(d Date) finding {
	if len(c.Schedules) == 0 {
		return finding{state: Unknown, cause: notStated}
	}
	rest := finding{state: Unknown, cause: outOfDate}
	for i := range c.Schedules {
		s := &c.Schedules[i]
		switch {
		case !s.inForce(d):
		case !s.ByAppointment:
			return finding{state: Closed, cause: byHours}
		default:
			rest.cause = byAppointment
		}
	}
	return rest
}

// session looks for a session that begins on d and has this minute: open if one
// surely does, unknown if one perhaps does.
func (c *Calendar) session(d Date, minute int) finding {
	var found finding
	for i := range c.Schedules {
		s := &c.Schedules[i]
		if !s.inForce(d) || !s.covered(minute) {
			continue
		}
		switch f := s.finding(d); {
		case f.state == Open:
			return f
		case found.state == "":
			found = f
		}
	}
	return found
}

// covered reports whether a session of s would have this minute of its day;
// one without times has the whole day, and nothing of the night after.
func (s *Schedule) covered(minute int) bool {
	if !s.Stated() {
		return minute < int(Midnight)
	}
	return spanOf(s.OpensAt, s.ClosesAt).has(minute)
}

// finding is what a session of s on d is worth.
func (s *Schedule) finding(d Date) finding {
	switch chance := s.begins(d); {
	case chance == never:
		return finding{}
	case s.ByAppointment:
		return finding{state: Unknown, cause: byAppointment}
	case chance == maybe:
		return finding{state: Unknown, cause: daysNotSure}
	case !s.Stated():
		return finding{state: Unknown, cause: timesNotKnown}
	}
	return finding{state: Open, cause: byHours}
}

// holiday is what a public holiday makes of d, if d is one and that matters.
func (c *Calendar) holiday(d Date) (finding, bool) {
	if c.OnHoliday == HolidayAsUsual {
		return finding{}, false
	}
	h, ok := holidayOn(regionOf(c.Province), d)
	return finding{state: c.OnHoliday.state(h), cause: byHoliday, holiday: h}, ok
}

// state is the state of a place on the holiday h. Closed on holidays is
// not yet closed on a day that only some keep.
func (r HolidayRule) state(h Holiday) State {
	if r == HolidayClosed && h.Statutory {
		return Closed
	}
	return Unknown
}

// wall is the day and the minute that the clock on the wall shows at t.
func wall(t time.Time, zone *time.Location) (Date, int) {
	shown := t.In(zone)
	return DateOf(shown), shown.Hour()*60 + shown.Minute()
}
