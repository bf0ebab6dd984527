package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

func newExplain(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "explain ID",
		Short: a.t("Say why a listing stands where it stands", "Dire pourquoi une fiche est à sa place"),
		Long: a.t(
			"For one listing and one search, say what each factor adds, or what excludes it, in\nthe words of the answer. The flags are those of `relais search`. With --as staff the\nnumbers are shown: their sum, times the proximity, is the score.",
			"Pour une fiche de service et une recherche, dire ce qu’ajoute chaque facteur, ou ce qui\nl’exclut, dans les mots de la réponse. Les options sont celles de `relais search`. Avec\n--as staff, les nombres sont montrés : leur somme, multipliée par la proximité, est la note."),
		Example: "  relais explain ID --postal 'M5V 2T6' --need emergency-shelter --language crk --age 19\n" +
			"  relais explain ID --as staff --place Iqaluit --need housing --lang fr",
		Args: a.exactly(1, bilingual.Text{En: "the id of a listing", Fr: "l’identifiant d’une fiche de service"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := f.question(a, cmd)
			if err != nil {
				return err
			}
			return a.reading(func(d local.Directory) error { return d.Explain(cmd.Context(), a.voice(), args[0], w, a.out) })
		},
	}
	f.add(a, cmd)
	return cmd
}

// explainAs explains one listing to one audience. As with show, unknown,
// withdrawn and not for this audience are one answer.
func explainAs[A data.Audience](a *app, e *relais.Engine, id string, w local.Question) error {
	q, err := relais.Resolve[A](e, w.Request, w.At)
	if err != nil {
		return input(err)
	}
	parsed, _ := data.ParseID(id) // what is no id names nothing either
	if _, err := relais.Find[A](e, parsed); err != nil {
		return err
	}
	explanation, err := ranking.ExplainWith(relais.Snapshot[A](e), q, parsed, e.Weights())
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(ranking.ExplanationView(explanation, a.lang))
	}
	printExplanation(a, &explanation)
	return nil
}

func printExplanation[A data.Audience](a *app, e *ranking.Explanation[A]) {
	m, said := &e.Match, e.Match.Say()
	fmt.Fprintln(a.out, a.paint(bold, m.Listing.Organization.Name.In(a.lang)))
	printService(a, m, &said)
	fmt.Fprintln(a.out, "    "+a.paint(amber, a.standing(m.Rank, e.Found)))
	for _, x := range e.Exclusions {
		a.bullet("–", a.excluded(x)+x.Reason.In(a.lang))
	}
	printParts(a, e, &said)
	printAsks(a, said.Verdicts)
	a.demoMark(m.Listing.Demo)
}

// standing says where in the answer the listing is.
func (a *app) standing(rank int, found bool) string {
	switch {
	case rank > 0:
		return a.tf("In the answer, at place %d", "Dans la réponse, au rang %d", rank)
	case found:
		return a.t("Not in the answer: enough others fit better", "Absente de la réponse : assez d’autres conviennent mieux")
	}
	return a.t("Not in the answer: it is excluded", "Absente de la réponse : elle est exclue")
}

func (a *app) excluded(x ranking.Exclusion) string {
	if x.Wish {
		return a.t("Not as wished: ", "Pas comme souhaité : ")
	}
	return a.t("Excluded: ", "Exclue : ")
}

// printParts prints what the score is made of: for staff with the numbers, for
// the public the words alone, since the numbers together would tell a distance.
func printParts[A data.Audience](a *app, e *ranking.Explanation[A], said *ranking.Said) {
	m := &e.Match
	if _, staff := m.Listing.StaffPart(); !staff {
		a.bullet("·", said.Proximity.Reason.In(a.lang))
		for _, c := range e.Contributions {
			a.bullet(mark(c.Factor), c.Reason.In(a.lang))
		}
		return
	}
	t := table{right: map[int]bool{1: true, 2: true, 3: true}}
	t.add(a.t("factor", "facteur"), a.t("value", "valeur"), a.t("share", "part"), a.t("adds", "apport"))
	for _, c := range e.Contributions {
		share, adds := a.decimals(c.Share), a.decimals(c.Adds)
		if c.Factor.Factor == ranking.AdmissionFactor {
			share, adds = "×", "" // the others' sum has it in it already
		}
		t.add(ranking.FactorName(c.Factor.Factor).In(a.lang), a.decimals(c.Value), share, adds, c.Reason.In(a.lang))
	}
	t.add(a.t("fit", "adéquation"), "", "", a.decimals(e.Fit))
	t.add(a.t("proximity", "proximité"), a.decimals(said.Proximity.Value), "", "", said.Proximity.Reason.In(a.lang))
	t.add(a.t("score", "note"), "", "", a.decimals(m.Score), a.t("fit × proximity", "adéquation × proximité"))
	fmt.Fprint(a.out, t.String())
}

// decimals writes a number between 0 and 1 for people.
func (a *app) decimals(x float64) string {
	s := fmt.Sprintf("%.4f", x)
	return bilingual.Text{En: s, Fr: s[:1] + "," + s[2:]}.In(a.lang)
}
