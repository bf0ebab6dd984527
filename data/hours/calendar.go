package hours

import "github.com/relais-directory/relais/data/bilingual"

// Calendar is everything that decides whether a place is open.
type Calendar struct {
	Always    bool        `json:"always,omitempty"` // 24 hours, every day, holidays included
	Schedules []Schedule  `json:"schedules,omitempty"`
	Changes   []Change    `json:"changes,omitempty"`  // a later one wins over an earlier one
	Zone      string      `json:"zone,omitempty"`     // IANA name, for display and export; At takes the zone itself
	Province  string      `json:"province,omitempty"` // whose public holidays: "QC", or "CA" for the federal ones; "" none known
	OnHoliday HolidayRule `json:"on_holiday,omitempty"`
}

// HolidayRule says what happens on a public holiday: to the day as a whole, and
// to the sessions that begin on it. A session of the day before that runs into
// the holiday goes on as usual.
//
// The working day that may be taken instead of a holiday on a weekend, and the
// days that only some keep, are unknown under HolidayUnknown and HolidayClosed
// both: no one can say from here whether an office is one of them.
type HolidayRule string

// The holiday rules. Without one, a public holiday's hours are unknown.
const (
	HolidayUnknown HolidayRule = ""
	HolidayClosed  HolidayRule = "closed"
	HolidayAsUsual HolidayRule = "open"
)

// Change is a temporary change: on the days From to Through, both included, the
// place is closed or keeps these hours, whatever else its calendar says. Hours
// not stated (both zero, Closed false) mean that they are known to differ and
// not known how. Several hours on a day are several changes with the same dates.
type Change struct {
	From     Date           `json:"from"`
	Through  Date           `json:"through"`
	Closed   bool           `json:"closed,omitempty"`
	OpensAt  Clock          `json:"opens_at"`
	ClosesAt Clock          `json:"closes_at"`
	Reason   bilingual.Text `json:"reason,omitzero"`
}

// IsZero reports whether nothing at all is set, the zone included.
func (c Calendar) IsZero() bool {
	return !c.Stated() && c.Zone == "" && c.Province == "" && c.OnHoliday == ""
}

// Stated reports whether c says anything of when the place is open. A zone or
// a holiday rule alone does not.
func (c Calendar) Stated() bool { return c.Always || len(c.Schedules) > 0 || len(c.Changes) > 0 }

// covers reports whether the change is in force on d.
func (ch *Change) covers(d Date) bool { return !d.Before(ch.From) && !d.After(ch.Through) }
