package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/relais-directory/relais/data/bilingual"
)

// speak puts the words that the command library says by itself into the language
// of the person at the terminal, for root and all its commands.
func (a *app) speak(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	if a.lang == bilingual.Fr {
		root.SetUsageTemplate(frenchUsage.Replace(root.UsageTemplate()))
		frenchLibraryCommands(root)
		eachCommand(root, frenchUse)
	}
	a.refuseWords(root)
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.InitDefaultHelpFlag()
		cmd.Flags().VisitAll(a.speakFlag)
		cmd.InheritedFlags().VisitAll(a.speakFlag)
		help(cmd, args)
	})
}

// refuseWords lets the library's own commands refuse what they do not know in our
// words, where they would do so in English alone.
func (a *app) refuseWords(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			eachCommand(cmd, func(shell *cobra.Command) { shell.Args = a.noArgs })
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		case "help":
			cmd.Run = nil
			cmd.RunE = func(_ *cobra.Command, args []string) error {
				about, rest, err := root.Find(args)
				if err != nil || len(rest) > 0 {
					return a.noArgs(about, rest)
				}
				return about.Help()
			}
		}
	}
}

func eachCommand(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, sub := range cmd.Commands() {
		eachCommand(sub, do)
	}
}

var frenchUsage = strings.NewReplacer(
	"Usage:", "Utilisation\u00a0:",
	"Aliases:", "Autres noms\u00a0:",
	"Examples:", "Exemples\u00a0:",
	"Available Commands:", "Commandes\u00a0:",
	"Additional Commands:", "Autres commandes\u00a0:",
	"Additional help topics:", "Autres sujets\u00a0:",
	"Global Flags:", "Options communes\u00a0:",
	"Flags:", "Options\u00a0:",
	"[command] --help\" for more information about a command.", "[commande] --help\u00a0» renseigne sur une commande.",
	"Use \"", "«\u00a0",
	"[command]", "[commande]",
)

// frenchUse puts the words that stand for arguments into French, and says
// “options” where the library would say “flags”.
func frenchUse(cmd *cobra.Command) {
	name, arguments, _ := strings.Cut(cmd.Use, " ")
	arguments = strings.NewReplacer("FILE", "FICHIER", "NAME", "NOM", "NUMBER", "NUMÉRO", "ROLE", "RÔLE", "OUT", "SORTIE", "WORD", "MOT", "WHY", "RAISON", "DIR", "DOSSIER", "[command]", "[commande]").Replace(arguments)
	cmd.Use = strings.Join(strings.Fields(name+" "+arguments+" [options]"), " ")
	cmd.DisableFlagsInUseLine = true
}

// frenchLibraryCommands translates the two commands that the library brings.
func frenchLibraryCommands(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Short = "Renseigner sur une commande"
			cmd.Long = "Renseigner sur une commande\u00a0: relais help search, relais help capacity set."
		case "completion":
			cmd.Short = "Écrire le script qui complète les commandes dans votre interpréteur"
			cmd.Long = cmd.Short + ".\nChaque sous-commande dit comment charger le sien."
			for _, shell := range cmd.Commands() {
				frenchCompletion(shell)
			}
		}
	}
}

// loadCompletion says how each shell loads its script.
var loadCompletion = map[string]string{
	"bash":       "source <(relais completion bash)",
	"zsh":        "source <(relais completion zsh)",
	"fish":       "relais completion fish | source",
	"powershell": "relais completion powershell | Out-String | Invoke-Expression",
}

func frenchCompletion(shell *cobra.Command) {
	shell.Short = "Écrire le script pour " + shell.Name()
	shell.Long = shell.Short + ".\nPour le charger dans la séance en cours\u00a0:\n\n  " + loadCompletion[shell.Name()] +
		"\n\nPour le charger dans chaque séance, mettez cette ligne dans le fichier de\nconfiguration de l’interpréteur."
	if f := shell.Flags().Lookup("no-descriptions"); f != nil {
		f.Usage = "sans la description de chaque proposition"
	}
}

// valueNames are the words for what a flag takes, by the library’s name of its
// type.
var valueNames = map[string]bilingual.Text{
	"string":      {En: "text", Fr: "texte"},
	"stringArray": {En: "text...", Fr: "texte..."},
	"stringSlice": {En: "text...", Fr: "texte..."},
	"uint":        {En: "number", Fr: "nombre"},
	"uint64":      {En: "number", Fr: "nombre"},
	"int":         {En: "number", Fr: "nombre"},
	"float64":     {En: "number", Fr: "nombre"},
}

// namedValue is the value of a flag under a name for people.
type namedValue struct {
	pflag.Value
	name string
}

func (v namedValue) Type() string { return v.name }

// speakFlag says what a flag takes, and its default value, in the language at
// hand. It is for printing only: the library needs its own names while it reads
// a command line.
func (a *app) speakFlag(f *pflag.Flag) {
	if f.Name == "help" {
		f.Usage = a.t("help for the command", "aide sur la commande")
	}
	if value := f.DefValue; value != "" && value != "[]" && value != "0" && value != "false" {
		f.Usage += a.tf(" (default: %s)", " (par défaut : %s)", value)
	}
	f.DefValue = "" // it has been said
	if _, said := f.Value.(namedValue); said || f.Value.Type() == "bool" {
		return
	}
	name, ok := valueNames[f.Value.Type()]
	if !ok {
		name = bilingual.Text{En: "value", Fr: "valeur"}
	}
	f.Value = namedValue{f.Value, name.In(a.lang)}
}
