package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Batch is a change of the directory: records to put in place of what has their
// ids, and ids to delete.
type Batch struct {
	Actor, Reason string    // who, and why in a sentence: both required, both audited
	At            time.Time // when
	// Key is the idempotency key; "" for none. A key that has been used gives
	// the first receipt again and changes nothing, whatever the batch says.
	Key string
	// Expect, if not nil, is the generation that the change was planned on.
	Expect *uint64
	Put    []*record.Record
	// Stream, if not nil, gives more records to put, one after another: they need
	// not be in memory together. Its first error refuses the batch.
	Stream iter.Seq2[*record.Record, error]
	Delete []data.ID // ids without a record change nothing
	Papers []Paper   // kept or taken away in the same transaction
}

// Receipt says what a batch did.
type Receipt struct {
	Generation uint64 `json:"generation"` // after it
	Change     uint64 `json:"change"`     // its number, for Tx.Change; 0 if nothing changed
	Added      int    `json:"added"`
	Changed    int    `json:"changed"`
	Unchanged  int    `json:"unchanged"` // put as they already were
	Deleted    int    `json:"deleted"`
	Repeated   bool   `json:"repeated,omitempty"` // the key had been used: this is the first receipt
}

// Apply makes a change in one transaction: records, their before-images, the
// audit entry and the sealed state, all or nothing. Records that are stored with
// the same bytes already are not written. If nothing changes, the generation
// stays and there is nothing to undo or audit; only the outcome of a Key is kept.
//
// Problems: Conflict if the directory has moved on from b.Expect; Invalid for a
// batch that contradicts itself. An error that is ErrUnknownOutcome means that
// the disk failed while the change was being made durable: the change may have
// been made or not. The store then writes nothing more; open it again and ask
// Outcome.
func (s *Store) Apply(b Batch) (Receipt, error) {
	after, err := b.encode()
	if err != nil {
		return Receipt{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if receipt, ok, err := s.Outcome(b.Key); ok || err != nil {
		return receipt, err
	}
	p, err := s.plan(b, after)
	if err != nil {
		return Receipt{}, err
	}
	if len(p.edits) == 0 && b.Key == "" && len(b.Papers) == 0 {
		return p.receipt, nil
	}
	if err := s.update(func(w *writer) error { return w.change(s.identity, b, p) }); err != nil {
		return Receipt{}, err
	}
	return p.receipt, nil
}

// Outcome gives the receipt of the change that was applied with an idempotency
// key, Repeated set, and whether there is one.
func (s *Store) Outcome(key string) (receipt Receipt, ok bool, err error) {
	if key == "" {
		return Receipt{}, false, nil
	}
	err = s.View(func(t *Tx) error {
		b, err := t.get(bucketOutcomes, s.identity.outcomeKey(key))
		if errors.Is(err, errMissing) {
			return t.countOutcomes()
		}
		if err != nil {
			return orDamaged(err)
		}
		ok = true
		return json.Unmarshal(b, &receipt)
	})
	receipt.Repeated = ok
	return receipt, ok, err
}

// countOutcomes makes sure, once in a process, that no outcome is hidden: a
// change would be made twice.
func (t *Tx) countOutcomes() error {
	if t.store.whole.outcomes.Load() {
		return nil
	}
	var found tally
	for e, err := range t.scan(bucketOutcomes) {
		if err != nil {
			return err
		}
		found.add(e.key, nil)
	}
	if found != t.state.Outcomes {
		return problemHidden()
	}
	t.store.whole.outcomes.Store(true)
	return nil
}

// edit is one record that changes. Nothing before means that it is new, nothing
// after that it goes.
type edit struct {
	id            data.ID
	before, after []byte
}

type plan struct {
	edits   []edit
	receipt Receipt
}

// encode gives the bytes of the records to put and nil for those to delete, in
// the order of the batch.
func (b Batch) encode() ([]edit, error) {
	if err := b.answeredFor(); err != nil {
		return nil, err
	}
	var edits []edit
	seen := map[data.ID]bool{}
	for r, err := range b.records() {
		if err != nil {
			return nil, err
		}
		content, err := encode(r)
		if err != nil {
			return nil, err
		}
		edits = append(edits, edit{id: r.ID(), after: content})
	}
	for _, id := range b.Delete {
		edits = append(edits, edit{id: id})
	}
	for _, e := range edits {
		if seen[e.id] {
			return nil, problemTwice()
		}
		seen[e.id] = true
	}
	return edits, nil
}

// answeredFor refuses a change of which nobody says who makes it, or why.
func (b Batch) answeredFor() error {
	if strings.TrimSpace(b.Actor) == "" || strings.TrimSpace(b.Reason) == "" {
		return problemNoReason()
	}
	return nil
}

// records gives all records to put.
func (b Batch) records() iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		for _, r := range b.Put {
			if !yield(r, nil) {
				return
			}
		}
		if b.Stream != nil {
			b.Stream(yield)
		}
	}
}

