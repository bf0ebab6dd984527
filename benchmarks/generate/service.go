package generate

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// offer draws what a service offers, for whom, and what is known of it.
func (t *draft) offer() record.Service {
	needs := t.words.need.terms(t.dice, 1+t.few(3, 0.33), t.words.needs)
	name := t.words.names[needs[0]]
	s := record.Service{
		ID:             t.id(),
		Name:           data.Text{En: name.En + " (demo)", Fr: name.Fr + " (démo)"},
		Status:         t.status(),
		Intake:         t.intake(),
		Needs:          needs,
		Specialized:    t.tri(12, 30),
		Languages:      t.languages(),
		Interpretation: t.tri(15, 25),
		Barriers:       pick(t.dice, t.pools.barriers),
		ServiceAreas:   t.areas(),
		Hours:          t.hours(),
		Phones:         []record.Phone{{Phone: pick(t.dice, t.pools.phones), Public: t.chance(80)}},
		Exposure:       t.exposure,
		Verified:       t.verified(),
	}
	s.Populations, s.Eligibility = t.people()
	s.Capacity = t.capacity(needs[0])
	return s
}

// few draws 0 to most, each one more as likely as more says.
func (t *draft) few(most int, more float64) int {
	n := 0
	for n < most && t.Float64() < more {
		n++
	}
	return n
}

func (t *draft) tri(yes, no float64) data.Tri {
	switch at := t.Float64() * 100; {
	case at < yes:
		return data.Yes
	case at < yes+no:
		return data.No
	}
	return data.Unknown
}

func (t *draft) status() data.Status {
	switch at := t.Float64() * 100; {
	case at < 93:
		return data.Active
	case at < 96:
		return ""
	case at < 98:
		return data.Inactive
	}
	return data.TemporarilyClosed
}

func (t *draft) intake() data.Intake {
	states := []data.IntakeState{data.IntakeAccepting, data.IntakeUnknown, data.IntakeCrisisOnly, data.IntakeNotAccepting}
	state := states[intakeOdds.draw(t.dice)]
	if state == data.IntakeUnknown || !t.chance(20) {
		return data.Intake{State: state}
	}
	return data.Intake{State: state, Until: hours.DateOf(t.at).AddDays(t.between(-60, 60))}
}

var intakeOdds = newOdds(4, func(i int) float64 { return []float64{58, 24, 9, 9}[i] })

// languages draws English and French by province, then some others.
func (t *draft) languages() []data.LanguageOffered {
	if t.chance(12) {
		return nil // nobody has said
	}
	english, french := 97.0, 8.0
	switch t.town.Province {
	case geo.Quebec:
		english, french = 45, 99
	case geo.NewBrunswick:
		english, french = 90, 60
	case geo.Ontario:
		french = 17
	}
	var spoken []data.LanguageOffered
	if t.chance(english) {
		spoken = append(spoken, data.LanguageOffered{Code: "en", Mode: data.ByStaff})
	}
	if t.chance(french) {
		spoken = append(spoken, data.LanguageOffered{Code: "fr", Mode: data.ByStaff})
	}
	for _, code := range t.words.language.terms(t.dice, t.few(4, 0.3), t.words.languages) {
		mode := data.ByStaff
		if t.chance(35) {
			mode = data.ByInterpreter
		}
		spoken = append(spoken, data.LanguageOffered{Code: code, Mode: mode})
	}
	return spoken
}

// people draws whom the service is for. Not quite half say nothing of it.
func (t *draft) people() ([]data.PopulationServed, data.Eligibility) {
	e := data.Eligibility{Ages: ages[ageOdds.draw(t.dice)], Genders: genders[genderOdds.draw(t.dice)]}
	if t.chance(45) {
		return nil, e
	}
	var served []data.PopulationServed
	for _, term := range t.words.population.terms(t.dice, 1+t.few(3, 0.35), t.words.populations) {
		level := data.Welcomes
		if t.chance(40) {
			level = data.MadeFor
		}
		served = append(served, data.PopulationServed{Term: term, Level: level})
	}
	if t.chance(12) {
		served[0].Level = data.MadeFor
		e.Exclusive = []string{served[0].Term}
	}
	return served, e
}

var ages = []data.AgeRange{
	{}, {Stated: true}, {Stated: true, Min: 18}, {Stated: true, Min: 16}, {Stated: true, Min: 19}, {Stated: true, Max: 17}, {Stated: true, Min: 12, Max: 24},
	{Stated: true, Min: 16, Max: 24}, {Stated: true, Min: 18, Max: 29}, {Stated: true, Min: 55}, {Stated: true, Max: 12}, {Stated: true, Min: 16, Max: 64},
}

var ageOdds = newOdds(len(ages), func(i int) float64 {
	return []float64{35, 18, 20, 8, 4, 4, 3, 3, 2, 1, 1, 1}[i]
})

var genders = [][]data.Gender{
	nil, {data.Woman}, {data.Woman, data.NonBinary}, {data.Man}, {data.Woman, data.Man, data.NonBinary}, {data.Woman, data.Man},
}

var genderOdds = newOdds(len(genders), func(i int) float64 { return []float64{45, 20, 12, 4, 15, 4}[i] })

// areas draws where callers may come from: mostly the province, if anything is
// said.
func (t *draft) areas() []geo.Area {
	home := t.land.provinces[t.town.Province]
	switch at := t.Float64() * 100; {
	case at < 35:
		return nil
	case at < 80:
		return []geo.Area{home}
	case at < 85:
		return []geo.Area{home, t.land.provinces[t.land.town(t.dice, 0, 0).Province]}
	case at < 88:
		return []geo.Area{t.land.country}
	case at < 95 || t.town.fsa.IsZero():
		return []geo.Area{{
			Kind: geo.AreaRegion, Label: t.town.label, Province: t.town.Province,
			Center: t.town.Point, Radius: geo.Meters(t.between(15, 150)) * geo.Kilometer,
		}}
	}
	return []geo.Area{t.town.fsa}
}

func (t *draft) hours() hours.Calendar {
	if t.chance(24) {
		return hours.Calendar{} // nobody has said
	}
	if t.chance(7) {
		return t.pools.weeks[0] // day and night
	}
	return pick(t.dice, t.pools.weeks)
}

// capacity draws the last report, for not quite half of all services: one, in
// the unit of the service, of which the young are the most.
func (t *draft) capacity(need string) []data.Capacity {
	if !t.chance(45) {
		return nil
	}
	c := data.Capacity{Unit: "appointment", By: "demo", How: "call"}
	age := time.Duration(min(40*24, t.ExpFloat64()*60) * float64(time.Hour))
	if t.words.lodging[need] {
		c.Unit = pick(t.dice, []string{"bed", "bed", "room", "family-room"})
	}
	c.Updated = t.at.Add(-age).Truncate(time.Minute)
	states := []data.CapacityStatus{data.HasCapacity, data.NoCapacity, data.Waitlist, data.AssessmentRequired, data.CapacityUnknown}
	c.Status = states[capacityOdds.draw(t.dice)]
	if c.Status == data.HasCapacity {
		free := t.between(1, 9)
		c.Available = &free
	}
	if t.chance(6) {
		c.Population = t.words.populations[t.words.population.draw(t.dice)]
	}
	return []data.Capacity{c}
}

var capacityOdds = newOdds(5, func(i int) float64 { return []float64{40, 22, 20, 12, 6}[i] })
