package geo

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data/bilingual"
)

// bruteCover tries every cell of a generous disk, and looks closely at each: the
// nearest of many points along its edges.
func bruteCover(t testing.TB, center Point, radius Meters, r Resolution) (surely, perhaps map[Cell]bool) {
	t.Helper()
	own, err := CellAt(center, r)
	if err != nil {
		t.Fatal(err)
	}
	surely, perhaps = map[Cell]bool{own: true}, map[Cell]bool{own: true}
	disk, err := own.GridDisk(9)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range disk {
		nearest, step := nearestOfEdges(t, c, center)
		if nearest <= radius {
			surely[c] = true
		}
		if nearest <= radius+step {
			perhaps[c] = true
		}
	}
	return surely, perhaps
}

func nearestOfEdges(t testing.TB, c Cell, p Point) (nearest, step Meters) {
	t.Helper()
	corners, err := c.Boundary()
	if err != nil {
		t.Fatal(err)
	}
	nearest = Meters(math.Inf(1))
	const pieces = 60
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		step = max(step, Distance(a, b)/pieces)
		for n := range pieces {
			f := float64(n) / pieces
			u, v := a.vector(), b.vector()
			at := vector{u.x + f*(v.x-u.x), u.y + f*(v.y-u.y), u.z + f*(v.z-u.z)}.point()
			nearest = min(nearest, Distance(p, at))
		}
	}
	return nearest, step
}

func TestCoverAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		center := Point{rapid.Float64Range(41, 83).Draw(rt, "lat"), rapid.Float64Range(-141, -52).Draw(rt, "lng")}
		r := Resolution(rapid.IntRange(2, 10).Draw(rt, "r"))
		size := cellSize(rt, center, r)
		radius := size * Meters(rapid.Float64Range(0, 7).Draw(rt, "radius"))
		got, err := Cover(center, radius, r)
		if err != nil {
			rt.Fatal(err)
		}
		surely, perhaps := bruteCover(t, center, radius, r)
		for c := range surely {
			if !slices.Contains(got, c) {
				rt.Errorf("%s touches the circle and is missing", c)
			}
		}
		for _, c := range got {
			if !perhaps[c] {
				rt.Errorf("%s is outside the circle", c)
			}
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			rt.Errorf("not in ascending order, each once: %v", got)
		}
	})
}

