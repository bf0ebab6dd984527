package store

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.etcd.io/bbolt"
)

// writer is one transaction that changes the store. What it puts is sealed with
// the serial number of the transaction, and next becomes the state with it.
// Nothing is written before all of it is known.
type writer struct {
	store  *Store
	box    box
	random io.Reader
	sign   ed25519.PrivateKey // for checkpoints of the audit, or nil
	puts   []sealed
	size   int // in the log, at the most
	next   state
	signed []byte // the checkpoint that it puts, or nil
}

// sealed is a sealed value in its place; no value means that it is removed.
type sealed struct {
	_      struct{} `cbor:",toarray"`
	Bucket string
	Key    []byte
	Value  []byte
}

func (s *Store) writer() *writer {
	w := &writer{store: s, box: s.box, random: s.random, sign: s.auditKey, next: *s.state.Load()}
	w.next.Serial++
	return w
}

// update runs f in one transaction: all of it becomes durable or nothing. The
// caller holds s.writing. A small change is appended to the log, if there is one;
// else it goes into the pages, with all that the log holds. The first change of a
// process may well be the only one, and a log is begun with the second.
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
	w := s.writer()
	if err := f(w); err != nil {
		return err
	}
	small := s.log.takes(w.size)
	if !small || w.due() {
		if err := w.checkpoint(); err != nil {
			return err
		}
	}
	if small {
		return s.append(w)
	}
	more := s.changed
	s.changed = true
	return s.fold(w, more)
}

// append makes a transaction durable in the log.
func (s *Store) append(w *writer) error {
	if err := w.finish(); err != nil {
		return err
	}
	frame, err := s.log.frame(s.box, w.puts, w.next.Serial)
	if err != nil {
		return err
	}
	if err := s.appendFrame(s.log, frame); err != nil {
		return s.unknown(err)
	}
	s.log.went(frame)
	s.pending.Load().add(w.puts, w.next)
	s.state.Store(&w.next)
	s.carryOut(w.signed, w.next.Signed)
	return nil
}

// unknown stops the store after an error at the moment that decides.
func (s *Store) unknown(err error) error {
	_, died := errors.AsType[*crash](err)
	err = problemUnknownOutcome(err)
	s.stopped.Store(&stop{err: err, reads: !died})
	return err
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
		return s.file.Truncate(info.Size()) // bbolt will say it, if it needs what is not there
	}
	return s.file.Sync()
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
	w.add(sealed{Bucket: bucket, Key: key, Value: value})
	return nil
}

func (w *writer) remove(bucket string, key []byte) { w.add(sealed{Bucket: bucket, Key: key}) }

func (w *writer) add(one sealed) {
	w.puts = append(w.puts, one)
	w.size += one.size()
}

// size is how many bytes it takes in the log, at the most.
func (s sealed) size() int { return 4*mostHead + len(s.Bucket) + len(s.Key) + len(s.Value) }

// has reports whether there is a value, as this transaction has left it so far.
func (w *writer) has(bucket string, key []byte) (has bool, err error) {
	for _, p := range slices.Backward(w.puts) {
		if p.Bucket == bucket && bytes.Equal(p.Key, key) {
			return p.Value != nil, nil
		}
	}
	err = w.store.View(func(t *Tx) error {
		return guard(func() error {
			has = t.sealed(bucket, key) != nil
			return nil
		})
	})
	return has, orDamaged(err)
}

// putAll puts values into the pages. A bucket comes into being with the first one.
func putAll(tx *bbolt.Tx, puts []sealed) error {
	for _, p := range puts {
		b, err := tx.CreateBucketIfNotExists([]byte(p.Bucket))
		if err != nil {
			return err
		}
		if p.Value == nil {
			err = b.Delete(p.Key)
		} else {
			err = b.Put(p.Key, p.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
