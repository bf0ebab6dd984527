package relais

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

// Plan finds the fewest organizations that audience A may see and that together
// cover the needs of a query, by the weights that Search uses.
func Plan[A data.Audience](e *Engine, q ranking.Query) (ranking.Plan[A], error) {
	return ranking.PlanWith(Snapshot[A](e), q, e.weights)
}

// Explain says why one listing stands where it stands in Search's answer, or why
// it is not there. Unknown, withdrawn and not for this audience are one answer.
func Explain[A data.Audience](e *Engine, q ranking.Query, id data.ID) (ranking.Explanation[A], error) {
	s := Snapshot[A](e)
	if _, ok := s.ByID(id); !ok {
		return ranking.Explanation[A]{}, ranking.UnknownListing()
	}
	return ranking.ExplainWith(s, q, id, e.weights)
}
