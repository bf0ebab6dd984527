package ranking

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

var jurisdictions = sync.OnceValues(func() (*geo.Gazetteer, *Jurisdictions) {
	g, err := geo.Load()
	if err != nil {
		panic(err)
	}
	j, err := LoadJurisdictions(g)
	if err != nil {
		panic(err)
	}
	return g, j
})

// agency is a police agency of the staff directory with the areas given.
func agency(n int, name string, areas ...geo.Area) data.Listing[data.Staff] {
	l := plain[data.Staff](n)
	l.Kind, l.Needs = data.LawEnforcement, []string{"police-reporting"}
	l.Organization.Name = data.Text{En: name, Fr: name}
	l.ServiceAreas = areas
	return l
}

func childOffice(n int, areas ...geo.Area) data.Listing[data.Staff] {
	l := agency(n, "Children’s Office", areas...)
	l.Kind, l.Needs = data.ChildProtection, []string{"child-protection"}
	return l
}

func townArea(t *testing.T, name string, p geo.Province) geo.Area {
	t.Helper()
	g, _ := jurisdictions()
	a, ok := g.PlaceArea(name, p)
	if !ok {
		t.Fatalf("no place %s, %s", name, p)
	}
	return a
}

func provinceArea(t *testing.T, p geo.Province) geo.Area {
	t.Helper()
	g, _ := jurisdictions()
	a, ok := g.ProvinceArea(p)
	if !ok {
		t.Fatalf("no province %s", p)
	}
	return a
}

// originOf reads a place, a postal code or "LAT,LNG".
func originOf(t *testing.T, s string) geo.Origin {
	t.Helper()
	g, _ := jurisdictions()
	r := Request{Origin: StartAt(s)}
	q, err := Resolve[data.Staff](r, g, terms(t), noon)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return q.Origin
}

func cardOf(t *testing.T, c Case, listings ...data.Listing[data.Staff]) Card {
	t.Helper()
	_, j := jurisdictions()
	card, err := j.Card(index.Build(listings, terms(t), 7), c)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// short is "likely municipal Toronto Police Service".
func short(all []Authority) []string {
	var lines []string
	for _, a := range all {
		name, _, _ := strings.Cut(a.Name.En, " (")
		lines = append(lines, strings.Join(strings.Fields(string(a.Competence)+" "+string(a.Level)+" "+name), " "))
	}
	return lines
}

// Without a directory the tables answer, from the most local service on.
func TestWhoPolicesRealPlaces(t *testing.T) {
	rcmp := "possible federal Royal Canadian Mounted Police"
	for place, want := range map[string][]string{
		"M5V":                    {"likely municipal Toronto Police Service", "possible municipal Peel Regional Police", "possible municipal York Regional Police", "possible provincial Ontario Provincial Police", rcmp},
		"Sept-Îles":              {"likely provincial Sûreté du Québec", rcmp},
		"Iqaluit":                {"likely federal RCMP, Nunavut"},
		"X0A":                    {"likely federal RCMP, Nunavut"},
		"Gatineau":               {"likely municipal Service de police de la Ville de Gatineau", "possible provincial Sûreté du Québec", rcmp},
		"Happy Valley-Goose Bay": {"likely federal RCMP, Newfoundland and Labrador"},
		"Labrador City":          {"likely provincial Royal Newfoundland Constabulary", "likely federal RCMP, Newfoundland and Labrador"},
		"Lloydminster":           {"possible federal RCMP, Alberta", "possible federal RCMP, Saskatchewan"},
		"Lloydminster, SK":       {"possible federal RCMP, Saskatchewan", "possible federal RCMP, Alberta"},
		"Kuujjuaq":               {"likely first_nations Nunavik Police Service", "possible provincial Sûreté du Québec", rcmp},
		"Whitehorse":             {"likely federal RCMP, Yukon"},
		"Dryden":                 {"likely provincial Ontario Provincial Police", rcmp},
		"55.0,-90.5":             {"likely provincial Ontario Provincial Police", rcmp}, // north of the last road
	} {
		if got := short(cardOf(t, Case{Origin: originOf(t, place)}).Police); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", place, got, want)
		}
	}
}

