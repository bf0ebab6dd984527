package ingest

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// places takes the service's places. A service without any gets a join without
// a location, so that it is found.
func (h *harvest) places(src *source, service data.ID, wire *hsds.Service, secret bool) error {
	for i := range wire.ServiceAtLocations {
		at := &wire.ServiceAtLocations[i]
		if at.Location == nil {
			at.Location = src.locations[at.LocationID]
		}
		if err := h.place(src, service, at, secret); err != nil {
			return err
		}
	}
	if len(wire.ServiceAtLocations) > 0 {
		return nil
	}
	return h.place(src, service, &hsds.ServiceAtLocation{ID: wire.ID + "/nowhere"}, secret)
}

func (h *harvest) place(src *source, service data.ID, wire *hsds.ServiceAtLocation, secret bool) error {
	if wire.ID == "" {
		h.say(Note, "service_at_location.id", "id_missing", "",
			bilingual.Text{En: "an id", Fr: "un id"},
			bilingual.Text{En: "the place was left out", Fr: "le lieu a été laissé de côté"})
		return nil
	}
	id, err := h.id(src, "at", wire.ID)
	if err != nil {
		return err
	}
	if src.at(id) == nil {
		src.record.At = append(src.record.At, record.ServiceAtLocation{ID: id, ServiceID: service})
	}
	at := src.at(id)
	if src.exported.place(wire) {
		return nil
	}
	if len(wire.Phones) > 0 {
		at.Phones = h.phoneLines("service_at_location.phones", wire.Phones)
	}
	if c := h.calendar("service_at_location.schedules", wire.Schedules, wire.Attributes); !c.IsZero() {
		at.Hours = c
	}
	h.serviceAreas(src.service(service), wire.ServiceAreas)
	h.contacts(src, wire.Contacts)
	if wire.Location == nil {
		return nil
	}
	if wire.Location.LocationType == string(record.Virtual) && len(wire.Location.Addresses) == 0 {
		src.service(service).Remote = true
		return nil
	}
	confidential, decided := secretAt(wire, secret)
	if l := src.standsAt(at, wire); l != nil {
		confidential, decided = confidential && decided || l.Confidential, true
	}
	if confidential && !decided {
		h.say(Note, "location", "shelter_confidential", "",
			bilingual.Text{En: "a shelter, with a word on whether its address is confidential", Fr: "un hébergement, avec une mention disant si son adresse est confidentielle"},
			bilingual.Text{En: "taken as confidential: its address is sealed", Fr: "traité comme confidentiel : son adresse est scellée"})
	}
	at.LocationID, err = h.locationOf(src, wire.Location, confidential)
	return err
}

// loose takes locations of an organization that none of its services is at.
func (h *harvest) loose(src *source, o *hsds.Organization) error {
	for i := range o.Locations {
		if o.Locations[i].ID == "" {
			continue
		}
		if _, err := h.locationOf(src, &o.Locations[i], false); err != nil {
			return err
		}
	}
	return nil
}

// locationOf takes a location, once for all services that are there. A
// location that any of them makes confidential is.
func (h *harvest) locationOf(src *source, wire *hsds.Location, secret bool) (data.ID, error) {
	id, err := h.id(src, "location", orElse(wire.ID, "unnamed"))
	if err != nil {
		return "", err
	}
	if src.location(id) == nil {
		src.record.Locations = append(src.record.Locations, record.Location{ID: id, Type: record.Physical})
	}
	l := src.location(id)
	p := h.placeOf(wire)
	h.seat(src, p)
	if secret && !l.Confidential {
		h.hide(src.draft, l, p)
	}
	if !slices.Contains(src.fresh, id) {
		src.fresh = append(src.fresh, id)
		h.locationFields(src, l, wire)
	}
	h.putPlace(src, l, wire, p)
	return id, nil
}

func (h *harvest) locationFields(src *source, l *record.Location, wire *hsds.Location) {
	if area, ok := h.area(sayings(wire.Attributes), h.nameText(wire.Name, wire.Attributes), ""); ok {
		l.Area = area
	} else {
		mergeName(&l.Name, h.nameText(wire.Name, wire.Attributes))
	}
	switch t := record.LocationType(wire.LocationType); t {
	case record.Physical, record.Postal, record.Virtual:
		l.Type = t
	}
	if len(wire.Phones) > 0 {
		l.Phones = h.phoneLines("location.phones", wire.Phones)
	}
	if c := h.calendar("location.schedules", wire.Schedules, wire.Attributes); !c.IsZero() {
		l.Hours = c
	}
	h.accessible(l, wire)
	h.contacts(src, wire.Contacts)
}

