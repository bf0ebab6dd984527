package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	staff "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

func newAccount(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: a.t("Look after the accounts of staff", "S’occuper des comptes du personnel"),
		Long: a.t(
			"Look after the accounts with which staff sign in. An account is set up by its owner\nwith a link that works once; nobody else ever knows what opens it. Whoever has lost a\npasskey or a password gets a new link, and once that is used nothing of before works.",
			"S’occuper des comptes avec lesquels le personnel ouvre une session. Chaque compte est\nmis en place par la personne à qui il appartient, avec un lien qui sert une fois; personne\nd’autre ne connaît ce qui l’ouvre. Une clé d’accès ou un mot de passe perdu se remplace par\nun nouveau lien, après quoi plus rien d’avant ne fonctionne."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAccountAdd(a), newAccountList(a), newAccountLink(a), newAccountRole(a), newAccountShut(a, false), newAccountShut(a, true))
	return cmd
}

// accountName is what the commands call their argument.
var accountName = bilingual.Text{En: "the name of an account", Fr: "le nom d’un compte"}

func newAccountAdd(a *app) *cobra.Command {
	var role, base string
	cmd := &cobra.Command{
		Use:     "add NAME --role ROLE",
		Short:   a.t("Add an account and make its set-up link", "Ajouter un compte et créer son lien de mise en place"),
		Example: "  relais account add ada --role advocate --base https://relais.example",
		Args:    a.exactly(1, accountName),
		RunE: func(cmd *cobra.Command, args []string) error {
			role, err := access.ParseRole(role)
			if err != nil {
				return input(err)
			}
			return a.setUp(base, func(d local.Directory) (local.SetUp, error) { return d.AddAccount(cmd.Context(), args[0], role) })
		},
	}
	a.roleFlag(cmd, &role)
	a.baseFlag(cmd, &base)
	return cmd
}

func newAccountLink(a *app) *cobra.Command {
	var base string
	cmd := &cobra.Command{
		Use:   "link NAME",
		Short: a.t("Make a new set-up link, for a passkey or password that was lost", "Créer un nouveau lien de mise en place, quand une clé d’accès ou un mot de passe est perdu"),
		Args:  a.exactly(1, accountName),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.setUp(base, func(d local.Directory) (local.SetUp, error) { return d.LinkAccount(cmd.Context(), args[0]) })
		},
	}
	a.baseFlag(cmd, &base)
	return cmd
}

func (a *app) roleFlag(cmd *cobra.Command, role *string) {
	cmd.Flags().StringVar(role, "role", "", a.t("advocate, editor, approver, auditor or administrator", "advocate (intervenant·e), editor (rédaction), approver (approbation), auditor (vérification) ou administrator (administration)"))
	must(cmd.RegisterFlagCompletionFunc("role", cobra.FixedCompletions(roleNames(), cobra.ShellCompDirectiveNoFileComp)))
}

func roleNames() []string {
	var names []string
	for _, r := range access.Roles() {
		if r != access.Public {
			names = append(names, string(r))
		}
	}
	return names
}

func (a *app) baseFlag(cmd *cobra.Command, base *string) {
	cmd.Flags().StringVar(base, "base", "http://localhost:8080", a.t("address of the staff’s pages", "adresse des pages du personnel"))
}

// setUp makes a set-up link and prints it, this once.
func (a *app) setUp(base string, do func(local.Directory) (local.SetUp, error)) error {
	return a.with(func(d local.Directory) error {
		made, err := do(d)
		if err != nil {
			return err
		}
		secret, ok := access.ParseSecret(made.Secret)
		if !ok {
			return fmt.Errorf("the set-up link of %s was not understood", made.Account.Name)
		}
		address := staff.LinkAddress(strings.TrimRight(base, "/"), secret)
		if a.json {
			return a.printJSON(map[string]any{"account": made.Account, "link": address})
		}
		a.say("%s (%s) is set up here, once, until %s:", "%s (%s) se met en place ici, une fois, jusqu’au %s :", made.Account.Name, made.Account.Role.Name(), a.moment(made.Account.Link))
		fmt.Fprintf(a.out, "  %s\n", address)
		a.note("Give it to nobody but its owner: it opens the account.", "Ne le donnez qu’à la personne à qui appartient le compte : il l’ouvre.")
		return nil
	})
}

func newAccountList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: a.t("List the accounts", "Afficher les comptes"),
		Args:  a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error {
				accounts, err := d.Accounts(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(accounts)
				}
				a.printAccounts(accounts)
				return nil
			})
		},
	}
}

func (a *app) printAccounts(accounts []local.StaffAccount) {
	if len(accounts) == 0 {
		a.say("There are no accounts yet.", "Il n’y a pas encore de compte.")
		return
	}
	t := &table{}
	for _, one := range accounts {
		t.add(one.Name, one.Role.Name().In(a.lang), a.opens(one))
	}
	fmt.Fprint(a.out, t)
}

// moment is a day and an hour, where this program runs.
func (a *app) moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// opens says what opens an account.
func (a *app) opens(one local.StaffAccount) string {
	var by []string
	if one.Disabled {
		return a.t("disabled", "désactivé")
	}
	if one.Passkeys > 0 {
		by = append(by, a.tf("passkeys: %d", "clés d’accès : %d", one.Passkeys))
	}
	if one.Password {
		by = append(by, a.t("password", "mot de passe"))
	}
	if one.Provider {
		by = append(by, a.t("identity provider", "fournisseur d’identité"))
	}
	if !one.Link.IsZero() && one.Link.After(a.now()) {
		by = append(by, a.tf("set-up link until %s", "lien de mise en place jusqu’au %s", a.moment(one.Link)))
	}
	if len(by) == 0 {
		return a.t("nothing opens it", "rien ne l’ouvre")
	}
	return strings.Join(by, ", ")
}

func newAccountRole(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "role NAME ROLE",
		Short: a.t("Give an account another role; its sessions end", "Donner un autre rôle à un compte; ses sessions se ferment"),
		Args:  a.exactly(2, bilingual.Text{En: "the name of an account, and a role", Fr: "le nom d’un compte, et un rôle"}),
		RunE: func(cmd *cobra.Command, args []string) error {
			role, err := access.ParseRole(args[1])
			if err != nil {
				return input(err)
			}
			return a.changed(func(d local.Directory) (local.StaffAccount, error) { return d.SetRole(cmd.Context(), args[0], role) })
		},
	}
}

func newAccountShut(a *app, enable bool) *cobra.Command {
	var reason string
	use, short := "disable NAME", a.t("Shut an account; its sessions end at once", "Désactiver un compte; ses sessions se ferment aussitôt")
	otherwise := "account disabled"
	if enable {
		use, short, otherwise = "enable NAME", a.t("Open an account that was shut", "Réactiver un compte"), "account enabled"
	}
	cmd := &cobra.Command{
		Use: use, Short: short,
		Args: a.exactly(1, accountName),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := local.Shutting{Name: args[0], Enable: enable, Reason: cmp.Or(reason, otherwise)}
			return a.changed(func(d local.Directory) (local.StaffAccount, error) { return d.ShutAccount(cmd.Context(), s) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	return cmd
}

// changed changes an account and says what it is now.
func (a *app) changed(do func(local.Directory) (local.StaffAccount, error)) error {
	return a.with(func(d local.Directory) error {
		one, err := do(d)
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(one)
		}
		a.printAccounts([]local.StaffAccount{one})
		return nil
	})
}
