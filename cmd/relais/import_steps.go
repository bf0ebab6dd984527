package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

func newImportPlan(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:     "plan FILE",
		Short:   a.t("Say what a file would change, and keep the plan", "Dire ce qu’un fichier changerait, et garder le plan"),
		Long:    a.t("Read a file and say what it would change. Nothing is changed. The plan is kept, sealed, under\nan id; rejected rows give exit code 3.", "Lire un fichier et dire ce qu’il changerait. Rien n’est modifié. Le plan est gardé, scellé, sous\nun identifiant; des lignes refusées donnent le code de sortie 3."),
		Example: "  relais import plan shelters.csv --mapping shelters.toml --diff",
		Args:    a.exactly(1, bilingual.Text{En: "the file to read", Fr: "le fichier à lire"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.planned(cmd.Context(), args[0], &f, func(_ local.Directory, plan *relais.Import) error {
				return a.show(plan, &f)
			})
		},
	}
	a.readingFlags(cmd, &f)
	return cmd
}

func newImportShow(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: a.t("Look at a plan again", "Revoir un plan"),
		Args:  a.exactly(1, anImport()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(func(d local.Directory) error {
				plan, err := d.Import(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return a.show(plan, &f)
			})
		},
	}
	a.lookingFlags(cmd, &f)
	return cmd
}

func anImport() bilingual.Text {
	return bilingual.Text{En: "the id of an import", Fr: "l’identifiant d’une importation"}
}

// show prints a plan that is kept.
func (a *app) show(plan *relais.Import, f *importFlags) error {
	if a.json {
		if err := a.printJSON(importJSON(plan, nil, f)); err != nil {
			return err
		}
		return rejectedRows(plan.Rejected)
	}
	a.printImport(plan, f)
	switch plan.State {
	case relais.ImportPlanned:
		a.say("Nothing was changed. To apply it: relais import apply %s", "Rien n’a été modifié. Pour l’appliquer : relais import apply %s", plan.ID)
	case relais.ImportApplied:
		a.say("Applied by %s on %s: %s", "Appliqué par %s le %s : %s", plan.Applied.By, day(plan.Applied.At), plan.Applied.Reason)
	case relais.ImportUndone:
		a.say("Undone by %s on %s: %s", "Annulé par %s le %s : %s", plan.Undone.By, day(plan.Undone.At), plan.Undone.Reason)
	}
	return rejectedRows(plan.Rejected)
}

func newImportDecide(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "decide ID PAIR same|different",
		Short: a.t("Say whether two records of a plan are the same", "Dire si deux dossiers d’un plan sont les mêmes"),
		Long:  a.t("Say whether a new row is the record of the directory that it is like. Nothing is merged that\nnobody called the same. The plan is made again, under its id.", "Dire si une nouvelle ligne est le dossier du répertoire auquel elle ressemble. Rien n’est fusionné\nque personne n’a dit être le même. Le plan est refait, sous son identifiant."),
		Args:  a.exactly(3, bilingual.Text{En: "an import, a pair of it, and same or different", Fr: "une importation, une de ses paires, et same (la même) ou different"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[2] != "same" && args[2] != "different" {
				return &bilingual.Problem{
					Kind: bilingual.Invalid, Code: "decision_unknown", Read: args[2],
					Message: bilingual.Text{En: "a pair is the same or different", Fr: "une paire est same (la même) ou different"},
				}
			}
			return a.recording(func(d local.Directory) error {
				plan, err := d.DecidePair(cmd.Context(), args[0], args[1], args[2] == "same")
				if err != nil {
					return err
				}
				return a.show(plan, &f)
			})
		},
	}
	a.lookingFlags(cmd, &f)
	return cmd
}

