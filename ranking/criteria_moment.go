package ranking

import (
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
		change: j.changeOpening,
	}}
}

// changeOpening says when it opens next, where that is known.
func (j *judge) changeOpening(c *candidate) bilingual.Text {
	_, _, next := j.openness(c)
	if next.IsZero() {
		return bilingual.Text{En: "Closed at this time", Fr: "Fermé à ce moment"}
	}
	return bilingual.Textf("Closed at this time: opens %s", "Fermé à ce moment\u00a0: ouvre %s", momentInWords(next, j.query.At, c.facts.Zone))
}

// openness is the state of the hours at the instant, and what comes after it.
func (j *judge) openness(c *candidate) (state hours.State, until, next time.Time) {
	if c.facts.Zone == nil {
		return c.facts.Open(j.query.At), time.Time{}, time.Time{}
	}
	answer := c.facts.Calendar.At(j.query.At, c.facts.Zone)
	return answer.State, answer.Until, answer.NextOpen
}
