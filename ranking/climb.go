package ranking

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"

	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// branch is a node of the tree, or a listing, with the best score that it or any
// listing below it can have.
type branch struct {
	bound       float64
	level, node int32
}

// single is the level of a listing, below that of a block; its node is the ordinal.
const single = -1

// more is a hair more than x, and less a hair less: every bound is moved by it, so
// that nobody need argue about the rounding of a product. A chain of a few dozen
// operations on numbers between 0 and 1 is off by some 1e-15.
func more(x float64) float64 { return x*(1+1e-9) + 1e-12 }
func less(x float64) float64 { return x*(1-1e-9) - 1e-12 }

// best puts the k best of a mask into f.room.top, best first.
//
// It takes the nodes of the tree in the order of their bounds. When k listings surely
// score more than the bound of the next node, so they do than everything below that
// node and below every node after it, and the walk ends: what scores less than k
// others stands behind all of them, whatever else decides.
func (f *finder[A]) best(of mask, k int) {
	room, levels := f.room, f.s.Space().Levels()
	room.heap, room.top, room.least = room.heap[:0], room.top[:0], room.least[:0]
	f.k, f.last = k, -1
	top := len(levels) - 1
	for i := range levels[top] {
		f.push(of, &levels[top][i], top, i)
	}
	for len(room.heap) > 0 {
		b := room.pop()
		if b.bound < f.last {
			break
		}
		switch b.level {
		case single:
			f.score(int(b.node))
			continue
		case 0:
			f.open(int(b.node), of[b.node])
			continue
		}
		below := int(b.level) - 1
		for child := int(b.node) * index.Fan; child < min(len(levels[below]), (int(b.node)+1)*index.Fan); child++ {
			f.push(of, &levels[below][child], below, child)
		}
	}
	f.settle()
}

func (f *finder[A]) push(of mask, n *index.Node, level, node int) {
	fit := f.fit
	if level == 0 {
		if of[node] == 0 {
			return
		}
		top := f.topsOf(node)
		fit = f.most(&top, of[node])
	}
	if bound := f.bound(n, fit); bound >= f.last {
		f.room.push(branch{bound, int32(level), int32(node)})
	}
}

// push and pop keep the heap, the highest bound first.
func (r *scratch) push(b branch) {
	r.heap = append(r.heap, b)
	for i := len(r.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if r.heap[up].bound >= b.bound {
			return
		}
		r.heap[up], r.heap[i] = b, r.heap[up]
		i = up
	}
}

func (r *scratch) pop() branch {
	first, last := r.heap[0], len(r.heap)-1
	moved := r.heap[last]
	r.heap = r.heap[:last]
	for i := 0; i < last; {
		child := 2*i + 1
		if child+1 < last && r.heap[child+1].bound > r.heap[child].bound {
			child++
		}
		if child >= last || moved.bound >= r.heap[child].bound {
			r.heap[i] = moved
			break
		}
		r.heap[i] = r.heap[child]
		i = child
	}
	return first
}

// bound is at least the score of every listing below a node, none of which has a
// higher fit.
func (f *finder[A]) bound(n *index.Node, fit float64) float64 {
	// In the caller's own region are those that have a place and reach no farther
	// than it, the doubt of both ends included.
	if f.ownFit < f.fit && !n.Unplaced && (n.Farthest(f.eye)+geo.Meters(n.Doubt)+f.j.query.Origin.Radius)*(1+1e-9) <= f.own {
		fit = min(fit, f.ownFit)
	}
	return f.nearness(n, n.Placed(), n.Nearest(f.eye)) * fit
}

// nearness is at least the proximity of every listing below a node: of those that
// have a place, if any have, none of which is nearer than nearest, and of the
// others. h/(h+d) falls with d, in floating point too.
func (f *finder[A]) nearness(n *index.Node, placed bool, nearest geo.Meters) float64 {
	w := &f.j.weights
	switch {
	case !f.j.located && n.Remote:
		return 1
	case !f.j.located:
		return more(w.TravelProximity)
	}
	best := 0.0
	if placed {
		best = float64(f.half / (f.half + nearest))
		if geo.Meters(n.Doubt) > w.WideRadius {
			best = max(best, w.WideProximity)
		}
	}
	if n.Remote || n.Unplaced {
		best = max(best, w.RemoteProximity)
	}
	return more(best)
}

