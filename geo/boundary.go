package geo

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// outline is a province's shape at a scale of 1:50,000,000 (Natural Earth): right to a
// kilometre or three along rivers and coasts. Its points are longitude first.
type outline struct {
	province Province
	shape    orb.MultiPolygon
}

// coastReach is how far off its outline a province still reaches: islets and
// headlands that the scale leaves out (12.4 km at most, Igloolik).
const coastReach = 15 * Kilometer

// borderReach replaces coastReach along the border with the United States,
// where what lies beyond is another country: Detroit is 3.3 km from Ontario.
const borderReach = 2 * Kilometer

func (g *Gazetteer) loadOutlines() error {
	raw, err := tables.ReadFile("tables/provinces_ca_ne50.geojson")
	if err != nil {
		return err
	}
	var collection struct {
		Features []struct {
			Properties struct {
				ISO string `json:"iso"`
			} `json:"properties"`
			Geometry struct {
				Coordinates orb.MultiPolygon `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(raw, &collection); err != nil {
		return fmt.Errorf("province outlines: %w", err)
	}
	for _, f := range collection.Features {
		code := Province(strings.TrimPrefix(f.Properties.ISO, "CA-"))
		if !code.Valid() {
			return fmt.Errorf("province outlines: unknown province %q", code)
		}
		g.outlines = append(g.outlines, outline{code, f.Geometry.Coordinates})
	}
	if len(g.outlines) != len(provinceNames) {
		return fmt.Errorf("province outlines: %d of %d", len(g.outlines), len(provinceNames))
	}
	g.edges = newEdges(g.outlines)
	return nil
}

// ProvinceAt gives the province that p lies in: by its outline, then, along the
// coasts, the nearest within 15 km.
//
// Its limits: the outlines are right to about 3 km, so that across a boundary
// river (Ottawa and Gatineau above all) it may name the other side; never let it
// override a province that somebody stated. Along the border with the United
// States only 2 km are allowed, so that Detroit is not in Ontario, but a point
// on the American bank may still be, where the river is narrower than the
// outline is exact (Calais and Hyder are). In Passamaquoddy Bay the scale leaves out the islands, and
// the towns of Maine around it are taken for New Brunswick.
func (g *Gazetteer) ProvinceAt(p Point) (Province, bool) {
	if !p.onEarth() || p.IsZero() {
		return "", false
	}
	if i, ok := g.edges.around(orb.Point{p.Lng, p.Lat}); ok {
		return g.outlines[i].province, true
	}
	i, away, ok := g.edges.nearest(p, coastReach)
	if !ok || away > borderReach && nearBorder(p) {
		return "", false
	}
	return g.outlines[i].province, true
}

// within reports whether p may be within reach of b: no false "no".
func within(b orb.Bound, p Point, reach Meters) bool {
	lat := degrees(float64(reach / EarthRadius))
	lng := lat / max(math.Cos(radians(min(math.Abs(p.Lat)+lat, 89.9))), 1e-3)
	return p.Lat >= b.Min[1]-lat && p.Lat <= b.Max[1]+lat && p.Lng >= b.Min[0]-lng && p.Lng <= b.Max[0]+lng
}

// distanceToRings is the distance from p to the nearest edge, on a plane that
// touches the earth at p: exact to a few metres over the distances asked for.
func distanceToRings(polygon orb.Polygon, p Point) Meters {
	at, nearest := planeAt(p), math.Inf(1)
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			nearest = min(nearest, at.distance(ring[i-1], ring[i]))
		}
	}
	return metersOf(nearest)
}

// plane touches the earth at a point. Lengths on it are in degrees of latitude.
type plane struct {
	at   Point
	east float64 // what a degree of longitude measures there
}

func planeAt(p Point) plane { return plane{p, math.Cos(radians(p.Lat))} }

// metersOf is a length in degrees of latitude.
func metersOf(length float64) Meters { return EarthRadius * Meters(radians(length)) }

// distance is that from the plane's point to the edge from a to b.
func (p *plane) distance(a, b orb.Point) float64 {
	return distanceToEdge(
		[2]float64{(a[0] - p.at.Lng) * p.east, a[1] - p.at.Lat},
		[2]float64{(b[0] - p.at.Lng) * p.east, b[1] - p.at.Lat})
}

// distanceToEdge is the distance from the origin to the edge from a to b.
func distanceToEdge(a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	along := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		along = min(max(-(a[0]*dx+a[1]*dy)/length, 0), 1)
	}
	return math.Hypot(a[0]+along*dx, a[1]+along*dy)
}

// border follows the land, river and lake border of Canada and the United
// States from the Strait of Juan de Fuca to the Bay of Fundy, then that of
// Alaska from the Portland Canal to the Beaufort Sea, right to about 10 km.
var border = []orb.LineString{
	{{-123.32, 49.00}, {-122.76, 49.00}, {-95.15, 49.00}, {-95.15, 49.38}, {-94.60, 48.72}, {-93.40, 48.61}, {-92.95, 48.62},
		{-92.00, 48.30}, {-91.40, 48.07}, {-90.80, 48.20}, {-90.00, 48.08}, {-89.35, 47.98}, {-88.40, 48.30},
		{-84.86, 46.88}, {-84.55, 46.45}, {-84.11, 46.30}, {-83.95, 46.05}, {-83.45, 45.95}, {-82.50, 45.34}, {-82.13, 43.58},
		{-82.42, 43.00}, {-82.52, 42.60}, {-82.85, 42.40}, {-83.10, 42.27}, {-83.13, 42.05}, {-82.70, 41.68}, {-81.20, 42.20},
		{-79.00, 42.82}, {-78.91, 42.95}, {-79.04, 43.26}, {-79.20, 43.45}, {-78.70, 43.63}, {-76.80, 43.63}, {-76.30, 44.20},
		{-75.80, 44.45}, {-74.70, 45.00}, {-71.50, 45.01}, {-71.30, 45.30}, {-70.85, 45.24}, {-70.40, 45.75},
		{-70.25, 45.95}, {-70.05, 46.42}, {-69.99, 46.70}, {-69.22, 47.46}, {-69.05, 47.30}, {-68.35, 47.36},
		{-67.79, 47.07}, {-67.79, 45.70}, {-67.43, 45.55}, {-67.45, 45.28}, {-67.28, 45.19}},
	{{-130.02, 54.72}, {-130.02, 55.90}, {-131.80, 56.60}, {-133.50, 58.40}, {-135.00, 59.55}, {-137.00, 58.95},
		{-137.60, 59.24}, {-139.10, 60.35}, {-141.00, 60.31}, {-141.00, 69.65}},
}

// borderBand is the distance from border within which borderReach holds.
const borderBand = 12 * Kilometer

func nearBorder(p Point) bool {
	for _, line := range border {
		if within(line.Bound(), p, borderBand) && distanceToRings(orb.Polygon{orb.Ring(line)}, p) <= borderBand {
			return true
		}
	}
	return false
}
