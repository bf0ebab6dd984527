package hsds_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/geo"
)

const standard = "../../../shared/testdata/hsds-3.1"

// schema compiles one of the standard's schemas, with its formats asserted.
func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	path := filepath.Join(standard, "schema", "compiled", name)
	f, err := os.Open(path)
	if err != nil {
		t.Skip("the schemas of HSDS 3.1 are not here: they are not part of the project")
	}
	defer func() { _ = f.Close() }() // only read
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("hsds.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("hsds.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func terms(t testing.TB) *data.Terms {
	t.Helper()
	all, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// full is a staff listing with everything in it that a listing can hold.
func full() data.Listing[data.Staff] {
	four, nine := 4, 9
	l := data.Listing[data.Staff]{
		ID:           "11111111-1111-4111-8111-111111111111",
		Organization: data.Named{ID: "22222222-2222-4222-8222-222222222222", Name: data.Text{En: "Maple House", Fr: "Maison Érable"}},
		Service:      data.Named{ID: "33333333-3333-4333-8333-333333333333", Name: data.Text{En: "Shelter", Fr: "Hébergement"}},
		Kind:         data.Direct,
		Description:  data.Text{En: "A place to stay.", Fr: "Un endroit où rester."},
		Status:       data.TemporarilyClosed,
		Intake:       data.Intake{State: data.IntakeNotAccepting, Until: hours.Date{Year: 2026, Month: 12, Day: 31}},
		Needs:        []string{"emergency-shelter", "case-management"},
		Populations:  []data.PopulationServed{{Term: "women", Level: data.MadeFor}, {Term: "newcomers", Level: data.Welcomes}},
		Eligibility: data.Eligibility{
			Ages: data.AgeRange{Stated: true, Min: 16, Max: 24}, Genders: []data.Gender{data.Woman, data.NonBinary},
			Exclusive: []string{"women"}, Notes: data.Text{En: "Ask first.", Fr: "Demandez d’abord."},
		},
		Specialized: data.Yes,
		Languages: []data.LanguageOffered{
			{Code: "fr", Mode: data.ByStaff}, {Code: "crk", Mode: data.ByStaff}, {Code: "uk", Mode: data.ByInterpreter},
		},
		Interpretation: data.No,
		Barriers:       []data.Condition{{Term: "no-id", Answer: data.Yes}, {Term: "no-fee", Answer: data.No}, {Term: "no-status", Answer: data.Unknown}},
		Accessibility:  []data.Condition{{Term: "wheelchair", Answer: data.Yes}, {Term: "elevator", Answer: data.No}},
		Place:          geo.Area{Kind: geo.AreaPoint, Label: data.Text{En: "Ottawa", Fr: "Ottawa"}, Province: "ON", Center: geo.Point{Lat: 45.42, Lng: -75.7}},
		ServiceAreas:   []geo.Area{{Kind: geo.AreaProvince, Code: "ON", Label: data.Text{En: "Ontario", Fr: "Ontario"}, Province: "ON", Center: geo.Point{Lat: 50, Lng: -86}, Radius: 1e6}},
		Address:        data.Address{Line1: "1 Elm St", City: "Ottawa", Province: "ON", PostalCode: "K1P 1A1"},
		Phones: []data.Phone{
			{Number: "+16135550101", Extension: "12", AllHours: true, Description: data.Text{En: "Night line", Fr: "Ligne de nuit"}},
			{Number: "+16135550102", Extension: "0042", Type: data.Textphone},
		},
		Email:       "desk@example.org",
		URL:         "www.example.org/page",
		Application: data.Text{En: "Call.", Fr: "Appelez."},
		Fees:        data.Text{Fr: "Gratuit."},
		Documents:   []data.Text{{En: "A letter", Fr: "Une lettre"}},
		Verified:    hours.Date{Year: 2026, Month: 10, Day: 1},
		Demo:        true,
		Hours: hours.Calendar{
			Zone: "America/Toronto", Province: "ON", OnHoliday: hours.HolidayClosed,
			Schedules: []hours.Schedule{
				{Freq: hours.Weekly, ByDay: hours.Every(time.Monday, time.Friday), OpensAt: 9 * 60, ClosesAt: 17 * 60, Description: data.Text{En: "Desk", Fr: "Accueil"}},
				{Freq: hours.Monthly, ByDay: []hours.ByDay{{Ordinal: -1, Day: time.Sunday}}, OpensAt: 0, ClosesAt: hours.Midnight, ByAppointment: true},
				{Freq: hours.Monthly, ByMonthDay: []int{1, 15}, Interval: 2, Count: 3, DTStart: hours.Date{Year: 2026, Month: 1, Day: 1}, Wkst: "MO"},
			},
			Changes: []hours.Change{
				{From: hours.Date{Year: 2026, Month: 12, Day: 27}, Through: hours.Date{Year: 2026, Month: 12, Day: 30}, OpensAt: 600, ClosesAt: 720},
				{From: hours.Date{Year: 2026, Month: 12, Day: 24}, Through: hours.Date{Year: 2026, Month: 12, Day: 26}, Closed: true, Reason: data.Text{En: "Holidays", Fr: "Fêtes"}},
			},
		},
		Inside: data.Staff{
			Visibility: data.Limited,
			Protocol:   data.Text{En: "Ask for the desk.", Fr: "Demandez l’accueil."},
			Notes:      data.Text{En: "Note"},
			Lines:      []data.Phone{{Number: "+16135550188"}},
			Sealed:     []string{"address"},
			Capacity: []data.Capacity{
				{Unit: "bed", Population: "women", Status: data.HasCapacity, Available: &four, Maximum: &nine, Updated: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), By: "Robin Example", How: "call"},
				{Unit: "room", Status: data.Waitlist, Updated: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)},
			},
		},
	}
	return l
}

