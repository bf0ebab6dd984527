package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data/bilingual"
)

// flags are the command line, understood.
type flags struct {
	source   string
	key      ed25519.PublicKey
	firstUse bool
	refresh  time.Duration

	listen, metrics, base string
	applyURL              string
	redirect              string
	cert, certKey         string
	proxies               []string

	terms, weights, places string

	mustConfine bool
}

// web reports whether the bundle is pulled from an address.
func (f *flags) web() bool { return strings.Contains(f.source, "://") }

// serving are the options of the server, but for its log.
func (f *flags) serving() serve.Options {
	return serve.Options{
		Listen: f.listen, Metrics: f.metrics, Proxies: f.proxies, Redirect: f.redirect,
		TLS: serve.TLS{CertFile: f.cert, KeyFile: f.certKey, FilesOnly: true},
	}
}

// defaultRefresh leaves three seconds for fetching, checking and rebuilding, so
// that what is withdrawn is gone within five.
const defaultRefresh = 2 * time.Second

// parse reads the command line; nil without an error says that help was asked for
// and given.
func parse(v voice, args []string, out io.Writer) (*flags, error) {
	f, key := &flags{}, ""
	set := pflag.NewFlagSet("relais-public", pflag.ContinueOnError)
	set.Usage = func() {}
	f.add(v, set, &key)
	err := set.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		v.help(out, set)
		return nil, nil
	}
	if err != nil {
		return nil, problemFlags(err)
	}
	if said := set.Lookup("lang").Value.String(); !knownLang(said) {
		return nil, problemFlags(errors.New("--lang " + said))
	}
	if set.NArg() != 1 {
		return nil, problemFlags(errors.New("one source is named"))
	}
	f.source = set.Arg(0)
	return f, f.check(key)
}

func knownLang(said string) bool {
	_, known := bilingual.ParseLang(said)
	return known
}

func (f *flags) add(v voice, set *pflag.FlagSet, key *string) {
	set.StringVar(key, "key", "", v.t("the publisher’s public key in hex, as “relais publish” shows it; required unless all of the bundle is invented", "la clé publique de l’éditeur en hexadécimal, telle que « relais publish » l’affiche; obligatoire sauf si tout le lot est inventé"))
	set.BoolVar(&f.firstUse, "trust-on-first-use", false, v.t("believe whoever signed the first bundle, until the program ends", "se fier à qui a signé le premier lot, jusqu’à l’arrêt du programme"))
	set.DurationVar(&f.refresh, "refresh", defaultRefresh, v.t("how often to look for a new bundle, at the most", "à quelle fréquence chercher un nouveau lot, au plus"))
	set.StringVar(&f.listen, "listen", "127.0.0.1:8081", v.t("address and port to listen on", "adresse et port où écouter"))
	set.StringVar(&f.metrics, "metrics", "", v.t("address on this machine for /metrics, such as 127.0.0.1:9091", "adresse sur cette machine pour /metrics, comme 127.0.0.1:9091"))
	set.StringVar(&f.base, "base", "", v.t("address of the site from outside, such as https://directory.example", "adresse du site vu de l’extérieur, comme https://repertoire.example"))
	set.StringVar(&f.applyURL, "apply-url", "", v.t("address where organizations ask to be listed (else the page names the hotline)", "adresse où les organismes demandent à figurer au répertoire (sinon la page nomme la ligne d’urgence)"))
	set.StringVar(&f.cert, "tls-cert", "", v.t("certificate in PEM; read again when it is renewed", "certificat en PEM; relu quand il est renouvelé"))
	set.StringVar(&f.certKey, "tls-key", "", v.t("its key in PEM", "sa clé en PEM"))
	set.StringVar(&f.redirect, "redirect", "", v.t("address where plain HTTP is led to https, or “none”; by itself port 80 beside port 443", "adresse où le HTTP en clair est mené vers https, ou « none » (aucune); d’office le port 80 à côté du port 443"))
	set.StringSliceVar(&f.proxies, "proxy", nil, v.t("address or network of the proxy that ends TLS; nobody else may then connect", "adresse ou réseau du mandataire qui termine TLS; personne d’autre ne peut alors se connecter"))
	set.StringVar(&f.terms, "terms", "", v.t("the operator’s own terms (terms.tsv)", "les termes propres à l’exploitant (terms.tsv)"))
	set.StringVar(&f.weights, "weights", "", v.t("the operator’s own weights (weights.toml)", "les poids propres à l’exploitant (weights.toml)"))
	set.StringVar(&f.places, "places", "", v.t("the operator’s own postal codes (places.relais)", "les codes postaux propres à l’exploitant (places.relais)"))
	set.BoolVar(&f.mustConfine, "require-confinement", false, v.t("do not start where the kernel cannot confine this program", "ne pas démarrer là où le noyau ne peut pas confiner ce programme"))
	set.String("lang", string(v.lang), v.t("language of words: fr or en", "langue des mots : fr ou en"))
}

// check refuses what cannot be meant.
func (f *flags) check(key string) error {
	if key != "" {
		b, err := hex.DecodeString(strings.TrimSpace(key))
		if err != nil || len(b) != ed25519.PublicKeySize {
			return problemKey(key)
		}
		f.key = b
	}
	if f.refresh < 100*time.Millisecond {
		return problemFlags(fmt.Errorf("--refresh %s is less than 100ms", f.refresh))
	}
	return f.apart()
}

// apart refuses a bundle that lies beside a store: the folder of the bundle is
// what this program may read.
func (f *flags) apart() error {
	if f.web() {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(filepath.Dir(f.source), "relais.db")); err == nil {
		return &bilingual.Problem{
			Kind: bilingual.NotAllowed, Code: "bundle_beside_store", Read: f.source,
			Message: bilingual.Text{En: "this bundle lies in the folder of a directory, which the public side must not reach", Fr: "ce lot est dans le dossier d’un répertoire, que le côté public ne doit pas atteindre"},
			Hint:    bilingual.Text{En: "publish it into a folder of its own", Fr: "publiez-le dans un dossier à lui"},
		}
	}
	return nil
}

func problemKey(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "key_invalid", Read: read,
		Message: bilingual.Text{En: "--key takes a public key of 64 hexadecimal digits", Fr: "--key attend une clé publique de 64 chiffres hexadécimaux"},
		Hint:    bilingual.Text{En: "“relais publish” shows it", Fr: "« relais publish » l’affiche"},
	}
}

func problemFlags(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "usage", Read: cause.Error(),
		Message: bilingual.Text{En: "the command line was not understood", Fr: "la ligne de commande n’a pas été comprise"},
		Hint:    bilingual.Text{En: "relais-public BUNDLE --key HEX; see: relais-public --help", Fr: "relais-public LOT --key HEX; voyez : relais-public --help"},
	}
}
