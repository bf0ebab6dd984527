package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

func (j *judge) openNowAsked() int { return once(j.query.OpenNow) }

// openVerdict keeps what is open at the instant of the query.
func (j *judge) openVerdict(c *candidate, _ int) data.Verdict {
	switch c.facts.Open(j.query.At) {
	case hours.Open:
		return data.Meets
	case hours.Closed:
		return data.Fails
	}
	return data.Unsure
}

func (j *judge) askOpening(*candidate, int) bilingual.Text {
	return bilingual.Text{En: "Ask whether they are open now.", Fr: "Demandez si c’est ouvert en ce moment."}
}

// changeOpening says when it opens next, where that is known.
func (j *judge) changeOpening(c *candidate, _ int) bilingual.Text {
	_, next := j.opening(c)
	if next.IsZero() {
		return bilingual.Text{En: "Closed at this time", Fr: "Fermé à ce moment"}
	}
	return bilingual.Textf("Closed at this time: opens %s", "Fermé à ce moment\u00a0: ouvre %s", momentInWords(next, j.query.At, c.facts.Zone))
}

// opening is until when the hours stay as they are at the instant of the query,
// and when it opens next; zero where that is not known.
func (j *judge) opening(c *candidate) (until, next time.Time) {
	if c.facts.Zone == nil {
		return time.Time{}, time.Time{}
	}
	answer := c.facts.Calendar.At(j.query.At, c.facts.Zone)
	return answer.Until, answer.NextOpen
}
