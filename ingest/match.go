package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Pair is an added record and another one that may be the same: one of the
// directory, or a row above it in the file. A person decides; no machine merges.
type Pair struct {
	ID     string  `json:"id"`     // the same whenever the same file meets the same record
	Source string  `json:"source"` // of the new one, with its key there
	Key    string  `json:"key"`
	Name   string  `json:"name"`  // of the new one
	Town   string  `json:"town"`  // where neither is confidential
	Known  Known   `json:"known"` // what it may be
	Why    []Alike `json:"why"`
	Likely bool    `json:"likely"` // the same name, nearly, and the same number or address
}

// Known is the record of the directory in a Pair, or the other row of its file.
type Known struct {
	Record  data.ID `json:"record"`        // "" for a row
	Key     string  `json:"key,omitempty"` // of a row: its key in the source of the new one
	Listing data.ID `json:"listing"`       // of the service that is most like the new one's, "" if none is
	Name    string  `json:"name"`
	Town    string  `json:"town"`
}

// Alike is something that the records of a Pair have in common.
type Alike string

// What two records may have in common.
const (
	AlikeName    Alike = "name"
	AlikePhone   Alike = "phone"
	AlikeAddress Alike = "address"
	AlikeEmail   Alike = "email"
	AlikeSite    Alike = "website"
	AlikeTown    Alike = "town"
)

// Names are alike from likeName on where something else agrees, and by
// themselves, in one town, from sameName on.
const (
	likeName = 0.88
	sameName = 0.94
)

// crowd is how many records may be like a new one in one respect before that says
// nothing: of thirty houses of one name in one town, nobody can tell which it is.
const crowd = 20

// matcher finds, for new records, others that may be the same.
//
// Two records are a pair if they have a trait in common (a number, an address, …, or
// their town) and their names are alike by what that trait asks for: see leastFor. Of
// no more than crowd records is that true for the new one and this trait. So whoever
// looks through all records that share a trait, for each trait of a new one, finds
// every pair; a lookup does that without comparing all names. Tests hold it to the
// comparison of every record with every other.
type matcher struct {
	names  *names
	traits *traits
	fresh  []*profile        // of new records, in the order of the file
	known  map[trait]*lookup // of the directory's records
	rows   map[trait]*lookup // of fresh
}

// matches are what a matcher has found.
type matches struct {
	pairs   []Pair
	apart   int // pairs of which one is confidential: a shelter and its public office are two
	crowded int // new records that are like too many to name
}

func newMatcher(fresh []*record.Record) *matcher {
	m := &matcher{names: newNames(), traits: newTraits(), known: map[trait]*lookup{}, rows: map[trait]*lookup{}}
	for i, r := range fresh {
		p := m.profileOf(r, false)
		p.record, p.row = r, i
		m.fresh = append(m.fresh, p)
		m.put(m.rows, p)
	}
	return m
}

// know adds a record of the directory. All are there before pairs are asked for.
func (m *matcher) know(r *record.Record) {
	if p := m.profileOf(r, true); len(p.traits) > 0 {
		m.put(m.known, p)
	}
}

func (m *matcher) put(in map[trait]*lookup, p *profile) {
	for _, at := range p.traits {
		if in[at] == nil {
			in[at] = &lookup{}
		}
		in[at].members = append(in[at].members, p)
	}
}

// matches lists what a person should look at, in the order of the file; of one new
// record the likeliest first.
func (m *matcher) matches(existing Existing, progress func(done int)) matches {
	m.names.rank()
	var all matches
	for i, p := range m.fresh {
		progress(i)
		near, crowded := m.near(p)
		twins, many := m.twins(p)
		var mine []Pair
		for _, q := range slices.Concat(near, twins) {
			if p.confidential != q.confidential {
				all.apart++
				continue
			}
			if pair, ok := m.pairOf(p, q, existing); ok {
				mine = append(mine, pair)
			}
		}
		slices.SortFunc(mine, func(a, b Pair) int {
			return cmp.Or(cmp.Compare(len(b.Why), len(a.Why)), cmp.Compare(a.Known.Record, b.Known.Record), cmp.Compare(a.Known.Key, b.Known.Key))
		})
		if (crowded || many) && len(mine) == 0 {
			all.crowded++
		}
		all.pairs = append(all.pairs, mine...)
	}
	return all
}

// near lists the records of the directory that may be p's, and reports whether there
// are too many in some respect.
func (m *matcher) near(p *profile) (near []*profile, crowded bool) {
	for _, at := range p.traits {
		least, ok := leastFor(m.traits.kind(at))
		if !ok || m.known[at] == nil {
			continue
		}
		found := m.known[at].near(m.names, p, least, crowd+1, func(q *profile) bool {
			return m.traits.kind(at) != townTrait || !oneOf(p.sources, q.sources)
		})
		if len(found) > crowd {
			crowded = true
			continue
		}
		for _, q := range found {
			if !slices.Contains(near, q) {
				near = append(near, q)
			}
		}
	}
	return near, crowded
}

