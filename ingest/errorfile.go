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

// WriteErrors gives a sender their own rows back that were rejected, in their own
// columns and order, with what is wrong with each: mended there, the file can be
// imported again, by the same mapping. Of a file that is no table, the problems
// alone are listed. It is CSV as spreadsheets open it, UTF-8 with a byte order
// mark; see Guard for why no cell of it is a formula.
//
// The rows say whatever the file said, sealed values too.
func WriteErrors(out io.Writer, content []byte, m *Mapping, report Report, lang bilingual.Lang) error {
	t, err := tableAgain(content, m, report)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return fmt.Errorf("write the rejected rows: %w", err)
	}
	w := csv.NewWriter(out)
	if report.Delimiter != "" {
		w.Comma = []rune(report.Delimiter)[0]
	}
	lines := [][]string{slices.Concat(t.header, reasonHeadings())}
	stops := stopsByLine(report)
	for _, row := range t.rows {
		if issues := stops[row.line]; len(issues) > 0 {
			lines = append(lines, slices.Concat(fitted(row.cells, len(t.header)), reasonsOf(issues, lang)))
			delete(stops, row.line)
		}
	}
	for _, i := range report.Issues { // of rows that are not there: objects, and lines that could not be taken apart
		if issues := stops[i.Line]; len(issues) > 0 {
			lines = append(lines, slices.Concat(make([]string, len(t.header)), reasonsOf(issues, lang)))
			delete(stops, i.Line)
		}
	}
	for _, line := range lines {
		for i := range line {
			line[i] = Guard(line[i])
		}
		if err := w.Write(line); err != nil {
			return fmt.Errorf("write the rejected rows: %w", err)
		}
	}
	w.Flush()
	return w.Error()
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

// fitted are cells cut or filled to n. What a row has too much is in the last.
func fitted(cells []string, n int) []string {
	if n > 0 && len(cells) > n {
		cells = append(slices.Clone(cells[:n-1]), strings.Join(cells[n-1:], " "))
	}
	return append(slices.Clone(cells), make([]string, max(0, n-len(cells)))...)
}

// tableAgain takes a file apart as it was, its damaged rows too.
func tableAgain(content []byte, m *Mapping, report Report) (*table, error) {
	switch report.Format {
	case FormatCSV:
		return textAgain(content, m, report)
	case FormatXLSX:
		r := newReader(FormatXLSX, m, Env{})
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
	switch {
	case line == r.Header:
		t.header = cells
	case line > r.Header:
		t.rows = append(t.rows, tableRow{line: line, cells: cells})
	}
}