func TestTheMostLocalServiceComesFirst(t *testing.T) {
	surrey := short(cardOf(t, Case{Origin: originOf(t, "Surrey, BC")}).Police)
	if surrey[0] != "likely municipal Surrey Police Service" || surrey[len(surrey)-1] != "possible federal RCMP, British Columbia" {
		t.Errorf("Surrey: %q", surrey)
	}
	if slices.Index(surrey, "possible municipal Vancouver Police Department") < 0 {
		t.Errorf("Surrey: a neighbour whose limits are not known was dropped: %q", surrey)
	}
}

// Akwesasne lies in two provinces: both are named, under either name and by
// either postal code, and nothing provincial is more than possible.
func TestAkwesasneIsInTwoProvinces(t *testing.T) {
	for _, place := range []string{"Akwesasne", "Akwesasne, ON", "H0M", "K6H", "45.0,-74.66"} {
		card := cardOf(t, Case{Origin: originOf(t, place), Age: AgeOf(17)})
		if !slices.Equal(card.Provinces, []geo.Province{geo.Ontario, geo.Quebec}) {
			t.Errorf("%s: in %v, want ON and QC", place, card.Provinces)
		}
		got := short(card.Police)
		if !slices.Contains(got, "likely first_nations Akwesasne Mohawk Police Service") && !slices.Contains(got, "possible first_nations Akwesasne Mohawk Police Service") {
			t.Errorf("%s: the community’s own police is missing: %q", place, got)
		}
		for _, want := range []string{"possible provincial Ontario Provincial Police", "possible provincial Sûreté du Québec"} {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q is missing in %q", place, want, got)
			}
		}
		if len(card.Duties) != 2 || card.Duties[0].Applies != Permitted || card.Duties[1].Applies != Mandatory {
			t.Errorf("%s: duties %+v, want permitted in ON and mandatory in QC", place, card.Duties)
		}
		if card.Consent.Exceptions[1].Applies != data.Unknown {
			t.Errorf("%s: two provinces say two things, and the card says %v", place, card.Consent.Exceptions[1].Applies)
		}
	}
}

func TestTheProvinceIsNotAssertedNearABorder(t *testing.T) {
	for place, want := range map[string][]geo.Province{
		"Gatineau":     {geo.Quebec},  // a named town lies in its province
		"K6J":          {geo.Ontario}, // beside Akwesasne, and no part of it
		"45.42,-75.7":  {geo.Ontario, geo.Quebec},
		"43.65,-79.4":  {geo.Ontario},
		"42.33,-83.05": {geo.Ontario}, // Detroit: the nearest, and said to be abroad
		"40.0,-75.0":   nil,
	} {
		card := cardOf(t, Case{Origin: originOf(t, place)})
		if !slices.Equal(card.Provinces, want) {
			t.Errorf("%s: in %v, want %v", place, card.Provinces, want)
		}
		abroad := card.Origin.Province == ""
		if said := strings.Contains(card.Notes[len(card.Notes)-1].En, "not in Canada"); said != abroad {
			t.Errorf("%s: abroad is %v, and the card says %v", place, abroad, said)
		}
		for _, a := range append(card.Police, card.ChildProtection...) {
			if (abroad || len(want) > 1) && a.Competence == Likely {
				t.Errorf("%s: %s is likely where the province is not known", place, a.Name.En)
			}
		}
	}
}

// A cell so large that it reaches into other provinces says so.
func TestACellMayReachOverABorder(t *testing.T) {
	g, _ := jurisdictions()
	cell, err := geo.CellAt(geo.Point{Lat: 49.8, Lng: -95.3}, 3)
	if err != nil {
		t.Fatal(err)
	}
	origin, err := g.Cell(cell)
	if err != nil {
		t.Fatal(err)
	}
	if got := cardOf(t, Case{Origin: origin}).Provinces; !slices.Equal(got, []geo.Province{geo.Manitoba, geo.Ontario}) {
		t.Errorf("in %v, want MB and ON", got)
	}
}