// leastFor is how alike the names of two records must be that have a trait of this
// kind in common; ok is false where it says nothing. Rows of one source that have
// nothing but their town in common are no pair: it knows its own sites apart.
func leastFor(kind traitKind) (least float64, ok bool) {
	switch kind {
	case phoneTrait, addressTrait, emailTrait, siteTrait:
		return likeName, true
	case townTrait:
		return sameName, true
	}
	return 0, false
}

func oneOf(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

// twins lists the rows above p in its file that may be the same, and reports whether
// there are too many.
func (m *matcher) twins(p *profile) (twins []*profile, crowded bool) {
	if _, ok := rowOf(p.record); !ok {
		return nil, false
	}
	for _, at := range p.traits {
		switch m.traits.kind(at) {
		case siteTrait, townTrait:
			continue
		}
		found := m.rows[at].near(m.names, p, likeName, crowd+1, func(q *profile) bool { return m.sameRow(p, q) })
		if len(found) > crowd {
			crowded = true
			continue
		}
		for _, q := range found {
			if q.row < p.row && !slices.Contains(twins, q) {
				twins = append(twins, q)
			}
		}
	}
	return twins, crowded
}

// sameRow reports whether two rows of one file with like names and a trait in common
// may be the same: their services have like names too, and where both say where they
// are, it is one place.
func (m *matcher) sameRow(p, q *profile) bool {
	_, ok := rowOf(q.record)
	return ok && m.names.likest(p.services, q.services) >= likeName && (!p.placed || !q.placed || m.common(p, q)[rowTrait])
}

// rowOf is the row of a table that a record was made of, the first of several that are
// the same; ok is false for one that was made of something else.
func rowOf(r *record.Record) (row record.Source, ok bool) {
	if len(r.Sources) == 0 || len(r.At) != 1 || r.Sources[0].ID != r.At[0].ID {
		return record.Source{}, false
	}
	return r.Sources[0], true
}

// pairOf is what a person is shown of two records; ok is false where the other one is
// none of the directory.
func (m *matcher) pairOf(p, q *profile, existing Existing) (pair Pair, ok bool) {
	other := q.record
	if other == nil {
		if other, ok = existing.ByID(q.id); !ok {
			return Pair{}, false
		}
	}
	common := m.common(p, q)
	common[addressTrait] = common[addressTrait] || common[rowTrait]
	pair = Pair{
		Name: nameOf(p.record), Why: []Alike{AlikeName}, Likely: common[phoneTrait] || common[addressTrait],
		Known: Known{Record: q.id, Name: nameOf(other), Listing: likestListing(p.record, other)},
	}
	for kind := phoneTrait; kind <= townTrait; kind++ {
		if common[kind] {
			pair.Why = append(pair.Why, kind.alike())
		}
	}
	if len(p.record.Sources) > 0 {
		pair.Source, pair.Key = p.record.Sources[0].Name, p.record.Sources[0].Key
	}
	if !p.confidential && !q.confidential {
		pair.Town, pair.Known.Town = townOf(p.record), townOf(other)
	}
	meets := string(q.id)
	if row, ok := rowOf(other); q.record != nil && ok {
		pair.Known.Record, pair.Known.Listing, pair.Known.Key = "", "", row.Key
		meets = "row " + row.Key
	}
	sum := sha256.Sum256([]byte(pair.Source + "\x00" + pair.Key + "\x00" + meets))
	pair.ID = hex.EncodeToString(sum[:4])
	return pair, true
}

// common says of which kinds two profiles have a trait in common.
func (m *matcher) common(p, q *profile) (kinds [rowTrait + 1]bool) {
	for _, at := range p.traits {
		if _, ok := slices.BinarySearch(q.traits, at); ok {
			kinds[m.traits.kind(at)] = true
		}
	}
	return kinds
}

// townOf is the first town that a record says it is in.
func townOf(r *record.Record) string {
	for _, at := range r.At {
		if l := locationOf(r, at.LocationID); l != nil && l.Address.City != "" {
			return l.Address.City
		}
	}
	return ""
}

// likestListing is the listing of known whose service is most like the first of
// r: its only one, or one with much the same name.
func likestListing(r, known *record.Record) data.ID {
	if len(known.At) == 1 {
		return known.At[0].ID
	}
	best, id := likeName, data.ID("")
	for _, at := range known.At {
		s := serviceOf(known, at.ServiceID)
		if s == nil || len(r.Services) == 0 {
			continue
		}
		if like := nameLikeness(namesOf(s.Name), namesOf(r.Services[0].Name)); like >= best {
			best, id = like, at.ID
		}
	}
	return id
}
