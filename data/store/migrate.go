package store

import (
	"crypto/ed25519"
	"fmt"

	"github.com/relais-directory/relais/data"
)

// migrate brings a store of an older schema up to date, in one transaction: all
// of it or nothing. Schema 1 held records as JSON; each is written anew in the
// form of today, and the digest with it, for equal records have equal digests in
// any store. Before-images keep the form that they were written in, which is
// still read. Schema 2 had no log; a program of that time would not see what is in
// one. Schema 3 had no tree of the audit and no key for its checkpoints. What the
// records say does not change, so neither does the generation, and
// there is nothing to audit.
//
// A store that does not hold what its sealed state says is refused and stays as
// it is.
func (s *Store) migrate() error {
	if s.identity.Schema == schema {
		return nil
	}
	var records []edit
	if s.identity.Schema == 1 {
		var err error
		if records, err = s.recoded(); err != nil {
			return err
		}
	}
	entries, err := s.audited()
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.auditKey, s.unsigned = s.keys.makeAuditing(s.identity.Store, s.random); s.unsigned != nil {
		return fmt.Errorf("make a key for checkpoints of the audit: %w", s.unsigned)
	}
	id := s.identity
	id.Schema, id.audit = schema, s.auditKey.Public().(ed25519.PublicKey)
	if err := s.update(func(w *writer) error { return w.migrate(id, records, entries) }); err != nil {
		return fmt.Errorf("bring the store up to date: %w", err)
	}
	s.identity = id
	return s.lookOutside()
}

// recoded gives every record in the form that it has and in that of today.
func (s *Store) recoded() (records []edit, err error) {
	err = s.View(func(t *Tx) error {
		var found tally
		for e, err := range t.scan(bucketRecords) {
			if err != nil {
				return err
			}
			found.add(e.key, e.plain)
			r, err := decode(data.ID(e.key), e.plain)
			if err != nil {
				return err
			}
			again, err := encode(r)
			if err != nil {
				return problemRecord(err)
			}
			records = append(records, edit{id: r.ID(), before: e.plain, after: again})
		}
		return t.whole(found)
	})
	return records, err
}

func (w *writer) migrate(id identity, records []edit, entries [][]byte) error {
	for _, e := range records {
		if err := w.replace(e); err != nil {
			return fmt.Errorf("write record %s: %w", e.id, err)
		}
	}
	if err := w.plant(entries); err != nil {
		return err
	}
	return w.identity(id)
}
