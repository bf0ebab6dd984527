package ranking

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
)

// A stranger has docs/matching.md with its worked example, the JSON of that very
// answer, its listings as `relais show --as staff --json` prints them, and the
// tables of terms. From these alone, and nothing of the engine, they recompute
// every factor, proximity and score of the answer.
type stranger struct {
	t       *testing.T
	numbers map[string]float64 // of section 2.3, as they stand there
	wider   map[string]string  // term to the next wider one
	asked   question
}

// question is what the worked example's first sentences ask.
type question struct {
	needs, populations, languages, barriers []string
	at                                      time.Time
}

// exported is what the stranger reads of a listing.
type exported struct {
	ID          string
	Needs       []string
	Intake      struct{ State string }
	Populations []struct{ Term, Level string }
	Eligibility struct{ Exclusive []string }
	Specialized string
	Languages   []struct{ Code, Mode string }
	Interpreted string `json:"interpretation"`
	Barriers    []struct{ Term, Answer string }
	Place       struct {
		Kind, Province string
		Center         struct{ Lat, Lng float64 }
		Radius         float64 `json:"radius_m"`
	}
	Remote   bool
	Verified string
	Inside   struct {
		Capacity []struct {
			Unit, Population, Status string
			Updated                  time.Time
		}
	}
}

// answered is what the stranger reads of the answer.
type answered struct {
	Origin struct {
		Label    string
		Lat, Lng float64
	}
	Matches []answeredMatch
}

type answeredMatch struct {
	ID        string
	Score     float64
	Open      string
	Distance  *float64 `json:"distance_m"`
	Proximity struct {
		Value float64
		Half  float64 `json:"half_distance_m"`
	}
	Factors []struct {
		Factor        string
		Value, Weight float64
	}
}

func TestAStrangerRecomputesEveryScore(t *testing.T) {
	golden(t, "staff_listings.json", scene[data.Staff]())
	var answer answered
	var listings []exported
	readJSON(t, "staff.json", &answer)
	readJSON(t, "staff_listings.json", &listings)
	s := stranger{t: t, numbers: numbersOfThePage(t), wider: widerTerms(t), asked: askedOnThePage(t)}
	if len(answer.Matches) < 3 {
		t.Fatalf("the answer has %d matches, want 3 that are scored by different rules", len(answer.Matches))
	}
	for _, m := range answer.Matches {
		i := slices.IndexFunc(listings, func(l exported) bool { return l.ID == m.ID })
		if i < 0 {
			t.Fatalf("%s is not among the listings", m.ID)
		}
		s.recompute(&answer, &m, &listings[i])
	}
}

func (s *stranger) recompute(a *answered, m *answeredMatch, l *exported) {
	s.t.Helper()
	weights := weightsOfThePage(s.t)
	values := map[string]float64{
		"admission": s.admission(l), "need": s.need(l), "language": s.language(l), "population": s.population(l), "capacity": s.capacity(l),
		"open":   s.numbers["Opening."+map[string]string{"open": "Yes", "unknown": "Unknown", "closed": "No"}[m.Open]],
		"access": s.access(l), "specialized": s.tri("Specialization", l.Specialized), "verification": s.verification(l),
	}
	if len(m.Factors) != len(values) {
		s.t.Errorf("%s has %d factors, the stranger %d", m.ID, len(m.Factors), len(values))
	}
	sum, weight := 0.0, 0.0
	for _, f := range m.Factors {
		value, known := values[f.Factor]
		if !known {
			s.t.Fatalf("%s has a factor that the stranger does not know: %s", m.ID, f.Factor)
		}
		want := 0.0
		if f.Factor != "admission" {
			want = s.numbers[weights[f.Factor]]
		}
		s.same(m.ID+": "+f.Factor, f.Value, value)
		s.same(m.ID+": weight of "+f.Factor, f.Weight, want)
		sum, weight = sum+want*value, weight+want
	}
	proximity := s.proximity(a, m, l)
	s.same(m.ID+": proximity", m.Proximity.Value, proximity)
	s.same(m.ID+": score", m.Score, proximity*values["admission"]*sum/weight)
}

