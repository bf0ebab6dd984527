package sample

import "github.com/relais-directory/relais/geo"

// serviceTotal is how many services the providers have between them.
const serviceTotal = 3690

// providerCounts is how many service providers have their seat where.
func providerCounts() []struct {
	home  geo.Province
	count int
} {
	return []struct {
		home  geo.Province
		count int
	}{
		{geo.Ontario, 368}, {geo.Quebec, 155}, {geo.Alberta, 79}, {geo.NovaScotia, 63}, {geo.Saskatchewan, 54},
		{geo.BritishColumbia, 54}, {geo.Manitoba, 45}, {geo.NewBrunswick, 45}, {geo.NewfoundlandAndLabrador, 34},
		{geo.PrinceEdwardIsland, 12}, {geo.NorthwestTerritories, 4}, {geo.Nunavut, 4}, {geo.Yukon, 4},
	}
}

// Beside them, two providers are pan-Canadian and one is in the United States.
const (
	panCanadian  = 2
	unitedStates = 1
)

// policeContacts is how many people the police agencies name to the directory.
const policeContacts = 196

// policeCounts is how many agencies of each group there are: 99 in all.
func policeCounts() []struct {
	group string
	home  geo.Province
	count int
} {
	return []struct {
		group string
		home  geo.Province
		count int
	}{
		{"municipal", geo.Ontario, 26}, {"municipal", geo.Quebec, 14}, {"municipal", geo.BritishColumbia, 5}, {"municipal", geo.Alberta, 4},
		{"municipal", geo.Saskatchewan, 3}, {"municipal", geo.Manitoba, 2}, {"municipal", geo.NovaScotia, 2}, {"municipal", geo.NewBrunswick, 2},
		{"nation", geo.Ontario, 5}, {"nation", geo.Quebec, 5}, {"nation", geo.Alberta, 2}, {"nation", geo.Manitoba, 1}, {"nation", geo.Saskatchewan, 1},
		{"provincial", geo.Ontario, 1}, {"provincial", geo.Quebec, 1}, {"provincial", geo.NewfoundlandAndLabrador, 1},
		{"federal", geo.BritishColumbia, 4}, {"federal", geo.Alberta, 3}, {"federal", geo.Saskatchewan, 3}, {"federal", geo.Manitoba, 3},
		{"federal", geo.NewBrunswick, 2}, {"federal", geo.NovaScotia, 2}, {"federal", geo.PrinceEdwardIsland, 1}, {"federal", geo.NewfoundlandAndLabrador, 1},
		{"federal", geo.Yukon, 1}, {"federal", geo.NorthwestTerritories, 2}, {"federal", geo.Nunavut, 2},
	}
}

// childCounts is how many child-protection authorities each province has in the
// sample, and through which age, in completed years, it protects: 17 where the
// law says "under 18". The age is that of protection, as in ranking/tables/duty.tsv;
// in Nunavut of the child alone.
func childCounts() []struct {
	home  geo.Province
	count int
	until float64
} {
	return []struct {
		home  geo.Province
		count int
		until float64
	}{
		{geo.Ontario, 16, 17}, {geo.Quebec, 9, 17}, {geo.BritishColumbia, 3, 18}, {geo.Alberta, 3, 17}, {geo.Manitoba, 3, 17},
		{geo.Saskatchewan, 2, 17}, {geo.NovaScotia, 2, 18}, {geo.NewBrunswick, 2, 17}, {geo.NewfoundlandAndLabrador, 2, 17},
		{geo.PrinceEdwardIsland, 1, 17}, {geo.NorthwestTerritories, 1, 18}, {geo.Nunavut, 1, 15}, {geo.Yukon, 1, 18},
	}
}

// serviceCounts splits total services over n providers: one to twelve each, most
// of them two to five.
func serviceCounts(d dice, n, total int) []int {
	weights := []int{9, 17, 20, 18, 13, 9, 6, 4, 2, 1, 1, 1}
	counts, sum := make([]int, n), 0
	for i := range counts {
		counts[i] = 1 + d.weighted(weights)
		sum += counts[i]
	}
	for sum != total {
		i, step := d.IntN(n), 1
		if sum > total {
			step = -1
		}
		if next := counts[i] + step; next >= 1 && next <= len(weights) {
			counts[i], sum = next, sum+step
		}
	}
	return counts
}

// adultAge is the age of majority of a province.
func adultAge(p geo.Province) float64 {
	switch p {
	case geo.BritishColumbia, geo.NewBrunswick, geo.NewfoundlandAndLabrador, geo.NovaScotia,
		geo.NorthwestTerritories, geo.Nunavut, geo.Yukon:
		return 19
	}
	return 18
}
