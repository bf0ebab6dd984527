package ingest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
)

// sampled is the sample directory as a store would have it, every so many
// records of it, with the listings of both audiences.
func sampled(t testing.TB, env Env, every int) (had directory, staff []data.Listing[data.Staff], public []data.Listing[data.Public]) {
	t.Helper()
	had = directory{}
	for i, r := range sampleDirectory(t, env) {
		if i%every == 0 {
			had[string(r.ID())] = r
			staff = append(staff, record.Disclose(r)...)
			public = append(public, record.Publish(r)...)
		}
	}
	return had, staff, public
}

// Whatever leaves the directory and comes back unedited changes nothing: each
// format for the whole of the sample directory, and each audience and language.
func TestExportsComeBackWithoutAChange(t *testing.T) {
	env := newEnv(t, nil)
	every := 1
	if testing.Short() {
		every = 20
	}
	had, staff, public := sampled(t, env, every)
	fewer, fewStaff, fewPublic := sampled(t, env, 20)
	services := hsds.Services(staff, env.Terms)
	for _, c := range []struct {
		name  string
		had   directory
		write func(io.Writer) error
	}{
		{"csv", had, func(w io.Writer) error { return WriteCSV(w, staff, env.Terms, bilingual.Fr) }},
		{"xlsx", had, func(w io.Writer) error { return WriteXLSX(w, public, env.Terms, bilingual.En) }},
		{"hsds", had, func(w io.Writer) error { return json.NewEncoder(w).Encode(services) }},
		{"package", had, func(w io.Writer) error { return hsds.WritePackage(w, services, Guard) }},
		{"csv, staff, English", fewer, func(w io.Writer) error { return WriteCSV(w, fewStaff, env.Terms, bilingual.En) }},
		{"csv, public, French", fewer, func(w io.Writer) error { return WriteCSV(w, fewPublic, env.Terms, bilingual.Fr) }},
		{"xlsx, staff, French", fewer, func(w io.Writer) error { return WriteXLSX(w, fewStaff, env.Terms, bilingual.Fr) }},
		{"hsds, public", fewer, func(w io.Writer) error { return json.NewEncoder(w).Encode(hsds.Services(fewPublic, env.Terms)) }},
		{"package, staff", fewer, func(w io.Writer) error { return hsds.WritePackage(w, hsds.Services(fewStaff, env.Terms), Guard) }},
	} {
		t.Run(c.name, func(t *testing.T) { comesBack(t, env, c.had, c.write) })
	}
}

func comesBack(t *testing.T, env Env, had directory, write func(io.Writer) error) {
	env.Existing = had
	var file bytes.Buffer
	if err := write(&file); err != nil {
		t.Fatal(err)
	}
	records, report, err := Read(&file, nil, env)
	if err != nil {
		t.Fatal(err)
	}
	if report.Rejected > 0 || len(records) < 10 || len(report.Issues) > 0 {
		t.Errorf("%d records, %d rejected, %v", len(records), report.Rejected, tally(report))
	}
	for _, r := range records {
		if known, ok := had.ByID(r.ID()); !ok || !same(known, r) {
			t.Errorf("%s comes back otherwise, or as something else", r.ID())
		}
	}
	if len(had) > 200 {
		return // equal to the byte, as they are, a plan has nothing to say of them
	}
	if c := Plan(records, had); c.Added+c.Changed > 0 || c.Unchanged != len(records) {
		t.Errorf("%d added, %d changed, %d unchanged: %v", c.Added, c.Changed, c.Unchanged, c.Diffs[:min(3, len(c.Diffs))])
	}
}

