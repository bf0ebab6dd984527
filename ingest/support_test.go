package ingest

import (
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// tables are loaded once for all tests of the package.
var tables = sync.OnceValues(func() (Env, error) {
	g, err := geo.Load()
	if err != nil {
		return Env{}, err
	}
	terms, err := data.LoadTerms()
	return Env{Gazetteer: g, Terms: terms}, err
})

func newEnv(t testing.TB, had directory) Env {
	t.Helper()
	env, err := tables()
	if err != nil {
		t.Fatal(err)
	}
	env.Random = rand.NewChaCha8([32]byte{7})
	env.Today = hours.Date{Year: 2026, Month: 11, Day: 22}
	env.Source = "test"
	if had != nil {
		env.Existing = had
	}
	return env
}

// directory is what a store would have, in memory.
type directory map[string]*record.Record

func (d directory) BySource(source, key string) (*record.Record, bool) {
	r, ok := d[source+"\x00"+key]
	return r, ok
}

func (d directory) ByID(id data.ID) (*record.Record, bool) {
	r, ok := d[string(id)]
	return r, ok
}

func (d directory) All() iter.Seq[*record.Record] {
	return func(yield func(*record.Record) bool) {
		for key, r := range d {
			if key == string(r.ID()) && !yield(r) {
				return
			}
		}
	}
}

// apply stores a plan, as the engine would, and agrees to all that it proposes,
// as a second person might.
func (d directory) apply(t testing.TB, c ChangeSet) {
	t.Helper()
	d.put(t, c.Put...)
	for _, p := range c.Proposals {
		d.put(t, p.Want)
	}
}

func (d directory) put(t testing.TB, records ...*record.Record) {
	t.Helper()
	for _, r := range records {
		raw, err := record.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		stored, err := record.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		d[string(r.ID())] = stored
		for _, s := range stored.Sources {
			d[s.Name+"\x00"+s.Key] = stored
		}
	}
}

// readCSV reads a file with the template's headings.
func readCSV(t testing.TB, env Env, lines ...string) ([]*record.Record, Report) {
	t.Helper()
	return readMapped(t, env, nil, lines...)
}

func readMapped(t testing.TB, env Env, m *Mapping, lines ...string) ([]*record.Record, Report) {
	t.Helper()
	records, report, err := ReadCSV(strings.NewReader(strings.Join(lines, "\n")), m, env)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if faults := r.Validate(env.Terms); len(faults) > 0 {
			t.Errorf("the reader gave a record with faults: %v", faults)
		}
	}
	return records, report
}

func mapping(t testing.TB, toml string) *Mapping {
	t.Helper()
	m, err := ParseMapping([]byte(toml))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// codes lists the codes of a report's issues, with their severity, sorted.
func codes(r Report) []string {
	var all []string
	for _, i := range r.Issues {
		all = append(all, string(i.Severity)+" "+i.Code)
	}
	slices.Sort(all)
	return all
}

func issue(t testing.TB, r Report, code string) Issue {
	t.Helper()
	for _, i := range r.Issues {
		if i.Code == code {
			return i
		}
	}
	t.Fatalf("no issue %s among %v", code, codes(r))
	return Issue{}
}

func wantCodes(t testing.TB, r Report, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := codes(r); !slices.Equal(got, want) {
		t.Errorf("issues are %v, want %v", got, want)
	}
}

// opened gives the sealed parts of a record, as an audited reveal would.
func opened(t testing.TB, r *record.Record) record.Parts {
	t.Helper()
	parts, err := r.Open(record.Grant{Record: r.ID(), Entry: 1})
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// file opens a file of the real test data, which stands beside the project.
func file(t testing.TB, name string) *os.File {
	t.Helper()
	f, err := os.Open("../../shared/testdata/" + name)
	if err != nil {
		t.Skipf("the real file %s is not here: it is not part of the project", name)
	}
	t.Cleanup(func() { _ = f.Close() }) // only read
	return f
}
