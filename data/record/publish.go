package record

import (
	"cmp"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Publish makes the listings that the public may see of r: one for each service
// at a location whose organization, service and location all agreed, with
// recorded consent, to be public or limited. The order is that of r.At.
//
// Each listing starts empty and is added to. Whoever reads any public output
// learns of the rest of the record neither that it exists nor how much of it
// there is. What may be added is listed in docs/design.md, and a golden test
// holds the list.
func Publish(r *Record) []data.Listing[data.Public] {
	var listings []data.Listing[data.Public]
	for i, at := range r.At {
		s := r.site(at)
		switch s.publicVisibility() {
		case data.Open:
			listings = append(slices.Grow(listings, len(r.At)-i), s.open())
		case data.Limited:
			listings = append(slices.Grow(listings, len(r.At)-i), s.limited())
		}
	}
	return listings
}

// site is one service at one location, with the parts of its record.
type site struct {
	record   *Record
	at       ServiceAtLocation
	service  *Service
	location *Location // nil for a service without a place
}

func (r *Record) site(at ServiceAtLocation) site {
	return site{record: r, at: at, service: r.service(at.ServiceID), location: r.location(at.LocationID)}
}

func (r *Record) service(id data.ID) *Service {
	for i := range r.Services {
		if r.Services[i].ID == id {
			return &r.Services[i]
		}
	}
	return nil
}

func (r *Record) location(id data.ID) *Location {
	for i := range r.Locations {
		if r.Locations[i].ID == id {
			return &r.Locations[i]
		}
	}
	return nil
}

// visibility is the narrowest of the organization's, the service's and the
// location's. A join that names a missing service or location is internal.
func (s site) visibility() data.Visibility {
	if s.service == nil || s.location == nil && s.at.LocationID != "" {
		return data.Internal
	}
	v := min(s.record.Organization.Exposure.Effective(), s.service.Exposure.Effective())
	if s.location != nil {
		v = min(v, s.location.Exposure.Effective())
	}
	return v
}

// publicVisibility narrows a service that is given at a confidential location to
// limited at the most, there and wherever else it is given: neither its place
// nor a description that may name it is published, whatever a consent says.
func (s site) publicVisibility() data.Visibility {
	for _, at := range s.record.At {
		if l := s.record.location(at.LocationID); at.ServiceID == s.at.ServiceID && l != nil && l.Confidential {
			return min(s.visibility(), data.Limited)
		}
	}
	return s.visibility()
}

// limited adds what the public may learn of a service whose place is not
// theirs to know: who it is, what it does and for whom, its public lines, and
// the region that its owner declared. No free text (which may name a street),
// no hours of a building, no web page, nothing measured from the true point.
func (s site) limited() data.Listing[data.Public] {
	o, v := &s.record.Organization, s.service
	l := data.Listing[data.Public]{
		ID:             s.at.ID,
		Organization:   data.Named{ID: o.ID, Name: o.Name},
		Service:        data.Named{ID: v.ID, Name: v.Name},
		Kind:           o.Kind,
		Status:         v.Status,
		Intake:         v.Intake,
		Needs:          v.Needs,
		Populations:    v.Populations,
		Specialized:    v.Specialized,
		Languages:      v.Languages,
		Interpretation: v.Interpretation,
		Barriers:       v.Barriers,
		Remote:         v.Remote,
		Phones:         bare(s.publicPhones()),
		Verified:       month(v.Verified.On),
		Demo:           s.record.Demo,
	}
	l.Eligibility = data.Eligibility{
		Ages:      v.Eligibility.Ages,
		Genders:   v.Eligibility.Genders,
		Exclusive: v.Eligibility.Exclusive,
	}
	l.ServiceAreas = coarse(v.ServiceAreas)
	if s.location != nil {
		l.Place = coarsened(s.location.Region)
	}
	return l
}

// coarsened is a declared region as the public may have it: its middle moved,
// once and for all queries alike, to that of the H3 cell around it, so that a
// region drawn around a true point does not give the point away. A region that
// is too small is not published at all.
func coarsened(region geo.Area) geo.Area {
	if !wide(region) {
		return geo.Area{}
	}
	if region.Center.IsZero() {
		return region
	}
	cell, err := geo.CellAt(region.Center, regionResolution)
	if err != nil {
		return geo.Area{}
	}
	if region.Center, err = cell.Center(); err != nil {
		return geo.Area{}
	}
	return region
}

// regionResolution has cells of about 1,770 km²: wider than most cities.
const regionResolution geo.Resolution = 4

// leastRegion is the least radius of a region that may stand for a hidden place.
const leastRegion = 25 * geo.Kilometer

// wide reports whether an area is a declared region or larger: what may stand
// for a site whose place is not to be known.
func wide(a geo.Area) bool {
	if !a.Center.IsZero() && a.Radius < leastRegion {
		return false
	}
	return a.Kind == geo.AreaRegion || a.Kind == geo.AreaProvince || a.Kind == geo.AreaCountry
}

// bare gives lines without their descriptions, which are free text.
func bare(phones []data.Phone) []data.Phone {
	var lines []data.Phone
	for _, p := range phones {
		lines = append(lines, data.Phone{Number: p.Number, Extension: p.Extension, Type: p.Type, AllHours: p.AllHours})
	}
	return lines
}

// open adds, to what a limited listing shows, what an agreeing provider
// publishes of itself.
func (s site) open() data.Listing[data.Public] {
	l, v := s.limited(), s.service
	l.Description = v.Description
	l.Phones = s.publicPhones()
	l.Eligibility.Notes = v.Eligibility.Notes
	l.ServiceAreas = v.ServiceAreas
	l.Hours = s.hours()
	l.URL = cmp.Or(v.URL, s.record.Organization.URL)
	l.Email = cmp.Or(v.Email, s.record.Organization.Email)
	l.Application = v.Application
	l.Fees = v.Fees
	l.Documents = v.Documents
	if s.location != nil {
		l.Place = s.location.place()
		l.Address = s.location.Address
		l.Accessibility = s.location.Accessibility
	}
	return l
}

// place is where a location that is not confidential is: its point, or the area
// that stands in for it.
func (l *Location) place() geo.Area {
	if l.Confidential || l.Point.IsZero() {
		return l.Area
	}
	at := geo.Area{Kind: geo.AreaPoint, Label: l.Area.Label, Province: l.Area.Province, Center: l.Point}
	if at.Label.IsZero() {
		at.Label = data.Text{En: l.Address.City, Fr: l.Address.City}
	}
	if at.Province == "" {
		at.Province = geo.Province(l.Address.Province)
	}
	return at
}

// coarse keeps the service areas that are at least a province wide: a smaller
// one would place a site whose place is not to be known.
func coarse(areas []geo.Area) []geo.Area {
	var kept []geo.Area
	for _, a := range areas {
		if a.Kind == geo.AreaProvince || a.Kind == geo.AreaCountry {
			kept = append(kept, a)
		}
	}
	return kept
}

// hours are those of the service here, in the zone of the place and with its
// province's holidays.
func (s site) hours() hours.Calendar {
	c := s.at.Hours
	if !c.Stated() {
		c = s.service.Hours
	}
	if s.location == nil {
		return c
	}
	if !c.Stated() {
		c = s.location.Hours
	}
	c.Zone = cmp.Or(c.Zone, s.location.Zone)
	c.Province = cmp.Or(c.Province, string(s.location.place().Province))
	return c
}

// phones gives the lines of this site that keep accepts, nearest first: the
// join's, the service's, the location's, the organization's; each number once.
func (s site) phones(keep func(Phone) bool) []data.Phone {
	type line struct{ number, extension string }
	seen := map[line]bool{}
	var lines []data.Phone
	add := func(phones []Phone) {
		for _, p := range phones {
			key := line{p.Number, p.Extension}
			if keep(p) && !seen[key] {
				seen[key] = true
				lines = append(lines, p.Phone)
			}
		}
	}
	add(s.at.Phones)
	add(s.service.Phones)
	if s.location != nil {
		add(s.location.Phones)
	}
	add(s.record.Organization.Phones)
	return lines
}

func (s site) publicPhones() []data.Phone {
	return s.phones(func(p Phone) bool { return p.Public })
}

// month is the first day of d's month: finer would tell when staff worked on
// which record.
func month(d hours.Date) hours.Date {
	if !d.IsZero() {
		d.Day = 1
	}
	return d
}
