package ranking

import (
	"slices"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// The names of the factors, as answers have them.
const (
	NeedFactor         = "need"
	LanguageFactor     = "language"
	PopulationFactor   = "population"
	CapacityFactor     = "capacity"
	OpenFactor         = "open"
	AccessFactor       = "access"
	RegionFactor       = "region"
	SpecializedFactor  = "specialized"
	VerificationFactor = "verification"
	TextFactor         = "text"
)

// finding is what a factor finds of one listing: its value in [0,1], the stable
// code of the reason, and where several wishes compete, which of them decided.
type finding struct {
	value float64
	code  string
	which int
}

// factor is one part of fit.
type factor struct {
	name   string
	weight float64
	grade  func(*candidate) finding
	say    func(*candidate, finding) bilingual.Text
}

// allFactors is the table of the factors in play, in the order in which fit
// adds them up. A factor for a wish that was not expressed is not in play.
func (j *judge) allFactors(v *index.Vocabulary) []factor {
	return slices.Concat(
		j.needFactor(), j.languageFactor(), j.populationFactor(), j.capacityFactor(), j.openFactor(),
		j.accessFactor(v), j.regionFactor(), j.specializedFactor(), j.verificationFactor(), j.textFactor(),
	)
}

// score is proximity times fit. Every product and sum is rounded to a float64
// on its own (the conversions forbid fused operations), in the order of the
// table, so that the same facts give the same bits everywhere.
func (j *judge) score(c *candidate) float64 {
	return float64(j.proximity(c).value * j.fit(c))
}

// fit is the weighted mean of the factors that are in play for c. Weights'
// Validate has seen to it that some weight is left.
func (j *judge) fit(c *candidate) float64 {
	sum, weights := 0.0, 0.0
	for i := range j.factors {
		f := &j.factors[i]
		if !f.inPlay(c) {
			continue
		}
		sum = float64(sum + float64(f.weight*f.grade(c).value))
		weights = float64(weights + f.weight)
	}
	return float64(sum / weights)
}

// inPlay is false for capacity before the public, which is not told of it.
func (f *factor) inPlay(c *candidate) bool { return f.name != CapacityFactor || c.facts.Staff }

// sayFactors gives the factors in play with their reasons, in the order of the
// table.
func (j *judge) sayFactors(c *candidate) []Factor {
	said := make([]Factor, 0, len(j.factors))
	for i := range j.factors {
		f := &j.factors[i]
		if !f.inPlay(c) {
			continue
		}
		found := f.grade(c)
		said = append(said, Factor{
			Factor: f.name, Code: found.code, Value: found.value, Weight: f.weight, Reason: f.say(c, found),
		})
	}
	return said
}
