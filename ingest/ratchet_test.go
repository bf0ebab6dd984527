package ingest

import (
	"slices"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// spare is a record that the public sees with as little in it as can be, and a
// closed service.
func spare(t *testing.T) *record.Record {
	t.Helper()
	open := record.Exposure{Visibility: data.Open, Consent: record.Consent{By: "d", On: hours.Date{Year: 2026, Month: 1, Day: 15}}}
	r := &record.Record{
		Organization: record.Organization{ID: ratchetID(1), Name: data.Text{En: "Spare (demo)"}, Kind: data.Direct, Exposure: open},
		Services: []record.Service{
			{ID: ratchetID(2), Name: data.Text{En: "Help"}, Status: data.Inactive, Exposure: open},
			{ID: ratchetID(5), Name: data.Text{En: "Inside"}, Status: data.Active},
		},
		Locations: []record.Location{{ID: ratchetID(3), Type: record.Physical, Area: province(t), Region: province(t), Exposure: open}},
		At: []record.ServiceAtLocation{
			{ID: ratchetID(4), ServiceID: ratchetID(2), LocationID: ratchetID(3), Phones: []record.Phone{{Phone: data.Phone{Number: "+16135550199"}}}},
			{ID: ratchetID(6), ServiceID: ratchetID(5), LocationID: ratchetID(3)},
		},
	}
	return r
}

func ratchetID(n byte) data.ID {
	return data.ID("00000000-0000-4000-8000-00000000000" + string('0'+n))
}

func province(t *testing.T) geo.Area {
	t.Helper()
	a, ok := newEnv(t, nil).Gazetteer.ProvinceArea("ON")
	if !ok {
		t.Fatal("Ontario is nowhere")
	}
	return a
}

// Whatever a file adds to what the public sees waits, field by field; what it
// changes inside is taken at once.
func TestEachFieldThatWouldBeSeenWaits(t *testing.T) {
	text := data.Text{En: "words", Fr: "mots"}
	open := spare(t).Organization.Exposure
	for field, add := range map[string]func(r *record.Record){
		"description":    func(r *record.Record) { r.Services[0].Description = text },
		"status":         func(r *record.Record) { r.Services[0].Status = data.Active },
		"intake":         func(r *record.Record) { r.Services[0].Intake = data.Intake{State: data.IntakeAccepting} },
		"needs":          func(r *record.Record) { r.Services[0].Needs = []string{"legal"} },
		"populations":    func(r *record.Record) { r.Services[0].Populations = []data.PopulationServed{{Term: "women"}} },
		"ages":           func(r *record.Record) { r.Services[0].Eligibility.Ages = data.AgeRange{Stated: true} },
		"genders":        func(r *record.Record) { r.Services[0].Eligibility.Genders = []data.Gender{data.Woman} },
		"exclusive":      func(r *record.Record) { r.Services[0].Eligibility.Exclusive = []string{"women"} },
		"notes":          func(r *record.Record) { r.Services[0].Eligibility.Notes = text },
		"specialized":    func(r *record.Record) { r.Services[0].Specialized = data.Yes },
		"languages":      func(r *record.Record) { r.Services[0].Languages = []data.LanguageOffered{{Code: "fr"}} },
		"interpretation": func(r *record.Record) { r.Services[0].Interpretation = data.Yes },
		"barriers":       func(r *record.Record) { r.Services[0].Barriers = []data.Condition{{Term: "no-id", Answer: data.Yes}} },
		"accessibility":  func(r *record.Record) { r.Locations[0].Accessibility = []data.Condition{{Term: "x", Answer: data.Yes}} },
		"remote":         func(r *record.Record) { r.Services[0].Remote = true },
		"service_areas":  func(r *record.Record) { r.Services[0].ServiceAreas = []geo.Area{province(t)} },
		"address_1":      func(r *record.Record) { r.Locations[0].Address.Line1 = "1 Elm St" },
		"city":           func(r *record.Record) { r.Locations[0].Address.City = "Ottawa" },
		"postal_code":    func(r *record.Record) { r.Locations[0].Address.PostalCode = "K1P 1A1" },
		"place":          func(r *record.Record) { r.Locations[0].Point = geo.Point{Lat: 45.4, Lng: -75.7} },
		"hours":          func(r *record.Record) { r.Services[0].Hours = hours.Calendar{Always: true} },
		"url":            func(r *record.Record) { r.Organization.URL = "https://x.example.org" },
		"email":          func(r *record.Record) { r.Services[0].Email = "x@example.org" },
		"application":    func(r *record.Record) { r.Services[0].Application = text },
		"fees":           func(r *record.Record) { r.Services[0].Fees = text },
		"documents":      func(r *record.Record) { r.Services[0].Documents = []data.Text{text} },
		"verified":       func(r *record.Record) { r.Services[0].Verified.On = hours.Date{Year: 2026, Month: 2, Day: 3} },
		"phones":         func(r *record.Record) { r.At[0].Phones[0].Public = true },
		"listing":        func(r *record.Record) { r.Services[1].Exposure = open },
	} {
		had := directory{}
		had.put(t, spare(t))
		r := spare(t)
		r.Services[1].Description = text // internal: nothing to wait for
		add(r)
		c := Plan([]*record.Record{r}, had)
		if len(c.Proposals) != 1 || !slices.ContainsFunc(c.Proposals[0].Gains, func(g Gain) bool { return g.Field == field }) {
			t.Errorf("%s is proposed as %+v", field, c.Proposals)
			continue
		}
		had.put(t, c.Put...)
		now, _ := had.ByID(r.ID())
		if gains := gained(spare(t), now); len(gains) > 0 {
			t.Errorf("%s: the import itself shows %v", field, gains)
		}
		if now.Services[1].Description != text {
			t.Errorf("%s: what nobody outside sees waits as well", field)
		}
	}
}

// What narrows is never held back, even where the same row widens.
func TestWhatNarrowsIsTakenAtOnce(t *testing.T) {
	had := directory{}
	had.put(t, spare(t))
	r := spare(t)
	r.Services[0].Exposure = record.Exposure{}
	r.Services[1].Exposure = r.Organization.Exposure
	c := Plan([]*record.Record{r}, had)
	if len(c.Put) != 1 || len(record.Publish(c.Put[0])) != 0 || len(c.Proposals) != 1 {
		t.Errorf("stored %+v, proposed %+v", c.Put, c.Proposals)
	}
}

// A place that one source seals comes in sealed from another, unless a second
// person says otherwise; its address never leaves the seal.
func TestAPlaceHiddenByOneSourceIsHiddenFromAnother(t *testing.T) {
	had := directory{}
	had.apply(t, planOf(t, had, "source = \"a\"\n"+twinColumns, "1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,,,yes,"))
	for _, street := range []string{"12 Secret St", "12, Secret Street", "12 rue Secret"} {
		c := planOf(t, had, "source = \"b\"\n"+twinColumns, "1,Other,food,\""+street+"\",Toronto,ON,,,no,")
		if len(c.Put) != 1 || !c.Put[0].Locations[0].Confidential || !c.Put[0].Locations[0].Address.IsZero() || len(c.Proposals) != 1 {
			t.Fatalf("%s: stored %+v", street, c.Put)
		}
		if parts := opened(t, c.Put[0]); len(parts.Sites) != 1 {
			t.Errorf("%s: sealed %+v", street, parts)
		}
		if faults := c.Put[0].Validate(nil); len(faults) > 0 {
			t.Errorf("%s: %v", street, faults)
		}
	}
	c := planOf(t, had, "source = \"b\"\n"+twinColumns, "1,Other,food,12 Secret St,Ottawa,ON,,,no,")
	if len(c.Put) != 1 || c.Put[0].Locations[0].Confidential {
		t.Error("a street of that name in another town is sealed")
	}
}

// A text that says another record's secret is told, and not which.
func TestATextThatTellsASecretIsAnAlarm(t *testing.T) {
	had := directory{}
	had.apply(t, planOf(t, had, "source = \"a\"\n"+twinColumns,
		"1,Maison Lune,emergency-shelter,12 Secret St,Toronto,ON,416-555-0100,416-555-0999,yes,",
		"2,Maison Porte,emergency-shelter,200-40 Door St Unit 5,Toronto,ON,,,yes,",
		"3,Maison Rue,emergency-shelter,7b Lune St,Toronto,ON,,,yes,"))
	for words, want := range map[string]bool{
		"Come to 12 Secret Street, at the back": true,
		"au 12, rue Secret":                     true,
		"call (416) 555-0999 at night":          true,
		"call 1 416 555 0999":                   true,
		"call 416-555-0998":                     false,
		"12 women, secret ballot":               false,
		"112 Secret St":                         false,
		"past 40 Door Street, ring twice":       true,
		"at 7B, rue de la Lune":                 true,
		"416-555-0100 answers":                  true,
	} {
		other := &record.Record{
			Organization: record.Organization{ID: ratchetID(1), Name: data.Text{En: "Other (demo)"}, Kind: data.Direct},
			Services:     []record.Service{{ID: ratchetID(2), Name: data.Text{En: "Help"}, Description: data.Text{En: words}}},
		}
		c := Plan([]*record.Record{other}, had)
		if got := slices.ContainsFunc(c.Alarms, func(a Alarm) bool { return a.Code == "text_tells" }); got != want {
			t.Errorf("%q: alarm %v, want %v", words, got, want)
		}
	}
}
