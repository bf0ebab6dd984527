package store

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/durable"
)

// Create makes a new, empty store in the folder dir, which is made as well if
// need be, and opens it. Its keys are made in keys.Dir. random gives the store's
// id, its signing key and the salt of audit entries; at is noted in the audit.
// A folder that has a store already is refused with a Problem of kind Conflict.
// One that has only the name of a store, which was lost, is refused with one of
// kind Damaged, and keeps the name: it says which key opens the backups.
//
// The store appears whole or not at all: it is filled and synced under another
// name before it gets its own.
func Create(dir string, keys Keys, random io.Reader, at time.Time) (*Store, error) {
	if err := vacant(dir); err != nil {
		return nil, err
	}
	if err := create(dir, keys, random, at); err != nil {
		return nil, err
	}
	return Open(dir, keys, Options{Random: random})
}

// vacant refuses a folder that has a store, or had one. The name is looked for
// first: a store gets its file before its name, so one that is being created at
// this moment is never taken for a lost one.
func vacant(dir string) error {
	_, unnamed := os.Lstat(filepath.Join(dir, NameFile))
	exists, err := Exists(dir)
	switch {
	case err != nil:
		return err
	case exists:
		return problemExists(dir)
	case unnamed == nil:
		return problemGone(dir)
	case !errors.Is(unnamed, os.ErrNotExist):
		return fmt.Errorf("look for the name of a store: %w", unnamed)
	}
	return nil
}

func create(dir string, keys Keys, random io.Reader, at time.Time) (err error) {
	if err := privateDir(dir); err != nil {
		return fmt.Errorf("create a store: %w", err)
	}
	id, err := data.NewID(random)
	if err != nil {
		return fmt.Errorf("create a store: %w", err)
	}
	fresh, err := keys.make(string(id), random)
	if err != nil {
		return fmt.Errorf("create the keys of a store: %w", err)
	}
	if err := place(dir, fresh, random, at); err != nil {
		return errors.Join(err, keys.remove(string(id)))
	}
	return nil
}

// place fills a file beside the store's and gives it the store's name, if nobody
// else has done so meanwhile.
func place(dir string, fresh freshKeys, random io.Reader, at time.Time) error {
	temporary, err := emptyFile(dir)
	if err != nil {
		return fmt.Errorf("create a store: %w", err)
	}
	defer func() { _ = os.Remove(temporary) }() // one of two names, or of none
	if err := fill(temporary, fresh, random, at); err != nil {
		return fmt.Errorf("fill a new store: %w", err)
	}
	err = os.Link(temporary, filepath.Join(dir, File))
	if errors.Is(err, os.ErrExist) {
		return problemExists(dir)
	}
	if err != nil {
		return fmt.Errorf("name a new store: %w", err)
	}
	return writeName(dir, fresh.store)
}

func emptyFile(dir string) (path string, err error) {
	f, err := os.CreateTemp(dir, ".relais-new-*")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

func fill(path string, fresh freshKeys, random io.Reader, at time.Time) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error { return first(tx, fresh, random, at) })
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	return durable.Sync(path)
}

// first writes what every store has: its identity, its state and the audit
// entry of its creation.
func first(tx *bbolt.Tx, fresh freshKeys, random io.Reader, at time.Time) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	w := &writer{box: box{aead: fresh.aead, store: fresh.store}, random: random, sign: fresh.audit}
	id, err := newIdentity(fresh, random)
	if err != nil {
		return err
	}
	if err := w.identity(id); err != nil {
		return err
	}
	w.next.Serial = 1
	if _, err := w.audit(AuditEntry{At: at, Action: ActionCreate}); err != nil {
		return err
	}
	if err := w.checkpoint(); err != nil {
		return err
	}
	if err := w.finish(); err != nil {
		return err
	}
	return putAll(tx, w.puts)
}

// newIdentity draws what a store keeps for good.
func newIdentity(fresh freshKeys, random io.Reader) (identity, error) {
	id := identity{
		header:   header{Format: format, Schema: schema, Store: fresh.store},
		public:   fresh.sign.Public().(ed25519.PublicKey),
		audit:    fresh.audit.Public().(ed25519.PublicKey),
		outcomes: make([]byte, 32),
	}
	_, err := io.ReadFull(random, id.outcomes)
	return id, err
}
