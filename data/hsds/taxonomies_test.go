package hsds_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hsds"
)

// Everything that a public export says with a term is among the terms, and
// nothing that only staff say.
func TestTheTermsOfAPublicExportAreListed(t *testing.T) {
	known := map[string]hsds.TaxonomyTerm{}
	for _, term := range hsds.TaxonomyTerms(terms(t)) {
		if _, twice := known[term.ID]; twice {
			t.Errorf("%s stands twice", term.Name)
		}
		known[term.ID] = term
	}
	taxonomies := map[string]string{}
	for _, taxonomy := range hsds.Taxonomies() {
		taxonomies[taxonomy.ID] = taxonomy.Name
	}
	inside, outside := 0, 0
	for _, s := range hsds.Services(variants(), terms(t)) {
		for _, term := range termsIn(t, s) {
			listed, ok := known[term.ID]
			staff := term.Taxonomy == "relais:staff" || term.Taxonomy == "relais:capacity" || term.Code == hsds.FactInternalLine
			switch {
			case ok == staff:
				t.Errorf("%s %s: listed %v", term.Taxonomy, term.Code, ok)
			case staff:
				inside++
			default:
				outside++
				if listed.Name != term.Name || listed.Code != term.Code || taxonomies[listed.TaxonomyID] != term.Taxonomy {
					t.Errorf("an attribute says %+v, the list %+v", term, listed)
				}
			}
		}
	}
	if inside == 0 || outside < 50 {
		t.Errorf("%d terms of staff and %d others were looked at", inside, outside)
	}
}

func TestEveryTermHasAParentThatIsListed(t *testing.T) {
	all, below := hsds.TaxonomyTerms(terms(t)), 0
	for _, term := range all {
		if term.ParentID == "" {
			continue
		}
		below++
		at := slices.IndexFunc(all, func(p hsds.TaxonomyTerm) bool { return p.ID == term.ParentID })
		if at < 0 || all[at].TaxonomyID != term.TaxonomyID {
			t.Errorf("%s stands below nothing", term.Name)
		}
	}
	if below == 0 {
		t.Error("no term stands below another")
	}
}

func TestWhatIsDeniedIsNotSaid(t *testing.T) {
	s := hsds.Services(variants()[:1], terms(t))[0]
	said := map[data.ID]bool{}
	note := func(id data.ID) { said[id] = true }
	s.TermsSaid(terms(t), note)
	s.ServiceAtLocations[0].TermsSaid(terms(t), note)
	for id, want := range map[data.ID]bool{
		hsds.TermID("relais:barrier", "no-id"):            true,
		hsds.TermID("relais:barrier", "no-fee"):           false, // denied
		hsds.TermID("relais:barrier", "no-status"):        false, // not known
		hsds.TermID("relais:need", "emergency-shelter"):   true,
		hsds.TermID("relais:need", "housing"):             true, // wider
		hsds.TermID("relais:need", "legal"):               false,
		hsds.TermID("relais:language", "crk"):             true, // spoken by staff
		hsds.TermID("relais:language", "uk"):              true, // interpreted
		hsds.TermID("relais:language", "de"):              false,
		hsds.TermID("relais:provider_kind", "direct"):     true, // of the organization
		hsds.TermID("relais:accessibility", "wheelchair"): true, // of the location
		hsds.TermID("relais:accessibility", "elevator"):   false,
		hsds.TermID("relais:facts", "all_hours"):          true, // of a phone
		hsds.TermID("relais:facts", "by_appointment"):     true, // of a schedule
		hsds.TaxonomyID("relais:areas"):                   true, // of a service area
		hsds.TaxonomyID("relais:address"):                 false,
	} {
		if said[id] != want {
			t.Errorf("%s: said %v, want %v", id, said[id], want)
		}
	}
}

// termsIn gives every taxonomy term within a shape.
func termsIn(t *testing.T, shape any) []hsds.TaxonomyTerm {
	t.Helper()
	var found []hsds.TaxonomyTerm
	var walk func(node any)
	walk = func(node any) {
		switch n := node.(type) {
		case map[string]any:
			if term, ok := n["taxonomy_term"]; ok {
				raw, err := json.Marshal(term)
				if err != nil {
					t.Fatal(err)
				}
				var read hsds.TaxonomyTerm
				if err := json.NewDecoder(strings.NewReader(string(raw))).Decode(&read); err != nil {
					t.Fatal(err)
				}
				found = append(found, read)
			}
			for _, child := range n {
				walk(child)
			}
		case []any:
			for _, child := range n {
				walk(child)
			}
		}
	}
	walk(asJSON(t, shape))
	return found
}
