package hours

import (
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// Freq is how a schedule repeats.
type Freq string

// The frequencies of HSDS.
const (
	Weekly  Freq = "WEEKLY"
	Monthly Freq = "MONTHLY"
)

// Schedule is one HSDS schedule: the days on which a session begins and when it
// opens and closes, on the clock of the place.
//
// OpensAt and ClosesAt both zero mean that nobody has stated the hours, only
// the days. The whole day is 00:00 to 24:00, or to 23:59 as HSDS's publishers
// write it. A closing at or before the opening is past midnight.
type Schedule struct {
	ID            string         `json:"id,omitempty"`
	Freq          Freq           `json:"freq,omitempty"`     // "" is Monthly where ordinals or days of the month are given, else Weekly
	Interval      int            `json:"interval,omitempty"` // every so many weeks or months from DTStart; 0 and 1 are every
	ByDay         []ByDay        `json:"byday,omitempty"`
	ByMonthDay    []int          `json:"bymonthday,omitempty"` // a day must be in both lists where both are given
	DTStart       Date           `json:"dtstart,omitzero"`     // no session before it; where no days are given, its day is the one
	Until         Date           `json:"until,omitzero"`       // last day on which a session begins
	ValidFrom     Date           `json:"valid_from,omitzero"`
	ValidTo       Date           `json:"valid_to,omitzero"` // included
	Count         int            `json:"count,omitempty"`   // so many days with a session, from DTStart; 0 is no end
	Wkst          string         `json:"wkst,omitempty"`    // first day of the week, "MO" if empty; counts where Interval does
	OpensAt       Clock          `json:"opens_at"`
	ClosesAt      Clock          `json:"closes_at"`
	ByAppointment bool           `json:"by_appointment,omitempty"`
	AttendingType string         `json:"attending_type,omitempty"` // how one attends, in the provider's words
	Description   bilingual.Text `json:"description,omitzero"`
	Notes         bilingual.Text `json:"notes,omitzero"`
}

// Stated reports whether the schedule says when it opens and closes.
func (s *Schedule) Stated() bool { return stated(s.OpensAt, s.ClosesAt) }

// freq is the frequency that s means.
func (s *Schedule) freq() Freq {
	if s.Freq != "" {
		return s.Freq
	}
	for _, day := range s.ByDay {
		if day.Ordinal != 0 {
			return Monthly
		}
	}
	if len(s.ByDay) == 0 && len(s.ByMonthDay) > 0 {
		return Monthly
	}
	return Weekly
}

func (s *Schedule) weekStart() time.Weekday {
	if day, ok := parseWeekday(s.Wkst); ok {
		return day
	}
	return time.Monday
}

// span is from one minute to another, counted from the midnight that a day
// begins with; past 1440 it is on the next day.
type span struct{ from, to int }

func (s span) has(minute int) bool { return s.from <= minute && minute < s.to }

func stated(opens, closes Clock) bool {
	return (opens != 0 || closes != 0) && opens.Valid() && opens < Midnight && closes.Valid()
}

// spanOf is the session between two times that are stated.
func spanOf(opens, closes Clock) span {
	if opens == 0 && closes == Midnight-1 {
		return span{0, int(Midnight)}
	}
	if closes <= opens {
		closes += Midnight
	}
	return span{int(opens), int(closes)}
}
