package ingest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

func TestOneHouseHoweverItIsWritten(t *testing.T) {
	for house, lines := range map[string][]string{
		"12/hidden": {
			"12 Hidden Street", "12 Hidden St.", "12 HIDDEN ST W", "Hidden Street 12", "Hidden Street, 12", "Hidden St. No. 12", "no 12, Hidden Street",
			"12A Hidden Street", "12 bis Hidden St", "12bis Hidden St", "12 ½ Hidden Street", "12 1/2 Hidden St", "#3-12 Hidden St", "3-12 Hidden Street",
			"Apt 3 – 12 Hidden St", "Apt 4-12 Hidden St", "Unit 3, 12 Hidden Street", "12 Hidden Street Unit 5", "12 Hidden St #5", "12 Hidden St, Suite 200",
			"Apt 3, Hidden Street 12", "12, Hidden Street, Toronto", "PO Box 34, 12 Hidden St", "012 Hidden St", "12Hidden Street", "Hidden Street12",
			"12-34 Hidden St", "12 to 34 Hidden St", "the house at 12 Hidden Street",
		},
		"34/hidden": {"12-34 Hidden St", "12 à 34, rue Hidden", "34 Hidden"},
		"12/principale": {
			"12, rue Principale", "12 rue Principale", "rue Principale 12", "rue Principale, 12", "12, RUE PRINCIPALE OUEST", "12 bis, rue Principale",
			"12, rue Principale, app. 4", "app. 4, 12 rue Principale", "numéro 12, rue Principale", "12 Principale",
		},
		"12/eglise":       {"12, rue de l’Église", "12 rue de l'Eglise", "rue de l’Église, no 12", "12 Eglise"},
		"12/catherine":    {"12 Ste-Catherine E", "12, rue Sainte-Catherine Est", "12 Ste Catherine St"},
		"12/clair":        {"12 St Clair Ave W", "12 St. Clair Avenue West"},
		"100/12e":         {"100 12th Ave", "100, 12e Avenue", "100 12e avenue, app 4", "100 12ième Avenue"},
		"12/avenue road":  {"12 Avenue Road", "12 Avenue Rd."},
		"12/court street": {"12 Court St", "12 Court Street"},
		"1234/7":          {"1234 Highway 7", "1234 Hwy 7"},
		"34/box":          {"C.P. 34", "CP 34", "P.O. Box 34", "PO Box 34", "case postale 34", "B.P. 34"},
	} {
		for _, line := range lines {
			if got := houses(line); !slices.Contains(got, house) {
				t.Errorf("%q has %v, not %s", line, got, house)
			}
			if got := slices.Collect(housesIn("Ring at " + line + " at night.")); !slices.Contains(got, house) {
				t.Errorf("a text with %q has %v, not %s", line, got, house)
			}
		}
	}
}

func TestHousesThatAreOthers(t *testing.T) {
	for line, house := range map[string]string{
		"12-300 Hidden St":        "12/hidden",
		"12 Hidden St #5":         "5/hidden",
		"12 Hidden St 5":          "5/hidden",
		"Suite 5, 12 Hidden St":   "5/hidden",
		"Apt 4 – 12 Hidden St":    "4/hidden",
		"PO Box 34 Hidden":        "34/hidden",
		"12 St":                   "12/street",
		"112 Hidden St":           "12/hidden",
		"12 Hidden Hollow Street": "12/hidden",
	} {
		if got := houses(line); slices.Contains(got, house) {
			t.Errorf("%q has %v", line, got)
		}
	}
}

// A text tells a sealed address however the two are written.
func TestATextTellsAnAddressHoweverItIsWritten(t *testing.T) {
	forms := []string{"12 Hidden Street", "Hidden Street 12", "12 bis, Hidden St.", "Apt 3 – 12 Hidden St", "#3-12 Hidden St W", "rue Hidden, 12", "12, rue Hidden, Sainte-Foy"}
	for _, sealed := range forms {
		r := provider(1, "Maison Lune", "", "", "", "")
		r.Locations[0].Confidential = true
		r.Sealed = record.Seal(record.Parts{Sites: map[data.ID]record.Site{r.Locations[0].ID: {Address: data.Address{Line1: sealed}}}})
		known := secrets{}
		known.add(r)
		for _, said := range forms {
			if text := "The door is at " + said + "; ring twice."; !known.in(text, "another") {
				t.Errorf("%q does not tell %q", text, sealed)
			}
		}
		for _, said := range []string{"Open 9 to 5, hidden costs apply", "112 Hidden Street", "1-2 Hidden Street", "call 12 times"} {
			if known.in(said, "another") {
				t.Errorf("%q tells %q", said, sealed)
			}
		}
	}
}

// Whatever an address line says, a text with its words in it has all its houses.
func FuzzAnAddressInATextIsFound(f *testing.F) {
	for _, line := range []string{"12 Hidden Street", "rue Principale, 12", "C.P. 34", "12 1/2 Main", "Apt 3 – 12 Main St", "12-34 Main", "100, 12e Avenue", "12 Ste 5 Main", "p 34 Main"} {
		f.Add("at ", line, ", ring twice")
		f.Add("c ", line, " 5")
		f.Add("unit ", line, "")
	}
	f.Fuzz(func(t *testing.T, before, line, after string) {
		all := slices.Collect(housesIn(before + " | " + line + " | " + after))
		for _, house := range houses(line) {
			if !slices.Contains(all, house) {
				t.Errorf("%q is not found in %q beside %q", house, line, strings.Join([]string{before, after}, "…"))
			}
		}
	})
}

// The same, with what addresses are made of.
func TestAnAddressInATextIsFound(t *testing.T) {
	parts := strings.Fields("12 12a 34 7 1 2 5e 12th a to bis , ; st street rue avenue ste saint de la no # unit apt app suite box p o c cp po north w main hidden box34 34main - ½ hwy")
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	some := func(n int) string {
		words := make([]string, draw.IntN(n))
		for i := range words {
			words[i] = parts[draw.IntN(len(parts))]
		}
		return strings.Join(words, " ")
	}
	found := 0
	for range 20_000 {
		before, line, after := some(4), some(9), some(4)
		all := slices.Collect(housesIn(before + " " + line + " " + after))
		for _, house := range houses(line) {
			if found++; !slices.Contains(all, house) {
				t.Fatalf("%q of %q is not found in %q", house, line, before+" "+line+" "+after)
			}
		}
	}
	if found < 10_000 {
		t.Errorf("only %d houses were looked for", found)
	}
}
