package index

import (
	"fmt"
	"slices"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func suggesting(t *testing.T) *Snapshot[data.Public] {
	organization := func(id, en, fr string) data.Listing[data.Public] {
		return data.Listing[data.Public]{ID: data.ID("l" + id), Organization: data.Named{ID: data.ID(id), Name: data.Text{En: en, Fr: fr}}}
	}
	return Build([]data.Listing[data.Public]{
		organization("1", "Lantern House", "Maison de la lanterne"),
		organization("2", "House of the Lantern", "Maison Lanterne"),
		organization("3", "Abri d’Ézéchiel", ""),
		organization("4", "Lantern House", ""),
	}, loadTerms(t), 1)
}

func spelledOut(all []Suggestion) []string {
	var said []string
	for _, s := range all {
		said = append(said, fmt.Sprintf("%s:%s", s.Kind, s.ID))
	}
	return said
}

func TestSuggestions(t *testing.T) {
	s := suggesting(t)
	for _, c := range []struct {
		typed string
		lang  bilingual.Lang
		n     int
		want  []string
	}{
		{"lanter", bilingual.En, 9, []string{"organization:1", "organization:4", "organization:2"}}, // the beginning of the name first
		{"Lanterne", bilingual.Fr, 9, []string{"organization:1", "organization:2"}},
		{"EZECH", bilingual.Fr, 9, []string{"organization:3"}},
		{"d’ézé", bilingual.Fr, 9, []string{"organization:3"}},
		{"maison de la l", bilingual.Fr, 9, []string{"organization:1"}},
		{"lanter", bilingual.En, 2, []string{"organization:1", "organization:4"}},
		{"lanter", bilingual.En, 0, nil},
		{"nothing like it", bilingual.En, 9, nil},
		{"", bilingual.En, 9, nil},
		{" ’ ", bilingual.En, 9, nil},
		{"emergency shel", bilingual.En, 1, []string{"need:emergency-shelter"}},
		{"hébergement d'urg", bilingual.Fr, 1, []string{"need:emergency-shelter"}},
		{"deutsch", bilingual.Fr, 1, []string{"language:de"}}, // as its speakers say
	} {
		if got := spelledOut(s.Suggest(c.typed, c.lang, c.n)); !slices.Equal(got, c.want) {
			t.Errorf("%q in %s: got %v, want %v", c.typed, c.lang, got, c.want)
		}
	}
}

func TestTermsAreSuggestedBeforeOrganizationsAndEachOnce(t *testing.T) {
	s := Build([]data.Listing[data.Public]{{ID: "a", Organization: data.Named{ID: "1", Name: bilingual.Same("Women United")}}}, loadTerms(t), 1)
	for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
		got := spelledOut(s.Suggest("women", lang, 100))
		if last := got[len(got)-1]; len(got) < 3 || lang == bilingual.En && !slices.Contains(got[:3], "population:women") || !slices.Contains(got, "organization:1") {
			t.Errorf("%s: %v, last %s", lang, got, last)
		}
		slices.Sort(got)
		if n := len(slices.Compact(slices.Clone(got))); n != len(got) {
			t.Errorf("%s: %v", lang, got)
		}
	}
}

// A word of a synonym finds the term, and its name is what is shown.
func TestSuggestionsShowNoSynonym(t *testing.T) {
	s := suggesting(t)
	for _, term := range loadTerms(t).All(data.TermPopulation) {
		for _, synonym := range term.SynonymsEn {
			i := slices.IndexFunc(s.Suggest(synonym, bilingual.En, 1000), func(s Suggestion) bool { return s.ID == term.ID && s.Kind == string(term.Kind) })
			if i < 0 {
				t.Errorf("%s does not find %s", synonym, term.ID)
				continue
			}
			if got := s.Suggest(synonym, bilingual.En, 1000)[i].Name; got != term.Name {
				t.Errorf("%s is shown as %v", term.ID, got)
			}
		}
	}
}
