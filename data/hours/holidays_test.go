package hours

import (
	"strings"
	"testing"
	"time"
)

func TestEasterOnKnownDates(t *testing.T) {
	for _, want := range []Date{
		{1818, 3, 22}, {1943, 4, 25}, {1954, 4, 18}, {1981, 4, 19}, {2000, 4, 23}, {2008, 3, 23}, {2011, 4, 24},
		{2019, 4, 21}, {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5}, {2027, 3, 28}, {2028, 4, 16}, {2038, 4, 25}, {2285, 3, 22},
	} {
		if got := easterSunday(want.Year); got != want {
			t.Errorf("Easter of %d: got %s, want %s", want.Year, got, want)
		}
	}
}

func TestHolidaysOf2026(t *testing.T) {
	for province, want := range map[string]string{
		"AB": "01-01 02-16 04-03 05-18 07-01 (08-03) 09-07 10-12 11-11 12-25 (12-26)",
		"BC": "01-01 02-16 04-03 05-18 07-01 08-03 09-07 09-30 10-12 11-11 12-25 (12-26)",
		"MB": "01-01 02-16 04-03 05-18 07-01 (08-03) 09-07 09-30 10-12 11-11 12-25 (12-26)",
		"NB": "01-01 02-16 04-03 (05-18) 07-01 08-03 09-07 (09-30) (10-12) 11-11 12-25 (12-26)",
		"NL": "01-01 04-03 (05-18) 07-01 09-07 (10-12) 11-11 12-25 (12-26)",
		"NS": "01-01 02-16 04-03 (05-18) 07-01 (08-03) 09-07 (10-12) 11-11 12-25 (12-26)",
		"NT": "01-01 04-03 05-18 06-21 07-01 08-03 09-07 09-30 10-12 11-11 12-25 (12-26)",
		"NU": "01-01 04-03 05-18 07-01 07-09 08-03 09-07 09-30 10-12 11-11 12-25 (12-26)",
		"ON": "01-01 02-16 04-03 05-18 07-01 (08-03) 09-07 10-12 12-25 12-26",
		"PE": "01-01 02-16 04-03 (05-18) 07-01 (08-21) 09-07 09-30 (10-12) 11-11 12-25 (12-26)",
		"QC": "01-01 (04-03) (04-06) 05-18 06-24 07-01 09-07 10-12 12-25 (12-26)",
		"SK": "01-01 02-16 04-03 05-18 07-01 08-03 09-07 10-12 11-11 12-25 (12-26)",
		"YT": "01-01 04-03 05-18 06-21 07-01 08-17 09-07 09-30 10-12 11-11 12-25 (12-26)",
		"CA": "01-01 04-03 05-18 07-01 09-07 09-30 10-12 11-11 12-25 12-26",
		"TX": "",
		"":   "",
	} {
		var got []string
		for _, h := range Holidays(province, 2026) {
			day := h.Date.String()[len("2026-"):]
			if !h.Statutory {
				day = "(" + day + ")"
			}
			got = append(got, day)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", province, got, want)
		}
	}
}

func TestHolidaysThatBecameLawLater(t *testing.T) {
	for _, test := range []struct {
		province string
		on       Date
		want     bool
	}{
		{"CA", Date{2020, 9, 30}, false}, {"CA", Date{2021, 9, 30}, true},
		{"MB", Date{2023, 9, 30}, false}, {"MB", Date{2024, 9, 30}, true},
		{"BC", Date{2018, 2, 12}, true}, {"BC", Date{2018, 2, 19}, false}, {"BC", Date{2019, 2, 18}, true},
	} {
		if _, got := holidayOn(regionOf(test.province), test.on); got != test.want {
			t.Errorf("%s on %s: got %v, want %v", test.province, test.on, got, test.want)
		}
	}
}

func TestEveryHolidayIsNamedInBothLanguagesAndFoundOnItsDay(t *testing.T) {
	for _, province := range Provinces() {
		for year := 2000; year < 2060; year++ {
			for _, h := range Holidays(province, year) {
				if h.Name.En == "" || h.Name.Fr == "" || strings.Contains(h.Name.Fr, "'") || strings.Contains(h.Name.En, "'") {
					t.Errorf("%s: name %q / %q", h.Date, h.Name.En, h.Name.Fr)
				}
				if !h.Date.Valid() || h.Date.Year != year {
					t.Errorf("%s %s: no day of %d", province, h.Date, year)
				}
				found, ok := holidayOn(regionOf(province), h.Date)
				if !ok || found.Date != h.Date {
					t.Errorf("%s: %s %s is not found on its day", province, h.Date, h.Name.En)
				}
			}
		}
	}
}

func TestOnlyTheListedDaysAreHolidays(t *testing.T) {
	for _, province := range Provinces() {
		found := 0
		for d := (Date{2000, 1, 1}); d.Year < 2060; d = d.AddDays(1) {
			if _, ok := listed(regionOf(province), d); ok {
				found++
			}
		}
		for year := 2000; year < 2060; year++ {
			found -= len(Holidays(province, year))
		}
		if found != 0 {
			t.Errorf("%s: %+d days beyond its list", province, found)
		}
	}
}

func TestSubstitutesOfHolidaysOnWeekends(t *testing.T) {
	for _, test := range []struct {
		name     string
		province string
		on       Date
		want     string // the holiday stood in for; "" for none
	}{
		{"Canada Day on a Sunday", "QC", Date{2029, 7, 2}, "Canada Day"},
		{"and not on the Tuesday too", "QC", Date{2029, 7, 3}, ""},
		{"Christmas on a Saturday, Boxing Day after it", "ON", Date{2027, 12, 27}, "Christmas Day"},
		{"so that Tuesday is for Boxing Day", "ON", Date{2027, 12, 28}, "Boxing Day"},
		{"and Wednesday for none", "ON", Date{2027, 12, 29}, ""},
		{"Christmas on a Sunday, Boxing Day after it", "ON", Date{2022, 12, 27}, "Christmas Day"},
		{"where Boxing Day is no law, Monday is itself kept by many", "BC", Date{2022, 12, 27}, ""},
		{"a Saturday that only some keep needs no substitute", "BC", Date{2026, 12, 28}, ""},
		{"New Year's Day on a Saturday", "AB", Date{2028, 1, 3}, "New Year’s Day"},
		{"a plain Monday", "AB", Date{2026, 11, 23}, ""},
	} {
		h, ok := holidayOn(regionOf(test.province), test.on)
		if got := h.Name.En; got != test.want || ok != (test.want != "") || ok && (!h.Substitute || h.Statutory || h.Date != test.on) {
			t.Errorf("%s: got %+v, want %q", test.name, h, test.want)
		}
	}
}

func TestHolidayInTheAnswer(t *testing.T) {
	c := office()
	a := c.At(toronto(t, "2026-07-01 12:00"), location(t, "America/Toronto"))
	if a.State != Unknown || a.Holiday.Name.Fr != "fête du Canada" || a.Why.Fr != "jour férié : fête du Canada" {
		t.Errorf("got %+v", a)
	}
	if a := c.At(time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC), time.UTC); !a.Holiday.IsZero() {
		t.Errorf("the day after: got %+v", a.Holiday)
	}
}
