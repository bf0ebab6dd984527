package data

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// maxTermFile bounds an operator's file: many times the built-in tables, and
// far below what would trouble the program.
const maxTermFile = 4 << 20

// termColumns are the columns that a table of terms may have, in any order. A
// built-in table has no "kind", its name says it; an operator's file must.
func termColumns() []string {
	return []string{
		"kind", "id", "parent", "name_en", "name_fr", "plain_en", "plain_fr",
		"synonyms_en", "synonyms_fr", "codes", "note_en", "note_fr",
		"autonym", "sign", "also", "gender", "min_age", "max_age", "excludes",
	}
}

// TermFault is one thing that is wrong in a table of terms. Lines count from 1.
// Column is the heading of the cell, or "" when the whole line is meant.
type TermFault struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Code    string `json:"code"` // stable, for programs: "parent_unknown"
	Message Text   `json:"message"`
	Read    string `json:"read,omitempty"` // the cell, for the operator's own terminal
}

// In gives the fault as one line in lang, with its place and what was read.
func (f TermFault) In(lang bilingual.Lang) string {
	place := fmt.Sprintf("%s:%d", f.File, f.Line)
	if f.Column != "" {
		place += " [" + f.Column + "]"
	}
	colon := ": "
	if lang == bilingual.Fr {
		colon = "\u00a0: "
	}
	said := place + colon + f.Message.In(lang)
	if f.Read != "" {
		said += colon + f.Read
	}
	return said
}

// TermFaults is everything that is wrong in the tables. It is in the chain of
// LoadTerms' error.
type TermFaults []TermFault

// Error gives every fault in English, one to a line.
func (fs TermFaults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.In(bilingual.En)
	}
	return strings.Join(lines, "\n")
}

func (fs TermFaults) problem() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid,
		Code: "terms_invalid",
		Message: bilingual.Textf("the tables of terms cannot be used as they are (corrections needed: %d)",
			"les tables de termes ne peuvent pas servir telles quelles (corrections à faire : %d)", len(fs)),
		Hint: Text{
			En: "Correct the lines named here and load the files again. Nothing was changed.",
			Fr: "Corrigez les lignes nommées ici et chargez de nouveau les fichiers. Rien n’a été modifié.",
		},
		Cause: fs,
	}
}

// termRow is one line of a table: its cells by column, trimmed.
type termRow struct {
	file  string
	line  int
	cells map[string]string
}

func (r termRow) fault(column, code, en, fr string) TermFault {
	return TermFault{
		File: r.file, Line: r.line, Column: column, Code: code,
		Message: Text{En: en, Fr: fr}, Read: r.cells[column],
	}
}

// list reads a cell of several values, separated by "|".
func (r termRow) list(column string) []string {
	var values []string
	for value := range strings.SplitSeq(r.cells[column], "|") {
		if value = strings.TrimSpace(value); value != "" {
			values = append(values, value)
		}
	}
	return values
}

func (r termRow) text(column string) Text {
	return Text{En: r.cells[column+"_en"], Fr: r.cells[column+"_fr"]}
}

// termTable is a table while it is being read.
type termTable struct {
	file   string
	header []string
	rows   []termRow
	faults TermFaults
}

// parseTermTable reads a table: UTF-8, one header line, cells separated by
// tabs. Empty lines and lines that begin with "#" are passed over. Every line
// that can be read comes back as a row, however many others cannot.
func parseTermTable(src TermSource) ([]termRow, TermFaults) {
	t := termTable{file: src.Name}
	whole := termRow{file: src.Name, line: 1}
	if len(src.Data) > maxTermFile {
		return nil, TermFaults{whole.fault("", "file_too_long", "the file is longer than 4 MiB", "le fichier dépasse 4 Mio")}
	}
	lines := bytes.Split(bytes.TrimPrefix(src.Data, []byte("\ufeff")), []byte("\n"))
	for i, line := range lines {
		t.read(i+1, bytes.TrimSuffix(line, []byte("\r")))
	}
	if t.header == nil && len(t.faults) == 0 {
		t.faults = TermFaults{whole.fault("", "no_header", "the file has no header line", "le fichier n’a pas de ligne d’en-tête")}
	}
	return t.rows, t.faults
}

func (t *termTable) read(number int, line []byte) {
	row := termRow{file: t.file, line: number}
	if len(bytes.TrimSpace(line)) == 0 || line[0] == '#' {
		return
	}
	if !readable(line) {
		t.faults = append(t.faults, row.fault("", "not_text",
			"the line is not UTF-8 text; save the file as UTF-8", "la ligne n’est pas du texte UTF-8; enregistrez le fichier en UTF-8"))
		return
	}
	cells := splitCells(string(line))
	switch {
	case t.header == nil:
		t.header = cells
		t.checkHeader(row)
	case len(cells) > len(t.header):
		t.faults = append(t.faults, row.fault("", "too_many_cells",
			"the line has more cells than the header", "la ligne a plus de cellules que l’en-tête"))
	default:
		row.cells = byColumn(t.header, cells)
		t.rows = append(t.rows, row)
	}
}

// readable refuses what is not UTF-8, and characters that would act on the
// terminal or the page that shows the term instead of being seen there.
func readable(line []byte) bool {
	return utf8.Valid(line) && !bytes.ContainsFunc(line, func(r rune) bool {
		return r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
	})
}

// splitCells parts a line at its tabs. Spreadsheets put quotation marks around
// some cells and double those inside: they are taken off again.
func splitCells(line string) []string {
	cells := strings.Split(line, "\t")
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if len(cell) >= 2 && cell[0] == '"' && cell[len(cell)-1] == '"' {
			cell = strings.TrimSpace(strings.ReplaceAll(cell[1:len(cell)-1], `""`, `"`))
		}
		cells[i] = cell
	}
	return cells
}

func (t *termTable) checkHeader(row termRow) {
	for i, column := range t.header {
		row.cells = map[string]string{column: column}
		switch {
		case !slices.Contains(termColumns(), column):
			t.faults = append(t.faults, row.fault(column, "column_unknown", "no such column", "cette colonne n’existe pas"))
		case slices.Contains(t.header[:i], column):
			t.faults = append(t.faults, row.fault(column, "column_twice", "the column is there twice", "la colonne y est deux fois"))
		}
	}
}

func byColumn(header, cells []string) map[string]string {
	row := make(map[string]string, len(cells))
	for i, cell := range cells {
		row[header[i]] = cell
	}
	return row
}
