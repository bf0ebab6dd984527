package geo

import (
	"slices"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestParseProvince(t *testing.T) {
	tests := map[Province][]string{
		Alberta:                 {"AB", "ab", "Alberta", "Alta.", "Alb."},
		BritishColumbia:         {"BC", "B.C.", "British Columbia", "Colombie-Britannique", "C.-B.", "colombie britannique"},
		Manitoba:                {"MB", "Man.", "manitoba"},
		NewBrunswick:            {"NB", "N.B.", "N.-B.", "Nouveau-Brunswick", "new brunswick"},
		NewfoundlandAndLabrador: {"NL", "Nfld.", "NF", "Newfoundland", "Newfoundland and Labrador", "Newfoundland & Labrador", "Terre-Neuve", "Terre-Neuve-et-Labrador", "T.-N.-L.", "T.N.", "Labrador"},
		NovaScotia:              {"NS", "N.S.", "N.-É.", "N.-E.", "Nova Scotia", "Nouvelle-Écosse", "nouvelle ecosse"},
		NorthwestTerritories:    {"NT", "NWT", "N.W.T.", "T.N.-O.", "TNO", "Northwest Territories", "Northwest Territory", "Territoires du Nord-Ouest"},
		Nunavut:                 {"NU", "Nunavut", "Nunavut Territory", "nu"},
		Ontario:                 {"ON", "Ont.", "Ontario", " ontario "},
		PrinceEdwardIsland:      {"PE", "PEI", "P.E.I.", "Î.-P.-É.", "I.P.E.", "Prince Edward Island", "Île-du-Prince-Édouard"},
		Quebec:                  {"QC", "Québec", "Quebec", "Que.", "Qué.", "PQ", "P.Q."},
		Saskatchewan:            {"SK", "Sask.", "Saskatchewan"},
		Yukon:                   {"YT", "Yukon", "Yukon Territory", "YK", "Territoire du Yukon"},
	}
	for want, words := range tests {
		for _, s := range words {
			if got, err := ParseProvince(s); err != nil || got != want {
				t.Errorf("ParseProvince(%q) = %q, %v, want %q", s, got, err, want)
			}
		}
	}
	for _, bad := range []string{"", "XX", "Texas", "New", "Canada", "O N T", "--"} {
		if got, err := ParseProvince(bad); bilingual.KindOf(err) != bilingual.Invalid || got != "" {
			t.Errorf("ParseProvince(%q) = %q, %v", bad, got, err)
		}
	}
}

// TestProvinceWordsAreOnes guards against two provinces claiming one abbreviation.
func TestProvinceWordsAreOnes(t *testing.T) {
	owner := make(map[string]Province)
	for _, row := range provinceNames {
		for _, word := range append([]string{string(row.code), row.name.En, row.name.Fr}, row.others...) {
			key := bilingual.Fold(word)
			if other, ok := owner[key]; ok && other != row.code {
				t.Errorf("%q is both %s and %s", word, other, row.code)
			}
			owner[key] = row.code
		}
	}
}

func TestProvinces(t *testing.T) {
	all := Provinces()
	if len(all) != 13 || !slices.Equal(all, slices.Compact(slices.Clone(all))) {
		t.Errorf("got %v", all)
	}
	for _, p := range all {
		if !p.Valid() || p.Name().En == "" || p.Name().Fr == "" || zoneDefaults[p] == "" {
			t.Errorf("%s lacks a name or a zone", p)
		}
	}
	all[0] = "ZZ"
	if !Provinces()[0].Valid() || Province("ZZ").Valid() || Province("").Valid() {
		t.Error("a caller changed the list of provinces")
	}
}