// accessible reads what is there: our attributes, and other publishers' words
// where the directory has a term for them.
func (h *harvest) accessible(l *record.Location, wire *hsds.Location) {
	ours := false
	for _, said := range sayings(wire.Attributes) {
		if answer, ok := yesNo(said.Value); ok && said.Link == hsds.LinkAccessibility && h.known(data.TermAccessibility, said.Code) {
			l.Accessibility = answered(l.Accessibility, said.Code, answer)
			ours = true
		}
	}
	if ours {
		return // the list says the same in words
	}
	for _, a := range wire.Accessibility {
		term, err := h.env.Terms.Find(data.TermAccessibility, a.Description)
		if err != nil {
			h.say(Note, "location.accessibility", "accessibility_unknown", a.Description,
				bilingual.Text{En: "a term of the directory", Fr: "un terme du répertoire"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
			continue
		}
		l.Accessibility = answered(l.Accessibility, term.ID, data.Yes)
	}
}

// placeOf reads address and coordinates. Coordinates that cannot be true are
// left out with a note: one place must not refuse a whole organization.
func (h *harvest) placeOf(wire *hsds.Location) place {
	var p place
	if i := slices.IndexFunc(wire.Addresses, func(a hsds.Address) bool { return a.AddressType != "postal" }); i >= 0 {
		a := wire.Addresses[i]
		p.address = data.Address{Line1: a.Address1, Line2: a.Address2, City: a.City, Province: a.StateProvince, PostalCode: a.PostalCode, Country: a.Country}
	}
	for _, said := range sayings(wire.Attributes) {
		if said.Link == hsds.LinkAddress {
			addressPart(&p.address, said)
		}
	}
	p.abroad = p.address.Country != "" && p.address.Country != "CA"
	if !p.abroad {
		if province, err := geo.ParseProvince(p.address.Province); err == nil {
			p.province, p.address.Province = province, string(province)
		}
		if code, _, ok := readPostalCode(p.address.PostalCode); ok {
			p.address.PostalCode = code
		}
		if !p.address.IsZero() {
			p.address.Country = "CA"
		}
	}
	if wire.Latitude != nil && wire.Longitude != nil {
		h.pointOf(&p, *wire.Latitude, *wire.Longitude)
	}
	return p
}

func addressPart(a *data.Address, said hsds.Said) {
	parts := map[string]*string{
		"address_1": &a.Line1, "address_2": &a.Line2, "city": &a.City,
		"state_province": &a.Province, "postal_code": &a.PostalCode, "country": &a.Country,
	}
	if part := parts[said.Code]; part != nil {
		*part = said.Value
	}
}

func (h *harvest) pointOf(p *place, lat, lng float64) {
	at, err := geo.NewPoint(lat, lng)
	_, inCanada := h.env.Gazetteer.ProvinceAt(at)
	if err == nil && !at.IsZero() && (p.abroad || inCanada || p.province != "" && h.near(at, p.province, borderTolerance)) {
		p.point = at
		return
	}
	h.say(Note, "location.latitude", "point_outside_canada", "",
		bilingual.Text{En: "a point in Canada, or an address elsewhere", Fr: "un point au Canada, ou une adresse ailleurs"},
		bilingual.Text{En: "the point was left out", Fr: "le point a été laissé de côté"})
}

// putPlace puts address and point where they belong.
func (h *harvest) putPlace(src *source, l *record.Location, wire *hsds.Location, p place) {
	if l.Confidential {
		h.sealPlace(src.draft, l, p)
		return
	}
	declared := l.Area
	if movePlace(&l.Address, &l.Point, p) {
		l.Zone = ""
		if _, ok := h.area(sayings(wire.Attributes), data.Text{}, ""); !ok {
			declared = geo.Area{}
		}
	}
	l.Area = declared
}

// seat gives a new organization the province of its first place.
func (h *harvest) seat(src *source, p place) {
	o := &src.record.Organization
	switch {
	case o.Home != "" || o.Country != "":
	case p.abroad:
		o.Country = p.address.Country
	default:
		o.Home = p.province
	}
}
