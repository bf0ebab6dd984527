package quality

import (
	"cmp"
	"math"
	"slices"
)

// Measures is how good a list of answers is for one caller, or on average.
type Measures struct {
	Recall3 float64 // of the best three there are (ideal or good), the share among the first three answers
	MRR     float64 // one over the rank of the first answer of the best grade there is; 0 if none comes
	NDCG10  float64 // gain 2^grade - 1, discount log2(rank + 1), against the best order there is
}

// Measure judges answers, best first, each by its name.
func Measure(answers []string, judged map[string]Grade) Measures {
	return Measures{Recall3: recall(answers, judged, 3), MRR: reciprocal(answers, judged), NDCG10: ndcg(answers, judged, 10)}
}

func recall(answers []string, judged map[string]Grade, n int) float64 {
	wanted, found := 0, 0
	for _, grade := range judged {
		if grade >= Good {
			wanted++
		}
	}
	for _, key := range answers[:min(n, len(answers))] {
		if judged[key] >= Good {
			found++
		}
	}
	if wanted == 0 {
		return 0
	}
	return float64(found) / float64(min(n, wanted))
}

func reciprocal(answers []string, judged map[string]Grade) float64 {
	best := Acceptable
	for _, grade := range judged {
		best = max(best, grade)
	}
	for i, key := range answers {
		if judged[key] == best {
			return 1 / float64(i+1)
		}
	}
	return 0
}

func ndcg(answers []string, judged map[string]Grade, n int) float64 {
	var best []Grade
	for _, grade := range judged {
		best = append(best, grade)
	}
	slices.SortFunc(best, func(a, b Grade) int { return cmp.Compare(b, a) })
	got := make([]Grade, len(answers))
	for i, key := range answers {
		got[i] = judged[key]
	}
	if ideal := dcg(best, n); ideal > 0 {
		return dcg(got, n) / ideal
	}
	return 0
}

func dcg(grades []Grade, n int) float64 {
	sum := 0.0
	for i, grade := range grades[:min(n, len(grades))] {
		sum += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

// Mean is the average over callers; the zero Measures for none.
func Mean(all []Measures) Measures {
	var sum Measures
	for _, m := range all {
		sum.Recall3 += m.Recall3
		sum.MRR += m.MRR
		sum.NDCG10 += m.NDCG10
	}
	if n := float64(len(all)); n > 0 {
		sum.Recall3, sum.MRR, sum.NDCG10 = sum.Recall3/n, sum.MRR/n, sum.NDCG10/n
	}
	return sum
}

// shownTo keeps the judgments of what an audience may see.
func shownTo(judged map[string]Grade, sees func(key string) bool) map[string]Grade {
	kept := map[string]Grade{}
	for key, grade := range judged {
		if sees(key) {
			kept[key] = grade
		}
	}
	return kept
}
