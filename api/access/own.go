package access

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/relais-directory/relais/data/access"
)

// fresh is how long after signing in somebody may change what opens their own
// account: a screen that was left unlocked must not be enough.
const fresh = 10 * time.Minute

// owner is the account of whoever sends a request, if they have just signed in.
func (g *Gate) owner(r *http.Request) (access.Account, error) {
	actor := From(r.Context())
	if age := g.o.Now().Sub(actor.session.Made); age > fresh || age < -g.o.Limits.Slack {
		return access.Account{}, problemStale()
	}
	a, err := g.o.Keeper.Account(actor.Account)
	if err == nil && a.Epoch != actor.session.Epoch {
		return access.Account{}, problemSignIn()
	}
	return a, err
}

type newPassword struct {
	Password string `json:"password"`
	inPage
}

// ownPassword changes the password. Every other session of the account ends.
func (g *Gate) ownPassword(w http.ResponseWriter, r *http.Request, typed newPassword) error {
	a, err := g.owner(r)
	if err != nil {
		return err
	}
	if err := access.CheckPassword(typed.Password, a.Name); err != nil {
		return err
	}
	hash, err := g.hash(r.Context(), typed.Password)
	if err != nil {
		return err
	}
	a.SetPassword(hash)
	return g.keepOwn(w, r, a, access.NotePassword)
}

type passkeyID struct {
	ID string `json:"id"` // base64url, as the browser has it
	inPage
}

// revokePasskey takes a passkey away. Every other session of the account ends.
// The last thing that opens an account stays.
func (g *Gate) revokePasskey(w http.ResponseWriter, r *http.Request, typed passkeyID) error {
	a, err := g.owner(r)
	if err != nil {
		return err
	}
	id, err := base64.RawURLEncoding.DecodeString(typed.ID)
	if err != nil || !a.RevokePasskey(id) {
		return problemPasskey()
	}
	if !a.Ready() {
		return problemLast()
	}
	return g.keepOwn(w, r, a, access.NotePasskeyRevoke)
}

// keepOwn saves one's own account and goes on under a new session.
func (g *Gate) keepOwn(w http.ResponseWriter, r *http.Request, a access.Account, action string) error {
	actor := From(r.Context())
	a, err := g.o.Keeper.SaveAccount(a, access.Note{Actor: actor.Name, Action: action, At: g.o.Now(), Subject: a.ID})
	if err != nil {
		return moved(err)
	}
	if err := g.begin(w, r, a, actor.session.Way); err != nil {
		return err
	}
	g.welcome(w, r, a)
	return nil
}
