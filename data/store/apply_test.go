package store

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

func TestApplyCountsWhatItDoes(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	steps := []struct {
		does string
		b    Batch
		want Receipt
	}{
		{"adds", put(shelter(1, 1), shelter(2, 1), shelter(3, 1)), Receipt{Generation: 1, Change: 1, Added: 3}},
		{"changes and leaves", put(shelter(1, 2), shelter(2, 1)), Receipt{Generation: 2, Change: 2, Changed: 1, Unchanged: 1}},
		{"changes nothing", put(shelter(1, 2)), Receipt{Generation: 2, Unchanged: 1}},
		{"deletes nothing", Batch{Actor: "a", Reason: "r", Delete: []data.ID{id(9)}}, Receipt{Generation: 2}},
		{"deletes and adds", Batch{Actor: "a", Reason: "r", Delete: []data.ID{id(3)}, Put: []*record.Record{shelter(4, 1)}},
			Receipt{Generation: 3, Change: 3, Added: 1, Deleted: 1}},
	}
	for _, step := range steps {
		if got := apply(t, s, step.b); got != step.want {
			t.Errorf("%s: got %+v, want %+v", step.does, got, step.want)
		}
	}
	if s.Len() != 3 || s.Generation() != 3 {
		t.Errorf("got %d records in generation %d, want 3 in 3", s.Len(), s.Generation())
	}
}

func TestWhatChangesNothingTouchesNoFile(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	defer sound(t, s)
	apply(t, s, put(shelters(3, 1)...))
	before := readFile(t, h.file())
	apply(t, s, put(shelters(3, 1)...))
	if !bytes.Equal(before, readFile(t, h.file())) {
		t.Error("the file has changed")
	}
}

func TestTheSameKeyGivesTheFirstReceipt(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	first := put(shelter(1, 1))
	first.Key = "import 7"
	want := apply(t, s, first)
	apply(t, s, put(shelter(1, 2)))
	digest := s.Digest()
	closing(t, s)

	s = h.open(t)
	defer sound(t, s)
	zero := uint64(0)
	first.Expect = &zero // planned on a generation that has passed, as a repeat is
	want.Repeated = true
	if got := apply(t, s, first); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if s.Digest() != digest {
		t.Error("the repeated change has changed something")
	}
	if got, ok, err := s.Outcome("import 7"); got != want || !ok || err != nil {
		t.Errorf("got %+v, %v, %v, want %+v", got, ok, err, want)
	}
	if _, ok, err := s.Outcome("import 8"); ok || err != nil {
		t.Errorf("got an outcome of what never was: %v, %v", ok, err)
	}
}

func TestAKeyIsUsedUpEvenIfNothingChanged(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(1, 1)))
	b := put(shelter(1, 1))
	b.Key = "same again"
	want := apply(t, s, b)
	if want.Change != 0 || s.Generation() != 1 {
		t.Errorf("got %+v in generation %d, want no change", want, s.Generation())
	}
	apply(t, s, put(shelter(1, 2)))
	digest := s.Digest()
	want.Repeated = true
	if got := apply(t, s, b); got != want || s.Digest() != digest {
		t.Errorf("got %+v, want %+v and nothing changed", got, want)
	}
}

func TestApplyRefuses(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(1, 1)))
	old := uint64(0)
	moved := put(shelter(2, 1))
	moved.Expect = &old
	both := put(shelter(1, 2))
	both.Delete = []data.ID{id(1)}
	silent := put(shelter(1, 2))
	silent.Reason = "  "
	nobody := put(shelter(1, 2))
	nobody.Actor = ""
	odd := shelter(1, 1)
	odd.Organization.ID = "Shelter 1"
	for _, c := range []struct {
		what string
		b    Batch
		kind bilingual.Kind
		code string
	}{
		{"a plan that is out of date", moved, bilingual.Conflict, "generation_moved"},
		{"put and delete at once", both, bilingual.Invalid, "record_twice"},
		{"put twice", put(shelter(1, 2), shelter(1, 3)), bilingual.Invalid, "record_twice"},
		{"no reason", silent, bilingual.Invalid, "reason_required"},
		{"no actor", nobody, bilingual.Invalid, "reason_required"},
		{"no record", put(nil), bilingual.Invalid, "record_unreadable"},
		{"an id that is none", put(odd), bilingual.Invalid, "record_unreadable"},
	} {
		t.Run(c.what, func(t *testing.T) {
			_, err := s.Apply(c.b)
			wantProblem(t, err, c.kind, c.code)
		})
	}
	if s.Generation() != 1 {
		t.Errorf("a refused change made generation %d", s.Generation())
	}
}

