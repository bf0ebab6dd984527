package sample_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// allTexts is everything of a record that a person reads in either language.
func allTexts(r *record.Record) []data.Text {
	texts := []data.Text{r.Organization.Name, r.Organization.Description}
	for _, s := range r.Services {
		texts = append(texts, s.Name, s.Description, s.Application, s.Fees, s.Protocol, s.Notes, s.Eligibility.Notes)
		texts = append(texts, s.Documents...)
		for _, a := range s.ServiceAreas {
			texts = append(texts, ownLabel(a))
		}
	}
	for _, l := range r.Locations {
		texts = append(texts, l.Name, ownLabel(l.Region))
	}
	return texts
}

// ownLabel is the label of an area that the sample has drawn itself; the others
// are the gazetteer's.
func ownLabel(a geo.Area) data.Text {
	if a.Kind == geo.AreaRegion {
		return a.Label
	}
	return data.Text{}
}

// badFrench are elisions and contractions that were not made. The article of a
// town such as La Tuque stays: « de La Tuque ».
var badFrench = regexp.MustCompile(`(^|[ (])([dD]e [lL]es? |[àÀ] [lL]es? |[dD]e [AEIOUÀÂÉÈÊËÎÏÔŒaeiouàâéèêëîïôœ]|[dD]’[BCDFGJKLMNPQRSTVWXZbcdfgjklmnpqrstvwxz]|[dD]u [AEIOUaeiou]|[lL]e [aeiouéèêîôœ]|[lL]a [aeiouéèêîôœ])`)

func TestFrenchIsWellFormed(t *testing.T) {
	for _, bad := range []string{"de le phare", "à les aînés", "centre de Ottawa", "d’Montréal", "de Île", "le emploi"} {
		if !badFrench.MatchString(bad) {
			t.Errorf("the check does not see what is wrong with %q", bad)
		}
	}
	for _, r := range shared() {
		for _, text := range allTexts(r) {
			if found := badFrench.FindString(text.Fr); found != "" {
				t.Errorf("%q in %q", found, text.Fr)
			}
		}
	}
}

func TestTextsAreWhole(t *testing.T) {
	for _, r := range shared() {
		for _, text := range allTexts(r) {
			if (text.En == "") != (text.Fr == "") {
				t.Errorf("one language is missing: %q / %q", text.En, text.Fr)
			}
			for _, s := range []string{text.En, text.Fr} {
				if strings.ContainsAny(s, "{}'\t\uFFFD") || strings.Contains(s, "  ") || s != strings.TrimSpace(s) || strings.Contains(s, "..") {
					t.Errorf("not well typed: %q", s)
				}
			}
		}
	}
}

// Real directories vary; so many different sentences and names must occur.
func TestTextsVary(t *testing.T) {
	abouts, names := map[string]bool{}, map[string]bool{}
	for _, r := range shared() {
		for _, s := range r.Services {
			names[s.Name.Fr] = true
			for sentence := range strings.SplitSeq(s.Description.Fr+" "+r.Organization.Description.Fr, ". ") {
				abouts[strings.TrimSuffix(sentence, ".")] = true
			}
		}
	}
	if len(abouts) < 150 || len(names) < 300 {
		t.Errorf("%d sentences and %d service names in French, want 150 and 300", len(abouts), len(names))
	}
}

func TestEveryNeedPopulationAndProvinceOccurs(t *testing.T) {
	_, terms := tables()
	needs, populations, exclusive := map[string]bool{}, map[string]bool{}, 0
	for _, r := range shared() {
		for _, s := range r.Services {
			for _, n := range s.Needs {
				needs[n] = true
			}
			for _, p := range s.Populations {
				populations[p.Term] = true
			}
			exclusive += len(s.Eligibility.Exclusive)
		}
	}
	for _, term := range terms.All(data.TermNeed) {
		if !needs[term.ID] {
			t.Errorf("no service meets the need %s", term.ID)
		}
	}
	for _, term := range terms.All(data.TermPopulation) {
		if !populations[term.ID] {
			t.Errorf("no service names the population %s", term.ID)
		}
	}
	if exclusive < 300 {
		t.Errorf("%d services are for certain people only, want some hundreds", exclusive)
	}
}

func TestProportions(t *testing.T) {
	_, terms := tables()
	shares, n := map[string]int{}, 0
	mark := func(name string, is bool) {
		if is {
			shares[name]++
		}
	}
	for _, r := range providers() {
		for i := range r.Services {
			s := &r.Services[i]
			n++
			mark("housing", terms.Covers(data.TermNeed, "housing", s.Needs[0]))
			mark("counselling", terms.Covers(data.TermNeed, "counselling", s.Needs[0]))
			mark("case-management", s.Needs[0] == "case-management")
			mark("ages stated", s.Eligibility.Ages.Stated)
			mark("barriers known", s.Barriers != nil)
			mark("interpretation unknown", s.Interpretation == data.Unknown)
			mark("specialized", s.Specialized == data.Yes)
			mark("specialized unknown", s.Specialized == data.Unknown)
			mark("other languages", otherLanguage(s))
			mark("hours unsaid", !s.Hours.Stated())
			mark("always open", s.Hours.Always)
			mark("accepting", s.Intake.State == data.IntakeAccepting)
			mark("active", s.Status == data.Active)
			mark("never verified", s.Verified.On.IsZero())
			mark("for men", len(s.Populations) > 0 && terms.Covers(data.TermPopulation, "men-and-boys", s.Populations[0].Term) && s.Populations[0].Level == data.MadeFor)
			mark("capacity", s.Capacity != nil)
		}
	}
	for name, want := range map[string][2]int{
		"housing": {190, 250}, "counselling": {170, 230}, "case-management": {160, 220}, "ages stated": {620, 720},
		"barriers known": {470, 570}, "interpretation unknown": {570, 670}, "specialized": {110, 180}, "specialized unknown": {450, 650},
		"other languages": {240, 360}, "hours unsaid": {140, 240}, "always open": {45, 120}, "accepting": {650, 770},
		"active": {910, 970}, "never verified": {40, 85}, "for men": {1, 20}, "capacity": {120, 250},
	} {
		if got := shares[name] * 1000 / n; got < want[0] || got > want[1] {
			t.Errorf("%s: %d of a thousand services, want %d to %d", name, got, want[0], want[1])
		}
	}
}

