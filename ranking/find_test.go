package ranking

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// rounds is how many random directories a test draws: RELAIS_ROUNDS times as many
// for a long run.
func rounds(tb testing.TB, n int) int {
	tb.Helper()
	if times, err := strconv.Atoi(os.Getenv("RELAIS_ROUNDS")); err == nil {
		return n * times
	}
	return n
}

// seedOf is the seed of a test's first round: RELAIS_SEED, or one of the day.
func seedOf(tb testing.TB) uint64 {
	tb.Helper()
	seed := uint64(time.Now().UnixNano())
	if given, err := strconv.ParseUint(os.Getenv("RELAIS_SEED"), 10, 64); err == nil {
		seed = given
	}
	tb.Logf("RELAIS_SEED=%d", seed)
	return seed
}

// land draws directories as they may be: towns close together and far apart, the
// North, houses of which only an area is known, and telephone lines.
type land struct {
	*world
	towns []geo.Point
	ideal bool // most listings are as good as can be, so that only distance tells
	near  bool // all have a point, and none helps by phone
}

func newLand(tb testing.TB, seed uint64) *land {
	l := &land{world: newWorld(tb, seed)}
	l.ideal, l.near = l.IntN(3) == 0, l.IntN(4) == 0
	for range 1 + l.IntN(12) {
		l.towns = append(l.towns, geo.Point{Lat: 42 + 30*l.Float64()*l.Float64(), Lng: -140 + 88*l.Float64()})
	}
	return l
}

func (l *land) somewhere() geo.Point {
	switch l.IntN(12) {
	case 0:
		return geo.Point{Lat: 41.7 + 41*l.Float64(), Lng: -141 + 89*l.Float64()}
	case 1:
		return pick(l.world, l.towns...)
	}
	town, spread := pick(l.world, l.towns...), pick(l.world, 0.001, 0.05, 0.3)
	return geo.Point{Lat: town.Lat + spread*l.NormFloat64(), Lng: town.Lng + spread*l.NormFloat64()}
}

func (l *land) area() geo.Area {
	a := geo.Area{Kind: geo.AreaPoint, Label: text("There"), Center: l.somewhere(), Province: pick(l.world, geo.Provinces()...)}
	if l.near && l.IntN(6) > 0 {
		return a
	}
	if l.near {
		a.Kind, a.Radius = geo.AreaRegion, geo.Meters(l.IntN(900_000))
		return a
	}
	switch l.IntN(14) {
	case 0:
		return geo.Area{}
	case 1, 2:
		a.Kind, a.Radius = geo.AreaPlace, geo.Meters(l.IntN(60_000))
	case 3:
		a.Kind, a.Code, a.Radius = geo.AreaProvince, string(a.Province), geo.Meters(90_000+l.IntN(1_500_000))
	case 4:
		a.Kind, a.Center = geo.AreaRegion, geo.Point{}
	case 5:
		return geo.Area{Kind: geo.AreaCountry, Code: "CA", Label: text("Canada"), Center: pick(l.world, geo.Point{}, a.Center), Radius: 3_000_000}
	case 6:
		a.Province = pick[geo.Province](l.world, "", "XX")
	}
	return a
}

func (l *land) reach() []geo.Area {
	var areas []geo.Area
	for range max(0, l.IntN(6)-3) {
		p := pick(l.world, geo.Provinces()...)
		areas = append(areas, pick(l.world,
			geo.Area{Kind: geo.AreaProvince, Code: string(p), Label: text("A province"), Province: pick(l.world, p, "")},
			geo.Area{Kind: geo.AreaCountry, Code: "CA", Label: text("Canada")},
			geo.Area{Kind: geo.AreaPostal, Code: pick(l.world, "M5V", "J1H", ""), Label: text("FSA"), Center: l.somewhere(), Radius: 5000},
			geo.Area{Kind: geo.AreaRegion, Label: text("Region"), Center: l.somewhere(), Radius: geo.Meters(l.IntN(300_000))},
			geo.Area{Kind: geo.AreaRegion, Label: text("North")}))
	}
	return areas
}

