package geo

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// misspelt finds the towns whose name is one slip away from r's.
func (g *Gazetteer) misspelt(r reading) []int32 {
	typed := []rune(r.key)
	if len(typed) < shortestMisspelt {
		return nil
	}
	var found []int32
	var letters []rune
	for _, key := range g.keys {
		if n := len(key) - len(r.key); n > utf8.UTFMax || n < -utf8.UTFMax {
			continue
		}
		letters = appendRunes(letters[:0], key)
		if len(letters) >= shortestMisspelt && oneSlip(typed, letters) {
			found = append(found, g.exact(reading{key: key, province: r.province, near: r.near, nation: r.nation})...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func appendRunes(to []rune, s string) []rune {
	for _, r := range s {
		to = append(to, r)
	}
	return to
}

// oneSlip reports whether a and b differ by one letter more, less or other, or
// by two neighbours swapped: a Damerau-Levenshtein distance of at most 1.
func oneSlip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(b) > len(a) {
		return slices.Equal(a[i:], b[i+1:])
	}
	if i == len(a) || slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// mostChoices is how many near spellings are offered for an unknown name.
const mostChoices = 6

// nearSpellings gives the towns whose names are at most two edits from key or
// begin with it, the closest and then the largest first.
func (g *Gazetteer) nearSpellings(r reading) []int32 {
	type candidate struct {
		town  int32
		edits int
	}
	typed := []rune(r.key)
	if len(typed) < 3 {
		return nil
	}
	var near []candidate
	var letters []rune
	for _, key := range g.keys {
		letters = appendRunes(letters[:0], key)
		edits := editsUpTo2(typed, letters)
		if edits > 2 && !strings.HasPrefix(key, r.key) {
			continue
		}
		for _, i := range g.names[key] {
			near = append(near, candidate{i, edits})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(a.edits, b.edits),
			cmp.Compare(g.people(b.town), g.people(a.town)),
			cmp.Compare(a.town, b.town),
		)
	})
	var towns []int32
	for _, c := range near {
		if len(towns) < mostChoices && !slices.Contains(towns, c.town) {
			towns = append(towns, c.town)
		}
	}
	return towns
}

// editsUpTo2 is the Levenshtein distance of a and b, or 3 where it is more than 2.
func editsUpTo2(a, b []rune) int {
	const tooMany = 3
	if n := len(a) - len(b); n > 2 || n < -2 {
		return tooMany
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return editsLeft(a[i:], b[i:], 2)
}

// editsLeft spends at most budget edits on the first difference and on what
// follows; with a budget of 2 it branches at most nine ways.
func editsLeft(a, b []rune, budget int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a) == 0 && len(b) == 0 {
		return 0
	}
	if budget == 0 {
		return 3
	}
	least := 3
	if len(a) > 0 {
		least = min(least, 1+editsLeft(a[1:], b, budget-1))
	}
	if len(b) > 0 {
		least = min(least, 1+editsLeft(a, b[1:], budget-1))
	}
	if len(a) > 0 && len(b) > 0 {
		least = min(least, 1+editsLeft(a[1:], b[1:], budget-1))
	}
	return least
}

// unknown is the answer to a name that nothing bears.
func (g *Gazetteer) unknown(readings []reading) error {
	r := readings[len(readings)-1]
	found := g.perhaps(r)
	if len(found) == 0 {
		found = g.names[r.key] // in another province than the one named
	}
	if len(found) == 0 {
		found = g.nearSpellings(r)
	}
	return &bilingual.Problem{
		Kind: bilingual.NotFound,
		Code: "place_unknown",
		Message: bilingual.Text{
			En: "this place is not in the list of places",
			Fr: "ce lieu n’est pas dans la liste des lieux",
		},
		Hint: bilingual.Text{
			En: "Check the spelling, or give a larger town nearby or the first three characters of a postal code.",
			Fr: "Vérifiez l’orthographe, ou donnez une plus grande ville des environs ou les trois premiers caractères d’un code postal.",
		},
		Choices: g.choices(found),
	}
}

func (g *Gazetteer) ambiguous(found []int32) error {
	return &bilingual.Problem{
		Kind:    bilingual.Ambiguous,
		Code:    "place_ambiguous",
		Message: bilingual.Text{En: "several places have this name", Fr: "plusieurs lieux portent ce nom"},
		Hint: bilingual.Text{
			En: "Choose one of them, or add the province.",
			Fr: "Choisissez l’un d’eux, ou ajoutez la province.",
		},
		Choices: g.choices(found),
	}
}

// choices says for each town what to type so that it alone is meant.
func (g *Gazetteer) choices(found []int32) []bilingual.Choice {
	var choices []bilingual.Choice
	for _, i := range found {
		t := g.towns[i]
		choice := bilingual.Choice{Input: t.label().En, Label: t.label()}
		if _, unique := g.only(t.key, t.Province); !unique {
			choice = g.choiceNear(i)
		}
		choices = append(choices, choice)
	}
	slices.SortFunc(choices, func(a, b bilingual.Choice) int { return cmp.Compare(a.Input, b.Input) })
	return choices
}

// choiceNear tells a town from its namesakes of the same province by the
// largest town around it.
func (g *Gazetteer) choiceNear(i int32) bilingual.Choice {
	t := g.towns[i]
	neighbour := g.landmark(i).names()
	label := t.label()
	label.En += " (near " + neighbour.En + ")"
	label.Fr += " (près " + bilingual.De(neighbour.Fr) + ")"
	return bilingual.Choice{Input: label.En, Label: label}
}

// landmark gives the town of i's province that has most people for its
// distance, bears a name that no other there does, and is nearer to i than to
// any namesake of i.
func (g *Gazetteer) landmark(i int32) town {
	t := g.towns[i]
	best, pull := t, -1.0
	for j := range g.towns {
		other := &g.towns[j]
		if other.Province != t.Province {
			continue
		}
		if _, unique := g.only(other.key, t.Province); !unique {
			continue
		}
		away := Distance(t.Point, other.Point)
		if p := float64(g.people(int32(j))) / float64(away*away+Kilometer*Kilometer); p > pull && g.tellsApart(i, other, away) {
			best, pull = *other, p
		}
	}
	return best
}

func (g *Gazetteer) tellsApart(i int32, landmark *town, away Meters) bool {
	for _, other := range g.names[g.towns[i].key] {
		namesake := &g.towns[other]
		if other != i && namesake.Province == landmark.Province && Distance(namesake.Point, landmark.Point) <= away {
			return false
		}
	}
	return true
}

func problemNoName() error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "place_invalid",
		Message: bilingual.Text{En: "this is not the name of a place", Fr: "ce n’est pas un nom de lieu"},
		Hint: bilingual.Text{
			En: "Give a town, with its province if you can: Windsor, NS.",
			Fr: "Donnez une ville, avec sa province si possible\u00a0: Windsor, NS.",
		},
	}
}

func problemProvince() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid,
		Code: "place_is_province",
		Message: bilingual.Text{
			En: "a whole province or territory is too large to start a search from",
			Fr: "une province ou un territoire entier est trop grand pour servir de point de départ",
		},
		Hint: bilingual.Text{
			En: "Give a town in it, or the first three characters of a postal code.",
			Fr: "Donnez une de ses villes, ou les trois premiers caractères d’un code postal.",
		},
	}
}
