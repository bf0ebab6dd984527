package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relais-directory/relais/data/bilingual"
)

// table is a CSV file taken apart: its header and its rows, each with the line
// of the file where it begins.
type table struct {
	header []string // trimmed
	rows   []tableRow
}

type tableRow struct {
	line  int
	cells []string // trimmed; as many as the header has
}

// readTable takes text apart. Rows that are damaged are issues, and counted as
// rejected; a header that is damaged refuses the file.
func (c *collector) readTable(text string, delimiter rune) (*table, error) {
	skipped := 0
	if line, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(line, "sep=") {
		text, skipped = rest, 1 // written by spreadsheets, for spreadsheets
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = delimiter
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	t := &table{}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			if err := c.damagedRow(bad, skipped, in, text); err != nil {
				return nil, err
			}
			continue
		}
		line, _ := in.FieldPos(0)
		if err := c.takeRow(t, line+skipped, cells); err != nil {
			return nil, err
		}
	}
	if t.header == nil {
		return nil, problem("empty_file", bilingual.Text{En: "the file has no header line", Fr: "le fichier n’a pas de ligne d’en-tête"},
			bilingual.Text{En: "The first line must name the columns.", Fr: "La première ligne doit nommer les colonnes."}, "")
	}
	return t, nil
}

// damagedRow reports a row whose quotation marks do not fit. One that is never
// closed swallows all that follows, and refuses the file.
func (c *collector) damagedRow(bad *csv.ParseError, skipped int, in *csv.Reader, text string) error {
	if errors.Is(bad.Err, csv.ErrQuote) && bad.Line > bad.StartLine && int(in.InputOffset()) >= len(text) {
		return problem("quote_not_closed",
			bilingual.Textf("a quotation mark opened in the row of line %d is never closed", "un guillemet ouvert dans la rangée de la ligne %d n’est jamais fermé", bad.StartLine+skipped),
			bilingual.Text{En: "Close it, or save the file again from the spreadsheet program.", Fr: "Fermez-le, ou enregistrez de nouveau le fichier depuis le tableur."}, "")
	}
	c.Rows++
	c.reject(Issue{
		Line: bad.StartLine + skipped, Code: "quotes",
		Expected:   bilingual.Text{En: "quotation marks around the whole cell, doubled inside it", Fr: "des guillemets autour de toute la cellule, doublés à l’intérieur"},
		Suggestion: bilingual.Text{En: "save the file again from the spreadsheet program", Fr: "enregistrez de nouveau le fichier depuis le tableur"},
	})
	return nil
}

func (c *collector) reject(i Issue) {
	i.Severity = Stop
	c.Rejected++
	c.add(i)
}

func (c *collector) takeRow(t *table, line int, cells []string) error {
	row := tableRow{line: line, cells: make([]string, len(cells))}
	for i, cell := range cells {
		if len(cell) > MaxCell {
			return problem("cell_too_large",
				bilingual.Textf("a cell in line %d is longer than %d KiB", "une cellule de la ligne %d dépasse %d Kio", line, MaxCell>>10),
				bilingual.Text{En: "Look for a missing quotation mark before it.", Fr: "Cherchez un guillemet manquant avant elle."}, "")
		}
		row.cells[i] = strings.TrimSpace(cell)
	}
	switch {
	case t.header == nil:
		return t.takeHeader(row)
	case !slices.ContainsFunc(row.cells, func(s string) bool { return s != "" }):
		return nil // spreadsheets end in rows of commas
	}
	c.Rows++
	if c.Rows > MaxRows {
		return problem("too_many_rows", bilingual.Textf("the file has more than %d rows", "le fichier compte plus de %d lignes", MaxRows),
			bilingual.Text{En: "Cut it into several files.", Fr: "Découpez-le en plusieurs fichiers."}, "")
	}
	if len(row.cells) != len(t.header) {
		c.reject(Issue{
			Line: line, Code: "ragged_row",
			Expected:   bilingual.Textf("%d cells; there are %d", "%d cellules; il y en a %d", len(t.header), len(row.cells)),
			Suggestion: bilingual.Text{En: "put quotation marks around cells that contain the delimiter", Fr: "mettez entre guillemets les cellules qui contiennent le séparateur"},
		})
		return nil
	}
	if at := slices.IndexFunc(row.cells, dangerous); at >= 0 {
		c.reject(Issue{
			Line: line, Column: t.header[at], Code: "control_character",
			Expected:   bilingual.Text{En: "text without control or direction characters", Fr: "du texte sans caractères de commande ni de direction"},
			Suggestion: bilingual.Text{En: "type the cell again", Fr: "retapez la cellule"},
		})
		return nil
	}
	t.rows = append(t.rows, row)
	return nil
}

// dangerous finds characters that act on terminals or turn text around.
func dangerous(cell string) bool {
	return strings.ContainsFunc(cell, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
	})
}

func (t *table) takeHeader(row tableRow) error {
	seen := map[string]bool{}
	for _, heading := range row.cells {
		folded := foldHeading(heading)
		if folded != "" && seen[folded] || dangerous(heading) || !utf8.ValidString(heading) {
			return problem("header_twice", bilingual.Text{En: "two columns have the same heading, or one that cannot be read", Fr: "deux colonnes portent le même titre, ou un titre illisible"},
				bilingual.Text{En: "Give every column its own heading.", Fr: "Donnez à chaque colonne son propre titre."}, heading)
		}
		seen[folded] = true
	}
	if len(row.cells) > MaxColumns {
		return problem("too_many_columns", bilingual.Textf("the file has more than %d columns", "le fichier compte plus de %d colonnes", MaxColumns),
			bilingual.Text{En: "Keep the columns that are to be imported.", Fr: "Gardez les colonnes à importer."}, "")
	}
	t.header = row.cells
	return nil
}

// column finds a heading, compared without case, accents and punctuation, or
// gives -1.
func (t *table) column(heading string) int {
	folded := foldHeading(heading)
	return slices.IndexFunc(t.header, func(h string) bool { return foldHeading(h) == folded })
}

func foldHeading(s string) string { return bilingual.Fold(s) }
