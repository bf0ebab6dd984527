package ingest

import (
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

func TestNeedsThatCannotBeReadNeverOpenAShelter(t *testing.T) {
	header := "id,org,service,need,pop,street,city,prov"
	m := mapping(t, "source = \"x\"\nkey = [\"id\"]\n[columns]\norganization_name = \"org\"\nservice_name = \"service\"\nneeds = \"need\"\npopulations = \"pop\"\naddress_1 = \"street\"\ncity = \"city\"\nprovince = \"prov\"\n[consent]\nby = \"d\"\non = 2026-01-01\nvisibility = \"public\"\n")
	for cells, want := range map[string]string{
		`A,,"food, emergency-shelter",`:                  "note shelter_confidential",
		`A,,emergency shelter / transition house,`:       "note shelter_confidential",
		`A,,"food, legal",`:                              "",
		`A,,food / legal,`:                               "",
		`A,,food; zzyzx place,`:                          "note maybe_shelter,note need_unknown",
		`A,,food,qwxyz people`:                           "note maybe_shelter,note population_unknown",
		`Women’s Shelter of X,,food,`:                    "note shelter_confidential",
		`A,Maison d’hébergement,food,`:                   "note shelter_confidential",
		`Refuge du Nord,,,`:                              "note shelter_confidential",
		`Refugee Services,Sheltered workshop,food,women`: "",
	} {
		records, report := readMapped(t, newEnv(t, nil), m, header, "1,"+cells+",4242 Hollyhock St,Smiths Falls,ON")
		if got := strings.Join(codes(report), ","); got != want {
			t.Errorf("%s gives %q, want %q", cells, got, want)
		}
		confidential := want != ""
		if records[0].Locations[0].Confidential != confidential {
			t.Errorf("%s: confidential is %v", cells, !confidential)
		}
		if confidential {
			holdsSecret(t, cells, record.Publish(records[0]))
		}
	}
}

func TestACellWithCommasKeepsAllItsTerms(t *testing.T) {
	records, _ := readCSV(t, newEnv(t, nil), "key,organization name,needs,confidential", `1,A,"food, legal / emergency shelter; health-care",no`)
	if got := records[0].Services[0].Needs; !slices.Equal(got, []string{"food", "legal", "emergency-shelter", "health-care"}) {
		t.Errorf("needs are %v", got)
	}
	if records[0].Locations[0].Confidential {
		t.Error("what the file calls no secret is one")
	}
}

func TestAnOldMacOrDOSFileIsRefusedUnlessItsEncodingIsNamed(t *testing.T) {
	const header = "key,organization name,province\n"
	for what, cell := range map[string]string{"Mac Roman": "H\x8ebergement Qu\x8ebec", "CP850": "Caf\x82teria Qu\x82bec"} {
		_, _, err := ReadCSV(strings.NewReader(header+"1,"+cell+",QC\n"), nil, newEnv(t, nil))
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Code != "encoding_doubtful" || p.Message.Fr == "" || p.Hint.Fr == "" {
			t.Errorf("%s gives %v", what, err)
		}
	}
	for _, cell := range []string{"H\xe9bergement Qu\xe9bec l\x92\xe9t\xe9", "C\x9cur", "\x8a\x9akoda", "Zde\x9ek", "wait\x85what"} {
		if _, _, err := ReadCSV(strings.NewReader(header+"1,"+cell+",QC\n"), nil, newEnv(t, nil)); err != nil {
			t.Errorf("%q, which is Windows-1252, is refused: %v", cell, err)
		}
	}
	m := mapping(t, "source = \"x\"\nkey = [\"key\"]\nencoding = \"mac-roman\"\n[columns]\norganization_name = \"organization name\"\n")
	records, _, err := ReadCSV(strings.NewReader(header+"1,H\x8ebergement Qu\x8ebec,QC\n"), m, newEnv(t, nil))
	if err != nil || records[0].Organization.Name.Fr != "Hébergement Québec" {
		t.Errorf("with its encoding named: %v", err)
	}
}

func TestTwoServicesWithOneIdAreNotMixed(t *testing.T) {
	const organization = `"organization":{"id":"o1","name":"O"}`
	first := `{"id":"s1","name":"Soup","description":"hot",` + organization + `}`
	for second, rejected := range map[string]int{
		first: 0,
		`{"id":"s1","name":"Beds","description":"hot",` + organization + `}`:                  1,
		`{"id":"s1","name":"Soup","description":"cold",` + organization + `}`:                 1,
		`{"id":"s1","name":"Soup","description":"hot","organization":{"id":"o2","name":"P"}}`: 1,
	} {
		records, report, err := ReadHSDS(strings.NewReader("["+first+",\n"+second+"]"), newEnv(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		if report.Rejected != rejected {
			t.Errorf("%s: %d rejected", second, report.Rejected)
		}
		if s := records[0].Services; len(s) != 1 || s[0].Name.En != "Soup" || s[0].Description != (data.Text{En: "hot"}) {
			t.Errorf("%s: the first became %+v", second, s)
		}
		if rejected == 1 && !strings.Contains(issue(t, report, "key_twice").Expected.Fr, "ligne 1") {
			t.Errorf("the issue does not name the first's line: %+v", report.Issues)
		}
	}
}