func newImportApply(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "apply ID",
		Short: a.t("Apply a plan: all of it or nothing", "Appliquer un plan : tout ou rien"),
		Long: a.t(
			"Apply a plan in one transaction. It is refused if a record that it touches has changed since,\nand names it; and if rows were rejected, unless they are left out with --skip-bad (exit code 3).\nAlarms want --yes where nobody can be asked. A second time says what the first time did.",
			"Appliquer un plan en une transaction. Il est refusé si un dossier qu’il touche a changé depuis,\net le nomme; et si des lignes ont été refusées, à moins de les laisser de côté avec --skip-bad\n(code de sortie 3). Les alarmes exigent --yes là où personne ne peut répondre. Une deuxième fois\ndit ce qu’a fait la première."),
		Args: a.exactly(1, anImport()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.recording(func(d local.Directory) error { return a.apply(cmd.Context(), d, args[0], &f) })
		},
	}
	cmd.Flags().BoolVar(&f.yes, "yes", false, a.t("whatever the alarms", "malgré les alarmes"))
	cmd.Flags().BoolVar(&f.skip, "skip-bad", false, a.t("leave out the rows that were rejected", "laisser de côté les lignes refusées"))
	cmd.Flags().StringVar(&f.reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	return cmd
}

func (a *app) apply(ctx context.Context, d local.Directory, id string, f *importFlags) error {
	plan, err := d.Import(ctx, id)
	if err != nil {
		return err
	}
	if plan.State == relais.ImportPlanned && !a.agreed(plan, f) {
		if isTerminal(a.in) {
			a.sayApplied(plan, nil, false)
			return nil
		}
		return unanswered()
	}
	bar := a.bar(a.t("writing", "écriture"))
	done, err := d.ApplyImport(ctx, local.Applying{ID: id, SkipBad: f.skip, Reason: cmp.Or(f.reason, "import "+plan.File)}, bar.tell)
	bar.done()
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(done); err != nil {
			return err
		}
	} else if done.Again {
		a.say("Applied already by %s on %s: %d added, %d changed.", "Déjà appliqué par %s le %s : %d ajoutés, %d modifiés.", done.Applied.By, day(done.Applied.At), done.Added, done.Changed)
	} else {
		a.sayApplied(plan, &done, false)
	}
	return rejectedRows(done.Rejected)
}

