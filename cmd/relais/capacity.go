package main

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// capacityFlags say what was learned of the room at a service.
type capacityFlags struct {
	unit, population, status, how, reason string
	available, maximum                    int
}

func newCapacity(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "capacity",
		Short: a.t("Record how much room a service has", "Consigner les places d’un service"),
		Args:  a.noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCapacitySet(a), newCapacityImport(a))
	return cmd
}

func newCapacitySet(a *app) *cobra.Command {
	var f capacityFlags
	cmd := &cobra.Command{
		Use:   "set ID",
		Short: a.t("Record what was just learned", "Consigner ce qu’on vient d’apprendre"),
		Long: a.t(
			"Record what a call has just told about the room at one listing’s service. It is\nvisible to staff at once, never to the public, and fades with age.",
			"Consigner ce qu’un appel vient d’apprendre des places du service d’une fiche.\nC’est visible du personnel aussitôt, jamais du public, et s’estompe avec le temps."),
		Example: "  relais capacity set ID --available 2\n  relais capacity set ID --status waitlist --unit family-room",
		Args:    a.exactly(1, bilingual.Text{En: "the id of a listing", Fr: "l’identifiant d’une fiche de service"}),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.setCapacity(cmd, args[0], &f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.unit, "unit", "bed", a.t("bed, room, family-room or appointment", "bed (lit), room (chambre), family-room (chambre familiale) ou appointment (rendez-vous)"))
	flags.StringVar(&f.population, "population", "", a.t("for whom, where it is not for everybody", "pour qui, si ce n’est pas pour tout le monde"))
	flags.StringVar(&f.status, "status", "", a.t("capacity, waitlist, no-capacity, assessment-required or unknown", "capacity (de la place), waitlist (liste d’attente), no-capacity (complet), assessment-required (après évaluation) ou unknown (inconnu)"))
	flags.IntVar(&f.available, "available", 0, a.t("how many are free", "combien sont libres"))
	flags.IntVar(&f.maximum, "max", 0, a.t("how many there are in all", "combien il y en a en tout"))
	flags.StringVar(&f.how, "how", "call", a.t("how it was learned", "comment on l’a appris"))
	flags.StringVar(&f.reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	must(cmd.RegisterFlagCompletionFunc("unit", cobra.FixedCompletions(units(), cobra.ShellCompDirectiveNoFileComp)))
	must(cmd.RegisterFlagCompletionFunc("status", cobra.FixedCompletions(statuses(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

func units() []string { return []string{"bed", "room", "family-room", "appointment"} }

func statuses() []string {
	return []string{string(data.HasCapacity), string(data.Waitlist), string(data.NoCapacity), string(data.AssessmentRequired), string(data.CapacityUnknown)}
}

func (a *app) setCapacity(cmd *cobra.Command, id string, f *capacityFlags) error {
	c, err := f.capacity(cmd)
	if err != nil {
		return err
	}
	l := local.Learned{Listing: id, Capacity: c, Population: f.population, Reason: cmp.Or(f.reason, "capacity learned by "+f.how)}
	return a.with(func(d local.Directory) error {
		r, err := d.SetCapacity(cmd.Context(), l)
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(map[string]any{"id": r.Listing, "capacity": r.Capacity, "changed": r.Receipt.Changed, "generation": r.Receipt.Generation})
		}
		a.say("Recorded: %s", "Consigné : %s", a.capacity(r.Capacity))
		return nil
	})
}

// capacity is what the flags say, checked.
func (f *capacityFlags) capacity(cmd *cobra.Command) (data.Capacity, error) {
	c := data.Capacity{Unit: f.unit, How: f.how}
	if cmd.Flags().Changed("available") {
		c.Available = &f.available
	}
	if cmd.Flags().Changed("max") {
		c.Maximum = &f.maximum
	}
	c.Status = f.known(c.Available)
	switch {
	case !slices.Contains(units(), f.unit):
		return c, capacityProblem("unit_unknown", f.unit, "the unit is bed, room, family-room or appointment", "l’unité est bed (lit), room (chambre), family-room (chambre familiale) ou appointment (rendez-vous)")
	case !slices.Contains(statuses(), string(c.Status)):
		return c, capacityProblem("status_unknown", f.status, "the status is capacity, waitlist, no-capacity, assessment-required or unknown", "l’état est capacity (de la place), waitlist (liste d’attente), no-capacity (complet), assessment-required (après évaluation) ou unknown (inconnu)")
	case f.available < 0 || f.maximum < 0 || c.Maximum != nil && f.available > f.maximum:
		return c, capacityProblem("count_invalid", "", "the numbers are not below zero, and no more are free than there are", "les nombres ne sont pas négatifs, et il n’y a pas plus de places libres que de places")
	case c.Available != nil && (c.Status == data.NoCapacity) != (f.available == 0) && c.Status != data.Waitlist && c.Status != data.AssessmentRequired && c.Status != data.CapacityUnknown:
		return c, capacityProblem("status_contradicts", "", "the status and the number that is free say different things", "l’état et le nombre de places libres se contredisent")
	case f.status == "" && c.Available == nil:
		return c, capacityProblem("capacity_missing", "", "say what was learned: --available N, or --status", "dites ce qu’on a appris : --available N, ou --status")
	}
	return c, nil
}

// known is the status that was said, or the one that a number says by itself.
func (f *capacityFlags) known(available *int) data.CapacityStatus {
	switch {
	case f.status != "":
		return data.CapacityStatus(f.status)
	case available == nil:
		return data.CapacityUnknown
	case *available == 0:
		return data.NoCapacity
	}
	return data.HasCapacity
}

func capacityProblem(code, read, en, fr string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: code, Read: read,
		Message: bilingual.Text{En: en, Fr: fr},
		Hint:    bilingual.Text{En: "see: relais capacity set --help", Fr: "voyez : relais capacity set --help"},
	}
}
