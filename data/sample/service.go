package sample

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// service adds one service that meets a need, at the place where it is given.
func (d *draft) service(need string) {
	people := d.servedBy(need)
	s := record.Service{
		ID:             d.id(),
		Name:           d.serviceName(need, people),
		Status:         d.status(),
		Intake:         d.intake(),
		Needs:          d.meets(need),
		Eligibility:    d.eligibility(need, people),
		Specialized:    d.specialized(people),
		Languages:      d.languages,
		Interpretation: d.interpretation(),
		Barriers:       d.barriers(need, people),
		Remote:         d.remote(need),
		Hours:          d.opening(need),
		Capacity:       d.capacity(need),
		Exposure:       d.within(),
		Verified:       d.verification(),
	}
	s.Description = d.serviceAbout(need, &s)
	s.Populations = d.populations(people, s.Eligibility)
	s.ServiceAreas = d.serviceAreas(s.Remote)
	d.contactOf(&s)
	d.entryOf(&s, need)
	d.place(&s, d.placesOf(&s, need))
	d.record.Services = append(d.record.Services, s)
}

// serviceName is a name that no other service of the organization has, often
// with the people whom it is for.
func (d *draft) serviceName(need, people string) data.Text {
	var name data.Text
	texts, group := d.texts.services[need], d.texts.populations[people]
	for try := range 8 {
		name = pick(d.dice, texts.names)
		silent := !texts.telling && !strings.Contains(name.En, " for ")
		if silent && group.term != "" && (try > 3 || d.dice.chance(35)) {
			name = bilingual.Textf("%s for %s", "%s pour %s", name, group.name)
		}
		if !d.named(name) {
			return name
		}
	}
	return bilingual.Textf("%s, evenings", "%s, en soirée", name)
}

func (d *draft) named(name data.Text) bool {
	return slices.ContainsFunc(d.record.Services, func(s record.Service) bool { return s.Name == name })
}

// serviceAbout describes a service, and claims nothing that its facts deny.
func (d *draft) serviceAbout(need string, s *record.Service) data.Text {
	about := pick(d.dice, d.texts.services[need].abouts)
	if !d.dice.chance(40) {
		return about
	}
	how, _ := d.manner(func(claim string) bool {
		return claim == "interpretation" && s.Interpretation == data.No || slices.Contains(s.Barriers, data.Condition{Term: claim, Answer: data.No})
	})
	return join(about, how)
}

func (d *draft) meets(need string) []string {
	needs := []string{need}
	if d.dice.chance(38) {
		needs = append(needs, some(d.dice, d.dice.between(1, 2), d.texts.services[need].companions)...)
	}
	return needs
}

// remote draws whether help is also given by phone or online.
func (d *draft) remote(need string) bool {
	if d.profile.name == "national" {
		return true
	}
	switch need {
	case "crisis-line", "digital-safety", "police-reporting", "child-protection":
		return d.dice.chance(92)
	case "counselling", "legal-information", "training", "trauma-counselling", "technical-assistance", "interpretation", "support-group":
		return d.dice.chance(25)
	}
	return !d.inPerson(need) && d.dice.chance(4)
}

// inPerson reports whether a need can only be met where the person is: nobody
// sleeps, eats or is examined by telephone.
func (d *draft) inPerson(need string) bool {
	for _, house := range []string{"housing", "basic-needs", "health"} {
		if d.terms.Covers(data.TermNeed, house, need) {
			return true
		}
	}
	switch need {
	case "safe-exit", "transportation", "repatriation", "drop-in", "outreach", "childcare", "pet-sheltering", "tattoo-removal":
		return true
	}
	return false
}

// serviceAreas draws where people may come from; most services do not say.
func (d *draft) serviceAreas(remote bool) []geo.Area {
	switch {
	case d.profile.name == "national":
		return []geo.Area{d.land.country}
	case d.country != "":
		return nil
	case remote && d.dice.chance(15):
		return []geo.Area{d.land.country}
	}
	switch d.dice.weighted([]int{45, 25, 18, 6, 6}) {
	case 1:
		return []geo.Area{d.land.provinces[d.home]}
	case 2:
		return []geo.Area{d.around(geo.Meters(pick(d.dice, []int{40, 60, 80, 120, 200, 300})))}
	case 3:
		return []geo.Area{d.town.area}
	case 4:
		if area, ok := d.land.postalArea(d.home, d.town.area.Center); ok {
			return []geo.Area{area}
		}
	}
	return nil
}

// around is the region within km of the town.
func (d *draft) around(km geo.Meters) geo.Area {
	return geo.Area{
		Kind:     geo.AreaRegion,
		Label:    bilingual.Textf("within %d km of %s", "dans un rayon de %d km autour %s", int(km), data.Text{En: d.town.name.En, Fr: of(d.town.name.Fr)}),
		Province: d.home, Center: d.town.area.Center, Radius: km * geo.Kilometer,
	}
}

// place joins a service to where it is given. The hours of one that has no place
// are kept in the zone of the organization's seat.
func (d *draft) place(s *record.Service, locations []data.ID) {
	for _, location := range locations {
		if location == "" && s.Hours.Stated() {
			s.Hours.Zone = d.zone
		}
		d.record.At = append(d.record.At, record.ServiceAtLocation{ID: d.id(), ServiceID: s.ID, LocationID: location})
	}
}

// placesOf is the house, an office or two, or no place at all.
func (d *draft) placesOf(s *record.Service, need string) []data.ID {
	inHouse := d.house != "" && (sheltering(need) || len(d.offices) == 0)
	switch {
	case need == "crisis-line" || d.profile.name == "national", s.Remote && d.dice.chance(20):
		return []data.ID{""}
	case inHouse:
		return []data.ID{d.house}
	case len(d.offices) > 1 && !s.Remote && d.dice.chance(35):
		return d.offices
	}
	return []data.ID{pick(d.dice, d.offices)}
}
