package geo

import (
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestPostalReadsHoweverItIsTyped(t *testing.T) {
	g := gazetteer(t)
	for _, s := range []string{
		"M5V", "m5v", "M5V 2T6", "m5v2t6", " M5V-2T6 ", "M5V–2T6", "m 5 v 2 t 6", "M5V.2T6", "M5V\u00a02T6",
	} {
		o, err := g.Postal(s)
		if err != nil {
			t.Errorf("Postal(%q): %v", s, err)
			continue
		}
		if o.FSA != "M5V" || o.Label.En != "M5V (Toronto, ON)" || o.Province != Ontario || o.Kind != OriginPostal {
			t.Errorf("Postal(%q) = %+v", s, o)
		}
		if len(o.Notes) != 0 || o.Approximate || o.Radius < 2*Kilometer || o.Radius > 10*Kilometer {
			t.Errorf("Postal(%q): notes %v, approximate %v, radius %v", s, o.Notes, o.Approximate, o.Radius)
		}
	}
}

func TestPostalRepairsAndSaysSo(t *testing.T) {
	g := gazetteer(t)
	tests := []struct {
		typed, fsa string
		notes      int
	}{
		{"KlA OB1", "K1A", 1}, {"KIA 0B1", "K1A", 1}, {"XOA", "X0A", 2}, {"xoa ohO", "X0A", 2},
		{"K1A OBl", "K1A", 0}, // the last three are dropped: what was wrong with them does not matter
	}
	for _, tt := range tests {
		o, err := g.Postal(tt.typed)
		if err != nil || o.FSA != tt.fsa || len(o.Notes) != tt.notes {
			t.Errorf("Postal(%q) = %q, %d notes %v, %v, want %q, %d notes", tt.typed, o.FSA, len(o.Notes), o.Notes, err, tt.fsa, tt.notes)
		}
	}
	o, _ := g.Postal("KIA 0B1")
	if want := "read I as 1 in the postal code"; len(o.Notes) == 0 || o.Notes[0].En != want || !strings.Contains(o.Notes[0].Fr, "I a été lu comme 1") {
		t.Errorf("got %v, want %q", o.Notes, want)
	}
}

func TestPostalRefuses(t *testing.T) {
	g := gazetteer(t)
	for _, bad := range []string{
		"", " ", "M", "M5", "M5V2", "M5V2T", "M5V 2T66", "90210", "MM5", "5MV", "M5V-2T", "D1A", "W1A", "Z1A", "M5O", "M5V 2D6", "M5Ω",
		"0A1", "1A1", "Toronto", "M5V2T6M5V2T6", strings.Repeat(" ", 40) + "M5V", "M\x005V", "\xff\xfe\xfd", "ＭＳＶ",
	} {
		o, err := g.Postal(bad)
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Code != "postal_code_invalid" || p.Kind != bilingual.Invalid || !o.IsZero() {
			t.Errorf("Postal(%q) = %+v, %v", bad, o, err)
			continue
		}
		if p.Read != "" {
			t.Errorf("Postal(%q) kept what was typed: %q", bad, p.Read)
		}
	}
}

func TestPostalUnknownKeepsThreeCharactersOnly(t *testing.T) {
	g := gazetteer(t)
	for _, s := range []string{"H0H 0H0", "M0Z 1Z1"} {
		_, err := g.Postal(s)
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Code != "postal_code_unknown" || p.Kind != bilingual.NotFound {
			t.Errorf("Postal(%q): %v", s, err)
			continue
		}
		if len(p.Read) != 3 || strings.Contains(err.Error(), s[4:]) {
			t.Errorf("Postal(%q) keeps more than the first three characters: %q", s, err)
		}
	}
}

func TestRuralPostalIsAnArea(t *testing.T) {
	g := gazetteer(t)
	o, err := g.Postal("X0A 0H0")
	if err != nil {
		t.Fatal(err)
	}
	if !o.Approximate || o.Radius < 1000*Kilometer || len(o.Notes) != 1 {
		t.Errorf("X0A: %+v", o)
	}
	if want := "X0A (rural area, Iqaluit and Qikiqtaaluk, NU)"; o.Label.En != want {
		t.Errorf("got %q, want %q", o.Label.En, want)
	}
	if want := "X0A (région rurale, Iqaluit et Qikiqtaaluk, NU)"; o.Label.Fr != want {
		t.Errorf("got %q, want %q", o.Label.Fr, want)
	}
	for _, town := range []string{"Grise Fiord", "Sanikiluaq", "Pangnirtung"} {
		place, _ := g.PlaceArea(town, Nunavut)
		if away := Distance(place.Center, o.Point); away > o.Radius {
			t.Errorf("%s is %v away, outside the radius %v of its postal area", town, away, o.Radius)
		}
	}
}

// TestEveryPostalArea holds each area to what all promise: a label without
// damage, a radius in proportion, a point in its province.
func TestEveryPostalArea(t *testing.T) {
	g := gazetteer(t)
	if got := len(g.postal); got != 1651 {
		t.Errorf("%d postal areas, want 1,610 of the table and 41 corrections", got)
	}
	letters := map[byte][]Province{
		'A': {"NL"}, 'B': {"NS"}, 'C': {"PE"}, 'E': {"NB"}, 'G': {"QC"}, 'H': {"QC"}, 'J': {"QC"}, 'K': {"ON"}, 'L': {"ON"}, 'M': {"ON"},
		'N': {"ON"}, 'P': {"ON"}, 'R': {"MB"}, 'S': {"SK"}, 'T': {"AB"}, 'V': {"BC"}, 'X': {"NT", "NU"}, 'Y': {"YT"},
	}
	for fsa, a := range g.postal {
		o, err := g.Postal(fsa)
		if err != nil || o.FSA != fsa || o.Province != a.province {
			t.Errorf("Postal(%q) = %+v, %v", fsa, o, err)
		}
		if area, ok := g.PostalArea(fsa); !ok || area.Code != fsa || area.Center != o.Point || area.Radius != o.Radius {
			t.Errorf("PostalArea(%q) = %+v", fsa, area)
		}
		if !slices.Contains(letters[fsa[0]], a.province) {
			t.Errorf("%s is in %s", fsa, a.province)
		}
		for _, said := range []string{o.Label.En, o.Label.Fr} {
			if strings.ContainsAny(said, "\uFFFD?/") || strings.Contains(said, "- ") || strings.Contains(said, "  ") {
				t.Errorf("%s has a damaged label: %q", fsa, said)
			}
			if len(said) > 110 || strings.Contains(said, "Provincial Government") || strings.Contains(said, "(, ") {
				t.Errorf("%s has a poor label: %q", fsa, said)
			}
		}
		if o.Approximate != (a.rural() || a.unsure) {
			t.Errorf("%s: approximate is %v", fsa, o.Approximate)
		}
		low, high := smallestUrban, 40*Kilometer
		if a.rural() {
			low, high = 20*Kilometer, 1600*Kilometer
		}
		if a.unsure {
			high = 1600 * Kilometer
		}
		if a.radius < low || a.radius > high {
			t.Errorf("%s has a radius of %.1f km", fsa, a.radius.Kilometers())
		}
	}
}

// TestPostalAreasLieInTheirProvince allows 6 km across a boundary river, where
// the outlines are coarse, and names those that lie across at all.
func TestPostalAreasLieInTheirProvince(t *testing.T) {
	g := gazetteer(t)
	across := 0
	for fsa, a := range g.postal {
		if at, _ := g.ProvinceAt(a.point); at == a.province {
			continue
		}
		across++
		if away := g.distanceTo(a.province, a.point); away > 6*Kilometer {
			at, _ := g.ProvinceAt(a.point)
			t.Errorf("%s (%s) at %v lies in %q, %.1f km from %s", fsa, a.place.En, a.point, at, away.Kilometers(), a.province)
		}
	}
	if across > 25 {
		t.Errorf("%d postal areas lie across a boundary", across)
	}
}

func TestCorrectedPostalAreas(t *testing.T) {
	g := gazetteer(t)
	tests := []struct {
		fsa, place string
		province   Province
		within     Meters
	}{
		{"X0A", "Iqaluit", Nunavut, 10 * Kilometer}, {"X0C", "Rankin Inlet", Nunavut, 10 * Kilometer}, {"H0M", "Akwesasne", Quebec, 10 * Kilometer},
		{"S0J", "La Ronge", Saskatchewan, 10 * Kilometer}, {"A1Y", "Carbonear", NewfoundlandAndLabrador, 5 * Kilometer},
		{"V9G", "Ladysmith", BritishColumbia, 5 * Kilometer}, {"T4L", "Lacombe", Alberta, 5 * Kilometer}, {"M5V", "Toronto", Ontario, 10 * Kilometer},
		{"E2E", "Rothesay", NewBrunswick, 6 * Kilometer}, {"V9Z", "Sooke", BritishColumbia, 6 * Kilometer}, {"V8E", "Whistler", BritishColumbia, 6 * Kilometer},
		{"T4M", "Blackfalds", Alberta, 6 * Kilometer}, {"B1C", "Louisbourg", NovaScotia, 5 * Kilometer}, {"N9K", "Tecumseh", Ontario, 6 * Kilometer},
	}
	for _, tt := range tests {
		o, err := g.Postal(tt.fsa)
		place, ok := g.PlaceArea(tt.place, tt.province)
		if err != nil || !ok {
			t.Errorf("%s: %v; %s found: %v", tt.fsa, err, tt.place, ok)
			continue
		}
		if away := Distance(o.Point, place.Center); away > tt.within {
			t.Errorf("%s is %.1f km from %s", tt.fsa, away.Kilometers(), tt.place)
		}
	}
	for _, fsa := range strings.Fields("E1H E2E E2H E3C K0C K0H K0K P0M V0N B6L E3G G3B G3C G3N G3S G6Y J1C J1R J2M J5C J7W L0V L7K L8B L9E L9J L9X P7L R1C R4G R5K S4K S4M S7W T1Z T3S T4M T8T V3Z V8E V9Z") {
		if _, ok := g.PostalArea(fsa); !ok {
			t.Errorf("%s is still missing", fsa)
		}
	}
	if _, ok := g.PostalArea("not one"); ok {
		t.Error("an area for what is no code")
	}
	if _, ok := g.PostalArea("H0H"); ok {
		t.Error("an area for the North Pole")
	}
}
