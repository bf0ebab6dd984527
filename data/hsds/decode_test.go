package hsds_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hsds"
)

func decode(t testing.TB, text string) hsds.Document {
	t.Helper()
	doc, err := hsds.Decode(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return doc
}

func TestEveryShapeOfFileIsRead(t *testing.T) {
	service := `{"id":"a","name":"S","status":"active"}`
	organization := `{"id":"b","name":"O","description":"","services":[` + service + `]}`
	for text, want := range map[string][2]int{
		service:                                  {1, 0},
		organization:                             {0, 1},
		"[" + service + "]":                      {1, 0},
		"[" + organization + "," + service + "]": {1, 1},
		`{"empty":false,"contents":[` + service + `]}`:     {1, 0},
		"\ufeff\n [\n" + service + ",\n" + service + "\n]": {2, 0},
		"[]":              {0, 0},
		`{"contents":[]}`: {0, 0},
	} {
		doc := decode(t, text)
		if got := [2]int{len(doc.Services), len(doc.Organizations)}; got != want {
			t.Errorf("%s gives %v, want %v", text, got, want)
		}
	}
	doc := decode(t, "[\n"+service+",\n\n"+service+"]")
	if doc.Services[0].Line != 2 || doc.Services[1].Line != 4 {
		t.Errorf("lines are %d and %d", doc.Services[0].Line, doc.Services[1].Line)
	}
}

func TestWhatIsWrongIsRefusedWithItsPlace(t *testing.T) {
	deep := strings.Repeat(`{"x":`, 66) + "1" + strings.Repeat("}", 66)
	for _, c := range []struct {
		text, want string
		line       int
	}{
		{"", "too early", 1},
		{"[{\"id\":\"a\"", "too early", 1},
		{"{\"id\":\"a\",\n\"id\":\"b\"}", "twice", 2},
		{"{\"id\":\"a\",\n\"Id\":\"b\"}", "twice", 2},
		{"{\"ID\":\"a\",\"name\":\"n\"}", "lower case", 1},
		{"[\n{\"id\":\"a\",\"name\":5,\"status\":\"active\"}]", "name must be text", 2},
		{"{\"id\":\"a\",\"name\":\"n\",\"status\":\"active\",\n\"phones\":{}}", "a list", 2},
		{"{\"id\":\"a\",\"name\":\"n\",\"status\":\"active\",\"minimum_age\":\"twelve\"}", "a number", 1},
		{"{\"id\":\"a\",\"name\":\"n\",\"status\":\"active\",\"minimum_age\":1e400}", "a number", 1},
		{"{\"id\":\"a\",\"name\":\"n\",\"status\":\"active\"}\n{}", "after the end", 2},
		{"[1]", "an object is expected", 1},
		{"[null]", "an object is expected", 1},
		{"7", "", 1},
		{"{\"contents\":{}}", "a list", 1},
		{"{\"name\":\"n\"}", "neither a service nor an organization", 1},
		{deep, "deeper", 1},
		{"{\"id\":\"a\xff\"}", "not UTF-8", 1},
		{"{\"id\":\"a\\u0000\"}", "control characters", 1},
		{"{\"id\":\"a\u202e\"}", "control characters", 1},
		{"{'id':1}", "not JSON", 1},
	} {
		_, err := hsds.Decode(strings.NewReader(c.text))
		bad, ok := errors.AsType[*hsds.SyntaxError](err)
		if !ok {
			t.Errorf("%.60q gives %v", c.text, err)
			continue
		}
		if !strings.Contains(bad.Problem.En, c.want) || bad.Problem.Fr == "" || bad.Line != c.line || bad.Column < 0 {
			t.Errorf("%.60q is refused with %v", c.text, bad)
		}
	}
}

func TestWhatIsPassedOverIsNamed(t *testing.T) {
	doc := decode(t, `[{"id":"a","name":"S","status":"active","wait_time":"x","phones":[{"id":"p","number":"1","cell":true},{"id":"q","number":"2","cell":true}]},
		{"id":"b","name":"T","status":"active","metadata":[]}]`)
	want := []hsds.Ignored{{Path: "service.metadata", Line: 2, Count: 1}, {Path: "service.phones.cell", Line: 1, Count: 2}, {Path: "service.wait_time", Line: 1, Count: 1}}
	if !slices.Equal(doc.Ignored, want) {
		t.Errorf("passed over are %+v", doc.Ignored)
	}
}

func TestLostLettersAreSaid(t *testing.T) {
	doc := decode(t, "[{\"id\":\"a\",\n\"name\":\"Qu\ufffdbec\",\"status\":\"active\"}]")
	if !slices.Equal(doc.Lost, []int{2}) {
		t.Errorf("lost letters in lines %v", doc.Lost)
	}
}

func TestAnExportIsReadBackWhole(t *testing.T) {
	services := hsds.Services(variants(), terms(t))
	raw, err := json.Marshal(services)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := hsds.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Ignored) != 0 {
		t.Errorf("of our own export, %+v is passed over", doc.Ignored)
	}
	for i, s := range doc.Services {
		if !reflect.DeepEqual(s.Value, services[i]) {
			t.Errorf("service %d is not the same when read back", i)
		}
	}
}

