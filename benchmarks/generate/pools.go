package generate

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
)

// pools are what many services have alike, word for word: forms are filled in
// much the same way everywhere. Services share the very slices.
type pools struct {
	barriers, access [][]data.Condition
	weeks            []hours.Calendar
	phones           []data.Phone
}

// The sizes of the pools.
const (
	conditionsAlike = 1500
	weeksAlike      = 320
)

func newPools(seed uint64, v *vocabulary) *pools {
	d := forPools.dice(seed, 0)
	p := &pools{}
	for range conditionsAlike {
		p.barriers = append(p.barriers, conditions(d, v.barriers, 18, 6))
		p.access = append(p.access, conditions(d, v.access, 9, 6))
	}
	p.weeks = append(p.weeks, hours.Calendar{Always: true})
	for len(p.weeks) < weeksAlike {
		p.weeks = append(p.weeks, week(d))
	}
	for line := range 100 {
		number := "+1416555" + string([]byte{'0', '1', byte('0' + line/10), byte('0' + line%10)})
		p.phones = append(p.phones, data.Phone{Number: number, Type: data.Voice})
	}
	return p
}

// conditions answers each question yes or no so many times in a hundred; else
// nobody knows.
func conditions(d dice, terms []string, yes, no float64) []data.Condition {
	var known []data.Condition
	for _, term := range terms {
		switch at := d.Float64() * 100; {
		case at < yes:
			known = append(known, data.Condition{Term: term, Answer: data.Yes})
		case at < yes+no:
			known = append(known, data.Condition{Term: term, Answer: data.No})
		}
	}
	return known
}

var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// week draws plain opening hours: working days, some with an evening or a
// weekend, in half hours. Public holidays are closed.
func week(d dice) hours.Calendar {
	opens := hours.Clock(30 * d.between(14, 20))
	closes := hours.Clock(30 * d.between(31, 38))
	days := weekdays
	if d.chance(15) {
		days = weekdays[:4]
	}
	c := hours.Calendar{OnHoliday: hours.HolidayClosed}
	c.Schedules = append(c.Schedules, hours.Schedule{Freq: hours.Weekly, ByDay: hours.Every(days...), OpensAt: opens, ClosesAt: closes})
	if d.chance(25) { // an evening
		c.Schedules = append(c.Schedules, hours.Schedule{Freq: hours.Weekly, ByDay: hours.Every(pick(d, days)), OpensAt: 18 * 60, ClosesAt: hours.Clock(30 * d.between(40, 46))})
	}
	if d.chance(22) { // Saturday, and some Sundays
		weekend := hours.Every(time.Saturday)
		if d.chance(60) {
			weekend = hours.Every(time.Saturday, time.Sunday)
		}
		c.Schedules = append(c.Schedules, hours.Schedule{Freq: hours.Weekly, ByDay: weekend, OpensAt: hours.Clock(30 * d.between(16, 22)), ClosesAt: hours.Clock(30 * d.between(28, 36))})
	}
	return c
}
