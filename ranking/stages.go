package ranking

import (
	"iter"
	"math/bits"

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

// stages is the order in which the factors of a listing are worked out: first those
// that its Glance tells whole; then the others, the cheap ones first; and those for
// which its distance must be measured, last of all.
type stages struct {
	needs, specialized, verified stage // told at a glance; without a share if they do not count

	order    [len(cheapest)]stage // of which there are many
	many     int
	measured factorSet
	highest  valued

	language, population, doors int // their places in order, -1 if they do not count
}

// stage is a factor in play, or one door of admission.
type stage struct {
	factor     int // its place among those in play
	grade      func(*judge, *candidate) finding
	reads      parts
	share      float64 // of the weights in play
	multiplies bool
}

// cheapest is the factors in the order of what it costs to work them out: opening
// hours take a calendar, and room the reports of the moment.
var cheapest = [...]struct {
	name  string
	reads parts // if not all that the factor does
	grade func(*judge, *candidate) finding
}{
	{name: PopulationFactor},
	{name: LanguageFactor},
	{name: AccessFactor},
	{name: AdmissionFactor, grade: (*judge).gradeStandingDoors, reads: admissionPart | takingPart | momentPart},
	{name: OpenFactor},
	{name: CapacityFactor},
	{name: AdmissionFactor, grade: (*judge).roomAdmits, reads: livePart | offerPart},
	{name: TextFactor},
}

// setStages works out f.stages.
func (f *finder[A]) setStages() {
	s, weights := &f.stages, 0.0
	*s = stages{language: -1, population: -1, doors: -1}
	for i := range f.j.factors {
		factor := &f.j.factors[i]
		if s.highest[i] = 1; f.counts(factor) {
			weights += factor.weight
		}
		if factor.reads&wherePart != 0 {
			s.measured |= 1 << i
		}
	}
	for n := range cheapest {
		next := &cheapest[n]
		i := f.inPlay(next.name)
		if i < 0 || next.reads&livePart != 0 && (!f.staff || !f.j.roomCloses()) {
			continue
		}
		s.note(next.name)
		s.order[s.many] = f.stageAt(i, weights)
		if next.grade != nil {
			s.order[s.many].grade, s.order[s.many].reads = next.grade, next.reads
		}
		s.many++
	}
	s.specialized, s.verified = f.stageAt(f.inPlay(SpecializedFactor), weights), f.stageAt(f.inPlay(VerificationFactor), weights)
	if len(f.j.needs) > 1 { // whoever is found offers one at least
		s.needs = f.stageAt(f.inPlay(NeedFactor), weights)
	}
}

// allIn reports whether the stages are all in s.
func (st *stages) allIn(s stageSet) bool { return s == 1<<st.many-1 }

// note remembers the place of the next stage.
func (st *stages) note(factor string) {
	switch factor {
	case LanguageFactor:
		st.language = st.many
	case PopulationFactor:
		st.population = st.many
	case AdmissionFactor:
		if st.doors < 0 { // the first of two
			st.doors = st.many
		}
	}
}

// stageAt is the stage of the factor at a place among those in play, -1 for none.
func (f *finder[A]) stageAt(i int, weights float64) stage {
	if i < 0 {
		return stage{}
	}
	factor := &f.j.factors[i]
	return stage{i, factor.grade, factor.reads, factor.weight / weights, factor.multiplies}
}

// inPlay gives the place of a factor among those in play, -1 if it does not count, or
// adds nothing, whatever its value.
func (f *finder[A]) inPlay(name string) int {
	for i := range f.j.factors {
		if w := &f.j.factors[i]; w.name == name && f.counts(w) && (w.weight > 0 || w.multiplies) {
			return i
		}
	}
	return -1
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
