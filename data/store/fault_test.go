package store

import (
	"errors"
	"fmt"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data/bilingual"
)

var errDisk = errors.New("input/output error")

// TestAFailingDiskLeavesTheOutcomeUnknownAndItIsFoundOut fails a change on either
// side of the moment that decides: one that goes into the pages, one that goes
// there and begins a log, one that the log takes.
func TestAFailingDiskLeavesTheOutcomeUnknownAndItIsFoundOut(t *testing.T) {
	for n, where := range []string{"pages", "a new log", "the log"} {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprint(where, ", done ", done), func(t *testing.T) { failsAfter(t, n, done) })
		}
	}
}

// failsAfter makes some changes in one process, and fails the next.
func failsAfter(t *testing.T, changes int, done bool) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	closing(t, s)
	s = h.open(t)
	for n := range changes {
		apply(t, s, put(shelter(3, n)))
	}
	before := s.Digest()
	failsFromNow(s, done)
	b := put(shelter(1, 2))
	b.Key = "import 7"
	_, err := s.Apply(b)
	wantProblem(t, err, bilingual.Failed, "outcome_unknown")
	if !errors.Is(err, ErrUnknownOutcome) || !errors.Is(err, errDisk) {
		t.Errorf("got %v, want the unknown outcome and its cause", err)
	}
	s.commit, s.appendFrame = (*bbolt.Tx).Commit, (*log).append // the disk is well again, the store does not know
	_, err = s.Apply(put(shelter(2, 1)))
	wantProblem(t, err, bilingual.Failed, "store_stopped")
	if _, err := s.Load(); err != nil {
		t.Errorf("reading stopped as well: %v", err)
	}
	closing(t, s)

	s = h.open(t)
	defer sound(t, s)
	_, ok, err := s.Outcome("import 7")
	if ok != done || err != nil {
		t.Errorf("got outcome %v, %v, want %v", ok, err, done)
	}
	if (s.Digest() != before) != done {
		t.Errorf("the records do not agree with the outcome")
	}
	if r := apply(t, s, b); r.Repeated != done || r.Changed != 1 {
		t.Errorf("got %+v when it was repeated", r)
	}
}

// failsFromNow fails every change, before or after it is on the disk.
func failsFromNow(s *Store, done bool) {
	s.commit = failing(done)
	s.appendFrame = func(l *log, frame []byte) error {
		if done {
			return errors.Join(l.append(frame), errDisk)
		}
		return errDisk
	}
}

func failing(done bool) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		if done {
			return errors.Join(tx.Commit(), errDisk)
		}
		return errors.Join(tx.Rollback(), errDisk)
	}
}

func TestNoGrantWithoutItsAuditEntry(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	s.commit = failing(false)
	g, err := s.Reveal("marie", "a call", noon, id(1))
	if !errors.Is(err, ErrUnknownOutcome) || g.Entry != 0 {
		t.Errorf("got %+v, %v, want no grant", g, err)
	}
	closing(t, s)
	s = h.open(t)
	defer sound(t, s)
	if n := len(entries(t, s)); n != 2 {
		t.Errorf("got %d audit entries, want 2", n)
	}
}

// TestAPanicInACommitStopsTheStoreAndNothingWaits has bbolt die holding its own
// locks: whoever asked them for anything would wait for ever.
func TestAPanicInACommitStopsTheStoreAndNothingWaits(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	apply(t, s, put(shelter(1, 1)))
	s.commit = func(*bbolt.Tx) error { panic("assertion failed") }
	_, err := s.Apply(put(shelter(1, 2)))
	if !errors.Is(err, ErrUnknownOutcome) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Load(); err == nil {
		t.Error("a store that died was read")
	}
	if _, err := s.Apply(put(shelter(1, 3))); err == nil {
		t.Error("a store that died was changed")
	}
	closing(t, s)
	sound(t, h.open(t)) // its lock is free
}

func TestAChangeThatFailsHalfwayLeavesNothing(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelters(3, 1)...))
	before := s.Digest()
	s.random = errReader{}
	if _, err := s.Apply(put(shelters(3, 2)...)); !errors.Is(err, errDisk) || errors.Is(err, ErrUnknownOutcome) {
		t.Errorf("got %v, want the error as it is", err)
	}
	if s.Digest() != before || s.Generation() != 1 {
		t.Error("half a change was made")
	}
	s.random = seeded(3)
	apply(t, s, put(shelters(3, 2)...))
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errDisk }
