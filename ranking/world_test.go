package ranking

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// noon is the instant of most tests: a Tuesday, 12:00 in Toronto.
var noon = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)

var loadTerms = sync.OnceValues(func() (*data.Terms, error) { return data.LoadTerms() })

func terms(tb testing.TB) *data.Terms {
	tb.Helper()
	t, err := loadTerms()
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func text(s string) data.Text { return data.Text{En: s, Fr: s + " (fr)"} }

func id(n int) data.ID { return data.ID(fmt.Sprintf("00000000-0000-4000-8000-%012d", n)) }

// plain is a listing of which little is known, at a point in Toronto.
func plain[A data.Audience](n int) data.Listing[A] {
	return data.Listing[A]{
		ID:           id(n),
		Organization: data.Named{ID: id(n + 1e9), Name: text(fmt.Sprint("Organization ", n))},
		Service:      data.Named{ID: id(n + 2e9), Name: text(fmt.Sprint("Service ", n))},
		Kind:         data.Direct,
		Needs:        []string{"emergency-shelter"},
		Intake:       data.Intake{State: data.IntakeAccepting},
		Place:        at(43.65, -79.38),
	}
}

func at(lat, lng float64) geo.Area {
	return geo.Area{Kind: geo.AreaPoint, Label: text("Toronto"), Province: geo.Ontario, Center: geo.Point{Lat: lat, Lng: lng}}
}

func around(lat, lng float64, radius geo.Meters) geo.Area {
	a := at(lat, lng)
	a.Kind, a.Radius = geo.AreaPlace, radius
	return a
}

// toronto is an origin given exactly.
func toronto() geo.Origin {
	return geo.Origin{Kind: geo.OriginPoint, Label: text("Toronto"), Point: geo.Point{Lat: 43.65, Lng: -79.38}, Province: geo.Ontario}
}

// eastern is a calendar of weekdays from nine to five, Toronto time.
func eastern() hours.Calendar {
	return hours.Calendar{Zone: "America/Toronto", OnHoliday: "open", Schedules: []hours.Schedule{{
		Freq:    "WEEKLY",
		ByDay:   hours.Every(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday),
		OpensAt: 9 * 60, ClosesAt: 17 * 60,
	}}}
}

func search[A data.Audience](tb testing.TB, q Query, listings ...data.Listing[A]) Answer[A] {
	tb.Helper()
	a, err := Search(index.Build(listings, terms(tb), 7), q)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// world draws random listings and queries from a seed.
type world struct {
	*rand.Rand
	terms *data.Terms
}

func newWorld(tb testing.TB, seed uint64) *world { return &world{randOf(seed), terms(tb)} }

func randOf(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2022)) }

func pick[T any](w *world, from ...T) T { return from[w.IntN(len(from))] }

