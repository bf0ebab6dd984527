package geo

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// spot is what a question about the places around a point reads of one. All of
// them, from south to north, are gone through from the point's latitude on: two
// places are at least as far apart as their latitudes, so that whoever lies
// outside a band of latitudes need not be looked at.
type spot struct {
	lat    float64 // in radians
	vector vector
	town   int32
	people int32 // 0 where they are not known, or counted elsewhere
}

// latitudeSlack is far above what a dot product can be wrong by, in radians: six
// metres.
const latitudeSlack = 1e-6

func spotsOf(towns []town) []spot {
	spots := make([]spot, len(towns))
	for i := range towns {
		t := &towns[i]
		spots[i] = spot{lat: radians(t.Point.Lat), vector: t.vector, town: int32(i)}
		if !t.part {
			spots[i].people = int32(t.Population)
		}
	}
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Or(cmp.Compare(a.lat, b.lat), cmp.Compare(a.town, b.town)) })
	return spots
}

// nearest gives the place nearest to p, of two as near the one that stands first
// in the tables. From the latitude of p it goes north and south by turns, and ends
// each way where the latitude alone is farther than what was found.
func (g *Gazetteer) nearest(p Point) (town, Meters) {
	lat := radians(p.Lat)
	north := sort.Search(len(g.latitudes), func(i int) bool { return g.latitudes[i].lat >= lat })
	closest := closest{at: p.vector(), cosine: math.Inf(-1), reach: math.Pi}
	for south := north - 1; ; south, north = south-1, north+1 {
		below := south >= 0 && lat-g.latitudes[south].lat <= closest.reach
		above := north < len(g.latitudes) && g.latitudes[north].lat-lat <= closest.reach
		if below {
			closest.see(&g.latitudes[south])
		}
		if above {
			closest.see(&g.latitudes[north])
		}
		if !below && !above {
			found := g.towns[closest.town]
			return found, Distance(p, found.Point)
		}
	}
}

// closest is the place closest to a point, of those that it has seen.
type closest struct {
	at     vector
	town   int32
	cosine float64
	reach  float64 // beyond which no place is closer, in radians
}

func (c *closest) see(s *spot) {
	cosine := c.at.dot(s.vector)
	if cosine < c.cosine || cosine == c.cosine && s.town > c.town {
		return
	}
	c.town, c.cosine, c.reach = s.town, cosine, math.Acos(min(cosine, 1))+latitudeSlack
}

// PeopleWithin adds up the known populations of the places within r of p. It
// tells dense regions from sparse ones and is no census: places below a
// thousand people are mostly missing, and some figures are ten years old.
func (g *Gazetteer) PeopleWithin(p Point, r Meters) int {
	if r < 0 || !p.onEarth() {
		return 0
	}
	v, cosine := p.vector(), r.cosine()
	lat, reach := radians(p.Lat), float64(r/EarthRadius)+latitudeSlack
	from := sort.Search(len(g.latitudes), func(i int) bool { return g.latitudes[i].lat >= lat-reach })
	people := 0
	for i := from; i < len(g.latitudes) && g.latitudes[i].lat <= lat+reach; i++ {
		if s := &g.latitudes[i]; s.people > 0 && v.dot(s.vector) >= cosine {
			people += int(s.people)
		}
	}
	return people
}
