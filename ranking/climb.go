package ranking

import (
	"math/bits"

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
	switch {
	case level == 1 && !of[node*index.Fan:min(len(of), (node+1)*index.Fan)].any():
		return
	case level == 0 && of[node] == 0:
		return
	case level == 0:
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
