package ingest

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// row is one row of a file as the mapping understands it: the value of each
// field, and the heading that it came from.
type row struct {
	line     int
	key      string // names the row in its source
	group    string // of the organization, or ""
	service  string // of the service, or ""
	location string // of the location, or ""
	values   map[string]string
	headings map[string]string

	confidential data.Tri
	visibility   data.Visibility
	exposed      bool // the file says something of visibility
	rejected     bool
	further      bool // another row of the file has spoken of its listing already

	known *record.Record // that the row names by the id of one of its listings
	at    data.ID        // that id
}

func (w *row) get(field string) string { return w.values[field] }

// adds reports whether the row speaks of something that is there: a listing that it
// names, or that of another row.
func (w *row) adds() bool { return w.known != nil || w.further }

// list gives the values of a field that holds several.
func (w *row) list(field string) []string { return splitList(w.values[field]) }

func splitList(s string) []string {
	var parts []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '|' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// text gives a text of both languages: what the file says in one, the other
// left empty.
func (w *row) text(field string, lang bilingual.Lang) data.Text {
	t := text(lang, w.values[field])
	if en := w.values[field+"_en"]; en != "" {
		t.En = en
	}
	if fr := w.values[field+"_fr"]; fr != "" {
		t.Fr = fr
	}
	return t
}

// binding is a mapping laid over the header of one file.
type binding struct {
	m       *Mapping
	t       *table
	columns map[string][]int // field to columns
	lists   map[string]bool  // fields that hold several values
	rules   []int            // rule to column
	key     []int
	group   [3]int // organization, service, location; -1 for none

	keyHeading string // of the columns of the key
}

// bind finds the columns of the mapping in the header. All that are missing are
// named, with the columns that are there.
func bind(m *Mapping, t *table) (*binding, error) {
	b := &binding{m: m, t: t, columns: map[string][]int{}, lists: map[string]bool{}}
	var missing []string
	find := func(heading string) int {
		at := t.column(heading)
		if at < 0 && !slices.Contains(missing, heading) {
			missing = append(missing, heading)
		}
		return at
	}
	for _, field := range slices.Sorted(maps.Keys(m.Columns)) {
		f, _ := fieldNamed(field)
		b.lists[field] = f.List
		for _, heading := range m.Columns[field] {
			b.columns[field] = append(b.columns[field], find(heading))
		}
	}
	for _, r := range m.Rules {
		b.rules = append(b.rules, find(r.Column))
	}
	for _, heading := range m.Key {
		b.key = append(b.key, find(heading))
	}
	for i, heading := range []string{m.Rows.Organization, m.Rows.Service, m.Rows.Location} {
		b.group[i] = -1
		if heading != "" {
			b.group[i] = find(heading)
		}
	}
	if len(missing) > 0 {
		return nil, missingColumns(missing, t.header)
	}
	var headings []string
	for _, at := range b.key {
		headings = append(headings, t.header[at])
	}
	b.keyHeading = strings.Join(headings, " + ")
	return b, nil
}

func missingColumns(missing, header []string) error {
	return problem("column_missing",
		bilingual.Textf("columns that the mapping names and the file lacks: %d", "colonnes que nomme la table de correspondance et que le fichier n’a pas : %d", len(missing)),
		bilingual.Text{
			En: "Correct the headings in the mapping or in the file. Without a mapping, use the headings of relais import template.",
			Fr: "Corrigez les titres dans la table de correspondance ou dans le fichier. Sans table, reprenez les titres de relais import template.",
		},
		"missing: "+strings.Join(missing, ", ")+"\nfound: "+strings.Join(header, ", "))
}

// standardHeadings gives the headings of a field and the field name of each.
func standardHeadings(f Field) map[string]string {
	headings := map[string]string{f.Name: f.Name, f.Heading.En: f.Name, f.Heading.Fr: f.Name}
	if f.Text {
		for _, lang := range []string{"en", "fr"} {
			for _, h := range []string{f.Name, f.Heading.En, f.Heading.Fr} {
				headings[h+" ("+lang+")"] = f.Name + "_" + lang
			}
		}
	}
	return headings
}

// used lists the columns that the mapping looks at, in order.
func (b *binding) used() []int {
	var all []int
	for _, columns := range b.columns {
		all = append(all, columns...)
	}
	all = slices.Concat(all, b.rules, b.key, b.group[:])
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(at int) bool { return at < 0 })
}

