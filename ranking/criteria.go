package ranking

import (
	"math/bits"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// The names of the criteria, as answers have them. Barriers are named one by
// one: BarrierCriterion and the term.
const (
	StatusCriterion      = "status"
	KindCriterion        = "provider_kind"
	NeedCriterion        = "need"
	IntakeCriterion      = "intake"
	AgeCriterion         = "age"
	GenderCriterion      = "gender"
	ExclusiveCriterion   = "exclusive_population"
	BarrierCriterion     = "barrier:"
	ServiceAreaCriterion = "service_area"
	MaxDistanceCriterion = "max_distance"
	OpenNowCriterion     = "open_now"
	UnitsCriterion       = "units"
	NoRemoteCriterion    = "no_remote"
	AvoidCriterion       = "avoid"

	// accessibility is wished for and never excludes: only its questions are
	// said, in the same place as those of the criteria.
	accessibilityQuestion = "accessibility:"
)

// The places of the wishes among Wishes, from 1.
const (
	maxDistanceWish = iota + 1
	openNowWish
	unitsWish
	noRemoteWish

	wishes = noRemoteWish
)

// Wishes gives the wishes that may be given up so that somebody is found, in
// the order in which they are. Nothing else is ever given up.
func Wishes() []string {
	return []string{MaxDistanceCriterion, OpenNowCriterion, UnitsCriterion, NoRemoteCriterion}
}

// criterion is one hard criterion.
type criterion struct {
	name  string
	reads parts // all that verdict reads of a listing
	// inPlay says how often the criterion is in play: once or not at all, or once
	// for each term that it is about. The functions below are told which of them.
	inPlay  func(*judge) int
	verdict func(j *judge, c *candidate, which int) data.Verdict
	// ask is the question that settles an unknown; nil where there are none.
	ask  func(j *judge, c *candidate, which int) bilingual.Text
	asks parts // all that ask reads of a listing
	// change is what would admit a listing that fails this and nothing else, or
	// for a wish how far it is from being met; nil for criteria that nobody
	// should be asked to change.
	change   func(j *judge, c *candidate, which int) bilingual.Text
	wish     int  // its place among Wishes, from 1; 0 for what is never given up
	measures bool // looks at the distance
	said     bool // about the caller: a verdict "meets" is worth showing
}

// criteria is the table of the criteria. The order matters for speed alone
// (cheap and telling ones first), and for avoid, which stands last so that it
// sees what everything else thinks.
var criteria = [...]criterion{
	{name: NeedCriterion, reads: offerPart, inPlay: (*judge).needsAsked, verdict: (*judge).needVerdict},
	{name: KindCriterion, reads: standingPart, inPlay: (*judge).always, verdict: (*judge).kindVerdict},
	{name: StatusCriterion, reads: standingPart, inPlay: (*judge).always, verdict: (*judge).statusVerdict},
	{
		name: IntakeCriterion, reads: takingPart | momentPart, inPlay: (*judge).always,
		verdict: (*judge).intakeVerdict, ask: (*judge).askIntake, asks: takingPart | momentPart, change: (*judge).changeIntake,
	},
	{
		name: AgeCriterion, reads: admissionPart, inPlay: (*judge).ageSaid, said: true,
		verdict: (*judge).ageVerdict, ask: (*judge).askAge, change: (*judge).changeAge,
	},
	{
		name: GenderCriterion, reads: admissionPart, inPlay: (*judge).genderSaid, said: true,
		verdict: (*judge).genderVerdict, ask: (*judge).askGender, change: (*judge).changeGender,
	},
	{
		name: ExclusiveCriterion, reads: admissionPart, inPlay: (*judge).always, said: true,
		verdict: (*judge).exclusiveVerdict, ask: (*judge).askExclusive, asks: admissionPart, change: (*judge).changeExclusive,
	},
	{
		name: BarrierCriterion, reads: conditionsPart, inPlay: (*judge).barriersAsked, said: true,
		verdict: (*judge).barrierVerdict, ask: (*judge).askBarrier, change: (*judge).changeBarrier,
	},
	{
		name: ServiceAreaCriterion, reads: reachPart, inPlay: (*judge).startsSomewhere, said: true,
		verdict: (*judge).serviceAreaVerdict, ask: (*judge).askServiceArea, asks: reachPart, change: (*judge).changeServiceArea,
	},
	{
		name: MaxDistanceCriterion, reads: wherePart, inPlay: (*judge).distanceLimited, wish: maxDistanceWish, measures: true, said: true,
		verdict: (*judge).maxDistanceVerdict, ask: (*judge).askDistance, change: (*judge).changeDistance,
	},
	{
		name: OpenNowCriterion, reads: momentPart, inPlay: (*judge).openNowAsked, wish: openNowWish, said: true,
		verdict: (*judge).openVerdict, ask: (*judge).askOpening, change: (*judge).changeOpening,
	},
	{
		name: UnitsCriterion, reads: livePart | offerPart, inPlay: (*judge).unitsAsked, wish: unitsWish, said: true,
		verdict: (*judge).unitsVerdict, ask: (*judge).askUnits, change: (*judge).changeUnits,
	},
	{
		name: NoRemoteCriterion, reads: wherePart, inPlay: (*judge).noRemoteAsked, wish: noRemoteWish, said: true,
		verdict: (*judge).noRemoteVerdict, change: (*judge).changeRemote,
	},
	{
		name: AvoidCriterion, reads: wherePart, inPlay: (*judge).avoidAsked,
		verdict: (*judge).avoidVerdict, ask: (*judge).askPlace,
	},
}

// rule is a criterion in play.
type rule struct {
	*criterion
	which int // of the terms that the criterion is about
}

// rulesInPlay gives the criteria in play, in the order of the table.
func (j *judge) rulesInPlay(into []rule) []rule {
	for i := range criteria {
		for which := range criteria[i].inPlay(j) {
			into = append(into, rule{&criteria[i], which})
		}
	}
	return into
}

func (j *judge) always() int { return 1 }

// once is how often what is in play or not is in play.
func once(inPlay bool) int {
	if inPlay {
		return 1
	}
	return 0
}

// called is the name of a rule, as answers have it.
func (j *judge) called(r rule) string {
	if r.name == BarrierCriterion {
		return BarrierCriterion + j.barriers[r.which].term.ID
	}
	return r.name
}

// ruleSet is a set of rules, one bit for each by its place in judge.criteria.
// Validate bounds a query so that there are never more than 64.
type ruleSet uint64

func (s ruleSet) has(i int) bool { return s>>i&1 == 1 }
func (s ruleSet) first() int     { return bits.TrailingZeros64(uint64(s)) }

// verdicts is what every rule says of one listing. A rule in none of the sets
// has nothing to say.
type verdicts struct{ met, unsure, failed ruleSet }

// of gives the verdict of the rule at place i.
func (v *verdicts) of(i int) data.Verdict {
	switch {
	case v.met.has(i):
		return data.Meets
	case v.unsure.has(i):
		return data.Unsure
	case v.failed.has(i):
		return data.Fails
	}
	return inapplicable
}

// verdictAt asks the rule at place i.
func (j *judge) verdictAt(i int, c *candidate) data.Verdict {
	rule := &j.criteria[i]
	return rule.verdict(j, c, rule.which)
}

// verdicts asks every rule, where judge stops early.
func (j *judge) verdicts(c *candidate) verdicts {
	var v verdicts
	for i := range j.criteria {
		switch j.verdictAt(i, c) {
		case data.Meets:
			v.met |= 1 << i
		case data.Unsure:
			v.unsure |= 1 << i
		case data.Fails:
			v.failed |= 1 << i
		}
	}
	return v
}

// sayVerdicts gives what an answer shows of the criteria, in the order of the
// table, and after them the questions about accessibility.
func (j *judge) sayVerdicts(c *candidate, v *verdicts) []VerdictOn {
	var said []VerdictOn
	for i := range j.criteria {
		if verdict := v.of(i); j.criteria[i].shows(verdict) {
			said = append(said, j.sayVerdict(i, c, verdict))
		}
	}
	return append(said, j.accessibilityQuestions(c)...)
}

// shows reports whether an answer shows this verdict of the rule.
func (r *rule) shows(v data.Verdict) bool {
	return v != inapplicable && (v != data.Meets || r.said)
}

// sayVerdict puts a verdict of the rule at place i in words.
func (j *judge) sayVerdict(i int, c *candidate, v data.Verdict) VerdictOn {
	rule := j.criteria[i]
	on := VerdictOn{Criterion: j.called(rule), Verdict: v}
	switch {
	case v == data.Unsure:
		on.Ask = rule.ask(j, c, rule.which)
	case v == data.Fails && rule.wish > 0:
		on.Change = rule.change(j, c, rule.which)
	}
	return on
}

// speaks is the parts of a listing that the words of this verdict speak of.
func (r *rule) speaks(v data.Verdict) parts {
	switch {
	case v == data.Unsure:
		return r.asks
	case v == data.Fails && r.wish > 0:
		return wherePart | livePart // whatever is its own
	}
	return 0
}

// inapplicable is the verdict of a criterion that has nothing to say of a
// listing. It neither excludes nor is shown.
const inapplicable data.Verdict = ""

// verdictOf is Meets or Fails for a fact that is known.
func verdictOf(met bool) data.Verdict {
	if met {
		return data.Meets
	}
	return data.Fails
}

// verdictOn is the verdict of an answer to a question about a listing.
func verdictOn(answer data.Tri) data.Verdict {
	switch answer {
	case data.Yes:
		return data.Meets
	case data.No:
		return data.Fails
	}
	return data.Unsure
}
