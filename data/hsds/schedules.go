package hsds

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

// calendar writes hours as schedules of the object that d describes, and what
// schedules cannot say as its facts: the zone, what happens on holidays, days
// on which it is closed.
func calendar(d *describer, c hours.Calendar) []Schedule {
	d.fact(FactZone, c.Zone)
	d.fact(FactHoliday, string(c.OnHoliday))
	d.fact(FactHolidaysOf, c.Province)
	for _, change := range c.Changes {
		if change.Closed {
			days := change.From.String() + "/" + change.Through.String()
			d.add(LinkFact, taxonomyFacts, FactClosed, FactClosed, days, d.words(days, change.Reason))
		}
	}
	if c.Always {
		d.fact(FactAllHours, data.Yes.String())
		return []Schedule{{
			ID: string(DeriveID("schedule", d.owner, "always")), Freq: "WEEKLY", ByDay: "MO,TU,WE,TH,FR,SA,SU",
			OpensAt: "00:00", ClosesAt: "23:59",
		}}
	}
	var list []Schedule
	for i, s := range c.Schedules {
		list = append(list, schedule(d, strconv.Itoa(i), s))
	}
	for i, change := range c.Changes {
		if !change.Closed {
			list = append(list, changed(d, "change"+strconv.Itoa(i), change))
		}
	}
	return list
}

func schedule(of *describer, name string, s hours.Schedule) Schedule {
	id := string(DeriveID("schedule", of.owner, name))
	d := &describer{terms: of.terms, owner: id}
	wire := Schedule{
		ID:            id,
		ValidFrom:     s.ValidFrom.String(),
		ValidTo:       s.ValidTo.String(),
		DTStart:       s.DTStart.String(),
		Until:         s.Until.String(),
		Count:         positive(s.Count),
		Wkst:          s.Wkst,
		Freq:          string(s.Freq),
		Interval:      positive(s.Interval),
		ByDay:         hours.FormatByDay(s.ByDay),
		ByMonthDay:    joinInts(s.ByMonthDay),
		Description:   d.words("description", s.Description),
		AttendingType: s.AttendingType,
		Notes:         d.words("notes", s.Notes),
	}
	if s.Stated() {
		wire.OpensAt, wire.ClosesAt = clocks(s.OpensAt, s.ClosesAt)
	}
	if s.ByAppointment {
		d.fact(FactAppointment, data.Yes.String())
	}
	wire.Attributes = d.list
	return wire
}

// changed writes hours that stand in for the usual ones between two dates.
func changed(of *describer, name string, c hours.Change) Schedule {
	id := string(DeriveID("schedule", of.owner, name))
	d := &describer{terms: of.terms, owner: id}
	d.fact(FactHours, data.Yes.String())
	wire := Schedule{
		ID: id, ValidFrom: c.From.String(), ValidTo: c.Through.String(),
		Freq: "WEEKLY", ByDay: "MO,TU,WE,TH,FR,SA,SU", Description: d.words("description", c.Reason),
	}
	if c.OpensAt != 0 || c.ClosesAt != 0 {
		wire.OpensAt, wire.ClosesAt = clocks(c.OpensAt, c.ClosesAt)
	}
	wire.Attributes = d.list
	return wire
}

// clocks writes the whole day as publishers of HSDS do.
func clocks(opens, closes hours.Clock) (string, string) {
	if opens == 0 && closes == hours.Midnight {
		return "00:00", "23:59"
	}
	return opens.String(), closes.String()
}

func positive(n int) *float64 {
	if n <= 0 {
		return nil
	}
	f := float64(n)
	return &f
}

func joinInts(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ",")
}

