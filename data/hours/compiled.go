package hours

import (
	"slices"
	"time"
)

// Compiled is a calendar made for asking often: its State at an instant is that
// of Calendar.At, without allocation. It is immutable and small (a few dozen
// bytes for a plain week). The zero Compiled knows nothing: Unknown.
//
// It divides time into eras, between two of which no schedule comes into force
// or lapses and no change begins or ends; within an era every week is alike,
// but for the days that it leaves to the slow twin: those on which a monthly,
// fortnightly or uncertain session may take place, the first of an era, and the
// holidays of places that are open past midnight.
type Compiled struct {
	eras   []era     // by first day
	slow   *Calendar // the twin; nil where it is never needed
	where  regions
	onHoly HolidayRule
}

// era is a stretch of days with one plain week.
type era struct {
	first     int32 // number of its first day; of the first era it means nothing
	odd       weekdays
	holidays  bool // whether public holidays count
	overnight bool // whether a session may run past midnight
	rest      State
	week      Week
}

// At gives the state of Calendar.At(t, zone).
func (k Compiled) At(t time.Time, zone *time.Location) State {
	if len(k.eras) == 0 {
		return Unknown
	}
	if zone == nil {
		return k.anywhere()
	}
	_, offset := t.In(zone).Zone()
	second := t.Unix() + int64(offset)
	day := floor(second, secondsPerDay)
	return k.state(int(day), int(second-day*secondsPerDay)/60)
}

// anywhere is the state where the clock of the place is not known.
func (k Compiled) anywhere() State {
	if len(k.eras) == 1 && k.eras[0].rest == Open {
		return Open
	}
	return Unknown
}

func (k Compiled) state(day, minute int) State {
	i := k.era(day)
	e := &k.eras[i]
	weekday := weekdayOf(day)
	if i > 0 && day == int(e.first) || e.odd.has(int(weekday)) {
		return k.slow.at(dateAt(day), minute).state
	}
	if e.holidays {
		if state := k.holiday(e, day, minute); state != "" {
			return state
		}
	}
	if e.week.Has(weekMinute(weekday, minute)) {
		return Open
	}
	return e.rest
}

// holiday gives the state on a holiday, and on the day after one where its
// sessions may run on; elsewhere it is empty.
func (k Compiled) holiday(e *era, day, minute int) State {
	d := dateAt(day)
	h, today := holidayOn(k.where, d)
	if !e.overnight {
		if today {
			return k.onHoly.state(h)
		}
		return ""
	}
	if !today {
		_, today = holidayOn(k.where, dateAt(day-1))
	}
	if today {
		return k.slow.at(d, minute).state
	}
	return ""
}

// era is the index of the last era that has begun by this day.
func (k Compiled) era(day int) int {
	i := len(k.eras) - 1
	for i > 0 && day < int(k.eras[i].first) {
		i--
	}
	return i
}

// Week gives the open minutes if every week is like every other for this place,
// public holidays apart: ok is false where anything else has a say.
func (k Compiled) Week() (week Week, ok bool) {
	if len(k.eras) != 1 || k.eras[0].odd != 0 || k.eras[0].rest == Unknown {
		return Week{}, false
	}
	return k.eras[0].week, true
}

// Compile makes c fast to ask. It keeps no part of c.
func (c Calendar) Compile() Compiled {
	c.Schedules = bounded(c.Schedules)
	if c.Always {
		c.Schedules = nil // they have no say
	}
	k := Compiled{where: regionOf(c.Province), onHoly: c.OnHoliday}
	for i, first := range c.edges() {
		e := c.era(first)
		if i == 0 {
			e.first = 0
		}
		k.eras = append(k.eras, e)
	}
	k.eras = slices.Clip(k.eras)
	if k.needsTwin() {
		k.slow = c.bare()
	}
	return k
}

func (k Compiled) needsTwin() bool {
	return len(k.eras) > 1 || slices.ContainsFunc(k.eras, func(e era) bool {
		return e.odd != 0 || e.holidays && e.overnight
	})
}

