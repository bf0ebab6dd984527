package geo

import "math"

// The parameters of Statistics Canada's Lambert conformal conic projection
// (EPSG 3347), which shows the whole country in its usual shape.
const (
	firstParallel  = 49.0
	secondParallel = 77.0
	originLat      = 63.390675
	originLng      = -91.86666666666666
)

// Project puts p on a flat map of Canada: x metres east and y metres north of a
// point in Nunavut, by a Lambert conformal conic projection of a sphere of
// EarthRadius. It is for drawing. Distances on it are wrong by some percent:
// measure with Distance. The South Pole, which it cannot show, is very far away.
func Project(p Point) (x, y Meters) {
	cone := coneOf(firstParallel, secondParallel)
	rho, rho0 := cone.radius(p.Lat), cone.radius(originLat)
	theta := cone.n * radians(p.Lng-originLng)
	return rho * Meters(math.Sin(theta)), rho0 - rho*Meters(math.Cos(theta))
}

// cone is a Lambert conformal cone (Snyder, Map Projections: A Working Manual,
// USGS 1987, equations 15-1 to 15-3, for the sphere).
type cone struct{ n, f float64 }

func coneOf(south, north float64) cone {
	a, b := radians(south), radians(north)
	n := math.Log(math.Cos(a)/math.Cos(b)) / math.Log(halfTangent(north)/halfTangent(south))
	return cone{n: n, f: math.Cos(a) * math.Pow(halfTangent(south), n) / n}
}

// radius is the distance of a parallel from the tip of the cone.
func (c cone) radius(lat float64) Meters {
	lat = max(lat, -89) // the pole itself is infinitely far
	return EarthRadius * Meters(c.f/math.Pow(halfTangent(lat), c.n))
}

func halfTangent(lat float64) float64 { return math.Tan(math.Pi/4 + radians(lat)/2) }

// Outline gives the shape of a province for drawing: rings of points, the first
// of each repeated at its end; nil where there is no such province. The rings are
// the caller's own.
func (g *Gazetteer) Outline(p Province) [][]Point {
	var rings [][]Point
	for _, o := range g.outlines {
		if o.province != p {
			continue
		}
		for _, polygon := range o.shape {
			for _, ring := range polygon {
				points := make([]Point, len(ring))
				for i, at := range ring {
					points[i] = Point{Lat: at[1], Lng: at[0]}
				}
				rings = append(rings, points)
			}
		}
	}
	return rings
}
