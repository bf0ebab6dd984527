package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// roomInWords tells one report: as it is while it is current, then with its time
// and that one should call, and in the end as unknown.
func (j *judge) roomInWords(f *index.Facts, c *data.Capacity) bilingual.Text {
	since := j.sinceLearned(c)
	room, known := roomReported(c)
	switch news := j.news(j.confidence(c)); {
	case news == Outdated:
		return bilingual.Textf("Not updated in %s: unknown, call", "Pas de mise à jour depuis %s\u00a0: inconnu, appelez", spanInWords(since))
	case !known:
		return bilingual.Text{En: "Not known whether there is room: ask", Fr: "On ne sait pas s’il y a de la place\u00a0: demandez"}
	case news == Old:
		return bilingual.Textf("%s %s: call to check", "%s %s\u00a0: appelez pour vérifier",
			j.forWhom(room, c), momentInWords(c.Updated, j.query.At, f.Zone))
	}
	return bilingual.Textf("%s · %s%s", "%s · %s%s", j.forWhom(room, c), agoInWords(since), howLearned(c.How))
}

// roomReported is what a report says, without whom it is for and when it was.
func roomReported(c *data.Capacity) (said bilingual.Text, known bool) {
	units := unitName(c.Unit, 2)
	switch c.Status {
	case data.HasCapacity:
		return freeUnits(c), true
	case data.AssessmentRequired:
		return bilingual.Textf("Room depends on an assessment (%s)", "La place dépend d’une évaluation (%s)", units), true
	case data.Waitlist:
		return bilingual.Textf("Waiting list (%s)", "Liste d’attente (%s)", units), true
	case data.NoCapacity:
		return bilingual.Textf("No room (%s)", "Aucune place (%s)", units), true
	}
	return bilingual.Text{}, false
}

func freeUnits(c *data.Capacity) bilingual.Text {
	switch {
	case c.Available == nil:
		return bilingual.Textf("Room (%s)", "De la place (%s)", unitName(c.Unit, 2))
	case c.Maximum == nil:
		return bilingual.Textf("%d %s", "%d %s", *c.Available, unitName(c.Unit, *c.Available))
	}
	return bilingual.Textf("%[1]d of %[2]d %[3]s", "%[1]d %[4]s sur %[2]d",
		*c.Available, *c.Maximum, unitName(c.Unit, *c.Maximum), unitName(c.Unit, *c.Available))
}

// forWhom adds the population that a report is about.
func (j *judge) forWhom(said bilingual.Text, c *data.Capacity) bilingual.Text {
	if c.Population == "" {
		return said
	}
	return bilingual.Textf("%s, for: %s", "%s, pour\u00a0: %s", said, j.termNames(data.TermPopulation, []string{c.Population}))
}

// unitName names n of a unit. English counts 0 as many, and French as one.
func unitName(unit string, n int) bilingual.Text {
	one, many := bilingual.Same(unit), bilingual.Same(unit)
	switch unit {
	case bed:
		one, many = bilingual.Text{En: "bed", Fr: "lit"}, bilingual.Text{En: "beds", Fr: "lits"}
	case room:
		one, many = bilingual.Text{En: "room", Fr: "chambre"}, bilingual.Text{En: "rooms", Fr: "chambres"}
	case familyRoom:
		one, many = bilingual.Text{En: "family room", Fr: "chambre familiale"}, bilingual.Text{En: "family rooms", Fr: "chambres familiales"}
	case appointment:
		one, many = bilingual.Text{En: "appointment", Fr: "rendez-vous"}, bilingual.Text{En: "appointments", Fr: "rendez-vous"}
	case "":
		one, many = bilingual.Text{En: "place", Fr: "place"}, bilingual.Text{En: "places", Fr: "places"}
	}
	name := many
	if n == 1 {
		name.En = one.En
	}
	if n < 2 {
		name.Fr = one.Fr
	}
	return name
}

// howLearned tells the ways that the directory knows; another is not told.
func howLearned(how string) bilingual.Text {
	switch how {
	case "call":
		return bilingual.Text{En: ", by phone", Fr: ", par téléphone"}
	case "feed":
		return bilingual.Text{En: ", from their own system", Fr: ", par leur système"}
	case "import":
		return bilingual.Text{En: ", from a file", Fr: ", par un fichier"}
	}
	return bilingual.Text{}
}