func landListings[A data.Audience](l *land, n int) []data.Listing[A] {
	all := make([]data.Listing[A], n)
	for i := range all {
		all[i] = landListing[A](l, 1+l.IntN(4*n))
	}
	return all
}

func landListing[A data.Audience](l *land, n int) data.Listing[A] {
	a := listingOf[A](l.world, n)
	a.Place, a.ServiceAreas, a.Remote = l.area(), l.reach(), a.Remote && !l.near
	if l.ideal && l.IntN(10) > 0 {
		makeIdeal(&a)
		a.Languages = pick(l.world, spoken("fr", "en"), spoken("cr", "fr"), spoken("cr"), nil, []data.LanguageOffered{{Code: "cr", Mode: data.ByInterpreter}})
		a.Populations = []data.PopulationServed{{Term: pick(l.world, "women", "indigenous", "refugees"), Level: pick(l.world, data.MadeFor, data.Welcomes)}}
		a.Needs = pick(l.world, a.Needs, a.Needs[:1], a.Needs[1:])
		a.Specialized = pick(l.world, data.Yes, data.Yes, data.Yes, data.Unknown)
		a.Intake.State = pick(l.world, data.IntakeAccepting, data.IntakeAccepting, data.IntakeAccepting, data.IntakeUnknown, data.IntakeCrisisOnly)
		return a
	}
	if l.IntN(12) == 0 {
		a.Kind = pick[data.ProviderKind](l.world, data.Government, data.Coalition, data.ChildProtection, "odd")
	}
	if l.IntN(8) == 0 {
		a.Eligibility.Ages = data.AgeRange{Stated: true, Min: float64(l.IntN(40)) / 2, Max: float64(l.IntN(150)) / 2}
	}
	if l.IntN(20) == 0 {
		a.Eligibility.Exclusive = append(a.Eligibility.Exclusive, "nobody-knows")
	}
	if l.IntN(10) == 0 {
		a.Hours.Zone = pick(l.world, "America/Vancouver", "America/St_Johns", "Moon/Crater")
	}
	return a
}

// makeIdeal leaves nothing to be wished for but a shorter way.
func makeIdeal[A data.Audience](a *data.Listing[A]) {
	a.Kind, a.Status, a.Intake = data.Direct, data.Active, data.Intake{State: data.IntakeAccepting}
	a.Needs, a.Eligibility = []string{"emergency-shelter", "legal", "counselling"}, data.Eligibility{Ages: data.AgeRange{Stated: true}}
	a.Specialized, a.Verified, a.ServiceAreas = data.Yes, hours.DateOf(noon.AddDate(1, 0, 0)), nil
	a.Languages = []data.LanguageOffered{{Code: "fr", Mode: data.ByStaff}, {Code: "en", Mode: data.ByStaff}}
	a.Hours = hours.Calendar{Always: true}
	if inside, ok := a.StaffPart(); ok {
		inside.Capacity = nil
	}
}

func spoken(codes ...string) []data.LanguageOffered {
	var all []data.LanguageOffered
	for _, code := range codes {
		all = append(all, data.LanguageOffered{Code: code, Mode: data.ByStaff})
	}
	return all
}

// simple asks for little, as most callers do, so that what is ideal scores as high
// as anything can.
func (l *land) simple() Query {
	q := Query{Needs: []string{pick(l.world, "emergency-shelter", "legal", "counselling")}, K: 1 + l.IntN(10), At: noon}
	q.Origin = geo.Origin{Kind: geo.OriginPoint, Label: text("Origin"), Point: l.somewhere(), Province: geo.Ontario}
	q.HalfDistance = pick[geo.Meters](l.world, 10_000, 150_000, 500)
	switch l.IntN(4) {
	case 0:
		q.Languages = pick(l.world, []string{"cr", "fr"}, []string{"cr"}, []string{"fr", "cr"})
	case 1:
		q.Populations = pick(l.world, []string{"women"}, []string{"inuit", "refugees"})
	case 2:
		q.Needs = []string{"legal", "emergency-shelter", "counselling"}[:2+l.IntN(2)]
	}
	return q
}

