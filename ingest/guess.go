package ingest

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// words are other headings, folded, that files give a field. Headings that mean
// several things ("name", "type", "status of the building") are not among them
// unless one meaning is by far the likeliest.
func headingWords() map[string][]string {
	return map[string][]string{
		"key":                      {"id", "identifiant", "record id", "numero d enregistrement", "no d enregistrement", "numero de dossier", "no de dossier", "row id", "cle unique", "unique id", "identifiant unique", "cle interne", "internal key", "id interne", "identifiant interne", "internal id", "numero interne", "no interne", "internal number"},
		"organization_name":        {"organization name", "organisation", "organisation name", "agency", "agency name", "provider", "provider name", "facility name", "nom de l organisme", "nom organisme", "organisme nom", "nom de l organisation", "nom de l etablissement", "etablissement", "fournisseur", "name", "nom"},
		"organization_description": {"organization description", "agency description", "description de l organisme"},
		"kind":                     {"provider kind", "provider type", "organization type", "type d organisme", "genre de fournisseur"},
		"service_name":             {"service name", "program", "programme", "program name", "nom du service", "nom du programme"},
		"description":              {"service description", "description du service", "details", "resume", "summary"},
		"needs":                    {"service type", "service types", "need", "type de service", "types de service", "services offerts", "services offered", "categories", "category", "categorie"},
		"populations":              {"population", "clientele", "clienteles", "population served", "populations served", "population desservie", "who is served", "target population", "population cible"},
		"exclusive":                {"exclusively for", "reserve a"},
		"genders":                  {"gender", "genre", "sexe", "sex"},
		"minimum_age":              {"min age", "age min", "age minimum", "age from"},
		"maximum_age":              {"max age", "age max", "age maximum", "age to"},
		"eligibility":              {"eligibility description", "eligibility criteria", "criteres d admissibilite", "criteres"},
		"languages":                {"language", "langue", "languages spoken", "langues parlees", "langue de service", "langues de service"},
		"interpretation":           {"interpreter", "interpreters", "interprete", "services d interpretation", "interpretation services"},
		"accessibility":            {"accessible", "wheelchair accessible", "acces universel", "accessibilite universelle"},
		"address_1":                {"address 1", "street address", "street", "address line 1", "adresse 1", "rue", "adresse civique", "adresse postale", "mailing address"},
		"address_2":                {"address line 2", "unit", "suite", "apartment", "bureau", "appartement"},
		"city":                     {"town", "municipality", "municipalite", "city town", "localite", "community", "communaute"},
		"province":                 {"prov", "province territory", "province territoire", "state province", "province ou territoire"},
		"postal_code":              {"postal", "postcode", "code post", "postalcode", "cp", "zip", "zip code"},
		"latitude":                 {"lat"},
		"longitude":                {"long", "lng", "lon"},
		"service_area":             {"service areas", "areas served", "geographic area", "region served", "region desservie", "regions desservies", "territoires desservis"},
		"remote":                   {"online", "en ligne", "virtual", "virtuel"},
		"always_open":              {"24 7", "24 hours", "24 heures", "24h", "ouvert en tout temps"},
		"phone":                    {"telephone", "phone number", "phone 1", "phone 2", "telephone 1", "telephone 2", "numero de telephone", "no de telephone", "tel", "tel 1", "tel 2", "main phone", "crisis line", "ligne de crise", "toll free", "sans frais"},
		"text_line":                {"sms", "texting", "ligne texto"},
		"fax":                      {"fax number", "telecopie"},
		"email":                    {"e mail", "mail", "email address", "adresse courriel", "adresse de courriel", "public email"},
		"url":                      {"web", "web site", "web page", "site internet", "page web", "adresse web", "internet"},
		"application":              {"application process", "how to apply", "intake process", "processus d admission", "modalites d acces"},
		"fees":                     {"fee", "cost", "costs", "couts", "cout", "tarif", "tarifs"},
		"status":                   {"service status", "etat du service", "statut"},
		"verified_on":              {"verified", "last verified", "date verified", "verification date", "derniere verification", "date de verification", "mis a jour", "last updated"},
		"confidential":             {"confidential address", "adresse confidentielle", "confidentialite"},
		"visibility":               {"public", "publish", "publier"},
		"contact_name":             {"contact name", "contact person", "nom du contact", "nom de la personne ressource"},
		"contact_phone":            {"telephone du contact", "phone of contact"},
		"contact_email":            {"courriel du contact", "email of contact"},
		"protocol":                 {"protocol", "protocole"},
		"notes":                    {"note", "internal notes", "notes internes", "remarks", "remarques", "commentaires", "comments"},
	}
}

// perhapsKey are headings, folded, that name the rows where none that is surer does:
// "No" may be a house number.
func perhapsKey() []string {
	return []string{"no", "n", "nr", "num", "numero", "number", "code", "reference", "ref", "index"}
}

// headingIndex finds the field of a heading: those of Template, then such as files
// often have.
type headingIndex struct {
	exact map[string]string // folded heading to field
	near  map[string]string
}

func knownHeadings() headingIndex {
	h := headingIndex{exact: map[string]string{}, near: map[string]string{}}
	for _, f := range Fields() {
		for heading, name := range standardHeadings(f) {
			h.exact[foldHeading(heading)] = name
		}
		for _, words := range headingWords()[f.Name] {
			h.near[words] = f.Name
			if !f.Text {
				continue
			}
			for _, lang := range []struct{ words, code string }{{"en", "en"}, {"fr", "fr"}, {"anglais", "en"}, {"francais", "fr"}, {"english", "en"}, {"french", "fr"}} {
				h.near[words+" "+lang.words] = f.Name + "_" + lang.code
			}
		}
	}
	return h
}

