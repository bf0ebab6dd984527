package hours

import "time"

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
