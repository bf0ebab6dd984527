// Package record owns the whole truth about an organization: its services, its
// locations, who may learn of them, and the parts that stay sealed.
//
// It has the only two doors out. Publish adds what its owner agreed to show to
// empty public listings; Disclose makes the listings for staff, in which sealed
// parts stay sealed. Neither blanks anything: what a door does not add is not
// there. Code that serves the public cannot import this package, and a test of
// the architecture says so.
//
// It does not store, search or read files: see data/store, index, ingest.
//
// Begin with Record, then publish.go.
package record

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Record is everything that the directory knows of one organization.
type Record struct {
	Organization Organization        `json:"organization"`
	Services     []Service           `json:"services,omitempty"`
	Locations    []Location          `json:"locations,omitempty"`
	At           []ServiceAtLocation `json:"service_at_locations,omitempty"`
	Sources      []Source            `json:"sources,omitempty"`
	Demo         bool                `json:"demo,omitempty"` // invented, for trying the software

	// Sealed holds what only an audited reveal may show.
	Sealed Sealed `json:"-"`
}

// ID is the record's id: its organization's.
func (r *Record) ID() data.ID { return r.Organization.ID }

// Source names where a record, service or location came from, so that the same
// row of a later file finds it again.
type Source struct {
	Name string  `json:"name"`         // the source: "odhf"
	Key  string  `json:"key"`          // its key there: a row's own id
	ID   data.ID `json:"id,omitempty"` // what it stands for: the organization, a service, a location, or a service at a location
}

// Exposure says who may learn of a thing, and on whose word. Anything without a
// recorded consent is internal, whatever Visibility says.
type Exposure struct {
	Visibility data.Visibility `json:"visibility"`
	Consent    Consent         `json:"consent,omitzero"`
}

// Consent records that a provider agreed to be shown: who agreed, when, and how
// it is known.
type Consent struct {
	By       string     `json:"by,omitempty"`
	On       hours.Date `json:"on,omitzero"`
	Evidence string     `json:"evidence,omitempty"`
}

// Given reports whether who and when are both recorded.
func (c Consent) Given() bool { return c.By != "" && !c.On.IsZero() }

// ConsentAfter reports whether any consent of r is dated later than day.
func (r *Record) ConsentAfter(day hours.Date) bool {
	later := func(e Exposure) bool { return e.Consent.On.After(day) }
	if later(r.Organization.Exposure) {
		return true
	}
	for i := range r.Services {
		if later(r.Services[i].Exposure) {
			return true
		}
	}
	for i := range r.Locations {
		if later(r.Locations[i].Exposure) {
			return true
		}
	}
	return false
}

// Effective is the visibility that counts: Internal without recorded consent.
func (e Exposure) Effective() data.Visibility {
	if !e.Consent.Given() {
		return data.Internal
	}
	return e.Visibility
}

// Organization is HSDS's organization.
type Organization struct {
	ID            data.ID           `json:"id"`
	Name          data.Text         `json:"name"`
	AlternateName data.Text         `json:"alternate_name,omitzero"`
	Description   data.Text         `json:"description,omitzero"`
	Kind          data.ProviderKind `json:"kind"`
	Home          geo.Province      `json:"home,omitempty"`    // the province of its seat: what statistics count by; "" with Country "" means pan-Canadian
	Country       string            `json:"country,omitempty"` // ISO 3166-1 where it is not Canada: "US"
	URL           string            `json:"url,omitempty"`
	Email         string            `json:"email,omitempty"`
	Phones        []Phone           `json:"phones,omitempty"`
	Exposure      Exposure          `json:"exposure"`
	Verified      data.Verification `json:"verified,omitzero"`
}

// Phone is a line with its own visibility: for staff, unless Public.
type Phone struct {
	data.Phone
	Public bool `json:"public,omitempty"`
}

// Service is HSDS's service, with what matching needs to know of it.
type Service struct {
	ID            data.ID   `json:"id"`
	Name          data.Text `json:"name"`
	AlternateName data.Text `json:"alternate_name,omitzero"`
	Description   data.Text `json:"description,omitzero"`

	Status data.Status `json:"status,omitempty"`
	Intake data.Intake `json:"intake,omitzero"`

	Needs       []string                `json:"needs,omitempty"`
	Populations []data.PopulationServed `json:"populations,omitempty"`
	Eligibility data.Eligibility        `json:"eligibility,omitzero"`
	Specialized data.Tri                `json:"specialized"`

	Languages      []data.LanguageOffered `json:"languages,omitempty"`
	Interpretation data.Tri               `json:"interpretation"`
	Barriers       []data.Condition       `json:"barriers,omitempty"`

	Remote       bool           `json:"remote,omitempty"`
	ServiceAreas []geo.Area     `json:"service_areas,omitempty"`
	Hours        hours.Calendar `json:"hours,omitzero"`

	Phones      []Phone     `json:"phones,omitempty"`
	Email       string      `json:"email,omitempty"`
	URL         string      `json:"url,omitempty"`
	Application data.Text   `json:"application,omitzero"`
	Fees        data.Text   `json:"fees,omitzero"`
	Documents   []data.Text `json:"documents,omitempty"`

	Capacity []data.Capacity `json:"capacity,omitempty"`
	Protocol data.Text       `json:"protocol,omitzero"` // how to refer, where it is not sealed
	Notes    data.Text       `json:"notes,omitzero"`    // for staff

	Exposure Exposure          `json:"exposure"`
	Verified data.Verification `json:"verified,omitzero"`
}

// LocationType is HSDS's location_type.
type LocationType string

// HSDS's location types.
const (
	Physical LocationType = "physical"
	Postal   LocationType = "postal"
	Virtual  LocationType = "virtual"
)

// Location is HSDS's location. For a confidential one Address and Point are
// empty here and in Sealed instead; Area and Region, declared once, stand in.
type Location struct {
	ID            data.ID          `json:"id"`
	Name          data.Text        `json:"name,omitzero"`
	Type          LocationType     `json:"location_type"`
	Address       data.Address     `json:"address,omitzero"`
	Point         geo.Point        `json:"point,omitzero"`
	Area          geo.Area         `json:"area,omitzero"`   // where staff searches look for it when Point is empty
	Region        geo.Area         `json:"region,omitzero"` // what the public may learn of a limited site: never finer than its owner declared
	Zone          string           `json:"zone,omitempty"`  // IANA
	Accessibility []data.Condition `json:"accessibility,omitempty"`
	Hours         hours.Calendar   `json:"hours,omitzero"`
	Phones        []Phone          `json:"phones,omitempty"`
	Confidential  bool             `json:"confidential,omitempty"`
	Exposure      Exposure         `json:"exposure"`
}

// ServiceAtLocation joins a service and a location: one listing for each
// audience that may see both.
type ServiceAtLocation struct {
	ID         data.ID        `json:"id"`
	ServiceID  data.ID        `json:"service_id"`
	LocationID data.ID        `json:"location_id,omitempty"` // "" for a service that has no place
	Hours      hours.Calendar `json:"hours,omitzero"`        // where they differ from the service's
	Phones     []Phone        `json:"phones,omitempty"`
}
