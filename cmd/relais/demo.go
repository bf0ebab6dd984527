package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ranking"
)

// demoSeed is the seed of the sample directory when none is given.
const demoSeed = 2022

func newDemo(a *app) *cobra.Command {
	var seed uint64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: a.t("Build an invented national directory and search it", "Bâtir un répertoire national inventé et y chercher"),
		Long: a.t(
			"Build an invented directory in the folder of --data: 924 organizations and 3,690\nservices in the proportions of the real one, with fictitious names and 555 numbers.\nThen search it once as staff and once as the public. The same seed gives the same\ndirectory.",
			"Bâtir un répertoire inventé dans le dossier de --data : 924 organismes et 3 690\nservices, dans les proportions du vrai, avec des noms fictifs et des numéros 555. Puis\ny chercher une fois comme le personnel et une fois comme le public. La même graine\ndonne le même répertoire."),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error { return a.demo(seed) },
	}
	cmd.Flags().Uint64Var(&seed, "seed", demoSeed, a.t("seed of the invented directory", "graine du répertoire inventé"))
	return cmd
}

func (a *app) demo(seed uint64) error {
	dir, err := a.directory()
	if err != nil {
		return err
	}
	exists, err := store.Exists(dir)
	if err != nil {
		return err
	}
	if !exists {
		if err := a.buildDemo(dir, seed); err != nil {
			return err
		}
	}
	return a.with(func(e *relais.Engine) error { return a.showDemo(e, dir) })
}

func (a *app) buildDemo(dir string, seed uint64) (err error) {
	began := time.Now()
	at := a.now()
	e, err := relais.Create(dir, a.options(), at)
	if err != nil {
		return err
	}
	defer func() {
		if closing := e.Close(); err == nil {
			err = closing
		}
	}()
	records, err := sample.Build(e.Gazetteer(), e.Terms(), sample.Options{Seed: seed, At: at})
	if err != nil {
		return fmt.Errorf("build the sample directory: %w", err)
	}
	_, err = e.Apply(relais.Change{Actor: a.actor(), Reason: "sample directory", At: at, Put: records})
	if err != nil {
		return err
	}
	a.sayCreated(e, dir)
	a.note("Seed %d, %d records, in %.1f s", "Graine %d, %d dossiers, en %.1f s", seed, len(records), time.Since(began).Seconds())
	return nil
}

// showDemo searches as the public and as staff, and says what to try next. A
// directory that is not invented is left alone.
func (a *app) showDemo(e *relais.Engine, dir string) error {
	s, err := e.Stats()
	if err != nil {
		return err
	}
	if s.Invented < s.Total.Organizations+s.Authorities[0].Organizations+s.Authorities[1].Organizations || !s.Demo {
		return &bilingual.Problem{
			Kind: bilingual.Conflict, Code: "not_a_demo",
			Message: bilingual.Text{En: "this folder holds a directory that is not the sample, or not that alone", Fr: "ce dossier contient un répertoire qui n’est pas l’exemple, ou pas seulement lui"},
			Hint:    bilingual.Text{En: "nothing was changed; give the demo a folder of its own", Fr: "rien n’a été modifié; donnez à la démo un dossier à elle"},
		}
	}
	a.say("\nThe sample directory: %d organizations, %d services (DEMO: all of it invented).\n",
		"\nLe répertoire d’exemple : %d organismes, %d services (DÉMO : tout est inventé).\n", s.Total.Organizations, s.Total.Services)
	age := 19.0
	first := ranking.Request{Origin: &ranking.Start{PostalCode: "M5V 2T6"}, Needs: []string{"emergency-shelter"}, Languages: []string{"crk"}, Age: &age, K: 3}
	second := ranking.Request{Origin: &ranking.Start{Place: "Iqaluit"}, Needs: []string{"counselling"}, Languages: []string{"iu"}, Urgency: "now", K: 3}
	if err := demoSearch[data.Staff](a, e, "--as staff --postal 'M5V 2T6' --need emergency-shelter --language crk --age 19 --k 3", first); err != nil {
		return err
	}
	if err := demoSearch[data.Public](a, e, "--place Iqaluit --need counselling --language iu --urgency now --k 3", second); err != nil {
		return err
	}
	a.tryNext(dir)
	return nil
}

func demoSearch[A data.Audience](a *app, e *relais.Engine, flags string, r ranking.Request) error {
	fmt.Fprintln(a.out, a.paint(cyan, "$ relais search "+flags))
	human := *a
	human.json = false
	return searchAs[A](&human, e, r, a.now(), false)
}

func (a *app) tryNext(dir string) {
	with := " --data " + dir
	if k := a.keysDir(); k != "" {
		with += " --keys " + k
	}
	next := []string{
		"search" + with + " --as staff --place 'Sept-Îles' --need housing --urgency now --lang fr",
		"search" + with + " --at 49.77,-92.84 --need legal --json",
		"stats" + with,
		"terms shelter",
		"--help",
	}
	a.say("Try next:", "À essayer ensuite :")
	fmt.Fprintln(a.out, "  "+a.program+" "+strings.Join(next, "\n  "+a.program+" "))
}
