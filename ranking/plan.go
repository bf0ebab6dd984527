package ranking

import (
	"cmp"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// MaxPlanNeeds is the most needs that one plan covers: as many as can be solved
// exactly without waiting, and more than a caller should be sent around for.
const MaxPlanNeeds = 8

// Plan is who to turn to when several needs come together: the fewest providers
// that cover them all, and what stays uncovered.
type Plan[A data.Audience] struct {
	Origin    geo.Origin
	Providers []Provider[A] // those that cover most first, then in the order of the needs
	Uncovered []Gap[A]      // the needs for which nobody is found, in the order asked

	Score       float64  // the sum of the scores of what was chosen, one for each need covered
	Total       int      // listings that match one of the needs at least
	Relaxations []string // wishes given up so that somebody was found
	Generation  uint64   // of the snapshot
	Considered  int      // listings looked at
	Removed     int      // listings that nothing but an area to avoid excludes from a search for all the needs at once

	terms *data.Terms // for the names of languages in the views
}

// Provider is one organization of a plan, with what it is to be asked for.
type Provider[A data.Audience] struct {
	Organization data.Named
	Covers       []Cover[A] // at least one, in the order of the needs asked
}

// Cover is one need with the listing that covers it. Match is what Search finds
// for this need alone, and its Rank the place there.
type Cover[A data.Audience] struct {
	Need  data.Term
	Match Match[A]
}

// Gap is one need that nobody covers, with those who nearly would.
type Gap[A data.Audience] struct {
	Need       data.Term
	NearMisses []NearMiss[A] // at most 3
}

// PlanFor finds, by the default weights, the fewest organizations of s that
// together cover the needs of q, and among as few the best. Each need is
// answered by itself, as Search does with k = 1: that decides which wishes are
// given up for it. Listings that score at least half of the best for their need
// may be chosen. Of plans with as few providers the one with the highest sum of
// scores is taken, one score for each need; then the one with fewer listings
// without a distance, then the lower sum of distances, then the lower ids in
// the order of the needs. The sums are exact.
//
// A need that nobody covers is named, and the others are planned without it. K
// has no part in it. The error is Validate's, or a Problem of kind Invalid for no
// need at all and for more than MaxPlanNeeds.
func PlanFor[A data.Audience](s *index.Snapshot[A], q Query) (Plan[A], error) {
	return PlanWith(s, q, Default())
}

// PlanWith is PlanFor by other weights.
func PlanWith[A data.Audience](s *index.Snapshot[A], q Query, w Weights) (Plan[A], error) {
	j, err := newJudge(s.Vocabulary(), q, w)
	if err != nil {
		return Plan[A]{}, err
	}
	defer j.release()
	if err := checkPlanNeeds(len(j.needs)); err != nil {
		return Plan[A]{}, err
	}
	lookUp(s, j)
	tasks := tasksOf(s, j)
	defer releaseAll(tasks)
	p := Plan[A]{
		Origin: q.Origin, Total: totalOf(tasks), Generation: s.Generation(),
		Considered: s.Len(), Removed: scan(s, j).removed, terms: s.Terms(),
	}
	p.fill(s, tasks, fewest(offersOf(s, tasks), len(tasks)))
	return p, nil
}

func checkPlanNeeds(n int) error {
	switch {
	case n == 0:
		return invalid("plan_without_needs",
			"a plan needs something to plan for", "un plan demande au moins un besoin",
			"Name what is needed, each need by itself.", "Nommez ce qu’il faut, chaque besoin à part.")
	case n > MaxPlanNeeds:
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "plan_too_many_needs",
			Message: bilingual.Textf("a plan covers at most %d needs", "un plan couvre au plus %d besoins", MaxPlanNeeds),
			Hint:    bilingual.Text{En: "Begin with what cannot wait, and plan the rest by itself.", Fr: "Commencez par ce qui ne peut pas attendre, et planifiez le reste à part."},
		}
	}
	return nil
}

