package ranking

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

func ids[A data.Audience](a Answer[A]) []data.ID {
	var all []data.ID
	for _, m := range a.Matches {
		all = append(all, m.Listing.ID)
	}
	return all
}

func scores[A data.Audience](a Answer[A]) map[data.ID]uint64 {
	all := map[data.ID]uint64{}
	for _, m := range a.Matches {
		all[m.Listing.ID] = math.Float64bits(m.Score)
	}
	return all
}

func mustSearch[A data.Audience](rt *rapid.T, listings []data.Listing[A], q Query) Answer[A] {
	vocabulary, err := loadTerms()
	if err != nil {
		rt.Fatal(err)
	}
	a, err := Search(index.Build(listings, vocabulary, 1), q)
	if err != nil {
		rt.Fatal(err)
	}
	return a
}

func drawWorld(rt *rapid.T) *world {
	vocabulary, err := loadTerms()
	if err != nil {
		rt.Fatal(err)
	}
	return &world{randOf(rapid.Uint64().Draw(rt, "seed")), vocabulary}
}

func TestEqualScoresStandNearerFirstThenUnplacedThenByID(t *testing.T) {
	far, near := plain[data.Staff](1), plain[data.Staff](2)
	twin, unplaced := plain[data.Staff](3), plain[data.Staff](4)
	far.Place, near.Place, twin.Place, unplaced.Place = at(44, -79), at(43.7, -79.4), at(43.7, -79.4), geo.Area{}
	q := Query{Origin: toronto(), At: noon, HalfDistance: 1e300} // so far out that every distance rounds to a proximity of 1
	w := Default()
	w.RemoteProximity = 1
	s := index.Build([]data.Listing[data.Staff]{unplaced, twin, far, near}, terms(t), 1)
	a, err := SearchWith(s, q, w)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ids(a), []data.ID{id(2), id(3), id(1), id(4)}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, m := range a.Matches {
		if m.Score != a.Matches[0].Score {
			t.Errorf("score %v: the test wants ties", m.Score)
		}
	}
}

func TestWishesAreGivenUpInOrderAndOnlyAsFarAsNeeded(t *testing.T) {
	fits, far, closed, full, remote := plain[data.Staff](1), plain[data.Staff](2), plain[data.Staff](3), plain[data.Staff](4), plain[data.Staff](5)
	room, none := 3, 0
	for i, l := range []*data.Listing[data.Staff]{&fits, &far, &closed, &full, &remote} {
		l.Hours = hours.Calendar{Always: true}
		l.Inside.Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Available: &room, Updated: noon}}
		if i == 3 {
			l.Inside.Capacity[0].Available = &none
		}
	}
	far.Place = at(45, -79.38)
	closed.Hours = eastern()
	remote.Place, remote.Remote = geo.Area{}, true
	q := Query{Origin: toronto(), MaxDistance: 50_000, OpenNow: true, Units: 2, NoRemote: true, At: noon.AddDate(0, 0, 5)} // a Sunday
	for _, l := range []*data.Listing[data.Staff]{&fits, &far, &closed, &full, &remote} {
		l.Inside.Capacity[0].Updated = q.At
	}
	all := []data.Listing[data.Staff]{remote, full, closed, far, fits}

	for _, c := range []struct {
		k       int
		want    []data.ID
		relaxed [][]string
		said    []string
	}{
		{k: 1, want: []data.ID{id(1)}, relaxed: [][]string{nil}},
		{k: 2, want: []data.ID{id(1), id(2)}, relaxed: [][]string{nil, {"max_distance"}}, said: []string{"max_distance"}},
		{k: 9, want: []data.ID{id(1), id(2), id(3)}, relaxed: [][]string{nil, {"max_distance"}, {"open_now"}}, said: []string{"max_distance", "open_now"}},
	} {
		q.K = c.k
		a := search(t, q, all...)
		if got := ids(a); !slices.Equal(got, c.want) {
			t.Errorf("k = %d: got %v, want %v", c.k, got, c.want)
		}
		for i, m := range a.Matches {
			if !slices.Equal(m.Relaxed, c.relaxed[i]) {
				t.Errorf("k = %d: %s gave up %v, want %v", c.k, m.Listing.ID, m.Relaxed, c.relaxed[i])
			}
		}
		if !slices.Equal(a.Relaxations, c.said) {
			t.Errorf("k = %d: said %v, want %v", c.k, a.Relaxations, c.said)
		}
	}
	a := search(t, q, full, remote)
	if got, want := a.Relaxations, []string{"units", "no_remote"}; !slices.Equal(got, want) || !slices.Equal(ids(a), []data.ID{id(4), id(5)}) {
		t.Errorf("got %v for %v, want %v", got, ids(a), want)
	}
}

