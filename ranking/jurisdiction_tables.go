package ranking

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// jurisdictionTables are the reference tables, tab separated, with a header and
// comments. docs/jurisdiction.md says what they are and that they are to be
// verified.
//
//go:embed tables/*.tsv
var jurisdictionTables embed.FS

// Confidence is how sure a row of the reference tables is.
type Confidence string

// The confidences.
const (
	HighConfidence   Confidence = "high"
	MediumConfidence Confidence = "medium"
	LowConfidence    Confidence = "low"
)

func (c Confidence) valid() bool {
	return slices.Contains([]Confidence{HighConfidence, MediumConfidence, LowConfidence}, c)
}

// Jurisdictions makes jurisdiction cards. It holds the reference tables: which
// force polices what, who must report whom, what to dial. It is immutable, and
// any number of goroutines may share one.
type Jurisdictions struct {
	gazetteer  *geo.Gazetteer
	forces     []force
	levels     []levelWords
	borders    []border
	dials      []dial
	byProvince map[geo.Province]Duty
	own        []bilingual.Text // what an operator's file changed
}

// levelWords are words of a name that tell a level.
type levelWords struct {
	level Level
	words string // folded
}

// dial is one row of the emergency table.
type dial struct {
	Guidance
	areas    []geo.Area
	replaces bool // where it surely holds, it stands in the place of the general row
}

// LoadJurisdictions reads the reference tables that come with the program. It
// fails only if they are damaged, or name a place that g does not know.
func LoadJurisdictions(g *geo.Gazetteer) (*Jurisdictions, error) {
	j := &Jurisdictions{gazetteer: g, byProvince: map[geo.Province]Duty{}}
	err := errors.Join(
		eachRow("police_levels", func(r *tableRow) { j.levels = append(j.levels, r.levelWords()) }),
		eachRow("police", func(r *tableRow) { j.forces = append(j.forces, r.force(g)) }),
		eachRow("borders", func(r *tableRow) { j.borders = append(j.borders, r.border()) }),
		eachRow("emergency", func(r *tableRow) { j.dials = append(j.dials, r.dial(g)) }),
		eachRow("duty", func(r *tableRow) { d := r.duty(); j.byProvince[d.Province] = d }),
	)
	if err != nil {
		return nil, fmt.Errorf("load the jurisdiction tables: %w", err)
	}
	return j, nil
}

// tableRow is one row of a table, by the names of the header. The first thing
// that is wrong with it is kept.
type tableRow struct {
	columns []string
	cells   []string
	err     error
}

// eachRow reads the rows of a table below its header.
func eachRow(table string, read func(*tableRow)) error {
	raw, err := jurisdictionTables.ReadFile("tables/" + table + ".tsv")
	if err != nil {
		return err
	}
	var r tableRow
	for n, line := range strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case r.columns == nil:
			r.columns = strings.Split(line, "\t")
			continue
		}
		r.cells = strings.Split(line, "\t")
		if len(r.cells) != len(r.columns) {
			return fmt.Errorf("%s: line %d: %d cells, want %d", table, n+1, len(r.cells), len(r.columns))
		}
		if read(&r); r.err != nil {
			return fmt.Errorf("%s: line %d: %w", table, n+1, r.err)
		}
	}
	return nil
}

func (r *tableRow) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *tableRow) cell(column string) string {
	i := slices.Index(r.columns, column)
	if i < 0 {
		r.fail("no column %q", column)
		return ""
	}
	return r.cells[i]
}

func (r *tableRow) list(column string) []string {
	if cell := r.cell(column); cell != "" {
		return strings.Split(cell, ";")
	}
	return nil
}

func (r *tableRow) text(column string) bilingual.Text {
	t := bilingual.Text{En: r.cell(column + "_en"), Fr: r.cell(column + "_fr")}
	if (t.En == "") != (t.Fr == "") {
		r.fail("%s is in one language only", column)
	}
	return t
}

// number reads a number, 0 where the cell is empty.
func (r *tableRow) number(column string) float64 {
	cell := r.cell(column)
	if cell == "" {
		return 0
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		r.fail("%s is not a number", column)
	}
	return n
}

func (r *tableRow) provinceNamed(code string) geo.Province {
	p := geo.Province(code)
	if !p.Valid() {
		r.fail("%q is no province", code)
	}
	return p
}

