package hours

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// ByDay is one part of HSDS's byday: a day of the week, and in a monthly
// schedule which of them. Ordinal 0 is every such day; 2 the second of the
// month, -1 the last. It is written "MO", "2FR", "-1SU".
type ByDay struct {
	Ordinal int // -5 to 5
	Day     time.Weekday
}

// Every is the list of these days of the week, without ordinals.
func Every(days ...time.Weekday) []ByDay {
	list := make([]ByDay, len(days))
	for i, day := range days {
		list[i].Day = day
	}
	return list
}

// ParseByDay reads HSDS's "MO,TU,2FR,-1SU", in either case, with or without
// spaces. Nothing at all is the empty list.
func ParseByDay(s string) ([]ByDay, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var days []ByDay
	for part := range strings.SplitSeq(s, ",") {
		day, err := parseDay(part)
		if err != nil {
			return nil, err
		}
		days = append(days, day)
	}
	return days, nil
}

// FormatByDay writes what ParseByDay reads.
func FormatByDay(days []ByDay) string {
	parts := make([]string, len(days))
	for i, day := range days {
		parts[i] = day.String()
	}
	return strings.Join(parts, ",")
}

func parseDay(s string) (ByDay, error) {
	part := strings.ToUpper(strings.TrimSpace(s))
	cut := max(len(part)-2, 0)
	day, known := parseWeekday(part[cut:])
	ordinal, ok := parseOrdinal(part[:cut])
	if !known || !ok {
		return ByDay{}, misread("day_unreadable", s,
			bilingual.Text{En: "these are not days of the week", Fr: "ceci ne donne pas des jours de la semaine"},
			bilingual.Text{
				En: "Write two-letter days with commas between them, such as MO,TU; in a monthly schedule 2FR is the second Friday and -1SU the last Sunday.",
				Fr: "Écrivez les jours en deux lettres anglaises (MO, TU, WE, TH, FR, SA, SU) séparées par des virgules; dans un horaire mensuel, 2FR est le deuxième vendredi et -1SU le dernier dimanche.",
			})
	}
	return ByDay{Ordinal: ordinal, Day: day}, nil
}

func parseOrdinal(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n != 0 && -5 <= n && n <= 5
}

// String writes d as "MO", "2FR" or "-1SU".
func (d ByDay) String() string {
	if d.Ordinal == 0 {
		return dayCodes[d.Day%7]
	}
	return strconv.Itoa(d.Ordinal) + dayCodes[d.Day%7]
}

// MarshalText writes what String writes.
func (d ByDay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *ByDay) UnmarshalText(b []byte) error {
	read, err := parseDay(string(b))
	if err == nil {
		*d = read
	}
	return err
}

// ParseByMonthDay reads HSDS's bymonthday, "1,15,-1": days of the month, counted
// from its end where negative. Nothing at all is the empty list.
func ParseByMonthDay(s string) ([]int, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var days []int
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || !isMonthDay(n) {
			return nil, misread("month_day_unreadable", s,
				bilingual.Text{En: "these are not days of the month", Fr: "ceci ne donne pas des jours du mois"},
				bilingual.Text{
					En: "Write numbers from 1 to 31 with commas between them; -1 is the last day of the month.",
					Fr: "Écrivez des nombres de 1 à 31 séparés par des virgules; -1 est le dernier jour du mois.",
				})
		}
		days = append(days, n)
	}
	return days, nil
}

func isMonthDay(n int) bool { return n != 0 && -31 <= n && n <= 31 }

// dayCodes are RFC 5545's, by time.Weekday.
var dayCodes = [7]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

func parseWeekday(code string) (time.Weekday, bool) {
	i := slices.Index(dayCodes[:], code)
	return time.Weekday(max(i, 0)), i >= 0
}
