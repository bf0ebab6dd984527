package ranking

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
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

// wishes is the number of wishes that may be given up.
const wishes = 4

// Wishes gives the wishes that may be given up so that somebody is found, in
// the order in which they are. Nothing else is ever given up.
func Wishes() []string {
	return []string{MaxDistanceCriterion, OpenNowCriterion, UnitsCriterion, NoRemoteCriterion}
}

// criterion is one hard criterion of a query.
type criterion struct {
	name    string
	verdict func(*candidate) data.Verdict
	// ask is the question that settles an unknown; nil where there are none.
	ask func(*candidate) bilingual.Text
	// change is what would admit a listing that fails this and nothing else, or
	// for a wish how far it is from being met; nil for criteria that nobody
	// should be asked to change.
	change   func(*candidate) bilingual.Text
	wish     int  // its place among Wishes, from 1; 0 for what is never given up
	measures bool // looks at the distance
	said     bool // about the caller: a verdict "meets" is worth showing
}

// allCriteria is the table of the criteria that are in play. The order matters
// for speed alone (cheap and telling ones first), and for avoid, which stands
// last so that it sees what everything else thinks.
func (j *judge) allCriteria(v *index.Vocabulary) []criterion {
	all := slices.Concat(
		j.needCriterion(), j.kindCriterion(), j.statusCriterion(), j.intakeCriterion(),
		j.ageCriterion(), j.genderCriterion(), j.exclusiveCriterion(), j.barrierCriteria(v),
		j.serviceAreaCriterion(), j.maxDistanceCriterion(), j.openNowCriterion(), j.unitsCriterion(), j.noRemoteCriterion(),
		j.avoidCriterion(),
	)
	for i := range all {
		all[i].wish = slices.Index(Wishes(), all[i].name) + 1
	}
	return all
}

// sayVerdicts gives what an answer shows of the criteria, in the order of the
// table, and after them the questions about accessibility.
func (j *judge) sayVerdicts(c *candidate) []VerdictOn {
	var said []VerdictOn
	for i := range j.criteria {
		criterion := &j.criteria[i]
		switch verdict := criterion.verdict(c); {
		case verdict == data.Unsure:
			said = append(said, VerdictOn{Criterion: criterion.name, Verdict: verdict, Ask: criterion.ask(c)})
		case verdict == data.Fails && criterion.wish > 0:
			said = append(said, VerdictOn{Criterion: criterion.name, Verdict: verdict, Change: criterion.change(c)})
		case verdict == data.Fails || verdict == data.Meets && criterion.said:
			said = append(said, VerdictOn{Criterion: criterion.name, Verdict: verdict})
		}
	}
	return append(said, j.accessibilityQuestions(c)...)
}

// fixed is a question that is the same for every listing: it is put in words once,
// when it is first asked.
func fixed(words func() bilingual.Text) func(*candidate) bilingual.Text {
	var said bilingual.Text
	return func(*candidate) bilingual.Text {
		if said.IsZero() {
			said = words()
		}
		return said
	}
}

// verdictOf is Meets or Fails for a fact that is known.
func verdictOf(met bool) data.Verdict {
	if met {
		return data.Meets
	}
	return data.Fails
}
