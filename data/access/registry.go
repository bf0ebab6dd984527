package access

import (
	"errors"
	"io"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Registry is how accounts and tokens are looked after, whether from a command
// line or from a page. It asks nobody whether they may: whoever calls it has.
// Accounts and tokens go by their names, as people do.
type Registry struct {
	Keeper Keeper
	Random io.Reader // ids and secrets
}

// How long a set-up link is good.
const (
	LinkLife     = 24 * time.Hour
	FirstRunLife = time.Hour
)

// Add makes an account and the link that its owner sets it up with.
func (r Registry) Add(actor, name string, role Role, at time.Time) (Account, Secret, error) {
	id, err := data.NewID(r.Random)
	if err != nil {
		return Account{}, Secret{}, err
	}
	a, err := NewAccount(id, name, role, at)
	if err != nil {
		return Account{}, Secret{}, err
	}
	return r.offer(a, Note{Actor: actor, Action: NoteAccountAdd, Reason: "role " + string(role), At: at}, LinkLife)
}

// Link makes a new set-up link for an account: for somebody who has lost their
// passkey or password. Whatever opens the account goes on doing so until the link
// is used, and no longer.
func (r Registry) Link(actor, name string, at time.Time) (Account, Secret, error) {
	a, err := r.Named(name)
	if err != nil {
		return Account{}, Secret{}, err
	}
	if a.Disabled {
		return Account{}, Secret{}, problemDisabled()
	}
	return r.offer(a, Note{Actor: actor, Action: NoteAccountLink, At: at}, LinkLife)
}

// FirstRun gives the link with which the first administrator is set up, and
// whether one is needed: not once any administrator's account is ready. Each call
// makes the link before it worthless.
func (r Registry) FirstRun(actor string, at time.Time) (a Account, link Secret, needed bool, err error) {
	accounts, err := r.Keeper.Accounts()
	if err != nil {
		return a, link, false, err
	}
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.Role == Administrator && !a.Disabled })
	ready := slices.ContainsFunc(accounts, func(a Account) bool { return a.Role == Administrator && a.Ready() })
	switch {
	case ready:
		return a, link, false, nil
	case i >= 0:
		a, link, err = r.offer(accounts[i], Note{Actor: actor, Action: NoteAccountLink, Reason: "first run", At: at}, FirstRunLife)
		return a, link, true, err
	}
	id, err := data.NewID(r.Random)
	if err != nil {
		return a, link, false, err
	}
	a = Account{ID: id, Name: r.free(accounts), Role: Administrator, Made: at.UTC()}
	a, link, err = r.offer(a, Note{Actor: actor, Action: NoteAccountAdd, Reason: "first run", At: at}, FirstRunLife)
	return a, link, true, err
}

// free is a name for the first administrator that nobody has.
func (r Registry) free(accounts []Account) string {
	name := string(Administrator)
	for slices.ContainsFunc(accounts, func(a Account) bool { return a.Name == name }) {
		name += "-"
	}
	return name
}

func (r Registry) offer(a Account, n Note, life time.Duration) (Account, Secret, error) {
	link, err := NewSecret(r.Random)
	if err != nil {
		return Account{}, Secret{}, err
	}
	a.Offer(link.Digest(), n.At.Add(life))
	a, err = r.save(a, n)
	return a, link, err
}

// Disable shuts an account, and ends its sessions at once.
func (r Registry) Disable(actor, reason, name string, at time.Time) (Account, error) {
	return r.change(name, Note{Actor: actor, Action: NoteAccountDisable, Reason: reason, At: at}, (*Account).Disable)
}

// Enable opens an account that was shut.
func (r Registry) Enable(actor, reason, name string, at time.Time) (Account, error) {
	return r.change(name, Note{Actor: actor, Action: NoteAccountEnable, Reason: reason, At: at}, (*Account).Enable)
}

// EndSessions ends the sessions of an account at once: of a telephone that was left
// in a taxi. Its owner signs in again as before.
func (r Registry) EndSessions(actor, reason, name string, at time.Time) (Account, error) {
	return r.change(name, Note{Actor: actor, Action: NoteAccountSessions, Reason: reason, At: at}, (*Account).EndSessions)
}

// SetRole gives an account another role, and ends its sessions at once.
func (r Registry) SetRole(actor, name string, role Role, at time.Time) (Account, error) {
	n := Note{Actor: actor, Action: NoteAccountRole, Reason: "role " + string(role), At: at}
	return r.change(name, n, func(a *Account) { a.SetRole(role) })
}

