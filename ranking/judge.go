package ranking

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// judge is a query made ready: its terms as sets, and the criteria and factors
// that are in play. Its judgment of a listing looks at that listing's facts
// alone.
//
// It is scratch: newJudge takes one that was used before, and whoever took it
// gives it back by release. What it worked out before is gone then, but for the
// room that it took, so that a search need not ask for memory.
type judge struct {
	query      Query
	weights    Weights
	vocabulary *index.Vocabulary
	terms      *data.Terms

	located     bool // there is an origin
	needs       []wantedTerm
	populations []wantedTerm
	said        index.TermSet // the populations said and every wider one
	disjoint    index.TermSet // those that never go together with one of these
	member      index.TermSet // all that the caller belongs to: said, and what gender and age alone make
	outsider    index.TermSet // all that the caller cannot belong to
	gender      data.Gender   // stated or said by the populations; "" if neither
	age         lifetime      // likewise, if ageKnown
	ageKnown    bool
	languages   []wantedTerm
	barriers    []wantedTerm
	wished      []wantedTerm // accessibility
	words       []index.Asked
	hits        index.Hits // where the words stand, if lookedUp
	lookedUp    bool

	meanings     meanings
	lodgingAsked bool       // one of them is among the needs
	withChildren bool       // the caller is said to be
	day          hours.Date // of the query, in UTC

	criteria []rule    // the criteria in play
	factors  []weighed // the factors in play

	valid     *Weights  // an operator's, found valid before: they are the same for every search
	found     findings  // of a scan
	standing  []hit     // the best of them
	candidate candidate // the one before the judge, since the criteria take its address
	shelf     shelf     // where the facts of those lie that it looks at again
}

// judges are those that wait to be used.
var judges = sync.Pool{New: func() any { return new(judge) }}

// newJudge makes q ready. The error is that of q's or w's Validate.
func newJudge(v *index.Vocabulary, q Query, w Weights) (*judge, error) {
	if err := errors.Join(q.checkCaller(), q.checkPlaces(), q.checkBounds()); err != nil || !q.knownIn(v) {
		return nil, q.Validate(v.Terms())
	}
	j := judges.Get().(*judge)
	if w != Default() && (j.valid == nil || w != *j.valid) {
		if err := w.Validate(); err != nil {
			judges.Put(j)
			return nil, err
		}
		kept := w
		j.valid = &kept
	}
	return j.ready(v, q, w), nil
}

// readyJudge makes ready what is known to be valid.
func readyJudge(v *index.Vocabulary, q Query, w Weights) *judge {
	return judges.Get().(*judge).ready(v, q, w)
}

func (j *judge) ready(v *index.Vocabulary, q Query, w Weights) *judge {
	j.query, j.weights, j.vocabulary, j.terms = q, w, v, v.Terms()
	j.located = !q.Origin.IsZero()
	if j.meanings.of != v {
		j.meanings = meaningsIn(v)
	}
	j.readyCaller()
	j.needs = wanted(j.needs, v, data.TermNeed, q.Needs)
	j.languages = wanted(j.languages, v, data.TermLanguage, q.Languages)
	j.barriers = wanted(j.barriers, v, data.TermBarrier, q.Barriers)
	j.wished = wanted(j.wished, v, data.TermAccessibility, q.Accessibility)
	j.words = index.Ask(q.Text, maxTerms)
	j.lodgingAsked = slices.ContainsFunc(j.needs, func(n wantedTerm) bool { return j.meanings.lodging.Has(n.ordinal) })
	j.day = hours.DateOf(q.At.UTC())
	j.criteria, j.factors = j.rulesInPlay(j.criteria), j.factorsInPlay(j.factors)
	return j
}

// meanings are the terms that the judge itself has something to say of, as one
// vocabulary has them.
type meanings struct {
	of           *index.Vocabulary
	lodging      index.TermSet // "housing" and all narrower needs
	withChildren int
	alone        index.TermSet // populations that are nothing but a gender or an age
}

func meaningsIn(v *index.Vocabulary) meanings {
	return meanings{
		of: v, lodging: v.Below(data.TermNeed, "housing"), withChildren: v.Ordinal(data.TermPopulation, "with-children"),
		alone: v.Set(data.TermPopulation, "women-and-girls", "girls", "women", "men-and-boys", "boys", "men", "non-binary",
			"minors", "children", "teens", "youth-16-17", "adults", "youth-18-24", "youth-18-29"),
	}
}

// readyCaller works out who the caller is, as far as the query tells.
func (j *judge) readyCaller() {
	j.populations = wanted(j.populations, j.vocabulary, data.TermPopulation, j.query.Populations)
	for i := range j.populations {
		j.said = merge(j.said, j.populations[i].above)
	}
	j.gender = callerGender(&j.query, j.populations)
	j.age, j.ageKnown = callerAge(&j.query, j.populations)
	j.settleBelonging()
	j.withChildren = j.said.Has(j.meanings.withChildren)
}