// field finds the field of a heading; guessed says that it is none of the
// template's.
func (h headingIndex) field(heading string) (name string, guessed, ok bool) {
	folded := foldHeading(heading)
	if name, ok := h.exact[folded]; ok {
		return name, false, true
	}
	name, ok = h.near[folded]
	return name, ok, ok
}

// headingsOf tells the headings that a header would have: those of the mapping,
// or all that could be guessed.
func headingsOf(m *Mapping) func(folded string) bool {
	if m == nil {
		h := knownHeadings()
		return func(folded string) bool {
			_, exact := h.exact[folded]
			_, near := h.near[folded]
			return folded != "" && (exact || near || slices.Contains(perhapsKey(), folded))
		}
	}
	known := map[string]bool{}
	add := func(list ...string) {
		for _, heading := range list {
			known[foldHeading(heading)] = true
		}
	}
	add(m.Key...)
	add(m.Rows.Organization, m.Rows.Service, m.Rows.Location)
	for _, list := range m.Columns {
		add(list...)
	}
	for _, r := range m.Rules {
		add(r.Column)
	}
	delete(known, "")
	return func(folded string) bool { return known[folded] }
}

// guess makes a mapping for a file that came without one: the headings of
// Template first, then such as files often have. Each guess is said; so is each
// column that was passed over.
func (r *reader) guess(t *table) (*Mapping, error) {
	m, guesses := guessMapping(t.header)
	found := strings.Join(t.header, ", ")
	switch {
	case len(m.Columns)+len(m.Key) == 0:
		return nil, problem("header_unknown",
			bilingual.Text{En: "no heading of this file is known: it may be another sort of file, or have no header", Fr: "aucun titre de ce fichier n’est connu : ce peut être une autre sorte de fichier, ou un fichier sans en-tête"},
			bilingual.Text{En: "Use the headings of relais import template, or say in a mapping what the columns mean.", Fr: "Reprenez les titres de relais import template, ou dites dans une table de correspondance ce que veulent dire les colonnes."}, found)
	case len(m.Key) == 0 && len(m.Columns["listing_id"]) == 0:
		return nil, problem("key_column_missing",
			bilingual.Text{En: "no column names the rows, so that they could not be found again", Fr: "aucune colonne ne désigne les lignes : on ne pourrait les retrouver"},
			bilingual.Text{En: "Add a column “key” with the number that the file’s owner uses, or name the columns in a mapping.", Fr: "Ajoutez une colonne «\u00a0clé\u00a0» avec le numéro qu’emploie qui tient le fichier, ou nommez les colonnes dans une table de correspondance."}, found)
	}
	for _, g := range guesses {
		f, _ := fieldNamed(g.field)
		heading := f.Heading
		if g.field == "key" {
			heading = bilingual.Text{En: "key", Fr: "clé"}
		}
		r.add(Issue{
			Line: t.line, Column: g.heading, Code: "column_guessed", Severity: Note,
			Expected:   bilingual.Text{En: "a heading of the template", Fr: "un titre du modèle"},
			Suggestion: bilingual.Textf("read as “%s”; a mapping can say otherwise", "lu comme «\u00a0%s\u00a0»; une table de correspondance peut dire autrement", heading),
		})
	}
	return m, nil
}

// guessed is a heading and the field that it was taken for.
type guessed struct{ heading, field string }

func guessMapping(header []string) (*Mapping, []guessed) {
	known := knownHeadings()
	m := &Mapping{Columns: map[string][]string{}, optional: true}
	var guesses []guessed
	take := func(guessing bool) {
		for _, heading := range header {
			name, guess, ok := known.field(heading)
			if !ok || guess != guessing || ofErrors(heading) || !m.take(name, heading, guessing) {
				continue
			}
			if guess {
				guesses = append(guesses, guessed{heading, name})
			}
		}
	}
	take(false)
	take(true)
	if key, ok := m.likeliestKey(header); ok {
		m.Key = []string{key}
		guesses = append(guesses, guessed{key, "key"})
	}
	return m, guesses
}

// ofErrors reports whether a heading is one of those that a file of rejected rows has
// after the sender's own: whoever sends it back need not take them away.
func ofErrors(heading string) bool { return slices.Contains(reasonHeadings(), heading) }

// likeliestKey is the heading that may name the rows, of a file in which none surely
// does. One before a street is the number of a house.
func (m *Mapping) likeliestKey(header []string) (string, bool) {
	if len(m.Key) > 0 || len(m.Columns["listing_id"]) > 0 {
		return "", false
	}
	for i, heading := range header {
		street := i+1 < len(header) && slices.Contains(m.Columns["address_1"], header[i+1])
		if slices.Contains(perhapsKey(), foldHeading(heading)) && !street && !ofErrors(heading) {
			return heading, true
		}
	}
	return "", false
}

// take gives a field the column of a heading, unless it has one. A list takes
// several that were guessed: "phone 1", "phone 2".
func (m *Mapping) take(name, heading string, guessing bool) bool {
	if name == "key" {
		if len(m.Key) > 0 {
			return false
		}
		m.Key = []string{heading}
		return true
	}
	f, _ := fieldNamed(name)
	had := m.Columns[name]
	if len(had) > 0 && (!f.List || !guessing) || f.Text && guessing && m.tells(f, name) {
		return false
	}
	m.Columns[name] = append(slices.Clip(had), heading)
	return true
}

// tells reports whether a text has a column already that name would contradict:
// "Nom" beside "organization (fr)".
func (m *Mapping) tells(f Field, name string) bool {
	return slices.ContainsFunc(f.names(), func(n string) bool {
		otherLanguage := n != name && n != f.Name && name != f.Name
		return len(m.Columns[n]) > 0 && !otherLanguage
	})
}
