package serve

import (
	"bytes"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestPlainHTTPIsLedToTLSWhereThatEndsHereForEverybody(t *testing.T) {
	files, acme := TLS{CertFile: "c", KeyFile: "k"}, TLS{Hosts: []string{"help.example"}, Cache: "c"}
	for _, c := range []struct {
		name string
		o    Options
		want string
	}{
		{"the usual port", Options{Listen: ":443", TLS: files}, ":80"},
		{"the usual port of one address", Options{Listen: "10.0.0.1:443", TLS: files}, "10.0.0.1:80"},
		{"that of IPv6", Options{Listen: "[2001:db8::1]:443", TLS: files}, "[2001:db8::1]:80"},
		{"ACME behind a router", Options{Listen: ":8443", TLS: acme}, ":80"},
		{"another port", Options{Listen: ":8443", TLS: files}, ""},
		{"another port, asked for", Options{Listen: ":8443", TLS: files, Redirect: ":8080"}, ":8080"},
		{"not wanted", Options{Listen: ":443", TLS: acme, Redirect: NoRedirect}, ""},
		{"this machine alone", Options{Listen: "127.0.0.1:443", TLS: acme}, ""},
		{"behind a proxy", Options{Listen: ":443", Proxies: []string{"10.0.0.1"}}, ""},
	} {
		if got := c.o.RedirectAddress(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	for redirect, code := range map[string]string{":80": "redirect_to_nothing", "80": "listen_invalid", NoRedirect: ""} {
		_, err := New(site(), Options{Listen: "127.0.0.1:0", Redirect: redirect})
		if p, ok := bilingual.AsProblem(err); ok != (code != "") || ok && p.Code != code {
			t.Errorf("%s without TLS: got %v, want %q", redirect, err, code)
		}
	}
}

// logged gathers a log that is written while it is read.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // it was only asked for
	return l.Addr().String()
}

// plainly asks over plain HTTP, and follows nothing.
func plainly(t *testing.T, method, at, path, host string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+at+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Body.Close() }) // only read
	return a
}

func TestPlainHTTPLeadsToTheSameAddressUnderTLS(t *testing.T) {
	cert, key := certificate(t, t.TempDir(), "one") // for 127.0.0.1
	var log logged
	plain := freeAddress(t)
	s := serverOf(t, site(), Options{TLS: TLS{CertFile: cert, KeyFile: key}, Redirect: plain, Log: slog.New(slog.NewTextHandler(&log, nil))})
	addr, end := running(t, s)
	_, port, _ := net.SplitHostPort(addr)

	for _, method := range []string{"GET", "HEAD"} {
		r := plainly(t, method, plain, "/hello/ana%2Fx?"+canary, "127.0.0.1:80")
		if got, want := r.Header.Get("Location"), "https://127.0.0.1:"+port+"/hello/ana%2Fx?"+canary; r.StatusCode != 308 || got != want {
			t.Errorf("%s: %d to %q, want %q", method, r.StatusCode, got, want)
		}
		if r.Header.Get("Strict-Transport-Security") != "" || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", method, r.Header)
		}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // it is ours
	r, err := client.Get("http://" + plain + "/hello/ana")
	if err != nil || r.StatusCode != 200 || r.TLS == nil || body(t, r) != "hello ana" {
		t.Errorf("a browser does not arrive: %v, %v", r, err)
	}
	client.CloseIdleConnections()

	for host, path := range map[string]string{canary + ".example": "/", "": "/hello/ana", "127.0.0.1.": "/" + canary} {
		if r := plainly(t, "GET", plain, path, host); host != "" && (r.StatusCode != 404 || r.Header.Get("Location") != "" || strings.Contains(body(t, r), canary)) {
			t.Errorf("to %q: %d, %v", host, r.StatusCode, r.Header)
		}
	}
	if r := plainly(t, "POST", plain, "/read", "127.0.0.1"); r.StatusCode != 405 || r.Header.Get("Location") != "" {
		t.Errorf("what was posted in the clear: %d, %v", r.StatusCode, r.Header)
	}
	c, err := net.Dial("tcp", plain)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(c, "GET evil.example:x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
	if b, _ := io.ReadAll(c); bytes.Contains(b, []byte("evil")) {
		t.Errorf("an address that is none is repeated: %s", b)
	}
	_ = c.Close() // at its end
	if err := end(); err != nil {
		t.Error(err)
	}
	if said := log.String(); !strings.Contains(said, "tls=here") || !strings.Contains(said, "leading plain HTTP to https") || strings.Contains(said, canary) || strings.Contains(said, "hello") {
		t.Errorf("the log: %s", said)
	}
	if _, err := net.Dial("tcp", plain); err == nil {
		t.Error("it still listens after the end")
	}
}

// The limits of the site hold on the plain line too.
func TestAFloodOnThePlainLineIsHeldBack(t *testing.T) {
	cert, key := certificate(t, t.TempDir(), "one")
	s := serverOf(t, site(), Options{TLS: TLS{CertFile: cert, KeyFile: key}, Limits: Limits{Rate: 1, Burst: 3}})
	h := s.redirect("443")
	refused := 0
	for range 10 {
		r, _ := http.NewRequest("GET", "/hello/ana", nil)
		r.Host, r.RemoteAddr = "127.0.0.1", "203.0.113.9:1"
		switch a := ask(h, r); a.StatusCode {
		case http.StatusTooManyRequests:
			refused++
		case http.StatusPermanentRedirect:
			if got := a.Header.Get("Location"); got != "https://127.0.0.1/hello/ana" {
				t.Errorf("it leads to %s", got)
			}
		default:
			t.Errorf("got %d", a.StatusCode)
		}
	}
	if refused != 7 {
		t.Errorf("%d of 10 are held back, want 7", refused)
	}
}

// A port 80 that is taken, or not allowed, does not keep the site from being served.
func TestWithoutAPlainLineTheSiteIsServed(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }() // it was only in the way
	cert, key := certificate(t, t.TempDir(), "one")
	var log logged
	s := serverOf(t, site(), Options{TLS: TLS{CertFile: cert, KeyFile: key}, Redirect: taken.Addr().String(), Log: slog.New(slog.NewTextHandler(&log, nil))})
	_, end := running(t, s)
	if err := end(); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "not led to https") {
		t.Errorf("it is not said: %s", log.String())
	}
}

func TestTheLogSaysWhereTLSEnds(t *testing.T) {
	for want, o := range map[string]Options{"tls=proxy": {Proxies: []string{"10.0.0.5"}}, "tls=none": {}} {
		var log logged
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		_, end := running(t, serverOf(t, site(), o))
		if err := end(); err != nil {
			t.Error(err)
		}
		if !strings.Contains(log.String(), want) {
			t.Errorf("it does not say %s: %s", want, log.String())
		}
	}
}

// A refusal names what the program has, and nothing that it has not.
func TestARefusalNamesNoFlagThatIsNotThere(t *testing.T) {
	for filesOnly, names := range map[bool]bool{true: false, false: true} {
		for _, o := range []Options{{Listen: ":0"}, {Listen: ":0", TLS: TLS{CertFile: "/nowhere", KeyFile: "/nowhere"}}} {
			o.TLS.FilesOnly = filesOnly
			_, err := New(site(), o)
			p, ok := bilingual.AsProblem(err)
			if !ok || strings.Contains(p.Hint.En, "--acme") != names || strings.Contains(p.Hint.Fr, "--acme") != names || !strings.Contains(p.Hint.Fr, "--tls-cert") {
				t.Errorf("files alone %t: %+v", filesOnly, p)
			}
		}
	}
}
