package sample

import "github.com/relais-directory/relais/geo"

// seat is where an organization belongs: a province, Canada as a whole ("",
// ""), or another country.
type seat struct {
	home    geo.Province
	country string
	town    town
	profile *profile
	first   bool // one of the first of its province, which has an office to be found at
}

// providers makes the service providers, province by province, the pan-Canadian
// ones after them and the one in the United States last.
func (b *builder) providers() {
	seats := b.seats()
	counts := serviceCounts(b.dice, len(seats), serviceTotal)
	for i, s := range seats {
		if b.err == nil {
			b.provider(s, counts[i])
		}
	}
}

func (b *builder) seats() []seat {
	var seats []seat
	for _, row := range providerCounts() {
		for i := range row.count {
			t := b.townFor(row.home, i)
			seats = append(seats, seat{home: row.home, town: t, profile: b.profileFor(t), first: i < len(firstTowns()[row.home])})
		}
	}
	ottawa := b.townNamed(geo.Ontario, "Ottawa")
	for range panCanadian {
		seats = append(seats, seat{town: ottawa, profile: b.texts.profile("national")})
	}
	for range unitedStates {
		seats = append(seats, seat{country: "US", town: buffalo(), profile: b.texts.profile("border")})
	}
	return seats
}

// townFor is the town of the i-th organization of a province.
func (b *builder) townFor(p geo.Province, i int) town {
	if first := firstTowns()[p]; i < len(first) {
		return b.townNamed(p, first[i])
	}
	return b.land.draw(b.dice, p)
}

func (b *builder) townNamed(p geo.Province, name string) town {
	t, ok := b.land.town(p, name)
	if !ok {
		b.fail(missingTown(p, name))
	}
	return t
}

// profileFor draws what an organization of a town is. Indigenous-led ones are
// many in the North.
func (b *builder) profileFor(t town) *profile {
	remote := t.province == geo.Nunavut || t.province == geo.NorthwestTerritories || t.province == geo.Yukon
	if remote && b.dice.chance(45) || t.people < 8000 && b.dice.chance(22) {
		return b.texts.profile("indigenous")
	}
	weights := make([]int, len(b.texts.profiles))
	for i, p := range b.texts.profiles {
		weights[i] = p.weight
	}
	return &b.texts.profiles[b.dice.weighted(weights)]
}

// zoneOf is the time zone of a seat; Buffalo keeps Toronto's time.
func (b *builder) zoneOf(s seat) string {
	if s.country != "" {
		return "America/Toronto"
	}
	zone, err := b.land.g.ZoneAt(s.town.area.Center, s.town.province)
	b.fail(err)
	return zone
}
