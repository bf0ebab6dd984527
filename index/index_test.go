package index

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

func loadTerms(t *testing.T) *data.Terms {
	t.Helper()
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func named[A data.Audience](ids ...string) []data.Listing[A] {
	var all []data.Listing[A]
	for _, id := range ids {
		all = append(all, data.Listing[A]{ID: data.ID(id)})
	}
	return all
}

func TestASnapshotIsInOrderOfIDAndFindsByIt(t *testing.T) {
	given := named[data.Public]("c", "a", "b")
	s := Build(given, loadTerms(t), 3)
	for i, want := range []data.ID{"a", "b", "c"} {
		if got := s.At(i).ID; got != want || s.Facts(i).ID != want {
			t.Errorf("ordinal %d is %s, facts of %s, want %s", i, got, s.Facts(i).ID, want)
		}
		if l, ok := s.ByID(want); !ok || l != s.At(i) {
			t.Errorf("%s is not found", want)
		}
	}
	if given[0].ID != "c" {
		t.Error("the caller's slice was sorted")
	}
	if _, ok := s.ByID("d"); ok || s.Len() != 3 || s.Generation() != 3 {
		t.Errorf("d is found, or %d listings of generation %d", s.Len(), s.Generation())
	}
}

func TestOfTwoListingsWithOneIDTheFirstIsKept(t *testing.T) {
	given := named[data.Public]("a", "a")
	given[0].Email = "first@example.org"
	s := Build(given, loadTerms(t), 1)
	if s.Len() != 1 || s.At(0).Email == "" {
		t.Errorf("%d listings, of which the first is %+v", s.Len(), s.At(0))
	}
}

func TestACatalogShowsTheNewSnapshotAndLeavesTheOldAlone(t *testing.T) {
	var c Catalog[data.Staff]
	if c.Snapshot().Len() != 0 {
		t.Error("an empty catalog holds listings")
	}
	terms := loadTerms(t)
	c.Swap(Build(named[data.Staff]("a"), terms, 1))
	old := c.Snapshot()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 100 {
				if s := c.Snapshot(); s.Len() != int(s.Generation()) {
					t.Errorf("generation %d has %d listings", s.Generation(), s.Len())
				}
			}
		})
	}
	c.Swap(Build(named[data.Staff]("a", "b"), terms, 2))
	wait.Wait()
	if old.Len() != 1 || c.Snapshot().Generation() != 2 {
		t.Error("the old snapshot changed, or the new one is not shown")
	}
}

// The sets must say exactly what Terms.Covers says, for every two terms.
func TestSetsAgreeWithTheTerms(t *testing.T) {
	terms := loadTerms(t)
	v := newVocabulary(terms)
	for _, kind := range data.TermKinds() {
		all := terms.All(kind)
		for i, wide := range all {
			for k, narrow := range all {
				covers := terms.Covers(kind, wide.ID, narrow.ID)
				if got := v.Below(kind, wide.ID).Has(k); got != covers {
					t.Fatalf("%s below %s: %v", narrow.ID, wide.ID, got)
				}
				if got := v.Above(kind, narrow.ID).Has(i); got != covers {
					t.Fatalf("%s above %s: %v", wide.ID, narrow.ID, got)
				}
			}
			if got := v.Set(kind, wide.ID); got.Len() != 1 || !got.Has(v.Ordinal(kind, wide.ID)) || v.All(kind)[i].ID != wide.ID {
				t.Fatalf("the set of %s is %v", wide.ID, got)
			}
		}
	}
	if v.Ordinal(data.TermNeed, "odd") != -1 || v.Below(data.TermNeed, "odd") != nil || !v.Set(data.TermNeed, "odd").IsEmpty() {
		t.Error("a term that does not exist is in a set")
	}
}

