package hsds

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// tableSpec is one table of the standard's tabular data package: a shape, and the
// links to the objects that its own is nested in, the nearest first.
type tableSpec struct {
	name, file string
	shape      reflect.Type
	parents    []string
}

// tableSpecs are the tables that have a shape here, in the order in which they
// are written. The standard's other tables are passed over.
func tableSpecs() []tableSpec {
	return []tableSpec{
		{"organization", "organizations.csv", reflect.TypeFor[Organization](), nil},
		{"service", "services.csv", reflect.TypeFor[Service](), nil},
		{"location", "locations.csv", reflect.TypeFor[Location](), []string{"organization_id"}},
		{"service_at_location", "service_at_location.csv", reflect.TypeFor[ServiceAtLocation](), nil},
		{"address", "addresses.csv", reflect.TypeFor[Address](), []string{"location_id"}},
		{"contact", "contacts.csv", reflect.TypeFor[Contact](), []string{"service_at_location_id", "service_id", "location_id", "organization_id"}},
		{"phone", "phones.csv", reflect.TypeFor[Phone](), []string{"contact_id", "service_at_location_id", "service_id", "location_id", "organization_id"}},
		{"schedule", "schedules.csv", reflect.TypeFor[Schedule](), []string{"service_at_location_id", "service_id", "location_id"}},
		{"service_area", "service_areas.csv", reflect.TypeFor[ServiceArea](), []string{"service_at_location_id", "service_id"}},
		{"language", "languages.csv", reflect.TypeFor[Language](), []string{"service_id"}},
		{"required_document", "required_documents.csv", reflect.TypeFor[RequiredDocument](), []string{"service_id"}},
		{"accessibility", "accessibility.csv", reflect.TypeFor[Accessibility](), []string{"location_id"}},
		{"unit", "units.csv", reflect.TypeFor[Unit](), nil},
		{"service_capacity", "service_capacity.csv", reflect.TypeFor[ServiceCapacity](), []string{"service_id"}},
		{"attribute", "attributes.csv", reflect.TypeFor[Attribute](), nil},
		{"taxonomy_term", "taxonomy_terms.csv", reflect.TypeFor[TaxonomyTerm](), nil},
	}
}

// columns are the table's own: its links, then the fields of its shape that hold
// one value.
func (t tableSpec) columns() []string {
	columns := []string{"id"}
	columns = append(columns, t.parents...)
	if t.name == "service_capacity" {
		columns = append(columns, "unit_id")
	}
	for i := range t.shape.NumField() {
		f := t.shape.Field(i)
		if name := tagOf(f); scalar(f.Type) && !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	return columns
}

func tagOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// scalar reports whether a field holds one value: words or a number.
func scalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.String || t.Kind() == reflect.Float64
}

// Table is one table of a data package.
type Table struct {
	Name    string // "service"
	File    string // "services.csv"
	Columns []string
	Rows    [][]string
	parents []string
}

// Tables takes services apart into the tables of the standard's tabular data
// package, each object once. UnpackTables is the way back, to the last value.
//
// Three things are otherwise than in JSON, because the tables want it: a place
// without a location has a virtual one; an organization without a description is
// described by its name; and the code of a term begins with its taxonomy, since
// codes are unique there.
func Tables(services []Service) []Table {
	p := packer{tables: map[reflect.Type]*Table{}, seen: map[string]bool{}}
	for _, spec := range tableSpecs() {
		p.tables[spec.shape] = &Table{Name: spec.name, File: spec.file, Columns: spec.columns(), parents: spec.parents}
	}
	for i := range services {
		p.put(reflect.ValueOf(asTabular(services[i])), nil)
	}
	var all []Table
	for _, spec := range tableSpecs() {
		all = append(all, *p.tables[spec.shape])
	}
	return all
}

// asTabular gives a service what the tables ask for.
func asTabular(s Service) Service {
	if o := s.Organization; o != nil && o.Description == "" {
		described := *o
		described.Description = o.Name
		s.Organization = &described
	}
	s.ServiceAtLocations = slices.Clone(s.ServiceAtLocations)
	for i := range s.ServiceAtLocations {
		if at := &s.ServiceAtLocations[i]; at.Location == nil {
			at.Location = &Location{ID: nowhere(at.ID), LocationType: "virtual"}
			at.LocationID = at.Location.ID
		}
	}
	return s
}

// nowhere is the id of the location that stands for none.
func nowhere(at string) string { return string(DeriveID("location", at, "none")) }

// packer takes objects apart.
type packer struct {
	tables map[reflect.Type]*Table
	seen   map[string]bool // table and id
}

// put writes an object and everything in it. Links are what its parent gives it.
func (p *packer) put(v reflect.Value, links map[string]string) {
	t := p.tables[v.Type()]
	id := v.FieldByName("ID").String()
	if p.seen[t.Name+id] {
		return
	}
	p.seen[t.Name+id] = true
	cells := map[string]string{}
	for i := range v.NumField() {
		name, field := tagOf(v.Type().Field(i)), v.Field(i)
		if scalar(field.Type()) {
			cells[name] = cellOf(name, field)
		} else {
			p.inner(t, id, name, field, cells)
		}
	}
	for name, id := range links {
		cells[name] = id
	}
	if t.Name == "taxonomy_term" && cells["taxonomy"] != "" {
		cells["code"] = cells["taxonomy"] + "/" + cells["code"]
	}
	row := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		row[i] = cells[column]
	}
	t.Rows = append(t.Rows, row)
}

// inner writes the objects of one field, and links them to theirs.
func (p *packer) inner(t *Table, id, name string, field reflect.Value, cells map[string]string) {
	switch field.Kind() {
	case reflect.Slice:
		for i := range field.Len() {
			child := field.Index(i)
			links := map[string]string{t.Name + "_id": id}
			if name == "attributes" {
				links = map[string]string{"link_id": id, "link_entity": t.Name}
			}
			p.put(child, links)
		}
	case reflect.Pointer:
		if field.IsNil() || p.tables[field.Type().Elem()] == nil {
			return
		}
		cells[name+"_id"] = field.Elem().FieldByName("ID").String()
		p.put(field.Elem(), nil)
	case reflect.Struct:
		cells[name+"_id"] = field.FieldByName("ID").String()
		p.put(field, nil)
	}
}

// cellOf writes one value. Tables have seconds where JSON has none.
func cellOf(name string, field reflect.Value) string {
	if field.Kind() == reflect.Pointer {
		if field.IsNil() {
			return ""
		}
		field = field.Elem()
	}
	if field.Kind() == reflect.Float64 {
		return strconv.FormatFloat(field.Float(), 'f', -1, 64)
	}
	said := field.String()
	if isClock(name) && len(said) == len("09:00") {
		said += ":00"
	}
	return said
}

func isClock(column string) bool { return column == "opens_at" || column == "closes_at" }