// Calendar reads hours back from schedules and the attributes of the object
// that has them. What cannot be read is left out, and its problems are given.
// The order of changes is lost in the standard: days on which it is closed come
// last, and so win.
func Calendar(schedules []Schedule, attributes []Attribute) (hours.Calendar, []error) {
	c := hours.Calendar{
		Zone:      Fact(attributes, FactZone),
		OnHoliday: hours.HolidayRule(Fact(attributes, FactHoliday)),
		Province:  Fact(attributes, FactHolidaysOf),
		Always:    Fact(attributes, FactAllHours) == data.Yes.String(),
	}
	var problems []error
	if c.Always {
		schedules = nil
	}
	for _, wire := range schedules {
		s, err := wire.hours()
		switch {
		case err != nil:
			problems = append(problems, err)
		case Fact(wire.Attributes, FactHours) == data.Yes.String():
			c.Changes = append(c.Changes, hours.Change{
				From: s.ValidFrom, Through: s.ValidTo, OpensAt: s.OpensAt, ClosesAt: s.ClosesAt, Reason: s.Description,
			})
		default:
			c.Schedules = append(c.Schedules, s)
		}
	}
	return c, append(problems, closures(&c, attributes)...)
}

func closures(c *hours.Calendar, attributes []Attribute) []error {
	var problems []error
	for _, a := range attributes {
		said, ok := a.Read()
		if !ok || said.Link != LinkFact || said.Code != FactClosed {
			continue
		}
		from, through, _ := strings.Cut(said.Value, "/")
		first, err1 := hours.ParseDate(from)
		last, err2 := hours.ParseDate(through)
		if err := errors.Join(err1, err2); err != nil {
			problems = append(problems, fmt.Errorf("read closed days: %w", err))
			continue
		}
		c.Changes = append(c.Changes, hours.Change{
			From: first, Through: last, Closed: true,
			Reason: data.Text{En: said.Label, Fr: cmp.Or(French(attributes, said.Value), said.Label)},
		})
	}
	return problems
}

// hours reads one schedule. A rule of the standard that we do not follow makes
// it unreadable: hours that are half understood would be wrong.
func (s Schedule) hours() (hours.Schedule, error) {
	if s.ByWeekNo != "" || s.ByYearDay != "" {
		return hours.Schedule{}, fmt.Errorf("byweekno and byyearday are not followed")
	}
	h := hours.Schedule{
		Freq: hours.Freq(s.Freq), Wkst: s.Wkst, AttendingType: s.AttendingType,
		Interval: whole(s.Interval), Count: whole(s.Count),
		Description:   Text(s.Description, s.Attributes, "description", bilingual.En),
		Notes:         Text(s.Notes, s.Attributes, "notes", bilingual.En),
		ByAppointment: Fact(s.Attributes, FactAppointment) == data.Yes.String(),
	}
	var err error
	if h.ByDay, err = hours.ParseByDay(s.ByDay); err != nil {
		return h, fmt.Errorf("byday: %w", err)
	}
	if h.ByMonthDay, err = hours.ParseByMonthDay(s.ByMonthDay); err != nil {
		return h, fmt.Errorf("bymonthday: %w", err)
	}
	for _, d := range []struct {
		name, text string
		to         *hours.Date
	}{{"valid_from", s.ValidFrom, &h.ValidFrom}, {"valid_to", s.ValidTo, &h.ValidTo}, {"dtstart", s.DTStart, &h.DTStart}, {"until", s.Until, &h.Until}} {
		if d.text == "" {
			continue
		}
		if *d.to, err = hours.ParseDate(d.text); err != nil {
			return h, fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return h, s.clocks(&h)
}

func (s Schedule) clocks(h *hours.Schedule) error {
	if s.OpensAt == "" && s.ClosesAt == "" {
		return nil
	}
	var err error
	if h.OpensAt, err = hours.ParseClock(s.OpensAt); err != nil {
		return fmt.Errorf("opens_at: %w", err)
	}
	if h.ClosesAt, err = hours.ParseClock(s.ClosesAt); err != nil {
		return fmt.Errorf("closes_at: %w", err)
	}
	if h.OpensAt == 0 && h.ClosesAt == hours.Midnight-1 {
		h.ClosesAt = hours.Midnight
	}
	return nil
}

// whole gives a number of the standard as a whole one; 0 for what is none.
func whole(f *float64) int {
	if f == nil || *f != math.Trunc(*f) || *f < 0 || *f > 1000 {
		return 0
	}
	return int(*f)
}
