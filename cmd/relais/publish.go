package main

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/bundle"
)

func newPublish(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "publish OUT",
		Short: a.t("Write the signed bundle of public listings", "Écrire le lot signé des fiches publiques"),
		Long: a.t(
			"Write what is public, and nothing else, as one canonical and signed file. If nothing\npublic has changed the file is already there and stays untouched.",
			"Écrire ce qui est public, et rien d’autre, dans un seul fichier canonique et signé. Si\nrien de public n’a changé, le fichier est déjà là et n’est pas touché."),
		Args: a.exactly(1, bilingual.Text{En: "the file to write", Fr: "le fichier à écrire"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(func(d local.Directory) error { return a.publish(cmd.Context(), d, args[0]) })
		},
	}
}

// publish writes the bundle under this account's rights, whoever made it: a server
// that holds the store is never given a path to write to.
func (a *app) publish(ctx context.Context, d local.Directory, path string) error {
	if err := a.mayWrite(ctx, d, path, "relais-bundle "); err != nil {
		return err
	}
	var b bytes.Buffer
	info, err := d.Publish(ctx, &b)
	if err != nil {
		return err
	}
	written, err := bundle.WriteFile(path, b.Bytes())
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{
			"file": path, "hash": info.Hash, "listings": info.Listings,
			"public_key": info.PublicKey, "written": written, "demo": info.Demo,
		})
	}
	if written {
		a.say("Wrote %s: %d listings that the public may see", "%s écrit : %d fiches que le public peut voir", path, info.Listings)
	} else {
		a.say("Nothing public has changed: %s is up to date", "Rien de public n’a changé : %s est à jour", path)
	}
	a.say("  hash        %s", "  empreinte     %s", info.Hash)
	a.say("  public key  %s", "  clé publique  %s", info.PublicKey)
	a.demoMark(info.Demo)
	return nil
}
