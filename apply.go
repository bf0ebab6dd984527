package relais

import (
	"iter"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
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
	Papers []store.Paper // kept or taken away with it
	// stream gives more records to store, which nobody else holds, each time that
	// it is asked: so many that they are not to be in memory together.
	stream iter.Seq2[*record.Record, error]
	// Expect, if not nil, is the generation that the change was planned on; if
	// the directory has moved on since, the change is refused.
	Expect *uint64
}

// Apply stores a change in one transaction, with before-images and an audit
// entry, and then swaps in the catalogs that it made ready before. Searches see
// the directory before it or after it, never between. An invalid record refuses
// the whole change.
func (e *Engine) Apply(c Change) (store.Receipt, error) {
	put, err := own(c.Put)
	if err != nil {
		return store.Receipt{}, err
	}
	c.Put = put
	return e.apply(c)
}

// apply is Apply for records that nobody else holds.
func (e *Engine) apply(c Change) (store.Receipt, error) {
	e.changing.Lock()
	defer e.changing.Unlock()
	turn, err := e.prepare(c)
	if err != nil {
		return store.Receipt{}, err
	}
	before := e.store.Generation()
	receipt, err := e.store.Apply(store.Batch{
		Actor: c.Actor, Reason: c.Reason, At: c.At, Key: c.Key,
		Expect: c.Expect, Put: c.Put, Stream: c.stream, Delete: c.Delete, Papers: c.Papers,
	})
	if err != nil {
		return receipt, err
	}
	if e.store.Generation() != before {
		e.take(turn)
	}
	return receipt, nil
}

// records gives all records to store, one after another.
func (c Change) records() iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		for _, r := range c.Put {
			if !yield(r, nil) {
				return
			}
		}
		if c.stream != nil {
			c.stream(yield)
		}
	}
}

// retried does again what found that the directory had moved on since it looked.
func retried[T any](do func() (T, error)) (T, error) {
	for {
		done, err := do()
		if p, ok := bilingual.AsProblem(err); !ok || p.Code != store.CodeMoved {
			return done, err
		}
	}
}

// own copies records, so that nothing that the caller does to theirs afterwards
// reaches the catalogs without a change and an audit entry.
func own(records []*record.Record) ([]*record.Record, error) {
	copies := make([]*record.Record, len(records))
	for i, r := range records {
		b, err := record.Encode(r)
		if err != nil {
			return nil, err
		}
		if copies[i], err = record.Decode(b); err != nil {
			return nil, err
		}
	}
	return copies, nil
}

// validate refuses a change if any record has faults. It names the first fault
// of the first such record: importers report all of them before it comes here.
func (e *Engine) validate(records []*record.Record, today hours.Date) error {
	for _, r := range records {
		if r.ConsentAfter(today.AddDays(1)) { // a day's grace: it is tomorrow already somewhere
			return &bilingual.Problem{
				Kind: bilingual.Invalid, Code: "consent_in_future",
				Message: bilingual.Textf("record %s: a consent is dated in the future", "dossier %s : un consentement est daté du futur", string(r.ID())),
				Hint:    bilingual.Text{En: "nothing was changed; correct the date", Fr: "rien n’a été modifié; corrigez la date"},
			}
		}
		if faults := r.Validate(e.terms); len(faults) > 0 {
			return problemRecord(r.ID(), faults[0])
		}
	}
	return nil
}

func problemRecord(id data.ID, f record.Fault) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "record_invalid",
		Message: bilingual.Textf("record %s: %s %s", "dossier %s : %s %s", string(id), f.Field, f.Message),
		Hint: bilingual.Text{
			En: "nothing was changed; correct the record and try again",
			Fr: "rien n’a été modifié; corrigez le dossier et réessayez",
		},
	}
}
