package serve

import (
	"crypto/tls"
	"os"
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
}

func (t TLS) config(now func() time.Time) (*tls.Config, error) {
	files, acmeHosts := t.CertFile != "" || t.KeyFile != "", len(t.Hosts) > 0
	switch {
	case files && acmeHosts, files && (t.CertFile == "" || t.KeyFile == ""), acmeHosts && t.Cache == "":
		return nil, problemTLS(nil)
	case files:
		return fileConfig(t.CertFile, t.KeyFile, now)
	case acmeHosts:
		return acmeConfig(t.Hosts, t.Cache), nil
	}
	return nil, nil
}

func acmeConfig(hosts []string, cache string) *tls.Config {
	m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(cache), HostPolicy: autocert.HostWhitelist(hosts...)}
	return &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: m.GetCertificate,
		NextProtos: []string{"h2", "http/1.1", acme.ALPNProto},
	}
}

func fileConfig(cert, key string, now func() time.Time) (*tls.Config, error) {
	k := &keeper{cert: cert, key: key, now: now}
	if err := k.load(); err != nil {
		return nil, problemTLS(err)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return k.current(), nil },
	}, nil
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

func problemTLS(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "tls_invalid", Cause: cause,
		Message: bilingual.Text{En: "TLS cannot be set up from this", Fr: "TLS ne peut pas être réglé ainsi"},
		Hint: bilingual.Text{
			En: "give --tls-cert and --tls-key, a certificate and its key in PEM; or --acme-host with --acme-cache; not both",
			Fr: "donnez --tls-cert et --tls-key, un certificat et sa clé en PEM; ou --acme-host avec --acme-cache; pas les deux",
		},
	}
}
