package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// seeded is a source of random bytes that a seed replays.
func seeded(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }

// id is the n-th of a fixed series of ids.
func id(n int) data.ID { return data.ID(fmt.Sprintf("00000000-0000-4000-8000-%012x", n+1)) }

// shelter is a record with sealed parts; rev changes what it says.
func shelter(n, rev int) *record.Record {
	r := &record.Record{
		Organization: record.Organization{
			ID: id(n), Name: data.Text{En: fmt.Sprintf("Shelter %d", n), Fr: fmt.Sprintf("Hébergement %d", n)},
			Description: data.Text{En: fmt.Sprintf("revision %d", rev), Fr: fmt.Sprintf("révision %d", rev)},
			Kind:        data.Direct,
		},
		Locations: []record.Location{{ID: id(n + 1<<20), Type: record.Physical, Confidential: true}},
		Demo:      true,
	}
	r.Sealed = record.Seal(record.Parts{
		Sites:    map[data.ID]record.Site{id(n + 1<<20): {Address: data.Address{Line1: fmt.Sprintf("%d Fictitious Street", n)}}},
		Contacts: []data.Contact{{Name: "A. Person", Phone: data.Phone{Number: "+14165550123"}}},
	})
	return r
}

func shelters(count, rev int) []*record.Record {
	var all []*record.Record
	for n := range count {
		all = append(all, shelter(n, rev))
	}
	return all
}

func put(records ...*record.Record) Batch {
	return Batch{Actor: "marie", Reason: "a test", At: noon, Put: records}
}

// home is a folder for a directory and one for its keys.
type home struct {
	dir  string
	keys Keys
}

func newHome(t testing.TB) home {
	base := t.TempDir()
	return home{dir: filepath.Join(base, "directory"), keys: Keys{Dir: filepath.Join(base, "keys")}}
}

func (h home) file() string { return filepath.Join(h.dir, File) }

func (h home) create(t testing.TB) *Store {
	t.Helper()
	s, err := Create(h.dir, h.keys, seeded(1), noon)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h home) open(t testing.TB) *Store {
	t.Helper()
	s, err := Open(h.dir, h.keys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refused opens and expects a Problem with a code, said in both languages.
func (h home) refused(t testing.TB, kind bilingual.Kind, code string) {
	t.Helper()
	s, err := Open(h.dir, h.keys, Options{LockTimeout: 60 * time.Millisecond})
	if err == nil {
		closing(t, s)
		t.Fatalf("opened; want %s", code)
	}
	wantProblem(t, err, kind, code)
}

func wantProblem(t testing.TB, err error, kind bilingual.Kind, code string) {
	t.Helper()
	p, ok := bilingual.AsProblem(err)
	if !ok {
		t.Fatalf("got %v, want a problem %s", err, code)
	}
	if p.Kind != kind || p.Code != code {
		t.Errorf("got kind %d, code %s (%v), want kind %d, code %s", p.Kind, p.Code, err, kind, code)
	}
	for _, said := range []string{p.Message.En, p.Message.Fr, p.Hint.En, p.Hint.Fr} {
		if said == "" {
			t.Errorf("%s says nothing in one of the languages", p.Code)
		}
	}
	if p.Message.En == p.Message.Fr {
		t.Errorf("%s is not said in two languages", p.Code)
	}
}

func apply(t testing.TB, s *Store, b Batch) Receipt {
	t.Helper()
	r, err := s.Apply(b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func closing(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// sound ends a test: a full check, and the files closed.
func sound(t testing.TB, s *Store) {
	t.Helper()
	checked(t, s)
	closing(t, s)
}

func checked(t testing.TB, s *Store) Report {
	t.Helper()
	report, err := s.Check(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		t.Errorf("check: %v", p)
	}
	return report
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// text is everything that a store says, so that two of them can be compared.
func text(s *Store) (string, error) {
	said := fmt.Sprintln(s.ID(), s.Generation(), s.Digest())
	records, err := s.Load()
	if err != nil {
		return "", err
	}
	for _, r := range records {
		b, err := record.Encode(r)
		if err != nil {
			return "", err
		}
		said += string(b) + "\n"
	}
	for n := range 4 {
		receipt, ok, err := s.Outcome(fmt.Sprint("import ", n))
		if err != nil {
			return "", err
		}
		said += fmt.Sprintln(receipt, ok)
	}
	err = s.View(func(t *Tx) error {
		for e, err := range t.Audit() {
			if err != nil {
				return err
			}
			said += fmt.Sprintln(e)
		}
		if err := signs(t, &said); err != nil {
			return err
		}
		for n := range t.Changes() {
			c, err := t.Change(n + 1)
			if err != nil {
				return err
			}
			said += fmt.Sprintln(c.Number, c.Generation, c.Actor, c.Reason, c.At, c.Entry, c.Added, len(c.Before))
			for _, r := range c.Before {
				said += fmt.Sprintln(r.Organization)
			}
		}
		return nil
	})
	return said, err
}

// signs adds the tree of the audit to what a store says, and looks at its
// checkpoints, of which there may be more whenever it is closed.
func signs(t *Tx, said *string) error {
	if t.store.identity.Schema < schemaOfTree {
		return nil
	}
	for n := range t.state.Audit {
		kept, err := t.hashes(n + 1)
		if err != nil {
			return err
		}
		*said += fmt.Sprintln(kept)
	}
	for n := range t.state.Checkpoints {
		if _, err := t.get(bucketCheckpoints, number(n+1)); err != nil {
			return orDamaged(err)
		}
	}
	return nil
}
