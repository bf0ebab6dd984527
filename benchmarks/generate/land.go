package generate

import (
	"math"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// land is the country as providers and callers settle in it.
type land struct {
	towns     []town
	people    odds  // over towns, by their people to the power of 0.9
	rural     []int // small towns
	north     []int // towns of the far North
	fsas      []geo.Area
	provinces map[geo.Province]geo.Area
	country   geo.Area
}

type town struct {
	geo.Place
	zone  string
	area  geo.Area // what stands for a place that is not told
	fsa   geo.Area // the postal area nearest to the middle
	label data.Text
}

const (
	farNorth  = 58.0  // degrees of latitude
	smallTown = 2000  // people
	crowded   = 0.9   // exponent of the people of a town in its share of services
	lone      = 400.0 // people of a town of which nobody says how many
)

func survey(g *geo.Gazetteer) *land {
	l := &land{provinces: map[geo.Province]geo.Area{}, country: g.Country(), fsas: postalAreas(g)}
	for place := range g.Places() {
		if _, ok := l.provinces[place.Province]; !ok {
			l.provinces[place.Province], _ = g.ProvinceArea(place.Province)
		}
		l.settle(g, place)
	}
	l.people = newOdds(len(l.towns), func(i int) float64 {
		return math.Pow(max(lone, float64(l.towns[i].Population)), crowded)
	})
	return l
}

func (l *land) settle(g *geo.Gazetteer, place geo.Place) {
	t := town{Place: place, label: data.Text{En: place.Name, Fr: place.Name}}
	t.zone, _ = g.ZoneAt(place.Point, place.Province) // an unknown zone leaves the hours unknown
	t.area = geo.Area{
		Kind: geo.AreaPlace, Label: t.label, Province: place.Province,
		Center: place.Point, Radius: t.spread() * 2,
	}
	t.fsa = l.nearestPostal(place)
	switch {
	case place.Point.Lat >= farNorth:
		l.north = append(l.north, len(l.towns))
	case place.Population < smallTown:
		l.rural = append(l.rural, len(l.towns))
	}
	l.towns = append(l.towns, t)
}

// spread is how far from the middle most addresses of a town are: 1.2 km in a
// village, 14 km in a metropolis.
func (t *town) spread() geo.Meters {
	km := 1.2 * math.Pow(max(lone, float64(t.Population))/lone, 0.28)
	return geo.Meters(math.Round(min(km, 14) * 1000))
}

// town draws one: so many times in a hundred any small one, or any of the far
// North, and else mostly a large one.
func (l *land) town(d dice, rural, north float64) *town {
	switch at := d.Float64() * 100; {
	case at < rural:
		return &l.towns[pick(d, l.rural)]
	case at < rural+north:
		return &l.towns[pick(d, l.north)]
	}
	return &l.towns[l.people.draw(d)]
}

// point draws an address in t. Its coordinates have six decimals.
func (t *town) point(d dice) geo.Point {
	north, east := d.NormFloat64()*float64(t.spread())/2, d.NormFloat64()*float64(t.spread())/2
	const degree = float64(geo.EarthRadius) * math.Pi / 180
	return geo.Point{
		Lat: sixDecimals(t.Point.Lat + north/degree),
		Lng: sixDecimals(t.Point.Lng + east/(degree*math.Cos(t.Point.Lat*math.Pi/180))),
	}
}

func sixDecimals(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }

// postalAreas asks for every postal area that could be.
func postalAreas(g *geo.Gazetteer) []geo.Area {
	const letters = "ABCEGHJKLMNPRSTVWXYZ"
	var all []geo.Area
	for _, first := range letters {
		for digit := '0'; digit <= '9'; digit++ {
			for _, last := range letters {
				if area, ok := g.PostalArea(string([]rune{first, digit, last})); ok {
					all = append(all, area)
				}
			}
		}
	}
	return all
}

func (l *land) nearestPostal(p geo.Place) geo.Area {
	best, least := geo.Area{}, math.Inf(1)
	shrink := math.Cos(p.Point.Lat * math.Pi / 180)
	for _, area := range l.fsas {
		north, east := area.Center.Lat-p.Point.Lat, (area.Center.Lng-p.Point.Lng)*shrink
		if away := north*north + east*east; away < least && area.Province == p.Province {
			best, least = area, away
		}
	}
	return best
}
