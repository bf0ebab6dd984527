package hours

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/relais-directory/relais/geo"
)

// canadian is one clock of Canada and what the law says of it, as release 2026f
// of the time zone database has it; written here from the statutes and not from
// the database. Offsets are minutes east of Greenwich.
type canadian struct {
	zone           string
	winter, summer int
	springs, falls int // last years in which clocks go forward and back; 0 never, 9999 without end
	towns          []town
}

type town struct {
	name     string
	province geo.Province
}

const always = 9999

var canadians = []canadian{
	{"America/Creston", -420, -420, 0, 0, []town{{"Creston", "BC"}}},
	{"America/Dawson_Creek", -420, -420, 0, 0, []town{{"Dawson Creek", "BC"}, {"Fort St. John", "BC"}}},
	{"America/Vancouver", -480, -420, 2026, 2025, []town{{"Vancouver", "BC"}, {"Prince Rupert", "BC"}}}, // British Columbia stays on summer time
	{"America/Whitehorse", -420, -420, 0, 0, []town{{"Whitehorse", "YT"}}},
	{"America/Edmonton", -420, -360, 2026, 2025, []town{{"Lloydminster", "AB"}, {"Lloydminster", "SK"}}}, // Alberta too, and both halves of the city with it
	{"America/Regina", -360, -360, 0, 0, []town{{"Regina", "SK"}, {"Saskatoon", "SK"}}},
	{"America/Winnipeg", -360, -300, 2026, 2025, []town{{"Winnipeg", "MB"}, {"Kenora", "ON"}, {"Creighton", "SK"}}},
	{"America/Iqaluit", -300, -240, always, always, []town{{"Iqaluit", "NU"}}},
	{"America/Toronto", -300, -240, always, always, []town{{"Toronto", "ON"}, {"Pointe-à-la-Croix", "QC"}}},
	{"America/Halifax", -240, -180, always, always, []town{{"Les Îles-de-la-Madeleine", "QC"}, {"Charlottetown", "PE"}}},
	{"America/Moncton", -240, -180, always, always, []town{{"Moncton", "NB"}, {"Listuguj", "QC"}}},
	{"America/St_Johns", -210, -150, always, always, []town{{"St. John's", "NL"}}},
}

// firstYear and lastYear bound what is asked of each clock.
const firstYear, lastYear = 2023, 2029

// change is one night on which clocks go forward (spring) or back.
type change struct {
	day    Date
	spring bool
}

