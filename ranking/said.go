package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
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

// asked is a question as an answer keeps it, with the snapshot that answered it, so
// that the answer can be put in words later on. One is shared by all matches of an
// answer.
type asked[A data.Audience] struct {
	snapshot *index.Snapshot[A]
	query    Query
	weights  Weights
}

func askedOf[A data.Audience](s *index.Snapshot[A], j *judge) *asked[A] {
	return &asked[A]{snapshot: s, query: j.query, weights: j.weights}
}

// judge makes the question ready once more. It was valid when it was asked.
func (a *asked[A]) judge() *judge {
	return readyJudge(a.snapshot.Vocabulary(), a.query, a.weights)
}

// recall brings a listing before j by the very facts that it was judged by: a snapshot
// does not change, and what is live in it and how far it is are handed in. So no word
// contradicts a number, whatever is learned in between.
func (a *asked[A]) recall(j *judge, ordinal int, live *index.Live, distance geo.Meters) *candidate {
	facts := j.shelf.next()
	j.shelf.keep()
	a.snapshot.Read(ordinal, facts)
	facts.Live = live
	j.candidate = candidate{facts: facts, ordinal: ordinal}
	j.place(&j.candidate, distance)
	return &j.candidate
}

// ruling is what is decided of one listing.
type ruling struct {
	proximity finding
	grades    grades
	verdicts  verdicts
}

// recall brings m before j once more.
func (m *Match[A]) recall(j *judge) *candidate {
	c := m.asked.recall(j, m.ordinal, m.live, m.Distance)
	if j.textCounts() {
		c.words = &m.words
	}
	return c
}

// rule decides everything about m once more.
func (m *Match[A]) rule(j *judge) (*candidate, ruling) {
	c := m.recall(j)
	return c, ruling{proximity: j.proximity(c), grades: j.grades(c), verdicts: j.verdicts(c)}
}

// Say puts m in words.
func (m *Match[A]) Say() Said {
	j := m.asked.judge()
	defer j.release()
	return m.say(j)
}

// sayAll puts matches in words, one after another. Those of one answer share its
// question, which is made ready once for all of them.
func sayAll[A data.Audience](all []Match[A], show func(*Match[A], Said)) {
	for i := 0; i < len(all); {
		question := all[i].asked
		j := question.judge()
		for ; i < len(all) && all[i].asked == question; i++ {
			show(&all[i], all[i].say(j))
		}
		j.release()
	}
}

func (m *Match[A]) say(j *judge) Said {
	c, r := m.rule(j)
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
			return j.verdictAt(i, m.recall(j))
		}
	}
	return inapplicable
}

// Change says the one change that would admit n.
func (n *NearMiss[A]) Change() bilingual.Text {
	j := n.asked.judge()
	defer j.release()
	rule := j.criteria[n.failed.first()]
	return rule.change(j, n.asked.recall(j, n.ordinal, n.live, n.Distance), rule.which)
}
