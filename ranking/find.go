package ranking

import (
	"cmp"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// finder finds what Scan finds, without looking at every listing: a sweep over
// columns tells which listings match and counts them; a walk over the tree of where
// they are, best first, scores as few of them as it can and still be sure.
type finder[A data.Audience] struct {
	sweeper[A]
	room  *scratch
	staff bool

	ceiling
	stages stages
	half   geo.Meters
	own    geo.Meters // for a caller who wants to be elsewhere: how far their region reaches
	k      int        // how many are looked for
	last   float64    // what the worst of the best so far scores, while there are k; below 0 before
}

// find is answer by the fast way. What is live may change between the sweep and
// the scoring: an answer that is not the one of any moment is not given, and after
// a second try everything is scanned, where each listing is looked at once.
func find[A data.Audience](s *index.Snapshot[A], j *judge) Answer[A] {
	room := scratches.Get().(*scratch)
	defer scratches.Put(room)
	defer room.forget()
	f := newFinder(s, j, room)
	for range 2 {
		if a, ok := f.answer(); ok {
			return a
		}
	}
	return answer(s, j)
}

func newFinder[A data.Audience](s *index.Snapshot[A], j *judge, room *scratch) finder[A] {
	_, staff := any((*A)(nil)).(*data.Staff)
	f := finder[A]{room: room, staff: staff}
	f.sweeper = sweeper[A]{s: s, j: j, m: &room.memos, columns: s.Columns(), words: (s.Len() + index.Block - 1) / index.Block, facts: &room.facts}
	return f
}

func (f *finder[A]) answer() (Answer[A], bool) {
	f.begin()
	readAll(f.s, f.j)
	found, q := f.matches(), &f.j.query
	a := Answer[A]{
		Origin: q.Origin, Generation: f.s.Generation(), Considered: f.s.Len(), Removed: found.removed, terms: f.s.Terms(),
	}
	f.j.standing, f.j.shelf = f.j.standing[:0], f.j.shelf.cleared()
	for level := range found.levelNeeded(q.enough()) + 1 {
		a.Total += found.perLevel[level]
		if left := q.k() - len(f.j.standing); left > 0 && found.perLevel[level] > 0 && !f.bring(found.levels[level], left, matches, level) {
			return a, false
		}
	}
	question := f.j.asked()
	a.Matches = matchesOf(f.s, f.j, question, f.j.standing)
	a.Relaxations = relaxations(a.Matches)
	if found.perLevel[0] < q.enough() {
		f.j.standing = f.j.standing[:0]
		if !f.bring(f.near(), mostNearMisses, nearly, 0) {
			return a, false
		}
		a.NearMisses = nearMisses(f.s, f.j, question, f.j.standing)
	}
	return a, true
}

func (f *finder[A]) begin() {
	f.m.begin()
	f.room.forget()
	if f.j.located {
		f.eye, f.half, f.own = index.EyeAt(f.j.query.Origin.Point), f.j.halfDistance(), f.j.ownRegion()
	}
	f.stages = f.stagesOf()
	f.ceiling = f.ceilingOf()
}

// bring adds the k best of a mask to those who stand before the judge, who rules on
// each once more by the facts that it was scored by. It reports whether the ruling
// is the one that the sweep gave.
func (f *finder[A]) bring(of mask, k int, want outcome, level int) bool {
	f.best(of, k)
	for i := range f.room.top {
		found := &f.room.top[i]
		facts := f.j.shelf.next()
		f.j.shelf.keep()
		f.s.Read(found.ordinal, facts)
		facts.Live = found.live
		c := f.j.call(facts, found.ordinal)
		failed, outcome := f.j.judge(c)
		if outcome != want || want == matches && f.j.level(failed) != level {
			return false
		}
		f.j.standing = append(f.j.standing, hit{candidate: *c, failed: failed, level: level, score: found.score})
	}
	return true
}

// scored is a listing that may be among the best.
type scored struct {
	ordinal  int
	id       data.ID
	score    float64
	placed   bool
	distance geo.Meters
	live     *index.Live // that it was judged by
}

// compareScored is compareHits for listings of one level.
func compareScored(a, b *scored) int {
	if order := cmp.Compare(b.score, a.score); order != 0 {
		return order
	}
	x, y := candidate{placed: a.placed, distance: a.distance}, candidate{placed: b.placed, distance: b.distance}
	return cmp.Or(x.compareDistance(&y), strings.Compare(string(a.id), string(b.id)))
}

// insert puts a listing where it belongs among the best, of which k are kept.
func (f *finder[A]) insert(found *scored) {
	top := f.room.top
	at := len(top)
	for at > 0 && compareScored(found, &top[at-1]) < 0 {
		at--
	}
	if at == f.k {
		return
	}
	if len(top) < f.k {
		top = append(top, scored{})
	}
	copy(top[at+1:], top[at:])
	top[at] = *found
	f.room.top = top
	if len(top) == f.k {
		f.last = top[f.k-1].score
	}
}
