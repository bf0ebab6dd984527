package hsds

import (
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// The link types of the attributes that this package writes: what the taxonomy
// term is about. A fact's code says which fact, its value the answer.
const (
	LinkNeed          = "need"          // of a service: what it helps with
	LinkPopulation    = "population"    // of a service: who is served; the value is "made_for" or "welcomes"
	LinkExclusive     = "exclusive"     // of a service: only these people are served
	LinkGender        = "gender"        // of a service: a gender that it accepts
	LinkBarrier       = "barrier"       // of a service: "yes" where the barrier is absent, "no" where it is there
	LinkInterpreted   = "interpreted"   // of a service: a language spoken through an interpreter
	LinkAccessibility = "accessibility" // of a location: "yes" or "no"
	LinkProviderKind  = "provider_kind" // of an organization
	LinkArea          = "area"          // of a location without a point, of a service area: its kind; the value is a code or a geo URI
	LinkAddress       = "address"       // of a location: one known part of an address that is not complete
	LinkFact          = "fact"          // of anything: see Facts
	LinkTranslation   = "translation"   // of anything: the French words of the field that the label names
	LinkCapacity      = "capacity"      // of a service or a capacity: its status; the value is the unit
	LinkStaff         = "staff"         // staff exports only: visibility, notes, referral protocol
)

// taxonomyOf names the taxonomy of a vocabulary of the directory.
func taxonomyOf(kind data.TermKind) string { return "relais:" + string(kind) }

// The taxonomies of what is not a term of the directory but still has to be
// said with one.
const (
	taxonomyFacts        = "relais:facts"
	taxonomyGenders      = "relais:genders"
	taxonomyAreas        = "relais:areas"
	taxonomyAddress      = "relais:address"
	taxonomyCapacity     = "relais:capacity"
	taxonomyTranslations = "relais:translations"
	taxonomyStaff        = "relais:staff"
)

// The codes of facts.
const (
	FactSpecialized    = "specialized"    // "yes" or "no": works in particular with people who are or were trafficked
	FactInterpretation = "interpretation" // "yes" or "no": any language, through an interpreter
	FactRemote         = "remote"         // "yes": by phone or online, wherever the caller is
	FactIntake         = "intake"         // an intake state, and ";until=DATE" where there is a date
	FactAllHours       = "all_hours"      // "yes": of a phone or of a place
	FactHoliday        = "holiday"        // what happens on a public holiday: "closed" or "open"
	FactHolidaysOf     = "holidays_of"    // a province's code: whose public holidays
	FactZone           = "zone"           // an IANA time zone
	FactClosed         = "closed"         // "FROM/THROUGH": closed on these days
	FactHours          = "changed_hours"  // of a schedule that stands in for the others between its dates
	FactAppointment    = "by_appointment" // of a schedule: "yes"
	FactAllAges        = "all_ages"       // "yes": every age is accepted
	FactDemo           = "demo"           // "yes": invented, for trying the software
	FactInternalLine   = "internal_line"  // staff exports only: a line that is not for the public
)

// Codes of staff attributes.
const (
	StaffVisibility = "visibility"
	StaffProtocol   = "protocol"
	StaffNotes      = "notes"
	StaffSealed     = "sealed" // a part that only an audited reveal shows: "address"
)

// describer makes the attributes of one object.
type describer struct {
	terms *data.Terms
	owner string // id of the object
	list  []Attribute
}

// add says of the object what code of taxonomy means, with a value where that
// is not all. The attribute stands inside its object and holds its term, so that
// it needs no links to either: they would double the size of a directory.
func (d *describer) add(link, taxonomy, code, name, value, label string) {
	d.list = append(d.list, Attribute{
		ID:       string(DeriveID("attribute", d.owner, link, taxonomy, code, value, label)),
		LinkType: link,
		Value:    value,
		Label:    label,
		TaxonomyTerm: &TaxonomyTerm{
			ID: string(DeriveID("taxonomy_term", taxonomy, code)), Code: code, Name: name, Description: name, Taxonomy: taxonomy,
		},
	})
}

// term says a term of the directory. Its label carries both languages.
func (d *describer) term(link string, kind data.TermKind, id, value string) {
	term, ok := d.terms.Get(kind, id)
	if !ok {
		term = data.Term{ID: id, Name: bilingual.Same(id)}
	}
	d.add(link, taxonomyOf(kind), id, term.Name.In(bilingual.En), value, bothLanguages(term.Name))
}

func bothLanguages(t data.Text) string {
	en, fr := t.In(bilingual.En), t.In(bilingual.Fr)
	if en == fr {
		return en
	}
	return en + " / " + fr
}

func (d *describer) fact(code, value string) {
	if value != "" {
		d.add(LinkFact, taxonomyFacts, code, strings.ReplaceAll(code, "_", " "), value, "")
	}
}

func (d *describer) tri(code string, answer data.Tri) {
	if answer != data.Unknown {
		d.fact(code, answer.String())
	}
}

// words gives a text's English for the standard's field, or its French where it
// has no other, and adds its French wherever it differs from its English.
func (d *describer) words(field string, t data.Text) string {
	said := t.In(bilingual.En)
	if t.Fr != "" && t.Fr != t.En {
		d.add(LinkTranslation, taxonomyTranslations, "fr", "French", t.Fr, field)
	}
	return said
}

func (d *describer) conditions(link string, kind data.TermKind, known []data.Condition) {
	for _, c := range known {
		if c.Answer != data.Unknown {
			d.term(link, kind, c.Term, c.Answer.String())
		}
	}
}

// Said is what one of our attributes says, read back.
type Said struct {
	Link  string // one of the Link constants
	Code  string // the term's code
	Value string
	Label string
}

// Read gives what a says, and false where it is not one of ours.
func (a Attribute) Read() (Said, bool) {
	if a.TaxonomyTerm == nil || a.TaxonomyTerm.Code == "" || !strings.HasPrefix(a.TaxonomyTerm.Taxonomy, "relais:") {
		return Said{}, false
	}
	return Said{Link: a.LinkType, Code: a.TaxonomyTerm.Code, Value: a.Value, Label: a.Label}, true
}

// Fact finds the value of a fact of ours among attributes, or "".
func Fact(attributes []Attribute, code string) string {
	for _, a := range attributes {
		if said, ok := a.Read(); ok && said.Link == LinkFact && said.Code == code {
			return said.Value
		}
	}
	return ""
}

// French finds the French of a field among attributes, or "".
func French(attributes []Attribute, field string) string {
	for _, a := range attributes {
		if said, ok := a.Read(); ok && said.Link == LinkTranslation && said.Code == "fr" && said.Label == field {
			return said.Value
		}
	}
	return ""
}

// Text reads back a field and its French. Words without French among attributes
// are in lang: the standard does not say which language a text is in.
func Text(words string, attributes []Attribute, field string, lang bilingual.Lang) data.Text {
	fr := French(attributes, field)
	switch {
	case fr != "" && fr == words, fr == "" && lang == bilingual.Fr:
		return data.Text{Fr: words}
	case words == fr:
		return data.Text{}
	}
	return data.Text{En: words, Fr: fr}
}

// Sealed says, as a staff export does, that nobody but staff may learn of a place
// and that its address is sealed: for readers of formats that have a word for it.
func Sealed() []Attribute {
	var d describer
	d.add(LinkStaff, taxonomyStaff, StaffVisibility, StaffVisibility, data.Internal.String(), "")
	d.add(LinkStaff, taxonomyStaff, StaffSealed, StaffSealed, "address", "")
	return d.list
}

// Internal says of a line that it is not for the public.
func Internal() []Attribute {
	var d describer
	d.fact(FactInternalLine, data.Yes.String())
	return d.list
}
