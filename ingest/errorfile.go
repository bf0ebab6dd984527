package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// WriteErrors gives a sender their own rows back that were rejected, or with all every
// row, in their own columns, order and format, with what is wrong with each: mended
// there, the file can be imported again, by the same mapping. A table of text is
// written as it came (delimiter, quotation marks, line ends), but in UTF-8 with a
// byte order mark; a workbook has the one sheet that was read, all cells text. Of a
// file that is no table, the problems alone are listed, as CSV. No cell of it is a
// formula: see Guard.
//
// The rows say whatever the file said, sealed values too.
func WriteErrors(out io.Writer, content []byte, m *Mapping, report Report, lang bilingual.Lang, all bool) error {
	t, err := tableAgain(content, m, report)
	if err != nil {
		return err
	}
	t.dropReasons()
	lines := t.withReasons(report, lang, all)
	if report.Format == FormatXLSX {
		err = writeSheet(out, orElse(report.Sheet, "Sheet1"), lines)
	} else {
		err = writeText(out, lines, dialectAgain(content, report))
	}
	if err != nil {
		return fmt.Errorf("write the rejected rows: %w", err)
	}
	return nil
}

// withReasons gives the header and the rows, each with its reasons after it: rejected
// ones, or all.
func (t *table) withReasons(report Report, lang bilingual.Lang, all bool) [][]string {
	lines := [][]string{slices.Concat(t.header, reasonHeadings())}
	stops := stopsByLine(report)
	for _, row := range t.rows {
		if issues := stops[row.line]; all || len(issues) > 0 {
			lines = append(lines, t.withReason(row, issues, lang))
			delete(stops, row.line)
		}
	}
	for _, i := range report.Issues { // of rows that are not there: objects, and lines that could not be taken apart
		if issues := stops[i.Line]; len(issues) > 0 {
			lines = append(lines, slices.Concat(make([]string, len(t.header)), reasonsOf(issues, lang)))
			delete(stops, i.Line)
		}
	}
	return lines
}

// withReason is one row with what is wrong with it. One whose cells are too many or
// too few has one more than the header here as well, at the end: sent back as it is,
// it is rejected again, and its cells are never taken for those of other columns.
func (t *table) withReason(row tableRow, issues []Issue, lang bilingual.Lang) []string {
	width := len(t.header)
	cells, over := row.cells, []string(nil)
	if len(cells) > width {
		cells, over = cells[:width], cells[width:]
	}
	broken := slices.ContainsFunc(issues, func(i Issue) bool { return i.Code == "quotes" || i.Code == "ragged_row" })
	if broken && over == nil {
		over = []string{""}
	}
	return slices.Concat(cells, make([]string, width-len(cells)), reasonsOf(issues, lang), over)
}

// dropReasons takes away the columns of an earlier file of errors that was sent back.
func (t *table) dropReasons() {
	for at := len(t.header) - 1; at >= 0; at-- {
		if !slices.Contains(reasonHeadings(), t.header[at]) {
			continue
		}
		t.header = slices.Delete(t.header, at, at+1)
		for i := range t.rows {
			if row := &t.rows[i]; at < len(row.cells) {
				row.cells = slices.Delete(row.cells, at, at+1)
			}
		}
	}
}

// reasonHeadings are the columns after the sender's own. They begin with a sign
// that no heading has, and no mapping knows them.
func reasonHeadings() []string {
	return []string{"_line", "_column", "_code", "_message", "_suggestion"}
}

func stopsByLine(report Report) map[int][]Issue {
	stops := map[int][]Issue{}
	for _, i := range report.Issues {
		if i.Severity == Stop {
			stops[i.Line] = append(stops[i.Line], i)
		}
	}
	return stops
}

func reasonsOf(issues []Issue, lang bilingual.Lang) []string {
	if len(issues) == 0 {
		return make([]string, len(reasonHeadings()))
	}
	all := func(of func(Issue) string) string {
		var words []string
		for _, i := range issues {
			if s := of(i); s != "" {
				words = append(words, s)
			}
		}
		return strings.Join(words, " | ")
	}
	return []string{
		strconv.Itoa(issues[0].Line),
		all(func(i Issue) string { return i.Column }),
		all(func(i Issue) string { return i.Code }),
		all(func(i Issue) string { return i.Expected.In(lang) }),
		all(func(i Issue) string { return i.Suggestion.In(lang) }),
	}
}

// tableAgain takes a file apart as it was, its damaged rows too.
func tableAgain(content []byte, m *Mapping, report Report) (*table, error) {
	switch report.Format {
	case FormatCSV:
		return textAgain(content, m, report)
	case FormatXLSX:
		r := newReader(FormatXLSX, m, Env{})
		r.whole = true
		a, err := openArchive(content)
		if err != nil {
			return nil, err
		}
		b, err := openWorkbook(a)
		if err != nil {
			return nil, err
		}
		return r.readSheet(a, b)
	}
	return &table{}, nil
}

func textAgain(content []byte, m *Mapping, report Report) (*table, error) {
	told := ""
	if m != nil {
		told = m.Encoding
	}
	d, err := decode(content, told)
	if err != nil {
		return nil, err
	}
	text, skipped := d.text, 0
	if line, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(line, "sep=") {
		text, skipped = rest, 1
	}
	if report.Quote == "none" {
		return report.splitAgain(text, skipped), nil
	}
	return report.readAgain(text, skipped)
}

// splitAgain is for files without quotation marks.
func (r Report) splitAgain(text string, skipped int) *table {
	t := &table{}
	for i, line := range strings.Split(text, "\n") {
		t.again(r, i+1+skipped, strings.Split(strings.TrimRight(line, "\r"), r.Delimiter))
	}
	return t
}

func (r Report) readAgain(text string, skipped int) (*table, error) {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	if r.Delimiter != "" {
		in.Comma = []rune(r.Delimiter)[0]
	}
	t := &table{}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			t.again(r, bad.StartLine+skipped, cells)
			continue
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		t.again(r, line+skipped, cells)
	}
}

// again takes a row, whose header is where the reader found it.
func (t *table) again(r Report, line int, cells []string) {
	for i := range cells {
		cells[i], _ = unguard(strings.TrimSpace(cells[i]))
	}
	empty := !slices.ContainsFunc(cells, func(cell string) bool { return cell != "" })
	switch {
	case line == r.Header:
		t.header = cells
	case line > r.Header && !empty:
		t.rows = append(t.rows, tableRow{line: line, cells: cells})
	}
}
