package geo

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/relais-directory/relais/data/bilingual"
)

// PostalReport says what ReadPostal found in a file.
type PostalReport struct {
	Rows     int `json:"rows"`  // lines that hold anything
	Areas    int `json:"areas"` // rows of three characters that were taken
	Codes    int `json:"codes"` // rows of six characters that were taken
	Repeated int `json:"repeated"`
	Rejected int `json:"rejected"`
	// NewAreas are the areas, of rows or of full codes, that the built-in table
	// lacks, in order.
	NewAreas []string `json:"new_areas"`
	// Different are the areas that lie farther from the built-in point than was
	// asked, the farthest first; FarCodes counts the full codes farther than that,
	// and than the radius, from their area.
	Different []PostalDifference `json:"different"`
	FarCodes  int                `json:"far_codes"`
	Faults    []PostalFault      `json:"issues"` // all of them, by line
}

// PostalDifference is an area that the file places elsewhere.
type PostalDifference struct {
	FSA   string `json:"fsa"`
	Line  int    `json:"line"`
	Apart Meters `json:"apart_m"`
}

// PostalFault is one thing that is wrong with a line. The line was not taken.
type PostalFault struct {
	Line     int            `json:"line"`
	Column   string         `json:"column,omitempty"`
	Code     string         `json:"code"`
	Read     string         `json:"read,omitempty"`
	Expected bilingual.Text `json:"expected"`
}

// ReadPostal reads a file in the layout of GeoNames' postal codes: lines of
// tab-separated columns (country, postal code, place, province's name and code,
// county's, community's, latitude, longitude, accuracy), in UTF-8 or Latin-1,
// codes of three characters or of six. It compares each with g; apart is how far
// a place may lie from the built-in one before the report says so.
//
// Whatever is wrong with a line is in the report, all of it; the table holds the
// lines that are right. An error means that this is no such file at all.
func (g *Gazetteer) ReadPostal(r io.Reader, apart Meters) (*PostalTable, PostalReport, error) {
	p := postalReader{
		g: g, apart: apart,
		lines: make(map[string]int), names: make(map[string]map[ownName]int),
	}
	if err := p.read(r); err != nil {
		return nil, PostalReport{}, err
	}
	return p.table(), p.finish(), nil
}

// postalReader gathers the rows of one file.
type postalReader struct {
	g      *Gazetteer
	apart  Meters
	report PostalReport

	areas []ownArea
	lines map[string]int // FSA to the line that it was taken from
	codes []lineCode
	names map[string]map[ownName]int // FSA to the names of its full codes, counted
}

type lineCode struct {
	ownCode
	line int
}

type ownName struct {
	name     string
	province Province
}

// longestRow is many times a row of any real file.
const longestRow = 64 << 10

func (p *postalReader) read(r io.Reader) error {
	in := bufio.NewReaderSize(r, longestRow)
	if err := refuseForeign(in); err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestRow)
	for n := 1; lines.Scan(); n++ {
		if text := strings.TrimRight(decode(lines.Bytes()), "\r"); strings.TrimSpace(text) != "" {
			p.row(n, strings.Split(text, "\t"))
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return problemPostalLayout()
	} else if err != nil {
		return fmt.Errorf("read the postal codes: %w", err)
	}
	if p.report.Rows == 0 {
		return problemPostalLayout()
	}
	p.sortCodes()
	return nil
}

// refuseForeign looks at the beginning of the file: an archive, or a table in
// another layout, is refused in one sentence and not in a million.
func refuseForeign(in *bufio.Reader) error {
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the postal codes: %w", err)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return problemPostalZipped()
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = in.Discard(len("\ufeff")) // they were just seen
	}
	first, _, _ := bytes.Cut(bytes.TrimLeft(head, "\ufeff\r\n "), []byte("\n"))
	if bytes.ContainsRune(head, 0) || bytes.Count(first, []byte("\t")) < 2 {
		return problemPostalLayout()
	}
	return nil
}

// decode reads a line as UTF-8, or as Windows' Latin-1 where it is not that.
func decode(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	latin, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		return strings.ToValidUTF8(string(line), "")
	}
	return string(latin)
}

// The columns of the layout, as its documentation numbers them.
const (
	columnCountry = iota
	columnCode
	columnPlace
	columnProvince
	columnProvinceCode
	_
	_
	_
	_
	columnLat
	columnLng
	columnAccuracy
	postalColumns
)

func (p *postalReader) row(line int, fields []string) {
	p.report.Rows++
	faults := len(p.report.Faults)
	row := p.parse(line, fields)
	if len(p.report.Faults) > faults {
		p.report.Rejected++
		return
	}
	if len(row.code) == 3 {
		p.takeArea(line, row)
		return
	}
	p.codes = append(p.codes, lineCode{ownCode{packPostal(row.code), row.accuracy, row.point}, line})
	counts := p.names[row.code[:3]]
	if counts == nil {
		counts = make(map[ownName]int)
		p.names[row.code[:3]] = counts
	}
	counts[ownName{row.name, row.province}]++
}

