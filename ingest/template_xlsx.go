package ingest

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// The sheets of a workbook of ours, beside the one with the rows.
const (
	notesSheet = "Notes" // says what the columns mean; the same word in both languages
	listsSheet = "Lists" // hidden: the words of the drop-down lists
)

// lastListed is the last row that has drop-down lists.
const lastListed = 10_000

// TemplateXLSX writes the template as a workbook: each heading with a note on
// what belongs below it, drop-down lists where there are words to choose from, and
// a sheet that explains all columns. Cells are text, so that no program turns
// what is typed into dates.
func TemplateXLSX(w io.Writer, terms *data.Terms, lang bilingual.Lang) error {
	return writeXLSX(w, terms, lang, columns(lang, true), nil)
}

// WriteXLSX writes listings as WriteCSV does, into a workbook like the
// template's. Its cells are text and never formulas.
func WriteXLSX[A data.Audience](w io.Writer, listings []data.Listing[A], terms *data.Terms, lang bilingual.Lang) error {
	rows := make([]map[string]string, len(listings))
	for i := range listings {
		rows[i] = cellsOf(&listings[i], terms, lang)
	}
	return writeXLSX(w, terms, lang, columns(lang, data.ForStaff[A]()), rows)
}

func writeXLSX(w io.Writer, terms *data.Terms, lang bilingual.Lang, columns []column, rows []map[string]string) error {
	b := &book{File: excelize.NewFile(), terms: terms, lang: lang, columns: columns}
	b.sheet = bilingual.Text{En: "Listings", Fr: "Fiches"}.In(lang)
	defer func() { _ = b.Close() }() // it was in memory alone
	for _, step := range []func() error{b.begin, b.header, b.lists, b.notes} {
		if err := step(); err != nil {
			return fmt.Errorf("write the workbook: %w", err)
		}
	}
	for i, row := range rows {
		if err := b.row(i+2, row); err != nil {
			return fmt.Errorf("write the workbook: %w", err)
		}
	}
	if err := b.Write(w); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// book is a workbook in the making.
type book struct {
	*excelize.File
	terms   *data.Terms
	lang    bilingual.Lang
	sheet   string
	columns []column
}

func (b *book) begin() error {
	if err := b.SetSheetName("Sheet1", b.sheet); err != nil {
		return err
	}
	if err := b.SetDocProps(&excelize.DocProperties{Creator: "Relais", LastModifiedBy: "Relais"}); err != nil {
		return err
	}
	text, err := b.NewStyle(&excelize.Style{NumFmt: 49}) // "@": text
	if err != nil {
		return err
	}
	last := columnName(len(b.columns) - 1)
	if err := b.SetColStyle(b.sheet, "A:"+last, text); err != nil {
		return err
	}
	return b.SetColWidth(b.sheet, "A", last, 22)
}

// header writes the headings, which stay in sight, each with its note.
func (b *book) header() error {
	bold, err := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49})
	if err != nil {
		return err
	}
	for i, c := range b.columns {
		cell := columnName(i) + "1"
		if err := b.SetCellStr(b.sheet, cell, c.heading); err != nil {
			return err
		}
		if err := b.AddComment(b.sheet, excelize.Comment{Cell: cell, Author: "Relais", Text: b.explain(c.field)}); err != nil {
			return err
		}
	}
	if err := b.SetCellStyle(b.sheet, "A1", columnName(len(b.columns)-1)+"1", bold); err != nil {
		return err
	}
	return b.SetPanes(b.sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// explain says what belongs into a column.
func (b *book) explain(f Field) string {
	said := f.Means.In(b.lang)
	if f.List {
		said += bilingual.Text{En: "; several are separated by ;", Fr: "; séparez-en plusieurs par ;"}.In(b.lang)
	}
	return said
}

// lists gives the columns with words to choose from their drop-down lists. Other
// words may be typed: several at once, or a term that somebody added since.
func (b *book) lists() error {
	if _, err := b.NewSheet(listsSheet); err != nil {
		return err
	}
	n := 0
	for i, c := range b.columns {
		words := b.choices(c.field)
		if len(words) == 0 {
			continue
		}
		column := columnName(n)
		n++
		if err := b.SetSheetCol(listsSheet, column+"1", &words); err != nil {
			return err
		}
		list := excelize.NewDataValidation(true)
		list.SetSqref(fmt.Sprintf("%s2:%s%d", columnName(i), columnName(i), lastListed))
		list.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", listsSheet, column, column, len(words)))
		list.ShowErrorMessage = false
		if err := b.AddDataValidation(b.sheet, list); err != nil {
			return err
		}
	}
	return b.SetSheetVisible(listsSheet, false)
}

// choices are the words that a column may hold, in the language of the workbook.
func (b *book) choices(f Field) []string {
	cells := cells{terms: b.terms, lang: b.lang}
	switch f.Name {
	case "kind":
		return b.named(data.TermProviderKind)
	case "needs":
		return b.named(data.TermNeed)
	case "populations", "made_for", "exclusive":
		return b.named(data.TermPopulation)
	case "languages", "interpreted":
		return b.named(data.TermLanguage)
	case "barriers":
		return b.named(data.TermBarrier)
	case "accessibility":
		return b.named(data.TermAccessibility)
	case "specialized", "interpretation", "remote", "always_open", "confidential":
		return []string{cells.answer(data.Yes), cells.answer(data.No)}
	case "genders":
		return []string{string(data.Woman), string(data.Man), string(data.NonBinary)}
	case "status":
		return []string{string(data.Active), string(data.Inactive), string(data.Defunct), string(data.TemporarilyClosed)}
	case "intake":
		return []string{string(data.IntakeAccepting), string(data.IntakeCrisisOnly), string(data.IntakeNotAccepting)}
	case "visibility":
		return []string{data.Internal.String(), data.Limited.String(), data.Open.String()}
	case "province", "home":
		var codes []string
		for _, p := range geo.Provinces() {
			codes = append(codes, string(p))
		}
		return codes
	}
	return nil
}

// named are the names of the terms of a kind, or their ids where the name would
// not be understood.
func (b *book) named(kind data.TermKind) []string {
	c := cells{terms: b.terms, lang: b.lang}
	var names []string
	for _, t := range b.terms.All(kind) {
		names = append(names, c.term(kind, t.ID))
	}
	return names
}

// notes writes the sheet that explains all columns.
func (b *book) notes() error {
	if _, err := b.NewSheet(notesSheet); err != nil {
		return err
	}
	if err := b.SetColWidth(notesSheet, "A", "C", 40); err != nil {
		return err
	}
	heading := []string{
		bilingual.Text{En: "column", Fr: "colonne"}.In(b.lang),
		bilingual.Text{En: "what belongs there", Fr: "ce qui y va"}.In(b.lang),
		bilingual.Text{En: "words to choose from", Fr: "mots à choisir"}.In(b.lang),
	}
	if err := b.SetSheetRow(notesSheet, "A1", &heading); err != nil {
		return err
	}
	for i, c := range b.columns {
		words := strings.Join(b.choices(c.field), "; ")
		row := []string{c.heading, b.explain(c.field), clipWords(words)}
		if err := b.SetSheetRow(notesSheet, fmt.Sprintf("A%d", i+2), &row); err != nil {
			return err
		}
	}
	return nil
}

// clipWords keeps a cell within what spreadsheets show: long lists are in the
// drop-down anyway.
func clipWords(words string) string {
	if len(words) > 2000 {
		return ""
	}
	return words
}

func (b *book) row(line int, cells map[string]string) error {
	for i, c := range b.columns {
		said := strings.TrimSpace(cells[c.name])
		if said == "" {
			continue
		}
		if err := b.SetCellStr(b.sheet, fmt.Sprintf("%s%d", columnName(i), line), said); err != nil {
			return err
		}
	}
	return nil
}
