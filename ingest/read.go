package ingest

import (
	"fmt"
	"io"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// ReadCSV reads a CSV file into records, in the order of its rows; where rows
// belong together, in that of their keys. m nil expects the headings of
// Template, or such as can be guessed.
//
// A file that cannot be understood as a whole is an error, a Problem. A row that
// cannot is rejected and stands in the Report; all others are read. A row that
// the directory has already, found by its source and key, becomes that record
// with the fields changed that the file speaks of; an empty cell changes
// nothing.
func ReadCSV(in io.Reader, m *Mapping, env Env) ([]*record.Record, Report, error) {
	r := newReader(FormatCSV, m, env)
	records, err := r.csv(in)
	r.finish()
	return records, r.Report, err
}

// reader reads one file.
type reader struct {
	collector
	env    Env
	m      *Mapping
	speaks map[string]bool // fields that the file speaks of
	build  *builder
	lines  map[string]int // key to the line that has it
	alike  map[string]int // name and postal code to the first line that has them

	pending   map[int][]Issue // by line: found before the row itself was read
	headings  []string        // of a workbook, by column
	byListing map[data.ID]*record.Record
	strangers int // the number of the issue about ids that are not here
}

func newReader(format string, m *Mapping, env Env) *reader {
	r := &reader{env: env, m: m, lines: map[string]int{}, alike: map[string]int{}, pending: map[int][]Issue{}}
	r.Format = format
	r.known = headingsOf(m)
	return r
}

func (r *reader) csv(in io.Reader) ([]*record.Record, error) {
	t, err := r.open(in)
	if err != nil {
		return nil, err
	}
	return r.table(t)
}

// table reads the rows of a table into records.
func (r *reader) table(t *table) ([]*record.Record, error) {
	if r.m == nil {
		var err error
		if r.m, err = r.guess(t); err != nil {
			return nil, err
		}
	}
	b, err := bind(r.m, t)
	if err != nil {
		return nil, err
	}
	if r.Source = orElse(r.env.Source, r.m.Source); r.Source == "" {
		return nil, noSource()
	}
	r.speaks = map[string]bool{"confidential": r.m.speaksOf("confidential"), "visibility": r.m.speaksOf("visibility")}
	r.passedOver(b)
	r.doubtDates(b)
	r.emptyErrors(t, b.used())
	r.repairTable(t, b.used())
	r.build = newBuilder(r)
	for i, w := range b.rows() {
		r.env.progress(Rows, i, len(t.rows))
		r.recognize(w)
		r.decide(w)
		r.settle(w, b)
		if err := r.row(w); err != nil {
			return nil, err
		}
	}
	return r.build.records(), nil
}

// open finds out encoding and dialect, says so, and takes the file apart.
func (r *reader) open(in io.Reader) (*table, error) {
	raw, err := readAll(in, MaxBytes)
	if err != nil {
		return nil, err
	}
	told, delimiter := "", rune(0)
	if r.m != nil {
		told = r.m.Encoding
		for _, sep := range r.m.Delimiter {
			delimiter = sep
		}
	}
	d, err := decode(raw, told)
	if err != nil {
		return nil, err
	}
	r.Encoding = d.encoding
	for _, odd := range d.odd {
		r.add(Issue{
			Line: odd.line, Code: "odd_byte", Severity: Fix, Read: fmt.Sprintf("0x%02X", odd.read),
			Expected:   bilingual.Text{En: "UTF-8, as in the rest of the file", Fr: "de l’UTF-8, comme le reste du fichier"},
			Suggestion: bilingual.Same(string(odd.as)),
		})
	}
	how := dialectOf(d.text, delimiter)
	r.Delimiter, r.Quote = string(how.delimiter), how.quote()
	return r.readTable(d.text, how)
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func noSource() error {
	return problem("source_missing",
		bilingual.Text{En: "nobody said where this file comes from", Fr: "personne n’a dit d’où vient ce fichier"},
		bilingual.Text{En: "Name its source with --source or in the mapping: with a row’s key it finds the row again next time.",
			Fr: "Nommez sa source avec --source ou dans la table de correspondance : avec la clé, elle retrouve la ligne la prochaine fois."}, "")
}

// passedOver names the columns that a file without a mapping has in vain.
func (r *reader) passedOver(b *binding) {
	if !r.m.optional {
		return
	}
	used := b.used()
	for i, heading := range b.t.header {
		if heading != "" && !slices.Contains(used, i) && !ofErrors(heading) {
			r.add(Issue{
				Line: b.t.line, Column: heading, Code: "column_unknown", Severity: Note,
				Expected:   bilingual.Text{En: "a heading of the template", Fr: "un titre du modèle"},
				Suggestion: bilingual.Text{En: "the column was passed over; say what it holds in a mapping", Fr: "la colonne a été laissée de côté; dites ce qu’elle contient dans une table de correspondance"},
			})
		}
	}
}

// emptyErrors empties cells in which a spreadsheet has left an error: none of
// them is a name or a number.
func (r *reader) emptyErrors(t *table, used []int) {
	for _, row := range t.rows {
		for _, at := range used {
			if !slices.Contains(sheetErrors(), row.cells[at]) {
				continue
			}
			r.add(Issue{
				Line: row.line, Column: t.header[at], Code: "cell_error", Severity: Note, Read: row.cells[at],
				Expected:   bilingual.Text{En: "a value", Fr: "une valeur"},
				Suggestion: bilingual.Text{En: "an error of a spreadsheet; the cell counts as empty", Fr: "une erreur de tableur; la cellule compte comme vide"},
			})
			row.cells[at] = ""
		}
	}
}

// sheetErrors are the errors that spreadsheets write, as they save them.
func sheetErrors() []string {
	return []string{"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#NOM?", "#VALEUR!", "#NUL!", "#NOMBRE!"}
}

// row checks one row and adds it to its record.
func (r *reader) row(w *row) error {
	if !r.checkKey(w) {
		return nil
	}
	place := r.place(w)
	if w.known == nil {
		r.checkName(w)
	}
	if w.rejected {
		return nil
	}
	code := place.address.PostalCode
	if err := r.build.take(w, place); err != nil || w.rejected {
		return err
	}
	if !w.adds() {
		r.noteAlike(w, code)
	}
	return nil
}

// checkKey refuses a row without a key, and a second one with the same.
func (r *reader) checkKey(w *row) bool {
	key, field := w.key, "key"
	if w.known != nil {
		key, field = string(w.at), "listing_id"
	}
	if key == "" {
		r.stop(w, "key", "key_missing",
			bilingual.Text{En: "a key that names the row", Fr: "une clé qui désigne la ligne"},
			bilingual.Text{En: "without one, the row could not be found again", Fr: "sans elle, la ligne ne pourrait être retrouvée"})
		return false
	}
	if first, ok := r.lines[key]; ok {
		r.stop(w, field, "key_twice",
			bilingual.Textf("a key of its own: line %d has this one", "une clé qui lui soit propre : la ligne %d a celle-ci", first),
			bilingual.Text{En: "remove one of the two, or give it another key", Fr: "retirez l’une des deux, ou donnez-lui une autre clé"})
		return false
	}
	r.lines[key] = w.line
	return true
}

func (r *reader) checkName(w *row) {
	if w.text("organization_name", bilingual.En).IsZero() {
		r.stop(w, "organization_name", "name_missing",
			bilingual.Text{En: "a name", Fr: "un nom"},
			bilingual.Text{En: "give the organization a name", Fr: "donnez un nom à l’organisme"})
	}
}

// noteAlike notes rows that look like one place. Both are kept: whether they
// are one is for a person to say.
func (r *reader) noteAlike(w *row, code string) {
	if code == "" {
		return
	}
	name := w.text("organization_name", bilingual.En)
	service := w.text("service_name", bilingual.En)
	look := bilingual.Fold(name.In(bilingual.En)) + "/" + bilingual.Fold(service.In(bilingual.En)) + "/" + code
	if first, ok := r.alike[look]; ok {
		r.add(Issue{
			Line: w.line, Column: w.headings["organization_name"], Code: "same_place", Severity: Note,
			Read:       r.shown(w, "organization_name"),
			Expected:   bilingual.Text{En: "one row for one place", Fr: "une ligne par lieu"},
			Suggestion: bilingual.Textf("line %d has the same name and postal code; both are kept, unless somebody decides that they are one", "la ligne %d a le même nom et le même code postal; les deux sont gardées, sauf si quelqu’un décide qu’elles n’en font qu’une", first),
		})
		return
	}
	r.alike[look] = w.line
}

// stop rejects the row; a row may be stopped for several reasons and is counted
// once.
func (r *reader) stop(w *row, field, code string, expected, suggestion bilingual.Text) {
	if !w.rejected {
		w.rejected = true
		r.Rejected++
	}
	r.issue(w, field, code, Stop, expected, suggestion)
}

func (r *reader) note(w *row, field, code string, expected, suggestion bilingual.Text) {
	r.issue(w, field, code, Note, expected, suggestion)
}

func (r *reader) fix(w *row, field, code string, expected, suggestion bilingual.Text) {
	r.issue(w, field, code, Fix, expected, suggestion)
}

func (r *reader) issue(w *row, field, code string, severity Severity, expected, suggestion bilingual.Text) {
	read := r.shown(w, field)
	if read == withheld {
		suggestion = hideSuggestion(severity, suggestion)
	}
	r.add(Issue{Line: w.line, Column: w.headings[field], Code: code, Severity: severity, Read: read, Expected: expected, Suggestion: suggestion})
}

// withheld stands for a value that reports must not carry.
const withheld = "[sealed]"

// shown is the value of a field as a report may carry it: reports are printed
// and kept, and those of a confidential row must not tell where it is.
func (r *reader) shown(w *row, field string) string {
	value := w.get(field)
	if field == "key" {
		value = w.key
	}
	if value != "" && w.confidential == data.Yes && slices.Contains(sealedFields(), field) {
		return withheld
	}
	return value
}