// some draws up to n different ids of a kind, the telling ones often.
func (w *world) some(kind data.TermKind, n int) []string {
	favorites := map[data.TermKind][]string{
		data.TermNeed:          {"housing", "emergency-shelter", "transitional-housing", "legal", "counselling", "crisis-counselling", "case-management"},
		data.TermPopulation:    {"women", "men", "youth-18-24", "minors", "adults", "indigenous", "inuit", "non-binary", "seniors", "refugees", "with-children"},
		data.TermLanguage:      {"fr", "en", "cr", "crk", "uk", "ase", "iu"},
		data.TermBarrier:       {"no-id", "no-status", "no-fee", "no-police-report"},
		data.TermAccessibility: {"wheelchair", "elevator", "sign-language", "asl"},
	}[kind]
	var ids []string
	for range w.IntN(n + 1) {
		id := pick(w, favorites...)
		if w.IntN(5) == 0 {
			id = pick(w, w.terms.All(kind)...).ID
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (w *world) point() geo.Point {
	return geo.Point{Lat: 43 + 3*w.Float64(), Lng: -80 + 5*w.Float64()}
}

func (w *world) place() geo.Area {
	a := geo.Area{Kind: geo.AreaPoint, Label: text("Somewhere"), Center: w.point(), Province: pick(w, geo.Ontario, geo.Quebec, "")}
	switch w.IntN(8) {
	case 0:
		return geo.Area{}
	case 1:
		a.Kind, a.Radius = geo.AreaPlace, geo.Meters(w.IntN(40_000))
	case 2:
		a.Kind, a.Radius = geo.AreaProvince, geo.Meters(60_000+w.IntN(200_000))
		a.Center.Lat += 4 * w.Float64()
	case 3:
		a.Kind, a.Center = geo.AreaRegion, geo.Point{}
	}
	return a
}

func (w *world) tri() data.Tri { return pick(w, data.Unknown, data.Yes, data.No) }

func (w *world) conditions(kind data.TermKind) []data.Condition {
	var all []data.Condition
	for _, id := range w.some(kind, 4) {
		all = append(all, data.Condition{Term: id, Answer: w.tri()})
	}
	return all
}

func (w *world) day() hours.Date {
	if w.IntN(4) == 0 {
		return hours.Date{}
	}
	return hours.DateOf(noon.AddDate(0, 0, 30-w.IntN(1500)))
}

func (w *world) ages() data.AgeRange {
	if w.IntN(3) == 0 {
		return data.AgeRange{}
	}
	return pick(w, data.AgeRange{Stated: true}, data.AgeRange{Stated: true, Min: 18},
		data.AgeRange{Stated: true, Max: 17}, data.AgeRange{Stated: true, Min: 16, Max: 24}, data.AgeRange{Stated: true, Min: 0.5, Max: 2.5})
}

func (w *world) areas() []geo.Area {
	var areas []geo.Area
	for range max(0, w.IntN(5)-2) {
		areas = append(areas, pick(w,
			geo.Area{Kind: geo.AreaProvince, Code: "ON", Province: geo.Ontario, Label: text("Ontario")},
			geo.Area{Kind: geo.AreaCountry, Code: "CA", Label: text("Canada")},
			geo.Area{Kind: geo.AreaPostal, Code: "M5V", Label: text("M5V"), Center: w.point(), Radius: 5000},
			geo.Area{Kind: geo.AreaRegion, Label: text("Region"), Center: w.point(), Radius: geo.Meters(w.IntN(200_000))}))
	}
	return areas
}

func (w *world) capacity() []data.Capacity {
	var all []data.Capacity
	for range max(0, w.IntN(4)-1) {
		c := data.Capacity{
			Unit: pick(w, "bed", "bed", "room", "family-room", "appointment", "mat"), Updated: noon.Add(-time.Duration(w.IntN(100)) * time.Hour),
			Status:     pick(w, data.CapacityUnknown, data.HasCapacity, data.HasCapacity, data.Waitlist, data.NoCapacity, data.AssessmentRequired),
			Population: pick(w, "", "", "", "women", "indigenous"),
		}
		if w.IntN(3) > 0 {
			n := w.IntN(5)
			c.Available = &n
		}
		all = append(all, c)
	}
	return all
}

func listingOf[A data.Audience](w *world, n int) data.Listing[A] {
	l := plain[A](n)
	l.Organization.Name = text(pick(w, "Northern Light Shelter", "Maison des Rives", "Legal Centre", "Women’s House"))
	l.Service.Name = text(pick(w, "Emergency beds", "Counselling", "Aide juridique", "Accompagnement"))
	l.Description = text(pick(w, "", "A safe house for tonight.", "Help with papers and court.", "Un lieu sûr pour les familles."))
	l.Kind = pick(w, data.Direct, data.Direct, data.Direct, data.Indirect, data.LawEnforcement)
	l.Status = pick(w, "", data.Active, data.Active, data.Active, data.Inactive)
	l.Intake = data.Intake{State: pick(w, data.IntakeUnknown, data.IntakeAccepting, data.IntakeAccepting, data.IntakeCrisisOnly, data.IntakeNotAccepting)}
	if w.IntN(3) == 0 {
		l.Intake.Until = hours.DateOf(noon.AddDate(0, 0, w.IntN(7)-3))
	}
	l.Needs = w.some(data.TermNeed, 3)
	for _, id := range w.some(data.TermPopulation, 2) {
		l.Populations = append(l.Populations, data.PopulationServed{Term: id, Level: pick(w, data.MadeFor, data.Welcomes)})
	}
	l.Eligibility.Ages = w.ages()
	if w.IntN(3) == 0 {
		l.Eligibility.Genders = pick(w, []data.Gender{data.Woman}, []data.Gender{data.Man}, []data.Gender{data.Woman, data.NonBinary})
	}
	if w.IntN(4) == 0 {
		l.Eligibility.Exclusive = w.some(data.TermPopulation, 2)
	}
	l.Specialized, l.Interpretation = w.tri(), w.tri()
	for _, id := range w.some(data.TermLanguage, 3) {
		l.Languages = append(l.Languages, data.LanguageOffered{Code: id, Mode: pick(w, data.ByStaff, data.ByInterpreter)})
	}
	l.Barriers, l.Accessibility = w.conditions(data.TermBarrier), w.conditions(data.TermAccessibility)
	l.Place, l.ServiceAreas, l.Remote = w.place(), w.areas(), w.IntN(5) == 0
	l.Hours = pick(w, hours.Calendar{}, hours.Calendar{Always: true}, eastern(), hours.Calendar{Zone: "America/Toronto", Always: true})
	l.Verified = w.day()
	if inside, ok := l.StaffPart(); ok {
		inside.Capacity = w.capacity()
	}
	return l
}

func listingsOf[A data.Audience](w *world, n int) []data.Listing[A] {
	all := make([]data.Listing[A], n)
	for i := range all {
		all[i] = listingOf[A](w, i+1)
	}
	return all
}

func (w *world) query() Query {
	q := Query{
		Needs: w.some(data.TermNeed, 2), Populations: w.some(data.TermPopulation, 2), Languages: w.some(data.TermLanguage, 3),
		Gender:  pick(w, "", "", data.Woman, data.Man, data.NonBinary),
		Text:    pick(w, "", "", "", "safe shelter", "aide juridique pour les femmes", "counsel", "sheltre, houes", "lieux familials", "shel wommen 24"),
		Urgency: pick(w, "", Now, Soon, Any), OpenNow: w.IntN(4) == 0, NoRemote: w.IntN(5) == 0,
		K: 1 + w.IntN(12), At: noon.Add(time.Duration(w.IntN(200)) * time.Hour),
	}
	if w.IntN(3) == 0 {
		q.Age = AgeOf(pick(w, 0, 2.5, 12, 17, 19, 24, 40))
	}
	if w.IntN(4) > 0 {
		q.Origin = geo.Origin{
			Kind: geo.OriginPostal, Label: text("Origin"), Point: w.point(), Province: pick(w, geo.Ontario, geo.Quebec, ""),
			FSA: pick(w, "", "M5V", "J1H"), Radius: pick(w, geo.Meters(0), 5000, 60_000),
		}
		q.Origin.Approximate = q.Origin.Radius > 0
		q.HalfDistance = pick(w, geo.Meters(0), 10_000, 60_000)
		q.OutOfRegion = w.IntN(4) == 0
		q.MaxDistance = pick(w, geo.Meters(0), 0, 20_000, 100_000)
	}
	if w.IntN(4) == 0 {
		q.Units = 1 + w.IntN(3)
	}
	for range max(0, w.IntN(4)-1) {
		q.Avoid = append(q.Avoid, pick(w,
			geo.Area{Kind: geo.AreaProvince, Code: "QC", Province: geo.Quebec},
			geo.Area{Kind: geo.AreaPlace, Center: w.point(), Radius: geo.Meters(w.IntN(60_000))}))
	}
	if w.IntN(3) == 0 {
		q.Barriers, q.Accessibility = w.some(data.TermBarrier, 2), w.some(data.TermAccessibility, 2)
	}
	if w.IntN(6) == 0 {
		q.Kinds = []data.ProviderKind{data.Indirect, data.LawEnforcement}
	}
	return q
}
