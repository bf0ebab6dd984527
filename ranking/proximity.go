package ranking

import (
	"cmp"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// The codes of proximity's reasons.
const (
	proximityAnywhere = "proximity_no_origin"
	proximityNear     = "proximity_distance"
	proximityAbout    = "proximity_approximate"
	proximityWide     = "proximity_wide_area"
	proximityRemote   = "proximity_remote"
	proximityUnplaced = "proximity_place_unknown"
)

// proximity is h/(h+d) with d the distance in metres and h the query's half
// distance. A service by phone or online has the fixed RemoteProximity; one that
// is both takes the better. A place that is not known has RemoteProximity too,
// and a wide area in which the origin lies no less than WideProximity, because
// its middle says nothing. Without an origin, help by phone or online is at hand,
// and what must be travelled to has TravelProximity, wherever it is.
func (j *judge) proximity(c *candidate) finding {
	switch {
	case !j.located && j.reachesAnywhere(c):
		return finding{value: 1, code: proximityRemote}
	case !j.located:
		return finding{value: j.weights.TravelProximity, code: proximityAnywhere}
	}
	best := j.proximityOfPlace(c)
	if j.reachesAnywhere(c) && (!c.placed || best.value < j.weights.RemoteProximity) {
		return finding{value: j.weights.RemoteProximity, code: proximityRemote}
	}
	return best
}

func (j *judge) proximityOfPlace(c *candidate) finding {
	if !c.placed {
		return finding{value: j.weights.RemoteProximity, code: proximityUnplaced}
	}
	h := j.halfDistance()
	near := finding{value: float64(h / (h + c.distance)), code: proximityNear}
	if c.uncertainty > 0 {
		near.code = proximityAbout
	}
	if j.inWideArea(c) {
		return finding{value: max(near.value, j.weights.WideProximity), code: proximityWide}
	}
	return near
}

// inWideArea reports whether c is only known to be in a wide area, in which the
// middle of the origin lies too, as far as circles and provinces tell.
func (j *judge) inWideArea(c *candidate) bool {
	place, origin := &c.facts.Place, &j.query.Origin
	sameProvince := place.Province == origin.Province || place.Province == "" || origin.Province == ""
	return place.Radius > j.weights.WideRadius && c.distance <= place.Radius && sameProvince
}

// reachesAnywhere reports whether c helps by phone or online and may do so: a
// caller who wants nothing remote goes to the place of a service that has one.
func (j *judge) reachesAnywhere(c *candidate) bool {
	return c.facts.Remote && (!j.query.NoRemote || c.facts.Place.IsZero())
}

// halfDistance is the query's; a caller who wants to be elsewhere is ready to go
// farther.
func (j *judge) halfDistance() geo.Meters {
	if j.query.OutOfRegion {
		return max(j.usualHalfDistance(), j.weights.AwayHalfDistance)
	}
	return j.usualHalfDistance()
}

func (j *judge) usualHalfDistance() geo.Meters {
	return cmp.Or(j.query.HalfDistance, DefaultHalfDistance)
}

// sayProximity gives proximity with its reason. To the public it names a band
// at most.
func (j *judge) sayProximity(c *candidate, found finding) Proximity {
	said := Proximity{Code: found.code, Value: found.value, Reason: j.proximityReason(c, found.code)}
	if j.located {
		said.HalfDistance = j.halfDistance()
	}
	return said
}

func (j *judge) proximityReason(c *candidate, code string) bilingual.Text {
	switch code {
	case proximityAnywhere:
		return bilingual.Text{En: "No place was given, and one must go there: distance not known", Fr: "Aucun lieu indiqué, et il faut s’y rendre\u00a0: distance inconnue"}
	case proximityRemote:
		return bilingual.Text{En: "Help by phone or online, wherever the caller is", Fr: "Aide par téléphone ou en ligne, où que soit la personne"}
	case proximityUnplaced:
		return bilingual.Text{En: "Where it is is not known: ask", Fr: "On ne sait pas où c’est\u00a0: demandez"}
	case proximityWide:
		return bilingual.Textf("Somewhere in: %s; distance not known", "Lieu, sans plus de précision\u00a0: %s; distance inconnue", c.facts.Place.Label)
	}
	if c.facts.Staff {
		return j.distanceInWords(c)
	}
	if band := j.band(c); band != NoBand {
		return capitalized(band.Name())
	}
	return bilingual.Textf("It is in: %s; distance not known", "Lieu\u00a0: %s; distance inconnue", c.facts.Place.Label)
}

// distanceInWords never looks more exact than what is known: from or to an area
// it says the range when that is telling, or "within".
func (j *judge) distanceInWords(c *candidate) bilingual.Text {
	switch {
	case c.uncertainty == 0:
		return bilingual.Textf("%s km away", "À %s km", kilometers(c.distance))
	case c.nearest() == 0:
		return bilingual.Textf("Within about %s km", "Dans un rayon d’environ %s km", kilometers(c.farthest()))
	}
	from, to := kilometers(c.nearest()), kilometers(c.farthest())
	if from == to {
		return bilingual.Textf("About %s km away", "À environ %s km", from)
	}
	return bilingual.Textf("Between about %s and %s km away", "À une distance d’environ %s à %s km", from, to)
}
