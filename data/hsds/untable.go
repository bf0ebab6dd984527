package hsds

import (
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
)

// Unpack puts the tables of a data package together again: files by their names,
// "services.csv", each as text. Plain gives a cell as it was before a writer
// guarded it for spreadsheets. Tables and columns that have no place in our
// shapes are passed over, and named in Ignored.
//
// It is as strict as Decode: a row with too few or too many cells, a number that
// is none and control characters are each a SyntaxError with its File.
func Unpack(files map[string]string, plain func(string) string) (Document, error) {
	u := unpacker{tables: map[reflect.Type]*rows{}, plain: plain}
	for _, spec := range tableSpecs() {
		r, err := u.read(spec, files[spec.file])
		if err != nil {
			return Document{}, err
		}
		u.tables[spec.shape] = r
	}
	if files["services.csv"] == "" || files["organizations.csv"] == "" {
		return Document{}, &SyntaxError{File: "services.csv", Line: 1, Column: 1, Problem: data.Text{
			En: "a data package needs the tables services.csv and organizations.csv", Fr: "un paquet de données doit avoir les tables services.csv et organizations.csv"}}
	}
	u.others(files)
	return u.document()
}

// rows are those of one table.
type rows struct {
	spec  tableSpec
	all   []tableRow
	byID  map[string]*tableRow
	below map[string][]*tableRow // by the link and the id of what they belong to
}

type tableRow struct {
	line  int
	cells map[string]string
}

type unpacker struct {
	tables map[reflect.Type]*rows
	plain  func(string) string
	doc    Document
}

func (u *unpacker) read(spec tableSpec, text string) (*rows, error) {
	r := &rows{spec: spec, byID: map[string]*tableRow{}, below: map[string][]*tableRow{}}
	in := csv.NewReader(strings.NewReader(text))
	in.ReuseRecord = true
	var header []string
	known := spec.columns()
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, &SyntaxError{File: spec.file, Line: bad.Line, Column: bad.Column, Problem: data.Text{En: "this row has another number of cells than the header, or its quotation marks do not fit", Fr: "cette rangée n’a pas le même nombre de cellules que l’en-tête, ou ses guillemets sont mal placés"}}
		}
		line, _ := in.FieldPos(0)
		if slices.ContainsFunc(cells, func(s string) bool { return strings.ContainsFunc(s, harmful) }) {
			return nil, &SyntaxError{File: spec.file, Line: line, Column: 1, Problem: data.Text{En: "this row contains control characters", Fr: "cette rangée contient des caractères de commande"}}
		}
		if header == nil {
			header = slices.Clone(cells)
			continue
		}
		r.all = append(r.all, u.row(header, cells, known, line, spec.name))
	}
	for i := range r.all {
		row := &r.all[i]
		if _, twice := r.byID[row.cells["id"]]; !twice {
			r.byID[row.cells["id"]] = row
		}
		key := spec.belongsTo(row)
		r.below[key] = append(r.below[key], row)
	}
	return r, nil
}

func (u *unpacker) row(header, cells, known []string, line int, table string) tableRow {
	row := tableRow{line: line, cells: map[string]string{}}
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if !slices.Contains(known, header[i]) {
			u.doc.ignored(table+"."+header[i], line)
			continue
		}
		row.cells[header[i]] = u.plain(cell)
	}
	return row
}

// belongsTo gives the link by which a row belongs to another, and that one's id.
func (t tableSpec) belongsTo(row *tableRow) string {
	if t.name == "attribute" {
		return "link_id/" + row.cells["link_id"]
	}
	if t.name == "service_at_location" {
		return "service_id/" + row.cells["service_id"]
	}
	for _, link := range t.parents {
		if id := row.cells[link]; id != "" {
			return link + "/" + id
		}
	}
	return ""
}

// others names the tables with rows that nobody looks at.
func (u *unpacker) others(files map[string]string) {
	for name, text := range files {
		known := slices.ContainsFunc(tableSpecs(), func(t tableSpec) bool { return t.file == name })
		if n := strings.Count(strings.TrimRight(text, "\r\n"), "\n"); !known && n > 0 && strings.HasSuffix(name, ".csv") {
			u.doc.Ignored = append(u.doc.Ignored, Ignored{Path: strings.TrimSuffix(name, ".csv"), Line: 1, Count: n})
		}
	}
}

