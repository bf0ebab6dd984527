package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

func newApplications(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "applications",
		Short: a.t("Organizations that ask to be listed", "Les organismes qui demandent à être inscrits"),
		Long: a.t(
			"List the organizations that have asked to be listed. One person looks at an application and\nrecommends it, another decides (relais approve). What is accepted is internal until its owner’s\nconsent to more is recorded. Police come by a way of their own: --path law_enforcement.",
			"Donner les organismes qui ont demandé à être inscrits. Une personne examine la demande et la\nrecommande, une autre décide (relais approve). Ce qui est accepté reste interne tant que le\nconsentement à davantage n’est pas consigné. La police passe par une voie à part :\n--path law_enforcement."),
		Example: "  relais applications form >form.json\n  relais applications record form.json\n  relais applications recommend ID --reason '…'",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error { return a.listApplications(cmd.Context(), d) })
		},
	}
	cmd.AddCommand(newApplicationForm(a), newApplicationRecord(a), newApplicationShow(a), newApplicationContact(a))
	cmd.AddCommand(
		a.applicationStep("ask", a.t("Note that a document was asked for", "Noter qu’un document a été demandé"), local.StepAsk),
		a.applicationStep("seen", a.t("Note that a document was seen", "Noter qu’un document a été vu"), local.StepSeen),
		a.applicationStep("refuse", a.t("Refuse an application, with the reason", "Refuser une demande, avec la raison"), local.StepRefuse),
		newApplicationRecommend(a),
	)
	return cmd
}

func (a *app) listApplications(ctx context.Context, d local.Directory) error {
	all, err := d.Applications(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"applications": all})
	}
	if len(all) == 0 {
		a.say("Nobody has asked.", "Personne n’a fait de demande.")
	}
	t := table{}
	for _, one := range all {
		t.add(string(one.ID), one.On.String(), a.applicationState(one.State), one.Form.Name.In(a.lang))
	}
	fmt.Fprint(a.out, t.String())
	return nil
}

func (a *app) applicationState(s relais.ApplicationState) string {
	switch s {
	case relais.ApplicationRecommended:
		return a.t("recommended", "recommandée")
	case relais.ApplicationAccepted:
		return a.t("accepted", "acceptée")
	case relais.ApplicationRefused:
		return a.t("refused", "refusée")
	}
	return a.t("open", "ouverte")
}

func applicationID() bilingual.Text {
	return bilingual.Text{En: "the id of an application", Fr: "l’identifiant d’une demande"}
}

func newApplicationForm(a *app) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "form",
		Short: a.t("Write an empty form, with the criteria", "Écrire un formulaire vide, avec les critères"),
		Long: a.t(
			"Write an empty form as JSON, to be filled in. Each criterion is answered with yes or no. The form\nasks for no street address, and none belongs in it.",
			"Écrire un formulaire vide en JSON, à remplir. Chaque critère reçoit yes (oui) ou no (non). Le\nformulaire ne demande aucune adresse de rue, et aucune n’y a sa place."),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error { return a.printForm(relais.ApplicationPath(path)) },
	}
	cmd.Flags().StringVar(&path, "path", string(relais.PathProvider), a.t("provider or law_enforcement", "provider (fournisseur) ou law_enforcement (police)"))
	return cmd
}

// printForm writes a form whose answers are not given, with what each asks beside
// it in words.
func (a *app) printForm(path relais.ApplicationPath) error {
	f := relais.ApplicationForm{Path: path, Kind: data.Direct}
	if path == relais.PathLawEnforcement {
		f.Kind = data.LawEnforcement
	}
	criteria := relais.Criteria(path)
	for _, c := range criteria {
		f.Answers = append(f.Answers, relais.Answer{Criterion: c.ID})
	}
	return a.printJSON(struct {
		relais.ApplicationForm
		Criteria []relais.Criterion `json:"criteria"`
	}{f, criteria})
}

func newApplicationRecord(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "record FILE",
		Short: a.t("Keep a form that was filled in", "Garder un formulaire rempli"),
		Args:  a.exactly(1, bilingual.Text{En: "a form", Fr: "un formulaire"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			form, err := readForm(args[0])
			if err != nil {
				return err
			}
			return a.with(func(d local.Directory) error {
				received, err := d.ReceiveApplication(cmd.Context(), form)
				return a.sayApplication(received, err)
			})
		},
	}
}

// mostForm is more than any form has whose texts are within their bounds.
const mostForm = 1 << 20

