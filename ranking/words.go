package ranking

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/index"
)

// termNames lists the names of terms.
func (j *judge) termNames(kind data.TermKind, ids []string) bilingual.Text {
	names := make([]bilingual.Text, len(ids))
	for i, id := range ids {
		term, ok := j.terms.Get(kind, id)
		if !ok {
			term.Name = bilingual.Same(id)
		}
		names[i] = term.Name
	}
	return listed(names)
}

// shared lists the names of the terms of a kind that are in both sets, in the
// order of the vocabulary.
func (j *judge) shared(kind data.TermKind, a, b index.TermSet) []bilingual.Text {
	var names []bilingual.Text
	all := j.vocabulary.All(kind)
	for ordinal := range a.Both(b) {
		names = append(names, all[ordinal].Called())
	}
	return names
}

// listed joins words by commas.
func listed(all []bilingual.Text) bilingual.Text {
	if len(all) == 1 {
		return bilingual.Text{En: all[0].In(bilingual.En), Fr: all[0].In(bilingual.Fr)}
	}
	en, fr := make([]string, len(all)), make([]string, len(all))
	for i, t := range all {
		en[i], fr[i] = t.In(bilingual.En), t.In(bilingual.Fr)
	}
	return bilingual.Text{En: strings.Join(en, ", "), Fr: strings.Join(fr, ", ")}
}

// dayInWords writes a date: "March 1, 2026", « 1er mars 2026 ».
func dayInWords(d hours.Date) bilingual.Text {
	day := fmt.Sprint(d.Day)
	if d.Day == 1 {
		day = "1er"
	}
	return bilingual.Text{
		En: fmt.Sprintf("%s %d, %d", d.Month, d.Day, d.Year),
		Fr: fmt.Sprintf("%s %s %d", day, frenchMonth(d.Month), d.Year),
	}
}

// monthInWords writes the month of a date.
func monthInWords(d hours.Date) bilingual.Text {
	year := " " + strconv.Itoa(d.Year)
	return bilingual.Text{En: d.Month.String() + year, Fr: frenchMonth(d.Month) + year}
}

func frenchMonth(m time.Month) string {
	return [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
		"septembre", "octobre", "novembre", "décembre"}[m-1]
}

func decimalComma(number string) string { return strings.Replace(number, ".", ",", 1) }

// capitalized begins a sentence.
func capitalized(t bilingual.Text) bilingual.Text {
	return bilingual.Text{En: upper(t.En), Fr: upper(t.Fr)}
}

func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// agoInWords says how long ago something was learned.
func agoInWords(d time.Duration) bilingual.Text {
	switch {
	case d < time.Minute:
		return bilingual.Text{En: "just now", Fr: "à l’instant"}
	case d < time.Hour:
		return bilingual.Textf("%d min ago", "il y a %d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return bilingual.Textf("%d h ago", "il y a %d h", int(d.Hours()))
	}
	return bilingual.Textf("%d days ago", "il y a %d jours", daysOf(d))
}

func daysOf(d time.Duration) int { return int(d.Hours() / 24) }

// momentInWords says when t is or was, seen from now, on the clocks of zone; on
// those of UTC, and saying so, where there is none: "at 09:10 yesterday".
func momentInWords(t, now time.Time, zone *time.Location) bilingual.Text {
	clock := bilingual.Text{}
	if zone == nil {
		zone, clock = time.UTC, bilingual.Same(" UTC")
	}
	t, now = t.In(zone), now.In(zone)
	clock = bilingual.Text{En: t.Format("15:04") + clock.En, Fr: frenchClock(t) + clock.Fr}
	switch days := hours.DateOf(t).DaysSince(hours.DateOf(now)); {
	case days == 0:
		return bilingual.Textf("at %s today", "aujourd’hui à %s", clock)
	case days == -1:
		return bilingual.Textf("at %s yesterday", "hier à %s", clock)
	case days == 1:
		return bilingual.Textf("at %s tomorrow", "demain à %s", clock)
	case days > 1 && days < 7:
		return bilingual.Textf("on %s at %s", "%s à %s", weekdayInWords(t.Weekday()), clock)
	}
	return bilingual.Textf("on %s at %s", "le %s à %s", dayInWords(hours.DateOf(t)), clock)
}

func frenchClock(t time.Time) string {
	if t.Minute() == 0 {
		return fmt.Sprintf("%d\u00a0h", t.Hour())
	}
	return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute())
}

func weekdayInWords(d time.Weekday) bilingual.Text {
	fr := [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}[d]
	return bilingual.Text{En: d.String(), Fr: fr}
}

// spanInWords is a length of time: hours up to two days, then days.
func spanInWords(d time.Duration) bilingual.Text {
	if d < 48*time.Hour {
		return bilingual.Textf("%d h", "%d h", int(d.Hours()))
	}
	return bilingual.Textf("%d days", "%d jours", daysOf(d))
}
