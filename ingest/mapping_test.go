package ingest

import (
	"os"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

const small = `
source = "x"
key = ["id"]
[columns]
organization_name = "name"
`

func TestABadMappingNamesEverythingThatIsWrong(t *testing.T) {
	for _, c := range []struct{ toml, want string }{
		{small + "citty = \"c\"\n", "no such field: citty"},
		{"colour = 1\n" + small, "line 1: no such key: colour"},
		{small + "[consent]\nby = \"x\"\nsigned = true\n", "line 8: no such key: consent.signed"},
		{"source = \"x\"\n[columns]\norganization_name = \"n\"\n", "key:"},
		{"source = \"x\"\nkey = \"id\"\n", "organization_name"},
		{small + "[constants]\norganization_name = \"A\"\n", "both in columns and in constants"},
		{small + "[consent]\nvisibility = \"public\"\n", "consent: by and on"},
		{small + "[consent]\nby = \"x\"\non = 2026-01-01\nvisibility = \"pubic\"\n", "consent: visibility"},
		{small + "[[rules]]\ncolumn = \"t\"\n", "rules[1]: needs"},
		{small + "[[rules]]\ncolumn = \"t\"\nis = \"a\"\nset = { neds = \"x\" }\n", "rules[1]: no such field: neds"},
		{"delimiter = \"ab\"\n" + small, "delimiter"},
		{"encoding = \"ebcdic\"\n" + small, "encoding"},
		{"language = \"de\"\n" + small, "language"},
		{small + "[rows]\nservice = \"s\"\n", "rows:"},
		{small + "address_1 = { a = 1 }\n", "columns.address_1"},
		{"source = \n", "line 1"},
		{small + "city = \"c\"\ncity = \"d\"\n", "line"},
	} {
		_, err := ParseMapping([]byte(c.toml))
		p := refused(t, c.toml, err)
		faults, _ := p.Cause.(bilingual.Faults)
		if p.Code != "mapping_invalid" || !strings.Contains(faults.Error(), c.want) {
			t.Errorf("%s\nis refused with %q, want it to say %q", c.toml, faults, c.want)
		}
		for _, f := range faults {
			if f.Fr == "" || f.Fr == f.En {
				t.Errorf("%q is not in French: %q", f.En, f.Fr)
			}
		}
	}
	_, err := ParseMapping([]byte("language = \"de\"\nencoding = \"ebcdic\"\n" + small))
	p := refused(t, "two faults", err)
	if faults, _ := p.Cause.(bilingual.Faults); len(faults) != 2 {
		t.Errorf("not all faults are named: %q", faults)
	}
}

func TestTheOrderIsConstantCellRuleDefault(t *testing.T) {
	m := mapping(t, small+`
city = "town"
description = ["what", "more"]
[values.city]
"mtl" = "Montréal"
[constants]
kind = "indirect"
[defaults]
city = "Laval"
needs = "food"
[[rules]]
column = "type"
is = ["Hôpital"]
set = { needs = ["hospital-care", "mental-health"] }
[[rules]]
column = "type"
contains = ["hopital"]
set = { needs = "clothing", city = "Gatineau" }
`)
	records, report := readMapped(t, newEnv(t, nil), m, "id,name,town,type,what,more",
		"1,A,MTL,HOPITAL,one,two",
		"2,B,,grand hôpital,,",
		"3,C,,hôpitaux,,")
	wantCodes(t, report)
	for i, want := range []struct {
		city  string
		needs []string
	}{
		{"Montréal", []string{"hospital-care", "mental-health"}},
		{"Gatineau", []string{"clothing"}},
		{"Laval", []string{"food"}},
	} {
		r := records[i]
		if got := r.Locations[0].Address.City; got != want.city {
			t.Errorf("row %d: city is %q, want %q", i+1, got, want.city)
		}
		if got := r.Services[0].Needs; strings.Join(got, ";") != strings.Join(want.needs, ";") {
			t.Errorf("row %d: needs are %v, want %v", i+1, got, want.needs)
		}
		if r.Organization.Kind != data.Indirect {
			t.Errorf("row %d: kind is %s", i+1, r.Organization.Kind)
		}
	}
	if got := records[0].Services[0].Description.En; got != "one two" {
		t.Errorf("description is %q", got)
	}
}

const grouped = `
source = "x"
key = ["id"]
[rows]
organization = "org"
service = "programme"
location = "site"
[columns]
organization_name = "org"
service_name = "programme"
city = "site"
needs = "need"
phone = "phone"
province = "prov"
`

func TestRowsOfOneOrganizationShareServicesAndPlaces(t *testing.T) {
	m := mapping(t, grouped)
	had := directory{}
	lines := []string{"id,org,programme,site,need,phone,prov",
		"1,Maison Élan,Legal,Ottawa,legal,613-555-0101,ON",
		"2,Maison Élan,Legal,Kingston,legal,613-555-0102,ON",
		"3,MAISON ELAN,Food,Ottawa,food,613-555-0103,ON",
		"4,Other,Food,Ottawa,food,,ON"}
	records, _ := readMapped(t, newEnv(t, had), m, lines...)
	if len(records) != 2 {
		t.Fatalf("%d records, want 2", len(records))
	}
	r := records[0]
	if len(r.Services) != 2 || len(r.Locations) != 2 || len(r.At) != 3 {
		t.Errorf("%d services, %d locations, %d joins", len(r.Services), len(r.Locations), len(r.At))
	}
	if r.At[0].ServiceID != r.At[1].ServiceID || r.At[0].LocationID != r.At[2].LocationID {
		t.Error("rows that belong together do not share a service or a place")
	}
	had.apply(t, Plan(records, had))
	again, _ := readMapped(t, newEnv(t, had), m, lines[0], lines[3], lines[1], lines[4], lines[2])
	if c := Plan(again, had); c.Unchanged != 2 || c.Changed+c.Added != 0 {
		t.Errorf("shuffled, the same rows add %d and change %d: %+v", c.Added, c.Changed, c.Diffs)
	}
	moved, report := readMapped(t, newEnv(t, had), m, lines[0], "4,Maison Élan,Food,Ottawa,food,,ON")
	if i := issue(t, report, "row_moved"); i.Severity != Stop || len(moved) > 1 {
		t.Errorf("a row that changes its organization gives %+v", i)
	}
}

func TestLanguageOfTextsThatDoNotSay(t *testing.T) {
	m := mapping(t, "language = \"fr\"\n"+small+"description = \"d\"\nfees_en = \"f\"\n")
	records, _ := readMapped(t, newEnv(t, nil), m, "id,name,d,f", "1,A,Écoute,Free")
	s := records[0].Services[0]
	if want := (bilingual.Text{Fr: "Écoute"}); s.Description != want {
		t.Errorf("description is %+v", s.Description)
	}
	if want := (bilingual.Text{En: "Free"}); s.Fees != want {
		t.Errorf("fees are %+v", s.Fees)
	}
}

func FuzzParseMapping(f *testing.F) {
	if raw, err := os.ReadFile("../examples/odhf/mapping.toml"); err == nil {
		f.Add(raw)
	}
	f.Add([]byte(small))
	f.Add([]byte(grouped))
	f.Add([]byte("key = [[[1]]]\n[columns]\ncity = [true, 2.5, 2026-01-01]\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := ParseMapping(raw)
		if err == nil && (m == nil || len(m.Key) == 0) {
			t.Error("a mapping without a key was accepted")
		}
		if _, ok := bilingual.AsProblem(err); err != nil && !ok {
			t.Errorf("an error that is not for a person: %v", err)
		}
	})
}
