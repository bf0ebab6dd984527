package ranking

import (
	"testing"

	"github.com/relais-directory/relais/data"
)

// populationOf is the factor and the verdict on exclusiveness that a query gets
// from the one listing of a directory.
func populationOf(t *testing.T, q Query, l data.Listing[data.Staff]) (Factor, data.Verdict) {
	t.Helper()
	q.At = noon
	e, err := Explain(snapshot(t, l), q, l.ID)
	if err != nil {
		t.Fatal(err)
	}
	var verdict data.Verdict
	for _, v := range e.Match.Say().Verdicts {
		if v.Criterion == ExclusiveCriterion {
			verdict = v.Verdict
		}
	}
	for _, f := range e.Match.Say().Factors {
		if f.Factor == PopulationFactor {
			return f, verdict
		}
	}
	t.Fatal("no population factor")
	return Factor{}, ""
}

// What the criterion takes for belonging the factor takes for it too: a trans
// woman and an Indigenous woman are women.
func TestCriterionAndFactorAgreeOnWhoBelongs(t *testing.T) {
	for _, c := range []struct {
		name      string
		q         Query
		exclusive string
		verdict   data.Verdict
		value     float64
		en, fr    string
	}{
		{"a trans woman", Query{Populations: []string{"trans-women"}, Gender: data.Woman}, "women",
			data.Meets, 1, "Made for: Women", "Conçu pour\u00a0: Femmes"},
		{"a trans woman, by the population alone", Query{Populations: []string{"trans-women"}}, "women-and-girls",
			data.Meets, 1, "Made for: Women and girls", "Conçu pour\u00a0: Femmes et filles"},
		{"an Indigenous woman", Query{Populations: []string{"indigenous-women"}, Gender: data.Woman, Age: AgeOf(30)}, "women",
			data.Meets, 1, "Made for: Women", "Conçu pour\u00a0: Femmes"},
		{"a trans girl", Query{Populations: []string{"trans-women"}, Age: AgeOf(15)}, "women",
			data.Unsure, 0.3, "Not said to be made for: Trans women and girls", "Rien n’indique que c’est conçu pour\u00a0: Femmes et filles trans"},
		{"a refugee woman", Query{Populations: []string{"refugees"}, Gender: data.Woman}, "women",
			data.Meets, 0.5, "For: Women; not said to be made for: Refugees and asylum seekers", "Pour\u00a0: Femmes; rien n’indique que c’est conçu pour\u00a0: Personnes réfugiées ou demandeuses d’asile"},
		{"exploited as a child", Query{Populations: []string{"child-sexual-exploitation"}}, "minors",
			data.Meets, 1, "Made for: Minors (under 18)", ""},
		{"a trans woman and men", Query{Populations: []string{"trans-women"}}, "men",
			data.Fails, 0.3, "Not said to be made for: Trans women and girls", ""},
	} {
		l := plain[data.Staff](1)
		l.Eligibility.Exclusive = []string{c.exclusive}
		got, verdict := populationOf(t, c.q, l)
		if verdict != c.verdict || got.Value != c.value || got.Reason.En != c.en || c.fr != "" && got.Reason.Fr != c.fr {
			t.Errorf("%s: got %q, %v, %q, %q", c.name, verdict, got.Value, got.Reason.En, got.Reason.Fr)
		}
	}
}

// A question about gender names those whom it is about.
func TestTheQuestionAboutGenderNamesThePopulationSaid(t *testing.T) {
	for _, c := range []struct {
		q        Query
		accepted []data.Gender
		en, fr   string
	}{
		{Query{Populations: []string{"trans-women"}, Gender: data.Woman}, nil,
			"Ask whether they welcome: Trans women and girls.", "Demandez si ce service accueille\u00a0: Femmes et filles trans."},
		{Query{Populations: []string{"refugees"}, Gender: data.Woman}, nil,
			"Ask whether they welcome: women.", "Demandez si ce service accueille\u00a0: femmes."},
		{Query{Populations: []string{"indigenous-women"}}, []data.Gender{data.Man},
			"Welcomes: men. Ask whether they also welcome: Indigenous women and girls.",
			"Accueille\u00a0: hommes. Demandez si ce service accueille aussi\u00a0: Femmes et filles autochtones."},
	} {
		l := plain[data.Staff](1)
		l.Eligibility.Genders = c.accepted
		got := changeOrQuestion(t, c.q, l)
		if got.En != c.en || got.Fr != c.fr {
			t.Errorf("got %q, %q", got.En, got.Fr)
		}
	}
}

// changeOrQuestion is what is said of the gender criterion: the question where it
// is unknown, the change where it fails.
func changeOrQuestion(t *testing.T, q Query, l data.Listing[data.Staff]) data.Text {
	t.Helper()
	if len(l.Eligibility.Genders) > 0 {
		return changeOf(t, q, l)
	}
	q.At = noon
	for _, v := range search(t, q, l).Matches[0].Say().Verdicts {
		if v.Criterion == GenderCriterion {
			return v.Ask
		}
	}
	return data.Text{}
}
