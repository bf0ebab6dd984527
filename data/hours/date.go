package hours

import (
	"fmt"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// Date is a day of the civil calendar, in no time zone. The zero Date is no day:
// not stated. A Date made by hand may be one that does not exist; Valid tells.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day of t in t's own location.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate reads "2026-11-22". A time of day after a T, as some publishers write
// it, is dropped: the day is taken as it stands.
func ParseDate(s string) (Date, error) {
	day, _, _ := strings.Cut(strings.TrimSpace(s), "T")
	if t, err := time.Parse(time.DateOnly, day); err == nil && t.Year() > 0 {
		return DateOf(t), nil
	}
	return Date{}, misread("date_unreadable", s,
		bilingual.Text{En: "this is not a date", Fr: "ceci n’est pas une date"},
		bilingual.Text{En: "Write year, month and day, such as 2026-11-22.", Fr: "Écrivez l’année, le mois et le jour, par exemple 2026-11-22."})
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether d exists in the calendar, in the years 1 to 9999.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && DateOf(d.utc()) == d
}

// Compare is negative if d comes before e, zero if they are the same day, and
// positive if d comes after e.
func (d Date) Compare(e Date) int {
	if d.Year != e.Year {
		return d.Year - e.Year
	}
	if d.Month != e.Month {
		return int(d.Month - e.Month)
	}
	return d.Day - e.Day
}

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d comes after e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddDays is the day n days after d, or before it where n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC))
}

// DaysSince counts the days from e to d; it is negative if d comes first.
func (d Date) DaysSince(e Date) int { return d.number() - e.number() }

// Weekday is d's day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// String writes d as "2026-11-22", and the zero Date as nothing.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes what String writes.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes, and what ParseDate reads.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	read, err := ParseDate(string(b))
	if err == nil {
		*d = read
	}
	return err
}

// number counts the days since 1970-01-01.
func (d Date) number() int { return int(d.utc().Unix() / secondsPerDay) }

// dateAt is the day with this number.
func dateAt(number int) Date { return DateOf(time.Unix(int64(number)*secondsPerDay, 0).UTC()) }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// monthDays is the number of days in d's month.
func (d Date) monthDays() int { return Date{d.Year, d.Month + 1, 0}.utc().Day() }

const secondsPerDay = 24 * 60 * 60
