package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

func newReveal(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "reveal ID --reason WHY",
		Short: a.t("Show the sealed parts of one listing; it is audited first", "Montrer les parties scellées d’une fiche; c’est d’abord consigné à l’audit"),
		Long: a.t(
			"Show the exact address, the internal contacts and the sealed protocol of one listing.\nWho asked, when and why is written to the audit before anything is shown. Say nothing\nabout the caller in the reason.",
			"Montrer l’adresse exacte, les contacts internes et le protocole scellé d’une\nfiche de service. Qui l’a demandé, quand et pourquoi est consigné à l’audit avant que quoi que\nce soit ne soit montré. Ne dites rien de la personne qui appelle dans la raison."),
		Args: a.exactly(1, bilingual.Text{En: "the id of a listing", Fr: "l’identifiant d’une fiche de service"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(reason) == "" {
				return &bilingual.Problem{
					Kind: bilingual.Invalid, Code: "reason_required",
					Message: bilingual.Text{En: "give a reason: --reason WHY", Fr: "donnez une raison : --reason RAISON"},
					Hint:    bilingual.Text{En: "it is kept in the audit; say nothing about the caller", Fr: "elle est gardée à l’audit; ne dites rien de la personne qui appelle"},
				}
			}
			return a.with(func(d local.Directory) error {
				shown, err := d.Reveal(cmd.Context(), args[0], reason)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(shown)
				}
				a.printRevealed(shown)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", a.t("why: required, and audited", "pourquoi : obligatoire, et consigné"))
	return cmd
}

func (a *app) printRevealed(r relais.Revealed) {
	fmt.Fprintln(a.out, a.paint(amber, a.t("Sealed: not to be repeated or written down.", "Scellé : à ne pas répéter ni noter.")))
	row := func(name, words string) {
		if words != "" {
			fmt.Fprintf(a.out, "  %-12s %s\n", name, wrap(words, 70, "               "))
		}
	}
	row(a.t("address", "adresse"), a.address(r.Address))
	if r.Point != nil {
		row(a.t("point", "point"), fmt.Sprintf("%.5f, %.5f", r.Point.Lat, r.Point.Lng))
	}
	for _, c := range r.Contacts {
		words := c.Name
		if !c.Title.IsZero() {
			words += ", " + c.Title.In(a.lang)
		}
		if c.Phone.Number != "" {
			words += ", " + a.phone(c.Phone)
		}
		if c.Email != "" {
			words += ", " + c.Email
		}
		row("contact", words)
	}
	row(a.t("protocol", "protocole"), r.Protocol.In(a.lang))
	row(a.t("notes", "notes"), r.Notes.In(a.lang))
	if r.Address.IsZero() && r.Point == nil && len(r.Contacts) == 0 && r.Protocol.IsZero() && r.Notes.IsZero() {
		a.say("  Nothing is sealed here.", "  Rien n’est scellé ici.")
	}
}
