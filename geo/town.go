package geo

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data/bilingual"
)

// town is a place with what the tables know of it besides.
type town struct {
	Place
	french      string // its name in French, where that differs
	approximate bool   // the point is good to some kilometres only
	part        bool   // its people are counted already, in the town that it is part of
	section     bool   // it is a neighbourhood of a city, by the tables or by where it lies
	community   bool   // communities.tsv has it
	key         string // its name as placeKey reduces it
	vector      vector
}

// sameTown is the distance within which two rows of one name and province are
// one town: gazetteers list the town and its centre, or a town in two sources.
const sameTown = 30 * Kilometer

func (t town) label() bilingual.Text {
	name := t.names()
	suffix := ", " + string(t.Province)
	return bilingual.Text{En: name.En + suffix, Fr: name.Fr + suffix}
}

func (t town) names() bilingual.Text {
	return bilingual.Text{En: t.Name, Fr: cmp.Or(t.french, t.Name)}
}

// The radius of a place by its people: 20 m times their square root, which is
// 20 km for a city of a million, 6 km for 100,000, and never below 2 km.
const (
	metersPerRootPerson = 20
	smallestPlace       = 2 * Kilometer
	largestPlace        = 30 * Kilometer
)

func (t town) radius() Meters {
	r := Meters(metersPerRootPerson * math.Sqrt(float64(t.Population)))
	r = min(max(r, smallestPlace), largestPlace)
	if t.approximate {
		r += 5 * Kilometer
	}
	return r
}

// loadTowns reads the places: as supplied, then populations, then the
// communities and corrections written by hand, each row joining the town that
// is there already.
func (g *Gazetteer) loadTowns() error {
	g.names = make(map[string][]int32, 4096)
	g.towns = make([]town, 0, 3200)
	for _, read := range []func() error{
		g.readPlaces, g.readPopulations, g.readCommunities, g.readTowns, g.readNames,
	} {
		if err := read(); err != nil {
			return err
		}
	}
	g.keys = make([]string, 0, len(g.names))
	for key := range g.names {
		g.keys = append(g.keys, key)
	}
	slices.Sort(g.keys)
	g.markSections()
	return nil
}

// sectionCity is the least population of a city that has neighbourhoods which
// gazetteers list as places.
const sectionCity = 100_000

// markSections tells the neighbourhoods from the towns, which the gazetteers do
// not: a part of a town by our tables, and a place without people of its own that
// lies within the circle of a city of its province. An Indigenous community is
// never a section of the city around it: communities.tsv states its people.
func (g *Gazetteer) markSections() {
	var cities []town
	for _, t := range g.towns {
		if t.Population >= sectionCity && !t.part {
			cities = append(cities, t)
		}
	}
	for i := range g.towns {
		t := &g.towns[i]
		around := func(city town) bool {
			return city.Province == t.Province && Distance(city.Point, t.Point) <= city.radius()
		}
		t.section = t.part || t.Population == 0 && slices.ContainsFunc(cities, around)
	}
}

func (g *Gazetteer) readPlaces() error {
	t := openTable("places_ca.tsv", "name", "province", "lat", "lon")
	for t.next() {
		g.join(Place{Name: t.text("name"), Province: t.province(), Point: t.point("lon")})
	}
	return t.err
}

func (g *Gazetteer) readPopulations() error {
	dropped, err := droppedPlaces()
	if err != nil {
		return err
	}
	t := openTable("places_population_ca.tsv", "name", "province", "lat", "lon", "population")
	for t.next() {
		if dropped[t.text("name")+", "+t.text("province")] {
			continue
		}
		i := g.join(Place{Name: t.text("name"), Province: t.province(), Point: t.point("lon")})
		g.towns[i].Population = max(g.towns[i].Population, int(t.number("population")))
	}
	return t.err
}

// droppedPlaces lists the rows of the population table that are in the wrong
// province altogether, as "name, province".
func droppedPlaces() (map[string]bool, error) {
	dropped := make(map[string]bool)
	t := openCorrections()
	for t.next() {
		if t.text("kind") == "drop" {
			dropped[t.text("key")+", "+t.text("province")] = true
		}
	}
	return dropped, t.err
}

// readCommunities gives each community the name that it uses itself, and finds
// it by the others too.
func (g *Gazetteer) readCommunities() error {
	t := openTable("communities.tsv", "name", "other_names", "province", "lat", "lng", "population", "approximate")
	for t.next() {
		c := Place{Name: t.text("name"), Province: t.province(), Point: t.point("lng")}
		others := splitNames(t.text("other_names"))
		i := g.joinAny(c, others)
		g.towns[i].Name, g.towns[i].key, g.towns[i].community = c.Name, placeKey(c.Name), true
		g.towns[i].Population = cmp.Or(g.towns[i].Population, int(t.number("population")))
		if g.towns[i].Point == c.Point {
			g.towns[i].approximate = t.text("approximate") == "yes"
		}
		g.nameTown(i, c.Name)
		for _, other := range others {
			g.nameTown(i, other)
		}
	}
	return t.err
}