// open takes a block apart: each of its listings that may be among the best has its
// turn by itself.
func (f *finder[A]) open(block int, in uint64) {
	n, top := &f.s.Space().Levels()[0][block], f.topsOf(block)
	if f.last > 0 {
		in = f.thin(&top, in, f.last/f.nearness(n, n.Placed(), n.Nearest(f.eye)))
	}
	for ; in != 0; in &= in - 1 {
		i := block*index.Block + bits.TrailingZeros64(in)
		_, near := f.between(i)
		if bound := near * f.most(&top, in&-in); bound >= f.last {
			f.room.push(branch{bound, single, int32(i)})
		}
	}
}

// between gives two numbers that the proximity of a listing lies between.
func (f *finder[A]) between(i int) (far, near float64) {
	n := &f.s.Space().Levels()[0][i/index.Block]
	placed, nearest, farthest := f.s.Space().Between(i, f.eye)
	return f.remoteness(placed, farthest), f.nearness(n, placed, nearest)
}

// remoteness is at most the proximity of a listing: one that has a place is no
// farther away than farthest, and none is less near than its distance makes it.
func (f *finder[A]) remoteness(placed bool, farthest geo.Meters) float64 {
	w := &f.j.weights
	switch {
	case !f.j.located:
		return less(w.TravelProximity)
	case !placed:
		return less(w.RemoteProximity)
	}
	return less(float64(f.half / (f.half + farthest)))
}

// score works out the fit of one listing, unless it surely stands behind k others.
// Its factors are worked out one after another, with the rest at their highest: most
// listings are done with after a few. How far away it is is known but for a little.
func (f *finder[A]) score(i int) {
	far, near := f.between(i)
	values, c, fit, admission := f.stages.highest, &f.j.candidate, 1.0, 1.0
	if s := &f.stages; s.needs.share > 0 {
		value := f.offers(i)
		values[s.needs.factor] = value
		fit -= (1 - value) * s.needs.share
	}
	*c = candidate{facts: f.facts, ordinal: i}
	f.facts.Live = nil
	for read, n := parts(0), 0; n < f.stages.many; n++ {
		next := &f.stages.order[n]
		f.read(c, next.reads&^read)
		read |= next.reads
		value := next.grade(f.j, c).value
		if next.multiplies {
			admission = min(admission, value)
			values[next.factor] = admission
		} else {
			fit -= (1 - value) * next.share
			values[next.factor] = value
		}
		if more(near*admission*fit) < f.last {
			return
		}
	}
	f.enter(scored{
		ordinal: i, live: c.facts.Live, fit: f.fitOf(&values),
		most: more(near * admission * fit), least: less(far * f.fitOf(f.lowest(&values))),
	})
}

// lowest is values with the lowest for what is not worked out yet.
func (f *finder[A]) lowest(values *valued) *valued {
	for n := range f.stages.measured.all() {
		values[n] = 0
	}
	return values
}

// offers is what the factor need gives a listing, by columns.
func (f *finder[A]) offers(i int) float64 {
	served := 0
	for _, need := range f.needs() {
		served += int(need[i/index.Block] >> (i % index.Block) & 1)
	}
	return float64(served) / float64(len(f.j.needs))
}

// valued is the value of each factor in play.
type valued [factorCount]float64

// factorSet is a set of factors in play, one bit for each by its place.
type factorSet uint16

func (s factorSet) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(bits.TrailingZeros16(uint16(s))) {
				return
			}
		}
	}
}

// stages is the order in which the factors of a listing are worked out: the cheap
// ones first; and those for which its distance must be measured, last of all.
type stages struct {
	order    [len(cheapest)]stage // of which there are many
	many     int
	needs    stage // of which columns tell
	measured factorSet
	highest  valued
}

// stage is a factor in play, or one door of admission.
type stage struct {
	factor     int // its place among those in play
	grade      func(*judge, *candidate) finding
	reads      parts
	share      float64 // of the weights in play
	multiplies bool
}

// cheapest is the factors in the order of what it costs to work them out: a day takes
// a power, opening hours a calendar, and room the reports of the moment. Need comes
// from columns.
var cheapest = [...]struct {
	name  string
	reads parts // if not all that the factor does
	grade func(*judge, *candidate) finding
}{
	{name: SpecializedFactor},
	{name: PopulationFactor},
	{name: LanguageFactor},
	{name: AccessFactor},
	{name: AdmissionFactor, grade: (*judge).gradeStandingDoors, reads: admissionPart | takingPart | momentPart},
	{name: VerificationFactor},
	{name: OpenFactor},
	{name: CapacityFactor},
	{name: AdmissionFactor, grade: (*judge).roomAdmits, reads: livePart | offerPart},
	{name: TextFactor},
}

