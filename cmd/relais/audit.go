package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/store"
)

func newAudit(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: a.t("Read the audit, and verify that nobody has rewritten it", "Lire le journal d’audit et vérifier que personne ne l’a réécrit"),
		Long: a.t(
			"Read who changed, revealed or exported what, when and why, and verify that it is what\nwas written. A checkpoint that you take away finds whatever is rewritten before it, even\nby somebody who has all the keys. Nothing of a caller is in the audit.",
			"Lire qui a modifié, dévoilé ou exporté quoi, quand et pourquoi, et vérifier que c’est bien\nce qui avait été écrit. Un point de contrôle emporté révèle toute réécriture de ce qui le\nprécède, même par une personne qui a toutes les clés. Rien de la personne qui appelle ne\nfigure à l’audit."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAuditList(a), newAuditShow(a), newAuditVerify(a), newAuditCheckpoint(a), newAuditRestored(a))
	return cmd
}

func newAuditList(a *app) *cobra.Command {
	q := store.AuditQuery{}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   a.t("List entries, the latest first", "Afficher les entrées, les plus récentes d’abord"),
		Example: "  relais audit list --action reveal --last 20",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error {
				all, err := d.AuditList(cmd.Context(), q)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"entries": all})
				}
				a.printEntries(all)
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&q.Actor, "actor", "", a.t("only what this account did", "seulement ce que ce compte a fait"))
	flags.StringVar(&q.Action, "action", "", a.t("only this: apply, reveal, export and others", "seulement ceci : apply (modifier), reveal (dévoiler), export (exporter) et d’autres"))
	flags.StringVar(&q.Subject, "organization", "", a.t("only what concerns the organization with this id", "seulement ce qui concerne l’organisme qui a cet identifiant"))
	flags.Uint64Var(&q.Before, "before", 0, a.t("only entries before this number", "seulement les entrées avant ce numéro"))
	flags.IntVar(&q.Last, "last", 50, a.t("so many at the most; 0 is all", "tant d’entrées au plus; 0 les donne toutes"))
	return cmd
}

func (a *app) printEntries(all []store.AuditEntry) {
	if len(all) == 0 {
		a.say("There is no such entry.", "Il n’y a aucune entrée de ce genre.")
		return
	}
	t := &table{}
	for _, e := range all {
		t.add(fmt.Sprint(e.Number), e.At.UTC().Format(time.DateTime), e.Actor, e.Action, e.Reason)
	}
	fmt.Fprint(a.out, t)
}

// entryNumber is what the commands call their argument.
var entryNumber = bilingual.Text{En: "the number of an entry", Fr: "le numéro d’une entrée"}

func newAuditShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show NUMBER",
		Short: a.t("Show one entry, with the proof that a checkpoint has it", "Montrer une entrée, avec la preuve qu’un point de contrôle la contient"),
		Args:  a.exactly(1, entryNumber),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return &bilingual.Problem{
					Kind: bilingual.Invalid, Code: "number_unreadable", Read: args[0],
					Message: bilingual.Text{En: "this is not the number of an entry", Fr: "ce n’est pas le numéro d’une entrée"},
					Hint:    bilingual.Text{En: "see: relais audit list", Fr: "voyez : relais audit list"},
				}
			}
			return a.reading(func(d local.Directory) error {
				shown, err := d.AuditShow(cmd.Context(), n)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(shown)
				}
				a.printEntry(shown)
				return nil
			})
		},
	}
}

func (a *app) printEntry(shown store.ShownEntry) {
	e := shown.Entry
	a.printEntries([]store.AuditEntry{e})
	for _, s := range e.Subjects {
		a.say("  organization %s", "  organisme %s", string(s))
	}
	if e.Change > 0 {
		a.say("  change %d: %d added, %d changed, %d deleted", "  changement %d : %d ajoutés, %d modifiés, %d supprimés", e.Change, e.Added, e.Changed, e.Deleted)
	}
	if shown.Checkpoint == "" {
		a.say("  no checkpoint has it yet", "  aucun point de contrôle ne la contient encore")
		return
	}
	a.say("  in the last checkpoint; --json has the proof", "  contenue dans le dernier point de contrôle; --json en donne la preuve")
}

func newAuditVerify(a *app) *cobra.Command {
	var files []string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: a.t("Verify every entry, hash, signature and checkpoint", "Vérifier chaque entrée, empreinte, signature et point de contrôle"),
		Long: a.t(
			"Read the whole audit: every entry, every hash of its tree, the signature of every\ncheckpoint, and whether the audit goes on from each of them, from the one beside the keys,\nand from those that you took away (--checkpoint, as often as you have some).",
			"Lire tout le journal d’audit : chaque entrée, chaque empreinte de son arbre, la signature de\nchaque point de contrôle, et si le journal prolonge chacun d’eux, celui qui est gardé avec les\nclés, et ceux que vous aviez emportés (--checkpoint, autant de fois que vous en avez)."),
		Example: "  relais audit verify --checkpoint 2026-11.checkpoint",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			taken, err := readAll(files)
			if err != nil {
				return err
			}
			return a.reading(func(d local.Directory) error { return a.verifyAudit(cmd.Context(), d, taken) })
		},
	}
	cmd.Flags().StringArrayVar(&files, "checkpoint", nil, a.t("file with a checkpoint that was taken away", "fichier d’un point de contrôle qui avait été emporté"))
	return cmd
}

// mostOfACheckpoint is how many bytes of a file are read as one.
const mostOfACheckpoint = 64 << 10