// takeArea takes the first row of each area.
func (p *postalReader) takeArea(line int, row postalRow) {
	if first, taken := p.lines[row.code]; taken {
		i := slices.IndexFunc(p.areas, func(a ownArea) bool { return a.FSA == row.code })
		p.repeat(line, first, row.point, p.areas[i].Point)
		return
	}
	p.lines[row.code] = line
	p.areas = append(p.areas, ownArea{FSA: row.code, Name: row.name, Province: row.province, Point: row.point})
}

// contradiction is how far apart two rows of one code may lie and still say the
// same of it.
const contradiction = 5 * Kilometer

// repeat counts a row whose code an earlier line has already. Where the two lie far
// apart, nobody can tell which is right: that is a fault.
func (p *postalReader) repeat(line, first int, at, before Point) {
	if Distance(at, before) <= contradiction {
		p.report.Repeated++
		return
	}
	p.report.Rejected++
	rowFaults{p, line}.add("latitude", "contradicts", "", faultElsewhere(first))
}

// sortCodes sorts the full codes and keeps the first row of each.
func (p *postalReader) sortCodes() {
	slices.SortFunc(p.codes, func(a, b lineCode) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.line, b.line))
	})
	for first, i := 0, 1; i < len(p.codes); i++ {
		if p.codes[i].key != p.codes[first].key {
			first = i
			continue
		}
		p.repeat(p.codes[i].line, p.codes[first].line, p.codes[i].point, p.codes[first].point)
	}
	p.codes = slices.CompactFunc(p.codes, func(a, b lineCode) bool { return a.key == b.key })
}

// postalRow is a row that was understood.
type postalRow struct {
	code     string
	name     string
	province Province
	point    Point
	accuracy byte
}

func (p *postalReader) parse(line int, fields []string) postalRow {
	f := rowFaults{p, line}
	if len(fields) != postalColumns {
		f.add("", "columns", strconv.Itoa(len(fields)), faultColumns)
		return postalRow{}
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	if fields[columnCountry] != "CA" {
		f.add("country", "country", fields[columnCountry], faultCountry)
	}
	row := postalRow{code: f.postalCode(fields[columnCode]), name: fields[columnPlace]}
	if row.name == "" {
		f.add("place", "place", "", faultPlace)
	}
	row.province = f.provinceOf(row.code, fields[columnProvinceCode], fields[columnProvince])
	row.point = f.point(fields[columnLat], fields[columnLng])
	row.accuracy = f.accuracy(fields[columnAccuracy])
	return row
}

// table gives what was taken.
func (p *postalReader) table() *PostalTable {
	t := &PostalTable{areas: slices.Concat(p.areas, p.derived()), codes: make([]byte, 0, len(p.codes)*codeSize)}
	for _, c := range p.codes {
		t.codes = c.append(t.codes)
	}
	slices.SortStableFunc(t.areas, func(a, b ownArea) int { return strings.Compare(a.FSA, b.FSA) })
	return t
}

// derived draws an area around the full codes of each FSA.
func (p *postalReader) derived() []ownArea {
	var all []ownArea
	for from := 0; from < len(p.codes); {
		fsa, to := areaOf(p.codes[from].key), from+1
		for to < len(p.codes) && areaOf(p.codes[to].key) == fsa {
			to++
		}
		all = append(all, p.around(fsa, p.codes[from:to]))
		from = to
	}
	return all
}

func (p *postalReader) around(fsa string, codes []lineCode) ownArea {
	var sum vector
	for _, c := range codes {
		sum = sum.plus(c.point.vector())
	}
	a := ownArea{FSA: fsa, Point: sum.point(), Derived: true}
	for _, c := range codes {
		a.Radius = max(a.Radius, Distance(a.Point, c.point))
	}
	a.Radius = min(max(a.Radius, smallestUrban), largestRural)
	most := 0
	for name, n := range p.names[fsa] {
		if n > most || n == most && name.name < a.Name {
			a.Name, a.Province, most = name.name, name.province, n
		}
	}
	return a
}

// finish compares what was taken with the built-in table.
func (p *postalReader) finish() PostalReport {
	p.report.Areas, p.report.Codes = len(p.areas), len(p.codes)
	unknown := make(map[string]bool)
	for _, a := range p.areas {
		built, ok := p.g.postal[a.FSA]
		if !ok {
			unknown[a.FSA] = true
			continue
		}
		if away := Distance(built.point, a.Point); away > p.apart {
			p.report.Different = append(p.report.Different, PostalDifference{a.FSA, p.lines[a.FSA], away})
		}
	}
	for _, c := range p.codes {
		built, ok := p.g.postal[areaOf(c.key)]
		if !ok {
			unknown[areaOf(c.key)] = true
		} else if Distance(built.point, c.point) > max(p.apart, built.radius) {
			p.report.FarCodes++
		}
	}
	for fsa := range unknown {
		p.report.NewAreas = append(p.report.NewAreas, fsa)
	}
	slices.Sort(p.report.NewAreas)
	slices.SortStableFunc(p.report.Faults, func(a, b PostalFault) int { return cmp.Compare(a.Line, b.Line) })
	slices.SortFunc(p.report.Different, func(a, b PostalDifference) int {
		return cmp.Or(cmp.Compare(b.Apart, a.Apart), strings.Compare(a.FSA, b.FSA))
	})
	return p.report
}
