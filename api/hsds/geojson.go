package hsds

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// feature is a service_at_location as GeoJSON (RFC 7946). One whose place is not
// for everybody to know, or is not known, has no geometry: an area is no point,
// and its middle would be taken for one.
type feature struct {
	Type       string        `json:"type"`
	ID         data.ID       `json:"id"`
	Geometry   *geo.Geometry `json:"geometry"`
	Properties properties    `json:"properties"`
}

// properties are flat, for programs that draw maps and read little else.
type properties struct {
	Organization   string       `json:"organization"`
	OrganizationFr string       `json:"organization_fr"`
	Service        string       `json:"service"`
	ServiceFr      string       `json:"service_fr"`
	ServiceID      data.ID      `json:"service_id"`
	OrganizationID data.ID      `json:"organization_id"`
	Status         data.Status  `json:"status,omitempty"`
	Place          string       `json:"place,omitempty"`
	PlaceFr        string       `json:"place_fr,omitempty"`
	Province       geo.Province `json:"province,omitempty"`
	Phone          string       `json:"phone,omitempty"`
}

// feature writes the site with number n.
func (v *view) feature(n int) []byte {
	l := v.listing(n)
	f := feature{Type: "Feature", ID: l.ID, Geometry: l.Place.Geometry(), Properties: properties{
		Organization: l.Organization.Name.In(bilingual.En), OrganizationFr: l.Organization.Name.In(bilingual.Fr),
		Service: l.Service.Name.In(bilingual.En), ServiceFr: l.Service.Name.In(bilingual.Fr),
		ServiceID: l.Service.ID, OrganizationID: l.Organization.ID, Status: l.Status,
		Place: l.Place.Label.In(bilingual.En), PlaceFr: l.Place.Label.In(bilingual.Fr), Province: l.Place.Province,
	}}
	if len(l.Phones) > 0 {
		f.Properties.Phone = l.Phones[0].Number
	}
	return encode(f)
}
