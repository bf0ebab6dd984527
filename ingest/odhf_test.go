package ingest

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/record"
)

func odhfMapping(t testing.TB) *Mapping {
	t.Helper()
	raw, err := os.ReadFile("../examples/odhf/mapping.toml")
	if err != nil {
		t.Fatal(err)
	}
	return mapping(t, string(raw))
}

func count(r Report, code string) int {
	n := 0
	for _, i := range r.Issues {
		if i.Code == code {
			n += max(i.Count, 1)
		}
	}
	return n
}

// joins counts the rows that became part of records.
func joins(records []*record.Record) int {
	n := 0
	for _, r := range records {
		n += len(r.At)
	}
	return n
}

func TestTheRealNationalFile(t *testing.T) {
	raw, err := io.ReadAll(file(t, "odhf_v1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	had := directory{}
	records, report, err := ReadCSV(bytes.NewReader(raw), odhfMapping(t), newEnv(t, had))
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != 9039 || joins(records)+report.Rejected != report.Rows {
		t.Errorf("%d rows, %d kept, %d rejected: they do not add up", report.Rows, joins(records), report.Rejected)
	}
	if n := count(report, "longitude_positive"); n != 18 {
		t.Errorf("%d positive longitudes were caught, want 18", n)
	}
	if n := count(report, "coordinates_equal"); n != 1 {
		t.Errorf("%d rows with a latitude for a longitude were caught, want 1", n)
	}
	checkLetters(t, records)
	for _, r := range records {
		if faults := r.Validate(newEnv(t, nil).Terms); len(faults) > 0 {
			t.Fatalf("%s: %v", r.Organization.Name.En, faults)
		}
		if r.Organization.Exposure.Effective() != 0 || len(record.Publish(r)) != 0 {
			t.Fatal("a facility that nobody asked is not internal")
		}
	}
	had.apply(t, Plan(records, had))
	again, _, err := ReadCSV(bytes.NewReader(raw), odhfMapping(t), newEnv(t, had))
	if err != nil {
		t.Fatal(err)
	}
	if c := Plan(again, had); c.Unchanged != len(records) || c.Added+c.Changed != 0 {
		t.Errorf("imported twice: %d added, %d changed, %d unchanged", c.Added, c.Changed, c.Unchanged)
	}
	t.Logf("%d rows, %d rejected, %d letters repaired, %d doubtful", report.Rows, report.Rejected, count(report, "letters_repaired"), count(report, "letters_doubtful"))
}

// checkLetters looks for damage that was left, and for damage that was done.
func checkLetters(t *testing.T, records []*record.Record) {
	t.Helper()
	right, wrong := 0, 0
	for _, r := range records {
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ToLower(string(raw))
		if strings.Contains(text, "\ufffd") {
			t.Errorf("%s has a replacement character", r.Organization.Name.En)
		}
		for _, word := range []string{"québec", "montréal", "hôpital", "rivière", "santé"} {
			right += strings.Count(text, word)
		}
		for _, word := range []string{"quèbec", "montrèal", "hùpital", "riviëre", "santè"} {
			wrong += strings.Count(text, word)
		}
	}
	if right < 1000 || wrong*100 > right {
		t.Errorf("%d words are right and %d wrong", right, wrong)
	}
}

func TestTheExampleHasEveryDefectOfTheRealFile(t *testing.T) {
	raw, err := os.ReadFile("../examples/odhf/facilities-sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, report, err := ReadCSV(bytes.NewReader(raw), odhfMapping(t), newEnv(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]int{
		"longitude_positive": 3, "coordinates_equal": 1, "point_outside_province": 1, "key_twice": 1, "name_missing": 1,
		"ragged_row": 1, "postal_code_repaired": 1, "postal_code_unreadable": 1, "postal_code_doubtful": 1,
		"letters_doubtful": 1,
	} {
		if n := count(report, code); n != want {
			t.Errorf("%d of %s, want %d", n, code, want)
		}
	}
	if count(report, "letters_repaired") < 40 {
		t.Errorf("%d letters repaired", count(report, "letters_repaired"))
	}
	if report.Rows != 41 || report.Rejected != 7 || joins(records) != 34 {
		t.Errorf("%d rows, %d rejected, %d kept", report.Rows, report.Rejected, joins(records))
	}
	if got := records[0].Organization.Name.Fr; got != "Hôpital des Érables-Bleus" {
		t.Errorf("the first is called %q", got)
	}
	if !slices.ContainsFunc(records, func(r *record.Record) bool { return r.Locations[0].Confidential }) {
		t.Error("the shelter is not confidential")
	}
}

func BenchmarkReadCSV(b *testing.B) {
	raw, err := io.ReadAll(file(b, "odhf_v1.csv"))
	if err != nil {
		b.Fatal(err)
	}
	m := odhfMapping(b)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	var rows int
	for b.Loop() {
		_, report, err := ReadCSV(bytes.NewReader(raw), m, newEnv(b, nil))
		if err != nil {
			b.Fatal(err)
		}
		rows += report.Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.HeapSys)/(1<<20), "heap-MiB")
}

func BenchmarkPlan(b *testing.B) {
	records, _, err := ReadCSV(file(b, "odhf_v1.csv"), odhfMapping(b), newEnv(b, nil))
	if err != nil {
		b.Fatal(err)
	}
	had := directory{}
	had.apply(b, Plan(records, had))
	for b.Loop() {
		if c := Plan(records, had); c.Unchanged != len(records) {
			b.Fatal("something changed")
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	sample, err := os.ReadFile("../examples/odhf/facilities-sample.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte("key;organization;needs\r\n1;\"a\nb\";shelter\r\n"))
	f.Add([]byte("\xff\xfek\x00e\x00y\x00\n\x00"))
	f.Add([]byte("key,organization\n1,Qu\xe9bec\n2,Montréal"))
	f.Add([]byte("sep=|\nkey|organization|latitude|longitude\n1|a|1e400|-0\n"))
	env := newEnv(f, nil)
	m := odhfMapping(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, with := range []*Mapping{nil, m} {
			records, report, err := ReadCSV(bytes.NewReader(raw), with, env)
			if err != nil {
				refused(t, "the file", err)
				continue
			}
			if joins(records)+report.Rejected != report.Rows {
				t.Errorf("%d rows, %d kept, %d rejected", report.Rows, joins(records), report.Rejected)
			}
			for _, r := range records {
				if faults := r.Validate(env.Terms); len(faults) > 0 {
					t.Errorf("a record with faults: %v", faults)
				}
			}
		}
	})
}
