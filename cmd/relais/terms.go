package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/public"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// termKind is one kind of terms, with its name for people.
type termKind struct {
	kind data.TermKind
	name bilingual.Text
}

// termKinds are the kinds of terms in the order in which they are listed.
var termKinds = []termKind{
	{data.TermNeed, bilingual.Text{En: "Needs (--need)", Fr: "Besoins (--need)"}},
	{data.TermPopulation, bilingual.Text{En: "Populations (--population)", Fr: "Populations (--population)"}},
	{data.TermLanguage, bilingual.Text{En: "Languages (--language)", Fr: "Langues (--language)"}},
	{data.TermBarrier, bilingual.Text{En: "Barriers: what is not asked for (--barrier)", Fr: "Obstacles : ce qui n’est pas exigé (--barrier)"}},
	{data.TermAccessibility, bilingual.Text{En: "Accessibility (--accessibility)", Fr: "Accessibilité (--accessibility)"}},
	{data.TermProviderKind, bilingual.Text{En: "Kinds of providers (--kind)", Fr: "Genres d’organismes (--kind)"}},
}

func newTerms(a *app) *cobra.Command {
	kind := ""
	cmd := &cobra.Command{
		Use:   "terms [WORD]",
		Short: a.t("List needs, populations, languages and other terms", "Lister besoins, populations, langues et autres termes"),
		Long: a.t(
			"List the words that a search understands, in both languages; with WORD, those that\ncontain it. The operator’s own terms (terms.tsv in the directory’s folder) are among\nthem when --data is given.",
			"Lister les mots que la recherche comprend, dans les deux langues; avec MOT, ceux qui le\ncontiennent. Les termes propres à l’exploitant (terms.tsv dans le dossier du répertoire)\nen font partie quand --data est donné."),
		Example: "  relais terms --kind language\n  relais terms détox",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(_ *cobra.Command, args []string) error { return a.listTerms(kind, strings.Join(args, " ")) },
	}
	cmd.Flags().StringVar(&kind, "kind", "", a.t("only these: need, population, language, barrier, accessibility or provider_kind",
		"ceux-ci seulement : need (besoins), population, language (langues), barrier (obstacles), accessibility ou provider_kind (organismes)"))
	must(cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

func kindNames() []string {
	var names []string
	for _, k := range termKinds {
		names = append(names, string(k.kind))
	}
	return names
}

// kindsNamed are all kinds, or the one that is named, in the plural too.
func kindsNamed(name string) ([]termKind, error) {
	if name == "" {
		return termKinds, nil
	}
	for i, k := range termKinds {
		if word := string(k.kind); name == word || name == word+"s" {
			return termKinds[i : i+1], nil
		}
	}
	return nil, &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "kind_unknown", Read: name,
		Message: bilingual.Text{En: "there is no such kind of terms", Fr: "il n’y a pas de tels termes"},
		Hint:    bilingual.Same("--kind " + strings.Join(kindNames(), " | ")),
	}
}

func (a *app) listTerms(kind, word string) error {
	kinds, err := kindsNamed(kind)
	if err != nil {
		return err
	}
	terms, err := a.terms()
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(termsJSON(terms, kinds, word))
	}
	found := 0
	for _, k := range kinds {
		found += a.printTerms(terms, k.kind, k.name, word)
	}
	if found == 0 {
		found = a.printMeant(terms, kinds, word)
	}
	if found == 0 {
		return input(&bilingual.Problem{
			Kind: bilingual.NotFound, Code: "term_unknown", Read: word,
			Message: bilingual.Text{En: "no term contains this word", Fr: "aucun terme ne contient ce mot"},
			Hint:    bilingual.Text{En: "relais terms lists them all", Fr: "relais terms les donne tous"},
		})
	}
	return nil
}

// terms are the directory's where one is named, else those built in.
func (a *app) terms() (*data.Terms, error) {
	dir, err := a.directory()
	if err != nil {
		return data.LoadTerms()
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "data_absent", Read: dir,
			Message: bilingual.Text{En: "there is no such folder", Fr: "ce dossier n’existe pas"},
			Hint:    bilingual.Text{En: "without --data, relais terms lists the built-in terms", Fr: "sans --data, relais terms donne les termes d’origine"},
		}
	}
	return relais.LoadTerms(dir)
}

func (a *app) printTerms(terms *data.Terms, kind data.TermKind, name bilingual.Text, word string) int {
	var t table
	for _, term := range terms.All(kind) {
		if !says(term, word) {
			continue
		}
		t.add(strings.Repeat("  ", depth(terms, term))+term.ID, term.Name.In(a.lang), term.Name.In(other(a.lang)))
	}
	if len(t.rows) > 0 {
		fmt.Fprintf(a.out, "%s\n%s\n", a.paint(bold, fmt.Sprintf("%s · %d", name.In(a.lang), len(t.rows))), t.String())
	}
	return len(t.rows)
}

// depth is how many terms stand above one in the lists.
func depth(terms *data.Terms, term data.Term) (n int) {
	for above, ok := terms.Get(term.Kind, term.Parent); ok; above, ok = terms.Get(term.Kind, above.Parent) {
		n++
	}
	return n
}

// printMeant prints the terms that a misspelt word means to a search.
func (a *app) printMeant(terms *data.Terms, kinds []termKind, word string) int {
	found := 0
	for _, k := range kinds {
		if term, err := terms.Find(k.kind, word); err == nil {
			found += a.printTerms(terms, k.kind, k.name, term.ID)
		}
	}
	return found
}

func other(lang bilingual.Lang) bilingual.Lang {
	if lang == bilingual.Fr {
		return bilingual.En
	}
	return bilingual.Fr
}

// says reports whether any of the term's words contain word, folded.
func says(t data.Term, word string) bool {
	wanted := bilingual.Fold(word)
	words := append([]string{t.ID, t.Name.En, t.Name.Fr, t.Plain.En, t.Plain.Fr, t.Autonym}, t.SynonymsEn...)
	for _, w := range append(words, t.SynonymsFr...) {
		if strings.Contains(bilingual.Fold(w), wanted) {
			return true
		}
	}
	return false
}

func termsJSON(terms *data.Terms, kinds []termKind, word string) map[string][]public.Term {
	all := map[string][]public.Term{}
	for _, k := range kinds {
		rows := []public.Term{}
		for _, t := range terms.All(k.kind) {
			if says(t, word) {
				rows = append(rows, public.TermOf(t))
			}
		}
		all[string(k.kind)] = rows
	}
	return all
}