// numbers are the default ones, or any that an operator may choose.
func (l *land) numbers() Weights {
	w := Default()
	if l.IntN(3) > 0 {
		return w
	}
	for _, n := range w.numbers() {
		if n.length == nil && n.most == 1 && l.IntN(3) == 0 {
			*n.value = l.Float64()
		}
	}
	w.WideRadius = pick[geo.Meters](l.world, 100, 20_000, 100_000, 1_000_000)
	if w.Validate() != nil {
		return Default()
	}
	return w
}

// question asks anything that can be asked.
func (l *land) question() Query {
	q := l.query()
	q.K = pick(l.world, 1, 2, 3, 5, 10, 10, 10, 40, 100)
	if l.IntN(6) == 0 {
		q.Needs = nil
	}
	if !q.Origin.IsZero() {
		q.Origin.Point, q.Origin.Province = l.somewhere(), pick(l.world, append(geo.Provinces(), "", "XX")...)
		q.Origin.Radius = pick[geo.Meters](l.world, 0, 0, 3000, 60_000, 700_000)
		q.HalfDistance = pick[geo.Meters](l.world, 0, 10_000, 25_000, 150_000)
		q.MaxDistance = pick[geo.Meters](l.world, 0, 0, 0, 1, 5000, 100_000, 1_000_000)
	}
	if l.IntN(5) == 0 {
		q.Age = AgeOf(float64(l.IntN(180)) / 2)
	}
	for range max(0, l.IntN(6)-4) {
		p := pick(l.world, geo.Provinces()...)
		q.Avoid = append(q.Avoid, pick(l.world, geo.Area{Kind: geo.AreaProvince, Code: string(p)},
			geo.Area{Kind: geo.AreaPlace, Center: l.somewhere(), Radius: geo.Meters(l.IntN(300_000))},
			geo.Area{Kind: geo.AreaPoint, Center: pick(l.world, l.towns...)}, geo.Area{Kind: geo.AreaCountry}))
	}
	if l.IntN(10) == 0 {
		q.Kinds = pick(l.world, []data.ProviderKind{data.Government}, []data.ProviderKind{data.Direct, data.Coalition, data.ChildProtection})
	}
	return q
}

func (l *land) size() int { return pick(l.world, 0, 1, 5, 60, 64, 65, 200, 700, 700, 1500, 3000) }

// TestFindFindsWhatAScanFinds is what all of the fast way rests on: the same
// listings in the same order with the same scores, to the bit, and the same counts.
func TestFindFindsWhatAScanFinds(t *testing.T) {
	seed := seedOf(t)
	for round := range rounds(t, 30) {
		findsAlike[data.Staff](t, seed+uint64(round))
		findsAlike[data.Public](t, seed+uint64(round))
	}
}

func findsAlike[A data.Audience](t *testing.T, seed uint64) {
	t.Helper()
	l := newLand(t, seed)
	n := l.size()
	s := index.Build(landListings[A](l, n), l.terms, 1)
	for range 12 {
		q := l.question()
		if l.IntN(3) == 0 {
			q = l.simple()
		}
		alike(t, s, q, l.numbers(), fmt.Sprintf("seed %d, %d listings", seed, s.Len()))
	}
}

// TestFindPrunesNobodyWhoIsAmongTheBest has listings that differ in one thing or two,
// so that a bound that is too low by a little costs one of them its place.
func TestFindPrunesNobodyWhoIsAmongTheBest(t *testing.T) {
	seed := seedOf(t)
	for round := range rounds(t, 60) {
		l := newLand(t, seed+uint64(round))
		l.ideal, l.near, l.towns = true, l.IntN(2) == 0, l.towns[:1]
		s := index.Build(landListings[data.Staff](l, 300+l.IntN(400)), l.terms, 1)
		for range 20 {
			q := l.simple()
			q.Origin.Point = l.towns[0]
			alike(t, s, q, Default(), fmt.Sprintf("seed %d, round %d", seed, round))
		}
	}
}

