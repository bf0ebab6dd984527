package ingest

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// mostAllocated bounds what reading one animal of the zoo may allocate in all,
// which is more than it ever holds at once.
const mostAllocated = 64 << 20

// The zoo holds bad files of every kind. Each has its report beside it, in both
// languages; none crashes the reader, fills the memory, or makes anything public.
func TestTheZoo(t *testing.T) {
	zoo := specimens(t)
	maps.Copy(zoo, built(t))
	if len(zoo) < 60 {
		t.Errorf("only %d animals", len(zoo))
	}
	kept := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(zoo)) {
		t.Run(name, func(t *testing.T) { zooGolden(t, name, zoo[name]) })
		kept[name+".golden"] = true
	}
	goldens, err := filepath.Glob("testdata/zoo/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range goldens {
		if !kept[filepath.Base(path)] {
			t.Errorf("%s belongs to no animal", path)
		}
	}
}

// specimens are the files that are kept as they are.
func specimens(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := os.ReadDir("testdata/zoo")
	if err != nil {
		t.Fatal(err)
	}
	zoo := map[string][]byte{}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".golden") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join("testdata/zoo", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		zoo[f.Name()] = raw
	}
	return zoo
}

func zooGolden(t *testing.T, name string, raw []byte) {
	env := newEnv(t, nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	records, report, err := Read(bytes.NewReader(raw), nil, env)
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > mostAllocated {
		t.Errorf("%d MiB were allocated", grown>>20)
	}
	for _, r := range records {
		if faults := r.Validate(env.Terms); len(faults) > 0 {
			t.Errorf("a record with faults: %v", faults)
		}
		if len(record.Publish(r)) > 0 {
			t.Error("something is public without consent")
		}
	}
	got := told(t, records, report, err)
	if strings.Contains(got, "Secret Lane") {
		t.Error("the report says where a confidential place is")
	}
	path := filepath.Join("testdata/zoo", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("reported as\n%s\nwant\n%s", got, want)
	}
}

// told writes what a person would be told of a file, in both languages.
func told(t *testing.T, records []*record.Record, r Report, err error) string {
	t.Helper()
	var b strings.Builder
	both := func(what string, s bilingual.Text) {
		if s.En == "" || s.Fr == "" {
			t.Errorf("%s does not speak both languages: %+v", what, s)
		}
		fmt.Fprintf(&b, "  en %s\n  fr %s\n", s.En, s.Fr)
	}
	if err != nil {
		p, ok := bilingual.AsProblem(err)
		if !ok {
			t.Fatalf("an error that is not meant for people: %v", err)
		}
		fmt.Fprintf(&b, "refused %s\n", p.Code)
		both(p.Code, p.Message)
		both(p.Code, p.Hint)
		return b.String()
	}
	fmt.Fprintf(&b, "%s, %s", r.Format, r.Encoding)
	if r.Delimiter != "" {
		fmt.Fprintf(&b, ", delimiter %q, quote %s", r.Delimiter, r.Quote)
	}
	if r.Sheet != "" {
		fmt.Fprintf(&b, ", sheet %q", r.Sheet)
	}
	if r.Header != 0 {
		fmt.Fprintf(&b, ", header in line %d", r.Header)
	}
	fmt.Fprintf(&b, "\n%d rows, %d rejected, %d records\n", r.Rows, r.Rejected, len(records))
	for _, a := range r.Alarms {
		fmt.Fprintf(&b, "alarm %s (%d)\n", a.Code, a.Count)
		both(a.Code, a.Message)
	}
	for _, i := range r.Issues {
		fmt.Fprintf(&b, "%s %s: line %d %s %q %d times %s\n", i.Severity, i.Code, i.Line, i.Column, i.Read, max(i.Count, 1), i.Cell)
		both(i.Code, i.Expected)
		both(i.Code, i.Suggestion)
	}
	return b.String()
}
