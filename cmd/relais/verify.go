package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

// verifyFlags say what came of asking a provider.
type verifyFlags struct {
	how, reason         string
	unreached, withdraw bool
}

func newVerify(a *app) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify ID --how HOW",
		Short: a.t("Record that a provider has confirmed what the directory says", "Consigner qu’un fournisseur a confirmé ce que dit le répertoire"),
		Long: a.t(
			"Record that somebody has asked the provider and that what the directory says is true: of one\nlisting’s service, or, given an organization, of all of it. Editing is not verifying. With\n--unreached, record that nobody could be reached: after tries on three days its withdrawal is\nproposed, and a second person decides. With --withdraw, take it out of the directory: it stays,\ninternal and inactive, with the reason and the day.",
			"Consigner que quelqu’un a demandé au fournisseur et que ce que dit le répertoire est vrai : du\nservice d’une fiche ou, pour un organisme, de tout. Modifier n’est pas vérifier. Avec\n--unreached, consigner que personne n’a pu être joint : après des essais sur trois jours, son\nretrait est proposé, et une deuxième personne en décide. Avec --withdraw, le retirer du\nrépertoire : il y reste, interne et inactif, avec la raison et la date."),
		Example: a.t(
			"  relais verify ID --how phone\n  relais verify ID --unreached --how phone\n  relais verify ID --withdraw --reason 'closed for good'",
			"  relais verify ID --how téléphone\n  relais verify ID --unreached --how téléphone\n  relais verify ID --withdraw --reason 'fermé pour de bon'"),
		Args: a.exactly(1, listingOrOrganization()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error { return a.verify(cmd.Context(), d, args[0], &f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.how, "how", "", a.t("how the provider was asked: phone, email, visit", "comment on a demandé : téléphone, courriel, visite"))
	flags.BoolVar(&f.unreached, "unreached", false, a.t("nobody could be reached", "personne n’a pu être joint"))
	flags.BoolVar(&f.withdraw, "withdraw", false, a.t("take it out of the directory", "le retirer du répertoire"))
	flags.StringVar(&f.reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	return cmd
}

func (a *app) verify(ctx context.Context, d local.Directory, id string, f *verifyFlags) error {
	switch {
	case f.withdraw && f.unreached:
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "flags_contradict",
			Message: bilingual.Text{En: "--unreached and --withdraw contradict each other", Fr: "--unreached et --withdraw se contredisent"},
			Hint:    bilingual.Text{En: "give one of the two", Fr: "donnez l’une des deux"},
		}
	case f.withdraw:
		return a.withdraw(ctx, d, id, f.reason)
	case f.unreached:
		return a.tried(ctx, d, local.Verifying{ID: id, How: f.how, Reason: cmp.Or(f.reason, "not reached")})
	}
	receipt, err := d.Verify(ctx, local.Verifying{ID: id, How: f.how, Reason: cmp.Or(f.reason, "verified")})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"id": named(id), "verified": day(a.now()), "how": f.how, "receipt": receipt})
	}
	a.say("Verified on %s.", "Vérifié le %s.", day(a.now()))
	return nil
}

func (a *app) withdraw(ctx context.Context, d local.Directory, id, reason string) error {
	receipt, err := d.Withdraw(ctx, id, reason)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"id": named(id), "withdrawn": day(a.now()), "reason": reason, "receipt": receipt})
	}
	a.say("Withdrawn on %s. Bringing it back takes a second person.", "Retiré le %s. Le remettre demande une deuxième personne.", day(a.now()))
	return nil
}

func (a *app) tried(ctx context.Context, d local.Directory, v local.Verifying) error {
	t, err := d.RecordAttempt(ctx, v)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(t)
	}
	a.say("Recorded. Attempts since it was last verified: %d.", "Consigné. Essais depuis la dernière vérification : %d.", len(t.Attempts))
	if t.Proposal != "" {
		a.say("Its withdrawal is proposed, for a second person: relais approve %s", "Son retrait est proposé, à une deuxième personne : relais approve %s", t.Proposal)
	}
	return nil
}

func newDue(a *app) *cobra.Command {
	var all, withdrawn bool
	var limit int
	cmd := &cobra.Command{
		Use:   "due",
		Short: a.t("List what should be verified, the longest overdue first", "Donner ce qu’il faut vérifier, le plus en retard d’abord"),
		Long: a.t(
			"List the services that somebody should verify: places to stay every 30 days, other direct services\nevery 90, everything else once a year. What nobody ever verified comes first.",
			"Donner les services à vérifier : les lieux d’hébergement tous les 30 jours, les autres services\ndirects tous les 90, tout le reste une fois l’an. Ce que personne n’a jamais vérifié vient d’abord."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error {
				if withdrawn {
					return a.listWithdrawn(cmd.Context(), d)
				}
				due, err := d.Due(cmd.Context(), hours.DateOf(a.now()), all)
				if err != nil {
					return err
				}
				return a.printDue(due, limit)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&all, "all", false, a.t("what is not due yet as well", "aussi ce qui n’est pas encore à vérifier"))
	flags.BoolVar(&withdrawn, "withdrawn", false, a.t("what was withdrawn instead, when and why", "plutôt ce qui a été retiré, quand et pourquoi"))
	flags.IntVar(&limit, "limit", 50, a.t("how many at the most; 0 for all", "combien au plus; 0 pour tous"))
	return cmd
}

func (a *app) printDue(due []relais.Due, limit int) error {
	total := len(due)
	if limit > 0 && total > limit {
		due = due[:limit]
	}
	if a.json {
		return a.printJSON(map[string]any{"due": due, "total": total})
	}
	t := table{right: map[int]bool{1: true}}
	for _, d := range due {
		last, late := a.t("never", "jamais"), ""
		if !d.Last.On.IsZero() {
			last, late = d.Last.On.String()+" "+d.Last.By+" "+d.Last.How, a.tf("%d d", "%d j", d.Overdue)
		}
		t.add(string(d.Listing), late, d.Organization.Name.In(a.lang)+" · "+d.Service.Name.In(a.lang), last, a.attempts(d))
	}
	fmt.Fprint(a.out, t.String())
	a.say("%d to verify, %d shown", "%d à vérifier, %d montrés", total, len(due))
	return nil
}

// attempts says how often somebody tried in vain.
func (a *app) attempts(d relais.Due) string {
	switch {
	case d.Withdrawal:
		return a.t("withdrawal proposed", "retrait proposé")
	case len(d.Attempts) > 0:
		return a.tf("tried %d times", "%d essais", len(d.Attempts))
	}
	return ""
}

func (a *app) listWithdrawn(ctx context.Context, d local.Directory) error {
	all, err := d.Withdrawals(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"withdrawn": all})
	}
	t := table{}
	for _, w := range all {
		t.add(day(w.At), w.By, w.Organization.Name.In(a.lang)+" · "+w.Service.Name.In(a.lang), w.Reason)
	}
	fmt.Fprint(a.out, t.String())
	return nil
}
