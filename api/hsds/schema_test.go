package hsds

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/relais-directory/relais/data"
)

const standard = "../../../shared/testdata/hsds-3.1/schema"

// schema compiles one of the standard's own schemas, with its formats asserted.
func schema(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	files := map[string]bool{path: true, "metadata.json": true, "taxonomy.json": true} // the two that terms refer to
	for name := range files {
		f, err := os.Open(filepath.Join(standard, name))
		if err != nil {
			t.Skip("the schemas of HSDS 3.1 are not here: they are not part of the project")
		}
		doc, err := jsonschema.UnmarshalJSON(f)
		_ = f.Close() // only read
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("https://hsds.example/"+filepath.Base(name), doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("https://hsds.example/" + filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every answer of the sample directory, brief and in full, by itself and in
// lists, is what the standard says that it is.
func TestEveryAnswerIsValidHSDS(t *testing.T) {
	for _, c := range []struct{ schema, list, query string }{
		{"compiled/service_list.json", "services", ""},
		{"compiled/service.json", "services", "full=true"},
		{"compiled/service_at_location_list.json", "service_at_locations", ""},
		{"compiled/service_at_location.json", "service_at_locations", "full=true"},
		{"compiled/organization_list.json", "organizations", ""},
		{"compiled/organization.json", "organizations", "full=true"},
		{"compiled/organization.json", "organizations", "full_service=true"},
		{"taxonomy.json", "taxonomies", ""},
		{"taxonomy_term.json", "taxonomy_terms", ""},
	} {
		t.Run(c.list+" "+c.query, func(t *testing.T) {
			s, n := schema(t, c.schema), 0
			if !strings.HasPrefix(c.list, "taxonom") {
				c.query += "&" + every
			}
			for line := range bytes.Lines(get(t, "/hsds/"+c.list+"?format=ndjson&"+c.query)) {
				if n++; testing.Short() && n%25 != 1 {
					continue
				}
				if err := s.Validate(document(t, line)); err != nil {
					t.Fatalf("%v in %.300s", err, line)
				}
			}
			if n != getPage(t, "/hsds/"+c.list+"?"+c.query).TotalItems || n == 0 {
				t.Errorf("%d were looked at", n)
			}
			if s.Validate(document(t, []byte(`{"id":"x","name":1}`))) == nil {
				t.Error("the schema accepts what is broken: the check checks nothing")
			}
		})
	}
}

func TestOneTermIsValidHSDS(t *testing.T) {
	s := schema(t, "taxonomy_term.json")
	for _, id := range idsOf(t, "taxonomy_terms")[:20] {
		if err := s.Validate(document(t, get(t, "/hsds/taxonomy_terms/"+id))); err != nil {
			t.Error(err)
		}
	}
}

// A page is as the standard's description has it.
func TestPagesAreValidHSDS(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(standard, "openapi.json"))
	if err != nil {
		t.Skip("the standard's description of its API is not here: it is not part of the project")
	}
	type operation struct {
		Parameters []struct {
			Ref  string `json:"$ref"`
			Name string
		}
	}
	var doc struct {
		Paths      map[string]struct{ Get, Post operation }
		Components struct {
			Schemas map[string]any
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("page.json", doc.Components.Schemas["Page"]); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("page.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		if err := s.Validate(document(t, get(t, "/hsds/"+list))); err != nil {
			t.Error(err)
		}
		for _, p := range doc.Paths["/"+list].Get.Parameters {
			name := p.Name + p.Ref[strings.LastIndex(p.Ref, "/")+1:]
			if details[name] == "" {
				t.Errorf("the standard has %s for %s, and it is not here", name, list)
			}
			if w := ask(handler(t), "GET", "/hsds/"+list+"?"+name+"="); w.Code != 200 {
				t.Errorf("%s does not take the standard's %s: %d", list, name, w.Code)
			}
		}
		if len(doc.Paths["/"+list].Post.Parameters) < 4 {
			t.Errorf("the standard has no %s: the test looks for nothing", list)
		}
	}
}

func document(t *testing.T, b []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%v in %.300s", err, b)
	}
	return doc
}

// What each object of the standard must have: the check that is always on.
var required = map[string][]string{
	"services":             {"id", "name", "status"},
	"organizations":        {"id", "name", "description"},
	"service_at_locations": {"id"},
	"taxonomies":           {"id", "name", "description"},
	"taxonomy_terms":       {"id", "name", "description"},
	"service":              {"id", "name", "status"},
	"organization":         {"id", "name", "description"},
	"location":             {"id", "location_type"},
	"addresses":            {"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"},
	"phones":               {"id", "number"},
	"schedules":            {"id"},
	"attributes":           {"id", "taxonomy_term"},
	"taxonomy_term":        {"id", "name", "description"},
	"accessibility":        {"id"},
	"languages":            {"id"},
	"service_areas":        {"id"},
	"required_documents":   {"id"},
}

// lacking lists what the objects of a document lack, by the member of which they
// are, or are elements.
func lacking(member string, node any) []string {
	var faults []string
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			faults = append(faults, lacking(member, child)...)
		}
	case map[string]any:
		for _, name := range required[member] {
			if n[name] == nil {
				faults = append(faults, member+" lacks "+name)
			}
		}
		if id, ok := n["id"].(string); ok {
			if _, err := data.ParseID(id); err != nil {
				faults = append(faults, member+" has an id that is none")
			}
		}
		for name, child := range n {
			faults = append(faults, lacking(name, child)...)
		}
	}
	return faults
}

func TestEveryAnswerHasWhatTheStandardRequires(t *testing.T) {
	for _, list := range lists {
		for _, query := range []string{"", "&full=true", "&full_service=true"} {
			if ask(handler(t), "GET", "/hsds/"+list+"?"+query).Code != 200 {
				continue // a list without that form
			}
			for line := range bytes.Lines(get(t, "/hsds/"+list+"?format=ndjson"+query)) {
				if faults := lacking(list, document(t, line)); len(faults) > 0 {
					t.Fatalf("%s: %q in %.300s", list, faults, line)
				}
			}
		}
	}
	broken := `{"id":"x","name":"n","service_at_locations":[{"location":{"id":"00000000-0000-4000-8000-000000000000","addresses":[{"city":"Ottawa"}]}}]}`
	if faults := lacking("services", document(t, []byte(broken))); len(faults) != 2+2+6 {
		t.Errorf("in what is broken, this is found: %q", faults)
	}
}
