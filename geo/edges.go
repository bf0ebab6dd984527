package geo

import (
	"math"
	"math/bits"

	"github.com/paulmach/orb"
)

// edges are the edges of all outlines by latitude, so that a question about one
// point looks at those of its latitude alone: some hundred of twenty thousand.
type edges struct {
	south  float64 // of the first strip, in degrees
	strips [][]edge
}

// edge is one edge of an outline: longitude and latitude of both ends.
type edge struct {
	outline int
	a, b    orb.Point
}

// stripHeight is the height of a strip in degrees of latitude.
const stripHeight = 0.25

// newEdges puts each edge into every strip that it touches.
func newEdges(outlines []outline) edges {
	south, north := math.Inf(1), math.Inf(-1)
	for i := range outlines {
		bound := outlines[i].shape.Bound()
		south, north = min(south, bound.Min[1]), max(north, bound.Max[1])
	}
	e := edges{south: south, strips: make([][]edge, int((north-south)/stripHeight)+1)}
	for i := range outlines {
		for _, polygon := range outlines[i].shape {
			for _, ring := range polygon {
				for j := 1; j < len(ring); j++ {
					e.add(edge{i, ring[j-1], ring[j]})
				}
			}
		}
	}
	return e
}

func (e *edges) add(one edge) {
	for strip := range e.between(min(one.a[1], one.b[1]), max(one.a[1], one.b[1])) {
		e.strips[strip] = append(e.strips[strip], one)
	}
}

// between yields the strips from one latitude to another.
func (e *edges) between(south, north float64) func(yield func(int) bool) {
	from, to := math.Floor((south-e.south)/stripHeight), math.Floor((north-e.south)/stripHeight)
	return func(yield func(int) bool) {
		for strip := max(int(from), 0); strip <= min(int(to), len(e.strips)-1); strip++ {
			if !yield(strip) {
				return
			}
		}
	}
}

// around gives the first outline that at lies in. A ray from there eastwards
// crosses the edges of an outline an odd number of times if it begins inside, and
// only edges of its own latitude at all.
func (e *edges) around(at orb.Point) (outline int, ok bool) {
	var inside uint64 // a bit for each outline
	for strip := range e.between(at[1], at[1]) {
		for i := range e.strips[strip] {
			if one := &e.strips[strip][i]; one.crosses(at) {
				inside ^= 1 << one.outline
			}
		}
	}
	return bits.TrailingZeros64(inside), inside != 0
}

// crosses reports whether a ray from at eastwards meets the edge. Of the two ends
// the lower one belongs to it, so that a ray through a corner meets one of its edges.
func (e *edge) crosses(at orb.Point) bool {
	if (e.a[1] > at[1]) == (e.b[1] > at[1]) {
		return false
	}
	return at[0] < e.a[0]+(at[1]-e.a[1])/(e.b[1]-e.a[1])*(e.b[0]-e.a[0])
}

// nearest gives the first of the outlines that pass nearest to p, where one does
// within reach, on a plane that touches the earth at p.
func (e *edges) nearest(p Point, reach Meters) (outline int, away Meters, ok bool) {
	most := degrees(float64(reach / EarthRadius))
	at, nearest := planeAt(p), math.Inf(1)
	for strip := range e.between(p.Lat-most, p.Lat+most) {
		for i := range e.strips[strip] {
			one := &e.strips[strip][i]
			switch d := at.distance(one.a, one.b); {
			case d < nearest:
				outline, nearest = one.outline, d
			case d == nearest:
				outline = min(outline, one.outline)
			}
		}
	}
	away = metersOf(nearest)
	return outline, away, away <= reach
}
