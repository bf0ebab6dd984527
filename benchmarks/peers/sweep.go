package main

import (
	"cmp"
	"context"
	"math"
	mathbits "math/bits"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// sweep is what is left of an index when it has no tree: one column of bits for
// each value of a facet, 64 rows to a word, ANDed over the whole directory, and
// a score for each row that is left. It shares nothing with the engine, so that it
// is a second opinion as well.
type sweep struct {
	f         *facts
	questions []*question
	words     int
	points    [][3]float64

	takes, floating bitset
	needs           []bitset
	genders         [3]bitset // accepted, or none stated
	barriers        []bitset  // known to be asked
	look            bitset    // closed for now, for certain people only, or with a reach: one by one
	ages            []bitset  // by class of ages
	classes         []*lifetime
}

type bitset []uint64

func (b bitset) set(i int) { b[i/64] |= 1 << (i % 64) }

func newSweep(f *facts, questions []*question) *sweep {
	s := &sweep{f: f, questions: questions, words: (len(f.rows) + 63) / 64}
	column := func() bitset { return make(bitset, s.words) }
	s.takes, s.floating, s.look = column(), column(), column()
	for range f.terms.all[data.TermNeed] {
		s.needs = append(s.needs, column())
	}
	for range f.terms.all[data.TermBarrier] {
		s.barriers = append(s.barriers, column())
	}
	for i := range s.genders {
		s.genders[i] = column()
	}
	classes := map[lifetime]int{}
	for i := range f.rows {
		s.add(i, &f.rows[i], classes)
	}
	return s
}

func (s *sweep) add(i int, r *row, classes map[lifetime]int) {
	s.points = append(s.points, vector(r.point))
	if r.takes {
		s.takes.set(i)
	}
	if r.floating {
		s.floating.set(i)
	}
	if r.reach != anywhere || len(r.only) > 0 || r.intake == data.IntakeNotAccepting {
		s.look.set(i)
	}
	for _, need := range r.needs {
		s.needs[need].set(i)
	}
	for barrier := range s.barriers {
		if r.barrierNo>>barrier&1 == 1 {
			s.barriers[barrier].set(i)
		}
	}
	for g, accepted := 0, genderBits(r.genders); g < 3; g++ {
		if accepted == 0 || accepted>>g&1 == 1 {
			s.genders[g].set(i)
		}
	}
	if r.ages == nil {
		return
	}
	class, ok := classes[*r.ages]
	if !ok {
		class = len(s.classes)
		classes[*r.ages] = class
		s.classes, s.ages = append(s.classes, r.ages), append(s.ages, make(bitset, s.words))
	}
	s.ages[class].set(i)
}

func (s *sweep) name() string { return "bit columns, no tree" }

// candidate is a row that may be among the best.
type candidate struct {
	i               int
	level           int
	score, distance float64
}

func (s *sweep) search(ctx context.Context, n int) ([]found, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ask := s.questions[n]
	best, near := make([]candidate, 0, ask.k+1), 0
	origin := vector(ask.point)
	for w := range s.words {
		for word := s.word(ask, w); word != 0; word &= word - 1 {
			c := candidate{i: w*64 + mathbits.TrailingZeros64(word)}
			r := &s.f.rows[c.i]
			if s.look[w]>>(c.i%64)&1 == 1 && !ask.admits(r) {
				continue
			}
			c.distance = math.Inf(1)
			if r.placed {
				c.distance = chord(origin, s.points[c.i])
			}
			if ask.limit > 0 && !r.remote && r.placed && c.distance-(r.radius+ask.doubt) > ask.limit {
				c.level = 1
			} else {
				near++
			}
			if full := len(best) == ask.k; full && c.level > best[ask.k-1].level || full && c.level == best[ask.k-1].level && ask.nearness(r, c.distance) < best[ask.k-1].score {
				continue // fit is at most 1
			}
			c.score = ask.nearness(r, c.distance) * ask.fit(r)
			best = s.insert(best, c, ask.k)
		}
	}
	if near >= min(3, ask.k) {
		best = slices.DeleteFunc(best, func(c candidate) bool { return c.level > 0 })
	}
	list := make([]found, len(best))
	for i, c := range best {
		list[i] = found{s.f.rows[c.i].id, c.score}
	}
	return list, nil
}

// word is 64 rows that meet what columns tell.
func (s *sweep) word(ask *question, w int) uint64 {
	word := uint64(0)
	for _, need := range ask.needs {
		word |= s.needs[need][w]
	}
	word &= s.takes[w]
	if ask.gender != "" {
		word &= s.genders[mathbits.TrailingZeros(uint(genderBit(ask.gender)))][w]
	}
	for _, barrier := range ask.barriers {
		word &^= s.barriers[barrier][w]
	}
	if ask.ages != nil && word != 0 {
		for class, ages := range s.classes {
			if ask.ages.apart(*ages) {
				word &^= s.ages[class][w]
			}
		}
	}
	return word
}

func (s *sweep) insert(best []candidate, c candidate, k int) []candidate {
	at, _ := slices.BinarySearchFunc(best, c, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(b.score, a.score), cmp.Compare(a.distance, b.distance), cmp.Compare(s.f.rows[a.i].rank, s.f.rows[b.i].rank))
	})
	best = slices.Insert(best, at, c)
	return best[:min(k, len(best))]
}

