package ingest

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// written is how a table of text is written.
type written struct {
	dialect
	crlf bool // lines end in both signs
}

// dialectAgain is how the sender wrote a file. What was no text is written as
// spreadsheets read it everywhere.
func dialectAgain(content []byte, report Report) written {
	w := written{dialect: dialect{delimiter: ',', quoted: report.Quote != "none"}}
	if report.Delimiter != "" {
		w.delimiter = []rune(report.Delimiter)[0]
	}
	first, _, _ := strings.Cut(string(content[:min(len(content), MaxCell)]), "\n")
	w.crlf = strings.HasSuffix(strings.TrimSuffix(first, "\x00"), "\r")
	return w
}

// writeText writes lines as text.
func writeText(out io.Writer, lines [][]string, how written) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	for _, line := range lines {
		for i := range line {
			line[i] = Guard(shownSafely(line[i]))
		}
	}
	if !how.quoted {
		return writePlain(out, lines, how)
	}
	w := csv.NewWriter(out)
	w.Comma, w.UseCRLF = how.delimiter, how.crlf
	return w.WriteAll(lines)
}

// writePlain writes lines in which a quotation mark is a letter like any other. Only
// reasons can have a delimiter in them: the rows were taken apart at each.
func writePlain(out io.Writer, lines [][]string, how written) error {
	end := "\n"
	if how.crlf {
		end = "\r\n"
	}
	flat := strings.NewReplacer(string(how.delimiter), " ", "\n", " ", "\r", " ")
	for _, line := range lines {
		for i := range line {
			line[i] = flat.Replace(line[i])
		}
		if _, err := io.WriteString(out, strings.Join(line, string(how.delimiter))+end); err != nil {
			return err
		}
	}
	return nil
}

// writeSheet writes lines as the one sheet of a workbook. Its cells are text, which
// is never run.
func writeSheet(out io.Writer, name string, lines [][]string) error {
	b := excelize.NewFile()
	defer func() { _ = b.Close() }() // it was in memory alone
	if err := b.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	text, err := b.NewStyle(&excelize.Style{NumFmt: 49}) // "@": text
	if err != nil {
		return err
	}
	sheet, err := b.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for n, line := range lines {
		cells := make([]any, len(line))
		for i, cell := range line {
			cells[i] = excelize.Cell{StyleID: text, Value: shownSafely(cell)}
		}
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err == nil {
			err = sheet.SetRow(at, cells)
		}
		if err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	return b.Write(out)
}

// shownSafely puts a sign that means nothing in the place of those that act on a
// terminal or turn text around: a row is rejected for them.
func shownSafely(cell string) string {
	if !dangerous(cell) {
		return cell
	}
	return strings.Map(func(r rune) rune {
		if dangerous(string(r)) {
			return '\ufffd'
		}
		return r
	}, cell)
}
