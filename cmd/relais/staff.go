package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api"
	gate "github.com/relais-directory/relais/api/access"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/access"
	"github.com/relais-directory/relais/data/bilingual"
)

// staffFlags say whether staff are served too, and how they are let in.
type staffFlags struct {
	on      bool
	origins []string

	issuer, client, secret string // of an identity provider; the secret's file
	claim                  string
	groups                 []string
}

func (f *staffFlags) add(a *app, flags *pflag.FlagSet) {
	flags.BoolVar(&f.on, "staff", false, a.t("serve the staff’s console too, at /staff/, behind its sign-in", "servir aussi la console du personnel, à /staff/, derrière son ouverture de session"))
	flags.StringSliceVar(&f.origins, "staff-origin", nil, a.t("address under which browsers reach it, such as https://relais.example; turns --staff on", "adresse à laquelle les navigateurs l’atteignent, comme https://relais.example; active --staff"))
	flags.StringVar(&f.issuer, "oidc-issuer", "", a.t("identity provider (OpenID Connect) that lets staff in as well, such as https://login.example", "fournisseur d’identité (OpenID Connect) qui fait aussi entrer le personnel, comme https://login.example"))
	flags.StringVar(&f.client, "oidc-client", "", a.t("the client id that it gave us", "l’identifiant client qu’il nous a donné"))
	flags.StringVar(&f.secret, "oidc-secret-file", "", a.t("file with the client’s secret, if it has one", "fichier du secret de ce client, s’il en a un"))
	flags.StringVar(&f.claim, "oidc-claim", "", a.t("claim that lists somebody’s groups (else “groups”)", "attribut qui donne les groupes d’une personne (sinon « groups »)"))
	flags.StringSliceVar(&f.groups, "oidc-role", nil, a.t("GROUP=ROLE: which group stands for which role, the first that fits", "GROUPE=RÔLE : quel groupe vaut quel rôle, le premier qui convient"))
}

// staffed reports whether staff are served.
func (f *serveFlags) staffed() bool { return f.staff.on || len(f.staff.origins) > 0 }

// staffOrigins are the addresses at which browsers reach the staff's pages: those
// that are named, else the site's own, else this machine by its name, since
// passkeys want one.
func (f *serveFlags) staffOrigins() []string {
	if len(f.staff.origins) > 0 {
		return f.staff.origins
	}
	if f.base != "" {
		return []string{strings.TrimRight(f.base, "/")}
	}
	_, port, err := net.SplitHostPort(f.listen)
	if err != nil || port == "0" || f.cert != "" || len(f.hosts)+len(f.proxies) > 0 {
		return nil // nobody can tell
	}
	return []string{"http://localhost:" + port}
}

// addStaff puts the staff's side beside the public one, if it is wanted.
func (a *app) addStaff(e *relais.Engine, public serve.Site, f *serveFlags, log *slog.Logger) (*api.Staff, error) {
	if !f.staffed() {
		return nil, nil
	}
	provider, err := f.staff.provider()
	if err != nil {
		return nil, err
	}
	return api.AddStaff(public, api.Options{
		Engine: e, Origins: f.staffOrigins(), Provider: provider, Random: rand.Reader, Now: a.now, Log: log,
	})
}

// provider is the identity provider that was named, nil where none was.
func (f *staffFlags) provider() (*gate.Provider, error) {
	if f.issuer == "" {
		return nil, nil
	}
	p := &gate.Provider{Issuer: f.issuer, ClientID: f.client, Claim: f.claim}
	if f.secret != "" {
		b, err := os.ReadFile(f.secret)
		if err != nil {
			return nil, problemProvider(err)
		}
		p.ClientSecret = strings.TrimSpace(string(b))
	}
	for _, g := range f.groups {
		group, name, _ := strings.Cut(g, "=")
		role, err := access.ParseRole(name)
		if err != nil {
			return nil, err
		}
		p.Roles = append(p.Roles, gate.GroupRole{Group: group, Role: role})
	}
	if p.ClientID == "" || len(p.Roles) == 0 {
		return nil, problemProvider(nil)
	}
	return p, nil
}

func problemProvider(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "provider_unready", Cause: cause,
		Message: bilingual.Text{En: "the identity provider cannot be set up so", Fr: "le fournisseur d’identité ne peut pas être mis en place ainsi"},
		Hint: bilingual.Text{
			En: "give --oidc-client and at least one --oidc-role GROUP=ROLE, and a secret file that can be read if there is a secret",
			Fr: "donnez --oidc-client et au moins un --oidc-role GROUPE=RÔLE, et un fichier de secret lisible s’il y a un secret",
		},
	}
}

// invite makes the link with which somebody gets in first: the first
// administrator, or, on the sample directory, whoever tries it. It is "" where
// somebody can get in already.
func (a *app) invite(e *relais.Engine, s *api.Staff, demo bool) (string, error) {
	if !demo {
		return s.FirstRun(a.actor())
	}
	office := access.Registry{Keeper: e.Store().Access(), Random: rand.Reader}
	return s.Try(office, a.actor(), a.now())
}

// sayStaff says where the console is, and shows the first link this once.
func (a *app) sayStaff(s *api.Staff, link string, demo bool) {
	a.say("The staff’s console: %s", "La console du personnel : %s", s.Address())
	switch {
	case link == "":
	case demo:
		a.say("To try it, set up the account “demo” here, once, within a day:", "Pour l’essayer, mettez en place le compte « demo » ici, une fois, d’ici un jour :")
		fmt.Fprintf(a.out, "  %s\n", link)
	default:
		a.say("Set up the first administrator’s account here, once, within an hour:", "Mettez en place le compte de la première administration ici, une fois, d’ici une heure :")
		fmt.Fprintf(a.out, "  %s\n", link)
		a.say("Then add whoever answers calls: relais account add NAME --role advocate", "Puis ajoutez qui répond aux appels : relais account add NOM --role advocate")
	}
}
