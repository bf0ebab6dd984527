package ranking

import (
	"cmp"
	"math/big"
	"math/bits"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// smallDirectory draws a directory of few organizations with several services
// each. In every second one little is known of anybody, so that many tie.
func smallDirectory[A data.Audience](w *world) []data.Listing[A] {
	listings := listingsOf[A](w, 1+w.IntN(24))
	organizations, alike := 1+w.IntN(9), w.IntN(2) == 0
	for i := range listings {
		l := &listings[i]
		if alike {
			needs := l.Needs
			*l = plain[A](i + 1)
			l.Needs, l.Remote = needs, w.IntN(2) == 0
			l.Place = pick(w, geo.Area{}, at(43.7, -79.4), at(43.6, -79.4), at(44, -79.4))
		}
		l.Organization.ID = id(1_000_000_000 + w.IntN(organizations))
	}
	return listings
}

// planQuery draws a query with up to eight needs.
func planQuery(w *world) Query {
	q := w.query()
	q.Needs = nil
	for len(q.Needs) == 0 {
		q.Needs = append(w.some(data.TermNeed, 4), w.some(data.TermNeed, 4)...)
	}
	if w.IntN(2) == 0 { // few wishes, so that more listings pass
		q = Query{Needs: q.Needs, Origin: q.Origin, HalfDistance: q.HalfDistance, At: q.At}
	}
	return q
}

func mustPlan[A data.Audience](rt *rapid.T, listings []data.Listing[A], q Query) Plan[A] {
	vocabulary, err := loadTerms()
	if err != nil {
		rt.Fatal(err)
	}
	p, err := PlanFor(index.Build(listings, vocabulary, 1), q)
	if err != nil {
		rt.Fatal(err)
	}
	return p
}

// covers gives all covers of p by need.
func covers[A data.Audience](p Plan[A]) map[string]Cover[A] {
	all := map[string]Cover[A]{}
	for _, provider := range p.Providers {
		for _, c := range provider.Covers {
			all[c.Need.ID] = c
		}
	}
	return all
}

// planTwin is a plan made by trying every set of organizations.
type planTwin struct {
	options map[string][]planOption // by need
	needs   []string
}

// planOption is one listing that may cover one need.
type planOption struct {
	organization, listing data.ID
	score, distance       float64
	placed                bool
}

// twinOf asks Search for each need by itself: whoever needed as little given up
// as the first one and scores at least half of it may be chosen.
func twinOf[A data.Audience](rt *rapid.T, s *index.Snapshot[A], q Query) planTwin {
	t := planTwin{options: map[string][]planOption{}}
	for _, need := range q.Needs {
		if slices.Contains(t.needs, need) {
			continue
		}
		t.needs = append(t.needs, need)
		alone := q
		alone.Needs, alone.K = []string{need}, MaxK
		a, err := Search(s, alone)
		if err != nil {
			rt.Fatal(err)
		}
		for _, m := range a.Matches {
			first := &a.Matches[0]
			if furthest(m.Relaxed) == furthest(first.Relaxed) && 2*m.Score >= first.Score {
				t.options[need] = append(t.options[need], planOption{m.Listing.Organization.ID, m.Listing.ID, m.Score, float64(m.Distance), m.Placed})
			}
		}
	}
	return t
}

func furthest(relaxed []string) int {
	if len(relaxed) == 0 {
		return -1
	}
	return slices.Index(Wishes(), relaxed[len(relaxed)-1])
}

// twinPlan is what one set of organizations gives.
type twinPlan struct {
	size            int
	score, distance *big.Rat
	unplaced        int
	listings        []data.ID // by need; "" where nobody covers it
}

func (p *twinPlan) compare(o *twinPlan) int {
	return cmp.Or(
		cmp.Compare(p.size, o.size), o.score.Cmp(p.score), cmp.Compare(p.unplaced, o.unplaced),
		p.distance.Cmp(o.distance), slices.Compare(p.listings, o.listings),
	)
}

// best tries every set of organizations that covers all that anybody covers.
func (t planTwin) best() *twinPlan {
	var organizations []data.ID
	for _, options := range t.options {
		for _, o := range options {
			if !slices.Contains(organizations, o.organization) {
				organizations = append(organizations, o.organization)
			}
		}
	}
	var best *twinPlan
	for set := range 1 << len(organizations) {
		if best != nil && bits.OnesCount(uint(set)) > best.size {
			continue
		}
		among := func(o planOption) bool { return set>>slices.Index(organizations, o.organization)&1 == 1 }
		if p := t.with(among); p != nil {
			p.size = bits.OnesCount(uint(set))
			if best == nil || p.compare(best) < 0 {
				best = p
			}
		}
	}
	return best
}

// with gives each need the best listing of the organizations among, or nil if
// one that somebody covers stays uncovered.
func (t planTwin) with(among func(planOption) bool) *twinPlan {
	p := &twinPlan{score: new(big.Rat), distance: new(big.Rat)}
	for _, need := range t.needs {
		var best *planOption
		for i, o := range t.options[need] {
			if among(o) && (best == nil || o.before(best)) {
				best = &t.options[need][i]
			}
		}
		switch {
		case best == nil && len(t.options[need]) > 0:
			return nil
		case best == nil:
			p.listings = append(p.listings, "")
			continue
		}
		p.listings = append(p.listings, best.listing)
		p.score.Add(p.score, new(big.Rat).SetFloat64(best.score))
		if best.placed {
			p.distance.Add(p.distance, new(big.Rat).SetFloat64(best.distance))
		} else {
			p.unplaced++
		}
	}
	return p
}

func (o planOption) before(other *planOption) bool {
	switch {
	case o.score != other.score:
		return o.score > other.score
	case o.placed != other.placed:
		return o.placed
	case o.placed && o.distance != other.distance:
		return o.distance < other.distance
	}
	return o.listing < other.listing
}

func TestAPlanIsTheBestOfAllThereAre(t *testing.T) {
	t.Run("staff", func(t *testing.T) { rapid.Check(t, comparePlans[data.Staff]) })
	t.Run("public", func(t *testing.T) { rapid.Check(t, comparePlans[data.Public]) })
}

// comparePlans makes plans over small directories, and all others to compare.
func comparePlans[A data.Audience](rt *rapid.T) {
	w := drawWorld(rt)
	for range 10 {
		s, q := index.Build(smallDirectory[A](w), w.terms, 1), planQuery(w)
		got, err := PlanFor(s, q)
		if err != nil {
			rt.Fatal(err)
		}
		twin := twinOf(rt, s, q)
		comparePlan(rt, got, twin.needs, twin.best())
	}
}

func comparePlan[A data.Audience](rt *rapid.T, got Plan[A], needs []string, want *twinPlan) {
	chosen := covers(got)
	if len(got.Providers) != want.size || len(chosen)+len(got.Uncovered) != len(needs) {
		rt.Fatalf("got %d providers for %d needs, %d uncovered; the twin has %d for %v", len(got.Providers), len(chosen), len(got.Uncovered), want.size, want.listings)
	}
	sum := new(big.Rat)
	for i, need := range needs {
		c, ok := chosen[need]
		if ok != (want.listings[i] != "") || ok && c.Match.Listing.ID != want.listings[i] {
			rt.Fatalf("%s: got %v, the twin has %q", need, c.Match.Listing, want.listings[i])
		}
		if ok {
			sum.Add(sum, new(big.Rat).SetFloat64(c.Match.Score))
		}
	}
	if sum.Cmp(want.score) != 0 {
		rt.Fatalf("got %v in all, the twin has %v", sum, want.score)
	}
	for _, gap := range got.Uncovered {
		if want.listings[slices.Index(needs, gap.Need.ID)] != "" {
			rt.Fatalf("%s is covered by the twin", gap.Need.ID)
		}
	}
	for i := range got.Providers {
		p := &got.Providers[i]
		if i > 0 && len(p.Covers) > len(got.Providers[i-1].Covers) {
			rt.Fatal("a provider that covers more stands later")
		}
		for _, c := range p.Covers {
			if c.Match.Listing.Organization.ID != p.Organization.ID {
				rt.Fatalf("%s is not of %s", c.Match.Listing.ID, p.Organization.ID)
			}
		}
	}
}

// Whatever a plan names, a search for that need alone finds, in the same place
// and the same words; nothing else than wishes was given up for it.
func TestAPlanNeverUsesWhatIsExcluded(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		s, q := index.Build(smallDirectory[data.Staff](w), w.terms, 1), planQuery(w)
		p, err := PlanFor(s, q)
		if err != nil {
			rt.Fatal(err)
		}
		given := map[string]bool{}
		for need, c := range covers(p) {
			alone := q
			alone.Needs, alone.K = []string{need}, MaxK
			a, err := Search(s, alone)
			if err != nil {
				rt.Fatal(err)
			}
			if got := c.Match; !reflect.DeepEqual(shown(got), shown(a.Matches[got.Rank-1])) {
				rt.Fatalf("%s: got %+v, a search has %+v", need, got, a.Matches[got.Rank-1])
			}
			if c.Match.Score < a.Matches[0].Score/2 || furthest(c.Match.Relaxed) > furthest(a.Matches[0].Relaxed) {
				rt.Fatalf("%s: %v with %v is not good enough beside %v with %v", need, c.Match.Score, c.Match.Relaxed, a.Matches[0].Score, a.Matches[0].Relaxed)
			}
			e, err := Explain(s, alone, c.Match.Listing.ID)
			if err != nil {
				rt.Fatal(err)
			}
			if !e.Found || !w.terms.Covers(data.TermNeed, need, servedBy(w, c.Match.Listing.Needs, need)) {
				rt.Fatalf("%s: excluded by %v", need, e.Exclusions)
			}
			for _, wish := range c.Match.Relaxed {
				given[wish] = true
			}
		}
		for _, wish := range p.Relaxations {
			if !given[wish] {
				rt.Fatalf("%s was not given up", wish)
			}
		}
		if len(p.Relaxations) != len(given) {
			rt.Fatalf("given up %v, said %v", given, p.Relaxations)
		}
	})
}

