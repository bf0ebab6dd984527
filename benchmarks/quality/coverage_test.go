package quality

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

var recordResults = flag.Bool("record", false, "measure everything and write benchmarks/results")

// every is how many postal areas the everyday test steps over.
const every = 60

func TestCoverage(t *testing.T) {
	w := world(t)
	staff, public, err := Sample(w.Gazetteer, w.Terms, At)
	if err != nil {
		t.Fatal(err)
	}
	cases, fsas := Cases(w.Terms), PostalAreas(w.Gazetteer)
	if !*recordResults {
		fsas = step(fsas, every)
	}
	began := time.Now()
	asStaff, err := Cover(staff, w.Gazetteer, fsas, cases)
	if err != nil {
		t.Fatal(err)
	}
	asPublic, err := Cover(public, w.Gazetteer, fsas, cases)
	if err != nil {
		t.Fatal(err)
	}
	holdFloors(t, "staff", shares(cases, asStaff, staffFloors))
	holdFloors(t, "public", shares(cases, asPublic, publicFloors))
	report := fmt.Sprintf("as staff, %d listings\n", staff.Len()) + sharesTable(shares(cases, asStaff, staffFloors)) +
		"\n" + Table(cases, asStaff) + "\n" +
		fmt.Sprintf("as public, %d listings\n", public.Len()) + sharesTable(shares(cases, asPublic, publicFloors)) + "\n" + Table(cases, asPublic)
	if *recordResults {
		write(t, "coverage.txt", heading(fmt.Sprintf("%d postal areas, %d needs, sample directory of seed %d", len(fsas), len(cases), Seed), time.Since(began))+report)
		return
	}
	golden(t, "coverage.golden", fmt.Sprintf("every %dth postal area\n", every)+report) // what one need loses, no average shows
}

func holdFloors(t *testing.T, audience string, all []share) {
	t.Helper()
	for _, s := range all {
		if s.got < s.floor {
			t.Errorf("as %s, %s: %.3f of all postal areas and needs, want %.3f", audience, s.what, s.got, s.floor)
		}
	}
}

// step keeps every nth.
func step(all []string, n int) []string {
	var kept []string
	for i := 0; i < len(all); i += n {
		kept = append(kept, all[i])
	}
	return kept
}

// share is one figure over all cases, and what it must not fall below: some
// points under what is recorded in results/coverage.txt, because the everyday test
// sees a part only.
type share struct {
	what       string
	got, floor float64
}

// The floors, in the order of shares.
var (
	staffFloors  = [4]float64{0.48, 0.68, 0.96, 0.90}
	publicFloors = [4]float64{0.40, 0.60, 0.96, 0.95}
)

func shares(cases []Case, counts []Counts, floors [4]float64) []share {
	var all Counts
	for i := range cases {
		for way, n := range counts[i] {
			all[way] += n
		}
	}
	return []share{
		{"a place surely within reach", all.Share(Within), floors[0]},
		{"within reach, or by phone or online", all.Share(Within, Remote), floors[1]},
		{"somebody, with the distance given up", all.Share(Within, Remote, Perhaps, Farther), floors[2]},
		{"housing that is or may be within reach", counts[0].Share(Within, Perhaps), floors[3]},
	}
}

func sharesTable(all []share) string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "%-40s %5.1f %%\n", s.what, 100*s.got)
	}
	return b.String()
}

// TestReachTellsTheWaysApart finds one of each way in the small directory.
func TestReachTellsTheWaysApart(t *testing.T) {
	w := world(t)
	for name, c := range map[string]struct {
		fsa, need string
		want      Reached
	}{
		"a shelter in town":                        {"Y1A", "drop-in", Within},
		"a house of which the town is known":       {"J0R", "indigenous-healing", Perhaps},
		"a line":                                   {"Y1A", "digital-safety", Remote},
		"a clinic across the country, and no line": {"Y1A", "reproductive-health", Farther},
		"nobody does it":                           {"Y1A", "tattoo-removal", Nobody},
	} {
		got, err := Cover(w.Staff, w.Gazetteer, []string{c.fsa}, []Case{{Need: c.need}})
		if err != nil {
			t.Fatal(err)
		}
		if got[0][c.want] != 1 {
			t.Errorf("%s: got %v, want one %s", name, got[0], reachedNames[c.want])
		}
	}
}

