package access

import (
	"errors"
	"time"

	"github.com/relais-directory/relais/data"
)

// Keeper stores accounts, sessions and tokens. Its methods may be called by many
// goroutines at once, and each is done whole and durably or not at all. What it
// gives shares nothing with what it keeps.
//
// A change comes with a Note, which is in the audit by the time that the change
// is done: without the one, never the other.
type Keeper interface {
	// Accounts gives every account, by name; Account the one with an id, or
	// ErrAbsent.
	Accounts() ([]Account, error)
	Account(id data.ID) (Account, error)
	// SaveAccount keeps a and gives it its next version. It fails with ErrMoved if
	// a.Version is not the version that is kept (0 where there is none), and with
	// ErrTaken if another account has its name or its subject.
	SaveAccount(a Account, n Note) (Account, error)

	// Session gives the session with a digest, or ErrAbsent.
	Session(d Digest) (Session, error)
	Begin(s Session, n Note) error
	// Seen moves a session's Seen on. It never brings one back that has ended.
	Seen(d Digest, at time.Time) error
	// End forgets a session; one that is not there is well ended.
	End(d Digest, n Note) error
	// Sweep forgets the sessions that are over, and leaves no note.
	Sweep(over func(Session) bool) error

	// Tokens gives every token, revoked and expired ones too, oldest first; Token
	// the one with a digest, or ErrAbsent.
	Tokens() ([]Token, error)
	Token(d Digest) (Token, error)
	// SaveToken is SaveAccount for tokens; ErrTaken says that one that is not
	// revoked has its name.
	SaveToken(t Token, n Note) (Token, error)
}

// Note is what the audit keeps of a change: never a caller, a search, a password
// or an address of the network.
type Note struct {
	Actor   string
	Action  string
	Reason  string
	At      time.Time
	Subject data.ID // the account or token
}

// The actions that a Note may have.
const (
	NoteAccountAdd      = "account_add"
	NoteAccountDisable  = "account_disable"
	NoteAccountEnable   = "account_enable"
	NoteAccountRole     = "account_role"
	NoteAccountSessions = "account_sessions" // all of its sessions were ended
	NoteAccountLink     = "account_link"     // a set-up link was made
	NoteAccountSetUp    = "account_setup"    // and used
	NoteAccountKeys     = "account_keys"     // of the console, changed
	NotePassword        = "account_password"
	NotePasskeyAdd      = "passkey_add"
	NotePasskeyRevoke   = "passkey_revoke"
	NotePasskeyUse      = "passkey_use" // its count, with each sign-in
	NotePasskeyRefused  = "passkey_refused"
	NoteSignIn          = "sign_in"
	NoteSignOut         = "sign_out"
	NoteTokenMake       = "token_make"
	NoteTokenRevoke     = "token_revoke"
)

// What a Keeper fails with.
var (
	ErrAbsent = errors.New("there is no such thing")
	ErrMoved  = errors.New("it was changed meanwhile")
	ErrTaken  = errors.New("another one has this name")
)