func chord(a, b [3]float64) float64 {
	x, y, z := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return 2 * float64(geo.EarthRadius) * math.Asin(min(1, math.Sqrt(x*x+y*y+z*z)/2))
}

func common(a, b []int) bool {
	return slices.ContainsFunc(a, func(i int) bool { return slices.Contains(b, i) })
}

// admits is false for who is surely not taken: closed, for other people, or from
// elsewhere.
func (ask *question) admits(r *row) bool {
	if r.intake == data.IntakeNotAccepting && ask.holds(r) {
		return false
	}
	outside := !slices.ContainsFunc(r.only, func(i int) bool { return !slices.Contains(ask.outsider, i) })
	if len(r.only) > 0 && outside && !common(r.only, ask.member) {
		return false
	}
	switch {
	case r.reach == anywhere:
		return true
	case r.reach == inProvinces:
		return ask.province == 0 || r.provinces>>ask.province&1 == 1
	case r.reach == inPostal && ask.fsa != "":
		return r.reachFSA == ask.fsa
	}
	return chord(vector(ask.point), vector(r.reachAt))-ask.doubt <= r.reachRadius
}

func (ask *question) holds(r *row) bool { return r.until.IsZero() || !r.until.Before(ask.today) }

func (ask *question) nearness(r *row, d float64) float64 {
	near := weights.RemoteProximity
	if r.placed {
		near = ask.half / (ask.half + d)
		if r.radius > float64(weights.WideRadius) && d <= r.radius && (r.province == 0 || ask.province == 0 || r.province == ask.province) {
			near = max(near, weights.WideProximity)
		}
	}
	if r.remote {
		near = max(near, weights.RemoteProximity)
	}
	return near
}

