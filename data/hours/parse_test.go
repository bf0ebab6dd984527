package hours

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestParseClock(t *testing.T) {
	for in, want := range map[string]string{
		"9:00": "09:00", "09:00": "09:00", " 09:00 ": "09:00", "09:00:00": "09:00", "9h30": "09:30", "9 h 30": "09:30", "9h": "09:00", "17 h": "17:00",
		"09:00-05:00": "09:00", "09:00:00-03:30": "09:00", "9:00-05": "09:00", "09:00+0100": "09:00", "00:00": "00:00", "24:00": "24:00", "24:00:00": "24:00", "23:59": "23:59",
		"9 a.m.": "09:00", "9am": "09:00", "9:30 PM": "21:30", "12:00 a.m.": "00:00", "12 p.m.": "12:00", "11:59pm": "23:59",
	} {
		if got, err := ParseClock(in); err != nil || got.String() != want {
			t.Errorf("%q: got %s %v, want %s", in, got, err, want)
		}
	}
	for in, code := range map[string]string{
		"": "clock_unreadable", "9": "clock_unreadable", "900": "clock_unreadable", "9:0": "clock_unreadable", "9:60": "clock_unreadable", "24:01": "clock_unreadable", "25:00": "clock_unreadable",
		"-9:00": "clock_unreadable", "9:00:30": "clock_unreadable", "9::": "clock_unreadable", "9:00:": "clock_unreadable", "h30": "clock_unreadable", "13 pm": "clock_unreadable", "0 am": "clock_unreadable",
		"9:am": "clock_unreadable", "noon": "clock_unreadable", "9:00-5": "clock_unreadable", "９:00": "clock_unreadable",
		"14:00Z": "clock_in_utc", "14:00:00+00:00": "clock_in_utc", "14:00-0000": "clock_in_utc",
	} {
		got, err := ParseClock(in)
		expectProblem(t, in, err, code)
		if got != 0 {
			t.Errorf("%q: got %s beside the error", in, got)
		}
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Date{
		"2026-11-22": {2026, 11, 22}, " 2028-02-29 ": {2028, 2, 29}, "2026-11-22T09:00:00-05:00": {2026, 11, 22},
	} {
		if got, err := ParseDate(in); err != nil || got != want {
			t.Errorf("%q: got %v %v", in, got, err)
		}
	}
	for _, in := range []string{"", "2026-11-31", "2027-02-29", "26-11-22", "22/11/2026", "2026-1-2", "0000-01-01", "2026-11-22 x"} {
		_, err := ParseDate(in)
		expectProblem(t, in, err, "date_unreadable")
	}
}

func TestParseByDay(t *testing.T) {
	for in, want := range map[string]string{
		"MO": "MO", "MO,TU,2FR,-1SU": "MO,TU,2FR,-1SU", " th , +2fr ": "TH,2FR", "": "", " ": "",
	} {
		got, err := ParseByDay(in)
		if err != nil || FormatByDay(got) != want {
			t.Errorf("%q: got %s %v", in, FormatByDay(got), err)
		}
	}
	for _, in := range []string{"M", "MON", "0MO", "6FR", "-6SU", "MO,,TU", "MO TU", "2", "é", ","} {
		_, err := ParseByDay(in)
		expectProblem(t, in, err, "day_unreadable")
	}
}

func TestParseByMonthDay(t *testing.T) {
	if got, err := ParseByMonthDay("1, 15,-1"); err != nil || !slices.Equal(got, []int{1, 15, -1}) {
		t.Errorf("got %v %v", got, err)
	}
	for _, in := range []string{"0", "32", "-32", "1,", "x", "1.5"} {
		_, err := ParseByMonthDay(in)
		expectProblem(t, in, err, "month_day_unreadable")
	}
}

// expectProblem wants a problem that says what was expected in both languages,
// and holds what was read in Read alone.
func expectProblem(t *testing.T, read string, err error, code string) {
	t.Helper()
	p, ok := bilingual.AsProblem(err)
	if !ok {
		t.Errorf("%q: got %v, want a problem", read, err)
		return
	}
	if p.Code != code || p.Kind != bilingual.Invalid || p.Hint.En == "" || p.Hint.Fr == "" || p.Message.En == "" || p.Message.Fr == "" {
		t.Errorf("%q: got %+v, want code %s and words in both languages", read, p, code)
	}
}

func FuzzParseClock(f *testing.F) {
	for _, s := range []string{"9:00", "9h30", "09:00:00-05:00", "12 p.m.", "24:00", "14:00Z", "9::", "--"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseClock(s)
		if err != nil {
			return
		}
		if again, err := ParseClock(c.String()); !c.Valid() || err != nil || again != c {
			t.Errorf("%q: %d, written %s, read again %d, %v", s, c, c, again, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-11-22", "2028-02-29T00:00:00Z", "0000-00-00", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		again, err := ParseDate(d.String())
		if !d.Valid() || err != nil || again != d || dateAt(d.number()) != d || weekdayOf(d.number()) != d.Weekday() {
			t.Errorf("%q: %v, written %s, read again %v, %v", s, d, d, again, err)
		}
	})
}

func FuzzParseByDay(f *testing.F) {
	for _, s := range []string{"MO,TU,2FR,-1SU", "+1mo", ",", "5SU", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := ParseByDay(s)
		if err != nil {
			return
		}
		if again, err := ParseByDay(FormatByDay(list)); err != nil || !slices.Equal(again, list) {
			t.Errorf("%q: %v, read again %v, %v", s, list, again, err)
		}
		if faults := (Calendar{Schedules: []Schedule{{Freq: Monthly, ByDay: list}}}).Validate(); faults != nil {
			t.Errorf("%q: read, and yet %v", s, faults)
		}
	})
}

func FuzzParseByMonthDay(f *testing.F) {
	for _, s := range []string{"1,15,-1", "31", "", "0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := ParseByMonthDay(s)
		if err != nil {
			return
		}
		if faults := (Calendar{Schedules: []Schedule{{ByMonthDay: list}}}).Validate(); faults != nil {
			t.Errorf("%q: read, and yet %v", s, faults)
		}
	})
}

