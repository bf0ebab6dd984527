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

// single is the level of a listing, below that of a block; its node is its
// place among those who wait.
const single = -1

// more is a hair more than x, and less a hair less: every bound is moved by it, so
// that nobody need argue about the rounding of a product. A chain of a few dozen
// operations on numbers between 0 and 1 is off by some 1e-15.
func more(x float64) float64 { return x*(1+1e-9) + 1e-12 }
func less(x float64) float64 { return x*(1-1e-9) - 1e-12 }

// few is how many listings are looked at without the tree at most: measured.
const few = 128

// best puts the k best of a mask into f.room.top, best first.
//
// It takes the nodes of the tree in the order of their bounds. When k listings surely
// score more than the bound of the next node, so they do than everything below that
// node and below every node after it, and the walk ends: what scores less than k
// others stands behind all of them, whatever else decides.
//
// Where there are few, they are looked at one after another: the tree has nothing to
// add but its own cost.
func (f *finder[A]) best(of mask, many, k int) {
	room, levels := f.room, f.s.Space().Levels()
	room.heap, room.top, room.least, room.waiting = room.heap[:0], room.top[:0], room.least[:0], room.waiting[:0]
	f.k, f.last = k, -1
	if many <= f.few {
		f.meetAll(of)
	} else {
		f.setCeiling()
		for i, top := 0, len(levels)-1; i < len(levels[top]); i++ {
			f.push(of, &levels[top][i], top, i)
		}
	}
	for len(room.heap) > 0 {
		b := room.pop()
		if b.bound < f.last {
			break
		}
		switch b.level {
		case single:
			f.score(&room.waiting[b.node])
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

// arity is how many branches lie below one in the heap: with four, side by side, it is
// half as deep as with two.
const arity = 4

// push and pop keep the heap, the highest bound first.
func (r *scratch) push(b branch) {
	r.heap = append(r.heap, b)
	i := len(r.heap) - 1
	for i > 0 {
		up := (i - 1) / arity
		if r.heap[up].bound >= b.bound {
			break
		}
		r.heap[i] = r.heap[up]
		i = up
	}
	r.heap[i] = b
}

func (r *scratch) pop() branch {
	first, last := r.heap[0], len(r.heap)-1
	moved := r.heap[last]
	r.heap = r.heap[:last]
	i := 0
	for {
		below := r.heap[min(last, arity*i+1):min(last, arity*i+1+arity)]
		highest, at := moved.bound, -1
		for n := range below {
			if below[n].bound > highest {
				highest, at = below[n].bound, n
			}
		}
		if at < 0 {
			break
		}
		r.heap[i] = below[at]
		i = arity*i + 1 + at
	}
	if last > 0 {
		r.heap[i] = moved
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

// open takes a block apart: each of its listings that may be among the best is met.
func (f *finder[A]) open(block int, in uint64) {
	n, top := &f.s.Space().Levels()[0][block], f.topsOf(block)
	if f.last > 0 {
		in = f.thin(&top, in, f.last/f.nearness(n, n.Placed(), n.Nearest(f.eye)))
	}
	f.meetEach(block, n, in)
}

func (f *finder[A]) meetAll(of mask) {
	for block, in := range of {
		if in != 0 {
			f.meetEach(block, &f.s.Space().Levels()[0][block], in)
		}
	}
}

func (f *finder[A]) meetEach(block int, n *index.Node, in uint64) {
	for ; in != 0; in &= in - 1 {
		f.meet(block*index.Block+bits.TrailingZeros64(in), n)
	}
}

// meet looks at a listing. If all of it is told it is found, and else it waits for its
// turn, unless it surely stands behind k others.
func (f *finder[A]) meet(i int, block *index.Node) {
	room := f.room
	w := room.wait()
	f.look(w, i, block)
	switch bound := w.bound(); {
	case bound < f.last:
	case f.stages.allIn(w.told):
		f.found(w, nil)
	default:
		room.push(branch{bound, single, int32(len(room.waiting) - 1)})
		return
	}
	room.waiting = room.waiting[:len(room.waiting)-1]
}

// look finds out what there is to know of a listing without reading it.
func (f *finder[A]) look(w *waiting, i int, block *index.Node) {
	placed, nearest := f.s.Space().Nearest(i, f.eye)
	w.ordinal, w.near = i, f.nearness(block, placed, nearest)
	f.see(i, &w.sight)
}

// farness is at most the proximity of a listing: none is less near than its distance
// makes it, nor one without a place than one by phone.
func (f *finder[A]) farness(i int) float64 {
	w := &f.j.weights
	if !f.j.located {
		return less(w.TravelProximity)
	}
	placed, farthest := f.s.Space().Farthest(i, f.eye)
	if !placed {
		return less(w.RemoteProximity)
	}
	return less(float64(f.half / (f.half + farthest)))
}

// score works out the fit of one listing that waits, unless it surely stands behind k
// others. Its factors are worked out one after another, with the rest at their highest:
// most listings are done with after a few. How far away it is is known but for a little.
func (f *finder[A]) score(w *waiting) {
	c := &f.j.candidate
	*c = candidate{facts: f.facts, ordinal: w.ordinal}
	f.facts.Live = nil
	for read, n := parts(0), 0; n < f.stages.many; n++ {
		if w.told>>n&1 == 1 {
			continue
		}
		next := &f.stages.order[n]
		f.read(c, next.reads&^read)
		read |= next.reads
		w.put(next, next.grade(f.j, c).value)
		if w.bound() < f.last {
			return
		}
	}
	f.found(w, c.facts.Live)
}

// found enters a listing all of which is told.
func (f *finder[A]) found(w *waiting, live *index.Live) {
	fit := f.fitOf(&w.values)
	least := fit
	if f.stages.measured != 0 {
		least = f.fitOf(f.lowest(&w.values))
	}
	f.enter(scored{
		ordinal: int32(w.ordinal), live: live, fit: fit,
		most: w.bound(), least: less(f.farness(w.ordinal) * least),
	})
}

// lowest is values with the lowest for what is not worked out yet.
func (f *finder[A]) lowest(values *valued) *valued {
	for n := range f.stages.measured.all() {
		values[n] = 0
	}
	return values
}
