package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

func newPlan(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "plan",
		Short: a.t("Cover several needs with the fewest providers", "Répondre à plusieurs besoins avec le moins d’organismes"),
		Long: a.t(
			"Find the fewest providers that together cover up to eight needs, and among as few\nthe best, each good enough for what it is to do. Needs that nobody covers are named.\nThe flags are those of `relais search`.",
			"Trouver le moins d’organismes qui, ensemble, répondent à huit besoins au plus et,\nà nombre égal, les meilleurs, chacun assez bon pour ce qu’il doit faire. Les besoins\nsans réponse sont nommés. Les options sont celles de `relais search`."),
		Example: "  relais plan --postal 'M5V 2T6' --need emergency-shelter --need immigration-legal --need counselling\n" +
			"  relais plan --as staff --place Sudbury --need housing --need detox --language fr --lang fr",
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := f.question(a, cmd)
			if err != nil {
				return err
			}
			return a.reading(func(d local.Directory) error { return d.Plan(cmd.Context(), a.voice(), w, a.out) })
		},
	}
	f.add(a, cmd)
	must(cmd.Flags().MarkHidden("k")) // a plan names one listing for each need
	return cmd
}

// question reads the flags, and reports all that is wrong with them.
func (f *queryFlags) question(a *app, cmd *cobra.Command) (local.Question, error) {
	staff, err1 := f.staff()
	request, err2 := f.request(cmd)
	at, err3 := f.instant(a)
	return local.Question{Staff: staff, Request: request, At: at, Why: f.why}, errors.Join(err1, err2, err3)
}

// planAs makes one plan for one audience, and prints it.
func planAs[A data.Audience](a *app, e *relais.Engine, w local.Question) error {
	q, err := relais.Resolve[A](e, w.Request, w.At)
	if err != nil {
		return input(err)
	}
	began := time.Now()
	plan, err := ranking.PlanWith(relais.Snapshot[A](e), q, e.Weights())
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(ranking.PlanView(plan, a.lang, time.Since(began)))
	}
	printPlan(a, plan)
	return nil
}

func printPlan[A data.Audience](a *app, p ranking.Plan[A]) {
	covered, demo := 0, false
	for i := range p.Providers {
		covered += len(p.Providers[i].Covers)
	}
	fmt.Fprintln(a.out, a.paint(bold, a.planHead(len(p.Providers), covered, covered+len(p.Uncovered))+" "+a.near(p.Origin)))
	a.printNotes(p.Origin.Notes, p.Removed, p.Relaxations)
	fmt.Fprintln(a.out)
	for i := range p.Providers {
		demo = printProvider(a, i+1, &p.Providers[i]) || demo
	}
	for i := range p.Uncovered {
		gap := &p.Uncovered[i]
		fmt.Fprintln(a.out, a.paint(amber, a.tf("No service found for: %s", "Aucun service trouvé pour : %s", gap.Need.Name)))
		printNearMisses(a, gap.NearMisses)
	}
	if len(p.Uncovered) > 0 {
		fmt.Fprintln(a.out)
	}
	a.printFallbacks()
	a.demoMark(demo)
}

func (a *app) planHead(providers, covered, needs int) string {
	who := a.tf("%d providers", "%d organismes", providers)
	switch providers {
	case 0:
		who = a.t("no provider", "aucun organisme")
	case 1:
		who = a.t("1 provider", "1 organisme")
	}
	return who + a.tf(", needs covered: %d of %d,", ", besoins couverts : %d sur %d,", covered, needs)
}

// printProvider prints one organization with each service that the person is
// sent to, and reports whether it is invented.
func printProvider[A data.Audience](a *app, number int, p *ranking.Provider[A]) (demo bool) {
	fmt.Fprintf(a.out, "%2d  %s\n", number, a.paint(bold, p.Organization.Name.In(a.lang)))
	for _, covers := range byListing(p.Covers) {
		printCovers(a, covers)
		demo = demo || covers[0].Match.Listing.Demo
	}
	return demo
}

// byListing gathers the needs that are covered through one listing.
func byListing[A data.Audience](covers []ranking.Cover[A]) [][]ranking.Cover[A] {
	var groups [][]ranking.Cover[A]
	for _, c := range covers {
		i := slices.IndexFunc(groups, func(g []ranking.Cover[A]) bool { return g[0].Match.Listing == c.Match.Listing })
		if i < 0 {
			i = len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// printCovers prints one service with all the needs that it covers: each reason
// once, though every need has it.
func printCovers[A data.Audience](a *app, covers []ranking.Cover[A]) {
	first := &covers[0].Match
	asFirst := first.Say()
	printService(a, first, &asFirst)
	var needs []string
	for i := range covers {
		needs = append(needs, covers[i].Need.Name.In(a.lang))
	}
	a.bullet("=", a.t("For: ", "Pour : ")+strings.Join(needs, ", "))
	a.bullet("·", asFirst.Proximity.Reason.In(a.lang))
	for _, f := range reasonsOnce(covers) {
		a.bullet(mark(f), f.Reason.In(a.lang))
	}
	a.printQuestions(first.Relaxed, &asFirst)
	fmt.Fprintf(a.out, "    %s\n\n", a.paint(faint, string(first.Listing.ID)))
}

// reasonsOnce gives the factors of all covers, those that say the same once.
func reasonsOnce[A data.Audience](covers []ranking.Cover[A]) []ranking.Factor {
	var once []ranking.Factor
	for i := range covers {
		for _, f := range covers[i].Match.Say().Factors {
			if !slices.ContainsFunc(once, func(o ranking.Factor) bool { return o.Reason == f.Reason }) {
				once = append(once, f)
			}
		}
	}
	return once
}
