package main

import (
	"fmt"
	"math"

	"github.com/relais-directory/relais/data"
)

// found is one listing of an answer.
type found struct {
	id    data.ID
	score float64
}

// tolerance is how far a score may be from the oracle's.
const tolerance = 1e-9

// agrees holds an answer against the oracle's, which goes on past the k that
// were asked for: the same listings in the same order with the same scores,
// except that listings whose scores are equal within the tolerance may stand in
// either order.
func agrees(got, oracle []found, k int) error {
	want := oracle[:min(k, len(oracle))]
	if len(got) != len(want) {
		return fmt.Errorf("%d listings, want %d", len(got), len(want))
	}
	scores := make(map[data.ID]float64, len(oracle))
	for _, f := range oracle {
		scores[f.id] = f.score
	}
	seen := map[data.ID]bool{}
	for i := range got {
		if off := math.Abs(got[i].score - want[i].score); off > tolerance {
			return fmt.Errorf("number %d scores %.12f, want %.12f", i+1, got[i].score, want[i].score)
		}
		own, ok := scores[got[i].id]
		tied := len(oracle) > 0 && math.Abs(got[i].score-oracle[len(oracle)-1].score) <= tolerance
		if !ok && !tied || ok && math.Abs(own-got[i].score) > tolerance {
			return fmt.Errorf("number %d is another listing", i+1)
		}
		if seen[got[i].id] {
			return fmt.Errorf("number %d stands twice", i+1)
		}
		seen[got[i].id] = true
	}
	return nil
}
