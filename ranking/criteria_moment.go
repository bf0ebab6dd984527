package ranking

import (
	"cmp"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

// openNowCriterion keeps what is open at the instant of the query.
func (j *judge) openNowCriterion() []criterion {
	if !j.query.OpenNow {
		return nil
	}
	return []criterion{{
		name: OpenNowCriterion,
		said: true,
		verdict: func(c *candidate) data.Verdict {
			switch c.facts.Open(j.query.At) {
			case hours.Open:
				return data.Meets
			case hours.Closed:
				return data.Fails
			}
			return data.Unsure
		},
		ask: func(*candidate) bilingual.Text {
			return bilingual.Text{En: "Ask whether they are open now.", Fr: "Demandez si c’est ouvert en ce moment."}
		},
	}}
}

// openness is the state of the hours at the instant, and what comes after it.
func (j *judge) openness(c *candidate) (state hours.State, until, next time.Time) {
	if c.facts.Zone == nil {
		return c.facts.Open(j.query.At), time.Time{}, time.Time{}
	}
	answer := c.facts.Calendar.At(j.query.At, c.facts.Zone)
	return answer.State, answer.Until, answer.NextOpen
}

// unitsCriterion asks whether there is room for as many as are demanded. Only
// staff know of capacity: for the public it says nothing.
func (j *judge) unitsCriterion() []criterion {
	units := j.query.Units
	if units == 0 {
		return nil
	}
	return []criterion{{
		name: UnitsCriterion,
		said: true,
		verdict: func(c *candidate) data.Verdict {
			if !c.facts.Staff {
				return inapplicable
			}
			return j.hasUnits(c.facts.Capacity, units)
		},
		ask: func(*candidate) bilingual.Text {
			return bilingual.Textf("Ask whether there is room (needed: %d).", "Demandez s’il y a de la place (il en faut\u00a0: %d).", units)
		},
	}}
}

// hasUnits looks for one unit with room for so many. What was learned longer
// ago than Weights.CapacityCurrent, or is said of people whom the caller may
// not be among, answers nothing.
func (j *judge) hasUnits(capacity []data.Capacity, units int) data.Verdict {
	verdict := inapplicable
	for i := range capacity {
		switch j.holds(&capacity[i], units) {
		case data.Yes:
			return data.Meets
		case data.No:
			verdict = cmp.Or(verdict, data.Fails)
		default:
			verdict = data.Unsure
		}
	}
	return cmp.Or(verdict, data.Unsure)
}

func (j *judge) holds(c *data.Capacity, units int) data.Tri {
	current := j.sinceLearned(c) <= j.weights.CapacityCurrent
	if !current || !j.mayBeFor(c) {
		return data.Unknown
	}
	switch {
	case c.Status == data.NoCapacity || c.Status == data.Waitlist:
		return data.No
	case c.Status == data.HasCapacity && c.Available != nil:
		return data.TriOf(*c.Available >= units)
	}
	return data.Unknown
}

// mayBeFor reports whether c counts for the caller: it is for everybody, or for
// a population that the caller is said to belong to.
func (j *judge) mayBeFor(c *data.Capacity) bool {
	return c.Population == "" || slices.ContainsFunc(j.populations, func(said wantedTerm) bool {
		return j.terms.Covers(data.TermPopulation, c.Population, said.term.ID)
	})
}

// sinceLearned is how long ago c was learned; 0 for what is dated later than
// the query.
func (j *judge) sinceLearned(c *data.Capacity) time.Duration {
	return max(0, j.query.At.Sub(c.Updated))
}