func readAll(paths []string) (all [][]byte, err error) {
	all = [][]byte{}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(io.LimitReader(f, mostOfACheckpoint))
		_ = f.Close() // it was only read
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

func (a *app) verifyAudit(ctx context.Context, d local.Directory, taken [][]byte) error {
	bar := a.bar(a.t("verifying", "vérification"))
	r, err := d.VerifyAudit(ctx, taken, bar.set)
	bar.done()
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(r); err != nil {
			return err
		}
	} else {
		a.printVerified(r, len(taken))
	}
	if !r.OK() {
		return &bilingual.Problem{
			Kind: bilingual.Damaged, Code: "audit_altered",
			Message: bilingual.Text{En: "the audit is not the one that was written", Fr: "le journal d’audit n’est pas celui qui avait été écrit"},
			Hint: bilingual.Text{
				En: "nothing was changed; keep the folder and the keys as they are, and tell whoever is answerable for the directory",
				Fr: "rien n’a été modifié; gardez le dossier et les clés tels quels, et avisez la personne responsable du répertoire",
			},
		}
	}
	return nil
}

func (a *app) printVerified(r store.AuditReport, taken int) {
	for _, f := range r.Faults {
		at := ""
		if f.Number > 0 {
			at = fmt.Sprintf(" (%d)", f.Number)
		}
		fmt.Fprintf(a.out, "  ✗ %s%s\n", wrap(f.Message.In(a.lang), lineWidth-8, "    "), at)
	}
	if r.OK() {
		a.say("All is well: %d entries, as they were written", "Tout va bien : %d entrées, telles qu’elles ont été écrites", r.Entries)
	}
	a.say("  checkpoints      %d kept, the last of %d entries", "  points de contrôle  %d gardés, le dernier sur %d entrées", r.Checkpoints, r.Signed)
	switch {
	case r.Outside > 0:
		a.say("  beside the keys  one of %d entries", "  avec les clés       un, sur %d entrées", r.Outside)
	default:
		a.say("  beside the keys  none: an older copy of the folder would go unseen", "  avec les clés       aucun : une copie antérieure du dossier passerait inaperçue")
	}
	if taken > 0 {
		a.say("  brought          %d of %d fit", "  apportés            %d sur %d concordent", r.Taken, taken)
	}
	a.say("  root             %s", "  racine              %s", r.Root)
	a.say("  key              %s", "  clé                 %s", r.Key)
}

func newAuditCheckpoint(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "checkpoint",
		Short: a.t("Sign the audit as it is now, to be taken away", "Signer le journal d’audit tel qu’il est, pour emporter le résultat"),
		Long: a.t(
			"Sign how many entries there are and what they are together. Keep the file where nobody\nwho looks after the directory can change it: later, “relais audit verify --checkpoint FILE”\nfinds whatever was rewritten before it. It says nothing of any entry.",
			"Signer le nombre d’entrées et ce qu’elles sont ensemble. Gardez le fichier là où personne de\nceux et celles qui s’occupent du répertoire ne peut le modifier : plus tard, « relais audit verify\n--checkpoint » révèle toute réécriture de ce qui le précède. Il ne dit rien d’aucune entrée."),
		Example: "  relais audit checkpoint --out /media/auditor/2026-11.checkpoint",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(func(d local.Directory) error { return a.checkpoint(cmd.Context(), d, out) })
		},
	}
	cmd.Flags().StringVar(&out, "out", "", a.t("file to write (default: the terminal)", "fichier à écrire (par défaut : le terminal)"))
	return cmd
}

func (a *app) checkpoint(ctx context.Context, d local.Directory, path string) error {
	if path != "" {
		if err := a.mayWrite(ctx, d, path, "relais-audit/"); err != nil {
			return err
		}
	}
	c, err := d.Checkpoint(ctx)
	if err != nil {
		return err
	}
	if path != "" {
		if err := renameio.WriteFile(path, []byte(c.Checkpoint), 0o600); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(c)
	}
	if path == "" {
		_, err := io.WriteString(a.out, c.Checkpoint)
		return err
	}
	a.say("Wrote %s: a checkpoint of %s entries", "%s écrit : un point de contrôle sur %s entrées", path, entriesOf(c.Checkpoint))
	a.say("  key  %s", "  clé  %s", c.Key)
	return nil
}

// entriesOf is how many entries a checkpoint is of: its second line.
func entriesOf(checkpoint string) string {
	lines := strings.SplitN(checkpoint, "\n", 3)
	if len(lines) < 3 {
		return "?"
	}
	return lines[1]
}

func newAuditRestored(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "restored --reason WHY",
		Short: a.t("Say that an older copy was put in place on purpose", "Dire qu’une copie antérieure a été mise en place volontairement"),
		Long: a.t(
			"Say that this directory is a backup that was restored. That is audited, and the checkpoint\nthat it does not go on from is kept beside the new one. A checkpoint that an auditor has taken\naway goes on telling that entries are missing: show the auditor this entry.",
			"Dire que ce répertoire est une sauvegarde qui a été restaurée. C’est consigné à l’audit, et le\npoint de contrôle qu’il ne prolonge pas est gardé à côté du nouveau. Un point de contrôle qu’une\npersonne chargée de l’audit a emporté continuera de dire que des entrées manquent : montrez-lui\ncette entrée."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(func(d local.Directory) error {
				if err := d.AcceptCopy(cmd.Context(), reason); err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"accepted": true})
				}
				a.say("Written to the audit: this directory is a copy that was restored.", "Consigné à l’audit : ce répertoire est une copie qui a été restaurée.")
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", a.t("why: required, and audited", "pourquoi : obligatoire, et consigné"))
	return cmd
}
