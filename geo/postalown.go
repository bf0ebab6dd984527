package geo

import (
	"encoding/binary"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// PostalTable holds postal codes that the operator of a directory has the right
// to use, and that this project may not pass on: areas (three characters), full
// codes (six), or both. ReadPostal makes one from a file, Gazetteer.WithPostal
// puts it over the built-in table, MarshalBinary and UnmarshalBinary keep it.
//
// Full codes are kept as sorted records of codeSize bytes, searched where they
// lie: a whole country's 870,000 take 10 MB and no time to decode.
type PostalTable struct {
	Source string    // name of the file that was read last, without its folder
	Loaded time.Time // when

	areas []ownArea // by FSA
	codes []byte    // by code
}

// ownArea is an area of the operator's file.
type ownArea struct {
	FSA      string   `json:"fsa"`
	Name     string   `json:"name"`
	Province Province `json:"province"`
	Point    Point    `json:"point"`
	// Derived areas are not rows of the file: they are drawn around its full
	// codes, and serve only where no other table knows the area.
	Derived bool   `json:"derived,omitempty"`
	Radius  Meters `json:"radius_m,omitempty"`
}

// Areas counts the rows for areas.
func (t *PostalTable) Areas() int {
	n := 0
	for _, a := range t.areas {
		if !a.Derived {
			n++
		}
	}
	return n
}

// Codes counts the full codes.
func (t *PostalTable) Codes() int { return len(t.codes) / codeSize }

// Merge gives a table with the areas of t and the codes of before where t has
// none of its own sort: a file of areas and one of full codes may be loaded one
// after the other. Neither table is changed.
func (t *PostalTable) Merge(before *PostalTable) *PostalTable {
	merged := *t
	if before == nil {
		return &merged
	}
	areas, codes := t, t
	if t.Areas() == 0 {
		areas = before
	}
	if t.Codes() == 0 {
		codes = before
		merged.codes = before.codes
	}
	merged.areas = nil
	merged.addAreas(areas, false)
	merged.addAreas(codes, true)
	return &merged
}

func (t *PostalTable) addAreas(from *PostalTable, derived bool) {
	for _, a := range from.areas {
		if a.Derived == derived {
			t.areas = append(t.areas, a)
		}
	}
	slices.SortStableFunc(t.areas, func(a, b ownArea) int { return strings.Compare(a.FSA, b.FSA) })
}

// WithPostal gives a gazetteer that knows the operator's codes beside the
// built-in ones. An area of the operator's wins over the built-in one. Full codes
// are consulted by PostalFull alone. g itself is not changed.
func (g *Gazetteer) WithPostal(own *PostalTable) *Gazetteer {
	both := *g
	both.own = own
	both.postal = maps.Clone(g.postal)
	added := make(map[string]*postalArea)
	for _, a := range own.areas {
		if built, known := both.postal[a.FSA]; known && !a.Derived {
			built.point, built.unsure = a.Point, false
			both.postal[a.FSA] = built
		} else if !known {
			added[a.FSA] = g.newArea(a)
		}
	}
	both.addPostal(added)
	return &both
}

// newArea is an area that the built-in table lacks.
func (g *Gazetteer) newArea(own ownArea) *postalArea {
	a := &postalArea{fsa: own.FSA, province: own.Province, point: own.Point, radius: own.Radius}
	a.place = g.postalPlace(own.Name, a)
	return a
}

// addPostal adds areas to a map that is g's own, with a radius from their
// neighbours where they have none.
func (g *Gazetteer) addPostal(added map[string]*postalArea) {
	if len(added) == 0 {
		return
	}
	for fsa, a := range g.postal {
		if added[fsa] == nil {
			added[fsa] = &a
		}
	}
	spread(added)
	for fsa, a := range added {
		g.postal[fsa] = *a
	}
}

// PostalFull reads a postal code as Postal does, but locates it by all six
// characters where the operator's own table has them: to a few hundred metres in
// a town. It is for staff alone. Whatever faces the public calls Postal, which
// cannot see those codes.
//
// The label names the area only, and the code is kept nowhere: FSA holds three
// characters here too.
func (g *Gazetteer) PostalFull(s string) (Origin, error) {
	if g.own == nil {
		return g.Postal(s)
	}
	code, notes, ok := readPostal(s, 6)
	if !ok || len(code) != 6 {
		return g.Postal(s)
	}
	found, ok := g.own.find(code)
	a, known := g.postal[code[:3]]
	if !ok || !known {
		return g.Postal(s)
	}
	radius := min(found.radius(a.rural()), a.radius)
	return Origin{
		Kind: OriginPostal, Label: a.label(), Point: found.point, Radius: radius,
		Approximate: radius >= Kilometer, Province: a.province, FSA: a.fsa,
		Notes: append(notes, noteFull),
	}, nil
}

var noteFull = bilingual.Text{
	En: "located by the whole postal code, from the operator’s own table",
	Fr: "situé d’après le code postal entier, selon la table de l’exploitant",
}

// ownCode is one full code of the table.
type ownCode struct {
	key      uint32 // the code as packPostal packs it
	accuracy byte
	point    Point
}

// How far from its point a person with that code may be, by the accuracy that
// the GeoNames layout states: 6 is the middle of addresses, 4 a town's point, 1
// and nothing an estimate. A rural code is a whole delivery area.
const (
	addressRadius  = 500
	estimateRadius = 2 * Kilometer
	townRadius     = 5 * Kilometer
	deliveryRadius = 10 * Kilometer
)

func (c ownCode) radius(rural bool) Meters {
	switch {
	case rural:
		return deliveryRadius
	case c.accuracy >= 5:
		return addressRadius
	case c.accuracy >= 2:
		return townRadius
	}
	return estimateRadius
}

// The record of one code, big-endian: the packed code above its accuracy, then
// latitude and longitude in millionths of a degree.
const (
	codeSize     = 12
	accuracyBits = 3
	microdegree  = 1e-6
)

// at gives the record of ordinal i.
func (t *PostalTable) at(i int) ownCode {
	b := t.codes[i*codeSize:]
	head := binary.BigEndian.Uint32(b)
	return ownCode{
		key:      head >> accuracyBits,
		accuracy: byte(head & (1<<accuracyBits - 1)),
		point: Point{
			Lat: float64(int32(binary.BigEndian.Uint32(b[4:]))) * microdegree,
			Lng: float64(int32(binary.BigEndian.Uint32(b[8:]))) * microdegree,
		},
	}
}

func (t *PostalTable) find(code string) (ownCode, bool) {
	key := packPostal(code)
	n := t.Codes()
	i := sort.Search(n, func(i int) bool { return t.keyAt(i) >= key })
	if i == n || t.keyAt(i) != key {
		return ownCode{}, false
	}
	return t.at(i), true
}

func (t *PostalTable) keyAt(i int) uint32 {
	return binary.BigEndian.Uint32(t.codes[i*codeSize:]) >> accuracyBits
}

func (c ownCode) append(to []byte) []byte {
	to = binary.BigEndian.AppendUint32(to, c.key<<accuracyBits|uint32(c.accuracy))
	to = binary.BigEndian.AppendUint32(to, uint32(microdegrees(c.point.Lat)))
	return binary.BigEndian.AppendUint32(to, uint32(microdegrees(c.point.Lng)))
}

// packPostal numbers a code of six characters that readPostal has checked, in
// the order of the alphabet: below 26*10*26*10*26*10, which is 25 bits.
func packPostal(code string) uint32 {
	var n uint32
	for i := range 6 {
		if i%2 == 0 {
			n = n*26 + uint32(code[i]-'A')
		} else {
			n = n*10 + uint32(code[i]-'0')
		}
	}
	return n
}

// postalKeys is how many codes packPostal tells apart.
const postalKeys = 26 * 10 * 26 * 10 * 26 * 10

// areaOf gives the first three characters of a packed code.
func areaOf(key uint32) string {
	key /= 10 * 26 * 10
	return string([]byte{'A' + byte(key/(10*26)), '0' + byte(key/26%10), 'A' + byte(key%26)})
}
