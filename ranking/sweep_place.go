package ranking

import (
	"math/bits"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// keepServed takes provinces and the country from columns. With the province of
// the origin known, an area of either kind surely takes the origin in or surely
// does not, and one that does is enough. Of those with other areas, whoever serves
// the very postal area is looked at, and for the rest the tree tells where the
// origin with all its doubt surely lies beyond every circle: there each says no.
func (w *sweeper[A]) keepServed(criterion int, everybody *index.Column, m mask) {
	used, origin := w.m.inUse, &w.j.query.Origin
	byCode, others := origin.FSA != "", &w.columns.Beyond
	if byCode {
		others = &w.columns.Circles
	}
	declared, served, beyond, closer := w.dense(&w.columns.Declared), w.dense(everybody), w.dense(others), w.m.mask(w.words)
	if byCode {
		w.keepSame(criterion, declared, served, closer, m)
	}
	for word := range m {
		left := m[word] & declared[word] &^ served[word] &^ closer[word]
		closer[word] = left & beyond[word]
		m[word] &^= left
	}
	for block, in := range closer {
		if in != 0 && !w.farFrom(block, byCode) {
			m[block] |= in &^ w.unreached(criterion, block, in)
		}
	}
	w.m.inUse = used
}

// keepSame asks the judge about those of m that serve the very postal area of the
// origin, and puts them into seen.
func (w *sweeper[A]) keepSame(criterion int, declared, served, seen, m mask) {
	for _, i := range w.s.Serving(w.j.query.Origin.FSA) {
		word, bit := i/index.Block, uint64(1)<<(i%index.Block)
		if m[word]&declared[word]&^served[word]&bit == 0 {
			continue
		}
		seen[word] |= bit
		if w.failsAt(criterion, int(i)) {
			m[word] &^= bit
		}
	}
}

// farFrom reports whether the origin with all its doubt surely lies beyond every
// circle of a block; or of all the blocks around it, which is told but once.
func (w *sweeper[A]) farFrom(block int, byCode bool) bool {
	space, doubt := w.s.Space(), w.j.query.Origin.Radius
	higher := len(space.Levels()) > 1
	if up := block / index.Fan; higher && up != w.around {
		w.around, w.beyond = up, space.BeyondReach(1, up, w.eye, doubt, byCode)
	}
	return higher && w.beyond || space.BeyondReach(0, block, w.eye, doubt, byCode)
}

// unreached tells the listings of one block apart by their areas, and asks the judge
// about those close to the edge of one.
func (w *sweeper[A]) unreached(criterion, block int, in uint64) (failing uint64) {
	origin := &w.j.query.Origin
	for ; in != 0; in &= in - 1 {
		i := block*index.Block + bits.TrailingZeros64(in)
		reaches := w.s.Reaches(i, w.eye, origin.Radius, origin.FSA != "")
		if reaches == data.No || reaches == data.Unknown && w.failsAt(criterion, i) {
			failing |= in & -in
		}
	}
	return failing
}

// dense gives a column as a mask that nobody may change.
func (w *sweeper[A]) dense(column *index.Column) mask {
	if words := column.Words(); words != nil {
		return words
	}
	m := w.m.mask(w.words)
	column.AddTo(m)
	return m
}

// keepWithin goes down the tree: a node that lies wholly within the limit has
// nobody who fails, and of one wholly beyond it all do but those without a place
// and those by phone or online who reach the caller. The judge is asked about the
// rest.
func (w *sweeper[A]) keepWithin(criterion int, m mask) {
	eye, limit, doubt := w.eye, w.j.query.MaxDistance, w.j.query.Origin.Radius
	exempt := w.m.mask(w.words)
	w.columns.Unplaced.AddTo(exempt)
	if !w.j.query.NoRemote {
		w.columns.Remote.AddTo(exempt)
	}
	w.walk(func(n *index.Node, level, from, to int) bool {
		switch {
		case level == 0 && m[from] == 0:
			return false // nobody is left to be told apart
		case !n.Placed() || n.Farthest(eye) <= limit:
			return false // what has no place is never surely beyond
		case n.Nearest(eye)-geo.Meters(n.Doubt)-doubt > limit*(1+1e-9):
			for i := from; i < to; i++ {
				m[i] &= exempt[i]
			}
			return false
		case level == 0:
			w.keepNear(criterion, from, exempt[from], m)
		}
		return true
	})
	w.m.free(1)
}

// keepNear tells the listings of one block apart by their points, and asks the
// judge about those that are close to the limit.
func (w *sweeper[A]) keepNear(criterion, block int, exempt uint64, m mask) {
	space, eye, limit, doubt := w.s.Space(), w.eye, w.j.query.MaxDistance, w.j.query.Origin.Radius
	for left := m[block] &^ exempt; left != 0; left &= left - 1 {
		i := block*index.Block + bits.TrailingZeros64(left)
		uncertainty := w.s.Radius(i) + doubt
		_, nearest, farthest := space.Between(i, eye)
		if (farthest-uncertainty)*(1+1e-9) < limit {
			continue
		}
		if nearest-uncertainty > limit*(1+1e-9) || w.failsAt(criterion, i) {
			m[block] &^= left & -left
		}
	}
}

// keepClear takes provinces and the country from columns, and goes down the tree
// for circles: a node that is farther from one than the widest of its places
// reaches does not touch it.
func (w *sweeper[A]) keepClear(criterion int, m mask) {
	w.columns.InNation.TakeFrom(m)
	for i := range w.j.query.Avoid {
		switch avoided := &w.j.query.Avoid[i]; avoided.Kind {
		case geo.AreaCountry:
			w.lookAtAll(criterion, m)
		case geo.AreaProvince:
			if column := w.columns.In[provinceOf(*avoided)]; column != nil {
				column.TakeFrom(m)
			}
		default:
			w.keepOutside(criterion, avoided, m)
		}
	}
}

func (w *sweeper[A]) keepOutside(criterion int, avoided *AvoidArea, m mask) {
	eye := index.EyeAt(avoided.Center)
	w.walk(func(n *index.Node, level, from, to int) bool {
		if !n.Placed() || n.Nearest(eye) > (geo.Meters(n.Doubt)+avoided.Radius)*(1+1e-9) {
			return false
		}
		if level == 0 {
			m[from] &^= w.failingOf(criterion, from, m[from])
		}
		return true
	})
}

// walk visits the nodes from the top down, with the words that lie below each; it
// goes on below those for which visit says so.
func (w *sweeper[A]) walk(visit func(n *index.Node, level, from, to int) bool) {
	top := len(w.s.Space().Levels()) - 1
	for i := range w.s.Space().Levels()[top] {
		w.walkFrom(top, i, visit)
	}
}

func (w *sweeper[A]) walkFrom(level, i int, visit func(n *index.Node, level, from, to int) bool) {
	levels, span := w.s.Space().Levels(), 1
	for range level {
		span *= index.Fan
	}
	if !visit(&levels[level][i], level, i*span, min(w.words, (i+1)*span)) || level == 0 {
		return
	}
	for child := i * index.Fan; child < min(len(levels[level-1]), (i+1)*index.Fan); child++ {
		w.walkFrom(level-1, child, visit)
	}
}
