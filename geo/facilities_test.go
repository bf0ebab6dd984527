package geo

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPostalAreasOnRealFacilities measures, on Statistics Canada's health
// facilities that have both a postal code and coordinates, how far they are from
// the point of their postal area, and how many lie within its radius.
func TestPostalAreasOnRealFacilities(t *testing.T) {
	g := gazetteer(t)
	var away [2][]Meters // urban, rural
	var inside [2]int
	for _, f := range facilities(t) {
		o, err := g.Postal(f.code)
		if err != nil {
			continue // the file has typos of its own
		}
		sort := 0
		if o.FSA[1] == '0' {
			sort = 1
		}
		d := Distance(o.Point, f.at)
		away[sort] = append(away[sort], d)
		if d <= o.Radius {
			inside[sort]++
		}
	}
	for sort, name := range []string{"urban", "rural"} {
		slices.Sort(away[sort])
		n := len(away[sort])
		if n < 1000 {
			t.Fatalf("%s: only %d facilities", name, n)
		}
		share := float64(inside[sort]) / float64(n)
		t.Logf("%s: %d facilities, median %.1f km, p95 %.1f km, %.1f %% within the radius",
			name, n, away[sort][n/2].Kilometers(), away[sort][n*95/100].Kilometers(), 100*share)
		if share < 0.88 {
			t.Errorf("%s: %.1f %% of the facilities lie within the radius of their area, want nine of ten", name, 100*share)
		}
	}
	if median := away[0][len(away[0])/2]; median > 3*Kilometer {
		t.Errorf("urban median %.1f km, want at most 3", median.Kilometers())
	}
	if p95 := away[0][len(away[0])*95/100]; p95 > 10*Kilometer {
		t.Errorf("urban p95 %.1f km, want at most 10", p95.Kilometers())
	}
	if p95 := away[1][len(away[1])*95/100]; p95 > 300*Kilometer {
		t.Errorf("rural p95 %.1f km, want at most 300", p95.Kilometers())
	}
}

// TestPlacesOnRealFacilities measures how many of the towns that the file's
// addresses name are known, and how far the facilities are from them.
func TestPlacesOnRealFacilities(t *testing.T) {
	g := gazetteer(t)
	var away []Meters
	named, ambiguous, inside := 0, 0, 0
	for _, f := range facilities(t) {
		if f.town == "" {
			continue
		}
		named++
		o, err := g.Place(f.town)
		if codeOf(err) == "place_ambiguous" {
			ambiguous++
		}
		if err != nil {
			continue
		}
		away = append(away, Distance(o.Point, f.at))
		if away[len(away)-1] <= o.Radius {
			inside++
		}
	}
	slices.Sort(away)
	n := len(away)
	if n < 1000 {
		t.Fatalf("only %d facilities in towns that are known", n)
	}
	known := float64(n) / float64(named)
	t.Logf("%d facilities name a town: %.1f %% are known, %d ambiguous; median %.1f km, p95 %.1f km, %.1f %% within the radius",
		named, 100*known, ambiguous, away[n/2].Kilometers(), away[n*95/100].Kilometers(), 100*float64(inside)/float64(n))
	if known < 0.85 {
		t.Errorf("%.1f %% of the towns are known, want 85", 100*known)
	}
	if median := away[n/2]; median > 5*Kilometer {
		t.Errorf("median %.1f km, want at most 5", median.Kilometers())
	}
}

type facility struct {
	code string
	town string // with its province
	at   Point
}

func facilities(t *testing.T) []facility {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "testdata", "odhf_v1.csv"))
	if err != nil {
		t.Skip("the Open Database of Healthcare Facilities is not beside the module (../shared/testdata/odhf_v1.csv)")
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int {
		return slices.IndexFunc(rows[0], func(s string) bool { return strings.HasSuffix(s, name) })
	}
	city, province := column("city"), column("province")
	code, lat, lng := column("postal_code"), column("latitude"), column("longitude")
	var found []facility
	for _, row := range rows[1:] {
		y, errY := strconv.ParseFloat(row[lat], 64)
		x, errX := strconv.ParseFloat(row[lng], 64)
		if errY != nil || errX != nil || x > -50 || y < 41 {
			continue // no coordinates, or a sign that was lost
		}
		f := facility{code: row[code], at: Point{y, x}}
		if row[city] != "" {
			f.town = row[city] + ", " + row[province]
		}
		found = append(found, f)
	}
	return found
}
