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
// Scan is a plain scan of every listing: exact, and the yardstick. Search finds the
// same, to the bit, and looks at few of them (find.go, sweep.go, climb.go). Both share
// judge.go, whose judgment of one listing looks at nothing but the query and that
// listing.
//
// Begin with Search; then judge.go, and the tables in criteria.go and factors.go.
// said.go puts an answer in words, which no search does. weights.go has every
// number.
package ranking

import (
	"cmp"
	"slices"
	"sort"

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

// Match is one listing that was found, in numbers and codes. Say puts it in words.
type Match[A data.Audience] struct {
	Rank    int // from 1
	Listing *data.Listing[A]

	Placed      bool // Distance is known
	Distance    geo.Meters
	Approximate bool // the listing or the origin is an area: Distance is between their middles
	Band        DistanceBand

	Score   float64  // proximity times the weighted mean of the factors
	Relaxed []string // the wishes that had to be given up for this match

	Intake data.IntakeState // at the instant of the query: "unknown" where nothing valid was said
	Open   hours.State

	asked   *asked[A]
	ordinal int
	live    *index.Live // that it was judged by
	words   finding     // what was found of the words asked for
}

// NearMiss is a listing that exactly one criterion excludes. Change says what
// would admit it.
type NearMiss[A data.Audience] struct {
	Listing     *data.Listing[A]
	Placed      bool
	Distance    geo.Meters
	Approximate bool
	Band        DistanceBand
	Criterion   string

	asked   *asked[A]
	ordinal int
	live    *index.Live // that it was judged by
	failed  ruleSet     // the one criterion
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

// SearchWith is Search by other weights. Nobody may change q while its answer is
// in use: what the answer says is said of q.
func SearchWith[A data.Audience](s *index.Snapshot[A], q Query, w Weights) (Answer[A], error) {
	j, err := newJudge(s.Vocabulary(), q, w)
	if err != nil {
		return Answer[A]{}, err
	}
	defer j.release()
	lookUp(s, j)
	return find(s, j), nil
}

// Scan is SearchWith by the plainest of all ways: it judges every listing, one
// after another. It is the yardstick: whatever way SearchWith takes, its answer
// is this one.
func Scan[A data.Audience](s *index.Snapshot[A], q Query, w Weights) (Answer[A], error) {
	j, err := newJudge(s.Vocabulary(), q, w)
	if err != nil {
		return Answer[A]{}, err
	}
	defer j.release()
	return answer(s, j), nil
}

// answer scans s by j.
func answer[A data.Audience](s *index.Snapshot[A], j *judge) Answer[A] {
	found, q := scan(s, j), &j.query
	level := found.levelNeeded(q.enough())
	hits := found.upTo(level)

	a := Answer[A]{
		Origin: q.Origin, Total: len(hits), Generation: s.Generation(),
		Considered: s.Len(), Removed: found.removed, terms: s.Terms(),
	}
	question := askedOf(s, j)
	a.Matches = matchesOf(question, j, j.best(hits, q.k()))
	a.Relaxations = relaxations(a.Matches)
	if found.perLevel[0] < q.enough() {
		a.NearMisses = nearMisses(question, j, j.best(found.near, mostNearMisses))
	}
	return a
}

// mostNearMisses is how many near misses an answer has.
const mostNearMisses = 3

// hit is one listing that is found, or nearly.
type hit struct {
	candidate
	failed ruleSet // wishes, or for a near miss the one criterion
	level  int     // of the furthest wish that it needs given up; 0: none
	score  float64
}

// findings is what a scan brings back.
type findings struct {
	hits     []hit
	near     []hit
	removed  int
	perLevel [wishes + 1]int
}

// scan judges every listing of s. What it finds is the judge's: it holds until the
// next scan.
func scan[A data.Audience](s *index.Snapshot[A], j *judge) *findings {
	readAll(s, j)
	found, c := &j.found, &j.candidate
	*found = findings{hits: found.hits[:0], near: found.near[:0]}
	j.shelf = j.shelf.cleared()
	for i := range s.Len() {
		*c = candidate{facts: j.shelf.next(), ordinal: i}
		s.Read(i, c.facts)
		switch failed, outcome := j.judge(c); outcome {
		case matches:
			level := j.level(failed)
			found.perLevel[level]++
			found.hits = append(found.hits, hit{candidate: *c, failed: failed, level: level})
			j.shelf.keep()
		case nearly:
			found.near = append(found.near, hit{candidate: *c, failed: failed})
			j.shelf.keep()
		case removed:
			found.removed++
		}
	}
	return found
}

// levelNeeded is how far wishes must be given up until enough listings pass:
// all of them where even that is not enough.
func (f *findings) levelNeeded(enough int) int { return levelNeeded(&f.perLevel, enough) }

func levelNeeded(perLevel *[wishes + 1]int, enough int) int {
	passed := 0
	for level, n := range perLevel {
		if passed += n; passed >= enough {
			return level
		}
	}
	return wishes
}

// upTo keeps the hits for which no wish beyond level need be given up.
func (f *findings) upTo(level int) []hit {
	kept := f.hits[:0]
	for i := range f.hits {
		if f.hits[i].level <= level {
			kept = append(kept, f.hits[i])
		}
	}
	return kept
}

// rank scores hits and sorts them, best first.
func (j *judge) rank(hits []hit) {
	for i := range hits {
		hits[i].score = j.score(&hits[i].candidate)
	}
	slices.SortFunc(hits, func(a, b hit) int { return compareHits(&a, &b) })
}

// compareHits puts those that needed fewer wishes given up first, then the higher
// score, then the nearer with the unplaced last, then the lower id.
// Scores are compared exactly.
func compareHits(a, b *hit) int {
	return cmp.Or(
		cmp.Compare(a.level, b.level),
		cmp.Compare(b.score, a.score),
		a.compareDistance(&b.candidate),
		cmp.Compare(a.facts.ID, b.facts.ID),
	)
}

// best gives the first k of what rank would make of hits.
//
// It does not score a hit that cannot be among them. A score is proximity times
// fit, and fit is at most 1: no factor's value is above 1, rounding keeps the
// order of what it rounds, and so neither a product nor a sum of products comes
// out above its weights; admission is one of those values. Whatever is less near
// than the k-th best so far scores, and needed no fewer wishes given up, stands behind it.
//
// What it gives is the judge's: it holds until the next call.
func (j *judge) best(hits []hit, k int) []hit {
	best := j.standing[:0]
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
	j.standing = best
	return best
}

func (j *judge) mayStandBefore(h, last *hit) bool {
	return h.level < last.level || h.level == last.level && j.proximity(&h.candidate).value >= last.score
}

// matchesOf is hits as an answer has them.
func matchesOf[A data.Audience](q *asked[A], j *judge, hits []hit) []Match[A] {
	if len(hits) == 0 {
		return nil
	}
	found := make([]Match[A], len(hits))
	for i := range hits {
		found[i] = match(q, j, &hits[i], i+1)
	}
	return found
}

func match[A data.Audience](q *asked[A], j *judge, h *hit, rank int) Match[A] {
	c := &h.candidate
	m := Match[A]{
		Rank: rank, Listing: q.snapshot.At(h.ordinal),
		Placed: c.placed, Distance: c.distance, Approximate: c.uncertainty > 0, Band: j.band(c),
		Score: h.score, Relaxed: j.wishes(h.failed),
		Intake: cmp.Or(j.intake(c.facts), "unknown"), Open: c.facts.Open(j.query.At),
		asked: q, ordinal: h.ordinal, live: c.facts.Live,
	}
	if j.textCounts() {
		m.words = j.gradeText(c)
	}
	return m
}

// nearMisses is hits that one criterion excludes as an answer has them.
func nearMisses[A data.Audience](q *asked[A], j *judge, near []hit) []NearMiss[A] {
	var misses []NearMiss[A]
	for i := range near {
		misses = append(misses, nearMiss(q, j, &near[i]))
	}
	return misses
}

func nearMiss[A data.Audience](q *asked[A], j *judge, h *hit) NearMiss[A] {
	c := &h.candidate
	return NearMiss[A]{
		Listing: q.snapshot.At(c.ordinal), Placed: c.placed, Distance: c.distance,
		Approximate: c.uncertainty > 0, Band: j.band(c),
		Criterion: j.called(j.criteria[h.failed.first()]),
		asked:     q, ordinal: c.ordinal, live: c.facts.Live, failed: h.failed,
	}
}

// relaxations is every wish that one of the matches needed given up, in the
// order in which wishes are given up.
func relaxations[A data.Audience](found []Match[A]) []string {
	var given []string
	for _, wish := range Wishes() {
		for i := range found {
			if slices.Contains(found[i].Relaxed, wish) {
				given = append(given, wish)
				break
			}
		}
	}
	return given
}
