package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
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
			return a.reading(func(d local.Directory) error { return a.check(cmd.Context(), d) })
		},
	}
}

func (a *app) check(ctx context.Context, d local.Directory) error {
	bar := a.bar(a.t("checking", "vérification"))
	checked, err := d.Check(ctx, bar.set)
	bar.done()
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(checked.Report); err != nil {
			return err
		}
	} else {
		for _, p := range checked.Problems {
			fmt.Fprintln(a.out, "  ✗ "+p.In(a.lang))
		}
	}
	if len(checked.Problems) > 0 {
		return &bilingual.Problem{
			Kind: bilingual.Damaged, Code: "store_damaged",
			Message: bilingual.Textf("%d problems were found", "%d problèmes ont été trouvés", len(checked.Problems)),
			Hint:    bilingual.Text{En: "nothing was changed; restore the directory from a backup", Fr: "rien n’a été modifié; restaurez le répertoire depuis une sauvegarde"},
		}
	}
	if !a.json {
		a.say("All is well: %d records, %d audit entries, generation %d", "Tout va bien : %d dossiers, %d entrées d’audit, génération %d",
			checked.Report.Records, checked.Report.Entries, checked.Generation)
	}
	return nil
}
