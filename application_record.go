package relais

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// recordOf makes the record of an applicant: internal, whatever it asked for, not
// verified, whom to write to under seal. One that offers a place to stay counts
// as confidential until somebody who knows says otherwise.
func (e *Engine) recordOf(k *keptApplication) (*record.Record, error) {
	ids := make([]data.ID, 3)
	for i := range ids {
		var err error
		if ids[i], err = data.NewID(e.random); err != nil {
			return nil, err
		}
	}
	f := &k.Form
	r := &record.Record{
		Organization: record.Organization{
			ID: k.Record, Name: f.Name, Description: f.Description, Kind: f.Kind, Home: f.Home, URL: f.URL, Email: f.Email,
		},
		Services: []record.Service{serviceFrom(f, ids[0])},
		At:       []record.ServiceAtLocation{{ID: ids[2], ServiceID: ids[0]}},
		Sealed:   record.Seal(record.Parts{Contacts: []data.Contact{k.Contact}}),
	}
	if f.Phone != "" {
		r.Organization.Phones = []record.Phone{{Phone: data.Phone{Number: f.Phone}}}
	}
	if f.Home != "" {
		r.Locations = []record.Location{e.locationFrom(f, ids[1])}
		r.At[0].LocationID = ids[1]
		record.Locate(r, e.gazetteer)
	}
	return r, nil
}

func serviceFrom(f *ApplicationForm, id data.ID) record.Service {
	s := record.Service{
		ID: id, Name: f.Name, Status: data.Active, Needs: f.Needs,
		Eligibility: data.Eligibility{Notes: f.Eligibility}, Notes: data.Text{En: f.Jurisdiction, Fr: f.Jurisdiction},
	}
	for _, p := range f.Populations {
		s.Populations = append(s.Populations, data.PopulationServed{Term: p, Level: data.Welcomes})
	}
	for _, l := range f.Languages {
		s.Languages = append(s.Languages, data.LanguageOffered{Code: l, Mode: data.ByStaff})
	}
	return s
}

func (e *Engine) locationFrom(f *ApplicationForm, id data.ID) record.Location {
	stay := slices.ContainsFunc(f.Needs, func(need string) bool { return e.terms.Covers(data.TermNeed, "housing", need) })
	l := record.Location{ID: id, Type: record.Physical, Confidential: f.Confidential || stay}
	if !l.Confidential {
		l.Address = data.Address{City: f.City, Province: string(f.Home), Country: "CA"}
	}
	return l
}
