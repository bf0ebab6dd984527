package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

func organizationID() bilingual.Text {
	return bilingual.Text{En: "the id of an organization", Fr: "l’identifiant d’un organisme"}
}

func newEdit(a *app) *cobra.Command {
	var from, reason string
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: a.t("Take a record out to edit it, and put it back", "Prendre un dossier pour le modifier, et le remettre"),
		Long: a.t(
			"Write the record of an organization as JSON, without its sealed parts. Edit the file and put it\nback with --from: what would show anybody more than before waits for a second person, the rest is\ndone. An edit of what somebody else has edited meanwhile is refused. Editing is not verifying.",
			"Écrire le dossier d’un organisme en JSON, sans ses parties scellées. Modifiez le fichier et\nremettez-le avec --from : ce qui serait plus visible qu’avant attend une deuxième personne, le\nreste est fait. Modifier ce que quelqu’un d’autre a modifié entre-temps est refusé. Modifier n’est\npas vérifier."),
		Example: "  relais edit ID >record.json\n  relais edit ID --from record.json --reason '…'",
		Args:    a.exactly(1, organizationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			if from == "" {
				return a.reading(func(d local.Directory) error {
					r, err := d.Editable(cmd.Context(), args[0])
					if err != nil {
						return err
					}
					return a.printJSON(r)
				})
			}
			edit, err := readEdit(from, args[0])
			if err != nil {
				return err
			}
			return a.with(func(d local.Directory) error {
				done, err := d.Edit(cmd.Context(), local.Editing{Editable: edit, Reason: reason})
				return a.sayEdited(done, err)
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", a.t("the edited file", "le fichier modifié"))
	a.reasonFlag(cmd, &reason)
	return cmd
}

// mostEdit is more than any record has.
const mostEdit = 32 << 20

// readEdit reads what `relais edit` wrote, and makes sure that it is the record of
// the id that was named.
func readEdit(path, id string) (e relais.Editable, err error) {
	if err := readStrictly(path, mostEdit, &e); err != nil || e.Record == nil || e.Record.ID() != named(id) {
		return e, problemEditUnread(err)
	}
	return e, nil
}

func problemEditUnread(err error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "edit_unreadable", Cause: err,
		Message: bilingual.Text{En: "this is not the edited record of this organization", Fr: "ce n’est pas le dossier modifié de cet organisme"},
		Hint:    bilingual.Text{En: "begin with: relais edit ID >record.json", Fr: "partez de : relais edit ID >dossier.json"},
	}
}

func (a *app) sayEdited(done relais.EditDone, err error) error {
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(done)
	}
	a.printFields(done.Fields)
	for _, id := range done.Proposals {
		a.say("Part of it waits for a second person: relais approve %s", "Une partie attend une deuxième personne : relais approve %s", string(id))
	}
	return nil
}

func (a *app) printFields(fields []ingest.Diff) {
	for _, d := range fields {
		waits := ""
		if d.Waits {
			waits = a.t(" (waits)", " (en attente)")
		}
		fmt.Fprintf(a.out, "  %s: %s → %s%s\n", d.Field, d.Old, d.New, waits)
	}
}

func newHistory(a *app) *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "history ID",
		Short: a.t("Who changed a record, when, why and what", "Qui a changé un dossier, quand, pourquoi et quoi"),
		Args:  a.exactly(1, organizationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(func(d local.Directory) error { return a.printHistory(cmd.Context(), d, args[0], limit) })
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, a.t("how many at the most; 0 for all", "combien au plus; 0 pour tous"))
	cmd.AddCommand(newHistoryUndo(a))
	return cmd
}

func (a *app) printHistory(ctx context.Context, d local.Directory, id string, limit int) error {
	all, err := d.History(ctx, id, limit)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"history": all})
	}
	for _, e := range all {
		fmt.Fprintf(a.out, "%s  %s  %s  %s\n", a.paint(bold, strconv.FormatUint(e.Change, 10)), day(e.At), e.By, e.Reason)
		if e.First {
			a.say("  the record was made", "  le dossier a été créé")
		}
		a.printFields(e.Fields)
	}
	return nil
}

func newHistoryUndo(a *app) *cobra.Command {
	var u local.UndoingChange
	cmd := &cobra.Command{
		Use:   "undo ID",
		Short: a.t("Take back one change", "Annuler un changement"),
		Long: a.t(
			"Take back what one change did to one record. What was edited elsewhere in it since stays. What\nthat would show anybody waits for a second person.",
			"Annuler ce qu’un changement a fait à un dossier. Ce qui y a été modifié ailleurs depuis reste. Ce\nqui en serait plus visible attend une deuxième personne."),
		Args: a.exactly(1, organizationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			u.ID = args[0]
			return a.with(func(d local.Directory) error {
				done, err := d.UndoChange(cmd.Context(), u)
				return a.sayEdited(done, err)
			})
		},
	}
	cmd.Flags().Uint64Var(&u.Change, "change", 0, a.t("its number: relais history ID", "son numéro : relais history ID"))
	a.reasonFlag(cmd, &u.Reason)
	return cmd
}