// encode gives the bytes of r in the form that stays the same when it is read
// and written again, so that undoing a change restores the digest, and refuses
// what could not be read again.
func encode(r *record.Record) ([]byte, error) {
	if r == nil {
		return nil, problemUnreadable(errMissing)
	}
	if id, err := data.ParseID(string(r.ID())); err != nil || id != r.ID() {
		return nil, problemUnreadable(errors.New("the id is no lower-case UUID"))
	}
	content, err := record.EncodeSettled(r)
	if err != nil {
		return nil, problemUnreadable(err)
	}
	return content, nil
}

// plan compares the batch with what is stored.
func (s *Store) plan(b Batch, after []edit) (p plan, err error) {
	err = s.View(func(t *Tx) error {
		if b.Expect != nil && *b.Expect != t.Generation() {
			return problemMoved()
		}
		if err := t.countRecords(); err != nil {
			return err
		}
		for _, e := range after {
			if e.before, err = t.content(e.id); err != nil {
				return err
			}
			p.add(e)
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	p.number(s.state.Load())
	return p, nil
}

// number gives the change its numbers, as the one after st.
func (p *plan) number(st *state) {
	p.receipt.Generation = st.Generation
	if len(p.edits) > 0 {
		p.receipt.Generation = st.Generation + 1
		p.receipt.Change = st.Changes + 1
	}
}

func (p *plan) add(e edit) {
	switch {
	case e.before == nil && e.after == nil:
		return
	case e.before == nil:
		p.receipt.Added++
	case e.after == nil:
		p.receipt.Deleted++
	case bytes.Equal(e.before, e.after):
		p.receipt.Unchanged++
		return
	default:
		p.receipt.Changed++
	}
	p.edits = append(p.edits, e)
}

// change writes a planned change.
func (w *writer) change(id identity, b Batch, p plan) error {
	if b.Key != "" {
		if err := w.outcome(id.outcomeKey(b.Key), p.receipt); err != nil {
			return err
		}
	}
	if err := w.papers(b.Papers); err != nil {
		return err
	}
	if len(p.edits) == 0 {
		return nil
	}
	w.next.Generation, w.next.Changes = p.receipt.Generation, p.receipt.Change
	entry, note := b.audited(p), noted(b, p)
	for i, e := range p.edits {
		if err := w.edit(e); err != nil {
			return fmt.Errorf("write record %s: %w", e.id, err)
		}
		p.edits[i] = edit{id: e.id} // sealed by now: of a large change, no more is kept in memory
	}
	var err error
	if note.Entry, err = w.audit(entry); err != nil {
		return err
	}
	return w.put(bucketChanges, number(w.next.Changes), note)
}

func (w *writer) outcome(key []byte, r Receipt) error {
	w.next.Outcomes.add(key, nil)
	return w.put(bucketOutcomes, key, r)
}

func (w *writer) edit(e edit) error {
	if e.before != nil {
		w.next.Images++
		if err := w.putBytes(bucketImages, imageKey(w.next.Changes, e.id), e.before); err != nil {
			return err
		}
	}
	return w.replace(e)
}

// replace puts what is after an edit in the place of what was before it.
func (w *writer) replace(e edit) error {
	key := []byte(e.id)
	if e.before != nil {
		w.next.Records.remove(key, e.before)
	}
	if e.after == nil {
		w.remove(bucketRecords, key)
		return nil
	}
	w.next.Records.add(key, e.after)
	return w.putBytes(bucketRecords, key, e.after)
}
