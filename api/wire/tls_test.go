package wire

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/relais-directory/relais/api/serve"
)

// What is agreed on before a request is read (version, cipher, protocol,
// certificate, whether a session can be taken up again) is the same over both
// directories, whatever a client offers.
func TestTheHandshakeIsTheSame(t *testing.T) {
	cert, key := certificate(t)
	base := baseOf(t, 7)
	var agreed [2]string
	for i, h := range []*history{quiet(t, base, 7), busy(t, base, 7)} {
		s := newSide(t, h, nil)
		s.overTLS(t, cert, key)
		stop := s.run(t)
		for _, offer := range []*tls.Config{
			{}, {NextProtos: []string{"h2", "http/1.1"}}, {NextProtos: []string{"http/1.1"}}, {NextProtos: []string{"acme-tls/1"}},
			{MaxVersion: tls.VersionTLS12}, {MaxVersion: tls.VersionTLS12, NextProtos: []string{"h2"}}, {MaxVersion: tls.VersionTLS11},
			{ServerName: "other.example"},
		} {
			offer.InsecureSkipVerify = true // it is the server that is looked at
			offer.ClientSessionCache = tls.NewLRUClientSessionCache(4)
			for range 2 { // the second may take up the first
				agreed[i] += handshake(s.address, offer) + "\n"
			}
		}
		stop()
	}
	if agreed[0] != agreed[1] {
		t.Errorf("the handshakes differ:\n%s\n%s", agreed[0], agreed[1])
	}
}

// overTLS serves s under a certificate.
func (s *side) overTLS(t *testing.T, cert, key string) {
	t.Helper()
	var err error
	s.server, err = serve.New(siteOf(t, s.history, nil), serve.Options{Listen: "127.0.0.1:0", TLS: serve.TLS{CertFile: cert, KeyFile: key}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
}

func handshake(address string, offer *tls.Config) string {
	c, err := tls.Dial("tcp", address, offer)
	if err != nil {
		return fmt.Sprint("refused: ", err)
	}
	defer func() { _ = c.Close() }()
	state := c.ConnectionState()
	_, _ = c.Write([]byte("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
	b := make([]byte, 1)
	_, _ = c.Read(b) // the ticket comes with the first answer
	return fmt.Sprintf("%x %x %q %t %x", state.Version, state.CipherSuite, state.NegotiatedProtocol, state.DidResume, state.PeerCertificates[0].SerialNumber)
}

// certificate makes one that nobody trusts.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), DNSNames: []string{"directory.example"}, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(9, 0, 0)}
	signed, err1 := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	secret, err2 := x509.MarshalPKCS8PrivateKey(private)
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	err3 := os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600)
	err4 := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600)
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}
