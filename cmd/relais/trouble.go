package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

func newTrouble(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trouble",
		Short: a.t("What calls have shown to be wrong", "Ce que les appels ont montré d’inexact"),
		Long: a.t(
			"List what calls have shown to be wrong with listings and nobody has settled. A report hides\nnothing by itself. There are no words in it, neither who made it nor the hour.",
			"Donner ce que les appels ont montré d’inexact dans des fiches et que personne n’a réglé. Un\nsignalement ne cache rien de lui-même. Il ne contient aucun mot, ni qui l’a fait, ni l’heure."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error { return a.listTrouble(cmd.Context(), d) })
		},
	}
	cmd.AddCommand(newTroubleReport(a), newTroubleSettle(a))
	return cmd
}

func (a *app) listTrouble(ctx context.Context, d local.Directory) error {
	all, err := d.Troubles(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"trouble": all})
	}
	if len(all) == 0 {
		a.say("Nothing is reported.", "Rien n’est signalé.")
	}
	t := table{}
	for _, one := range all {
		t.add(string(one.ID), a.tf("%d times", "%d fois", one.Times), one.Last.String(), one.Kind.Name().In(a.lang), one.Organization.Name.In(a.lang)+" · "+one.Service.Name.In(a.lang))
	}
	fmt.Fprint(a.out, t.String())
	return nil
}

func newTroubleReport(a *app) *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:   "report ID",
		Short: a.t("Report that something is wrong with a listing", "Signaler que quelque chose ne va pas dans une fiche"),
		Args:  a.exactly(1, bilingual.Text{En: "the id of a listing", Fr: "l’identifiant d’une fiche de service"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error {
				t, err := d.ReportTrouble(cmd.Context(), args[0], relais.TroubleKind(kind))
				return a.sayTrouble(t, err)
			})
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", a.t("number, unanswered, closed, hours, intake, eligibility, languages, place or safety", "number (numéro), unanswered (sans réponse), closed (fermé), hours (heures), intake (accueil), eligibility (admissibilité), languages (langues), place (lieu) ou safety (sécurité)"))
	return cmd
}

func (a *app) sayTrouble(t relais.Trouble, err error) error {
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(t)
	}
	a.say("%s: %s, %s", "%s : %s, %s", string(t.ID), t.Organization.Name.In(a.lang), t.Kind.Name().In(a.lang))
	return nil
}

func newTroubleSettle(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "settle ID",
		Short: a.t("Take away a report that was dealt with", "Enlever un signalement qui a été réglé"),
		Args:  a.exactly(1, bilingual.Text{En: "the id of a report", Fr: "l’identifiant d’un signalement"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error {
				t, err := d.SettleTrouble(cmd.Context(), args[0], reason)
				return a.sayTrouble(t, err)
			})
		},
	}
	a.reasonFlag(cmd, &reason)
	return cmd
}
