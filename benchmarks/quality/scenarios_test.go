package quality

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var loadWorld = sync.OnceValues(func() (*World, error) { return NewWorld(os.DirFS("testdata"), "directory") })

func world(tb testing.TB) *World {
	tb.Helper()
	w, err := loadWorld()
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func scenarios(t *testing.T, w *World) []Scenario {
	t.Helper()
	all, err := w.ReadScenarios(os.DirFS("testdata"), "scenarios")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnswersAreWhatAnAdvocateWouldWant(t *testing.T) {
	w := world(t)
	all := scenarios(t, w)
	if len(all) < 60 || w.Staff.Len() < 150 || w.Staff.Len() > 250 {
		t.Errorf("%d scenarios over %d services, want 60 or more over 150 to 250", len(all), w.Staff.Len())
	}
	staff, err := w.ReportStaff(all)
	if err != nil {
		t.Fatal(err)
	}
	public, err := w.ReportPublic(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []Report{staff, public} {
		for _, v := range r.Violations {
			if v.Finding == "" {
				t.Errorf("as %s: %s", r.Audience, v)
			}
		}
		better(t, &r)
	}
	golden(t, "quality.golden", staff.String()+"\n"+public.String())
	if *update {
		quote(t, "staff", staff.Averages())
		quote(t, "public", public.Averages())
	}
}

// better holds the ranking above the simple searches, by every measure.
func better(t *testing.T, r *Report) {
	t.Helper()
	ranked, nearest, needOnly, _ := r.Means()
	for name, peer := range map[string]Measures{"nearest first": nearest, "nearest with the need": needOnly} {
		if ranked.Recall3 <= peer.Recall3 || ranked.MRR <= peer.MRR || ranked.NDCG10 <= peer.NDCG10 {
			t.Errorf("as %s the ranking (%+v) is no better than %s (%+v)", r.Audience, ranked, name, peer)
		}
	}
}

// TestFindingsAreStillTrue keeps the list of known faults from outliving them.
func TestFindingsAreStillTrue(t *testing.T) {
	w := world(t)
	for _, s := range scenarios(t, w) {
		a, err := Answer(w, w.Staff, &s)
		if err != nil {
			t.Fatal(err)
		}
		for key := range s.Finding {
			if !slices.ContainsFunc(violations(&s, a), func(v Violation) bool { return v.Key == key }) {
				t.Errorf("%s: %s no longer appears: take the finding out, here and in docs/quality.md", s.Name, key)
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the quality of answers changed (go test ./benchmarks/quality -update, then review it):\n%s", difference(got, string(want)))
	}
}

// difference shows the lines that only one side has.
func difference(got, want string) string {
	var b strings.Builder
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range w {
		if !slices.Contains(g, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range g {
		if !slices.Contains(w, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}

func TestTheDirectorySaysThatItIsInvented(t *testing.T) {
	for _, r := range world(t).Records {
		name := r.Organization.Name
		if !r.Demo || !strings.HasSuffix(name.Fr, "(démo)") || !strings.HasSuffix(name.En, "(demo)") && !strings.HasSuffix(name.En, "(démo)") {
			t.Errorf("%s does not say that it is invented", name.En)
		}
		for _, s := range r.Services {
			for _, p := range s.Phones {
				if p.Number[5:10] != "55501" {
					t.Errorf("%s has the number %s", name.En, p.Number)
				}
			}
		}
	}
}

func TestEverySectionOfTheCountryHasCallers(t *testing.T) {
	seen := map[string]int{}
	for _, s := range scenarios(t, world(t)) {
		seen[s.File]++
	}
	for _, file := range []string{"north", "atlantic", "quebec", "ontario", "prairies", "pacific"} {
		if seen[file] < 8 {
			t.Errorf("%s has %d scenarios, want 8 or more", file, seen[file])
		}
	}
}