func (f *finder[A]) stagesOf() stages {
	var s stages
	weights := 0.0
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		if s.highest[i] = 1; f.counts(factor) {
			weights += factor.weight
		}
		if factor.reads&wherePart != 0 {
			s.measured |= 1 << i
		}
	}
	if i := slices.IndexFunc(f.j.factors, func(w weighed) bool { return w.name == NeedFactor }); i >= 0 && len(f.j.needs) > 1 {
		s.needs = stage{factor: i, share: f.j.factors[i].weight / weights}
	}
	for _, next := range cheapest {
		i := slices.IndexFunc(f.j.factors, func(w weighed) bool { return w.name == next.name })
		if i < 0 || !f.counts(&f.j.factors[i]) || next.reads&livePart != 0 && !(f.staff && f.j.roomCloses()) {
			continue
		}
		factor := &f.j.factors[i]
		stage := stage{factor: i, grade: factor.grade, reads: factor.reads, share: factor.weight / weights, multiplies: factor.multiplies}
		if next.grade != nil {
			stage.grade, stage.reads = next.grade, next.reads
		}
		s.order[s.many] = stage
		s.many++
	}
	return s
}

func (f *finder[A]) counts(factor *weighed) bool { return f.staff || !factor.staffOnly }

// fitOf is the judge's own arithmetic: the same numbers in the same order.
func (f *finder[A]) fitOf(g *valued) float64 {
	sum, weights, admission := 0.0, 0.0, 1.0
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		if factor.staffOnly && !f.staff {
			continue
		}
		if factor.multiplies {
			admission = g[i]
			continue
		}
		sum = float64(sum + float64(factor.weight*g[i]))
		weights = float64(weights + factor.weight)
	}
	return float64(admission * float64(sum/weights))
}

// scored is a listing that may be among the best: what its score surely lies between,
// and once it is measured, its score.
type scored struct {
	ordinal     int
	least, most float64
	fit         float64     // but for the factors for which it must be measured
	live        *index.Live // that it was judged by; nil if that was not looked at

	measured bool
	placed   bool
	distance geo.Meters
}

// crowd is how many listings may wait to be measured.
const crowd = 64

// enter adds a listing that may be among the best.
func (f *finder[A]) enter(found scored) {
	f.room.top = append(f.room.top, found)
	f.raise(found.least)
	if len(f.room.top) >= f.k+crowd {
		f.settle()
	}
}

// raise keeps what the k best of the listings score at least.
func (f *finder[A]) raise(least float64) {
	all := f.room.least
	at := len(all)
	for at > 0 && all[at-1] < least {
		at--
	}
	if at == f.k {
		return
	}
	if len(all) < f.k {
		all = append(all, 0)
	}
	copy(all[at+1:], all[at:])
	all[at] = least
	if f.room.least = all; len(all) == f.k {
		f.last = all[f.k-1]
	}
}

// settle measures the listings that may be among the k best and leaves no others.
func (f *finder[A]) settle() {
	room, last := f.room, f.last
	kept := room.top[:0]
	for i := range room.top {
		if room.top[i].most >= last {
			kept = append(kept, room.top[i])
			f.measure(&kept[len(kept)-1])
		}
	}
	slices.SortFunc(kept, f.compare)
	room.top, room.least, f.last = kept[:min(f.k, len(kept))], room.least[:0], -1
	for i := range room.top {
		f.raise(room.top[i].least)
	}
}

// measure works out the score of a listing, as the judge does.
func (f *finder[A]) measure(found *scored) {
	if found.measured {
		return
	}
	c := &f.j.candidate
	*c = candidate{facts: f.facts, ordinal: found.ordinal}
	f.s.ReadPlace(found.ordinal, f.facts)
	f.j.measure(c)
	if f.stages.measured != 0 {
		f.read(c, allParts&^livePart)
		f.facts.Live = found.live
		found.fit = f.j.fit(c)
	}
	found.most = float64(f.j.proximity(c).value * found.fit)
	found.least, found.measured = found.most, true
	found.placed, found.distance = c.placed, c.distance
}

// compare is compareHits for listings of one level that are measured.
func (f *finder[A]) compare(a, b scored) int {
	if order := cmp.Compare(b.most, a.most); order != 0 {
		return order
	}
	x, y := candidate{placed: a.placed, distance: a.distance}, candidate{placed: b.placed, distance: b.distance}
	return cmp.Or(x.compareDistance(&y), cmp.Compare(f.s.At(a.ordinal).ID, f.s.At(b.ordinal).ID))
}
