package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// speech says facts of a listing in one language.
type speech struct {
	lang  bilingual.Lang
	terms *data.Terms
}

func (s speech) t(key string, args ...any) string {
	words, err := word(s.lang, key, args...)
	if err != nil {
		panic(err) // the tests try every key
	}
	return words
}

func (s speech) names(kind data.TermKind, ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, s.name(kind, id))
	}
	return strings.Join(names, "\u00a0· ") // names may hold commas, and begin with a capital
}

func (s speech) name(kind data.TermKind, id string) string {
	if t, ok := s.terms.Get(kind, id); ok {
		return t.Name.In(s.lang)
	}
	return id
}

// conditions are the terms whose answer is known to be this one, in plain words.
func (s speech) conditions(kind data.TermKind, all []data.Condition, answer data.Tri) string {
	var said []string
	for _, c := range all {
		if t, ok := s.terms.Get(kind, c.Term); ok && c.Answer == answer {
			said = append(said, t.Plain.In(s.lang))
		}
	}
	return sentences(said)
}

func (s speech) languages(offered []data.LanguageOffered, interpretation data.Tri) string {
	var names []string
	for _, l := range offered {
		name := l.Code
		if t, ok := s.terms.Get(data.TermLanguage, l.Code); ok {
			name = languageName(t, s.lang)
		}
		if l.Mode == data.ByInterpreter {
			name = s.t("language.interpreter", name)
		}
		names = append(names, name)
	}
	if interpretation == data.Yes {
		names = append(names, s.t("language.others"))
	}
	return strings.Join(names, ", ")
}

func (s speech) texts(all []data.Text) string {
	var said []string
	for _, t := range all {
		said = append(said, t.In(s.lang))
	}
	return strings.Join(said, "; ")
}

func (s speech) areas(areas []geo.Area) string {
	var said []string
	for _, a := range areas {
		said = append(said, a.Label.In(s.lang))
	}
	return strings.Join(said, ", ")
}

func (s speech) ages(r data.AgeRange) string {
	switch {
	case !r.Stated:
		return ""
	case r.Min == 0 && r.Max == 0:
		return s.t("ages.all")
	case r.Max == 0:
		return s.t("ages.from", r.Min)
	case r.Min == 0:
		return s.t("ages.to", r.Max)
	}
	return s.t("ages.between", r.Min, r.Max)
}

func (s speech) genders(all []data.Gender) string {
	if len(all) == 0 || len(all) == 3 {
		return ""
	}
	var said []string
	for _, g := range all {
		said = append(said, s.t("gender."+string(g)))
	}
	return s.t("genders", strings.Join(said, ", "))
}

// intake is whether new people are taken, where somebody has said so.
func (s speech) intake(state data.IntakeState) string {
	switch state {
	case data.IntakeAccepting, data.IntakeCrisisOnly, data.IntakeNotAccepting:
		return s.t("intake." + string(state))
	}
	return ""
}

// checked is the month of the last verification: the public is told no day.
func (s speech) checked(d hours.Date) string {
	if d.IsZero() {
		return ""
	}
	return s.t("checked", s.month(d.Month), d.Year)
}

func (s speech) month(m time.Month) string { return s.t(fmt.Sprintf("month.%d", int(m))) }

// clock writes a time of day: "5:30 p.m.", « 17 h 30 ».
func (s speech) clock(t time.Time) string {
	if s.lang == bilingual.Fr {
		if t.Minute() == 0 {
			return fmt.Sprintf("%d\u00a0h", t.Hour())
		}
		return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
	}
	half := "a.m."
	if t.Hour() >= 12 {
		half = "p.m."
	}
	hour := (t.Hour()+11)%12 + 1
	if t.Minute() == 0 {
		return fmt.Sprintf("%d\u00a0%s", hour, half)
	}
	return fmt.Sprintf("%d:%02d\u00a0%s", hour, t.Minute(), half)
}

// week writes a calendar as a door would.
func (s speech) week(c hours.Calendar) string {
	if c.Always {
		return s.t("open.always")
	}
	var parts []string
	for i := range c.Schedules {
		if words := s.schedule(&c.Schedules[i]); words != "" {
			parts = append(parts, words)
		}
	}
	for _, change := range c.Changes {
		key := "change.hours"
		if change.Closed {
			key = "change.closed"
		}
		parts = append(parts, s.t(key, s.date(change.From), s.date(change.Through)))
	}
	return strings.Join(parts, "; ")
}

func (s speech) schedule(r *hours.Schedule) string {
	when := s.days(r.ByDay)
	if r.Stated() {
		when = strings.TrimSpace(when + " " + s.t("span", s.wall(r.OpensAt), s.wall(r.ClosesAt)))
	}
	switch {
	case r.Interval > 1 || r.Freq == hours.Monthly || len(r.ByMonthDay) > 0:
		when = strings.TrimSpace(when + " " + s.t("span.some"))
	case r.ByAppointment:
		when = strings.TrimSpace(when + " " + s.t("span.appointment"))
	}
	return when
}

// days lists days of the week, three and more in a row as "Monday to Friday".
func (s speech) days(days []hours.ByDay) string {
	var said []string
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1].Day == days[last].Day+1 {
			last++
		}
		if last-i < 2 {
			last = i
			said = append(said, s.day(days[i]))
		} else {
			said = append(said, s.t("days", s.day(days[i]), s.day(days[last])))
		}
		i = last + 1
	}
	return strings.Join(said, ", ")
}

func (s speech) day(d hours.ByDay) string { return s.t("day." + dayKeys[d.Day]) }

func (s speech) wall(c hours.Clock) string {
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	return s.clock(day.Add(time.Duration(c) * time.Minute))
}

func (s speech) date(d hours.Date) string { return s.t("date", d.Day, s.month(d.Month), d.Year) }

// containsFolded reports whether part stands in s, however written.
func containsFolded(s, part string) bool {
	return strings.Contains(bilingual.Fold(s), bilingual.Fold(part))
}