func TestAMatchThatGaveUpMoreNeverStandsBeforeOneThatGaveUpLess(t *testing.T) {
	perfect, poor := plain[data.Staff](1), plain[data.Staff](2)
	perfect.Specialized, perfect.Verified, perfect.Place = data.Yes, hours.DateOf(noon), at(43.66, -79.38)
	perfect.Hours = eastern()
	poor.Specialized, poor.Place, poor.Hours = data.No, at(44.05, -79.38), hours.Calendar{Always: true}
	a := search(t, Query{Origin: toronto(), OpenNow: true, At: noon.AddDate(0, 0, 5)}, perfect, poor)
	if a.Matches[0].Listing.ID != id(2) || a.Matches[1].Score <= a.Matches[0].Score {
		t.Errorf("got %v with scores %v and %v", ids(a), a.Matches[0].Score, a.Matches[1].Score)
	}
}

func TestEligibilityBarriersAndAvoidAreasAreNeverGivenUp(t *testing.T) {
	tooOld, noID, there := plain[data.Staff](1), plain[data.Staff](2), plain[data.Staff](3)
	tooOld.Eligibility.Ages = data.AgeRange{Stated: true, Min: 16, Max: 24}
	noID.Barriers = []data.Condition{{Term: "no-id", Answer: data.No}}
	there.Place = at(45.5, -73.6)
	q := Query{Age: AgeOf(40), Barriers: []string{"no-id"}, At: noon, Avoid: []AvoidArea{around(45.5, -73.6, 10_000)}}
	a := search(t, q, tooOld, noID, there)
	if len(a.Matches) != 0 || a.Removed != 1 {
		t.Errorf("found %v, removed %d", ids(a), a.Removed)
	}
	var missed []string
	for _, m := range a.NearMisses {
		missed = append(missed, m.Criterion)
		if change := m.Change(); change.En == "" || change.Fr == "" {
			t.Errorf("%s: no change said", m.Criterion)
		}
	}
	if want := []string{"age", "barrier:no-id"}; !slices.Equal(missed, want) {
		t.Errorf("near misses by %v, want %v", missed, want)
	}
}

func TestTheOrderOfListingsAndUnrelatedOnesChangeNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 30), w.query()
		q.K = MaxK
		before := mustSearch(rt, listings, q)

		w.Shuffle(len(listings), func(i, j int) { listings[i], listings[j] = listings[j], listings[i] })
		if after := mustSearch(rt, listings, q); !reflect.DeepEqual(ids(before), ids(after)) {
			rt.Fatalf("shuffled: got %v, want %v", ids(after), ids(before))
		}
		more := append(listings, listingOf[data.Staff](w, 9999))
		after := scores(mustSearch(rt, more, q))
		for id, score := range scores(before) {
			if got, ok := after[id]; ok && got != score {
				rt.Fatalf("%s: another listing moved its score from %v to %v", id, math.Float64frombits(score), math.Float64frombits(got))
			}
		}
	})
}

