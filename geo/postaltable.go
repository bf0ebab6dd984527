package geo

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// openCorrections opens the table written by hand; its rows are about postal
// areas (kind fsa) and about places (place, name, french, part, drop).
func openCorrections() *table {
	return openTable("corrections.tsv",
		"kind", "key", "lat", "lng", "place", "province", "radius_km", "source", "confidence", "why")
}

// loadPostal reads the postal areas, puts the corrections over them, and gives
// a label and a radius to each.
func (g *Gazetteer) loadPostal() error {
	areas := make(map[string]*postalArea, 1700)
	names := make(map[string]string, 1700)
	t := openTable("fsa_ca.tsv", "fsa", "lat", "lon", "place", "province")
	for t.next() {
		a := &postalArea{fsa: t.text("fsa"), province: t.province(), point: t.point("lon")}
		areas[a.fsa] = a
		names[a.fsa] = t.text("place")
	}
	if t.err != nil {
		return t.err
	}
	if err := correctPostal(areas); err != nil {
		return err
	}
	for fsa, name := range names {
		if a := areas[fsa]; a.place.IsZero() {
			a.place = g.postalPlace(name, a)
		}
	}
	spread(areas)
	g.postal = make(map[string]postalArea, len(areas))
	for fsa, a := range areas {
		g.postal[fsa] = *a
	}
	return nil
}

func correctPostal(areas map[string]*postalArea) error {
	t := openCorrections()
	for t.next() {
		if t.text("kind") != "fsa" {
			continue
		}
		a, ok := areas[t.text("key")]
		if !ok {
			a = &postalArea{fsa: t.text("key")}
			areas[a.fsa] = a
		}
		t.correct(a)
	}
	return t.err
}

// correct puts the fields of the row that are not empty over a's.
func (t *table) correct(a *postalArea) {
	if p := t.point("lng"); !p.IsZero() {
		a.point = p
		a.unsure = t.text("confidence") == "low"
	}
	if name := t.text("place"); name != "" {
		english, french, both := strings.Cut(name, " / ")
		a.place = bilingual.Same(english)
		if both {
			a.place.Fr = french
		}
	}
	a.province = cmp.Or(t.province(), a.province)
	a.radius = cmp.Or(Meters(t.number("radius_km"))*Kilometer, a.radius)
	if a.point.IsZero() || a.province == "" {
		t.fail("a postal area needs a point and a province")
	}
}

// The radius of a postal area, where no correction gives one, comes from the
// spacing of its neighbours. The factors were chosen on 7,300 health facilities
// with coordinates, so that nine of ten lie within the radius (see the tests).
const (
	urbanFactor   = 0.75
	smallestUrban = 4 * Kilometer
	largestUrban  = 25 * Kilometer
	ruralFactor   = 1
	smallestRural = 60 * Kilometer
	largestRural  = 400 * Kilometer
)

// spread gives each area without a radius one in proportion to the distance of
// its second nearest neighbour of the same letter and sort.
func spread(areas map[string]*postalArea) {
	groups := make(map[string][]*postalArea)
	for _, fsa := range slices.Sorted(maps.Keys(areas)) {
		a := areas[fsa]
		sort := fsa[:1]
		if a.rural() {
			sort += "0"
		}
		groups[sort] = append(groups[sort], a)
	}
	for _, group := range groups {
		spreadGroup(group)
	}
}

func spreadGroup(group []*postalArea) {
	vectors := make([]vector, len(group))
	for i, a := range group {
		vectors[i] = a.point.vector()
	}
	for i, a := range group {
		if a.radius > 0 {
			continue
		}
		away := secondNearest(group, vectors, i)
		if a.rural() {
			a.radius = min(max(ruralFactor*away, smallestRural), largestRural)
			continue
		}
		a.radius = min(max(urbanFactor*away, smallestUrban), largestUrban)
	}
}

// secondNearest gives the distance of i's second nearest neighbour, or of the
// only one, or 0 where there is none.
func secondNearest(group []*postalArea, vectors []vector, i int) Meters {
	first, second := i, i
	nearest, next := -2.0, -2.0 // cosines
	for j := range group {
		if j == i {
			continue
		}
		switch c := vectors[i].dot(vectors[j]); {
		case c > nearest:
			first, second, nearest, next = j, first, c, nearest
		case c > next:
			second, next = j, c
		}
	}
	if second == i {
		second = first
	}
	return Distance(group[i].point, group[second].point)
}
