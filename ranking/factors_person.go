package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

func (j *judge) needsCount() bool { return len(j.needs) > 0 }

// gradeNeeds is the share of the needs that the service serves. A kind of what
// was asked for serves it in full.
func (j *judge) gradeNeeds(c *candidate) finding {
	served := 0
	for i := range j.needs {
		if c.facts.Needs.Meets(j.needs[i].below) {
			served++
		}
	}
	found := finding{value: float64(served) / float64(len(j.needs)), code: "need_some"}
	switch served {
	case 0: // excluded, and explained all the same
		found.code = "need_none"
	case len(j.needs):
		found.code = "need_all"
	}
	return found
}

func (j *judge) needReason(c *candidate, found finding) bilingual.Text {
	served := j.servedNeeds(c.facts)
	switch found.code {
	case "need_none":
		return bilingual.Text{En: "Offers nothing of what is needed", Fr: "N’offre rien de ce qu’il faut"}
	case "need_all":
		return bilingual.Textf("Offers: %s", "Offre\u00a0: %s", served)
	}
	return bilingual.Textf("Offers part of what is needed: %s", "Offre une partie de ce qu’il faut\u00a0: %s", served)
}

// servedNeeds names what the service itself says that it offers of the needs.
func (j *judge) servedNeeds(f *index.Facts) bilingual.Text {
	asked := j.needs[0].below
	for _, need := range j.needs[1:] {
		asked = asked.Union(need.below)
	}
	return listed(j.shared(data.TermNeed, f.Needs, asked))
}

func (j *judge) languageCounts() bool { return len(j.languages) > 0 }

// gradeLanguage looks for the language that serves the caller best: each of
// those preferred, by how it is spoken, times NextLanguage for every preference
// before it. Of equal ones the more preferred counts.
func (j *judge) gradeLanguage(c *candidate) finding {
	best, discount := finding{value: -1}, 1.0
	for i := range j.languages {
		spoken := j.spoken(c.facts, &j.languages[i])
		spoken.value = float64(spoken.value * discount)
		if spoken.value > best.value {
			best = spoken
			best.which = i
		}
		discount = float64(discount * j.weights.NextLanguage)
	}
	return best
}

// spoken says how one language is spoken at a service. An interpreter for any
// language is no help with a signed one. Silence is not a no: only a service
// that lists its languages and has no interpreters is known not to speak it.
func (j *judge) spoken(f *index.Facts, l *wantedTerm) finding {
	switch {
	case f.ByStaff.Meets(l.below):
		return finding{value: j.weights.StaffSpeaks, code: "language_staff"}
	case f.ByInterpreter.Meets(l.below):
		return finding{value: j.weights.Interpreter, code: "language_interpreter"}
	}
	return j.unspoken(f.Interpretation, !f.ByStaff.IsEmpty() || !f.ByInterpreter.IsEmpty(), l)
}

// unspoken is spoken for a service at which nobody is said to speak l.
func (j *judge) unspoken(interpretation data.Tri, namesSome bool, l *wantedTerm) finding {
	switch {
	case interpretation == data.Yes && !l.term.Sign:
		return finding{value: j.weights.AnyInterpreter, code: "language_any_interpreter"}
	case interpretation == data.No && namesSome:
		return finding{value: j.weights.LanguageNone, code: "language_none"}
	}
	return finding{value: j.weights.LanguageUnknown, code: "language_unknown"}
}

