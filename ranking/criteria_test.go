package ranking

import (
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

type listing = data.Listing[data.Staff]

// verdict is what one criterion says of one listing; "" where it says nothing.
func verdict[A data.Audience](tb testing.TB, criterion string, q Query, l data.Listing[A]) data.Verdict {
	tb.Helper()
	if q.At.IsZero() {
		q.At = noon
	}
	s := index.Build([]data.Listing[A]{l}, terms(tb), 1)
	j, err := newJudge(s.Vocabulary(), q, Default())
	if err != nil {
		tb.Fatal(err)
	}
	defer j.release()
	for i, rule := range j.criteria {
		if j.called(rule) == criterion {
			v := j.verdicts(j.call(s.Facts(0), 0))
			return v.of(i)
		}
	}
	return inapplicable
}

func TestCriteria(t *testing.T) {
	day := func(offset int) hours.Date { return hours.DateOf(noon.AddDate(0, 0, offset)) }
	ages := func(min, max float64) func(*listing) {
		return func(l *listing) { l.Eligibility.Ages = data.AgeRange{Stated: true, Min: min, Max: max} }
	}
	intake := func(state data.IntakeState, until hours.Date) func(*listing) {
		return func(l *listing) { l.Intake = data.Intake{State: state, Until: until} }
	}
	only := func(ids ...string) func(*listing) {
		return func(l *listing) { l.Eligibility.Exclusive = ids }
	}
	genders := func(g ...data.Gender) func(*listing) {
		return func(l *listing) { l.Eligibility.Genders = g }
	}
	serves := func(a ...geo.Area) func(*listing) { return func(l *listing) { l.ServiceAreas = a } }
	located := func(a geo.Area) func(*listing) { return func(l *listing) { l.Place = a } }
	remote := func(a geo.Area) func(*listing) { return func(l *listing) { l.Remote, l.Place = true, a } }
	beds := func(status data.CapacityStatus, available int, ago time.Duration) func(*listing) {
		return func(l *listing) {
			l.Inside.Capacity = []data.Capacity{{Unit: "bed", Status: status, Available: &available, Updated: noon.Add(-ago)}}
		}
	}
	nothing := func(*listing) {}
	rough := toronto()
	rough.Approximate, rough.Radius = true, 20_000
	elsewhere := geo.Origin{Kind: geo.OriginPoint, Point: geo.Point{Lat: 42.33, Lng: -83.05}}
	m5v := geo.Origin{Kind: geo.OriginPostal, Point: toronto().Point, Province: geo.Ontario, FSA: "M5V", Radius: 5000, Approximate: true}
	ontario := geo.Area{Kind: geo.AreaProvince, Code: "ON", Province: geo.Ontario}
	quebec := geo.Area{Kind: geo.AreaProvince, Code: "QC", Province: geo.Quebec}
	canada := geo.Area{Kind: geo.AreaCountry, Code: "CA"}
	postal := func(code string, lat float64) geo.Area {
		return geo.Area{Kind: geo.AreaPostal, Code: code, Center: geo.Point{Lat: lat, Lng: -79.38}, Radius: 5000}
	}
	montreal := around(45.5, -73.6, 0)

	for _, c := range []struct {
		name, criterion string
		q               Query
		is              func(*listing)
		want            data.Verdict
	}{
		{"a direct provider is looked at", KindCriterion, Query{}, nothing, data.Meets},
		{"the police only when named", KindCriterion, Query{}, func(l *listing) { l.Kind = data.LawEnforcement }, data.Fails},
		{"the police when named", KindCriterion, Query{Kinds: []data.ProviderKind{data.LawEnforcement}}, func(l *listing) { l.Kind = data.LawEnforcement }, data.Meets},
		{"nothing else when the police are named", KindCriterion, Query{Kinds: []data.ProviderKind{data.LawEnforcement}}, nothing, data.Fails},

		{"no status said", StatusCriterion, Query{}, nothing, data.Meets},
		{"active", StatusCriterion, Query{}, func(l *listing) { l.Status = data.Active }, data.Meets},
		{"temporarily closed", StatusCriterion, Query{}, func(l *listing) { l.Status = data.TemporarilyClosed }, data.Fails},
		{"a status that nobody knows", StatusCriterion, Query{}, func(l *listing) { l.Status = "odd" }, data.Fails},

		{"no need asked", NeedCriterion, Query{}, nothing, ""},
		{"the very need", NeedCriterion, Query{Needs: []string{"emergency-shelter"}}, nothing, data.Meets},
		{"a kind of the need", NeedCriterion, Query{Needs: []string{"housing"}}, nothing, data.Meets},
		{"a wider need is not enough", NeedCriterion, Query{Needs: []string{"emergency-shelter"}}, func(l *listing) { l.Needs = []string{"housing"} }, data.Fails},
		{"one of several needs is enough", NeedCriterion, Query{Needs: []string{"legal", "emergency-shelter"}}, nothing, data.Meets},
		{"no need stated", NeedCriterion, Query{Needs: []string{"legal"}}, func(l *listing) { l.Needs = nil }, data.Fails},

		{"accepting", IntakeCriterion, Query{}, nothing, data.Meets},
		{"intake not known", IntakeCriterion, Query{}, intake("", hours.Date{}), data.Unsure},
		{"not accepting", IntakeCriterion, Query{}, intake(data.IntakeNotAccepting, hours.Date{}), data.Fails},
		{"not accepting until tomorrow", IntakeCriterion, Query{}, intake(data.IntakeNotAccepting, day(1)), data.Fails},
		{"not accepting through today", IntakeCriterion, Query{}, intake(data.IntakeNotAccepting, day(0)), data.Fails},
		{"not accepting until yesterday", IntakeCriterion, Query{}, intake(data.IntakeNotAccepting, day(-1)), data.Unsure},
		{"accepting until yesterday", IntakeCriterion, Query{}, intake(data.IntakeAccepting, day(-1)), data.Unsure},
		{"in crisis only, and it is one", IntakeCriterion, Query{Urgency: Now}, intake(data.IntakeCrisisOnly, hours.Date{}), data.Meets},
		{"in crisis only", IntakeCriterion, Query{Urgency: Soon}, intake(data.IntakeCrisisOnly, hours.Date{}), data.Unsure},

		{"no age said", AgeCriterion, Query{}, ages(16, 24), ""},
		{"no ages stated", AgeCriterion, Query{Age: AgeOf(19)}, nothing, data.Unsure},
		{"every age", AgeCriterion, Query{Age: AgeOf(19)}, ages(0, 0), data.Meets},
		{"within", AgeCriterion, Query{Age: AgeOf(19)}, ages(16, 24), data.Meets},
		{"at the lower end", AgeCriterion, Query{Age: AgeOf(16)}, ages(16, 24), data.Meets},
		{"at the upper end", AgeCriterion, Query{Age: AgeOf(24)}, ages(16, 24), data.Meets},
		{"until the next birthday", AgeCriterion, Query{Age: AgeOf(24.9)}, ages(16, 24), data.Meets},
		{"on the next birthday", AgeCriterion, Query{Age: AgeOf(25)}, ages(16, 24), data.Fails},
		{"too young", AgeCriterion, Query{Age: AgeOf(15.5)}, ages(16, 24), data.Fails},
		{"a newborn", AgeCriterion, Query{Age: AgeOf(0)}, ages(0, 0.5), data.Unsure},
		{"a newborn among adults", AgeCriterion, Query{Age: AgeOf(0)}, ages(18, 0), data.Fails},
		{"minors among adults", AgeCriterion, Query{Populations: []string{"minors"}}, ages(18, 0), data.Fails},
		{"minors among youth", AgeCriterion, Query{Populations: []string{"minors"}}, ages(16, 24), data.Unsure},
		{"teenagers among minors", AgeCriterion, Query{Populations: []string{"teens"}}, ages(0, 17), data.Meets},
		{"the age said counts, not the population", AgeCriterion, Query{Populations: []string{"minors"}, Age: AgeOf(17)}, ages(16, 24), data.Meets},

		{"no gender said", GenderCriterion, Query{}, genders(data.Woman), ""},
		{"no genders stated", GenderCriterion, Query{Gender: data.Man}, nothing, data.Unsure},
		{"accepted", GenderCriterion, Query{Gender: data.Man}, genders(data.Woman, data.Man), data.Meets},
		{"not accepted", GenderCriterion, Query{Gender: data.Man}, genders(data.Woman), data.Fails},
		{"the population says the gender", GenderCriterion, Query{Populations: []string{"men"}}, genders(data.Woman), data.Fails},
		{"two populations disagree", GenderCriterion, Query{Populations: []string{"men", "trans-women"}}, genders(data.Woman), ""},

		{"for everyone", ExclusiveCriterion, Query{Populations: []string{"inuit"}}, nothing, ""},
		{"only for Indigenous people, and nothing said", ExclusiveCriterion, Query{}, only("indigenous"), data.Unsure},
		{"only for Indigenous people, and an Inuk asks", ExclusiveCriterion, Query{Populations: []string{"inuit"}}, only("indigenous"), data.Meets},
		{"only for Inuit, and an Indigenous person asks", ExclusiveCriterion, Query{Populations: []string{"indigenous"}}, only("inuit"), data.Unsure},
		{"only for women, and a man asks", ExclusiveCriterion, Query{Gender: data.Man}, only("women"), data.Fails},
		{"only for women, and a woman asks", ExclusiveCriterion, Query{Gender: data.Woman}, only("women"), data.Meets},
		{"only for women, and a girl asks", ExclusiveCriterion, Query{Gender: data.Woman, Age: AgeOf(15)}, only("women"), data.Unsure},
		{"only for women and girls, and a girl asks", ExclusiveCriterion, Query{Gender: data.Woman, Age: AgeOf(15)}, only("women-and-girls"), data.Meets},
		{"only for women, and a non-binary person asks", ExclusiveCriterion, Query{Gender: data.NonBinary}, only("women"), data.Unsure},
		{"only for trans women, and a woman asks", ExclusiveCriterion, Query{Gender: data.Woman}, only("trans-women"), data.Unsure},
		{"only for young adults, and someone of 40 asks", ExclusiveCriterion, Query{Age: AgeOf(40)}, only("youth-18-24"), data.Fails},
		{"only for young adults, and someone of 20 asks", ExclusiveCriterion, Query{Age: AgeOf(20)}, only("youth-18-24"), data.Meets},
		{"only for seniors, and someone of 58 asks", ExclusiveCriterion, Query{Age: AgeOf(58)}, only("seniors"), data.Unsure},
		{"only for minors, and an adult asks", ExclusiveCriterion, Query{Populations: []string{"adults"}}, only("minors"), data.Fails},
		{"one of two populations is enough", ExclusiveCriterion, Query{Gender: data.Man}, only("women", "men"), data.Meets},
		{"unknown for one of two is unknown", ExclusiveCriterion, Query{Gender: data.Man}, only("women", "inuit"), data.Unsure},
		{"only for women, said twice, and a man asks", ExclusiveCriterion, Query{Gender: data.Man}, only("women", "women"), data.Fails},
		{"only for women, or for whoever, and a man asks", ExclusiveCriterion, Query{Gender: data.Man}, only("women", "odd"), data.Unsure},
		{"a population that nobody knows", ExclusiveCriterion, Query{Gender: data.Man}, only("odd"), data.Unsure},

		{"no area declared", ServiceAreaCriterion, Query{Origin: toronto()}, nothing, ""},
		{"no origin", ServiceAreaCriterion, Query{}, serves(ontario), ""},
		{"the province", ServiceAreaCriterion, Query{Origin: toronto()}, serves(ontario), data.Meets},
		{"another province", ServiceAreaCriterion, Query{Origin: toronto()}, serves(quebec), data.Fails},
		{"one of two provinces", ServiceAreaCriterion, Query{Origin: toronto()}, serves(quebec, ontario), data.Meets},
		{"the country", ServiceAreaCriterion, Query{Origin: toronto()}, serves(canada), data.Meets},
		{"the country, from who knows where", ServiceAreaCriterion, Query{Origin: elsewhere}, serves(canada), data.Unsure},
		{"a province, from who knows where", ServiceAreaCriterion, Query{Origin: elsewhere}, serves(ontario), data.Unsure},
		{"the postal area", ServiceAreaCriterion, Query{Origin: m5v}, serves(postal("M5V", 43.6)), data.Meets},
		{"another postal area", ServiceAreaCriterion, Query{Origin: m5v}, serves(postal("M4Y", 43.65)), data.Fails},
		{"a postal area around a point", ServiceAreaCriterion, Query{Origin: toronto()}, serves(postal("M5V", 43.65)), data.Unsure},
		{"a postal area far from a point", ServiceAreaCriterion, Query{Origin: toronto()}, serves(postal("J1H", 45)), data.Fails},
		{"a circle around the point", ServiceAreaCriterion, Query{Origin: toronto()}, serves(around(43.7, -79.38, 30_000)), data.Meets},
		{"a circle elsewhere", ServiceAreaCriterion, Query{Origin: toronto()}, serves(montreal), data.Fails},
		{"a circle within the doubt of the origin", ServiceAreaCriterion, Query{Origin: rough}, serves(around(43.65, -79.38, 15_000)), data.Unsure},
		{"a region that is only a name", ServiceAreaCriterion, Query{Origin: toronto()}, serves(geo.Area{Kind: geo.AreaRegion, Label: text("North")}), data.Unsure},

		{"surely within", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000}, nothing, data.Meets},
		{"surely beyond", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000}, located(montreal), data.Fails},
		{"an area across the limit", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000}, located(around(43.7, -79.38, 20_000)), data.Unsure},
		{"an origin across the limit", MaxDistanceCriterion, Query{Origin: rough, MaxDistance: 10_000}, nothing, data.Unsure},
		{"an area wholly within", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 30_000}, located(around(43.7, -79.38, 20_000)), data.Meets},
		{"place unknown", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000}, located(geo.Area{}), data.Unsure},
		{"by phone", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000}, remote(geo.Area{}), data.Meets},
		{"by phone and far away", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000}, remote(montreal), data.Meets},
		{"far away, and the phone not wanted", MaxDistanceCriterion, Query{Origin: toronto(), MaxDistance: 10_000, NoRemote: true}, remote(montreal), data.Fails},

		{"a point inside", AvoidCriterion, Query{Avoid: []AvoidArea{around(43.66, -79.38, 5000)}}, nothing, data.Fails},
		{"a point outside", AvoidCriterion, Query{Avoid: []AvoidArea{around(44, -79.38, 5000)}}, nothing, data.Meets},
		{"an area that touches", AvoidCriterion, Query{Avoid: []AvoidArea{around(44, -79.38, 5000)}}, located(around(43.65, -79.38, 40_000)), data.Fails},
		{"the same point", AvoidCriterion, Query{Avoid: []AvoidArea{at(43.65, -79.38)}}, nothing, data.Fails},
		{"the province", AvoidCriterion, Query{Avoid: []AvoidArea{ontario}}, nothing, data.Fails},
		{"another province", AvoidCriterion, Query{Avoid: []AvoidArea{quebec}}, nothing, data.Meets},
		{"place unknown", AvoidCriterion, Query{Avoid: []AvoidArea{quebec}}, located(geo.Area{}), data.Unsure},
		{"place somewhere in the country", AvoidCriterion, Query{Avoid: []AvoidArea{quebec}}, located(canada), data.Fails},
		{"by phone, without a place", AvoidCriterion, Query{Avoid: []AvoidArea{ontario}}, remote(geo.Area{}), data.Meets},
		{"by phone, from an office there", AvoidCriterion, Query{Avoid: []AvoidArea{ontario}}, remote(at(43.65, -79.38)), data.Fails},
		{"one unknown, one there", AvoidCriterion, Query{Avoid: []AvoidArea{quebec, around(43.65, -79.38, 1)}}, func(l *listing) { l.Place.Province = "" }, data.Fails},

		{"no ID asked", "barrier:no-id", Query{Barriers: []string{"no-id"}}, func(l *listing) { l.Barriers = []data.Condition{{Term: "no-id", Answer: data.Yes}} }, data.Meets},
		{"ID asked", "barrier:no-id", Query{Barriers: []string{"no-id"}}, func(l *listing) { l.Barriers = []data.Condition{{Term: "no-id", Answer: data.No}} }, data.Fails},
		{"not known", "barrier:no-id", Query{Barriers: []string{"no-id"}}, nothing, data.Unsure},

		{"open", OpenNowCriterion, Query{OpenNow: true}, func(l *listing) { l.Hours = eastern() }, data.Meets},
		{"closed", OpenNowCriterion, Query{OpenNow: true, At: noon.Add(12 * time.Hour)}, func(l *listing) { l.Hours = eastern() }, data.Fails},
		{"hours unknown", OpenNowCriterion, Query{OpenNow: true}, nothing, data.Unsure},
		{"hours in a zone that nobody knows", OpenNowCriterion, Query{OpenNow: true}, func(l *listing) { l.Hours = eastern(); l.Hours.Zone = "Moon/Crater" }, data.Unsure},
		{"day and night, in no zone", OpenNowCriterion, Query{OpenNow: true}, func(l *listing) { l.Hours = hours.Calendar{Always: true} }, data.Meets},

		{"room for two", UnitsCriterion, Query{Units: 2}, beds(data.HasCapacity, 2, time.Hour), data.Meets},
		{"room for one", UnitsCriterion, Query{Units: 2}, beds(data.HasCapacity, 1, time.Hour), data.Fails},
		{"room for two, half a day ago", UnitsCriterion, Query{Units: 2}, beds(data.HasCapacity, 2, 12*time.Hour), data.Meets},
		{"room for two, longer ago", UnitsCriterion, Query{Units: 2}, beds(data.HasCapacity, 2, 12*time.Hour+time.Minute), data.Unsure},
		{"room for two, last week", UnitsCriterion, Query{Units: 2}, beds(data.HasCapacity, 2, 170*time.Hour), data.Unsure},
		{"no room, last week", UnitsCriterion, Query{Units: 2}, beds(data.NoCapacity, 0, 170*time.Hour), data.Unsure},
		{"a waiting list", UnitsCriterion, Query{Units: 2}, beds(data.Waitlist, 2, time.Hour), data.Fails},
		{"an assessment", UnitsCriterion, Query{Units: 2}, beds(data.AssessmentRequired, 2, time.Hour), data.Unsure},
		{"nothing known", UnitsCriterion, Query{Units: 2}, nothing, data.Unsure},

		{"by phone only", NoRemoteCriterion, Query{NoRemote: true}, remote(geo.Area{}), data.Fails},
		{"by phone or in a place", NoRemoteCriterion, Query{NoRemote: true}, remote(montreal), data.Meets},
		{"in a place", NoRemoteCriterion, Query{NoRemote: true}, nothing, data.Meets},
	} {
		l := plain[data.Staff](1)
		c.is(&l)
		if got := verdict(t, c.criterion, c.q, l); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.criterion, c.name, got, c.want)
		}
	}
}

