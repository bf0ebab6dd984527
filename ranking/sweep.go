package ranking

import (
	"math/bits"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// sweeper works out, for all listings of a snapshot together, which criteria of a
// query they fail. Columns tell most of it, 64 listings at a time; where they
// cannot, the judge is asked about one listing after another, or about one for all
// that are alike in what the criterion reads. What a column says and what the judge
// says of the same facts is the same: the tests hold them to it.
type sweeper[A data.Audience] struct {
	s *index.Snapshot[A]
	j *judge
	m *memos

	columns *index.Columns
	words   int
	eye     index.Eye    // at the origin, if there is one
	facts   *index.Facts // of the listing before the judge
	around  int          // the node of level 1 of which beyond is said: see farFrom
	beyond  bool
	offered [maxTerms]mask // see needs
}

// swept is what a sweep finds.
type swept struct {
	levels   [wishes + 1]mask // those that match, by the furthest wish that they need given up
	perLevel [wishes + 1]int
	removed  int
}

func (s *swept) levelNeeded(enough int) int { return levelNeeded(&s.perLevel, enough) }

// matches finds all listings that fail nothing but wishes: of those that need some
// given up, only if without them there are fewer than enough.
func (w *sweeper[A]) matches(enough int) swept {
	rest, area := w.base(), w.named(ServiceAreaCriterion)
	for i := range w.j.criteria {
		if w.mendable(i) && i != area {
			w.keepPassing(i, rest)
		}
	}
	if found := w.close(area, rest); found.perLevel[0] >= enough {
		return found
	}
	if area >= 0 {
		w.keepPassing(area, rest)
	}
	return w.byLevel(rest)
}

// close finds those of rest that fail nothing at all, where a distance is wished for.
// What lies beyond it need then not be told apart by where it serves.
func (w *sweeper[A]) close(area int, rest mask) swept {
	limit := w.named(MaxDistanceCriterion)
	if limit < 0 {
		return swept{}
	}
	near := w.m.mask(w.words)
	copy(near, rest)
	w.keepPassing(limit, near)
	if area >= 0 {
		w.keepPassing(area, near)
	}
	for i := range w.j.criteria {
		if w.j.criteria[i].wish > 0 && i != limit {
			w.keepPassing(i, near)
		}
	}
	var found swept
	w.avoiding(near, w.failing(w.named(AvoidCriterion), near), &found)
	return found
}

// byLevel tells listings that fail nothing but wishes, or an area to avoid, apart by
// the furthest wish that they fail, from there down: whoever fails one is of its level.
func (w *sweeper[A]) byLevel(rest mask) swept {
	var found swept
	avoid := w.failing(w.named(AvoidCriterion), rest)
	for level := wishes; level >= 1; level-- {
		at := w.failing(w.rule(func(r *rule) bool { return r.wish == level }), rest)
		if at == nil {
			continue
		}
		rest.take(at)
		at.take(avoid)
		found.levels[level], found.perLevel[level] = at, at.count()
	}
	w.avoiding(rest, avoid, &found)
	return found
}

// avoiding puts those that fail no wish into found, without those in an area to avoid,
// which it counts.
func (w *sweeper[A]) avoiding(rest, avoid mask, found *swept) {
	all := rest.count()
	found.levels[0], found.perLevel[0] = rest, all
	if avoid == nil {
		return
	}
	rest.take(avoid)
	found.perLevel[0] = rest.count()
	found.removed = all - found.perLevel[0]
}

// near finds the listings that fail one criterion alone, which one change would
// meet: no wish, and no area to avoid.
func (w *sweeper[A]) near() mask {
	none, once := w.base(), w.m.mask(w.words)
	for i := range w.j.criteria {
		if !w.mendable(i) {
			continue
		}
		// Those that failed once before stay if they pass; those that failed never
		// before join them if they fail.
		w.keepPassing(i, once)
		failed := w.failing(i, none)
		none.take(failed)
		once.add(failed)
		w.m.free(1)
	}
	for i := range w.j.criteria {
		if w.j.criteria[i].wish > 0 || w.j.criteria[i].name == AvoidCriterion {
			w.keepPassing(i, once)
		}
	}
	return once
}

// mendable reports whether somebody could be asked to change what fails.
func (w *sweeper[A]) mendable(i int) bool {
	r := &w.j.criteria[i]
	return r.wish == 0 && r.change != nil && r.name != AvoidCriterion
}

// named gives the place of the first rule of a criterion, or -1.
func (w *sweeper[A]) named(criterion string) int {
	return w.rule(func(r *rule) bool { return r.name == criterion })
}

// rule gives the place of the first rule of which is holds, or -1.
func (w *sweeper[A]) rule(is func(*rule) bool) int {
	for i := range w.j.criteria {
		if is(&w.j.criteria[i]) {
			return i
		}
	}
	return -1
}

// base is the listings that fail neither need, nor kind, nor status: whoever fails
// one of these is out, whatever else is said.
func (w *sweeper[A]) base() mask {
	m := w.m.mask(w.words)
	if len(w.j.needs) == 0 {
		w.addStandings(m)
		return m
	}
	for _, need := range w.needs() {
		m.add(need)
	}
	if len(w.j.query.Kinds) == 0 {
		m.keep(w.dense(&w.columns.Usual))
		return m
	}
	standing := w.m.mask(w.words)
	w.addStandings(standing)
	m.keep(standing)
	w.m.free(1)
	return m
}

// needs gives for each need of the query the listings that offer it.
func (w *sweeper[A]) needs() []mask {
	for i := range w.j.needs {
		if w.offered[i] == nil {
			w.offered[i] = w.dense(&w.columns.Needs[w.j.needs[i].ordinal])
		}
	}
	return w.offered[:len(w.j.needs)]
}

// addStandings asks the judge about one of each kind and status.
func (w *sweeper[A]) addStandings(m mask) {
	if len(w.j.query.Kinds) == 0 {
		w.columns.Usual.AddTo(m)
		return
	}
	for i := range w.columns.Standing {
		of := &w.columns.Standing[i]
		if of.One >= 0 && w.stands(of.One) {
			of.AddTo(m)
		}
		if of.One < 0 {
			w.addEach(&of.Column, m)
		}
	}
}

func (w *sweeper[A]) addEach(column *index.Column, m mask) {
	for i := range w.s.Len() {
		if column.Has(i) && w.stands(i) {
			m[i/index.Block] |= 1 << (i % index.Block)
		}
	}
}

// stands reports whether a listing fails nothing that is said of its standing.
func (w *sweeper[A]) stands(i int) bool {
	for criterion := range w.j.criteria {
		if w.j.criteria[criterion].reads == standingPart && w.ask(criterion, i) {
			return false
		}
	}
	return true
}

// failing gives those in m that fail a criterion; nil for none, -1.
func (w *sweeper[A]) failing(criterion int, m mask) mask {
	if criterion < 0 {
		return nil
	}
	failed := w.m.mask(w.words)
	copy(failed, m)
	w.keepPassing(criterion, failed)
	for i := range failed {
		failed[i] = m[i] &^ failed[i]
	}
	return failed
}

// keepPassing takes those that fail a criterion out of m. It is exact.
func (w *sweeper[A]) keepPassing(criterion int, m mask) {
	k, j := w.columns, w.j
	switch r := &j.criteria[criterion]; {
	case r.name == IntakeCriterion:
		w.keepOpenTo(criterion, m)
	case r.name == AgeCriterion && k.AgesComplete:
		w.keepOfAge(criterion, m)
	case r.name == GenderCriterion && k.Refuses[j.gender] != nil:
		k.Refuses[j.gender].TakeFrom(m)
	case r.name == ExclusiveCriterion:
		w.keepIncluded(criterion, m)
	case r.name == BarrierCriterion:
		k.BarrierNo[j.barriers[r.which].ordinal].TakeFrom(m)
	case r.name == ServiceAreaCriterion && k.Everybody[j.query.Origin.Province] != nil:
		w.keepServed(criterion, k.Everybody[j.query.Origin.Province], m)
	case r.name == ServiceAreaCriterion:
		w.look(criterion, &k.Declared, m)
	case r.name == MaxDistanceCriterion:
		w.keepWithin(criterion, m)
	case r.name == NoRemoteCriterion:
		k.PhoneOnly.TakeFrom(m)
	case r.name == AvoidCriterion:
		w.keepClear(criterion, m)
	default:
		w.lookAtAll(criterion, m)
	}
}

// keepOfAge finds the loosest limit on either side that shuts the caller out: if
// every tighter one does as well, its column has them all. Whoever is shut out is
// so by one of their limits alone, since an age lies outside a range by either end.
// A limit with a fraction of a year may shut out whom a tighter one in whole years
// lets in until the next birthday: then all are looked at.
func (w *sweeper[A]) keepOfAge(criterion int, m mask) {
	from, to := w.columns.AgesFrom, w.columns.AgesTo
	tooLow, tooHigh := len(from), 0
	for tooLow > 0 && w.outside(data.AgeRange{Stated: true, Min: from[tooLow-1].Years}) {
		tooLow--
	}
	for tooHigh < len(to) && w.outside(data.AgeRange{Stated: true, Max: to[tooHigh].Years}) {
		tooHigh++
	}
	if slices.ContainsFunc(to[tooHigh:], func(l index.AgeLimit) bool { return w.outside(data.AgeRange{Stated: true, Max: l.Years}) }) {
		w.lookAtAll(criterion, m)
		return
	}
	if tooLow < len(from) {
		from[tooLow].TakeFrom(m)
	}
	if tooHigh > 0 {
		to[tooHigh-1].TakeFrom(m)
	}
}

func (w *sweeper[A]) outside(r data.AgeRange) bool {
	return w.j.age.within(lifetimeOf(r)) == data.Fails
}

// keepOpenTo takes out those that take nobody. It is another day somewhere than in
// UTC, but never by more than one: only those whose last day is so close that their
// clock decides are looked at.
func (w *sweeper[A]) keepOpenTo(criterion int, m mask) {
	before, after := w.j.day.AddDays(-1), w.j.day.AddDays(1)
	for i := range w.columns.Shut {
		switch shut := &w.columns.Shut[i]; {
		case shut.Day.IsZero() || !shut.Day.Before(after):
			shut.TakeFrom(m)
		case !shut.Day.Before(before):
			w.look(criterion, &shut.Column, m)
		}
	}
}

// keepIncluded asks the judge about one of those who are for the same people only, and
// takes all of them out if the caller is none of these.
func (w *sweeper[A]) keepIncluded(criterion int, m mask) {
	if len(w.columns.Exclusive) > w.words/2 { // then it is less to look at those in m
		w.look(criterion, &w.columns.ForSome, m)
		return
	}
	for i := range w.columns.Exclusive {
		switch of := &w.columns.Exclusive[i]; {
		case of.One < 0:
			w.look(criterion, &of.Column, m)
		case w.j.excludes(w.s.Admission(of.One)):
			of.TakeFrom(m)
		}
	}
}

// look asks the judge about the listings of m that are in a column, and takes out
// those that fail.
func (w *sweeper[A]) look(criterion int, column *index.Column, m mask) {
	for _, i := range column.Few() {
		word, bit := i/index.Block, uint64(1)<<(i%index.Block)
		if m[word]&bit != 0 && w.failsAt(criterion, int(i)) {
			m[word] &^= bit
		}
	}
	for word, in := range column.Words() {
		if in &= m[word]; in != 0 {
			m[word] &^= w.failingOf(criterion, word, in)
		}
	}
}

func (w *sweeper[A]) lookAtAll(criterion int, m mask) {
	for word, in := range m {
		m[word] = in &^ w.failingOf(criterion, word, in)
	}
}

// failingOf gives those that fail of a few in one word.
func (w *sweeper[A]) failingOf(criterion, word int, in uint64) (failing uint64) {
	for ; in != 0; in &= in - 1 {
		if w.failsAt(criterion, word*index.Block+bits.TrailingZeros64(in)) {
			failing |= in & -in
		}
	}
	return failing
}

// failsAt asks the judge about one listing, or remembers what was said of another
// that is alike in all that the criterion reads.
func (w *sweeper[A]) failsAt(criterion, i int) bool {
	part, shared := w.j.criteria[criterion].reads.shared()
	if !shared {
		return w.ask(criterion, i)
	}
	seen := w.m.verdict(criterion, w.s.Class(part, i), w.s.Classes(part))
	if seen.stamp != w.m.stamp {
		*seen = verdictMemo{stamp: w.m.stamp, fails: w.ask(criterion, i)}
	}
	return seen.fails
}

func (w *sweeper[A]) ask(criterion, i int) bool {
	r := &w.j.criteria[criterion]
	c := w.call(i, r.reads)
	if r.measures {
		w.j.measure(c)
	}
	return w.j.verdictAt(criterion, c) == data.Fails
}

// call brings a listing before the judge with these parts of its facts; the others
// are those of whoever was there before.
func (w *sweeper[A]) call(i int, reads parts) *candidate {
	c := &w.j.candidate
	*c = candidate{facts: w.facts, ordinal: i}
	w.read(c, reads)
	return c
}

// read puts parts of the listing before the judge into its facts.
func (w *sweeper[A]) read(c *candidate, reads parts) {
	for rest := reads & (1<<index.Parts - 1); rest != 0; rest &= rest - 1 {
		part := index.Part(bits.TrailingZeros16(uint16(rest)))
		w.s.ReadClass(part, w.s.Class(part, c.ordinal), w.facts)
	}
	if reads&wherePart != 0 {
		w.s.ReadPlace(c.ordinal, w.facts)
	}
	if reads&livePart != 0 {
		w.s.ReadLive(c.ordinal, w.facts)
	}
	if reads&wordsPart != 0 && !w.j.lookedUp {
		w.s.ReadWords(c.ordinal, w.facts)
	}
}
