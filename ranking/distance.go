package ranking

import (
	"fmt"
	"math"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// DistanceBand is a distance as coarsely as the public may have it.
type DistanceBand string

// The bands, each from its lower limit up to but not including the next.
const (
	Under10    DistanceBand = "under_10_km"
	From10To25 DistanceBand = "10_25_km"
	From25To50 DistanceBand = "25_50_km"
	From50     DistanceBand = "50_100_km"
	Over100    DistanceBand = "over_100_km"
	Remote     DistanceBand = "remote"  // by phone or online
	NoBand     DistanceBand = "unknown" // not known, or too roughly for a band
)

// DistanceBands gives the bands from the nearest on.
func DistanceBands() []DistanceBand {
	return []DistanceBand{Under10, From10To25, From25To50, From50, Over100, Remote, NoBand}
}

// Name is the band in words.
func (b DistanceBand) Name() bilingual.Text {
	switch b {
	case Under10:
		return bilingual.Text{En: "less than 10 km away", Fr: "à moins de 10 km"}
	case From10To25:
		return bilingual.Text{En: "10 to 25 km away", Fr: "à une distance de 10 à 25 km"}
	case From25To50:
		return bilingual.Text{En: "25 to 50 km away", Fr: "à une distance de 25 à 50 km"}
	case From50:
		return bilingual.Text{En: "50 to 100 km away", Fr: "à une distance de 50 à 100 km"}
	case Over100:
		return bilingual.Text{En: "more than 100 km away", Fr: "à plus de 100 km"}
	case Remote:
		return bilingual.Text{En: "by phone or online", Fr: "par téléphone ou en ligne"}
	}
	return bilingual.Text{En: "distance not known", Fr: "distance inconnue"}
}

// band is how far c is, as far as that can be said honestly. Between two areas
// only the distance of their middles is known: its band is said where the true
// distance is at most one band away from it, and else none is.
func (j *judge) band(c *candidate) DistanceBand {
	switch {
	case j.reachesAnywhere(c) && (!c.placed || j.proximity(c).code == proximityRemote):
		return Remote
	case !c.placed:
		return NoBand
	}
	middle := bandOf(c.distance)
	if middle-bandOf(c.nearest()) > 1 || bandOf(c.farthest())-middle > 1 {
		return NoBand
	}
	return DistanceBands()[middle]
}

// bandOf is the place of a distance's band in DistanceBands.
func bandOf(m geo.Meters) int {
	for i, limit := range []geo.Meters{10, 25, 50, 100} {
		if m < limit*geo.Kilometer {
			return i
		}
	}
	return 4
}

// kilometers writes a length as people say it: under ten kilometres to the half
// kilometre, then to the kilometre, and from a hundred on to ten. Thousands stand
// apart: "1,160", « 1 160 ».
func kilometers(m geo.Meters) bilingual.Text {
	km, step := m.Kilometers(), 1.0
	switch {
	case km < 10:
		step = 0.5
	case km >= 100:
		step = 10
	}
	km = math.Round(km/step) * step
	if km < 1000 {
		en := fmt.Sprint(km)
		return bilingual.Text{En: en, Fr: decimalComma(en)}
	}
	thousands, rest := int(km)/1000, int(km)%1000 // nothing on Earth is a million kilometres away
	return bilingual.Textf("%d,%03d", "%d\u202f%03d", thousands, rest)
}
