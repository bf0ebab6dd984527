package api

import (
	"fmt"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/staff"
	"github.com/relais-directory/relais/api/upkeep"
	"github.com/relais-directory/relais/data/access"
)

// right is an action on fields of a class, as the policy has them.
type right struct {
	action access.Action
	class  access.Class
}

// rights says what each action of the console takes.
var rights = map[staff.Action]right{
	staff.Search:   {access.Search, access.Internal},
	staff.Law:      {access.Jurisdiction, access.Internal},
	staff.Capacity: {access.Capacity, access.Internal},
	staff.Reveal:   {access.Reveal, access.Sealed},
	staff.Trouble:  {access.Trouble, access.Nothing},
	staff.Refer:    {access.Refer, access.Nothing},
	staff.Approve:  {access.Approve, access.Proposed},
}

// consoleRows are the console's routes with the right that each takes. An action
// that has none here is a fault of the program.
func consoleRows(routes []staff.Route) ([]gate.Row, error) {
	var rows []gate.Row
	for _, route := range routes {
		right, decided := rights[route.Action]
		if !decided {
			return nil, fmt.Errorf("api: nobody decided who may do %q at %s", route.Action, route.Pattern)
		}
		rows = append(rows, gate.Row{Pattern: route.Pattern, Action: right.action, Fields: []access.Class{right.class}})
	}
	return rows, nil
}

// The classes that the rows below name.
var (
	internal = []access.Class{access.Internal}
	// A plan shows and changes whatever a file holds. No role and no token has one
	// of these without the others.
	imported = []access.Class{access.Internal, access.Sealed, access.Proposed}
)

// upkeepRows are the routes of the upkeep.
var upkeepRows = []gate.Row{
	{Pattern: "GET /v1/staff/imports", Action: access.Import, Fields: internal},
	{Pattern: upkeep.PlanPattern, Action: access.Import, Fields: imported},
	{Pattern: "GET /v1/staff/imports/{id}", Action: access.Import, Fields: imported},
	{Pattern: "POST /v1/staff/imports/{id}/decide", Action: access.Import, Fields: imported},
	{Pattern: "POST /v1/staff/imports/{id}/apply", Action: access.Import, Fields: imported},
	{Pattern: "POST /v1/staff/imports/{id}/undo", Action: access.Import, Fields: imported},
	{Pattern: "POST /v1/staff/imports/{id}/errors", Action: access.Import, Fields: imported},
	{Pattern: "POST /v1/staff/verification/due", Action: access.Verify, Fields: internal},
	{Pattern: "POST /v1/staff/verification", Action: access.Verify, Fields: internal},
	{Pattern: "POST /v1/staff/verification/attempt", Action: access.Verify, Fields: internal},
	// The counts are exact, hidden records among them: not access.Counted, which are
	// for those who may not read what is counted.
	{Pattern: "GET /v1/staff/statistics", Action: access.Search, Fields: internal},
}

// describedRow is the description of all this, for whoever may use any of it.
var describedRow = gate.Row{Pattern: "GET /v1/staff/openapi.json", Action: access.Search, Fields: internal}
