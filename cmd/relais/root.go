package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/relais-directory/relais/data/bilingual"
)

// newRoot makes the command and all that hang below it, in the language of a.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "relais",
		Short: a.t("Who can help this person, from here, now, in their language", "Qui peut aider cette personne, là où elle est, maintenant, dans sa langue"),
		Long: a.t(
			"relais keeps a directory of support services and answers who can help a person,\nfrom where they are, now, in their language.\n\nTo begin: relais demo --data /tmp/relais-demo",
			"relais tient un répertoire de services de soutien et répond à la question : qui peut\naider cette personne, là où elle est, maintenant, dans sa langue.\n\nPour commencer : relais demo --data /tmp/relais-demo"),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          a.noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(a.flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&a.dir, "data", "", a.t("folder of the directory (or RELAIS_DATA)", "dossier du répertoire (ou RELAIS_DATA)"))
	flags.StringVar(&a.keys, "keys", "", a.t("folder of the keys (or RELAIS_KEYS; else the user’s configuration folder)", "dossier des clés (ou RELAIS_KEYS; sinon, le dossier de configuration de l’utilisateur)"))
	flags.BoolVar(&a.json, "json", false, a.t("print JSON, for programs", "écrire en JSON, pour les programmes"))
	flags.String("lang", string(a.lang), a.t("language of words: fr or en", "langue des mots : fr ou en"))
	root.AddCommand(
		newDemo(a), newInit(a), newServe(a), newSearch(a), newPlan(a), newExplain(a), newJurisdiction(a), newShow(a), newTerms(a), newPlaces(a), newStats(a),
		newImport(a), newApprove(a), newVerify(a), newDue(a), newEdit(a), newHistory(a), newTrouble(a), newApplications(a), newReferral(a), newExport(a), newPublish(a), newCheck(a), newCapacity(a), newReveal(a), newAudit(a), newAccount(a), newToken(a), newDoctor(a), newVersion(a),
	)
	a.speak(root)
	return root
}

// noArgs refuses arguments where a command takes none, and names near commands
// where a command was misspelt.
func (a *app) noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	p := &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "argument_unexpected", Read: args[0],
		Message: bilingual.Textf("“%s” takes no such argument", "« %s » n’attend pas cet argument", cmd.CommandPath()),
		Hint:    bilingual.Textf("see: %s --help", "voyez : %s --help", cmd.CommandPath()),
	}
	if !cmd.HasParent() {
		p.Code, p.Message = "command_unknown", bilingual.Text{En: "there is no such command", Fr: "cette commande n’existe pas"}
		cmd.SuggestionsMinimumDistance = 2
		for _, near := range cmd.SuggestionsFor(args[0]) {
			p.Choices = append(p.Choices, bilingual.Choice{Input: "relais " + near})
		}
	}
	return p
}

// exactly asks for n arguments, called name.
func (a *app) exactly(n int, name bilingual.Text) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "argument_missing",
			Message: bilingual.Textf("give exactly %d: %s", "donnez-en exactement %d : %s", n, name),
			Hint:    bilingual.Textf("see: %s --help", "voyez : %s --help", cmd.CommandPath()),
		}
	}
}

// flagError puts the library's complaint about a flag into words.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	p := &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "flag_invalid", Cause: err,
		Message: bilingual.Text{En: "a flag was not understood", Fr: "une option n’a pas été comprise"},
		Hint:    bilingual.Textf("see: %s --help", "voyez : %s --help", cmd.CommandPath()),
	}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		p.Code, p.Read = "flag_unknown", dashed(e.GetSpecifiedName())
		p.Message = bilingual.Text{En: "there is no such flag", Fr: "cette option n’existe pas"}
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		p.Code, p.Read = "flag_empty", dashed(e.GetSpecifiedName())
		p.Message = bilingual.Text{En: "a flag wants a value after it", Fr: "une option attend une valeur après elle"}
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		p.Read = "--" + e.GetFlag().Name + " " + e.GetValue()
		if name, known := valueNames[e.GetFlag().Value.Type()]; known {
			p.Message = bilingual.Textf("a flag was not understood: it takes this: %s", "une option n’a pas été comprise : elle attend ceci : %s", name)
		}
	}
	return p
}

// dashed is a flag as it is typed.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
