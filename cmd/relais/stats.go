package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
)

func newStats(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stats",
		Short: a.t("Count organizations and services by province", "Compter les organismes et les services par province"),
		Long: a.t(
			"Count the whole directory, internal records included. These numbers are for staff:\nbeside the public list, they would tell how many providers are hidden.",
			"Compter tout le répertoire, dossiers internes compris. Ces nombres sont pour le\npersonnel : à côté de la liste publique, ils diraient combien d’organismes sont cachés."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error { return a.stats(cmd.Context(), d) })
		},
	}
	cmd.AddCommand(newStatsReferrals(a))
	return cmd
}

func (a *app) stats(ctx context.Context, d local.Directory) error {
	s, err := d.Stats(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(s)
	}
	t := table{right: map[int]bool{2: true, 3: true, 4: true}}
	t.add("", "", a.t("organizations", "organismes"), "services")
	for _, c := range append(s.Provinces, s.Elsewhere...) {
		t.add(a.countRow(c)...)
	}
	t.add(a.countRow(s.Total)...)
	fmt.Fprintln(a.out, t.String())
	a.printAuthorityCounts(s)
	a.say("Listings: %d public, %d limited, %d internal", "Fiches de service : %d publiques, %d limitées, %d internes",
		s.Visibility["public"], s.Visibility["limited"], s.Visibility["internal"])
	a.demoMark(s.Demo)
	return nil
}

func (a *app) countRow(c relais.Count) []string {
	return []string{c.Code, c.Name.In(a.lang), strconv.Itoa(c.Organizations), strconv.Itoa(c.Services)}
}

func (a *app) printAuthorityCounts(s relais.Stats) {
	t := table{right: map[int]bool{1: true, 2: true, 3: true}}
	t.add("", a.t("organizations", "organismes"), "services", "contacts")
	for _, c := range s.Authorities {
		t.add(c.Name.In(a.lang), strconv.Itoa(c.Organizations), strconv.Itoa(c.Services), strconv.Itoa(c.Contacts))
	}
	fmt.Fprintln(a.out, t.String())
}

// demoMark says that what was shown is invented, wherever it is.
func (a *app) demoMark(demo bool) {
	if demo {
		fmt.Fprintln(a.out, a.paint(amber, a.t("DEMO: invented organizations and numbers.", "DÉMO : organismes et numéros inventés.")))
	}
}
