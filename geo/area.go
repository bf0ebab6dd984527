package geo

import "github.com/relais-directory/relais/data/bilingual"

// AreaKind says what sort of piece of the country an Area is.
type AreaKind string

// The kinds of areas, from the smallest to the largest.
const (
	AreaPoint    AreaKind = "point"
	AreaPostal   AreaKind = "postal_area"
	AreaPlace    AreaKind = "place"
	AreaRegion   AreaKind = "region"
	AreaProvince AreaKind = "province"
	AreaCountry  AreaKind = "country"
)

// Area is a piece of the country by which something is located or covered.
//
// Center and Radius draw a circle around it: its people and places lie within
// Radius of Center, surely for a province, almost always for a place, for nine
// facilities of ten in a postal area (measured in the package's tests).
type Area struct {
	Kind     AreaKind       `json:"kind"`
	Code     string         `json:"code,omitempty"` // three characters of a postal code, a province's code, "CA"; "" for a place or region
	Label    bilingual.Text `json:"label"`
	Province Province       `json:"province,omitempty"`
	Center   Point          `json:"center,omitzero"`
	Radius   Meters         `json:"radius_m,omitempty"`
}

// IsZero reports whether a is no area at all.
func (a Area) IsZero() bool { return a == Area{} }

// OriginKind says what a search was started from.
type OriginKind string

// The kinds of origins.
const (
	OriginPostal OriginKind = "postal_code"
	OriginPlace  OriginKind = "place"
	OriginPoint  OriginKind = "point"
	OriginCell   OriginKind = "cell"
)

// Origin is where a search starts.
type Origin struct {
	Kind        OriginKind
	Label       bilingual.Text   // for people: "M5V (Toronto, ON)", "near Thunder Bay, ON"
	Point       Point            // the middle of what was meant
	Approximate bool             // a distance from here must not be given to the kilometre
	Radius      Meters           // how far from Point the person may really be; 0 for a point given exactly
	Province    Province         // "" outside Canada or unknown
	FSA         string           // the three characters, when it came from a postal code
	Notes       []bilingual.Text // what was repaired or assumed, to be said aloud
}

// IsZero reports whether o is no origin at all, whatever its notes say.
func (o Origin) IsZero() bool {
	return o.Kind == "" && o.Label.IsZero() && o.Point.IsZero() && !o.Approximate &&
		o.Radius == 0 && o.Province == "" && o.FSA == ""
}
