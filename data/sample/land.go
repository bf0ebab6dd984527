package sample

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// land is the country as the sample needs it: towns to put organizations in.
type land struct {
	g         *geo.Gazetteer
	towns     map[geo.Province][]town
	postal    map[geo.Province][]geo.Area
	provinces map[geo.Province]geo.Area
	country   geo.Area
}

// town is one town, with its name alone in both languages.
type town struct {
	name     data.Text
	province geo.Province
	people   int
	area     geo.Area
}

// firstTowns are where each province's first organizations are, so that the
// North and the far shores are never empty by chance.
func firstTowns() map[geo.Province][]string {
	return map[geo.Province][]string{
		geo.Ontario:                 {"Toronto", "Kenora", "Dryden", "Ottawa", "Thunder Bay", "Sioux Lookout", "Timmins", "Toronto"},
		geo.Quebec:                  {"Montréal", "Sept-Îles", "Kuujjuaq", "Québec", "La Tuque", "Val-d’Or", "Wendake", "Gatineau"},
		geo.Alberta:                 {"Calgary", "Edmonton", "Fort McMurray", "Maskwacis"},
		geo.BritishColumbia:         {"Vancouver", "Prince Rupert", "Prince George", "Surrey", "Terrace"},
		geo.Manitoba:                {"Winnipeg", "Thompson", "Churchill", "Brandon"},
		geo.Saskatchewan:            {"Saskatoon", "Regina", "La Ronge", "Prince Albert"},
		geo.NovaScotia:              {"Halifax", "Sydney", "Eskasoni", "Truro"},
		geo.NewBrunswick:            {"Moncton", "Saint John", "Fredericton", "Elsipogtog", "Edmundston"},
		geo.NewfoundlandAndLabrador: {"St. John's", "Happy Valley-Goose Bay", "Nain", "Corner Brook", "Labrador City"},
		geo.PrinceEdwardIsland:      {"Charlottetown", "Summerside"},
		geo.NorthwestTerritories:    {"Yellowknife", "Inuvik", "Yellowknife", "Hay River"},
		geo.Nunavut:                 {"Iqaluit", "Rankin Inlet", "Iqaluit", "Cambridge Bay"},
		geo.Yukon:                   {"Whitehorse", "Whitehorse", "Dawson City", "Watson Lake"},
	}
}

// survey draws the land from the gazetteer.
func survey(g *geo.Gazetteer) (*land, error) {
	l := &land{
		g: g, towns: map[geo.Province][]town{}, postal: map[geo.Province][]geo.Area{},
		provinces: map[geo.Province]geo.Area{}, country: rounded(g.Country()),
	}
	for p := range g.Places() {
		if area, ok := g.PlaceArea(p.Name, p.Province); ok && usable(p) {
			l.towns[p.Province] = append(l.towns[p.Province], newTown(p, rounded(area)))
		}
	}
	for _, p := range geo.Provinces() {
		area, ok := g.ProvinceArea(p)
		if !ok || len(l.towns[p]) == 0 {
			return nil, fmt.Errorf("the gazetteer knows no towns of %s", p)
		}
		l.provinces[p] = rounded(area)
	}
	l.surveyPostal()
	return l, nil
}

// usable keeps towns whose people are known and whose name can stand in a
// sentence of either language.
func usable(p geo.Place) bool {
	odd := strings.HasPrefix(p.Name, "The ") || strings.Contains(p.Name, " of ") || strings.ContainsAny(p.Name, "0123456789/()\uFFFD,")
	return p.Population > 0 && !odd
}

func newTown(p geo.Place, area geo.Area) town {
	suffix := ", " + string(p.Province)
	name := data.Text{
		En: typographic(strings.TrimSuffix(area.Label.En, suffix)),
		Fr: typographic(strings.TrimSuffix(area.Label.Fr, suffix)),
	}
	return town{name: name, province: p.Province, people: p.Population, area: area}
}

func typographic(name string) string { return strings.ReplaceAll(name, "'", "’") }

// surveyPostal asks the gazetteer for every postal area that could exist.
func (l *land) surveyPostal() {
	const first, last = "ABCEGHJKLMNPRSTVXY", "ABCEGHJKLMNPRSTVWXYZ"
	for _, a := range first {
		for digit := '0'; digit <= '9'; digit++ {
			for _, b := range last {
				if area, ok := l.g.PostalArea(string([]rune{a, digit, b})); ok {
					l.postal[area.Province] = append(l.postal[area.Province], rounded(area))
				}
			}
		}
	}
}

// town gives the largest town of that name.
func (l *land) town(p geo.Province, name string) (town, bool) {
	var found town
	for _, t := range l.towns[p] {
		if (t.name.En == typographic(name) || t.name.Fr == typographic(name)) && t.people >= found.people {
			found = t
		}
	}
	return found, found.people > 0
}

// draw is a town of p: mostly one where many people live, often a northern one,
// sometimes any village.
func (l *land) draw(d dice, p geo.Province) town {
	towns := l.towns[p]
	switch {
	case d.chance(14):
		towns = kept(towns, func(t town) bool { return t.area.Center.Lat > northOf(p) })
	case d.chance(12):
		return pick(d, kept(towns, func(t town) bool { return t.people < 6000 }))
	}
	weights := make([]int, len(towns))
	for i, t := range towns {
		weights[i] = 10 + min(t.people, 1_000_000)/250
	}
	return towns[d.weighted(weights)]
}

// kept is the towns that keep accepts, or all where it accepts none.
func kept(towns []town, keep func(town) bool) []town {
	var some []town
	for _, t := range towns {
		if keep(t) {
			some = append(some, t)
		}
	}
	if len(some) == 0 {
		return towns
	}
	return some
}

// northOf is the latitude from which a province counts as its North.
func northOf(p geo.Province) float64 {
	switch p {
	case geo.Ontario:
		return 46.2
	case geo.Quebec:
		return 48.3
	case geo.Manitoba, geo.Saskatchewan, geo.BritishColumbia, geo.NewfoundlandAndLabrador:
		return 52.5
	case geo.Alberta:
		return 54.5
	case geo.NewBrunswick:
		return 47
	}
	return 0
}
