package sample

import "math/rand/v2"

// dice draws everything that is left to chance. Only whole numbers are drawn,
// because their stream is the same on every machine.
type dice struct{ *rand.Rand }

// chance is true in percent cases of a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// weighted is an index into weights, each as likely as its weight.
func (d dice) weighted(weights []int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := d.IntN(total)
	for i, w := range weights {
		if at < w {
			return i
		}
		at -= w
	}
	return len(weights) - 1
}

// pick is one of from.
func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// some is n different ones of from, or all of them, in random order.
func some[T any](d dice, n int, from []T) []T {
	var drawn []T
	for _, i := range d.Perm(len(from))[:min(n, len(from))] {
		drawn = append(drawn, from[i])
	}
	return drawn
}
