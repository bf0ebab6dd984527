package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// slowProvinceAt is ProvinceAt that looks at every edge of every outline.
func (g *Gazetteer) slowProvinceAt(p Point) (Province, bool) {
	for _, o := range g.outlines {
		if planar.MultiPolygonContains(o.shape, orb.Point{p.Lng, p.Lat}) {
			return o.province, true
		}
	}
	province, nearest := Province(""), Meters(math.Inf(1))
	for _, o := range g.outlines {
		for _, polygon := range o.shape {
			if away := distanceToRings(polygon, p); away < nearest {
				province, nearest = o.province, away
			}
		}
	}
	if nearest > coastReach || nearest > borderReach && nearBorder(p) {
		return "", false
	}
	return province, true
}

// pointsToAsk are points everywhere in Canada and around it, and as many within
// some kilometres of a corner of an outline, where answers differ most.
func (g *Gazetteer) pointsToAsk(random *rand.Rand, n int) []Point {
	var points []Point
	for range n {
		points = append(points, Point{Lat: 40 + 45*random.Float64(), Lng: -145 + 95*random.Float64()})
		shape := g.outlines[random.IntN(len(g.outlines))].shape
		polygon := shape[random.IntN(len(shape))]
		ring := polygon[random.IntN(len(polygon))]
		corner := ring[random.IntN(len(ring))]
		points = append(points, Point{Lat: corner[1] + .4*(random.Float64()-.5), Lng: corner[0] + .6*(random.Float64()-.5)})
	}
	return points
}

func TestProvinceAtIsThatOfAllEdges(t *testing.T) {
	g, random := gazetteer(t), rand.New(rand.NewPCG(2022, 1))
	found := map[Province]int{}
	for _, p := range g.pointsToAsk(random, 700) {
		got, ok := g.ProvinceAt(p)
		want, known := g.slowProvinceAt(p)
		if got != want || ok != known {
			t.Errorf("ProvinceAt(%v) = %q, %v, want %q, %v", p, got, ok, want, known)
		}
		found[got]++
	}
	if len(found) != len(provinceNames)+1 {
		t.Errorf("found %v: not every province and none", found)
	}
}

func TestTheNearestPlaceAndThePeopleAroundAreThoseOfAllPlaces(t *testing.T) {
	g, random := gazetteer(t), rand.New(rand.NewPCG(2022, 2))
	points := append(g.pointsToAsk(random, 500), Point{Lat: 90}, Point{Lat: -89.5, Lng: 3}, Point{Lng: 180})
	for range 500 {
		points = append(points, g.towns[random.IntN(len(g.towns))].Point)
	}
	for _, p := range points {
		nearest := 0
		for i := range g.towns {
			if p.vector().dot(g.towns[i].vector) > p.vector().dot(g.towns[nearest].vector) {
				nearest = i
			}
		}
		if got, away := g.nearest(p); got.key != g.towns[nearest].key || away != Distance(p, g.towns[nearest].Point) {
			t.Errorf("nearest to %v: %s, want %s", p, got.Name, g.towns[nearest].Name)
		}
		reach := Meters(random.IntN(300)) * Kilometer
		want := 0
		for _, town := range g.towns {
			if !town.part && p.vector().dot(town.vector) >= reach.cosine() {
				want += town.Population
			}
		}
		if got := g.PeopleWithin(p, reach); got != want {
			t.Errorf("%d people within %v of %v, want %d", got, reach, p, want)
		}
	}
}
