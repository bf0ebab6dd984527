package ingest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestWhichColumnNamesTheRows(t *testing.T) {
	for header, want := range map[string]string{
		"Clé interne,Nom":                  "Clé interne",
		"Identifiant,Nom":                  "Identifiant",
		"ID,Name":                          "ID",
		"No,Nom":                           "No",
		"N°,Nom":                           "N°",
		"No.,Nom,Adresse":                  "No.",
		"Code,ID,Nom":                      "ID",
		"Nom,Code":                         "Code",
		"No,Rue,Nom":                       "", // the number of a house
		"Nom,No,Rue,Numéro":                "Numéro",
		"_line,_code,Nom":                  "",
		"No,identifiant du répertoire,Nom": "",
	} {
		m, _ := guessMapping(strings.Split(header, ","))
		if got := strings.Join(m.Key, "+"); got != want {
			t.Errorf("%s: the key is %q, want %q", header, got, want)
		}
	}
}

// A report names the columns as the file has them, and none that it has not.
func TestAReportNamesTheFilesOwnColumns(t *testing.T) {
	_, report := readCSV(t, newEnv(t, nil), "No,Nom de l'organisme,Prov.", "1,A,QC", "1,B,QC", ",C,QC", "4,Refuge du Nord,QC")
	for code, want := range map[string]string{"key_twice": "No", "key_missing": "No", "shelter_confidential": ""} {
		if got := issue(t, report, code).Column; got != want {
			t.Errorf("%s names %q, want %q", code, got, want)
		}
	}
	m := mapping(t, "source = \"x\"\nkey = [\"Région\", \"Dossier\"]\n[columns]\norganization_name = \"Nom\"\n")
	_, report = readMapped(t, newEnv(t, nil), m, "Région,Dossier,Nom", "a,1,A", "a,1,B")
	if got := issue(t, report, "key_twice").Column; got != "Région + Dossier" {
		t.Errorf("a key of two columns is named %q", got)
	}
}

// Rejected rows that are sent back with their reasons beside them are read as if the
// reasons were not there.
func TestAFileOfRejectedRowsIsReadWithoutItsReasons(t *testing.T) {
	lines := []string{"Identifiant,Nom de l'organisme,Prov.,latitude,longitude", "1,A,QC,45.5,73.6", "2,B,QC,,"}
	for _, all := range []bool{false, true} {
		_, report := readCSV(t, newEnv(t, nil), lines...)
		var back bytes.Buffer
		if err := WriteErrors(&back, []byte(strings.Join(lines, "\n")), nil, report, bilingual.Fr, all); err != nil {
			t.Fatal(err)
		}
		mended := strings.Replace(back.String(), "73.6", "-73.6", 1)
		records, again := readCSV(t, newEnv(t, nil), mended)
		for _, i := range again.Issues {
			if i.Code != "column_guessed" || strings.HasPrefix(i.Column, "_") {
				t.Errorf("%+v", i)
			}
		}
		if want := map[bool]int{false: 1, true: 2}[all]; len(records) != want || again.Rejected != 0 {
			t.Errorf("%d records, %d rejected", len(records), again.Rejected)
		}
	}
}

// French quotation marks keep their words: the spaces inside them do not break.
func TestFrenchQuotationMarksDoNotBreak(t *testing.T) {
	_, report := readCSV(t, newEnv(t, nil), "Identifiant,Nom de l'organisme", "1,A")
	for _, i := range report.Issues {
		if s := i.Suggestion.Fr; strings.Contains(s, "« ") || strings.Contains(s, " »") || !strings.Contains(s, "«\u00a0") {
			t.Errorf("%q", s)
		}
	}
}
