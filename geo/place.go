package geo

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// longestPlace is more than any name with its province and a neighbour.
const longestPlace = 120

// shortestMisspelt is the length of name from which one wrong letter is forgiven.
const shortestMisspelt = 4

// A name that several places bear is decided only where one of them outnumbers
// every other cityFactor times, where they are the two halves of one community
// on a provincial boundary, twinTown apart at most, or where one is a town of at
// least knownTown people, which is known beyond its region, and the others are
// sections of cities; a place whose people are not known counts as
// unknownPeople. Each is said in a note.
const (
	cityFactor    = 100
	unknownPeople = 1_000
	knownTown     = 10_000
	twinTown      = 15 * Kilometer
)

// Place reads the name of a place, in any case, with or without accents and
// hyphens, with St./Saint written either way, alone or with its province
// ("Windsor, NS", "Windsor Nova Scotia", "Windsor (N.-É.)") or a neighbour
// ("Windsor Park, AB (near Calgary)").
//
// "City of" and the like mean nothing more; "downtown" and the like start from the
// middle of the whole place, which a note says.
//
// An exact name is tried first; then other words for a place ("Mtl", "Fort Mac":
// tables/aliases.tsv says how surely); then, for names of four letters and more, one
// wrong, missing, additional or swapped letter, which a note says aloud. What
// several places bear is a Problem of kind Ambiguous, whose Choices each resolve,
// unless one is a hundred times larger than all the others, or a town where the
// others are neighbourhoods, or they are one community on both sides of a
// provincial boundary, which a note says too. What is not known is a Problem of kind NotFound with near spellings.
func (g *Gazetteer) Place(s string) (Origin, error) {
	if len(s) > longestPlace || !utf8.ValidString(s) {
		return Origin{}, problemNoName()
	}
	readings := readPlace(s)
	if len(readings) == 0 {
		return Origin{}, problemNoName()
	}
	for _, read := range []func([]reading) (Origin, bool, error){g.byName, g.byAlias, g.bySlip} {
		if o, ok, err := read(readings); ok {
			return o, err
		}
	}
	if _, err := ParseProvince(s); err == nil {
		return Origin{}, problemProvince()
	}
	return Origin{}, g.unknown(readings)
}

// byName tries the readings as they are.
func (g *Gazetteer) byName(readings []reading) (o Origin, ok bool, err error) {
	for _, r := range readings {
		if found := g.exact(r); len(found) > 0 {
			o, err = g.decide(found, r, nil)
			return o, true, err
		}
	}
	return Origin{}, false, nil
}

// byAlias tries them as words for a place that are not its name.
func (g *Gazetteer) byAlias(readings []reading) (o Origin, ok bool, err error) {
	for _, r := range readings {
		found, say := g.known(r)
		if len(found) == 0 {
			continue
		}
		note := g.understood
		if !say {
			note = nil
		}
		o, err = g.decide(found, r, note)
		return o, true, err
	}
	return Origin{}, false, nil
}

// bySlip forgives one slip: first in all that was typed, then with the province
// taken off, then with "downtown" and its like taken off.
func (g *Gazetteer) bySlip(readings []reading) (o Origin, ok bool, err error) {
	for _, bare := range []bool{false, true} {
		for _, r := range slices.Backward(readings) {
			if r.bare != bare {
				continue
			}
			if found := g.misspelt(r); len(found) > 0 {
				o, err = g.decide(found, r, g.understood)
				return o, true, err
			}
		}
	}
	return Origin{}, false, nil
}

// PlaceArea gives the place of that name in a province; false where there is
// none or where several bear the name.
func (g *Gazetteer) PlaceArea(name string, p Province) (Area, bool) {
	i, ok := g.only(placeKey(name), p)
	if !ok {
		return Area{}, false
	}
	t := g.towns[i]
	return Area{
		Kind: AreaPlace, Label: t.label(), Province: t.Province,
		Center: t.Point, Radius: t.radius(),
	}, true
}