// readForm reads a form as printForm writes it.
func readForm(path string) (f relais.ApplicationForm, err error) {
	form := struct {
		*relais.ApplicationForm
		Criteria json.RawMessage `json:"criteria"` // the questions, for whoever fills it in
	}{ApplicationForm: &f}
	if err := readStrictly(path, mostForm, &form); err != nil {
		return f, problemFormUnread(err)
	}
	return f, nil
}

func problemFormUnread(err error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "form_unreadable", Cause: err,
		Message: bilingual.Text{En: "this form could not be read", Fr: "ce formulaire n’a pas pu être lu"},
		Hint:    bilingual.Text{En: "begin with an empty one: relais applications form", Fr: "partez d’un formulaire vide : relais applications form"},
	}
}

// sayApplication says what has become of an application.
func (a *app) sayApplication(one relais.Application, err error) error {
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(one)
	}
	a.say("%s  %s: %s", "%s  %s : %s", string(one.ID), one.Form.Name.In(a.lang), a.applicationState(one.State))
	for _, d := range one.Documents {
		seen := a.t("not seen", "pas vu")
		if d.Seen != nil {
			seen = a.tf("seen by %s on %s", "vu par %s le %s", d.Seen.By, day(d.Seen.At))
		}
		a.say("  %s: %s", "  %s : %s", d.Name, seen)
	}
	return nil
}

func newApplicationShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: a.t("Show one application", "Montrer une demande"),
		Args:  a.exactly(1, applicationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.reading(func(d local.Directory) error {
				one, err := d.Application(cmd.Context(), args[0])
				if err := a.sayApplication(one, err); err != nil || a.json {
					return err
				}
				a.printAnswers(&one)
				return nil
			})
		},
	}
}

func (a *app) printAnswers(one *relais.Application) {
	for _, c := range relais.Criteria(one.Form.Path) {
		for _, answer := range one.Form.Answers {
			if answer.Criterion == c.ID {
				fmt.Fprintf(a.out, "  %s %s\n", a.yesNo(answer.Meets), c.Text.In(a.lang))
			}
			if answer.Criterion == c.ID && answer.Words != "" {
				fmt.Fprintf(a.out, "      %s\n", answer.Words)
			}
		}
	}
	if one.Decided != nil {
		a.say("  decided by %s on %s: %s", "  tranchée par %s le %s : %s", one.Decided.By, day(one.Decided.At), one.Decided.Reason)
	}
}

func (a *app) yesNo(t data.Tri) string {
	if t == data.Yes {
		return a.t("yes", "oui")
	}
	return a.t("no ", "non")
}

func newApplicationContact(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "contact ID",
		Short: a.t("Show whom to write to: audited first", "Montrer à qui écrire : consigné d’abord"),
		Args:  a.exactly(1, applicationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error {
				c, err := d.ApplicationContact(cmd.Context(), local.Reviewing{ID: args[0], Reason: reason})
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(c)
				}
				fmt.Fprintln(a.out, c.Name, c.Title.In(a.lang), c.Phone.Number, c.Email)
				return nil
			})
		},
	}
	a.reasonFlag(cmd, &reason)
	return cmd
}

func (a *app) reasonFlag(cmd *cobra.Command, reason *string) {
	cmd.Flags().StringVar(reason, "reason", "", a.t("why: required, and audited", "pourquoi : obligatoire, et consigné"))
}

// applicationStep is the command of one step of a review.
func (a *app) applicationStep(use, short string, step local.Step) *cobra.Command {
	var r local.Reviewing
	cmd := &cobra.Command{
		Use: use + " ID", Short: short, Args: a.exactly(1, applicationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.ID, r.Step = args[0], step
			return a.with(func(d local.Directory) error {
				one, err := d.ReviewApplication(cmd.Context(), r)
				return a.sayApplication(one, err)
			})
		},
	}
	a.reasonFlag(cmd, &r.Reason)
	if step != local.StepRefuse {
		cmd.Flags().StringVar(&r.Document, "document", "", a.t("its name; it is kept elsewhere", "son nom; il est gardé ailleurs"))
	}
	return cmd
}

func newApplicationRecommend(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "recommend ID",
		Short: a.t("Propose to list it, for a second person", "Proposer de l’inscrire, à une deuxième personne"),
		Args:  a.exactly(1, applicationID()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error {
				p, err := d.RecommendApplication(cmd.Context(), local.Reviewing{ID: args[0], Reason: reason})
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(p)
				}
				a.say("Proposed, for a second person: relais approve %s", "Proposé, à une deuxième personne : relais approve %s", string(p.ID))
				return nil
			})
		},
	}
	a.reasonFlag(cmd, &reason)
	return cmd
}
