package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

const agreed = `
source = "x"
key = ["id"]
[columns]
organization_name = "name"
needs = "need"
address_1 = "street"
city = "city"
province = "prov"
postal_code = "pc"
latitude = "lat"
longitude = "lng"
%s
[consent]
by = "the director"
on = 2026-01-15
evidence = "form"
visibility = "public"
`

func agreedWith(t testing.TB, columns string) *Mapping {
	t.Helper()
	return mapping(t, fmt.Sprintf(agreed, columns))
}

const agreedHeader = "id,name,need,street,city,prov,pc,lat,lng"

func TestWithoutConsentEverythingIsInternal(t *testing.T) {
	m := mapping(t, small+"visibility = \"vis\"\n")
	records, report := readMapped(t, newEnv(t, nil), m, "id,name,vis", "1,A,public", "2,B,limited", "3,C,internal")
	for _, r := range records {
		if l := record.Publish(r); len(l) != 0 {
			t.Errorf("%s is published without consent", r.Organization.Name.En)
		}
	}
	wantCodes(t, report, "note no_consent", "note no_consent")
}

func TestConsentOfTheFileIsNarrowedByItsRows(t *testing.T) {
	m := agreedWith(t, "visibility = \"vis\"")
	rows := map[string]data.Visibility{
		"public": data.Open, "oui": data.Open, "limitée": data.Limited, "interne": data.Internal,
		"pubic": data.Internal, "": data.Internal, "1": data.Internal,
	}
	for said, want := range rows {
		records, report := readMapped(t, newEnv(t, nil), m, agreedHeader+",vis", "1,A,food,1 Elm St,Ottawa,ON,K1P 1A1,,,"+said)
		if got := records[0].Organization.Exposure.Effective(); got != want {
			t.Errorf("%q gives %s, want %s", said, got, want)
		}
		unreadable := slices.Contains(codes(report), "note visibility_unreadable")
		if want := said == "pubic" || said == "" || said == "1"; unreadable != want {
			t.Errorf("%q: unreadable is %v", said, unreadable)
		}
		if n := len(record.Publish(records[0])); (n == 1) != (want != data.Internal) {
			t.Errorf("%q gives %d public listings", said, n)
		}
	}
}

// The secret of these tests: if any of it is found outside the seal, it is out.
var secret = []string{"4242", "Hollyhock", "Smiths", "K7A", "44.9", "-76.02"}

const secretRow = "1,Maison,%s,4242 Hollyhock St,Smiths Falls,ON,K7A 4T1,44.9012,-76.0234"

func holdsSecret(t testing.TB, what string, value any) {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range secret {
		if strings.Contains(string(raw), word) {
			t.Errorf("%s tells %q: %s", what, word, raw)
		}
	}
}

func TestConfidentialityIsYesUnlessItIsClearlyNo(t *testing.T) {
	m := agreedWith(t, "confidential = \"conf\"")
	for said, want := range map[string]bool{
		"yes": true, "Oui": true, "TRUE": true, "1": true, "x": true,
		"no": false, "NON": false, "0": false, "faux": false,
		"": true, "maybe": true, "unknown": true, "2": true, "n/a": true,
	} {
		records, report := readMapped(t, newEnv(t, nil), m, agreedHeader+",conf", fmt.Sprintf(secretRow, "food")+","+said)
		l := records[0].Locations[0]
		if l.Confidential != want {
			t.Errorf("%q gives %v", said, l.Confidential)
		}
		if want {
			holdsSecret(t, "a confidential record", records[0])
			holdsSecret(t, "its report", report)
		}
	}
}

func TestASheltersAddressIsSealedWithoutAWord(t *testing.T) {
	for _, need := range []string{"emergency-shelter", "maison d’hébergement", "transitional-housing"} {
		records, report := readMapped(t, newEnv(t, nil), agreedWith(t, ""), agreedHeader, fmt.Sprintf(secretRow, need))
		r := records[0]
		wantCodes(t, report, "note shelter_confidential")
		holdsSecret(t, "a shelter", r)
		holdsSecret(t, "its staff listing", record.Disclose(r))
		holdsSecret(t, "its public listing", record.Publish(r))
		l := r.Locations[0]
		if l.Area.Kind != geo.AreaProvince || l.Area.Code != "ON" || l.Region.Code != "ON" {
			t.Errorf("%s: staff look for it in %+v, the public sees %+v", need, l.Area, l.Region)
		}
		site := opened(t, r).Sites[l.ID]
		if site.Address.Line1 != "4242 Hollyhock St" || site.Point.Lat != 44.9012 {
			t.Errorf("%s: what is sealed is %+v", need, site)
		}
		if v := record.Disclose(r)[0].Inside.Visibility; v != data.Limited {
			t.Errorf("%s: visibility is %s", need, v)
		}
	}
}

func TestAHomeForALongTimeIsSealedWhereItHidesSomeone(t *testing.T) {
	m := agreedWith(t, "populations = \"pop\"")
	for population, want := range map[string]bool{"": false, "seniors": false, "partner-violence": true, "sex-trafficking": true} {
		records, _ := readMapped(t, newEnv(t, nil), m, agreedHeader+",pop", fmt.Sprintf(secretRow, "long-term-housing")+","+population)
		if got := records[0].Locations[0].Confidential; got != want {
			t.Errorf("for %q confidential is %v", population, got)
		}
	}
}