// release gives j back. Nothing of the caller or of the listings is left in it.
func (j *judge) release() {
	clear(j.found.hits)
	clear(j.found.near)
	clear(j.standing[:cap(j.standing)])
	clear(j.criteria)
	clear(j.factors)
	j.hits.Clear()
	*j = judge{
		needs: forgotten(j.needs), populations: forgotten(j.populations), languages: forgotten(j.languages),
		barriers: forgotten(j.barriers), wished: forgotten(j.wished),
		said: emptied(j.said), disjoint: emptied(j.disjoint), member: emptied(j.member), outsider: emptied(j.outsider),
		criteria: j.criteria[:0], factors: j.factors[:0], hits: j.hits,
		found: findings{hits: j.found.hits[:0], near: j.found.near[:0]}, standing: j.standing[:0], shelf: j.shelf.cleared(), meanings: j.meanings, valid: j.valid,
	}
	judges.Put(j)
}

// wantedTerm is one term of the query.
type wantedTerm struct {
	term    *data.Term
	ordinal int
	above   index.TermSet // it and every wider one
	below   index.TermSet // it and every narrower one
	through index.TermSet // of a population: all that the caller belongs to through it; the judge's own
}

// wanted looks up the terms of a query, each once, and adds them to into.
func wanted(into []wantedTerm, v *index.Vocabulary, kind data.TermKind, ids []string) []wantedTerm {
	for _, id := range ids {
		known, _ := v.Find(kind, id) // Validate has seen to it that there is one
		if slices.ContainsFunc(into, func(w wantedTerm) bool { return w.ordinal == known.Ordinal }) {
			continue
		}
		n := len(into)
		into = slices.Grow(into, 1)[:n+1]
		into[n] = wantedTerm{
			term: known.Term, ordinal: known.Ordinal, above: known.Above, below: known.Below, through: into[n].through,
		}
	}
	return into
}

// forgotten empties terms, and keeps the room of the sets that are the judge's own.
func forgotten(terms []wantedTerm) []wantedTerm {
	for i := range terms {
		terms[i] = wantedTerm{through: emptied(terms[i].through)}
	}
	return terms[:0]
}

func emptied(s index.TermSet) index.TermSet {
	clear(s)
	return s[:0]
}

// candidate is one listing before the judge: its facts, and how far it is.
type candidate struct {
	facts   *index.Facts
	ordinal int
	words   *finding // what is known already of the words asked for

	measured    bool
	placed      bool       // distance and uncertainty are known
	distance    geo.Meters // from the origin's point to the middle of the place
	uncertainty geo.Meters // the radius of the place plus that of the origin
}

// call calls a listing before the judge: there is one at a time.
func (j *judge) call(f *index.Facts, ordinal int) *candidate {
	j.candidate = candidate{facts: f, ordinal: ordinal}
	j.measure(&j.candidate)
	return &j.candidate
}

// measure works out how far c is, once. It is what costs most in judging a
// listing: a scan leaves it until something asks.
func (j *judge) measure(c *candidate) {
	if !c.measured && j.located && c.facts.Placed() {
		j.place(c, geo.Distance(j.query.Origin.Point, c.facts.Place.Center))
	}
}

// place puts c, if it has a place and there is an origin, so far away.
func (j *judge) place(c *candidate, distance geo.Meters) {
	if !j.located || !c.facts.Placed() {
		return
	}
	c.measured, c.placed = true, true
	c.distance, c.uncertainty = distance, c.facts.Place.Radius+j.query.Origin.Radius
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

// judge applies every criterion in turn, and stops where no later one could
// change that the listing is excluded: after a failure that nothing mends, or
// after a second one that is no wish. What is left is measured.
func (j *judge) judge(c *candidate) (ruleSet, outcome) {
	var failed ruleSet
	wishesFailed, mendable, avoided := false, 0, false
	for i := range j.criteria {
		rule := &j.criteria[i]
		if rule.measures {
			j.measure(c)
		}
		if j.verdictAt(i, c) != data.Fails {
			continue
		}
		failed |= 1 << i
		switch {
		case rule.wish > 0:
			wishesFailed = true
			continue
		case rule.change != nil:
			mendable++
		case rule.name == AvoidCriterion:
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
func (j *judge) level(failed ruleSet) int {
	level := 0
	for i, rule := range j.criteria {
		if failed.has(i) {
			level = max(level, rule.wish)
		}
	}
	return level
}

// wishes names the failed wishes in the order in which wishes are given up.
func (j *judge) wishes(failed ruleSet) []string {
	var names []string
	for i, rule := range j.criteria {
		if failed.has(i) && rule.wish > 0 {
			names = append(names, rule.name)
		}
	}
	return names
}

// readsLive reports whether a criterion in play looks at what is live.
func (j *judge) readsLive() bool {
	return slices.ContainsFunc(j.criteria, func(r rule) bool { return r.reads&livePart != 0 })
}