// task is one need of a plan: who answers it, were it the only one.
type task struct {
	need  data.Term
	judge *judge
	hits  []hit // best first, all of them with the same furthest wish given up
	near  []hit
}

// tasksOf answers each of j's needs by itself: what is asked for may decide what
// else counts, such as beds or appointments.
func tasksOf[A data.Audience](s *index.Snapshot[A], j *judge) []task {
	tasks := make([]task, len(j.needs))
	for i := range tasks {
		q := j.query
		q.Needs = []string{j.needs[i].term.ID}
		alone := readyJudge(s.Vocabulary(), q, j.weights)
		lookUp(s, alone)
		found := scan(s, alone)
		tasks[i] = task{need: *j.needs[i].term, judge: alone, hits: leastGivenUp(found.hits), near: found.near}
		alone.rank(tasks[i].hits)
	}
	return tasks
}

func releaseAll(tasks []task) {
	for _, t := range tasks {
		t.judge.release()
	}
}

// leastGivenUp keeps the hits of the lowest level that has any: a plan names one
// listing for a need, so that one is enough, and wishes are not given up to save
// a provider.
func leastGivenUp(hits []hit) []hit {
	level := wishes
	for _, h := range hits {
		level = min(level, h.level)
	}
	return slices.DeleteFunc(hits, func(h hit) bool { return h.level > level })
}

// eligible is the part of the ranked hits that a plan may choose from: those that
// score at least half of the best. Halving is exact.
func (t *task) eligible() []hit {
	for i := range t.hits {
		if t.hits[i].score < t.hits[0].score/2 {
			return t.hits[:i]
		}
	}
	return t.hits
}

// totalOf counts the listings that answer any task, each once.
func totalOf(tasks []task) int {
	counted := map[int]bool{}
	for i := range tasks {
		for _, h := range tasks[i].hits {
			counted[h.ordinal] = true
		}
	}
	return len(counted)
}

// offersOf gives for each organization the best listing that it has for each
// task, in the order in which the organizations come up. Hits are ranked: the
// first is the best.
func offersOf[A data.Audience](s *index.Snapshot[A], tasks []task) []assignment {
	var offers []assignment
	places := map[data.ID]int{}
	for i := range tasks {
		eligible := tasks[i].eligible()
		for k := range eligible {
			h := &eligible[k]
			organization := s.At(h.ordinal).Organization.ID
			place, known := places[organization]
			if !known {
				place = len(offers)
				places[organization] = place
				offers = append(offers, assignment{})
			}
			if offers[place][i] == nil {
				offers[place][i] = h
			}
		}
	}
	return offers
}

// fill gathers the chosen listings by provider, and names what is left.
func (p *Plan[A]) fill(s *index.Snapshot[A], tasks []task, chosen assignment) {
	var all []Match[A]
	places := map[data.ID]int{}
	for i := range tasks {
		t, h := &tasks[i], chosen[i]
		if h == nil {
			p.Uncovered = append(p.Uncovered, Gap[A]{Need: t.need, NearMisses: nearMisses(askedOf(s, t.judge), t.judge, t.judge.best(t.near, 3))})
			continue
		}
		m := match(askedOf(s, t.judge), t.judge, h, t.place(h))
		organization := m.Listing.Organization
		place, known := places[organization.ID]
		if !known {
			place = len(p.Providers)
			places[organization.ID] = place
			p.Providers = append(p.Providers, Provider[A]{Organization: organization})
		}
		p.Providers[place].Covers = append(p.Providers[place].Covers, Cover[A]{Need: t.need, Match: m})
		p.Score += h.score
		all = append(all, m)
	}
	p.Relaxations = relaxations(all)
	slices.SortStableFunc(p.Providers, func(a, b Provider[A]) int { return cmp.Compare(len(b.Covers), len(a.Covers)) })
}

// place is that of h among the ranked hits, from 1.
func (t *task) place(h *hit) int {
	return 1 + slices.IndexFunc(t.hits, func(other hit) bool { return other.ordinal == h.ordinal })
}