func (r Registry) change(name string, n Note, change func(*Account)) (Account, error) {
	a, err := r.Named(name)
	if err != nil {
		return Account{}, err
	}
	change(&a)
	return r.save(a, n)
}

func (r Registry) save(a Account, n Note) (Account, error) {
	n.Subject = a.ID
	a, err := r.Keeper.SaveAccount(a, n)
	return a, inWords(err)
}

// Named finds an account by its name, however it is typed.
func (r Registry) Named(name string) (Account, error) {
	name, err := ParseName(name)
	if err != nil {
		return Account{}, err
	}
	accounts, err := r.Keeper.Accounts()
	if err != nil {
		return Account{}, err
	}
	for _, a := range accounts {
		if a.Name == name {
			return a, nil
		}
	}
	return Account{}, problemNoAccount()
}

// MakeToken makes a token and its secret, which is shown this once. Its name says
// what it is for.
func (r Registry) MakeToken(actor, name string, role Role, actions []Action, at time.Time, life time.Duration) (Token, Secret, error) {
	name, err := ParseName(name)
	if err != nil {
		return Token{}, Secret{}, err
	}
	id, err := data.NewID(r.Random)
	if err != nil {
		return Token{}, Secret{}, err
	}
	secret, err := NewSecret(r.Random)
	if err != nil {
		return Token{}, Secret{}, err
	}
	t := Token{
		ID: id, Digest: secret.Digest(), Name: name, Role: role, Actions: actions,
		By: actor, Made: at.UTC(), Expires: at.Add(life).UTC(),
	}
	if err := t.check(); err != nil {
		return Token{}, Secret{}, err
	}
	t, err = r.Keeper.SaveToken(t, Note{Actor: actor, Action: NoteTokenMake, Reason: "role " + string(role), At: at, Subject: id})
	return t, secret, inWords(err)
}

// RevokeToken ends the token with a name at once.
func (r Registry) RevokeToken(actor, reason, name string, at time.Time) (Token, error) {
	name, err := ParseName(name)
	if err != nil {
		return Token{}, err
	}
	tokens, err := r.Keeper.Tokens()
	if err != nil {
		return Token{}, err
	}
	i := slices.IndexFunc(tokens, func(t Token) bool { return t.Name == name && !t.Revoked })
	if i < 0 {
		return Token{}, problemNoToken()
	}
	t := tokens[i]
	t.Revoked = true
	t, err = r.Keeper.SaveToken(t, Note{Actor: actor, Action: NoteTokenRevoke, Reason: reason, At: at, Subject: t.ID})
	return t, inWords(err)
}

// inWords puts what a keeper refuses into words.
func inWords(err error) error {
	switch {
	case errors.Is(err, ErrTaken):
		return &bilingual.Problem{
			Kind: bilingual.Conflict, Code: "access_name_taken", Cause: err,
			Message: bilingual.Text{En: "this name is taken", Fr: "ce nom est déjà pris"},
			Hint:    bilingual.Text{En: "choose another one", Fr: "choisissez-en un autre"},
		}
	case errors.Is(err, ErrMoved):
		return &bilingual.Problem{
			Kind: bilingual.Conflict, Code: "access_moved", Cause: err,
			Message: bilingual.Text{En: "somebody else has just changed this", Fr: "quelqu’un d’autre vient de modifier ceci"},
			Hint:    bilingual.Text{En: "look at it again, then repeat", Fr: "regardez de nouveau, puis recommencez"},
		}
	}
	return err
}

func problemNoAccount() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "account_absent",
		Message: bilingual.Text{En: "there is no account with this name", Fr: "aucun compte ne porte ce nom"},
		Hint:    bilingual.Text{En: "see them all: relais account list", Fr: "voyez-les tous : relais account list"},
	}
}

func problemDisabled() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "account_disabled",
		Message: bilingual.Text{En: "this account is disabled", Fr: "ce compte est désactivé"},
		Hint:    bilingual.Text{En: "enable it first", Fr: "réactivez-le d’abord"},
	}
}

func problemNoToken() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "token_absent",
		Message: bilingual.Text{En: "no token in use has this name", Fr: "aucun jeton en usage ne porte ce nom"},
		Hint:    bilingual.Text{En: "see them all: relais token list", Fr: "voyez-les tous : relais token list"},
	}
}
