package ingest

import (
	"bufio"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// workbookPart is the part of an archive that makes it a workbook.
const workbookPart = "xl/workbook.xml"

// readWorkbook reads the first visible sheet of an XLSX workbook as a table. The
// parts are read as they come, without a tree of them in memory; formulas are
// never computed, links never followed and macros never looked at.
func readWorkbook(a *archive, m *Mapping, env Env) ([]*record.Record, Report, error) {
	r := newReader(FormatXLSX, m, env)
	records, err := r.workbook(a)
	r.addCells()
	r.finish()
	return records, r.Report, err
}

func (r *reader) workbook(a *archive) ([]*record.Record, error) {
	t, err := r.firstSheet(a)
	if err != nil {
		return nil, err
	}
	return r.table(t)
}

// firstSheet takes the first sheet that can be seen apart.
func (r *reader) firstSheet(a *archive) (*table, error) {
	r.Format, r.Encoding = FormatXLSX, "utf-8"
	b, err := openWorkbook(a)
	if err != nil {
		return nil, err
	}
	r.passedOverParts(a, b)
	r.Sheet = b.sheet.name
	t, err := r.readSheet(a, b)
	if err == nil {
		r.headings = t.header
	}
	return t, err
}

// anyTable takes a file apart that is a workbook, or else text.
func (r *reader) anyTable(in io.Reader) (*table, error) {
	buffered := bufio.NewReader(in)
	if formatOf(buffered) != FormatXLSX {
		return r.open(buffered)
	}
	raw, err := readAll(buffered, MaxArchiveBytes)
	if err != nil {
		return nil, err
	}
	a, err := openArchive(raw)
	if err != nil {
		return nil, err
	}
	return r.firstSheet(a)
}

// workbook is what must be known of a workbook before a sheet is read.
type workbook struct {
	sheet   sheetPart
	others  []string // visible sheets that are not read
	hidden  []string // hidden ones
	shared  []string // the strings that cells refer to
	formats []cellFormat
	from    epoch
}

type sheetPart struct{ name, state, rel string }

func openWorkbook(a *archive) (*workbook, error) {
	b := &workbook{from: epoch1900}
	sheets, err := b.sheets(a)
	if err != nil {
		return nil, err
	}
	targets, err := relations(a, "xl/_rels/workbook.xml.rels")
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		switch seen := s.state == "" || s.state == "visible"; {
		case seen && b.sheet.name == "":
			b.sheet = s
		case seen && s.name != notesSheet:
			b.others = append(b.others, s.name)
		case !seen && s.name != listsSheet:
			b.hidden = append(b.hidden, s.name)
		}
	}
	b.sheet.rel = targets[b.sheet.rel]
	if b.sheet.rel == "" {
		return nil, workbookDamaged()
	}
	if b.shared, err = sharedStrings(a); err != nil {
		return nil, err
	}
	b.formats, err = cellFormats(a)
	return b, err
}

func (b *workbook) sheets(a *archive) ([]sheetPart, error) {
	var sheets []sheetPart
	err := elements(a, workbookPart, func(e xml.StartElement) {
		switch e.Name.Local {
		case "sheet":
			sheets = append(sheets, sheetPart{name: attr(e, "name"), state: attr(e, "state"), rel: attr(e, "id")})
		case "workbookPr":
			if on, _ := strconv.ParseBool(attr(e, "date1904")); on {
				b.from = epoch1904
			}
		}
	})
	return sheets, err
}