func newImportUndo(a *app) *cobra.Command {
	var keep, force, yes bool
	var reason string
	cmd := &cobra.Command{
		Use:   "undo ID",
		Short: a.t("Put back what was there before an import", "Rétablir ce qu’il y avait avant une importation"),
		Long: a.t(
			"Put back, in one transaction, what was there before an import; for 90 days. Records that were\nedited since are listed, and nothing is undone, unless you say: --keep-newer leaves them as they\nare and restores all others; --force-all restores them too, and the edits are lost.",
			"Rétablir, en une transaction, ce qu’il y avait avant une importation; pendant 90 jours. Les\ndossiers modifiés depuis sont donnés, et rien n’est annulé, à moins de le dire : --keep-newer les\nlaisse tels quels et rétablit tous les autres; --force-all les rétablit aussi, et ces\nmodifications sont perdues."),
		Args: a.exactly(1, anImport()),
		RunE: func(cmd *cobra.Command, args []string) error {
			newer := relais.NewerRefuse
			switch {
			case keep && force:
				return &bilingual.Problem{
					Kind: bilingual.Invalid, Code: "flags_contradict",
					Message: bilingual.Text{En: "--keep-newer and --force-all contradict each other", Fr: "--keep-newer et --force-all se contredisent"},
					Hint:    bilingual.Text{En: "give one of the two", Fr: "donnez l’une des deux"},
				}
			case keep:
				newer = relais.NewerKeep
			case force:
				newer = relais.NewerForce
			}
			return a.recording(func(d local.Directory) error {
				return a.undo(cmd.Context(), d, local.Undoing{ID: args[0], Newer: newer, Reason: cmp.Or(reason, "undo an import")}, yes)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&keep, "keep-newer", false, a.t("leave alone what was edited since", "ne pas toucher à ce qui a été modifié depuis"))
	flags.BoolVar(&force, "force-all", false, a.t("restore that too: the edits are lost", "le rétablir aussi : ces modifications sont perdues"))
	flags.BoolVar(&yes, "yes", false, a.t("without asking", "sans demander"))
	flags.StringVar(&reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	return cmd
}

func (a *app) undo(ctx context.Context, d local.Directory, o local.Undoing, yes bool) error {
	edited, err := d.EditedSince(ctx, o.ID)
	if err != nil {
		return err
	}
	if !a.json {
		a.printEdited(edited)
	}
	refused := len(edited) > 0 && o.Newer == relais.NewerRefuse
	if !refused && !yes && isTerminal(a.in) && !a.answered(a.t("Undo this import? [y/N] ", "Annuler cette importation? [o/N] "), "y", "yes", "o", "oui") {
		a.say("Nothing was changed.", "Rien n’a été modifié.")
		return nil
	}
	bar := a.bar(a.t("writing", "écriture"))
	done, err := d.UndoImport(ctx, o, bar.tell)
	bar.done()
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{
			"id": done.ID, "state": done.State, "receipt": done.Receipt, "content": done.Content, "again": done.Again, "held": done.Held,
			"sealed": done.Sealed, "edited": edited,
		})
	}
	if done.Again {
		a.say("Undone already by %s on %s.", "Déjà annulé par %s le %s.", done.Undone.By, day(done.Undone.At))
		return nil
	}
	a.say("Undone: %d records removed, %d restored.", "Annulé : %d dossiers retirés, %d rétablis.", done.Receipt.Deleted, done.Receipt.Changed+done.Receipt.Added)
	if done.Held > 0 {
		a.say("Records that would show more than now, and wait for a second person (relais approve): %d.", "Dossiers qui en montreraient plus que maintenant, et attendent une deuxième personne (relais approve) : %d.", done.Held)
	}
	if done.Sealed > 0 {
		a.say("Records that had sealed something: %d. That stays kept back until a second person lifts it (relais approve).", "Dossiers qui avaient scellé quelque chose : %d. Cela reste tu jusqu’à ce qu’une deuxième personne le lève (relais approve).", done.Sealed)
	}
	return nil
}

// printEdited prints what was edited since an import.
func (a *app) printEdited(edited []relais.Edited) {
	for i, e := range edited {
		if i == 0 {
			fmt.Fprintln(a.out, a.paint(bold, a.t("Edited since", "Modifiés depuis")))
		}
		fmt.Fprintf(a.out, "  %s  %s\n", e.Name, a.paint(faint, string(e.Record)))
		for _, d := range e.Fields {
			fmt.Fprintf(a.out, "    %s: %s → %s\n", d.Field, d.Old, d.New)
		}
	}
}

func newImportList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: a.t("List the imports, the latest first", "Donner les importations, la dernière d’abord"),
		Args:  a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error {
				all, err := d.Imports(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"imports": all})
				}
				a.printImports(all)
				return nil
			})
		},
	}
}

func (a *app) printImports(all []relais.ImportBrief) {
	if len(all) == 0 {
		a.say("No import was ever planned.", "Aucune importation n’a jamais été préparée.")
		return
	}
	states := map[relais.ImportState]string{
		relais.ImportPlanned: a.t("planned", "préparée"), relais.ImportApplied: a.t("applied", "appliquée"), relais.ImportUndone: a.t("undone", "annulée"),
	}
	t := table{right: map[int]bool{3: true, 4: true, 5: true}}
	t.add("", "", "", "+", "~", "×", "", "")
	for _, i := range all {
		t.add(string(i.ID), day(i.At), states[i.State], fmt.Sprint(i.Added), fmt.Sprint(i.Changed), fmt.Sprint(i.Rejected), i.Source, i.File)
	}
	fmt.Fprint(a.out, t.String())
}
