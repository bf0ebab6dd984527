package ranking

import (
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/index"
)

// kindVerdict keeps the provider kinds that were named, direct ones where none
// was.
func (j *judge) kindVerdict(c *candidate, _ int) data.Verdict {
	if len(j.query.Kinds) == 0 {
		return verdictOf(c.facts.Kind == data.Direct)
	}
	return verdictOf(slices.Contains(j.query.Kinds, c.facts.Kind))
}

func (j *judge) needsAsked() int { return once(len(j.needs) > 0) }

// needVerdict keeps listings that serve one of the needs at least. A service
// that states no need fails: what it does is what a service says of itself.
func (j *judge) needVerdict(c *candidate, _ int) data.Verdict {
	for i := range j.needs {
		if c.facts.Needs.Meets(j.needs[i].below) {
			return data.Meets
		}
	}
	return data.Fails
}

// statusVerdict keeps active services, and those of which no status was said.
func (j *judge) statusVerdict(c *candidate, _ int) data.Verdict {
	return verdictOf(c.facts.Status == "" || c.facts.Status == data.Active)
}

// intakeVerdict asks whether the service takes new people at the instant of
// the query. "In crisis only" is met by a caller who needs help now.
func (j *judge) intakeVerdict(c *candidate, _ int) data.Verdict {
	switch j.intake(c.facts) {
	case data.IntakeAccepting:
		return data.Meets
	case data.IntakeNotAccepting:
		return data.Fails
	case data.IntakeCrisisOnly:
		if j.query.Urgency == Now {
			return data.Meets
		}
	}
	return data.Unsure
}

// intake is the state of intake at the instant of the query: not known any more
// after the last day that was given for it.
func (j *judge) intake(f *index.Facts) data.IntakeState {
	if until := f.Intake.Until; !until.IsZero() && until.Before(j.today(f)) {
		return data.IntakeUnknown
	}
	return f.Intake.State
}

// today is the day of the query where the service is; in UTC where its time
// zone is not known.
func (j *judge) today(f *index.Facts) hours.Date {
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	return hours.DateOf(j.query.At.In(zone))
}

func (j *judge) askIntake(c *candidate, _ int) bilingual.Text {
	if j.intake(c.facts) == data.IntakeCrisisOnly {
		return bilingual.Text{
			En: "They take people in crisis only: ask whether this situation counts.",
			Fr: "Accueil en situation de crise seulement\u00a0: demandez si cette situation en est une.",
		}
	}
	said := c.facts.Intake
	switch {
	case said.Until.IsZero():
	case said.State == data.IntakeNotAccepting:
		return bilingual.Textf("They took no new people until %s: ask whether they do again.",
			"Aucune nouvelle personne n’était acceptée jusqu’au %s\u00a0: demandez si l’accueil a repris.", dayInWords(said.Until))
	case said.State == data.IntakeAccepting || said.State == data.IntakeCrisisOnly:
		return bilingual.Textf("What they said of intake held until %s: ask whether they are taking new people.",
			"Ce qui était dit de l’accueil valait jusqu’au %s\u00a0: demandez si de nouvelles personnes sont acceptées.", dayInWords(said.Until))
	}
	return bilingual.Text{
		En: "Ask whether they are taking new people.",
		Fr: "Demandez si de nouvelles personnes sont acceptées en ce moment.",
	}
}

// changeIntake names the first day after the last one given. Whether they do
// take people then is theirs to say.
func (j *judge) changeIntake(c *candidate, _ int) bilingual.Text {
	if until := c.facts.Intake.Until; !until.IsZero() {
		return bilingual.Textf("By what they said, takes new people again from %s: call to be sure.",
			"Selon ce qui était annoncé, de nouvelles personnes sont acceptées à partir du %s\u00a0: appelez pour vous en assurer.", dayInWords(until.AddDays(1)))
	}
	return bilingual.Text{
		En: "They take no new people for now: ask when they will.",
		Fr: "Aucune nouvelle personne n’est acceptée pour l’instant\u00a0: demandez à partir de quand.",
	}
}
