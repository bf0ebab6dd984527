package hours

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestCompiledSaysWhatTheCalendarSays(t *testing.T) {
	r := random(t)
	places := zones(t)
	states, fast, all := map[State]int{}, 0, 0
	for range rounds(4000) {
		c := randomCalendar(r)
		k, zone := c.Compile(), pick(r, places...)
		slow := c
		slow.Schedules = bounded(c.Schedules)
		for i := range 30 {
			at := randomInstant(r, &c, zone)
			want := slow.at(wall(at, zone)).state
			if i == 0 {
				want = c.At(at, zone).State
			}
			states[want]++
			all++
			if k.fast(at, zone) {
				fast++
			}
			if got := k.At(at, zone); got != want {
				t.Fatalf("%+v\nat %s: compiled %s, calendar %s", c, at.In(zone), got, want)
			}
		}
	}
	for _, state := range []State{Open, Closed, Unknown} {
		if states[state] < rounds(5000) {
			t.Errorf("only %d cases were %s: the test tells little", states[state], state)
		}
	}
	if fast < all/10 {
		t.Errorf("only %d of %d cases took the fast way", fast, all)
	}
}

// fast reports whether k answers by its week alone.
func (k Compiled) fast(t time.Time, zone *time.Location) bool {
	d, _ := wall(t, zone)
	day := d.number()
	i := k.era(day)
	return (i == 0 || day != int(k.eras[i].first)) && !k.eras[i].odd.has(int(d.Weekday()))
}

func TestCompiledWithoutAZone(t *testing.T) {
	always := Calendar{Always: true, Schedules: []Schedule{{ByDay: Every(time.Monday), ValidTo: Date{2025, 1, 1}}}}
	changing := Calendar{Always: true, Changes: []Change{{From: Date{2026, 1, 1}, Through: Date{2026, 1, 2}, Closed: true}}}
	for _, test := range []struct {
		c    Calendar
		want State
	}{{always, Open}, {changing, Unknown}, {office(), Unknown}, {Calendar{}, Unknown}} {
		now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		if got := test.c.At(now, nil).State; got != test.want {
			t.Errorf("%+v: got %s, want %s", test.c, got, test.want)
		}
		if got := test.c.Compile().At(now, nil); got != test.want {
			t.Errorf("compiled %+v: got %s, want %s", test.c, got, test.want)
		}
	}
	if got := (Compiled{}).At(time.Now(), time.UTC); got != Unknown {
		t.Errorf("zero Compiled: got %s", got)
	}
}

func TestCompiledKeepsNothingOfTheCalendar(t *testing.T) {
	zone := zones(t)[1]
	c := Calendar{Schedules: []Schedule{{ByDay: days(t, "2FR"), OpensAt: 540, ClosesAt: 1020}}}
	k, friday := c.Compile(), time.Date(2026, 11, 13, 12, 0, 0, 0, zone)
	c.Schedules[0].ByDay[0].Ordinal = 1
	c.Schedules[0].OpensAt = 1000
	if got := k.At(friday, zone); got != Open {
		t.Errorf("a later change of the calendar reached the compiled one: %s", got)
	}
}

func TestCompiledDoesNotAllocate(t *testing.T) {
	for name, c := range benchmarked(t) {
		k, zone := c.Compile(), zones(t)[1]
		at := time.Date(2026, 11, 13, 12, 0, 0, 0, time.UTC)
		allocs := testing.AllocsPerRun(500, func() {
			k.At(at, zone)
			at = at.Add(7 * time.Hour)
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations per question", name, allocs)
		}
	}
}

func TestPlainWeek(t *testing.T) {
	for _, test := range []struct {
		name string
		c    Calendar
		want string
		ok   bool
	}{
		{"weekdays", Calendar{Schedules: []Schedule{{ByDay: days(t, "MO,TU"), OpensAt: 540, ClosesAt: 1020}}}, "[1980-2460 3420-3900]", true},
		{"two that touch are one", Calendar{Schedules: []Schedule{{ByDay: days(t, "MO"), OpensAt: 780, ClosesAt: 1020}, {ByDay: days(t, "MO"), OpensAt: 540, ClosesAt: 780}}}, "[1980-2460]", true},
		{"Saturday night comes round to Sunday", Calendar{Schedules: []Schedule{{ByDay: days(t, "SA"), OpensAt: 1320, ClosesAt: 120}}}, "[0-120 9960-10080]", true},
		{"day and night", Calendar{Always: true}, "[0-10080]", true},
		{"monthly is no week", Calendar{Schedules: []Schedule{{ByDay: days(t, "2FR"), OpensAt: 540, ClosesAt: 1020}}}, "[]", false},
		{"nothing known is no week", Calendar{}, "[]", false},
		{"a change is no week", Calendar{Always: true, Changes: []Change{{From: Date{2026, 1, 1}, Through: Date{2026, 1, 1}, Closed: true}}}, "[]", false},
	} {
		week, ok := test.c.Compile().Week()
		spans := []string{}
		for from, to := range week.Spans() {
			spans = append(spans, fmt.Sprintf("%d-%d", from, to))
		}
		if got := fmt.Sprint(spans); got != test.want || ok != test.ok {
			t.Errorf("%s: got %s %v, want %s %v", test.name, got, ok, test.want, test.ok)
		}
	}
}

// benchmarked are calendars from the plainest to the least plain.
func benchmarked(t testing.TB) map[string]Calendar {
	monthly := office()
	monthly.Schedules = append(monthly.Schedules, Schedule{ByDay: days(t, "2SA,-1SA"), OpensAt: 600, ClosesAt: 720})
	shelter := Calendar{Province: "ON", Schedules: []Schedule{{ByDay: Every(0, 1, 2, 3, 4, 5, 6), OpensAt: 1200, ClosesAt: 480}}}
	changed := office()
	changed.Changes = []Change{{From: Date{2026, 11, 10}, Through: Date{2027, 3, 1}, OpensAt: 600, ClosesAt: 900}}
	return map[string]Calendar{
		"always": {Always: true}, "office": office(), "monthly": monthly, "overnight": shelter, "changed": changed,
	}
}

func BenchmarkAt(b *testing.B) {
	zone := zones(b)[1]
	calendars := benchmarked(b)
	for _, name := range []string{"always", "office", "overnight", "monthly", "changed"} {
		c := calendars[name]
		k := c.Compile()
		b.Run(name+"/compiled", func(b *testing.B) { benchmarkAt(b, func(t time.Time) { k.At(t, zone) }) })
		b.Run(name+"/calendar", func(b *testing.B) { benchmarkAt(b, func(t time.Time) { c.At(t, zone) }) })
	}
}

func benchmarkAt(b *testing.B, ask func(time.Time)) {
	b.ReportAllocs()
	instants := make([]time.Time, 1024)
	for i := range instants {
		instants[i] = time.Date(2026, 11, 1, i*7, 0, 0, 0, time.UTC)
	}
	i := 0
	for b.Loop() {
		ask(instants[i%len(instants)])
		i++
	}
}

func BenchmarkCompile(b *testing.B) {
	c := office()
	b.ReportAllocs()
	for b.Loop() {
		c.Compile()
	}
}

// office is open on weekdays from nine to five, in Ontario.
func office() Calendar {
	return Calendar{
		Province:  "ON",
		Zone:      "America/Toronto",
		Schedules: []Schedule{{ByDay: slices.Clone(Every(1, 2, 3, 4, 5)), OpensAt: 9 * 60, ClosesAt: 17 * 60}},
	}
}
