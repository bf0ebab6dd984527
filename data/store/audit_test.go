package store

import (
	"bytes"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

func entries(t testing.TB, s *Store) []AuditEntry {
	t.Helper()
	var all []AuditEntry
	err := s.View(func(tx *Tx) error {
		for e, err := range tx.Audit() {
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheAuditSaysWhoDidWhatAndWhy(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(1, 1), shelter(2, 1)))
	apply(t, s, put(shelter(1, 1))) // nothing
	if _, err := s.Reveal("ana", "warm transfer", noon, id(2)); err != nil {
		t.Fatal(err)
	}
	all := entries(t, s)
	if len(all) != 3 {
		t.Fatalf("got %d entries, want 3", len(all))
	}
	created, applied, revealed := all[0], all[1], all[2]
	if created.Action != ActionCreate || !created.At.Equal(noon) {
		t.Errorf("got %+v", created)
	}
	if applied.Actor != "marie" || applied.Reason != "a test" || applied.Added != 2 || applied.Change != 1 || len(applied.Subjects) != 2 {
		t.Errorf("got %+v", applied)
	}
	if revealed.Number != 3 || revealed.Action != ActionReveal || revealed.Actor != "ana" || revealed.Subjects[0] != id(2) {
		t.Errorf("got %+v", revealed)
	}
	if bytes.Equal(created.Salt, applied.Salt) || len(applied.Salt) != saltSize {
		t.Error("the entries have no salt of their own")
	}
	if s.Generation() != 1 {
		t.Errorf("a reveal has made generation %d", s.Generation())
	}
}

func TestRevealGivesTheGrantThatOpensOneRecord(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(1, 1), shelter(2, 1)))
	grant, err := s.Reveal("ana", "warm transfer", noon, id(1))
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(func(tx *Tx) error {
		r, err := tx.Record(id(1))
		if err != nil {
			return err
		}
		parts, err := r.Open(grant)
		if err != nil || len(parts.Contacts) != 1 {
			t.Errorf("got %v, %v", parts, err)
		}
		other, err := tx.Record(id(2))
		if err != nil {
			return err
		}
		if _, err := other.Open(grant); err == nil {
			t.Error("the grant opened another record")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRevealRefusesWithoutAReasonOrARecord(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelter(1, 1)))
	for _, c := range []struct {
		actor, reason string
		n             int
		kind          bilingual.Kind
		code          string
	}{
		{"ana", " ", 1, bilingual.Invalid, "reason_required"},
		{"", "a call", 1, bilingual.Invalid, "reason_required"},
		{"ana", "a call", 2, bilingual.NotFound, "record_absent"},
	} {
		grant, err := s.Reveal(c.actor, c.reason, noon, id(c.n))
		wantProblem(t, err, c.kind, c.code)
		if grant != (record.Grant{}) {
			t.Errorf("got a grant %+v", grant)
		}
	}
	if n := len(entries(t, s)); n != 2 {
		t.Errorf("got %d entries, want 2", n)
	}
}

func TestATamperedAuditIsFound(t *testing.T) {
	h, file, _ := lived(t)
	audit := func(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket([]byte(bucketAudit)) }
	for what, f := range map[string]func(tx *bbolt.Tx) error{
		"the last entry dropped":  func(tx *bbolt.Tx) error { return audit(tx).Delete(number(7)) },
		"the first entry dropped": func(tx *bbolt.Tx) error { return audit(tx).Delete(number(1)) },
		"an entry dropped":        func(tx *bbolt.Tx) error { return audit(tx).Delete(number(4)) },
		"an entry doubled": func(tx *bbolt.Tx) error {
			return audit(tx).Put(number(8), bytes.Clone(audit(tx).Get(number(7))))
		},
		"entries swapped": func(tx *bbolt.Tx) error {
			three, four := bytes.Clone(audit(tx).Get(number(3))), bytes.Clone(audit(tx).Get(number(4)))
			if err := audit(tx).Put(number(3), four); err != nil {
				return err
			}
			return audit(tx).Put(number(4), three)
		},
	} {
		t.Run(what, func(t *testing.T) {
			write(t, h.file(), file)
			tamper(t, h, f)
			s := h.open(t)
			defer closing(t, s)
			found := false
			for _, err := range auditErrors(s) {
				found = true
				wantRefusal(t, err)
			}
			report, err := s.Check(t.Context(), nil)
			if err != nil || report.OK() || !found {
				t.Errorf("got %+v, %v, found %v", report, err, found)
			}
		})
	}
}

// TestTheChainAloneFindsARewrittenEntry rewrites an entry with the store's own
// key, as an insider with the key might, but not those after it.
func TestTheChainAloneFindsARewrittenEntry(t *testing.T) {
	h, _, _ := lived(t)
	s := h.open(t)
	err := s.update(func(w *writer) error {
		return w.put(bucketAudit, number(3), AuditEntry{Number: 3, Action: ActionApply, Actor: "nobody", Prev: entries(t, s)[2].Prev})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, s)
	if len(auditErrors(s)) == 0 {
		t.Error("a rewritten entry was believed")
	}
}

func auditErrors(s *Store) (errs []error) {
	err := s.View(func(tx *Tx) error {
		for _, err := range tx.Audit() {
			if err != nil {
				errs = append(errs, err)
			}
		}
		return nil
	})
	if err != nil {
		errs = append(errs, err)
	}
	return errs
}