// shown is what anybody can see of a match, its words included.
func shown[A data.Audience](m Match[A]) any {
	said := m.Say()
	m.asked = nil // where it is remembered is nobody's business
	return []any{m, said}
}

func shownNear[A data.Audience](misses []NearMiss[A]) []any {
	var all []any
	for _, n := range misses {
		all = append(all, []any{n.Listing.ID, n.Distance, n.Band, n.Criterion, n.Change()})
	}
	return all
}

func servedBy(w *world, offered []string, need string) string {
	i := slices.IndexFunc(offered, func(o string) bool { return w.terms.Covers(data.TermNeed, need, o) })
	if i < 0 {
		return ""
	}
	return offered[i]
}

func TestAPlanForOneNeedIsTheBestMatch(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Public](w, 30), planQuery(w)
		q.Needs = q.Needs[:1]
		p := mustPlan(rt, listings, q)
		q.K = 1
		a := mustSearch(rt, listings, q)
		switch {
		case len(a.Matches) == 0 && len(p.Providers) == 0:
			if !reflect.DeepEqual(shownNear(p.Uncovered[0].NearMisses), shownNear(a.NearMisses)) {
				rt.Fatal("other near misses than the search's")
			}
		case len(a.Matches) == 0 || len(p.Providers) != 1 || len(p.Uncovered) > 0:
			rt.Fatalf("got %d providers, the search has %d matches", len(p.Providers), len(a.Matches))
		case !reflect.DeepEqual(shown(p.Providers[0].Covers[0].Match), shown(a.Matches[0])):
			rt.Fatalf("got %+v, the search has %+v", p.Providers[0].Covers[0].Match, a.Matches[0])
		}
		if p.Total != a.Total || p.Removed != a.Removed || p.Score != sumOf(a) || !slices.Equal(p.Relaxations, a.Relaxations) {
			rt.Fatalf("got total %d, removed %d, score %v, given up %v", p.Total, p.Removed, p.Score, p.Relaxations)
		}
	})
}

