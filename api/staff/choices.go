package staff

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Choice is one thing to tick or pick.
type Choice struct {
	ID, Label string
	Chosen    bool
}

// Populations that are asked about most often on a call, and barriers and access
// that most often decide: they stand open. All others are one fold away.
var (
	firstPopulations = []string{"women-and-girls", "men-and-boys", "2elgbtqi", "indigenous", "with-children", "pregnant", "newcomers", "youth", "with-pets", "disabilities"}
	firstBarriers    = []string{"no-police-report", "no-id", "no-status", "no-fee", "no-referral", "no-sobriety-required"}
	firstAccess      = []string{"wheelchair", "sign-language", "by-text", "near-transit"}
)

// choices names the terms of a kind: the first ones in their order, then all
// others.
func (p *pages) choices(kind data.TermKind, first, chosen []string, lang bilingual.Lang) (open, folded []Choice) {
	for _, id := range first {
		if t, ok := p.terms.Get(kind, id); ok {
			open = append(open, choiceOf(t, chosen, lang))
		}
	}
	for _, t := range p.terms.Ordered(kind) {
		if !slices.Contains(first, t.ID) {
			folded = append(folded, choiceOf(t, chosen, lang))
		}
	}
	return open, folded
}

func choiceOf(t data.Term, chosen []string, lang bilingual.Lang) Choice {
	return Choice{ID: t.ID, Label: t.Name.In(lang), Chosen: slices.Contains(chosen, t.ID)}
}

// anyChosen reports whether a fold holds something that is ticked.
func anyChosen(all []Choice) bool {
	return slices.ContainsFunc(all, func(c Choice) bool { return c.Chosen })
}

// tongueNames are the names of all languages as one may type them.
func tongueNames(terms *data.Terms, lang bilingual.Lang) []string {
	var names []string
	for _, t := range terms.All(data.TermLanguage) {
		names = append(names, t.Name.In(lang))
	}
	return names
}
