package index

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// draw draws random listings that often have a part in common.
type draw struct {
	*rand.Rand
	terms *data.Terms
}

func drawOf(t *testing.T, seed uint64) draw {
	t.Helper()
	return draw{rand.New(rand.NewPCG(seed, 2022)), loadTerms(t)}
}

func one[T any](d draw, from ...T) T { return from[d.IntN(len(from))] }

func (d draw) ids(kind data.TermKind, most int) []string {
	var ids []string
	all := d.terms.All(kind)
	for range d.IntN(most + 1) {
		ids = append(ids, one(d, all[0].ID, all[1].ID, all[d.IntN(len(all))].ID, "nobody-knows"))
	}
	return ids
}

func (d draw) answers(kind data.TermKind) []data.Condition {
	var all []data.Condition
	for _, id := range d.ids(kind, 3) {
		all = append(all, data.Condition{Term: id, Answer: one(d, data.Yes, data.No, data.Unknown)})
	}
	return all
}

func (d draw) place() geo.Area {
	a := geo.Area{Kind: geo.AreaPoint, Province: one(d, geo.Ontario, geo.Quebec, "", "XX"), Center: geo.Point{Lat: 42 + 40*d.Float64(), Lng: -140 + 88*d.Float64()}}
	switch d.IntN(6) {
	case 0:
		return geo.Area{}
	case 1:
		a.Kind, a.Radius = geo.AreaProvince, geo.Meters(d.IntN(600_000))
	case 2:
		a.Kind, a.Center = geo.AreaCountry, geo.Point{}
	}
	return a
}

func (d draw) calendar() hours.Calendar {
	weekdays := hours.Schedule{ByDay: hours.Every(time.Monday, time.Friday), OpensAt: hours.Clock(60 * d.IntN(12)), ClosesAt: 17 * 60}
	return one(d, hours.Calendar{}, hours.Calendar{Always: true}, hours.Calendar{Zone: "America/Toronto", Schedules: []hours.Schedule{weekdays}},
		hours.Calendar{Zone: "Moon/Crater", Province: "QC", Changes: []hours.Change{{Closed: true, Reason: data.Text{En: one(d, "Moving", "Storm")}}}})
}

func (d draw) areas() []geo.Area {
	return one(d, nil, nil, []geo.Area{{Kind: geo.AreaCountry}}, []geo.Area{{Kind: geo.AreaProvince, Code: "ON"}, {Kind: geo.AreaProvince, Province: geo.Quebec}},
		[]geo.Area{{Kind: geo.AreaPostal, Code: "M5V", Center: geo.Point{Lat: 43, Lng: -79}, Radius: geo.Meters(d.IntN(3))}})
}

func listingOf[A data.Audience](d draw, id string) data.Listing[A] {
	l := data.Listing[A]{
		ID: data.ID(id), Kind: one(d, data.Direct, data.Government, "odd"), Status: one(d, "", data.Active, data.Defunct),
		Specialized: one(d, data.Unknown, data.Yes, data.No), Interpretation: one(d, data.Unknown, data.Yes, data.No),
		Intake: data.Intake{State: one(d, data.IntakeUnknown, data.IntakeNotAccepting)}, Needs: d.ids(data.TermNeed, 3),
		Eligibility: data.Eligibility{
			Exclusive: d.ids(data.TermPopulation, d.IntN(3)), Genders: one(d, nil, []data.Gender{data.Woman}, []data.Gender{data.Man, data.NonBinary}),
			Ages: one(d, data.AgeRange{}, data.AgeRange{Stated: true}, data.AgeRange{Stated: true, Min: 16, Max: 24}, data.AgeRange{Stated: true, Max: float64(d.IntN(60))}),
		},
		Barriers: d.answers(data.TermBarrier), Accessibility: d.answers(data.TermAccessibility),
		Place: d.place(), Remote: d.IntN(4) == 0, ServiceAreas: d.areas(), Hours: d.calendar(),
		Verified: one(d, hours.Date{}, hours.Date{Year: 2026, Month: 3, Day: 1 + d.IntN(3)}),
	}
	if d.IntN(3) == 0 {
		l.Intake.Until = hours.Date{Year: 2026, Month: 12, Day: 1}
	}
	for _, p := range d.ids(data.TermPopulation, 2) {
		l.Populations = append(l.Populations, data.PopulationServed{Term: p, Level: one(d, data.MadeFor, data.Welcomes)})
	}
	for _, code := range d.ids(data.TermLanguage, 3) {
		l.Languages = append(l.Languages, data.LanguageOffered{Code: code, Mode: one(d, data.ByStaff, data.ByInterpreter)})
	}
	if inside, ok := l.StaffPart(); ok && d.IntN(2) == 0 {
		n := d.IntN(3)
		inside.Capacity = []data.Capacity{{Unit: "bed", Available: &n, Updated: time.Unix(int64(d.IntN(5)), 0)}}
	}
	return l
}

func listingsOf[A data.Audience](d draw, n int) []data.Listing[A] {
	all := make([]data.Listing[A], n)
	for i := range all {
		all[i] = listingOf[A](d, fmt.Sprintf("id-%05d", d.IntN(10*n)))
	}
	return all
}

// plainly draws the facts of a listing straight from it, sharing nothing.
func plainly[A data.Audience](l *data.Listing[A], v *Vocabulary) Facts {
	d := newParts(v)
	classesOf(d, l)
	p := d.shared()
	return Facts{
		ID: l.ID, Staff: (&Snapshot[A]{}).Staff(), Standing: &p.standing[0], Offer: &p.offer[0], Served: &p.served[0], Admission: &p.admission[0], Tongues: &p.tongues[0],
		Conditions: &p.conditions[0], Moment: &p.moment[0], Reach: &p.reach[0], Checked: &p.checked[0], Taking: &p.taking[0], Live: liveOf(l), Where: Where{l.Place, l.Remote},
	}
}

