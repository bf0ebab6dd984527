package staff

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// Origin is what the place box understood.
type Origin struct {
	Label string
	About string   // how exact that is
	Notes []string // what was repaired or assumed
}

func originOf(o geo.Origin, lang bilingual.Lang) *Origin {
	if o.IsZero() && len(o.Notes) == 0 {
		return nil
	}
	card := &Origin{Label: o.Label.In(lang)}
	switch {
	case o.Radius > 0:
		card.About = say(lang, "origin.radius", say(lang, "origin."+string(o.Kind)), kilometers(o.Radius, lang))
	case o.Kind != "":
		card.About = say(lang, "origin."+string(o.Kind))
	}
	if o.Approximate {
		card.About += " " + say(lang, "origin.approximate")
	}
	for _, n := range o.Notes {
		card.Notes = append(card.Notes, web.Typeset(lang, sentence(n.In(lang))))
	}
	return card
}

// kilometers writes a length as people say it: "0.8 km", « 0,8 km », "140 km".
func kilometers(m geo.Meters, lang bilingual.Lang) string {
	km := m.Kilometers()
	s := fmt.Sprintf("%.0f", math.Round(km))
	switch {
	case km < 9.95:
		s = strings.TrimSuffix(fmt.Sprintf("%.1f", km), ".0")
	case km >= 100:
		s = fmt.Sprintf("%.0f", math.Round(km/10)*10)
	}
	if n := len(s); n > 3 && !strings.Contains(s, ".") {
		s = s[:n-3] + thousands(lang) + s[n-3:]
	}
	if lang == bilingual.Fr {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + "\u00a0km"
}

// thousands stand apart by a comma in English, and by a thin space in French.
func thousands(lang bilingual.Lang) string {
	if lang == bilingual.Fr {
		return "\u202f"
	}
	return ","
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s = strings.TrimRight(s, ". "); s == "" {
		return ""
	}
	if !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "!") {
		s += "."
	}
	return capital(s)
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
