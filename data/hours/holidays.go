package hours

import (
	"slices"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// Holiday is one public holiday on one day.
type Holiday struct {
	Date Date
	Name bilingual.Text
	// Statutory holds where a law of the province or territory names the day for
	// everybody. Otherwise many keep it, by custom or by choice, and nobody can
	// say whether a given office does.
	Statutory bool
	// Substitute is for a working day that many take instead of a statutory
	// holiday that fell on a weekend; Name is that holiday's.
	Substitute bool
}

// IsZero reports whether h is no holiday.
func (h Holiday) IsZero() bool { return h.Date.IsZero() }

// Holidays lists the public holidays of a province or territory ("ON", "QC", …)
// in one year, by date; "CA" gives those of federal workplaces. It lists the
// day itself where it falls on a weekend, and no substitutes. Unknown codes
// have none.
//
// The names and days are those commonly published from each jurisdiction's
// employment standards, holiday and remembrance statutes, as of 2026; the text of
// the statutes was not at hand when the table was written. For earlier years, a
// holiday made a law later is left out. Not listed: what
// only the public service or one town keeps (Regatta Day in St. John’s, Heritage
// Day in Yukon, Easter Monday outside Québec). In Québec, employers choose
// between Good Friday and Easter Monday, so that neither is certain.
func Holidays(province string, year int) []Holiday {
	where := regionOf(province)
	var list []Holiday
	for month, rules := range holidayRules {
		for i := range rules {
			if r := &rules[i]; r.holds(where, year) {
				list = append(list, r.holiday(where, r.day.in(year, time.Month(month))))
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return list
}

// holidayOn gives the holiday of d in a region, if any: a listed one, or a
// substitute.
func holidayOn(where regions, d Date) (Holiday, bool) {
	if where == 0 {
		return Holiday{}, false
	}
	if h, ok := listed(where, d); ok {
		return h, true
	}
	return substitute(where, d)
}

func listed(where regions, d Date) (Holiday, bool) {
	if h, ok := listedUnder(d.Month, where, d); ok {
		return h, true
	}
	if d.Month == time.March || d.Month == time.April { // Good Friday and Easter Monday are in no other
		return listedUnder(easterMonth, where, d)
	}
	return Holiday{}, false
}

func listedUnder(month time.Month, where regions, d Date) (Holiday, bool) {
	rules := holidayRules[month]
	if len(rules) == 0 {
		return Holiday{}, false
	}
	weekday := d.Weekday()
	for i := range rules {
		if r := &rules[i]; r.day.isOn(d, weekday) && r.holds(where, d.Year) {
			return r.holiday(where, d), true
		}
	}
	return Holiday{}, false
}

// substitute gives the statutory holiday that some keep on d because it fell on
// the weekend before. Laws and employers differ on whether there is such a day
// and which; the usual one is the first working day after, so that two holidays
// from Saturday to Monday leave one for Tuesday.
func substitute(where regions, d Date) (Holiday, bool) {
	back := int(d.Weekday() - time.Monday)
	if back != 0 && back != 1 {
		return Holiday{}, false
	}
	saturday, onSaturday := statutory(where, d.AddDays(-back-2))
	sunday, onSunday := statutory(where, d.AddDays(-back-1))
	if back == 1 {
		_, onMonday := statutory(where, d.AddDays(-1))
		if !onMonday {
			return instead(sunday, d, onSaturday && onSunday)
		}
	} else if onSaturday {
		return instead(saturday, d, true)
	}
	if onSunday {
		return instead(sunday, d, true)
	}
	return instead(saturday, d, onSaturday)
}

func statutory(where regions, d Date) (Holiday, bool) {
	h, ok := listed(where, d)
	return h, ok && h.Statutory
}

func instead(h Holiday, d Date, ok bool) (Holiday, bool) {
	if !ok {
		return Holiday{}, false
	}
	return Holiday{Date: d, Name: h.Name, Substitute: true}, true
}

// Provinces lists the codes that Holidays knows: the ten provinces, the three
// territories, and "CA".
func Provinces() []string { return slices.Clone(regionCodes[:]) }

// regions is a set of provinces and territories, and the federal workplaces.
type regions uint16

const (
	ab regions = 1 << iota
	bc
	mb
	nb
	nl
	ns
	nt
	nu
	on
	pe
	qc
	sk
	yt
	ca

	everywhere regions = 1<<iota - 1
)

var regionCodes = [...]string{"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT", "CA"}

// regionOf is the set of the one region with this code, or the empty set.
func regionOf(code string) regions {
	for i, known := range regionCodes {
		if code == known {
			return 1 << i
		}
	}
	return 0
}
