package sample

import (
	"time"

	"github.com/relais-directory/relais/data/hours"
)

// opening draws when a service is open: shelters and lines day and night, most
// others on weekdays, some by appointment or once a month, and a fifth of them
// unsaid. The zone is that of the place and is not repeated here.
func (d *draft) opening(need string) hours.Calendar {
	var c hours.Calendar
	switch {
	case need == "police-reporting" || need == "child-protection":
		c.Always = true
	case (need == "emergency-shelter" || need == "crisis-line" || need == "hospital-care") && d.dice.chance(84):
		c.Always = true
	default:
		c.Schedules = d.schedules()
	}
	if !c.Stated() {
		return c
	}
	c.Province = string(d.home)
	if !c.Always && d.dice.chance(32) {
		c.OnHoliday = hours.HolidayClosed
	}
	if !c.Always && d.dice.chance(4) {
		c.Changes = []hours.Change{d.change()}
	}
	return c
}

func (d *draft) schedules() []hours.Schedule {
	switch d.dice.weighted([]int{21, 34, 14, 11, 7, 7, 3, 3}) {
	case 1:
		return []hours.Schedule{weekdays(9, 17)}
	case 2:
		return []hours.Schedule{weekdays(8, 16)}
	case 3:
		evening := pick(d.dice, []time.Weekday{time.Tuesday, time.Wednesday, time.Thursday})
		return []hours.Schedule{weekdays(9, 17), weekly(17, 20, evening)}
	case 4:
		return []hours.Schedule{weekdays(10, 18), weekly(10, 15, time.Saturday)}
	case 5:
		s := weekdays(9, 17)
		s.ByAppointment, s.Notes = true, d.texts.notes["hours"][0]
		return []hours.Schedule{s}
	case 6:
		return []hours.Schedule{d.monthly()}
	case 7:
		return []hours.Schedule{weekly(12, 20, time.Monday, time.Wednesday, time.Friday, time.Sunday)}
	}
	return nil
}

func weekdays(opens, closes hours.Clock) hours.Schedule {
	return weekly(opens, closes, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
}

func weekly(opens, closes hours.Clock, days ...time.Weekday) hours.Schedule {
	return hours.Schedule{Freq: hours.Weekly, ByDay: hours.Every(days...), OpensAt: opens * 60, ClosesAt: closes * 60}
}

// monthly is a clinic on one weekday of each month.
func (d *draft) monthly() hours.Schedule {
	day := hours.ByDay{Ordinal: d.dice.between(1, 4), Day: time.Weekday(d.dice.between(1, 5))}
	if d.dice.chance(25) {
		day.Ordinal = -1
	}
	return hours.Schedule{
		Freq: hours.Monthly, ByDay: []hours.ByDay{day}, OpensAt: 10 * 60, ClosesAt: 15 * 60,
		Description: d.texts.notes["hours"][1],
	}
}

// change is a temporary one, somewhere between last week and next month.
func (d *draft) change() hours.Change {
	first := d.dice.between(-30, 7)
	c := hours.Change{From: d.day(first), Through: d.day(first - d.dice.between(0, 12))}
	reasons := d.texts.notes["closure"]
	if d.dice.chance(40) {
		c.OpensAt, c.ClosesAt, c.Reason = 10*60, 14*60, reasons[1]
		return c
	}
	c.Closed, c.Reason = true, pick(d.dice, reasons)
	if c.Reason == reasons[1] {
		c.Reason = reasons[0]
	}
	return c
}
