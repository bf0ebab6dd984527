package api

import (
	"fmt"
	"net/http"
	"strings"

	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/desk"
	"github.com/relais-directory/relais/api/staff"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

// deskRight is an action on fields of some classes, which no role and no token has
// one of without the others.
type deskRight struct {
	action  access.Action
	classes []access.Class
}

// deskRights says what each right of the desk takes.
var deskRights = map[desk.Right]deskRight{
	desk.See:     {access.Edit, []access.Class{access.Internal, access.Proposed}},
	desk.Import:  {access.Import, imported},
	desk.Decide:  {access.Approve, []access.Class{access.Proposed}},
	desk.Verify:  {access.Verify, internal},
	desk.Admit:   {access.Apply, []access.Class{access.Proposed}},
	desk.Contact: {access.Apply, []access.Class{access.Sealed}},
	desk.Edit:    {access.Edit, []access.Class{access.Internal, access.Proposed}},
	desk.Settle:  {access.Trouble, []access.Class{access.Proposed}},
}

// deskRows are the desk's routes with the right that each takes. One that has none
// here is a fault of the program.
func deskRows(routes []desk.Route) ([]gate.Row, error) {
	var rows []gate.Row
	for _, route := range routes {
		right, decided := deskRights[route.Right]
		if !decided {
			return nil, fmt.Errorf("api: nobody decided who may do %q at %s", route.Right, route.Pattern)
		}
		rows = append(rows, gate.Row{Pattern: route.Pattern, Action: right.action, Fields: right.classes})
	}
	return rows, nil
}

// sitting tells the desk who asks, as the guard found it out.
func sitting(r *http.Request) desk.Person {
	a := gate.From(r.Context())
	_, name, _ := strings.Cut(a.Name, ":")
	return desk.Person{ID: a.Name, Name: name, May: func(wanted desk.Right) bool {
		right, decided := deskRights[wanted]
		for _, class := range right.classes {
			decided = decided && a.May(right.action, class)
		}
		return decided
	}}
}

// toDesk leads from the console to the desk, those whom it lets in.
var toDesk = staff.Link{
	Name: bilingual.Text{En: "Desk", Fr: "Bureau"}, Path: "desk",
	May: func(r *http.Request) bool { return sitting(r).May(desk.See) },
}
