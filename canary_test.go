package relais_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record/recordtest"
)

// Every string of an internal record, and every sealed part of a limited one, is
// a canary. None may sing in anything that the public can read, nor in the
// clear in any file on disk, nor in a log of the engine's values.
func TestNoCanarySingsOutside(t *testing.T) {
	dir := t.TempDir()
	e, err := relais.Create(dir, relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	internal := recordtest.Storable(t, data.Internal)
	limited := recordtest.Storable(t, data.Limited)
	renew(t, internal, seeded(21))
	internal.Locations[0].Confidential = true
	apply(t, e, internal, limited)

	public := string(observe(t, e))
	for _, field := range sings(public) {
		if !allowedWhenLimited[field] {
			t.Errorf("the public can read %s", field)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "engine", e, "record", internal.Sealed)
	fmt.Fprintf(&log, "%v %+v", internal.Sealed, limited.Sealed)
	if got := sings(log.String()); len(got) > 0 {
		t.Errorf("a log can read %v", got)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	files := everyFile(t, dir)
	if len(files) == 0 {
		t.Fatal("there is no file to look at")
	}
	for path, content := range files {
		if got := sings(content); len(got) > 0 {
			t.Errorf("%s holds %v in the clear", path, got)
		}
	}
}

// The test above would pass if canaries did not sing at all: staff must hear
// them.
func TestStaffHearTheCanaries(t *testing.T) {
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	apply(t, e, recordtest.Storable(t, data.Internal))
	heard := map[string]bool{}
	for _, field := range sings(string(observeStaff(t, e))) {
		heard[field] = true
	}
	for _, field := range []string{"Services.Notes.En", "Services.Protocol.Fr", "Organization.Name.En", "Locations.Area.Label.En"} {
		if !heard[field] {
			t.Errorf("staff do not hear %s", field)
		}
	}
	for field := range heard {
		if strings.HasPrefix(field, "Sealed") {
			t.Errorf("staff hear %s, which is sealed", field)
		}
	}
}

// allowedWhenLimited are the strings of a limited record that its owner agreed
// to show: the names, and the lines without their descriptions.
var allowedWhenLimited = map[string]bool{
	"Organization.Name.En": true, "Organization.Name.Fr": true,
	"Services.Name.En": true, "Services.Name.Fr": true,
	"Organization.Phones.Phone.Number": true, "Organization.Phones.Phone.Extension": true, "Organization.Phones.Phone.Type": true,
	"Services.Phones.Phone.Number": true, "Services.Phones.Phone.Extension": true, "Services.Phones.Phone.Type": true,
	"Locations.Phones.Phone.Number": true, "Locations.Phones.Phone.Extension": true, "Locations.Phones.Phone.Type": true,
	"At.Phones.Phone.Number": true, "At.Phones.Phone.Extension": true, "At.Phones.Phone.Type": true,
}

func sings(s string) []string {
	var fields []string
	for field := range recordtest.Canaries(s) {
		fields = append(fields, field)
	}
	return fields
}

func everyFile(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
