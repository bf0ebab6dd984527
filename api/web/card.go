package web

import (
	"html/template"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Card is one service as a page shows it: everything in words, in one language.
type Card struct {
	Number       int
	Service      string
	Organization string
	Calls        []Line // to speak, the first to call first
	Writes       []Line // to text
	State        string // "open", "closed" or "unknown"
	Hours        string // whether it is open, and until or from when
	Intake       string
	Where        string
	Band         string
	Languages    string
	Serves       string
	Facts        []Fact // the rest, in the order in which people ask
	Asks         []string
	Reasons      []string
	Checked      string // the month in which somebody last confirmed it
	Remote       bool
}

// Line is one phone line.
type Line struct {
	Dial    template.URL // "tel:+14165550123,4" or "sms:…": digits and signs alone
	Display string       // "416-555-0123"
	Label   string       // what it is: "Intake line", "day and night"
}

// Fact is one thing about a service with its name. What goes on paper is what is
// needed to get there.
type Fact struct {
	Name, Value string
	Paper       bool
}

// CardOf puts a listing in words as it stands at an instant. Intake is its state
// at that instant; one that is not known says nothing.
func (p *Pages) CardOf(l *data.Listing[data.Public], intake data.IntakeState, lang bilingual.Lang, at time.Time) Card {
	s := speech{lang, p.terms}
	c := Card{
		Service: l.Service.Name.In(lang), Organization: l.Organization.Name.In(lang),
		Intake: s.intake(intake), Where: s.where(l), Remote: l.Remote,
		Languages: s.languages(l.Languages, l.Interpretation), Serves: s.serves(l),
		Facts: s.facts(l), Checked: s.checked(l.Verified),
	}
	c.State, c.Hours = s.openness(l.Hours, at)
	for _, phone := range l.Phones {
		line := s.line(phone)
		switch phone.Type {
		case data.TextLine:
			c.Writes = append(c.Writes, line)
		case data.Fax:
		default:
			c.Calls = append(c.Calls, line)
		}
	}
	return c
}

// facts are what stands behind "more".
func (s speech) facts(l *data.Listing[data.Public]) []Fact {
	all := []Fact{
		{s.t("fact.does"), s.names(data.TermNeed, l.Needs), false},
		{s.t("fact.description"), l.Description.In(s.lang), false},
		{s.t("fact.get_in"), l.Application.In(s.lang), true},
		{s.t("fact.not_asked"), s.conditions(data.TermBarrier, l.Barriers, data.Yes), false},
		{s.t("fact.bring"), s.texts(l.Documents), true},
		{s.t("fact.fees"), l.Fees.In(s.lang), false},
		{s.t("fact.access"), s.conditions(data.TermAccessibility, l.Accessibility, data.Yes), false},
		{s.t("fact.week"), s.week(l.Hours), true},
		{s.t("fact.address"), address(l.Address), true},
		{s.t("fact.area"), s.areas(l.ServiceAreas), false},
		{s.t("fact.email"), l.Email, false},
		{s.t("fact.web"), l.URL, false},
	}
	var known []Fact
	for _, f := range all {
		if f.Value != "" {
			known = append(known, f)
		}
	}
	return known
}

// Call is a voice line.
func Call(number, display, label string) Line {
	return Line{Dial: template.URL("tel:" + strings.Map(dialable, number)), Display: display, Label: label}
}

// line is a phone line with the link that dials it: after the number, a pause
// and the extension.
func (s speech) line(p data.Phone) Line {
	scheme, number := "tel:", p.Number
	if p.Type == data.TextLine {
		scheme = "sms:"
	}
	l := Line{Display: displayPhone(p.Number), Label: p.Description.In(s.lang)}
	if p.Extension != "" {
		l.Display += s.t("line.extension", p.Extension)
		number += "," + p.Extension
	}
	if p.Type == data.Textphone {
		l.Label = joined(l.Label, s.t("line.tty"))
	}
	if p.AllHours {
		l.Label = joined(l.Label, s.t("line.always"))
	}
	l.Dial = template.URL(scheme + strings.Map(dialable, number))
	return l
}

func dialable(r rune) rune {
	if r >= '0' && r <= '9' || strings.ContainsRune("+,*#", r) {
		return r
	}
	return -1
}

// displayPhone writes a North American number as people here do.
func displayPhone(number string) string {
	n, ok := strings.CutPrefix(number, "+1")
	if !ok || len(n) != 10 || strings.ContainsFunc(n, func(r rune) bool { return r < '0' || r > '9' }) {
		return number
	}
	return n[:3] + "-" + n[3:6] + "-" + n[6:]
}

// openness is whether a place is open now, and until or from when on the clock of
// the place itself.
func (s speech) openness(c hours.Calendar, at time.Time) (state, words string) {
	zone, err := geo.Zone(c.Zone)
	if err != nil {
		zone = nil
	}
	a := c.At(at, zone)
	switch {
	case c.Always && a.State == hours.Open:
		return "open", s.t("open.always")
	case a.State == hours.Open && !a.Until.IsZero():
		return "open", s.t("open.until", s.moment(a.Until, at.In(zone)))
	case a.State == hours.Open:
		return "open", s.t("open.now")
	case a.State == hours.Closed && !a.NextOpen.IsZero():
		return "closed", s.t("closed.until", s.moment(a.NextOpen, at.In(zone)))
	case a.State == hours.Closed:
		return "closed", s.t("closed.now")
	case a.ByAppointment:
		return "unknown", s.t("open.appointment")
	}
	return "unknown", s.t("open.unknown")
}

// moment is a time of day, with its day where that is not today.
func (s speech) moment(t, now time.Time) string {
	t = t.In(now.Location())
	days := hours.DateOf(t).DaysSince(hours.DateOf(now))
	switch {
	case days == 0:
		return s.clock(t)
	case days == 1:
		return s.t("moment.tomorrow", s.clock(t))
	case days < 7:
		return s.t("moment.day", s.t("day."+dayKeys[t.Weekday()]), s.clock(t))
	}
	return s.t("moment.date", t.Day(), s.month(t.Month()))
}

var dayKeys = [7]string{"su", "mo", "tu", "we", "th", "fr", "sa"}

// where is a place as exactly as it was published.
func (s speech) where(l *data.Listing[data.Public]) string {
	if l.Remote && l.Place.IsZero() {
		return s.t("where.remote")
	}
	where := l.Place.Label.In(s.lang)
	if l.Remote {
		where = joined(where, s.t("where.remote"))
	}
	return where
}

func (s speech) serves(l *data.Listing[data.Public]) string {
	return s.served(l.Eligibility, l.Populations)
}

// served is who is accepted: what limits comes first, then whom it was made for.
func (s speech) served(e data.Eligibility, served []data.PopulationServed) string {
	var parts []string
	if only := s.names(data.TermPopulation, e.Exclusive); only != "" {
		parts = append(parts, s.t("serves.only", only))
	}
	var made, welcome []string
	for _, p := range served {
		if p.Level == data.MadeFor {
			made = append(made, p.Term)
		} else {
			welcome = append(welcome, p.Term)
		}
	}
	if names := s.names(data.TermPopulation, made); names != "" && len(e.Exclusive) == 0 {
		parts = append(parts, s.t("serves.made", names))
	}
	if names := s.names(data.TermPopulation, welcome); names != "" {
		key := "serves.welcome"
		if len(parts) > 0 {
			key = "serves.also"
		}
		parts = append(parts, s.t(key, names))
	}
	parts = append(parts, s.genders(e.Genders), s.ages(e.Ages), e.Notes.In(s.lang))
	return sentences(parts)
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\u00a0· " + b
}

// sentences joins what is not empty, each with its full stop.
func sentences(parts []string) string {
	var said []string
	for _, p := range parts {
		if p == "" {
			continue
		}
		if !strings.HasSuffix(p, ".") {
			p += "."
		}
		said = append(said, p)
	}
	return strings.Join(said, " ")
}

func address(a data.Address) string {
	var parts []string
	for _, p := range []string{a.Line1, a.Line2, a.City, a.Province} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if a.Line1 == "" {
		return "" // a town alone is said already
	}
	return strings.Join(parts, ", ")
}
