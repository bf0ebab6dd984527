package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
)

func readHSDS(t testing.TB, env Env, text string) ([]*record.Record, Report) {
	t.Helper()
	records, report, err := ReadHSDS(strings.NewReader(text), env)
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

const (
	orgID     = "aaaaaaaa-0000-4000-8000-000000000001"
	serviceID = "bbbbbbbb-0000-4000-8000-000000000001"
	placeID   = "cccccccc-0000-4000-8000-000000000001"
	joinID    = "dddddddd-0000-4000-8000-000000000001"
)

// oneService is a service of another publisher, with one place.
const oneService = `[{
  "id": "` + serviceID + `", "name": "Soup kitchen", "status": "active", "description": "Warm meals.",
  "minimum_age": 16, "wait_time": "none",
  "organization": {"id": "` + orgID + `", "name": "Harbour Table", "description": ""},
  "phones": [{"id": "p", "number": "902-555-0101", "extension": 12, "type": "voice"}],
  "languages": [{"id": "l", "code": "fra"}, {"id": "m", "name": "Klingon"}],
  "schedules": [{"id": "s", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}],
  "service_areas": [{"id": "a", "name": "Nova Scotia"}, {"id": "b", "name": "wherever"}],
  "contacts": [{"id": "c", "name": "Robin Example", "email": "robin@example.org"}],
  "attributes": [%s],
  "service_at_locations": [{"id": "` + joinID + `", "location": {"id": "` + placeID + `", "location_type": "physical",
    "latitude": 44.65, "longitude": -63.58,
    "addresses": [{"id": "x", "address_1": "4242 Hollyhock St", "city": "Halifax", "state_province": "Nova Scotia", "postal_code": "B3H1A1", "country": "CA", "address_type": "physical"}],
    "accessibility": [{"id": "y", "description": "Wheelchair access"}]}}]}]`

const foodTerm = `{"id":"t","taxonomy_term":{"id":"u","name":"Food","description":"","taxonomy":"other"}}`
const shelterTerm = `{"id":"t","taxonomy_term":{"id":"u","name":"Emergency shelter","description":"","taxonomy":"other"}}`

func TestAServiceOfAnotherPublisher(t *testing.T) {
	env := newEnv(t, nil)
	records, report := readHSDS(t, env, fmt.Sprintf(oneService, foodTerm))
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	r := records[0]
	s, l := r.Services[0], r.Locations[0]
	if r.ID() != orgID || s.ID != serviceID || l.ID != placeID || r.At[0].ID != joinID {
		t.Error("ids that could be kept were not")
	}
	if !slices.Equal(s.Needs, []string{"food"}) || s.Eligibility.Ages != (data.AgeRange{Stated: true, Min: 16}) || s.Languages[0].Code != "fr" {
		t.Errorf("the service is %+v", s)
	}
	if s.Phones[0].Number != "+19025550101" || s.Phones[0].Extension != "12" || !s.Phones[0].Public {
		t.Errorf("phones are %+v", s.Phones)
	}
	if len(s.ServiceAreas) != 1 || s.ServiceAreas[0].Code != "NS" || len(s.Hours.Schedules) != 1 {
		t.Errorf("areas %+v, hours %+v", s.ServiceAreas, s.Hours)
	}
	if l.Point.Lat != 44.65 || l.Address.Province != "NS" || l.Address.PostalCode != "B3H 1A1" || r.Organization.Home != "NS" {
		t.Errorf("the place is %+v", l)
	}
	if len(opened(t, r).Contacts) != 1 || len(record.Publish(r)) != 0 {
		t.Error("a named contact is not sealed, or something is public without consent")
	}
	for _, code := range []string{"field_passed_over", "language_unknown", "area_unknown", "term_read"} {
		issue(t, report, code)
	}
}

func TestHSDSImportedTwiceChangesNothing(t *testing.T) {
	for _, term := range []string{foodTerm, shelterTerm} {
		had := directory{}
		text := fmt.Sprintf(oneService, term)
		records, _ := readHSDS(t, newEnv(t, had), text)
		had.apply(t, Plan(records, had))
		again, _ := readHSDS(t, newEnv(t, had), text)
		if c := Plan(again, had); c.Unchanged != 1 || c.Added+c.Changed != 0 {
			t.Errorf("%d added, %d changed: %+v", c.Added, c.Changed, c.Diffs)
		}
	}
}

func TestAShelterInHSDSIsConfidential(t *testing.T) {
	records, report := readHSDS(t, newEnv(t, nil), fmt.Sprintf(oneService, shelterTerm))
	issue(t, report, "shelter_confidential")
	holdsSecret(t, "the record", records[0])
	l := records[0].Locations[0]
	if !l.Confidential || l.Area.Code != "NS" || opened(t, records[0]).Sites[l.ID].Address.Line1 != "4242 Hollyhock St" {
		t.Errorf("the place is %+v", l)
	}
}

func TestIDsThatAreTakenOrNoUUIDsAreReplaced(t *testing.T) {
	had := directory{}
	text := fmt.Sprintf(oneService, foodTerm)
	theirs, _ := readHSDS(t, newEnv(t, had), text)
	had.apply(t, Plan(theirs, had))

	other := newEnv(t, had)
	other.Source = "somebody else"
	other.Random = rand.NewChaCha8([32]byte{8})
	records, report := readHSDS(t, other, text)
	issue(t, report, "id_taken")
	r := records[0]
	if r.ID() == orgID || r.Services[0].ID == serviceID || r.At[0].ID == joinID || r.Locations[0].ID == placeID {
		t.Error("an id of somebody else's was taken over")
	}
	if c := Plan(records, had); c.Added != 1 || c.Changed != 0 {
		t.Errorf("%d added, %d changed", c.Added, c.Changed)
	}
	had.apply(t, Plan(records, had))
	again, _ := readHSDS(t, other, text)
	if c := Plan(again, had); c.Unchanged != 1 {
		t.Errorf("the second time it is not found again: %+v", c.Diffs)
	}

	plain := strings.NewReplacer(orgID, "org-1", serviceID, "svc-1", placeID, "loc-1", joinID, "at-1").Replace(text)
	for range 2 {
		records, _ := readHSDS(t, newEnv(t, had), plain)
		had.apply(t, Plan(records, had))
	}
	if r, ok := had.BySource("test", "organization/org-1"); !ok || len(r.Services) != 1 || len(r.At) != 1 {
		t.Error("ids that are no UUIDs are not found again by their source")
	}
}

func TestServicesOfOneOrganizationAreOneRecord(t *testing.T) {
	one := fmt.Sprintf(oneService, foodTerm)
	two := strings.NewReplacer(serviceID, "bbbbbbbb-0000-4000-8000-000000000002", joinID, "dddddddd-0000-4000-8000-000000000002", "Soup kitchen", "Pantry").Replace(one)
	records, report := readHSDS(t, newEnv(t, nil), one[:len(one)-1]+","+two[1:])
	if len(records) != 1 || len(records[0].Services) != 2 || len(records[0].Locations) != 1 || len(records[0].At) != 2 || report.Rows != 2 {
		t.Errorf("%d records: %+v", len(records), records[0])
	}
	nested := `{"id":"` + orgID + `","name":"Harbour Table","description":"","locations":[{"id":"` + placeID + `","location_type":"physical"}],
		"services":[{"id":"` + serviceID + `","name":"Soup","status":"active","service_at_locations":[{"id":"` + joinID + `","location_id":"` + placeID + `"}]}]}`
	records, _ = readHSDS(t, newEnv(t, nil), nested)
	if r := records[0]; len(r.Locations) != 1 || r.At[0].LocationID != placeID {
		t.Errorf("nested in its organization, the service gives %+v", r)
	}
}

func TestNamelessThingsAreRejected(t *testing.T) {
	_, report := readHSDS(t, newEnv(t, nil), `[{"id":"`+orgID+`","name":" ","description":""},{"id":"`+serviceID+`","name":"","status":"active"}]`)
	if report.Rows != 2 || report.Rejected != 2 {
		t.Errorf("%d rows, %d rejected", report.Rows, report.Rejected)
	}
}

func TestAFileThatIsNotHSDSIsRefusedWithItsPlace(t *testing.T) {
	_, _, err := ReadHSDS(strings.NewReader("[{\"id\":\"a\",\n\"id\":\"b\"}]"), newEnv(t, nil))
	if p := refused(t, "twice", err); !strings.Contains(p.Message.En, "line 2") || !strings.Contains(p.Message.Fr, "ligne 2") {
		t.Errorf("refused with %+v", p.Message)
	}
	_, _, err = ReadHSDS(io.LimitReader(endless{}, MaxHSDSBytes+10), newEnv(t, nil))
	if p := refused(t, "too large", err); p.Code != "file_too_large" {
		t.Errorf("refused as %s", p.Code)
	}
}

// endless is a file of spaces.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func sampleDirectory(t testing.TB, env Env) []*record.Record {
	t.Helper()
	records, err := sample.Build(env.Gazetteer, env.Terms, sample.Options{Seed: 1, At: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// A staff export of the whole sample directory, read into an empty one, says the
// same of every service.
func TestAStaffExportSurvivesTheRoundTrip(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole directory goes out and in")
	}
	env := newEnv(t, nil)
	var before []data.Listing[data.Staff]
	for _, r := range sampleDirectory(t, env) {
		before = append(before, record.Disclose(r)...)
	}
	raw, err := json.Marshal(hsds.Services(before, env.Terms))
	if err != nil {
		t.Fatal(err)
	}
	records, report, err := ReadHSDS(bytes.NewReader(raw), env)
	if err != nil {
		t.Fatal(err)
	}
	if report.Rejected != 0 {
		t.Errorf("%d rejected", report.Rejected)
	}
	after := map[data.ID]data.Listing[data.Staff]{}
	for _, r := range records {
		if faults := r.Validate(env.Terms); len(faults) > 0 {
			t.Fatalf("%s: %v", r.ID(), faults)
		}
		for _, l := range record.Disclose(r) {
			after[l.ID] = l
			if l.Inside.Visibility != data.Internal {
				t.Fatal("something came in that is not internal")
			}
		}
	}
	if len(after) != len(before) || len(before) < 3690 {
		t.Errorf("%d listings went out and %d came back", len(before), len(after))
	}
	lost := map[string]int{}
	for _, l := range before {
		for field := range changedFields(l, after[l.ID]) {
			lost[field]++
		}
	}
	for field, n := range lost {
		t.Errorf("%s differs in %d listings", field, n)
	}
	t.Logf("%d listings, %d bytes, issues %v", len(before), len(raw), tally(report))
}

func tally(r Report) map[string]int {
	n := map[string]int{}
	for _, i := range r.Issues {
		n[i.Code] += max(i.Count, 1)
	}
	return n
}

// changedFields compares what a listing says, field by field. Left out are what
// HSDS cannot carry: who learned of a capacity, which is a person, and that a
// line has no type, which is a voice line.
func changedFields(a, b data.Listing[data.Staff]) map[string]bool {
	changed := map[string]bool{}
	compare := func(field string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			changed[field] = true
		}
	}
	compare("organization", a.Organization, b.Organization)
	compare("service", a.Service, b.Service)
	compare("kind", a.Kind, b.Kind)
	compare("description", a.Description, b.Description)
	compare("status", cmp.Or(a.Status, data.Active), b.Status)
	compare("intake", a.Intake, b.Intake)
	compare("needs", a.Needs, b.Needs)
	compare("populations", a.Populations, b.Populations)
	compare("ages", a.Eligibility.Ages, b.Eligibility.Ages)
	compare("genders", a.Eligibility.Genders, b.Eligibility.Genders)
	compare("exclusive", a.Eligibility.Exclusive, b.Eligibility.Exclusive)
	compare("eligibility", a.Eligibility.Notes, b.Eligibility.Notes)
	compare("specialized", a.Specialized, b.Specialized)
	compare("languages", spoken(a), spoken(b))
	compare("interpretation", a.Interpretation, b.Interpretation)
	compare("barriers", known(a.Barriers), known(b.Barriers))
	compare("accessibility", known(a.Accessibility), known(b.Accessibility))
	compare("remote", a.Remote, b.Remote)
	compare("hours", a.Hours.Schedules, b.Hours.Schedules)
	compare("always", a.Hours.Always, b.Hours.Always)
	compare("holidays", a.Hours.OnHoliday, b.Hours.OnHoliday)
	compare("address", a.Address, b.Address)
	compare("phones", numbers(a.Phones), numbers(b.Phones))
	compare("lines", numbers(a.Inside.Lines), numbers(b.Inside.Lines))
	compare("documents", a.Documents, b.Documents)
	compare("verified", a.Verified, b.Verified)
	compare("demo", a.Demo, b.Demo)
	compare("fees", a.Fees, b.Fees)
	compare("application", a.Application, b.Application)
	compare("protocol", a.Inside.Protocol, b.Inside.Protocol)
	if geo.Distance(a.Place.Center, b.Place.Center) > 1 {
		changed["place"] = true
	}
	return changed
}

// spoken gives the languages in one order: those of interpreters come last in
// HSDS.
func spoken(l data.Listing[data.Staff]) []string {
	var all []string
	for _, offered := range l.Languages {
		all = append(all, offered.Code+"/"+string(offered.Mode))
	}
	slices.Sort(all)
	return all
}

func known(conditions []data.Condition) map[string]string {
	answers := map[string]string{}
	for _, c := range conditions {
		if c.Answer != data.Unknown {
			answers[c.Term] = c.Answer.String()
		}
	}
	return answers
}

func numbers(lines []data.Phone) []string {
	all := map[string]bool{}
	for _, line := range lines {
		all[line.Number+"/"+line.Extension+"/"+line.Description.Fr] = true
	}
	return slices.Sorted(maps.Keys(all))
}

func TestTheStandardsExamplesAreReadWithoutHarm(t *testing.T) {
	paths, err := filepath.Glob("../../shared/testdata/hsds-3.1/examples/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("the examples of HSDS 3.1 are not here: they are not part of the project")
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		records, report, err := ReadHSDS(bytes.NewReader(raw), newEnv(t, nil))
		if err != nil {
			refused(t, path, err)
			continue
		}
		if len(records) == 0 || report.Rejected > 0 {
			t.Errorf("%s gives %d records, %d rejected", path, len(records), report.Rejected)
		}
	}
}

func FuzzReadHSDS(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(oneService, foodTerm)))
	f.Add([]byte(fmt.Sprintf(oneService, shelterTerm)))
	env := newEnv(f, nil)
	records, _ := readHSDS(f, env, fmt.Sprintf(oneService, shelterTerm))
	raw, err := json.Marshal(hsds.Services(record.Disclose(records[0]), env.Terms))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		records, _, err := ReadHSDS(bytes.NewReader(raw), env)
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
	})
}

// A sample of both exports of the invented directory, held to the standard's own
// schema.
func TestExportsOfADirectoryAreValidHSDS(t *testing.T) {
	f := file(t, "hsds-3.1/schema/compiled/service.json")
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("service.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("service.json")
	if err != nil {
		t.Fatal(err)
	}
	env := newEnv(t, nil)
	var staff []data.Listing[data.Staff]
	var public []data.Listing[data.Public]
	for i, r := range sampleDirectory(t, env) {
		if i%25 == 0 {
			staff = append(staff, record.Disclose(r)...)
			public = append(public, record.Publish(r)...)
		}
	}
	services := slices.Concat(hsds.Services(staff, env.Terms), hsds.Services(public, env.Terms))
	for _, s := range services {
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(tree); err != nil {
			t.Errorf("%v", err)
		}
	}
	if len(services) < 150 || len(public) == 0 {
		t.Errorf("only %d services were looked at", len(services))
	}
}
