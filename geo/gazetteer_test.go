package geo

import (
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/relais-directory/relais/data/bilingual"
)

// shared is loaded once for all tests: it is immutable.
var shared = sync.OnceValues(Load)

func gazetteer(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func codeOf(err error) string {
	if p, ok := bilingual.AsProblem(err); ok {
		return p.Code
	}
	return ""
}

func TestAtNamesTheNearestPlace(t *testing.T) {
	g := gazetteer(t)
	tests := []struct {
		at       Point
		en, fr   string
		province Province
	}{
		{Point{43.7064, -79.3986}, "near Toronto, ON", "près de Toronto, ON", Ontario},
		{Point{45.4112, -75.6981}, "near Ottawa, ON", "près d’Ottawa, ON", Ontario},
		{Point{63.75, -68.52}, "near Iqaluit, NU", "près d’Iqaluit, NU", Nunavut},
		{Point{57.0, -70.0}, "about 160 km from Kuujjuaq, QC", "à environ 160 km de Kuujjuaq, QC", Quebec},
		{Point{48.8566, 2.3522}, "a point outside Canada", "un point hors du Canada", ""},
	}
	for _, tt := range tests {
		o, err := g.At(tt.at)
		if err != nil {
			t.Errorf("At(%v): %v", tt.at, err)
			continue
		}
		if o.Label.En != tt.en || o.Label.Fr != tt.fr || o.Province != tt.province {
			t.Errorf("At(%v) = %q, %q in %q, want %q, %q in %q", tt.at, o.Label.En, o.Label.Fr, o.Province, tt.en, tt.fr, tt.province)
		}
		if o.Kind != OriginPoint || o.Approximate || o.Radius != 0 || o.Point != tt.at {
			t.Errorf("At(%v) is not an exact point: %+v", tt.at, o)
		}
	}
	for _, bad := range []Point{{}, nowhere, {91, 0}, {0, 181}} {
		if _, err := g.At(bad); codeOf(err) != "point_invalid" {
			t.Errorf("At(%v): got %v, want point_invalid", bad, err)
		}
	}
}

func TestCellOriginCoversItsCell(t *testing.T) {
	g := gazetteer(t)
	c, err := CellAt(Point{49.28, -123.12}, 6)
	if err != nil {
		t.Fatal(err)
	}
	o, err := g.Cell(c)
	if err != nil {
		t.Fatal(err)
	}
	if o.Kind != OriginCell || !o.Approximate || o.Province != BritishColumbia {
		t.Errorf("got %+v", o)
	}
	corners, _ := c.Boundary()
	for _, corner := range corners {
		if away := Distance(o.Point, corner); away > o.Radius {
			t.Errorf("a corner is %v from the centre, outside the radius %v", away, o.Radius)
		}
	}
	if _, err := g.Cell(0); codeOf(err) != "cell_invalid" {
		t.Errorf("Cell(0): got %v, want cell_invalid", err)
	}
}

func TestPeopleWithinTellsDenseFromSparse(t *testing.T) {
	g := gazetteer(t)
	toronto, north := Point{43.70, -79.40}, Point{62.0, -100.0}
	if got := g.PeopleWithin(toronto, 50*Kilometer); got < 4_000_000 || got > 8_000_000 {
		t.Errorf("around Toronto: %d people", got)
	}
	parts := 0
	for i := range g.towns {
		if t := &g.towns[i]; t.part && Distance(t.Point, toronto) <= 50*Kilometer {
			parts += t.Population
		}
	}
	all := 0
	for p := range g.Places() {
		if Distance(p.Point, toronto) <= 50*Kilometer {
			all += p.Population
		}
	}
	if got := g.PeopleWithin(toronto, 50*Kilometer); parts < 1_000_000 || got != all-parts {
		t.Errorf("around Toronto: %d people, want %d less the %d counted twice", got, all, parts)
	}
	if got := g.PeopleWithin(north, 50*Kilometer); got != 0 {
		t.Errorf("on the tundra: %d people", got)
	}
	whole := g.PeopleWithin(toronto, 30_000*Kilometer)
	if whole < 24_000_000 || whole > 41_000_000 {
		t.Errorf("in the whole country: %d people", whole)
	}
	if got := g.PeopleWithin(toronto, -1); got != 0 {
		t.Errorf("within a negative radius: %d people", got)
	}
}

func TestProvinceAreasHoldTheirPlaces(t *testing.T) {
	g := gazetteer(t)
	for p := range g.Places() {
		a, ok := g.ProvinceArea(p.Province)
		if !ok {
			t.Fatalf("no area for %s", p.Province)
		}
		if away := Distance(a.Center, p.Point); away > a.Radius {
			t.Errorf("%s, %s is %v from the middle, outside %v", p.Name, p.Province, away, a.Radius)
		}
	}
	if a, ok := g.ProvinceArea("ZZ"); ok || !a.IsZero() {
		t.Errorf("an area for ZZ: %+v", a)
	}
	if c := g.Country(); c.Kind != AreaCountry || c.Code != "CA" || c.Center.IsZero() {
		t.Errorf("the country: %+v", c)
	}
}

// TestPlacesAreInTheirProvinces compares the stated province of every place
// with the outlines. Places of boundary rivers may lie on the other side of a
// coarse outline, by 5 km at most.
func TestPlacesAreInTheirProvinces(t *testing.T) {
	g := gazetteer(t)
	count, across := 0, 0
	for p := range g.Places() {
		count++
		if p.Name == "" || !p.Province.Valid() || p.Point.IsZero() {
			t.Errorf("not a place: %+v", p)
		}
		at, ok := g.ProvinceAt(p.Point)
		if at == p.Province {
			continue
		}
		across++
		if away := g.distanceTo(p.Province, p.Point); away > 5*Kilometer {
			t.Errorf("%s, %s lies in %q (found %v), %.1f km from its province", p.Name, p.Province, at, ok, away.Kilometers())
		}
	}
	if count < 3000 || across > 40 {
		t.Errorf("%d places, %d of them across a boundary", count, across)
	}
}

// distanceTo is the distance from p to the outline of a province: for tests.
func (g *Gazetteer) distanceTo(province Province, p Point) Meters {
	nearest := Meters(1e9)
	for _, o := range g.outlines {
		if o.province != province {
			continue
		}
		if planar.MultiPolygonContains(o.shape, orb.Point{p.Lng, p.Lat}) {
			return 0
		}
		for _, polygon := range o.shape {
			nearest = min(nearest, distanceToRings(polygon, p))
		}
	}
	return nearest
}

func TestPlacesStopsWhenAsked(t *testing.T) {
	n := 0
	for range gazetteer(t).Places() {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d places", n)
	}
}

func TestProvinceAt(t *testing.T) {
	g := gazetteer(t)
	tests := []struct {
		name string
		at   Point
		want Province
	}{
		{"Toronto", Point{43.65, -79.38}, Ontario},
		{"Windsor", Point{42.300, -83.017}, Ontario},
		{"Detroit", Point{42.331, -83.046}, ""},
		{"Detroit, farther", Point{42.36, -83.10}, ""},
		{"Buffalo", Point{42.886, -78.878}, ""},
		{"Niagara Falls NY", Point{43.095, -79.000}, ""},
		{"Sault Ste. Marie MI", Point{46.480, -84.345}, ""},
		{"Bellingham", Point{48.752, -122.479}, ""},
		{"Houlton", Point{46.126, -67.840}, ""},
		{"Saint Andrews, off the outline", Point{45.073, -67.053}, NewBrunswick},
		{"Campobello Island, off the outline", Point{44.887, -66.950}, NewBrunswick},
		{"Ketchikan", Point{55.342, -131.646}, ""},
		{"Seattle", Point{47.606, -122.332}, ""},
		{"Plattsburgh", Point{44.699, -73.453}, ""},
		{"Victoria", Point{48.428, -123.365}, BritishColumbia},
		{"Igloolik, off the outline", Point{69.376, -81.800}, Nunavut},
		{"St. John's", Point{47.561, -52.712}, NewfoundlandAndLabrador},
		{"Nain", Point{56.542, -61.692}, NewfoundlandAndLabrador},
		{"Îles-de-la-Madeleine", Point{47.383, -61.867}, Quebec},
		{"Paris", Point{48.857, 2.352}, ""},
		{"mid-Atlantic", Point{45, -40}, ""},
	}
	for _, tt := range tests {
		if got, ok := g.ProvinceAt(tt.at); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
	for _, bad := range []Point{{}, nowhere} {
		if got, ok := g.ProvinceAt(bad); ok {
			t.Errorf("ProvinceAt(%v) = %q", bad, got)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	g := gazetteer(t)
	var wg sync.WaitGroup
	for _, name := range []string{"Toronto", "Qubec", "Windsor", "nowhere at all"} {
		wg.Go(func() {
			for range 20 {
				_, _ = g.Place(name)
				_, _ = g.Postal("M5V 2T6")
				_, _ = g.ZoneAt(Point{49.28, -123.12}, "")
				_, _ = Zone("America/Toronto")
			}
		})
	}
	wg.Wait()
}

func TestKeysAreSorted(t *testing.T) {
	if !slices.IsSorted(gazetteer(t).keys) {
		t.Error("keys are not sorted, so that near spellings depend on the order of a map")
	}
}
