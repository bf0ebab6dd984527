package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// openNow says whether a place is open, and until when or from when: in the time
// of the place, which is the time that a person there reads on a clock.
func (a *app) openNow(s hours.State, until, next time.Time, zone string) string {
	location, err := geo.Zone(zone)
	if err != nil {
		until, next = time.Time{}, time.Time{}
	}
	switch {
	case s == hours.Open && !until.IsZero():
		return a.tf("open until %s", "ouvert jusqu’à %s", a.clock(until.In(location)))
	case s == hours.Open:
		return a.t("open", "ouvert")
	case s == hours.Closed && !next.IsZero():
		next = next.In(location)
		return a.tf("closed, opens %s %s", "fermé, ouvre %s à %s", weekdays[next.Weekday()].In(a.lang), a.clock(next))
	case s == hours.Closed:
		return a.t("closed", "fermé")
	}
	return a.t("hours unknown: call", "heures inconnues : appeler")
}

// weekdays are the days by Go's numbers, Sunday first.
var weekdays = [7]bilingual.Text{
	{En: "Sunday", Fr: "dimanche"}, {En: "Monday", Fr: "lundi"}, {En: "Tuesday", Fr: "mardi"}, {En: "Wednesday", Fr: "mercredi"},
	{En: "Thursday", Fr: "jeudi"}, {En: "Friday", Fr: "vendredi"}, {En: "Saturday", Fr: "samedi"},
}

// clock writes a time of day: "17:30", « 17 h 30 ».
func (a *app) clock(t time.Time) string {
	if a.lang == bilingual.Fr {
		return strings.TrimSuffix(fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute()), "\u00a0"+"00")
	}
	return t.Format("15:04")
}

// hours writes a calendar as a door would: days and times, a rule to a part.
func (a *app) hours(c hours.Calendar) string {
	if c.Always {
		return a.t("day and night, every day", "jour et nuit, tous les jours")
	}
	var parts []string
	for i := range c.Schedules {
		parts = append(parts, a.schedule(&c.Schedules[i]))
	}
	for _, change := range c.Changes {
		parts = append(parts, a.change(change))
	}
	return strings.Join(parts, "; ")
}

func (a *app) schedule(s *hours.Schedule) string {
	when := a.days(s.ByDay)
	if s.Stated() {
		when = strings.TrimSpace(when + " " + a.span(s.OpensAt, s.ClosesAt))
	}
	if s.Interval > 1 {
		when += a.tf(", every %d", ", une fois sur %d", s.Interval)
	}
	if s.ByAppointment {
		when = strings.TrimSpace(when + a.t(" by appointment", " sur rendez-vous"))
	}
	return when
}

func (a *app) span(opens, closes hours.Clock) string {
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(c hours.Clock) string { return a.clock(day.Add(time.Duration(c) * time.Minute)) }
	return a.tf("%s–%s", "de %s à %s", at(opens), at(closes))
}

func (a *app) days(days []hours.ByDay) string {
	var names []string
	for _, d := range days {
		name := weekdays[d.Day].In(a.lang)
		if d.Ordinal != 0 {
			name = a.ordinal(d.Ordinal) + " " + name + a.t(" of the month", " du mois")
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (a *app) ordinal(n int) string {
	switch {
	case n < 0:
		return a.t("last", "dernier")
	case n == 1:
		return a.t("first", "premier")
	}
	return a.tf("%dth", "%de", n)
}

func (a *app) change(c hours.Change) string {
	dates := a.tf("%s to %s", "du %s au %s", c.From.String(), c.Through.String())
	if c.Closed {
		return dates + a.t(": closed", " : fermé")
	}
	return dates + a.t(": other hours", " : autres heures")
}
