package ingest

import (
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// agencies is a file of AIRS XML; all of it is invented.
const agencies = `<?xml version="1.0" encoding="UTF-8"?>
<Source xmlns="http://www.airs.org/schema/3_1/AIRS.xsd" SourceEntity="Demo 211" SourceID="D" OriginTimestamp="2026-11-01T00:00:00" SoftwareVendor="x" SoftwareVersion="1" TaxonomyVersion="2026-01-01T00:00:00" SchemaVersion="3.1">
 <Agency>
  <Key>10</Key><Name>Harbour Table (demo)</Name><AgencyDescription>Meals &amp; more.</AgencyDescription>
  <AKA><Name>The Table</Name></AKA>
  <Phone TollFree="false" Confidential="false"><PhoneNumber>902-555-0101</PhoneNumber><Type>Voice</Type></Phone>
  <Contact Type="Director"><Title>Director</Title><Name>Robin Example</Name></Contact>
  <Site>
   <Key>20</Key><Name>Main site</Name>
   <PhysicalAddress Confidential="false"><Line1>4242 Hollyhock St</Line1><City>Halifax</City><State>NS</State><ZipCode>B3H 1A1</ZipCode><Country>Canada</Country></PhysicalAddress>
   <Phone TollFree="false" Confidential="true"><PhoneNumber>902-555-0199</PhoneNumber><Description>staff</Description></Phone>
   <TimeOpen><Monday><From>09:00:00</From><To>17:00:00</To></Monday><Tuesday><From>09:00:00</From><To>17:00:00</To></Tuesday></TimeOpen>
   <DisabilitiesAccess>Wheelchair access</DisabilitiesAccess>
   <SiteService Status="active">
    <Name>Soup kitchen</Name><Key>30</Key><Description>Warm meals.</Description>
    <Taxonomy><Code>XX-0000.1</Code></Taxonomy>
    <Languages><Name>French</Name></Languages>
    <GeographicAreaServed><State>Nova Scotia</State></GeographicAreaServed>
    <AgeRequirements MinimumAge="16"/>
    <Unknown>x</Unknown>
   </SiteService>
   <SpatialLocation><Latitude>+44.6500</Latitude><Longitude>-63.5800</Longitude></SpatialLocation>
  </Site>
  <Site>
   <Key>21</Key><Name>Other site</Name>
   <PhysicalAddress Confidential="true"><Line1>77 Secret Lane</Line1><City>Halifax</City><State>NS</State><ZipCode>B3H 1A2</ZipCode></PhysicalAddress>
   <SiteService><Name>Counselling</Name><Key>31</Key><Taxonomy><Code>XX</Code></Taxonomy></SiteService>
  </Site>
  <Site>
   <Key>22</Key><Name>Beds</Name>
   <PhysicalAddress Confidential="false"><Line1>78 Secret Lane</Line1><City>Halifax</City><State>NS</State><ZipCode>B3H 1A3</ZipCode></PhysicalAddress>
   <SiteService><Name>Beds</Name><Key>32</Key><Taxonomy><Code>BH-0000.1</Code></Taxonomy></SiteService>
  </Site>
  <Agency><Key>11</Key><Name>Inner agency (demo)</Name></Agency>
 </Agency>
 <Agency delete="1"><Key>12</Key><Name>Gone (demo)</Name></Agency>
</Source>`

func readAIRS(t testing.TB, env Env, text string) ([]*record.Record, Report) {
	t.Helper()
	records, report, err := Read(strings.NewReader(text), nil, env)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if faults := r.Validate(env.Terms); len(faults) > 0 {
			t.Errorf("the reader gave a record with faults: %v", faults)
		}
	}
	return records, report
}

