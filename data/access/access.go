// Package access says who may do what, and what opens an account.
//
// It owns the roles, the one policy table, and the rules of accounts, passwords,
// passkeys, set-up links, sessions and machine tokens: how each is made, when it
// is good and when it ends. Everything is a value or a function of its arguments;
// time and randomness come in from outside.
//
// It owns no storage (see Keeper: accesstest has one in memory, data/store the
// real one), speaks no HTTP and knows no record. Whatever opens an account is
// kept as a hash of itself: whoever reads what is stored can sign in as nobody.
//
// Begin with policy.go, which decides; then Account, Session and Registry.
package access

import (
	"slices"

	"github.com/relais-directory/relais/data/bilingual"
)

// Role is what an account is for. An account has one.
type Role string

// The roles. Public is whoever has not signed in.
const (
	Public        Role = "public"
	Advocate      Role = "advocate"      // answers calls
	Editor        Role = "editor"        // keeps records up to date
	Approver      Role = "approver"      // an editor who decides over the changes of others
	Auditor       Role = "auditor"       // reads the audit, and nothing else
	Administrator Role = "administrator" // looks after accounts, and reads no record
)

// Roles are all roles, in the order in which they are listed.
func Roles() []Role { return []Role{Public, Advocate, Editor, Approver, Auditor, Administrator} }

// ParseRole reads a role that an account may have; it refuses Public, which
// takes no account.
func ParseRole(s string) (Role, error) {
	r := Role(s)
	if r == Public || !slices.Contains(Roles(), r) {
		return "", &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "role_unknown", Read: s,
			Message: bilingual.Text{En: "there is no such role", Fr: "ce rôle n’existe pas"},
			Hint: bilingual.Text{
				En: "the roles are advocate, editor, approver, auditor and administrator",
				Fr: "les rôles sont advocate (intervenant·e), editor (rédaction), approver (approbation), auditor (vérification) et administrator (administration)",
			},
		}
	}
	return r, nil
}

// Name is the role in words.
func (r Role) Name() bilingual.Text {
	switch r {
	case Advocate:
		return bilingual.Text{En: "advocate", Fr: "intervenant·e"}
	case Editor:
		return bilingual.Text{En: "editor", Fr: "rédaction"}
	case Approver:
		return bilingual.Text{En: "approver", Fr: "approbation"}
	case Auditor:
		return bilingual.Text{En: "auditor", Fr: "vérification"}
	case Administrator:
		return bilingual.Text{En: "administrator", Fr: "administration"}
	}
	return bilingual.Text{En: "public", Fr: "public"}
}
