package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// acmeHost is the host that certificates are asked for here.
const acmeHost = "help.example.org"

// authority is as much of an ACME authority (RFC 8555) as one order takes. It looks
// whether the host answers its challenge by tls-alpn-01 (RFC 8737), and signs what it
// is asked to sign only then.
type authority struct {
	t      *testing.T
	server *httptest.Server
	site   string // where the host is asked for its challenge
	key    *ecdsa.PrivateKey
	root   *x509.Certificate

	mu         sync.Mutex
	thumbprint string // of the account's key
	proved     bool
	issued     []byte
	orders     int
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority for tests"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.server = httptest.NewServer(a)
	t.Cleanup(a.server.Close)
	return a
}

func (a *authority) at(path string) string { return a.server.URL + path }

// ServeHTTP answers the steps of one order in the order in which they are taken.
func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", rand.Text())
	order := map[string]any{
		"identifiers": []any{map[string]string{"type": "dns", "value": acmeHost}}, "authorizations": []string{a.at("/authorization")},
		"finalize": a.at("/finalize"), "status": "pending",
	}
	if a.proved {
		order["status"] = "ready"
	}
	if a.issued != nil {
		order["status"], order["certificate"] = "valid", a.at("/certificate")
	}
	switch r.URL.Path {
	case "/":
		a.say(w, 200, map[string]string{"newNonce": a.at("/nonce"), "newAccount": a.at("/account"), "newOrder": a.at("/new"), "revokeCert": a.at("/no"), "keyChange": a.at("/no")})
	case "/nonce":
	case "/account":
		a.knows(r)
		w.Header().Set("Location", a.at("/account/1"))
		a.say(w, 201, map[string]string{"status": "valid"})
	case "/new":
		a.orders++
		w.Header().Set("Location", a.at("/order"))
		a.say(w, 201, order)
	case "/order":
		a.say(w, 200, order)
	case "/authorization":
		status := "pending"
		if a.proved {
			status = "valid"
		}
		a.say(w, 200, map[string]any{"status": status, "identifier": map[string]string{"type": "dns", "value": acmeHost}, "challenges": []any{a.challenge()}})
	case "/challenge":
		if err := a.prove(); err != nil {
			a.t.Errorf("the challenge: %v", err)
		}
		a.say(w, 200, a.challenge())
	case "/finalize":
		a.sign(r)
		order["status"], order["certificate"] = "valid", a.at("/certificate")
		w.Header().Set("Location", a.at("/order"))
		a.say(w, 200, order)
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: a.issued})
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
	default:
		a.t.Errorf("the authority is asked for %s", r.URL.Path)
		w.WriteHeader(404)
	}
}

func (a *authority) say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked has gone
}

const challengeToken = "a-token-of-the-authority"

func (a *authority) challenge() map[string]string {
	status := "pending"
	if a.proved {
		status = "valid"
	}
	return map[string]string{"type": "tls-alpn-01", "url": a.at("/challenge"), "token": challengeToken, "status": status}
}

// signed gives one part of what the account signed and sent. That it is well signed
// is not looked at here.
func (a *authority) signed(r *http.Request, part string, v any) {
	var envelope map[string]string
	if err := json.NewDecoder(r.Body).Decode(&envelope); err != nil {
		a.t.Fatalf("%s: %v", r.URL.Path, err)
	}
	b, err := base64.RawURLEncoding.DecodeString(envelope[part])
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		a.t.Fatalf("%s: %v", r.URL.Path, err)
	}
}

