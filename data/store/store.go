// Package store owns the files of a directory: the one truth from which every
// catalog, index and bundle is derived and can be built again.
//
// A directory is a folder with relais.db (a bbolt file: the pages) and relais.id
// (the name of the store that belongs there). While a process changes it, and after
// one was killed, a log relais-….log takes the small changes. The keys are
// elsewhere, see Keys. What holds:
//
//   - Every value is sealed (XChaCha20-Poly1305). The seal binds store, bucket,
//     key and version, so a value cannot be read, altered, moved or put under
//     another key. In the clear are the format, its version, random ids, numbers
//     and the lengths of values.
//   - A change is one transaction: records, before-images, audit entry and state
//     together, or nothing. A small one is a single append to the log, and is folded
//     into the pages later; whoever reads finds it in either place.
//   - No file is opened blind. Size, both meta pages, every page of the tree, the
//     identity and the sealed state are looked at first. A file that is cut,
//     foreign, swapped or flipped is refused with a bilingual.Problem that says
//     so, unchanged; it never becomes an empty directory or a crash.
//   - A record that was hidden by damage is noticed: the sealed state holds count
//     and digest of all records.
//   - A store of an older schema is brought up to date whole or not at all, and
//     one of a newer schema is refused.
//
// An older copy of the whole folder, put back in its place, looks like what it is, a
// good older directory. So does a log whose last changes were replaced by zeros,
// sector by sector, or by an older copy of the same log. They open; OlderCopy and
// VerifyAudit tell them by the last signed checkpoint of the audit, which is kept
// beside the keys, and by those that somebody took away.
//
// The package ranks nothing and decides nothing about what may be shown: see
// data/record. It hands out no sealed part; Reveal writes the audit entry and
// gives the grant that opens one.
//
// Begin with Store, then apply.go, room.go, view.go and stream.go; write.go, log.go and
// fold.go say how a change becomes durable; tree.go, checkpoint.go and outside.go how the audit
// is signed; look.go, pages.go and replay.go how a file is
// looked at before it is trusted; seal.go says what a value is.
package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// File and NameFile are the files of a directory inside its folder.
const (
	File     = "relais.db"
	NameFile = "relais.id"
)

// Options says how to open a store.
type Options struct {
	// LockTimeout is how long to wait for another process that holds the store;
	// 0 means a second.
	LockTimeout time.Duration
	// ReadOnly opens a store that this account may not write, or must not: beside
	// other readers, and never changed, not even brought up to date. Whatever is
	// audited is refused too.
	ReadOnly bool
	// Random gives the salt of audit entries; nil means the system's. Nonces
	// always come from the system.
	Random io.Reader
}

func (o Options) timeout() time.Duration {
	if o.LockTimeout <= 0 {
		return time.Second
	}
	return o.LockTimeout
}

func (o Options) random() io.Reader {
	if o.Random == nil {
		return rand.Reader
	}
	return o.Random
}

// Store is an open directory of records. Its methods may be called by many
// goroutines at once: readers never wait for a change, changes wait for each
// other.
type Store struct {
	dir      string
	keys     Keys
	identity identity
	box      box
	random   io.Reader
	readOnly bool

	db      *bbolt.DB
	file    *os.File                    // db's own file, to let go of it when db no longer can
	commit  func(*bbolt.Tx) error       // how a change is made durable
	state   atomic.Pointer[state]       // of the last change that is known to be durable
	inPages atomic.Pointer[openedState] // the last that was read there

	log         *log                     // guarded by writing; nil if there is none
	logSize     int64                    // of the next one
	appendFrame func(*log, []byte) error // how a change is made durable in it
	pending     atomic.Pointer[pending]  // what it holds
	interrupted bool                     // it ended in a change that was never acknowledged
	changed     bool                     // guarded by writing: this process has changed something

	auditKey ed25519.PrivateKey // signs checkpoints of the audit; nil if it is not here
	unsigned error              // why it is not
	outside  outside            // guarded by writing

	whole struct { // what has been held against state in this process
		records, outcomes atomic.Bool
	}

	writing sync.Mutex           // held by whoever writes or closes
	stopped atomic.Pointer[stop] // why nothing is written any more, or nil
	closed  bool                 // guarded by writing
}

// stop is why a store does not go on.
type stop struct {
	err   error
	reads bool // reading is still safe
}

// Exists reports whether there is a store in the folder dir, whatever its state.
func Exists(dir string) (bool, error) {
	_, err := os.Lstat(filepath.Join(dir, File))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for a store: %w", err)
	}
	return true, nil
}

