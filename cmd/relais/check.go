package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
)

func newCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: a.t("Check every page, value and audit entry of the store", "Vérifier chaque page, valeur et entrée d’audit du dépôt"),
		Long: a.t(
			"Read the whole store: every page, every sealed value, the audit chain, and whether\nthe records are together what they were when they were last written.",
			"Lire tout le dépôt : chaque page, chaque valeur scellée, la chaîne d’audit, et si les\ndossiers sont ensemble ce qu’ils étaient à la dernière écriture."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(func(e *relais.Engine) error { return a.check(cmd.Context(), e) })
		},
	}
}

func (a *app) check(ctx context.Context, e *relais.Engine) error {
	if ctx == nil {
		ctx = context.Background()
	}
	bar := a.bar(a.t("checking", "vérification"))
	report, err := e.Store().Check(ctx, bar.set)
	bar.done()
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(report); err != nil {
			return err
		}
	} else {
		for _, p := range report.Problems {
			fmt.Fprintln(a.out, "  ✗ "+p.Message.In(a.lang))
		}
	}
	if len(report.Problems) > 0 {
		return &bilingual.Problem{
			Kind: bilingual.Damaged, Code: "store_damaged",
			Message: bilingual.Textf("%d problems were found", "%d problèmes ont été trouvés", len(report.Problems)),
			Hint:    bilingual.Text{En: "nothing was changed; restore the directory from a backup", Fr: "rien n’a été modifié; restaurez le répertoire depuis une sauvegarde"},
		}
	}
	if !a.json {
		a.say("All is well: %d records, %d audit entries, generation %d", "Tout va bien : %d dossiers, %d entrées d’audit, génération %d",
			report.Records, report.Entries, e.Generation())
	}
	return nil
}