// knows keeps the thumbprint (RFC 7638) of a new account's key.
func (a *authority) knows(r *http.Request) {
	var protected struct {
		JWK struct{ Crv, Kty, X, Y string } `json:"jwk"`
	}
	a.signed(r, "protected", &protected)
	k := protected.JWK
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"%s","kty":"%s","x":"%s","y":"%s"}`, k.Crv, k.Kty, k.X, k.Y))
	a.thumbprint = base64.RawURLEncoding.EncodeToString(sum[:])
}

// prove asks the host as the authority would: one handshake that speaks acme-tls/1,
// answered with a certificate for that host alone that has the digest of the account
// and the token in it.
func (a *authority) prove() error {
	c, err := tls.Dial("tcp", a.site, &tls.Config{ServerName: acmeHost, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true}) // nobody has signed it yet
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // it was one handshake
	leaf := c.ConnectionState().PeerCertificates[0]
	if len(leaf.DNSNames) != 1 || leaf.DNSNames[0] != acmeHost || c.ConnectionState().NegotiatedProtocol != acme.ALPNProto {
		return fmt.Errorf("a certificate for %q over %q", leaf.DNSNames, c.ConnectionState().NegotiatedProtocol)
	}
	digest := sha256.Sum256([]byte(challengeToken + "." + a.thumbprint))
	want, err := asn1.Marshal(digest[:])
	if err != nil {
		return err
	}
	for _, e := range leaf.Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" && e.Critical && string(e.Value) == string(want) {
			a.proved = true
			return nil
		}
	}
	return fmt.Errorf("without the digest: %v", leaf.Extensions)
}

func (a *authority) sign(r *http.Request) {
	var payload struct {
		CSR string `json:"csr"`
	}
	a.signed(r, "payload", &payload)
	der, err := base64.RawURLEncoding.DecodeString(payload.CSR)
	if err != nil {
		a.t.Fatal(err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || csr.CheckSignature() != nil || !a.proved {
		a.t.Fatalf("what is to be signed: %v, proved %t", err, a.proved)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if a.issued, err = x509.CreateCertificate(rand.Reader, template, a.root, csr.PublicKey, a.key); err != nil {
		a.t.Fatal(err)
	}
}

// visit asks the site at addr for a page, as a browser that believes the authority.
func (a *authority) visit(addr string) (*http.Response, error) {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: acmeHost}}
	defer transport.CloseIdleConnections()
	return (&http.Client{Transport: transport}).Get("https://" + addr + "/hello/ana")
}

// serving starts a site whose certificate is the authority's to make, and waits until
// its log says that it has one.
func (a *authority) serving(cache string) (addr string, end func() error) {
	var log logged
	a.site = freeAddress(a.t)
	addr, end = running(a.t, serverOf(a.t, site(), Options{
		Listen: a.site, TLS: TLS{Hosts: []string{acmeHost}, Cache: cache, Directory: a.at("/")}, Log: slog.New(slog.NewTextHandler(&log, nil)),
	}))
	for began := time.Now(); !strings.Contains(log.String(), `"certificate in use"`); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			a.t.Fatalf("there is no certificate: %s", log.String())
		}
	}
	return addr, end
}

// The start gets the certificate, before anybody has to wait for it; it is kept where
// nobody else can read it, and served from there when the program starts again.
func TestACertificateIsGotKeptAndServed(t *testing.T) {
	a, cache := newAuthority(t), filepath.Join(t.TempDir(), "acme")
	for range 2 {
		addr, end := a.serving(cache)
		r, err := a.visit(addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := body(t, r); got != "hello ana" || r.TLS.PeerCertificates[0].DNSNames[0] != acmeHost {
			t.Errorf("got %q", got)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	}
	if a.orders != 1 {
		t.Errorf("%d certificates were ordered: the one that was kept is not used", a.orders)
	}
	kept := 0
	err := filepath.WalkDir(cache, func(path string, d fs.DirEntry, err error) error {
		info, errOf := os.Stat(path)
		if err != nil || errOf != nil {
			return fmt.Errorf("%v %w", err, errOf)
		}
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", d.Name(), info.Mode().Perm(), want)
		}
		if strings.HasPrefix(d.Name(), acmeHost) {
			kept++
		}
		return nil
	})
	if err != nil || kept != 1 {
		t.Errorf("%d certificates are kept: %v", kept, err)
	}
}

// No certificate is asked for in the name of another host: an authority holds back
// whoever asks too often, and the name stands in public logs for ever.
func TestNoCertificateIsAskedForAnotherHost(t *testing.T) {
	a := newAuthority(t)
	addr, _ := a.serving(t.TempDir())
	for _, name := range []string{"other.example.org", "", "HELP.example.org.evil"} {
		c, err := tls.Dial("tcp", addr, &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err == nil {
			_ = c.Close() // it should not be open
			t.Errorf("%q is answered with a certificate", name)
		}
	}
	if a.orders != 1 {
		t.Errorf("%d certificates were ordered", a.orders)
	}
}

// An authority that makes no certificate is named in the log: nobody would see why
// visitors find no site.
func TestThatThereIsNoCertificateIsSaid(t *testing.T) {
	var log logged
	running(t, serverOf(t, site(), Options{
		TLS: TLS{Hosts: []string{acmeHost}, Cache: t.TempDir(), Directory: "http://" + freeAddress(t) + "/"}, Log: slog.New(slog.NewTextHandler(&log, nil)),
	}))
	for began := time.Now(); !strings.Contains(log.String(), `level=WARN msg="no certificate" host=`+acmeHost); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("it is not said: %s", log.String())
		}
	}
}
