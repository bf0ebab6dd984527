package web

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Speech says facts of services in one language, as the public pages do, so that
// whoever works beside somebody who reads those reads the same words. It is given
// facts and never a listing: what may be said to whom is for its caller to know.
type Speech struct{ said speech }

// NewSpeech speaks lang, and names things by terms.
func NewSpeech(terms *data.Terms, lang bilingual.Lang) Speech { return Speech{speech{lang, terms}} }

// Openness is whether a place is open at an instant ("open", "closed" or
// "unknown"), and until or from when on its own clock.
func (s Speech) Openness(c hours.Calendar, at time.Time) (state, words string) {
	return s.said.openness(c, at)
}

// Week writes a calendar as a door would.
func (s Speech) Week(c hours.Calendar) string { return s.said.week(c) }

// Date writes a day.
func (s Speech) Date(d hours.Date) string { return s.said.date(d) }

// Clock writes a time of day, on the clock that t is told on.
func (s Speech) Clock(t time.Time) string { return s.said.clock(t) }

// Line is a phone line with the link that dials it.
func (s Speech) Line(p data.Phone) Line { return s.said.line(p) }

// Languages lists what is spoken, and how.
func (s Speech) Languages(offered []data.LanguageOffered, interpretation data.Tri) string {
	return s.said.languages(offered, interpretation)
}

// Language is a language's name, with that of its speakers where it adds anything.
func (s Speech) Language(t data.Term) string { return languageName(t, s.said.lang) }

// Names lists terms by their names.
func (s Speech) Names(kind data.TermKind, ids []string) string { return s.said.names(kind, ids) }

// Conditions lists the terms whose answer is known to be this one, in plain words.
func (s Speech) Conditions(kind data.TermKind, all []data.Condition, answer data.Tri) string {
	return s.said.conditions(kind, all, answer)
}

// Serves says whom a service was made for, whom it welcomes and whom it accepts.
func (s Speech) Serves(e data.Eligibility, served []data.PopulationServed) string {
	return s.said.served(e, served)
}

// Intake is whether new people are taken, "" where nobody has said so.
func (s Speech) Intake(state data.IntakeState) string { return s.said.intake(state) }

// Areas lists areas by their labels.
func (s Speech) Areas(areas []geo.Area) string { return s.said.areas(areas) }

// Texts lists texts.
func (s Speech) Texts(all []data.Text) string { return s.said.texts(all) }

// Address writes an address on one line, "" where it names no street.
func Address(a data.Address) string { return address(a) }

// Typeset puts the spaces that must not break where French typography has them.
func Typeset(lang bilingual.Lang, s string) string { return typeset(lang, s) }