// Open opens the store in the folder dir with its key from keys. It looks at
// every page of the file first; a file that is not as a store leaves it is
// refused with a bilingual.Problem and is not changed. A store that another
// process holds is refused with one of kind Locked, and one that can be read and
// not written with one that is ErrUnwritable. A store of an older schema is
// brought up to date; an older program then refuses it.
func Open(dir string, keys Keys, o Options) (*Store, error) {
	s, err := open(dir, keys, o)
	if err != nil || o.ReadOnly {
		return s, err
	}
	if err := s.freshen(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open opens a store as it is.
func open(dir string, keys Keys, o Options) (*Store, error) {
	path := filepath.Join(dir, File)
	s, err := look(dir, path, keys, o)
	if err != nil {
		return nil, err
	}
	s.random, s.readOnly = o.random(), o.ReadOnly
	s.commit = (*bbolt.Tx).Commit
	s.logSize, s.appendFrame = logSize, (*log).append
	s.auditKey, s.unsigned = keys.readAuditing(s.identity.Store, s.identity.audit)
	s.pending.Store(&pending{})
	s.state.Store(&state{})
	if s.db, s.file, err = openFile(path, o.timeout(), o.ReadOnly); err != nil {
		return nil, orUnwritable(err) // it has just been read
	}
	if err := s.readState(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// readState takes the state over from the files: between looking and opening,
// another process may have finished a change. Nothing in the log is beyond doubt
// before all of it has been read.
func (s *Store) readState() error {
	var base state
	if err := s.View(func(t *Tx) error { base = t.state; return nil }); err != nil {
		return err
	}
	p, torn, err := s.replayed(base)
	if err != nil {
		return err
	}
	now := base
	if p.state.Serial > 0 {
		now = p.state
	}
	if _, err := s.leftovers(now); err != nil {
		return err
	}
	s.pending.Store(p)
	s.interrupted = torn
	if !s.readOnly {
		if now.edge, err = s.readEdge(); err != nil {
			return err
		}
	}
	s.state.Store(&now)
	return s.lookOutside()
}

// freshen makes a store that may be written into one of today.
func (s *Store) freshen() error {
	if err := s.tidy(); err != nil {
		return err
	}
	if err := s.migrate(); err != nil {
		return err
	}
	return s.catchUp()
}

// tidy leaves the pages alone in the folder: what a killed process left in its
// log is folded, and the logs that nothing needs are taken away.
func (s *Store) tidy() error {
	if err := s.settle(); err != nil {
		return err
	}
	paths, err := s.leftovers(*s.state.Load())
	for _, path := range paths {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// Interrupted reports whether the process that held the store before was stopped
// in the middle of a change. That change was never acknowledged, and was left out.
// It is known only of a change that was on its way into the log.
func (s *Store) Interrupted() bool { return s.interrupted }

// Close lets go of the files, after the transactions under way. Closing twice
// does nothing.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	folding := s.settle()
	if why := s.stopped.Load(); why != nil && !why.reads {
		return errors.Join(s.log.close(), letGo(s.file)) // bbolt died holding its own locks
	}
	if err := errors.Join(folding, s.log.close(), guard(s.db.Close)); err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	return nil
}

// ID is the store's id: a random UUID, drawn when it was created.
func (s *Store) ID() string { return s.identity.Store }

// KeysDir is the folder with the store's keys.
func (s *Store) KeysDir() string { return s.keys.Dir }

// Generation counts the changes of the records; 0 is an empty new store. Reveals
// do not count.
func (s *Store) Generation() uint64 { return s.state.Load().Generation }

// Len is how many records there are.
func (s *Store) Len() int { return int(s.state.Load().Records.Count) }

// Digest is a hash over all records, in hex. It depends on nothing but them:
// equal records give equal digests in any store, whatever happened before.
//
// It tells accidents and differences apart. It is no commitment towards someone
// who may choose the records.
func (s *Store) Digest() string { return s.state.Load().Records.String() }

// SigningKey is the store's own key for signing bundles.
func (s *Store) SigningKey() (ed25519.PrivateKey, error) {
	return s.keys.readSigning(s.identity.Store, s.identity.public)
}

// PublicKey is the key that bundles of this store are verified with. It is kept
// sealed in the store, so it is known even where the signing key is not.
func (s *Store) PublicKey() ed25519.PublicKey { return s.identity.public }