func TestThePublicHasNoVerdictOnUnits(t *testing.T) {
	if got := verdict(t, UnitsCriterion, Query{Units: 2}, plain[data.Public](1)); got != inapplicable {
		t.Errorf("got %q", got)
	}
	a := search(t, Query{Units: 2, Urgency: Now, At: noon}, plain[data.Public](1))
	for _, f := range a.Matches[0].Say().Factors {
		if f.Factor == CapacityFactor {
			t.Error("the public is told of capacity")
		}
	}
}

func TestEveryUnknownHasItsQuestionInBothLanguages(t *testing.T) {
	l := plain[data.Staff](1)
	l.Intake, l.Place = data.Intake{}, geo.Area{}
	l.Eligibility.Exclusive = []string{"inuit"}
	l.ServiceAreas = []geo.Area{{Kind: geo.AreaRegion, Label: text("North")}}
	q := Query{
		Origin: toronto(), Age: AgeOf(19), Gender: data.Woman, Barriers: []string{"no-id"}, Accessibility: []string{"wheelchair"},
		MaxDistance: 1000, OpenNow: true, Units: 1, Avoid: []AvoidArea{around(45, -75, 10)}, At: noon,
	}
	a := search(t, q, l)
	if len(a.Matches) != 1 {
		t.Fatal("the listing is not found")
	}
	asked := map[string]bool{}
	for _, v := range a.Matches[0].Say().Verdicts {
		if v.Verdict == data.Unsure {
			asked[v.Criterion] = v.Ask.En != "" && v.Ask.Fr != "" && v.Ask.En != v.Ask.Fr
		}
	}
	for _, criterion := range []string{IntakeCriterion, AgeCriterion, GenderCriterion, ExclusiveCriterion, ServiceAreaCriterion,
		MaxDistanceCriterion, AvoidCriterion, OpenNowCriterion, UnitsCriterion, "barrier:no-id", "accessibility:wheelchair"} {
		if !asked[criterion] {
			t.Errorf("%s: no question", criterion)
		}
	}
	if len(a.Matches[0].Relaxed) != 0 {
		t.Errorf("an unknown was taken for a no: %v", a.Matches[0].Relaxed)
	}
}
