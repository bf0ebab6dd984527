package ranking

import (
	"math/bits"

	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// branch is a node of the tree with the best score that any listing below it can
// have.
type branch struct {
	bound       float64
	level, node int32
}

// more is a hair more than x: every bound is raised by it, so that nobody need
// argue about the rounding of a product. A chain of a few dozen operations on
// numbers between 0 and 1 is off by some 1e-15.
func more(x float64) float64 { return x * (1 + 1e-9) }

// best puts the k best of a mask into f.room.top, best first.
//
// It takes the nodes of the tree in the order of their bounds. When the k-th best
// so far scores more than the bound of the next node, so it does than everything
// below that node and below every node after it, and the walk ends: what scores
// less than the k-th best stands behind it, whatever else decides.
func (f *finder[A]) best(of mask, k int) {
	room, levels := f.room, f.s.Space().Levels()
	room.heap, room.top = room.heap[:0], room.top[:0]
	f.k, f.last = k, -1
	top := len(levels) - 1
	for i := range levels[top] {
		f.push(of, &levels[top][i], top, i)
	}
	for len(room.heap) > 0 {
		b := room.pop()
		if b.bound < f.last {
			return
		}
		if b.level == 0 {
			f.scoreBlock(int(b.node), of[b.node])
			continue
		}
		below := int(b.level) - 1
		for child := int(b.node) * index.Fan; child < min(len(levels[below]), (int(b.node)+1)*index.Fan); child++ {
			f.push(of, &levels[below][child], below, child)
		}
	}
}

func (f *finder[A]) push(of mask, n *index.Node, level, node int) {
	if level == 0 && of[node] == 0 {
		return
	}
	if bound := f.bound(n); bound >= f.last {
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

// bound is at least the score of every listing below a node.
func (f *finder[A]) bound(n *index.Node) float64 {
	fit := f.fit
	// In the caller's own region are those that have a place and reach no farther
	// than it, the doubt of both ends included.
	if f.ownFit < fit && !n.Unplaced && (n.Farthest(f.eye)+geo.Meters(n.Doubt)+f.j.query.Origin.Radius)*(1+1e-9) <= f.own {
		fit = f.ownFit
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

// scoreBlock scores those listings of a block that may be among the best.
func (f *finder[A]) scoreBlock(block int, in uint64) {
	space := f.s.Space()
	n := &space.Levels()[0][block]
	if f.last > 0 {
		in = f.thin(block, in, f.last/f.nearness(n, n.Placed(), n.Nearest(f.eye)))
	}
	for ; in != 0; in &= in - 1 {
		bit := bits.TrailingZeros64(in)
		i := block*index.Block + bit
		near := f.nearness(n, space.HasPoint(i), space.Nearest(i, f.eye))
		if f.last < 0 || near*f.mostAt(block, bit) >= f.last {
			f.score(i, near)
		}
	}
}

// score scores one listing and puts it where it belongs, unless it surely stands
// behind the k-th best. Its factors are worked out one after another, with the rest
// at their highest: most listings are done with after a few.
func (f *finder[A]) score(i int, near float64) {
	g := f.stages.highest
	for _, n := range f.stages.remembered[:f.stages.many] {
		g[n] = f.valueOfClass(i, n)
		if near*more(f.fitOf(&g)) < f.last {
			return
		}
	}
	c := f.call(i, f.stages.reads|livePart)
	f.value(&g, c, f.stages.asked)
	if near*more(f.fitOf(&g)) < f.last {
		return
	}
	f.s.ReadPlace(i, c.facts)
	f.j.measure(c)
	f.value(&g, c, f.stages.measured)
	f.insert(&scored{
		ordinal: i, id: c.facts.ID, score: float64(f.j.proximity(c).value * f.fitOf(&g)),
		placed: c.placed, distance: c.distance, live: c.facts.Live,
	})
}

// valued is the value of each factor in play.
type valued [factorCount]float64

// factorSet is a set of factors in play, one bit for each by its place.
type factorSet uint16

// stages is the order in which the factors of a listing are worked out: those that
// are remembered of its classes, the cheap ones first; those that each listing is
// asked for; and those for which its distance must be measured.
type stages struct {
	remembered      [factorCount]int // of which there are many
	many            int
	asked, measured factorSet
	reads           parts // by those asked
	highest         valued
	parts           [factorCount]index.Part
}

// cheapest are the shared parts in the order of what it costs to make something of
// them: there are few standings; a day takes a power, and opening hours a calendar.
var cheapest = [...]index.Part{
	index.StandingPart, index.OfferPart, index.TonguesPart, index.ServedPart, index.ConditionsPart,
	index.AdmissionPart, index.ReachPart, index.TakingPart, index.CheckedPart, index.MomentPart,
}

func (f *finder[A]) stagesOf() stages {
	var s stages
	var remembered factorSet
	for i := range f.j.factors {
		factor, bit := &f.j.factors[i], factorSet(1)<<i
		part, shared := factor.reads.shared()
		s.highest[i], s.parts[i] = 1, part
		switch {
		case factor.staffOnly && !f.staff:
		case shared:
			remembered |= bit
		case factor.reads&wherePart != 0:
			s.measured |= bit
		default:
			s.asked |= bit
			s.reads |= factor.reads
		}
	}
	for _, part := range cheapest {
		for left := remembered; left != 0; left &= left - 1 {
			if n := bits.TrailingZeros16(uint16(left)); s.parts[n] == part {
				s.remembered[s.many] = n
				s.many++
			}
		}
	}
	return s
}

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

// valueOfClass works out a factor that reads one shared part, once for all listings
// that have it in common.
func (f *finder[A]) valueOfClass(i, n int) float64 {
	part := f.stages.parts[n]
	class := f.s.Class(part, i)
	seen := f.m.value(n, class, f.s.Classes(part))
	if seen.stamp != f.m.stamp {
		f.s.ReadClass(part, class, f.facts)
		f.j.candidate = candidate{facts: f.facts, ordinal: i}
		*seen = valueMemo{f.m.stamp, f.j.factors[n].grade(f.j, &f.j.candidate).value}
	}
	return seen.value
}

// value works out factors of the listing before the judge.
func (f *finder[A]) value(g *valued, c *candidate, of factorSet) {
	for ; of != 0; of &= of - 1 {
		n := bits.TrailingZeros16(uint16(of))
		g[n] = f.j.factors[n].grade(f.j, c).value
	}
}