// variants are listings in which single things are missing or different.
func variants() []data.Listing[data.Staff] {
	nowhere, virtual, town, region, always, plain := full(), full(), full(), full(), full(), full()
	nowhere.Place, nowhere.Address = geo.Area{}, data.Address{}
	virtual.Place, virtual.Address, virtual.Remote = geo.Area{}, data.Address{}, true
	town.Address = data.Address{City: "Ottawa", Province: "ON"}
	uncoded := full()
	uncoded.Address.PostalCode = ""
	town.Place = geo.Area{Kind: geo.AreaPlace, Label: bilingual.Same("Ottawa"), Province: "ON", Center: geo.Point{Lat: 45.42, Lng: -75.7}, Radius: 20000}
	region.Address = data.Address{}
	region.Place = geo.Area{Kind: geo.AreaProvince, Code: "ON", Label: bilingual.Same("Ontario"), Province: "ON", Center: geo.Point{Lat: 50, Lng: -86}, Radius: 1e6}
	always.Hours = hours.Calendar{Always: true, Zone: "America/Toronto"}
	plain = data.Listing[data.Staff]{ID: plain.ID, Organization: plain.Organization, Service: plain.Service}
	plain.Email, plain.URL = "not an address", "ftp://example.org"
	all := []data.Listing[data.Staff]{full(), nowhere, virtual, town, region, always, plain, uncoded}
	for i := range all {
		digit := string(rune('a' + i%6))
		all[i].ID = data.ID("11111111-1111-4111-8111-11111111111" + digit)
		all[i].Service.ID = data.ID("33333333-3333-4333-8333-33333333333" + digit)
	}
	all[6].ID, all[6].Service.ID = "44444444-4444-4444-8444-444444444444", all[5].Service.ID // two listings of one service
	all[7].ID, all[7].Service.ID = "44444444-4444-4444-8444-444444444445", "33333333-3333-4333-8333-333333333339"
	return all
}

