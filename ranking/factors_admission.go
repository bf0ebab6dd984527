package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// gradeAdmission always counts, and multiplies the mean of the others: a house
// that does not take the caller in is worth nothing, however well the rest of it
// would fit, and one of which nobody knows is worth less than one that does. It
// is the least of what is known of three doors.
func (j *judge) gradeAdmission(c *candidate) finding {
	return narrower(j.gradeStandingDoors(c), j.roomAdmits(c))
}

// gradeStandingDoors is the least of the two doors that do not open and shut from hour
// to hour.
func (j *judge) gradeStandingDoors(c *candidate) finding {
	return narrower(j.intakeAdmits(c), j.belongingAdmits(c))
}

// narrower is the lesser of two doors, the first where they are alike.
func narrower(a, b finding) finding {
	if b.value < a.value {
		return b
	}
	return a
}

// admitted is a door that stands open.
func admitted() finding { return finding{value: 1, code: "admission_yes"} }

// belongingCode begins the codes of a service that is only for some.
const belongingCode = "admission_belonging"

// belongingAdmits asks whether the service is for people whom the caller is among.
func (j *judge) belongingAdmits(c *candidate) finding {
	switch j.exclusiveVerdict(c, 0) {
	case data.Fails:
		return finding{value: 0, code: belongingCode + "_no"}
	case data.Unsure:
		return finding{value: j.weights.BelongingUnknown, code: belongingCode + "_unknown"}
	}
	return admitted()
}

// intakeAdmits asks whether the service takes new people, such as this one.
func (j *judge) intakeAdmits(c *candidate) finding {
	switch j.intake(c.facts) {
	case data.IntakeAccepting:
		return admitted()
	case data.IntakeNotAccepting:
		return finding{value: 0, code: "admission_intake_no"}
	case data.IntakeCrisisOnly:
		if j.query.Urgency == Now {
			return finding{value: 1, code: "admission_in_crisis"}
		}
		return finding{value: j.weights.CrisisOnly, code: "admission_crisis_only"}
	}
	return finding{value: j.weights.IntakeUnknown, code: "admission_intake_unknown"}
}

// roomAdmits asks, where help is needed now, whether the service is surely full.
// Only staff are told.
func (j *judge) roomAdmits(c *candidate) finding {
	if c.facts.Staff && j.roomCloses() && j.surelyFull(c.facts) {
		return finding{value: j.weights.FullNow, code: "admission_full_now"}
	}
	return admitted()
}

// roomCloses says that a full house is a closed door, where help is needed now.
func (j *judge) roomCloses() bool { return j.query.Urgency == Now }

// surelyFull reports whether there is a report for the caller in the units that fit
// best, and all of them say that there is no room, and are current. A waiting list
// and old news close no door; what they cost stands in the factor capacity.
func (j *judge) surelyFull(f *index.Facts) bool {
	lodging := j.meansLodging(f)
	fit, _ := j.bestFit(f, lodging)
	full := false
	for i := range f.Capacity {
		known := &f.Capacity[i]
		if !j.fits(lodging, known, fit) {
			continue
		}
		if known.Status != data.NoCapacity || j.news(j.confidence(known)) != Current {
			return false
		}
		full = true
	}
	return full
}

func (j *judge) admissionReason(c *candidate, found finding) bilingual.Text {
	switch found.code {
	case belongingCode + "_no":
		return bilingual.Textf("Only for: %s", "Réservé à\u00a0: %s", j.termNames(data.TermPopulation, c.facts.Exclusive))
	case belongingCode + "_unknown":
		return bilingual.Textf("Only for: %s; not known whether the caller is among them", "Réservé à\u00a0: %s; on ne sait pas si la personne en fait partie",
			j.termNames(data.TermPopulation, c.facts.Exclusive))
	case "admission_intake_no":
		return bilingual.Text{En: "Takes no new people for now", Fr: "Aucune nouvelle personne n’est acceptée pour l’instant"}
	case "admission_in_crisis":
		return bilingual.Text{En: "Takes people in crisis, as now", Fr: "Accueil en situation de crise, comme ici"}
	case "admission_crisis_only":
		return bilingual.Text{En: "Takes people in crisis only", Fr: "Accueil en situation de crise seulement"}
	case "admission_intake_unknown":
		return bilingual.Text{En: "Not known whether new people are taken", Fr: "On ne sait pas si de nouvelles personnes sont acceptées"}
	case "admission_full_now":
		return bilingual.Text{En: "Help is needed now, and as last heard there is no room", Fr: "L’aide est urgente, et aux dernières nouvelles il n’y a pas de place"}
	}
	return bilingual.Text{En: "Takes new people", Fr: "De nouvelles personnes sont acceptées"}
}
