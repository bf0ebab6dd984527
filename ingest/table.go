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

// table is a file taken apart: its header and its rows, each with the line of
// the file where it begins.
type table struct {
	header []string // trimmed
	line   int      // of the header
	rows   []tableRow

	above []tableRow // read while no header was found yet
	dates []int      // by column: cells that a workbook keeps as dates
}

type tableRow struct {
	line  int
	cells []string // trimmed; as many as the header has
}

// readTable takes text apart. Rows that are damaged are issues, and counted as
// rejected; a header that is damaged refuses the file.
func (c *collector) readTable(text string, d dialect) (*table, error) {
	skipped := 0
	if line, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(line, "sep=") {
		text, skipped = rest, 1 // written by spreadsheets, for spreadsheets
	}
	t := &table{}
	var err error
	if d.quoted {
		err = c.readQuoted(t, text, d.delimiter, skipped)
	} else {
		err = c.readPlain(t, text, d.delimiter, skipped)
	}
	if err != nil {
		return nil, err
	}
	return t, c.endTable(t)
}

// readQuoted reads rows in which quotation marks enclose cells.
func (c *collector) readQuoted(t *table, text string, delimiter rune, skipped int) error {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma = delimiter
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			if err := c.damagedRow(bad, skipped, in, text); err != nil {
				return err
			}
			continue
		}
		line, _ := in.FieldPos(0)
		if err := c.takeCells(t, line+skipped, cells); err != nil {
			return err
		}
	}
}

// readPlain reads rows in which a quotation mark is a letter like any other.
func (c *collector) readPlain(t *table, text string, delimiter rune, skipped int) error {
	line := skipped
	for row := range strings.SplitSeq(text, "\n") {
		line++
		if err := c.takeCells(t, line, strings.Split(row, string(delimiter))); err != nil {
			return err
		}
	}
	return nil
}

