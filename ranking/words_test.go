package ranking

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

func snapshot[A data.Audience](tb testing.TB, listings ...data.Listing[A]) *index.Snapshot[A] {
	tb.Helper()
	return index.Build(listings, terms(tb), 7)
}

func TestBandsAreHonest(t *testing.T) {
	for _, c := range []struct {
		name           string
		km, doubt      float64
		remote, placed bool
		want           DistanceBand
	}{
		{"next door", 1, 0, false, true, Under10},
		{"just under ten", 9.99, 0, false, true, Under10},
		{"ten", 10, 0, false, true, From10To25},
		{"twenty-five", 25, 0, false, true, From25To50},
		{"fifty", 50, 0, false, true, From50},
		{"a hundred", 100, 0, false, true, Over100},
		{"from an urban postal area", 8, 5, false, true, Under10},
		{"from a rural postal area", 8, 60, false, true, NoBand},
		{"from a rural postal area to the next town", 60, 60, false, true, NoBand},
		{"from a rural postal area to the city", 250, 60, false, true, Over100},
		{"two bands too near, perhaps", 30, 25, false, true, NoBand},
		{"by phone", 0, 0, true, false, Remote},
		{"by phone, or in the street", 1, 0, true, true, Under10},
		{"by phone, or far away", 900, 0, true, true, Remote},
		{"nobody knows where", 0, 0, false, false, NoBand},
	} {
		s := snapshot(t, plain[data.Public](1))
		f := *s.Facts(0)
		f.Remote = c.remote
		if !c.placed {
			f.Place = geo.Area{}
		}
		j, err := newJudge(s.Vocabulary(), Query{Origin: toronto(), HalfDistance: 10_000, At: noon}, Default())
		if err != nil {
			t.Fatal(err)
		}
		got := j.band(&candidate{facts: &f, placed: c.placed, distance: geo.Meters(c.km * 1000), uncertainty: geo.Meters(c.doubt * 1000)})
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestDistanceInWordsIsNeverMoreExactThanWhatIsKnown(t *testing.T) {
	for _, c := range []struct {
		km, doubt float64
		en, fr    string
	}{
		{1.26, 0, "1.5 km away", "À 1,5 km"},
		{12.4, 0, "12 km away", "À 12 km"},
		{187, 0, "190 km away", "À 190 km"},
		{8, 60, "Within about 68 km", "Dans un rayon d’environ 68 km"},
		{630, 4, "About 630 km away", "À environ 630 km"},
		{1161, 2, "About 1,160 km away", "À environ 1 160 km"},
		{1203, 60, "Between about 1,140 and 1,260 km away", "À une distance d’environ 1 140 à 1 260 km"},
		{5007, 0, "5,010 km away", "À 5 010 km"},
		{999, 0, "1,000 km away", "À 1 000 km"},
		{250, 60, "Between about 190 and 310 km away", "À une distance d’environ 190 à 310 km"},
	} {
		got := (&judge{}).distanceInWords(&candidate{distance: geo.Meters(c.km * 1000), uncertainty: geo.Meters(c.doubt * 1000)})
		if got.En != c.en || got.Fr != c.fr {
			t.Errorf("%v ± %v km: got %q, %q", c.km, c.doubt, got.En, got.Fr)
		}
	}
}

// changeOf is the one change that would admit l, by its only near miss.
func changeOf(t *testing.T, q Query, l data.Listing[data.Staff]) bilingual.Text {
	t.Helper()
	q.At = noon
	a := search(t, q, l)
	if len(a.NearMisses) != 1 || len(a.Matches) != 0 {
		t.Fatalf("got %d matches and %d near misses", len(a.Matches), len(a.NearMisses))
	}
	return a.NearMisses[0].Change()
}

func TestNearMissesSayTheOneChange(t *testing.T) {
	ages := func(min, max float64) func(*data.Listing[data.Staff]) {
		return func(l *data.Listing[data.Staff]) {
			l.Eligibility.Ages = data.AgeRange{Stated: true, Min: min, Max: max}
		}
	}
	for _, c := range []struct {
		q      Query
		is     func(*data.Listing[data.Staff])
		en, fr string
	}{
		{Query{Age: AgeOf(17)}, ages(18, 0), "Accepts from 18; the person is 17: ask whether they make an exception.",
			"Accepte à partir de 18 ans; la personne a 17 ans\u00a0: demandez si une exception est possible."},
		{Query{Age: AgeOf(17.85)}, ages(18, 0), "Accepts from 18; the person turns 18 in about 2 months.",
			"Accepte à partir de 18 ans; la personne aura 18 ans dans environ 2 mois."},
		{Query{Age: AgeOf(16.5)}, ages(18, 0), "Accepts from 18; the person is 16.5: ask whether they make an exception.",
			"Accepte à partir de 18 ans; la personne a 16,5 ans\u00a0: demandez si une exception est possible."},
		{Query{Age: AgeOf(26)}, ages(16, 24), "Accepts up to 24; the person is 26: ask whether they make an exception.",
			"Accepte jusqu’à 24 ans; la personne a 26 ans\u00a0: demandez si une exception est possible."},
		{Query{Populations: []string{"minors"}}, ages(18, 0), "Accepts people aged 18 and over; the person is aged up to 17: ask whether they make an exception.",
			"Accepte les personnes de 18 ans et plus; la personne est âgée d’au plus 17 ans\u00a0: demandez si une exception est possible."},
		{Query{Origin: geo.Origin{Kind: geo.OriginPoint, Point: geo.Point{Lat: 43.7, Lng: -79.4}, Province: geo.Ontario}}, func(l *data.Listing[data.Staff]) {
			for _, p := range []geo.Province{geo.Quebec, geo.Alberta, geo.NovaScotia, geo.NorthwestTerritories, geo.NewfoundlandAndLabrador} {
				l.ServiceAreas = append(l.ServiceAreas, geo.Area{Kind: geo.AreaProvince, Code: string(p), Label: p.Name(), Province: p})
			}
		}, "Serves Quebec, Alberta, Nova Scotia, Northwest Territories, Newfoundland and Labrador only: ask whether they take someone from elsewhere.",
			"Dessert seulement le Québec, l’Alberta, la Nouvelle-Écosse, les Territoires du Nord-Ouest, Terre-Neuve-et-Labrador\u00a0: demandez si une personne d’ailleurs est acceptée."},
		{Query{}, func(l *data.Listing[data.Staff]) {
			l.Intake = data.Intake{State: data.IntakeNotAccepting, Until: hours.Date{Year: 2026, Month: 12, Day: 2}}
		}, "By what they said, takes new people again from December 3, 2026: call to be sure.",
			"Selon ce qui était annoncé, de nouvelles personnes sont acceptées à partir du 3 décembre 2026\u00a0: appelez pour vous en assurer."},
	} {
		l := plain[data.Staff](1)
		c.is(&l)
		if got := changeOf(t, c.q, l); got.En != c.en || got.Fr != c.fr {
			t.Errorf("got %q\n%q", got.En, got.Fr)
		}
	}
}

func TestAWishGivenUpSaysHowFarItIsFromBeingMet(t *testing.T) {
	far, closed := plain[data.Staff](1), plain[data.Staff](2)
	far.Place, closed.Hours = at(43.65+22.0/111.195, -79.38), eastern()
	public := plain[data.Public](1)
	public.Place = far.Place
	change := func(verdicts []VerdictOn, criterion string) string {
		i := slices.IndexFunc(verdicts, func(v VerdictOn) bool { return v.Criterion == criterion && v.Verdict == data.Fails })
		if i < 0 {
			t.Fatalf("%s is not given up: %v", criterion, verdicts)
		}
		return verdicts[i].Change.En
	}
	q := Query{Origin: toronto(), MaxDistance: 10_000, At: noon}
	if got := change(search(t, q, far).Matches[0].Say().Verdicts, MaxDistanceCriterion); got != "12 km beyond the limit you set" {
		t.Errorf("got %q", got)
	}
	if got := change(search(t, q, public).Matches[0].Say().Verdicts, MaxDistanceCriterion); got != "Beyond the limit you set" {
		t.Errorf("the public is told %q", got)
	}
	q = Query{OpenNow: true, At: noon.Add(8 * time.Hour)}
	if got := change(search(t, q, closed).Matches[0].Say().Verdicts, OpenNowCriterion); got != "Closed at this time: opens at 09:00 tomorrow" {
		t.Errorf("got %q", got)
	}
}

// For a caller who flees, what lies elsewhere comes first, and what is near is
// still there.
func TestElsewhereIsPreferredAndNearIsStillThere(t *testing.T) {
	near, town, far := plain[data.Staff](1), plain[data.Staff](2), plain[data.Staff](3)
	town.Place, far.Place = at(43.65+80.0/111.195, -79.38), at(43.65+900.0/111.195, -79.38)
	line := plain[data.Staff](4)
	line.Place, line.Remote = geo.Area{}, true
	q := Query{Origin: toronto(), HalfDistance: 10_000, At: noon}
	if got := ids(search(t, q, near, town, far, line)); got[0] != id(1) {
		t.Errorf("without the wish: got %v", got)
	}
	q.OutOfRegion = true
	a := search(t, q, near, town, far, line)
	if got, want := ids(a), []data.ID{id(2), id(4), id(3), id(1)}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	codes := map[data.ID]string{}
	for _, m := range a.Matches {
		for _, f := range m.Say().Factors {
			if f.Factor == RegionFactor {
				codes[m.Listing.ID] = f.Code
			}
		}
	}
	if codes[id(1)] != "region_own" || codes[id(2)] != "region_elsewhere" || codes[id(4)] != "region_unknown" {
		t.Errorf("got %v", codes)
	}
	if all := problems(Query{OutOfRegion: true, At: noon}.Validate(terms(t))); len(all) != 1 || all[0].Code != "out_of_region_without_origin" {
		t.Errorf("without an origin: got %v", all)
	}
}

func TestReasonsSpeakBothLanguages(t *testing.T) {
	l := plain[data.Staff](1)
	l.Languages = []data.LanguageOffered{{Code: "crk", Mode: data.ByStaff}}
	l.Populations = []data.PopulationServed{{Term: "indigenous", Level: data.MadeFor}}
	l.Accessibility = []data.Condition{{Term: "wheelchair", Answer: data.Yes}, {Term: "elevator", Answer: data.No}}
	l.Verified = hours.Date{Year: 2026, Month: 8, Day: 1}
	q := Query{
		Needs: []string{"emergency-shelter", "legal"}, Languages: []string{"cr"}, Populations: []string{"inuit"},
		Accessibility: []string{"wheelchair", "elevator", "tty"}, Text: "organization nowhere", At: noon,
	}
	want := map[string]bilingual.Text{
		NeedFactor:         {En: "Offers part of what is needed: Emergency shelter", Fr: "Offre une partie de ce qu’il faut\u00a0: Hébergement d’urgence"},
		LanguageFactor:     {En: "Spoken by staff: Plains Cree (nēhiyawēwin)", Fr: "Parlé par le personnel\u00a0: cri des plaines (nēhiyawēwin)"},
		PopulationFactor:   {En: "Made for: Indigenous people", Fr: "Conçu pour\u00a0: Personnes autochtones"},
		AccessFactor:       {En: "Confirmed: Wheelchair access; Not known: TTY or relay calls; Not the case: Elevator", Fr: "Confirmé\u00a0: Accès en fauteuil roulant; On ne sait pas\u00a0: ATS ou service de relais; Ce n’est pas le cas\u00a0: Ascenseur"},
		VerificationFactor: {En: "Last verified with the provider: August 1, 2026", Fr: "Dernière vérification auprès de l’organisme\u00a0: 1er août 2026"},
		TextFactor:         {En: "Words found: 1 of 2", Fr: "Mots trouvés\u00a0: 1 sur 2"},
	}
	for _, f := range search(t, q, l).Matches[0].Say().Factors {
		if w, ok := want[f.Factor]; ok && f.Reason != w {
			t.Errorf("%s: got %+v, want %+v", f.Factor, f.Reason, w)
		}
	}
}

// Whoever reads a public answer must not be able to work out a distance: no
// reason of a placed match names a number but those of bands and dates, and
// nothing in the view is a measure.
func TestPublicReasonsTellNoDistanceAndNoDay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		q := w.query()
		q.Text = ""
		a := mustSearch(rt, listingsOf[data.Public](w, 20), q)
		for _, m := range a.Matches {
			said := m.Say()
			reasons := PublicReasons(said)
			if got, want := len(reasons), len(said.Factors)+1; got != want {
				rt.Fatalf("%d reasons of %d", got, want)
			}
			for _, r := range reasons {
				if r.Code == "" || r.En == "" || r.Fr == "" {
					rt.Fatalf("a reason is silent: %+v", r)
				}
			}
			if near := reasons[0]; m.Band == NoBand && near.Code == proximityAbout {
				if near.En != "It is in: "+m.Listing.Place.Label.En+"; distance not known" {
					rt.Fatalf("proximity says %q without a band", near.En)
				}
			} else if near.Code == proximityNear || near.Code == proximityAbout {
				if !strings.EqualFold(near.En, m.Band.Name().En) || !strings.EqualFold(near.Fr, m.Band.Name().Fr) {
					rt.Fatalf("proximity says %q for band %s", near.En, m.Band)
				}
			} else if strings.ContainsFunc(near.En+near.Fr, unicode.IsDigit) {
				rt.Fatalf("proximity says %q", near.En)
			}
			for i, r := range reasons[1:] {
				if said.Factors[i].Factor == VerificationFactor && strings.Contains(r.En, ",") {
					rt.Fatalf("a day is told: %q", r.En)
				}
			}
		}
	})
}