func (u *unpacker) document() (Document, error) {
	organizations := map[string]*Organization{}
	for i := range u.of(reflect.TypeFor[Organization]()).all {
		row := &u.of(reflect.TypeFor[Organization]()).all[i]
		var o Organization
		if err := u.fill(reflect.ValueOf(&o).Elem(), row); err != nil {
			return u.doc, err
		}
		if o.Description == o.Name {
			o.Description = ""
		}
		if organizations[o.ID] == nil {
			organizations[o.ID] = &o
		}
	}
	given := map[string]bool{}
	for i := range u.of(reflect.TypeFor[Service]()).all {
		row := &u.of(reflect.TypeFor[Service]()).all[i]
		s := Entry[Service]{Line: row.line}
		if err := u.fill(reflect.ValueOf(&s.Value).Elem(), row); err != nil {
			return u.doc, err
		}
		s.Value.Organization = organizations[s.Value.OrganizationID]
		given[s.Value.OrganizationID] = true
		u.doc.Services = append(u.doc.Services, s)
	}
	for _, row := range u.of(reflect.TypeFor[Organization]()).all {
		if id := row.cells["id"]; !given[id] {
			given[id] = true
			u.doc.Organizations = append(u.doc.Organizations, Entry[Organization]{Line: row.line, Value: *organizations[id]})
		}
	}
	slices.SortStableFunc(u.doc.Ignored, func(a, b Ignored) int { return strings.Compare(a.Path, b.Path) })
	return u.doc, nil
}

func (u *unpacker) of(shape reflect.Type) *rows { return u.tables[shape] }

// fill gives an object its values, and everything that is nested in it.
func (u *unpacker) fill(v reflect.Value, row *tableRow) error {
	table := u.of(v.Type()).spec
	for i := range v.NumField() {
		name, field := tagOf(v.Type().Field(i)), v.Field(i)
		switch {
		case scalar(field.Type()):
			if err := setCell(field, name, row, table.file); err != nil {
				return err
			}
		case field.Kind() == reflect.Slice && u.of(field.Type().Elem()) != nil && name != "services":
			if err := u.fillAll(field, table.name, name, row.cells["id"]); err != nil {
				return err
			}
		default:
			if err := u.fillOne(field, name, row); err != nil {
				return err
			}
		}
	}
	mend(v)
	return nil
}

// fillAll gives a list the objects that belong to the one with that id.
func (u *unpacker) fillAll(list reflect.Value, owner, name, id string) error {
	link := owner + "_id"
	if name == "attributes" {
		link = "link_id"
	}
	for _, row := range u.of(list.Type().Elem()).below[link+"/"+id] {
		one := reflect.New(list.Type().Elem()).Elem()
		if err := u.fill(one, row); err != nil {
			return err
		}
		list.Set(reflect.Append(list, one))
	}
	return nil
}

// fillOne gives an object the one that it refers to: a term, a unit, a location.
// Its organization is given to a service once for all.
func (u *unpacker) fillOne(field reflect.Value, name string, row *tableRow) error {
	shape := field.Type()
	if shape.Kind() == reflect.Pointer {
		shape = shape.Elem()
	}
	if u.of(shape) == nil || name == "organization" {
		return nil
	}
	other := u.of(shape).byID[row.cells[name+"_id"]]
	if other == nil {
		return nil
	}
	one := reflect.New(shape)
	if err := u.fill(one.Elem(), other); err != nil {
		return err
	}
	if field.Kind() == reflect.Pointer {
		field.Set(one)
	} else {
		field.Set(one.Elem())
	}
	return nil
}

// mend takes back what only the tables have.
func mend(v reflect.Value) {
	switch one := v.Addr().Interface().(type) {
	case *Attribute:
		one.LinkID, one.LinkEntity = "", ""
		if one.TaxonomyTerm != nil {
			one.TaxonomyTermID = ""
		}
	case *TaxonomyTerm:
		one.Code = strings.TrimPrefix(one.Code, one.Taxonomy+"/")
	case *ServiceAtLocation:
		if one.LocationID == nowhere(one.ID) {
			one.LocationID, one.Location = "", nil
		}
	}
}

// setCell reads one value.
func setCell(field reflect.Value, name string, row *tableRow, file string) error {
	said, ok := row.cells[name]
	if !ok {
		return nil
	}
	if field.Kind() == reflect.String {
		if isClock(name) && len(said) == len("09:00:00") {
			said = strings.TrimSuffix(said, ":00")
		}
		field.SetString(said)
		return nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(said), 64)
	if err != nil || n-n != 0 { // n-n is not 0 for infinities and NaN
		return &SyntaxError{File: file, Line: row.line, Column: 1, Problem: data.Text{En: name + " must be a number", Fr: name + " doit être un nombre"}}
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.ValueOf(&n))
	} else {
		field.SetFloat(n)
	}
	return nil
}