// endTable ends the reading of rows: a file in which no row looks like a header
// has it in its first one.
func (c *collector) endTable(t *table) error {
	if t.header == nil && len(t.above) > 0 {
		if err := c.firstIsHeader(t); err != nil {
			return err
		}
	}
	if t.header == nil {
		return problem("empty_file", bilingual.Text{En: "the file has no header line", Fr: "le fichier n’a pas de ligne d’en-tête"},
			bilingual.Text{En: "The first line must name the columns.", Fr: "La première ligne doit nommer les colonnes."}, "")
	}
	c.Header = t.line
	return nil
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

// takeCells takes the cells of a row of text.
func (c *collector) takeCells(t *table, line int, cells []string) error {
	row := tableRow{line: line, cells: make([]string, len(cells))}
	for i, cell := range cells {
		if len(cell) > MaxCell {
			return cellTooLarge(line)
		}
		cell, marked := unguard(strings.TrimSpace(cell))
		if marked && t.header != nil && i < len(t.header) {
			c.add(Issue{
				Line: line, Column: t.header[i], Code: "text_mark", Severity: Fix,
				Expected:   bilingual.Text{En: "the text alone", Fr: "le texte seul"},
				Suggestion: bilingual.Text{En: "the apostrophe by which spreadsheets tell text was taken away", Fr: "l’apostrophe par laquelle les tableurs reconnaissent du texte a été retirée"},
			})
		}
		row.cells[i] = cell
	}
	return c.takeRow(t, row)
}

func cellTooLarge(line int) error {
	return problem("cell_too_large",
		bilingual.Textf("a cell in line %d is longer than %d KiB", "une cellule de la ligne %d dépasse %d Kio", line, MaxCell>>10),
		bilingual.Text{En: "Look for a missing quotation mark before it.", Fr: "Cherchez un guillemet manquant avant elle."}, "")
}

// takeRow takes a row of trimmed cells: as the header, or below it.
func (c *collector) takeRow(t *table, row tableRow) error {
	if !slices.ContainsFunc(row.cells, func(s string) bool { return s != "" }) {
		return nil // spreadsheets end in rows of commas
	}
	if t.header == nil {
		return c.seekHeader(t, row)
	}
	return c.takeBody(t, row)
}

// mostAbove is how many rows may stand above the header: a title, a date, a
// remark.
const mostAbove = 20

// leastKnown is how many headings of a row must be known to make it the header.
const leastKnown = 2

// seekHeader finds the header: the first row with headings that are known. A
// title may stand above it, and is said to have been passed over.
func (c *collector) seekHeader(t *table, row tableRow) error {
	known := 0
	for _, cell := range row.cells {
		if c.known != nil && c.known(foldHeading(cell)) {
			known++
		}
	}
	if known < leastKnown && c.known != nil {
		t.above = append(t.above, row)
		if len(t.above) > mostAbove {
			return c.firstIsHeader(t)
		}
		return nil
	}
	for _, over := range t.above {
		c.add(Issue{
			Line: over.line, Code: "above_header", Severity: Note, Read: clipped(strings.Join(slices.DeleteFunc(over.cells, func(s string) bool { return s == "" }), " ")),
			Expected:   bilingual.Text{En: "the header in the first line", Fr: "l’en-tête à la première ligne"},
			Suggestion: bilingual.Textf("the header was found in line %d; what stands above it was passed over", "l’en-tête a été trouvé à la ligne %d; ce qui le précède a été laissé de côté", row.line),
		})
	}
	t.above = nil
	return t.takeHeader(row)
}

// clipped shortens what a report repeats.
func clipped(s string) string {
	const most = 80
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// firstIsHeader takes the first row for the header, and all others for rows.
func (c *collector) firstIsHeader(t *table) error {
	rows := t.above
	t.above = nil
	if err := t.takeHeader(rows[0]); err != nil {
		return err
	}
	for _, row := range rows[1:] {
		if err := c.takeBody(t, row); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) takeBody(t *table, row tableRow) error {
	c.Rows++
	if c.Rows > MaxRows {
		return problem("too_many_rows", bilingual.Textf("the file has more than %d rows", "le fichier compte plus de %d lignes", MaxRows),
			bilingual.Text{En: "Cut it into several files.", Fr: "Découpez-le en plusieurs fichiers."}, "")
	}
	if c.whole {
		t.rows = append(t.rows, row)
		return nil
	}
	if len(row.cells) != len(t.header) {
		c.reject(Issue{
			Line: row.line, Code: "ragged_row",
			Expected:   bilingual.Textf("%d cells; there are %d", "%d cellules; il y en a %d", len(t.header), len(row.cells)),
			Suggestion: bilingual.Text{En: "put quotation marks around cells that contain the delimiter", Fr: "mettez entre guillemets les cellules qui contiennent le séparateur"},
		})
		return nil
	}
	c.tidy(t, row)
	if at := slices.IndexFunc(row.cells, dangerous); at >= 0 {
		c.reject(Issue{
			Line: row.line, Column: t.header[at], Code: "control_character",
			Expected:   bilingual.Text{En: "text without control or direction characters", Fr: "du texte sans caractères de commande ni de direction"},
			Suggestion: bilingual.Text{En: "type the cell again", Fr: "retapez la cellule"},
		})
		return nil
	}
	t.rows = append(t.rows, row)
	return nil
}

// tidy takes characters away that nobody sees: marks of byte order and joints of
// no width, which come along when text is pasted together.
func (c *collector) tidy(t *table, row tableRow) {
	for i, cell := range row.cells {
		if !strings.ContainsAny(cell, invisible) {
			continue
		}
		row.cells[i] = strings.TrimSpace(strings.Map(func(r rune) rune {
			if strings.ContainsRune(invisible, r) {
				return -1
			}
			return r
		}, cell))
		c.add(Issue{
			Line: row.line, Column: t.header[i], Code: "invisible_characters", Severity: Fix,
			Expected:   bilingual.Text{En: "characters that can be seen", Fr: "des caractères visibles"},
			Suggestion: bilingual.Text{En: "characters without width were taken away", Fr: "des caractères sans largeur ont été retirés"},
		})
	}
}

const invisible = "\ufeff\u200b\u2060"

// dangerous finds characters that act on terminals or turn text around.
func dangerous(cell string) bool {
	return strings.ContainsFunc(cell, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
	})
}

func (t *table) takeHeader(row tableRow) error {
	if len(row.cells) > MaxColumns {
		return tooManyColumns()
	}
	seen := map[string]bool{}
	for _, heading := range row.cells {
		folded := foldHeading(heading)
		if folded != "" && seen[folded] || dangerous(heading) || !utf8.ValidString(heading) {
			return problem("header_twice", bilingual.Text{En: "two columns have the same heading, or one that cannot be read", Fr: "deux colonnes portent le même titre, ou un titre illisible"},
				bilingual.Text{En: "Give every column its own heading.", Fr: "Donnez à chaque colonne son propre titre."}, heading)
		}
		seen[folded] = true
	}
	t.header, t.line = row.cells, row.line
	return nil
}

func tooManyColumns() error {
	return problem("too_many_columns", bilingual.Textf("the file has more than %d columns", "le fichier compte plus de %d colonnes", MaxColumns),
		bilingual.Text{En: "Keep the columns that are to be imported.", Fr: "Gardez les colonnes à importer."}, "")
}

// column finds a heading, compared without case, accents and punctuation, or
// gives -1.
func (t *table) column(heading string) int {
	folded := foldHeading(heading)
	return slices.IndexFunc(t.header, func(h string) bool { return foldHeading(h) == folded })
}

func foldHeading(s string) string { return bilingual.Fold(s) }