// One edited cell changes one field of one record, wherever it stands.
func TestOneEditedCellChangesOneThing(t *testing.T) {
	env := newEnv(t, nil)
	had, staff, _ := sampled(t, env, 10)
	env.Existing = had
	for _, c := range []struct{ field, value, field2 string }{
		{"organization (en)", "Renamed House", "organization.name.en"},
		{"service (fr)", "Autre nom", "services"},
		{"phone", "416-555-0188", "service_at_locations"},
		{"needs", "legal", "services"},
		{"maximum age", "77", "services"},
		{"confidential", "yes", "locations"},
	} {
		var file bytes.Buffer
		if err := WriteCSV(&file, staff[100:140], env.Terms, bilingual.En); err != nil {
			t.Fatal(err)
		}
		edited := edit(t, file.String(), 7, c.field, c.value)
		records, report, err := ReadCSV(strings.NewReader(edited), nil, env)
		if err != nil || report.Rejected > 0 {
			t.Fatalf("%v, %v", err, tally(report))
		}
		p := Plan(records, had)
		if p.Changed != 1 || p.Added != 0 {
			t.Errorf("%s: %d changed, %d added: %v", c.field, p.Changed, p.Added, p.Diffs)
		}
	}
}

// edit puts a value into one cell of a CSV file.
func edit(t *testing.T, file string, line int, heading, value string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range rows[0] {
		if h == heading {
			rows[line][i] = value
			var out bytes.Buffer
			w := csv.NewWriter(&out)
			if err := w.WriteAll(rows); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
	}
	t.Fatalf("no column %s", heading)
	return ""
}

// A row that names a listing can hide it, and never show it.
func TestAnExportedVisibilityOnlyNarrows(t *testing.T) {
	env := newEnv(t, nil)
	had, staff, _ := sampled(t, env, 10)
	env.Existing = had
	at := -1
	for i := range staff {
		if staff[i].Inside.Visibility == data.Limited {
			at = i
			break
		}
	}
	if at < 0 {
		t.Fatal("no limited listing in the sample")
	}
	for value, want := range map[string]int{"public": 0, "internal": 1, "nonsense": 1} {
		var file bytes.Buffer
		if err := WriteCSV(&file, staff[at:at+1], env.Terms, bilingual.En); err != nil {
			t.Fatal(err)
		}
		records, report, err := ReadCSV(strings.NewReader(edit(t, file.String(), 1, "visibility", value)), nil, env)
		if err != nil {
			t.Fatal(err)
		}
		p := Plan(records, had)
		if p.Changed != want || len(p.Wider) > 0 {
			t.Errorf("%s: %d changed, %d wider, %v", value, p.Changed, len(p.Wider), tally(report))
		}
		for _, l := range record.Disclose(records[0]) {
			if l.ID == staff[at].ID && want == 1 && l.Inside.Visibility != data.Internal {
				t.Errorf("%s leaves it %s", value, l.Inside.Visibility)
			}
		}
	}
}

func TestGuardedCellsComeBack(t *testing.T) {
	for _, cell := range []string{"=1+1", "+1 416", "-x", "@a", "'=x", "''=x", "＝x", "＋1", "-79.38", "+14165550123", "plain", "'quoted'", "", "-", "+", "- - -", "1-5"} {
		guarded := Guard(cell)
		if first := []rune(guarded + " ")[0]; strings.ContainsRune("=@＝＋－＠", first) || strings.ContainsRune("+-", first) && !plainNumber(guarded) {
			t.Errorf("Guard(%q) = %q, which runs", cell, guarded)
		}
		if got, _ := unguard(guarded); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	}
	env := newEnv(t, nil)
	_, staff, _ := sampled(t, env, 50)
	l := staff[0]
	l.Service.Name = data.Text{En: "=cmd|' /C calc'!A0", Fr: "@SUM(1)"}
	var file bytes.Buffer
	if err := WriteCSV(&file, []data.Listing[data.Staff]{l}, env.Terms, bilingual.En); err != nil {
		t.Fatal(err)
	}
	if text := file.String(); !strings.Contains(text, "'=cmd") || !strings.Contains(text, "'@SUM") {
		t.Error("a formula leaves without its mark")
	}
	records, report, err := ReadCSV(&file, nil, newEnv(t, nil))
	if err != nil || len(records) != 1 || records[0].Services[0].Name != l.Service.Name {
		t.Errorf("%v, %v", err, tally(report))
	}
}

func TestATemplateIsReadBackInEveryForm(t *testing.T) {
	env := newEnv(t, nil)
	for _, lang := range []bilingual.Lang{bilingual.En, bilingual.Fr} {
		var file, again bytes.Buffer
		if err := errors.Join(TemplateXLSX(&file, env.Terms, lang), TemplateXLSX(&again, env.Terms, lang)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file.Bytes(), again.Bytes()) {
			t.Error("the same template has other bytes")
		}
		records, report, err := Read(&file, nil, env)
		if err != nil || len(records) != 0 || len(report.Issues) != 0 || report.Format != FormatXLSX || report.Header != 1 {
			t.Errorf("%s: %d records, %v, %+v", lang, len(records), err, report)
		}
	}
}

func BenchmarkReadXLSX(b *testing.B) {
	env := newEnv(b, nil)
	_, staff, _ := sampled(b, env, 1)
	var file bytes.Buffer
	if err := WriteXLSX(&file, staff, env.Terms, bilingual.En); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(file.Len()), "file-bytes")
	for b.Loop() {
		if _, _, err := Read(bytes.NewReader(file.Bytes()), nil, env); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzReadXLSX(f *testing.F) {
	env := newEnv(f, nil)
	for _, sheet := range []string{
		sheetOf([]string{"key", "organization", "verified on"}, []string{"1", "One House (demo)", numbered("45982", "1")}),
		`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells></worksheet>`,
	} {
		f.Add(sheet, "")
		f.Add(sheet, `<sst><si><t>key</t></si></sst>`)
	}
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		more := []part{}
		if shared != "" {
			more = append(more, part{name: "xl/sharedStrings.xml", text: shared})
		}
		records, _, err := Read(bytes.NewReader(bookOf(t, sheet, more...)), nil, env)
		if err != nil {
			refused(t, "the workbook", err)
		}
		for _, r := range records {
			if faults := r.Validate(env.Terms); len(faults) > 0 {
				t.Errorf("a record with faults: %v", faults)
			}
		}
	})
}

