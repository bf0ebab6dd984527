package hsds

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// join makes a service_at_location of every listing. Lines and hours that all
// of them share are the service's.
func join[A data.Audience](s *Service, d *describer, listings []*data.Listing[A]) {
	terms := d.terms
	shared := sharedPhones(listings)
	s.Phones = phones(s.ID, shared, terms)
	sameHours := sharedHours(listings)
	if sameHours {
		s.Schedules = calendar(d, listings[0].Hours)
	}
	for _, l := range listings {
		id := string(l.ID)
		at := ServiceAtLocation{ID: id, ServiceID: s.ID, Location: location(l, terms)}
		if at.Location != nil {
			at.LocationID = at.Location.ID
		}
		own := slices.DeleteFunc(slices.Clone(l.Phones), func(p data.Phone) bool { return slices.Contains(shared, p) })
		at.Phones = phones(id, own, terms)
		of := &describer{terms: terms, owner: id}
		if staff, ok := l.StaffPart(); ok {
			at.Phones = append(at.Phones, internal(phones(id, staff.Lines, terms), terms)...)
			decided(of, staff)
		}
		if !sameHours {
			at.Schedules = calendar(of, l.Hours)
		}
		at.Attributes = of.list
		s.ServiceAtLocations = append(s.ServiceAtLocations, at)
	}
}

// decided says, to staff, who may see a listing and which of its parts are
// sealed.
func decided(d *describer, inside *data.Staff) {
	d.add(LinkStaff, taxonomyStaff, StaffVisibility, StaffVisibility, inside.Visibility.String(), "")
	for _, part := range inside.Sealed {
		d.add(LinkStaff, taxonomyStaff, StaffSealed, StaffSealed, part, "")
	}
}

func sharedPhones[A data.Audience](listings []*data.Listing[A]) []data.Phone {
	shared := slices.Clone(listings[0].Phones)
	for _, l := range listings[1:] {
		shared = slices.DeleteFunc(shared, func(p data.Phone) bool { return !slices.Contains(l.Phones, p) })
	}
	return shared
}

func sharedHours[A data.Audience](listings []*data.Listing[A]) bool {
	return !slices.ContainsFunc(listings[1:], func(l *data.Listing[A]) bool {
		return !reflect.DeepEqual(l.Hours, listings[0].Hours)
	})
}

// location is where a listing's service is, or nil where nobody knows. Its id is
// derived from the listing's: a listing does not say which sites share a door.
func location[A data.Audience](l *data.Listing[A], terms *data.Terms) *Location {
	if l.Place.IsZero() && l.Address.IsZero() && len(l.Accessibility) == 0 && !l.Remote {
		return nil
	}
	id := string(DeriveID("location", string(l.ID)))
	d := &describer{terms: terms, owner: id}
	place := &Location{ID: id, LocationType: "physical"}
	if l.Remote && l.Place.IsZero() && l.Address.IsZero() {
		place.LocationType = "virtual"
	}
	if l.Place.IsPoint() {
		place.Latitude, place.Longitude = &l.Place.Center.Lat, &l.Place.Center.Lng
	} else if !l.Place.IsZero() {
		place.Name = d.words("name", l.Place.Label)
		d.area(l.Place)
	}
	place.address(d, l.Address)
	for _, c := range l.Accessibility {
		if c.Answer == data.Yes {
			place.Accessibility = append(place.Accessibility, accessibility(id, c.Term, terms))
		}
	}
	d.conditions(LinkAccessibility, data.TermAccessibility, l.Accessibility)
	place.Attributes = d.list
	return place
}

// address writes a complete address, and else its known parts as attributes.
func (l *Location) address(d *describer, a data.Address) {
	if a.Line1 != "" && a.City != "" && a.Province != "" && a.PostalCode != "" {
		l.Addresses = []Address{{
			ID:       string(DeriveID("address", l.ID)),
			Address1: a.Line1, Address2: a.Line2, City: a.City, StateProvince: a.Province,
			PostalCode: a.PostalCode, Country: cmp.Or(a.Country, "CA"), AddressType: "physical",
		}}
		return
	}
	for _, part := range []struct{ code, value string }{
		{"address_1", a.Line1}, {"address_2", a.Line2}, {"city", a.City},
		{"state_province", a.Province}, {"postal_code", a.PostalCode}, {"country", a.Country},
	} {
		if part.value != "" {
			d.add(LinkAddress, taxonomyAddress, part.code, strings.ReplaceAll(part.code, "_", " "), part.value, "")
		}
	}
}

