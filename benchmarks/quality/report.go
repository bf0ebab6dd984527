package quality

import (
	"fmt"
	"slices"
	"strings"
)

// Report is the quality of one audience's answers over all scenarios.
type Report struct {
	Audience   string
	Rows       []Row
	Violations []Violation
}

// Violation is something that must not appear and does.
type Violation struct {
	Scenario, Key, How string
	Finding            string // why, where it is known and not mended
}

func (v Violation) String() string { return fmt.Sprintf("%s: %s %s", v.Scenario, v.Key, v.How) }

// Row is one scenario's figures.
type Row struct {
	Scenario                  *Scenario
	Answers                   Answers
	Ranked, Nearest, NeedOnly Measures
	Unsafe                    [3]int // of what must never come, how much stands among the first ten: ranked, nearest, need only
}

// ReportStaff reports on the answers to an advocate.
func (w *World) ReportStaff(all []Scenario) (Report, error) {
	return report(w, "staff", all, func(s *Scenario) (Answers, error) { return Answer(w, w.Staff, s) }, w.Has)
}

// ReportPublic reports on the answers to a visitor. What the public may not see is
// left out of the judgments; a scenario with nothing ideal or good left is left
// out as a whole.
func (w *World) ReportPublic(all []Scenario) (Report, error) {
	sees := map[string]bool{}
	for i := range w.Public.Len() {
		sees[w.Key(w.Public.At(i).ID)] = true
	}
	return report(w, "public", all, func(s *Scenario) (Answers, error) { return Answer(w, w.Public, s) }, func(key string) bool { return sees[key] })
}

func report(w *World, audience string, all []Scenario, answer func(*Scenario) (Answers, error), sees func(string) bool) (Report, error) {
	r := Report{Audience: audience}
	for i := range all {
		s := &all[i]
		a, err := answer(s)
		if err != nil {
			return r, err
		}
		r.Violations = append(r.Violations, violations(s, a)...)
		judged := shownTo(s.Judged, sees)
		if !hasGood(judged) {
			continue
		}
		forbidden := slices.Concat(s.Never, s.Nowhere, s.Beyond)
		r.Rows = append(r.Rows, Row{
			Scenario: s, Answers: a,
			Ranked: Measure(a.Ranked, judged), Nearest: Measure(a.Nearest, judged), NeedOnly: Measure(a.NeedOnly, judged),
			Unsafe: [3]int{among(a.Ranked, forbidden), among(a.Nearest, forbidden), among(a.NeedOnly, forbidden)},
		})
	}
	return r, nil
}

func hasGood(judged map[string]Grade) bool {
	for _, grade := range judged {
		if grade >= Good {
			return true
		}
	}
	return false
}

// violations names what the ranking offers and must not.
func violations(s *Scenario, a Answers) []Violation {
	var all []Violation
	seen := func(keys, answers []string, how string) {
		for _, key := range keys {
			if slices.Contains(answers, key) {
				all = append(all, Violation{s.Name, key, how, s.Finding[key]})
			}
		}
	}
	seen(slices.Concat(s.Never, s.Nowhere), a.Ranked, "is offered and must never be")
	seen(s.Nowhere, a.Near, "is a near miss and must not be named at all")
	seen(s.Beyond, a.Ranked[:min(10, len(a.Ranked))], "is among the first ten and of no use here")
	return all
}

// among counts the forbidden among the first ten.
func among(answers, forbidden []string) int {
	n := 0
	for _, key := range answers[:min(10, len(answers))] {
		if slices.Contains(forbidden, key) {
			n++
		}
	}
	return n
}

// Means averages the three ways over all rows, and adds up what they offer that
// must never come.
func (r *Report) Means() (ranked, nearest, needOnly Measures, unsafe [3]int) {
	var all [3][]Measures
	for _, row := range r.Rows {
		for i, m := range []Measures{row.Ranked, row.Nearest, row.NeedOnly} {
			all[i] = append(all[i], m)
			unsafe[i] += row.Unsafe[i]
		}
	}
	return Mean(all[0]), Mean(all[1]), Mean(all[2]), unsafe
}

// Averages is the table of the three ways of searching.
func (r *Report) Averages() string {
	var b strings.Builder
	ranked, nearest, needOnly, unsafe := r.Means()
	fmt.Fprintf(&b, "as %s: %d scenarios    recall@3       MRR   nDCG@10   must not come, in ten\n", r.Audience, len(r.Rows))
	for i, line := range []struct {
		name string
		m    Measures
	}{{"ranking", ranked}, {"nearest, same criteria", nearest}, {"nearest with the need", needOnly}} {
		fmt.Fprintf(&b, "%-26s %9.3f %9.3f %9.3f %10d\n", line.name, line.m.Recall3, line.m.MRR, line.m.NDCG10, unsafe[i])
	}
	return b.String()
}

// String is the report as the golden file keeps it: the averages, the known
// faults, then each scenario with its measures and what came first.
func (r *Report) String() string {
	var b strings.Builder
	b.WriteString(r.Averages())
	for _, v := range r.Violations {
		fmt.Fprintf(&b, "\nknown: %s. %s\n", v, v.Finding)
	}
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "\n%s: %s\n", row.Scenario.File, row.Scenario.Name)
		fmt.Fprintf(&b, "  %.3f %.3f %.3f  (nearest %.3f %.3f %.3f)\n", row.Ranked.Recall3, row.Ranked.MRR, row.Ranked.NDCG10, row.Nearest.Recall3, row.Nearest.MRR, row.Nearest.NDCG10)
		fmt.Fprintf(&b, "  %s\n", strings.Join(graded(row, 5), ", "))
	}
	return b.String()
}

// graded names the first n answers, each with its grade.
func graded(row Row, n int) []string {
	var all []string
	for _, key := range row.Answers.Ranked[:min(n, len(row.Answers.Ranked))] {
		all = append(all, fmt.Sprintf("%s (%d)", key, row.Scenario.Judged[key]))
	}
	if len(all) == 0 {
		return []string{"nobody"}
	}
	return all
}
