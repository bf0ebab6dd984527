package ingest

import (
	"slices"

	"github.com/relais-directory/relais/data/bilingual"
)

// Field is one thing that a column may hold.
type Field struct {
	Name    string         // in a mapping: "postal_code"
	Heading bilingual.Text // in a file without a mapping, besides Name itself
	Means   bilingual.Text
	Text    bool // free text: Name_en and Name_fr are fields too, Name alone is in the file's language
	List    bool // several values, separated by ";" or "|"
}

// Fields lists every field, in the order of Template. The slice is the
// caller's own.
func Fields() []Field {
	return []Field{
		{Name: "key", Heading: bilingual.Text{En: "key", Fr: "clé"}, Means: bilingual.Text{En: "names the row in this source, for ever", Fr: "désigne la ligne dans cette source, pour toujours"}},
		{Name: "organization_name", Text: true, Heading: bilingual.Text{En: "organization", Fr: "organisme"}, Means: bilingual.Text{En: "name of the organization", Fr: "nom de l’organisme"}},
		{Name: "organization_description", Text: true, Heading: bilingual.Text{En: "about the organization", Fr: "à propos de l’organisme"}, Means: bilingual.Text{En: "what the organization is", Fr: "ce qu’est l’organisme"}},
		{Name: "kind", Heading: bilingual.Text{En: "kind of provider", Fr: "genre d’organisme"}, Means: bilingual.Text{En: "direct, indirect, law_enforcement, child_protection, government, coalition", Fr: "direct, indirect, law_enforcement, child_protection, government, coalition"}},
		{Name: "home", Heading: bilingual.Text{En: "seat", Fr: "siège"}, Means: bilingual.Text{En: "province of the organization’s seat", Fr: "province du siège de l’organisme"}},
		{Name: "service_name", Text: true, Heading: bilingual.Text{En: "service", Fr: "service"}, Means: bilingual.Text{En: "name of the service; the organization’s unless given", Fr: "nom du service; celui de l’organisme à défaut"}},
		{Name: "description", Text: true, Heading: bilingual.Text{En: "description", Fr: "description"}, Means: bilingual.Text{En: "what the service does", Fr: "ce que fait le service"}},
		{Name: "needs", List: true, Heading: bilingual.Text{En: "needs", Fr: "besoins"}, Means: bilingual.Text{En: "terms of the directory, in either language", Fr: "termes du répertoire, dans l’une ou l’autre langue"}},
		{Name: "populations", List: true, Heading: bilingual.Text{En: "populations", Fr: "populations"}, Means: bilingual.Text{En: "who is welcome", Fr: "qui y est accueilli"}},
		{Name: "made_for", List: true, Heading: bilingual.Text{En: "made for", Fr: "conçu pour"}, Means: bilingual.Text{En: "whom the service was made for", Fr: "pour qui le service a été conçu"}},
		{Name: "exclusive", List: true, Heading: bilingual.Text{En: "only for", Fr: "seulement pour"}, Means: bilingual.Text{En: "only these people are served", Fr: "seules ces personnes sont servies"}},
		{Name: "genders", List: true, Heading: bilingual.Text{En: "genders", Fr: "genres"}, Means: bilingual.Text{En: "woman, man, non_binary", Fr: "woman, man, non_binary"}},
		{Name: "minimum_age", Heading: bilingual.Text{En: "minimum age", Fr: "âge minimal"}, Means: bilingual.Text{En: "in years", Fr: "en années"}},
		{Name: "maximum_age", Heading: bilingual.Text{En: "maximum age", Fr: "âge maximal"}, Means: bilingual.Text{En: "in years", Fr: "en années"}},
		{Name: "eligibility", Text: true, Heading: bilingual.Text{En: "eligibility", Fr: "admissibilité"}, Means: bilingual.Text{En: "in words", Fr: "en mots"}},
		{Name: "specialized", Heading: bilingual.Text{En: "specialized", Fr: "spécialisé"}, Means: bilingual.Text{En: "yes or no: works in particular with people who are or were trafficked", Fr: "oui ou non : travaille surtout avec des personnes qui vivent ou ont vécu la traite"}},
		{Name: "languages", List: true, Heading: bilingual.Text{En: "languages", Fr: "langues"}, Means: bilingual.Text{En: "spoken by staff", Fr: "parlées par le personnel"}},
		{Name: "interpreted", List: true, Heading: bilingual.Text{En: "interpreted languages", Fr: "langues interprétées"}, Means: bilingual.Text{En: "through an interpreter", Fr: "avec interprète"}},
		{Name: "interpretation", Heading: bilingual.Text{En: "interpretation", Fr: "interprétation"}, Means: bilingual.Text{En: "yes or no: any language, through an interpreter", Fr: "oui ou non : toute langue, avec interprète"}},
		{Name: "barriers", List: true, Heading: bilingual.Text{En: "not asked for", Fr: "non exigé"}, Means: bilingual.Text{En: "barriers that are absent, such as no-id", Fr: "obstacles absents, comme no-id"}},
		{Name: "accessibility", List: true, Heading: bilingual.Text{En: "accessibility", Fr: "accessibilité"}, Means: bilingual.Text{En: "what is there", Fr: "ce qu’il y a"}},
		{Name: "address_1", Heading: bilingual.Text{En: "address", Fr: "adresse"}, Means: bilingual.Text{En: "number and street", Fr: "numéro et rue"}},
		{Name: "address_2", Heading: bilingual.Text{En: "address 2", Fr: "adresse 2"}, Means: bilingual.Text{En: "unit", Fr: "bureau"}},
		{Name: "city", Heading: bilingual.Text{En: "city", Fr: "ville"}, Means: bilingual.Text{En: "town or community", Fr: "ville ou communauté"}},
		{Name: "province", Heading: bilingual.Text{En: "province", Fr: "province"}, Means: bilingual.Text{En: "code or name", Fr: "code ou nom"}},
		{Name: "postal_code", Heading: bilingual.Text{En: "postal code", Fr: "code postal"}, Means: bilingual.Text{En: "six characters", Fr: "six caractères"}},
		{Name: "country", Heading: bilingual.Text{En: "country", Fr: "pays"}, Means: bilingual.Text{En: "two letters, where it is not Canada", Fr: "deux lettres, si ce n’est pas le Canada"}},
		{Name: "latitude", Heading: bilingual.Text{En: "latitude", Fr: "latitude"}, Means: bilingual.Text{En: "degrees, WGS84", Fr: "degrés, WGS84"}},
		{Name: "longitude", Heading: bilingual.Text{En: "longitude", Fr: "longitude"}, Means: bilingual.Text{En: "degrees, negative in Canada", Fr: "degrés, négatifs au Canada"}},
		{Name: "area", Heading: bilingual.Text{En: "area", Fr: "secteur"}, Means: bilingual.Text{En: "for staff, where a confidential site is: three characters of a postal code, or a town", Fr: "pour le personnel, où est un lieu confidentiel : trois caractères d’un code postal, ou une ville"}},
		{Name: "service_area", List: true, Heading: bilingual.Text{En: "area served", Fr: "territoire desservi"}, Means: bilingual.Text{En: "provinces, towns, postal areas, or Canada", Fr: "provinces, villes, secteurs postaux ou Canada"}},
		{Name: "remote", Heading: bilingual.Text{En: "remote", Fr: "à distance"}, Means: bilingual.Text{En: "yes or no: by phone or online", Fr: "oui ou non : par téléphone ou en ligne"}},
		{Name: "always_open", Heading: bilingual.Text{En: "always open", Fr: "toujours ouvert"}, Means: bilingual.Text{En: "yes: day and night, holidays too", Fr: "oui : jour et nuit, jours fériés compris"}},
		{Name: "phone", List: true, Heading: bilingual.Text{En: "phone", Fr: "téléphone"}, Means: bilingual.Text{En: "for the public", Fr: "pour le public"}},
		{Name: "tty", List: true, Heading: bilingual.Text{En: "TTY", Fr: "ATS"}, Means: bilingual.Text{En: "textphone, for the public", Fr: "téléscripteur, pour le public"}},
		{Name: "text_line", List: true, Heading: bilingual.Text{En: "text line", Fr: "texto"}, Means: bilingual.Text{En: "for text messages, for the public", Fr: "pour les textos, pour le public"}},
		{Name: "fax", List: true, Heading: bilingual.Text{En: "fax", Fr: "télécopieur"}, Means: bilingual.Text{En: "for the public", Fr: "pour le public"}},
		{Name: "internal_phone", List: true, Heading: bilingual.Text{En: "internal phone", Fr: "téléphone interne"}, Means: bilingual.Text{En: "for staff only", Fr: "pour le personnel seulement"}},
		{Name: "email", Heading: bilingual.Text{En: "email", Fr: "courriel"}, Means: bilingual.Text{En: "for the public", Fr: "pour le public"}},
		{Name: "url", Heading: bilingual.Text{En: "website", Fr: "site web"}, Means: bilingual.Text{En: "web page", Fr: "page web"}},
		{Name: "application", Text: true, Heading: bilingual.Text{En: "how to get in", Fr: "comment y accéder"}, Means: bilingual.Text{En: "how to get in", Fr: "comment y accéder"}},
		{Name: "fees", Text: true, Heading: bilingual.Text{En: "fees", Fr: "frais"}, Means: bilingual.Text{En: "in words", Fr: "en mots"}},
		{Name: "status", Heading: bilingual.Text{En: "status", Fr: "état"}, Means: bilingual.Text{En: "active, inactive, defunct, temporarily closed", Fr: "active, inactive, defunct, temporarily closed"}},
		{Name: "intake", Heading: bilingual.Text{En: "intake", Fr: "accueil"}, Means: bilingual.Text{En: "accepting, crisis_only, not_accepting", Fr: "accepting, crisis_only, not_accepting"}},
		{Name: "verified_on", Heading: bilingual.Text{En: "verified on", Fr: "vérifié le"}, Means: bilingual.Text{En: "day of the last verification: 2026-11-22", Fr: "jour de la dernière vérification : 2026-11-22"}},
		{Name: "confidential", Heading: bilingual.Text{En: "confidential", Fr: "confidentiel"}, Means: bilingual.Text{En: "yes: the address is sealed", Fr: "oui : l’adresse est scellée"}},
		{Name: "visibility", Heading: bilingual.Text{En: "visibility", Fr: "visibilité"}, Means: bilingual.Text{En: "public, limited or internal; needs consent", Fr: "public, limited ou internal; demande un consentement"}},
		{Name: "contact_name", Heading: bilingual.Text{En: "contact", Fr: "personne-ressource"}, Means: bilingual.Text{En: "inside the organization: sealed", Fr: "dans l’organisme : scellé"}},
		{Name: "contact_phone", Heading: bilingual.Text{En: "contact phone", Fr: "téléphone de la personne-ressource"}, Means: bilingual.Text{En: "sealed", Fr: "scellé"}},
		{Name: "contact_email", Heading: bilingual.Text{En: "contact email", Fr: "courriel de la personne-ressource"}, Means: bilingual.Text{En: "sealed", Fr: "scellé"}},
		{Name: "protocol", Text: true, Heading: bilingual.Text{En: "referral protocol", Fr: "protocole d’aiguillage"}, Means: bilingual.Text{En: "how to refer, for staff; sealed where the site is confidential", Fr: "comment aiguiller, pour le personnel; scellé si le lieu est confidentiel"}},
		{Name: "notes", Text: true, Heading: bilingual.Text{En: "notes", Fr: "notes"}, Means: bilingual.Text{En: "for staff", Fr: "pour le personnel"}},
		{Name: "listing_id", Heading: bilingual.Text{En: "directory id", Fr: "identifiant du répertoire"}, Means: bilingual.Text{En: "of a listing that the directory has; empty for a new one", Fr: "d’une fiche que le répertoire a déjà; vide pour une nouvelle"}},
	}
}

