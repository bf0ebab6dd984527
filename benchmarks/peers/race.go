package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/relais-directory/relais/benchmarks"
)

// race is one interleaved run: every contender answers the same shuffled queries
// in blocks, one contender after another, beginning with another one each time.
// Whatever else the machine does then disturbs all of them alike. One that has
// used up its time falls out, and is compared by the queries that it answered.
type race struct {
	contenders []contender
	order      []int // of questions
	budget     time.Duration
	least      int // queries that even the slowest answers

	times [][]time.Duration // by contender, in the order of order
}

// block is how many queries a contender answers before the next one's turn.
const block = 50

func newRace(contenders []contender, questions int, seed uint64, budget time.Duration, least int) *race {
	order := rand.New(rand.NewPCG(seed, 99)).Perm(questions)
	return &race{contenders: contenders, order: order, budget: budget, least: min(least, questions), times: make([][]time.Duration, len(contenders))}
}

func (r *race) run(ctx context.Context) error {
	spent := make([]time.Duration, len(r.contenders))
	for from, round := 0, 0; from < len(r.order); from, round = from+block, round+1 {
		for turn := range r.contenders {
			c := (turn + round) % len(r.contenders)
			if spent[c] > r.budget && len(r.times[c]) >= r.least {
				continue
			}
			began := time.Now()
			if err := r.answer(ctx, c, r.order[from:min(from+block, len(r.order))]); err != nil {
				return fmt.Errorf("%s: %w", r.contenders[c].name(), err)
			}
			spent[c] += time.Since(began)
		}
	}
	return nil
}

func (r *race) answer(ctx context.Context, c int, questions []int) error {
	for _, i := range questions {
		began := time.Now()
		if _, err := r.contenders[c].search(ctx, i); err != nil {
			return err
		}
		r.times[c] = append(r.times[c], time.Since(began))
	}
	return nil
}

// result is one contender's line.
type result struct {
	name           string
	answered       int
	mean, p50, p99 time.Duration
	longest        time.Duration
	// how many times longer than ours, over the queries that both answered
	timesMean, timesP50, timesP99 float64
}

// results compares everybody with the first contender.
func (r *race) results() []result {
	all := make([]result, len(r.contenders))
	for c, times := range r.times {
		ours := benchmarks.Times(slices.Clone(r.times[0][:min(len(times), len(r.times[0]))]))
		theirs := benchmarks.Times(slices.Clone(times[:min(len(times), len(r.times[0]))]))
		all[c] = result{
			name: r.contenders[c].name(), answered: len(times),
			mean: theirs.Mean(), p50: theirs.At(0.5), p99: theirs.At(0.99), longest: theirs.At(1),
			timesMean: ratio(theirs.Mean(), ours.Mean()), timesP50: ratio(theirs.At(0.5), ours.At(0.5)), timesP99: ratio(theirs.At(0.99), ours.At(0.99)),
		}
	}
	return all
}

func ratio(a, b time.Duration) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// check holds a contender's answers against the oracle's, and reports the first
// few that differ.
func check(ctx context.Context, c contender, oracle [][]found, k []int, say func(string, ...any)) (wrong int, err error) {
	for i := range oracle {
		got, err := c.search(ctx, i)
		if err != nil {
			return wrong, fmt.Errorf("%s: question %d: %w", c.name(), i, err)
		}
		if err := agrees(got, oracle[i], k[i]); err != nil {
			if wrong++; wrong <= 3 {
				say("%s: question %d: %v", c.name(), i, err)
			}
		}
	}
	return wrong, nil
}