// TestFindFindsTheSameAfterChanges changes a directory again and again, and what
// is known of room in it.
func TestFindFindsTheSameAfterChanges(t *testing.T) {
	seed := seedOf(t)
	for round := range rounds(t, 6) {
		l := newLand(t, seed+uint64(round))
		s := index.Build(landListings[data.Staff](l, 400), l.terms, 1)
		for range 40 {
			var removed []data.ID
			for range l.IntN(20) {
				removed = append(removed, id(1+l.IntN(1600)))
			}
			s = s.With(landListings[data.Staff](l, 1+l.IntN(40)), removed, 2)
			for range 5 {
				s.SetCapacity(s.At(l.IntN(s.Len())).ID, l.capacity())
			}
			alike(t, s, l.question(), l.numbers(), fmt.Sprintf("seed %d, round %d", seed, round))
		}
	}
}

// TestNoListingScoresOutsideItsBounds holds every bound that the walk goes by to the
// judge: those of a listing, of its block and of each node above it.
func TestNoListingScoresOutsideItsBounds(t *testing.T) {
	seed := seedOf(t)
	for round := range rounds(t, 20) {
		l := newLand(t, seed+uint64(round))
		s := index.Build(landListings[data.Staff](l, l.size()), l.terms, 1)
		for range 10 {
			q := l.question()
			if l.IntN(3) == 0 {
				q = l.simple()
			}
			bounded(t, s, readyJudge(s.Vocabulary(), q, l.numbers()), seed+uint64(round))
		}
	}
}

func bounded(t *testing.T, s *index.Snapshot[data.Staff], j *judge, seed uint64) {
	t.Helper()
	defer j.release()
	lookUp(s, j)
	f := newFinder(s, j, new(scratch))
	f.begin()
	f.setCeiling()
	readAll(s, j)
	offering := f.base()
	for i := range s.Len() {
		block, bit := i/index.Block, uint64(1)<<(i%index.Block)
		if offering[block]&bit == 0 {
			continue // it is never scored
		}
		f.k, f.last, f.room.top, f.room.least = 1, -1, f.room.top[:0], f.room.least[:0]
		var w waiting
		f.look(&w, i, &s.Space().Levels()[0][block])
		glanced, top := w.bound(), f.topsOf(block)
		f.score(&w)
		found, score := f.room.top[0], j.score(j.call(s.Facts(i), i))
		if found.least > score || found.most < score || glanced < score || w.near*f.most(&top, bit) < score {
			t.Fatalf("seed %d, %+v: listing %d scores %v, outside %v to %v, or above %v or %v", seed, j.query, i, score, found.least, found.most, glanced, w.near*f.most(&top, bit))
		}
		f.measure(&found)
		if found.most != score || found.least != score {
			t.Fatalf("seed %d, %+v: listing %d scores %v, measured %v", seed, j.query, i, score, found.most)
		}
		for level, nodes := 0, s.Space().Levels(); level < len(nodes); level, block = level+1, block/index.Fan {
			fit := f.fit
			if level == 0 {
				fit = f.most(&top, offering[block])
			}
			if bound := f.bound(&nodes[level][block], fit); bound < score {
				t.Fatalf("seed %d, %+v: listing %d scores %v, above the bound of level %d, %v", seed, j.query, i, score, level, bound)
			}
		}
	}
}

// TestAWideAreaIsNotForgotten: its middle is far off, the caller lies in it all the
// same, and everybody else is nearer than its middle and farther than that counts.
func TestAWideAreaIsNotForgotten(t *testing.T) {
	all := landListings[data.Staff](&land{world: newWorld(t, 1), near: true, towns: []geo.Point{{Lat: 45, Lng: -79.38}}}, 300)
	for i := range all {
		makeIdeal(&all[i])
		all[i].Place = at(45+float64(i)/1000, -79.38)
	}
	all[7].Place = around(48.5, -79.38, 700_000)
	s := index.Build(all, terms(t), 1)
	q := Query{Origin: toronto(), HalfDistance: 10_000, K: 1, At: noon}
	alike(t, s, q, Default(), "one wide area")
	if a, err := SearchWith(s, q, Default()); err != nil || a.Matches[0].Listing.ID != all[7].ID {
		t.Errorf("%v, found %+v", err, a.Matches)
	}
}