func otherLanguage(s *record.Service) bool {
	for _, l := range s.Languages {
		if l.Mode == data.ByStaff && l.Code != "en" && l.Code != "fr" {
			return true
		}
	}
	return false
}

func TestNobodyIsWelcomedAndTurnedAway(t *testing.T) {
	_, terms := tables()
	for _, r := range shared() {
		for _, s := range r.Services {
			for _, p := range s.Populations {
				term, _ := terms.Get(data.TermPopulation, p.Term)
				for _, x := range s.Eligibility.Exclusive {
					if p.Term != x && terms.Disjoint(p.Term, x) {
						t.Errorf("%s: %s is for %s only and names %s", r.Organization.Name.En, s.Name.En, x, p.Term)
					}
				}
				for _, other := range s.Populations {
					if other.Level == data.MadeFor && terms.Disjoint(p.Term, other.Term) {
						t.Errorf("%s: %s names %s and is made for %s", r.Organization.Name.En, s.Name.En, p.Term, other.Term)
					}
				}
				a := s.Eligibility.Ages
				if term.Ages.Stated && a.Stated && (a.Max != 0 && term.Ages.Min > a.Max || term.Ages.Max != 0 && term.Ages.Max < a.Min) {
					t.Errorf("%s: %s names %s, whose ages it turns away", r.Organization.Name.En, s.Name.En, p.Term)
				}
			}
		}
	}
}

func TestSomethingIsNearEverywhere(t *testing.T) {
	for name, at := range map[string]geo.Point{
		"Iqaluit": {Lat: 63.75, Lng: -68.52}, "Sept-Îles": {Lat: 50.21, Lng: -66.38}, "Dryden": {Lat: 49.77, Lng: -92.84},
		"Kenora": {Lat: 49.77, Lng: -94.49}, "Toronto": {Lat: 43.65, Lng: -79.38}, "Kuujjuaq": {Lat: 58.1, Lng: -68.4},
		"Whitehorse": {Lat: 60.72, Lng: -135.05}, "Yellowknife": {Lat: 62.45, Lng: -114.37}, "Happy Valley-Goose Bay": {Lat: 53.3, Lng: -60.33},
		"Prince Rupert": {Lat: 54.31, Lng: -130.32}, "Thompson": {Lat: 55.74, Lng: -97.86},
	} {
		if near := locationsNear(at); near == 0 {
			t.Errorf("nothing within 40 km of %s", name)
		}
	}
}

func locationsNear(at geo.Point) int {
	near := 0
	for _, r := range providers() {
		for _, l := range r.Locations {
			place := l.Point
			if place.IsZero() {
				place = l.Area.Center
			}
			if geo.Distance(place, at) < 40*geo.Kilometer {
				near++
			}
		}
	}
	return near
}

func TestEveryServiceIsReachable(t *testing.T) {
	for _, r := range shared() {
		joined := map[data.ID]bool{}
		for _, at := range r.At {
			joined[at.ServiceID] = true
			s := service(r, at.ServiceID)
			if at.LocationID == "" && s.Hours.Stated() && s.Hours.Zone == "" {
				t.Errorf("%s: %s has hours and no zone", r.Organization.Name.En, s.Name.En)
			}
		}
		for _, l := range r.Locations {
			if l.Zone == "" {
				t.Errorf("%s: a place without a zone", r.Organization.Name.En)
			} else if _, err := geo.Zone(l.Zone); err != nil {
				t.Error(err)
			}
		}
		for _, s := range r.Services {
			if !joined[s.ID] {
				t.Errorf("%s: %s is nowhere", r.Organization.Name.En, s.Name.En)
			}
		}
	}
}

// What a description promises, the facts beside it do not deny.
func TestDescriptionsAndFactsAgree(t *testing.T) {
	promises := map[string]string{
		"Services are free and confidential.":         "no-fee",
		"Nobody is asked to report to the police":     "no-police-report",
		"We do not ask about status or papers.":       "no-status",
		"People may use any name they like.":          "no-real-name",
		"Pets can often be boarded nearby at no cost": "accepts-pets",
	}
	promised := 0
	for _, r := range shared() {
		for _, s := range r.Services {
			said := s.Description.En + " " + r.Organization.Description.En
			for sentence, term := range promises {
				if !strings.Contains(said, sentence) {
					continue
				}
				promised++
				if slices.Contains(s.Barriers, data.Condition{Term: term, Answer: data.No}) {
					t.Errorf("%s: says %q, and %s is no", s.Name.En, sentence, term)
				}
			}
			paid := s.Fees.En != "" && !strings.HasPrefix(s.Fees.En, "Free") && s.Fees.En != "No cost."
			if paid && slices.Contains(s.Barriers, data.Condition{Term: "no-fee", Answer: data.Yes}) {
				t.Errorf("%s: asks for no fee, and says %q", s.Name.En, s.Fees.En)
			}
		}
	}
	if promised < 100 {
		t.Errorf("%d promises were compared, want some hundreds", promised)
	}
}
