package hsds

// Service is HSDS's service, with everything below it.
type Service struct {
	ID                     string              `json:"id"`
	OrganizationID         string              `json:"organization_id,omitempty"`
	Name                   string              `json:"name"`
	AlternateName          string              `json:"alternate_name,omitempty"`
	Description            string              `json:"description,omitempty"`
	URL                    string              `json:"url,omitempty"`
	Email                  string              `json:"email,omitempty"`
	Status                 string              `json:"status"` // active, inactive, defunct, temporarily closed
	InterpretationServices string              `json:"interpretation_services,omitempty"`
	ApplicationProcess     string              `json:"application_process,omitempty"`
	FeesDescription        string              `json:"fees_description,omitempty"`
	EligibilityDescription string              `json:"eligibility_description,omitempty"`
	MinimumAge             *float64            `json:"minimum_age,omitempty"`
	MaximumAge             *float64            `json:"maximum_age,omitempty"`
	AssuredDate            string              `json:"assured_date,omitempty"`
	Alert                  string              `json:"alert,omitempty"`
	Phones                 []Phone             `json:"phones,omitempty"`
	Schedules              []Schedule          `json:"schedules,omitempty"`
	ServiceAreas           []ServiceArea       `json:"service_areas,omitempty"`
	ServiceAtLocations     []ServiceAtLocation `json:"service_at_locations,omitempty"`
	Languages              []Language          `json:"languages,omitempty"`
	Organization           *Organization       `json:"organization,omitempty"`
	RequiredDocuments      []RequiredDocument  `json:"required_documents,omitempty"`
	Contacts               []Contact           `json:"contacts,omitempty"` // read only: an export never names a person
	Capacities             []ServiceCapacity   `json:"capacities,omitempty"`
	Attributes             []Attribute         `json:"attributes,omitempty"`
}

// Organization is HSDS's organization. Services are nested in it by some
// publishers and are only read.
type Organization struct {
	ID            string      `json:"id"`
	Name          string      `json:"name"`
	AlternateName string      `json:"alternate_name,omitempty"`
	Description   string      `json:"description"` // required by the standard, even where nothing is known
	Email         string      `json:"email,omitempty"`
	Website       string      `json:"website,omitempty"`
	Contacts      []Contact   `json:"contacts,omitempty"` // read only
	Phones        []Phone     `json:"phones,omitempty"`
	Locations     []Location  `json:"locations,omitempty"`
	Services      []Service   `json:"services,omitempty"` // read only
	Attributes    []Attribute `json:"attributes,omitempty"`
}

// ServiceAtLocation is HSDS's join of a service and a location.
type ServiceAtLocation struct {
	ID           string        `json:"id"`
	ServiceID    string        `json:"service_id,omitempty"`
	LocationID   string        `json:"location_id,omitempty"`
	ServiceAreas []ServiceArea `json:"service_areas,omitempty"`
	Contacts     []Contact     `json:"contacts,omitempty"` // read only
	Phones       []Phone       `json:"phones,omitempty"`
	Schedules    []Schedule    `json:"schedules,omitempty"`
	Location     *Location     `json:"location,omitempty"`
	Attributes   []Attribute   `json:"attributes,omitempty"`
}

// Location is HSDS's location. Latitude and longitude are both there or both
// missing in what this package writes.
type Location struct {
	ID            string          `json:"id"`
	LocationType  string          `json:"location_type"` // physical, postal, virtual
	Name          string          `json:"name,omitempty"`
	Latitude      *float64        `json:"latitude,omitempty"`
	Longitude     *float64        `json:"longitude,omitempty"`
	Addresses     []Address       `json:"addresses,omitempty"`
	Contacts      []Contact       `json:"contacts,omitempty"` // read only
	Accessibility []Accessibility `json:"accessibility,omitempty"`
	Phones        []Phone         `json:"phones,omitempty"`
	Schedules     []Schedule      `json:"schedules,omitempty"`
	Attributes    []Attribute     `json:"attributes,omitempty"`
}

// Address is HSDS's address. The standard requires all of it but the second
// line and the attention: a town alone is no address.
type Address struct {
	ID            string `json:"id"`
	Address1      string `json:"address_1"`
	Address2      string `json:"address_2,omitempty"`
	City          string `json:"city"`
	StateProvince string `json:"state_province"`
	PostalCode    string `json:"postal_code"`
	Country       string `json:"country"`
	AddressType   string `json:"address_type"`
}

// Phone is HSDS's phone. Its extension is a number there, so that one with
// leading zeros or letters goes into the description.
type Phone struct {
	ID          string      `json:"id"`
	Number      string      `json:"number"`
	Extension   *float64    `json:"extension,omitempty"`
	Type        string      `json:"type,omitempty"`
	Description string      `json:"description,omitempty"`
	Attributes  []Attribute `json:"attributes,omitempty"`
}