// reading is one way to understand what was typed.
type reading struct {
	key      string
	province Province // "" when none was named
	near     string   // key of the neighbour, "" when none was named
	bare     bool     // words such as "city of" or "downtown" were taken off
	part     bool     // they meant a part of the place, or what lies around it
	nation   bool     // words such as "First Nation" were taken off: only a community is meant
}

// readPlace gives the readings of s, the most literal first: all of it a name,
// then the last words as a province; then both without words such as "First
// Nation", then without such as "city of" and "downtown".
func readPlace(s string) []reading {
	words := strings.Fields(bilingual.Fold(s))
	words, near := cutNeighbour(words)
	if n := len(words); n > 1 && words[n-1] == "canada" {
		words = words[:n-1]
	}
	var literal, nations, bared []reading
	add := func(words []string, p Province) {
		name := strings.Join(words, " ")
		literal = append(literal, reading{key: placeKey(name), province: p, near: near})
		if rest := withoutNation(name); rest != name {
			nations = append(nations, reading{key: placeKey(rest), province: p, near: near, nation: true})
		}
		if rest, part, changed := bare(name); changed {
			bared = append(bared, reading{key: placeKey(rest), province: p, near: near, bare: true, part: part})
		}
	}
	if placeKey(strings.Join(words, " ")) != "" {
		add(words, "")
	}
	for cut := len(words) - 1; cut >= 1 && cut >= len(words)-5; cut-- {
		p, err := ParseProvince(strings.Join(words[cut:], " "))
		if err == nil {
			add(words[:cut], p)
		}
	}
	return slices.Concat(literal, nations, bared)
}

// cutNeighbour splits "windsor park ab near calgary" (« près de »).
func cutNeighbour(words []string) ([]string, string) {
	for i := len(words) - 2; i >= 1; i-- {
		rest := words[i+1:]
		switch {
		case words[i] == "near":
		case words[i] == "pres" && (rest[0] == "de" || rest[0] == "d" || rest[0] == "du" || rest[0] == "des"):
			rest = rest[1:]
		default:
			continue
		}
		return words[:i], placeKey(strings.Join(rest, " "))
	}
	return words, ""
}

func (g *Gazetteer) exact(r reading) []int32 { return g.keep(g.names[r.key], r) }

// keep drops the towns that the province or the neighbour of r rules out, and
// for a nation all but communities: Mississauga First Nation is not in the city.
func (g *Gazetteer) keep(found []int32, r reading) []int32 {
	var kept []int32
	for _, i := range found {
		if (r.province == "" || g.towns[i].Province == r.province) && (!r.nation || g.towns[i].community) {
			kept = append(kept, i)
		}
	}
	if r.near == "" || len(kept) < 2 {
		return kept
	}
	return g.nearestTo(kept, g.keep(g.names[r.near], reading{province: r.province}))
}

// nearestTo gives the town of found that is nearest to any of the neighbours,
// or all of them without one.
func (g *Gazetteer) nearestTo(found, neighbours []int32) []int32 {
	if len(neighbours) == 0 {
		return found
	}
	away := func(i int32) Meters {
		nearest := Distance(g.towns[i].Point, g.towns[neighbours[0]].Point)
		for _, n := range neighbours[1:] {
			nearest = min(nearest, Distance(g.towns[i].Point, g.towns[n].Point))
		}
		return nearest
	}
	return []int32{slices.MinFunc(found, func(a, b int32) int { return cmp.Compare(away(a), away(b)) })}
}

// decide makes an origin of what was found, or says that there are several.
func (g *Gazetteer) decide(found []int32, r reading, note func(town) bilingual.Text) (Origin, error) {
	i, alone := g.city(found)
	if i < 0 {
		return Origin{}, g.ambiguous(found)
	}
	t := g.towns[i]
	o := t.origin()
	if note == nil && r.nation {
		note = g.understood
	}
	if note != nil {
		o.Notes = append(o.Notes, note(t))
	}
	if r.part {
		o.Notes = append(o.Notes, noteWhole(t))
	}
	if !alone {
		o.Notes = append(o.Notes, g.noteNamesakes(i, found))
	}
	if p, ok := provincesByWord[r.key]; ok && r.province == "" {
		o.Notes = append(o.Notes, noteNotProvince(t, p))
	}
	return o, nil
}

