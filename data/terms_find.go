package data

import (
	"slices"
	"strings"
	"unicode"

	"github.com/relais-directory/relais/data/bilingual"
)

// Find gives the term that words mean: an id, a name, a plain name, a synonym
// or a code, in either language. Case, accents, punctuation, small words,
// plurals and the · of inclusive French do not matter; failing all that, one
// slip of the keyboard is forgiven in words of five letters or more. A language
// tag ("fr-CA") means its language.
//
// What several terms answer to means the one that stands above the others. If
// none does, that is a bilingual.Problem of kind Ambiguous, with those terms as
// its Choices; what none answers to is one of kind Invalid, with the nearest
// terms. Codes are the kind's name and "_ambiguous" or "_unknown".
func (t *Terms) Find(kind TermKind, words string) (Term, error) {
	v := t.kinds[kind]
	if v == nil {
		v = newVocabulary(nil)
	}
	if i, ok := v.at[strings.ToLower(strings.TrimSpace(words))]; ok {
		return v.terms[i], nil
	}
	found := v.widest(v.find(kind, termKey(words), words))
	switch len(found) {
	case 0:
		return Term{}, v.unknown(kind, words)
	case 1:
		return v.terms[found[0]], nil
	}
	return Term{}, v.ambiguous(kind, words, found)
}

// find tries the exact label, then its stem, then the language of a tag, then a
// label one slip away; the first that yields anything decides.
func (v *vocabulary) find(kind TermKind, key, words string) []int {
	l := v.labels()
	if found := l.keys[key]; len(found) > 0 {
		return found
	}
	if found := l.stems[termStem(key)]; len(found) > 0 {
		return found
	}
	if head, ok := tagLanguage(words); ok && kind == TermLanguage {
		if found := l.keys[head]; len(found) > 0 {
			return found
		}
	}
	return l.slips(termStem(key))
}

// widest keeps the one term that stands above all the others, if there is one:
// whoever says Anishinaabemowin may mean any of its dialects. Parents stand
// before their children, so it can only be the first.
func (v *vocabulary) widest(found []int) []int {
	if len(found) < 2 {
		return found
	}
	first := v.terms[found[0]].ID
	for _, i := range found[1:] {
		if !slices.Contains(v.above(v.terms[i].ID), first) {
			return found
		}
	}
	return found[:1]
}

// tagLanguage gives the language of a tag with further parts, such as "fr" of
// "fr-CA" (RFC 5646).
func tagLanguage(words string) (string, bool) {
	head, tail, ok := strings.Cut(strings.ReplaceAll(strings.TrimSpace(words), "_", "-"), "-")
	if !ok || len(head) < 2 || len(head) > 3 || strings.ContainsFunc(tail, notInTag) {
		return "", false
	}
	return strings.ToLower(head), true
}

func notInTag(r rune) bool {
	return r != '-' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
}

func (v *vocabulary) ambiguous(kind TermKind, words string, found []int) error {
	return &bilingual.Problem{
		Kind:    bilingual.Ambiguous,
		Code:    string(kind) + "_ambiguous",
		Message: Text{En: "these words mean more than one thing", Fr: "ces mots peuvent vouloir dire plusieurs choses"},
		Hint:    Text{En: "Choose one of the terms listed.", Fr: "Choisissez l’un des termes proposés."},
		Read:    words,
		Choices: v.choices(found),
	}
}

func (v *vocabulary) unknown(kind TermKind, words string) error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    string(kind) + "_unknown",
		Message: unknownTerm(kind),
		Hint: Text{
			En: "Run relais terms to see every term with its names in both languages.",
			Fr: "Lancez relais terms pour voir tous les termes et leurs noms dans les deux langues.",
		},
		Read:    words,
		Choices: v.choices(v.labels().nearest(termStem(termKey(words)))),
	}
}

func unknownTerm(kind TermKind) Text {
	switch kind {
	case TermNeed:
		return Text{En: "the directory knows no such need", Fr: "le répertoire ne connaît pas ce besoin"}
	case TermPopulation:
		return Text{En: "the directory knows no such population", Fr: "le répertoire ne connaît pas cette population"}
	case TermLanguage:
		return Text{En: "the directory knows no such language", Fr: "le répertoire ne connaît pas cette langue"}
	case TermBarrier:
		return Text{En: "the directory knows no such barrier", Fr: "le répertoire ne connaît pas cet obstacle"}
	case TermAccessibility:
		return Text{En: "the directory knows no such accessibility feature", Fr: "le répertoire ne connaît pas cette mesure d’accessibilité"}
	case TermProviderKind:
		return Text{En: "the directory knows no such kind of provider", Fr: "le répertoire ne connaît pas ce type d’organisme"}
	}
	return Text{En: "there is no such kind of term", Fr: "cette catégorie de termes n’existe pas"}
}

func (v *vocabulary) choices(found []int) []bilingual.Choice {
	choices := make([]bilingual.Choice, len(found))
	for i, at := range found {
		choices[i] = bilingual.Choice{Input: v.terms[at].ID, Label: v.terms[at].Name}
	}
	return choices
}
