package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/api/public"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// defaultListen is this machine alone: whoever wants more says so.
const defaultListen = "127.0.0.1:8080"

// serveFlags say where and how the site is served.
type serveFlags struct {
	listen, metrics string
	base            string
	cert, key       string
	hosts           []string
	cache           string
	directory       string // of the ACME authority
	redirect        string
	proxies         []string
	staff           staffFlags
	demo            bool // the directory is the sample
}

func (f *serveFlags) add(a *app, flags *pflag.FlagSet) {
	flags.StringVar(&f.listen, "listen", defaultListen, a.t("address and port to listen on", "adresse et port où écouter"))
	flags.StringVar(&f.metrics, "metrics", "", a.t("address on this machine for /metrics, such as 127.0.0.1:9090", "adresse sur cette machine pour /metrics, comme 127.0.0.1:9090"))
	flags.StringVar(&f.base, "base", "", a.t("address of the site from outside, such as https://directory.example", "adresse du site vu de l’extérieur, comme https://repertoire.example"))
	flags.StringVar(&f.cert, "tls-cert", "", a.t("certificate in PEM; read again when it is renewed", "certificat en PEM; relu quand il est renouvelé"))
	flags.StringVar(&f.key, "tls-key", "", a.t("its key in PEM", "sa clé en PEM"))
	flags.StringSliceVar(&f.hosts, "acme-host", nil, a.t("host to get a certificate for by ACME; to name it accepts the authority’s terms", "hôte pour lequel obtenir un certificat par ACME; le nommer accepte les conditions de l’autorité"))
	flags.StringVar(&f.cache, "acme-cache", "", a.t("folder for those certificates (else “acme” in the folder of the keys)", "dossier de ces certificats (sinon « acme » dans le dossier des clés)"))
	flags.StringVar(&f.directory, "acme-directory", "", a.t("address of the ACME directory of another authority than Let’s Encrypt", "adresse du répertoire ACME d’une autre autorité que Let’s Encrypt"))
	flags.StringVar(&f.redirect, "redirect", "", a.t("address where plain HTTP is led to https, or “none”; by itself port 80 beside port 443 or ACME", "adresse où le HTTP en clair est mené vers https, ou « none » (aucune); d’office le port 80 à côté du port 443 ou d’ACME"))
	flags.StringSliceVar(&f.proxies, "proxy", nil, a.t("address or network of the proxy that ends TLS; nobody else may then connect", "adresse ou réseau du mandataire qui termine TLS; personne d’autre ne peut alors se connecter"))
	f.staff.add(a, flags)
}

func newServe(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: a.t("Serve the public site and its API, and the staff’s console if told to", "Servir le site public et son API, et la console du personnel si on le demande"),
		Long: a.t(
			"Serve the public pages and the public API of a directory. Nothing but its public\nlistings is served to the public. Beyond this machine the site is served over TLS only: with a\ncertificate, by ACME, or behind a proxy that is named. It stops in order on an\ninterrupt. No query, no address and no path is logged.\n\nWith --staff, the console of those who answer calls is served too, to whoever signs in:\non this machine at http://localhost:8080/staff/ (by name, since passkeys want one), beyond\nit at the address of --base or --staff-origin. The first time, a link is printed with\nwhich the first administrator sets up an account; it works once.",
			"Servir les pages publiques et l’API publique d’un répertoire. Seules ses fiches\npubliques sont servies au public. Hors de cette machine, le site n’est servi que par TLS : avec un\ncertificat, par ACME, ou derrière un mandataire nommé. Il s’arrête en ordre sur\ninterruption. Aucune requête, aucune adresse, aucun chemin n’est consigné.\n\nAvec --staff, la console de qui répond aux appels est servie aussi, à qui ouvre une session :\nsur cette machine à http://localhost:8080/staff/ (par son nom, qu’exigent les clés d’accès),\nau-delà à l’adresse de --base ou de --staff-origin. La première fois, un lien s’affiche, avec\nlequel la première administration met son compte en place; il sert une fois."),
		Example: "  relais serve --data /srv/relais\n  relais serve --data /srv/relais --listen :443 --acme-host aide.example.org\n  relais serve --data /srv/relais --staff",
		Args:    a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.hold(a.servingOptions(), func(e *relais.Engine) error { return a.serve(e, f) })
		},
	}
	f.add(a, cmd.Flags())
	return cmd
}

// servingOptions are those of a program that stays.
func (a *app) servingOptions() relais.Options {
	o := a.options()
	o.Brief = false
	return o
}

// serve serves the public side of an open directory, and the staff's if that is
// wanted, until the process is told to stop, and meanwhile works for the command
// line through the directory's socket.
func (a *app) serve(e *relais.Engine, f serveFlags) (err error) {
	server, staff, err := a.server(e, f)
	if err != nil {
		return err
	}
	var link string
	if staff != nil {
		if link, err = a.invite(e, staff, f.demo); err != nil {
			return err
		}
	}
	dir, err := a.directory()
	if err != nil {
		return err
	}
	commands, err := local.Serve(dir, func(actor string) local.Directory { return a.inside(e, actor) })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, commands.Close()) }()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	signed := a.signing(ctx, e)
	defer func() { stop(); <-signed }()
	return server.Run(ctx, func(at net.Addr) {
		scheme := "http"
		if f.cert != "" || len(f.hosts) > 0 {
			scheme = "https"
		}
		a.say("Serving on %s://%s/ (stop with Ctrl-C)", "En service à %s://%s/ (arrêter par Ctrl-C)", scheme, at)
		if staff != nil {
			a.sayStaff(staff, link, f.demo)
		}
	})
}

// server is the server for a directory: its public side, and its staff's if that
// is wanted.
func (a *app) server(e *relais.Engine, f serveFlags) (*serve.Server, *api.Staff, error) {
	log := slog.New(slog.NewTextHandler(a.err, nil))
	whole, err := site.New(site.Options{
		Options: public.Options{
			Catalog:   func() *index.Snapshot[data.Public] { return relais.Snapshot[data.Public](e) },
			Gazetteer: e.Gazetteer(), Terms: e.Terms(), Weights: e.Weights(), Now: a.now,
		},
		Base: f.base, Office: e, Log: log,
	})
	if err != nil {
		return nil, nil, err
	}
	e.FollowPublic(time.Second, func() { site.DrawUp(whole.Mux) })
	staff, err := a.addStaff(e, whole, &f, log)
	if err != nil {
		return nil, nil, err
	}
	if f.cache == "" && len(f.hosts) > 0 {
		f.cache = filepath.Join(e.Store().KeysDir(), "acme")
	}
	server, err := serve.New(whole, serve.Options{
		Listen: f.listen, Metrics: f.metrics, Proxies: f.proxies, Redirect: f.redirect,
		TLS: serve.TLS{CertFile: f.cert, KeyFile: f.key, Hosts: f.hosts, Cache: f.cache, Directory: f.directory},
		Log: log, Now: a.now,
	})
	return server, staff, err
}
