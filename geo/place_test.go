package geo

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestPlaceResolves(t *testing.T) {
	g := gazetteer(t)
	tests := []struct {
		typed, want string
		notes       int
	}{
		{"Toronto", "Toronto, ON", 0},
		{"TORONTO", "Toronto, ON", 0},
		{"Montreal", "Montréal, QC", 0},
		{"Montréal", "Montréal, QC", 0},
		{"Quebec City", "Québec, QC", 0},
		{"Québec", "Québec, QC", 1}, // the city, not the province
		{"Qubec", "Québec, QC", 1},
		{"Ottwa", "Ottawa, ON", 1},
		{"Vancovuer", "Vancouver, BC", 1},
		{"Trois Rivieres", "Trois-Rivières, QC", 0},
		{"Sept-Îles", "Sept-Îles, QC", 0},
		{"sept iles", "Sept-Îles, QC", 0},
		{"Saint John", "Saint John, NB", 0},
		{"St John", "Saint John, NB", 0},
		{"St. John's", "St. John's, NL", 0},
		{"St Johns", "St. John's, NL", 0},
		{"Saint John's", "St. John's, NL", 0},
		{"St. John’s", "St. John's, NL", 0},
		{"Windsor, NS", "Windsor, NS", 0},
		{"Windsor NS", "Windsor, NS", 0},
		{"Windsor Nova Scotia", "Windsor, NS", 0},
		{"Windsor (N.-É.)", "Windsor, NS", 0},
		{"windsor, ontario", "Windsor, ON", 0},
		{"Winsor, Ontario", "Windsor, ON", 1},
		{"Victoria", "Victoria, BC", 1}, // a hundred times its namesake, and said
		{"Victoria, NL", "Victoria, NL", 0},
		{"Charlottetown", "Charlottetown, PE", 1},
		{"Charlottetown, NL", "Charlottetown, NL", 0},
		{"Greater Sudbury", "Greater Sudbury, ON", 0},
		{"Grand Sudbury", "Greater Sudbury, ON", 0},
		{"Sudbury", "Greater Sudbury, ON", 0},
		{"Sault Ste Marie", "Sault Ste. Marie, ON", 0},
		{"Sault Sainte-Marie", "Sault Ste. Marie, ON", 0},
		{"Happy Valley-Goose Bay", "Happy Valley-Goose Bay, NL", 0},
		{"Goose Bay", "Happy Valley-Goose Bay, NL", 0},
		{"Iqaluit", "Iqaluit, NU", 0},
		{"Frobisher Bay", "Iqaluit, NU", 0},
		{"Kuujjuaq", "Kuujjuaq, QC", 0},
		{"Fort Chimo", "Kuujjuaq, QC", 0},
		{"Cape Dorset", "Kinngait, NU", 0},
		{"Wendake", "Wendake, QC", 0},
		{"Kahnawake", "Kahnawà:ke, QC", 0},
		{"Kahnawà:ke", "Kahnawà:ke, QC", 0},
		{"Lutselk'e", "Łutselk'e, NT", 0},
		{"Lutselke", "Łutselk'e, NT", 0},
		{"Behchoko", "Behchokǫ̀, NT", 0},
		{"Akwesasne", "Akwesasne, QC", 1}, // on both sides of a boundary, and said
		{"Akwesasne, ON", "Akwesasne, ON", 0},
		{"Lloydminster, SK", "Lloydminster, SK", 0},
		{"Hobbema", "Maskwacis, AB", 0},
		{"Eskasoni", "Eskasoni, NS", 0},
		{"Grassy Narrows", "Asubpeeschoseewagong, ON", 0},
		{"Wikwemikong", "Wiikwemkoong, ON", 0},
		{"Val d'Or", "Val-d'Or, QC", 0},
		{"valdor", "Val-d'Or, QC", 0},
		{"Kuujuaq", "Kuujjuaq, QC", 0},
		{"Maple Ridge", "Maple Ridge, BC", 1},
		{"Tignish", "Tignish, PE", 0},
		{"Port aux Basques", "Channel-Port aux Basques, NL", 0},
		{"New Liskeard", "Temiskaming Shores, ON", 0},
		{"Haida Gwaii", "Daajing Giids, BC", 1},
		{"Snuneymuxw First Nation", "Nanaimo, BC", 0},
		{"Quw’utsun", "Duncan, BC", 0},
		{"Peguis First Nation", "Peguis, MB", 1}, // the community of that nation, and said
		{"Première Nation de Peguis", "Peguis, MB", 1},
		{"Moose Cree First Nation", "Moose Factory, ON", 1},
		{"Norway House Cree Nation, MB", "Norway House, MB", 1},
		{"Nation crie de Wemindji", "Wemindji, QC", 1},
		{"Pegis First Nation", "Peguis, MB", 1},
		{"Mississauga First Nation", "Mississauga First Nation, ON", 0}, // not the city
		{"Missisauga First Nation", "Mississauga First Nation, ON", 1},
		{"Windsor Park, AB (near Calgary)", "Windsor Park, AB", 0},
		{"Montreal QC", "Montréal, QC", 0},
		{"Montréal, Québec", "Montréal, QC", 0},
		{"Toronto, ON, Canada", "Toronto, ON", 0},
		{"Ville de Québec", "Québec, QC", 0},
		{"City of Toronto", "Toronto, ON", 0},
		{"the City of Montreal, QC", "Montréal, QC", 0},
		{"downtown Toronto", "Toronto, ON", 1}, // the whole of it, and said
		{"Toronto downtown, ON", "Toronto, ON", 1},
		{"centre-ville de Montréal", "Montréal, QC", 1},
		{"au centre-ville d’Ottawa", "Ottawa, ON", 1},
		{"downtown Torono", "Toronto, ON", 2}, // one slip is still one slip
		{"Downtown Eastside", "Downtown Eastside, BC", 0},
		{"Scarborough", "Scarborough, ON", 0},
		{"the Soo", "Sault Ste. Marie, ON", 0},
		{"Sault-Sainte-Marie", "Sault Ste. Marie, ON", 0},
		{"TO", "Toronto, ON", 0},
		{"T.O.", "Toronto, ON", 0},
		{"Ft McMurray", "Fort McMurray, AB", 0},
		{"Fort Mac", "Fort McMurray, AB", 0},
		{"Mtl", "Montréal, QC", 0},
		{"the Peg", "Winnipeg, MB", 1}, // not its name, and said
		{"Kitchener-Waterloo", "Kitchener, ON", 1},
		{"Three Rivers, QC", "Trois-Rivières, QC", 0},
		{"Old Crow", "Old Crow, YT", 0}, // a name is not taken apart
		{"Grand Forks", "Grand Forks, BC", 0},
		{"Vernon", "Vernon, BC", 0},
		{"St. Boniface, MB", "St. Boniface, MB", 0},
		{"Windsor Park, AB (près de Calgary)", "Windsor Park, AB", 0},
		{"Summerside", "Summerside, PE", 1}, // a town before a neighbourhood, and said
		{"Prince Rupert", "Prince Rupert, BC", 1},
		{"Thompson", "Thompson, MB", 1},
		{"Summerside, AB", "Summerside, AB", 0},
	}
	for _, tt := range tests {
		o, err := g.Place(tt.typed)
		if err != nil {
			t.Errorf("Place(%q): %v %+v", tt.typed, err, choicesOf(err))
			continue
		}
		if o.Label.En != tt.want || len(o.Notes) != tt.notes {
			t.Errorf("Place(%q) = %q, notes %v, want %q, %d notes", tt.typed, o.Label.En, o.Notes, tt.want, tt.notes)
		}
		if o.Kind != OriginPlace || o.Point.IsZero() || o.Radius < smallestPlace || !strings.HasSuffix(o.Label.En, string(o.Province)) {
			t.Errorf("Place(%q) is incomplete: %+v", tt.typed, o)
		}
	}
}

