package data

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// TermKind names one vocabulary of the directory. The same id may stand in two
// of them: "mental-health" is a need and a population.
type TermKind string

// The vocabularies.
const (
	TermNeed          TermKind = "need"
	TermPopulation    TermKind = "population"
	TermLanguage      TermKind = "language"
	TermBarrier       TermKind = "barrier"
	TermAccessibility TermKind = "accessibility"
	TermProviderKind  TermKind = "provider_kind"
)

// TermKinds lists the vocabularies in the order in which they are shown.
func TermKinds() []TermKind {
	return []TermKind{TermNeed, TermPopulation, TermLanguage, TermBarrier, TermAccessibility, TermProviderKind}
}

// Term is one entry of a vocabulary. Its slices are shared by everyone who
// reads the term, and are never changed.
type Term struct {
	Kind TermKind `json:"kind"`
	// ID is stable: records keep it. A language's is its ISO 639-1 code where
	// it has one, else ISO 639-3, or ISO 639-5 for a group such as "sgn".
	ID     string `json:"id"`
	Parent string `json:"parent,omitempty"` // the next wider term; "" at the top
	// Also are a population's other wider terms: whoever is Two-Spirit is Indigenous
	// as well. Lists show the term under its Parent alone.
	Also []string `json:"also,omitempty"`
	Name Text     `json:"name"` // the field's own name, never empty in either language
	// Plain is the same in words for someone who is afraid and in a hurry. It is
	// Name where no plainer words were given.
	Plain Text `json:"plain"`
	// Synonyms serve to find the term. Some are words that the directory itself
	// would not use, and none is shown as its name.
	SynonymsEn []string `json:"synonyms_en,omitempty"`
	SynonymsFr []string `json:"synonyms_fr,omitempty"`
	Codes      []string `json:"codes,omitempty"` // other codes for it: "fra" and "fre" for "fr"
	Note       Text     `json:"note,omitzero"`
	Autonym    string   `json:"autonym,omitempty"` // languages: the name that its speakers use
	Sign       bool     `json:"sign,omitempty"`    // languages: signed

	// Gender and Ages are what belonging to a population says about a person,
	// a wider population's included; "" and not stated where it says nothing.
	Gender Gender   `json:"gender,omitempty"`
	Ages   AgeRange `json:"ages,omitzero"`
	// Excludes are the populations that nobody belongs to together with this
	// one, both ways round. Most populations overlap and are not here.
	Excludes []string `json:"excludes,omitempty"`

	called Text
}

// Called is the term's name; a language's with the name that its speakers use,
// where it is another: "Malay (Bahasa Melayu)". A term that LoadTerms did not make
// has none.
func (t *Term) Called() Text { return t.called }

// call works out what Called gives, once: not every answer should.
func (t *Term) call() {
	t.called = t.Name
	both := t.Name.En + " " + t.Name.Fr
	if !strings.Contains(both, t.Autonym) && !strings.Contains(bilingual.Fold(both), bilingual.Fold(t.Autonym)) {
		t.called = bilingual.Textf("%s (%s)", "%s (%s)", t.Name, t.Autonym)
	}
}

// Terms is every vocabulary. It never changes once loaded, and any number of
// goroutines may read it.
type Terms struct {
	kinds map[TermKind]*vocabulary
}

// vocabulary is the terms of one kind, each before its children.
type vocabulary struct {
	terms  []Term
	at     map[string]int // id to position
	labels func() *labels // made when first asked for: a search by ids never does
}

// Get gives the term with exactly this id.
func (t *Terms) Get(kind TermKind, id string) (Term, bool) {
	v := t.kinds[kind]
	if v == nil {
		return Term{}, false
	}
	i, ok := v.at[id]
	if !ok {
		return Term{}, false
	}
	return v.terms[i], true
}

// All gives the terms of one kind in the order of their file, except that each
// term is followed by its children. The slice is the caller's own.
func (t *Terms) All(kind TermKind) []Term {
	return slices.Clone(t.Ordered(kind))
}

// Ordered is All without the copy: nobody may change what it gives.
func (t *Terms) Ordered(kind TermKind) []Term {
	if v := t.kinds[kind]; v != nil {
		return v.terms
	}
	return nil
}

// Covers reports whether offered is wanted or stands somewhere below it: who
// asks for "housing" is served by "emergency-shelter", who asks for Cree by
// Plains Cree. It never holds the other way round: who asks for Plains Cree is
// not served by a Cree that nobody named further.
//
// A population is covered in the other sense, because a person belongs to all
// the wider ones: Covers(TermPopulation, "indigenous", "inuit") says that a
// service for Indigenous people is one for an Inuk.
func (t *Terms) Covers(kind TermKind, wanted, offered string) bool {
	if wanted == offered {
		return true
	}
	v := t.kinds[kind]
	return v != nil && v.under(wanted, offered)
}

// Ancestors gives the wider terms of id, nearest first; none at the top, and
// none for an id that does not exist.
func (t *Terms) Ancestors(kind TermKind, id string) []string {
	v := t.kinds[kind]
	if v == nil {
		return nil
	}
	return v.above(id)
}

// Disjoint reports whether nobody belongs to both populations, because the
// tables say so of them or of wider ones. False means only that the tables do
// not say it. What people say of themselves comes first: who belongs to a and
// to b does, whatever this answers.
func (t *Terms) Disjoint(a, b string) bool {
	bs := append(t.Ancestors(TermPopulation, b), b)
	for _, id := range append(t.Ancestors(TermPopulation, a), a) {
		term, _ := t.Get(TermPopulation, id)
		if slices.ContainsFunc(term.Excludes, func(x string) bool { return slices.Contains(bs, x) }) {
			return true
		}
	}
	return false
}

// under reports whether wanted stands somewhere above id. Loading has refused
// cycles.
func (v *vocabulary) under(wanted, id string) bool {
	i, ok := v.at[id]
	if !ok {
		return false
	}
	reaches := func(up string) bool { return up == wanted || v.under(wanted, up) }
	term := &v.terms[i]
	return term.Parent != "" && reaches(term.Parent) || slices.ContainsFunc(term.Also, reaches)
}

func (v *vocabulary) above(id string) []string { return climb(id, v.wider) }

// wider gives the next wider ids, the parent first.
func (v *vocabulary) wider(id string) []string {
	if i, ok := v.at[id]; ok {
		return v.terms[i].wider()
	}
	return nil
}

func (t *Term) wider() []string {
	if t.Parent == "" {
		return slices.Clip(t.Also)
	}
	return append([]string{t.Parent}, t.Also...)
}

// climb gives everything above id, nearest first and each once, up to one more than
// maxTermDepth: there it stops, whatever a file says.
func climb(id string, wider func(string) []string) []string {
	var above []string
	for next := wider(id); len(next) > 0 && len(above) <= maxTermDepth; next = next[1:] {
		if up := next[0]; !slices.Contains(above, up) {
			above = append(above, up)
			next = append(next, wider(up)...)
		}
	}
	return above
}
