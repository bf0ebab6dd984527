package ranking

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// judge is a query made ready: its terms as sets, and the criteria and factors
// that are in play. It holds no state of a search; its judgment of a listing
// looks at that listing's facts alone.
type judge struct {
	query      Query
	weights    Weights
	vocabulary *index.Vocabulary
	terms      *data.Terms

	located     bool // there is an origin
	needs       []wantedTerm
	populations []wantedTerm
	said        index.TermSet // the populations said and every wider one
	member      index.TermSet // all that the caller belongs to: said, and what gender and age alone make
	outsider    index.TermSet // all that the caller cannot belong to
	gender      data.Gender   // stated or said by the populations; "" if neither
	age         lifetime      // likewise, if ageKnown
	ageWords    bilingual.Text
	ageKnown    bool
	languages   []wantedTerm
	wished      []wantedTerm // accessibility
	words       []string

	lodging      index.TermSet // "housing" and all narrower needs
	lodgingAsked bool          // one of them is among the needs
	withChildren bool          // the caller is said to be

	criteria []criterion
	factors  []factor
}

// wantedTerm is one term of the query.
type wantedTerm struct {
	term    data.Term
	ordinal int
	above   index.TermSet // it and every wider one; for a population see judge.belonging
	below   index.TermSet // it and every narrower one
}

// newJudge makes q ready. The error is that of q's or w's Validate.
func newJudge(v *index.Vocabulary, q Query, w Weights) (*judge, error) {
	if err := q.Validate(v.Terms()); err != nil {
		return nil, err
	}
	if w != Default() {
		if err := w.Validate(); err != nil {
			return nil, err
		}
	}
	j := &judge{query: q, weights: w, vocabulary: v, terms: v.Terms(), located: !q.Origin.IsZero()}
	j.needs = wanted(v, data.TermNeed, q.Needs)
	j.populations = wanted(v, data.TermPopulation, q.Populations)
	for _, p := range j.populations {
		j.said = j.said.Union(p.above)
	}
	j.gender = callerGender(q, j.populations)
	j.age, j.ageWords, j.ageKnown = callerAge(q, j.populations)
	j.settleBelonging()
	j.languages = wanted(v, data.TermLanguage, q.Languages)
	j.wished = wanted(v, data.TermAccessibility, q.Accessibility)
	j.words = textWords(q.Text)
	j.lodging = v.Below(data.TermNeed, "housing")
	j.lodgingAsked = slices.ContainsFunc(q.Needs, func(id string) bool { return j.lodging.Has(v.Ordinal(data.TermNeed, id)) })
	j.withChildren = j.said.Has(v.Ordinal(data.TermPopulation, "with-children"))
	j.criteria = j.allCriteria(v)
	j.factors = j.allFactors(v)
	return j, nil
}

// wanted looks up the terms of a query, each once.
func wanted(v *index.Vocabulary, kind data.TermKind, ids []string) []wantedTerm {
	var terms []wantedTerm
	var seen index.TermSet
	for _, id := range ids {
		ordinal := v.Ordinal(kind, id)
		if seen.Has(ordinal) {
			continue
		}
		seen = seen.Union(v.Set(kind, id))
		term, _ := v.Terms().Get(kind, id) // Validate has seen to it
		terms = append(terms, wantedTerm{
			term: term, ordinal: ordinal,
			above: v.Above(kind, id), below: v.Below(kind, id),
		})
	}
	return terms
}

// candidate is one listing before the judge: its facts, and how far it is.
type candidate struct {
	facts   *index.Facts
	ordinal int

	measured    bool
	placed      bool       // distance and uncertainty are known
	distance    geo.Meters // from the origin's point to the middle of the place
	uncertainty geo.Meters // the radius of the place plus that of the origin
}

// candidate calls a listing before the judge and measures how far it is.
func (j *judge) candidate(f *index.Facts, ordinal int) candidate {
	c := candidate{facts: f, ordinal: ordinal}
	j.measure(&c)
	return c
}

// measure works out how far c is, once. It is what costs most in judging a
// listing: a scan leaves it until something asks.
func (j *judge) measure(c *candidate) {
	if c.measured || !j.located || !c.facts.Placed() {
		return
	}
	c.measured, c.placed = true, true
	c.distance = geo.Distance(j.query.Origin.Point, c.facts.Place.Center)
	c.uncertainty = c.facts.Place.Radius + j.query.Origin.Radius
}

// nearest and farthest are how far the service may really be from the caller.
func (c *candidate) nearest() geo.Meters  { return max(0, c.distance-c.uncertainty) }
func (c *candidate) farthest() geo.Meters { return c.distance + c.uncertainty }

// compareDistance puts the nearer first, and what has no distance last.
func (c *candidate) compareDistance(d *candidate) int {
	switch {
	case c.placed && d.placed:
		return cmp.Compare(c.distance, d.distance)
	case c.placed:
		return -1
	case d.placed:
		return 1
	}
	return 0
}

// outcome is what becomes of a listing.
type outcome int

const (
	excluded outcome = iota
	matches          // nothing fails but wishes
	nearly           // one criterion fails that one change would meet
	removed          // nothing fails but an area to avoid
)

// failures is the criteria that fail, one bit for each by its place in
// judge.criteria. Validate bounds a query so that there are never more than 64.
type failures uint64

func (f failures) has(i int) bool { return f>>i&1 == 1 }
func (f failures) first() int     { return bits.TrailingZeros64(uint64(f)) }

// judge applies every criterion in turn, and stops where no later one could
// change that the listing is excluded: after a failure that nothing mends, or
// after a second one that is no wish. What is left is measured.
func (j *judge) judge(c *candidate) (failures, outcome) {
	var failed failures
	wishesFailed, mendable, avoided := false, 0, false
	for i := range j.criteria {
		criterion := &j.criteria[i]
		if criterion.measures {
			j.measure(c)
		}
		if criterion.verdict(c) != data.Fails {
			continue
		}
		failed |= 1 << i
		switch {
		case criterion.wish > 0:
			wishesFailed = true
			continue
		case criterion.change != nil:
			mendable++
		case criterion.name == AvoidCriterion:
			avoided = true
		default:
			return failed, excluded
		}
		if mendable > 1 {
			return failed, excluded
		}
	}
	j.measure(c)
	switch {
	case !avoided && mendable == 0:
		return failed, matches
	case wishesFailed || avoided && mendable > 0:
		return failed, excluded
	case avoided:
		return failed, removed
	}
	return failed, nearly
}

// level is that of the furthest wish among failed.
func (j *judge) level(failed failures) int {
	level := 0
	for i := range j.criteria {
		if failed.has(i) {
			level = max(level, j.criteria[i].wish)
		}
	}
	return level
}

// names gives the failed wishes in the order in which wishes are given up.
func (j *judge) names(failed failures) []string {
	var names []string
	for level := 1; level <= wishes; level++ {
		for i := range j.criteria {
			if failed.has(i) && j.criteria[i].wish == level {
				names = append(names, j.criteria[i].name)
			}
		}
	}
	return names
}
