package ingest

import (
	"crypto/sha256"
	"iter"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// whole is an Existing that can list every record that it has.
type whole interface {
	All() iter.Seq[*record.Record]
}

// mark is a name, an address or a telephone number as likenesses compares it: a
// digest, so that nothing sealed is carried about.
type mark [sha256.Size]byte

func markOf(kind, words string) mark { return sha256.Sum256([]byte(kind + "/" + words)) }

// likenesses knows by what every record can be told, and how openly the record
// itself shows it. It answers whether publishing one record gives another away.
type likenesses map[mark][]likeness

type likeness struct {
	owner   data.ID
	sources []record.Source
	name    bool            // an organization's name, which many records may bear
	sealed  bool            // the address of a confidential place, or a sealed contact's number
	level   data.Visibility // at which the owner shows it already
}

func (k likenesses) add(r *record.Record) {
	shown, sites, contacts := shownOf(r), siteMarks(r), slices.Concat(unsealed(r).contacts...)
	lines := allLines(r)
	for _, m := range insideMarks(r) {
		sealed := slices.Contains(sites, m) || slices.Contains(contacts, m) && !slices.Contains(lines, m)
		k[m] = append(k[m], likeness{owner: r.ID(), sources: r.Sources, level: shown[m], sealed: sealed})
	}
	level := narrowest(r)
	for _, m := range nameMarks(r.Organization.Name) {
		k[m] = append(k[m], likeness{owner: r.ID(), sources: r.Sources, name: true, level: level})
	}
}

// givesAway reports whether r would show something, which old did not, that
// another record keeps back: its name, its address, sealed ones included, or a
// number of it. So does an open place at the address of a sealed one of the same
// record. A name alone says nothing between two rows of one source, which knows
// its own sites apart, unless what the public sees already takes it on.
func (k likenesses) givesAway(old, r *record.Record) bool {
	var before map[mark]data.Visibility
	if old != nil {
		before = shownOf(old)
	}
	own := siteMarks(r)
	for m, level := range shownOf(r) {
		if level <= before[m] {
			continue
		}
		if slices.Contains(own, m) || slices.ContainsFunc(k[m], func(l likeness) bool {
			return l.owner != r.ID() && l.level < level && (!l.name || len(before) > 0 || !oneSource(l.sources, r.Sources))
		}) {
			return true
		}
	}
	return false
}

// concealed is r with every place sealed that is new in r, which old had not or
// elsewhere, and whose address another record seals: what one source hides stays
// hidden when another lists it. It is r itself where there is none.
func (k likenesses) concealed(old, r *record.Record) *record.Record {
	if old == r {
		return r
	}
	var hide []data.ID
	for _, l := range r.Locations {
		if was := locationIn(old, l.ID); was != nil && was.Address == l.Address {
			continue
		}
		if slices.ContainsFunc(shownAddressMarks(l.Address), func(m mark) bool { return k.sealedElsewhere(m, r.ID()) }) {
			hide = append(hide, l.ID)
		}
	}
	if len(hide) == 0 {
		return r
	}
	kept, err := copyOf(r)
	if err != nil {
		return r // it could not be stored either: the engine says so
	}
	for _, id := range hide {
		conceal(kept, id)
	}
	return kept
}

func (k likenesses) sealedElsewhere(m mark, id data.ID) bool {
	return slices.ContainsFunc(k[m], func(l likeness) bool { return l.sealed && l.owner != id })
}

// conceal makes a place of r confidential: its address and point go under seal,
// and its region stands for them.
func conceal(r *record.Record, id data.ID) {
	l := locationOf(r, id)
	site := record.Site{Address: l.Address, Point: l.Point}
	r.Sealed = r.Sealed.Reseal(func(parts *record.Parts) { parts.Sites[id] = site })
	l.Confidential, l.Address, l.Point, l.Zone, l.Area = true, data.Address{}, geo.Point{}, "", l.Region
}

func locationIn(r *record.Record, id data.ID) *record.Location {
	if r == nil {
		return nil
	}
	return locationOf(r, id)
}

func oneSource(a, b []record.Source) bool {
	return slices.ContainsFunc(a, func(s record.Source) bool {
		return slices.ContainsFunc(b, func(o record.Source) bool { return o.Name == s.Name })
	})
}

// shownOf gives what the public sees of r, and at which visibility at the most.
func shownOf(r *record.Record) map[mark]data.Visibility {
	levels := map[data.ID]data.Visibility{}
	for _, l := range record.Disclose(r) {
		levels[l.ID] = l.Inside.Visibility
	}
	shown := map[mark]data.Visibility{}
	for _, l := range record.Publish(r) {
		marks := slices.Concat(nameMarks(l.Organization.Name), shownAddressMarks(l.Address))
		for _, line := range l.Phones {
			marks = append(marks, numberMarks(line)...)
		}
		for _, m := range marks {
			shown[m] = max(shown[m], levels[l.ID])
		}
	}
	return shown
}

// narrowest is the visibility of the least visible listing of r.
func narrowest(r *record.Record) data.Visibility {
	listings := record.Disclose(r)
	if len(listings) == 0 {
		return data.Internal
	}
	level := data.Open
	for _, l := range listings {
		level = min(level, l.Inside.Visibility)
	}
	return level
}

// insideMarks are the addresses and numbers of r, whoever may see them.
func insideMarks(r *record.Record) []mark {
	marks := append(siteMarks(r), allLines(r)...)
	for _, l := range r.Locations {
		marks = append(marks, addressMarks(l.Address)...)
	}
	for _, c := range unsealed(r).contacts {
		marks = append(marks, c...)
	}
	return marks
}

// allLines are the numbers of r, sealed contacts aside.
func allLines(r *record.Record) []mark {
	marks := lineMarks(r.Organization.Phones)
	for _, l := range r.Locations {
		marks = append(marks, lineMarks(l.Phones)...)
	}
	for _, s := range r.Services {
		marks = append(marks, lineMarks(s.Phones)...)
	}
	for _, at := range r.At {
		marks = append(marks, lineMarks(at.Phones)...)
	}
	return marks
}

// hasOther reports whether another record than id has a mark that staff see: whether
// a number is somebody's sealed contact is not to be found out by asking.
func (k likenesses) hasOther(m mark, id data.ID) bool {
	return slices.ContainsFunc(k[m], func(l likeness) bool { return l.owner != id && !l.sealed })
}

func siteMarks(r *record.Record) []mark { return unsealed(r).sites }

type sealedMarks struct {
	sites    []mark
	contacts [][]mark
}

// unsealed gives the marks of what is sealed: no value leaves it.
func unsealed(r *record.Record) sealedMarks {
	var marks sealedMarks
	r.Sealed.Reseal(func(parts *record.Parts) {
		for _, site := range parts.Sites {
			marks.sites = append(marks.sites, addressMarks(site.Address)...)
		}
		for _, c := range parts.Contacts {
			marks.contacts = append(marks.contacts, numberMarks(c.Phone))
		}
	})
	return marks
}

func nameMarks(name data.Text) []mark {
	var marks []mark
	for _, words := range []string{name.En, name.Fr} {
		if words = bilingual.Fold(words); words != "" {
			marks = append(marks, markOf("name", words))
		}
	}
	return marks
}

// addressMarks are what an address is found by among others: its houses, in its
// town. One of an unknown town is met by those of any.
func addressMarks(a data.Address) []mark { return townMarks(a, "anywhere", "unknown") }

// shownAddressMarks are what an address is looked up by.
func shownAddressMarks(a data.Address) []mark { return townMarks(a, "unknown", "anywhere") }

// townMarks are those of each name of a street in its town and under always; with
// no town under nowhere too.
func townMarks(a data.Address, always, nowhere string) []mark {
	var marks []mark
	for _, street := range streetsOf(a) {
		marks = append(marks, markOf("address", street+"/in "+bilingual.Fold(a.City)), markOf("address", street+"/"+always))
		if a.City == "" {
			marks = append(marks, markOf("address", street+"/"+nowhere))
		}
	}
	return marks
}

// streetsOf are the houses of an address, or else its whole first line.
func streetsOf(a data.Address) []string {
	if all := housesOf(a); len(all) > 0 {
		return all
	}
	if line := bilingual.Fold(a.Line1); line != "" {
		return []string{line}
	}
	return nil
}

// housesOf are the houses of an address: of its first line, or of the second where
// the first has none, or a postal box.
func housesOf(a data.Address) []string {
	first := houses(a.Line1)
	if slices.ContainsFunc(first, func(house string) bool { return !strings.HasSuffix(house, boxed) }) {
		return first
	}
	return slices.Concat(first, houses(a.Line2))
}

func lineMarks(lines []record.Phone) []mark {
	var marks []mark
	for _, line := range lines {
		marks = append(marks, numberMarks(line.Phone)...)
	}
	return marks
}

// numberMarks passes over 911, 211 and the like, which are nobody's own.
func numberMarks(line data.Phone) []mark {
	digits := numberOf(line)
	if len(digits) < 7 {
		return nil
	}
	return []mark{markOf("number", digits)}
}

// numberOf is what is dialled, however it is written: its digits without the
// country's 1. Extension, type and description do not matter.
func numberOf(line data.Phone) string {
	written := line.Number
	if digits, ok := strings.CutPrefix(written, "+1"); ok && len(digits) == 10 && allDigits(digits) {
		return digits // as readPhone writes it, which need not read it again
	}
	if read, ok := readPhone(written); ok {
		written = read.Number
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, written)
	if len(digits) == 11 {
		digits = strings.TrimPrefix(digits, "1")
	}
	return digits
}

func allDigits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
