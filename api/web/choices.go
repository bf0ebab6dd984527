package web

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// choice is one thing to tick or pick.
type choice struct {
	ID, Label string
	Lang      string // of the label, where it is not the page's
	Chosen    bool
}

// group is choices under one name.
type group struct {
	Name    string
	Open    bool // one of them is chosen
	Choices []choice
}

// needGroups are the needs of the form, in plain words. The first group stands
// open; a person in a hurry reads no further. What is asked of the police, and
// what is for organizations, is not among them.
var needGroups = []struct {
	key string
	ids []string
}{
	{"needs.first", []string{"emergency-shelter", "safe-exit", "crisis-line", "counselling", "legal", "health", "basic-needs", "transportation"}},
	{"needs.safety", []string{"transitional-housing", "long-term-housing", "safety-planning", "digital-safety", "protection-order", "repatriation", "drop-in", "outreach", "pet-sheltering"}},
	{"needs.health", []string{"health-care", "sexual-assault-care", "reproductive-health", "mental-health", "trauma-counselling", "peer-support", "addictions", "harm-reduction", "tattoo-removal"}},
	{"needs.law", []string{"legal-information", "legal-representation", "immigration-legal", "immigration-settlement", "labour-rights", "victim-witness", "victim-compensation", "criminal-defence", "identity-documents"}},
	{"needs.money", []string{"food", "clothing", "emergency-funds", "income-support", "financial-recovery", "employment", "job-training", "education", "language-training", "life-skills"}},
	{"needs.family", []string{"child-and-youth", "leaving-care", "family-support", "family-law", "childcare", "missing-persons", "indigenous-healing", "spiritual-support", "interpretation", "exiting-sex-industry", "case-management", "survivor-leadership"}},
}

// notOffered are the needs that the form does not ask about, with all below them:
// reporting to police and child protection, which are never mixed with help, and
// what organizations look for.
var notOffered = []string{"police-reporting", "child-protection", "getting-involved"}

// barriers are what people most often fear to be asked, in that order; access is
// what most often keeps them out.
var (
	barriers = []string{"no-police-report", "no-id", "no-status", "no-fee", "no-referral", "no-real-name"}
	access   = []string{"wheelchair", "sign-language", "by-text", "tty", "quiet-space", "near-transit"}
)

func termKind(name string) data.TermKind { return data.TermKind(name) }

// needChoices are the groups of needs, and behind them an operator's own that
// stand under none of those.
func needChoices(terms *data.Terms, lang bilingual.Lang) []group {
	var groups []group
	known := slices.Clone(notOffered)
	for _, g := range needGroups {
		made := choicesOf(terms, data.TermNeed, g.ids, lang)
		made.Name, _ = word(lang, g.key) // the tests try every key
		groups, known = append(groups, made), append(known, g.ids...)
	}
	var own []string
	for _, t := range terms.All(data.TermNeed) {
		if !slices.ContainsFunc(known, func(id string) bool {
			return terms.Covers(data.TermNeed, id, t.ID) || terms.Covers(data.TermNeed, t.ID, id)
		}) {
			own = append(own, t.ID)
		}
	}
	if len(own) > 0 {
		made := choicesOf(terms, data.TermNeed, own, lang)
		made.Name, _ = word(lang, "needs.own")
		groups = append(groups, made)
	}
	return groups
}

// choicesOf names terms in plain words. An id that is no term is left out.
func choicesOf(terms *data.Terms, kind data.TermKind, ids []string, lang bilingual.Lang) group {
	var g group
	for _, id := range ids {
		if t, ok := terms.Get(kind, id); ok {
			plain := t.Plain
			if plain.IsZero() {
				plain = t.Name
			}
			g.Choices = append(g.Choices, choice{ID: id, Label: plain.In(lang)})
		}
	}
	return g
}

// languageChoices are all languages: the page's two first, then the others in
// the order of the alphabet, each with the name that its speakers use.
func languageChoices(terms *data.Terms, lang bilingual.Lang) []group {
	var official, others group
	for _, t := range terms.All(data.TermLanguage) {
		c := choice{ID: t.ID, Label: languageName(t, lang)}
		if t.ID == "fr" || t.ID == "en" {
			official.Choices = append(official.Choices, c)
		} else {
			others.Choices = append(others.Choices, c)
		}
	}
	order := collate.New(language.Make(string(lang)), collate.IgnoreCase, collate.IgnoreDiacritics)
	slices.SortStableFunc(others.Choices, func(a, b choice) int {
		return cmp.Or(order.CompareString(a.Label, b.Label), cmp.Compare(a.ID, b.ID))
	})
	return []group{official, others}
}

// languageName is a language's name with its speakers' own, where that adds
// anything.
func languageName(t data.Term, lang bilingual.Lang) string {
	name := t.Name.In(lang)
	if t.ID == "fr" || t.ID == "en" || t.Autonym == "" || bilingual.Fold(t.Autonym) == bilingual.Fold(name) || containsFolded(name, t.Autonym) {
		return name
	}
	return name + " · " + t.Autonym
}
