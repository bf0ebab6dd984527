package staff

import (
	"slices"
	"strconv"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// Chip is one need to tick, with how many would answer it.
type Chip struct {
	ID, Label string
	Key       string // the letter that ticks it, "" for none
	Chosen    bool
	Count
}

// Count is how many listings answer one need as everything else of the call has
// it, within reach. Nearest says where the best is that does not lie within
// reach, where none does.
type Count struct {
	Known   bool
	Within  int
	Nearest string
}

// Words is a count as it stands on a need: "12", or where nobody is within reach
// how far away somebody is: "140 km".
func (c Count) Words() string {
	switch {
	case !c.Known:
		return ""
	case c.Within > 0 || c.Nearest == "":
		return strconv.Itoa(c.Within)
	}
	return c.Nearest
}

// reach is how far a count looks where the call says no distance: an hour's drive.
const reach = 100 * geo.Kilometer

// chips are the needs with a letter, then those without, for the language.
func (p *pages) chips(chosen []string, counts map[string]Count, lang bilingual.Lang) (first, others []Chip) {
	for _, t := range p.needs {
		c := Chip{ID: t.ID, Label: needLabel(t, lang), Key: needKey(t.ID), Chosen: slices.Contains(chosen, t.ID), Count: counts[t.ID]}
		if c.Key != "" {
			first = append(first, c)
		} else {
			others = append(others, c)
		}
	}
	return first, others
}

// needLabel is a need on its chip: those with a letter are found by it, and stand
// there by a word or two.
func needLabel(t data.Term, lang bilingual.Lang) string {
	if short, ok := needWords[t.ID]; ok {
		return short.In(lang)
	}
	return t.Name.In(lang)
}

// needsFor are the needs of the console: those with a letter in the order of the
// letters, then all others but what organizations look for.
func needsFor(terms *data.Terms) []data.Term {
	var all []data.Term
	for _, k := range needKeys {
		if t, ok := terms.Get(data.TermNeed, k.need); ok {
			all = append(all, t)
		}
	}
	for _, t := range terms.All(data.TermNeed) {
		if needKey(t.ID) == "" && !terms.Covers(data.TermNeed, "getting-involved", t.ID) {
			all = append(all, t)
		}
	}
	return all
}

// counts says of each need that has a letter, or is ticked, how many would answer
// it. What is counted is what a search for that need alone finds.
func (c *Console) counts(q ranking.Query, lang bilingual.Lang) map[string]Count {
	counts := map[string]Count{}
	for _, k := range needKeys {
		counts[k.need] = c.count(q, k.need, lang)
	}
	for _, need := range q.Needs {
		if _, known := counts[need]; !known {
			counts[need] = c.count(q, need, lang)
		}
	}
	return counts
}

func (c *Console) count(q ranking.Query, need string, lang bilingual.Lang) Count {
	q.Needs, q.K, q.Text = []string{need}, 1, ""
	if !q.Origin.IsZero() && q.MaxDistance == 0 {
		q.MaxDistance = reach
	}
	a, err := relais.Search[data.Staff](c.engine, q)
	if err != nil {
		return Count{} // an operator's terms may lack a need that has a letter
	}
	if len(a.Relaxations) == 0 {
		return Count{Known: true, Within: a.Total}
	}
	count := Count{Known: true}
	if m := a.Matches[0]; m.Placed {
		count.Nearest = kilometers(m.Distance, lang)
	}
	return count
}