func TestTextCountsWordsByTheirBestField(t *testing.T) {
	l := plain[data.Public](1)
	l.Organization.Name = data.Text{En: "Lantern House", Fr: "Maison du Havre"}
	l.Description = data.Text{En: "Warm meals and laundries in the lantern.", Fr: "Des repas chauds."}
	l.Needs = []string{"emergency-shelter"}
	for _, c := range []struct {
		text string
		want float64
	}{
		{"lantern", 1},
		{"LANTERN houses", 1},
		{"maison d’urgence", 0.9},
		{"havr", 0.8},
		{"hav", 0},
		{"meal", 0.5},
		{"laundr", 0.4},
		{"lantern meal nothing", 0.5},
		{"shelters", 0.8},
		{"chevaux", 0},
	} {
		a := search(t, Query{Text: c.text, At: noon}, l)
		factors := a.Matches[0].Say().Factors
		if got := factors[len(factors)-1]; got.Factor != TextFactor || !near(got.Value, c.want) {
			t.Errorf("%q: got %s %v, want %v", c.text, got.Factor, got.Value, c.want)
		}
	}
	if factors := search(t, Query{Text: "the of à", At: noon}, l).Matches[0].Say().Factors; len(factors) != 3 {
		t.Errorf("small words alone weigh: %v", factors)
	}
}

func near(a, b float64) bool { return a-b < 1e-12 && b-a < 1e-12 }
