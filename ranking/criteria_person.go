package ranking

import (
	"math"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

func (j *judge) ageSaid() int { return once(j.ageKnown) }

// ageVerdict holds the caller's age, or what the populations say of it, against
// the ages that are accepted.
func (j *judge) ageVerdict(c *candidate, _ int) data.Verdict {
	if !c.facts.Ages.Stated {
		return data.Unsure
	}
	return j.age.within(lifetimeOf(c.facts.Ages))
}

func (j *judge) askAge(*candidate, int) bilingual.Text {
	return bilingual.Textf("Ask whether they take someone %s.", "Demandez si une personne %s est acceptée.", j.ageInWords())
}

// changeAge says how far the caller is from the ages that are accepted. Months
// are told only where the age was given with a fraction of a year: a whole number
// leaves the birthday open.
func (j *judge) changeAge(c *candidate, _ int) bilingual.Text {
	age, accepted := j.query.Age, c.facts.Ages
	if age == nil {
		return bilingual.Textf("Accepts people %s; the person is %s: ask whether they make an exception.",
			"Accepte les personnes %s; la personne est âgée %s\u00a0: demandez si une exception est possible.", agesInWords(accepted), j.ageInWords())
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

func (j *judge) genderSaid() int { return once(j.gender != "") }

// genderVerdict holds the caller's gender against the genders accepted.
func (j *judge) genderVerdict(c *candidate, _ int) data.Verdict {
	if len(c.facts.Genders) == 0 {
		return data.Unsure
	}
	return verdictOf(slices.Contains(c.facts.Genders, j.gender))
}

func (j *judge) askGender(*candidate, int) bilingual.Text {
	return bilingual.Textf("Ask whether they welcome: %s.", "Demandez si ce service accueille\u00a0: %s.", j.peopleMeant())
}

func (j *judge) changeGender(c *candidate, _ int) bilingual.Text {
	return bilingual.Textf("Welcomes: %s. Ask whether they also welcome: %s.",
		"Accueille\u00a0: %s. Demandez si ce service accueille aussi\u00a0: %s.", allPeople(c.facts.Genders), j.peopleMeant())
}

// exclusiveVerdict looks at services for certain populations only: whether the
// caller is among them. One of them is enough: a service exclusive to two
// populations serves both. It is in play even when nothing was said of the
// caller, because such a service must ask.
func (j *judge) exclusiveVerdict(c *candidate, _ int) data.Verdict {
	switch a := c.facts.Admission; {
	case len(a.Exclusive) == 0:
		return inapplicable
	case a.Only.Meets(j.member):
		return data.Meets
	case j.excludes(a):
		return data.Fails
	}
	return data.Unsure
}

// excludes reports whether the caller can be none of those whom a service is for.
func (j *judge) excludes(a *index.Admission) bool {
	return a.OnlyKnown && len(a.Exclusive) > 0 && a.Only.Within(j.outsider) && !a.Only.Meets(j.member)
}

func (j *judge) askExclusive(c *candidate, _ int) bilingual.Text {
	return bilingual.Textf("This service is only for: %s. Ask whether the caller is among them.",
		"Ce service est réservé à\u00a0: %s. Demandez si la personne en fait partie.", j.termNames(data.TermPopulation, c.facts.Exclusive))
}

func (j *judge) changeExclusive(c *candidate, _ int) bilingual.Text {
	return bilingual.Textf("This service is only for: %s. Ask whether they make an exception.",
		"Ce service est réservé à\u00a0: %s. Demandez si une exception est possible.", j.termNames(data.TermPopulation, c.facts.Exclusive))
}

// barriersAsked makes one criterion of each required barrier: what the service
// must not ask of the caller.
func (j *judge) barriersAsked() int { return len(j.barriers) }

func (j *judge) barrierVerdict(c *candidate, which int) data.Verdict {
	return verdictOn(c.facts.Barriers().To(j.barriers[which].ordinal))
}

func (j *judge) askBarrier(_ *candidate, which int) bilingual.Text {
	return askToConfirm(j.barriers[which].term)
}

func (j *judge) changeBarrier(_ *candidate, which int) bilingual.Text {
	return bilingual.Textf("Not the case here: %s. Ask whether they make an exception.",
		"Ce n’est pas le cas ici\u00a0: %s. Demandez si une exception est possible.", j.barriers[which].term.Name)
}

// peopleMeant names whom a question about gender is about: the populations said
// that say it, since "women" would not ask for a trans woman; or else the gender.
func (j *judge) peopleMeant() bilingual.Text {
	var names []bilingual.Text
	for i := range j.populations {
		if term := j.populations[i].term; term.Gender == j.gender {
			names = append(names, term.Name)
		}
	}
	if len(names) == 0 {
		return people(j.gender)
	}
	return listed(names)
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