func TestEveryPostalAreaResolves(t *testing.T) {
	g := world(t).Gazetteer
	known := PostalAreas(g)
	if len(known) < 1640 {
		t.Errorf("%d postal areas, want 1,640 or more", len(known))
	}
	for _, fsa := range known {
		if o, err := g.Postal(fsa); err != nil || o.IsZero() || !o.Province.Valid() {
			t.Errorf("%s: %+v, %v", fsa, o, err)
		}
	}
	// Absent from or broken in the table that ours began with.
	for fsa := range strings.FieldsSeq("E1H E2E E2H E3C K0C K0H K0K P0M V0N B6L E3G G3B G3C G3N G3S G6Y J1C J1R J2M J5C J7W L0V L7K L8B L9E L9J L9X P7L R1C R4G R5K S4K S4M S7W T1Z T3S T4M T8T V3Z V8E V9Z") {
		if _, err := g.Postal(fsa); err != nil {
			t.Errorf("%s: %v", fsa, err)
		}
	}
}

func TestNamesResolve(t *testing.T) {
	g := world(t).Gazetteer
	names := typed(t)
	groups := map[string]int{}
	for _, n := range names {
		groups[n.Group]++
		if _, err := n.Check(g); err != nil {
			t.Error(err)
		}
	}
	if groups["missing"] < 40 || groups["north"]+groups["town"] < 100 {
		t.Errorf("%v, want the 40 that are missing elsewhere and 100 more", groups)
	}
}

func TestANameInTheWrongProvinceIsSeen(t *testing.T) {
	g := world(t).Gazetteer
	for _, n := range []Named{{"Moncton", "NS", ""}, {"Nowhereville", "ON", ""}} {
		if _, err := n.Check(g); err == nil {
			t.Errorf("%s in %s passes", n.Typed, n.Province)
		}
	}
}

// realFacilities reads the file of real facilities, where it is beside the module.
func realFacilities(t *testing.T) []Facility {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "testdata", "odhf_v1.csv"))
	if err != nil {
		t.Skip("the Open Database of Healthcare Facilities is not beside the module (../shared/testdata/odhf_v1.csv)")
	}
	defer func() { _ = file.Close() }()
	facilities, err := ReadFacilities(file)
	if err != nil {
		t.Fatal(err)
	}
	return facilities
}

// TestPostalAreasAgainstRealFacilities measures every postal area that has real
// facilities; package geo holds the same floors over each facility.
func TestPostalAreasAgainstRealFacilities(t *testing.T) {
	spreads := Spreads(world(t).Gazetteer, realFacilities(t))
	if len(spreads) < 1100 {
		t.Fatalf("only %d postal areas have facilities", len(spreads))
	}
	away, inside := Together(spreads)
	if median := away[len(away)/2]; median > 5*geo.Kilometer || inside < 0.88 {
		t.Errorf("median %.1f km and %.3f within the radius, want 5 and 0.88", median.Kilometers(), inside)
	}
	if *recordResults {
		write(t, "postal.txt", heading(fmt.Sprintf("real facilities against the points of the %d postal areas that they state", len(spreads)), 0)+SpreadTable(spreads))
	}
}

