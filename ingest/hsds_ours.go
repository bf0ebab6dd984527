package ingest

import (
	"reflect"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
)

// exported is what our own exports say of one record, to either audience. An
// object of a file that says the same was not edited, and is left alone; one that
// was is taken over whole.
type exported struct{ services []hsds.Service }

// ours finds the record of an organization that came out of this directory: its
// id is here, and it speaks in attributes that only our exports write.
func (h *harvest) ours(o *hsds.Organization) (*record.Record, bool) {
	id, err := data.ParseID(o.ID)
	if err != nil || !slices.ContainsFunc(sayings(o.Attributes), func(s hsds.Said) bool { return s.Link == hsds.LinkProviderKind }) {
		return nil, false
	}
	return h.env.byID(id)
}

func (h *harvest) exported(r *record.Record) *exported {
	return &exported{slices.Concat(hsds.Services(record.Disclose(r), h.env.Terms), hsds.Services(record.Publish(r), h.env.Terms))}
}

// organization reports whether o was not edited.
func (e *exported) organization(o *hsds.Organization) bool {
	if e == nil {
		return false
	}
	wire := *o
	wire.Services, wire.Locations = nil, nil
	return slices.ContainsFunc(e.services, func(s hsds.Service) bool {
		return s.Organization != nil && reflect.DeepEqual(*s.Organization, wire)
	})
}

// service reports whether a service was not edited, its places aside.
func (e *exported) service(wire hsds.Service) bool {
	if e == nil {
		return false
	}
	wire.ServiceAtLocations, wire.Organization = nil, nil
	return slices.ContainsFunc(e.services, func(s hsds.Service) bool {
		s.ServiceAtLocations, s.Organization = nil, nil
		return reflect.DeepEqual(s, wire)
	})
}

// place reports whether one of its places was not edited.
func (e *exported) place(wire *hsds.ServiceAtLocation) bool {
	return e != nil && slices.ContainsFunc(e.services, func(s hsds.Service) bool {
		return slices.ContainsFunc(s.ServiceAtLocations, func(at hsds.ServiceAtLocation) bool {
			return at.ID == wire.ID && reflect.DeepEqual(at, *wire)
		})
	})
}

// standsAt tells where a place of the directory's own is: its exports derive a
// location's id from the listing's, so that nobody learns which share a door.
func (src *source) standsAt(at *record.ServiceAtLocation, wire *hsds.ServiceAtLocation) (l *record.Location) {
	if src.exported == nil || at.LocationID == "" || wire.Location == nil {
		return nil
	}
	src.ids["location/"+orElse(wire.Location.ID, "unnamed")] = at.LocationID
	return src.location(at.LocationID)
}
