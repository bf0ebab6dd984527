package serve

import (
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// pebbleProgram names the program of Let’s Encrypt’s test authority.
const pebbleProgram = "RELAIS_PEBBLE"

// The same against an authority that somebody else wrote. It looks for the host in
// the DNS, checks every signature and every step, and rejects some at random. Later
// releases of it leave out a header, as the standard lets them, that golang.org/x/crypto
// looks for until v0.58.
func TestACertificateIsGotFromPebble(t *testing.T) {
	program := os.Getenv(pebbleProgram)
	if program == "" {
		t.Skip("an authority to try against: go install github.com/letsencrypt/pebble/v2/cmd/pebble@v2.7.0, and " + pebbleProgram + "=its path")
	}
	dir := t.TempDir()
	cert, key := certificate(t, dir, "pebble")
	t.Setenv("SSL_CERT_FILE", cert) // its own door is under TLS too
	api, at := freeAddress(t), freeAddress(t)
	_, port, _ := net.SplitHostPort(at)
	config := filepath.Join(dir, "pebble.json")
	write(t, config, fmt.Appendf(nil, `{"pebble":{"listenAddress":%q,"managementListenAddress":%q,"certificate":%q,"privateKey":%q,"httpPort":1,"tlsPort":%s,
		"retryAfter":{"authz":1,"order":1},"profiles":{"default":{"description":"the usual","validityPeriod":7776000}}}}`, api, freeAddress(t), cert, key, port))
	cmd := exec.Command(program, "-config", config, "-dnsserver", names(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=20")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }) // it has no orderly end
	for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(50 * time.Millisecond) {
		if c, err := net.Dial("tcp", api); err == nil {
			_ = c.Close() // it listens
			break
		}
	}
	cache := filepath.Join(dir, "acme")
	var log logged
	named := TLS{Hosts: []string{acmeHost}, Cache: cache, Directory: "https://" + api + "/dir"}
	running(t, serverOf(t, site(), Options{Listen: at, TLS: named, Log: slog.New(slog.NewTextHandler(&log, nil))}))
	for began := time.Now(); !strings.Contains(log.String(), "certificate"); time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			break
		}
	}
	c, err := tls.Dial("tcp", at, &tls.Config{ServerName: acmeHost, InsecureSkipVerify: true}) // its root is a new one each time
	if err != nil {
		t.Fatal(err, log.String())
	}
	defer func() { _ = c.Close() }() // it was one handshake
	if leaf := c.ConnectionState().PeerCertificates[0]; leaf.VerifyHostname(acmeHost) != nil || leaf.Issuer.CommonName[:6] != "Pebble" {
		t.Errorf("a certificate of %s for %v", leaf.Issuer.CommonName, leaf.DNSNames)
	}
	if info, err := os.Stat(filepath.Join(cache, acmeHost)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("it is kept as %v, %v", info, err)
	}
}

// names is a name server that says of every name that it is this machine, over UDP
// and over TCP: authorities ask by either.
func names(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	packets, err := net.ListenPacket("udp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = l.Close(), packets.Close() }) // nobody asks any more
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go sayNames(c)
		}
	}()
	go func() {
		for b := make([]byte, 1500); ; {
			n, from, err := packets.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = packets.WriteTo(nameOf(b[:n]), from) // it asks again
		}
	}()
	return l.Addr().String()
}

// sayNames answers one line, each question and answer behind its length (RFC 1035,
// 4.2.2).
func sayNames(c net.Conn) {
	defer func() { _ = c.Close() }() // whoever asked has its answers
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		asked := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, asked); err != nil {
			return
		}
		answer := nameOf(asked)
		_, _ = c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)) // it asks again
	}
}

// nameOf answers one question, nothing where it is none.
func nameOf(asked []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(asked) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Response, m.Additionals = true, nil
	if q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}
