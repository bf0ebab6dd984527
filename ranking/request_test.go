package ranking

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

var anInstant = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

func resolverParts(t testing.TB) (*geo.Gazetteer, *data.Terms) {
	t.Helper()
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	terms, err := data.LoadTerms()
	if err != nil {
		t.Fatal(err)
	}
	return g, terms
}

func pointAt(lat, lng float64) *Start { return &Start{Lat: &lat, Lng: &lng} }

func TestResolveFindsWhatWasMeant(t *testing.T) {
	g, terms := resolverParts(t)
	no := false
	q, err := Resolve[data.Staff](Request{
		Origin: &Start{PostalCode: "kia ob1"}, Needs: []string{"maison d’hébergement"}, Languages: []string{"Cri des plaines", "fr"},
		Gender: "femme", Urgency: "NOW", WithinKM: 25, Remote: &no, Kinds: []string{"direct"}, Avoid: []string{"MB", "Hamilton, ON:30", "49.9,-97.1:5"},
	}, g, terms, anInstant)
	if err != nil {
		t.Fatal(err)
	}
	if q.Origin.FSA != "K1A" || len(q.Origin.Notes) == 0 {
		t.Errorf("origin is %+v, want K1A with a note on what was repaired", q.Origin)
	}
	if !slices.Equal(q.Needs, []string{"emergency-shelter"}) || !slices.Equal(q.Languages, []string{"crk", "fr"}) {
		t.Errorf("needs %v and languages %v", q.Needs, q.Languages)
	}
	if q.Gender != data.Woman || q.Urgency != Now || q.MaxDistance != 25*geo.Kilometer || !q.NoRemote {
		t.Errorf("wishes were lost: %+v", q)
	}
	if len(q.Avoid) != 3 || q.Avoid[0].Province != "MB" || q.Avoid[1].Radius < 30*geo.Kilometer || q.Avoid[2].Radius != 5*geo.Kilometer {
		t.Errorf("areas to avoid are %+v", q.Avoid)
	}
	if q.HalfDistance == 0 {
		t.Error("the density of the origin's region is not in the query")
	}
}

