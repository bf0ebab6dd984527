package ranking

import (
	"math"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// inapplicable is the verdict of a criterion that has nothing to say of a
// listing. It neither excludes nor is shown.
const inapplicable data.Verdict = ""

// ageCriterion holds the caller's age, or what the populations say of it,
// against the ages that are accepted.
func (j *judge) ageCriterion() []criterion {
	if !j.ageKnown {
		return nil
	}
	return []criterion{{
		name: AgeCriterion,
		said: true,
		verdict: func(c *candidate) data.Verdict {
			if !c.facts.Ages.Stated {
				return data.Unsure
			}
			return j.age.within(lifetimeOf(c.facts.Ages))
		},
		ask: fixed(func() bilingual.Text {
			return bilingual.Textf("Ask whether they take someone %s.",
				"Demandez si une personne %s est acceptée.", j.ageWords)
		}),
		change: func(c *candidate) bilingual.Text { return j.changeAge(c.facts.Ages) },
	}}
}

// changeAge says how far the caller is from the ages that are accepted. Months
// are told only where the age was given with a fraction of a year: a whole number
// leaves the birthday open.
func (j *judge) changeAge(accepted data.AgeRange) bilingual.Text {
	age := j.query.Age
	if age == nil {
		return bilingual.Textf("Accepts people %s; the person is %s: ask whether they make an exception.",
			"Accepte les personnes %s; la personne est âgée %s\u00a0: demandez si une exception est possible.", agesInWords(accepted), j.ageWords)
	}
	if *age < accepted.Min && *age != math.Trunc(*age) && accepted.Min-*age <= 1 {
		return bilingual.Textf("Accepts from %s; the person turns %s in about %s.",
			"Accepte à partir de %s ans; la personne aura %s ans dans environ %s.", years(accepted.Min), years(accepted.Min), monthsInWords(accepted.Min-*age))
	}
	if *age < accepted.Min {
		return bilingual.Textf("Accepts from %s; the person is %s: ask whether they make an exception.",
			"Accepte à partir de %s ans; la personne a %s ans\u00a0: demandez si une exception est possible.", years(accepted.Min), years(*age))
	}
	return bilingual.Textf("Accepts up to %s; the person is %s: ask whether they make an exception.",
		"Accepte jusqu’à %s ans; la personne a %s ans\u00a0: demandez si une exception est possible.", years(accepted.Max), years(*age))
}

// monthsInWords rounds up, so that nobody is sent too early.
func monthsInWords(years float64) bilingual.Text {
	months := int(math.Ceil(years * 12))
	if months == 1 {
		return bilingual.Text{En: "1 month", Fr: "1 mois"}
	}
	return bilingual.Textf("%d months", "%d mois", months)
}

// genderCriterion holds the caller's gender against the genders accepted.
func (j *judge) genderCriterion() []criterion {
	gender := j.gender
	if gender == "" {
		return nil
	}
	return []criterion{{
		name: GenderCriterion,
		said: true,
		verdict: func(c *candidate) data.Verdict {
			if len(c.facts.Genders) == 0 {
				return data.Unsure
			}
			return verdictOf(slices.Contains(c.facts.Genders, gender))
		},
		ask: fixed(func() bilingual.Text {
			return bilingual.Textf("Ask whether they serve %s.", "Demandez si l’on y accueille les %s.", people(gender))
		}),
		change: func(c *candidate) bilingual.Text {
			return bilingual.Textf("Serves %s: ask whether they also serve %s.",
				"Accueille les %s\u00a0: demandez si l’on y accueille aussi les %s.", allPeople(c.facts.Genders), people(gender))
		},
	}}
}

// exclusiveCriterion looks at services for certain populations only. One of
// them is enough: a service exclusive to two populations serves both. It is in
// play even when nothing was said of the caller, because such a service must
// ask.
func (j *judge) exclusiveCriterion() []criterion {
	member, outsider := j.memberships()
	return []criterion{{
		name: ExclusiveCriterion,
		said: true,
		verdict: func(c *candidate) data.Verdict {
			switch only := c.facts.Only; {
			case len(c.facts.Exclusive) == 0:
				return inapplicable
			case only.Meets(member):
				return data.Meets
			case c.facts.OnlyKnown && only.Within(outsider):
				return data.Fails
			}
			return data.Unsure
		},
		ask: func(c *candidate) bilingual.Text {
			return bilingual.Textf("This service is only for: %s. Ask whether the caller is among them.",
				"Ce service est réservé à\u00a0: %s. Demandez si la personne en fait partie.", j.termNames(data.TermPopulation, c.facts.Exclusive))
		},
		change: func(c *candidate) bilingual.Text {
			return bilingual.Textf("This service is only for: %s. Ask whether they make an exception.",
				"Ce service est réservé à\u00a0: %s. Demandez si une exception est possible.", j.termNames(data.TermPopulation, c.facts.Exclusive))
		},
	}}
}

// memberships gives the populations that the caller belongs to, as far as the
// query tells, and those that the caller cannot belong to. Of any other it is not
// known.
func (j *judge) memberships() (member, outsider index.TermSet) {
	if len(j.populations) == 0 && j.gender == "" && !j.ageKnown {
		return nil, nil
	}
	all := j.vocabulary.All(data.TermPopulation)
	disjoint := j.disjoint()
	for i := range all {
		switch term := &all[i]; {
		case j.said.Has(i) || j.implies(term):
			member = member.With(i)
		case disjoint.Has(i) || j.contradicts(term):
			outsider = outsider.With(i)
		}
	}
	return member, outsider
}

// implies reports whether the caller's gender and age alone make them one of a
// population. They do for those that are nothing but a gender or an age; any
// other takes more. Women and men are adults.
func (j *judge) implies(term *data.Term) bool {
	ages := term.Ages
	switch term.ID {
	case "women-and-girls", "girls", "men-and-boys", "boys", "non-binary",
		"minors", "children", "teens", "youth-16-17", "adults", "youth-18-24", "youth-18-29":
	case "women", "men":
		ages = data.AgeRange{Stated: j.ageKnown, Min: adulthood}
	default:
		return false
	}
	ofGender := term.Gender == "" || term.Gender == j.gender
	ofAge := !ages.Stated || j.ageKnown && j.age.within(lifetimeOf(ages)) == data.Meets
	return ofGender && ofAge
}

// adulthood is the age at which the vocabulary's "adults" begins.
const adulthood = 18

// disjoint gives the populations that never go together with one that was said,
// or with a wider one: see data.Terms.Disjoint.
func (j *judge) disjoint() index.TermSet {
	var set index.TermSet
	all := j.vocabulary.All(data.TermPopulation)
	for i := range all {
		if !j.said.Has(i) {
			continue
		}
		for _, other := range all[i].Excludes {
			set = set.Union(j.vocabulary.Below(data.TermPopulation, other))
		}
	}
	return set
}

// contradicts reports whether the caller cannot belong to a population by gender
// or age. A non-binary person is not excluded from what is meant for women or for
// men: who is meant is for the service to say.
func (j *judge) contradicts(term *data.Term) bool {
	if term.Gender != "" && j.gender != "" && j.gender != term.Gender && j.gender != data.NonBinary {
		return true
	}
	return term.Ages.Stated && j.ageKnown && j.age.within(lifetimeOf(term.Ages)) == data.Fails
}

// barrierCriteria makes one criterion of each required barrier: what the
// service must not ask of the caller.
func (j *judge) barrierCriteria(v *index.Vocabulary) []criterion {
	var all []criterion
	for _, barrier := range wanted(v, data.TermBarrier, j.query.Barriers) {
		all = append(all, criterion{
			name: BarrierCriterion + barrier.term.ID,
			said: true,
			verdict: func(c *candidate) data.Verdict {
				switch c.facts.Barriers.To(barrier.ordinal) {
				case data.Yes:
					return data.Meets
				case data.No:
					return data.Fails
				}
				return data.Unsure
			},
			ask: fixed(func() bilingual.Text { return askToConfirm(barrier.term) }),
			change: func(*candidate) bilingual.Text {
				return bilingual.Textf("Not the case here: %s. Ask whether they make an exception.",
					"Ce n’est pas le cas ici\u00a0: %s. Demandez si une exception est possible.", barrier.term.Name)
			},
		})
	}
	return all
}

func people(g data.Gender) bilingual.Text {
	switch g {
	case data.Woman:
		return bilingual.Text{En: "women", Fr: "femmes"}
	case data.Man:
		return bilingual.Text{En: "men", Fr: "hommes"}
	}
	return bilingual.Text{En: "non-binary people", Fr: "personnes non binaires"}
}

func allPeople(genders []data.Gender) bilingual.Text {
	all := make([]bilingual.Text, len(genders))
	for i, g := range genders {
		all[i] = people(g)
	}
	return listed(all)
}