// readTowns gives the main towns their people of the census and their names in
// both languages, and adds parts of cities that people name instead of the city.
func (g *Gazetteer) readTowns() error {
	t := openTable("towns.tsv", "name", "province", "lat", "lng", "population", "french", "other_names", "part")
	for t.next() {
		i, ok := g.townOfRow(t)
		if !ok {
			t.fail("no place %q, and no point to add one", t.text("name"))
			continue
		}
		g.towns[i].Population = cmp.Or(int(t.number("population")), g.towns[i].Population)
		g.towns[i].part = g.towns[i].part || t.text("part") == "yes"
		if french := t.text("french"); french != "" {
			g.rename(i, "french", french)
		}
		for _, other := range splitNames(t.text("other_names")) {
			g.nameTown(i, other)
		}
	}
	return t.err
}

// townOfRow gives the town of that name nearest to the row's point, or without a
// point the main one; one with a point is added where there is none.
func (g *Gazetteer) townOfRow(t *table) (int32, bool) {
	p := Place{Name: t.text("name"), Province: t.province(), Point: t.point("lng")}
	if p.Point.IsZero() {
		return g.mainTown(p.Name, p.Province)
	}
	return g.join(p), true
}

// joinAny joins the town that bears any of the names, or adds a new one.
func (g *Gazetteer) joinAny(p Place, others []string) int32 {
	for _, name := range append([]string{p.Name}, others...) {
		if i, ok := g.find(placeKey(name), p); ok {
			return i
		}
	}
	return g.join(p)
}

// readNames applies the rows of corrections.tsv that are about places: a place
// added or moved, another name, a name in French, people counted elsewhere.
func (g *Gazetteer) readNames() error {
	t := openCorrections()
	for t.next() {
		switch kind := t.text("kind"); kind {
		case "fsa", "drop":
			continue
		case "place":
			p := Place{Name: t.text("key"), Province: t.province(), Point: t.point("lng")}
			g.move(g.join(p), p.Point)
		case "name", "french", "part":
			i, ok := g.mainTown(t.text("place"), t.province())
			if !ok {
				t.fail("%s: no place %q", kind, t.text("place"))
				continue
			}
			g.rename(i, kind, t.text("key"))
		default:
			t.fail("unknown kind %q", kind)
		}
	}
	return t.err
}

func (g *Gazetteer) rename(i int32, kind, name string) {
	switch kind {
	case "part":
		g.towns[i].part = true
		return
	case "french":
		g.towns[i].french = name
	}
	g.nameTown(i, name)
}

// join finds the town that p is a row of, or adds it.
func (g *Gazetteer) join(p Place) int32 {
	key := placeKey(p.Name)
	if i, ok := g.find(key, p); ok {
		return i
	}
	i := int32(len(g.towns))
	g.towns = append(g.towns, town{Place: p, key: key, vector: p.Point.vector()})
	g.names[key] = append(g.names[key], i)
	return i
}

func (g *Gazetteer) find(key string, p Place) (int32, bool) {
	for _, i := range g.names[key] {
		if t := &g.towns[i]; t.Province == p.Province && Distance(t.Point, p.Point) <= sameTown {
			return i, true
		}
	}
	return 0, false
}

// only gives the one town of that key and province.
func (g *Gazetteer) only(key string, p Province) (int32, bool) {
	found, count := int32(0), 0
	for _, i := range g.names[key] {
		if g.towns[i].Province == p {
			found, count = i, count+1
		}
	}
	return found, count == 1
}

// mainTown gives the town of that name and province with most people.
func (g *Gazetteer) mainTown(name string, p Province) (int32, bool) {
	found, ok := int32(0), false
	for _, i := range g.names[placeKey(name)] {
		if g.towns[i].Province == p && (!ok || g.people(i) > g.people(found)) {
			found, ok = i, true
		}
	}
	return found, ok
}

func (g *Gazetteer) nameTown(i int32, name string) {
	key := placeKey(name)
	if !slices.Contains(g.names[key], i) {
		g.names[key] = append(g.names[key], i)
	}
}

func (g *Gazetteer) move(i int32, to Point) {
	g.towns[i].Point, g.towns[i].vector = to, to.vector()
}

// placeKey reduces a place's name to what all its spellings share: folded,
// without spaces, "St." and "Ste." written out. "St. John's", "St Johns" and
// "Saint John's" have one key; "Saint John" has another.
func placeKey(name string) string {
	words := strings.Fields(bilingual.Fold(name))
	for i, word := range words {
		switch word {
		case "st":
			words[i] = "saint"
		case "ste":
			words[i] = "sainte"
		case "ft":
			words[i] = "fort"
		case "mt":
			words[i] = "mount"
		}
	}
	return strings.Map(dropModifier, strings.Join(words, ""))
}

// dropModifier drops the letter apostrophes of Indigenous spellings (ʼ), which
// many keyboards lack.
func dropModifier(r rune) rune {
	if unicode.Is(unicode.Lm, r) {
		return -1
	}
	return r
}

func splitNames(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}
