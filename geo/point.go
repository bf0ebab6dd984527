package geo

import (
	"math"

	"github.com/relais-directory/relais/data/bilingual"
)

// Point is a place on the earth, in degrees of WGS84: latitude from -90 to 90,
// longitude from -180 to 180. The zero Point means "no point".
type Point struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// NewPoint checks that both coordinates are numbers within range. It refuses
// NaN, infinities and anything out of range with a Problem of kind Invalid.
func NewPoint(lat, lng float64) (Point, error) {
	p := Point{Lat: lat, Lng: lng}
	if !p.onEarth() {
		return Point{}, problemPoint()
	}
	return p, nil
}

// IsZero reports whether p is the zero Point, "no point". (It lies in the Gulf
// of Guinea and is nobody's address.)
func (p Point) IsZero() bool { return p == Point{} }

// onEarth is false for NaN too, because every comparison with NaN is.
func (p Point) onEarth() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Lng >= -180 && p.Lng <= 180
}

// Meters is a length on the ground.
type Meters float64

// Kilometer is a thousand metres.
const Kilometer Meters = 1000

// Kilometers gives m in kilometres.
func (m Meters) Kilometers() float64 { return float64(m / Kilometer) }

// EarthRadius is the mean radius (2a+b)/3 of the WGS84 ellipsoid, as the
// International Union of Geodesy and Geophysics defines it. Great-circle
// distances with it are within 0.6 % of the ellipsoid's.
const EarthRadius Meters = 6371008.7714

// Distance is the great-circle distance between a and b by the haversine
// formula on a sphere of EarthRadius. It is symmetric to the last bit, 0 for
// equal points, at most half the earth's circumference, and never NaN for
// points that NewPoint made. It has the same bits on every machine: haversine.go
// says how.
func Distance(a, b Point) Meters {
	return EarthRadius * Meters(haversine(a.Lat, a.Lng, b.Lat, b.Lng))
}

func radians(degrees float64) float64 { return degrees * (math.Pi / 180) }

func degrees(radians float64) float64 { return radians * (180 / math.Pi) }

// vector is a point on the unit sphere: the tables are scanned by dot products,
// which order points exactly as Distance does and need no trigonometry.
type vector struct{ x, y, z float64 }

func (p Point) vector() vector {
	lat, lng := radians(p.Lat), radians(p.Lng)
	return vector{
		x: math.Cos(lat) * math.Cos(lng),
		y: math.Cos(lat) * math.Sin(lng),
		z: math.Sin(lat),
	}
}

func (v vector) dot(w vector) float64 { return v.x*w.x + v.y*w.y + v.z*w.z }

func (v vector) plus(w vector) vector { return vector{v.x + w.x, v.y + w.y, v.z + w.z} }

// point gives the direction of v, which need not be of length 1.
func (v vector) point() Point {
	return Point{
		Lat: degrees(math.Atan2(v.z, math.Hypot(v.x, v.y))),
		Lng: degrees(math.Atan2(v.y, v.x)),
	}
}

// cosine is the dot product of two unit vectors that are m apart.
func (m Meters) cosine() float64 {
	return math.Cos(min(float64(m/EarthRadius), math.Pi))
}

func problemPoint() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid,
		Code: "point_invalid",
		Message: bilingual.Text{
			En: "this is not a latitude and a longitude",
			Fr: "ce n’est pas une latitude et une longitude",
		},
		Hint: bilingual.Text{
			En: "Give the latitude (from -90 to 90) first, then the longitude (from -180 to 180), for example 45.42,-75.70.",
			Fr: "Donnez d’abord la latitude (de -90 à 90), puis la longitude (de -180 à 180), par exemple 45.42,-75.70.",
		},
	}
}
