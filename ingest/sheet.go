package ingest

import (
	"encoding/xml"
	"strconv"
)

// readSheet reads the rows of the sheet. Merged cells come at the end of a
// sheet, so that they are looked at when its rows are there.
func (c *collector) readSheet(a *archive, b *workbook) (*table, error) {
	d, err := xmlPart(a, b.sheet.rel)
	if err != nil {
		return nil, err
	}
	s := &sheet{collector: c, xmlReader: d, book: b, t: &table{}}
	err = d.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			return s.row(e)
		case "mergeCell":
			s.merge(attr(e, "ref"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := c.endTable(s.t); err != nil {
		return nil, err
	}
	s.fillMerged()
	s.sayAll()
	return s.t, nil
}

// sheet reads one sheet.
type sheet struct {
	*collector
	*xmlReader
	book *workbook
	t    *table

	line   int // of the row at hand
	merged []area
	odd    []oddCell
	hidden int // rows that the program does not show
}

// oddCell is a cell that is not just what was typed.
type oddCell struct {
	code         string
	line, column int
}

// area is a rectangle of cells, columns from 0 and lines from 1, both ends
// included.
type area struct{ left, top, right, bottom int }

func (s *sheet) row(e xml.StartElement) error {
	s.line++
	if at := attr(e, "r"); at != "" {
		n, err := strconv.Atoi(at)
		if err != nil || n < s.line || n > maxSheetRow {
			return workbookDamaged()
		}
		s.line = n
	}
	row, depth, next := tableRow{line: s.line}, len(s.open), 0
	for len(s.open) >= depth {
		token, err := s.Token()
		if err != nil {
			return s.fault
		}
		cell, ok := token.(xml.StartElement)
		if !ok || cell.Name.Local != "c" {
			continue
		}
		at := next
		if ref := attr(cell, "r"); ref != "" {
			var line int
			if at, line, ok = cellAt(ref); !ok || line != s.line || at < next {
				return workbookDamaged()
			}
		}
		next = at + 1
		value, err := s.cell(cell, at)
		if err != nil {
			return err
		}
		if err := row.put(at, value); err != nil {
			return err
		}
	}
	if hidden, _ := strconv.ParseBool(attr(e, "hidden")); hidden && len(row.cells) > 0 {
		s.hidden++
	}
	return s.take(row)
}

// maxSheetRow is the last row that the format has.
const maxSheetRow = 1 << 20

// put places a value in its column.
func (r *tableRow) put(column int, value string) error {
	if value == "" {
		return nil
	}
	if column >= MaxColumns {
		return tooManyColumns()
	}
	if len(value) > MaxCell {
		return cellTooLarge(r.line)
	}
	for len(r.cells) <= column {
		r.cells = append(r.cells, "")
	}
	r.cells[column] = value
	return nil
}

// take gives a row as many cells as the header: a sheet leaves out empty ones.
func (s *sheet) take(row tableRow) error {
	if len(row.cells) == 0 {
		return nil
	}
	for len(row.cells) < len(s.t.header) {
		row.cells = append(row.cells, "")
	}
	return s.takeRow(s.t, row)
}
