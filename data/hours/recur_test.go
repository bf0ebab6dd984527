package hours

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// The oracle reckons in UTC, where every day has 24 hours: the wall clock of the
// place is written down as if it were UTC. That is what "hours are wall-clock"
// means.
func TestSchedulesAgreeWithAnIndependentReaderOfRFC5545(t *testing.T) {
	r := random(t)
	places := zones(t)
	states := map[State]int{}
	for range rounds(1500) {
		s := regularSchedule(r)
		c := Calendar{Schedules: []Schedule{s}}
		zone := pick(r, places...)
		days := occurrences(t, s)
		for range 12 {
			at := randomInstant(r, &c, zone)
			if len(days) > 0 && chanceOf(r, 50) {
				at = nearSession(r, s, pick(r, days...), zone)
			}
			got, want := c.At(at, zone).State, oracle(s, days, at.In(zone))
			states[want]++
			if got != want {
				t.Fatalf("%+v\nat %s: got %s, want %s", s, at.In(zone), got, want)
			}
		}
	}
	for _, state := range []State{Open, Closed, Unknown} {
		if states[state] < rounds(2000) {
			t.Errorf("only %d cases were %s: the test tells little", states[state], state)
		}
	}
}

// nearSession is an instant within the session of a day, or a minute off it.
func nearSession(r *rand.Rand, s Schedule, day time.Time, zone *time.Location) time.Time {
	session := spanOf(s.OpensAt, s.ClosesAt)
	minute := pick(r, session.from-1, session.from, session.from+r.IntN(session.to-session.from), session.to-1, session.to)
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minute, 0, 0, zone)
}

// occurrences are the days of s until the end of 2029, as midnights in UTC.
func occurrences(t *testing.T, s Schedule) []time.Time {
	option := rrule.ROption{
		Freq:       map[Freq]rrule.Frequency{Weekly: rrule.WEEKLY, Monthly: rrule.MONTHLY}[s.Freq],
		Dtstart:    s.DTStart.utc(),
		Interval:   max(s.Interval, 1),
		Wkst:       map[string]rrule.Weekday{"": rrule.MO, "MO": rrule.MO, "SU": rrule.SU, "TH": rrule.TH}[s.Wkst],
		Count:      s.Count,
		Bymonthday: s.ByMonthDay,
		Until:      time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	if !s.Until.IsZero() {
		option.Until = s.Until.utc()
	}
	for _, day := range s.ByDay {
		option.Byweekday = append(option.Byweekday, oracleDay(day.Day, day.Ordinal))
	}
	rule, err := rrule.NewRRule(option)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	return rule.All()
}

func oracleDay(day time.Weekday, ordinal int) rrule.Weekday {
	days := [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}
	return days[day].Nth(ordinal)
}

func oracle(s Schedule, days []time.Time, shown time.Time) State {
	wall := time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), shown.Second(), 0, time.UTC)
	closes := s.ClosesAt
	if s.OpensAt == 0 && closes == 23*60+59 {
		closes = 24 * 60
	}
	if closes <= s.OpensAt {
		closes += 24 * 60
	}
	for _, day := range days {
		from, to := day.Add(time.Duration(s.OpensAt)*time.Minute), day.Add(time.Duration(closes)*time.Minute)
		if !wall.Before(from) && wall.Before(to) {
			return Open
		}
	}
	if wall.Before(s.DTStart.utc()) {
		return Unknown
	}
	if !s.Until.IsZero() && !wall.Before(s.Until.utc().Add(24*time.Hour)) {
		return Unknown
	}
	if s.Count > 0 && len(days) == s.Count && !wall.Before(days[len(days)-1].Add(24*time.Hour)) {
		return Unknown
	}
	return Closed
}

func TestDaysOfASchedule(t *testing.T) {
	for _, test := range []struct {
		name string
		s    Schedule
		year int
		mon  time.Month
		want []int
	}{
		{"the last Sunday", Schedule{Freq: Monthly, ByDay: days(t, "-1SU")}, 2026, 11, []int{29}},
		{"the second Friday", Schedule{Freq: Monthly, ByDay: days(t, "2FR")}, 2026, 11, []int{13}},
		{"ordinals alone mean monthly", Schedule{ByDay: days(t, "2FR,-1SU")}, 2026, 11, []int{13, 29}},
		{"a fifth Friday that most months lack", Schedule{Freq: Monthly, ByDay: days(t, "5FR")}, 2026, 11, nil},
		{"every Friday of a monthly schedule", Schedule{Freq: Monthly, ByDay: days(t, "FR")}, 2026, 11, []int{6, 13, 20, 27}},
		{"the 15th and the last day", Schedule{Freq: Monthly, ByMonthDay: []int{15, -1}}, 2026, 2, []int{15, 28}},
		{"the last day of a leap year's February", Schedule{Freq: Monthly, ByMonthDay: []int{-1}}, 2028, 2, []int{29}},
		{"the 29th, in a leap year", Schedule{Freq: Monthly, ByMonthDay: []int{29}}, 2028, 2, []int{29}},
		{"the 29th, in another year", Schedule{Freq: Monthly, ByMonthDay: []int{29}}, 2027, 2, nil},
		{"Friday the 13th: both lists hold", Schedule{Freq: Monthly, ByDay: days(t, "FR"), ByMonthDay: []int{13}}, 2026, 11, []int{13}},
		{"every other Tuesday", Schedule{ByDay: days(t, "TU"), Interval: 2, DTStart: Date{2026, 10, 27}}, 2026, 11, []int{10, 24}},
		{"every other week, Sunday and Monday, weeks from Monday", Schedule{ByDay: days(t, "SU,MO"), Interval: 2, DTStart: Date{2026, 11, 1}}, 2026, 11, []int{1, 9, 15, 23, 29}},
		{"the same, weeks from Sunday", Schedule{ByDay: days(t, "SU,MO"), Interval: 2, DTStart: Date{2026, 11, 1}, Wkst: "SU"}, 2026, 11, []int{1, 2, 15, 16, 29, 30}},
		{"no days: those of the first date", Schedule{DTStart: Date{2026, 10, 7}}, 2026, 11, []int{4, 11, 18, 25}},
		{"three times from the 9th", Schedule{ByDay: days(t, "MO,WE"), DTStart: Date{2026, 11, 9}, Count: 3}, 2026, 11, []int{9, 11, 16}},
		{"until the 10th, included", Schedule{ByDay: days(t, "TU"), Until: Date{2026, 11, 10}}, 2026, 11, []int{3, 10}},
	} {
		s := bounded([]Schedule{test.s})[0]
		var got []int
		for d := (Date{test.year, test.mon, 1}); d.Month == test.mon; d = d.AddDays(1) {
			if s.inForce(d) && s.begins(d) == surely {
				got = append(got, d.Day)
			}
		}
		if !equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func days(t testing.TB, byday string) []ByDay {
	t.Helper()
	list, err := ParseByDay(byday)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