func TestAnAreaIsDeclaredOrNotThere(t *testing.T) {
	m := agreedWith(t, "area = \"area\"")
	records, _ := readMapped(t, newEnv(t, nil), m, agreedHeader+",area", fmt.Sprintf(secretRow, "emergency-shelter")+",Ottawa")
	l := records[0].Locations[0]
	if l.Area.Kind != geo.AreaPlace || l.Area.Label.En == "" || l.Region.Kind != geo.AreaProvince {
		t.Errorf("area %+v, region %+v", l.Area, l.Region)
	}
	holdsSecret(t, "a shelter with a declared area", records[0])
}

func TestReportsWithholdWhatIsConfidential(t *testing.T) {
	m := agreedWith(t, "confidential = \"conf\"")
	for _, row := range []string{
		"1,A,food,4242 Hollyhock St,Smiths Falls,ON,K7A4TI,,,yes",
		"1,A,food,4242 Hollyhock St,Smiths Falls,ON,K7A 4T1 Smiths,,,yes",
		"1,A,food,4242 Hollyhock St,Smiths Falls,ON,K7A 4T1,44.9012,76.0234,yes",
		"1,A,food,4242 Hollyhock St,Smiths Falls,QC,K7A 4T1,44.9012,-106.0234,yes",
		"1,A,food,4242 Hollyhock StÃ©,Smiths Falls,ON,,,,yes",
		"1,A,food,4242 HollyhockÃ© Street È,Smiths FallsÃ© È,ON,,,,yes",
		`1,A,food,,,ON,,"44,9012","-76,0234",yes`,
	} {
		_, report, err := ReadCSV(strings.NewReader(agreedHeader+",conf\n"+row+"\n"), m, newEnv(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Issues) == 0 {
			t.Errorf("%s raised no issue: the test looks at nothing", row)
		}
		holdsSecret(t, row, report)
	}
}

func TestContactsAndProtocolsGoUnderTheSeal(t *testing.T) {
	m := agreedWith(t, "contact_name = \"who\"\ncontact_phone = \"tel\"\nprotocol = \"how\"")
	records, _ := readMapped(t, newEnv(t, nil), m, agreedHeader+",who,tel,how",
		fmt.Sprintf(secretRow, "emergency-shelter")+",Robin Example,416-555-0188,Ask for the night desk")
	r := records[0]
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Robin", "5550188", "night desk"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("%q stands outside the seal", word)
		}
	}
	parts := opened(t, r)
	if len(parts.Contacts) != 1 || parts.Contacts[0].Phone.Number != "+14165550188" || parts.Protocols[r.Services[0].ID].En != "Ask for the night desk" {
		t.Errorf("sealed are %+v", parts)
	}
}

func TestBecomingConfidentialMovesTheAddressUnderTheSealAndKeepsWhatIsThere(t *testing.T) {
	m := agreedWith(t, "confidential = \"conf\"")
	had := directory{}
	row := fmt.Sprintf(secretRow, "food")
	records, _ := readMapped(t, newEnv(t, had), m, agreedHeader+",conf", row+",no")
	records[0].Sealed = record.Seal(record.Parts{Contacts: []data.Contact{{Name: "Robin Example"}}})
	had.apply(t, Plan(records, had))

	hidden, _ := readMapped(t, newEnv(t, had), m, agreedHeader+",conf", row+",yes")
	plan := Plan(hidden, had)
	holdsSecret(t, "the record", hidden[0])
	holdsSecret(t, "the plan", plan)
	if plan.Changed != 1 || len(plan.Wider) != 0 {
		t.Errorf("the plan changes %d and widens %d", plan.Changed, len(plan.Wider))
	}
	parts := opened(t, hidden[0])
	if len(parts.Contacts) != 1 || parts.Sites[hidden[0].Locations[0].ID].Address.Line1 != "4242 Hollyhock St" {
		t.Errorf("sealed are %+v", parts)
	}
	bare, _ := readMapped(t, newEnv(t, had), m, agreedHeader+",conf", "1,Maison,,,,,,,,yes")
	if l := bare[0].Locations[0]; l.Area.Kind != geo.AreaProvince || len(opened(t, bare[0]).Sites) != 1 {
		t.Errorf("hidden by a row without a place, staff look for it in %+v", l.Area)
	}
	had.apply(t, plan)

	// Silence and an empty cell leave it confidential.
	again, _ := readMapped(t, newEnv(t, had), agreedWith(t, ""), agreedHeader, row)
	if c := Plan(again, had); c.Unchanged != 1 {
		t.Errorf("a file without a word changes it: %+v", c.Diffs)
	}

	opening, _ := readMapped(t, newEnv(t, had), m, agreedHeader+",conf", row+",no")
	plan = Plan(opening, had)
	if len(plan.Wider) != 1 || !slices.ContainsFunc(plan.Alarms, func(a Alarm) bool { return a.Code == "no_longer_confidential" }) {
		t.Errorf("taking the seal off raises %+v and widens %v", plan.Alarms, plan.Wider)
	}
	holdsSecret(t, "the plan that takes the seal off", plan)

	kept, report := readMapped(t, newEnv(t, had), m, agreedHeader+",conf", "1,Maison,food,,,ON,,,,no")
	issue(t, report, "still_confidential")
	if !kept[0].Locations[0].Confidential || len(opened(t, kept[0]).Sites) != 1 {
		t.Error("a row without an address took the seal off")
	}
}
