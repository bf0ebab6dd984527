package ingest

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// shelters reports whether the row is a place to stay whose address may be a
// secret: its needs say so, or a name does.
func (r *reader) shelters(w *row) bool {
	violence := slices.ContainsFunc(slices.Concat(r.listed(w, "made_for"), r.listed(w, "exclusive"), r.listed(w, "populations")), func(words string) bool {
		term, err := r.env.Terms.Find(data.TermPopulation, words)
		return err == nil && r.hiding(term.ID)
	})
	return slices.ContainsFunc(r.listed(w, "needs"), func(words string) bool {
		term, err := r.env.Terms.Find(data.TermNeed, words)
		return err == nil && r.sheltering(term.ID, violence)
	}) || namesShelter(w.text("service_name", r.m.Language)) || namesShelter(w.text("organization_name", r.m.Language))
}

// namesShelter reports whether a name has a shelter's word in it. Some that have
// are no shelters: those can say so in the file.
func namesShelter(name data.Text) bool {
	return slices.ContainsFunc([]string{name.En, name.Fr}, func(words string) bool {
		words = " " + bilingual.Fold(words) + " "
		return slices.ContainsFunc(shelterWords(), func(word string) bool { return strings.Contains(words, " "+word+" ") })
	})
}

// shelterWords are folded.
func shelterWords() []string {
	return []string{"shelter", "shelters", "refuge", "refuges", "hebergement", "hebergements", "safe house", "safehouse", "transition house", "transition home"}
}

// unclear reports whether any part of the row's needs or of the people it serves
// is no term: it may have said that this is a shelter.
func (r *reader) unclear(w *row) (field string, unclear bool) {
	for _, field := range []string{"needs", "made_for", "exclusive", "populations"} {
		kind := termKind(field)
		for _, words := range r.listed(w, field) {
			if _, err := r.env.Terms.Find(kind, words); err != nil {
				return field, true
			}
		}
	}
	return "", false
}

// termKind is the vocabulary of a field whose words can make a row confidential,
// or "".
func termKind(field string) data.TermKind {
	switch field {
	case "needs":
		return data.TermNeed
	case "made_for", "exclusive", "populations":
		return data.TermPopulation
	}
	return ""
}

// listed gives the values of a field that holds terms. A value that is no term
// as a whole is taken apart at commas and slashes too.
func (r *reader) listed(w *row, field string) []string {
	kind := termKind(field)
	if kind == "" {
		return w.list(field)
	}
	var parts []string
	for _, words := range w.list(field) {
		if _, err := r.env.Terms.Find(kind, words); err == nil {
			parts = append(parts, words)
			continue
		}
		for part := range strings.FieldsFuncSeq(words, func(c rune) bool { return strings.ContainsRune(",/，、", c) }) {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return parts
}