func (s *stranger) same(what string, printed, recomputed float64) {
	s.t.Helper()
	if !(math.Abs(printed-recomputed) <= 1e-9) {
		s.t.Errorf("%s: the JSON says %v, recomputed it is %v", what, printed, recomputed)
	}
}

// covers is asked, or stands below it.
func (s *stranger) covers(asked, offered string) bool {
	for ; offered != ""; offered = s.wider[offered] {
		if offered == asked {
			return true
		}
	}
	return false
}

func (s *stranger) tri(of, answer string) float64 {
	return s.numbers[of+"."+strings.ToUpper(answer[:1])+answer[1:]]
}

func (s *stranger) admission(l *exported) float64 {
	if len(l.Eligibility.Exclusive) > 0 {
		s.t.Fatal("the example has grown: nobody there was exclusive")
	}
	intake := s.numbers["IntakeUnknown"]
	if l.Intake.State == "accepting" {
		intake = 1
	}
	return intake // no report says no-capacity
}

func (s *stranger) need(l *exported) float64 {
	served := 0
	for _, need := range s.asked.needs {
		if slices.ContainsFunc(l.Needs, func(offered string) bool { return s.covers(need, offered) }) {
			served++
		}
	}
	return float64(served) / float64(len(s.asked.needs))
}

func (s *stranger) language(l *exported) float64 {
	best, factor := 0.0, 1.0
	for _, wanted := range s.asked.languages {
		best = max(best, factor*s.spoken(l, wanted))
		factor *= s.numbers["NextLanguage"]
	}
	return best
}

func (s *stranger) spoken(l *exported, wanted string) float64 {
	value := s.numbers["LanguageUnknown"]
	if len(l.Languages) > 0 && l.Interpreted == "no" {
		value = s.numbers["LanguageNone"]
	}
	if l.Interpreted == "yes" {
		value = s.numbers["AnyInterpreter"]
	}
	for _, offered := range l.Languages {
		if s.covers(wanted, offered.Code) {
			value = max(value, s.numbers[map[string]string{"staff": "StaffSpeaks", "interpreter": "Interpreter"}[offered.Mode]])
		}
	}
	return value
}

func (s *stranger) population(l *exported) float64 {
	sum := 0.0
	for _, said := range s.asked.populations {
		value := s.numbers["General"]
		for _, served := range l.Populations {
			if !s.covers(served.Term, said) || served.Level != "made_for" {
				s.t.Fatal("the example has grown: whoever served anybody in particular was made for them")
			}
			value = s.numbers["MadeFor"]
		}
		sum += value
	}
	return sum / float64(len(s.asked.populations))
}

func (s *stranger) capacity(l *exported) float64 {
	best, unknown := 0.0, s.numbers["RoomUnknown"]
	for _, report := range l.Inside.Capacity {
		if report.Unit != "bed" || report.Population != "" || report.Status != "capacity" {
			s.t.Fatal("the example has grown: it had beds for everybody")
		}
		c := math.Exp2(-s.asked.at.Sub(report.Updated).Hours() / s.numbers["BedHalfLife"])
		best = max(best, s.numbers["Room"]*c+unknown*(1-c))
	}
	if len(l.Inside.Capacity) == 0 {
		return unknown
	}
	return best
}

func (s *stranger) access(l *exported) float64 {
	sum := 0.0
	for _, barrier := range s.asked.barriers {
		answer := "unknown"
		for _, b := range l.Barriers {
			if b.Term == barrier {
				answer = b.Answer
			}
		}
		sum += s.tri("Accessible", answer)
	}
	return sum / float64(len(s.asked.barriers))
}

