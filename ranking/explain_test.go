package ranking

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

func explain[A data.Audience](t *testing.T, q Query, n int, listings ...data.Listing[A]) Explanation[A] {
	t.Helper()
	e, err := Explain(index.Build(listings, terms(t), 7), q, id(n))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExplanationGoldens(t *testing.T) {
	golden(t, "explain_staff.json", StaffExplanation(explain(t, sceneQuery(), 1, scene[data.Staff]()...), bilingual.En))
	golden(t, "explain_staff_excluded.json", StaffExplanation(explain(t, sceneQuery(), 4, scene[data.Staff]()...), bilingual.Fr))
	golden(t, "explain_public.json", PublicExplanation(explain(t, sceneQuery(), 1, scene[data.Public]()...), bilingual.Fr))
	golden(t, "explain_public_excluded.json", PublicExplanation(explain(t, sceneQuery(), 5, scene[data.Public]()...), bilingual.En))
}

// An excluded service that offers nothing asked for is not said to offer a part.
func TestNothingServedIsSaidSo(t *testing.T) {
	q := sceneQuery()
	q.Needs = []string{"dental-care", "pet-sheltering"}
	e := explain(t, q, 1, scene[data.Staff]()...)
	for _, f := range e.Match.Say().Factors {
		if f.Factor == NeedFactor && f.Value == 0 && f.Code == "need_none" && f.Reason.En == "Offers nothing of what is needed" && f.Reason.Fr == "N’offre rien de ce qu’il faut" {
			return
		}
	}
	t.Errorf("got %+v", e.Match.Say().Factors)
}

func TestExplainUnknownID(t *testing.T) {
	s := index.Build(scene[data.Public](), terms(t), 7)
	for _, unknown := range []data.ID{"", id(99), "not an id"} {
		_, err := Explain(s, sceneQuery(), unknown)
		if p, ok := bilingual.AsProblem(err); !ok || p.Code != "listing_unknown" || p.Kind != bilingual.NotFound {
			t.Errorf("%q: got %v", unknown, err)
		}
	}
	if _, err := Explain(s, Query{}, id(1)); bilingual.KindOf(err) != bilingual.Invalid {
		t.Errorf("a query without an instant: got %v", err)
	}
}

func TestEveryFactorHasItsOwnName(t *testing.T) {
	q := Query{
		Origin: toronto(), Needs: []string{"housing"}, Populations: []string{"women"}, Languages: []string{"fr"}, Text: "word",
		Urgency: Now, Barriers: []string{"no-id"}, OutOfRegion: true, At: noon,
	}
	e := explain(t, q, 1, scene[data.Staff]()...)
	if got, want := len(e.Contributions), 11; got != want {
		t.Errorf("%d factors in play, want all %d", got, want)
	}
	for _, c := range e.Contributions {
		if name := FactorName(c.Factor.Factor); name.Fr == "" || name == bilingual.Same(c.Factor.Factor) && c.Factor.Factor != PopulationFactor {
			t.Errorf("%s is called %v", c.Factor.Factor, name)
		}
	}
}

// A reader of the JSON adds up the contributions, multiplies by the proximity,
// and has the score; the rank is the place in the answer.
func TestContributionsMakeTheScore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		listings, q := listingsOf[data.Staff](w, 20), w.query()
		s := index.Build(listings, w.terms, 1)
		a, err := Search(s, q)
		if err != nil {
			rt.Fatal(err)
		}
		ranks := map[data.ID]int{}
		for _, m := range a.Matches {
			ranks[m.Listing.ID] = m.Rank
		}
		for _, l := range listings {
			e, err := Explain(s, q, l.ID)
			if err != nil {
				rt.Fatal(err)
			}
			if rank, shown := ranks[l.ID]; shown && e.Match.Rank != rank || e.Match.Rank > 0 && !e.Found || e.Match.Rank > a.Total {
				rt.Fatalf("%s: explained at place %d, found at %d of %d", l.ID, e.Match.Rank, rank, a.Total)
			}
			checkContributions(rt, e)
		}
	})
}

func checkContributions(rt *rapid.T, e Explanation[data.Staff]) {
	printed, err := json.Marshal(StaffExplanation(e, bilingual.En))
	if err != nil {
		rt.Fatal(err)
	}
	var read struct {
		Fit   float64
		Match struct {
			Score     float64
			Proximity struct{ Value float64 }
		}
		Contributions []struct {
			Factor                     string
			Value, Weight, Share, Adds float64
		}
	}
	if err := json.Unmarshal(printed, &read); err != nil {
		rt.Fatal(err)
	}
	admission := read.Contributions[0]
	if admission.Factor != AdmissionFactor || admission.Share != 0 || admission.Adds != 0 {
		rt.Fatalf("the first is %v", admission)
	}
	sum, shares := 0.0, 0.0
	for _, c := range read.Contributions {
		sum, shares = sum+c.Adds, shares+c.Share
		if math.Abs(c.Adds-c.Value*c.Share*admission.Value) > 1e-12 {
			rt.Fatalf("%v times %v times %v is not %v", c.Value, c.Share, admission.Value, c.Adds)
		}
	}
	if math.Abs(shares-1) > 1e-12 || math.Abs(sum-read.Fit) > 1e-12 || math.Abs(sum*read.Match.Proximity.Value-read.Match.Score) > 1e-12 {
		rt.Fatalf("shares %v, sum %v, proximity %v, score %v", shares, sum, read.Match.Proximity.Value, read.Match.Score)
	}
}