func TestResolveReportsEverythingAtOnce(t *testing.T) {
	g, terms := resolverParts(t)
	_, err := Resolve[data.Public](Request{
		Origin: &Start{PostalCode: "X9X"}, Needs: []string{"qqqqq", "housing"}, Populations: []string{"zzzzz"}, Gender: "purple",
		Urgency: "whenever", WithinKM: -1, Avoid: []string{"Toronto:far", "nowhere at all"},
	}, g, terms, anInstant)
	var codes []string
	for _, one := range unjoin(err) {
		p, ok := bilingual.AsProblem(one)
		if !ok {
			t.Fatalf("%v is not a problem for people", one)
		}
		if p.Message.En == "" || p.Message.Fr == "" {
			t.Errorf("%s is not said in both languages", p.Code)
		}
		codes = append(codes, p.Code)
	}
	for _, want := range []string{"postal_code_unknown", "need_unknown", "population_unknown", "gender_unknown", "urgency_unknown", "distance_invalid", "avoid_distance", "avoid_unclear"} {
		if !slices.Contains(codes, want) {
			t.Errorf("%s is missing from %v", want, codes)
		}
	}
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func TestAPointFromThePublicIsMovedToItsCell(t *testing.T) {
	g, terms := resolverParts(t)
	here, near := pointAt(43.6501, -79.3801), pointAt(43.6502, -79.3799)
	a, err := Resolve[data.Public](Request{Origin: here}, g, terms, anInstant)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Resolve[data.Public](Request{Origin: near}, g, terms, anInstant)
	if err != nil {
		t.Fatal(err)
	}
	if a.Origin.Point != b.Origin.Point || a.Origin.Point == (geo.Point{Lat: 43.6501, Lng: -79.3801}) {
		t.Errorf("the public's point is kept as it is: %v and %v", a.Origin.Point, b.Origin.Point)
	}
	if !a.Origin.Approximate {
		t.Error("a point that was moved is not called approximate")
	}
	cell, err := geo.CellAt(geo.Point{Lat: 43.6501, Lng: -79.3801}, 12)
	if err != nil {
		t.Fatal(err)
	}
	fine, err := Resolve[data.Public](Request{Origin: &Start{Cell: cell.String()}}, g, terms, anInstant)
	if err != nil || fine.Origin.Point != a.Origin.Point {
		t.Errorf("a fine cell from the public is kept as it is: %v, %v", fine.Origin.Point, err)
	}
	staff, err := Resolve[data.Staff](Request{Origin: here}, g, terms, anInstant)
	if err != nil || staff.Origin.Point != (geo.Point{Lat: 43.6501, Lng: -79.3801}) {
		t.Errorf("staff's point was moved to %v, %v", staff.Origin.Point, err)
	}
}

func TestAnOriginIsSaidInOneWay(t *testing.T) {
	g, terms := resolverParts(t)
	lat := 45.0
	for name, s := range map[string]*Start{
		"two ways":         {PostalCode: "M5V", Place: "Toronto"},
		"half a point":     {Lat: &lat},
		"a cell and place": {Cell: "852b9bc7fffffff", Place: "Toronto"},
	} {
		if _, err := Resolve[data.Staff](Request{Origin: s}, g, terms, anInstant); bilingual.KindOf(errors.Join(unjoin(err)...)) != bilingual.Invalid {
			t.Errorf("%s: got %v, want a problem with the origin", name, err)
		}
	}
	q, err := Resolve[data.Staff](Request{Origin: &Start{}}, g, terms, anInstant)
	if err != nil || !q.Origin.IsZero() {
		t.Errorf("an empty origin is none: got %+v, %v", q.Origin, err)
	}
}

// Where somebody is kept away from is said, if it had to be assumed: another
// Hamilton would keep them from nothing.
func TestHowAnAreaToAvoidWasReadIsSaid(t *testing.T) {
	g, terms := resolverParts(t)
	for typed, notes := range map[string][]string{
		"Hamilton, ON:30":     nil,
		"Hamilton, ON : 30km": nil,
		"Hamiltn, ON:30 km":   {"area to avoid: read as Hamilton, ON", "secteur à éviter\u00a0: lu comme Hamilton, ON"},
		"Three Rivers:20,5":   {"area to avoid: taken for Trois-Rivières, QC, ", "secteur à éviter\u00a0: compris comme Trois-Rivières, QC, "},
		"Québec":              nil,
	} {
		for name, start := range map[string]*Start{"from a place": {Place: "Toronto"}, "from nowhere": nil} {
			q, err := Resolve[data.Staff](Request{Origin: start, Avoid: []string{typed}}, g, terms, anInstant)
			if err != nil || len(q.Avoid) != 1 || q.Origin.IsZero() != (start == nil) {
				t.Fatalf("%q %s: got %+v, %v", typed, name, q, err)
			}
			if got := q.Origin.Notes; len(got) != len(notes)/2 || notes != nil &&
				(!strings.HasPrefix(got[0].En, notes[0]) || !strings.HasPrefix(got[0].Fr, notes[1])) {
				t.Errorf("%q %s: said %+v, want %q", typed, name, got, notes)
			}
		}
	}
}

// What is wrong with an area to avoid is not told as a fault of the start.
func TestAnUnclearAreaToAvoidIsToldAsOne(t *testing.T) {
	g, terms := resolverParts(t)
	for _, typed := range []string{":30", "Ontario:50", "ON:30", "Hamilton"} {
		_, err := Resolve[data.Staff](Request{Avoid: []string{typed}}, g, terms, anInstant)
		if p, ok := bilingual.AsProblem(errors.Join(unjoin(err)...)); !ok || p.Code != "avoid_unclear" {
			t.Errorf("%q: got %v, want avoid_unclear", typed, err)
		}
	}
}

// No message may hold what was typed: servers send messages as they are.
func TestProblemsDoNotEchoWhatWasTyped(t *testing.T) {
	g, terms := resolverParts(t)
	const typed = "zzyxquaint"
	_, err := Resolve[data.Public](Request{
		Origin: &Start{Place: typed}, Needs: []string{typed}, Languages: []string{typed}, Gender: typed, Urgency: typed, Avoid: []string{typed, typed + ":5"}, Kinds: []string{typed},
	}, g, terms, anInstant)
	problems := unjoin(err)
	if len(problems) < 7 {
		t.Fatalf("only %d problems: %v", len(problems), err)
	}
	for _, one := range problems {
		p, _ := bilingual.AsProblem(one)
		if said := p.Message.En + p.Message.Fr + p.Hint.En + p.Hint.Fr; strings.Contains(strings.ToLower(said), typed) {
			t.Errorf("%s echoes what was typed: %s", p.Code, said)
		}
	}
}

func FuzzResolve(f *testing.F) {
	g, terms := resolverParts(f)
	for _, s := range []string{"M5V", "Toronto:5", "1,2:3", "::", "49.77,-92.84", "nan,inf:1", "ON"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, place, need, avoid string) {
		q, err := Resolve[data.Public](Request{Origin: &Start{Place: place}, Needs: []string{need}, Avoid: []string{avoid}}, g, terms, anInstant)
		if err == nil && q.Validate(terms) != nil {
			t.Errorf("a resolved query is not valid: %v", q.Validate(terms))
		}
	})
}