func sumOf[A data.Audience](a Answer[A]) (sum float64) {
	for _, m := range a.Matches {
		sum += m.Score
	}
	return sum
}

func TestTheOrderOfListingsAndATwiceNamedNeedChangeNoPlan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := smallDirectory[data.Staff](w), planQuery(w)
		before := mustPlan(rt, listings, q)
		w.Shuffle(len(listings), func(i, j int) { listings[i], listings[j] = listings[j], listings[i] })
		q.Needs = append(q.Needs, q.Needs[0])
		if after := mustPlan(rt, listings, q); !reflect.DeepEqual(StaffPlan(before, bilingual.En, 0), StaffPlan(after, bilingual.En, 0)) {
			rt.Fatalf("got %+v, want %+v", after, before)
		}
	})
}

func TestAPlanNeedsNeedsAndNotTooMany(t *testing.T) {
	s := index.Build[data.Public](nil, terms(t), 1)
	needs := []string{"food", "clothing", "legal", "housing", "childcare", "detox", "counselling", "education", "employment"}
	for _, c := range []struct {
		needs []string
		code  string
	}{{nil, "plan_without_needs"}, {needs, "plan_too_many_needs"}} {
		_, err := PlanFor(s, Query{Needs: c.needs, At: noon})
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Code != c.code || p.Kind != bilingual.Invalid || p.Hint.En == "" || p.Message.Fr == "" {
			t.Errorf("%d needs: got %v, want %s", len(c.needs), err, c.code)
		}
	}
	if p, err := PlanFor(s, Query{Needs: needs[:8], At: noon}); err != nil || len(p.Uncovered) != 8 {
		t.Errorf("got %d uncovered, %v", len(p.Uncovered), err)
	}
	if _, err := PlanFor(s, Query{Needs: []string{"no-such-need"}, At: noon}); bilingual.KindOf(err) != bilingual.Invalid {
		t.Errorf("got %v", err)
	}
}

