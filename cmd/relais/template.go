package main

import (
	"io"
	"os"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

func newImportTemplate(a *app) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "template",
		Short: a.t("Write an empty table with the columns that need no mapping", "Écrire une table vide avec les colonnes qui se passent de correspondance"),
		Long: a.t(
			"Write an empty table to fill in: CSV, or a workbook with drop-down lists and notes on\nwhat belongs into each column. Headings are in the language of --lang; files in either\nare understood.",
			"Écrire une table vide à remplir : un CSV, ou un classeur avec des listes déroulantes et\ndes notes sur ce qui va dans chaque colonne. Les titres sont dans la langue de --lang;\nles fichiers sont compris dans les deux."),
		Example: "  relais import template --lang fr --format xlsx --out modele.xlsx",
		Args:    a.noArgs,
		RunE:    func(*cobra.Command, []string) error { return a.writeTemplate(format, out) },
	}
	cmd.Flags().StringVar(&format, "format", "csv", a.t("csv or xlsx", "csv ou xlsx"))
	cmd.Flags().StringVar(&out, "out", "", a.t("file to write, where there is none yet (default: the terminal)", "fichier à écrire, s’il n’existe pas encore (par défaut : le terminal)"))
	must(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"csv", "xlsx"}, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

func (a *app) writeTemplate(format, out string) error {
	write := func(w io.Writer) error { return ingest.Template(w, a.lang) }
	switch format {
	case "csv":
	case "xlsx":
		if out == "" && a.color {
			return outMissing()
		}
		write = a.templateXLSX
	default:
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "format_unknown", Read: format,
			Message: bilingual.Text{En: "--format is csv or xlsx", Fr: "--format vaut csv ou xlsx"},
		}
	}
	if out == "" {
		return write(a.out)
	}
	return a.writeNew(out, write)
}

// templateXLSX has the terms that are built in: a template belongs to no directory.
func (a *app) templateXLSX(w io.Writer) error {
	terms, err := data.LoadTerms()
	if err != nil {
		return err
	}
	return ingest.TemplateXLSX(w, terms, a.lang)
}

// writeNew writes a file where there is none.
func (a *app) writeNew(path string, write func(io.Writer) error) error {
	if head, err := headOf(path, 1); err == nil || head != "" {
		return problemFileThere(path)
	}
	return put(path, 0o644, write)
}

// put makes a file of what write writes: it appears whole or not at all.
func put(path string, mode os.FileMode, write func(io.Writer) error) error {
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(mode))
	if err != nil {
		return err
	}
	defer func() { _ = f.Cleanup() }() // after a replacement there is nothing left to clean
	if err := write(f); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

func problemFileThere(path string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "target_other", Read: path,
		Message: bilingual.Text{En: "this file exists", Fr: "ce fichier existe"},
		Hint:    bilingual.Text{En: "nothing was written; name another file", Fr: "rien n’a été écrit; nommez un autre fichier"},
	}
}