// edges are the first days of all eras, in order. The first era has no
// beginning; the day before the earliest edge stands for it.
func (c *Calendar) edges() []Date {
	var edges []Date
	add := func(d Date, days int) {
		if !d.IsZero() {
			edges = append(edges, d.AddDays(days))
		}
	}
	for i := range c.Schedules {
		s := &c.Schedules[i]
		add(s.ValidFrom, 0)
		add(s.DTStart, 0)
		add(s.ValidTo, 1)
		add(s.Until, 1)
	}
	for i := range c.Changes {
		add(c.Changes[i].From, 0)
		add(c.Changes[i].Through, 1)
	}
	slices.SortFunc(edges, Date.Compare)
	edges = slices.Compact(edges)
	if len(edges) == 0 {
		return []Date{{Year: 1970, Month: time.January, Day: 1}}
	}
	return slices.Insert(edges, 0, edges[0].AddDays(-1))
}

// era works out what holds from d until the next edge.
func (c *Calendar) era(d Date) era {
	e := era{first: int32(d.number())}
	if i := c.changeOn(d); i >= 0 {
		c.changedEra(&e, i, d)
		return e
	}
	if c.Always {
		e.rest, e.week = Open, wholeWeek()
		return e
	}
	rest := c.rest(d)
	e.rest = rest.state
	e.holidays = c.OnHoliday != HolidayAsUsual && regionOf(c.Province) != 0 && rest.cause != notStated && rest.cause != outOfDate
	var b weekBuilder
	for i := range c.Schedules {
		if s := &c.Schedules[i]; s.inForce(d) {
			s.addTo(&e, &b)
		}
	}
	e.week = b.week()
	return e
}

// changedEra is the era of a change: the same sessions every day.
func (c *Calendar) changedEra(e *era, i int, d Date) {
	e.rest = c.changed(i, d, outsideAll).state
	if c.isClosed(i) {
		return
	}
	var b weekBuilder
	for _, ch := range c.Changes {
		if ch.From == c.Changes[i].From && ch.Through == c.Changes[i].Through && !ch.Closed && stated(ch.OpensAt, ch.ClosesAt) {
			b.add(everyDay, spanOf(ch.OpensAt, ch.ClosesAt))
		}
	}
	e.week = b.week()
}

// outsideAll is a minute that no session has.
const outsideAll = -2 * int(Midnight)

// isClosed reports whether any change with the dates of change i closes.
func (c *Calendar) isClosed(i int) bool {
	return slices.ContainsFunc(c.Changes, func(ch Change) bool {
		return ch.Closed && ch.From == c.Changes[i].From && ch.Through == c.Changes[i].Through
	})
}

// addTo puts a plain schedule into the week, and the days of any other among
// those that are left to the slow twin.
func (s *Schedule) addTo(e *era, b *weekBuilder) {
	days, past := s.weekdays(), false
	if s.Stated() {
		past = spanOf(s.OpensAt, s.ClosesAt).to > int(Midnight)
	}
	e.overnight = e.overnight || past
	if s.plain() {
		b.add(days, spanOf(s.OpensAt, s.ClosesAt))
		return
	}
	e.odd |= days
	if past {
		e.odd |= days.next()
	}
}

// plain reports whether s, while in force, is the same sure sessions every week.
func (s *Schedule) plain() bool {
	return s.freq() == Weekly && s.Interval <= 1 && len(s.ByMonthDay) == 0 &&
		s.hasDays() && !s.unanchored() && s.Stated() && !s.ByAppointment
}

// bare is a copy of c without its words, sharing nothing with it.
func (c *Calendar) bare() *Calendar {
	b := &Calendar{Always: c.Always, Province: c.Province, OnHoliday: c.OnHoliday}
	for _, s := range c.Schedules {
		b.Schedules = append(b.Schedules, Schedule{
			Freq: s.Freq, Interval: s.Interval, ByDay: slices.Clone(s.ByDay), ByMonthDay: slices.Clone(s.ByMonthDay),
			DTStart: s.DTStart, Until: s.Until, ValidFrom: s.ValidFrom, ValidTo: s.ValidTo, Count: s.Count, Wkst: s.Wkst,
			OpensAt: s.OpensAt, ClosesAt: s.ClosesAt, ByAppointment: s.ByAppointment,
		})
	}
	for _, ch := range c.Changes {
		b.Changes = append(b.Changes, Change{From: ch.From, Through: ch.Through, Closed: ch.Closed, OpensAt: ch.OpensAt, ClosesAt: ch.ClosesAt})
	}
	return b
}

// floor is a divided by a positive b, rounded down.
func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// weekdayOf is the weekday of the day with this number; 1970-01-01, number 0,
// was a Thursday.
func weekdayOf(day int) time.Weekday {
	return time.Weekday((int64(day)%7 + 7 + int64(time.Thursday)) % 7)
}
