package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// writer is one transaction that changes the store. What it puts is sealed with
// the serial number of the transaction, and next becomes the state with it.
type writer struct {
	tx     *bbolt.Tx
	box    box
	random io.Reader
	next   state
}

// update runs f in one transaction: all of it becomes durable or nothing. The
// caller holds s.writing.
//
// When making it durable fails, nobody knows whether it was done: the disk may
// have the change or not, and trying again may hide that. So the store writes
// nothing more until it is opened again.
func (s *Store) update(f func(*writer) error) error {
	if s.readOnly {
		return problemReadOnly()
	}
	if why := s.stopped.Load(); why != nil {
		return problemStopped(why.err)
	}
	w := &writer{box: s.box, random: s.random, next: *s.state.Load()}
	w.next.Serial++
	if err := s.prepare(w, f); err != nil {
		return s.abandon(w, err)
	}
	if err := guard(func() error { return s.commit(w.tx) }); err != nil {
		_, died := errors.AsType[*crash](err)
		err = problemUnknownOutcome(err)
		s.stopped.Store(&stop{err: err, reads: !died})
		return err
	}
	s.state.Store(&w.next)
	return nil
}

func (s *Store) prepare(w *writer, f func(*writer) error) error {
	return guard(func() (err error) {
		if w.tx, err = s.db.Begin(true); err != nil {
			return fmt.Errorf("begin a change: %w", err)
		}
		if err := s.makeRoom(w.tx.Size()); err != nil {
			return err
		}
		if err := f(w); err != nil {
			return err
		}
		return w.finish()
	})
}

// makeRoom lengthens the file by zeros when bbolt, which uses so many bytes of
// it, will soon need more. bbolt itself would lengthen it by a hole, and then
// every change that fills a piece of it waits for the file system to find a
// place on the disk as well. A disk that is too full for it may still have room
// for the change.
func (s *Store) makeRoom(used int64) error {
	info, err := s.file.Stat()
	if err != nil || info.Size()-used >= growth/4 {
		return err
	}
	if _, err := s.file.WriteAt(make([]byte, growth), info.Size()); err != nil {
		return nil // bbolt will say it, if it needs what is not there
	}
	return s.file.Sync()
}

// abandon takes back a change that was not to be made durable. If bbolt died
// over it, its locks stay held, and the store is of no more use.
func (s *Store) abandon(w *writer, err error) error {
	_, died := errors.AsType[*crash](err)
	if !died && w.tx != nil {
		back := guard(w.tx.Rollback)
		_, died = errors.AsType[*crash](back)
		err = errors.Join(err, back)
	}
	if died {
		err = problemPages(err)
		s.stopped.Store(&stop{err: err})
	}
	return err
}

// finish writes the state: the last thing in every transaction.
func (w *writer) finish() error { return w.put(bucketState, []byte(keyState), w.next) }

// put seals v as JSON.
func (w *writer) put(bucket string, key []byte, v any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write to %s: %w", bucket, err)
	}
	return w.putBytes(bucket, key, plain)
}

func (w *writer) putBytes(bucket string, key, plain []byte) error {
	value, err := w.box.seal(bucket, key, w.next.Serial, plain)
	if err != nil {
		return err
	}
	return w.tx.Bucket([]byte(bucket)).Put(key, value)
}

func (w *writer) remove(bucket string, key []byte) error {
	return w.tx.Bucket([]byte(bucket)).Delete(key)
}