// fieldNames gives every name that a mapping may use for f.
func (f Field) names() []string {
	if f.Text {
		return []string{f.Name, f.Name + "_en", f.Name + "_fr"}
	}
	return []string{f.Name}
}

// fieldNamed finds a field by any of its names.
func fieldNamed(name string) (Field, bool) {
	for _, f := range Fields() {
		for _, known := range f.names() {
			if known == name {
				return f, true
			}
		}
	}
	return Field{}, false
}

// staffOnly are the fields that no listing for the public has.
func staffOnly() []string {
	return []string{"organization_description", "home", "area", "internal_phone", "confidential", "visibility", "contact_name", "contact_phone", "contact_email", "protocol", "notes"}
}

// column is one column of Template: the name of its field, and its heading.
type column struct {
	name, heading string
	field         Field
}

// columns lists those of Template in lang, each text once for either language;
// without staff, those that a listing for the public can fill.
func columns(lang bilingual.Lang, staff bool) []column {
	var all []column
	for _, f := range Fields() {
		heading := f.Heading.In(lang)
		switch {
		case !staff && slices.Contains(staffOnly(), f.Name):
		case !f.Text:
			all = append(all, column{f.Name, heading, f})
		default:
			all = append(all, column{f.Name + "_en", heading + " (en)", f}, column{f.Name + "_fr", heading + " (fr)", f})
		}
	}
	return all
}
