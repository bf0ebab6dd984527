package data

import (
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Audience is who a listing is made for. The type argument itself carries what
// only that audience may see: Public is empty, so there is no field in which a
// confidential fact could sit by mistake.
type Audience interface{ Public | Staff }

// Public is the audience of the public site, of the published bundle and of
// everything else that leaves the building.
type Public struct{}

// Staff is the audience inside: what advocates and partnership staff see beyond
// the public part. Sealed parts are not here; Sealed only names them.
type Staff struct {
	Visibility Visibility `json:"visibility"`
	Capacity   []Capacity `json:"capacity,omitempty"`
	Protocol   Text       `json:"protocol,omitzero"` // how to refer: unsealed protocols only
	Lines      []Phone    `json:"lines,omitempty"`   // phone lines that are not for the public
	Sealed     []string   `json:"sealed,omitempty"`  // parts that an audited reveal would show: "address", "contacts", "protocol", "notes"
	Notes      Text       `json:"notes,omitzero"`
}

// Named is the identity of an organization or a service, as a listing shows it.
type Named struct {
	ID   ID   `json:"id"`
	Name Text `json:"name"`
}

// Listing is what audience A may see of one service at one location: the thing
// that is searched, ranked and shown. Its id is the service_at_location's.
//
// Only data/record makes listings (and the bundle decoder, public ones): its
// two doors Publish and Disclose add what an audience may see to an empty
// listing. A listing is never converted from one audience to another; the
// zero-size first field makes that a compile error even where both audiences
// have the same shape.
type Listing[A Audience] struct {
	_ [0]A

	ID           ID           `json:"id"`
	Organization Named        `json:"organization"`
	Service      Named        `json:"service"`
	Kind         ProviderKind `json:"kind"`
	Description  Text         `json:"description,omitzero"`
	Status       Status       `json:"status,omitempty"`
	Intake       Intake       `json:"intake,omitzero"`

	Needs       []string           `json:"needs,omitempty"`
	Populations []PopulationServed `json:"populations,omitempty"`
	Eligibility Eligibility        `json:"eligibility,omitzero"`
	Specialized Tri                `json:"specialized"` // works in particular with people who are or were trafficked

	Languages      []LanguageOffered `json:"languages,omitempty"`
	Interpretation Tri               `json:"interpretation"` // any language, through an interpreter
	Barriers       []Condition       `json:"barriers,omitempty"`
	Accessibility  []Condition       `json:"accessibility,omitempty"`

	// Place is where the service is: a point, or an area with a radius when the
	// point is not known or not for this audience. Zero when nothing is known.
	Place geo.Area `json:"place,omitzero"`
	// Remote says that help is given by phone or online, wherever the caller is.
	Remote bool `json:"remote,omitempty"`
	// ServiceAreas are where callers may come from; none means no stated limit.
	ServiceAreas []geo.Area     `json:"service_areas,omitempty"`
	Address      Address        `json:"address,omitzero"`
	Hours        hours.Calendar `json:"hours,omitzero"`

	Phones      []Phone `json:"phones,omitempty"`
	Email       string  `json:"email,omitempty"`
	URL         string  `json:"url,omitempty"`
	Application Text    `json:"application,omitzero"` // how to get in: HSDS application_process
	Fees        Text    `json:"fees,omitzero"`
	Documents   []Text  `json:"documents,omitempty"` // HSDS required_document

	// Verified is the day of the last verification; for the public, the first
	// of its month.
	Verified hours.Date `json:"verified,omitzero"`
	Demo     bool       `json:"demo,omitempty"` // invented, for trying the software

	// Inside is what only this audience may see.
	Inside A `json:"inside,omitzero"`
}

// ForStaff reports whether A is Staff.
func ForStaff[A Audience]() bool {
	_, staff := any((*A)(nil)).(*Staff)
	return staff
}

// StaffPart gives what only staff may see of l, and false for a public listing.
func (l *Listing[A]) StaffPart() (*Staff, bool) {
	s, ok := any(&l.Inside).(*Staff)
	return s, ok
}

// Region is the province or territory of the place, or "".
func (l *Listing[A]) Region() geo.Province { return l.Place.Province }
