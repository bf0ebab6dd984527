package generate

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

var at = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

func directory(t testing.TB, seed uint64) (*Directory, *geo.Gazetteer) {
	t.Helper()
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(g, terms, seed, at)
	if err != nil {
		t.Fatal(err)
	}
	return d, g
}

// The figures of two commits are about the same directory only while this holds.
// A change of the tables of terms or places changes it too.
func TestTheSameSeedGivesTheSameDirectory(t *testing.T) {
	d, _ := directory(t, 2022)
	b, err := json.Marshal([]any{d.Staff(300), d.Public(300), d.Callers(300)})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%x\n", sha256.Sum256(b))
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got %swant %sfigures recorded before are not comparable any more; `make golden` takes the new directory", got, want)
	}
}

var update = flag.Bool("update", false, "rewrite the golden file")

const golden = "testdata/seed2022.sha256"

func TestASmallDirectoryIsTheBeginningOfALargeOne(t *testing.T) {
	d, _ := directory(t, 7)
	large := d.Staff(1000)
	for _, n := range []int{0, 1, 27, 28, 29, 500} {
		if got := d.Staff(n); len(got) != n || n > 0 && !reflect.DeepEqual(got, large[:n]) {
			t.Errorf("%d listings: got %d, or others", n, len(got))
		}
	}
	records := 0
	for r := range d.Records(1000) {
		records += len(r.At)
	}
	if records != 1000 {
		t.Errorf("the records have %d listings, want 1000", records)
	}
}

func TestRecordsAreWhatTheDirectoryTakes(t *testing.T) {
	d, _ := directory(t, 7)
	for r := range d.Records(600) {
		if faults := r.Validate(d.terms); len(faults) > 0 {
			t.Fatalf("%+v", faults)
		}
	}
}

func TestTheSharesAreThoseThatWereMeant(t *testing.T) {
	d, _ := directory(t, 7)
	const n = 20_000
	var ontario, hidden, rare, unstated, remote, reported, north int
	weeks := map[string]bool{}
	for _, l := range d.Staff(n) {
		ontario += one(l.Place.Province == geo.Ontario)
		hidden += one(l.Place.Kind != geo.AreaPoint && !l.Place.IsZero())
		north += one(l.Place.Center.Lat > farNorth)
		unstated += one(!l.Hours.Stated())
		remote += one(l.Remote)
		reported += one(len(l.Inside.Capacity) > 0)
		rare += one(slices.ContainsFunc(l.Languages, func(o data.LanguageOffered) bool { return slices.Contains(d.words.rareLanguages, o.Code) }))
		b, err := json.Marshal(l.Hours.Schedules)
		if err != nil {
			t.Fatal(err)
		}
		weeks[string(b)] = true
	}
	public := len(d.Public(n))
	for _, c := range []struct {
		what        string
		got         int
		least, most float64 // in a hundred
	}{
		{"in Ontario", ontario, 28, 45}, {"without a point", hidden, 8, 18}, {"in the far North", north, 1.5, 12}, {"hours not stated", unstated, 20, 28},
		{"by phone or online", remote, 6, 12}, {"with a report", reported, 40, 50}, {"with a rare language", rare, 0.3, 15}, {"public", public, 65, 90},
	} {
		if share := float64(c.got) / n * 100; share < c.least || share > c.most {
			t.Errorf("%s: %.1f %%, want %g to %g", c.what, share, c.least, c.most)
		}
	}
	if len(weeks) < 200 || len(weeks) > 500 {
		t.Errorf("%d different weeks", len(weeks))
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func TestCallersAreUnderstoodAndAThirdAreHard(t *testing.T) {
	d, g := directory(t, 7)
	callers := d.Callers(600)
	staff, err := Queries[data.Staff](d, g, callers)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Queries[data.Public](d, g, callers); err != nil {
		t.Fatal(err)
	}
	rare, far := 0, 0
	for _, q := range staff {
		rare += one(slices.ContainsFunc(q.Languages, func(id string) bool { return slices.Contains(d.words.rareLanguages, id) }))
		far += one(q.HalfDistance >= ranking.HalfDistance(9_999))
	}
	if rare < 60 || far < 60 {
		t.Errorf("of 600 callers %d speak a rare language and %d live far from everything", rare, far)
	}
}

// The week of a listing is plain, so that a database that knows weekly minutes
// alone can tell whether it is open.
func TestWeeksArePlain(t *testing.T) {
	d, _ := directory(t, 7)
	for i, week := range d.pools.weeks {
		if _, ok := week.Compile().Week(); !ok {
			t.Errorf("week %d is not like every other", i)
		}
	}
	if today := hours.DateOf(at); today.Weekday() != time.Sunday {
		t.Errorf("%v is a %v", today, today.Weekday())
	}
}

func BenchmarkStaff(b *testing.B) {
	d, _ := directory(b, 2022)
	for b.Loop() {
		b.ReportMetric(float64(len(d.Staff(20_000))), "listings")
	}
}