// rows understands all rows, each when its turn comes. Where several make one
// organization, they come in the order of their keys, so that the same file
// shuffled says the same.
func (b *binding) rows() iter.Seq2[int, *row] {
	if b.m.Rows.Organization != "" {
		slices.SortStableFunc(b.t.rows, func(x, y tableRow) int { return strings.Compare(b.keyOf(x, b.key), b.keyOf(y, b.key)) })
	}
	return func(yield func(int, *row) bool) {
		for i, from := range b.t.rows {
			w := b.read(from)
			b.t.rows[i].cells = nil // nobody looks at them again
			if !yield(i, w) {
				return
			}
		}
	}
}

// read understands one row. Constants come first, then the row's own cells,
// then the first rule that sets a field, then defaults.
func (b *binding) read(from tableRow) *row {
	w := &row{line: from.line, values: map[string]string{}, headings: map[string]string{}}
	for field, columns := range b.columns {
		w.values[field] = b.cell(field, from, columns)
		w.headings[field] = b.t.header[columns[0]]
	}
	for i, rule := range b.m.Rules {
		if cell := from.cells[b.rules[i]]; rule.holds(bilingual.Fold(cell)) {
			b.fill(w, rule.Set, b.t.header[b.rules[i]])
		}
	}
	b.fill(w, b.m.Defaults, "")
	maps.Copy(w.values, b.m.Constants)
	w.key = b.keyOf(from, b.key)
	w.headings["key"] = b.keyHeading
	w.group = b.groupOf(from, 0)
	w.service = b.groupOf(from, 1)
	w.location = b.groupOf(from, 2)
	return w
}

// fill sets the fields that are still empty.
func (b *binding) fill(w *row, set map[string]string, heading string) {
	for field, value := range set {
		if w.values[field] == "" {
			w.values[field] = value
			if heading != "" {
				w.headings[field] = heading
			}
		}
	}
}

// cell gives the value of a field: its columns joined by spaces, through the
// mapping's values.
func (b *binding) cell(field string, from tableRow, columns []int) string {
	var parts []string
	for _, at := range columns {
		if cell := from.cells[at]; cell != "" {
			parts = append(parts, cell)
		}
	}
	separator := " "
	if b.lists[field] {
		separator = ";"
	}
	cell := strings.Join(parts, separator)
	values := b.m.Values[field]
	if values == nil {
		return cell
	}
	if value, ok := values[bilingual.Fold(cell)]; ok {
		return value
	}
	if !b.lists[field] {
		return cell
	}
	parts = splitList(cell)
	for i, part := range parts {
		if value, ok := values[bilingual.Fold(part)]; ok {
			parts[i] = value
		}
	}
	return strings.Join(parts, separator)
}

// holds reports whether the rule speaks of a folded cell.
func (r Rule) holds(cell string) bool {
	if slices.Contains(r.Is, cell) {
		return true
	}
	return slices.ContainsFunc(r.Contains, func(words string) bool {
		return strings.Contains(" "+cell+" ", " "+words+" ")
	})
}

func (b *binding) keyOf(from tableRow, columns []int) string {
	parts := make([]string, len(columns))
	some := false
	for i, at := range columns {
		parts[i] = canonicalKey(from.cells[at])
		some = some || parts[i] != ""
	}
	if !some {
		return ""
	}
	return strings.Join(parts, "/")
}

func (b *binding) groupOf(from tableRow, i int) string {
	if b.group[i] < 0 {
		return ""
	}
	return bilingual.Fold(from.cells[b.group[i]])
}

// canonicalKey is the form in which keys are kept and compared: spellings that
// differ in case, width or spaces are one key.
func canonicalKey(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}
