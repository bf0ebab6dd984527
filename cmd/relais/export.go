package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
)

func newExport(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: a.t("Write the directory in a standard’s format", "Écrire le répertoire au format d’une norme"),
		Args:  a.noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newExportHSDS(a))
	return cmd
}

func newExportHSDS(a *app) *cobra.Command {
	var f queryFlags
	var out string
	cmd := &cobra.Command{
		Use:   "hsds",
		Short: a.t("Write HSDS 3.1 JSON: a list of services", "Écrire du JSON HSDS 3.1 : une liste de services"),
		Long: a.t(
			"Write the services that the public (or, with --as staff, staff) may see as a list of\nHSDS 3.1 services. It is made from that audience’s listings alone. Sealed parts are in\nneither. A staff export is recorded in the audit before it is written.",
			"Écrire les services que le public (ou, avec --as staff, le personnel) peut voir, en une\nliste de services HSDS 3.1, faite des seules fiches de ce public. Les parties\nscellées n’y sont jamais. Une exportation interne est consignée à l’audit avant d’être\nécrite."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			staff, err := f.staff()
			if err != nil {
				return err
			}
			open := a.reading
			if staff { // it is written to the audit
				open = a.with
			}
			return open(func(d local.Directory) error { return a.exportHSDS(cmd.Context(), d, staff, out) })
		},
	}
	cmd.Flags().StringVar(&f.audience, "as", "public", a.t("for whom: public or staff", "pour qui : public ou staff (le personnel)"))
	cmd.Flags().StringVar(&out, "out", "", a.t("file to write (default: the terminal)", "fichier à écrire (par défaut : le terminal)"))
	return cmd
}

func (a *app) exportHSDS(ctx context.Context, d local.Directory, staff bool, path string) error {
	if path == "" {
		_, err := d.Export(ctx, staff, a.out)
		return err
	}
	if err := a.mayWrite(ctx, d, path, "["); err != nil {
		return err
	}
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o600))
	if err != nil {
		return err
	}
	defer func() { _ = f.Cleanup() }() // after a replacement there is nothing left to clean
	services, err := d.Export(ctx, staff, f)
	if err != nil {
		return err
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return err
	}
	a.note("Wrote %d services to %s", "%d services écrits dans %s", services, path)
	return nil
}

func writeIndented(w io.Writer, v any) error {
	buffered := bufio.NewWriter(w)
	enc := json.NewEncoder(buffered)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return buffered.Flush()
}