func TestAnAgencyOfAIRS(t *testing.T) {
	records, report := readAIRS(t, newEnv(t, nil), agencies)
	if len(records) != 2 || report.Format != FormatAIRS || report.Rejected != 0 {
		t.Fatalf("%d records, %+v", len(records), report)
	}
	r := records[0]
	if r.Organization.Name.En != "Harbour Table (demo)" || r.Organization.Description.En != "Meals & more." || r.Organization.Home != "NS" || len(r.Services) != 3 || len(r.At) != 3 || len(r.Locations) != 3 {
		t.Fatalf("the agency is %+v", r)
	}
	s, l, at := r.Services[0], r.Locations[0], r.At[0]
	if s.Languages[0].Code != "fr" || s.Eligibility.Ages != (data.AgeRange{Stated: true, Min: 16}) || s.ServiceAreas[0].Code != "NS" || s.Status != data.Active {
		t.Errorf("the service is %+v", s)
	}
	if l.Address.Line1 != "4242 Hollyhock St" || l.Point.Lat != 44.65 || l.Confidential || len(l.Accessibility) != 1 {
		t.Errorf("the place is %+v", l)
	}
	if len(at.Hours.Schedules) != 1 || len(at.Hours.Schedules[0].ByDay) != 2 || at.Phones[0].Public || at.Phones[0].Number != "+19025550199" {
		t.Errorf("hours and lines are %+v", at)
	}
	parts := opened(t, r)
	if len(parts.Contacts) != 1 || len(parts.Sites) != 2 || !r.Locations[1].Confidential || !r.Locations[2].Confidential {
		t.Errorf("sealed are %+v", parts)
	}
	if len(record.Publish(r)) != 0 {
		t.Error("something is public without consent")
	}
	for _, code := range []string{"deleted_at_source", "term_unknown", "field_passed_over"} {
		issue(t, report, code)
	}
}

func TestAIRSImportedTwiceChangesNothing(t *testing.T) {
	had := directory{}
	records, _ := readAIRS(t, newEnv(t, had), agencies)
	had.apply(t, Plan(records, had))
	again, _ := readAIRS(t, newEnv(t, had), agencies)
	if c := Plan(again, had); c.Unchanged != 2 || c.Added+c.Changed != 0 {
		t.Errorf("%d added, %d changed: %+v", c.Added, c.Changed, c.Diffs)
	}
}

func TestHostileXMLIsRefused(t *testing.T) {
	deep := strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)
	for name, text := range map[string]string{
		"a billion laughs":   `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><Source><Agency><Key>1</Key><Name>&lol2;</Name></Agency></Source>`,
		"an outside entity":  `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Source><Agency><Name>&e;</Name></Agency></Source>`,
		"an unknown entity":  `<Source><Agency><Key>1</Key><Name>&e;</Name></Agency></Source>`,
		"another root":       `<html><body/></html>`,
		"cut off":            agencies[:len(agencies)/2],
		"crossed elements":   `<Source><Agency><Key>1</Agency></Key></Source>`,
		"nested without end": `<Source><Agency><Key>1</Key><Name>x</Name>` + deep + `</Agency></Source>`,
		"turned text":        `<Source><Agency><Key>1</Key><Name>x` + "\u202e" + `</Name></Agency></Source>`,
	} {
		records, _, err := Read(strings.NewReader(text), nil, newEnv(t, nil))
		if refused(t, name, err); len(records) > 0 {
			t.Errorf("%s gave %d records", name, len(records))
		}
	}
}

func FuzzReadAIRS(f *testing.F) {
	f.Add([]byte(agencies))
	env := newEnv(f, nil)
	f.Fuzz(func(t *testing.T, raw []byte) {
		records, _, err := ReadAIRS(strings.NewReader(string(raw)), env)
		if err != nil {
			refused(t, "the file", err)
		}
		for _, r := range records {
			if faults := r.Validate(env.Terms); len(faults) > 0 {
				t.Errorf("a record with faults: %v", faults)
			}
			if len(record.Publish(r)) > 0 {
				t.Error("something is public without consent")
			}
		}
		if i := slices.IndexFunc(records, func(r *record.Record) bool { return r.ID() == "" }); i >= 0 {
			t.Error("a record without an id")
		}
	})
}
