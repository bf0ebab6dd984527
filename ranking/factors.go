package ranking

import (
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// The names of the factors, as answers have them.
const (
	AdmissionFactor    = "admission"
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
// code of the reason, and where several wishes compete, which of them decided (of
// the text, how many words stand somewhere).
type finding struct {
	value float64
	code  string
	which int
}

// factor is one part of fit.
type factor struct {
	name       string
	reads      parts                  // all that grade reads of a listing
	weight     func(*Weights) float64 // nil for one that multiplies
	multiplies bool                   // the mean of the others, instead of being in it
	staffOnly  bool                   // rests on what the public is not told
	inPlay     func(*judge) bool      // nil for one that always is
	lasts      bool                   // says the same of a listing before every caller
	grade      func(*judge, *candidate) finding
	say        func(*judge, *candidate, finding) bilingual.Text
	says       parts // all that say reads of a listing, besides the finding's code and which; speaks knows more
}

const factorCount = 11

// factors is the table of the factors, in the order in which fit adds them up. A
// factor for a wish that was not expressed is not in play.
var factors = [factorCount]factor{
	{
		name: AdmissionFactor, multiplies: true, reads: admissionPart | takingPart | livePart | momentPart | offerPart,
		grade: (*judge).gradeAdmission, say: (*judge).admissionReason, says: admissionPart,
	},
	{
		name: NeedFactor, reads: offerPart, inPlay: (*judge).needsCount,
		weight: func(w *Weights) float64 { return w.Need }, grade: (*judge).gradeNeeds, say: (*judge).needReason, says: offerPart,
	},
	{
		name: LanguageFactor, reads: tonguesPart, inPlay: (*judge).languageCounts,
		weight: func(w *Weights) float64 { return w.Language }, grade: (*judge).gradeLanguage, say: (*judge).languageReason, says: tonguesPart,
	},
	{
		name: PopulationFactor, reads: servedPart, inPlay: (*judge).populationCounts,
		weight: func(w *Weights) float64 { return w.Population }, grade: (*judge).gradePopulation, say: (*judge).populationReason, says: servedPart,
	},
	{
		name: CapacityFactor, staffOnly: true, reads: livePart | offerPart, inPlay: (*judge).capacityCounts,
		weight: func(w *Weights) float64 { return w.Capacity }, grade: (*judge).bestRoom, say: (*judge).capacityReason, says: livePart | momentPart,
	},
	{
		name: OpenFactor, reads: momentPart, inPlay: (*judge).openingCounts,
		weight: func(w *Weights) float64 { return w.Open }, grade: (*judge).gradeOpening, say: (*judge).openingReason,
	},
	{
		name: AccessFactor, reads: conditionsPart, inPlay: (*judge).accessCounts,
		weight: func(w *Weights) float64 { return w.Access }, grade: (*judge).gradeAccess, say: (*judge).accessReason, says: conditionsPart,
	},
	{
		name: RegionFactor, reads: wherePart, inPlay: (*judge).regionCounts,
		weight: func(w *Weights) float64 { return w.Region }, grade: (*judge).gradeRegion, say: (*judge).regionReason,
	},
	{
		name: SpecializedFactor, lasts: true, reads: standingPart,
		weight: func(w *Weights) float64 { return w.Specialized }, grade: (*judge).gradeSpecialization, say: (*judge).specializationReason, says: standingPart,
	},
	{
		name: VerificationFactor, lasts: true, reads: checkedPart,
		weight: func(w *Weights) float64 { return w.Verified }, grade: (*judge).gradeVerification, say: (*judge).verificationReason, says: checkedPart,
	},
	{
		name: TextFactor, reads: wordsPart, inPlay: (*judge).textCounts,
		weight: func(w *Weights) float64 { return w.Text }, grade: (*judge).gradeText, say: (*judge).textReason,
	},
}

// weighed is a factor in play.
type weighed struct {
	*factor
	weight float64 // 0 for one that multiplies
}

// factorsInPlay gives the factors in play, in the order of the table.
func (j *judge) factorsInPlay(into []weighed) []weighed {
	for i := range factors {
		f := &factors[i]
		if f.inPlay != nil && !f.inPlay(j) {
			continue
		}
		in := weighed{factor: f}
		if f.weight != nil {
			in.weight = f.weight(&j.weights)
		}
		into = append(into, in)
	}
	return into
}

// counts is false before the public for what rests on what it is not told.
func (f *factor) counts(c *candidate) bool { return c.facts.Staff || !f.staffOnly }

// score is proximity times fit. Every product and sum is rounded to a float64
// on its own (the conversions forbid fused operations), in the order of the
// table, so that the same facts give the same bits everywhere.
func (j *judge) score(c *candidate) float64 {
	return float64(j.proximity(c).value * j.fit(c))
}

// fit is admission times the weighted mean of the other factors that are in play
// for c. Weights' Validate has seen to it that some weight is left.
func (j *judge) fit(c *candidate) float64 {
	sum, weights, admission := 0.0, 0.0, 1.0
	for i := range j.factors {
		f := &j.factors[i]
		if !f.counts(c) {
			continue
		}
		value := f.grade(j, c).value
		if f.multiplies {
			admission = value
			continue
		}
		sum = float64(sum + float64(f.weight*value))
		weights = float64(weights + f.weight)
	}
	return float64(admission * float64(sum/weights))
}

// grades is what each factor in play finds of one listing, in the order of the
// table: of those that do not count for it nothing.
type grades [factorCount]finding

func (j *judge) grades(c *candidate) grades {
	var g grades
	for i := range j.factors {
		if f := &j.factors[i]; f.counts(c) {
			g[i] = f.grade(j, c)
		}
	}
	return g
}

// speaks is the parts of a listing that the words of this finding speak of: of the
// three doors of admission only one names somebody.
func (f *factor) speaks(found finding) parts {
	if f.multiplies && !strings.HasPrefix(found.code, belongingCode) {
		return 0
	}
	return f.says
}

// sayFactors gives the factors that count for c with their reasons.
func (j *judge) sayFactors(c *candidate, g *grades) []Factor {
	said := make([]Factor, 0, len(j.factors))
	for i := range j.factors {
		f := &j.factors[i]
		if !f.counts(c) {
			continue
		}
		said = append(said, Factor{
			Factor: f.name, Code: g[i].code, Value: g[i].value, Weight: f.weight, Reason: f.say(j, c, g[i]),
		})
	}
	return said
}
