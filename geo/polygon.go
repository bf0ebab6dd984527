package geo

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/relais-directory/relais/data/bilingual"
)

// Polygon is an area drawn by its corners, such as the territory of a police
// service. Its sides are straight on a map of latitude and longitude, as in
// GeoJSON. It is immutable; the zero Polygon is none.
type Polygon struct {
	shape  orb.Polygon
	bound  orb.Bound
	center Point
}

// largestPolygon is the most corners that a Polygon may have.
const largestPolygon = 10_000

// NewPolygon draws an area by three corners or more, in order, either way round;
// the last is joined to the first, and may repeat it. Corners that are no points
// on earth, sides that cross each other's hemisphere (180 degrees and more apart)
// and areas without an inside are a Problem of kind Invalid.
func NewPolygon(corners []Point) (Polygon, error) {
	if n := len(corners); n > 1 && corners[0] == corners[n-1] {
		corners = corners[:n-1]
	}
	if len(corners) < 3 || len(corners) > largestPolygon || slices.ContainsFunc(corners, func(p Point) bool { return !p.onEarth() }) {
		return Polygon{}, problemPolygon()
	}
	ring := make(orb.Ring, 0, len(corners)+1)
	for _, p := range corners {
		ring = append(ring, orb.Point{p.Lng, p.Lat})
	}
	ring = append(ring, ring[0])
	p := Polygon{shape: orb.Polygon{ring}, bound: ring.Bound()}
	middle, area := planar.CentroidArea(ring)
	if p.bound.Max[0]-p.bound.Min[0] >= 180 || !(area*area > 1e-20) {
		return Polygon{}, problemPolygon()
	}
	p.center = Point{Lat: middle[1], Lng: middle[0]}
	return p, nil
}

// IsZero reports whether p is no polygon at all.
func (p Polygon) IsZero() bool { return p.shape == nil }

// Center is the middle of the area; of one that is bent it may lie outside.
func (p Polygon) Center() Point { return p.center }

// Contains reports whether at lies in the area or on its edge.
func (p Polygon) Contains(at Point) bool {
	place := orb.Point{at.Lng, at.Lat}
	return !p.IsZero() && p.bound.Contains(place) && planar.PolygonContains(p.shape, place)
}

// EdgeDistance is how far at is from the nearest edge of the area, within it or
// without: exact to a few metres over tens of kilometres, and rougher beyond.
func (p Polygon) EdgeDistance(at Point) Meters {
	return distanceToRings(p.shape, at)
}

func problemPolygon() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "polygon_invalid",
		Message: bilingual.Text{En: "these corners draw no area", Fr: "ces sommets ne tracent aucun secteur"},
		Hint: bilingual.Text{
			En: "Give three corners or more, in order, each as a latitude and a longitude.",
			Fr: "Donnez trois sommets ou plus, dans l’ordre, chacun par sa latitude et sa longitude.",
		},
	}
}
