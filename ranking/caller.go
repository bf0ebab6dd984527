package ranking

import (
	"math"
	"strconv"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// callerGender is the gender that the query states, or else the one that all
// the populations agree on which say any.
func callerGender(q *Query, populations []wantedTerm) data.Gender {
	if q.Gender != "" {
		return q.Gender
	}
	var gender data.Gender
	for _, p := range populations {
		switch {
		case p.term.Gender == "" || p.term.Gender == gender:
		case gender == "":
			gender = p.term.Gender
		default:
			return ""
		}
	}
	return gender
}

// callerAge is the age that the query states, or else the ages that all the
// populations leave possible; unknown where nothing was said, or nothing that is
// possible. An age in whole years means the year until the next birthday.
func callerAge(q *Query, populations []wantedTerm) (age lifetime, known bool) {
	if q.Age != nil {
		return lifetime{*q.Age, endOf(*q.Age)}, true
	}
	ages := agesOf(populations)
	age = lifetimeOf(ages)
	return age, ages.Stated && age.from < age.to
}

// ageInWords follows "someone" and « personne ».
func (j *judge) ageInWords() bilingual.Text {
	if j.query.Age != nil {
		return bilingual.Textf("aged %s", "de %s ans", years(*j.query.Age))
	}
	return agesInWords(agesOf(j.populations))
}

// agesOf is the ages that all the populations leave possible.
func agesOf(populations []wantedTerm) data.AgeRange {
	var ages data.AgeRange
	for _, p := range populations {
		if !p.term.Ages.Stated {
			continue
		}
		ages.Stated = true
		ages.Min = max(ages.Min, p.term.Ages.Min)
		if most := p.term.Ages.Max; most != 0 && (ages.Max == 0 || most < ages.Max) {
			ages.Max = most
		}
	}
	return ages
}

// lifetime is a stretch of a life in years: from its beginning up to but not
// including its end.
type lifetime struct{ from, to float64 }

// lifetimeOf gives the stretch that a range of ages means.
func lifetimeOf(r data.AgeRange) lifetime {
	if r.Max == 0 {
		return lifetime{r.Min, math.Inf(1)}
	}
	return lifetime{r.Min, endOf(r.Max)}
}

// endOf is where an age ends: one in whole years at the next birthday, so that
// "up to 24" takes in 24 and a half.
func endOf(age float64) float64 {
	if age == math.Trunc(age) {
		return age + 1
	}
	return math.Nextafter(age, math.Inf(1))
}

// within says whether somebody of an age in l is accepted where those in
// accepted are: Unsure if only some ages of l are.
func (l lifetime) within(accepted lifetime) data.Verdict {
	switch {
	case l.from >= accepted.to || l.to <= accepted.from:
		return data.Fails
	case l.from >= accepted.from && l.to <= accepted.to:
		return data.Meets
	}
	return data.Unsure
}

// years writes an age without needless decimals.
func years(age float64) bilingual.Text {
	en := strconv.FormatFloat(age, 'f', -1, 64)
	return bilingual.Text{En: en, Fr: decimalComma(en)}
}

// agesInWords follows "someone" and « personne ».
func agesInWords(r data.AgeRange) bilingual.Text {
	switch {
	case r.Max == 0 && r.Min == 0:
		return bilingual.Text{En: "of any age", Fr: "de tout âge"}
	case r.Max == 0:
		return bilingual.Textf("aged %s and over", "de %s ans et plus", years(r.Min))
	case r.Min == 0:
		return bilingual.Textf("aged up to %s", "d’au plus %s ans", years(r.Max))
	}
	return bilingual.Textf("aged %s to %s", "de %s à %s ans", years(r.Min), years(r.Max))
}
