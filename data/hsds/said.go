package hsds

import (
	"strings"

	"github.com/relais-directory/relais/data"
)

// TermsSaid gives to yield the id of every term that s says, its organization
// and all its parts included but for its service_at_locations; and the ids of
// the wider terms above each, and of their taxonomies. An id may come more than
// once.
//
// An attribute whose value is "no" says that its term does not hold, and is left
// out: who asks for services that want no identity document must not get one
// that wants it. The languages of the staff are terms too.
func (s *Service) TermsSaid(terms *data.Terms, yield func(data.ID)) {
	w := sayer{terms, yield}
	w.attributes(s.Attributes)
	if s.Organization != nil {
		w.attributes(s.Organization.Attributes)
	}
	for _, l := range s.Languages {
		w.term(taxonomyOf(data.TermLanguage), l.Code)
	}
	for i := range s.ServiceAreas {
		w.attributes(s.ServiceAreas[i].Attributes)
	}
	for i := range s.RequiredDocuments {
		w.attributes(s.RequiredDocuments[i].Attributes)
	}
	w.lines(s.Phones)
	w.schedules(s.Schedules)
}

// TermsSaid does the same for what stands in at alone.
func (at *ServiceAtLocation) TermsSaid(terms *data.Terms, yield func(data.ID)) {
	w := sayer{terms, yield}
	w.attributes(at.Attributes)
	w.lines(at.Phones)
	w.schedules(at.Schedules)
	if at.Location != nil {
		w.attributes(at.Location.Attributes)
	}
}

// sayer walks through attributes.
type sayer struct {
	terms *data.Terms
	yield func(data.ID)
}

func (w *sayer) lines(phones []Phone) {
	for i := range phones {
		w.attributes(phones[i].Attributes)
	}
}

func (w *sayer) schedules(schedules []Schedule) {
	for i := range schedules {
		w.attributes(schedules[i].Attributes)
	}
}

func (w *sayer) attributes(attributes []Attribute) {
	for _, a := range attributes {
		if said, ok := a.Read(); ok && said.Value != data.No.String() {
			w.term(a.TaxonomyTerm.Taxonomy, said.Code)
		}
	}
}

func (w *sayer) term(taxonomy, code string) {
	w.yield(TermID(taxonomy, code))
	w.yield(TaxonomyID(taxonomy))
	kind := data.TermKind(strings.TrimPrefix(taxonomy, "relais:"))
	for _, wider := range w.terms.Ancestors(kind, code) {
		w.yield(TermID(taxonomy, wider))
	}
}
