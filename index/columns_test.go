package index

import (
	"math"
	"math/bits"
	"slices"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// TestColumnsSayWhatTheFactsSay asks every column about every listing.
func TestColumnsSayWhatTheFactsSay(t *testing.T) {
	for _, n := range []int{0, 1, 64, 65, 3000} {
		d := drawOf(t, uint64(n))
		s := Build(listingsOf[data.Staff](d, n), d.terms, 1)
		k, v := s.Columns(), s.Vocabulary()
		for i := range s.Len() {
			f := s.Facts(i)
			is := func(name string, c *Column, want bool) {
				if c.Has(i) != want {
					t.Fatalf("%d listings, %s of %s: got %v, want %v", n, name, f.ID, !want, want)
				}
			}
			alikeIn(t, s, k.Standing, i, true, func(a, b *Facts) bool { return a.Kind == b.Kind && a.Status == b.Status })
			alikeIn(t, s, k.Exclusive, i, len(f.Exclusive) > 0, func(a, b *Facts) bool { return slices.Equal(a.Exclusive, b.Exclusive) })
			for u := range k.Shut {
				is("shut", &k.Shut[u].Column, f.Intake == data.Intake{State: data.IntakeNotAccepting, Until: k.Shut[u].Day})
			}
			is("for some", &k.ForSome, len(f.Exclusive) > 0)
			is("usual", &k.Usual, f.Kind == data.Direct && (f.Status == "" || f.Status == data.Active))
			is("specialized", &k.Specialized, f.Specialized == data.Yes)
			is("accepting", &k.Accepting, f.Intake.State == data.IntakeAccepting)
			is("in crisis", &k.InCrisis, f.Intake.State == data.IntakeCrisisOnly)
			for term, need := range v.All(data.TermNeed) {
				is("need "+need.ID, &k.Needs[term], f.Needs.Meets(v.Below(data.TermNeed, need.ID)))
			}
			for term, language := range v.All(data.TermLanguage) {
				is("staff speaks "+language.ID, &k.ByStaff[term], f.ByStaff.Meets(v.Below(data.TermLanguage, language.ID)))
			}
			for term := range v.All(data.TermPopulation) {
				is("made for", &k.MadeFor[term], f.MadeFor.Has(term))
			}
			for term := range v.All(data.TermBarrier) {
				is("barrier", &k.BarrierNo[term], f.Barriers().To(term) == data.No)
			}
			for g, c := range k.Refuses {
				is("refuses "+string(g), c, len(f.Genders) > 0 && !slices.Contains(f.Genders, g))
			}
			for l := range k.AgesFrom {
				is("ages from", &k.AgesFrom[l].Column, f.Ages.Stated && f.Ages.Min >= k.AgesFrom[l].Years)
			}
			for l := range k.AgesTo {
				is("ages to", &k.AgesTo[l].Column, f.Ages.Stated && f.Ages.Max != 0 && f.Ages.Max <= k.AgesTo[l].Years)
			}
			placeColumnsSay(f, k, is)
		}
		if k.Remote.Len() != len(members(&k.Remote, s.Len())) {
			t.Error("a column miscounts")
		}
	}
}

// alikeIn holds that listing i is in one column of those alike, and like the one
// that stands for it; or in none.
func alikeIn[A data.Audience](t *testing.T, s *Snapshot[A], columns []Alike, i int, in bool, same func(a, b *Facts) bool) {
	t.Helper()
	found := 0
	for c := range columns {
		if !columns[c].Has(i) {
			continue
		}
		found++
		if one := columns[c].One; one >= 0 && !same(s.Facts(i), s.Facts(one)) {
			t.Fatalf("listing %d is not like %d", i, one)
		}
	}
	if found > 1 || in != (found == 1) {
		t.Fatalf("listing %d is in %d columns, want it in one: %v", i, found, in)
	}
}

func TestThoseWhoAreLeftShareAColumn(t *testing.T) {
	n := 3 * mostAlike
	columns := alike(n, func(i int) (int, bool) { return i / 2, i%2 == 0 })
	last := &columns[len(columns)-1]
	if len(columns) != mostAlike+1 || last.One != -1 || last.Len() != n/2-mostAlike || last.Has(0) || !last.Has(n-2) || last.Has(n-1) {
		t.Errorf("%d columns, the last of %d", len(columns), last.Len())
	}
}

func placeColumnsSay(f *Facts, k *Columns, is func(string, *Column, bool)) {
	has := func(in func(geo.Area) bool) bool { return slices.ContainsFunc(f.ServiceAreas, in) }
	country := func(a geo.Area) bool { return a.Kind == geo.AreaCountry }
	is("declared", &k.Declared, len(f.ServiceAreas) > 0)
	is("beyond", &k.Beyond, has(func(a geo.Area) bool { return a.Kind != geo.AreaCountry && a.Kind != geo.AreaProvince }))
	is("circles", &k.Circles, has(func(a geo.Area) bool {
		return a.Kind != geo.AreaCountry && a.Kind != geo.AreaProvince && (a.Kind != geo.AreaPostal || a.Code == "")
	}))
	for p, c := range k.Everybody {
		is("everybody in "+string(p), c, has(func(a geo.Area) bool { return country(a) || a.Kind == geo.AreaProvince && ProvinceOf(&a) == p }))
	}
	is("remote", &k.Remote, f.Remote)
	is("by phone only", &k.PhoneOnly, f.Remote && f.Place.IsZero())
	is("unplaced", &k.Unplaced, !f.Placed())
	is("in the nation", &k.InNation, f.Place.Kind == geo.AreaCountry)
	for p, c := range k.In {
		is("in "+string(p), c, f.Place.Province == p)
	}
}

func TestTooManyAgesHaveNoColumns(t *testing.T) {
	all := named[data.Public]()
	for i := range 2 * mostLimits {
		l := data.Listing[data.Public]{ID: data.ID(rune('a' + i))}
		l.Eligibility.Ages = data.AgeRange{Stated: true, Min: float64(i)}
		all = append(all, l)
	}
	if k := Build(all, nil, 1).Columns(); k.AgesComplete || len(k.AgesFrom) > 0 {
		t.Errorf("%d columns for %d ages", len(k.AgesFrom), len(all))
	}
}

func TestAColumnAddsAndTakes(t *testing.T) {
	for _, size := range []int{3, 900} { // a list, and words
		n := 1000
		c := columnsOf(n, func(i int) int { return min(1, i/size) }, 2, 1, func(class int, add func(int)) {
			if class == 0 {
				add(0)
			}
		})[0]
		if (c.Few() != nil) != (size == 3) || (c.Words() != nil) != (size == 900) {
			t.Errorf("%d of %d: %d listed", size, n, len(c.Few()))
		}
		mask := make([]uint64, (n+Block-1)/Block)
		c.AddTo(mask)
		for i := range n {
			if mask[i/Block]>>(i%Block)&1 == 1 != c.Has(i) {
				t.Fatalf("%d was added, or not", i)
			}
		}
		mask[0] |= 1 << 5
		c.TakeFrom(mask)
		if left := bits.OnesCount64(mask[0]); size == 3 && left != 1 || size == 900 && left != 0 {
			t.Errorf("%d left", left)
		}
	}
}

// TestBoundsHold looks from random eyes at random directories, clustered and
// scattered, and holds every bound against the distance itself.
func TestBoundsHold(t *testing.T) {
	for seed := range uint64(6) {
		d := drawOf(t, seed)
		all := listingsOf[data.Public](d, 1+d.IntN(3000))
		for i := range all {
			if c := &all[i].Place.Center; !c.IsZero() && i%2 == 0 {
				*c = geo.Point{Lat: 43.6 + d.NormFloat64()/50, Lng: -79.4 + d.NormFloat64()/50}
			}
		}
		s := Build(all, d.terms, 1)
		for range 20 {
			p := one(d, geo.Point{Lat: 43.6, Lng: -79.4}, geo.Point{Lat: 90}, geo.Point{Lat: -60, Lng: 179}, geo.Point{Lat: 80 * d.Float64(), Lng: 180 * d.Float64()}, all[0].Place.Center)
			holds(t, s, p)
		}
	}
}

func holds[A data.Audience](t *testing.T, s *Snapshot[A], p geo.Point) {
	t.Helper()
	space, eye := s.Space(), EyeAt(p)
	for i := range s.Len() {
		place := &s.At(i).Place
		placed, near, far := space.Between(i, eye)
		if placed == place.Center.IsZero() {
			t.Fatalf("%d has a point, or none", i)
		}
		if place.Center.IsZero() {
			continue
		}
		d := geo.Distance(p, place.Center)
		if got := s.Radius(i); got != place.Radius {
			t.Fatalf("a radius of %f is said to be %f", place.Radius, got)
		}
		if near > d || far < d || d < 1e6 && far-near > 1e-3*d+2 {
			t.Fatalf("from %v to %v: %f to %f for %f", p, place.Center, near, far, d)
		}
		span := Block
		for level, nodes := range space.Levels() {
			n := &nodes[i/span]
			if n.Nearest(eye) > d || n.Farthest(eye) < d || !n.Placed() || float64(n.Doubt) < float64(place.Radius) || s.At(i).Remote && !n.Remote {
				t.Fatalf("level %d, from %v to %v: %f to %f for %f, doubt %f for %f", level, p, place.Center, n.Nearest(eye), n.Farthest(eye), d, n.Doubt, place.Radius)
			}
			span *= Fan
		}
	}
	for i := range s.Len() {
		if n := &space.Levels()[0][i/Block]; s.At(i).Place.Center.IsZero() && !n.Unplaced {
			t.Fatal("a listing without a place is forgotten")
		}
	}
}

func TestAPlaceThatIsNoNumberIsNeverPruned(t *testing.T) {
	all := named[data.Public]("a", "b")
	all[0].Place.Center = geo.Point{Lat: math.NaN(), Lng: 1}
	all[1].Place.Center = geo.Point{Lat: 45, Lng: -75}
	s := Build(all, nil, 1)
	n := s.Space().Levels()[0][0]
	if eye := EyeAt(geo.Point{Lat: 60, Lng: 100}); n.Nearest(eye) != 0 || !math.IsInf(float64(n.Farthest(eye)), 1) {
		t.Errorf("%f to %f", n.Nearest(eye), n.Farthest(eye))
	}
}

// TestReachNeverLies looks at circles from just inside and just outside.
func TestReachNeverLies(t *testing.T) {
	d := drawOf(t, 9)
	said := map[data.Tri]int{}
	for range 300 {
		var l data.Listing[data.Public]
		for range 1 + d.IntN(2) {
			l.ServiceAreas = append(l.ServiceAreas, geo.Area{
				Kind: one(d, geo.AreaRegion, geo.AreaPlace, geo.AreaPostal, geo.AreaProvince), Code: one(d, "", "M5V"),
				Center: geo.Point{Lat: 42 + 30*d.Float64(), Lng: -130 + 70*d.Float64()}, Radius: geo.Meters(d.IntN(400_000)),
			})
		}
		s := Build([]data.Listing[data.Public]{l}, nil, 1)
		for range 20 {
			a := &l.ServiceAreas[d.IntN(len(l.ServiceAreas))]
			doubt := one[geo.Meters](d, 0, 5000, 60_000)
			north := float64((a.Radius+doubt)/geo.EarthRadius) * (180 / math.Pi) * one(d, 0.5, 0.98, 0.9999, 1.0001, 1.02, 3)
			p, byCode := geo.Point{Lat: a.Center.Lat + north, Lng: a.Center.Lng}, d.IntN(2) == 0
			in, told := 0, 0
			for i := range l.ServiceAreas {
				b := &l.ServiceAreas[i]
				if b.Kind == geo.AreaProvince || byCode && b.Kind == geo.AreaPostal && b.Code != "" {
					continue
				}
				told++
				if geo.Distance(p, b.Center)-doubt <= b.Radius {
					in++
				}
			}
			answer := s.Reaches(0, EyeAt(p), doubt, byCode)
			if said[answer]++; answer == data.No && in > 0 || answer == data.Yes && in == 0 {
				t.Fatalf("%v, in %d of %d: %+v from %v, off by %f", answer, in, told, l.ServiceAreas, p, doubt)
			}
		}
	}
	if said[data.Yes] < 500 || said[data.No] < 500 {
		t.Errorf("it says %v: hardly ever anything", said)
	}
}
