package ranking

import (
	"math/bits"

	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// keepServed takes provinces and the country from columns. With the province of
// the origin known, an area of either kind surely takes the origin in or surely
// does not, and one that does is enough. Of those with other areas, whoever serves
// the very postal area is looked at, and for the rest the tree tells where the
// origin with all its doubt surely lies beyond every circle: there each says no.
func (w *sweeper[A]) keepServed(criterion int, everybody *index.Column, m mask) {
	used := w.m.inUse
	declared, served, beyond := w.dense(&w.columns.Declared), w.dense(everybody), w.dense(&w.columns.Beyond)
	closer, same := w.m.mask(w.words), w.m.mask(w.words)
	for word := range m {
		left := m[word] & declared[word] &^ served[word]
		closer[word] = left & beyond[word]
		m[word] &^= left &^ closer[word]
	}
	origin := &w.j.query.Origin
	if origin.FSA != "" {
		for _, i := range w.s.Serving(origin.FSA) {
			same[i/index.Block] |= 1 << (i % index.Block)
		}
	}
	eye, byCode := index.EyeAt(origin.Point), origin.FSA != ""
	w.walk(func(n *index.Node, level, from, to int) bool {
		far := n.BeyondReach(eye, origin.Radius, byCode)
		for i := from; far && i < to; i++ {
			m[i] &^= closer[i] &^ same[i]
			closer[i] &= same[i]
		}
		for left := closer[from] & m[from]; level == 0 && left != 0; left &= left - 1 {
			i := from*index.Block + bits.TrailingZeros64(left)
			if same[from]&left&-left == 0 && w.s.BeyondReach(i, eye, origin.Radius, byCode) || w.failsAt(criterion, i) {
				m[from] &^= left & -left
			}
		}
		return !far || same[from:to].any()
	})
	w.m.inUse = used
}

// any reports whether there is somebody in m.
func (m mask) any() bool {
	for _, word := range m {
		if word != 0 {
			return true
		}
	}
	return false
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
	eye := index.EyeAt(w.j.query.Origin.Point)
	limit, doubt := w.j.query.MaxDistance, w.j.query.Origin.Radius
	exempt := w.m.mask(w.words)
	w.columns.Unplaced.AddTo(exempt)
	if !w.j.query.NoRemote {
		w.columns.Remote.AddTo(exempt)
	}
	w.walk(func(n *index.Node, level, from, to int) bool {
		switch {
		case !n.Placed() || n.Farthest(eye) <= limit:
			return false // what has no place is never surely beyond
		case n.Nearest(eye)-geo.Meters(n.Doubt)-doubt > limit*(1+1e-9):
			for i := from; i < to; i++ {
				m[i] &= exempt[i]
			}
			return false
		case level == 0:
			w.keepNear(criterion, from, n, eye, exempt[from], m)
		}
		return true
	})
	w.m.free(1)
}

// keepNear tells the listings of one block apart by their points, and asks the
// judge about those that are close to the limit. The doubt is at least that of the
// origin, and that alone for a place that is a point.
func (w *sweeper[A]) keepNear(criterion, block int, n *index.Node, eye index.Eye, exempt uint64, m mask) {
	space, limit, doubt := w.s.Space(), w.j.query.MaxDistance, w.j.query.Origin.Radius
	for left := m[block] &^ exempt; left != 0; left &= left - 1 {
		i := block*index.Block + bits.TrailingZeros64(left)
		if (space.Farthest(i, eye)-doubt)*(1+1e-9) < limit {
			continue
		}
		beyond := space.Nearest(i, eye) - doubt
		if w.columns.Rough.Has(i) {
			beyond -= geo.Meters(n.Doubt)
		}
		if beyond > limit*(1+1e-9) || w.failsAt(criterion, i) {
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
