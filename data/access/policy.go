package access

import "slices"

// Action is something that a request does.
type Action string

// The actions. Those of an account on itself come first.
const (
	SignIn       Action = "sign_in"  // prove who one is, or set that up with a link
	OwnAccount   Action = "own"      // sign out, change what opens one's own account
	Search       Action = "search"   // search, plan, compare, explain, read a listing
	Apply        Action = "apply"    // ask to be listed
	Jurisdiction Action = "card"     // who is competent, and the protocol
	Reveal       Action = "reveal"   // open sealed parts, with a reason, audited first
	Capacity     Action = "capacity" // record what a call has just learned
	Trouble      Action = "trouble"  // report that a record is wrong
	Refer        Action = "refer"    // count a referral, a transfer, an outcome
	Verify       Action = "verify"   // note that a record was checked with its owner
	Edit         Action = "edit"     // change a record, or propose to
	Import       Action = "import"   // plan, apply and undo files
	Approve      Action = "approve"  // let somebody else's proposal happen
	Export       Action = "export"   // take the staff's records out, audited first
	Publish      Action = "publish"  // make the public bundle
	Statistics   Action = "statistics"
	Audit        Action = "audit"    // read and verify the audit
	Accounts     Action = "accounts" // add, disable, set up; no password is ever read
	Tokens       Action = "tokens"   // make and revoke
)

// Class is a kind of field: what an answer holds, or a request changes.
type Class string

// The classes of fields. Facts of a caller have none: they are in no record.
const (
	Nothing    Class = "nothing"    // no field of the directory
	Published  Class = "published"  // in the public catalog
	Internal   Class = "internal"   // in the staff's catalog, sealed parts closed
	Sealed     Class = "sealed"     // exact address, internal contacts, sealed protocol
	Proposed   Class = "proposed"   // changes that wait for a decision
	Counted    Class = "counted"    // statistics, small counts suppressed
	Audited    Class = "audited"    // entries of the audit
	Identities Class = "identities" // accounts and tokens, never what opens them
)

// grant is one row of the policy.
type grant struct {
	action Action
	class  Class
	roles  []Role
	// person says that no machine token may do it, whatever the token says: what
	// opens, widens or hands on access is somebody's own decision.
	person bool
}

// The combinations of roles that recur.
var (
	anybody  = []Role{Public, Advocate, Editor, Approver, Auditor, Administrator}
	signedIn = []Role{Advocate, Editor, Approver, Auditor, Administrator}
	readers  = []Role{Advocate, Editor, Approver}
	writers  = []Role{Editor, Approver}
)

// policy is the whole of it: what is not in a row is refused.
var policy = []grant{
	{SignIn, Nothing, anybody, true},
	{OwnAccount, Nothing, signedIn, true},

	{Search, Published, []Role{Public, Advocate, Editor, Approver}, false},
	{Search, Internal, readers, false},
	{Apply, Nothing, []Role{Public, Advocate, Editor, Approver}, false},
	{Apply, Proposed, writers, false},
	{Apply, Sealed, writers, true}, // whom to write to about an application

	{Jurisdiction, Internal, readers, false},
	{Reveal, Sealed, readers, true},
	{Capacity, Internal, readers, false},
	{Trouble, Nothing, readers, false},
	{Trouble, Proposed, writers, false},
	{Refer, Nothing, readers, false},

	{Verify, Internal, writers, false},
	{Edit, Internal, writers, false},
	{Edit, Sealed, writers, true},
	{Edit, Proposed, writers, false},
	{Import, Internal, writers, false},
	{Import, Sealed, writers, false},
	{Import, Proposed, writers, false},

	{Approve, Proposed, []Role{Approver}, true},
	{Approve, Internal, []Role{Approver}, true},
	{Export, Internal, []Role{Approver}, true},
	{Export, Sealed, []Role{Approver}, true},
	{Publish, Published, []Role{Approver}, false},

	{Statistics, Counted, readers, false},
	{Audit, Audited, []Role{Auditor}, false},
	{Accounts, Identities, []Role{Administrator}, true},
	{Tokens, Identities, []Role{Administrator}, true},
}

// May reports whether a role may do an action to fields of a class.
func May(r Role, a Action, c Class) bool {
	row := find(a, c)
	return row != nil && slices.Contains(row.roles, r)
}

// MayMachine is May for a program that a token lets in.
func MayMachine(r Role, a Action, c Class) bool {
	row := find(a, c)
	return row != nil && !row.person && slices.Contains(row.roles, r)
}

// MayApprove reports whether actor may decide over what author has proposed:
// nobody over their own, whatever their role.
func MayApprove(r Role, actor, author string) bool {
	return May(r, Approve, Proposed) && actor != "" && author != "" && actor != author
}

// Known reports whether the policy has a row for an action and a class, so that
// a table of routes cannot name what nobody decided.
func Known(a Action, c Class) bool { return find(a, c) != nil }

func find(a Action, c Class) *grant {
	for i := range policy {
		if policy[i].action == a && policy[i].class == c {
			return &policy[i]
		}
	}
	return nil
}

// Actions are all actions of the policy, in its order.
func Actions() []Action {
	var all []Action
	for _, row := range policy {
		if !slices.Contains(all, row.action) {
			all = append(all, row.action)
		}
	}
	return all
}

// Classes are all classes of fields.
func Classes() []Class {
	return []Class{Nothing, Published, Internal, Sealed, Proposed, Counted, Audited, Identities}
}