func (r *tableRow) confidence() Confidence {
	c := Confidence(r.cell("confidence"))
	if !c.valid() {
		r.fail("%q is no confidence", c)
	}
	return c
}

func (r *tableRow) evidence() Evidence {
	e := Evidence{Source: r.cell("source"), Confidence: r.confidence()}
	if cell := r.cell("checked"); cell != "" {
		var err error
		if e.Checked, err = hours.ParseDate(cell); err != nil {
			r.fail("checked is no date")
		}
	}
	return e
}

func (r *tableRow) level() Level {
	l := Level(r.cell("level"))
	if l.rank() < 0 || l == NoLevel {
		r.fail("%q is no level", l)
	}
	return l
}

func (r *tableRow) levelWords() levelWords {
	return levelWords{level: r.level(), words: bilingual.Fold(r.cell("words"))}
}

func (r *tableRow) force(g *geo.Gazetteer) force {
	f := force{
		level: r.level(), province: r.provinceNamed(r.cell("province")), name: r.text("name"),
		role: Role(r.cell("role")), Evidence: r.evidence(),
	}
	if !f.role.ofPolice() {
		r.fail("%q is no role", f.role)
	}
	for _, place := range r.list("places") {
		f.areas = append(f.areas, r.place(g, place, f.province))
	}
	if f.areas == nil {
		f.areas = r.wholeProvince(g, f.province)
	}
	return f
}

// place is "NAME" in p, or "NAME/PROVINCE".
func (r *tableRow) place(g *geo.Gazetteer, s string, p geo.Province) geo.Area {
	name, elsewhere, ok := strings.Cut(s, "/")
	if ok {
		p = r.provinceNamed(elsewhere)
	}
	area, ok := g.PlaceArea(name, p)
	if !ok {
		r.fail("the gazetteer has no place %s in %s", name, p)
	}
	return area
}

func (r *tableRow) wholeProvince(g *geo.Gazetteer, p geo.Province) []geo.Area {
	area, ok := g.ProvinceArea(p)
	if !ok {
		r.fail("the gazetteer has no province %s", p)
	}
	return []geo.Area{area}
}

func (r *tableRow) border() border {
	b := border{
		center: geo.Point{Lat: r.number("lat"), Lng: r.number("lng")},
		radius: geo.Meters(r.number("radius_km")) * geo.Kilometer,
		fsas:   r.list("fsas"),
	}
	for _, code := range r.list("provinces") {
		b.provinces = append(b.provinces, r.provinceNamed(code))
	}
	return b
}

func (r *tableRow) dial(g *geo.Gazetteer) dial {
	d := dial{
		Guidance: Guidance{Text: bilingual.Text{En: r.cell("en"), Fr: r.cell("fr")}, Evidence: r.evidence()},
		areas:    []geo.Area{g.Country()},
		replaces: r.cell("replaces") == "yes",
	}
	if code := r.cell("province"); code != "" {
		d.areas = r.wholeProvince(g, r.provinceNamed(code))
	}
	if fsas := r.list("fsas"); fsas != nil {
		d.areas = nil
		for _, fsa := range fsas {
			area, ok := g.PostalArea(fsa)
			if !ok {
				r.fail("the gazetteer has no postal area %s", fsa)
			}
			d.areas = append(d.areas, area)
		}
	}
	return d
}

func (r *tableRow) duty() Duty {
	return Duty{
		Province: r.provinceNamed(r.cell("province")), Statute: r.text("statute"), Section: r.cell("section"),
		MustUnder: r.number("must_under"), MayUnder: r.number("may_under"), ProtectedUnder: r.number("protected_under"),
		Who: r.text("who"), Note: r.text("note"), Authority: r.text("authority"),
		Evidence: r.evidence(),
	}
}

// emergency gives what to dial at the origin: what holds there in particular
// first, then the general rule, unless something surely stands in its place.
func (j *Jurisdictions) emergency(at whereabouts) []Guidance {
	var particular, general []Guidance
	replaced := false
	for _, d := range j.dials {
		verdict, _ := at.withinAny(d.areas)
		switch {
		case d.general():
			general = append(general, d.Guidance)
		case verdict != data.Fails:
			particular = append(particular, d.Guidance)
			replaced = replaced || d.replaces && verdict == data.Meets
		}
	}
	if replaced {
		return particular
	}
	return append(particular, general...)
}

func (d *dial) general() bool { return d.areas[0].Kind == geo.AreaCountry }
