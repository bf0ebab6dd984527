package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

func newToken(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: a.t("Look after the tokens of programs", "S’occuper des jetons des programmes"),
		Long: a.t(
			"Look after the tokens with which programs ask the staff’s API. A token says what it\nmay, ends by itself and is shown once. No token opens sealed parts, approves or hands\nout access: people do.",
			"S’occuper des jetons avec lesquels des programmes interrogent l’API du personnel. Un\njeton dit ce qu’il permet, prend fin de lui-même et s’affiche une seule fois. Aucun jeton\nn’ouvre ce qui est scellé, n’approuve ni ne donne accès : cela revient à des personnes."),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTokenMake(a), newTokenList(a), newTokenRevoke(a))
	return cmd
}

// tokenName is what the commands call their argument.
var tokenName = bilingual.Text{En: "the name of a token", Fr: "le nom d’un jeton"}

func newTokenMake(a *app) *cobra.Command {
	var role string
	var may []string
	var days int
	cmd := &cobra.Command{
		Use:     "make NAME --role ROLE --may WORD",
		Short:   a.t("Make a token, which is shown this once", "Créer un jeton, qui s’affiche cette seule fois"),
		Example: "  relais token make nightly-import --role editor --may import --days 90",
		Args:    a.exactly(1, tokenName),
		RunE: func(cmd *cobra.Command, args []string) error {
			role, err := access.ParseRole(role)
			if err != nil {
				return input(err)
			}
			m := local.Making{Name: args[0], Role: role, Life: time.Duration(days) * 24 * time.Hour}
			for _, action := range may {
				m.Actions = append(m.Actions, access.Action(action))
			}
			return a.makeToken(cmd, m)
		},
	}
	a.roleFlag(cmd, &role)
	cmd.Flags().StringSliceVar(&may, "may", nil, a.t("what it may do: search, capacity, import and others", "ce qu’il permet : search (chercher), capacity (places), import (importer) et d’autres"))
	cmd.Flags().IntVar(&days, "days", 90, a.t("how many days it lasts, 366 at the most", "combien de jours il dure, 366 au plus"))
	return cmd
}

func (a *app) makeToken(cmd *cobra.Command, m local.Making) error {
	return a.with(func(d local.Directory) error {
		made, err := d.MakeToken(cmd.Context(), m)
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(made)
		}
		a.say("%s, until %s:", "%s, jusqu’au %s :", made.Token.Name, a.moment(made.Token.Expires))
		fmt.Fprintf(a.out, "  %s\n", made.Secret)
		a.note("It is shown this once: keep it where the program reads it, and nowhere else.", "Il ne s’affiche qu’une fois : gardez-le là où le programme le lit, et nulle part ailleurs.")
		return nil
	})
}

func newTokenList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: a.t("List the tokens", "Afficher les jetons"),
		Args:  a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.reading(func(d local.Directory) error {
				tokens, err := d.Tokens(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(tokens)
				}
				a.printTokens(tokens)
				return nil
			})
		},
	}
}

func (a *app) printTokens(tokens []local.Token) {
	if len(tokens) == 0 {
		a.say("There are no tokens yet.", "Il n’y a pas encore de jeton.")
		return
	}
	t := &table{}
	for _, one := range tokens {
		state := a.tf("until %s", "jusqu’au %s", a.moment(one.Expires))
		switch {
		case one.Revoked:
			state = a.t("revoked", "révoqué")
		case !a.now().Before(one.Expires):
			state = a.t("over", "terminé")
		}
		var may []string
		for _, action := range one.Actions {
			may = append(may, string(action))
		}
		t.add(one.Name, one.Role.Name().In(a.lang), strings.Join(may, ", "), state)
	}
	fmt.Fprint(a.out, t)
}

func newTokenRevoke(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: a.t("End a token at once", "Mettre fin à un jeton aussitôt"),
		Args:  a.exactly(1, tokenName),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(d local.Directory) error {
				t, err := d.RevokeToken(cmd.Context(), args[0], cmp.Or(reason, "token revoked"))
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(t)
				}
				a.printTokens([]local.Token{t})
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", a.t("why, for the audit", "pourquoi, pour l’audit"))
	return cmd
}
