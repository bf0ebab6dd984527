package generate

import (
	"fmt"
	"slices"

	"github.com/relais-directory/relais/data"
)

// vocabulary is the terms in the order of how common they are, with the odds of
// each.
type vocabulary struct {
	needs, populations, languages, barriers, access []string

	need, population, language odds
	rareNeeds, rareLanguages   []string // what a hard caller asks for

	lodging map[string]bool
	names   map[string]data.Text // of needs
}

// common are the needs that most services and most callers have, by the
// national figures; the rest follow in the order of their table.
var common = [...]string{
	"counselling", "case-management", "emergency-shelter", "mental-health", "legal-information", "food", "housing",
	"transitional-housing", "safety-planning", "crisis-line", "health-care", "addictions", "transportation", "peer-support",
}

// firstNewcomer is the language after which the table lists those that came to
// Canada from elsewhere; before it stand the signed and the Indigenous ones,
// which few services speak.
const firstNewcomer = "es"

func newVocabulary(terms *data.Terms) (*vocabulary, error) {
	v := &vocabulary{lodging: map[string]bool{}, names: map[string]data.Text{}}
	v.needs = append(v.needs, common[:]...)
	for _, t := range terms.All(data.TermNeed) {
		v.names[t.ID] = t.Name
		v.lodging[t.ID] = terms.Covers(data.TermNeed, "housing", t.ID)
		if !slices.Contains(common[:], t.ID) {
			v.needs = append(v.needs, t.ID)
		}
	}
	for _, id := range common {
		if _, ok := v.names[id]; !ok {
			return nil, fmt.Errorf("the terms lack the need %s", id)
		}
	}
	languages := ids(terms, data.TermLanguage)
	from := slices.Index(languages, firstNewcomer)
	if from < 0 {
		return nil, fmt.Errorf("the terms lack the language %s", firstNewcomer)
	}
	rare := slices.DeleteFunc(slices.Clone(languages[:from]), func(id string) bool { return id == "en" || id == "fr" })
	v.languages = append(slices.Clone(languages[from:]), rare...)
	v.populations, v.barriers, v.access = ids(terms, data.TermPopulation), ids(terms, data.TermBarrier), ids(terms, data.TermAccessibility)
	v.need, v.population, v.language = zipf(len(v.needs), 0.9), zipf(len(v.populations), 0.8), zipf(len(v.languages), 1.1)
	v.rareNeeds, v.rareLanguages = v.needs[len(v.needs)/2:], rare
	return v, nil
}

func ids(terms *data.Terms, kind data.TermKind) []string {
	all := terms.All(kind)
	list := make([]string, len(all))
	for i := range all {
		list[i] = all[i].ID
	}
	return list
}

// draw gives n different terms, the likeliest mostly.
func (o odds) terms(d dice, n int, from []string) []string {
	drawn := make([]string, 0, n)
	for len(drawn) < n {
		if id := from[o.draw(d)]; !slices.Contains(drawn, id) {
			drawn = append(drawn, id)
		}
	}
	return drawn
}