func TestHoursAreReadBack(t *testing.T) {
	for i, l := range variants()[:6] {
		service := hsds.Services([]data.Listing[data.Staff]{l}, terms(t))[0]
		got, problems := hsds.Calendar(service.Schedules, service.Attributes)
		if len(problems) > 0 || !reflect.DeepEqual(got, l.Hours) {
			t.Errorf("variant %d: hours are\n%+v, want\n%+v\n%v", i, got, l.Hours, problems)
		}
	}
	for name, s := range map[string]hsds.Schedule{
		"a week number": {ByDay: "MO", ByWeekNo: "3"}, "no weekday": {ByDay: "XX"}, "no clock": {OpensAt: "nine", ClosesAt: "17:00"},
		"no date": {ValidFrom: "soon"}, "a day of no month": {ByMonthDay: "77"},
	} {
		if got, problems := hsds.Calendar([]hsds.Schedule{s}, nil); len(problems) != 1 || len(got.Schedules) != 0 {
			t.Errorf("%s is read as %+v", name, got)
		}
	}
}

func TestTheStandardsOwnExamples(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(standard, "examples", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("the examples of HSDS 3.1 are not here: they are not part of the project")
	}
	understood := map[string]bool{
		"service_full.json": true, "service_list.json": true, "organization_full.json": true, "organization_list.json": true,
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := hsds.Decode(bytes.NewReader(raw))
		name := filepath.Base(path)
		if got := err == nil && len(doc.Services)+len(doc.Organizations) > 0; got != understood[name] {
			t.Errorf("%s: understood is %v (%v)", name, got, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	raw, err := json.Marshal(hsds.Services(variants()[:2], terms(f)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"contents":[{"id":"a","name":"O","description":"","services":[{"id":"b","name":"S","status":"active"}]}]}`))
	f.Add([]byte(`[{"id":"a","ID":"b"}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := hsds.Decode(bytes.NewReader(raw))
		if bad, ok := errors.AsType[*hsds.SyntaxError](err); ok && (bad.Line < 1 || bad.Column < 0) {
			t.Errorf("no place: %v", bad)
		}
		for _, s := range doc.Services {
			hsds.Calendar(s.Value.Schedules, s.Value.Attributes)
			if s.Line < 1 {
				t.Error("no line")
			}
		}
	})
}

func FuzzParseGeoURI(f *testing.F) {
	for _, s := range []string{"geo:45.42,-75.7;u=20000", "geo:,", "geo:1,2;u=-1", "geo:NaN,0", "geo:1,2;u=Inf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, radius, err := hsds.ParseGeoURI(s)
		if err == nil && (at.Lat < -90 || at.Lat > 90 || at.Lng < -180 || at.Lng > 180 || radius < 0) {
			t.Errorf("%q is read as %v, %v", s, at, radius)
		}
	})
}
