package ingest

import "slices"

// lookup finds, among the profiles that have one trait, those whose names are alike.
type lookup struct {
	members []*profile
	index   *nameIndex // once somebody asks, where members are many
}

// few is how many members are compared one by one.
const few = 24

// near gives the members, p aside, with a name that is alike to one of p's by least
// or more, up to most of them: whoever gets so many need not know of more.
func (l *lookup) near(n *names, p *profile, least float64, most int, of func(*profile) bool) []*profile {
	var found []*profile
	take := func(q *profile) bool {
		if q != p && of(q) && !slices.Contains(found, q) {
			found = append(found, q)
		}
		return len(found) < most
	}
	if len(l.members) <= few {
		for _, q := range l.members {
			if n.likest(p.names, q.names) >= least && !take(q) {
				break
			}
		}
		return found
	}
	if l.index == nil {
		l.index = indexNames(n, l.members, least)
	}
	for _, id := range p.names {
		if !l.index.near(n, id, take) {
			break
		}
	}
	return found
}

// nameIndex finds among many names those that are alike by least or more, without
// looking at all of them: see names.telling for why none is missed.
type nameIndex struct {
	least  float64
	bearer map[nameID][]*profile
	having map[int32][]nameID // a telling pair of letters to the names that have it
}

func indexNames(n *names, members []*profile, least float64) *nameIndex {
	x := &nameIndex{least: least, bearer: map[nameID][]*profile{}, having: map[int32][]nameID{}}
	for _, p := range members {
		for _, id := range p.names {
			if x.bearer[id] == nil {
				for _, pair := range n.telling(id, least) {
					x.having[pair] = append(x.having[pair], id)
				}
			}
			x.bearer[id] = append(x.bearer[id], p)
		}
	}
	return x
}

// near gives take the bearers of each name that is alike to id, until it has enough.
func (x *nameIndex) near(n *names, id nameID, take func(*profile) bool) bool {
	for _, p := range x.bearer[id] {
		if !take(p) {
			return false
		}
	}
	seen := map[nameID]bool{id: true}
	for _, pair := range n.telling(id, x.least) {
		for _, other := range x.having[pair] {
			if seen[other] {
				continue
			}
			seen[other] = true
			if n.likeness(id, other) < x.least {
				continue
			}
			for _, p := range x.bearer[other] {
				if !take(p) {
					return false
				}
			}
		}
	}
	return true
}