// relations gives the parts that ids stand for. What lies outside the archive is
// not among them.
func relations(a *archive, part string) (map[string]string, error) {
	targets := map[string]string{}
	err := elements(a, part, func(e xml.StartElement) {
		if e.Name.Local != "Relationship" || strings.EqualFold(attr(e, "TargetMode"), "External") {
			return
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		targets[attr(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/")
	})
	return targets, err
}

// sharedStrings reads the words that cells refer to by number; a workbook may
// have none.
func sharedStrings(a *archive) ([]string, error) {
	const part = "xl/sharedStrings.xml"
	if !a.has(part) {
		return nil, nil
	}
	d, err := xmlPart(a, part)
	if err != nil {
		return nil, err
	}
	var all []string
	err = d.each(func(e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		words, err := d.richText()
		all = append(all, words)
		return err
	})
	return all, err
}

// elements calls see with every element of a part.
func elements(a *archive, part string, see func(xml.StartElement)) error {
	d, err := xmlPart(a, part)
	if err != nil {
		return err
	}
	return d.each(func(e xml.StartElement) error {
		see(e)
		return nil
	})
}

// xmlPart opens a part that a workbook must have.
func xmlPart(a *archive, part string) (*xmlReader, error) {
	in, err := a.named(part)
	if _, told := bilingual.AsProblem(err); err != nil && !told {
		return nil, workbookDamaged()
	}
	if err != nil {
		return nil, err
	}
	return newXMLReader(in, workbookDamaged()), nil
}

// passedOverParts says what a workbook has that is not read.
func (r *reader) passedOverParts(a *archive, b *workbook) {
	say := func(code, read string, expected, suggestion bilingual.Text) {
		r.add(Issue{Code: code, Severity: Note, Read: read, Expected: expected, Suggestion: suggestion})
	}
	if len(b.others) > 0 {
		say("sheets_passed_over", strings.Join(b.others, ", "),
			bilingual.Text{En: "one sheet", Fr: "une seule feuille"},
			bilingual.Textf("only “%s” was read; put the sheet that is meant first", "seule «\u00a0%s\u00a0» a été lue; placez en premier la feuille voulue", b.sheet.name))
	}
	if len(b.hidden) > 0 {
		say("hidden_sheets", strings.Join(b.hidden, ", "),
			bilingual.Text{En: "sheets that can be seen", Fr: "des feuilles visibles"},
			bilingual.Text{En: "hidden sheets were not read", Fr: "les feuilles masquées n’ont pas été lues"})
	}
	has := func(prefix string) bool {
		return slices.ContainsFunc(r.partsOf(a), func(name string) bool { return strings.HasPrefix(name, prefix) })
	}
	if has("xl/vbaproject.bin") {
		say("macros_passed_over", "", bilingual.Text{En: "a workbook without macros", Fr: "un classeur sans macros"},
			bilingual.Text{En: "the macros were not looked at", Fr: "les macros n’ont pas été regardées"})
	}
	if has("xl/externallinks/") {
		say("links_passed_over", "", bilingual.Text{En: "a workbook that links to no other", Fr: "un classeur sans lien vers un autre"},
			bilingual.Text{En: "nothing was fetched; cells keep their last value", Fr: "rien n’a été consulté; les cellules gardent leur dernière valeur"})
	}
}

func (r *reader) partsOf(a *archive) []string {
	names := make([]string, len(a.parts))
	for i, f := range a.parts {
		names[i] = strings.ToLower(f.Name)
	}
	return names
}

// addCells tells the cell of every issue that has a line and a column.
func (r *reader) addCells() {
	for i := range r.Issues {
		issue := &r.Issues[i]
		if at := slices.Index(r.headings, issue.Column); issue.Column != "" && at >= 0 && issue.Line > 0 {
			issue.Cell = columnName(at) + strconv.Itoa(issue.Line)
		}
	}
}

func workbookDamaged() error {
	return problem("workbook_damaged",
		bilingual.Text{En: "the workbook is damaged, or is not what a spreadsheet program writes", Fr: "le classeur est abîmé, ou n’est pas ce qu’écrit un tableur"},
		bilingual.Text{En: "Open it and save it again as .xlsx, or as CSV UTF-8.", Fr: "Ouvrez-le et enregistrez-le de nouveau en .xlsx ou en CSV UTF-8."}, "")
}
