package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/uber/h3-go/v4"

	"github.com/relais-directory/relais/data/bilingual"
)

// MaxCover is how many cells Cover and CoverPolygon give at the most: about
// what a circle of 250 km takes at resolution 6.
const MaxCover = 10_000

// Cover gives the cells of resolution r that touch the circle of radius around
// center, in ascending order: every point of the circle lies in one of them, and
// none of them lies outside it altogether. The cell of center is always among
// them, with a radius of 0 too.
//
// A circle that takes more than MaxCover cells is a Problem of kind Invalid, as
// is a radius that is negative or no number.
func Cover(center Point, radius Meters, r Resolution) ([]Cell, error) {
	if !(radius >= 0) || math.IsInf(float64(radius), 0) {
		return nil, problemCover()
	}
	start, err := CellAt(center, r)
	if err != nil {
		return nil, err
	}
	return flood(start, func(c Cell) (bool, error) { return c.touches(center, radius) })
}

// flood gives start and all cells that are joined to it by cells that belong.
// A circle is in one piece, so the cells that touch it are too.
func flood(start Cell, belongs func(Cell) (bool, error)) ([]Cell, error) {
	seen := map[Cell]bool{start: true}
	found := []Cell{start}
	for next := 0; next < len(found); next++ {
		around, err := found[next].GridDisk(1)
		if err != nil {
			return nil, err
		}
		for _, c := range around {
			if seen[c] {
				continue
			}
			seen[c] = true
			switch ok, err := belongs(c); {
			case err != nil:
				return nil, err
			case ok:
				found = append(found, c)
			}
		}
		if len(found) > MaxCover {
			return nil, problemCover()
		}
	}
	slices.Sort(found)
	return found, nil
}

// touchSlack is more than rounding can hide, so that a circle that ends on an
// edge touches both cells.
const touchSlack Meters = 0.01

// touches reports whether any part of c is within radius of p, which does not
// lie in c. Then some part of its boundary is nearest.
func (c Cell) touches(p Point, radius Meters) (bool, error) {
	corners, err := c.Boundary()
	if err != nil {
		return false, err
	}
	for i, corner := range corners {
		if arcDistance(p, corners[(i+len(corners)-1)%len(corners)], corner) <= radius+touchSlack {
			return true, nil
		}
	}
	return false, nil
}

// arcDistance is how far p is from the great-circle arc between a and b: from
// its nearest end, or from the arc's inside where p stands beside that.
//
// The edges of H3 cells are such arcs: H3 draws them straight in the gnomonic
// projection, in which great circles are the straight lines.
func arcDistance(p, a, b Point) Meters {
	ends := min(Distance(p, a), Distance(p, b))
	u, v, w := a.vector(), b.vector(), p.vector()
	normal := u.cross(v)
	length := math.Sqrt(normal.dot(normal))
	if length == 0 {
		return ends
	}
	// p stands beside the arc if it is on b's side of a and on a's side of b.
	if normal.cross(u).dot(w) <= 0 || v.cross(normal).dot(w) <= 0 {
		return ends
	}
	sine := math.Abs(normal.dot(w)) / length
	return min(ends, EarthRadius*Meters(math.Asin(min(sine, 1))))
}

// CoverPolygon gives the cells of resolution r that touch the polygon, in
// ascending order. Its corners are joined by lines that are straight on a map of
// latitude and longitude, as in GeoJSON; the last is joined to the first, and may
// repeat it. The cells of all corners are among them. Cells are drawn straight
// on that map as well, which is true to a few metres for cells of some
// kilometres; a polygon must not cross the 180th meridian.
//
// A polygon of fewer than three corners, or one that takes more than MaxCover
// cells, is a Problem of kind Invalid.
func CoverPolygon(corners []Point, r Resolution) ([]Cell, error) {
	if len(corners) > 1 && corners[0] == corners[len(corners)-1] {
		corners = corners[:len(corners)-1]
	}
	if len(corners) < 3 || len(corners) > MaxCover {
		return nil, problemCover()
	}
	cells := make([]Cell, 0, len(corners))
	loop := make(h3.GeoLoop, len(corners))
	for i, p := range corners {
		c, err := CellAt(p, r)
		if err != nil {
			return nil, err
		}
		cells = append(cells, c)
		loop[i] = h3.LatLng{Lat: p.Lat, Lng: p.Lng}
	}
	if tooWide(corners, r) {
		return nil, problemCover()
	}
	inside, err := h3.PolygonToCellsExperimental(h3.GeoPolygon{GeoLoop: loop}, int(r), h3.ContainmentOverlapping)
	if err != nil {
		return nil, fmt.Errorf("cover a polygon at resolution %d: %w", r, err)
	}
	cells = append(cells, cellsOf(inside)...)
	slices.Sort(cells)
	if cells = slices.Compact(cells); len(cells) > MaxCover {
		return nil, problemCover()
	}
	return cells, nil
}

// tooWide reports that the box around corners is so large that no polygon in it
// should be tried: a box of 64 times as many cells as may come back. (A narrow
// one that lies across its box may still do.)
func tooWide(corners []Point, r Resolution) bool {
	lat := func(a, b Point) int { return cmp.Compare(a.Lat, b.Lat) }
	lng := func(a, b Point) int { return cmp.Compare(a.Lng, b.Lng) }
	south, north := slices.MinFunc(corners, lat).Lat, slices.MaxFunc(corners, lat).Lat
	west, east := slices.MinFunc(corners, lng).Lng, slices.MaxFunc(corners, lng).Lng
	box := radians(east-west) * (math.Sin(radians(north)) - math.Sin(radians(south)))
	share := box / (4 * math.Pi) // of the earth
	cells := float64(baseCells) * math.Pow(7, float64(r))
	return share*cells > 64*MaxCover
}

func (v vector) cross(w vector) vector {
	return vector{v.y*w.z - v.z*w.y, v.z*w.x - v.x*w.z, v.x*w.y - v.y*w.x}
}

func problemCover() error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "cover_invalid",
		Message: bilingual.Text{En: "this area cannot be covered by cells", Fr: "ce secteur ne peut pas être couvert de cellules"},
		Hint: bilingual.Textf(
			"Use a coarser resolution or a smaller area: %d cells at the most.",
			"Utilisez une résolution plus grossière ou un secteur plus petit : %d cellules au plus.", MaxCover),
	}
}
