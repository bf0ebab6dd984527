package hsds

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Descriptor is the name of the file that describes a data package.
const Descriptor = "datapackage.json"

// WritePackage writes services as the standard's tabular data package: a zip
// archive with a descriptor and a table for each sort of object that there is.
// Guard makes a cell safe for spreadsheets. The same services give the same bytes.
func WritePackage(w io.Writer, services []Service, guard func(string) string) error {
	archive := zip.NewWriter(w)
	var used []Table
	for _, t := range Tables(services) {
		if len(t.Rows) == 0 && t.Name != "service" && t.Name != "organization" {
			continue
		}
		used = append(used, t)
	}
	out, err := archive.Create(Descriptor)
	if err != nil {
		return fmt.Errorf("write the data package: %w", err)
	}
	if err := describePackage(out, used); err != nil {
		return err
	}
	for _, t := range used {
		out, err := archive.Create(t.File)
		if err != nil {
			return fmt.Errorf("write the data package: %w", err)
		}
		if err := t.write(out, guard); err != nil {
			return fmt.Errorf("write the data package: %s: %w", t.File, err)
		}
	}
	return archive.Close()
}

func (t *Table) write(w io.Writer, guard func(string) string) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.Columns); err != nil {
		return err
	}
	for _, row := range t.Rows {
		for i, cell := range row {
			row[i] = guard(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// The descriptor, after the tabular data package specification of Frictionless
// Data.
type (
	descriptor struct {
		Name      string     `json:"name"`
		Title     string     `json:"title"`
		Profile   string     `json:"profile"`
		Version   string     `json:"version"`
		Resources []resource `json:"resources"`
	}
	resource struct {
		Name    string      `json:"name"`
		Path    string      `json:"path"`
		Profile string      `json:"profile"`
		Format  string      `json:"format"`
		Schema  tableSchema `json:"schema"`
	}
	tableSchema struct {
		Fields      []fieldSchema `json:"fields"`
		PrimaryKey  string        `json:"primaryKey"`
		ForeignKeys []foreignKey  `json:"foreignKeys,omitempty"`
	}
	fieldSchema struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	foreignKey struct {
		Fields    string `json:"fields"`
		Reference struct {
			Resource string `json:"resource"`
			Fields   string `json:"fields"`
		} `json:"reference"`
	}
)

func describePackage(w io.Writer, tables []Table) error {
	d := descriptor{
		Name: "relais-directory", Title: "Human services / services à la personne, HSDS " + Version,
		Profile: "tabular-data-package", Version: Version,
	}
	has := func(name string) bool {
		return slices.ContainsFunc(tables, func(t Table) bool { return t.Name == name })
	}
	for _, t := range tables {
		r := resource{Name: t.Name, Path: t.File, Profile: "tabular-data-resource", Format: "csv", Schema: tableSchema{PrimaryKey: "id"}}
		for _, column := range t.Columns {
			r.Schema.Fields = append(r.Schema.Fields, fieldSchema{column, typeOf(column)})
			to, link := strings.CutSuffix(column, "_id")
			if link && has(to) {
				key := foreignKey{Fields: column}
				key.Reference.Resource, key.Reference.Fields = to, "id"
				r.Schema.ForeignKeys = append(r.Schema.ForeignKeys, key)
			}
		}
		d.Resources = append(d.Resources, r)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	if err := enc.Encode(d); err != nil {
		return fmt.Errorf("describe the data package: %w", err)
	}
	return nil
}

// typeOf is the type of a column, in the words of Frictionless Data.
func typeOf(column string) string {
	switch column {
	case "minimum_age", "maximum_age", "latitude", "longitude", "extension", "count", "interval", "available", "maximum":
		return "number"
	case "assured_date", "valid_from", "valid_to", "dtstart", "until":
		return "date"
	case "opens_at", "closes_at":
		return "time"
	case "updated":
		return "datetime"
	}
	return "string"
}
