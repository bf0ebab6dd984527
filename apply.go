package relais

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
)

// Change is a set of records to store and to delete, together or not at all.
type Change struct {
	Actor  string    // who changes: an account's name
	Reason string    // why, in a sentence: it goes to the audit
	At     time.Time // when
	Key    string    // idempotency key: the same key again changes nothing; "" for none
	Put    []*record.Record
	Delete []data.ID
	// Expect, if not nil, is the generation that the change was planned on; if
	// the directory has moved on since, the change is refused.
	Expect *uint64
}

// Apply stores a change in one transaction, with before-images and an audit
// entry, and then swaps fresh catalogs in. Searches see the directory before it
// or after it, never between. An invalid record refuses the whole change.
func (e *Engine) Apply(c Change) (store.Receipt, error) {
	if err := e.validate(c.Put); err != nil {
		return store.Receipt{}, err
	}
	e.changing.Lock()
	defer e.changing.Unlock()
	before := e.store.Generation()
	receipt, err := e.store.Apply(store.Batch{
		Actor: c.Actor, Reason: c.Reason, At: c.At, Key: c.Key,
		Expect: c.Expect, Put: c.Put, Delete: c.Delete,
	})
	if err != nil {
		return receipt, err
	}
	if e.store.Generation() != before {
		e.swap(e.listings.replace(c.Put, c.Delete), true)
	}
	return receipt, nil
}

// validate refuses a change if any record has faults. It names the first fault
// of the first such record: importers report all of them before it comes here.
func (e *Engine) validate(records []*record.Record) error {
	for _, r := range records {
		if faults := r.Validate(e.terms); len(faults) > 0 {
			f := faults[0]
			return &bilingual.Problem{
				Kind:    bilingual.Invalid,
				Code:    "record_invalid",
				Message: bilingual.Textf("record %s: %s %s", "dossier %s : %s %s", string(r.ID()), f.Field, f.Message),
				Hint: bilingual.Text{
					En: "nothing was changed; correct the record and try again",
					Fr: "rien n’a été modifié; corrigez le dossier et réessayez",
				},
			}
		}
	}
	return nil
}
