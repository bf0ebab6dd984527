package ranking

import (
	"cmp"
	"math"
	"math/bits"
)

// assignment is the listing chosen for each need, nil where none is.
type assignment [MaxPlanNeeds]*hit

// needSet is a set of needs by their places in the query, one bit each.
type needSet uint

func (n needSet) has(i int) bool { return n>>i&1 == 1 }

// covered is the set of needs that have a listing.
func (a *assignment) covered() needSet {
	var covered needSet
	for i, h := range a {
		if h != nil {
			covered |= 1 << i
		}
	}
	return covered
}

// choice is an assignment with what it costs. Its sums are exact, so that they
// do not depend on the order in which they were added up.
type choice struct {
	providers int // 0: no choice at all
	score     exact
	unplaced  int   // listings without a distance
	distance  exact // of all others
	assignment
}

// fewest chooses among offers, one for each provider with its best listing for
// each need, so that as many of the first n needs as can be are covered by as few
// providers as possible, and best among those by choice.better.
//
// It goes through the sets of needs from small to large. alone holds the best
// single provider for each set; best, the best choice for it. In every choice
// some provider covers a set T of the needs, with the first of them among it,
// and others cover the rest: so best of a set is the best, over all such T, of
// alone of T together with best of the rest.
//
// This is exact:
//   - Providers, sums and ids each only ever decide where all before them tie,
//     and each compares two choices for a set as it compares them with the same
//     listings for the rest added to both. So the best part is part of a best
//     whole.
//   - Within a set of providers each need goes to whoever is best for it, since
//     every division of the needs among them is tried.
//   - A provider that comes up twice, for T and in the rest, is counted twice.
//     Such a choice never wins: that provider covers both parts together, which
//     counts one less, and fewer goes before everything else.
//
// It takes, beyond one pass over the offers, 3^n steps: 6,561 for eight needs.
func fewest(offers []assignment, n int) assignment {
	var alone, best [1 << MaxPlanNeeds]choice
	var any needSet
	for i := range offers {
		covered := offers[i].covered()
		any |= covered
		for set := covered; set > 0; set = (set - 1) & covered {
			alone[set].improve(offers[i].only(set))
		}
	}
	for whole := needSet(1); whole < 1<<n; whole++ {
		first := whole & -whole
		for set := whole; set > 0; set = (set - 1) & whole {
			if rest := whole &^ set; set&first != 0 && alone[set].providers > 0 && (rest == 0 || best[rest].providers > 0) {
				best[whole].improve(alone[set].with(&best[rest]))
			}
		}
	}
	return best[any].assignment
}

// only is the choice of one provider for the needs of a set.
func (a *assignment) only(set needSet) choice {
	c := choice{providers: 1}
	for i, h := range a {
		if h == nil || !set.has(i) {
			continue
		}
		c.assignment[i] = h
		c.score = c.score.plus(exactly(h.score))
		if h.placed {
			c.distance = c.distance.plus(exactly(float64(h.distance)))
		} else {
			c.unplaced++
		}
	}
	return c
}

// with joins two choices for different needs.
func (c *choice) with(d *choice) choice {
	both := choice{
		providers: c.providers + d.providers,
		score:     c.score.plus(d.score), unplaced: c.unplaced + d.unplaced, distance: c.distance.plus(d.distance),
		assignment: c.assignment,
	}
	for i, h := range d.assignment {
		if h != nil {
			both.assignment[i] = h
		}
	}
	return both
}

// improve takes d in place of c if it is better.
func (c *choice) improve(d choice) {
	if c.providers == 0 || d.better(c) {
		*c = d
	}
}

// better compares two choices for the same needs: fewer providers, a higher
// score, fewer without a distance, nearer, then the lower ids need by
// need.
func (c *choice) better(d *choice) bool {
	order := cmp.Or(
		cmp.Compare(c.providers, d.providers),
		d.score.compare(c.score),
		cmp.Compare(c.unplaced, d.unplaced),
		c.distance.compare(d.distance),
	)
	for i := 0; order == 0 && i < MaxPlanNeeds; i++ {
		if c.assignment[i] != nil {
			order = cmp.Compare(c.assignment[i].facts.ID, d.assignment[i].facts.ID)
		}
	}
	return order < 0
}

// exact is a sum of few numbers between 0 and 2^25 in parts of 2^-99: every
// score above 2^-46 and every distance above that many metres is a whole number
// of such parts, and the sum is the same in whatever order it is made.
type exact struct{ high, low uint64 }

const exactParts = 99

// exactly gives x in parts. What is smaller than one part is cut off.
func exactly(x float64) exact {
	fraction, exponent := math.Frexp(x)
	digits, shift := uint64(math.Ldexp(fraction, 53)), exponent-53+exactParts
	switch {
	case shift >= 64:
		return exact{high: digits << (shift - 64)}
	case shift >= 0:
		return exact{high: digits >> (64 - shift), low: digits << shift}
	}
	return exact{low: digits >> -shift}
}

func (e exact) plus(f exact) exact {
	low, carry := bits.Add64(e.low, f.low, 0)
	high, _ := bits.Add64(e.high, f.high, carry) // eight numbers below 2^25 stay below 2^28
	return exact{high, low}
}

func (e exact) compare(f exact) int {
	return cmp.Or(cmp.Compare(e.high, f.high), cmp.Compare(e.low, f.low))
}
