package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

// exportFlags say what is written, for whom and where.
type exportFlags struct {
	queryFlags
	out    string
	tables bool
}

func newExport(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: a.t("Write the directory to a file, for the public or for staff", "Écrire le répertoire dans un fichier, pour le public ou le personnel"),
		Long: a.t(
			"Write what the public (or, with --as staff, staff) may see, made from that audience’s\nlistings alone: sealed parts are in no export. A staff export is recorded in the audit\nbefore it is written. Every format but GeoJSON can be imported again; unedited, it\nchanges nothing.",
			"Écrire ce que le public (ou, avec --as staff, le personnel) peut voir, à partir des\nseules fiches de ce public : les parties scellées ne sont dans aucune exportation. Une\nexportation interne est consignée à l’audit avant d’être écrite. Tous les formats, sauf\nGeoJSON, peuvent être importés de nouveau; sans retouche, rien ne change."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	hsds := newExportIn(a, local.ExportHSDS, "[",
		a.t("Write HSDS 3.1: JSON, or with --tables the tabular data package", "Écrire du HSDS 3.1 : JSON, ou avec --tables le paquet de données tabulaires"))
	cmd.AddCommand(hsds,
		newExportIn(a, local.ExportCSV, "\ufeff", a.t("Write a CSV table in the shape of the import template", "Écrire une table CSV de la forme du modèle d’importation")),
		newExportIn(a, local.ExportXLSX, "PK", a.t("Write a workbook in the shape of the import template", "Écrire un classeur de la forme du modèle d’importation")),
		newExportIn(a, local.ExportGeoJSON, "{", a.t("Write GeoJSON, with points where this audience may know them", "Écrire du GeoJSON, avec les points que ce public peut connaître")),
	)
	return cmd
}

// newExportIn makes the command for one format. A file that is replaced must begin
// as one of that format does.
func newExportIn(a *app, format local.ExportFormat, begins, short string) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use: string(format), Short: short, Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e := local.Exporting{Format: format, Lang: a.lang}
			if f.tables {
				e.Format, begins = local.ExportPackage, "PK"
			}
			var err error
			if e.Staff, err = f.staff(); err != nil {
				return err
			}
			open := a.reading
			if e.Staff { // it is written to the audit
				open = a.with
			}
			return open(func(d local.Directory) error { return a.export(cmd.Context(), d, e, f.out, begins) })
		},
	}
	cmd.Flags().StringVar(&f.audience, "as", "public", a.t("for whom: public or staff", "pour qui : public ou staff (le personnel)"))
	cmd.Flags().StringVar(&f.out, "out", "", a.t("file to write (default: the terminal)", "fichier à écrire (par défaut : le terminal)"))
	if format == local.ExportHSDS {
		cmd.Flags().BoolVar(&f.tables, "tables", false, a.t("the tabular data package, a zip archive", "le paquet de données tabulaires, une archive zip"))
	}
	return cmd
}

func (a *app) export(ctx context.Context, d local.Directory, e local.Exporting, path, begins string) error {
	if path == "" {
		if begins == "PK" && a.color { // an archive would only confuse a terminal
			return outMissing()
		}
		_, err := d.Export(ctx, e, a.out)
		return err
	}
	if err := a.mayWrite(ctx, d, path, begins); err != nil {
		return err
	}
	var n int
	err := put(path, 0o600, func(out io.Writer) (err error) {
		n, err = d.Export(ctx, e, out)
		return err
	})
	if err != nil {
		return err
	}
	if e.Format == local.ExportHSDS || e.Format == local.ExportPackage {
		a.note("Wrote %d services to %s", "%d services écrits dans %s", n, path)
		return nil
	}
	a.note("Wrote %d listings to %s", "%d fiches de service écrites dans %s", n, path)
	return nil
}

func outMissing() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "out_missing",
		Message: bilingual.Text{En: "this format cannot be shown on a terminal", Fr: "ce format ne s’affiche pas dans un terminal"},
		Hint:    bilingual.Text{En: "name a file: --out FILE", Fr: "nommez un fichier : --out FICHIER"},
	}
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
