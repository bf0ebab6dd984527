package geo

// Geometry is a point as GeoJSON (RFC 7946) has it.
type Geometry struct {
	Type        string     `json:"type"`        // "Point"
	Coordinates [2]float64 `json:"coordinates"` // longitude first, as the format wants it
}

// IsPoint reports whether a is one known point. Every other area has a middle that
// is no place of anybody's.
func (a Area) IsPoint() bool { return a.Kind == AreaPoint && !a.Center.IsZero() }

// Geometry is what a map may draw of a: its point, and nil of whatever is no point.
// The middle of an area would be taken for the place that the area stands for, and
// somebody would be looked for there.
func (a Area) Geometry() *Geometry {
	if !a.IsPoint() {
		return nil
	}
	return &Geometry{"Point", [2]float64{a.Center.Lng, a.Center.Lat}}
}
