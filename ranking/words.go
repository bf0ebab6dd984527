package ranking

import (
	"fmt"
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
	for ordinal, term := range j.vocabulary.All(kind) {
		if a.Has(ordinal) && b.Has(ordinal) {
			names = append(names, nameOf(term))
		}
	}
	return names
}

// nameOf is a term's name; a language's with the name that its speakers use,
// where it is another.
func nameOf(term data.Term) bilingual.Text {
	own := bilingual.Fold(term.Autonym)
	if strings.Contains(bilingual.Fold(term.Name.En+" "+term.Name.Fr), own) {
		return term.Name
	}
	return bilingual.Textf("%s (%s)", "%s (%s)", term.Name, term.Autonym)
}

// listed joins words by commas.
func listed(all []bilingual.Text) bilingual.Text {
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
	return bilingual.Text{
		En: fmt.Sprintf("%s %d", d.Month, d.Year),
		Fr: fmt.Sprintf("%s %d", frenchMonth(d.Month), d.Year),
	}
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
	switch hours := int(d.Hours()); {
	case hours < 1:
		return bilingual.Text{En: "less than an hour ago", Fr: "il y a moins d’une heure"}
	case hours < 2:
		return bilingual.Text{En: "an hour ago", Fr: "il y a une heure"}
	case hours < 48:
		return bilingual.Textf("%d hours ago", "il y a %d heures", hours)
	default:
		return bilingual.Textf("%d days ago", "il y a %d jours", hours/24)
	}
}
