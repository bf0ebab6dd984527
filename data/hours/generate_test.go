package hours

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones on any machine

	"github.com/relais-directory/relais/data/bilingual"
)

var seed = flag.Uint64("hours.seed", 2022, "seed of the generated calendars")

// random gives the generator of one test, and its seed where the test fails.
func random(t testing.TB) *rand.Rand {
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("generated with -hours.seed=%d", *seed)
		}
	})
	return rand.New(rand.NewPCG(*seed, 7))
}

// rounds is n, or a fifth of it where tests are to be short.
func rounds(n int) int {
	if testing.Short() {
		return n / 5
	}
	return n
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func chanceOf(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// zones are some of each kind: with and without daylight saving, on the half
// hour, and with the shift at another hour.
func zones(t testing.TB) []*time.Location {
	list := []*time.Location{time.FixedZone("UTC-7", -7*3600)}
	for _, name := range []string{"America/Toronto", "America/St_Johns", "America/Regina", "America/Vancouver"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, zone)
	}
	return list
}

func randomDate(r *rand.Rand) Date {
	return Date{2025, 1, 1}.AddDays(r.IntN(3 * 365))
}

func perhapsDate(r *rand.Rand, percent int) Date {
	if !chanceOf(r, percent) {
		return Date{}
	}
	return randomDate(r)
}

func randomClocks(r *rand.Rand) (opens, closes Clock) {
	switch r.IntN(10) {
	case 0:
		return 0, Midnight
	case 1:
		return 0, Midnight - 1
	case 2:
		return 0, 0 // not stated
	case 3:
		return 20 * 60, 8 * 60
	case 4:
		return 9 * 60, 9 * 60
	case 5:
		return Clock(r.IntN(6) * 30), Clock(r.IntN(8) * 30) // around the shift of the clocks
	}
	return Clock(r.IntN(1440)), Clock(r.IntN(1441))
}

func randomByDay(r *rand.Rand, ordinals bool) []ByDay {
	var days []ByDay
	for range r.IntN(4) {
		day := ByDay{Day: time.Weekday(r.IntN(7))}
		if ordinals {
			day.Ordinal = pick(r, 1, 2, 3, 4, 5, -1, -2, -5)
		}
		days = append(days, day)
	}
	return days
}

func randomMonthDays(r *rand.Rand) []int {
	var days []int
	for range r.IntN(3) {
		days = append(days, pick(r, 1, 2, 15, 29, 30, 31, -1, -2, -31))
	}
	return days
}

// regularSchedule is one that RFC 5545 decides: anchored, with days.
func regularSchedule(r *rand.Rand) Schedule {
	s := Schedule{Freq: pick(r, Weekly, Monthly), DTStart: randomDate(r), Interval: r.IntN(4), Wkst: pick(r, "", "MO", "SU", "TH")}
	if s.Freq == Monthly && chanceOf(r, 50) {
		s.ByMonthDay = randomMonthDays(r)
	}
	if s.Freq == Weekly || len(s.ByMonthDay) == 0 || chanceOf(r, 30) {
		s.ByDay = randomByDay(r, s.Freq == Monthly && chanceOf(r, 70))
	}
	if chanceOf(r, 20) {
		s.Count = 1 + r.IntN(30)
	}
	if chanceOf(r, 30) {
		s.Until = s.DTStart.AddDays(r.IntN(500))
	}
	for !s.Stated() {
		s.OpensAt, s.ClosesAt = randomClocks(r)
	}
	return s
}

// anySchedule may also say too little, or contradict itself.
func anySchedule(r *rand.Rand) Schedule {
	if chanceOf(r, 40) {
		s := Schedule{Freq: pick(r, "", Weekly), ByDay: Every(time.Monday, time.Tuesday, time.Friday)}
		s.OpensAt, s.ClosesAt = randomClocks(r)
		return s
	}
	s := regularSchedule(r)
	if chanceOf(r, 50) {
		s.DTStart = Date{}
	}
	if chanceOf(r, 10) {
		s.Freq = pick[Freq](r, "", "DAILY")
	}
	if chanceOf(r, 30) {
		s.OpensAt, s.ClosesAt = randomClocks(r)
	}
	s.ValidFrom, s.ValidTo = perhapsDate(r, 20), perhapsDate(r, 20)
	s.ByAppointment = chanceOf(r, 15)
	return s
}

func randomChange(r *rand.Rand) Change {
	ch := Change{From: randomDate(r), Closed: chanceOf(r, 40), Reason: bilingual.Same("flood")}
	ch.Through = ch.From.AddDays(r.IntN(20))
	if !ch.Closed {
		ch.OpensAt, ch.ClosesAt = randomClocks(r)
	}
	return ch
}

func randomCalendar(r *rand.Rand) Calendar {
	c := Calendar{
		Always:    chanceOf(r, 5),
		Province:  pick(r, append(Provinces(), "")...),
		OnHoliday: pick(r, HolidayUnknown, HolidayClosed, HolidayAsUsual),
	}
	for range r.IntN(4) {
		c.Schedules = append(c.Schedules, anySchedule(r))
	}
	for range max(0, r.IntN(5)-2) {
		ch := randomChange(r)
		c.Changes = append(c.Changes, ch)
		if chanceOf(r, 30) { // a second one with the same dates, or one that overlaps
			next := randomChange(r)
			next.From, next.Through = ch.From, pick(r, ch.Through, ch.Through.AddDays(2))
			c.Changes = append(c.Changes, next)
		}
	}
	return c
}

// randomInstant prefers the days and minutes at which mistakes would show.
func randomInstant(r *rand.Rand, c *Calendar, zone *time.Location) time.Time {
	days := []Date{randomDate(r), randomDate(r), {2026, 3, 8}, {2026, 11, 1}, {2026, 12, 25}, {2026, 12, 26}, {2026, 7, 1}, {2027, 12, 27}, {2027, 12, 28}, {2028, 2, 29}}
	minutes := []int{0, 1439, r.IntN(1440), r.IntN(300)}
	for _, s := range c.Schedules {
		days = append(days, s.DTStart, s.Until, s.ValidFrom, s.ValidTo)
		minutes = append(minutes, int(s.OpensAt), int(s.ClosesAt))
	}
	for _, ch := range c.Changes {
		days = append(days, ch.From, ch.Through)
		minutes = append(minutes, int(ch.OpensAt), int(ch.ClosesAt))
	}
	d := pick(r, days...)
	if d.IsZero() {
		d = randomDate(r)
	}
	d = d.AddDays(r.IntN(4) - 1)
	t := time.Date(d.Year, d.Month, d.Day, 0, pick(r, minutes...), pick(r, 0, 59, -1), r.IntN(2)*5e8, zone)
	return t.Add(time.Duration(r.IntN(2)) * time.Hour)
}
