package relais_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
)

const (
	ownMapping = "source = \"Northern partners\"\nkey = [\"Nummer\"]\n[columns]\norganization_name = \"Bezeichnung\"\n[constants]\nneeds = \"legal\"\n"
	ownRows    = "Nummer,Bezeichnung\n1,One House (demo)\n2,Two House (demo)\n"
)

func plannedFile(t *testing.T, e *relais.Engine, source, mapping, rows string) (*relais.Import, error) {
	t.Helper()
	return e.PlanImport(relais.ImportFile{Name: "file.csv", Content: []byte(rows), Source: source, Mapping: []byte(mapping)}, "test", now)
}

func TestAMappingIsRememberedForItsSource(t *testing.T) {
	e := emptyDirectory(t)
	if _, err := plannedFile(t, e, "Northern partners", "", ownRows); err == nil {
		t.Fatal("a file of unknown headings is read without a mapping")
	}
	if _, err := plannedFile(t, e, "", ownMapping, ownRows); err != nil {
		t.Fatal(err)
	}
	again, err := plannedFile(t, e, "Northern partners", "", ownRows)
	if err != nil || again.Added != 2 {
		t.Fatalf("%v, %+v", err, again)
	}
	if _, err := plannedFile(t, e, "Northern Partners", "", ownRows); err == nil {
		t.Error("another source has this one’s mapping")
	}
	template, err := plannedFile(t, e, "Northern partners", "", "key,organization\n1,One House (demo)\n")
	if err != nil || template.Added != 1 {
		t.Errorf("a file that needs no mapping: %v", err)
	}
	raw, err := e.Mapping("Northern partners", false)
	if err != nil || string(raw) != ownMapping {
		t.Errorf("remembered %q, %v", raw, err)
	}
	if raw, err := e.Mapping("Northern partners", true); raw != nil || err != nil {
		t.Errorf("a feed’s mapping: %q, %v", raw, err)
	}
}

func TestAMappingMayBeEditedAndIsNeverHalfWritten(t *testing.T) {
	dir := t.TempDir()
	e, err := relais.Create(dir, relais.Options{Keys: t.TempDir(), Brief: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	for _, source := range []string{"../../outside", "/etc/passwd", "a", "A", "ᐃᖃᓗᐃᑦ", strings.Repeat("long ", 100)} {
		if err := e.RememberMapping(source, []byte(ownMapping)); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, relais.MappingsFolder, "*.toml"))
	if err != nil || len(files) != 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if err := e.RememberMapping("a", []byte("nonsense = ")); bilingual.KindOf(err) != bilingual.Invalid {
		t.Errorf("a wrong mapping is remembered: %v", err)
	}
	for _, path := range files {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(ownMapping, "legal", "food", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	edited, err := e.Mapping("a", false)
	if err != nil || !strings.Contains(string(edited), "food") {
		t.Errorf("edited, it is %q, %v", edited, err)
	}
}

// A mapping that nobody gave with the file is said, with the consent that it claims,
// also once a pair is decided: somebody else may have written it.
func TestARememberedMappingIsSaidWithItsConsent(t *testing.T) {
	e := emptyDirectory(t)
	said := func(i *relais.Import, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range i.Report.Issues {
			if n.Code == "mapping_remembered" {
				return n.Suggestion.Fr
			}
		}
		return ""
	}
	consent := "[consent]\nby = \"the directors\"\non = 2026-01-15\nevidence = \"folder 12\"\nvisibility = \"public\"\n"
	rows := "Nummer,Bezeichnung\n1,One House (demo)\n"
	if got := said(plannedFile(t, e, "", ownMapping+consent, rows)); got != "" {
		t.Errorf("a mapping that was given: %q", got)
	}
	if got := said(plannedFile(t, e, "Northern partners", "", rows)); !strings.Contains(got, "the directors") || !strings.Contains(got, "2026-01-15") || !strings.Contains(got, "folder 12") {
		t.Errorf("a plan says %q", got)
	}
	f := relais.ImportFile{Content: []byte(rows), Source: "Northern partners"}
	if got := said(e.LookAtImport(f, "test", now)); !strings.Contains(got, "folder 12") {
		t.Errorf("a look says %q", got)
	}
	if _, err := plannedFile(t, e, "", ownMapping, rows); err != nil {
		t.Fatal(err)
	}
	if got := said(plannedFile(t, e, "Northern partners", "", rows)); !strings.Contains(got, "--mapping") {
		t.Errorf("without consent: %q", got)
	}
	planned(t, e, "ana", partner, shelterRow)
	twins := partnerHeader + shelterRow + strings.Replace(shelterRow, "2,", "9,", 1)
	i, err := plannedFile(t, e, "partner", "", twins)
	if said(i, err) == "" || len(i.Changes.Pairs) != 1 {
		t.Fatalf("pairs: %+v", i.Changes.Pairs)
	}
	for range 2 {
		if i, err = e.DecidePair(i.ID, i.Changes.Pairs[0].ID, false, "ben", now); said(i, err) == "" {
			t.Error("it is not said once a pair is decided")
		}
	}
	if got := said(plannedFile(t, e, "Northern partners", "", "key,organization\n1,One House (demo)\n")); got != "" {
		t.Errorf("headings that need no mapping: %q", got)
	}
}
