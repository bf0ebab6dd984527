package record

import (
	"cmp"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Disclose makes the listings that staff may see of r: one for each service at a
// location, whatever its visibility, in the order of r.At. Sealed parts stay
// sealed: a confidential site is where its declared area is, and carries no
// address and no point, so that no series of searches by staff locates it
// either. Inside.Sealed names what a reveal would show.
func Disclose(r *Record) []data.Listing[data.Staff] {
	listings := make([]data.Listing[data.Staff], 0, len(r.At))
	for _, at := range r.At {
		if s := r.site(at); s.service != nil {
			listings = append(listings, s.disclose())
		}
	}
	return listings
}

func (s site) disclose() data.Listing[data.Staff] {
	o, v := &s.record.Organization, s.service
	l := data.Listing[data.Staff]{
		ID:             s.at.ID,
		Organization:   data.Named{ID: o.ID, Name: o.Name},
		Service:        data.Named{ID: v.ID, Name: v.Name},
		Kind:           o.Kind,
		Description:    v.Description,
		Status:         v.Status,
		Intake:         v.Intake,
		Needs:          v.Needs,
		Populations:    v.Populations,
		Eligibility:    v.Eligibility,
		Specialized:    v.Specialized,
		Languages:      v.Languages,
		Interpretation: v.Interpretation,
		Barriers:       v.Barriers,
		Remote:         v.Remote,
		ServiceAreas:   v.ServiceAreas,
		Hours:          s.hours(),
		Phones:         s.publicPhones(),
		Email:          cmp.Or(v.Email, o.Email),
		URL:            cmp.Or(v.URL, o.URL),
		Application:    v.Application,
		Fees:           v.Fees,
		Documents:      v.Documents,
		Verified:       v.Verified.On,
		Demo:           s.record.Demo,
	}
	if s.location != nil {
		l.Place = s.location.staffPlace()
		l.Address = s.location.Address
		l.Accessibility = s.location.Accessibility
	}
	l.Inside = s.inside()
	return l
}

func (s site) inside() data.Staff {
	return data.Staff{
		Visibility: s.publicVisibility(),
		Capacity:   s.service.Capacity,
		Protocol:   s.service.Protocol,
		Lines:      s.phones(func(p Phone) bool { return !p.Public }),
		Sealed:     s.record.Sealed.Names(s.at.ServiceID, s.at.LocationID),
		Notes:      s.service.Notes,
	}
}

// staffPlace is a location's place for staff: as for the public of an agreeing
// provider, and for a confidential one its declared area, or else its region.
func (l *Location) staffPlace() geo.Area {
	place := l.place()
	if place.IsZero() {
		return l.Region
	}
	return place
}
