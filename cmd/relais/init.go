package main

import (
	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
)

func newInit(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: a.t("Make an empty directory", "Créer un répertoire vide"),
		Long: a.t(
			"Make an empty directory in the folder of --data, and the keys that open it. Keep a\ncopy of the keys in another place: without them nobody can read the directory.",
			"Créer un répertoire vide dans le dossier de --data, et les clés qui l’ouvrent. Gardez\nune copie des clés ailleurs : sans elles, personne ne peut lire le répertoire."),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error { return a.init() },
	}
}

func (a *app) init() error {
	dir, err := a.directory()
	if err != nil {
		return err
	}
	e, err := relais.Create(dir, a.options(), a.now())
	if err != nil {
		return err
	}
	a.sayCreated(e, dir)
	return e.Close()
}

// sayCreated tells where a new directory and its keys are.
func (a *app) sayCreated(e *relais.Engine, dir string) {
	a.note("Made a directory in %s", "Répertoire créé dans %s", dir)
	a.note("Its keys are in %s (%s.*): keep a copy elsewhere", "Ses clés sont dans %s (%s.*) : gardez-en une copie ailleurs", e.Store().KeysDir(), e.Store().ID())
}