func asJSON(t testing.TB, value any) any {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestServicesAreValidHSDS(t *testing.T) {
	s := schema(t, "service.json")
	services := hsds.Services(variants(), terms(t))
	if len(services) != 7 || len(services[5].ServiceAtLocations) != 2 {
		t.Fatalf("%d services", len(services))
	}
	for _, service := range services {
		if err := s.Validate(asJSON(t, service)); err != nil {
			t.Errorf("%v", err)
		}
	}
	broken := services[0]
	broken.Status = "open"
	if s.Validate(asJSON(t, broken)) == nil {
		t.Error("the schema accepts a status that it must not: the check checks nothing")
	}
}

func TestNothingIsWrittenTwiceUnderOneID(t *testing.T) {
	seen := map[string]string{}
	var walk func(node any, path string)
	walk = func(node any, path string) {
		switch n := node.(type) {
		case map[string]any:
			if id, ok := n["id"].(string); ok && !shared(path) {
				if seen[id] != "" {
					t.Errorf("%s and %s have the same id", seen[id], path)
				}
				seen[id] = path
			}
			for key, child := range n {
				if key == "metadata" {
					t.Errorf("%s has metadata", path)
				}
				walk(child, path+"/"+key)
			}
		case []any:
			for _, child := range n {
				walk(child, path)
			}
		}
	}
	walk(asJSON(t, hsds.Services(variants(), terms(t))), "")
	if len(seen) < 100 {
		t.Errorf("only %d ids were looked at", len(seen))
	}
}

// shared are the parts that many objects have in common.
func shared(path string) bool {
	return slices.ContainsFunc([]string{"/taxonomy_term", "/unit", "/organization"}, func(part string) bool { return strings.Contains(path, part) })
}

func TestATownIsNoAddress(t *testing.T) {
	for _, service := range hsds.Services(variants(), terms(t)) {
		for _, at := range service.ServiceAtLocations {
			if at.Location == nil {
				continue
			}
			for _, a := range at.Location.Addresses {
				if a.Address1 == "" || a.PostalCode == "" {
					t.Errorf("an address that HSDS has none of: %+v", a)
				}
			}
			if (at.Location.Latitude == nil) != (at.Location.Longitude == nil) {
				t.Error("one coordinate without the other")
			}
		}
	}
	town := hsds.Services(variants()[3:4], terms(t))[0].ServiceAtLocations[0].Location
	if len(town.Addresses) != 0 || town.Latitude != nil || len(town.Attributes) == 0 {
		t.Errorf("a town is written as %+v", town)
	}
}

// What a public export may not hold: anything of Staff.
func TestAPublicExportHoldsNothingOfStaff(t *testing.T) {
	inside := full()
	raw, err := json.Marshal(hsds.Services([]data.Listing[data.Staff]{inside}, terms(t)))
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"relais:staff", "limited", "Ask for the desk", "+16135550188", "internal_line", "waitlist", "capacities"}
	for _, word := range words {
		if !strings.Contains(string(raw), word) {
			t.Errorf("the staff export lacks %q: the test looks for nothing", word)
		}
	}
	if strings.Contains(string(raw), "Robin Example") {
		t.Error("the export names a person")
	}
	var public data.Listing[data.Public]
	facts, err := json.Marshal(inside)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(facts, &public); err != nil {
		t.Fatal(err)
	}
	raw, err = json.Marshal(hsds.Services([]data.Listing[data.Public]{public}, terms(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		if strings.Contains(string(raw), word) {
			t.Errorf("the public export holds %q", word)
		}
	}
}

func TestTheSameListingsGiveTheSameBytes(t *testing.T) {
	first, err := json.Marshal(hsds.Services(variants(), terms(t)))
	if err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(hsds.Services(variants(), terms(t)))
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) {
		t.Error("two exports of the same listings differ")
	}
}

func TestDerivedIDs(t *testing.T) {
	a := hsds.DeriveID("location", "x")
	if a != hsds.DeriveID("location", "x") || a == hsds.DeriveID("locationx") || a == hsds.DeriveID("location", "y") {
		t.Errorf("%s is not derived from its names alone", a)
	}
	if _, err := data.ParseID(string(a)); err != nil || a[14] != '5' {
		t.Errorf("%s is no UUID of version 5", a)
	}
}
