package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestProjectKnown(t *testing.T) {
	if x, y := Project(Point{originLat, originLng}); math.Abs(float64(x)) > 1 || math.Abs(float64(y)) > 1 {
		t.Errorf("the origin lies at %v, %v", x, y)
	}
	// On the two standard parallels a short step keeps its length.
	for _, lat := range []float64{firstParallel, secondParallel} {
		a, b := Point{lat, -100}, Point{lat, -99.99}
		ax, ay := Project(a)
		bx, by := Project(b)
		got := math.Hypot(float64(bx-ax), float64(by-ay))
		if want := float64(Distance(a, b)); math.Abs(got-want) > want*1e-6 {
			t.Errorf("a step at %v° is %v on the map, want %v", lat, got, want)
		}
	}
	west, _ := Project(Point{60, -130})
	east, _ := Project(Point{60, -60})
	_, south := Project(Point{45, originLng})
	_, north := Project(Point{75, originLng})
	if west >= 0 || east <= 0 || south >= 0 || north <= 0 {
		t.Errorf("west %v, east %v, south %v, north %v", west, east, south, north)
	}
}

// TestProjectKeepsAngles steps north and east from anywhere in Canada: a
// conformal map keeps the right angle and stretches both alike.
func TestProjectKeepsAngles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Point{rapid.Float64Range(42, 83).Draw(t, "lat"), rapid.Float64Range(-141, -52).Draw(t, "lng")}
		const step = 1e-5
		x, y := Project(p)
		nx, ny := Project(Point{p.Lat + step, p.Lng})
		ex, ey := Project(Point{p.Lat, p.Lng + step/math.Cos(radians(p.Lat))})
		north, east := [2]float64{float64(nx - x), float64(ny - y)}, [2]float64{float64(ex - x), float64(ey - y)}
		n, e := math.Hypot(north[0], north[1]), math.Hypot(east[0], east[1])
		if dot := (north[0]*east[0] + north[1]*east[1]) / (n * e); math.Abs(dot) > 1e-3 {
			t.Fatalf("at %v the angle is off by %v", p, dot)
		}
		if math.Abs(n/e-1) > 1e-3 {
			t.Fatalf("at %v north is stretched %v times as much as east", p, n/e)
		}
	})
}

func TestProjectIsAlwaysANumber(t *testing.T) {
	for _, p := range []Point{{90, 0}, {-90, 0}, {0, 180}, {0, -180}} {
		if x, y := Project(p); math.IsNaN(float64(x+y)) || math.IsInf(float64(x+y), 0) {
			t.Errorf("Project(%v) = %v, %v", p, x, y)
		}
	}
}

func TestOutline(t *testing.T) {
	g := gazetteer(t)
	for _, p := range Provinces() {
		rings := g.Outline(p)
		if len(rings) == 0 {
			t.Errorf("%s has no outline", p)
		}
		for _, ring := range rings {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Errorf("%s has a ring of %d points that does not close", p, len(ring))
			}
		}
	}
	if got := g.Outline("ZZ"); got != nil {
		t.Errorf("an outline for ZZ: %d rings", len(got))
	}
	g.Outline(Ontario)[0][0] = Point{}
	if g.Outline(Ontario)[0][0].IsZero() {
		t.Error("a caller changed the outline")
	}
}
