package main

import (
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

func newSearch(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "search",
		Short: a.t("Find services, ranked and explained", "Trouver des services, classés et expliqués"),
		Long: a.t(
			"Find the services that can help, best first, each with its reasons and with what\nto ask before sending somebody there. Words are looked up in both languages;\n`relais terms` lists them.",
			"Trouver les services qui peuvent aider, les meilleurs d’abord, chacun avec ses raisons\net avec ce qu’il faut demander avant d’y envoyer quelqu’un. Les mots sont cherchés\ndans les deux langues; `relais terms` en donne la liste."),
		Example: "  relais search --postal 'M5V 2T6' --need emergency-shelter --language crk --age 19\n" +
			"  relais search --as staff --place Iqaluit --need housing --urgency now --lang fr",
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.search(cmd, &f) },
	}
	f.add(a, cmd)
	cmd.Flags().BoolVar(&f.why, "why", false, a.t("print the reasons of every match", "donner les raisons de chaque réponse"))
	return cmd
}

func (a *app) search(cmd *cobra.Command, f *queryFlags) error {
	q, err := f.question(a, cmd)
	if err != nil {
		return err
	}
	return a.reading(func(d local.Directory) error { return d.Search(cmd.Context(), a.voice(), q, a.out) })
}

// searchAs answers one request for one audience, and prints the answer.
func searchAs[A data.Audience](a *app, e *relais.Engine, w local.Question) error {
	q, err := relais.Resolve[A](e, w.Request, w.At)
	if err != nil {
		return input(err)
	}
	began := time.Now()
	answer, err := relais.Search[A](e, q)
	if err != nil {
		return err
	}
	view := ranking.View(answer, a.lang, time.Since(began))
	if a.json {
		return a.printJSON(view)
	}
	a.printAnswer(answer, q, w.Why)
	return nil
}

// printJSON prints v as one indented object.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
