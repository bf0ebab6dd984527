package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestPolygonKnown(t *testing.T) {
	square := []Point{{45, -75}, {45, -74}, {46, -74}, {46, -75}}
	p, err := NewPolygon(append(square, square[0]))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[Point]bool{{45.5, -74.5}: true, {45.01, -74.99}: true, {44.99, -74.5}: false, {45.5, -73.9}: false, {46.1, -74.5}: false} {
		if got := p.Contains(at); got != want {
			t.Errorf("Contains(%v) = %v", at, got)
		}
	}
	if away := Distance(p.Center(), Point{45.5, -74.5}); away > 10 {
		t.Errorf("the middle is %v off", away)
	}
	if got, want := p.EdgeDistance(Point{45.1, -74.5}), Distance(Point{45.1, -74.5}, Point{45, -74.5}); math.Abs(float64(got-want)) > 20 {
		t.Errorf("the edge is %v away, want %v", got, want)
	}
	if (Polygon{}).Contains(Point{45, -75}) || !(Polygon{}).IsZero() || p.IsZero() {
		t.Error("the zero polygon is none")
	}
}

func TestPolygonRefusesWhatIsNoArea(t *testing.T) {
	for name, corners := range map[string][]Point{
		"nothing": nil, "two corners": {{45, -75}, {46, -75}}, "two and the first again": {{45, -75}, {46, -75}, {45, -75}},
		"a line": {{45, -75}, {46, -75}, {47, -75}}, "one place": {{45, -75}, {45, -75}, {45, -75}},
		"off the earth": {{45, -75}, {96, -75}, {45, -74}}, "no number": {{45, -75}, {math.NaN(), -75}, {45, -74}},
		"around the world": {{45, -100}, {46, 0}, {45, 100}}, "too many": make([]Point, largestPolygon+1),
	} {
		if p, err := NewPolygon(corners); codeOf(err) != "polygon_invalid" || !p.IsZero() {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

// A regular polygon around a point holds what is nearer than its sides, and
// nothing that is farther than its corners, whichever way round it is drawn.
func TestPolygonAgainstItsCircles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		middle := Point{rapid.Float64Range(42, 75).Draw(t, "lat"), rapid.Float64Range(-140, -53).Draw(t, "lng")}
		n := rapid.IntRange(3, 12).Draw(t, "corners")
		reach := Meters(rapid.Float64Range(500, 40_000).Draw(t, "reach"))
		corners := make([]Point, n)
		for i := range corners {
			corners[i] = middle.at(reach, 2*math.Pi*float64(i)/float64(n))
		}
		if rapid.Bool().Draw(t, "reversed") {
			for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
				corners[i], corners[j] = corners[j], corners[i]
			}
		}
		p, err := NewPolygon(corners)
		if err != nil {
			t.Fatal(err)
		}
		inner := reach * Meters(math.Cos(math.Pi/float64(n)))
		away := Meters(rapid.Float64Range(0, 2).Draw(t, "away")) * reach
		at := middle.at(away, rapid.Float64Range(0, 2*math.Pi).Draw(t, "bearing"))
		switch inside := p.Contains(at); {
		case away < inner*0.97 && !inside:
			t.Fatalf("%v from the middle is outside, the sides are %v away", away, inner)
		case away > reach*1.03 && inside:
			t.Fatalf("%v from the middle is inside, the corners are %v away", away, reach)
		}
		if edge := p.EdgeDistance(at); away > reach*1.03 && edge < (away-reach)*0.9 || edge > away+reach*1.03 {
			t.Fatalf("the edge is %v from a point %v from the middle of %v", edge, away, reach)
		}
	})
}
