package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func (j *judge) regionCounts() bool { return j.query.OutOfRegion && j.located }

// gradeRegion counts for a caller who wants to be elsewhere than where the
// search starts, such as one who flees. It prefers and never excludes: who is
// near can still be reached.
func (j *judge) gradeRegion(c *candidate) finding {
	switch elsewhere(c, j.ownRegion()) {
	case data.Yes:
		return finding{value: j.weights.Away.Yes, code: "region_elsewhere"}
	case data.No:
		return finding{value: j.weights.Away.No, code: "region_own"}
	}
	return finding{value: j.weights.Away.Unknown, code: "region_unknown"}
}

// ownRegion is how far the region reaches that the caller wants to leave: where
// few people live, as far as people there are used to go.
func (j *judge) ownRegion() geo.Meters {
	return max(j.weights.OwnRegion, j.usualHalfDistance())
}

// elsewhere says whether c lies beyond own. What has no place, such as a
// telephone line, is neither here nor there, and neither is an area across the
// limit.
func elsewhere(c *candidate, own geo.Meters) data.Tri {
	switch {
	case c.placed && c.nearest() > own:
		return data.Yes
	case c.placed && c.farthest() <= own:
		return data.No
	}
	return data.Unknown
}

func (j *judge) regionReason(_ *candidate, found finding) bilingual.Text {
	switch found.code {
	case "region_elsewhere":
		return bilingual.Text{En: "Away from the region where the search starts", Fr: "Hors de la région d’où part la recherche"}
	case "region_own":
		return bilingual.Text{En: "In the region where the search starts", Fr: "Dans la région d’où part la recherche"}
	}
	return bilingual.Text{En: "Not tied to one region, or not known whether it is in the one where the search starts", Fr: "Lié à aucune région, ou on ne sait pas si c’est celle d’où part la recherche"}
}
