package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// oldHome is a copy of a directory that a program of schema 1 wrote.
func oldHome(t testing.TB) home { return homeOfSchema(t, 1) }

func homeOfSchema(t testing.TB, schema int) home {
	t.Helper()
	base := t.TempDir()
	if err := os.CopyFS(base, os.DirFS(fmt.Sprint("testdata/schema", schema))); err != nil {
		t.Fatal(err)
	}
	h := home{dir: filepath.Join(base, "directory"), keys: Keys{Dir: filepath.Join(base, "keys")}}
	if err := os.Chmod(h.file(), 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// oldRecords are the records that the old directory held at the end.
func oldRecords(t testing.TB) (records []*record.Record) {
	t.Helper()
	for line := range bytes.Lines(readFile(t, "testdata/schema1/records.jsonl")) {
		r, err := record.Decode(bytes.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	return records
}

func schemaOf(t testing.TB, h home) int {
	t.Helper()
	db, err := bbolt.Open(h.file(), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var found header
	err = db.View(func(tx *bbolt.Tx) (err error) {
		found, _, err = readHeader(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found.Schema
}

// holdsWhatItHeld compares a store with the old directory's last state, to the
// byte and to the digest.
func holdsWhatItHeld(t testing.TB, s *Store) {
	t.Helper()
	got, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	want := oldRecords(t)
	if len(got) != len(want) {
		t.Fatalf("got %d records, want %d", len(got), len(want))
	}
	for i := range got {
		a, _ := record.Encode(got[i])
		b, _ := record.Encode(want[i])
		if !bytes.Equal(a, b) {
			t.Errorf("record %s is another one", want[i].ID())
		}
	}
	if s.Generation() != 3 {
		t.Errorf("got generation %d, want 3", s.Generation())
	}
}

func TestAStoreOfAnOlderSchemaIsBroughtUpToDate(t *testing.T) {
	for old := 1; old < schema; old++ {
		t.Run(fmt.Sprint(old), func(t *testing.T) { broughtUpToDate(t, old) })
	}
}

func broughtUpToDate(t *testing.T, old int) {
	h := homeOfSchema(t, old)
	if got := schemaOf(t, h); got != old {
		t.Fatalf("the old directory is of schema %d", got)
	}
	for range 2 {
		s := h.open(t)
		holdsWhatItHeld(t, s)
		sound(t, s)
		if got := schemaOf(t, h); got != schema {
			t.Errorf("got schema %d, want %d", got, schema)
		}
	}

	s := h.open(t)
	defer sound(t, s)
	fresh := newHome(t).create(t)
	defer sound(t, fresh)
	apply(t, fresh, put(oldRecords(t)...))
	if s.Digest() != fresh.Digest() {
		t.Error("equal records have two digests: one in a store brought up to date, one in a new store")
	}
	if got := len(entries(t, s)); got != 6 {
		t.Errorf("got %d audit entries, want the 6 of before", got)
	}
	b := put(shelter(1, 2))
	b.Key = "import 1"
	if r := apply(t, s, b); !r.Repeated {
		t.Error("an idempotency key from before was forgotten")
	}
}

// TestChangesFromBeforeAreUndone puts before-images back that are still in the
// old form.
func TestChangesFromBeforeAreUndone(t *testing.T) {
	s := oldHome(t).open(t)
	defer sound(t, s)
	last := s.Digest()
	apply(t, s, undo(t, s, 3))
	if s.Digest() == last {
		t.Error("nothing was undone")
	}
	if r := apply(t, s, undo(t, s, 3)); r.Unchanged != 1 {
		t.Errorf("got %+v: the before-image differs from itself", r)
	}
	apply(t, s, undo(t, s, 4))
	if s.Digest() != last {
		t.Error("undoing the undoing has not restored the digest")
	}
}

func TestAStoreIsBroughtUpToDateWholeOrNotAtAll(t *testing.T) {
	for _, done := range []bool{false, true} {
		h := oldHome(t)
		s, err := open(h.dir, h.keys, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.commit = failing(done)
		if err := s.migrate(); !errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("got %v, want an unknown outcome", err)
		}
		closing(t, s)
		if got := schemaOf(t, h); (got == schema) != done {
			t.Errorf("got schema %d where done is %v", got, done)
		}
		s = h.open(t)
		holdsWhatItHeld(t, s)
		sound(t, s)
	}
}

func TestADamagedStoreIsNotBroughtUpToDate(t *testing.T) {
	h := oldHome(t)
	tamper(t, h, func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucketRecords)).Delete([]byte(id(5))) })
	before := readFile(t, h.file())
	h.refused(t, bilingual.Damaged, "store_incomplete")
	if !bytes.Equal(before, readFile(t, h.file())) {
		t.Error("the refused file was changed")
	}
}