// A provider that covers everything stands before two that cover it better, as
// long as it is good enough for each need; and a wish is not given up for it.
func TestFewerProvidersGoBeforeBetterOnes(t *testing.T) {
	beds, court, both := plain[data.Staff](1), plain[data.Staff](2), plain[data.Staff](3)
	beds.Needs, court.Needs, both.Needs = []string{"emergency-shelter"}, []string{"legal"}, []string{"emergency-shelter", "legal"}
	beds.Specialized, court.Specialized = data.Yes, data.Yes
	q := Query{Origin: toronto(), HalfDistance: 10_000, Needs: []string{"housing", "legal"}, At: noon}
	planned := func() []data.ID {
		p, err := PlanFor(index.Build([]data.Listing[data.Staff]{beds, court, both}, terms(t), 1), q)
		if err != nil {
			t.Fatal(err)
		}
		chosen := covers(p)
		return []data.ID{chosen["housing"].Match.Listing.ID, chosen["legal"].Match.Listing.ID}
	}
	if got, want := planned(), []data.ID{id(3), id(3)}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	q.MaxDistance = 50_000
	both.Place = at(44.5, -79.38)
	if got, want := planned(), []data.ID{id(1), id(2)}; !slices.Equal(got, want) {
		t.Errorf("beyond the wished distance: got %v, want %v", got, want)
	}
	q.MaxDistance = 0
	if got, want := planned(), []data.ID{id(1), id(2)}; !slices.Equal(got, want) {
		t.Errorf("below half of the best: got %v, want %v", got, want)
	}
}

func TestSumsAreExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.Float64Range(0x1p-46, 0x1p25).Draw(rt, "a")
		b := rapid.Float64Range(0x1p-46, 1).Draw(rt, "b")
		sum := exactly(a).plus(exactly(b))
		whole := new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(sum.high), 64), new(big.Int).SetUint64(sum.low))
		got := new(big.Rat).SetFrac(whole, new(big.Int).Lsh(big.NewInt(1), exactParts))
		if want := new(big.Rat).Add(new(big.Rat).SetFloat64(a), new(big.Rat).SetFloat64(b)); got.Cmp(want) != 0 {
			rt.Fatalf("%v + %v: got %v, want %v", a, b, got, want)
		}
		if got, want := exactly(a).compare(exactly(b)), cmp.Compare(a, b); got != want {
			rt.Fatalf("compare %v and %v: got %d, want %d", a, b, got, want)
		}
	})
	if exactly(0) != (exact{}) || exactly(1e-300) != (exact{}) {
		t.Error("nothing, or next to nothing, is not zero")
	}
}

// BenchmarkPlan3690 plans for eight needs over as many listings as the directory
// has, in 900 organizations.
func BenchmarkPlan3690(b *testing.B) {
	w := newWorld(b, 2022)
	listings := listingsOf[data.Staff](w, 3690)
	for i := range listings {
		listings[i].Organization.ID = id(1_000_000_000 + i%900)
	}
	s := index.Build(listings, w.terms, 1)
	q := Query{
		Origin: toronto(), HalfDistance: 10_000, At: noon,
		Needs: []string{"housing", "emergency-shelter", "transitional-housing", "legal", "counselling", "crisis-counselling", "case-management", "food"},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := PlanFor(s, q); err != nil {
			b.Fatal(err)
		}
	}
}
