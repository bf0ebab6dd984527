package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/access"
)

// bucketAccess holds accounts, sessions and tokens, sealed, under their kind and
// an id or digest. It comes into being with the first one. The sealed state has a
// tally of them with what they say, so that an older value, put back in its place,
// is noticed: a disabled account stays disabled.
const bucketAccess = "access"

const (
	kindAccount = "account/"
	kindSession = "session/"
	kindToken   = "token/"
)

// Access is the store as an access.Keeper: make it once, for the first thing asked
// of it counts all that is kept. Whatever is changed through it is audited, but
// for the moments at which sessions are seen and forgotten.
type Access struct {
	store *Store
	whole atomic.Bool // all was held against the sealed state
}

var _ access.Keeper = (*Access)(nil)

// Access gives what is kept of accounts, sessions and tokens.
func (s *Store) Access() *Access { return &Access{store: s} }

// Accounts implements access.Keeper.
func (k *Access) Accounts() ([]access.Account, error) {
	all, err := listed[access.Account](k, kindAccount)
	slices.SortFunc(all, access.ByName)
	return all, err
}

// Account implements access.Keeper.
func (k *Access) Account(id data.ID) (access.Account, error) {
	return got[access.Account](k, kindAccount+string(id))
}

// SaveAccount implements access.Keeper.
func (k *Access) SaveAccount(a access.Account, n access.Note) (access.Account, error) {
	err := k.change(n, func(w *writer) error {
		accounts, err := k.Accounts()
		if err != nil {
			return err
		}
		var kept uint64
		for _, other := range accounts {
			if other.ID == a.ID {
				kept = other.Version
			}
			if a.Collides(other) {
				return access.ErrTaken
			}
		}
		if kept != a.Version {
			return access.ErrMoved
		}
		a.Version++
		return w.keep(kindAccount+string(a.ID), a)
	})
	if err != nil {
		return a, err
	}
	return a.Clone(), nil
}

// Session implements access.Keeper.
func (k *Access) Session(d access.Digest) (access.Session, error) {
	return got[access.Session](k, kindSession+d.String())
}

// Begin implements access.Keeper.
func (k *Access) Begin(s access.Session, n access.Note) error {
	return k.change(n, func(w *writer) error { return w.keep(kindSession+s.Digest.String(), s) })
}

// Seen implements access.Keeper. While somebody else writes, an import perhaps, it
// writes nothing down: nobody on a call waits for that, and their next request
// tries again.
func (k *Access) Seen(d access.Digest, at time.Time) error {
	if !k.store.writing.TryLock() {
		return nil
	}
	defer k.store.writing.Unlock()
	err := k.store.update(func(w *writer) error {
		s, err := k.Session(d)
		if err != nil {
			return err
		}
		s.Seen = at.UTC()
		return w.keep(kindSession+d.String(), s)
	})
	if errors.Is(err, access.ErrAbsent) {
		return nil // it has ended meanwhile
	}
	return err
}

// End implements access.Keeper.
func (k *Access) End(d access.Digest, n access.Note) error {
	err := k.change(n, func(w *writer) error {
		if _, err := k.Session(d); err != nil {
			return err
		}
		return w.forget(kindSession + d.String())
	})
	if errors.Is(err, access.ErrAbsent) {
		return nil
	}
	return err
}

