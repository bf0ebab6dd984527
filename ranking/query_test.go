package ranking

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// problems gives every Problem that is joined in err.
func problems(err error) []*bilingual.Problem {
	var all []*bilingual.Problem
	switch e := err.(type) {
	case nil:
	case *bilingual.Problem:
		all = append(all, e)
	case interface{ Unwrap() []error }:
		for _, each := range e.Unwrap() {
			all = append(all, problems(each)...)
		}
	}
	return all
}

func TestValidateReportsEverythingThatIsWrong(t *testing.T) {
	q := Query{
		Origin:      geo.Origin{Kind: geo.OriginPoint, Radius: -1},
		MaxDistance: geo.Meters(math.Inf(1)),
		Needs:       []string{"emergency-sheltre"}, Languages: []string{"Cree"}, Kinds: []data.ProviderKind{"police"},
		Age: AgeOf(math.NaN()), Gender: "femme", Urgency: "yesterday",
		Units: -1, K: 101, Text: strings.Repeat("a", 501),
		Avoid: []AvoidArea{{Kind: geo.AreaPlace}, {Kind: geo.AreaProvince, Code: "XX"}},
	}
	var got []string
	for _, p := range problems(q.Validate(terms(t))) {
		got = append(got, p.Code)
		if p.Kind != bilingual.Invalid || p.Message.En == "" || p.Message.Fr == "" || p.Hint.En == "" || p.Hint.Fr == "" {
			t.Errorf("%s does not speak to people: %+v", p.Code, p)
		}
		if strings.Contains(p.Message.En+p.Hint.En, "sheltre") {
			t.Errorf("%s repeats what was typed", p.Code)
		}
	}
	slices.Sort(got)
	want := []string{"age_invalid", "avoid_invalid", "avoid_invalid", "gender_unknown", "instant_missing", "k_invalid", "language_unknown",
		"length_invalid", "max_distance_invalid", "need_unknown", "origin_without_point", "provider_kind_unknown", "query_too_long", "units_invalid", "urgency_unknown"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestAnUnknownTermComesWithTheNearest(t *testing.T) {
	for _, typed := range []string{"emergency-sheltre", "Emergency shelter", "safe house"} {
		all := problems(Query{Needs: []string{typed}, At: noon}.Validate(terms(t)))
		if len(all) != 1 || len(all[0].Choices) == 0 || all[0].Read == "" {
			t.Errorf("%s: got %v", typed, all)
			continue
		}
		if got := all[0].Choices[0].Input; got != "emergency-shelter" {
			t.Errorf("%s: nearest is %s", typed, got)
		}
	}
}

func TestAMaximumDistanceNeedsAnOrigin(t *testing.T) {
	all := problems(Query{MaxDistance: 1000, At: noon}.Validate(terms(t)))
	if len(all) != 1 || all[0].Code != "max_distance_without_origin" {
		t.Errorf("got %v", all)
	}
}

// failures has one bit for each criterion.
func TestNoQueryHasMoreCriteriaThanBits(t *testing.T) {
	w := newWorld(t, 1)
	q := Query{Origin: toronto(), MaxDistance: 1, Age: AgeOf(1), Gender: data.Woman, OpenNow: true, Units: 1, NoRemote: true, At: noon}
	q.Avoid = []AvoidArea{around(45, -75, 1)}
	for _, kind := range []struct {
		kind data.TermKind
		ids  *[]string
	}{{data.TermNeed, &q.Needs}, {data.TermPopulation, &q.Populations}, {data.TermBarrier, &q.Barriers}} {
		for _, term := range w.terms.All(kind.kind) {
			if len(*kind.ids) < maxTerms {
				*kind.ids = append(*kind.ids, term.ID)
			}
		}
	}
	a := search(t, q, plain[data.Staff](1))
	if a.Considered != 1 {
		t.Fatal("nothing was looked at")
	}
	q.Barriers = append(q.Barriers, "no-id", "no-id")
	q.Needs = append(q.Needs, "housing")
	if err := q.Validate(w.terms); err == nil || !strings.Contains(err.Error(), "more than 16") {
		t.Errorf("got %v", err)
	}
}

func TestSearchRefusesWhatValidateRefuses(t *testing.T) {
	if _, err := Explain(snapshot(t, plain[data.Public](1)), Query{}, id(1)); err == nil {
		t.Error("a query without an instant was explained")
	}
	if _, err := SearchWith(snapshot(t, plain[data.Public](1)), Query{At: noon}, Weights{}); err == nil {
		t.Error("weights that weigh nothing were used")
	}
	_, err := Explain(snapshot(t, plain[data.Public](1)), Query{At: noon}, id(2))
	if bilingual.KindOf(err) != bilingual.NotFound {
		t.Errorf("an unknown id gave %v", err)
	}
}

func TestDefaultWeightsAreValidAndBadOnesAreNot(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Weights){
		"a negative weight":              func(w *Weights) { w.Text = -1 },
		"a weight that is no number":     func(w *Weights) { w.Need = math.NaN() },
		"no mean":                        func(w *Weights) { w.Specialized, w.Verified = 0, 0 },
		"a value over one":               func(w *Weights) { w.RemoteProximity = 1.1 },
		"an unknown above a yes":         func(w *Weights) { w.Opening.Unknown, w.Opening.Yes = 0.9, 0.8 },
		"a no above an unknown":          func(w *Weights) { w.LanguageNone = 0.5 },
		"a half-life of nothing":         func(w *Weights) { w.CapacityHalfLife = 0 },
		"a value over one in the middle": func(w *Weights) { w.Assessment = 2 },
	} {
		w := Default()
		spoil(&w)
		if w.Validate() == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func TestHalfDistanceGrowsAsPeopleGrowFew(t *testing.T) {
	last := geo.Meters(0)
	for _, people := range []int{6_000_000, 1_000_000, 999_999, 300_000, 100_000, 30_000, 10_000, 3_000, 2_999, 0} {
		h := HalfDistance(people)
		if h < last {
			t.Errorf("%d people: %v after %v", people, h, last)
		}
		last = h
	}
	if HalfDistance(5_000_000) != 10_000 || HalfDistance(0) != 150_000 || HalfDistance(50_000) != DefaultHalfDistance {
		t.Error("the ends or the middle have moved")
	}
}

func TestCapacityLosesHalfItsConfidenceADay(t *testing.T) {
	for _, c := range []struct {
		status data.CapacityStatus
		ago    time.Duration
		want   float64
	}{
		{data.HasCapacity, 0, 1},
		{data.HasCapacity, -time.Hour, 1},
		{data.HasCapacity, 24 * time.Hour, 0.7},
		{data.HasCapacity, 48 * time.Hour, 0.55},
		{data.NoCapacity, 0, 0},
		{data.NoCapacity, 24 * time.Hour, 0.2},
		{data.Waitlist, 24 * time.Hour, 0.3},
		{data.CapacityUnknown, 0, 0.4},
		{"odd", 0, 0.4},
	} {
		l := plain[data.Staff](1)
		l.Inside.Capacity = []data.Capacity{{Unit: "bed", Status: c.status, Updated: noon.Add(-c.ago)}}
		a := search(t, Query{Urgency: Now, At: noon}, l)
		i := slices.IndexFunc(a.Matches[0].Factors, func(f Factor) bool { return f.Factor == CapacityFactor })
		if got := a.Matches[0].Factors[i].Value; math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s %v ago: got %v, want %v", c.status, c.ago, got, c.want)
		}
	}
}
