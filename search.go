package relais

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// Resolve finds the places and terms that a request names, for audience A at
// the instant at. It reports everything that it did not understand at once.
func Resolve[A data.Audience](e *Engine, r ranking.Request, at time.Time) (ranking.Query, error) {
	return ranking.Resolve[A](r, e.gazetteer, e.terms, at)
}

// Search answers a query with what audience A may see: the same services in the
// same order as if every listing had been looked at, since every one is. It
// takes one snapshot, and neither waits for changes nor sees half of one.
func Search[A data.Audience](e *Engine, q ranking.Query) (ranking.Answer[A], error) {
	return ranking.SearchWith(Snapshot[A](e), q, e.weights)
}

// Snapshot is audience A's catalog as it is now.
func Snapshot[A data.Audience](e *Engine) *index.Snapshot[A] {
	var snapshot any = e.public.Snapshot()
	if data.ForStaff[A]() {
		snapshot = e.staff.Snapshot()
	}
	return snapshot.(*index.Snapshot[A])
}
