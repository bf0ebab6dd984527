package hsds_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hsds"
)

func itself(s string) string { return s }

// unzipped gives the files of an archive.
func unzipped(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(b)
	}
	return files
}

func packed(t *testing.T, services []hsds.Service) map[string]string {
	t.Helper()
	var archive bytes.Buffer
	if err := hsds.WritePackage(&archive, services, itself); err != nil {
		t.Fatal(err)
	}
	return unzipped(t, archive.Bytes())
}

func TestADataPackageComesBackToTheLastValue(t *testing.T) {
	services := hsds.Services(variants(), terms(t))
	doc, err := hsds.Unpack(packed(t, services), itself)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Services) != len(services) || len(doc.Organizations) != 0 || len(doc.Ignored) != 0 {
		t.Fatalf("%d services, %d organizations, ignored %v", len(doc.Services), len(doc.Organizations), doc.Ignored)
	}
	for i, s := range services {
		if got := doc.Services[i].Value; !reflect.DeepEqual(got, s) {
			a, _ := json.Marshal(got)
			b, _ := json.Marshal(s)
			t.Errorf("service %d comes back as\n%s\nand was\n%s", i, a, b)
		}
	}
}

func TestThePackageOfTheSameServicesIsTheSame(t *testing.T) {
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := hsds.WritePackage(out, hsds.Services(variants(), terms(t)), itself); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two packages of the same services differ")
	}
}

// official is the standard's own descriptor.
type official struct {
	Resources []struct {
		Name, Path string
		Schema     struct {
			Fields []struct {
				Name, Type, Format string
				Constraints        struct {
					Required, Unique bool
					Enum             []string
				}
			}
			ForeignKeys []struct {
				Fields    string
				Reference struct{ Resource, Fields string }
			}
		}
	}
}

func standardTables(t *testing.T) official {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(standard, "datapackage.json"))
	if err != nil {
		t.Skip("the descriptor of HSDS 3.1 is not here: it is not part of the project")
	}
	var o official
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// faults holds a package to the standard's descriptor: columns, types, formats,
// required and unique values, choices, and links that lead somewhere.
func (o official) faults(t *testing.T, files map[string]string) []string {
	t.Helper()
	var faults []string
	ids := map[string]map[string]bool{}
	for name, text := range files {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		ids[name] = map[string]bool{}
		for _, row := range table(t, text) {
			ids[name][row["id"]] = true
		}
	}
	path := map[string]string{}
	for _, r := range o.Resources {
		path[r.Name] = r.Path
	}
	for _, r := range o.Resources {
		rows := table(t, files[r.Path])
		known := map[string]bool{"unit_id": true, "service_id": true}
		for _, f := range r.Schema.Fields {
			known[f.Name] = true
			seen := map[string]bool{}
			for _, row := range rows {
				value := row[f.Name]
				switch {
				case value == "" && f.Constraints.Required:
					faults = append(faults, r.Name+"."+f.Name+" is missing")
				case value == "":
				case f.Constraints.Unique && seen[value]:
					faults = append(faults, r.Name+"."+f.Name+" is not unique: "+value)
				case len(f.Constraints.Enum) > 0 && !slices.Contains(f.Constraints.Enum, value), !typed(value, f.Type, f.Format):
					faults = append(faults, r.Name+"."+f.Name+" cannot be "+value)
				}
				seen[value] = true
			}
		}
		for _, row := range rows {
			for column := range row {
				if !known[column] && r.Name != "unit" && r.Name != "service_capacity" { // the descriptor leaves their columns out
					faults = append(faults, r.Name+" has no "+column)
				}
			}
			for _, k := range r.Schema.ForeignKeys {
				if id := row[k.Fields]; id != "" && !ids[path[k.Reference.Resource]][id] {
					faults = append(faults, r.Name+"."+k.Fields+" leads nowhere")
				}
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(faults)))
}

// table reads a CSV file into rows without their empty cells.
func table(t *testing.T, text string) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for i, cells := range all {
		if i == 0 {
			continue
		}
		row := map[string]string{}
		for j, cell := range cells {
			if cell != "" {
				row[all[0][j]] = cell
			}
		}
		rows = append(rows, row)
	}
	return rows
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func typed(value, kind, format string) bool {
	var err error
	switch {
	case kind == "number":
		_, err = strconv.ParseFloat(value, 64)
	case kind == "date":
		_, err = time.Parse("2006-01-02", value)
	case kind == "time":
		_, err = time.Parse("15:04:05", value)
	case kind == "datetime":
		_, err = time.Parse(time.RFC3339, value)
	case format == "uuid":
		return uuid.MatchString(value)
	case format == "email":
		_, err = mail.ParseAddress(value)
	case format == "uri":
		u, fault := url.Parse(value)
		return fault == nil && u.IsAbs()
	}
	return err == nil
}

func TestADataPackageFollowsTheStandardsDescriptor(t *testing.T) {
	o := standardTables(t)
	listings := variants()
	listings[0].Languages = append(listings[0].Languages, data.LanguageOffered{Code: "fr", Mode: data.ByInterpreter}) // a code of two taxonomies
	files := packed(t, hsds.Services(listings, terms(t)))
	if faults := o.faults(t, files); len(faults) > 0 {
		t.Errorf("%d faults:\n%s", len(faults), strings.Join(faults[:min(len(faults), 20)], "\n"))
	}
	for broken, from := range map[string]string{"service.status": ",temporarily closed,", "phone.number": ",+16135550102,"} {
		spoilt := map[string]string{}
		for name, text := range files {
			spoilt[name] = strings.Replace(text, from, map[string]string{"service.status": ",open,", "phone.number": ",,"}[broken], 1)
		}
		if !slices.ContainsFunc(o.faults(t, spoilt), func(f string) bool { return strings.HasPrefix(f, broken) }) {
			t.Errorf("a fault in %s is not found: the check checks nothing", broken)
		}
	}
}

func TestTheStandardsExamplePackageIsRead(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(standard, "examples", "csv", "*.csv"))
	if err != nil || len(paths) == 0 {
		t.Skip("the examples of HSDS 3.1 are not here: they are not part of the project")
	}
	files := map[string]string{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(raw)
	}
	doc, err := hsds.Unpack(files, itself)
	if err != nil || len(doc.Services) != 1 || len(doc.Organizations) != 0 {
		t.Fatalf("%d services, %d organizations, %v", len(doc.Services), len(doc.Organizations), err)
	}
	s := doc.Services[0].Value
	if len(s.ServiceAtLocations) != 1 || s.ServiceAtLocations[0].Location == nil || len(s.Languages) != 1 || len(doc.Ignored) == 0 {
		t.Errorf("read as %+v, ignored %v", s, doc.Ignored)
	}
}