func (s *stranger) verification(l *exported) float64 {
	if l.Verified == "" {
		return s.numbers["NeverVerified"]
	}
	on, err := time.Parse(time.DateOnly, l.Verified)
	if err != nil {
		s.t.Fatal(err)
	}
	days := s.asked.at.Truncate(24*time.Hour).Sub(on).Hours() / 24
	return max(math.Exp2(-days/s.numbers["VerifiedHalfLife"]), s.numbers["NeverVerified"])
}

func (s *stranger) proximity(a *answered, m *answeredMatch, l *exported) float64 {
	if l.Place.Kind == "" {
		return s.numbers["RemoteProximity"]
	}
	d := haversine(a.Origin.Lat, a.Origin.Lng, l.Place.Center.Lat, l.Place.Center.Lng)
	if math.Abs(d-*m.Distance) > 1e-3 {
		s.t.Errorf("%s: the JSON says %v m, recomputed it is %v", m.ID, *m.Distance, d)
	}
	value := m.Proximity.Half / (m.Proximity.Half + d)
	sameProvince := strings.HasSuffix(a.Origin.Label, ", "+l.Place.Province+")")
	if l.Place.Radius > 1000*s.numbers["WideRadius"] && d <= l.Place.Radius && sameProvince {
		value = max(value, s.numbers["WideProximity"])
	}
	if l.Remote {
		value = max(value, s.numbers["RemoteProximity"])
	}
	return value
}

// haversine is the great circle in metres, on the sphere that the page names.
func haversine(lat1, lng1, lat2, lng2 float64) float64 {
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	up, along := math.Sin(rad(lat2-lat1)/2), math.Sin(rad(lng2-lng1)/2)
	return 2 * 6_371_008.7714 * math.Asin(math.Sqrt(up*up+math.Cos(rad(lat1))*math.Cos(rad(lat2))*along*along))
}

// numbersOfThePage are the values of section 2.3, without their units.
func numbersOfThePage(t *testing.T) map[string]float64 {
	t.Helper()
	said := map[string]float64{}
	for _, row := range cells(section(t, "2.3 Numbers"))[2:] {
		for i := 0; i+1 < len(row); i += 3 {
			if row[i] == "" {
				continue
			}
			value, _, _ := strings.Cut(row[i+1], " ")
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatalf("%s: %v", row[i], err)
			}
			said[row[i]] = n
		}
	}
	return said
}

// weightsOfThePage gives the name of each factor's weight, out of section 2.2.
func weightsOfThePage(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, row := range cells(section(t, "2.2 Factors")) {
		if len(row) == 4 {
			names[strings.Trim(row[0], "`")] = row[2]
		}
	}
	return names
}

// askedOnThePage reads the question of the worked example.
func askedOnThePage(t *testing.T) question {
	t.Helper()
	text := section(t, "5. A worked example")
	find := func(pattern string) []string {
		found := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("docs/matching.md, section 5: %s is not there", pattern)
		}
		return found[1:]
	}
	when := find(`on (\d{4}-\d{2}-\d{2}) at (\d{2}:\d{2}) UTC`)
	at, err := time.Parse("2006-01-02 15:04", when[0]+" "+when[1])
	if err != nil {
		t.Fatal(err)
	}
	return question{
		needs: find("for `([^`]+)`"), populations: find("population `([^`]+)`"), languages: find("languages `([^`]+)` then `([^`]+)`"),
		barriers: find("barrier `([^`]+)`"), at: at,
	}
}

// widerTerms reads the tables of terms as they stand in the repository.
func widerTerms(t *testing.T) map[string]string {
	t.Helper()
	wider := map[string]string{}
	for _, name := range []string{"needs", "populations", "languages"} {
		raw, err := os.ReadFile(filepath.Join("..", "data", "terms", name+".tsv"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if id, rest, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
				wider[id], _, _ = strings.Cut(rest, "\t")
			}
		}
	}
	return wider
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}
