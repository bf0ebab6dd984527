package index

import (
	"math"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Block is how many listings stand in one word of a column and in one leaf of a
// Space.
const Block = 64

// Fan is how many nodes of a Space lie below one.
const Fan = 16

// Space is where the listings of a snapshot are: a point for each, and a tree of
// balls over them. Level 0 has one node for each Block of ordinals, every other
// level one for each Fan nodes of the level below; the last has at most Fan.
//
// All of it is for bounds. Points are rounded, and every bound takes that into
// account: it holds for the distance that geo.Distance gives.
type Space struct {
	posts   []post
	levels  [][]Node
	reaches [][]reach // of what lies below each node
}

// post is where one listing is, and what it says at a glance: whoever looks at one
// looks at both.
type post struct {
	point  vector
	glance Glance
}

// vector is a point on the unit sphere, or the zero vector for no point.
type vector struct{ x, y, z float32 }

// Node is a ball that holds the points of some listings, and what else bears on
// how near they are.
type Node struct {
	middle vector
	radius float32 // of the ball, in radii of the earth; negative where no listing has a point
	// Doubt is at least the radius of the widest place, in metres.
	Doubt float32
	// Remote says that some listing helps by phone or online, Unplaced that one
	// has no place.
	Remote, Unplaced bool
}

// Eye is a point to look from.
type Eye struct{ x, y, z float64 }

// EyeAt gives the eye at p.
func EyeAt(p geo.Point) Eye {
	lat, lng := p.Lat*(math.Pi/180), p.Lng*(math.Pi/180)
	return Eye{math.Cos(lat) * math.Cos(lng), math.Cos(lat) * math.Sin(lng), math.Sin(lat)}
}

// slack is more than a point can be off by its rounding to float32, in radii of
// the earth: each of three coordinates by 2^-25 at most, together 5.2e-8. It is
// 64 cm on the ground.
const slack = 1e-7

func newSpace(n int, where func(int) *Where, reaches func(int) *reach) Space {
	s := Space{posts: make([]post, n)}
	blocks, around := make([]Node, (n+Block-1)/Block), make([]reach, (n+Block-1)/Block)
	for i := range blocks {
		from, to := i*Block, min(n, i*Block+Block)
		node := Node{radius: -1}
		odd := false
		var below [Block]reach
		for j := from; j < to; j++ {
			w, at := where(j), &s.posts[j]
			below[j-from] = *reaches(j)
			node.Remote = node.Remote || w.Remote
			node.Doubt = max(node.Doubt, upwards(float64(w.Place.Radius)))
			if !w.Placed() {
				node.Unplaced = true
				continue
			}
			e := EyeAt(w.Place.Center)
			at.point = vector{float32(e.x), float32(e.y), float32(e.z)}
			odd = odd || !at.point.finite()
		}
		node.enclose(s.posts[from:to])
		if odd {
			node.middle, node.radius = vector{}, float32(math.Inf(1))
		}
		blocks[i], around[i] = node, reachAll(below[:to-from])
	}
	s.add(blocks, around)
	for len(blocks) > Fan {
		blocks, around = above(blocks), reachesAbove(around)
		s.add(blocks, around)
	}
	return s
}

func (s *Space) add(level []Node, reaches []reach) {
	s.levels, s.reaches = append(s.levels, level), append(s.reaches, reaches)
}

// enclose draws the ball around points.
func (n *Node) enclose(posts []post) {
	var x, y, z, count float64
	for i := range posts {
		if p := posts[i].point; p != (vector{}) {
			x, y, z, count = x+float64(p.x), y+float64(p.y), z+float64(p.z), count+1
		}
	}
	if count == 0 {
		return
	}
	n.middle = vector{float32(x / count), float32(y / count), float32(z / count)}
	radius := 0.0
	for i := range posts {
		if p := posts[i].point; p != (vector{}) {
			radius = max(radius, n.middle.eye().to(p))
		}
	}
	n.radius = upwards(radius)
}

// above draws the balls of one level around those of the level below.
func above(below []Node) []Node {
	nodes := make([]Node, (len(below)+Fan-1)/Fan)
	for i := range nodes {
		nodes[i] = around(below[i*Fan : min(len(below), i*Fan+Fan)])
	}
	return nodes
}

// reachesAbove is above for what listings take in.
func reachesAbove(below []reach) []reach {
	all := make([]reach, (len(below)+Fan-1)/Fan)
	for i := range all {
		all[i] = reachAll(below[i*Fan : min(len(below), i*Fan+Fan)])
	}
	return all
}

func around(below []Node) Node {
	n := Node{radius: -1}
	var x, y, z, count float64
	for i := range below {
		b := &below[i]
		n.Doubt = max(n.Doubt, b.Doubt)
		n.Remote, n.Unplaced = n.Remote || b.Remote, n.Unplaced || b.Unplaced
		if b.radius >= 0 {
			x, y, z, count = x+float64(b.middle.x), y+float64(b.middle.y), z+float64(b.middle.z), count+1
		}
	}
	if count == 0 {
		return n
	}
	n.middle = vector{float32(x / count), float32(y / count), float32(z / count)}
	radius := 0.0
	for i := range below {
		if b := &below[i]; b.radius >= 0 {
			radius = max(radius, n.middle.eye().to(b.middle)+float64(b.radius))
		}
	}
	n.radius = upwards(radius)
	return n
}

// upwards is the least float32 that is surely above x, unless x is 0.
func upwards(x float64) float32 {
	if x == 0 {
		return 0
	}
	return math.Nextafter32(float32(x*(1+1e-12)), float32(math.Inf(1)))
}

func (v vector) eye() Eye { return Eye{float64(v.x), float64(v.y), float64(v.z)} }

func (v vector) finite() bool {
	sum := v.x + v.y + v.z
	return sum-sum == 0
}

// to is the straight line to v through the earth, in its radii.
func (e Eye) to(v vector) float64 {
	x, y, z := e.x-float64(v.x), e.y-float64(v.y), e.z-float64(v.z)
	return math.Sqrt(x*x + y*y + z*z)
}

// ball is a piece of space, in radii of the earth: nothing where the radius is
// negative, everything where it is infinite.
type ball struct {
	middle vector
	radius float32
}

// enclosing gives the ball around balls.
func enclosing(balls []ball) ball {
	var x, y, z, count float64
	for i := range balls {
		if b := &balls[i]; b.radius >= 0 {
			x, y, z, count = x+float64(b.middle.x), y+float64(b.middle.y), z+float64(b.middle.z), count+1
		}
	}
	all := ball{radius: -1}
	if count == 0 {
		return all
	}
	all.middle = vector{float32(x / count), float32(y / count), float32(z / count)}
	for i := range balls {
		if b := &balls[i]; b.radius >= 0 {
			all.radius = max(all.radius, upwards(all.middle.eye().to(b.middle)+float64(b.radius)))
		}
	}
	if !all.middle.finite() || all.radius != all.radius {
		return ball{radius: float32(math.Inf(1))}
	}
	return all
}

// reach is what the service areas of a listing or of many, that are neither a
// province nor the country, take in: those that are told by their distance, and
// those that are told by a code where the origin has one too.
type reach struct {
	circles, codes ball
	one            bool // there is one area alone, and the ball is it
}

// reachOf encloses areas. One that is only a name may be anywhere.
func reachOf(areas []geo.Area) reach {
	var circles, codes []ball
	for i := range areas {
		a := &areas[i]
		e := EyeAt(a.Center)
		b := ball{vector{float32(e.x), float32(e.y), float32(e.z)}, upwards(float64(a.Radius/geo.EarthRadius) + slack)}
		if a.Center.IsZero() {
			b.radius = float32(math.Inf(1))
		}
		switch {
		case a.Kind == geo.AreaProvince || a.Kind == geo.AreaCountry:
		case a.Kind == geo.AreaPostal && a.Code != "":
			codes = append(codes, b)
		default:
			circles = append(circles, b)
		}
	}
	return reach{enclosing(circles), enclosing(codes), len(circles)+len(codes) == 1}
}

func reachAll(all []reach) reach {
	var circles, codes [Block]ball
	for i := range all {
		circles[i], codes[i] = all[i].circles, all[i].codes
	}
	return reach{circles: enclosing(circles[:len(all)]), codes: enclosing(codes[:len(all)])}
}

// beyond reports whether e is surely farther than doubt from all areas; from those
// with a code only if codes do not tell.
func (r *reach) beyond(e Eye, doubt geo.Meters, byCode bool) bool {
	return r.circles.beyond(e, doubt) && (byCode || r.codes.beyond(e, doubt))
}

// beyond reports whether e is surely farther than doubt from all that b holds: the
// straight line to any of it is at least the one to the middle less the radius, and
// the way over the ground is no shorter.
func (b *ball) beyond(e Eye, doubt geo.Meters) bool {
	return b.radius < 0 || e.to(b.middle)-float64(b.radius)-slack > float64(doubt/geo.EarthRadius)*(1+1e-9)
}

// BeyondReach reports whether the service areas of all listings below a node, but
// for provinces and the country, are surely farther than doubt from e. Those with a
// postal code are left out of it if they are told by their codes. It may be so
// though this does not say it.
func (s *Space) BeyondReach(level, node int, e Eye, doubt geo.Meters, byCode bool) bool {
	return s.reaches[level][node].beyond(e, doubt, byCode)
}

// within reports whether e, doubt taken off, surely lies in the one area that there
// is. Its radius is that of the ball less what was added when the ball was drawn.
func (r *reach) within(e Eye, doubt geo.Meters, byCode bool) bool {
	b := &r.circles
	if b.radius < 0 {
		b = &r.codes
	}
	if !r.one || byCode && b == &r.codes {
		return false
	}
	radius := geo.EarthRadius * geo.Meters(float64(b.radius)*(1-1e-6)-slack)
	return (overGround(e.to(b.middle)+slack)-doubt)*(1+1e-9) <= radius
}

// Reaches tells how the service areas of the listing with ordinal i, but for
// provinces and the country, lie to an origin at e that may be off by doubt: No if
// it surely lies beyond all of them, Yes if it may lie in one, and Unknown if
// somebody must look. Those with a postal code are left out of it if they are told
// by their codes.
func (s *Snapshot[A]) Reaches(i int, e Eye, doubt geo.Meters, byCode bool) data.Tri {
	switch r := &s.reaches[s.Class(ReachPart, i)]; {
	case r.beyond(e, doubt, byCode):
		return data.No
	case r.within(e, doubt, byCode):
		return data.Yes
	}
	return data.Unknown
}

// Levels gives the nodes from the leaves up. Nobody may change them.
func (s *Space) Levels() [][]Node { return s.levels }

// Placed reports whether some listing below n has a point.
func (n *Node) Placed() bool { return n.radius >= 0 }

// Nearest is at most the distance from e of any listing below n that has a place.
// The straight line to the point is at least the one to the middle less the
// radius, and the way over the ground is no shorter.
func (n *Node) Nearest(e Eye) geo.Meters {
	return geo.EarthRadius * geo.Meters(max(0, e.to(n.middle)-float64(n.radius)-slack))
}

// Farthest is at least the distance from e of every listing below n that has a
// place.
func (n *Node) Farthest(e Eye) geo.Meters {
	return overGround(e.to(n.middle) + float64(n.radius) + slack)
}

// Between gives two lengths that the distance from e of the listing with ordinal i
// lies between, and whether it has a place.
func (s *Space) Between(i int, e Eye) (placed bool, nearest, farthest geo.Meters) {
	_, nearest = s.Nearest(i, e)
	placed, farthest = s.Farthest(i, e)
	return placed, nearest, farthest
}

// Nearest is at most the distance from e of the listing with ordinal i, and whether it
// has a place.
func (s *Space) Nearest(i int, e Eye) (placed bool, nearest geo.Meters) {
	p := s.posts[i].point
	chord := e.to(p)
	if p == (vector{}) || !(chord <= 2+slack) { // on no point of the earth
		return p != (vector{}), 0
	}
	return true, underGround(chord - slack)
}

// Farthest is at least that distance, and whether there is one.
func (s *Space) Farthest(i int, e Eye) (placed bool, farthest geo.Meters) {
	p := s.posts[i].point
	if p == (vector{}) {
		return false, geo.Meters(math.Inf(1))
	}
	return true, overGround(e.to(p) + slack)
}

// overGround is at least the arc over a chord, both in radii of the earth: the
// arc 2·asin(c/2) is c + c³/24 + 3c⁵/640 + …, which up to c = 1 stays below
// c + c³/20 (at 1 it is π/3 = 1.0472). Beyond that nobody asks for an exact bound.
func overGround(chord float64) geo.Meters {
	if !(chord <= 1) {
		return geo.Meters(math.Inf(1))
	}
	return geo.EarthRadius * geo.Meters(chord*(1+chord*chord/20))
}

// underGround is at most that arc: each term that it leaves out is above 0.
func underGround(chord float64) geo.Meters {
	chord = max(0, chord)
	return geo.EarthRadius * geo.Meters(chord*(1+chord*chord/24))
}
