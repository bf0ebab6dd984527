package hours

import (
	"fmt"

	"github.com/relais-directory/relais/data/bilingual"
)

// Validate gives all problems of the calendar, each a *bilingual.Problem whose
// message begins with the field: "schedules[1].until: …". A calendar without
// problems may still say too little to be sure of; that is no fault.
//
// It does not look up Zone: time zones belong to package geo.
func (c Calendar) Validate() []error {
	var v faults
	if c.Province != "" && regionOf(c.Province) == 0 {
		v.add("province", "is no province or territory", "n’est ni une province ni un territoire")
	}
	if r := c.OnHoliday; r != HolidayUnknown && r != HolidayClosed && r != HolidayAsUsual {
		v.add("on_holiday", "must be “closed”, “open” or empty", "doit être « closed », « open » ou vide")
	}
	for i := range c.Schedules {
		v.at = fmt.Sprintf("schedules[%d].", i)
		v.schedule(&c.Schedules[i])
	}
	for i := range c.Changes {
		v.at = fmt.Sprintf("changes[%d].", i)
		v.change(&c.Changes[i])
	}
	return v.list
}

// faults gathers problems of the part that stands at a path.
type faults struct {
	at   string
	list []error
}

func (v *faults) add(field, en, fr string) {
	v.list = append(v.list, &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "hours_invalid",
		Message: bilingual.Text{En: v.at + field + ": " + en, Fr: v.at + field + " : " + fr},
	})
}

func (v *faults) schedule(s *Schedule) {
	v.repetition(s)
	v.days(s)
	v.dates(s)
	v.clocks(s.OpensAt, s.ClosesAt)
}

func (v *faults) repetition(s *Schedule) {
	if s.Freq != "" && s.Freq != Weekly && s.Freq != Monthly {
		v.add("freq", "must be WEEKLY, MONTHLY or empty", "doit être WEEKLY, MONTHLY ou vide")
	}
	if s.Interval < 0 {
		v.add("interval", "cannot be less than zero", "ne peut être inférieur à zéro")
	}
	if s.Count < 0 {
		v.add("count", "cannot be less than zero", "ne peut être inférieur à zéro")
	}
	if s.DTStart.IsZero() && (s.Interval > 1 || s.Count > 0) {
		v.add("dtstart", "is needed to count from, because there is an interval or a count", "est nécessaire pour compter, puisqu’il y a un intervalle ou un nombre de fois")
	}
	if _, known := parseWeekday(s.Wkst); s.Wkst != "" && !known {
		v.add("wkst", "must be a two-letter day such as MO", "doit être un jour en deux lettres anglaises, par exemple MO")
	}
}

func (v *faults) days(s *Schedule) {
	for i, day := range s.ByDay {
		field := fmt.Sprintf("byday[%d]", i)
		switch {
		case day.Day < 0 || day.Day > 6:
			v.add(field, "is no day of the week", "n’est pas un jour de la semaine")
		case day.Ordinal < -5 || day.Ordinal > 5:
			v.add(field, "counts beyond the fifth of a month", "compte au-delà du cinquième du mois")
		case day.Ordinal != 0 && s.freq() == Weekly:
			v.add(field, "counts within a month, but the schedule is weekly", "compte dans un mois, mais l’horaire est hebdomadaire")
		}
	}
	for i, n := range s.ByMonthDay {
		if !isMonthDay(n) {
			v.add(fmt.Sprintf("bymonthday[%d]", i), "is no day of a month", "n’est pas un jour du mois")
		}
	}
}

func (v *faults) dates(s *Schedule) {
	v.date("dtstart", s.DTStart)
	v.date("until", s.Until)
	v.date("valid_from", s.ValidFrom)
	v.date("valid_to", s.ValidTo)
	v.order("until", s.DTStart, s.Until)
	v.order("valid_to", s.ValidFrom, s.ValidTo)
}

func (v *faults) date(field string, d Date) {
	if !d.IsZero() && !d.Valid() {
		v.add(field, "is no day of the calendar", "n’est pas un jour du calendrier")
	}
}

func (v *faults) order(field string, first, last Date) {
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		v.add(field, "comes before the beginning", "précède le début")
	}
}

func (v *faults) clocks(opens, closes Clock) {
	if opens < 0 || opens >= Midnight {
		v.add("opens_at", "must lie between 00:00 and 23:59", "doit se situer entre 00:00 et 23:59")
	}
	if !closes.Valid() {
		v.add("closes_at", "must lie between 00:00 and 24:00", "doit se situer entre 00:00 et 24:00")
	}
}

func (v *faults) change(ch *Change) {
	if ch.From.IsZero() {
		v.add("from", "is missing", "manque")
	}
	if ch.Through.IsZero() {
		v.add("through", "is missing", "manque")
	}
	v.date("from", ch.From)
	v.date("through", ch.Through)
	v.order("through", ch.From, ch.Through)
	v.clocks(ch.OpensAt, ch.ClosesAt)
	if ch.Closed && (ch.OpensAt != 0 || ch.ClosesAt != 0) {
		v.add("closed", "goes with no hours", "ne va avec aucune heure d’ouverture")
	}
}