func TestUndoRestoresTheDigest(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelters(6, 1)...))
	want := s.Digest()
	change := put(shelter(1, 2), shelter(2, 2), shelter(10, 1))
	change.Delete = []data.ID{id(4)}
	receipt := apply(t, s, change)
	if s.Digest() == want {
		t.Fatal("the change has not changed the digest")
	}
	apply(t, s, undo(t, s, receipt.Change))
	if got := s.Digest(); got != want {
		t.Errorf("got digest %s after the undo, want %s", got, want)
	}
	if s.Generation() != 3 {
		t.Errorf("got generation %d, want 3: an undo is a change", s.Generation())
	}
}

func undo(t testing.TB, s *Store, n uint64) Batch {
	t.Helper()
	b := Batch{Actor: "marie", Reason: "undo", At: noon}
	err := s.View(func(tx *Tx) error {
		c, err := tx.Change(n)
		b.Put, b.Delete = c.Before, c.Added
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBytesThatAreNoTextAreStoredAsTheyWillBeRead(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	odd := shelter(1, 1)
	odd.Organization.Name.En = "caf\xe9 \\ufffd"
	apply(t, s, put(odd))
	first := s.Digest()
	apply(t, s, put(shelter(1, 1)))
	apply(t, s, undo(t, s, 2))
	if s.Digest() != first {
		t.Error("the record was stored in a form that it does not keep")
	}
	records, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := records[0].Organization.Name.En, "caf\ufffd \\ufffd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEqualContentHasOneDigest(t *testing.T) {
	a, b := newHome(t).create(t), newHome(t).create(t)
	defer sound(t, a)
	defer sound(t, b)
	apply(t, a, put(shelters(4, 1)...))
	for _, n := range []int{3, 1, 0, 2} {
		apply(t, b, put(shelter(n, 7)))
		apply(t, b, put(shelter(n, 1)))
	}
	if a.Digest() != b.Digest() {
		t.Errorf("got %s and %s", a.Digest(), b.Digest())
	}
}

func TestRecordsAreReadByIDAndInOrder(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(3, 1), shelter(1, 1), shelter(2, 1)))
	err := s.View(func(tx *Tx) error {
		var ids []data.ID
		for r, err := range tx.All() {
			if err != nil {
				return err
			}
			ids = append(ids, r.ID())
		}
		if len(ids) != 3 || ids[0] != id(1) || ids[2] != id(3) {
			t.Errorf("got %v", ids)
		}
		r, err := tx.Record(id(2))
		if err != nil {
			return err
		}
		if r.Organization.Name.En != "Shelter 2" || r.Sealed.Contacts() != 1 {
			t.Errorf("got %v", r.Organization)
		}
		_, err = tx.Record(id(77))
		wantProblem(t, err, bilingual.NotFound, "record_absent")
		_, err = tx.Record("")
		wantProblem(t, err, bilingual.NotFound, "record_absent")
		_, err = tx.Change(2)
		wantProblem(t, err, bilingual.NotFound, "change_absent")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAViewSeesOneMoment(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(1, 1)))
	var kept *Tx
	err := s.View(func(tx *Tx) error {
		kept = tx
		apply(t, s, put(shelter(1, 2), shelter(2, 1)))
		r, err := tx.Record(id(1))
		if err != nil {
			return err
		}
		if r.Organization.Description.En != "revision 1" || tx.Generation() != 1 || tx.Len() != 1 {
			t.Errorf("a view saw a later change: %v", r.Organization)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Record(id(1)); !errors.Is(err, errEnded) {
		t.Errorf("got %v from a transaction that has ended", err)
	}
	for _, err := range kept.All() {
		if !errors.Is(err, errEnded) {
			t.Errorf("got %v from a transaction that has ended", err)
		}
	}
}

func TestAPanicOfTheCallerIsTheirsAndLeavesTheStoreFree(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	func() {
		defer func() {
			if got := recover(); got != "mine" {
				t.Errorf("got %v, want the caller's own panic", got)
			}
		}()
		_ = s.View(func(*Tx) error { panic("mine") })
	}()
	apply(t, s, put(shelter(1, 1)))
}

func TestReadersAndWritersTogether(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	const changes, per = 12, 5
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for range 40 {
				records, err := s.Load()
				if err != nil {
					t.Error(err)
				}
				for _, r := range records {
					if r.Organization.Description != records[0].Organization.Description {
						t.Errorf("a reader saw half a change")
					}
				}
				_ = s.Digest()
			}
		})
	}
	for rev := range changes {
		apply(t, s, put(shelters(per, rev)...))
	}
	group.Wait()
	if s.Generation() != changes {
		t.Errorf("got generation %d, want %d", s.Generation(), changes)
	}
}
