package sample

import (
	"cmp"
	"math"
	"slices"

	"github.com/relais-directory/relais/geo"
)

// scatter is an invented point of a town: 800 m to 12 km from its middle, on the
// same side of the provincial border, rounded to four decimals. It is never the
// middle itself, which everybody knows.
func (l *land) scatter(d dice, t town) geo.Point {
	reach := min(max(int(t.area.Radius)*6/10, 1500), 12_000)
	var p geo.Point
	for range 12 {
		p = beside(t.area.Center, float64(d.between(800, reach)), d.IntN(360))
		if at, ok := l.g.ProvinceAt(p); ok && at == t.province {
			break
		}
	}
	return p
}

// beside is the point so many meters from p, towards a bearing in degrees. The
// earth is flat enough for that, and digits in which machines differ are cut.
func beside(p geo.Point, meters float64, bearing int) geo.Point {
	const degree = 111_200 // meters
	angle := float64(bearing) * math.Pi / 180
	north := meters * math.Cos(angle) / degree
	east := meters * math.Sin(angle) / (degree * math.Cos(p.Lat*math.Pi/180))
	return roundPoint(geo.Point{Lat: p.Lat + north, Lng: p.Lng + east})
}

// postalArea is the postal area whose middle is nearest to p; far from any town's
// own, the nearest rural one.
func (l *land) postalArea(prov geo.Province, p geo.Point) (geo.Area, bool) {
	nearest, away := nearestArea(l.postal[prov], p)
	if away < 25*geo.Kilometer {
		return nearest, true
	}
	rural := slices.DeleteFunc(slices.Clone(l.postal[prov]), func(a geo.Area) bool { return a.Code[1] != '0' })
	if len(rural) > 0 {
		nearest, _ = nearestArea(rural, p)
	}
	return nearest, nearest.Code != ""
}

func nearestArea(areas []geo.Area, p geo.Point) (geo.Area, geo.Meters) {
	if len(areas) == 0 {
		return geo.Area{}, math.MaxFloat64
	}
	nearest := slices.MinFunc(areas, func(a, b geo.Area) int {
		return cmp.Compare(closeness(a.Center, p), closeness(b.Center, p))
	})
	return nearest, geo.Distance(nearest.Center, p)
}

// closeness orders points by how near they are, for the nearest of many; it is
// no distance.
func closeness(a, b geo.Point) float64 {
	north, east := a.Lat-b.Lat, (a.Lng-b.Lng)*0.65
	return float64(north*north) + float64(east*east)
}

// rounded takes from an area the last digits, in which machines may differ.
func rounded(a geo.Area) geo.Area {
	a.Center = roundPoint(a.Center)
	a.Radius = geo.Meters(math.Ceil(float64(a.Radius)/100) * 100)
	return a
}

func roundPoint(p geo.Point) geo.Point {
	return geo.Point{Lat: math.Round(p.Lat*1e4) / 1e4, Lng: math.Round(p.Lng*1e4) / 1e4}
}