func TestTermSets(t *testing.T) {
	var a, b TermSet
	a.add(3)
	a.add(130)
	b.add(64)
	for _, c := range []struct {
		name      string
		got, want bool
	}{
		{"3 in a", a.Has(3), true},
		{"130 in a", a.Has(130), true},
		{"64 in a", a.Has(64), false},
		{"no ordinal in a", a.Has(-1), false},
		{"far ordinal in a", a.Has(1000), false},
		{"a meets b", a.Meets(b), false},
		{"a meets a", a.Meets(a), true},
		{"union meets b", a.Union(b).Meets(b), true},
		{"nothing meets a", TermSet(nil).Meets(a), false},
		{"nothing is empty", TermSet(nil).IsEmpty(), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", c.name, c.got)
		}
	}
	if n := a.Union(b).Len(); n != 3 || a.Len() != 2 || b.Len() != 1 {
		t.Errorf("the union has %d terms, and the parts %d and %d", n, a.Len(), b.Len())
	}
}

func TestFactsOfAListing(t *testing.T) {
	l := data.Listing[data.Staff]{
		ID: "a", Needs: []string{"emergency-shelter", "odd"},
		Populations: []data.PopulationServed{{Term: "women", Level: data.MadeFor}, {Term: "refugees", Level: data.Welcomes}},
		Eligibility: data.Eligibility{Exclusive: []string{"inuit"}},
		Languages:   []data.LanguageOffered{{Code: "fr", Mode: data.ByStaff}, {Code: "uk", Mode: data.ByInterpreter}},
		Barriers:    []data.Condition{{Term: "no-id", Answer: data.Yes}, {Term: "no-fee", Answer: data.No}, {Term: "no-status", Answer: data.Unknown}},
		Hours:       hours.Calendar{Zone: "America/Toronto", Always: true},
		Inside:      data.Staff{Capacity: []data.Capacity{{Unit: "bed"}}},
	}
	s := Build([]data.Listing[data.Staff]{l}, loadTerms(t), 1)
	f, v := s.Facts(0), s.Vocabulary()
	ordinal := func(kind data.TermKind, id string) int { return v.Ordinal(kind, id) }
	for name, ok := range map[string]bool{
		"needs":                      f.Needs.Len() == 1 && f.Needs.Has(ordinal(data.TermNeed, "emergency-shelter")),
		"made for, exclusive to":     f.MadeFor.Len() == 2 && f.MadeFor.Has(ordinal(data.TermPopulation, "inuit")),
		"welcomes":                   f.Welcomes.Len() == 1 && f.Welcomes.Has(ordinal(data.TermPopulation, "refugees")),
		"by staff":                   f.ByStaff.Len() == 1 && f.ByStaff.Has(ordinal(data.TermLanguage, "fr")),
		"by interpreter":             f.ByInterpreter.Len() == 1 && f.ByInterpreter.Has(ordinal(data.TermLanguage, "uk")),
		"a barrier that is gone":     f.Barriers().To(ordinal(data.TermBarrier, "no-id")) == data.Yes,
		"a barrier that is there":    f.Barriers().To(ordinal(data.TermBarrier, "no-fee")) == data.No,
		"a barrier not known":        f.Barriers().To(ordinal(data.TermBarrier, "no-status")) == data.Unknown,
		"a barrier never mentioned":  f.Barriers().To(ordinal(data.TermBarrier, "no-referral")) == data.Unknown,
		"staff know of capacity":     f.Staff && len(f.Capacity) == 1,
		"it has no place":            !f.Placed(),
		"open day and night":         f.Open(time.Unix(0, 0)) == hours.Open,
		"the zone is the newest one": f.Zone != nil,
	} {
		if !ok {
			t.Errorf("%s: %+v", name, f)
		}
	}
	public := Build([]data.Listing[data.Public]{{ID: "a", Hours: hours.Calendar{Zone: "Moon/Crater"}, Place: geo.Area{Center: geo.Point{Lat: 45}}}}, loadTerms(t), 1).Facts(0)
	if public.Staff || public.Capacity != nil || public.Open(time.Unix(0, 0)) != hours.Unknown || !public.Placed() {
		t.Errorf("facts of a public listing: %+v", public)
	}
}

func ExampleBuild() {
	listings := []data.Listing[data.Public]{{ID: "b"}, {ID: "a"}}
	s := Build(listings, nil, 1)
	var c Catalog[data.Public]
	c.Swap(s)
	fmt.Println(c.Snapshot().Len(), c.Snapshot().At(0).ID)
	// Output: 2 a
}
