package ranking

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// improvements are changes of a listing that a caller of any kind can only be
// glad of.
func improvements(w *world, q Query) map[string]func(*data.Listing[data.Staff]) {
	room := max(1, q.Units) + w.IntN(4)
	return map[string]func(*data.Listing[data.Staff]){
		"room, just learned, for everybody": func(l *data.Listing[data.Staff]) {
			unit := pick(w, bed, pick(w, "room", familyRoom), appointment)
			l.Inside.Capacity = append(slices.Clone(l.Inside.Capacity), data.Capacity{Unit: unit, Status: data.HasCapacity, Available: &room, Updated: q.At})
		},
		"room where there was none": func(l *data.Listing[data.Staff]) {
			l.Inside.Capacity = slices.Clone(l.Inside.Capacity)
			for i := range l.Inside.Capacity {
				if c := &l.Inside.Capacity[i]; c.Status == data.NoCapacity || c.Status == data.Waitlist {
					c.Status, c.Available = data.HasCapacity, &room
				}
			}
		},
		"more room": func(l *data.Listing[data.Staff]) {
			l.Inside.Capacity = slices.Clone(l.Inside.Capacity)
			for i := range l.Inside.Capacity {
				if c := &l.Inside.Capacity[i]; c.Available != nil {
					more := *c.Available + room
					c.Available = &more
				}
			}
		},
		"a language": func(l *data.Listing[data.Staff]) {
			l.Languages = append(slices.Clone(l.Languages), data.LanguageOffered{Code: pick(w, append(w.some(data.TermLanguage, 3), "fr")...), Mode: pick(w, data.ByStaff, data.ByInterpreter)})
		},
		"taking new people":  func(l *data.Listing[data.Staff]) { l.Intake = data.Intake{State: data.IntakeAccepting} },
		"open day and night": func(l *data.Listing[data.Staff]) { l.Hours = hours.Calendar{Always: true, Zone: l.Hours.Zone} },
	}
}

// Adding capacity, a language, openness or an open door never lowers a listing's score, nor its
// place among others that have not changed, nor makes it fail anything more.
//
// The one exception is known: a service that lists no language at all is not
// known to lack one, and by listing its first other than those asked it says so.
func TestWhatIsBetterNeverStandsLower(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 15), w.query()
		q.K = MaxK
		chosen := w.IntN(len(listings))
		if len(listings[chosen].Languages) == 0 {
			listings[chosen].Languages = []data.LanguageOffered{{Code: "en", Mode: data.ByStaff}}
		}
		before, place := standing(rt, w, listings, q, chosen)
		for name, improve := range improvements(w, q) {
			better := slices.Clone(listings)
			improve(&better[chosen])
			after, placeAfter := standing(rt, w, better, q, chosen)
			if after.Match.Score < before.Match.Score || len(after.Exclusions) > len(before.Exclusions) {
				rt.Fatalf("%s: from %v with %d failures to %v with %d", name, before.Match.Score, len(before.Exclusions), after.Match.Score, len(after.Exclusions))
			}
			if place >= 0 && (placeAfter < 0 || placeAfter > place) {
				rt.Fatalf("%s: from place %d to %d", name, place, placeAfter)
			}
		}
	})
}

// standing is how one of listings stands, and its place in the answer, -1 if it
// has none.
func standing(rt *rapid.T, w *world, listings []data.Listing[data.Staff], q Query, which int) (Explanation[data.Staff], int) {
	s, id := index.Build(listings, w.terms, 1), listings[which].ID
	e, err := Explain(s, q, id)
	if err != nil {
		rt.Fatal(err)
	}
	a, err := Search(s, q)
	if err != nil {
		rt.Fatal(err)
	}
	return e, slices.Index(ids(a), id)
}

// passing gives the listings that nothing excludes, wishes included.
func passing(rt *rapid.T, w *world, listings []data.Listing[data.Staff], q Query) map[data.ID]bool {
	found := map[data.ID]bool{}
	s := index.Build(listings, w.terms, 1)
	for _, l := range listings {
		e, err := Explain(s, q, l.ID)
		if err != nil {
			rt.Fatal(err)
		}
		if len(e.Exclusions) == 0 {
			found[l.ID] = true
		}
	}
	return found
}

// tightenings ask for more than q does, or for the same more strictly.
func tightenings(w *world) map[string]func(*Query) {
	return map[string]func(*Query){
		"nearer": func(q *Query) {
			if !q.Origin.IsZero() {
				q.MaxDistance = max(1, min(q.MaxDistance, 50_000)/2)
			}
		},
		"open now":       func(q *Query) { q.OpenNow = true },
		"one more place": func(q *Query) { q.Units++ },
		"a barrier":      func(q *Query) { q.Barriers = append(slices.Clone(q.Barriers), pick(w, "no-fee", "no-id")) },
		"keep away": func(q *Query) {
			q.Avoid = append(slices.Clone(q.Avoid), geo.Area{Kind: geo.AreaPlace, Center: w.point(), Radius: 80_000})
		},
		"the phone not wanted": func(q *Query) { q.NoRemote = true },
		"one need of two":      func(q *Query) { q.Needs = q.Needs[:min(1, len(q.Needs))] },
	}
}

func TestTighteningAFilterNeverAddsAListing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 25), w.query()
		before := passing(rt, w, listings, q)
		for name, tighten := range tightenings(w) {
			tighter := q
			tighten(&tighter)
			for id := range passing(rt, w, listings, tighter) {
				if !before[id] {
					rt.Fatalf("%s: %s is there that was not", name, id)
				}
			}
		}
	})
}

// Whatever is given up, nothing that a match fails is anything but a wish, it is
// outside every area to avoid, and a wish that leaves enough is kept.
func TestGivingUpWishesNeverBreaksAnythingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 1+w.IntN(25)), w.query()
		q.MaxDistance, q.OpenNow, q.Units, q.NoRemote = 0, true, 1+w.IntN(3), true
		if !q.Origin.IsZero() {
			q.MaxDistance = 5_000
		}
		a := mustSearch(rt, listings, q)
		bare := q
		bare.MaxDistance, bare.OpenNow, bare.Units, bare.NoRemote = 0, false, 0, false
		allowed, strict := passing(rt, w, listings, bare), passing(rt, w, listings, q)
		for _, m := range a.Matches {
			if !allowed[m.Listing.ID] {
				rt.Fatalf("%s is shown and would be excluded without any wish", m.Listing.ID)
			}
			if (len(m.Relaxed) == 0) != strict[m.Listing.ID] {
				rt.Fatalf("%s says that it gave up %v", m.Listing.ID, m.Relaxed)
			}
		}
		if len(strict) >= q.enough() && len(a.Relaxations) > 0 {
			rt.Fatalf("%d pass and %v was given up", len(strict), a.Relaxations)
		}
	})
}

func TestTheSameQuestionHasTheSameAnswer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 25), w.query()
		s := index.Build(listings, w.terms, 1)
		first, err := Search(s, q)
		if err != nil {
			rt.Fatal(err)
		}
		for range 3 {
			if again, _ := Search(s, q); !reflect.DeepEqual(first, again) {
				rt.Fatal("asked again, the answer is another")
			}
		}
		if rebuilt := mustSearch(rt, listings, q); !reflect.DeepEqual(scores(first), scores(rebuilt)) || !slices.Equal(ids(first), ids(rebuilt)) {
			rt.Fatal("over the same listings built again, the answer is another")
		}
	})
}
