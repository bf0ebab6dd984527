package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

// approveFlags say what is decided and why.
type approveFlags struct {
	of, reason   string
	all, decline bool
}

func newApprove(a *app) *cobra.Command {
	var f approveFlags
	cmd := &cobra.Command{
		Use:   "approve [ID...]",
		Short: a.t("List what waits for a second person, and decide it", "Donner ce qui attend une deuxième personne, et en décider"),
		Long: a.t(
			"Without ids, list what waits: what an import would make more visible, and withdrawals of those\nwho could not be reached. With ids, approve them; with --decline, refuse them. Whoever proposed\nsomething cannot decide it: who asks is the account of this process, or at the other end of the\nserver’s socket.",
			"Sans identifiant, donner ce qui attend : ce qu’une importation rendrait plus visible, et les retraits\nde qui n’a pu être joint. Avec des identifiants, les approuver; avec --decline, les refuser. La\npersonne qui a proposé quelque chose ne peut pas en décider : qui demande, c’est le compte de ce\nprocessus, ou celui à l’autre bout de la prise du serveur."),
		Example: a.t(
			"  relais approve\n  relais approve ID --reason 'consent form seen'\n  relais approve --import ID --all --reason 'consent forms seen'",
			"  relais approve\n  relais approve ID --reason 'formulaire de consentement vu'\n  relais approve --import ID --all --reason 'formulaires de consentement vus'"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error {
				if len(args) == 0 && !f.all {
					return a.listProposals(cmd.Context(), d, f.of)
				}
				return a.decide(cmd.Context(), d, args, &f)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.of, "import", "", a.t("only those of this import", "seulement celles de cette importation"))
	flags.BoolVar(&f.all, "all", false, a.t("all that wait", "toutes celles qui attendent"))
	flags.BoolVar(&f.decline, "decline", false, a.t("refuse instead", "refuser plutôt"))
	flags.StringVar(&f.reason, "reason", "", a.t("why: required, and audited", "pourquoi : obligatoire, et consigné"))
	return cmd
}

// waiting are the proposals, or those of one import.
func waiting(ctx context.Context, d local.Directory, of string) ([]relais.Proposal, error) {
	all, err := d.Proposals(ctx)
	kept := []relais.Proposal{}
	for _, p := range all {
		if of == "" || p.Import == named(of) {
			kept = append(kept, p)
		}
	}
	return kept, err
}

func (a *app) listProposals(ctx context.Context, d local.Directory, of string) error {
	all, err := waiting(ctx, d, of)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"proposals": all})
	}
	if len(all) == 0 {
		a.say("Nothing waits.", "Rien n’attend.")
	}
	for _, p := range all {
		a.printProposal(p)
	}
	return nil
}

func (a *app) printProposal(p relais.Proposal) {
	fmt.Fprintf(a.out, "%s  %s\n", a.paint(bold, string(p.ID)), p.Name)
	if p.Kind == relais.ProposeWithdraw {
		a.say("  to withdraw %s: not reached on %d days, lastly by %s on %s", "  à retirer, %s : injoignable %d jours, la dernière fois par %s le %s",
			string(p.Target), p.Days, strings.Join(p.By, ", "), day(p.At))
		return
	}
	a.say("  proposed by %s on %s: %s", "  proposé par %s le %s : %s", strings.Join(p.By, ", "), day(p.At), p.Reason)
	if p.Kind == relais.ProposeAdmit {
		a.say("  to list, internal at first: relais applications show %s", "  à inscrire, d’abord interne : relais applications show %s", string(p.Target))
		return
	}
	if p.Kind == relais.ProposeUnseal {
		a.say("  to lift what this file had sealed, of %d records: it was undone, and what it kept back is kept back still",
			"  pour lever ce que ce fichier avait scellé, de %d dossiers : il a été annulé, et ce qu’il taisait reste tu", p.Seals)
		return
	}
	if p.Alike {
		fmt.Fprintln(a.out, "  "+a.paint(amber, a.t("! it would show what another record keeps back", "! on y verrait ce qu’un autre dossier ne montre pas")))
	}
	if len(p.Gains) > 0 {
		a.say("  would be seen: %s", "  serait visible : %s", strings.Join(a.gains(p), ", "))
	}
	for _, d := range p.Fields {
		fmt.Fprintf(a.out, "    %s: %s → %s\n", d.Field, d.Old, d.New)
	}
}

// gains names what a proposal would show, each once.
func (a *app) gains(p relais.Proposal) []string {
	var names []string
	seen := map[string]bool{}
	for _, g := range p.Gains {
		name := g.Field
		switch name {
		case "listing":
			name = a.t("a listing", "une fiche")
		case "sealed_place":
			name = a.t("a sealed address, to staff", "une adresse scellée, au personnel")
		}
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// decide decides each proposal by itself; those that are refused do not keep the
// others from it.
func (a *app) decide(ctx context.Context, d local.Directory, ids []string, f *approveFlags) error {
	if f.all {
		all, err := waiting(ctx, d, f.of)
		if err != nil {
			return err
		}
		for _, p := range all {
			ids = append(ids, string(p.ID))
		}
	}
	var done []relais.Proposal
	var refused []error
	for _, id := range ids {
		p, err := d.Decide(ctx, local.Deciding{ID: id, Decline: f.decline, Reason: f.reason})
		if err != nil {
			refused = append(refused, err)
			continue
		}
		done = append(done, p)
	}
	if a.json && len(done) > 0 {
		refused = append(refused, a.printJSON(map[string]any{"decided": done}))
	} else if !a.json {
		a.sayDecided(done)
	}
	return oneOf(refused)
}

func (a *app) sayDecided(done []relais.Proposal) {
	for _, p := range done {
		if p.State == relais.ProposalApproved {
			a.say("Approved: %s", "Approuvé : %s", p.Name)
		} else {
			a.say("Declined: %s", "Refusé : %s", p.Name)
		}
	}
}

// oneOf is the first of errors of each sort: many proposals are refused for the
// same reason.
func oneOf(all []error) error {
	var kept []error
	seen := map[string]bool{}
	for _, err := range all {
		if err != nil && !seen[err.Error()] {
			seen[err.Error()] = true
			kept = append(kept, err)
		}
	}
	if len(kept) == 1 {
		return kept[0]
	}
	return errors.Join(kept...)
}

// day is a moment's day, as the clock in Greenwich has it.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// listingOrOrganization is what the commands of verification take.
func listingOrOrganization() bilingual.Text {
	return bilingual.Text{En: "the id of a listing, or of an organization", Fr: "l’identifiant d’une fiche de service, ou d’un organisme"}
}
