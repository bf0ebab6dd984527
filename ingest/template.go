package ingest

import (
	"encoding/csv"
	"fmt"
	"io"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Template writes an empty file with the headings that Read understands without
// a mapping, in lang, as a spreadsheet opens it: UTF-8 with a byte order mark.
// Texts have a column for each language.
func Template(w io.Writer, lang bilingual.Lang) error {
	return writeCSV(w, columns(lang, true), func(func(map[string]string) error) error { return nil })
}

// WriteCSV writes listings in the shape of Template, a row for each. Read gives
// them back: in the directory that they came from, nothing changes. Cells are
// safe to open in a spreadsheet; see Guard.
func WriteCSV[A data.Audience](w io.Writer, listings []data.Listing[A], terms *data.Terms, lang bilingual.Lang) error {
	return writeCSV(w, columns(lang, data.ForStaff[A]()), func(yield func(map[string]string) error) error {
		for i := range listings {
			if err := yield(cellsOf(&listings[i], terms, lang)); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeCSV(w io.Writer, columns []column, rows func(yield func(map[string]string) error) error) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	out := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.heading
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	err := rows(func(cells map[string]string) error {
		for i, c := range columns {
			line[i] = Guard(cells[c.name])
		}
		return out.Write(line)
	})
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	out.Flush()
	return out.Error()
}
