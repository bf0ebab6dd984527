package ranking

import (
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
		ask: func(*candidate) bilingual.Text {
			return bilingual.Textf("Ask whether they take someone %s.",
				"Demandez si une personne %s est acceptée.", j.ageWords)
		},
		change: func(c *candidate) bilingual.Text {
			return bilingual.Textf("Takes people %s: ask whether they make an exception.",
				"Accepte les personnes %s\u00a0: demandez si une exception est possible.", agesInWords(c.facts.Ages))
		},
	}}
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
		ask: func(*candidate) bilingual.Text {
			return bilingual.Textf("Ask whether they serve %s.", "Demandez si l’on y accueille les %s.", people(gender))
		},
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
	belongs := j.memberships()
	return []criterion{{
		name: ExclusiveCriterion,
		said: true,
		verdict: func(c *candidate) data.Verdict {
			verdict := inapplicable
			for _, id := range c.facts.Exclusive {
				switch belongs[id] {
				case data.Meets:
					return data.Meets
				case data.Fails:
					if verdict == inapplicable {
						verdict = data.Fails
					}
				default:
					verdict = data.Unsure
				}
			}
			return verdict
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

// memberships says of every population whether the caller belongs to it, as far
// as the query tells. A population that is not in the map is unknown.
func (j *judge) memberships() map[string]data.Verdict {
	belongs := map[string]data.Verdict{}
	if len(j.populations) == 0 && j.gender == "" && !j.ageKnown {
		return belongs
	}
	for i, term := range j.vocabulary.All(data.TermPopulation) {
		switch {
		case j.said.Has(i) || j.implies(term):
			belongs[term.ID] = data.Meets
		case j.contradicts(term):
			belongs[term.ID] = data.Fails
		}
	}
	return belongs
}

// implies reports whether the caller's gender and age alone make them one of a
// population. They do for those that are nothing but a gender or an age; any
// other takes more. Women and men are adults.
func (j *judge) implies(term data.Term) bool {
	switch term.ID {
	case "women-and-girls", "girls", "men-and-boys", "boys", "non-binary",
		"minors", "children", "teens", "youth-16-17", "adults", "youth-18-24", "youth-18-29":
	case "women", "men":
		term.Ages = data.AgeRange{Stated: j.ageKnown, Min: adulthood}
	default:
		return false
	}
	ofGender := term.Gender == "" || term.Gender == j.gender
	ofAge := !term.Ages.Stated || j.ageKnown && j.age.within(lifetimeOf(term.Ages)) == data.Meets
	return ofGender && ofAge
}

// adulthood is the age at which the vocabulary's "adults" begins.
const adulthood = 18

// contradicts reports whether the caller cannot belong to a population: it is
// of another gender or of other ages, or it and one that was said never go
// together. A non-binary person is not excluded from what is meant for women or
// for men: who is meant is for the service to say.
func (j *judge) contradicts(term data.Term) bool {
	if term.Gender != "" && j.gender != "" && j.gender != term.Gender && j.gender != data.NonBinary {
		return true
	}
	if term.Ages.Stated && j.ageKnown && j.age.within(lifetimeOf(term.Ages)) == data.Fails {
		return true
	}
	return slices.ContainsFunc(j.populations, func(said wantedTerm) bool {
		return j.terms.Disjoint(said.term.ID, term.ID)
	})
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
			ask: func(*candidate) bilingual.Text { return askToConfirm(barrier.term) },
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
