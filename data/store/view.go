package store

import (
	"bytes"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Tx reads the directory as it was at one moment, whatever changes meanwhile. It
// is of no use after the View that gave it.
type Tx struct {
	store *Store
	tx    *bbolt.Tx // nil once View has ended
	log   *pending  // what lies over the pages, or nil
	state state
}

var errEnded = errors.New("a transaction was used after its View")

// View calls f with a transaction for reading, and gives f's error as it is. f
// must be brief and must not change the store: while it reads, the file cannot
// reuse its free pages, and a change that has to map a much larger file waits
// for it.
func (s *Store) View(f func(*Tx) error) (err error) {
	t, err := s.begin()
	if err != nil {
		return err
	}
	defer func() {
		if ending := t.end(); err == nil {
			err = ending
		}
	}()
	return f(t)
}

func (s *Store) begin() (*Tx, error) {
	if why := s.stopped.Load(); why != nil && !why.reads {
		return nil, why.err
	}
	t := &Tx{store: s}
	log := s.pending.Load() // before the pages: they may overtake it, and then have it in them
	err := guard(func() (err error) {
		t.tx, err = s.db.Begin(false)
		return err
	})
	if err != nil {
		return nil, s.reading(err)
	}
	if t.state, err = s.stateIn(t.tx); err != nil {
		return nil, errors.Join(problemState(err), t.end())
	}
	if after := log.after(); after.Serial > t.state.Serial {
		t.log, t.state = log, after
	}
	return t, nil
}

// stateIn opens the state in the pages. Most transactions find the same one, since
// small changes go into the log: it is opened once, and then known by its bytes.
func (s *Store) stateIn(tx *bbolt.Tx) (found state, err error) {
	key := []byte(keyState)
	err = guard(func() error {
		value := tx.Bucket([]byte(bucketState)).Get(key)
		if last := s.inPages.Load(); last != nil && bytes.Equal(last.value, value) {
			found = last.state
			return nil
		}
		if err := s.box.openInto(bucketState, key, value, &found); err != nil {
			return err
		}
		s.inPages.Store(&openedState{bytes.Clone(value), found})
		return nil
	})
	return found, err
}

// openedState is a state, and the sealed value that it was opened from.
type openedState struct {
	value []byte
	state state
}

// reading says what a failed begin means. bbolt that died there holds its locks
// for good, so nobody may wait for them.
func (s *Store) reading(err error) error {
	if _, died := errors.AsType[*crash](err); died {
		err = problemPages(err)
		s.stopped.Store(&stop{err: err})
		return err
	}
	return fmt.Errorf("begin reading: %w", err)
}

func (t *Tx) end() error {
	err := guard(t.tx.Rollback)
	t.tx = nil
	return orDamaged(err)
}

// Generation is the generation that is read.
func (t *Tx) Generation() uint64 { return t.state.Generation }

// Len is how many records are read.
func (t *Tx) Len() int { return int(t.state.Records.Count) }

// Record gives one record, sealed parts closed. A Problem of kind NotFound says
// that there is none; that is said only after all records have been counted
// against the sealed state.
func (t *Tx) Record(id data.ID) (*record.Record, error) {
	b, err := t.existing(id)
	if err != nil {
		return nil, err
	}
	return decode(id, b)
}

// existing is the encoded record, or the Problem that there is none.
func (t *Tx) existing(id data.ID) ([]byte, error) {
	b, err := t.content(id)
	if err == nil && b == nil {
		err = problemNoRecord()
	}
	return b, err
}

// content is the encoded record, or nil if there is surely none.
func (t *Tx) content(id data.ID) ([]byte, error) {
	b, err := t.get(bucketRecords, []byte(id))
	if errors.Is(err, errMissing) {
		return nil, t.countRecords()
	}
	return b, orDamaged(err)
}

func decode(id data.ID, b []byte) (*record.Record, error) {
	r, err := record.Decode(b)
	if err != nil {
		return nil, problemRecord(err)
	}
	if r.ID() != id {
		return nil, problemRecord(errMismatch)
	}
	return r, nil
}

// All gives every record, sorted by id. When it has given all, it holds them
// against the sealed state, and gives a Problem of kind Damaged last if any is
// missing. After an error it ends.
func (t *Tx) All() iter.Seq2[*record.Record, error] {
	return func(yield func(*record.Record, error) bool) {
		var found tally
		for e, err := range t.scan(bucketRecords) {
			if err != nil {
				yield(nil, err)
				return
			}
			found.add(e.key, e.plain)
			r, err := decode(data.ID(e.key), e.plain)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := t.whole(found); err != nil {
			yield(nil, err)
		}
	}
}

// countRecords makes sure, once in a process, that no record is hidden.
func (t *Tx) countRecords() error {
	if t.store.whole.records.Load() {
		return nil
	}
	var found tally
	for e, err := range t.scan(bucketRecords) {
		if err != nil {
			return err
		}
		found.add(e.key, e.plain)
	}
	return t.whole(found)
}

func (t *Tx) whole(found tally) error {
	if found != t.state.Records {
		return problemHidden()
	}
	t.store.whole.records.Store(true)
	return nil
}

// entry is one opened value.
type entry struct{ key, plain []byte }

// get opens one value; errMissing if there is none.
func (t *Tx) get(bucket string, key []byte) (plain []byte, err error) {
	if t.tx == nil {
		return nil, errEnded
	}
	err = guard(func() (err error) {
		plain, err = t.store.box.open(bucket, key, t.sealed(bucket, key))
		return err
	})
	return plain, err
}

// sealed gives a value as it is stored, of the log or else of the pages; nil if
// there is none.
func (t *Tx) sealed(bucket string, key []byte) []byte {
	if value, ok := t.log.get(bucket, key, t.state.Serial); ok {
		return value
	}
	if b := t.tx.Bucket([]byte(bucket)); b != nil {
		return b.Get(key)
	}
	return nil
}

// scan opens every value of a bucket in the order of the keys. The first error
// is the last thing that it gives.
func (t *Tx) scan(bucket string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		if t.tx == nil {
			yield(entry{}, errEnded)
			return
		}
		c := t.cursor(bucket)
		for {
			e, err := t.step(c)
			if err != nil {
				yield(entry{}, orDamaged(err))
				return
			}
			if e.key == nil || !yield(e, nil) {
				return
			}
		}
	}
}

// step opens the value after the cursor's, or the first one; no key means that
// there are no more. The key is a copy: bbolt's own bytes end with the
// transaction.
func (t *Tx) step(c *cursor) (e entry, err error) {
	err = guard(func() (err error) {
		key, value := c.next()
		if key == nil {
			return nil
		}
		e.key = bytes.Clone(key)
		e.plain, err = t.store.box.open(c.bucket, e.key, value)
		return err
	})
	return e, err
}
