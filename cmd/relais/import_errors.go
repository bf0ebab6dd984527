package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

func newImportErrors(a *app) *cobra.Command {
	var out string
	m := local.Mending{}
	cmd := &cobra.Command{
		Use:   "errors ID",
		Short: a.t("Give the rejected rows back, with the reasons, to be mended", "Rendre les lignes refusées, avec les raisons, pour les corriger"),
		Long: a.t(
			"Write the rows that were rejected as their sender wrote them, in their own columns, with line,\ncolumn, code, reason and suggestion after them: a table of text as CSV, a workbook as a workbook.\nWith --all, every row of the file. Mended there, the file can be imported again. No cell of it\nruns in a spreadsheet. It may say what is confidential, so it is audited.",
			"Écrire les lignes refusées telles que la personne les a envoyées, dans ses propres colonnes, suivies\nde la ligne, de la colonne, du code, de la raison et d’une suggestion : une table de texte en CSV, un\nclasseur en classeur. Avec --all, toutes les lignes du fichier. Corrigé à cet endroit, le fichier\npeut être importé de nouveau. Aucune cellule ne s’exécute dans un tableur. Il peut dire ce qui est\nconfidentiel : c’est consigné à l’audit."),
		Args: a.exactly(1, anImport()),
		RunE: func(cmd *cobra.Command, args []string) error {
			m.ID, m.Lang = args[0], a.lang
			return a.recording(func(d local.Directory) error { return a.importErrors(cmd.Context(), d, m, out) })
		},
	}
	cmd.Flags().BoolVar(&m.All, "all", false, a.t("every row of the file", "toutes les lignes du fichier"))
	cmd.Flags().StringVarP(&out, "out", "o", "", a.t("file to write (default: the terminal)", "fichier à écrire (par défaut : le terminal)"))
	return cmd
}

func (a *app) importErrors(ctx context.Context, d local.Directory, m local.Mending, out string) error {
	plan, err := d.Import(ctx, m.ID)
	if err != nil {
		return err
	}
	begins := "\ufeff"
	if plan.Format == ingest.FormatXLSX {
		begins = "PK"
		if out == "" && isTerminal(a.out) {
			return workbookNeedsFile()
		}
	}
	return a.writeInto(ctx, d, out, begins, func(w io.Writer) error { return d.ImportErrors(ctx, m, w) })
}

// writeInto gives write the terminal, or a new file at path, which appears whole or
// not at all and for this account alone. One that is there already may hold rows that
// somebody has mended since.
func (a *app) writeInto(ctx context.Context, d local.Directory, path, begins string, write func(io.Writer) error) error {
	if path == "" {
		return write(a.out)
	}
	if err := a.mayWrite(ctx, d, path, begins); err != nil {
		return err
	}
	if head, _ := headOf(path, 1); head != "" { // that it can be read if it is there, mayWrite has seen
		return problemFileThere(path)
	}
	return put(path, 0o600, write)
}

func workbookNeedsFile() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "workbook_to_terminal",
		Message: bilingual.Text{En: "a workbook cannot be shown in a terminal", Fr: "un classeur ne s’affiche pas dans un terminal"},
		Hint:    bilingual.Text{En: "name a file: --out mend.xlsx", Fr: "nommez un fichier : --out corrections.xlsx"},
	}
}