// accessibility says in both languages what is there; the attributes of the
// location say the same with terms, and what is not there.
func accessibility(location, id string, terms *data.Terms) Accessibility {
	term, ok := terms.Get(data.TermAccessibility, id)
	if !ok {
		term.Name = bilingual.Same(id)
	}
	return Accessibility{ID: string(DeriveID("accessibility", location, id)), Description: bothLanguages(term.Name)}
}

func phones(owner string, lines []data.Phone, terms *data.Terms) []Phone {
	var list []Phone
	for _, line := range lines {
		id := string(DeriveID("phone", owner, line.Number, line.Extension, string(line.Type)))
		d := &describer{terms: terms, owner: id}
		p := Phone{ID: id, Number: line.Number, Type: string(cmp.Or(line.Type, data.Voice)), Description: d.words("description", line.Description)}
		p.extension(line.Extension)
		if line.AllHours {
			d.fact(FactAllHours, data.Yes.String())
		}
		p.Attributes = d.list
		list = append(list, p)
	}
	return list
}

// extension keeps "0042" and "2B" in the description: the standard's is a
// number.
func (p *Phone) extension(s string) {
	n, err := strconv.ParseUint(s, 10, 32)
	switch {
	case s == "":
	case err == nil && strconv.FormatUint(n, 10) == s:
		number := float64(n)
		p.Extension = &number
	default:
		p.Description = strings.TrimSpace(p.Description + " (ext. " + s + ")")
	}
}

// internal marks lines that are not for the public.
func internal(lines []Phone, terms *data.Terms) []Phone {
	for i := range lines {
		d := &describer{terms: terms, owner: lines[i].ID, list: lines[i].Attributes}
		d.fact(FactInternalLine, data.Yes.String())
		lines[i].Attributes = d.list
	}
	return lines
}

func serviceArea(service string, i int, a geo.Area, terms *data.Terms) ServiceArea {
	id := string(DeriveID("service_area", service, strconv.Itoa(i)))
	d := &describer{terms: terms, owner: id}
	area := ServiceArea{ID: id, Name: d.words("name", a.Label), URI: geoURI(a)}
	if a.Code != "" {
		area.Extent, area.ExtentType = a.Code, "text"
	}
	d.area(a)
	area.Attributes = d.list
	return area
}

// area says what kind of area something is in; the value is its code, else its
// circle, and the label its province.
func (d *describer) area(a geo.Area) {
	value := a.Code
	if value == "" {
		value = geoURI(a)
	}
	d.add(LinkArea, taxonomyAreas, string(a.Kind), strings.ReplaceAll(string(a.Kind), "_", " "), value, string(a.Province))
}

// geoURI writes a circle as RFC 5870 has it: "geo:45.5,-73.6;u=20000".
func geoURI(a geo.Area) string {
	if a.Center.IsZero() {
		return ""
	}
	uri := "geo:" + degrees(a.Center.Lat) + "," + degrees(a.Center.Lng)
	if a.Radius > 0 {
		uri += ";u=" + strconv.FormatFloat(float64(a.Radius), 'f', -1, 64)
	}
	return uri
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// ParseGeoURI reads what geoURI writes: a point, and a radius in metres or 0.
func ParseGeoURI(s string) (geo.Point, geo.Meters, error) {
	rest, ok := strings.CutPrefix(s, "geo:")
	if !ok {
		return geo.Point{}, 0, fmt.Errorf("not a geo URI")
	}
	place, radius, _ := strings.Cut(rest, ";u=")
	lat, lng, ok := strings.Cut(place, ",")
	if !ok {
		return geo.Point{}, 0, fmt.Errorf("a geo URI without two coordinates")
	}
	var numbers [3]float64
	for i, text := range []string{lat, lng, radius} {
		if i == 2 && text == "" {
			continue
		}
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return geo.Point{}, 0, fmt.Errorf("read a geo URI: %w", err)
		}
		numbers[i] = n
	}
	at, err := geo.NewPoint(numbers[0], numbers[1])
	if err != nil || !(numbers[2] >= 0) {
		return geo.Point{}, 0, fmt.Errorf("a geo URI outside the earth")
	}
	return at, geo.Meters(numbers[2]), nil
}
