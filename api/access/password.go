package access

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/relais-directory/relais/data/access"
)

type nameAndPassword struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	inPage
}

// signIn lets somebody in by name and password. An account that there is not, that
// is disabled, that has no password and one with another password get the same
// answer after the same work.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request, typed nameAndPassword) error {
	a, err := g.named(typed.Name)
	if err != nil {
		return err
	}
	forgive, err := g.attempt(r, typed.Name, a)
	if err != nil {
		return err
	}
	right, stale, err := g.check(r.Context(), typed.Password, a.Password)
	if err != nil {
		forgive()
		return err
	}
	if !right {
		g.o.Log.Warn("sign-in refused", "way", access.ByPassword)
		return problemFailed()
	}
	forgive()
	if stale {
		g.rehash(r, a, typed.Password)
	}
	if err := g.begin(w, r, a, access.ByPassword); err != nil {
		return err
	}
	g.welcome(w, r, a)
	return nil
}

// named finds the account that a password may open; the zero Account, which no
// password opens, if there is none.
func (g *Gate) named(typed string) (access.Account, error) {
	accounts, err := g.o.Keeper.Accounts()
	if err != nil {
		return access.Account{}, err
	}
	name, err := access.ParseName(typed)
	found := access.Account{}
	for _, a := range accounts {
		if err == nil && a.Name == name && !a.Disabled {
			found = a
		}
	}
	return found, nil
}

// attempt takes a place for one failure. A name counts as it is read, whether or
// not there is such an account.
func (g *Gate) attempt(r *http.Request, typed string, a access.Account) (forgive func(), err error) {
	name, err := access.ParseName(typed)
	if err != nil {
		name = "" // all that are none count as one
	}
	cookie, _ := cookieOf(r, deviceCookie)
	device := g.throttle.known(cookie, a.ID, g.o.Now())
	forgive, wait := g.throttle.attempt(name, device, g.o.Now())
	if wait > 0 {
		return nil, problemWait(wait)
	}
	return forgive, nil
}

// check compares a password with a hash when there is room for the work.
func (g *Gate) check(ctx context.Context, password, hash string) (right, stale bool, err error) {
	leave, err := g.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	right, stale = g.o.Cost.Check(password, hash)
	return right, stale, nil
}

// hash hashes a new password when there is room for the work.
func (g *Gate) hash(ctx context.Context, password string) (string, error) {
	leave, err := g.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return g.o.Cost.Hash(password, g.o.Random)
}

// enter waits for one of the places for hashing.
func (g *Gate) enter(ctx context.Context) (leave func(), err error) {
	patience := time.NewTimer(hashWait)
	defer patience.Stop()
	select {
	case g.hashing <- struct{}{}:
		return func() { <-g.hashing }, nil
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil, problemWait(hashWait)
}

const hashWait = 5 * time.Second

// rehash hashes a password at today's cost. If that cannot be kept, the former
// hash stays, and is tried again the next time.
func (g *Gate) rehash(r *http.Request, a access.Account, password string) {
	hash, err := g.hash(r.Context(), password)
	if err != nil {
		return
	}
	a.Password = hash // the same password: no session ends
	n := access.Note{Actor: a.Actor(), Action: access.NotePassword, Reason: "hashed anew", At: g.o.Now(), Subject: a.ID}
	if _, err := g.o.Keeper.SaveAccount(a, n); err != nil && !errors.Is(err, access.ErrMoved) {
		g.o.Log.Error("access", "error", err)
	}
}