// The slow twin of best is rank: score everything, sort everything.
func TestTheBestAreTheFirstOfAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		s := index.Build(listingsOf[data.Staff](w, 60), w.terms, 1)
		j, err := newJudge(s.Vocabulary(), w.query(), Default())
		if err != nil {
			rt.Fatal(err)
		}
		all := scan(s, j).hits
		for i := range all {
			all[i].level = w.IntN(3)
		}
		k := 1 + w.IntN(8)
		best := slices.Clone(j.best(all, k))
		j.rank(all)
		if !slices.Equal(best, all[:min(k, len(all))]) {
			rt.Fatalf("the best %d are not the first %d of all", k, k)
		}
		for i := range all {
			if all[i].score > j.proximity(&all[i].candidate).value {
				rt.Fatalf("a score of %v is above its proximity", all[i].score)
			}
		}
	})
}

func TestAskingForOneMoreKeepsTheOnesBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Public](w, 40), w.query()
		fewer := mustSearch(rt, listings, q)
		q.K++
		more := mustSearch(rt, listings, q)
		if got := ids(more); len(got) < len(fewer.Matches) || !slices.Equal(got[:len(fewer.Matches)], ids(fewer)) {
			rt.Fatalf("k = %d: %v, then %v", q.K, ids(fewer), got)
		}
	})
}

// An unknown fact that turns out to be as wished must never harm a listing, and
// one that turns out otherwise must never help it.
func TestLearningAFactNeverWorksAgainstItself(t *testing.T) {
	facts := []struct {
		name      string
		learn     func(l *data.Listing[data.Staff], good bool)
		wish      func(q *Query)
		forgotten func(l *data.Listing[data.Staff])
	}{
		{
			name:      "age",
			wish:      func(q *Query) { q.Age = AgeOf(19) },
			forgotten: func(l *data.Listing[data.Staff]) { l.Eligibility.Ages = data.AgeRange{} },
			learn: func(l *data.Listing[data.Staff], good bool) {
				l.Eligibility.Ages = data.AgeRange{Stated: true, Min: 18}
				if !good {
					l.Eligibility.Ages.Min = 50
				}
			},
		},
		{
			name:      "gender",
			wish:      func(q *Query) { q.Gender = data.Man },
			forgotten: func(l *data.Listing[data.Staff]) { l.Eligibility.Genders = nil },
			learn: func(l *data.Listing[data.Staff], good bool) {
				l.Eligibility.Genders = []data.Gender{data.Man}
				if !good {
					l.Eligibility.Genders = []data.Gender{data.Woman}
				}
			},
		},
		{
			name:      "barrier",
			wish:      func(q *Query) { q.Barriers = []string{"no-id"} },
			forgotten: func(l *data.Listing[data.Staff]) { l.Barriers = nil },
			learn: func(l *data.Listing[data.Staff], good bool) {
				l.Barriers = []data.Condition{{Term: "no-id", Answer: data.TriOf(good)}}
			},
		},
		{
			name:      "accessibility",
			wish:      func(q *Query) { q.Accessibility = []string{"wheelchair"} },
			forgotten: func(l *data.Listing[data.Staff]) { l.Accessibility = nil },
			learn: func(l *data.Listing[data.Staff], good bool) {
				l.Accessibility = []data.Condition{{Term: "wheelchair", Answer: data.TriOf(good)}}
			},
		},
		{
			name:      "interpretation",
			wish:      func(q *Query) { q.Languages = []string{"uk"} },
			forgotten: func(l *data.Listing[data.Staff]) { l.Interpretation = data.Unknown },
			learn:     func(l *data.Listing[data.Staff], good bool) { l.Interpretation = data.TriOf(good) },
		},
		{
			name:      "specialization",
			wish:      func(*Query) {},
			forgotten: func(l *data.Listing[data.Staff]) { l.Specialized = data.Unknown },
			learn:     func(l *data.Listing[data.Staff], good bool) { l.Specialized = data.TriOf(good) },
		},
		{
			name:      "hours",
			wish:      func(q *Query) { q.OpenNow = true },
			forgotten: func(l *data.Listing[data.Staff]) { l.Hours = hours.Calendar{} },
			learn: func(l *data.Listing[data.Staff], good bool) {
				l.Hours = hours.Calendar{Always: true}
				if !good {
					l.Hours = hours.Calendar{Zone: "America/Toronto", Changes: []hours.Change{{
						From: hours.Date{Year: 2000, Month: 1, Day: 1}, Through: hours.Date{Year: 2100, Month: 1, Day: 1}, Closed: true,
					}}}
				}
			},
		},
		{
			name:      "capacity",
			wish:      func(q *Query) { q.Units, q.Urgency = 1, Now },
			forgotten: func(l *data.Listing[data.Staff]) { l.Inside.Capacity = nil },
			learn: func(l *data.Listing[data.Staff], good bool) {
				n := 2
				l.Inside.Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Available: &n, Updated: noon}}
				if !good {
					l.Inside.Capacity[0].Status = data.NoCapacity
				}
			},
		},
	}
	for _, fact := range facts {
		t.Run(fact.name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				w := drawWorld(rt)
				l, q := listingOf[data.Staff](w, 1), w.query()
				q.At = noon
				fact.wish(&q)
				standing := func() (found int, score float64) {
					e, err := Explain(index.Build([]data.Listing[data.Staff]{l}, w.terms, 1), q, l.ID)
					if err != nil {
						rt.Fatal(err)
					}
					if !e.Found {
						return -100, e.Match.Score
					}
					return -len(e.Match.Relaxed), e.Match.Score // fewer wishes given up stand higher
				}
				fact.forgotten(&l)
				found, score := standing()
				fact.learn(&l, true)
				foundGood, scoreGood := standing()
				fact.learn(&l, false)
				foundBad, scoreBad := standing()
				if foundGood < found || scoreGood < score {
					rt.Fatalf("learning a good thing moved it from %d %v to %d %v", found, score, foundGood, scoreGood)
				}
				if foundBad > found || scoreBad > score {
					rt.Fatalf("learning a bad thing moved it from %d %v to %d %v", found, score, foundBad, scoreBad)
				}
			})
		})
	}
}