// languageReason names the languages of the service that serve, or else the one
// that was asked for.
func (j *judge) languageReason(c *candidate, found finding) bilingual.Text {
	f, asked := c.facts, &j.languages[found.which]
	switch found.code {
	case "language_staff":
		return bilingual.Textf("Spoken by staff: %s", "Parlé par le personnel\u00a0: %s", listed(j.shared(data.TermLanguage, f.ByStaff, asked.below)))
	case "language_interpreter":
		return bilingual.Textf("Through an interpreter: %s", "Par interprète\u00a0: %s", listed(j.shared(data.TermLanguage, f.ByInterpreter, asked.below)))
	case "language_any_interpreter":
		return bilingual.Textf("Interpreters for any language, so also: %s", "Interprètes pour toutes les langues, donc aussi\u00a0: %s", asked.term.Called())
	case "language_none":
		return bilingual.Textf("Not offered: %s", "N’est pas offert\u00a0: %s", asked.term.Called())
	}
	return bilingual.Textf("Not known whether offered, ask: %s", "On ne sait pas si c’est offert, demandez\u00a0: %s", asked.term.Called())
}

func (j *judge) populationCounts() bool { return len(j.populations) > 0 }

// gradePopulation is the mean, over the populations said, of how the service
// serves each.
func (j *judge) gradePopulation(c *candidate) finding {
	sum, best := 0.0, finding{value: -1}
	for i := range j.populations {
		served := j.served(c.facts, &j.populations[i])
		sum = float64(sum + served.value)
		if served.value > best.value {
			best = served
		}
	}
	best.value = float64(sum / float64(len(j.populations)))
	return best
}

// served says how a service serves one population: through what the caller belongs
// to by it, since an Inuk is an Indigenous person and a trans woman a woman; or for
// some of them, by a narrower one. A service for people to whom the caller belongs
// otherwise is one for everybody as far as this population goes.
func (j *judge) served(f *index.Facts, p *wantedTerm) finding {
	w := &j.weights
	switch {
	case f.MadeFor.Meets(p.through):
		return finding{value: w.MadeFor, code: "population_made_for"}
	case f.Welcomes.Meets(p.through):
		return finding{value: w.Welcomes, code: "population_welcomes"}
	case f.MadeFor.Meets(p.below) || f.Welcomes.Meets(p.below):
		return finding{value: w.MadeForSome, code: "population_some"}
	case f.MadeFor.IsEmpty():
		return finding{value: w.General, code: "population_general"}
	case f.MadeFor.Meets(j.member) || f.Welcomes.Meets(j.member):
		return finding{value: w.General, code: "population_otherwise"}
	}
	return finding{value: w.MadeForOthers, code: "population_others"}
}

// populationReason names the populations of the service that decided.
func (j *judge) populationReason(c *candidate, found finding) bilingual.Text {
	f, through, below := c.facts, j.populations[0].through, j.populations[0].below
	for _, p := range j.populations[1:] {
		through, below = through.Union(p.through), below.Union(p.below)
	}
	names := func(a, b index.TermSet) bilingual.Text { return listed(j.shared(data.TermPopulation, a, b)) }
	switch found.code {
	case "population_made_for":
		return bilingual.Textf("Made for: %s", "Conçu pour\u00a0: %s", names(f.MadeFor, through))
	case "population_welcomes":
		return bilingual.Textf("Welcomes: %s", "Accueille\u00a0: %s", names(f.Welcomes, through))
	case "population_some":
		return bilingual.Textf("For some of the people meant: %s", "Pour une partie des personnes visées\u00a0: %s", names(f.MadeFor.Union(f.Welcomes), below))
	case "population_general":
		return bilingual.Text{En: "For everyone, or no population stated", Fr: "Pour tout le monde, ou aucune population indiquée"}
	case "population_otherwise":
		return bilingual.Textf("For: %s; not said to be made for: %s", "Pour\u00a0: %s; rien n’indique que c’est conçu pour\u00a0: %s",
			names(f.MadeFor.Union(f.Welcomes), j.member), j.populationsSaid())
	}
	return bilingual.Textf("Not said to be made for: %s", "Rien n’indique que c’est conçu pour\u00a0: %s", j.populationsSaid())
}

func (j *judge) populationsSaid() bilingual.Text {
	names := make([]bilingual.Text, len(j.populations))
	for i := range j.populations {
		names[i] = j.populations[i].term.Name
	}
	return listed(names)
}
