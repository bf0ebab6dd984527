package sample

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// expose draws who may learn of an organization. Of those with a confidential
// house only a third are public.
func (d *draft) expose(confidential bool) record.Exposure {
	weights := []int{23, 8, 69}
	if confidential {
		weights = []int{36, 30, 34}
	}
	return d.agreed(data.Visibility(d.dice.weighted(weights)))
}

// agreed is an exposure with the consent that it takes; none for internal.
func (d *draft) agreed(v data.Visibility) record.Exposure {
	if v == data.Internal {
		return record.Exposure{}
	}
	return record.Exposure{
		Visibility: v,
		Consent:    record.Consent{By: pick(d.dice, d.texts.notes["title"][:2]).En, On: d.day(d.dice.between(20, 1000)), Evidence: "DEMO"},
	}
}

// within is the exposure of a service: mostly its organization's, sometimes
// narrower.
func (d *draft) within() record.Exposure {
	if d.exposure.Visibility == data.Open && d.dice.chance(8) {
		return d.agreed(pick(d.dice, []data.Visibility{data.Internal, data.Limited}))
	}
	return d.exposure
}

// confidential draws whether an organization keeps a house whose place is secret:
// two thirds of the shelters for people who flee violence or trafficking do.
func (d *draft) confidential(needs []string) bool {
	shelter := slices.ContainsFunc(needs, sheltering)
	switch d.profile.name {
	case "refuge":
		return d.dice.chance(78)
	case "transition", "exit":
		return shelter && d.dice.chance(68)
	case "indigenous", "youth":
		return shelter && d.dice.chance(45)
	}
	return false
}

// sheltering reports whether people sleep where this need is met.
func sheltering(need string) bool {
	return need == "emergency-shelter" || need == "transitional-housing"
}
