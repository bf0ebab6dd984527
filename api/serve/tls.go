package serve

import (
	"crypto/tls"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/relais-directory/relais/data/bilingual"
)

// TLS says where the certificate comes from: two files, or an authority that
// speaks ACME (RFC 8555) for the named hosts, whose terms the operator accepts by
// naming them. The zero TLS is none.
type TLS struct {
	CertFile, KeyFile string
	Hosts             []string // for ACME; its challenge is answered on the TLS port itself
	Cache             string   // folder in which ACME keeps its account and certificates
	Directory         string   // address of the authority's ACME directory; "" is Let's Encrypt
	FilesOnly         bool     // the program has no ACME, and no refusal speaks of it
}

// named reports whether TLS is to end here.
func (t TLS) named() bool { return t.CertFile != "" || t.KeyFile != "" || len(t.Hosts) > 0 }

// ending is TLS that ends here: how, and for which hosts.
type ending struct {
	*tls.Config
	speaksFor func(host string) bool
	ordered   []string // hosts whose certificates an authority makes when they are first asked for
}

// ending is nil where no TLS ends here.
func (t TLS) ending(now func() time.Time) (*ending, error) {
	files, acmeHosts := t.CertFile != "" || t.KeyFile != "", len(t.Hosts) > 0
	switch {
	case files && acmeHosts, files && (t.CertFile == "" || t.KeyFile == ""), acmeHosts && t.Cache == "":
		return nil, t.problem(nil)
	case files:
		k := &keeper{cert: t.CertFile, key: t.KeyFile, now: now}
		if err := k.load(); err != nil {
			return nil, t.problem(err)
		}
		return k.ending(), nil
	case acmeHosts:
		return t.acmeEnding(), nil
	}
	return nil, nil
}

func (t TLS) acmeEnding() *ending {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(t.Cache), HostPolicy: autocert.HostWhitelist(t.Hosts...)}
	if t.Directory != "" {
		m.Client = &acme.Client{DirectoryURL: t.Directory}
	}
	config := &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: m.GetCertificate,
		NextProtos: []string{"h2", "http/1.1", acme.ALPNProto},
	}
	speaksFor := func(host string) bool {
		return slices.ContainsFunc(t.Hosts, func(named string) bool { return strings.EqualFold(named, host) })
	}
	return &ending{config, speaksFor, t.Hosts}
}

// order asks for every certificate that is not there yet, as a browser of these days
// would. An authority takes longer than a visitor may wait, and the log is where an
// operator learns that it made none: a broken handshake is only counted.
func (e *ending) order(log *slog.Logger) {
	for _, host := range e.ordered {
		_, err := e.GetCertificate(&tls.ClientHelloInfo{ServerName: host, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}})
		if err != nil {
			log.Warn("no certificate", "host", host, "cause", err)
			continue
		}
		log.Info("certificate in use", "host", host)
	}
}

// keeper keeps a certificate and reads it again when its file has changed, so
// that a renewal needs no restart. A renewal that cannot be read leaves the old
// one in place.
type keeper struct {
	cert, key string
	now       func() time.Time

	mu      sync.Mutex
	pair    *tls.Certificate
	written time.Time // of the file that pair was read from
	looked  time.Time
}

// lookAgain is how often the file is looked at, at the most.
const lookAgain = time.Minute

func (k *keeper) ending() *ending {
	config := &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return k.current(), nil },
	}
	return &ending{config, func(host string) bool { return k.current().Leaf.VerifyHostname(host) == nil }, nil}
}

func (k *keeper) current() *tls.Certificate {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.now().Sub(k.looked) >= lookAgain {
		_ = k.reload() // the certificate in hand goes on being served
	}
	return k.pair
}

func (k *keeper) load() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reload()
}

// reload is called with mu held.
func (k *keeper) reload() error {
	k.looked = k.now()
	info, err := os.Stat(k.cert)
	if err != nil || k.pair != nil && info.ModTime().Equal(k.written) {
		return err
	}
	pair, err := tls.LoadX509KeyPair(k.cert, k.key)
	if err != nil {
		return err
	}
	k.pair, k.written = &pair, info.ModTime()
	return nil
}

func (t TLS) problem(cause error) error {
	hint := bilingual.Text{
		En: "give --tls-cert and --tls-key, a certificate and its key in PEM",
		Fr: "donnez --tls-cert et --tls-key, un certificat et sa clé en PEM",
	}
	if !t.FilesOnly {
		hint.En += "; or --acme-host with --acme-cache; not both"
		hint.Fr += "; ou --acme-host avec --acme-cache; pas les deux"
	}
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "tls_invalid", Cause: cause, Hint: hint,
		Message: bilingual.Text{En: "TLS cannot be set up from this", Fr: "TLS ne peut pas être réglé ainsi"},
	}
}
