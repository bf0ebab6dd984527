package hours

import (
	"slices"
	"time"
)

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
