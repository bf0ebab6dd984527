package upkeep

import (
	"cmp"
	"net/http"
	"reflect"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/store"
)

// Asking says which services to verify are listed.
type Asking struct {
	All   bool `json:"all,omitempty" doc:"Those that are not due yet as well"`
	Limit int  `json:"limit,omitempty" doc:"How many at the most; 0 for all"`
}

// DueList are services to verify, the longest overdue first.
type DueList struct {
	Due   []relais.Due `json:"due"`
	Total int          `json:"total"`
}

// Verifying says of which listing or organization something was checked, and how.
type Verifying struct {
	ID     string `json:"id"`
	How    string `json:"how" doc:"phone, email or visit"`
	Reason string `json:"reason,omitempty"`
}

// Verified says what was recorded.
type Verified struct {
	ID       data.ID       `json:"id"`
	Verified hours.Date    `json:"verified"`
	How      string        `json:"how"`
	Receipt  store.Receipt `json:"receipt"`
}

func (u *Upkeep) verification() []serve.Operation {
	return []serve.Operation{
		{
			Pattern: "POST /v1/staff/verification/due", ID: "due", Summary: "List what should be verified, the longest overdue first",
			Body: reflect.TypeFor[Asking](), Answer: reflect.TypeFor[DueList](), Errors: changing, Handle: told(u.due),
		}, {
			Pattern: "POST /v1/staff/verification", ID: "verify", Summary: "Record that a listing, or all of an organization, was confirmed with its owner",
			Body: reflect.TypeFor[Verifying](), Answer: reflect.TypeFor[Verified](), Errors: changing, Handle: told(u.verify),
		}, {
			Pattern: "POST /v1/staff/verification/attempt", ID: "attempt", Summary: "Record that nobody could be reached",
			Detail: "After tries on several days a withdrawal is proposed, for a second person.",
			Body:   reflect.TypeFor[Verifying](), Answer: reflect.TypeFor[relais.Tried](), Errors: changing, Handle: told(u.tried),
		},
	}
}

func (u *Upkeep) due(_ *http.Request, a Asking) (any, error) {
	due, err := u.Engine.Due(hours.DateOf(u.Now()), a.All)
	total := len(due)
	if a.Limit > 0 && total > a.Limit {
		due = due[:a.Limit]
	}
	return DueList{due, total}, err
}

func (u *Upkeep) verify(r *http.Request, v Verifying) (any, error) {
	at := u.Now()
	receipt, err := u.Engine.Verify(named(v.ID), v.How, u.Actor(r), cmp.Or(v.Reason, "verified"), at)
	return Verified{named(v.ID), hours.DateOf(at), v.How, receipt}, err
}

func (u *Upkeep) tried(r *http.Request, v Verifying) (any, error) {
	return u.Engine.RecordAttempt(named(v.ID), v.How, u.Actor(r), cmp.Or(v.Reason, "not reached"), u.Now())
}
