package quality

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// Answers is what each way of searching finds for one caller, by name, best
// first.
type Answers struct {
	Ranked []string // by the ranking
	// Nearest is the same listings by distance alone: what a map that knows every
	// hard criterion would show. Those that needed more wishes given up stand
	// later here too, and what has no distance comes last. Both know at most the
	// first MaxK.
	Nearest []string
	// NeedOnly is every direct provider that offers a need, by distance alone: what
	// a list on a map shows.
	NeedOnly []string
	// Near is the near misses beside the ranking's answers.
	Near []string
}

// Answer asks all three on behalf of audience A.
func Answer[A data.Audience](w *World, s *index.Snapshot[A], c *Scenario) (Answers, error) {
	r := c.Request
	r.K = ranking.MaxK
	q, err := ranking.Resolve[A](r, w.Gazetteer, w.Terms, c.At)
	if err != nil {
		return Answers{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	a, err := ranking.Search(s, q)
	if err != nil {
		return Answers{}, fmt.Errorf("%s: %w", c.Name, err)
	}
	found := Answers{NeedOnly: needOnly(w, s, q)}
	for _, m := range a.Matches {
		found.Ranked = append(found.Ranked, w.Key(m.Listing.ID))
	}
	for _, m := range a.NearMisses {
		found.Near = append(found.Near, w.Key(m.Listing.ID))
	}
	slices.SortStableFunc(a.Matches, func(a, b ranking.Match[A]) int {
		return cmp.Or(cmp.Compare(furthest(a.Relaxed), furthest(b.Relaxed)), byDistance(a.Placed, b.Placed, a.Distance, b.Distance), cmp.Compare(a.Listing.ID, b.Listing.ID))
	})
	for _, m := range a.Matches {
		found.Nearest = append(found.Nearest, w.Key(m.Listing.ID))
	}
	return found, nil
}

// furthest is where the last of the wishes given up stands among all wishes,
// from 1; 0 for none.
func furthest(relaxed []string) int {
	last := 0
	for _, wish := range relaxed {
		last = max(last, slices.Index(ranking.Wishes(), wish)+1)
	}
	return last
}

func byDistance(aPlaced, bPlaced bool, a, b geo.Meters) int {
	switch {
	case aPlaced && bPlaced:
		return cmp.Compare(a, b)
	case aPlaced:
		return -1
	case bPlaced:
		return 1
	}
	return 0
}

// needOnly knows the need and the distance and nothing else.
func needOnly[A data.Audience](w *World, s *index.Snapshot[A], q ranking.Query) []string {
	type option struct {
		id       data.ID
		placed   bool
		distance geo.Meters
	}
	var all []option
	for i := range s.Len() {
		l := s.At(i)
		if l.Kind != data.Direct || !offers(w.Terms, l.Needs, q.Needs) {
			continue
		}
		o := option{id: l.ID, placed: !l.Place.Center.IsZero() && !q.Origin.IsZero()}
		if o.placed {
			o.distance = geo.Distance(q.Origin.Point, l.Place.Center)
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b option) int {
		return cmp.Or(byDistance(a.placed, b.placed, a.distance, b.distance), cmp.Compare(a.id, b.id))
	})
	var keys []string
	for _, o := range all {
		keys = append(keys, w.Key(o.id))
	}
	return keys
}

func offers(terms *data.Terms, offered, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	return slices.ContainsFunc(wanted, func(need string) bool {
		return slices.ContainsFunc(offered, func(o string) bool { return terms.Covers(data.TermNeed, need, o) })
	})
}
