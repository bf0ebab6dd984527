package geo

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// tables holds the reference data as supplied, and beside it what was written
// by hand: corrections.tsv, communities.tsv, towns.tsv, aliases.tsv,
// zones.tsv. tables/README.md says
// where each comes from and under which licence.
//
//go:embed tables/*.tsv tables/*.geojson tables/zoneinfo
var tables embed.FS

// table is one tab-separated file with a header, read a row at a time. The
// first thing that is wrong with it is kept in err, with its line.
type table struct {
	name    string
	lines   []string
	columns map[string]int
	fields  []string
	line    int
	err     error
}

// openTable reads the embedded file name and checks that its header names
// every wanted column.
func openTable(name string, wanted ...string) *table {
	t := &table{name: name}
	raw, err := tables.ReadFile("tables/" + name)
	if err != nil {
		t.err = err
		return t
	}
	t.lines = strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	t.columns = make(map[string]int)
	for i, column := range strings.Split(t.lines[0], "\t") {
		t.columns[column] = i
	}
	for _, column := range wanted {
		if _, ok := t.columns[column]; !ok {
			t.err = fmt.Errorf("table %s: no column %q", name, column)
		}
	}
	return t
}

// next moves to the next row, and is false at the end or at the first error.
// Lines that are empty or begin with # are skipped.
func (t *table) next() bool {
	for t.err == nil && t.line+1 < len(t.lines) {
		t.line++
		row := t.lines[t.line]
		if row == "" || row[0] == '#' {
			continue
		}
		t.fields = strings.Split(row, "\t")
		if len(t.fields) != len(t.columns) {
			t.fail("%d fields, want %d", len(t.fields), len(t.columns))
		}
		return t.err == nil
	}
	return false
}

func (t *table) text(column string) string { return t.fields[t.columns[column]] }

// number reads a number, 0 where the field is empty.
func (t *table) number(column string) float64 {
	field := t.text(column)
	if field == "" {
		return 0
	}
	n, err := strconv.ParseFloat(field, 64)
	if err != nil {
		t.fail("%s is not a number", column)
	}
	return n
}

// point reads the columns lat and the one named lng; both empty is no point.
func (t *table) point(lng string) Point {
	p, err := NewPoint(t.number("lat"), t.number(lng))
	if err != nil {
		t.fail("not a point")
	}
	return p
}

// province reads a province's code, "" where the field is empty.
func (t *table) province() Province {
	p := Province(t.text("province"))
	if p != "" && !p.Valid() {
		t.fail("unknown province")
	}
	return p
}

func (t *table) fail(format string, args ...any) {
	if t.err == nil {
		t.err = fmt.Errorf("table %s: line %d: %w", t.name, t.line+1, fmt.Errorf(format, args...))
	}
}
