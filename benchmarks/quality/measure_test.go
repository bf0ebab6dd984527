package quality

import (
	"math"
	"strings"
	"testing"
)

func TestMeasuresByHand(t *testing.T) {
	judged := map[string]Grade{"a": Ideal, "b": Good, "c": Acceptable}
	best := 7 + 3/math.Log2(3) + 1/2.0
	for name, c := range map[string]struct {
		answers []string
		want    Measures
	}{
		"the best order":      {[]string{"a", "b", "c"}, Measures{1, 1, 1}},
		"nobody":              {nil, Measures{}},
		"the ideal second":    {[]string{"x", "a"}, Measures{0.5, 0.5, 7 / math.Log2(3) / best}},
		"too late for recall": {[]string{"x", "y", "z", "a"}, Measures{0, 0.25, 7 / math.Log2(5) / best}},
		"after the tenth":     {[]string{"x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "a"}, Measures{0, 1.0 / 11, 0}},
	} {
		got := Measure(c.answers, judged)
		if math.Abs(got.Recall3-c.want.Recall3)+math.Abs(got.MRR-c.want.MRR)+math.Abs(got.NDCG10-c.want.NDCG10) > 1e-12 {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestRecallCountsOnlyWhatThreeAnswersCanHold(t *testing.T) {
	judged := map[string]Grade{"a": Ideal, "b": Good, "c": Good, "d": Good, "e": Acceptable}
	if got := Measure([]string{"d", "c", "b"}, judged).Recall3; got != 1 {
		t.Errorf("three of four good ones in three places: got %v, want 1", got)
	}
}

func TestViolationsAreSeen(t *testing.T) {
	s := &Scenario{Name: "s", Never: []string{"n"}, Nowhere: []string{"w"}, Beyond: []string{"b"}}
	ten := strings.Split("a a a a a a a a a a", " ")
	for name, c := range map[string]struct {
		answers Answers
		want    int
	}{
		"clean":                        {Answers{Ranked: []string{"a"}, Near: []string{"n", "b"}}, 0},
		"offered":                      {Answers{Ranked: []string{"a", "n"}}, 1},
		"offered late":                 {Answers{Ranked: append(ten, "n")}, 1},
		"to avoid, and offered":        {Answers{Ranked: []string{"w"}}, 1},
		"to avoid, and nearly offered": {Answers{Near: []string{"w"}}, 1},
		"of no use, and early":         {Answers{Ranked: []string{"a", "b"}}, 1},
		"of no use, and late":          {Answers{Ranked: append(ten, "b")}, 0},
	} {
		if got := violations(s, c.answers); len(got) != c.want {
			t.Errorf("%s: got %v, want %d", name, got, c.want)
		}
	}
}
