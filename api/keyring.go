package api

import (
	"time"

	"github.com/relais-directory/relais/data/access"
)

// keyring keeps the console's keys that somebody has changed with their account.
type keyring struct {
	keeper access.Keeper
	now    func() time.Time
}

// Keys implements staff.Keyring. A program has no keys.
func (k keyring) Keys(actor string) (string, error) {
	a, err := k.find(actor)
	return a.Keys, err
}

// SetKeys implements staff.Keyring.
func (k keyring) SetKeys(actor, keys string) error {
	a, err := k.find(actor)
	if err != nil || a.Keys == keys {
		return err
	}
	a.Keys = keys
	_, err = k.keeper.SaveAccount(a, access.Note{Actor: actor, Action: access.NoteAccountKeys, At: k.now(), Subject: a.ID})
	return err
}

// find gives the account with a name as the audit has it, the zero Account for
// whoever has none.
func (k keyring) find(actor string) (access.Account, error) {
	all, err := k.keeper.Accounts()
	for _, a := range all {
		if a.Actor() == actor {
			return a, err
		}
	}
	return access.Account{}, err
}
