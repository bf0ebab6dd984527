package main

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

func newImportMapping(a *app) *cobra.Command {
	var source string
	cmd := &cobra.Command{
		Use:   "mapping FILE",
		Short: a.t("Guess what the columns of a table mean, as a mapping to look through", "Deviner ce que veulent dire les colonnes d’une table : une correspondance à relire"),
		Long: a.t(
			"Guess from its French or English headings what the columns of a table mean, and write a\nmapping (TOML) to look through and complete. Given to import with --mapping, it is\nremembered for its source, in the folder “mappings” of the directory.",
			"Deviner, d’après ses titres français ou anglais, ce que veulent dire les colonnes d’une\ntable, et écrire une correspondance (TOML) à relire et compléter. Donnée à import avec\n--mapping, elle est retenue pour sa source, dans le dossier « mappings » du répertoire."),
		Example: "  relais import mapping partners.xlsx --source \"Northern partners\" > mapping.toml",
		Args:    a.exactly(1, bilingual.Text{En: "the file to read", Fr: "le fichier à lire"}),
		RunE: func(_ *cobra.Command, args []string) error {
			content, err := a.read(args[0])
			if err != nil {
				return err
			}
			if source == "" {
				source = strings.TrimSuffix(filepath.Base(args[0]), filepath.Ext(args[0]))
			}
			sketch, err := ingest.Sketch(bytes.NewReader(content), source)
			if err != nil {
				return input(err)
			}
			_, err = a.out.Write(sketch)
			return err
		},
	}
	cmd.Flags().StringVar(&source, "source", "", a.t("name of the source (default: the file’s)", "nom de la source (par défaut : celui du fichier)"))
	return cmd
}
