package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// referralFlags say what is counted, and what the protocol turns on.
type referralFlags struct {
	kind, need, province, basis, day, outcome string
	danger                                    bool
	age                                       float64
}

func newReferral(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "referral",
		Short: a.t("Count referrals, transfers, reports and outcomes", "Compter les aiguillages, transferts, signalements et résultats"),
		Long: a.t(
			"Count what was done, and nothing of who called: the widest need, the region and the day are kept\nuntil the quarter is reported, then erased. No audit entry is written: it would tell when which\nadvocate took a call. Record consent before anything is shared.",
			"Compter ce qui a été fait, et rien de qui a appelé : le besoin le plus large, la région et le jour\nsont gardés jusqu’au rapport du trimestre, puis effacés. Rien n’est consigné à l’audit : on y\nverrait quand telle intervenante a pris un appel. Consignez le consentement avant de communiquer\nquoi que ce soit."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newReferralRecord(a), newReferralOutcome(a), newReferralUndo(a))
	return cmd
}

func newReferralRecord(a *app) *cobra.Command {
	var f referralFlags
	cmd := &cobra.Command{
		Use:   "record",
		Short: a.t("Count one, and say what the protocol asks for", "En compter un, et dire ce que demande le protocole"),
		Long: a.t(
			"Count one referral, transfer or report. A transfer or report names its ground, before anything is\nshared. --danger and --age are kept nowhere: they are for the protocol alone.",
			"Compter un aiguillage, un transfert ou un signalement. Un transfert ou un signalement dit à quel\ntitre, avant que rien ne soit communiqué. --danger et --age ne sont gardés nulle part : ils ne\nservent qu’au protocole."),
		Example: "  relais referral record --need emergency-shelter --province ON\n  relais referral record --kind warm_transfer --basis consent --need legal --province QC",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := f.referred()
			if err != nil {
				return err
			}
			asked := local.Referring{Referred: r, Danger: f.danger}
			if cmd.Flags().Changed("age") {
				asked.Age = &f.age
			}
			return a.with(func(d local.Directory) error { return a.recordReferral(cmd.Context(), d, asked) })
		},
	}
	f.add(a, cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.danger, "danger", false, a.t("somebody is in immediate danger", "quelqu’un est en danger immédiat"))
	flags.Float64Var(&f.age, "age", 0, a.t("age in years, where a child may be concerned", "âge en années, si un·e enfant peut être en cause"))
	return cmd
}

// add adds the flags that say which referral.
func (f *referralFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.kind, "kind", string(relais.OptionsGiven), a.t("options, warm_transfer, police_report or child_protection_report", "options, warm_transfer (transfert accompagné), police_report (signalement à la police) ou child_protection_report (à la protection de l’enfance)"))
	flags.StringVar(&f.need, "need", "", a.t("what was asked for: relais terms", "ce qui était demandé : relais terms"))
	flags.StringVar(&f.province, "province", "", a.t("province or territory; leave it out if it is not known", "province ou territoire; à omettre si on ne sait pas"))
	flags.StringVar(&f.basis, "basis", "", a.t("ground for sharing: consent, danger, child or law", "motif de communication : consent (consentement), danger, child (enfant) ou law (loi)"))
	flags.StringVar(&f.day, "day", "", a.t("the day, where it is not today: 2026-11-22", "le jour, si ce n’est pas aujourd’hui : 2026-11-22"))
}

func (f *referralFlags) referred() (relais.Referred, error) {
	r := relais.Referred{
		Kind: relais.ReferralKind(f.kind), Need: f.need, Province: geo.Province(f.province),
		Basis: relais.Basis(f.basis), Outcome: relais.Outcome(f.outcome),
	}
	if f.day == "" {
		return r, nil
	}
	var err error
	if r.Day, err = hours.ParseDate(f.day); err != nil {
		return r, input(err)
	}
	return r, nil
}

func (a *app) recordReferral(ctx context.Context, d local.Directory, asked local.Referring) error {
	r, err := d.RecordReferral(ctx, asked)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(r)
	}
	a.say("Counted.", "Compté.")
	for _, t := range r.Protocol {
		mark := "!"
		if t.Applies != data.Yes {
			mark = "?"
		}
		fmt.Fprintf(a.out, "%s %s\n", a.paint(amber, mark), t.Text.In(a.lang))
	}
	return nil
}

