package sample

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// nation is where a First Nations police service of the sample is: the
// communities that it serves, its seat in the first, and a language of theirs.
type nation struct {
	language string
	towns    []string
}

func nations() map[geo.Province][]nation {
	return map[geo.Province][]nation{
		geo.Ontario: {
			{"crk", []string{"Moose Factory", "Attawapiskat", "Kashechewan"}}, {"moh", []string{"Akwesasne"}},
			{"oj", []string{"Wiikwemkoong"}}, {"oj", []string{"Sandy Lake", "Pikangikum"}}, {"moh", []string{"Tyendinaga Mohawk Territory"}},
		},
		geo.Quebec: {
			{"moe", []string{"Pessamit"}}, {"atj", []string{"Manawan", "Wemotaci", "Opitciwan"}},
			{"moh", []string{"Kahnawà:ke"}}, {"hur", []string{"Wendake"}}, {"mic", []string{"Listuguj", "Gesgapegiag"}},
		},
		geo.Alberta:      {{"crk", []string{"Maskwacis"}}, {"bla", []string{"Kainai"}}},
		geo.Manitoba:     {{"crk", []string{"Opaskwayak", "Chemawawin"}}},
		geo.Saskatchewan: {{"crk", []string{"Stanley Mission", "Grandmother's Bay"}}},
	}
}

// policeTown is where the i-th agency of a group is: a First Nations service in
// its community, the provincial ones and the first of the others in the towns
// where a province's first organizations are, the rest in a town that has no
// agency of the group yet.
func (b *builder) policeTown(group string, p geo.Province, i int) town {
	switch {
	case group == "nation":
		return b.townNamed(p, nations()[p][i].towns[0])
	case i < 3 || group == "provincial":
		return b.townNamed(p, firstTowns()[p][i%len(firstTowns()[p])])
	}
	free := kept(b.land.towns[p], func(t town) bool { return !b.policed[group+t.area.Label.En] && !b.land.part(t) })
	if group == "municipal" {
		return pick(b.dice, kept(free, func(t town) bool { return t.people > 20_000 }))
	}
	return pick(b.dice, kept(free, func(t town) bool { return t.people < 12_000 }))
}

// part reports whether t looks like a part of a city: its middle lies within a
// town of more than twice as many people.
func (l *land) part(t town) bool {
	return slices.ContainsFunc(l.towns[t.province], func(city town) bool {
		return city.people > 2*t.people && geo.Distance(city.area.Center, t.area.Center) < city.area.Radius
	})
}

// nationAt is the nation whose police service has its seat in t.
func (b *builder) nationAt(t town) nation {
	all := nations()[t.province]
	i := slices.IndexFunc(all, func(n nation) bool { return b.townNamed(t.province, n.towns[0]) == t })
	return all[i] // the town was drawn from there
}

// leadNation names the agency by a word of the nation's own language, where the
// sample has one.
func (d *draft) leadNation(n nation) {
	var own []word
	for _, w := range d.texts.words {
		if w.language == n.language {
			own = append(own, w)
		}
	}
	if len(own) > 0 {
		d.word = pick(d.dice, own)
		d.setting.word = d.word.word
	}
}

// policeAreas are where an agency polices: a municipal one its town, by name, by
// postal areas or with what lies around; a First Nations service its
// communities; a provincial one and the first federal one of a province all of
// it; a detachment the country around its town.
func (d *draft) policeAreas(group string, i int) []geo.Area {
	switch group {
	case "municipal":
		return d.municipalAreas()
	case "nation":
		var communities []geo.Area
		for _, name := range nations()[d.home][i].towns {
			communities = append(communities, d.townNamed(d.home, name).area)
		}
		return communities
	case "federal":
		return []geo.Area{d.around(geo.Meters(pick(d.dice, []int{60, 90, 150})))}
	}
	return []geo.Area{d.land.provinces[d.home]}
}

func (d *draft) municipalAreas() []geo.Area {
	switch d.dice.weighted([]int{60, 25, 15}) {
	case 1:
		if areas := d.land.postalAreasOf(d.town); len(areas) > 0 {
			return areas
		}
	case 2:
		area := d.town.area
		area.Kind, area.Radius = geo.AreaRegion, area.Radius+8*geo.Kilometer
		area.Label = data.Text{En: d.town.name.En + " and district", Fr: d.town.name.Fr + " et les environs"}
		return []geo.Area{area}
	}
	return []geo.Area{d.town.area}
}

// postalAreasOf are the urban postal areas that the town is named in.
func (l *land) postalAreasOf(t town) []geo.Area {
	return slices.DeleteFunc(slices.Clone(l.postal[t.province]), func(a geo.Area) bool {
		return a.Code[1] == '0' || a.Label.En != a.Code+" ("+t.area.Label.En+")"
	})
}

// childAreas are where a child-protection authority protects: in a province of
// few authorities the first has all of it, the others the country around their
// towns.
func (d *draft) childAreas(i, count int) []geo.Area {
	if i == 0 && count <= 3 {
		return []geo.Area{d.land.provinces[d.home]}
	}
	return []geo.Area{d.around(geo.Meters(pick(d.dice, []int{60, 100, 200, 300})))}
}
