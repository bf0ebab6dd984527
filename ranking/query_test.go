package ranking

import (
	"math"
	"slices"
	"strings"
	"testing"

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
