package ranking

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/relais-directory/relais/index"
)

// valued is the value of each factor in play.
type valued [factorCount]float64

// factorSet is a set of factors in play, one bit for each by its place.
type factorSet uint16

func (s factorSet) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(bits.TrailingZeros16(uint16(s))) {
				return
			}
		}
	}
}

// stages is the order in which the factors of a listing are worked out: the cheap
// ones first; and those for which its distance must be measured, last of all.
type stages struct {
	order    [len(cheapest)]stage // of which there are many
	many     int
	needs    stage // of which columns tell
	measured factorSet
	highest  valued
}

// stage is a factor in play, or one door of admission.
type stage struct {
	factor     int // its place among those in play
	grade      func(*judge, *candidate) finding
	reads      parts
	share      float64 // of the weights in play
	multiplies bool
}

// cheapest is the factors in the order of what it costs to work them out: a day takes
// a power, opening hours a calendar, and room the reports of the moment. Need comes
// from columns.
var cheapest = [...]struct {
	name  string
	reads parts // if not all that the factor does
	grade func(*judge, *candidate) finding
}{
	{name: SpecializedFactor},
	{name: PopulationFactor},
	{name: LanguageFactor},
	{name: AccessFactor},
	{name: AdmissionFactor, grade: (*judge).gradeStandingDoors, reads: admissionPart | takingPart | momentPart},
	{name: VerificationFactor},
	{name: OpenFactor},
	{name: CapacityFactor},
	{name: AdmissionFactor, grade: (*judge).roomAdmits, reads: livePart | offerPart},
	{name: TextFactor},
}

func (f *finder[A]) stagesOf() stages {
	var s stages
	weights := 0.0
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		if s.highest[i] = 1; f.counts(factor) {
			weights += factor.weight
		}
		if factor.reads&wherePart != 0 {
			s.measured |= 1 << i
		}
	}
	if i := f.inPlay(NeedFactor); i >= 0 && len(f.j.needs) > 1 {
		s.needs = stage{factor: i, share: f.j.factors[i].weight / weights}
	}
	for _, next := range cheapest {
		i := f.inPlay(next.name)
		if i < 0 || next.reads&livePart != 0 && (!f.staff || !f.j.roomCloses()) {
			continue
		}
		factor := &f.j.factors[i]
		if factor.weight == 0 && !factor.multiplies {
			continue // whatever its value, it adds nothing
		}
		s.order[s.many] = stage{i, factor.grade, factor.reads, factor.weight / weights, factor.multiplies}
		if next.grade != nil {
			s.order[s.many].grade, s.order[s.many].reads = next.grade, next.reads
		}
		s.many++
	}
	return s
}

// inPlay gives the place of a factor among those in play, -1 if it does not count.
func (f *finder[A]) inPlay(name string) int {
	return slices.IndexFunc(f.j.factors, func(w weighed) bool { return w.name == name && f.counts(&w) })
}

func (f *finder[A]) counts(factor *weighed) bool { return f.staff || !factor.staffOnly }

// offers is what the factor need gives a listing, by columns.
func (f *finder[A]) offers(i int) float64 {
	served := 0
	for _, need := range f.needs() {
		served += int(need[i/index.Block] >> (i % index.Block) & 1)
	}
	return float64(served) / float64(len(f.j.needs))
}

// fitOf is the judge's own arithmetic: the same numbers in the same order.
func (f *finder[A]) fitOf(g *valued) float64 {
	sum, weights, admission := 0.0, 0.0, 1.0
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		if factor.staffOnly && !f.staff {
			continue
		}
		if factor.multiplies {
			admission = g[i]
			continue
		}
		sum = float64(sum + float64(factor.weight*g[i]))
		weights = float64(weights + factor.weight)
	}
	return float64(admission * float64(sum/weights))
}
