package hsds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// codes are the codes of a taxonomy that is not a vocabulary of the directory.
type codes struct {
	taxonomy, about string
	list            []string
}

// publicCodes are those that may stand in a public export. What only staff
// exports say has no taxonomy here: its name alone would tell what there is.
func publicCodes() []codes {
	return []codes{
		{taxonomyFacts, "Facts that the standard has no field for; the value of the attribute is the answer / faits pour lesquels la norme n’a pas de champ; la valeur de l’attribut est la réponse", []string{
			FactSpecialized, FactInterpretation, FactRemote, FactIntake, FactAllHours, FactHoliday, FactHolidaysOf, FactZone,
			FactClosed, FactHours, FactAppointment, FactAllAges, FactDemo,
		}},
		{taxonomyGenders, "Genders that a service accepts / genres qu’un service accueille", []string{string(data.Woman), string(data.Man), string(data.NonBinary)}},
		{taxonomyAreas, "Kinds of areas; the value is a code or a geo URI / sortes de secteurs; la valeur est un code ou une URI geo", []string{
			string(geo.AreaPoint), string(geo.AreaPostal), string(geo.AreaPlace), string(geo.AreaRegion), string(geo.AreaProvince), string(geo.AreaCountry),
		}},
		{taxonomyAddress, "Known parts of an address that is not complete / parties connues d’une adresse incomplète", []string{
			"address_1", "address_2", "city", "state_province", "postal_code", "country",
		}},
		{taxonomyTranslations, "The French words of the field that the label names / le texte français du champ que nomme l’étiquette", []string{"fr"}},
	}
}

// TaxonomyID is the id of the taxonomy of that name.
func TaxonomyID(name string) data.ID { return DeriveID("taxonomy", name) }

// TermID is the id of a term by its taxonomy and code: the one that attributes
// carry.
func TermID(taxonomy, code string) data.ID { return DeriveID("taxonomy_term", taxonomy, code) }

// Taxonomies are those that a public export speaks in, in the order of their
// ids.
func Taxonomies() []Taxonomy {
	var all []Taxonomy
	add := func(name, about string) {
		all = append(all, Taxonomy{ID: string(TaxonomyID(name)), Name: name, Description: about})
	}
	for _, kind := range data.TermKinds() {
		add(taxonomyOf(kind), bothLanguages(kindName(kind)))
	}
	for _, c := range publicCodes() {
		add(c.taxonomy, c.about)
	}
	slices.SortFunc(all, func(a, b Taxonomy) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// TaxonomyTerms are the terms of all Taxonomies, in the order of their ids. A
// name is English, as in an attribute; the description has both languages.
func TaxonomyTerms(terms *data.Terms) []TaxonomyTerm {
	var all []TaxonomyTerm
	for _, kind := range data.TermKinds() {
		for _, t := range terms.All(kind) {
			all = append(all, vocabularyTerm(t))
		}
	}
	for _, c := range publicCodes() {
		for _, code := range c.list {
			name := codeName(c.taxonomy, code)
			all = append(all, taxonomyTerm(c.taxonomy, code, name, name))
		}
	}
	slices.SortFunc(all, func(a, b TaxonomyTerm) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func vocabularyTerm(t data.Term) TaxonomyTerm {
	taxonomy := taxonomyOf(t.Kind)
	about := bothLanguages(t.Name)
	if t.Plain != t.Name && !t.Plain.IsZero() {
		about += " (" + bothLanguages(t.Plain) + ")"
	}
	said := taxonomyTerm(taxonomy, t.ID, t.Name.In(bilingual.En), about)
	if t.Parent != "" {
		said.ParentID = string(TermID(taxonomy, t.Parent))
	}
	return said
}

func taxonomyTerm(taxonomy, code, name, about string) TaxonomyTerm {
	return TaxonomyTerm{
		ID: string(TermID(taxonomy, code)), Code: code, Name: name, Description: about,
		Taxonomy: taxonomy, TaxonomyID: string(TaxonomyID(taxonomy)),
	}
}

// codeName is the name that the attributes give a code.
func codeName(taxonomy, code string) string {
	switch taxonomy {
	case taxonomyGenders:
		return strings.ReplaceAll(code, "_", "-")
	case taxonomyTranslations:
		return "French"
	}
	return strings.ReplaceAll(code, "_", " ")
}

func kindName(kind data.TermKind) data.Text {
	switch kind {
	case data.TermNeed:
		return data.Text{En: "What a service helps with", Fr: "Ce avec quoi un service aide"}
	case data.TermPopulation:
		return data.Text{En: "Who is served", Fr: "Qui est accueilli"}
	case data.TermLanguage:
		return data.Text{En: "Languages", Fr: "Langues"}
	case data.TermBarrier:
		return data.Text{En: "What a service does not ask for", Fr: "Ce qu’un service ne demande pas"}
	case data.TermAccessibility:
		return data.Text{En: "Accessibility of a place", Fr: "Accessibilité d’un lieu"}
	}
	return data.Text{En: "What part an organization plays", Fr: "Le rôle que joue un organisme"}
}
