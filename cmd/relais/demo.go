package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/sample"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ranking"
)

// demoSeed is the seed of the sample directory when none is given.
const demoSeed = 2022

func newDemo(a *app) *cobra.Command {
	var seed uint64
	var serving bool
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: a.t("Build an invented national directory and search it", "Bâtir un répertoire national inventé et y chercher"),
		Long: a.t(
			"Build an invented directory in the folder of --data: 924 organizations and 3,690\nservices in the proportions of the real one, with fictitious names and 555 numbers.\nThen search it once as staff and once as the public. The same seed gives the same\ndirectory.",
			"Bâtir un répertoire inventé dans le dossier de --data : 924 organismes et 3 690\nservices, dans les proportions du vrai, avec des noms fictifs et des numéros 555. Puis\ny chercher une fois comme le personnel et une fois comme le public. La même graine\ndonne le même répertoire."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := a.demoIn(seed)
			if err != nil {
				return err
			}
			if !serving {
				return a.with(func(d local.Directory) error { return a.showDemo(cmd.Context(), d, dir) })
			}
			return a.hold(a.servingOptions(), func(e *relais.Engine) error {
				if err := a.showDemo(cmd.Context(), a.inside(e, a.actor()), dir); err != nil {
					return err
				}
				f.demo = true
				return a.serve(e, f)
			})
		},
	}
	cmd.Flags().Uint64Var(&seed, "seed", demoSeed, a.t("seed of the invented directory", "graine du répertoire inventé"))
	cmd.Flags().BoolVar(&serving, "serve", false, a.t("go on to serve its public site, and the staff’s console with --staff", "puis servir son site public, et la console du personnel avec --staff"))
	f.add(a, cmd.Flags())
	return cmd
}

// demoIn gives the folder of the sample directory, which is built there if it
// holds none.
func (a *app) demoIn(seed uint64) (dir string, err error) {
	dir, err = a.directory()
	if err != nil {
		return "", err
	}
	exists, err := store.Exists(dir)
	if err != nil || exists {
		return dir, err
	}
	return dir, a.buildDemo(dir, seed)
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
func (a *app) showDemo(ctx context.Context, d local.Directory, dir string) error {
	s, err := d.Stats(ctx)
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
	if err := a.demoSearch(ctx, d, true, "--as staff --postal 'M5V 2T6' --need emergency-shelter --language crk --age 19 --k 3", first); err != nil {
		return err
	}
	if err := a.demoSearch(ctx, d, false, "--place Iqaluit --need counselling --language iu --urgency now --k 3", second); err != nil {
		return err
	}
	a.tryNext(dir)
	return nil
}

func (a *app) demoSearch(ctx context.Context, d local.Directory, staff bool, flags string, r ranking.Request) error {
	fmt.Fprintln(a.out, a.paint(cyan, "$ relais search "+flags))
	human := a.voice()
	human.JSON = false
	return d.Search(ctx, human, local.Question{Staff: staff, Request: r, At: a.now()}, a.out)
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
		"demo" + with + " --serve --staff",
		"--help",
	}
	a.say("Try next:", "À essayer ensuite :")
	fmt.Fprintln(a.out, "  "+a.program+" "+strings.Join(next, "\n  "+a.program+" "))
}