// city gives the only town found, or the one that nobody would mean another by;
// -1 where there is none.
func (g *Gazetteer) city(found []int32) (i int32, alone bool) {
	if len(found) == 1 {
		return found[0], true
	}
	if i := g.outnumbering(found); i >= 0 {
		return i, false
	}
	return g.overSections(found), false
}

// outnumbering gives the town that is so much larger than its namesakes, or so
// near to them, that it is meant; -1 where there is none.
func (g *Gazetteer) outnumbering(found []int32) int32 {
	largest := slices.MaxFunc(found, func(a, b int32) int { return cmp.Compare(g.people(a), g.people(b)) })
	for _, other := range found {
		apart := Distance(g.towns[other].Point, g.towns[largest].Point)
		if other != largest && apart > twinTown && g.people(other)*cityFactor > g.people(largest) {
			return -1
		}
	}
	return largest
}

// overSections gives the town whose namesakes are sections of cities and no
// larger than it: "Summerside" is the city before it is a part of Edmonton. A
// village wins nothing, nor does a place whose people are not known: "Stoney
// Creek" is asked back about.
func (g *Gazetteer) overSections(found []int32) int32 {
	whole, sections := g.apart(found)
	if len(whole) == 0 || len(sections) == 0 {
		return -1
	}
	i := g.outnumbering(whole)
	if i < 0 || g.towns[i].Population < knownTown {
		return -1
	}
	if _, unique := g.only(g.towns[i].key, g.towns[i].Province); !unique {
		return -1 // its province would not tell it apart
	}
	for _, s := range sections {
		if g.towns[s].Population >= g.towns[i].Population {
			return -1
		}
	}
	return i
}

// apart divides towns into whole ones and sections of cities.
func (g *Gazetteer) apart(found []int32) (whole, sections []int32) {
	for _, i := range found {
		if g.towns[i].section {
			sections = append(sections, i)
		} else {
			whole = append(whole, i)
		}
	}
	return whole, sections
}

func (g *Gazetteer) people(i int32) int { return cmp.Or(g.towns[i].Population, unknownPeople) }

func (t town) origin() Origin {
	return Origin{
		Kind: OriginPlace, Label: t.label(), Point: t.Point,
		Approximate: t.approximate, Radius: t.radius(), Province: t.Province,
	}
}

func (g *Gazetteer) understood(t town) bilingual.Text {
	return bilingual.Textf("read as %s", "lu comme %s", t.label())
}

func noteWhole(t town) bilingual.Text {
	return bilingual.Textf(
		"taken for all of %s: the search starts from its middle",
		"compris comme %s en entier\u00a0: la recherche part de son milieu",
		t.label())
}

// noteNamesakes says what else the name might have meant; where those are all
// sections of cities, what to type for each.
func (g *Gazetteer) noteNamesakes(i int32, found []int32) bilingual.Text {
	t := g.towns[i]
	if _, sections := g.apart(found); len(sections) == len(found)-1 && !t.section {
		return bilingual.Textf(
			"taken for the town, %s; a neighbourhood has the same name: %s",
			"compris comme la ville, %s; un quartier porte le même nom\u00a0: %s",
			t.label(), g.inputs(sections))
	}
	return bilingual.Textf(
		"taken for %s, the largest place of this name; add a province to choose another",
		"compris comme %s, la plus grande localité de ce nom; ajoutez une province pour en choisir une autre",
		t.label())
}

// inputs lists what to type for each of these towns.
func (g *Gazetteer) inputs(towns []int32) bilingual.Text {
	var en, fr []string
	for _, c := range g.choices(towns) {
		en, fr = append(en, c.Label.En), append(fr, c.Label.Fr)
	}
	return bilingual.Text{En: strings.Join(en, "; "), Fr: strings.Join(fr, "; ")}
}

func noteNotProvince(t town, p Province) bilingual.Text {
	return bilingual.Textf("the place %s, not the province (%s)", "la localité %s, et non la province (%s)", t.label(), p.Name())
}
