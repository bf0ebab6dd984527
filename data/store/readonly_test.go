package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/durable/faulttest"
)

func (h home) reading(t testing.TB) *Store {
	t.Helper()
	s, err := Open(h.dir, h.keys, Options{ReadOnly: true, LockTimeout: 60 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAStoreThatIsOnlyReadIsNeverChanged(t *testing.T) {
	h, file, said := lived(t)
	if err := os.Remove(filepath.Join(h.dir, NameFile)); err != nil {
		t.Fatal(err)
	}
	s := h.reading(t)
	checked(t, s)
	if got, err := text(s); got != said || err != nil {
		t.Errorf("it says something else: %v", err)
	}
	_, err := s.Apply(put(shelter(1, 9)))
	wantProblem(t, err, bilingual.NotAllowed, "store_read_only")
	_, err = s.Reveal("marie", "a call", noon, id(1))
	wantProblem(t, err, bilingual.NotAllowed, "store_read_only")
	wantProblem(t, s.RecordExport("ana", "yearly report", noon), bilingual.NotAllowed, "store_read_only")
	closing(t, s)
	if !bytes.Equal(file, readFile(t, h.file())) {
		t.Error("the file was changed")
	}
	if inside, err := os.ReadDir(h.dir); err != nil || len(inside) != 1 {
		t.Errorf("got %v, %v: something was written beside the file", inside, err)
	}
}

func TestReadersShareAStoreAndAWriterDoesNot(t *testing.T) {
	h, _, said := lived(t)
	one, two := h.reading(t), h.reading(t)
	h.refused(t, bilingual.Locked, "store_locked")
	for _, s := range []*Store{one, two} {
		if got, err := text(s); got != said || err != nil {
			t.Errorf("it says something else: %v", err)
		}
		closing(t, s)
	}
	s := h.open(t)
	if _, err := Open(h.dir, h.keys, Options{ReadOnly: true, LockTimeout: 60 * time.Millisecond}); bilingual.KindOf(err) != bilingual.Locked {
		t.Errorf("got %v beside a writer, want that the store is locked", err)
	}
	sound(t, s)
}

func TestAnOldStoreIsReadAsItIs(t *testing.T) {
	h := oldHome(t)
	before := readFile(t, h.file())
	s := h.reading(t)
	holdsWhatItHeld(t, s)
	sound(t, s)
	if schemaOf(t, h) != 1 || !bytes.Equal(before, readFile(t, h.file())) {
		t.Error("a store that was only read was brought up to date")
	}
}

// TestAFileThatCannotBeWrittenIsToldFromOneThatCannotBeRead opens it as an account
// that permissions hold for; the disk that takes no writes is told by its error.
func TestAFileThatCannotBeWrittenIsToldFromOneThatCannotBeRead(t *testing.T) {
	for _, cause := range []error{fs.ErrPermission, syscall.EROFS} {
		err := orUnwritable(problemOpen(fmt.Errorf("open: %w", cause)))
		wantProblem(t, err, bilingual.NotAllowed, "store_unwritable")
		if !errors.Is(err, ErrUnwritable) {
			t.Errorf("%v is not ErrUnwritable", err)
		}
	}
	h, _, said := lived(t)
	withoutRights(t, h, func() {
		if err := os.Chmod(h.file(), 0o400); err != nil {
			t.Fatal(err)
		}
		h.refused(t, bilingual.NotAllowed, "store_unwritable")
		s := h.reading(t)
		if got, err := text(s); got != said || err != nil {
			t.Errorf("it says something else: %v", err)
		}
		closing(t, s)
		if err := os.Chmod(h.file(), 0); err != nil {
			t.Fatal(err)
		}
		h.refused(t, bilingual.NotAllowed, "store_permission")
	})
}

// withoutRights runs f as an account that owns a directory and has no rights
// beyond that: this one, or for the administrator another.
func withoutRights(t *testing.T, h home, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	base := filepath.Dir(filepath.Dir(h.dir)) // of everything that this test makes
	err := filepath.WalkDir(base, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, faulttest.Nobody, faulttest.Nobody))
	})
	if err != nil {
		t.Fatal(err)
	}
	faulttest.AsNobody(t, f)
}
