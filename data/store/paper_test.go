package store

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func papers(t testing.TB, s *Store, prefix string) (all []string) {
	t.Helper()
	err := s.View(func(tx *Tx) error {
		for p, err := range tx.Papers(prefix) {
			if err != nil {
				return err
			}
			all = append(all, p.Name+"="+string(p.Content))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func filed(t testing.TB, s *Store, f Filing) {
	t.Helper()
	if err := s.File(f); err != nil {
		t.Fatal(err)
	}
}

// Papers are kept, replaced and taken away beside the records, which stay as they
// are; they are there again after the store was closed.
func TestPapersAreKeptBesideTheRecords(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	if got := papers(t, s, ""); len(got) != 0 {
		t.Errorf("a new store has %v", got)
	}
	digest, generation := s.Digest(), s.Generation()
	filed(t, s, Filing{Papers: []Paper{{"plan/a", []byte("one")}, {"plan/b", []byte("two")}, {"proposal/c", []byte("three")}}})
	filed(t, s, Filing{Papers: []Paper{{"plan/a", []byte("four")}, {"plan/b", nil}, {"plan/never", nil}}})
	for range 2 {
		if got, want := fmt.Sprint(papers(t, s, "plan/")), "[plan/a=four]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := papers(t, s, ""); len(got) != 2 || s.Digest() != digest || s.Generation() != generation {
			t.Errorf("got %v, generation %d", got, s.Generation())
		}
		if report := checked(t, s); report.Papers != 2 {
			t.Errorf("the check saw %d papers", report.Papers)
		}
		closing(t, s)
		s = h.open(t)
	}
	sound(t, s)
}

// A paper that comes with a change is there if and only if the change is.
func TestPapersComeWithTheirChange(t *testing.T) {
	s := newHome(t).create(t)
	b := put(shelter(1, 1))
	b.Key, b.Papers = "import 1", []Paper{{"import/1", []byte("applied")}}
	apply(t, s, b)
	b.Papers = []Paper{{"import/1", []byte("applied twice")}}
	if r := apply(t, s, b); !r.Repeated {
		t.Error("the key was used, and it is applied again")
	}
	stale := put(shelter(2, 1))
	zero := uint64(0)
	stale.Expect, stale.Papers = &zero, []Paper{{"import/2", []byte("applied")}}
	if _, err := s.Apply(stale); bilingual.KindOf(err) != bilingual.Conflict {
		t.Errorf("got %v", err)
	}
	alone := Batch{Actor: "marie", Reason: "a test", At: noon, Papers: []Paper{{"import/3", []byte("nothing changed")}}}
	apply(t, s, alone)
	if got, want := fmt.Sprint(papers(t, s, "")), "[import/1=applied import/3=nothing changed]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	sound(t, s)
}

// What is audited with a paper needs somebody and a reason, and is in the audit.
func TestAFilingIsAudited(t *testing.T) {
	s := newHome(t).create(t)
	wantProblem(t, s.File(Filing{Action: "decline", Actor: "marie", Reason: " "}), bilingual.Invalid, "reason_required")
	filed(t, s, Filing{Action: "decline", Actor: "marie", Reason: "no form", At: noon, Papers: []Paper{{"proposal/1", []byte("declined")}}})
	var last AuditEntry
	err := s.View(func(tx *Tx) error {
		for e, err := range tx.Audit() {
			if err != nil {
				return err
			}
			last = e
		}
		return nil
	})
	if err != nil || last.Action != "decline" || last.Actor != "marie" || last.Reason != "no form" {
		t.Errorf("the audit says %+v, %v", last, err)
	}
	sound(t, s)
}

// What a paper says is sealed, and one that is hidden by damage is missed.
func TestPapersAreSealedAndCounted(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	filed(t, s, Filing{Papers: []Paper{{"file/1", []byte("canary: 12 Fictitious Street")}}})
	closing(t, s)
	if bytes.Contains(readFile(t, h.file()), []byte("Fictitious")) {
		t.Error("the file of the store says what a paper says")
	}
	s = h.open(t)
	err := s.update(func(w *writer) error {
		w.remove(bucketPapers, []byte("file/1")) // and the sealed state still counts it
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(func(tx *Tx) error {
		_, _, err := tx.Paper("file/1")
		return err
	})
	wantProblem(t, err, bilingual.Damaged, "store_incomplete")
	report, err := s.Check(t.Context(), nil)
	if err != nil || report.OK() {
		t.Errorf("the check found nothing: %+v, %v", report, err)
	}
	closing(t, s)
}