func TestADamagedPackageIsRefusedWithItsPlace(t *testing.T) {
	files := packed(t, hsds.Services(variants(), terms(t)))
	for name, spoil := range map[string]func(map[string]string){
		"a row too short": func(f map[string]string) { f["phones.csv"] += "x,y\n" },
		"no services":     func(f map[string]string) { delete(f, "services.csv") },
		"an open quote":   func(f map[string]string) { f["services.csv"] += "\"" },
		"no number": func(f map[string]string) {
			f["locations.csv"] = strings.Replace(f["locations.csv"], "45.42", "north", 1)
		},
		"a control character": func(f map[string]string) {
			f["services.csv"] = strings.Replace(f["services.csv"], "Shelter", "S\u202e", 1)
		},
	} {
		spoilt := map[string]string{}
		for k, v := range files {
			spoilt[k] = v
		}
		spoil(spoilt)
		_, err := hsds.Unpack(spoilt, itself)
		if bad, ok := err.(*hsds.SyntaxError); !ok || bad.File == "" || bad.Line == 0 || bad.Problem.Fr == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add("id,organization_id,name,status,minimum_age\n1,2,Soup,active,16\n", "id,name,description\n2,House (demo),x\n", "id,service_id,location_id\n3,1,4\n", "id,link_id,taxonomy_term_id\n5,1,6\n")
	f.Fuzz(func(t *testing.T, services, organizations, places, attributes string) {
		_, err := hsds.Unpack(map[string]string{
			"services.csv": services, "organizations.csv": organizations, "service_at_location.csv": places, "attributes.csv": attributes,
			"locations.csv": "id,location_type\n4,physical\n", "taxonomy_terms.csv": "id,name,description\n6,Food,Food\n",
		}, itself)
		if bad, ok := err.(*hsds.SyntaxError); err != nil && (!ok || bad.File == "" || bad.Line == 0) {
			t.Errorf("refused with %v", err)
		}
	})
}