// Schedule is HSDS's schedule: a part of RFC 5545's recurrence rules, with
// opening and closing on the clock of the place. The standard's timezone is one
// number, which is wrong for half the year wherever clocks change: ours travels
// as an attribute.
type Schedule struct {
	ID            string      `json:"id"`
	ValidFrom     string      `json:"valid_from,omitempty"`
	ValidTo       string      `json:"valid_to,omitempty"`
	DTStart       string      `json:"dtstart,omitempty"`
	Until         string      `json:"until,omitempty"`
	Count         *float64    `json:"count,omitempty"`
	Wkst          string      `json:"wkst,omitempty"`
	Freq          string      `json:"freq,omitempty"`
	Interval      *float64    `json:"interval,omitempty"`
	ByDay         string      `json:"byday,omitempty"`
	ByWeekNo      string      `json:"byweekno,omitempty"`   // read only
	ByMonthDay    string      `json:"bymonthday,omitempty"` // "1,15"
	ByYearDay     string      `json:"byyearday,omitempty"`  // read only
	Description   string      `json:"description,omitempty"`
	OpensAt       string      `json:"opens_at,omitempty"`
	ClosesAt      string      `json:"closes_at,omitempty"`
	AttendingType string      `json:"attending_type,omitempty"`
	Notes         string      `json:"notes,omitempty"`
	Attributes    []Attribute `json:"attributes,omitempty"`
}

// Language is HSDS's language: one spoken by the people there. What only an
// interpreter speaks is told by service.interpretation_services and attributes.
type Language struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Code string `json:"code,omitempty"`
}

// ServiceArea is HSDS's service area. Extent holds the code of a province or
// postal area; URI its circle as "geo:LAT,LNG;u=METRES" (RFC 5870).
type ServiceArea struct {
	ID          string      `json:"id"`
	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	Extent      string      `json:"extent,omitempty"`
	ExtentType  string      `json:"extent_type,omitempty"`
	URI         string      `json:"uri,omitempty"`
	Attributes  []Attribute `json:"attributes,omitempty"`
}

// RequiredDocument is HSDS's required document.
type RequiredDocument struct {
	ID         string      `json:"id"`
	Document   string      `json:"document,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
}

// Contact is HSDS's contact. It is only read: an export never names a person.
type Contact struct {
	ID         string  `json:"id"`
	Name       string  `json:"name,omitempty"`
	Title      string  `json:"title,omitempty"`
	Department string  `json:"department,omitempty"`
	Email      string  `json:"email,omitempty"`
	Phones     []Phone `json:"phones,omitempty"`
}

// Accessibility is HSDS's accessibility: one thing that is there.
type Accessibility struct {
	ID          string `json:"id"`
	Description string `json:"description,omitempty"`
}

// ServiceCapacity is HSDS's service capacity: a count of free units.
type ServiceCapacity struct {
	ID          string      `json:"id"`
	Unit        Unit        `json:"unit"`
	Available   float64     `json:"available"`
	Maximum     *float64    `json:"maximum,omitempty"`
	Description string      `json:"description,omitempty"`
	Updated     string      `json:"updated"` // RFC 3339
	Attributes  []Attribute `json:"attributes,omitempty"`
}

// Unit is HSDS's unit.
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Attribute is HSDS's attribute: a taxonomy term said of the object that holds
// it.
type Attribute struct {
	ID             string        `json:"id"`
	LinkID         string        `json:"link_id,omitempty"`
	TaxonomyTermID string        `json:"taxonomy_term_id,omitempty"`
	LinkType       string        `json:"link_type,omitempty"`
	LinkEntity     string        `json:"link_entity,omitempty"`
	Value          string        `json:"value,omitempty"`
	Label          string        `json:"label,omitempty"`
	TaxonomyTerm   *TaxonomyTerm `json:"taxonomy_term,omitempty"`
}

// TaxonomyTerm is HSDS's taxonomy term.
type TaxonomyTerm struct {
	ID             string    `json:"id"`
	Code           string    `json:"code,omitempty"`
	Name           string    `json:"name"`
	Description    string    `json:"description"`
	ParentID       string    `json:"parent_id,omitempty"`
	Taxonomy       string    `json:"taxonomy,omitempty"`
	TaxonomyDetail *Taxonomy `json:"taxonomy_detail,omitempty"`
	Language       string    `json:"language,omitempty"`
	TaxonomyID     string    `json:"taxonomy_id,omitempty"`
	TermURI        string    `json:"term_uri,omitempty"`
}

// Taxonomy is HSDS's taxonomy.
type Taxonomy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	URI         string `json:"uri,omitempty"`
	Version     string `json:"version,omitempty"`
}

// Page is one page of a list, as the standard's API gives it.
type Page[T any] struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []T  `json:"contents"`
}
