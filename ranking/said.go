package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// Said is a match in words: why it stands where it stands, and what to ask
// before somebody is sent there. A search says nothing; whoever shows a match
// lets it speak.
type Said struct {
	Proximity Proximity
	Factors   []Factor // those in play, in the order of the table in factors.go
	// Verdicts holds the criteria that are not known, with what to ask; those
	// about the caller that are met; and, failed, the wishes that were given up.
	Verdicts []VerdictOn
	Rooms    []Room    // what was learned of its room, in the order of the listing; staff only
	Until    time.Time // when Match.Open ends, zero if not known
	NextOpen time.Time // when it opens next, zero if not known
}

// asked is a question as an answer keeps it, so that it can be put in words later
// on. One is shared by all matches of an answer.
type asked struct {
	vocabulary *index.Vocabulary
	query      Query
	weights    Weights
}

// judge makes the question ready once more. It was valid when it was asked.
func (a *asked) judge() *judge { return readyJudge(a.vocabulary, a.query, a.weights) }

// ruling is what was decided of one listing: whatever is said of it is said of
// this, so that no word contradicts a number, whatever is learned in between.
type ruling struct {
	facts     index.Facts // the very ones that were judged
	proximity finding
	grades    grades
	verdicts  verdicts
}

// rule decides everything about c.
func (j *judge) rule(c *candidate) ruling {
	return ruling{facts: *c.facts, proximity: j.proximity(c), grades: j.grades(c), verdicts: j.verdicts(c)}
}

// Say puts m in words.
func (m *Match[A]) Say() Said {
	j := m.asked.judge()
	defer j.release()
	return j.say(&m.ruling)
}

// sayAll puts matches in words, one after another. Those of one answer share its
// question, which is made ready once for all of them.
func sayAll[A data.Audience](all []Match[A], show func(*Match[A], Said)) {
	for i := 0; i < len(all); {
		question := all[i].asked
		j := question.judge()
		for ; i < len(all) && all[i].asked == question; i++ {
			show(&all[i], j.say(&all[i].ruling))
		}
		j.release()
	}
}

func (j *judge) say(r *ruling) Said {
	c := j.call(&r.facts, 0)
	said := Said{
		Proximity: j.sayProximity(c, r.proximity), Factors: j.sayFactors(c, &r.grades),
		Verdicts: j.sayVerdicts(c, &r.verdicts), Rooms: j.rooms(c),
	}
	said.Until, said.NextOpen = j.opening(c)
	return said
}

// Verdict is what the criterion of this name says of m, without words: "" where
// it is not in play, or has nothing to say.
func (m *Match[A]) Verdict(criterion string) data.Verdict {
	j := m.asked.judge()
	defer j.release()
	for i, rule := range j.criteria {
		if j.called(rule) == criterion {
			return m.ruling.verdicts.of(i)
		}
	}
	return inapplicable
}

// Change says the one change that would admit n.
func (n *NearMiss[A]) Change() bilingual.Text {
	j := n.asked.judge()
	defer j.release()
	rule := j.criteria[n.failed.first()]
	return rule.change(j, j.call(&n.facts, 0), rule.which)
}
