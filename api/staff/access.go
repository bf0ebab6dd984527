package staff

import "net/http"

// Account is who asks. ID stands in the audit.
type Account struct {
	ID   string
	Name string // for the screen
}

// Action is something that the console does for somebody.
type Action string

// The actions.
const (
	Search   Action = "search"   // search, compare, plan, explain, print
	Law      Action = "card"     // the jurisdiction card
	Capacity Action = "capacity" // record what a call has just learned
	Reveal   Action = "reveal"   // open sealed parts, with a reason
	Trouble  Action = "trouble"  // report that a record is wrong
	Refer    Action = "refer"    // count a referral, a transfer, a report, an outcome
	Approve  Action = "approve"  // look after what others do: alarms are shown
)

// Access says who asks and what they may do. Whoever mounts the console brings it.
type Access interface {
	// Account is who makes a request; false where nobody has signed in.
	Account(*http.Request) (Account, bool)
	// May reports whether whoever makes a request may do something.
	May(*http.Request, Action) bool
}

// Keyring keeps the keys that accounts have changed.
type Keyring interface {
	// Keys gives what SetKeys was last given for an account, "" for nothing.
	Keys(account string) (string, error)
	SetKeys(account, keys string) error
}
