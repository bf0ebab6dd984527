// Package ranking decides who is found, in what order, and says why.
//
// It owns the query, the hard criteria with their three-valued verdicts, the
// score with its factors and weights, the wishes that are given up rather than
// answer "nothing", the words of every reason in both languages, and the JSON
// views of an answer. docs/matching.md says all of it so that a stranger can
// recompute any score; a test holds that page to this code.
//
// It does not own what may be seen (a snapshot holds only what its audience may
// see, and nothing here filters), nor where a place is (package geo).
//
// Search is a plain scan of every listing. It is exact and is meant to stay the
// yardstick of any faster way to find candidates: such a way shares judge.go,
// whose judgment of one listing looks at nothing but the query and that
// listing.
//
// Begin with Search; then judge.go, criteria.go and factors.go. weights.go has
// every number.
package ranking

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Reason is why something stands where it stands, in both languages.
type Reason = bilingual.Text

// Factor is one part of a match's fit. Code is stable and names the reason.
type Factor struct {
	Factor string
	Code   string
	Value  float64 // in [0,1]
	Weight float64
	Reason Reason
}

// Proximity is how near a match is, in [0,1].
type Proximity struct {
	Code         string
	Value        float64
	HalfDistance geo.Meters // 0 without an origin
	Reason       Reason
}

// VerdictOn is what one criterion says of one listing. Ask is the question that
// would settle an unknown, empty otherwise; Change says how far it is from a wish
// that it fails, empty otherwise. A criterion about one term of several is named
// with it: "barrier:no-id".
type VerdictOn struct {
	Criterion string
	Verdict   data.Verdict
	Ask       bilingual.Text
	Change    bilingual.Text
}

// Match is one listing that was found.
type Match[A data.Audience] struct {
	Rank    int // from 1
	Listing *data.Listing[A]

	Placed      bool // Distance is known
	Distance    geo.Meters
	Approximate bool // the listing or the origin is an area: Distance is between their middles
	Band        DistanceBand

	Score     float64 // Proximity.Value times the weighted mean of Factors
	Proximity Proximity
	Factors   []Factor // those in play, in the order of the table in factors.go
	// Verdicts holds the criteria that are not known, with what to ask; those
	// about the caller that are met; and, failed, the wishes in Relaxed.
	Verdicts []VerdictOn
	Relaxed  []string // the wishes that had to be given up for this match

	Intake   data.IntakeState // at the instant of the query: "unknown" where nothing valid was said
	Rooms    []Room           // what was learned of its room, in the order of the listing; staff only
	Open     hours.State
	Until    time.Time // when Open ends, zero if not known
	NextOpen time.Time // when it opens next, zero if not known
}

// NearMiss is a listing that exactly one criterion excludes.
type NearMiss[A data.Audience] struct {
	Listing     *data.Listing[A]
	Placed      bool
	Distance    geo.Meters
	Approximate bool
	Band        DistanceBand
	Criterion   string
	Change      bilingual.Text // the one change that would admit
}

// Answer is what a search found.
type Answer[A data.Audience] struct {
	Origin      geo.Origin
	Matches     []Match[A]    // at most K, best first
	NearMisses  []NearMiss[A] // at most 3, and only where fewer matched than should
	Total       int           // listings that match, those beyond K among them
	Relaxations []string      // wishes given up so that somebody was found
	Generation  uint64        // of the snapshot
	Considered  int           // listings looked at
	Removed     int           // listings that nothing excludes but an area to avoid

	terms *data.Terms // for the names of languages in the views
}

// Search finds the K best listings of s for q, by the default weights. The
// answer is a function of s and q alone: the same listings in the same order,
// bit for bit, whenever and wherever it is asked. The error is Validate's.
func Search[A data.Audience](s *index.Snapshot[A], q Query) (Answer[A], error) {
	return SearchWith(s, q, Default())
}

// SearchWith is Search by other weights.
func SearchWith[A data.Audience](s *index.Snapshot[A], q Query, w Weights) (Answer[A], error) {
	j, err := newJudge(s.Vocabulary(), q, w)
	if err != nil {
		return Answer[A]{}, err
	}
	found := scan(s, j)
	level := found.levelNeeded(q.enough())
	hits := found.upTo(level)

	a := Answer[A]{
		Origin: q.Origin, Total: len(hits), Generation: s.Generation(),
		Considered: s.Len(), Removed: found.removed, terms: s.Terms(),
	}
	for i, h := range j.best(hits, q.k()) {
		a.Matches = append(a.Matches, match(s, j, h, i+1))
	}
	a.Relaxations = relaxations(a.Matches)
	if found.perLevel[0] < q.enough() {
		a.NearMisses = nearMisses(s, j, found.near)
	}
	return a, nil
}

// hit is one listing that is found, or nearly.
type hit struct {
	candidate
	failed failures // wishes, or for a near miss the one criterion
	level  int      // of the furthest wish that it needs given up; 0: none
	score  float64
}