// nights are the nights on which clocks are changed in Canada, the second Sunday
// of March and the first of November, whether or not this clock takes part.
func nights(t testing.TB) []change {
	t.Helper()
	sundays := func(month, nth int) []time.Time {
		rule, err := rrule.NewRRule(rrule.ROption{
			Freq: rrule.YEARLY, Bymonth: []int{month}, Byweekday: []rrule.Weekday{rrule.SU.Nth(nth)},
			Dtstart: time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			t.Fatal(err)
		}
		return rule.All()
	}
	var all []change
	for _, day := range sundays(3, 2) {
		all = append(all, change{DateOf(day), true})
	}
	for _, day := range sundays(11, 1) {
		all = append(all, change{DateOf(day), false})
	}
	return all
}

// taken reports whether the clock is changed on that night.
func (c *canadian) taken(n change) bool {
	if n.spring {
		return n.day.Year <= c.springs
	}
	return n.day.Year <= c.falls
}

// offset is what the law says for noon of a day.
func (c *canadian) offset(d Date, all []change) int {
	offset, last := c.winter, Date{}
	for _, n := range all {
		if c.taken(n) && !d.Before(n.day) && last.Before(n.day) {
			last, offset = n.day, c.winter
			if n.spring {
				offset = c.summer
			}
		}
	}
	return offset
}

func (c *canadian) load(t testing.TB) *time.Location {
	t.Helper()
	zone, err := geo.Zone(c.zone)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestTheClocksOfCanadaAreAsTheLawHasThem(t *testing.T) {
	all := nights(t)
	for _, c := range canadians {
		zone := c.load(t)
		for _, n := range all {
			for _, d := range []Date{n.day.AddDays(-1), n.day, n.day.AddDays(1), n.day.AddDays(60)} {
				_, got := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, zone).Zone()
				if want := c.offset(d, all); got != want*60 {
					t.Errorf("%s at noon of %s: %d minutes from Greenwich, want %d", c.zone, d, got/60, want)
				}
			}
		}
	}
}

// Whoever stands in these towns reads that clock, and an office that opens at
// nine there opens at that instant, in winter and in summer.
func TestTownsOpenByTheClockOfTheirWall(t *testing.T) {
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	office := Calendar{Schedules: []Schedule{{ByDay: Every(1, 2, 3, 4, 5), OpensAt: 9 * 60, ClosesAt: 17 * 60}}}
	all := nights(t)
	for _, c := range canadians {
		for _, where := range c.towns {
			name := fmt.Sprintf("%s, %s", where.name, where.province)
			o, err := g.Place(name)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			got, err := g.ZoneAt(o.Point, where.province)
			if err != nil || got != c.zone {
				t.Errorf("%s keeps %s (%v), want %s", name, got, err, c.zone)
			}
			for _, d := range []Date{{2025, 1, 15}, {2025, 7, 16}, {2026, 7, 15}, {2026, 11, 25}, {2027, 1, 13}, {2027, 7, 14}} {
				nine := d.utc().Add(time.Duration(9*60-c.offset(d, all)) * time.Minute)
				before, at := office.At(nine.Add(-time.Second), c.load(t)), office.At(nine, c.load(t))
				if before.State != Closed || !before.NextOpen.Equal(nine) || at.State != Open || !at.Until.Equal(nine.Add(8*time.Hour)) {
					t.Errorf("%s on %s: %s a second before nine (opens %s), %s at nine (until %s)", name, d, before.State, before.NextOpen, at.State, at.Until)
				}
			}
		}
	}
}

// shape is one way in which hours repeat; the property below must meet each of
// them open and closed on every clock.
type shape struct {
	name string
	make func(*rand.Rand) Schedule
}

func someDays(r *rand.Rand, ordinals ...int) []ByDay {
	day := ByDay{Day: time.Weekday(r.IntN(7))}
	if len(ordinals) > 0 {
		day.Ordinal = pick(r, ordinals...)
	}
	return []ByDay{day, {Ordinal: day.Ordinal, Day: time.Sunday}} // Sunday is when clocks change
}

var shapes = []shape{
	{"weekly", func(r *rand.Rand) Schedule { return Schedule{Freq: Weekly, ByDay: someDays(r)} }},
	{"every second or third week", func(r *rand.Rand) Schedule {
		return Schedule{Freq: Weekly, ByDay: someDays(r), Interval: 2 + r.IntN(2), Wkst: pick(r, "", "SU", "TH")}
	}},
	{"the nth weekday of a month", func(r *rand.Rand) Schedule { return Schedule{Freq: Monthly, ByDay: someDays(r, 1, 2, 3, 4)} }},
	{"the last weekdays of a month", func(r *rand.Rand) Schedule { return Schedule{Freq: Monthly, ByDay: someDays(r, -1, -2)} }},
	{"days of a month", func(r *rand.Rand) Schedule {
		return Schedule{Freq: Monthly, ByMonthDay: []int{1 + r.IntN(14), pick(r, -1, 15, 30)}}
	}},
	{"every second month", func(r *rand.Rand) Schedule {
		return Schedule{Freq: Monthly, ByMonthDay: []int{1 + r.IntN(14), 31}, Interval: 2}
	}},
}

var dayLengths = []struct{ opens, closes Clock }{
	{9 * 60, 17 * 60}, {20 * 60, 8 * 60}, {22*60 + 30, 6*60 + 15}, {23 * 60, 30}, // by day, and three over midnight
	{0, Midnight}, {0, Midnight - 1}, {12 * 60, 12 * 60}, // day and night, written three ways
	{90, 150}, {60, 120}, {120, 180}, {150, 9 * 60}, // within the hours that are missing or come twice
}

// Weekly and monthly hours, over midnight, day and night, within dates, agree
// with an independent reader of RFC 5545 on each of these clocks, at the changes
// of seven years and elsewhere.
func TestHoursAgreeWithTheOracleOnTheClocksOfCanada(t *testing.T) {
	r, all := random(t), nights(t)
	for _, c := range canadians {
		zone := c.load(t)
		for _, shape := range shapes {
			states, exact := map[State]int{}, 0
			for range rounds(60) {
				s := shape.make(r)
				length := pick(r, dayLengths...)
				s.OpensAt, s.ClosesAt = length.opens, length.closes
				s.DTStart = Date{firstYear, 1, 1}.AddDays(r.IntN(200))
				if chanceOf(r, 30) {
					s.ValidFrom = s.DTStart.AddDays(r.IntN(400))
					s.ValidTo = s.ValidFrom.AddDays(r.IntN(1200))
				}
				if chanceOf(r, 20) {
					s.Until = s.DTStart.AddDays(r.IntN(1800))
				}
				exact += holdToOracle(t, r, s, c.zone, zone, all, states)
				if t.Failed() {
					return
				}
			}
			if exact < rounds(200) || states[Open] < rounds(150) || states[Closed] < rounds(150) || states[Unknown] < rounds(20) {
				t.Errorf("%s, %s: only %v, %d of them by the instant: the test tells little", c.zone, shape.name, states, exact)
			}
		}
	}
}

// holdToOracle asks a schedule about the changes of clocks and about other
// instants, and counts what the oracle could also say by the instant.
func holdToOracle(t *testing.T, r *rand.Rand, s Schedule, name string, zone *time.Location, all []change, states map[State]int) (exact int) {
	t.Helper()
	c := Calendar{Schedules: []Schedule{s}}
	compiled, sessions := c.Compile(), sessionsOf(t, s, zone)
	for range 24 {
		at := nearChange(r, s, pick(r, all...).day, zone)
		if len(sessions) > 0 && chanceOf(r, 50) {
			at = nearSession(r, s, pick(r, sessions...).day.utc(), zone)
		}
		want := oracleOnTheWall(s, sessions, at.In(zone))
		states[want]++
		if got := c.At(at, zone).State; got != want {
			t.Fatalf("%s: %+v\nat %s: got %s, want %s", name, s, at.In(zone), got, want)
		}
		if got := compiled.At(at, zone); got != want {
			t.Fatalf("%s: %+v\nat %s: compiled gives %s, want %s", name, s, at.In(zone), got, want)
		}
		if open, sure := oracleByTheInstant(sessions, at); sure {
			exact++
			if open != (want == Open) {
				t.Fatalf("%s: %+v\nat %s: the two oracles disagree: open %v, %s", name, s, at.In(zone), open, want)
			}
		}
	}
	return exact
}

func nearChange(r *rand.Rand, s Schedule, night Date, zone *time.Location) time.Time {
	d := night.AddDays(pick(r, -1, 0, 0, 0, 1))
	minute := pick(r, 59, 60, 90, 119, 120, 150, 179, 180, int(s.OpensAt), int(s.ClosesAt), r.IntN(1440)) + pick(r, -1, 0, 0, 1)
	return time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, zone).Add(time.Duration(r.IntN(2)) * time.Hour)
}