// alike holds the answer of find to that of a scan, and that it is found without one.
func alike[A data.Audience](t *testing.T, s *index.Snapshot[A], q Query, w Weights, where string) {
	t.Helper()
	want, err := Scan(s, q, w)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	j := readyJudge(s.Vocabulary(), q, w)
	defer j.release()
	f := newFinder(s, j, new(scratch))
	for _, f.few = range []int{few, 0, s.Len()} { // as it comes, by the tree, and without it
		got, ok := f.answer()
		if !ok {
			t.Fatalf("%s: %+v: the sweep and the judge do not agree", where, q)
		}
		if a, b := gist(&got), gist(&want); a != b {
			t.Fatalf("%s: %+v, tree beyond %d\n got %s\nwant %s", where, q, f.few, a, b)
		}
		f.room.forget()
	}
}

// gist is all of an answer that a search decides, scores and distances to the bit.
func gist[A data.Audience](a *Answer[A]) string {
	text := fmt.Sprintln("total", a.Total, "removed", a.Removed, "relaxed", a.Relaxations, "of", a.Considered, a.Generation)
	for i := range a.Matches {
		m := &a.Matches[i]
		j := m.asked.judge()
		_, ruling := m.rule(j)
		j.release()
		text += fmt.Sprintln(m.Rank, m.Listing.ID[len(m.Listing.ID)-6:], fmt.Sprintf("%x %.6f", math.Float64bits(m.Score), m.Score), m.Placed, float64(m.Distance),
			m.Approximate, m.Band, m.Relaxed, m.Intake, m.Open, ruling.verdicts, ruling.proximity, ruling.grades)
	}
	for _, n := range a.NearMisses {
		text += fmt.Sprintln("near", n.Listing.ID[len(n.Listing.ID)-6:], n.Placed, float64(n.Distance), n.Band, n.Criterion, n.failed)
	}
	return text
}

// TestEveryAnswerIsOfOneMoment searches while snapshots are swapped and room is
// learned of: every answer is that of a scan before or after, never a mixture.
func TestEveryAnswerIsOfOneMoment(t *testing.T) {
	l := newLand(t, 5)
	catalog := index.Catalog[data.Staff]{}
	before := index.Build(landListings[data.Staff](l, 600), l.terms, 1)
	after := before.With(landListings[data.Staff](l, 300), nil, 2)
	q := Query{Needs: []string{"housing", "legal"}, Urgency: Now, Units: 1, K: 20, At: noon}
	q.Origin = geo.Origin{Kind: geo.OriginPoint, Label: text("Origin"), Point: l.towns[0], Province: geo.Ontario}
	full, free := 0, 9
	rooms := [][]data.Capacity{
		{{Unit: "bed", Status: data.NoCapacity, Available: &full, Updated: noon}},
		{{Unit: "bed", Status: data.HasCapacity, Available: &free, Updated: noon}},
	}
	moments := map[string]bool{}
	a, err := Scan(after, q, Default())
	if err != nil || len(a.Matches) < 3 {
		t.Fatalf("%v, %d matches", err, len(a.Matches))
	}
	changing := a.Matches[1].Listing.ID
	for _, s := range []*index.Snapshot[data.Staff]{before, after} {
		for _, known := range rooms {
			after.SetCapacity(changing, known)
			a, _ := Scan(s, q, Default())
			moments[gist(&a)] = true
		}
	}
	if len(moments) < 3 {
		t.Fatalf("%d moments: nothing changes", len(moments))
	}
	catalog.Swap(before)
	var stop atomic.Bool
	var changes sync.WaitGroup
	changes.Go(func() {
		for n := 0; !stop.Load(); n++ {
			catalog.Swap([]*index.Snapshot[data.Staff]{before, after}[n%2])
			after.SetCapacity(changing, rooms[n/2%2])
		}
	})
	defer changes.Wait()
	defer stop.Store(true)
	for n := range 2000 {
		a, err := Search(catalog.Snapshot(), q)
		if err != nil {
			t.Fatal(err)
		}
		if !moments[gist(&a)] {
			t.Fatalf("search %d: an answer of no moment:\n%s", n, gist(&a))
		}
	}
}