// TestANeighbourhoodOfTheNameIsSaid holds that the other reading is offered with
// what to type for it, and that this works.
func TestANeighbourhoodOfTheNameIsSaid(t *testing.T) {
	g := gazetteer(t)
	o, err := g.Place("Prince Rupert")
	if err != nil || len(o.Notes) != 1 {
		t.Fatalf("got %+v, %v", o, err)
	}
	_, offered, ok := strings.Cut(o.Notes[0].En, "the same name: ")
	if other, err := g.Place(offered); !ok || err != nil || other.Label.En != "Prince Rupert, AB" || len(other.Notes) != 0 {
		t.Errorf("%q offers %q, which gives %q, %v", o.Notes[0].En, offered, other.Label.En, err)
	}
	if !strings.Contains(o.Notes[0].Fr, "quartier") || !strings.Contains(o.Notes[0].Fr, "nom\u00a0: ") {
		t.Errorf("in French: %q", o.Notes[0].Fr)
	}
}

// TestSectionsAreNeighbourhoods looks at some of each kind.
func TestSectionsAreNeighbourhoods(t *testing.T) {
	g := gazetteer(t)
	for name, want := range map[string]bool{
		"Summerside, AB": true, "Prince Rupert, AB": true, "Scarborough, ON": true, "Saint-Henri, QC (near Montréal)": true,
		"Summerside, PE": false, "Prince Rupert, BC": false, "St. Albert, AB": false, "Sherwood Park, AB": false,
		"Wendake, QC": false, "Kahnawà:ke, QC": false, "Tsuut'ina, AB": false, // communities of their own, within the circle of a city
	} {
		o, err := g.Place(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		nearest, _ := g.nearest(o.Point)
		if nearest.section != want {
			t.Errorf("%s: a section is %v, want %v", nearest.label().En, nearest.section, want)
		}
	}
}

func choicesOf(err error) []string {
	p, _ := bilingual.AsProblem(err)
	var inputs []string
	if p != nil {
		for _, c := range p.Choices {
			inputs = append(inputs, c.Input)
		}
	}
	return inputs
}

func TestPlaceDoesNotGuess(t *testing.T) {
	g := gazetteer(t)
	tests := []struct{ typed, code, among string }{
		{"Windsor", "place_ambiguous", "Windsor, NS"},
		{"Richmond", "place_ambiguous", "Richmond, QC"},
		{"Windsor Park", "place_ambiguous", "Windsor Park, AB (near Edmonton)"},
		{"Windsor Park, AB", "place_ambiguous", "Windsor Park, AB (near Calgary)"},
		{"Sandy Bay", "place_ambiguous", "Sandy Bay, SK"},
		{"Stoney Creek", "place_ambiguous", "Stoney Creek, ON"}, // a community of hundreds and a part of a city with tens of thousands
		{"Aylmer", "place_ambiguous", "Aylmer, QC"},
		{"Kensington", "place_ambiguous", "Kensington, PE"}, // a village is not what everybody means
		{"Vanier", "place_ambiguous", "Vanier, ON (near Kitchener)"},
		{"Vanier, ON", "place_ambiguous", "Vanier, ON (near Kitchener)"},
		{"Windsor, BC", "place_unknown", "Windsor, ON"},
		{"Toronto, QC", "place_unknown", "Toronto, ON"},
		{"Saskatun", "place_unknown", "Saskatoon, SK"},
		{"xyzzyplugh", "place_unknown", ""},
		{"PG", "place_unknown", ""},              // two letters are no place unless the table says so
		{"Peg", "place_unknown", "Winnipeg, MB"}, // offered, not understood
		{"Fort Macc", "place_unknown", ""},       // a word for a place is not corrected
		{"downtown Windsor", "place_ambiguous", "Windsor, QC"},
		{"City of", "place_unknown", ""},
		{"York", "place_ambiguous", "York, ON"},
		{"Fort William", "place_ambiguous", "Fort William, ON"},
		{"Saint-Boniface", "place_ambiguous", "St. Boniface, MB"},
		{"Lon", "place_unknown", "London, ON"}, // three letters are completed, never corrected
		{"Ontario", "place_is_province", ""},
		{"Terre-Neuve", "place_is_province", ""},
		{"", "place_invalid", ""},
		{" -- ", "place_invalid", ""},
		{"\xff\xfe", "place_invalid", ""},
		{strings.Repeat("a", 500), "place_invalid", ""},
	}
	for _, tt := range tests {
		o, err := g.Place(tt.typed)
		if codeOf(err) != tt.code || !o.IsZero() {
			t.Errorf("Place(%q) = %q, %v, want %s", tt.typed, o.Label.En, err, tt.code)
			continue
		}
		found := tt.among == ""
		for _, input := range choicesOf(err) {
			found = found || input == tt.among
		}
		if !found {
			t.Errorf("Place(%q): %q is not among %q", tt.typed, tt.among, choicesOf(err))
		}
	}
}

// TestEveryNameResolvesOrOffersChoices goes through all names: each gives its
// place, or choices of which each gives one place, and one gives that place.
func TestEveryNameResolvesOrOffersChoices(t *testing.T) {
	g := gazetteer(t)
	for p := range g.Places() {
		typed := p.Name + ", " + string(p.Province)
		o, err := g.Place(typed)
		if err == nil {
			if Distance(o.Point, p.Point) > sameTown {
				t.Errorf("Place(%q) is %.0f km from it", typed, Distance(o.Point, p.Point).Kilometers())
			}
			continue
		}
		reached := false
		for _, input := range choicesOf(err) {
			o, err := g.Place(input)
			if err != nil {
				t.Errorf("Place(%q) offers %q, which fails: %v", typed, input, err)
			}
			reached = reached || o.Point == p.Point
		}
		if !reached {
			t.Errorf("Place(%q): none of %q is it", typed, choicesOf(err))
		}
	}
}

// TestCommunitiesAreFoundByEveryName reads the table anew.
func TestCommunitiesAreFoundByEveryName(t *testing.T) {
	g := gazetteer(t)
	rows := 0
	table := openTable("communities.tsv")
	for table.next() {
		rows++
		p, at := table.province(), table.point("lng")
		for _, name := range append([]string{table.text("name")}, splitNames(table.text("other_names"))...) {
			near := false
			for _, i := range g.names[placeKey(name)] {
				if t := &g.towns[i]; t.Province == p && Distance(t.Point, at) <= sameTown {
					near = near || !t.section // a community is a place of its own, never a part of the city around it
				}
			}
			if !near {
				t.Errorf("%q (%s) is not found", name, table.text("name"))
			}
		}
	}
	if table.err != nil || rows < 150 {
		t.Errorf("%d communities, %v", rows, table.err)
	}
}

// TestMissingFromGazetteers holds the list of communities that no public
// gazetteer had.
func TestMissingFromGazetteers(t *testing.T) {
	g := gazetteer(t)
	for _, name := range strings.Split("Cross Lake;Eskasoni;Masset;Skidegate;Akwesasne;Wikwemikong;Pikangikum;Wollaston Lake;Fond-du-Lac;"+
		"Natuashish;Opitciwan;Mashteuiatsh;Listuguj;Elsipogtog;Kitigan Zibi;Maskwacis;Siksika;Standoff;Alert Bay;Hartley Bay;Hazelton;Ahousaht;"+
		"Lutselk'e;Grise Fiord;Whapmagoostui;Wemindji;Eastmain;Nemaska;Ouje-Bougoumou;Garden Hill;St. Theresa Point;Shamattawa;Peguis;"+
		"Big Trout Lake;Fort Severn;Peawanuck;Webequie;Neskantaga;Grassy Narrows;Sandy Lake, ON", ";") {
		if _, err := g.Place(name); err != nil {
			t.Errorf("Place(%q): %v %q", name, err, choicesOf(err))
		}
	}
}

// TestMainTownsHaveTheirPeopleAndNames reads the table anew.
func TestMainTownsHaveTheirPeopleAndNames(t *testing.T) {
	g := gazetteer(t)
	rows := 0
	table := openTable("towns.tsv")
	for table.next() {
		rows++
		o, ok := g.mainTown(table.text("name"), table.province())
		if people := int(table.number("population")); !ok || people > 0 && g.towns[o].Population != people {
			t.Errorf("%s has %d people, want %d", table.text("name"), g.towns[o].Population, people)
		}
		if french := table.text("french"); french != "" && g.towns[o].names().Fr != french {
			t.Errorf("%s is %q in French, want %q", table.text("name"), g.towns[o].names().Fr, french)
		}
	}
	if table.err != nil || rows < 100 {
		t.Errorf("%d towns, %v", rows, table.err)
	}
}

// TestNoAliasHidesAName holds that a word for a place is never the name of
// another one, which would win and make the row useless.
func TestNoAliasHidesAName(t *testing.T) {
	g := gazetteer(t)
	for key, all := range g.aliases {
		if len(g.names[key]) > 0 {
			t.Errorf("alias %q is a name already", key)
		}
		if len(all) != 1 {
			t.Errorf("alias %q has %d rows", key, len(all))
		}
	}
}

func TestPlaceArea(t *testing.T) {
	g := gazetteer(t)
	a, ok := g.PlaceArea("toronto", Ontario)
	if !ok || a.Kind != AreaPlace || a.Code != "" || a.Radius < 20*Kilometer || a.Radius > largestPlace {
		t.Errorf("got %+v, %v", a, ok)
	}
	for _, tt := range []struct {
		name string
		p    Province
	}{{"Toronto", Quebec}, {"Windsor Park", Alberta}, {"", Ontario}, {"Toronto", ""}} {
		if a, ok := g.PlaceArea(tt.name, tt.p); ok {
			t.Errorf("PlaceArea(%q, %q) = %+v", tt.name, tt.p, a)
		}
	}
}

// TestEdits holds the quick tests to the textbook's matrix, on every pair of
// words of up to four letters from an alphabet of three.
func TestEdits(t *testing.T) {
	words := []string{""}
	for i := 0; len(words[i]) < 4; i++ {
		words = append(words, words[i]+"a", words[i]+"b", words[i]+"c")
	}
	for _, v := range words {
		for _, w := range words {
			a, b := []rune(v), []rune(w)
			if got, want := oneSlip(a, b), edits(a, b, true) <= 1; got != want {
				t.Fatalf("oneSlip(%q, %q) = %v, want %v", v, w, got, want)
			}
			if got, want := editsUpTo2(a, b), min(edits(a, b, false), 3); got != want {
				t.Fatalf("editsUpTo2(%q, %q) = %d, want %d", v, w, got, want)
			}
		}
	}
}

// edits is the distance with (optimal string alignment) or without swaps.
func edits(a, b []rune, swaps bool) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j], d[i][j-1], d[i-1][j-1])
			}
			if swaps && i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