// session is one opening as the oracle has it.
type session struct {
	day      Date
	from, to time.Time // instants
	wallFrom time.Time // the same on the wall, written down as if it were UTC
	wallTo   time.Time
	sure     bool // neither end is an hour that is missing or comes twice
}

// sessionsOf lets the oracle reckon on the wall of the place itself.
func sessionsOf(t *testing.T, s Schedule, zone *time.Location) []session {
	t.Helper()
	closes := cmp.Or(s.ClosesAt%Midnight, Midnight)
	switch {
	case s.OpensAt == 0 && s.ClosesAt == Midnight-1:
		closes = Midnight
	case closes <= s.OpensAt:
		closes += Midnight
	}
	var all []session
	for _, day := range occurrences(t, s) {
		d := DateOf(day)
		if d.Before(s.ValidFrom) || !s.ValidTo.IsZero() && d.After(s.ValidTo) {
			continue
		}
		on := func(c Clock, zone *time.Location) time.Time {
			return time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, zone)
		}
		all = append(all, session{
			day: d, from: on(s.OpensAt, zone), to: on(closes, zone), wallFrom: on(s.OpensAt, time.UTC), wallTo: on(closes, time.UTC),
			sure: once(on(s.OpensAt, zone), int(s.OpensAt)) && once(on(closes, zone), int(closes)),
		})
	}
	return all
}

// once reports whether the wall shows that minute of a day exactly once.
func once(at time.Time, minute int) bool {
	shows := func(t time.Time) bool { return t.Hour()*60+t.Minute() == minute%int(Midnight) }
	return shows(at) && !shows(at.Add(time.Hour)) && !shows(at.Add(-time.Hour))
}

func oracleOnTheWall(s Schedule, sessions []session, shown time.Time) State {
	wall := time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), shown.Second(), 0, time.UTC)
	if slices.ContainsFunc(sessions, func(o session) bool { return !wall.Before(o.wallFrom) && wall.Before(o.wallTo) }) {
		return Open
	}
	d := DateOf(wall)
	if d.Before(s.DTStart) || d.Before(s.ValidFrom) || !s.Until.IsZero() && d.After(s.Until) || !s.ValidTo.IsZero() && d.After(s.ValidTo) {
		return Unknown
	}
	return Closed
}

// oracleByTheInstant knows nothing of walls; sure says that every session around
// begins and ends at an hour of which there is one.
func oracleByTheInstant(sessions []session, at time.Time) (open, sure bool) {
	sure = true
	for _, o := range sessions {
		if at.Before(o.from.Add(-4*time.Hour)) || at.After(o.to.Add(4*time.Hour)) {
			continue
		}
		sure = sure && o.sure
		open = open || !at.Before(o.from) && at.Before(o.to)
	}
	return open, sure
}

// A shelter that takes people in from eight in the evening to eight in the
// morning is open an hour less on the night when clocks go forward, an hour
// more on the night when they go back, and twelve where they are left alone.
func TestANightLastsAsLongAsTheClocksMakeIt(t *testing.T) {
	shelter := Calendar{Schedules: []Schedule{{ByDay: Every(0, 1, 2, 3, 4, 5, 6), OpensAt: 20 * 60, ClosesAt: 8 * 60}}}
	for _, c := range canadians {
		zone := c.load(t)
		for _, n := range nights(t) {
			eve := n.day.AddDays(-1)
			opens := time.Date(eve.Year, eve.Month, eve.Day, 20, 0, 0, 0, zone)
			want := 12 * time.Hour
			if c.taken(n) && n.spring {
				want = 11 * time.Hour
			} else if c.taken(n) {
				want = 13 * time.Hour
			}
			if a := shelter.At(opens, zone); a.State != Open || a.Until.Sub(opens) != want {
				t.Errorf("%s, the night of %s: %s for %s, want %s", c.zone, n.day, a.State, a.Until.Sub(opens), want)
			}
		}
	}
}
