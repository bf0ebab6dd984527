package hours

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// Clock is a time of day on the wall of a place: minutes after midnight, from 0
// to 1440. 1440 is the midnight at which the day ends, written "24:00".
type Clock int

// Midnight is the end of the day, "24:00".
const Midnight Clock = 24 * 60

// ParseClock reads "9:00", "09:00", "09:00:00", "9h30", "9 h", "9 a.m." and
// "9:30 pm". An offset is dropped ("09:00-05:00" is nine on the wall where it
// was written), but a time in UTC ("14:00Z", "14:00+00:00") is refused: no wall
// in Canada shows it. Seconds must be zero, because hours are whole minutes.
func ParseClock(s string) (Clock, error) {
	rest := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	rest, utc := withoutOffset(rest)
	if utc {
		return 0, clockInUTC(s)
	}
	rest, half := withoutHalf(rest)
	c, ok := clockOf(rest, half)
	if !ok {
		return 0, clockUnreadable(s)
	}
	return c, nil
}

// withoutOffset cuts "-05:00", "-0500" or "-05" off the end of s; utc says that
// the time is in UTC.
func withoutOffset(s string) (rest string, utc bool) {
	if rest, ok := strings.CutSuffix(s, "z"); ok {
		return rest, true
	}
	i := strings.LastIndexAny(s, "+-")
	if i < 0 {
		return s, false
	}
	digits := strings.Replace(s[i+1:], ":", "", 1)
	if !isDigits(digits) || len(digits) != 2 && len(digits) != 4 {
		return s, false
	}
	return s[:i], strings.Trim(digits, "0") == ""
}

// withoutHalf cuts "a.m.", "am", "p.m." or "pm" off the end of s; half is 'a',
// 'p' or 0.
func withoutHalf(s string) (rest string, half byte) {
	for _, mark := range [...]string{"a.m.", "am", "p.m.", "pm"} {
		if rest, ok := strings.CutSuffix(s, mark); ok {
			return rest, mark[0]
		}
	}
	return s, 0
}

// clockOf reads "9:00", "9:00:00", "9h30", "9h", and "9" where the half of the
// day is known.
func clockOf(s string, half byte) (Clock, bool) {
	parts := strings.Split(strings.Replace(s, "h", ":", 1), ":")
	switch {
	case len(parts) == 1 && half != 0:
		parts = append(parts, "00")
	case len(parts) == 2 && strings.HasSuffix(s, "h"):
		parts[1] = "00"
	}
	if len(parts) == 3 && parts[2] == "00" {
		parts = parts[:2]
	}
	if len(parts) != 2 || len(parts[0]) > 2 || len(parts[1]) != 2 || !isDigits(parts[0]) || !isDigits(parts[1]) {
		return 0, false
	}
	hour, _ := strconv.Atoi(parts[0]) // both are one or two digits
	minute, _ := strconv.Atoi(parts[1])
	hour, ok := hourOf(hour, half)
	c := Clock(hour*60 + minute)
	return c, ok && minute < 60 && c.Valid()
}

// hourOf is the hour of 24 for one that may be of a half of the day.
func hourOf(hour int, half byte) (int, bool) {
	switch {
	case half == 0:
		return hour, true
	case hour < 1 || hour > 12:
		return 0, false
	case half == 'p':
		return hour%12 + 12, true
	}
	return hour % 12, true
}

// isDigits reports whether s is one ASCII digit or more.
func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Valid reports whether c lies between 0 and Midnight, both included.
func (c Clock) Valid() bool { return 0 <= c && c <= Midnight }

// String writes c as "09:00", with Midnight as "24:00".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes what String writes; a Clock out of range is an error.
func (c Clock) MarshalText() ([]byte, error) {
	if !c.Valid() {
		return nil, fmt.Errorf("no such time of day: %d minutes after midnight", int(c))
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what ParseClock reads.
func (c *Clock) UnmarshalText(b []byte) error {
	read, err := ParseClock(string(b))
	if err == nil {
		*c = read
	}
	return err
}

func clockUnreadable(read string) error {
	return misread("clock_unreadable", read,
		bilingual.Text{En: "this is not a time of day", Fr: "ceci n’est pas une heure"},
		bilingual.Text{En: "Write hours and minutes, from 00:00 to 24:00, such as 09:30.", Fr: "Écrivez les heures et les minutes, de 00:00 à 24:00, par exemple 09:30."})
}

func clockInUTC(read string) error {
	return misread("clock_in_utc", read,
		bilingual.Text{En: "this time of day is in UTC", Fr: "cette heure est en temps universel"},
		bilingual.Text{En: "Write the time on the clock of the place, such as 09:00.", Fr: "Écrivez l’heure locale du lieu, par exemple 09:00."})
}

// misread is the problem of a value that could not be read.
func misread(code, read string, message, hint bilingual.Text) error {
	return &bilingual.Problem{Kind: bilingual.Invalid, Code: code, Message: message, Hint: hint, Read: read}
}
