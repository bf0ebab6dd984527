package store

import (
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// fold makes a transaction durable in the pages, and with it everything that the
// log holds: one transaction of bbolt. The caller holds s.writing.
//
// If more changes are expected, a new log goes on from there. It is on the disk
// before the pages name it, and the old one is taken away after: at every moment,
// the pages and the log that they name are the whole directory.
func (s *Store) fold(w *writer, more bool) error {
	f := &fold{store: s, writer: w, more: more}
	if err := guard(f.prepare); err != nil {
		return f.abandon(err)
	}
	if err := guard(func() error { return s.commit(f.tx) }); err != nil {
		if f.log != s.log {
			err = errors.Join(err, f.log.close()) // the pages may name it
		}
		return s.unknown(err)
	}
	f.done()
	return nil
}

// settle folds what the log holds, if there is one, and leaves the pages alone to
// be the whole directory.
func (s *Store) settle() error {
	if s.readOnly || s.stopped.Load() != nil || s.state.Load().Log == (Hash{}) {
		return nil
	}
	w := s.writer()
	err := w.checkpoint()
	if err == nil {
		err = s.fold(w, false)
	}
	if err != nil {
		return fmt.Errorf("fold the log: %w", err)
	}
	return nil
}

// fold is one folding.
type fold struct {
	store  *Store
	writer *writer
	more   bool
	tx     *bbolt.Tx
	log    *log // that goes on, or nil
}

func (f *fold) prepare() (err error) {
	s := f.store
	if f.tx, err = s.db.Begin(true); err != nil {
		return fmt.Errorf("begin a change: %w", err)
	}
	if err := s.makeRoom(f.tx.Size()); err != nil {
		return err
	}
	f.writer.next.Log = f.next()
	if err := f.writer.finish(); err != nil {
		return err
	}
	if err := putAll(f.tx, s.pending.Load().all()); err != nil {
		return err
	}
	return putAll(f.tx, f.writer.puts)
}

// next finds the log that goes on, and gives its name. A disk that is too full
// for a new one may still have room for the change.
func (f *fold) next() Hash {
	s := f.store
	switch {
	case !f.more:
		return Hash{}
	case s.log != nil && s.log.empty():
		f.log = s.log
	default:
		var err error
		if f.log, err = createLog(s.dir, s.box, f.writer.next.Serial, s.logSize); err != nil {
			return Hash{}
		}
	}
	return f.log.name
}

// done goes over to the pages and the log that belong together now.
func (f *fold) done() {
	s, old := f.store, f.store.log
	s.log = f.log
	s.pending.Store(&pending{})
	s.state.Store(&f.writer.next)
	if old != nil && old != f.log {
		_ = old.remove() // if it stays, it is known for what it is
	}
	s.carryOut(f.writer.signed, f.writer.next.Signed)
}

// abandon takes back a change that was not to be made durable. If bbolt died
// over it, its locks stay held, and the store is of no more use.
func (f *fold) abandon(err error) error {
	s := f.store
	_, died := errors.AsType[*crash](err)
	if !died && f.tx != nil {
		back := guard(f.tx.Rollback)
		_, died = errors.AsType[*crash](back)
		err = errors.Join(err, back)
	}
	if f.log != nil && f.log != s.log {
		_ = f.log.remove() // no pages name it
	}
	if died {
		err = problemPages(err)
		s.stopped.Store(&stop{err: err})
	}
	return err
}
