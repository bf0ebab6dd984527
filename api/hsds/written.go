package hsds

import (
	"encoding/json"

	wire "github.com/relais-directory/relais/data/hsds"
)

// written is what is said of one thing, as JSON objects that others are joined
// to: full has every part that belongs to the thing alone, brief the fields that
// hold one value. Neither has its organization, its service or its sites, so
// that nothing is kept twice.
type written struct{ full, brief []byte }

// write gives what is written of a thing in one of the two ways.
func (w *written) write(full bool) []byte {
	if full {
		return w.full
	}
	return w.brief
}

// draw writes a service and its sites down, once.
func (v *view) draw(n int) *service {
	s := &v.services[n]
	s.once.Do(func() {
		shape := v.shape(n)
		for i := range shape.ServiceAtLocations {
			v.sites[s.sites[i]].written = writtenSite(shape.ServiceAtLocations[i])
		}
		s.written = writtenService(shape)
		s.name = encode(wire.Service{ID: shape.ID, Name: shape.Name, Status: shape.Status})
	})
	return s
}

func writtenService(s wire.Service) written {
	s.Organization, s.ServiceAtLocations = nil, nil
	full := encode(s)
	s.Phones, s.Schedules, s.ServiceAreas, s.Languages = nil, nil, nil, nil
	s.RequiredDocuments, s.Contacts, s.Capacities, s.Attributes = nil, nil, nil, nil
	return written{full, encode(s)}
}

func writtenSite(at wire.ServiceAtLocation) written {
	full := encode(at)
	at.ServiceAreas, at.Contacts, at.Phones, at.Schedules, at.Attributes = nil, nil, nil, nil, nil
	if at.Location != nil {
		place := *at.Location
		place.Addresses, place.Contacts, place.Accessibility, place.Phones, place.Schedules, place.Attributes = nil, nil, nil, nil, nil, nil
		at.Location = &place
	}
	return written{full, encode(at)}
}

// drawOrganization writes an organization down, once.
func (v *view) drawOrganization(n int) *organization {
	o := &v.organizations[n]
	o.once.Do(func() {
		shape := v.shape(o.services[0]).Organization
		o.full = encode(shape)
		shape.Attributes = nil
		o.brief = encode(shape)
	})
	return o
}

func encode(shape any) []byte {
	b, err := json.Marshal(shape)
	if err != nil {
		panic(err) // the shapes hold nothing that cannot be written
	}
	return b
}

// member is one more member of a JSON object.
type member struct {
	name  string
	value []byte
}

// joined adds members to an object that has some.
func joined(object []byte, members ...member) []byte {
	size := len(object)
	for _, m := range members {
		size += len(m.name) + len(m.value) + len(`,"":`)
	}
	b := append(make([]byte, 0, size), object[:len(object)-1]...)
	for _, m := range members {
		b = append(b, `,"`...)
		b = append(b, m.name...)
		b = append(b, `":`...)
		b = append(b, m.value...)
	}
	return append(b, '}')
}

// array writes n values.
func array(n int, value func(int) []byte) []byte {
	b := []byte{'['}
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, value(i)...)
	}
	return append(b, ']')
}

// writeService writes a service with its organization, and with its sites where
// it is full.
func (v *view) writeService(n int, full bool) []byte {
	s := v.draw(n)
	of := member{"organization", v.drawOrganization(s.organization).write(full)}
	if !full {
		return joined(s.brief, of)
	}
	return joined(s.full, of, v.sitesOf(s))
}

// sitesOf writes all sites of a service in full.
func (v *view) sitesOf(s *service) member {
	return member{"service_at_locations", array(len(s.sites), func(i int) []byte { return v.sites[s.sites[i]].full })}
}

// writeSite writes a service_at_location with its service.
func (v *view) writeSite(n int, full bool) []byte {
	s := v.draw(v.sites[n].service)
	of := joined(s.write(full), member{"organization", v.drawOrganization(s.organization).write(full)})
	return joined(v.sites[n].write(full), member{"service", of})
}

// writeOrganization writes an organization: with its services in full, with their
// names, or alone.
func (v *view) writeOrganization(n int, full, services bool) []byte {
	o := v.drawOrganization(n)
	if !full && !services {
		return o.brief
	}
	return joined(o.full, member{"services", array(len(o.services), func(i int) []byte {
		s := v.draw(o.services[i])
		if services {
			return joined(s.full, v.sitesOf(s))
		}
		return s.name
	})})
}