func likeFacts(t *testing.T, got, want *Facts) {
	t.Helper()
	a, b := *got, *want
	a.lexicon, b.lexicon, a.ordinal, b.ordinal = nil, nil, 0, 0
	if !reflect.DeepEqual(said(a), said(b)) {
		t.Fatalf("%s:\n got %s\nwant %s", a.ID, said(a), said(b))
	}
}

// said is everything in f but addresses, with no difference between no list and
// an empty one or between sets with and without room to spare.
func said(f Facts) string {
	set := func(s TermSet) []int {
		all := []int{}
		s.each(func(i int) { all = append(all, i) })
		return all
	}
	zone := "none"
	if f.Zone != nil {
		zone = f.Zone.String()
	}
	capacity := []string{}
	for _, c := range f.Capacity {
		capacity = append(capacity, fmt.Sprint(c.Unit, *c.Available, c.Updated))
	}
	return fmt.Sprint(f.ID, f.Staff, *f.Standing, set(f.Needs), set(f.MadeFor), set(f.Welcomes), f.Exclusive, set(f.Only), f.OnlyKnown, f.Ages, f.Genders,
		set(f.ByStaff), set(f.ByInterpreter), f.Interpretation, set(f.Barriers().set()), set(f.Accessibility().set()),
		fmt.Sprintf("%+v", *f.Calendar), fmt.Sprintf("%+v", f.Hours.At(time.Unix(0, 0), time.UTC)), zone, f.ServiceAreas, f.Verified, f.Intake, capacity, f.Where)
}

func TestComposedFactsAreThoseOfTheListing(t *testing.T) {
	t.Run("staff", factsAreComposed[data.Staff])
	t.Run("public", factsAreComposed[data.Public])
}

func factsAreComposed[A data.Audience](t *testing.T) {
	d := drawOf(t, 1)
	s := Build(listingsOf[A](d, 2000), d.terms, 1)
	for i := range s.Len() {
		want := plainly(s.At(i), s.Vocabulary())
		likeFacts(t, s.Facts(i), &want)
	}
	if n := s.Classes(CheckedPart); n > 4 {
		t.Errorf("%d classes of 4 days: nothing is shared", n)
	}
}

// TestNoPartOfAKeyIsForgotten changes every field, one at a time, of what is
// written into keys by hand.
func TestNoPartOfAKeyIsForgotten(t *testing.T) {
	calendar := hours.Calendar{
		Schedules: []hours.Schedule{{ByDay: hours.Every(time.Monday), ByMonthDay: []int{1}}}, Changes: []hours.Change{{}},
	}
	changes(t, reflect.ValueOf(&calendar).Elem(), "Calendar", func() string { return string(key(nil).calendar(&calendar)) })
	var area geo.Area
	changes(t, reflect.ValueOf(&area).Elem(), "Area", func() string { return string(key(nil).area(&area)) })
	eligibility := data.Eligibility{Genders: []data.Gender{""}, Exclusive: []string{""}}
	p := newParts(newVocabulary(loadTerms(t)))
	changes(t, reflect.ValueOf(&eligibility).Elem(), "Eligibility", func() string {
		return fmt.Sprint(p.admission.class(p, Admission{Exclusive: eligibility.Exclusive, Ages: eligibility.Ages, Genders: eligibility.Genders}))
	}, "Eligibility.Notes.En", "Eligibility.Notes.Fr")
}

func changes(t *testing.T, v reflect.Value, name string, keyOf func() string, but ...string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			changes(t, v.Field(i), name+"."+v.Type().Field(i).Name, keyOf, but...)
		}
		return
	case reflect.Slice:
		changes(t, v.Index(0), name+"[0]", keyOf, but...)
		old := reflect.ValueOf(v.Interface())
		differs(t, v, reflect.Append(old, old.Index(0)), name+" longer", keyOf)
		return
	}
	if slices.Contains(but, name) {
		return
	}
	other := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Bool:
		other.SetBool(!v.Bool())
	case reflect.String:
		other.SetString(v.String() + "x")
	case reflect.Int, reflect.Uint16:
		if other.CanInt() {
			other.SetInt(v.Int() + 1)
		} else {
			other.SetUint(v.Uint() + 1)
		}
	case reflect.Float64:
		other.SetFloat(v.Float() + 1)
	default:
		t.Fatalf("%s: a %s: teach this test to change it", name, v.Kind())
	}
	differs(t, v, other, name, keyOf)
}

func differs(t *testing.T, v, other reflect.Value, name string, keyOf func() string) {
	t.Helper()
	before, old := keyOf(), reflect.ValueOf(v.Interface())
	v.Set(other)
	if keyOf() == before {
		t.Errorf("%s is not in the key", name)
	}
	v.Set(old)
	if keyOf() != before {
		t.Fatalf("%s: not put back", name)
	}
}

func TestListsInAKeyDoNotRunIntoOneAnother(t *testing.T) {
	a := key(nil).texts([]string{"ab"}).text("c")
	b := key(nil).texts([]string{"a"}).text("bc")
	if string(a) == string(b) {
		t.Error("two lists have one key")
	}
	if string(key(nil).set(TermSet{1, 0})) != string(key(nil).set(TermSet{1})) {
		t.Error("one set has two keys")
	}
}
