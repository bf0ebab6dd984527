package record

import (
	"fmt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

// Fault is one thing that is wrong with a record: where, and what in both
// languages. It never quotes a value, which might be a sealed one.
type Fault struct {
	Field   string    `json:"field"` // "services[2].needs[0]"
	Message data.Text `json:"message"`
}

// Validate lists everything that is wrong with r, in the order of its parts;
// none means that r may be stored. Terms are checked where terms is not nil.
func (r *Record) Validate(terms *data.Terms) []Fault {
	v := validator{terms: terms, ids: map[data.ID]bool{}}
	v.organization(&r.Organization)
	for i := range r.Services {
		v.service(fmt.Sprintf("services[%d]", i), &r.Services[i])
	}
	for i := range r.Locations {
		v.location(fmt.Sprintf("locations[%d]", i), &r.Locations[i])
	}
	for i, at := range r.At {
		v.join(fmt.Sprintf("service_at_locations[%d]", i), at, r)
	}
	v.parts(r)
	return v.faults
}

// RoomFaults lists everything that is wrong with what is known of the room at one
// service.
func RoomFaults(known []data.Capacity) []Fault {
	var v validator
	for i, c := range known {
		v.capacity(fmt.Sprintf("capacity[%d]", i), c)
	}
	return v.faults
}

type validator struct {
	terms  *data.Terms
	ids    map[data.ID]bool
	faults []Fault
}

func (v *validator) fault(field, en, fr string) {
	v.faults = append(v.faults, Fault{Field: field, Message: bilingual.Text{En: en, Fr: fr}})
}

func (v *validator) id(field string, id data.ID) {
	if parsed, err := data.ParseID(string(id)); err != nil || parsed != id {
		v.fault(field, "is not a lower-case UUID", "n’est pas un UUID en minuscules")
	}
	if v.ids[id] {
		v.fault(field, "is used twice in this record", "sert deux fois dans ce dossier")
	}
	v.ids[id] = true
}

func (v *validator) organization(o *Organization) {
	v.id("organization.id", o.ID)
	if o.Name.IsZero() {
		v.fault("organization.name", "is missing", "manque")
	}
	v.term("organization.kind", data.TermProviderKind, string(o.Kind))
	if o.Home != "" && !o.Home.Valid() {
		v.fault("organization.home", "is no province or territory", "n’est ni une province ni un territoire")
	}
	v.exposure("organization.exposure", o.Exposure)
}

func (v *validator) service(at string, s *Service) {
	v.id(at+".id", s.ID)
	if s.Name.IsZero() {
		v.fault(at+".name", "is missing", "manque")
	}
	v.serviceTerms(at, s)
	if a := s.Eligibility.Ages; a.Min < 0 || a.Max < 0 || a.Max != 0 && a.Min > a.Max {
		v.fault(at+".eligibility.ages", "are not a range of ages", "ne forment pas une tranche d’âge")
	}
	for i, c := range s.Capacity {
		v.capacity(fmt.Sprintf("%s.capacity[%d]", at, i), c)
	}
	v.hours(at+".hours", s.Hours)
	v.exposure(at+".exposure", s.Exposure)
}

func (v *validator) serviceTerms(at string, s *Service) {
	for i, need := range s.Needs {
		v.term(fmt.Sprintf("%s.needs[%d]", at, i), data.TermNeed, need)
	}
	for i, p := range s.Populations {
		v.term(fmt.Sprintf("%s.populations[%d]", at, i), data.TermPopulation, p.Term)
	}
	for i, p := range s.Eligibility.Exclusive {
		v.term(fmt.Sprintf("%s.eligibility.exclusive[%d]", at, i), data.TermPopulation, p)
	}
	for i, l := range s.Languages {
		v.term(fmt.Sprintf("%s.languages[%d]", at, i), data.TermLanguage, l.Code)
	}
	for i, c := range s.Barriers {
		v.term(fmt.Sprintf("%s.barriers[%d]", at, i), data.TermBarrier, c.Term)
	}
}

func (v *validator) capacity(at string, c data.Capacity) {
	if c.Unit == "" || c.Updated.IsZero() {
		v.fault(at, "needs a unit and the time when it was learned", "doit avoir une unité et le moment où on l’a apprise")
	}
	if c.Available != nil && *c.Available < 0 || c.Maximum != nil && *c.Maximum < 0 {
		v.fault(at, "cannot be less than zero", "ne peut être inférieure à zéro")
	}
}

func (v *validator) location(at string, l *Location) {
	v.id(at+".id", l.ID)
	if l.Confidential && (!l.Address.IsZero() || !l.Point.IsZero()) {
		v.fault(at, "is confidential, so its address and point must be sealed", "est confidentiel : son adresse et son point doivent être scellés")
	}
	if !l.Region.IsZero() && !wide(l.Region) {
		v.fault(at+".region", "must be a region of 25 km at least, a province or the country: anything smaller would say where the place is",
			"doit être une région d’au moins 25 km, une province ou le pays : plus petite, elle dirait où est le lieu")
	}
	for i, c := range l.Accessibility {
		v.term(fmt.Sprintf("%s.accessibility[%d]", at, i), data.TermAccessibility, c.Term)
	}
	v.hours(at+".hours", l.Hours)
	v.exposure(at+".exposure", l.Exposure)
}

func (v *validator) join(at string, j ServiceAtLocation, r *Record) {
	v.id(at+".id", j.ID)
	v.hours(at+".hours", j.Hours)
	if r.service(j.ServiceID) == nil {
		v.fault(at+".service_id", "names no service of this record", "ne désigne aucun service de ce dossier")
	}
	if j.LocationID != "" && r.location(j.LocationID) == nil {
		v.fault(at+".location_id", "names no location of this record", "ne désigne aucun lieu de ce dossier")
	}
}

// parts checks that each sealed part belongs to something, so that nothing is
// sealed out of everybody's reach.
func (v *validator) parts(r *Record) {
	if r.Sealed.parts == nil {
		return
	}
	for id := range r.Sealed.parts.Sites {
		if l := r.location(id); l == nil || !l.Confidential {
			v.fault("sealed.sites", "has an address for a location that is not confidential", "contient l’adresse d’un lieu qui n’est pas confidentiel")
		}
	}
	for id := range r.Sealed.parts.Protocols {
		if r.service(id) == nil {
			v.fault("sealed.protocols", "has a protocol for no service of this record", "contient un protocole qui n’est celui d’aucun service de ce dossier")
		}
	}
}

// hours takes over what a calendar says of itself.
func (v *validator) hours(field string, c hours.Calendar) {
	for _, err := range c.Validate() {
		said := bilingual.Same(err.Error())
		if p, ok := bilingual.AsProblem(err); ok {
			said = p.Message
		}
		v.fault(field, said.En, said.Fr)
	}
}

func (v *validator) term(field string, kind data.TermKind, id string) {
	if v.terms == nil {
		return
	}
	if _, ok := v.terms.Get(kind, id); !ok {
		v.fault(field, "is no term of the directory", "n’est pas un terme du répertoire")
	}
}

// exposure asks for the consent behind everything that is not internal.
func (v *validator) exposure(field string, e Exposure) {
	if e.Visibility != data.Internal && !e.Consent.Given() {
		v.fault(field+".consent", "says nobody and no day", "ne nomme ni personne ni date")
	}
}