func TestExplainAgreesWithSearch(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 20), w.query()
		s := index.Build(listings, w.terms, 1)
		a := mustSearch(rt, listings, q)
		for _, l := range listings {
			e, err := Explain(s, q, l.ID)
			if err != nil {
				rt.Fatal(err)
			}
			i := slices.Index(ids(a), l.ID)
			if i >= 0 && (!e.Found || e.Match.Score != a.Matches[i].Score || !slices.Equal(e.Match.Relaxed, a.Matches[i].Relaxed)) {
				rt.Fatalf("%s: explained as %v %v", l.ID, e.Found, e.Match.Score)
			}
			if !e.Found && (i >= 0 || len(e.Exclusions) == 0) {
				rt.Fatalf("%s: excluded for %v but found at %d", l.ID, e.Exclusions, i)
			}
			sum := 0.0
			for _, c := range e.Contributions {
				sum += c.Adds
			}
			if math.Abs(sum-e.Fit) > 1e-12 {
				rt.Fatalf("contributions add up to %v, fit is %v", sum, e.Fit)
			}
			for _, x := range e.Exclusions {
				if x.Reason.En == "" || x.Reason.Fr == "" {
					rt.Fatalf("%s: no reason", x.Criterion)
				}
			}
		}
	})
}

func TestSearchTellsWhatItLookedAt(t *testing.T) {
	a := search(t, Query{At: noon}, plain[data.Public](1), plain[data.Public](2))
	if a.Considered != 2 || a.Generation != 7 || a.Total != 2 {
		t.Errorf("got %+v", a)
	}
	if empty := search[data.Public](t, Query{At: noon, Needs: []string{"housing"}}); empty.Total != 0 || empty.Matches != nil {
		t.Errorf("an empty snapshot gave %+v", empty)
	}
}
