package access

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Account is somebody who may sign in, with all that opens it, as it is kept.
type Account struct {
	ID       data.ID   `json:"id"`
	Name     string    `json:"name"` // what is typed to sign in, and what the audit says
	Role     Role      `json:"role"`
	Made     time.Time `json:"made"`
	Disabled bool      `json:"disabled,omitempty"`

	Password string    `json:"password,omitempty"` // its hash, see Cost.Hash; "" for none
	Passkeys []Passkey `json:"passkeys,omitempty"`
	Link     *Link     `json:"link,omitempty"`   // to set up with, not used yet
	Subject  Subject   `json:"subject,omitzero"` // at an identity provider

	Keys string `json:"keys,omitempty"` // of the console, as it writes those that were changed

	// Epoch rises with whatever must end the sessions of the account: each one
	// knows the epoch that it began in.
	Epoch uint64 `json:"epoch"`
	// Version is the keeper's: how often the account was saved.
	Version uint64 `json:"version"`
}

// Subject is who somebody is at an identity provider. The zero Subject is nobody.
type Subject struct {
	Issuer string `json:"issuer"`
	ID     string `json:"id"`
}

// Passkey is one public key that opens an account (WebAuthn). Nothing in it is
// secret.
type Passkey struct {
	ID       []byte    `json:"id"`
	Key      []byte    `json:"key"`   // COSE
	Count    uint32    `json:"count"` // of the last signature that was accepted
	Eligible bool      `json:"eligible,omitempty"`
	BackedUp bool      `json:"backed_up,omitempty"`
	Via      []string  `json:"via,omitempty"` // transports
	Label    string    `json:"label,omitempty"`
	Made     time.Time `json:"made"`
	Used     time.Time `json:"used,omitzero"`
}

// Link lets its holder set up an account, once and in time.
type Link struct {
	Digest  Digest    `json:"digest"`
	Expires time.Time `json:"expires"`
}

// NewAccount makes an account that nothing opens yet.
func NewAccount(id data.ID, name string, r Role, at time.Time) (Account, error) {
	name, err := ParseName(name)
	if err != nil {
		return Account{}, err
	}
	return Account{ID: id, Name: name, Role: r, Made: at.UTC()}, nil
}

const longestName = 64

// ParseName reads the name of an account: composed and in lower case, so that it
// is found however a keyboard types it. It is of letters, digits and . - _ @, for
// it stands in the audit beside the names of the machine's own accounts.
func ParseName(s string) (string, error) {
	name := strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_@", r)
	}
	if name == "" || len(name) > longestName || strings.ContainsFunc(name, odd) {
		return "", &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "account_name_invalid", Read: s,
			Message: bilingual.Text{En: "this cannot be the name of an account", Fr: "un compte ne peut pas porter ce nom"},
			Hint: bilingual.Text{
				En: "use letters, digits and . - _ @, sixty-four at the most",
				Fr: "utilisez des lettres, des chiffres et . - _ @, soixante-quatre au plus",
			},
		}
	}
	return name, nil
}

// Actor is the account's name as the audit has it. A machine's own account, which
// works through the socket, never has this form.
func (a Account) Actor() string { return "account:" + a.Name }

// Ready reports whether anything opens the account.
func (a Account) Ready() bool {
	return !a.Disabled && (a.Password != "" || len(a.Passkeys) > 0 || a.Subject != Subject{})
}

// Disable ends every session and lets nobody in any more. What opens the account
// stays, for the day that it is enabled.
func (a *Account) Disable() { a.Disabled, a.Link = true, nil; a.Epoch++ }

// Enable takes Disable back.
func (a *Account) Enable() { a.Disabled = false }

// EndSessions ends every session; whatever opens the account goes on doing so.
func (a *Account) EndSessions() { a.Epoch++ }

// SetRole gives the account another role and ends its sessions, which had the
// former one.
func (a *Account) SetRole(r Role) {
	if a.Role != r {
		a.Role = r
		a.Epoch++
	}
}

// Offer lets the holder of a secret set the account up until expires. An earlier
// link is good no more.
func (a *Account) Offer(d Digest, expires time.Time) {
	a.Link = &Link{Digest: d, Expires: expires.UTC()}
}

// Offered reports whether d is the account's link and still good. A clock that
// was set back cannot be told from one that is right, so a link is short-lived.
func (a Account) Offered(d Digest, at time.Time) bool {
	return !a.Disabled && a.Link != nil && a.Link.Digest == d && at.Before(a.Link.Expires)
}

// SetUp uses the link up: whatever opened the account before opens it no more, and
// its sessions end. A lost passkey is made worthless so.
func (a *Account) SetUp() {
	a.Link, a.Password, a.Passkeys, a.Subject = nil, "", nil, Subject{}
	a.Epoch++
}

// SetPassword puts another password's hash in place and ends the sessions.
func (a *Account) SetPassword(hash string) { a.Password = hash; a.Epoch++ }

// Passkey finds a passkey by its id.
func (a Account) Passkey(id []byte) (Passkey, bool) {
	i := a.passkey(id)
	if i < 0 {
		return Passkey{}, false
	}
	return a.Passkeys[i], true
}

func (a Account) passkey(id []byte) int {
	return slices.IndexFunc(a.Passkeys, func(p Passkey) bool { return slices.Equal(p.ID, id) })
}

// AddPasskey adds a passkey, and reports whether there was none with its id.
func (a *Account) AddPasskey(p Passkey) bool {
	if a.passkey(p.ID) >= 0 {
		return false
	}
	a.Passkeys = append(slices.Clone(a.Passkeys), p)
	return true
}

// RevokePasskey takes a passkey away, ends the sessions, and reports whether there
// was one.
func (a *Account) RevokePasskey(id []byte) bool {
	i := a.passkey(id)
	if i < 0 {
		return false
	}
	a.Passkeys = slices.Delete(slices.Clone(a.Passkeys), i, i+1)
	a.Epoch++
	return true
}

// UsePasskey notes a signature, and reports whether its count may be: one that did
// not rise is a copy of the key at work, or an old signature. A key that does not
// count says 0 every time.
func (a *Account) UsePasskey(id []byte, count uint32, backedUp bool, at time.Time) bool {
	i := a.passkey(id)
	if i < 0 || count <= a.Passkeys[i].Count && (count != 0 || a.Passkeys[i].Count != 0) {
		return false
	}
	a.Passkeys = slices.Clone(a.Passkeys)
	a.Passkeys[i].Count, a.Passkeys[i].BackedUp, a.Passkeys[i].Used = count, backedUp, at.UTC()
	return true
}

// Clone gives an account that shares nothing with a.
func (a Account) Clone() Account {
	a.Passkeys = slices.Clone(a.Passkeys)
	for i := range a.Passkeys {
		p := &a.Passkeys[i]
		p.ID, p.Key, p.Via = slices.Clone(p.ID), slices.Clone(p.Key), slices.Clone(p.Via)
	}
	if a.Link != nil {
		link := *a.Link
		a.Link = &link
	}
	return a
}

// Collides reports whether another account has a's name or subject.
func (a Account) Collides(other Account) bool {
	return a.ID != other.ID && (a.Name == other.Name || a.Subject == other.Subject && a.Subject != Subject{})
}

// ByName orders accounts.
func ByName(a, b Account) int { return cmp.Compare(a.Name, b.Name) }
