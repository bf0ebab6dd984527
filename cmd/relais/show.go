package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func newShow(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: a.t("Show one listing", "Montrer une fiche de service"),
		Long: a.t(
			"Show everything that the public (or, with --as staff, staff) may see of one listing.\nIts id stands in every answer of `relais search`. Sealed parts are named, not shown.",
			"Montrer tout ce que le public (ou, avec --as staff, le personnel) peut voir d’une\nfiche de service. Son identifiant figure dans chaque réponse de `relais search`. Les parties\nscellées sont nommées, pas montrées."),
		Args: a.exactly(1, bilingual.Text{En: "the id of a listing", Fr: "l’identifiant d’une fiche de service"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			staff, err := f.staff()
			if err != nil {
				return err
			}
			return a.reading(func(d local.Directory) error { return d.Show(cmd.Context(), a.voice(), args[0], staff, a.out) })
		},
	}
	cmd.Flags().StringVar(&f.audience, "as", "public", a.t("who asks: public or staff", "qui demande : public ou staff (le personnel)"))
	return cmd
}

// show prints one listing. Unknown, withdrawn and not for this audience are one
// answer: a difference would tell the public that something hidden is there.
func show[A data.Audience](a *app, e *relais.Engine, id string) error {
	parsed, _ := data.ParseID(id) // what is no id names nothing either
	l, err := relais.Find[A](e, parsed)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(l)
	}
	printListing(a, l, e.Terms())
	return nil
}

func printListing[A data.Audience](a *app, l *data.Listing[A], terms *data.Terms) {
	fmt.Fprintln(a.out, a.paint(bold, l.Organization.Name.In(a.lang)))
	fmt.Fprintln(a.out, l.Service.Name.In(a.lang))
	for _, p := range l.Phones {
		fmt.Fprintln(a.out, "  "+a.phone(p))
	}
	for _, row := range listingRows(a, l, terms) {
		if row[1] != "" {
			fmt.Fprintf(a.out, "  %-22s %s\n", row[0], wrap(row[1], 64, "                         "))
		}
	}
	a.demoMark(l.Demo)
}
