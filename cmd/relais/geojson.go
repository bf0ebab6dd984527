package main

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// features is what one audience may see, as GeoJSON (RFC 7946).
type features[A data.Audience] struct {
	Type     string       `json:"type"`
	Features []feature[A] `json:"features"`
}

// feature is one listing: its point, if its audience may know one, and everything
// else that it says.
type feature[A data.Audience] struct {
	Type       string           `json:"type"`
	ID         data.ID          `json:"id"`
	Geometry   *geo.Geometry    `json:"geometry"`
	Properties *data.Listing[A] `json:"properties"`
}

func featuresOf[A data.Audience](listings []data.Listing[A]) features[A] {
	c := features[A]{Type: "FeatureCollection", Features: make([]feature[A], len(listings))}
	for i := range listings {
		l := &listings[i]
		c.Features[i] = feature[A]{"Feature", l.ID, l.Place.Geometry(), l}
	}
	return c
}
