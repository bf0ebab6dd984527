package access

import (
	"cmp"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Token lets a program in. Its secret is shown once, to whoever makes it.
type Token struct {
	ID      data.ID   `json:"id"`
	Digest  Digest    `json:"digest"`
	Name    string    `json:"name"` // what it is for; the audit says it
	Role    Role      `json:"role"`
	Actions []Action  `json:"actions"` // of what its role may, these alone
	By      string    `json:"by"`      // who made it
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	Revoked bool      `json:"revoked,omitempty"`
	Version uint64    `json:"version"` // the keeper's
}

// longestToken is the most that a token lasts.
const longestToken = 366 * 24 * time.Hour

// check refuses a token without an end or a purpose, and one for what no program
// of its role may do.
func (t Token) check() error {
	if life := t.Expires.Sub(t.Made); life <= 0 || life > longestToken {
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "token_lifetime",
			Message: bilingual.Text{En: "a token lasts from now to a year at the most", Fr: "un jeton dure d’aujourd’hui à un an au plus"},
			Hint:    bilingual.Text{En: "give a shorter time, and make another one later", Fr: "donnez une durée plus courte, et créez-en un autre plus tard"},
		}
	}
	if len(t.Actions) == 0 || slices.ContainsFunc(t.Actions, func(a Action) bool { return !t.Role.anyMachine(a) }) {
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "token_scope",
			Message: bilingual.Text{En: "a program of this role may not do that", Fr: "un programme de ce rôle ne peut pas faire cela"},
			Hint: bilingual.Text{
				En: "name actions that the role has; what opens sealed parts, approves, or hands out access is done by people alone",
				Fr: "nommez des actions que le rôle permet; ouvrir ce qui est scellé, approuver ou donner accès revient à des personnes seulement",
			},
		}
	}
	return nil
}

func (r Role) anyMachine(a Action) bool {
	return slices.ContainsFunc(Classes(), func(c Class) bool { return MayMachine(r, a, c) })
}

// Good reports whether the token lets anybody in at an instant. One that was made
// in the future says that a clock was set back, and is refused.
func (t Token) Good(at time.Time, slack time.Duration) bool {
	return !t.Revoked && at.Before(t.Expires) && !t.Made.After(at.Add(slack))
}

// May reports whether the token may do an action to fields of a class.
func (t Token) May(a Action, c Class) bool {
	return slices.Contains(t.Actions, a) && MayMachine(t.Role, a, c)
}

// Actor is the token's name as the audit has it.
func (t Token) Actor() string { return "token:" + t.Name }

// Collides reports whether both tokens are in use under one name.
func (t Token) Collides(other Token) bool {
	return t.ID != other.ID && t.Name == other.Name && !t.Revoked && !other.Revoked
}

// ByAge orders tokens, oldest first.
func ByAge(a, b Token) int {
	return cmp.Or(a.Made.Compare(b.Made), cmp.Compare(a.ID, b.ID))
}

// Clone gives a token that shares nothing with t.
func (t Token) Clone() Token {
	t.Actions = slices.Clone(t.Actions)
	return t
}
