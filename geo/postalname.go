package geo

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// A place that bears the name of an area, or of its main place, is meant if it
// lies within nameReach of the area's point; one that bears only the first words
// of the name ("Halifax Lower Harbour"), within headReach. Rural points are worth
// little, so the first is wide.
const (
	nameReach = 250 * Kilometer
	headReach = 20 * Kilometer
)

// postalPlace makes the label of a postal area from the table's name for it,
// which is in English and in damaged capitals: "Downtown Toronto (christie)",
// "Western Avalon Peninsula (argentia)". An urban area is named by its town, a
// rural one by the place in parentheses, both as the gazetteer spells them.
// Names that lost their accents have a label in corrections.tsv instead.
func (g *Gazetteer) postalPlace(name string, a *postalArea) bilingual.Text {
	head, inside, _ := strings.Cut(name, "(")
	inside, _, _ = strings.Cut(inside, ")")
	if a.rural() && inside != "" {
		head = inside
	}
	if t, ok := g.townNamed(head, a, nameReach); ok {
		return t.names()
	}
	for words := strings.Fields(head); len(words) > 1; {
		words = words[:len(words)-1]
		if t, ok := g.townNamed(strings.Join(words, " "), a, headReach); ok {
			return t.names()
		}
	}
	plain := withoutDirections(head)
	if t, ok := g.townNamed(plain, a, nameReach); ok {
		return t.names()
	}
	return bilingual.Same(mendCapitals(plain))
}

// townNamed gives the nearest town of a's province that bears the name, no
// farther than reach from its point.
func (g *Gazetteer) townNamed(name string, a *postalArea, reach Meters) (town, bool) {
	best, nearest := town{}, reach
	for _, i := range g.names[placeKey(name)] {
		t := g.towns[i]
		if away := Distance(t.Point, a.point); t.Province == a.province && away <= nearest {
			best, nearest = t, away
		}
	}
	return best, best.Name != ""
}

// directions are words that only say which part of a town an area is.
var directions = strings.Fields(`
	north south east west northeast northwest southeast southwest central
	outskirts extremities downtown inner outer`)

// withoutDirections drops them, unless nothing would be left.
func withoutDirections(name string) string {
	words := strings.Fields(name)
	kept := make([]string, 0, len(words))
	for _, word := range words {
		if !slices.Contains(directions, strings.ToLower(word)) {
			kept = append(kept, word)
		}
	}
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}

// mendCapitals gives each part of a name its capital back: "Cap-de-la- madeleine"
// is "Cap-de-la-Madeleine". Particles between hyphens stay small.
func mendCapitals(name string) string {
	words := strings.Fields(strings.ReplaceAll(name, "- ", "-"))
	for i, word := range words {
		parts := strings.Split(word, "-")
		for j, part := range parts {
			parts[j] = mendCapital(part, i+j == 0)
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

// particles stay small inside a name.
var particles = strings.Fields("de du des la le les sur et and of the aux en")

func mendCapital(part string, first bool) string {
	if small := strings.ToLower(part); !first && slices.Contains(particles, small) {
		return small
	}
	r, size := utf8.DecodeRuneInString(part)
	return string(unicode.ToUpper(r)) + part[size:]
}
