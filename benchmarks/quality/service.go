package quality

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// service is one service as the files write it. What is not written is not
// known, but for two things that nobody would leave out: it is active, and it
// accepts new people.
type service struct {
	Key          string // by which scenarios call it
	Name         string // "English | Français"; else that of its first need
	Needs        string
	For          string // populations that it is made for
	Welcomes     string // populations that it says it serves
	Only         string // populations that it is exclusive to
	Ages         string // "16-24", "18+", "any"
	Genders      string
	Speaks       string // languages of the staff
	Through      string // languages through an interpreter
	Interpreters string // for any language: yes, no
	AsksNo       string `toml:"asks_no"` // barrier terms that are known to be met
	Asks         string // barrier terms that are known not to be
	Access       string // accessibility that is there
	NoAccess     string `toml:"no_access"` // accessibility that is known not to be
	Areas        string // provinces, or CA
	Remote       bool
	Intake       string   // accepting (default), unknown, crisis_only; with "until 2026-12-15"
	Room         []string // "bed 3, 2h": three free, learned two hours before At; "bed none, 1h"; "room waitlist, 10h"
	Hours        string   // always, weekdays, evenings
	Specialized  string   // yes, no
	Verified     string   // a month: "2026-10"
}

// addService adds s to r, at r's location if it has one.
func (w *World) addService(r *record.Record, s *service, exposure record.Exposure) error {
	if s.Key == "" || w.Has(s.Key) {
		return errors.New("has no name of its own in key")
	}
	v, err := w.service(s)
	if err != nil {
		return err
	}
	v.Exposure = exposure
	v.Phones = []record.Phone{{Public: true, Phone: data.Phone{Number: w.number()}}}
	at := record.ServiceAtLocation{ID: idOf("at:" + s.Key), ServiceID: v.ID}
	if len(r.Locations) > 0 {
		at.LocationID = r.Locations[0].ID
		if s.NoAccess+s.Access != "" { // services of one location say the same of it
			r.Locations[0].Accessibility = conditions(s.Access, s.NoAccess)
		}
	}
	r.Services, r.At = append(r.Services, v), append(r.At, at)
	w.keys[at.ID], w.ids[s.Key] = s.Key, at.ID
	return nil
}

// number gives the next of the numbers that are kept for invented people.
func (w *World) number() string {
	n := len(w.ids)
	return fmt.Sprintf("+1%d55501%02d", 416+n/100, n%100)
}

func (w *World) service(s *service) (record.Service, error) {
	v := record.Service{
		ID: idOf("service:" + s.Key), Name: bilingualOf(s.Name), Status: data.Active,
		Needs: list(s.Needs), Populations: populations(s),
		Languages: languages(s), Barriers: conditions(s.AsksNo, s.Asks), Remote: s.Remote,
	}
	if s.Name == "" && len(v.Needs) > 0 {
		need, _ := w.Terms.Get(data.TermNeed, v.Needs[0]) // the record's Validate names unknown terms
		v.Name = need.Name
	}
	v.Eligibility.Exclusive = list(s.Only)
	for _, g := range list(s.Genders) {
		v.Eligibility.Genders = append(v.Eligibility.Genders, data.Gender(g))
	}
	faults := []error{
		setTo(&v.Eligibility.Ages, s.Ages, agesOf), setTo(&v.Intake, orElse(s.Intake, "accepting"), intakeOf),
		setTo(&v.Hours, s.Hours, calendarOf), setTo(&v.Verified.On, s.Verified, monthOf),
		setTo(&v.ServiceAreas, s.Areas, w.areas), setTo(&v.Capacity, strings.Join(s.Room, ";"), roomOf),
		setTo(&v.Specialized, s.Specialized, triOf), setTo(&v.Interpretation, s.Interpreters, triOf),
	}
	return v, errors.Join(faults...)
}

// setTo reads s into field, unless nothing is written.
func setTo[T any](field *T, s string, read func(string) (T, error)) error {
	if s == "" {
		return nil
	}
	value, err := read(s)
	*field = value
	return err
}

func populations(s *service) []data.PopulationServed {
	var all []data.PopulationServed
	for _, id := range list(s.For) {
		all = append(all, data.PopulationServed{Term: id, Level: data.MadeFor})
	}
	for _, id := range list(s.Welcomes) {
		all = append(all, data.PopulationServed{Term: id, Level: data.Welcomes})
	}
	return all
}