// fit is admission times the mean of the factors in play.
func (ask *question) fit(r *row) float64 {
	w := &weights
	sum, total := 0.0, 0.0
	add := func(weight, value float64) { sum, total = sum+weight*value, total+weight }
	served := 0.0
	for _, need := range ask.needs {
		if slices.Contains(r.needs, need) {
			served++
		}
	}
	add(w.Need, served/float64(len(ask.needs)))
	if len(ask.languages) > 0 {
		add(w.Language, ask.speaks(r))
	}
	if ask.population != nil {
		add(w.Population, ask.serves(r))
	}
	counts := r.report != nil && (r.report.Population == "" || ask.population != nil && slices.Contains(ask.population.wider, r.reportFor))
	confidence := 0.0
	if counts && ask.rooms {
		_, half, _ := reportValue(r.report, *w)
		confidence = math.Exp2(-max(0, ask.query.At.Sub(r.report.Updated).Seconds()) / half)
	}
	if ask.rooms {
		add(w.Capacity, room(r, counts, confidence))
	}
	if ask.urgent {
		add(w.Open, ask.opening(r))
	}
	if n := len(ask.barriers) + len(ask.access); n > 0 {
		add(w.Access, (answered(ask.barriers, r.barrierYes, r.barrierNo)+answered(ask.access, r.accessYes, r.accessNo))/float64(n))
	}
	add(w.Specialized, [...]float64{data.Unknown: w.Specialization.Unknown, data.Yes: w.Specialization.Yes, data.No: w.Specialization.No}[r.special])
	verified := w.NeverVerified
	if !r.verified.IsZero() {
		verified = max(verified, math.Exp2(-float64(max(0, ask.today.DaysSince(r.verified)))/(w.VerifiedHalfLife.Hours()/24)))
	}
	add(w.Verified, verified)
	full := ask.urgent && counts && r.report.Status == data.NoCapacity && confidence >= w.CapacityTrusted
	return ask.door(r, full) * (sum / total)
}

// door is the narrowest of belonging, intake and room.
func (ask *question) door(r *row, full bool) float64 {
	w, least := &weights, 1.0
	if len(r.only) > 0 && !common(r.only, ask.member) {
		least = w.BelongingUnknown
	}
	switch {
	case r.intake == data.IntakeUnknown || !ask.holds(r):
		least = min(least, w.IntakeUnknown)
	case r.intake == data.IntakeCrisisOnly && !ask.urgent:
		least = min(least, w.CrisisOnly)
	}
	if full {
		least = min(least, w.FullNow)
	}
	return least
}

func (ask *question) speaks(r *row) float64 {
	w, best := &weights, -1.0
	for _, l := range ask.languages {
		value := w.LanguageUnknown
		switch {
		case common(r.staff, l.below):
			value = w.StaffSpeaks
		case common(r.interpreter, l.below):
			value = w.Interpreter
		case r.interpreters == data.Yes && !l.sign:
			value = w.AnyInterpreter
		case r.interpreters == data.No && len(r.staff)+len(r.interpreter) > 0:
			value = w.LanguageNone
		}
		best = max(best, value*l.share)
	}
	return best
}

func (ask *question) serves(r *row) float64 {
	w, p := &weights, ask.population
	switch {
	case common(r.made, p.above):
		return w.MadeFor
	case common(r.welcomes, p.above):
		return w.Welcomes
	case common(r.made, p.below) || common(r.welcomes, p.below):
		return w.MadeForSome
	case len(r.made) == 0 || common(r.made, ask.member) || common(r.welcomes, ask.member):
		return w.General
	}
	return w.MadeForOthers
}

func room(r *row, counts bool, confidence float64) float64 {
	if !counts {
		return weights.RoomUnknown
	}
	value, _, ok := reportValue(r.report, weights)
	if !ok {
		return weights.RoomUnknown
	}
	return value*confidence + weights.RoomUnknown*(1-confidence)
}

func (ask *question) opening(r *row) float64 {
	o := weights.Opening
	switch {
	case r.always:
		return o.Yes
	case r.open == nil || r.zone < 0:
		return o.Unknown
	}
	minute := ask.minutes[r.zone]
	if slices.ContainsFunc(r.open, func(s [2]int) bool { return s[0] <= minute && minute < s[1] }) {
		return o.Yes
	}
	return o.No
}

func answered(asked []int, yes, no uint64) float64 {
	sum := 0.0
	for _, i := range asked {
		switch {
		case yes>>i&1 == 1:
			sum += weights.Accessible.Yes
		case no>>i&1 == 1:
			sum += weights.Accessible.No
		default:
			sum += weights.Accessible.Unknown
		}
	}
	return sum
}