func newReferralOutcome(a *app) *cobra.Command {
	var f referralFlags
	cmd := &cobra.Command{
		Use:   "outcome OUTCOME",
		Short: a.t("Say what came of one", "Dire ce qu’il en est advenu"),
		Long: a.t(
			"Say what came of one referral of this kind: served, waitlist, full, declined or otherwise. It is\ncounted for the earliest alike that has no outcome yet: nobody needs to know whose it was.",
			"Dire ce qui est advenu d’un aiguillage de ce genre : served (service rendu), waitlist (liste\nd’attente), full (complet), declined (refusé par le fournisseur) ou otherwise (autre choix). C’est\ncompté pour le plus ancien pareil qui n’a pas de résultat : personne n’a à savoir de qui il s’agissait."),
		Args: a.exactly(1, bilingual.Text{En: "an outcome", Fr: "un résultat"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.outcome = args[0]
			return a.counted(&f, func(d local.Directory, r relais.Referred) (relais.Referral, error) {
				return d.RecordOutcome(cmd.Context(), r)
			})
		},
	}
	f.add(a, cmd)
	return cmd
}

func newReferralUndo(a *app) *cobra.Command {
	var f referralFlags
	cmd := &cobra.Command{
		Use:   "undo",
		Short: a.t("Take back one that was counted by mistake", "Reprendre un compte fait par erreur"),
		Args:  a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.counted(&f, func(d local.Directory, r relais.Referred) (relais.Referral, error) {
				return d.TakeBackReferral(cmd.Context(), r)
			})
		},
	}
	f.add(a, cmd)
	cmd.Flags().StringVar(&f.outcome, "outcome", "", a.t("its outcome, where one was recorded", "son résultat, s’il en a un"))
	return cmd
}

func (a *app) counted(f *referralFlags, do func(local.Directory, relais.Referred) (relais.Referral, error)) error {
	r, err := f.referred()
	if err != nil {
		return err
	}
	return a.with(func(d local.Directory) error {
		counted, err := do(d, r)
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(map[string]any{"counted": counted})
		}
		a.say("Done.", "C’est fait.")
		return nil
	})
}

func newStatsReferrals(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "referrals",
		Short: a.t("Print the reports of referrals, which may leave the building", "Écrire les rapports d’aiguillages, qui peuvent sortir de la maison"),
		Long: a.t(
			"Print one report for each quarter that ended more than 30 days ago. A report is made once and\nnever changes; what it was made of is then erased. Its numbers are disturbed a little, rounded to\n5, and withheld below 10, so that none tells whether any one call was there.",
			"Écrire un rapport par trimestre terminé depuis plus de 30 jours. Un rapport est fait une fois et\nne change plus; ce dont il est fait est alors effacé. Ses nombres sont légèrement perturbés,\narrondis à 5 et retenus au-dessous de 10, si bien qu’aucun ne dit si tel appel a eu lieu."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(func(d local.Directory) error { return a.printReports(cmd.Context(), d) })
		},
	}
}

func (a *app) printReports(ctx context.Context, d local.Directory) error {
	reports, err := d.ReferralReports(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"reports": reports})
	}
	if len(reports) == 0 {
		a.say("No quarter is over by 30 days yet.", "Aucun trimestre n’est encore terminé depuis 30 jours.")
	}
	for _, r := range reports {
		for _, t := range r.Tables {
			fmt.Fprintln(a.out, a.paint(bold, string(r.Quarter)+"  "+t.Name.In(a.lang)))
			fmt.Fprintln(a.out, a.reportTable(t).String())
		}
	}
	return nil
}

func (a *app) reportTable(t relais.ReferralTable) *table {
	lines := &table{right: map[int]bool{}}
	heads := []string{""}
	for i, c := range t.Columns {
		heads = append(heads, c.Name.In(a.lang))
		lines.right[i+1] = true
	}
	lines.add(heads...)
	for _, row := range t.Rows {
		cells := []string{row.Name.In(a.lang)}
		for _, n := range row.Numbers {
			cell := a.t("under 10", "moins de 10")
			if n != nil {
				cell = strconv.Itoa(*n)
			}
			cells = append(cells, cell)
		}
		lines.add(cells...)
	}
	return lines
}