// findings is what a scan brings back.
type findings struct {
	hits     []hit
	near     []hit
	removed  int
	perLevel [wishes + 1]int
}

// scan judges every listing of s in order of id.
func scan[A data.Audience](s *index.Snapshot[A], j *judge) findings {
	found := findings{hits: make([]hit, 0, s.Len()/16)}
	var c candidate // one for all, since the criteria take its address
	for i := range s.Len() {
		c = candidate{facts: s.Facts(i), ordinal: i}
		switch failed, outcome := j.judge(&c); outcome {
		case matches:
			level := j.level(failed)
			found.perLevel[level]++
			found.hits = append(found.hits, hit{candidate: c, failed: failed, level: level})
		case nearly:
			found.near = append(found.near, hit{candidate: c, failed: failed})
		case removed:
			found.removed++
		}
	}
	return found
}

// levelNeeded is how far wishes must be given up until enough listings pass:
// all of them where even that is not enough.
func (f *findings) levelNeeded(enough int) int {
	passed := 0
	for level, n := range f.perLevel {
		if passed += n; passed >= enough {
			return level
		}
	}
	return wishes
}

func (f *findings) upTo(level int) []hit {
	return slices.DeleteFunc(f.hits, func(h hit) bool { return h.level > level })
}

// rank scores hits and sorts them, best first.
func (j *judge) rank(hits []hit) {
	for i := range hits {
		hits[i].score = j.score(&hits[i].candidate)
	}
	slices.SortFunc(hits, func(a, b hit) int { return compareHits(&a, &b) })
}

// compareHits puts those that needed fewer wishes given up first, then the higher
// score, then the nearer with the unplaced last, then the lower id (ordinals are
// in the order of ids). Scores are compared exactly.
func compareHits(a, b *hit) int {
	return cmp.Or(
		cmp.Compare(a.level, b.level),
		cmp.Compare(b.score, a.score),
		a.compareDistance(&b.candidate),
		cmp.Compare(a.ordinal, b.ordinal),
	)
}

// best gives the first k of what rank would make of hits.
//
// It does not score a hit that cannot be among them. A score is proximity times
// fit, and fit is at most 1: no factor's value is above 1, rounding keeps the
// order of what it rounds, and so neither a product nor a sum of products comes
// out above its weights. Whatever is less near than the k-th best so far scores,
// and needed no fewer wishes given up, stands behind it.
func (j *judge) best(hits []hit, k int) []hit {
	best := make([]hit, 0, min(k, len(hits))+1)
	for i := range hits {
		h := &hits[i]
		if len(best) == k && !j.mayStandBefore(h, &best[k-1]) {
			continue
		}
		h.score = j.score(&h.candidate)
		at := sort.Search(len(best), func(i int) bool { return compareHits(h, &best[i]) < 0 })
		best = slices.Insert(best, at, *h)
		best = best[:min(k, len(best))]
	}
	return best
}

func (j *judge) mayStandBefore(h, last *hit) bool {
	return h.level < last.level || h.level == last.level && j.proximity(&h.candidate).value >= last.score
}

// match puts a hit in words.
func match[A data.Audience](s *index.Snapshot[A], j *judge, h hit, rank int) Match[A] {
	c := &h.candidate
	m := Match[A]{
		Rank: rank, Listing: s.At(h.ordinal),
		Placed: c.placed, Distance: c.distance, Approximate: c.uncertainty > 0, Band: j.band(c),
		Score: h.score, Proximity: j.sayProximity(c), Factors: j.sayFactors(c),
		Verdicts: j.sayVerdicts(c), Relaxed: j.names(h.failed),
	}
	m.Intake = cmp.Or(j.intake(c.facts), "unknown")
	m.Rooms = j.rooms(c)
	m.Open, m.Until, m.NextOpen = j.openness(c)
	return m
}

// nearMisses gives the best three of near in words.
func nearMisses[A data.Audience](s *index.Snapshot[A], j *judge, near []hit) []NearMiss[A] {
	var misses []NearMiss[A]
	for _, h := range j.best(near, 3) {
		c := &h.candidate
		criterion := j.criteria[h.failed.first()]
		misses = append(misses, NearMiss[A]{
			Listing: s.At(h.ordinal), Placed: c.placed, Distance: c.distance,
			Approximate: c.uncertainty > 0, Band: j.band(c),
			Criterion: criterion.name, Change: criterion.change(c),
		})
	}
	return misses
}

// relaxations is every wish that one of the matches needed given up, in the
// order in which wishes are given up.
func relaxations[A data.Audience](found []Match[A]) []string {
	var given []string
	for _, wish := range Wishes() {
		if slices.ContainsFunc(found, func(m Match[A]) bool { return slices.Contains(m.Relaxed, wish) }) {
			given = append(given, wish)
		}
	}
	return given
}
