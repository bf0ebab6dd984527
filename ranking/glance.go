package ranking

import (
	"slices"

	"github.com/relais-directory/relais/index"
)

// sight is what is known of how well one listing fits.
type sight struct {
	values    valued   // of each factor: at most, until it is told
	fit       float64  // at most the mean of them
	admission float64  // at most
	told      stageSet // the stages that have nothing to add
}

// waiting is a listing that waits for its turn.
type waiting struct {
	sight
	near    float64 // at least its proximity
	ordinal int
}

// bound is at least its score.
func (w *waiting) bound() float64 { return more(w.near * w.admission * w.fit) }

// wait makes room for one more.
func (r *scratch) wait() *waiting {
	n := len(r.waiting)
	r.waiting = slices.Grow(r.waiting, 1)[:n+1]
	return &r.waiting[n]
}

// stageSet is a set of stages, one bit for each by its place in their order.
type stageSet uint16

// glances is what a query makes of a Glance.
type glances struct {
	day     int                  // of the query
	doors   [index.Doors]float64 // what each gives admission
	spoken  [maxTerms]mask       // by language asked for: those whose staff speak it
	general float64              // population, for a service that names none
	fresh   *freshnesses
}

// setGlances makes the query ready for looking at listings.
func (f *finder[A]) setGlances() {
	w, g := &f.j.weights, &f.glances
	*g = glances{day: index.DayNumber(f.j.day), fresh: usualFreshness(), doors: [index.Doors]float64{
		index.DoorOpen: 1, index.DoorUnknown: w.IntakeUnknown, index.DoorInCrisis: w.CrisisOnly,
	}}
	if f.j.query.Urgency == Now {
		g.doors[index.DoorInCrisis] = 1
	}
	if f.stages.language >= 0 {
		for i := range f.j.languages {
			g.spoken[i] = f.dense(&f.columns.ByStaff[f.j.languages[i].ordinal])
		}
	}
	if f.stages.population >= 0 {
		for range f.j.populations {
			g.general = float64(g.general + w.General)
		}
		g.general = float64(g.general / float64(len(f.j.populations)))
	}
}

// see looks at the listing with ordinal i. What it says that a factor is, the judge
// says too, and what it says that a factor is at most, the judge says is no more.
func (f *finder[A]) see(i int, s *sight) {
	st, g := &f.stages, f.s.Glance(i)
	s.values, s.fit, s.admission, s.told = st.highest, 1, 1, 0
	if st.needs.share > 0 {
		s.put(&st.needs, f.offers(i))
	}
	if st.specialized.share > 0 {
		s.put(&st.specialized, f.j.weights.Specialization.of(g.Specialized()))
	}
	if st.verified.share > 0 {
		s.put(&st.verified, f.verified(g))
	}
	if st.language >= 0 {
		most, told := f.speaks(i, g)
		s.tell(st, st.language, most, told)
	}
	if st.population >= 0 && !g.NamesPopulations() {
		s.tell(st, st.population, f.glances.general, true)
	}
	door, lasts := g.Intake()
	most := f.glances.doors[door]
	if !lasts { // and then nobody knows
		most = max(most, f.glances.doors[index.DoorUnknown])
	}
	s.tell(st, st.doors, most, lasts && !g.Exclusive())
}

// put takes over the value of a factor.
func (s *sight) put(st *stage, value float64) {
	if st.multiplies {
		s.admission = min(s.admission, value)
		s.values[st.factor] = s.admission
		return
	}
	s.fit -= (s.values[st.factor] - value) * st.share
	s.values[st.factor] = value
}

// tell takes over the value of a stage, or what it is at most.
func (s *sight) tell(st *stages, place int, most float64, told bool) {
	s.put(&st.order[place], most)
	if told {
		s.told |= 1 << place
	}
}

// verified is gradeVerification.
func (f *finder[A]) verified(g index.Glance) float64 {
	never := f.j.weights.NeverVerified
	days, ever := g.VerifiedDaysBefore(f.glances.day)
	if !ever {
		return never
	}
	return max(never, f.glances.fresh.of(max(0, days), f.j.weights.VerifiedHalfLife))
}

// speaks is gradeLanguage as far as columns tell who speaks a language: at most, where
// it might be spoken through an interpreter.
func (f *finder[A]) speaks(i int, g index.Glance) (most float64, told bool) {
	best, maybe, discount := -1.0, -1.0, 1.0
	w := &f.j.weights
	for n := range f.j.languages {
		switch {
		case f.glances.spoken[n][i/index.Block]>>(i%index.Block)&1 == 1:
			best = max(best, float64(w.StaffSpeaks*discount))
		case g.NamesInterpreters():
			maybe = max(maybe, float64(max(w.Interpreter, w.AnyInterpreter, w.LanguageUnknown, w.LanguageNone)*discount))
		default:
			best = max(best, float64(f.j.unspoken(g.Interpretation(), g.NamesLanguages(), &f.j.languages[n]).value*discount))
		}
		discount = float64(discount * w.NextLanguage)
	}
	return max(best, maybe), best >= maybe
}
