package main

import (
	"context"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// contender answers question number i.
type contender interface {
	name() string
	search(ctx context.Context, i int) ([]found, error)
}

// searching is a way of answering a query over a snapshot.
type searching func(*index.Snapshot[data.Staff], ranking.Query, ranking.Weights) (ranking.Answer[data.Staff], error)

// engine is ours.
type engine struct {
	called  string
	way     searching
	catalog *index.Snapshot[data.Staff]
	queries []ranking.Query
	weights ranking.Weights
}

func (e *engine) name() string { return e.called }

func (e *engine) search(ctx context.Context, i int) ([]found, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a, err := e.way(e.catalog, e.queries[i], e.weights)
	if err != nil {
		return nil, err
	}
	list := make([]found, len(a.Matches))
	for i := range a.Matches {
		list[i] = found{a.Matches[i].Listing.ID, a.Matches[i].Score}
	}
	return list, nil
}

// byDistance are weights under which the order is that of distance alone: every
// fit is 1, and a place counts as where it is.
func byDistance() ranking.Weights {
	w := ranking.Default()
	w.BelongingUnknown, w.IntakeUnknown, w.CrisisOnly, w.FullNow = 1, 1, 1, 1
	w.Need, w.Language, w.Population, w.Capacity, w.Open, w.Access, w.Region, w.Verified, w.Text = 0, 0, 0, 0, 0, 0, 0, 0, 0
	w.Specialized, w.Specialization = 1, ranking.TriValues{Yes: 1, Unknown: 1, No: 1}
	w.RemoteProximity, w.WideProximity = 0, 0
	return w
}

// deeper asks for more than the question, for checking what stands next to the
// last.
func deeper(queries []ranking.Query) []ranking.Query {
	all := make([]ranking.Query, len(queries))
	for i, q := range queries {
		q.K = ranking.MaxK
		all[i] = q
	}
	return all
}