func FuzzReadArchive(f *testing.F) {
	env := newEnv(f, nil)
	f.Add(bookOf(f, sheetOf([]string{"key", "organization"}, []string{"1", "One House (demo)"})))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, _, err := Read(bytes.NewReader(append([]byte("PK\x03\x04"), raw...)), nil, env); err != nil {
			refused(t, "the archive", err)
		}
	})
}

func FuzzGuard(f *testing.F) {
	f.Add("=1+1")
	f.Add("''-x")
	f.Fuzz(func(t *testing.T, cell string) {
		guarded := Guard(cell)
		if runs(guarded) && !plainNumber(guarded) {
			t.Errorf("Guard(%q) = %q, which runs", cell, guarded)
		}
		if got, _ := unguard(guarded); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	})
}

func FuzzReadFeed(f *testing.F) {
	env := newEnv(f, nil)
	had := directory{}
	records, _ := readCSV(f, env, "key,organization", "1,One House (demo)")
	had.apply(f, Plan(records, had))
	env.Existing = had
	f.Add("key,unit,available,maximum,intake,updated\n1,bed,2,9,accepting,2026-11-20\n")
	f.Add("directory id;unité;places libres;mis à jour\nx;bed;2;2026-11-20T04:00:00-05:00\n")
	f.Fuzz(func(t *testing.T, text string) {
		learned, _, err := ReadFeed(strings.NewReader(text), nil, env, hours.Date{})
		if err != nil {
			refused(t, "the feed", err)
		}
		for _, l := range learned {
			if l.Record != records[0].ID() || l.At.IsZero() {
				t.Errorf("learned %+v", l)
			}
		}
	})
}
