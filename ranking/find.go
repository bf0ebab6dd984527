package ranking

import (
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
	stages  stages
	glances glances
	half    geo.Meters
	own     geo.Meters // for a caller who wants to be elsewhere: how far their region reaches
	k       int        // how many are looked for
	few     int        // how many are looked at without the tree
	last    float64    // what k listings surely score; below 0 before there are as many
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
		room.forget()
	}
	return answer(s, j)
}

func newFinder[A data.Audience](s *index.Snapshot[A], j *judge, room *scratch) finder[A] {
	f := finder[A]{room: room, staff: s.Staff(), few: few}
	f.sweeper = sweeper[A]{s: s, j: j, m: &room.memos, columns: s.Columns(), words: (s.Len() + index.Block - 1) / index.Block, facts: &room.facts}
	return f
}

// answer reports whether it is the answer of one moment.
func (f *finder[A]) answer() (Answer[A], bool) {
	f.begin()
	readAll(f.s, f.j)
	enough, question := f.j.query.enough(), askedOf(f.s, f.j)
	found := f.matches(enough)
	a := Answer[A]{
		Origin: f.j.query.Origin, Generation: f.s.Generation(), Considered: f.s.Len(), Removed: found.removed, terms: f.s.Terms(),
	}
	ok := f.addMatches(&a, question, &found)
	a.Relaxations = relaxations(a.Matches)
	if ok && found.perLevel[0] < enough {
		ok = f.addNearMisses(&a, question)
	}
	return a, ok
}

// addMatches adds the k best, those that needed fewer wishes given up first.
func (f *finder[A]) addMatches(a *Answer[A], q *asked[A], found *swept) bool {
	k, last := f.j.query.k(), found.levelNeeded(f.j.query.enough())
	for _, n := range found.perLevel[:last+1] {
		a.Total += n
	}
	if a.Total == 0 {
		return true
	}
	a.Matches = make([]Match[A], 0, min(k, a.Total))
	for level := 0; level <= last && len(a.Matches) < k; level++ {
		if found.perLevel[level] == 0 {
			continue
		}
		f.best(found.levels[level], found.perLevel[level], k-len(a.Matches))
		for i := range f.room.top {
			h, ok := f.hit(&f.room.top[i], matches, level)
			if !ok {
				return false
			}
			a.Matches = append(a.Matches, match(q, f.j, &h, len(a.Matches)+1))
		}
	}
	return true
}

func (f *finder[A]) addNearMisses(a *Answer[A], q *asked[A]) bool {
	near := f.near()
	f.best(near, near.count(), mostNearMisses)
	for i := range f.room.top {
		h, ok := f.hit(&f.room.top[i], nearly, 0)
		if !ok {
			return false
		}
		a.NearMisses = append(a.NearMisses, nearMiss(q, f.j, &h))
	}
	return true
}

func (f *finder[A]) begin() {
	f.m.begin()
	f.facts.Staff, f.around, f.offered = f.staff, -1, [maxTerms]mask{}
	if f.j.located {
		f.eye, f.half, f.own = index.EyeAt(f.j.query.Origin.Point), f.j.halfDistance(), f.j.ownRegion()
	}
	f.setStages()
	f.setGlances()
	f.ceiling = ceiling{}
}

// hit brings one of the best before the judge, by the facts that it was scored by. It
// reports whether the ruling is the one that the sweep gave, which can only be another
// if what is live has changed in between.
func (f *finder[A]) hit(found *scored, want outcome, level int) (hit, bool) {
	c, sure := &f.j.candidate, want == matches && level == 0 && !f.j.readsLive()
	*c = candidate{facts: f.facts, ordinal: int(found.ordinal)}
	if sure {
		f.read(c, shownParts)
	} else {
		f.read(c, allParts)
	}
	if found.live != nil {
		f.facts.Live = found.live
	}
	f.j.place(c, found.distance)
	h := hit{candidate: *c, level: level, score: found.most}
	if sure {
		return h, true
	}
	failed, outcome := f.j.judge(c)
	h.failed = failed
	return h, outcome == want && (want == nearly || f.j.level(failed) == level)
}

// shownParts is what a match shows before it is put in words.
const shownParts = wherePart | livePart | takingPart | momentPart | wordsPart
