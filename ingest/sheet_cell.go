package ingest

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// cell reads one cell: its text, or its last value.
func (s *sheet) cell(e xml.StartElement, column int) (string, error) {
	value, inline, formula, err := s.content()
	if err != nil {
		return "", err
	}
	if formula {
		s.note("formula", column)
		if value == "" {
			s.note("formula_empty", column)
		}
	}
	switch attr(e, "t") {
	case "s":
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(s.book.shared) {
			return "", workbookDamaged()
		}
		return strings.TrimSpace(s.book.shared[i]), nil
	case "inlineStr":
		return strings.TrimSpace(inline), nil
	case "str", "d":
		return strings.TrimSpace(value), nil
	case "e":
		s.note("cell_error", column)
		return "", nil
	case "b":
		return map[string]string{"1": "yes", "0": "no"}[value], nil
	}
	return s.numberCell(value, attr(e, "s"), column), nil
}

// content reads what is in a cell.
func (s *sheet) content() (value, inline string, formula bool, err error) {
	depth := len(s.open)
	for {
		token, err := s.Token()
		if err != nil {
			return "", "", false, s.fault
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				value, err = s.text()
			case "is":
				inline, err = s.richText()
			case "f":
				formula = true
			}
			if err != nil {
				return "", "", false, err
			}
		case xml.EndElement:
			if len(s.open) < depth {
				return value, inline, formula, nil
			}
		}
	}
}

// numberCell writes a number as it was meant: a date where its format says so,
// else plainly.
func (s *sheet) numberCell(value, style string, column int) string {
	value = strings.TrimSpace(value)
	n, err := strconv.ParseFloat(value, 64)
	if value == "" || err != nil {
		return value
	}
	format := plainFormat
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(s.book.formats) {
		format = s.book.formats[i]
	}
	if format != plainFormat {
		if said, ok := format.write(n, s.book.from); ok {
			s.note("date", column)
			return said
		}
	}
	return plainly(n)
}

// plainly writes a number without an exponent, and without the noise of binary
// fractions: spreadsheets count to 15 digits.
func plainly(n float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		short = n
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

func (s *sheet) note(code string, column int) {
	if len(s.odd) < MaxRows {
		s.odd = append(s.odd, oddCell{code, s.line, column})
	}
}

func (s *sheet) merge(ref string) {
	from, to, _ := strings.Cut(ref, ":")
	left, top, ok1 := cellAt(from)
	right, bottom, ok2 := cellAt(to)
	if ok1 && ok2 && len(s.merged) < MaxRows {
		s.merged = append(s.merged, area{left, top, right, bottom})
	}
}

// fillMerged gives every row of a merged area the value that stands in its first
// cell: whoever merges the name of an organization over three rows means all
// three.
func (s *sheet) fillMerged() {
	at := map[int]int{}
	for i, row := range s.t.rows {
		at[row.line] = i
	}
	for _, m := range s.merged {
		first, ok := at[m.top]
		if !ok || m.top == m.bottom || m.left >= len(s.t.header) || s.t.rows[first].cells[m.left] == "" {
			continue
		}
		value := s.t.rows[first].cells[m.left]
		for i := first + 1; i < len(s.t.rows) && s.t.rows[i].line <= m.bottom; i++ {
			s.t.rows[i].cells[m.left] = value
		}
		s.add(Issue{
			Line: m.top, Column: s.t.header[m.left], Code: "merged_cells", Severity: Note,
			Expected:   bilingual.Text{En: "a value in every row", Fr: "une valeur à chaque ligne"},
			Suggestion: bilingual.Textf("the value counts for lines %d to %d", "la valeur compte pour les lignes %d à %d", m.top, m.bottom),
		})
	}
}

// sayAll reports what was odd about cells: once for a column, at its first line,
// with a count.
func (s *sheet) sayAll() {
	type place struct {
		code   string
		column int
	}
	first := map[place]int{}
	s.t.dates = make([]int, len(s.t.header))
	for _, o := range s.odd {
		if o.line <= s.t.line || o.column >= len(s.t.header) {
			continue
		}
		if o.code == "date" {
			s.t.dates[o.column]++
			continue
		}
		key := place{o.code, o.column}
		if i, ok := first[key]; ok {
			s.Issues[i].Count = max(s.Issues[i].Count, 1) + 1
			continue
		}
		expected, suggestion := oddWords(o.code)
		first[key] = len(s.Issues)
		s.add(Issue{Line: o.line, Column: s.t.header[o.column], Code: o.code, Severity: Note, Expected: expected, Suggestion: suggestion})
	}
	if s.hidden > 0 {
		s.add(Issue{
			Code: "hidden_rows", Severity: Note, Count: s.hidden,
			Expected:   bilingual.Text{En: "rows that can be seen", Fr: "des lignes visibles"},
			Suggestion: bilingual.Text{En: "hidden rows were read like all others", Fr: "les lignes masquées ont été lues comme les autres"},
		})
	}
}

func oddWords(code string) (expected, suggestion bilingual.Text) {
	switch code {
	case "formula":
		return bilingual.Text{En: "a value", Fr: "une valeur"},
			bilingual.Text{En: "formulas are not computed: their last saved value was read", Fr: "les formules ne sont pas calculées : leur dernière valeur enregistrée a été lue"}
	case "formula_empty":
		return bilingual.Text{En: "a value", Fr: "une valeur"},
			bilingual.Text{En: "the formula has no saved value, and the cell counts as empty: save the workbook in a spreadsheet program", Fr: "la formule n’a pas de valeur enregistrée, et la cellule compte comme vide : enregistrez le classeur dans un tableur"}
	}
	return bilingual.Text{En: "a value", Fr: "une valeur"},
		bilingual.Text{En: "the cell holds an error, such as #REF!, and counts as empty", Fr: "la cellule contient une erreur, comme #REF!, et compte comme vide"}
}

// cellAt reads a reference such as "BC12": its column from 0, its line from 1.
func cellAt(ref string) (column, line int, ok bool) {
	letters := strings.TrimRight(ref, "0123456789")
	line, err := strconv.Atoi(ref[len(letters):])
	if err != nil || letters == "" || len(letters) > 3 || line < 1 || line > maxSheetRow {
		return 0, 0, false
	}
	for _, c := range []byte(letters) {
		if c < 'A' || c > 'Z' {
			return 0, 0, false
		}
		column = column*26 + int(c-'A') + 1
	}
	return column - 1, line, true
}

// columnName gives the letters of a column, which counts from 0.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