func languages(s *service) []data.LanguageOffered {
	var all []data.LanguageOffered
	for _, code := range list(s.Speaks) {
		all = append(all, data.LanguageOffered{Code: code, Mode: data.ByStaff})
	}
	for _, code := range list(s.Through) {
		all = append(all, data.LanguageOffered{Code: code, Mode: data.ByInterpreter})
	}
	return all
}

func conditions(yes, no string) []data.Condition {
	var all []data.Condition
	for _, id := range list(yes) {
		all = append(all, data.Condition{Term: id, Answer: data.Yes})
	}
	for _, id := range list(no) {
		all = append(all, data.Condition{Term: id, Answer: data.No})
	}
	return all
}

func triOf(s string) (data.Tri, error) {
	switch s {
	case "yes":
		return data.Yes, nil
	case "no":
		return data.No, nil
	}
	return data.Unknown, fmt.Errorf("neither yes nor no: %q", s)
}

// agesOf reads "16-24", "18+" and "any".
func agesOf(s string) (data.AgeRange, error) {
	a := data.AgeRange{Stated: true}
	if s == "any" {
		return a, nil
	}
	from, to, both := strings.Cut(strings.TrimSuffix(s, "+"), "-")
	var errFrom, errTo error
	a.Min, errFrom = strconv.ParseFloat(from, 64)
	if both {
		a.Max, errTo = strconv.ParseFloat(to, 64)
	}
	return a, errors.Join(errFrom, errTo)
}

// intakeOf reads "not_accepting until 2026-12-15".
func intakeOf(s string) (data.Intake, error) {
	state, day, dated := strings.Cut(s, " until ")
	intake := data.Intake{State: data.IntakeState(state)}
	switch intake.State {
	case data.IntakeAccepting, data.IntakeCrisisOnly, data.IntakeNotAccepting:
	case "unknown":
		intake.State = data.IntakeUnknown
	default:
		return intake, fmt.Errorf("no such intake: %q", state)
	}
	if !dated {
		return intake, nil
	}
	until, err := hours.ParseDate(day)
	intake.Until = until
	return intake, err
}

// calendarOf reads always, weekdays (nine to five) and evenings (16 to 23, every
// day).
func calendarOf(s string) (hours.Calendar, error) {
	switch s {
	case "always":
		return hours.Calendar{Always: true}, nil
	case "weekdays":
		return weekly(9*60, 17*60, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday), nil
	case "evenings":
		return weekly(16*60, 23*60, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday), nil
	}
	return hours.Calendar{}, fmt.Errorf("no such hours: %q", s)
}

func weekly(opens, closes hours.Clock, days ...time.Weekday) hours.Calendar {
	return hours.Calendar{OnHoliday: hours.HolidayAsUsual, Schedules: []hours.Schedule{{
		Freq: hours.Weekly, ByDay: hours.Every(days...), OpensAt: opens, ClosesAt: closes,
	}}}
}

func monthOf(s string) (hours.Date, error) { return hours.ParseDate(s + "-10") }

// roomOf reads "bed 3, 2h" and its kin, ";" between them.
func roomOf(s string) ([]data.Capacity, error) {
	var all []data.Capacity
	for part := range strings.SplitSeq(s, ";") {
		what, age, _ := strings.Cut(part, ", ")
		unit, room, _ := strings.Cut(what, " ")
		old, err := time.ParseDuration(age)
		if err != nil {
			return nil, err
		}
		c := data.Capacity{Unit: unit, Updated: At.Add(-old), By: "an advocate", How: "call"}
		if err := setRoom(&c, room); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func setRoom(c *data.Capacity, room string) error {
	n := 0
	switch room {
	case "none":
		c.Status, c.Available = data.NoCapacity, &n
	case "waitlist":
		c.Status = data.Waitlist
	default:
		var err error
		n, err = strconv.Atoi(room)
		c.Status, c.Available = data.HasCapacity, &n
		return err
	}
	return nil
}

// areas reads provinces, or CA for the country.
func (w *World) areas(s string) ([]geo.Area, error) {
	var all []geo.Area
	for _, code := range list(s) {
		area, ok := w.Gazetteer.ProvinceArea(geo.Province(code))
		if code == "CA" {
			area, ok = w.Gazetteer.Country(), true
		}
		if !ok {
			return nil, fmt.Errorf("no such area: %q", code)
		}
		all = append(all, area)
	}
	return all, nil
}