func cellSize(t rapid.TB, p Point, r Resolution) Meters {
	c, err := CellAt(p, r)
	if err != nil {
		t.Fatal(err)
	}
	at, err := c.Center()
	if err != nil {
		t.Fatal(err)
	}
	size, err := c.circumradius(at)
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// TestCoverHoldsEveryPointOfTheCircle includes the surroundings of a pentagon.
func TestCoverHoldsEveryPointOfTheCircle(t *testing.T) {
	pentagon := Point{50.10320148224132, -143.47849001502516} // in the Pacific, base cell 14
	rapid.Check(t, func(rt *rapid.T) {
		center := rapid.SampledFrom([]Point{pentagon, {43.65, -79.38}, {82.5, -62.3}, {49.28, -123.12}}).Draw(rt, "center")
		r := Resolution(rapid.IntRange(1, 8).Draw(rt, "r"))
		radius := cellSize(rt, center, r) * Meters(rapid.Float64Range(0, 5).Draw(rt, "radius"))
		got, err := Cover(center, radius, r)
		if err != nil {
			rt.Fatal(err)
		}
		for range 50 {
			p := center.at(radius*Meters(rapid.Float64Range(0, 1).Draw(rt, "share")), rapid.Float64Range(0, 2*math.Pi).Draw(rt, "bearing"))
			if c, err := CellAt(p, r); err != nil || !slices.Contains(got, c) {
				rt.Fatalf("%v, %.0f m away, is in no cell of the cover (%v)", p, float64(Distance(center, p)), err)
			}
		}
	})
}

// at is the point that lies so far away in that direction.
func (p Point) at(away Meters, bearing float64) Point {
	lat, lng, d := radians(p.Lat), radians(p.Lng), float64(away/EarthRadius)
	north := math.Asin(math.Sin(lat)*math.Cos(d) + math.Cos(lat)*math.Sin(d)*math.Cos(bearing))
	east := lng + math.Atan2(math.Sin(bearing)*math.Sin(d)*math.Cos(lat), math.Cos(d)-math.Sin(lat)*math.Sin(north))
	return Point{degrees(north), math.Mod(degrees(east)+540, 360) - 180}
}

func TestCoverOfNothingIsItsOwnCell(t *testing.T) {
	p := Point{43.65, -79.38}
	own, err := CellAt(p, 7)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Cover(p, 0, 7)
	if err != nil || !slices.Equal(got, []Cell{own}) {
		t.Errorf("got %v, %v, want %v", got, err, own)
	}
}

func TestCoverRefuses(t *testing.T) {
	p := Point{43.65, -79.38}
	nan := Meters(math.NaN())
	for name, try := range map[string]func() ([]Cell, error){
		"a negative radius":   func() ([]Cell, error) { return Cover(p, -1, 5) },
		"no number":           func() ([]Cell, error) { return Cover(p, nan, 5) },
		"the infinite":        func() ([]Cell, error) { return Cover(p, Meters(math.Inf(1)), 5) },
		"too many cells":      func() ([]Cell, error) { return Cover(p, 100*Kilometer, 12) },
		"no point":            func() ([]Cell, error) { return Cover(Point{91, 0}, 1, 5) },
		"no resolution":       func() ([]Cell, error) { return Cover(p, 1, 16) },
		"a line":              func() ([]Cell, error) { return CoverPolygon([]Point{p, {44, -79}, p}, 5) },
		"no corners":          func() ([]Cell, error) { return CoverPolygon(nil, 5) },
		"a fine polygon":      func() ([]Cell, error) { return CoverPolygon([]Point{{45, -80}, {45, -70}, {50, -70}}, 12) },
		"a fair but full one": func() ([]Cell, error) { return CoverPolygon([]Point{{45, -80}, {45, -70}, {50, -70}}, 7) },
		"a corner off earth":  func() ([]Cell, error) { return CoverPolygon([]Point{{45, -80}, {45, -70}, {95, -70}}, 3) },
	} {
		if cells, err := try(); bilingual.KindOf(err) != bilingual.Invalid || err == nil || cells != nil {
			t.Errorf("%s: got %d cells, %v", name, len(cells), err)
		}
	}
}

// TestCoverPolygonAgainstBruteForce draws triangles, and asks for the cell of
// every point of a fine grid in them; and no cell may have all of a fine grid of
// its own points outside.
func TestCoverPolygonAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		south, west := rapid.Float64Range(42, 70).Draw(rt, "south"), rapid.Float64Range(-140, -60).Draw(rt, "west")
		corner := func(name string) Point {
			return Point{south + rapid.Float64Range(0, 1).Draw(rt, name), west + rapid.Float64Range(0, 1).Draw(rt, name)}
		}
		a, b, c := corner("a"), corner("b"), corner("c")
		if a == b || b == c || a == c {
			return
		}
		got, err := CoverPolygon([]Point{a, b, c, a}, 5)
		if err != nil {
			rt.Fatal(err)
		}
		const (
			pieces = 40
			bulge  = 150 // m, the most by which an edge of a degree straight on the globe leaves one straight on the map
		)
		for i := range pieces + 1 {
			for j := range pieces + 1 - i {
				f, g := float64(i)/pieces, float64(j)/pieces
				p := Point{a.Lat + f*(b.Lat-a.Lat) + g*(c.Lat-a.Lat), a.Lng + f*(b.Lng-a.Lng) + g*(c.Lng-a.Lng)}
				cell, err := CellAt(p, 5)
				if err != nil {
					rt.Fatal(err)
				}
				if !slices.Contains(got, cell) && !onTheEdge(rt, cell, p) {
					rt.Fatalf("%v of the triangle is in %s, which is not in the cover", p, cell)
				}
			}
		}
		for _, cell := range got {
			center, err := cell.Center()
			if err != nil {
				rt.Fatal(err)
			}
			size := cellSize(rt, center, 5)
			if away := awayFromTriangle(center, a, b, c); away > size*1.01+bulge {
				rt.Errorf("%s is %.0f m from the triangle, more than its circumradius", cell, float64(away))
			}
		}
	})
}

// onTheEdge allows the few metres by which an edge that is straight on the globe
// differs from one that is straight on the map.
func onTheEdge(t rapid.TB, c Cell, p Point) bool {
	corners, err := c.Boundary()
	if err != nil {
		t.Fatal(err)
	}
	for i, corner := range corners {
		if arcDistance(p, corners[(i+len(corners)-1)%len(corners)], corner) < 30 {
			return true
		}
	}
	return false
}

// awayFromTriangle is 0 inside, else the distance to the nearest side.
func awayFromTriangle(p, a, b, c Point) Meters {
	side := func(a, b Point) float64 {
		return (b.Lng-a.Lng)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lng-a.Lng)
	}
	x, y, z := side(a, b), side(b, c), side(c, a)
	if x >= 0 && y >= 0 && z >= 0 || x <= 0 && y <= 0 && z <= 0 {
		return 0
	}
	return min(arcDistance(p, a, b), arcDistance(p, b, c), arcDistance(p, c, a))
}