func TestTheDirectoryStandsBeforeTheTables(t *testing.T) {
	toronto := agency(1, "City Police, Toronto", townArea(t, "Toronto", geo.Ontario))
	opp := agency(2, "Ontario Provincial Police, Headquarters", provinceArea(t, geo.Ontario))
	got := short(cardOf(t, Case{Origin: originOf(t, "M5V")}, opp, toronto).Police)
	want := []string{
		"likely municipal City Police, Toronto", "possible provincial Ontario Provincial Police, Headquarters",
		"possible federal Royal Canadian Mounted Police",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A service that the directory has under its own name is said once, likely or
// not.
func TestAServiceIsNotSaidTwice(t *testing.T) {
	ottawa := agency(1, "Ottawa Police Service", townArea(t, "Ottawa", geo.Ontario))
	var named int
	for _, a := range cardOf(t, Case{Origin: originOf(t, "45.3,-75.85")}, ottawa).Police {
		if a.Name.En == "Ottawa Police Service" {
			named++
		}
	}
	if named != 1 {
		t.Errorf("named %d times, want once", named)
	}
}

func TestAnAreaThatMayHoldTheOriginIsKeptAndNotAsserted(t *testing.T) {
	g, _ := jurisdictions()
	rural, _ := g.PostalArea("K0H")
	circle := func(km geo.Meters) geo.Area {
		return geo.Area{Kind: geo.AreaRegion, Label: text("around"), Province: geo.Ontario, Center: geo.Point{Lat: 44.6, Lng: -76.6}, Radius: km * geo.Kilometer}
	}
	bare := geo.Area{Kind: geo.AreaPlace, Label: text("somewhere"), Province: geo.Ontario}
	origin := originOf(t, "K0H")
	for name, c := range map[string]struct {
		areas []geo.Area
		want  Competence // "" left out
	}{
		"its own postal area":           {[]geo.Area{rural}, Likely},
		"a region around the whole":     {[]geo.Area{circle(400)}, Likely},
		"a region that cuts it":         {[]geo.Area{circle(40)}, Possible},
		"a town inside it":              {[]geo.Area{townArea(t, "Kingston", geo.Ontario)}, Possible},
		"a town far away":               {[]geo.Area{townArea(t, "Windsor", geo.Ontario)}, ""},
		"another postal area":           {[]geo.Area{{Kind: geo.AreaPostal, Code: "M5V", Province: geo.Ontario, Label: text("M5V")}}, ""},
		"another province":              {[]geo.Area{provinceArea(t, geo.Quebec)}, ""},
		"the country":                   {[]geo.Area{g.Country()}, Likely},
		"no area at all":                {nil, Possible},
		"an area without a middle":      {[]geo.Area{bare}, Possible},
		"one far away and one its own":  {[]geo.Area{townArea(t, "Windsor", geo.Ontario), rural}, Likely},
		"one far away and one not sure": {[]geo.Area{townArea(t, "Windsor", geo.Ontario), circle(40)}, Possible},
	} {
		var got Competence
		for _, a := range cardOf(t, Case{Origin: origin}, agency(1, "Agency", c.areas...)).Police {
			if a.Listing != nil {
				got = a.Competence
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A point in the circle of a town is not said to be in the town, and one a little
// outside may still be within its limits.
func TestTheCircleOfATownSettlesNothing(t *testing.T) {
	town := agency(1, "Agency", townArea(t, "Sept-Îles", geo.Quebec))
	for at, want := range map[string]string{
		"50.2,-66.38":  "possible", // in the middle
		"50.26,-66.38": "possible", // beyond the circle, within the doubt
		"50.9,-66.38":  "",
		"Sept-Îles":    "likely", // named
		"G4R":          "likely", // its postal area is named for it
	} {
		got := ""
		for _, a := range cardOf(t, Case{Origin: originOf(t, at)}, town).Police {
			if a.Listing != nil {
				got = string(a.Competence)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

func TestHowALevelIsTold(t *testing.T) {
	_, j := jurisdictions()
	nation := agency(1, "Community Safety")
	nation.Populations = []data.PopulationServed{{Term: "first-nations", Level: data.MadeFor}}
	for _, c := range []struct {
		l     data.Listing[data.Staff]
		level Level
		from  LevelSource
	}{
		{agency(1, "RCMP, Iqaluit Detachment", provinceArea(t, geo.Nunavut)), Federal, FromName},
		{agency(1, "Sûreté du Québec, poste de Sept-Îles"), Provincial, FromName},
		{agency(1, "Police provinciale de l’Ontario"), Provincial, FromName},
		{agency(1, "Kahnawà:ke Peacekeepers"), FirstNations, FromName},
		{agency(1, "Municipal Police of the First Nation"), FirstNations, FromName},
		{agency(1, "Peel Regional Police"), Municipal, FromName},
		{agency(1, "Poppy Road Station"), NoLevel, FromNothing}, // "opp" is no word of it
		{nation, FirstNations, FromPopulation},
		{agency(1, "Station 5", townArea(t, "Toronto", geo.Ontario)), Municipal, FromArea},
		{agency(1, "Station 5", townArea(t, "Toronto", geo.Ontario), provinceArea(t, geo.Ontario)), NoLevel, FromNothing},
	} {
		if level, from := j.levelOf(terms(t), &c.l); level != c.level || from != c.from {
			t.Errorf("%s: %s from %s, want %s from %s", c.l.Organization.Name.En, level, from, c.level, c.from)
		}
	}
}

func TestWhoIsOnTheCardAndWhoIsNot(t *testing.T) {
	town := townArea(t, "Toronto", geo.Ontario)
	closed := agency(1, "Closed Agency", town)
	closed.Status = data.Defunct
	paused := agency(2, "Paused Agency", town)
	paused.Status = data.TemporarilyClosed
	victims := agency(3, "Victim Services", town)
	victims.Needs = []string{"victim-witness"}
	silent := agency(4, "Silent Agency", town)
	silent.Needs = nil
	shelter := agency(5, "Shelter", town)
	shelter.Kind = data.Direct
	card := cardOf(t, Case{Origin: originOf(t, "Toronto")}, closed, paused, victims, silent, shelter, childOffice(6, town))
	var got []string
	for _, a := range card.Police {
		if a.Listing != nil {
			got = append(got, a.Name.En)
		}
	}
	if !slices.Equal(got, []string{"Paused Agency", "Silent Agency"}) || card.Closed != 1 {
		t.Errorf("on the card: %q, left out: %d", got, card.Closed)
	}
	if len(card.ChildProtection) != 1 || card.ChildProtection[0].Name.En != "Children’s Office" {
		t.Errorf("child protection: %q", short(card.ChildProtection))
	}
}

// Of several places the best is listed, in whatever order they come.
func TestAServiceAtSeveralPlacesIsListedOnce(t *testing.T) {
	for _, towns := range [][2]string{{"Toronto", "Mississauga"}, {"Mississauga", "Toronto"}} {
		a, b := agency(1, "Agency", townArea(t, towns[0], geo.Ontario)), agency(2, "Agency", townArea(t, towns[1], geo.Ontario))
		b.Service.ID = a.Service.ID
		var got []string
		for _, found := range cardOf(t, Case{Origin: originOf(t, "Toronto")}, a, b).Police {
			if found.Listing != nil {
				got = append(got, string(found.Competence)+" "+found.Listing.ServiceAreas[0].Label.En)
			}
		}
		if !slices.Equal(got, []string{"likely Toronto, ON"}) {
			t.Errorf("%v: %q, want the likely one alone", towns, got)
		}
	}
}

func TestProtocolsContactsAndLines(t *testing.T) {
	town := townArea(t, "Toronto", geo.Ontario)
	open, sealed, none := agency(1, "Open Agency", town), agency(2, "Sealed Agency", town), agency(3, "Without Agency", town)
	open.Inside.Protocol = text("Call the desk.")
	open.Phones, open.Inside.Lines = []data.Phone{{Number: "+14165550111"}}, []data.Phone{{Number: "+14165550112"}}
	sealed.Inside.Sealed = []string{"contacts", "protocol"}
	want := map[string]struct {
		state    ProtocolState
		contacts bool
		lines    int
	}{"Open Agency": {ProtocolOpen, false, 2}, "Sealed Agency": {ProtocolSealed, true, 0}, "Without Agency": {ProtocolNone, false, 0}}
	for _, a := range cardOf(t, Case{Origin: originOf(t, "Toronto")}, open, sealed, none).Police[:3] {
		w := want[a.Name.En]
		if a.Protocol.State != w.state || a.Contacts != w.contacts || len(a.Lines) != w.lines {
			t.Errorf("%s: %+v, contacts %v, %d lines", a.Name.En, a.Protocol, a.Contacts, len(a.Lines))
		}
		if (a.Protocol.State == ProtocolOpen) == a.Protocol.Text.IsZero() {
			t.Errorf("%s: protocol %q with text %q", a.Name.En, a.Protocol.State, a.Protocol.Text.En)
		}
	}
}

func TestTheDutyByAgeAndProvince(t *testing.T) {
	_, j := jurisdictions()
	for _, c := range []struct {
		province geo.Province
		age      float64 // below 0: not known
		want     Obligation
	}{
		{geo.Ontario, 15, Mandatory}, {geo.Ontario, 15.99, Mandatory}, {geo.Ontario, 16, Permitted}, {geo.Ontario, 17.9, Permitted},
		{geo.Ontario, 18, NoDuty}, {geo.Ontario, 0, Mandatory}, {geo.Ontario, -1, DutyUnsure},
		{geo.Quebec, 17, Mandatory}, {geo.Quebec, 18, NoDuty},
		{geo.BritishColumbia, 18, Mandatory}, {geo.BritishColumbia, 19, NoDuty},
		{geo.Saskatchewan, 17, Mandatory}, {geo.NovaScotia, 15, Mandatory}, {geo.NovaScotia, 16, DutyUnsure}, {geo.NovaScotia, 19, NoDuty},
		{geo.NewBrunswick, 17, Mandatory}, {geo.NewBrunswick, 18, DutyUnsure},
		{geo.NewfoundlandAndLabrador, 17, Mandatory}, {geo.NewfoundlandAndLabrador, 18, NoDuty},
		{geo.Nunavut, 15, Mandatory}, {geo.Nunavut, 16, DutyUnsure}, {geo.Nunavut, 18.5, DutyUnsure}, {geo.Nunavut, 19, NoDuty},
		{geo.NorthwestTerritories, 17, DutyUnsure}, {geo.Yukon, 18, Mandatory},
	} {
		var age *float64
		if c.age >= 0 {
			age = &c.age
		}
		at := whereabouts{provinces: []geo.Province{c.province}}
		d := j.duties(at, age)[0]
		if d.Applies != c.want {
			t.Errorf("%s at %g: %s, want %s", c.province, c.age, d.Applies, c.want)
		}
		if d.Says.En == "" || d.Says.Fr == "" {
			t.Errorf("%s at %g: the card says nothing", c.province, c.age)
		}
	}
}

// The exception for a child never applies by itself where the age or the law is
// not known, and is never denied there.
func TestTheConsentGate(t *testing.T) {
	for _, c := range []struct {
		place string
		age   *float64
		want  data.Tri
	}{
		{"Toronto", AgeOf(15), data.Yes}, {"Toronto", AgeOf(16), data.No}, {"Toronto", AgeOf(40), data.No}, {"Toronto", nil, data.Unknown},
		{"Iqaluit", AgeOf(17), data.Unknown}, {"Lloydminster", AgeOf(17), data.Yes}, {"40.0,-75.0", AgeOf(10), data.Unknown},
	} {
		card := cardOf(t, Case{Origin: originOf(t, c.place), Age: c.age})
		for _, e := range card.Consent.Exceptions {
			want := data.Unknown
			if e.Code == "child" {
				want = c.want
			}
			if e.Applies != want {
				t.Errorf("%s: exception %s applies: %v, want %v", c.place, e.Code, e.Applies, want)
			}
		}
	}
}

func TestWhatToDialInDanger(t *testing.T) {
	for place, want := range map[string]struct {
		first string
		has   bool // 911 in general
	}{
		"Toronto": {"911", true}, "Iqaluit": {"no 911", false}, "X0A": {"no 911", false},
		"Kuujjuaq": {"may have no 911", true}, "J0M": {"may have no 911", true}, "Yellowknife": {"since 2019", true},
	} {
		said := cardOf(t, Case{Origin: originOf(t, place)}).Emergency
		general := slices.ContainsFunc(said, func(g Guidance) bool { return strings.HasPrefix(g.Text.En, "In immediate danger, 911") })
		if len(said) == 0 || !strings.Contains(said[0].Text.En, want.first) || general != want.has {
			t.Errorf("%s: %+v", place, said)
		}
	}
}

// Without an authority in the directory, the law's own words name one.
func TestTheLawNamesTheChildProtectionAuthority(t *testing.T) {
	card := cardOf(t, Case{Origin: originOf(t, "Iqaluit")})
	if len(card.ChildProtection) != 1 || card.ChildProtection[0].Competence != Likely || card.ChildProtection[0].Confidence == "" {
		t.Errorf("%+v", card.ChildProtection)
	}
	office := childOffice(1, provinceArea(t, geo.Nunavut))
	if got := short(cardOf(t, Case{Origin: originOf(t, "Iqaluit")}, office).ChildProtection); !slices.Equal(got, []string{"likely Children’s Office"}) {
		t.Errorf("with one in the directory: %q", got)
	}
}

func TestACardNeedsAnOriginAndAnAge(t *testing.T) {
	_, j := jurisdictions()
	s := index.Build[data.Staff](nil, terms(t), 1)
	for code, c := range map[string]Case{
		"origin_missing": {}, "age_invalid": {Origin: toronto(), Age: AgeOf(math.NaN())},
	} {
		_, err := j.Card(s, c)
		if p, ok := bilingual.AsProblem(err); !ok || p.Code != code || p.Message.Fr == "" {
			t.Errorf("%v, want %s", err, code)
		}
	}
}

func TestTheCardSaysFirstThatItDecidesNothing(t *testing.T) {
	card := cardOf(t, Case{Origin: toronto()})
	if !strings.Contains(card.Notes[0].En, "decides nothing") || !strings.Contains(card.Notes[0].Fr, "ne décide rien") {
		t.Errorf("%+v", card.Notes[0])
	}
}

// A card takes a staff snapshot: there is no public one to be made, and what
// the public may see of an agency is not what it is made of.
func TestACardIsOfStaffAlone(t *testing.T) {
	card := reflect.TypeFor[func(*Jurisdictions, *index.Snapshot[data.Staff], Case) (Card, error)]()
	if got := reflect.ValueOf((*Jurisdictions).Card).Type(); got != card {
		t.Errorf("Card is %v: it must take a staff snapshot, and nothing generic", got)
	}
	_, j := jurisdictions()
	if _, ok := any(j).(interface {
		Card(*index.Snapshot[data.Public], Case) (Card, error)
	}); ok {
		t.Error("a card can be made of public listings")
	}
	listing, ok := reflect.TypeFor[Authority]().FieldByName("Listing")
	if !ok || listing.Type != reflect.TypeFor[*data.Listing[data.Staff]]() {
		t.Error("an authority must be a staff listing")
	}
}

// Every row of the tables says where it comes from and how sure it is, in both
// languages, and every province has its force and its duty.
func TestTheTablesAreWhole(t *testing.T) {
	_, j := jurisdictions()
	for _, p := range geo.Provinces() {
		d, ok := j.byProvince[p]
		if !ok || d.Statute.Fr == "" || d.Who.Fr == "" || d.Authority.Fr == "" || d.Source == "" {
			t.Errorf("%s: the duty to report is not whole: %+v", p, d)
		}
		if d.MustUnder < 16 || d.MustUnder > d.ProtectedUnder || d.MayUnder != 0 && (d.MayUnder <= d.MustUnder || d.MayUnder > d.ProtectedUnder) {
			t.Errorf("%s: ages %g, %g, %g are in no order", p, d.MustUnder, d.MayUnder, d.ProtectedUnder)
		}
		everywhere := slices.ContainsFunc(j.forces, func(f force) bool {
			return f.province == p && f.areas[0].Kind == geo.AreaProvince && f.role != FederalRole
		})
		if !everywhere {
			t.Errorf("%s: nobody polices where no local service is", p)
		}
	}
	for _, f := range j.forces {
		if f.name.Fr == "" || f.Source == "" || (f.role == LocalRole) != (f.areas[0].Kind == geo.AreaPlace) {
			t.Errorf("%s is not whole", f.name.En)
		}
	}
	for _, d := range j.dials {
		if d.Text.En == "" || d.Text.Fr == "" || d.Source == "" {
			t.Errorf("%+v is not whole", d)
		}
	}
	for _, d := range j.byProvince {
		for _, fr := range []string{d.Statute.Fr, d.Who.Fr, d.Note.Fr, d.Authority.Fr} {
			if strings.Contains(fr, "'") {
				t.Errorf("%s: %q has a typewriter’s apostrophe", d.Province, fr)
			}
		}
	}
}

// The same case gives the same card, in whatever order the listings came.
func TestACardIsDeterministic(t *testing.T) {
	a, b, c := agency(1, "Agency", townArea(t, "Toronto", geo.Ontario)), agency(2, "Agency", townArea(t, "Toronto", geo.Ontario)), agency(3, "Other", provinceArea(t, geo.Ontario))
	one := JurisdictionView(cardOf(t, Case{Origin: originOf(t, "M5V")}, a, b, c), bilingual.En)
	two := JurisdictionView(cardOf(t, Case{Origin: originOf(t, "M5V")}, c, b, a), bilingual.En)
	if !reflect.DeepEqual(one, two) {
		t.Errorf("%+v\n%+v", one, two)
	}
}

// The card as programs read it, in both languages.
func TestTheShapeOfACard(t *testing.T) {
	open := agency(1, "Akwesasne Community Police", townArea(t, "Akwesasne", geo.Ontario))
	open.Inside.Protocol = data.Text{En: "Call the desk.", Fr: "Appelez le bureau."}
	open.Phones = []data.Phone{{Number: "+16135550111", AllHours: true}}
	sealed := agency(2, "Provincial Police", provinceArea(t, geo.Quebec))
	sealed.Organization.Name.Fr = "Police provinciale"
	sealed.Inside.Sealed = []string{"contacts", "protocol"}
	card := cardOf(t, Case{Origin: originOf(t, "Akwesasne"), Age: AgeOf(17)}, open, sealed, childOffice(3, provinceArea(t, geo.Ontario)))
	for lang, file := range map[bilingual.Lang]string{bilingual.En: "jurisdiction_en.json", bilingual.Fr: "jurisdiction_fr.json"} {
		got, err := json.MarshalIndent(JurisdictionView(card, lang), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		goldenCard(t, filepath.Join("testdata", file), append(got, '\n'))
	}
}

func goldenCard(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(got) != string(want) {
		t.Errorf("%s differs (%v): look at the difference, then run with -update", path, err)
	}
}

func BenchmarkCard(b *testing.B) {
	g, j := jurisdictions()
	o, err := g.Place("Toronto")
	if err != nil {
		b.Fatal(err)
	}
	s := index.Build[data.Staff](nil, terms(b), 1)
	for b.Loop() {
		if _, err := j.Card(s, Case{Origin: o}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadJurisdictions(b *testing.B) {
	g, _ := jurisdictions()
	for b.Loop() {
		if _, err := LoadJurisdictions(g); err != nil {
			b.Fatal(err)
		}
	}
}

// Wherever somebody is in Canada, somebody may be competent, and the duty is
// known: no postal area and no place is left without.
func TestNoPlaceIsWithoutAnybody(t *testing.T) {
	g, j := jurisdictions()
	s := index.Build[data.Staff](nil, terms(t), 1)
	asked := 0
	for place := range g.Places() {
		o, err := g.At(place.Point)
		if err != nil {
			t.Fatal(err)
		}
		o.Kind, o.Province = geo.OriginPlace, place.Province
		card, err := j.Card(s, Case{Origin: o})
		if err != nil {
			t.Fatal(err)
		}
		asked++
		if len(card.Police) == 0 || len(card.ChildProtection) == 0 || len(card.Duties) == 0 || len(card.Emergency) == 0 {
			t.Errorf("%s, %s: %d police, %d child protection, %d duties", place.Name, place.Province, len(card.Police), len(card.ChildProtection), len(card.Duties))
		}
		for i, a := range card.Police {
			if a.Order != i+1 || i > 0 && card.Police[i-1].Level.rank() > a.Level.rank() {
				t.Errorf("%s, %s: out of order: %q", place.Name, place.Province, short(card.Police))
			}
		}
	}
	if asked < 2000 {
		t.Errorf("only %d places asked", asked)
	}
}