// Sweep implements access.Keeper.
func (k *Access) Sweep(over func(access.Session) bool) error {
	sessions, err := listed[access.Session](k, kindSession)
	if err != nil || !slices.ContainsFunc(sessions, over) {
		return err
	}
	return k.change(access.Note{}, func(w *writer) error {
		sessions, err := listed[access.Session](k, kindSession) // now that nobody changes them
		if err != nil {
			return err
		}
		for _, s := range sessions {
			if !over(s) {
				continue
			}
			if err := w.forget(kindSession + s.Digest.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tokens implements access.Keeper.
func (k *Access) Tokens() ([]access.Token, error) {
	all, err := listed[access.Token](k, kindToken)
	slices.SortFunc(all, access.ByAge)
	return all, err
}

// Token implements access.Keeper.
func (k *Access) Token(d access.Digest) (access.Token, error) {
	return got[access.Token](k, kindToken+d.String())
}

// SaveToken implements access.Keeper.
func (k *Access) SaveToken(t access.Token, n access.Note) (access.Token, error) {
	err := k.change(n, func(w *writer) error {
		tokens, err := k.Tokens()
		if err != nil {
			return err
		}
		var kept uint64
		for _, other := range tokens {
			if other.Digest == t.Digest {
				kept = other.Version
			}
			if t.Collides(other) {
				return access.ErrTaken
			}
		}
		if kept != t.Version {
			return access.ErrMoved
		}
		t.Version++
		return w.keep(kindToken+t.Digest.String(), t)
	})
	if err != nil {
		return t, err
	}
	return t.Clone(), nil
}

// change runs f in one transaction with the audit entry of n, if that has an
// action. Nobody else changes anything meanwhile.
func (k *Access) change(n access.Note, f func(*writer) error) error {
	k.store.writing.Lock()
	defer k.store.writing.Unlock()
	return k.store.update(func(w *writer) error {
		if err := f(w); err != nil || n.Action == "" {
			return err
		}
		_, err := w.audit(AuditEntry{At: n.At, Actor: n.Actor, Action: n.Action, Reason: n.Reason, Subjects: []data.ID{n.Subject}})
		return err
	})
}

// keep puts v in the place of what is kept under a name.
func (w *writer) keep(name string, v any) error {
	if err := w.untally(name); err != nil {
		return err
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write to %s: %w", bucketAccess, err)
	}
	w.next.Access.add([]byte(name), plain)
	return w.putBytes(bucketAccess, []byte(name), plain)
}

// forget takes away what is kept under a name.
func (w *writer) forget(name string) error {
	if err := w.untally(name); err != nil {
		return err
	}
	w.remove(bucketAccess, []byte(name))
	return nil
}

// untally takes out of the tally what is stored under a name, if anything is. One
// transaction changes a name once.
func (w *writer) untally(name string) error {
	return w.store.View(func(t *Tx) error {
		plain, err := t.get(bucketAccess, []byte(name))
		if errors.Is(err, errMissing) {
			return nil
		}
		if err == nil {
			w.next.Access.remove([]byte(name), plain)
		}
		return orDamaged(err)
	})
}

// got gives what is kept under a name, or access.ErrAbsent.
func got[T any](k *Access, name string) (v T, err error) {
	err = k.view(func(t *Tx) error {
		plain, err := t.get(bucketAccess, []byte(name))
		if errors.Is(err, errMissing) {
			return access.ErrAbsent
		}
		if err != nil {
			return orDamaged(err)
		}
		return readAccess(plain, &v)
	})
	return v, err
}

// listed gives all that is kept of a kind, in the order of their names.
func listed[T any](k *Access, kind string) (all []T, err error) {
	err = k.view(func(t *Tx) error {
		for e, err := range t.scan(bucketAccess) {
			if err != nil {
				return err
			}
			if !strings.HasPrefix(string(e.key), kind) {
				continue
			}
			var v T
			if err := readAccess(e.plain, &v); err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	return all, err
}

func readAccess(plain []byte, v any) error {
	if err := json.Unmarshal(plain, v); err != nil {
		return problemPages(fmt.Errorf("%s: %w", bucketAccess, err))
	}
	return nil
}

// view is View, once all that is kept has been counted.
func (k *Access) view(f func(*Tx) error) error {
	return k.store.View(func(t *Tx) error {
		if !k.whole.Load() {
			if err := t.countAccess(); err != nil {
				return err
			}
			k.whole.Store(true)
		}
		return f(t)
	})
}

// countAccess holds accounts, sessions and tokens against the sealed state.
func (t *Tx) countAccess() error {
	var found tally
	for e, err := range t.scan(bucketAccess) {
		if err != nil {
			return err
		}
		found.add(e.key, e.plain)
	}
	if found != t.state.Access {
		return problemHidden()
	}
	return nil
}

// access is countAccess for Check, which goes on after a problem.
func (c *checker) access(t *Tx) {
	var found tally
	if t.state.Access.Count > 0 {
		c.report.Access = c.values(t, bucketAccess, found.add)
	}
	c.expect(found == t.state.Access, problemHidden)
}
