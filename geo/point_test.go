package geo

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// nowhere is not a point, though it has the type of one.
var nowhere = Point{math.NaN(), math.NaN()}

func TestNewPointRefusesWhatIsNoPoint(t *testing.T) {
	inf := math.Inf(1)
	for _, bad := range [][2]float64{
		{math.NaN(), 0}, {0, math.NaN()}, {inf, 0}, {0, -inf}, {90.0001, 0}, {-91, 0}, {0, 180.5}, {0, -181},
	} {
		if p, err := NewPoint(bad[0], bad[1]); codeOf(err) != "point_invalid" || !p.IsZero() {
			t.Errorf("NewPoint(%v) = %v, %v, want point_invalid", bad, p, err)
		}
	}
	for _, good := range [][2]float64{{90, 180}, {-90, -180}, {45.42, -75.70}} {
		if _, err := NewPoint(good[0], good[1]); err != nil {
			t.Errorf("NewPoint(%v): %v", good, err)
		}
	}
}

func TestPointAsJSON(t *testing.T) {
	got, err := json.Marshal(Point{45.5, -73.5})
	if want := `{"lat":45.5,"lng":-73.5}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestDistanceKnown(t *testing.T) {
	degree := EarthRadius * math.Pi / 180
	tests := []struct {
		name      string
		a, b      Point
		want      Meters
		tolerance float64 // of want
	}{
		{"a degree along the equator", Point{0, 10}, Point{0, 11}, degree, 1e-9},
		{"across the date line", Point{0, 179.5}, Point{0, -179.5}, degree, 1e-9},
		{"pole to equator", Point{90, 0}, Point{0, 77}, 90 * degree, 1e-9},
		{"antipodes", Point{45, -75}, Point{-45, 105}, 180 * degree, 1e-7},
		{"pole to pole", Point{90, 12}, Point{-90, -140}, 180 * degree, 1e-7},
		{"Toronto to Montréal", Point{43.6532, -79.3832}, Point{45.5017, -73.5673}, 504_000, 0.006},
		{"Ottawa to Iqaluit", Point{45.4215, -75.6972}, Point{63.7467, -68.5170}, 2_081_000, 0.01},
		{"a metre", Point{49, -123}, Point{49.00000899, -123}, 1, 0.001},
	}
	for _, tt := range tests {
		got := Distance(tt.a, tt.b)
		if !(math.Abs(float64(got-tt.want)) <= tt.tolerance*float64(tt.want)) {
			t.Errorf("%s: got %.3f, want %.3f", tt.name, got, tt.want)
		}
	}
}

func anyPoint() *rapid.Generator[Point] {
	return rapid.Custom(func(t *rapid.T) Point {
		return Point{
			Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"),
			Lng: rapid.Float64Range(-180, 180).Draw(t, "lng"),
		}
	})
}

// TestDistanceProperties holds the haversine to a twin from vectors, which is
// exact where the haversine is weakest.
func TestDistanceProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPoint().Draw(t, "a"), anyPoint().Draw(t, "b")
		there, back := Distance(a, b), Distance(b, a)
		if there != back {
			t.Fatalf("%v there, %v back", there, back)
		}
		if Distance(a, a) != 0 {
			t.Fatalf("%v from itself", Distance(a, a))
		}
		if !(there >= 0 && there <= math.Pi*EarthRadius) {
			t.Fatalf("%v is no distance on the earth", there)
		}
		if twin := distanceByVectors(a, b); math.Abs(float64(there-twin)) > 0.5 {
			t.Fatalf("got %v, by vectors %v", there, twin)
		}
	})
}

func distanceByVectors(a, b Point) Meters {
	v, w := a.vector(), b.vector()
	cross := vector{v.y*w.z - v.z*w.y, v.z*w.x - v.x*w.z, v.x*w.y - v.y*w.x}
	return EarthRadius * Meters(math.Atan2(math.Sqrt(cross.dot(cross)), v.dot(w)))
}

func TestDistanceStableAtAntipodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anyPoint().Draw(t, "a")
		b := Point{Lat: -a.Lat, Lng: a.Lng + 180}
		if b.Lng > 180 {
			b.Lng -= 360
		}
		got := Distance(a, b)
		if !(math.Abs(float64(got-math.Pi*EarthRadius)) <= 1) { // NaN fails too
			t.Fatalf("antipodes of %v are %v apart", a, got)
		}
	})
}

// TestDistanceNeverNaN walks over antipodes whose haversine rounds past 1.
func TestDistanceNeverNaN(t *testing.T) {
	past := 0
	for i := range 90_000 {
		a := Point{Lat: float64(i) / 1000, Lng: -75}
		b := Point{Lat: -a.Lat, Lng: 105}
		sin, cos := math.Sincos(radians(a.Lat))
		if sin*sin+cos*cos > 1 {
			past++
		}
		if got := Distance(a, b); math.IsNaN(float64(got)) {
			t.Fatalf("antipodes of %v are %v apart", a, got)
		}
	}
	if past == 0 {
		t.Error("no latitude rounds past 1: this test tests nothing")
	}
}

func TestVectorsAndPointsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anyPoint().Draw(t, "a")
		if away := Distance(a, a.vector().point()); away > 0.01 {
			t.Fatalf("%v came back %v away", a, away)
		}
	})
}

func TestKilometers(t *testing.T) {
	if got := Meters(1500).Kilometers(); got != 1.5 {
		t.Errorf("got %v, want 1.5", got)
	}
}
