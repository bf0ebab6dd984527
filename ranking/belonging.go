package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// settleBelonging works out once, for the criterion and the factor alike, to
// which populations the caller belongs as far as the query tells, and to which
// the caller cannot. Of any other it is not known. It wants the caller's gender
// and age.
func (j *judge) settleBelonging() {
	j.findDisjoint()
	j.member, j.outsider = merge(j.member, j.said), merge(j.outsider, j.disjoint)
	all := j.vocabulary.All(data.TermPopulation)
	for _, i := range j.vocabulary.Personal() {
		switch term := &all[i]; {
		case j.implies(i, term):
			j.member = j.member.With(i)
		case j.contradicts(term):
			j.outsider = j.outsider.With(i)
		}
	}
	for i := range min(len(j.member), len(j.outsider)) {
		j.outsider[i] &^= j.member[i] // what was said comes first
	}
	for i := range j.populations {
		j.settleAdherence(&j.populations[i])
	}
}

// settleAdherence works out all that the caller belongs to through one population
// said: it, every wider one, and what the caller's gender or age alone makes where
// this population says a gender or an age. A trans woman is a woman; a refugee is
// one by what else was said, if at all.
func (j *judge) settleAdherence(p *wantedTerm) {
	p.through = merge(p.through, p.above)
	if p.term.Gender == "" && !p.term.Ages.Stated {
		return
	}
	all := j.vocabulary.All(data.TermPopulation)
	for _, i := range j.vocabulary.Personal() {
		term := &all[i]
		byGender := term.Gender != "" && term.Gender == p.term.Gender
		byAge := term.Gender == "" && p.term.Ages.Stated
		if (byGender || byAge) && j.implies(i, term) {
			p.through = p.through.With(i)
		}
	}
}

// implies reports whether the caller's gender and age alone make them one of a
// population. They do for those that are nothing but a gender or an age; any
// other takes more. Women and men are adults.
func (j *judge) implies(ordinal int, term *data.Term) bool {
	ages := term.Ages
	if !j.meanings.alone.Has(ordinal) || term.Gender == "" && !ages.Stated {
		return false
	}
	if term.ID == "women" || term.ID == "men" {
		ages = data.AgeRange{Stated: j.ageKnown, Min: adulthood}
	}
	ofGender := term.Gender == "" || term.Gender == j.gender
	ofAge := !ages.Stated || j.ageKnown && j.age.within(lifetimeOf(ages)) == data.Meets
	return ofGender && ofAge
}

// adulthood is the age at which the vocabulary's "adults" begins.
const adulthood = 18

// findDisjoint gathers the populations that never go together with one that was
// said, or with a wider one: see data.Terms.Disjoint.
func (j *judge) findDisjoint() {
	all := j.vocabulary.All(data.TermPopulation)
	for i := range j.said.Both(j.said) {
		for _, other := range all[i].Excludes {
			j.disjoint = merge(j.disjoint, j.vocabulary.Below(data.TermPopulation, other))
		}
	}
}

// merge adds the terms of t to s, in the same place if there is room: only for
// sets that nobody else has.
func merge(s, t index.TermSet) index.TermSet {
	for len(s) < len(t) {
		s = append(s, 0)
	}
	for i := range t {
		s[i] |= t[i]
	}
	return s
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
