package public

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// FeatureCollection is the answer to a search as GeoJSON (RFC 7946), for programs
// that draw maps: the matches as features, and beside them what else the answer says.
type FeatureCollection struct {
	Type        string                    `json:"type"`
	Features    []Feature                 `json:"features"`
	Origin      *ranking.PublicOriginView `json:"origin"`
	Total       int                       `json:"total"`
	Relaxations []string                  `json:"relaxations"`
	Fallback    []ranking.FallbackView    `json:"fallback,omitempty"`
}

// Feature is one match. It has a point where its address is public, and no geometry
// otherwise: an area is no point, and its middle would be taken for one.
type Feature struct {
	Type       string                  `json:"type"`
	ID         data.ID                 `json:"id"`
	Geometry   *geo.Geometry           `json:"geometry"`
	Properties ranking.PublicMatchView `json:"properties"`
}

func featuresOf(s *index.Snapshot[data.Public], view ranking.PublicAnswerView) FeatureCollection {
	c := FeatureCollection{
		Type: "FeatureCollection", Features: make([]Feature, 0, len(view.Matches)),
		Origin: view.Origin, Total: view.Total, Relaxations: view.Relaxations, Fallback: view.Fallback,
	}
	for _, m := range view.Matches {
		f := Feature{Type: "Feature", ID: m.ID, Properties: m}
		if l, ok := s.ByID(m.ID); ok {
			f.Geometry = l.Place.Geometry()
		}
		c.Features = append(c.Features, f)
	}
	return c
}
