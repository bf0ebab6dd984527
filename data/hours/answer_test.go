package hours

import (
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestOpenAtAnInstant(t *testing.T) {
	weekdays := Schedule{ByDay: Every(1, 2, 3, 4, 5), OpensAt: 9 * 60, ClosesAt: 17 * 60}
	night := Schedule{ByDay: days(t, "FR"), OpensAt: 20 * 60, ClosesAt: 8 * 60}
	appointment := Schedule{ByDay: days(t, "TU"), OpensAt: 13 * 60, ClosesAt: 16 * 60, ByAppointment: true}
	lapsed := weekdays
	lapsed.ValidTo = Date{2026, 6, 30}
	flood := Change{From: Date{2026, 11, 24}, Through: Date{2026, 11, 25}, Closed: true, Reason: bilingual.Text{En: "flood", Fr: "inondation"}}
	short := Change{From: Date{2026, 12, 24}, Through: Date{2026, 12, 25}, OpensAt: 10 * 60, ClosesAt: 12 * 60}

	ontario := func(rule HolidayRule, s ...Schedule) Calendar {
		return Calendar{Schedules: s, Province: "ON", OnHoliday: rule}
	}
	with := func(c Calendar, changes ...Change) Calendar { c.Changes = changes; return c }

	for _, test := range []struct {
		name  string
		c     Calendar
		at    string
		want  State
		until string // "" for none within the horizon
		next  string
		why   string // contained in Why's English
	}{
		{"Tuesday at nine sharp", ontario("", weekdays), "2026-11-24 09:00", Open, "2026-11-24 17:00", "", ""},
		{"a minute before nine", ontario("", weekdays), "2026-11-24 08:59", Closed, "2026-11-24 09:00", "2026-11-24 09:00", ""},
		{"five sharp is closed", ontario("", weekdays), "2026-11-24 17:00", Closed, "2026-11-25 09:00", "2026-11-25 09:00", ""},
		{"Friday evening opens on Monday", ontario("", weekdays), "2026-11-20 18:00", Closed, "2026-11-23 09:00", "2026-11-23 09:00", ""},

		{"the night before runs on", ontario("", night), "2026-11-21 07:59", Open, "2026-11-21 08:00", "", ""},
		{"and ends", ontario("", night), "2026-11-21 08:00", Closed, "2026-11-27 20:00", "2026-11-27 20:00", ""},
		{"the night of a week ago does not", ontario("", night), "2026-11-20 07:59", Closed, "2026-11-20 20:00", "2026-11-20 20:00", ""},
		{"the whole day, as 00:00 to 23:59", ontario("", Schedule{ByDay: days(t, "SU"), ClosesAt: 23*60 + 59}), "2026-11-22 23:59", Open, "2026-11-23 00:00", "", ""},
		{"from nine to nine is a day and a night", ontario("", Schedule{ByDay: days(t, "SU"), OpensAt: 540, ClosesAt: 540}), "2026-11-23 08:59", Open, "2026-11-23 09:00", "", ""},

		{"no hours at all", Calendar{Province: "ON"}, "2026-11-24 12:00", Unknown, "", "", "not known"},
		{"always", Calendar{Always: true, Province: "ON"}, "2026-12-25 03:00", Open, "", "", "day and night"},
		{"days without times", ontario("", Schedule{ByDay: days(t, "TU")}), "2026-11-24 12:00", Unknown, "2026-11-25 00:00", "", "at times that are not known"},
		{"and closed on the other days", ontario("", Schedule{ByDay: days(t, "TU")}), "2026-11-25 12:00", Closed, "2026-12-01 00:00", "", ""},
		{"every other week since nobody knows when", ontario("", Schedule{ByDay: days(t, "TU"), Interval: 2, OpensAt: 540, ClosesAt: 600}), "2026-11-24 09:30", Unknown, "2026-11-24 10:00", "", "days are not known"},

		{"by appointment only is never sure", ontario("", appointment), "2026-11-26 03:00", Unknown, "", "", "by appointment"},
		{"by appointment beside open hours: open", ontario("", appointment, weekdays), "2026-11-24 14:00", Open, "2026-11-24 17:00", "", ""},
		{"by appointment after open hours", ontario("", weekdays, Schedule{ByDay: days(t, "TU"), OpensAt: 1020, ClosesAt: 1200, ByAppointment: true}), "2026-11-24 18:00", Unknown, "2026-11-24 20:00", "2026-11-25 09:00", "by appointment"},

		{"all hours have lapsed", ontario("", lapsed), "2026-11-24 12:00", Unknown, "", "", "for this date"},
		{"one has lapsed and another has not", ontario("", lapsed, night), "2026-11-24 12:00", Closed, "2026-11-27 20:00", "2026-11-27 20:00", ""},
		{"the last valid night runs on", ontario("", Schedule{ByDay: days(t, "FR"), OpensAt: 1200, ClosesAt: 480, ValidTo: Date{2026, 11, 20}}), "2026-11-21 07:00", Open, "2026-11-21 08:00", "", ""},
		{"not yet valid", ontario("", Schedule{ByDay: days(t, "FR"), OpensAt: 1200, ClosesAt: 1260, ValidFrom: Date{2026, 12, 1}}), "2026-11-24 12:00", Unknown, "2026-12-01 00:00", "2026-12-04 20:00", "for this date"},

		{"a holiday, rule unknown", ontario(HolidayUnknown, weekdays), "2026-12-25 12:00", Unknown, "2026-12-27 00:00", "2026-12-29 09:00", "Christmas Day"},
		{"a holiday, closed", ontario(HolidayClosed, weekdays), "2026-12-25 12:00", Closed, "2026-12-28 00:00", "2026-12-29 09:00", "public holiday: Christmas Day"},
		{"a holiday, as usual", ontario(HolidayAsUsual, weekdays), "2026-12-25 12:00", Open, "2026-12-25 17:00", "", ""},
		{"no province, no holiday", Calendar{Schedules: []Schedule{weekdays}}, "2026-12-25 12:00", Open, "2026-12-25 17:00", "", ""},
		{"Boxing Day on a Saturday is perhaps kept on Monday", ontario(HolidayClosed, weekdays), "2026-12-28 12:00", Unknown, "2026-12-29 00:00", "2026-12-29 09:00", "in place of a public holiday: Boxing Day"},
		{"a day kept by some", ontario(HolidayClosed, weekdays), "2026-08-03 12:00", Unknown, "2026-08-04 00:00", "2026-08-04 09:00", "some places close"},
		{"the night of Christmas Eve runs into the holiday", ontario(HolidayClosed, Schedule{ByDay: days(t, "TH,FR"), OpensAt: 1200, ClosesAt: 480}), "2026-12-25 07:00", Open, "2026-12-25 08:00", "", ""},
		{"the night of Christmas does not take place", ontario(HolidayClosed, Schedule{ByDay: days(t, "TH,FR"), OpensAt: 1200, ClosesAt: 480}), "2026-12-27 01:00", Closed, "2026-12-28 00:00", "2026-12-31 20:00", ""},

		{"closed by a flood", with(ontario("", weekdays), flood), "2026-11-24 12:00", Closed, "2026-11-26 09:00", "2026-11-26 09:00", "flood"},
		{"a flood closes what is always open", with(Calendar{Always: true}, flood), "2026-11-24 00:00", Closed, "2026-11-26 00:00", "2026-11-26 00:00", "flood"},
		{"and it is open until the flood", with(Calendar{Always: true}, flood), "2026-11-22 00:00", Open, "2026-11-24 00:00", "", ""},
		{"a change wins over a holiday", with(ontario(HolidayClosed, weekdays), short), "2026-12-25 11:00", Open, "2026-12-25 12:00", "", "temporary change"},
		{"and over the usual hours", with(ontario("", weekdays), short), "2026-12-24 15:00", Closed, "2026-12-25 10:00", "2026-12-25 10:00", "temporary change"},
		{"a change cuts the night before", with(ontario("", night), Change{From: Date{2026, 11, 21}, Through: Date{2026, 11, 21}, Closed: true}), "2026-11-21 01:00", Closed, "2026-11-27 20:00", "2026-11-27 20:00", "temporarily closed"},
		{"the later of two changes wins", with(ontario("", weekdays), flood, Change{From: Date{2026, 11, 24}, Through: Date{2026, 11, 24}, OpensAt: 600, ClosesAt: 660}), "2026-11-24 10:30", Open, "2026-11-24 11:00", "", ""},
		{"two changes with the same dates go together", with(ontario("", weekdays), short, Change{From: short.From, Through: short.Through, OpensAt: 840, ClosesAt: 900}), "2026-12-24 11:00", Open, "2026-12-24 12:00", "", ""},
		{"the night of Christmas, rule unknown, is unknown to its end", ontario(HolidayUnknown, Schedule{ByDay: days(t, "SA"), OpensAt: 1200, ClosesAt: 480}), "2026-12-27 07:00", Unknown, "2026-12-27 08:00", "2027-01-02 20:00", "Boxing Day"},
		{"a changed night begins on the first day of the change, not before", with(ontario("", weekdays), Change{From: Date{2026, 11, 24}, Through: Date{2026, 11, 25}, OpensAt: 1200, ClosesAt: 120}), "2026-11-24 01:00", Closed, "2026-11-24 20:00", "2026-11-24 20:00", "temporary change"},
		{"goes on from day to day", with(ontario("", weekdays), Change{From: Date{2026, 11, 24}, Through: Date{2026, 11, 25}, OpensAt: 1200, ClosesAt: 120}), "2026-11-25 01:00", Open, "2026-11-25 02:00", "", ""},
		{"and runs out after the last", with(ontario("", weekdays), Change{From: Date{2026, 11, 24}, Through: Date{2026, 11, 25}, OpensAt: 1200, ClosesAt: 120}), "2026-11-26 01:00", Open, "2026-11-26 02:00", "", ""},
		{"a change without hours", with(ontario("", weekdays), Change{From: Date{2026, 11, 24}, Through: Date{2026, 11, 24}}), "2026-11-24 12:00", Unknown, "2026-11-25 00:00", "2026-11-25 09:00", "temporary change"},
	} {
		a := test.c.At(toronto(t, test.at), location(t, "America/Toronto"))
		if a.State != test.want {
			t.Errorf("%s: got %s, want %s", test.name, a.State, test.want)
		}
		if got := shown(a.Until); got != test.until {
			t.Errorf("%s: until %q, want %q", test.name, got, test.until)
		}
		if got := shown(a.NextOpen); got != test.next {
			t.Errorf("%s: opens next %q, want %q", test.name, got, test.next)
		}
		if !strings.Contains(a.Why.En, test.why) || test.why == "" && !a.Why.IsZero() && a.State != Open || (a.Why.En == "") != (a.Why.Fr == "") {
			t.Errorf("%s: because %q / %q, want %q", test.name, a.Why.En, a.Why.Fr, test.why)
		}
		if want := strings.Contains(a.Why.En, "appointment"); a.ByAppointment != want {
			t.Errorf("%s: by appointment %v, want %v", test.name, a.ByAppointment, want)
		}
	}
}

func TestTheNightWhenClocksChange(t *testing.T) {
	early := Calendar{Schedules: []Schedule{{ByDay: days(t, "SU"), OpensAt: 90, ClosesAt: 120}}} // 01:30 to 02:00
	gap := Calendar{Schedules: []Schedule{{ByDay: days(t, "SU"), OpensAt: 120, ClosesAt: 180}}}  // 02:00 to 03:00
	over := Calendar{Schedules: []Schedule{{ByDay: days(t, "SU"), OpensAt: 60, ClosesAt: 150}}}  // 01:00 to 02:30
	for _, test := range []struct {
		name  string
		c     Calendar
		at    string // UTC
		want  State
		until string // UTC
	}{
		{"hours that fall into the gap do not take place", gap, "2026-03-08 06:59", Closed, "2026-03-15 06:00"},
		{"nor after it", gap, "2026-03-08 07:00", Closed, "2026-03-15 06:00"},
		{"hours that reach into the gap end where it begins", over, "2026-03-08 06:30", Open, "2026-03-08 07:00"},
		{"the repeated hour, first time", early, "2026-11-01 05:45", Open, "2026-11-01 06:00"},
		{"it is one o’clock again", early, "2026-11-01 06:15", Closed, "2026-11-01 06:30"},
		{"the repeated hour, second time", early, "2026-11-01 06:45", Open, "2026-11-01 07:00"},
		{"hours over the fold last an hour more", over, "2026-11-01 05:00", Open, "2026-11-01 07:30"},
	} {
		at, err := time.Parse("2006-01-02 15:04", test.at)
		if err != nil {
			t.Fatal(err)
		}
		a := test.c.At(at, location(t, "America/Toronto"))
		if got := shown(a.Until.UTC()); a.State != test.want || got != test.until {
			t.Errorf("%s: got %s until %s, want %s until %s", test.name, a.State, got, test.want, test.until)
		}
	}
}

// Every minute is asked, so that a change that was stepped over would show.
func TestUntilAndNextOpenAreTheFirstMinutes(t *testing.T) {
	const span = 3 * 24 * time.Hour
	r := random(t)
	places := zones(t)
	checked := 0
	for range rounds(600) {
		c, zone := randomCalendar(r), pick(r, places...)
		at := randomInstant(r, &c, zone).Truncate(time.Minute)
		a := c.At(at, zone)
		until, next := byTheMinute(c, at, zone, int(span/time.Minute))
		if got := within(a.Until, at.Add(span)); !got.Equal(until) {
			t.Fatalf("%+v\nat %s: until %s, want %s", c, at, got, until)
		}
		if got := within(a.NextOpen, at.Add(span)); !got.Equal(next) {
			t.Fatalf("%+v\nat %s: opens next %s, want %s", c, at, got, next)
		}
		if !until.IsZero() {
			checked++
		}
	}
	if checked < rounds(100) {
		t.Errorf("only %d calendars changed within three days: the test tells little", checked)
	}
}

// within is t, or nothing if it comes after the limit.
func within(t, limit time.Time) time.Time {
	if t.After(limit) {
		return time.Time{}
	}
	return t
}

func byTheMinute(c Calendar, at time.Time, zone *time.Location, minutes int) (until, next time.Time) {
	c.Schedules = bounded(c.Schedules)
	now := c.at(wall(at, zone)).state
	for i := 1; i <= minutes && (until.IsZero() || next.IsZero()); i++ {
		later := at.Add(time.Duration(i) * time.Minute)
		state := c.at(wall(later, zone)).state
		if state != now && until.IsZero() {
			until = later
		}
		if state == Open && now != Open && next.IsZero() {
			next = later
		}
	}
	return until, next
}

func TestTheHorizonIsSixtyDays(t *testing.T) {
	open := func(on Date) Calendar {
		return Calendar{Changes: []Change{{From: on, Through: on, OpensAt: 60, ClosesAt: 120}}}
	}
	now, zone := toronto(t, "2026-11-22 12:00"), location(t, "America/Toronto")
	if a := open(Date{2027, 1, 21}).At(now, zone); shown(a.NextOpen) != "2027-01-21 01:00" {
		t.Errorf("59 days and some hours ahead: got %v", a.NextOpen)
	}
	if a := open(Date{2027, 1, 22}).At(now, zone); !a.NextOpen.IsZero() {
		t.Errorf("60 days and some hours ahead: got %v", a.NextOpen)
	}
}

func toronto(t testing.TB, wall string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, location(t, "America/Toronto"))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04")
}