func TestASpreadTellsWhoLiesWithin(t *testing.T) {
	g := world(t).Gazetteer
	area, _ := g.PostalArea("M5V")
	away := func(km float64) Facility {
		return Facility{FSA: "M5V", At: geo.Point{Lat: area.Center.Lat + km/111.2, Lng: area.Center.Lng}}
	}
	got := Spreads(g, []Facility{away(300), away(0), {FSA: "Z0Z"}, away(area.Radius.Kilometers() - 1)})
	if len(got) != 1 || len(got[0].Away) != 3 || got[0].Inside() != 2 || got[0].Away[2] < 290*geo.Kilometer || got[0].Rural() {
		t.Errorf("got %+v, want one area with two of three within", got)
	}
}

func TestPlacesAgainstRealFacilities(t *testing.T) {
	g, facilities := world(t).Gazetteer, realFacilities(t)
	names := typed(t)
	offsets := Offsets(names, g, facilities)
	if len(offsets) < 50 {
		t.Fatalf("only %d names have facilities", len(offsets))
	}
	middle, worst := offsets[len(offsets)/2].Away, offsets[len(offsets)/10].Away
	t.Logf("%d names with facilities, median %.1f km away, nine of ten within %.1f km", len(offsets), middle.Kilometers(), worst.Kilometers())
	if middle > 3*geo.Kilometer || worst > 15*geo.Kilometer {
		t.Errorf("median %.1f km and nine of ten within %.1f km, want 3 and 15", middle.Kilometers(), worst.Kilometers())
	}
	if *recordResults {
		write(t, "places.txt", heading(placesTitle(g, names, facilities), 0)+offsetTable(offsets))
	}
}

func placesTitle(g *geo.Gazetteer, names []Named, facilities []Facility) string {
	resolved, unknown := 0, map[string]bool{}
	for _, n := range names {
		if _, err := n.Check(g); err == nil {
			resolved++
		}
	}
	seen := map[string]bool{}
	for _, f := range facilities {
		if f.FSA == "" {
			continue
		}
		seen[f.FSA] = true
		if _, ok := g.PostalArea(f.FSA); !ok {
			unknown[f.FSA] = true
		}
	}
	return fmt.Sprintf("%d postal areas known; %d of the %d that real facilities state (typos among them)\n# %d of %d names resolve where they are meant",
		len(PostalAreas(g)), len(seen)-len(unknown), len(seen), resolved, len(names))
}

func offsetTable(offsets []Offset) string {
	var b strings.Builder
	n := len(offsets)
	fmt.Fprintf(&b, "against the median of the facilities that state the town: %d names, median %.1f km, p90 %.1f km, farthest %.1f km\n\n",
		n, offsets[n/2].Away.Kilometers(), offsets[n/10].Away.Kilometers(), offsets[0].Away.Kilometers())
	fmt.Fprintf(&b, "%-28s %10s %8s\n", "name", "facilities", "km")
	for _, o := range offsets {
		fmt.Fprintf(&b, "%-28s %10d %8.1f\n", o.Typed, o.Facilities, o.Away.Kilometers())
	}
	return b.String()
}

func typed(t *testing.T) []Named {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "places.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	names, err := ReadNames(file)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// heading says what was measured, on which commit and machine.
func heading(what string, took time.Duration) string {
	commit := "commit not known"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	if c := os.Getenv("COMMIT"); c != "" {
		commit = c
	}
	head := fmt.Sprintf("# %s\n# %s, %s/%s, %d processors, %s\n", what, commit, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if took > 0 {
		head += fmt.Sprintf("# at %s, in %.0f s\n", At.Format(time.RFC3339), took.Seconds())
	}
	return head + "\n"
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join("..", "results", name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCasesAreWhatCallersAsk(t *testing.T) {
	w := world(t)
	for _, c := range Cases(w.Terms) {
		if _, ok := w.Terms.Get(data.TermNeed, c.Need); !ok {
			t.Errorf("no need %s", c.Need)
		}
		if err := (ranking.Query{Needs: []string{c.Need}, Gender: c.Gender, At: At}).Validate(w.Terms); err != nil {
			t.Errorf("%s: %v", c.Label, err)
		}
	}
}
