package relais_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func TestOwnPostalCodesAreKeptBesideTheStore(t *testing.T) {
	dir := t.TempDir()
	built, err := relais.LoadGazetteer(dir)
	if err != nil {
		t.Fatal(err)
	}
	const file = "CA\tM9Z\tEtobicoke\tOntario\tON\t\t\t\t\t43.65\t-79.55\t\nCA\tM5V 2T6\tToronto\tOntario\tON\t\t\t\t\t43.6423\t-79.3890\t6\n"
	table, _, err := built.ReadPostal(strings.NewReader(file), geo.Kilometer)
	if err != nil {
		t.Fatal(err)
	}
	if err := relais.StorePlaces(dir, table); err != nil {
		t.Fatal(err)
	}
	inside, err := os.ReadDir(dir)
	if err != nil || len(inside) != 1 || inside[0].Name() != relais.PlacesFile {
		t.Errorf("the folder holds %v, %v, want %s alone", inside, err, relais.PlacesFile)
	}
	path := filepath.Join(dir, relais.PlacesFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v, want its owner's alone", info.Mode(), err)
	}
	g, err := relais.LoadGazetteer(dir)
	if err != nil {
		t.Fatal(err)
	}
	if o, err := g.PostalFull("M5V 2T6"); err != nil || geo.Distance(o.Point, geo.Point{Lat: 43.6423, Lng: -79.3890}) > 1 {
		t.Errorf("got %+v, %v", o, err)
	}
	if err := os.Truncate(path, 40); err != nil {
		t.Fatal(err)
	}
	if _, err := relais.LoadGazetteer(dir); bilingual.KindOf(err) != bilingual.Damaged {
		t.Errorf("a damaged file: got %v, want a problem", err)
	}
	if removed, err := relais.RemovePlaces(dir); !removed || err != nil {
		t.Errorf("got %v, %v", removed, err)
	}
	if removed, err := relais.RemovePlaces(dir); removed || err != nil {
		t.Errorf("nothing left to remove: got %v, %v", removed, err)
	}
}
