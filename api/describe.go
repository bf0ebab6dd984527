package api

import (
	"net/http"
	"reflect"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/staff"
	"github.com/relais-directory/relais/ranking"
)

// describe serves the description of the staff's routes for programs. The public
// one, at /openapi.json, says nothing of them.
func (s *Staff) describe(upkeep []serve.Operation) error {
	h, err := serve.Description(append(calls(), upkeep...), "Relais, for staff", "1.0.0",
		"What the console does, for programs that a token lets in (Authorization: Bearer): the words of the command line's --json. Everything that concerns a caller is posted, and nothing of it is kept.")
	if err == nil {
		s.guard.Handle(describedRow.Pattern, h)
	}
	return err
}

// calls describe the console's routes for programs. A test holds them to the
// routes that it has.
func calls() []serve.Operation {
	refusals := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity}
	asked := reflect.TypeFor[ranking.Request]()
	call := func(name, summary string, body, answer reflect.Type) serve.Operation {
		return serve.Operation{Pattern: "POST /v1/staff/" + name, ID: name, Summary: summary, Body: body, Answer: answer, Errors: refusals}
	}
	return []serve.Operation{
		call("search", "Search the whole directory, sealed parts closed", asked, reflect.TypeFor[ranking.StaffAnswerView]()),
		call("plan", "Find the fewest providers that together cover several needs", asked, reflect.TypeFor[ranking.StaffPlanView]()),
		call("explain", "Say why one listing stands where it stands", reflect.TypeFor[staff.Asked](), reflect.TypeFor[ranking.StaffExplanationView]()),
		call("jurisdiction", "Say who is competent at a place, and the duties there", asked, reflect.TypeFor[ranking.CardView]()),
		call("capacity", "Record what was just learned of room", reflect.TypeFor[staff.Learned](), reflect.TypeFor[staff.Learned]()),
		call("reveal", "Open sealed parts, with a reason, audited first; for people, never for a token", reflect.TypeFor[staff.Look](), reflect.TypeFor[relais.Revealed]()),
	}
}
