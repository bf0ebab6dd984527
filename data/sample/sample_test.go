package sample_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/geo"
)

var update = flag.Bool("update", false, "write the golden files anew")

// tables are the gazetteer and the terms, read once for all tests.
var tables = sync.OnceValues(func() (*geo.Gazetteer, *data.Terms) {
	g, err := geo.Load()
	if err != nil {
		panic(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		panic(err)
	}
	return g, terms
})

var now = time.Date(2026, 11, 22, 15, 4, 5, 0, time.UTC)

// shared is the directory of seed 1, which tests only read.
var shared = sync.OnceValue(func() []*record.Record {
	records, err := buildSeed(1)
	if err != nil {
		panic(err)
	}
	return records
})

func buildSeed(seed uint64) ([]*record.Record, error) {
	g, terms := tables()
	return sample.Build(g, terms, sample.Options{Seed: seed, At: now})
}

func isAuthority(r *record.Record) bool {
	return r.Organization.Kind == data.LawEnforcement || r.Organization.Kind == data.ChildProtection
}

// providers are the records that the table by province counts.
func providers() []*record.Record {
	return slices.DeleteFunc(slices.Clone(shared()), isAuthority)
}

func open(t *testing.T, r *record.Record) record.Parts {
	t.Helper()
	parts, err := r.Open(record.Grant{Record: r.ID(), Entry: 1})
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

func TestTheTableByProvinceIsExact(t *testing.T) {
	want := map[string]int{
		"ON": 368, "QC": 155, "AB": 79, "NS": 63, "SK": 54, "BC": 54, "MB": 45, "NB": 45, "NL": 34,
		"PE": 12, "NT": 4, "NU": 4, "YT": 4, "CA": 2, "US": 1,
	}
	for seed := range uint64(3) {
		records, err := buildSeed(seed)
		if err != nil {
			t.Fatal(err)
		}
		got, total, services := map[string]int{}, 0, 0
		for _, r := range records {
			if isAuthority(r) {
				continue
			}
			key := string(r.Organization.Home) + r.Organization.Country
			if key == "" {
				key = "CA"
			}
			got[key]++
			total++
			services += len(r.Services)
			if n := len(r.Services); n < 1 || n > 12 {
				t.Errorf("seed %d: %s has %d services, want 1 to 12", seed, r.Organization.Name.En, n)
			}
		}
		if total != 924 || services != 3690 {
			t.Errorf("seed %d: %d providers with %d services, want 924 with 3690", seed, total, services)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("seed %d: providers by province %v, want %v", seed, got, want)
		}
	}
}

func TestPoliceAndTheirContacts(t *testing.T) {
	agencies, contacts := 0, 0
	for _, r := range shared() {
		if r.Organization.Kind != data.LawEnforcement {
			continue
		}
		agencies++
		contacts += r.Sealed.Contacts()
		if len(r.Services) != 1 || !slices.Equal(r.Services[0].Needs, []string{"police-reporting"}) {
			t.Errorf("%s: services %v, want one for police-reporting", r.Organization.Name.En, r.Services)
		}
		_, sealed := open(t, r).Protocols[r.Services[0].ID]
		if !sealed && r.Services[0].Protocol.IsZero() {
			t.Errorf("%s has no reporting protocol", r.Organization.Name.En)
		}
	}
	if agencies != 99 || contacts != 196 {
		t.Errorf("%d police agencies with %d contacts, want 99 with 196", agencies, contacts)
	}
}

func TestChildProtectionIsEverywhere(t *testing.T) {
	counts := map[geo.Province]int{}
	total := 0
	for _, r := range shared() {
		if r.Organization.Kind != data.ChildProtection {
			continue
		}
		counts[r.Organization.Home]++
		total++
		ages := r.Services[0].Eligibility.Ages
		if r.Services[0].Needs[0] != "child-protection" || !ages.Stated || ages.Min != 0 || ages.Max < 15 || ages.Max > 18 {
			t.Errorf("%s: needs %v, ages %+v", r.Organization.Name.En, r.Services[0].Needs, ages)
		}
	}
	for _, p := range geo.Provinces() {
		if counts[p] == 0 {
			t.Errorf("no child-protection authority in %s", p)
		}
	}
	if total < 40 || counts[geo.Ontario] < 3 || counts[geo.Quebec] < 3 {
		t.Errorf("%d authorities (%v), want at least 40, several of them in Ontario and in Quebec", total, counts)
	}
}

func TestEveryRecordIsValid(t *testing.T) {
	_, terms := tables()
	for _, r := range shared() {
		for _, fault := range r.Validate(terms) {
			t.Errorf("%s: %s %s", r.Organization.Name.En, fault.Field, fault.Message.En)
		}
	}
}

func TestEveryRecordSaysThatItIsInvented(t *testing.T) {
	for _, r := range shared() {
		name := r.Organization.Name
		if !r.Demo || !strings.HasSuffix(name.En, " (demo)") || !strings.HasSuffix(name.Fr, " (démo)") {
			t.Errorf("%q / %q with Demo %v does not say that it is invented", name.En, name.Fr, r.Demo)
		}
	}
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	h := sha256.New()
	for _, r := range shared() {
		b, err := record.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	again, err := buildSeed(1)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range again {
		a, _ := record.Encode(r)
		b, _ := record.Encode(shared()[i])
		if string(a) != string(b) {
			t.Fatalf("record %d differs from one build to the next:\n%s\n%s", i, a, b)
		}
	}
	golden(t, "testdata/seed1.sha256", hex.EncodeToString(h.Sum(nil))+"\n")
}

// golden compares with a file; a change to texts, terms or the gazetteer changes
// the hash and is confirmed with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("got %s, want %s (%v); if the texts or the tables were changed on purpose, run with -update", got, want, err)
	}
}

func TestAnotherSeedGivesAnotherDirectory(t *testing.T) {
	other, err := buildSeed(2)
	if err != nil {
		t.Fatal(err)
	}
	if other[0].ID() == shared()[0].ID() || other[0].Organization.Name == shared()[0].Organization.Name && other[1].Organization.Name == shared()[1].Organization.Name {
		t.Error("seed 2 begins like seed 1")
	}
}

func TestTheInstantMustBeGiven(t *testing.T) {
	g, terms := tables()
	if _, err := sample.Build(g, terms, sample.Options{Seed: 1}); err == nil {
		t.Error("a directory without a now was built")
	}
}

func TestIDsAndNamesAreUnique(t *testing.T) {
	ids, names := map[data.ID]bool{}, map[string]bool{}
	use := func(id data.ID) {
		if ids[id] {
			t.Errorf("id %s is used twice", id)
		}
		ids[id] = true
	}
	for _, r := range shared() {
		if names[r.Organization.Name.En] {
			t.Errorf("two organizations are called %q", r.Organization.Name.En)
		}
		names[r.Organization.Name.En] = true
		use(r.ID())
		for _, s := range r.Services {
			use(s.ID)
		}
		for _, l := range r.Locations {
			use(l.ID)
		}
		for _, at := range r.At {
			use(at.ID)
		}
	}
}

func TestEveryNumberAndAddressIsInvented(t *testing.T) {
	phones := regexp.MustCompile(`\+?\d[\d .()-]{6,}\d`)
	invented := regexp.MustCompile(`^\+1[2-9]\d\d55501\d\d$`)
	addresses := regexp.MustCompile(`[\w.-]+@[\w.-]+|https?://[^"\s/]+`)
	for _, r := range shared() {
		for _, p := range allPhones(t, r) {
			if !invented.MatchString(p.Number) {
				t.Errorf("%s: %s is no 555-01xx number", r.Organization.Name.En, p.Number)
			}
		}
		for _, text := range allTexts(r) {
			if phones.MatchString(text.En) || phones.MatchString(text.Fr) {
				t.Errorf("a number in a text: %v", text)
			}
		}
		b, err := json.Marshal([]any{r, open(t, r)})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range addresses.FindAllString(string(b), -1) {
			if !strings.HasSuffix(a, ".example.org") {
				t.Errorf("%s: %s is not under example.org", r.Organization.Name.En, a)
			}
		}
	}
}

func allPhones(t *testing.T, r *record.Record) []data.Phone {
	var phones []data.Phone
	add := func(lines []record.Phone) {
		for _, p := range lines {
			phones = append(phones, p.Phone)
		}
	}
	add(r.Organization.Phones)
	for _, s := range r.Services {
		add(s.Phones)
	}
	for _, l := range r.Locations {
		add(l.Phones)
	}
	for _, c := range open(t, r).Contacts {
		phones = append(phones, c.Phone)
	}
	return phones
}

func ExampleBuild() {
	g, err := geo.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	terms, err := data.LoadTerms()
	if err != nil {
		fmt.Println(err)
		return
	}
	records, err := sample.Build(g, terms, sample.Options{Seed: 1, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	ontario := 0
	for _, r := range records {
		if r.Organization.Home == geo.Ontario && r.Organization.Kind != data.LawEnforcement && r.Organization.Kind != data.ChildProtection {
			ontario++
		}
	}
	fmt.Println(len(records), "records;", ontario, "service providers in Ontario")
	// Output: 1069 records; 368 service providers in Ontario
}

func BenchmarkBuild(b *testing.B) {
	tables()
	for b.Loop() {
		if _, err := buildSeed(1); err != nil {
			b.Fatal(err)
		}
	}
}