func FuzzCalendarJSON(f *testing.F) {
	f.Add([]byte(`{"schedules":[{"byday":["MO","2FR"],"dtstart":"2026-11-22","interval":2,"opens_at":"9:00","closes_at":"24:00"}],"changes":[{"from":"2026-01-01","through":"2026-01-02","closed":true}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var c Calendar
		if json.Unmarshal(b, &c) != nil {
			return
		}
		at, zone := toronto(t, "2026-11-22 12:00"), location(t, "America/Toronto")
		want := c.At(at, zone).State
		if got := c.Compile().At(at, zone); got != want {
			t.Errorf("%s: compiled %s, calendar %s", b, got, want)
		}
		c.Validate()
	})
}

func TestCalendarsComeBackFromJSON(t *testing.T) {
	r := random(t)
	for range 500 {
		c := randomCalendar(r)
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var got Calendar
		if err := json.Unmarshal(b, &got); err != nil || !reflect.DeepEqual(got, c) {
			t.Fatalf("%s: %v\n got %+v\nwant %+v", b, err, got, c)
		}
	}
}

func TestCalendarAsJSON(t *testing.T) {
	c := Calendar{
		Schedules: []Schedule{{Freq: Monthly, ByDay: days(t, "2FR,-1SU"), DTStart: Date{2026, 11, 22}, OpensAt: 540, ClosesAt: Midnight}},
		Changes:   []Change{{From: Date{2026, 12, 24}, Through: Date{2026, 12, 25}, Closed: true}},
		Zone:      "America/Toronto",
		OnHoliday: HolidayClosed,
	}
	const want = `{"schedules":[{"freq":"MONTHLY","byday":["2FR","-1SU"],"dtstart":"2026-11-22","opens_at":"09:00","closes_at":"24:00"}],` +
		`"changes":[{"from":"2026-12-24","through":"2026-12-25","closed":true,"opens_at":"00:00","closes_at":"00:00"}],"zone":"America/Toronto","on_holiday":"closed"}`
	if got, err := json.Marshal(c); err != nil || string(got) != want {
		t.Errorf("got  %s %v\nwant %s", got, err, want)
	}
	if _, err := json.Marshal(Schedule{OpensAt: -1}); err == nil {
		t.Error("a time of day that does not exist was written")
	}
}

func TestValidateNamesEveryField(t *testing.T) {
	c := Calendar{
		Province:  "Ontario",
		OnHoliday: "maybe",
		Schedules: []Schedule{
			{ByDay: Every(1, 2), OpensAt: 540, ClosesAt: 1020},
			{Freq: "DAILY", Interval: -1, Count: -2, Wkst: "XX", OpensAt: Midnight, ClosesAt: Midnight + 1},
			{Freq: Weekly, Interval: 2, ByDay: []ByDay{{Day: 9}, {Ordinal: 6}, {Ordinal: 1}}, ByMonthDay: []int{0}},
			{DTStart: Date{2026, 2, 30}, Until: Date{2026, 1, 1}, ValidFrom: Date{2026, 1, 2}, ValidTo: Date{2026, 1, 1}},
		},
		Changes: []Change{{Closed: true, OpensAt: 540}, {From: Date{2026, 1, 2}, Through: Date{2026, 1, 1}, OpensAt: -1, ClosesAt: -1}},
	}
	want := []string{
		"province", "on_holiday",
		"schedules[1].freq", "schedules[1].interval", "schedules[1].count", "schedules[1].wkst", "schedules[1].opens_at", "schedules[1].closes_at",
		"schedules[2].dtstart", "schedules[2].byday[0]", "schedules[2].byday[1]", "schedules[2].byday[2]", "schedules[2].bymonthday[0]",
		"schedules[3].dtstart", "schedules[3].until", "schedules[3].valid_to",
		"changes[0].from", "changes[0].through", "changes[0].closed",
		"changes[1].through", "changes[1].opens_at", "changes[1].closes_at",
	}
	var got []string
	for _, err := range c.Validate() {
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Message.Fr == p.Message.En {
			t.Fatalf("%v is no problem in two languages", err)
		}
		field, _, _ := strings.Cut(p.Message.En, ":")
		if !strings.HasPrefix(p.Message.Fr, field+" :") {
			t.Errorf("the French does not name %s: %s", field, p.Message.Fr)
		}
		got = append(got, field)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if faults := office().Validate(); faults != nil {
		t.Errorf("an office: %v", faults)
	}
}

func TestWhatACalendarStates(t *testing.T) {
	for _, test := range []struct {
		c            Calendar
		zero, stated bool
	}{
		{Calendar{}, true, false},
		{Calendar{Zone: "America/Toronto"}, false, false},
		{Calendar{Always: true}, false, true},
		{office(), false, true},
	} {
		if test.c.IsZero() != test.zero || test.c.Stated() != test.stated {
			t.Errorf("%+v: zero %v, stated %v", test.c, test.c.IsZero(), test.c.Stated())
		}
	}
}
