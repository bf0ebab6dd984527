package serve

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// canary is what nobody but the visitor may see.
const canary = "CANARY-K1A-0B1"

// site has a route for everything that can happen to a request.
func site() Site {
	mux := NewMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello "+r.PathValue("name")) })
	mux.HandleFunc("POST /read", func(w http.ResponseWriter, r *http.Request) {
		if _, err := ReadAll(r); err != nil {
			WriteProblem(w, r, err)
			return
		}
		_, _ = io.WriteString(w, "read")
	})
	mux.HandleFunc("POST /panic", func(_ http.ResponseWriter, r *http.Request) {
		b, _ := ReadAll(r)
		panic(fmt.Errorf("with %s", b))
	})
	return Site{Mux: mux}
}

func serverOf(t *testing.T, s Site, o Options) *Server {
	t.Helper()
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	server, err := New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func ask(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// running starts a server and gives its address and the way to end it.
func running(t *testing.T, s *Server) (addr string, end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	at, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- s.Run(ctx, func(a net.Addr) { at <- a }) }()
	var once sync.Once
	var err error
	end = func() error {
		once.Do(func() { cancel(); err = <-ended })
		return err
	}
	t.Cleanup(func() { _ = end() })
	select {
	case a := <-at:
		return a.String(), end
	case err := <-ended:
		t.Fatal(err)
		return "", nil
	}
}

func TestARequestFindsItsRoute(t *testing.T) {
	h := serverOf(t, site(), Options{}).Handler()
	cases := []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", "/hello/ana", 200, "hello ana"},
		{"HEAD", "/hello/ana", 200, ""},
		{"POST", "/hello/ana", 405, "problem"},
		{"OPTIONS", "/hello/ana", 405, ""},
		{"TRACE", "/hello/ana", 405, ""},
		{"BREW", "/hello/ana", 405, ""},
		{"GET", "/hello/ana/", 404, ""},
		{"GET", "//hello/ana", 404, ""},
		{"GET", "/HELLO/ana", 404, ""},
		{"GET", "/" + canary, 404, ""},
		{"GET", "/healthz", 200, "ok"},
		{"GET", "/readyz", 200, "ready"},
	}
	for _, c := range cases {
		r := ask(h, httptest.NewRequest(c.method, c.path, nil))
		b := body(t, r)
		if r.StatusCode != c.status || c.says != "" && c.says != "problem" && !strings.Contains(b, c.says) {
			t.Errorf("%s %s: got %d %q, want %d with %q", c.method, c.path, r.StatusCode, b, c.status, c.says)
		}
		if strings.Contains(b, canary) || strings.Contains(fmt.Sprint(r.Header), canary) {
			t.Errorf("%s %s is echoed", c.method, c.path)
		}
		if c.status == 405 && r.Header.Get("Allow") == "" {
			t.Errorf("%s %s: nothing says what is allowed", c.method, c.path)
		}
	}
}

// Headers must be on the answers that nobody thinks of, too.
func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	limits := Limits{Body: 100, Rate: 1, Burst: 3, Concurrent: 1, Wait: time.Millisecond}
	s := serverOf(t, site(), Options{Limits: limits})
	answers := map[string]*http.Response{
		"200": ask(s.Handler(), httptest.NewRequest("GET", "/hello/x", nil)),
		"404": ask(s.Handler(), httptest.NewRequest("GET", "/x", nil)),
	}
	strange := func(method, path string, b io.Reader) *http.Request {
		r := httptest.NewRequest(method, path, b)
		r.RemoteAddr = "127.0.0.1:9"
		return r
	}
	answers["405"] = ask(s.Handler(), strange("PUT", "/hello/x", nil))
	answers["413"] = ask(s.Handler(), strange("POST", "/read", strings.NewReader(strings.Repeat("x", 101))))
	answers["500"] = ask(s.Handler(), strange("POST", "/panic", strings.NewReader(canary)))
	for range 5 {
		answers["429"] = ask(s.Handler(), httptest.NewRequest("GET", "/hello/x", nil))
	}
	for want, r := range answers {
		if fmt.Sprint(r.StatusCode) != want {
			t.Errorf("got %d, want %s", r.StatusCode, want)
		}
		for name, value := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Content-Security-Policy": Policy,
		} {
			if got := r.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", want, name, got, value)
			}
		}
		if r.Header.Get("Permissions-Policy") == "" || len(r.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: got %v", want, r.Header)
		}
		if r.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: a plain server promises TLS", want)
		}
	}
}

func TestAPanicSaysWhereAndNotWhat(t *testing.T) {
	var log bytes.Buffer
	s := serverOf(t, site(), Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	r := ask(s.Handler(), httptest.NewRequest("POST", "/panic", strings.NewReader(canary)))
	said := body(t, r)
	if r.StatusCode != 500 || strings.Contains(said+fmt.Sprint(r.Header)+log.String(), canary) {
		t.Errorf("got %d %q, and logged %s", r.StatusCode, said, log.String())
	}
	if !strings.Contains(log.String(), "serve.site") {
		t.Errorf("the log does not say where: %s", log.String())
	}
	again := ask(s.Handler(), httptest.NewRequest("GET", "/hello/x", nil))
	if again.StatusCode != 200 {
		t.Errorf("the server is %d afterwards", again.StatusCode)
	}
}

func TestALargeBodyIsNotRead(t *testing.T) {
	addr, _ := running(t, serverOf(t, site(), Options{}))
	large := bytes.Repeat([]byte("x"), 10<<20)
	for name, b := range map[string]io.Reader{"with its length": bytes.NewReader(large), "in pieces": io.MultiReader(bytes.NewReader(large))} {
		r, err := http.Post("http://"+addr+"/read", "text/plain", b)
		if err != nil {
			continue // the server hung up while it was still coming: as good
		}
		if got := body(t, r); r.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: got %d %s", name, r.StatusCode, got)
		}
	}
	r, err := http.Get("http://" + addr + "/hello/x")
	if err != nil || r.StatusCode != 200 {
		t.Errorf("afterwards: %v %v", r, err)
	}
}

func TestASlowClientIsHungUpOn(t *testing.T) {
	addr, _ := running(t, serverOf(t, site(), Options{Limits: Limits{ReadHeader: 100 * time.Millisecond, Read: 200 * time.Millisecond}}))
	for name, said := range map[string]string{
		"no headers": "GET /hello/x HTTP/1.1\r\nHost: x\r\n",
		"no body":    "POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nx",
	} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		began := time.Now()
		_, _ = io.WriteString(c, said)
		_ = c.SetReadDeadline(began.Add(5 * time.Second))
		if _, err := io.ReadAll(c); errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 3*time.Second {
			t.Errorf("%s: still connected after %v", name, time.Since(began))
		}
	}
}

func TestACrowdIsToldToWait(t *testing.T) {
	mux, held, release := NewMux(), make(chan bool), make(chan bool)
	mux.HandleFunc("GET /slow", func(http.ResponseWriter, *http.Request) { held <- true; <-release })
	s := serverOf(t, Site{Mux: mux}, Options{Limits: Limits{Concurrent: 1, Wait: 5 * time.Millisecond}})
	first := make(chan int)
	go func() { first <- ask(s.Handler(), httptest.NewRequest("GET", "/slow", nil)).StatusCode }()
	<-held
	second := ask(s.Handler(), httptest.NewRequest("GET", "/slow", nil))
	close(release)
	if second.StatusCode != 503 || second.Header.Get("Retry-After") == "" {
		t.Errorf("got %d, %v", second.StatusCode, second.Header)
	}
	if got := <-first; got != 200 {
		t.Errorf("the one inside got %d", got)
	}
}

// Whoever sends or takes slowly holds no place while it does: with one place in all,
// two slow bodies and two long answers that nobody reads keep nobody else out.
func TestASlowClientHoldsNoPlace(t *testing.T) {
	mux, begun := NewMux(), make(chan bool, 4)
	mux.HandleFunc("GET /quick", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") })
	mux.HandleFunc("POST /read", func(_ http.ResponseWriter, r *http.Request) { begun <- true; _, _ = ReadAll(r) })
	mux.HandleFunc("GET /long", func(w http.ResponseWriter, _ *http.Request) {
		begun <- true
		for line := make([]byte, 64<<10); ; {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	})
	addr, _ := running(t, serverOf(t, Site{Mux: mux}, Options{Limits: Limits{Concurrent: 1, Wait: 500 * time.Millisecond, Read: 20 * time.Second, Write: 20 * time.Second}}))
	for _, said := range []string{
		"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nx", "GET /long HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nx", "GET /long HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_, _ = io.WriteString(c, said)
		select {
		case <-begun:
		case <-time.After(5 * time.Second):
			t.Fatalf("%.12q finds no place", said)
		}
	}
	time.Sleep(300 * time.Millisecond) // until the long answers fill what the system holds of them
	for range 5 {
		r, err := http.Get("http://" + addr + "/quick")
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("somebody else: %v, %v", r, err)
		}
		_ = r.Body.Close()
	}
}

func TestWhatIsBeingAnsweredMayFinish(t *testing.T) {
	mux, held, release := NewMux(), make(chan bool), make(chan bool)
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
		held <- true
		<-release
		_, _ = io.WriteString(w, "done")
	})
	s := serverOf(t, Site{Mux: mux}, Options{})
	addr, end := running(t, s)
	got := make(chan string)
	go func() {
		r, err := http.Get("http://" + addr + "/slow")
		if err != nil {
			got <- err.Error()
			return
		}
		b, _ := io.ReadAll(r.Body)
		got <- string(b)
	}()
	<-held
	ended := make(chan error)
	go func() { ended <- end() }()
	for !s.draining.Load() {
		time.Sleep(time.Millisecond)
	}
	if r := ask(s.Handler(), httptest.NewRequest("GET", "/readyz", nil)); r.StatusCode != 503 {
		t.Errorf("a draining server is ready: %d", r.StatusCode)
	}
	close(release)
	if said := <-got; said != "done" {
		t.Errorf("got %q", said)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A label of a metric is kept for as long as the process lives, and read by
// whoever reads metrics.
func TestMetricsHoldNothingOfARequest(t *testing.T) {
	s := serverOf(t, site(), Options{})
	for _, path := range []string{"/hello/" + canary, "/" + canary, "/hello/x?q=" + canary} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("User-Agent", canary)
		ask(s.Handler(), r)
	}
	ask(s.Handler(), httptest.NewRequest(canary, "/hello/x", nil))
	said := body(t, ask(s.MetricsHandler(), httptest.NewRequest("GET", "/metrics", nil)))
	if strings.Contains(said, "CANARY") {
		t.Errorf("a request is in the metrics:\n%s", said)
	}
	for _, want := range []string{`route="GET /hello/{name}"`, `route="none"`, `status="2xx"`} {
		if !strings.Contains(said, want) {
			t.Errorf("%s is not counted:\n%s", want, said)
		}
	}
	if r := ask(s.Handler(), httptest.NewRequest("GET", "/metrics", nil)); r.StatusCode != 404 {
		t.Errorf("the public asks for metrics and gets %d", r.StatusCode)
	}
}

func TestABrokenConnectionIsCountedAndNotLogged(t *testing.T) {
	var log lockedBuffer
	cert, key := certificate(t, t.TempDir(), "one")
	s := serverOf(t, site(), Options{TLS: TLS{CertFile: cert, KeyFile: key}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	addr, end := running(t, s)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(c, "GET / HTTP/1.1\r\n\r\n") // no handshake
	_, _ = io.ReadAll(c)
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), "127.0.0.1:") {
		t.Errorf("an address is in the log: %s", log.String())
	}
	if said := body(t, ask(s.MetricsHandler(), httptest.NewRequest("GET", "/metrics", nil))); !strings.Contains(said, "relais_connection_faults_total 1") {
		t.Errorf("the broken connection is not counted:\n%s", said)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestAProblemTellsNothingOfWhatWasTyped(t *testing.T) {
	err := errors.Join(
		&bilingual.Problem{Kind: bilingual.Invalid, Code: "a", Message: bilingual.Text{En: "one", Fr: "un"}, Read: canary, Cause: errors.New(canary)},
		&bilingual.Problem{Kind: bilingual.NotFound, Code: "b", Message: bilingual.Text{En: "two", Fr: "deux"}, Choices: []bilingual.Choice{{Input: "Windsor, ON"}}},
	)
	for lang, title := range map[string]string{"fr-CA,fr;q=0.9,en;q=0.1": "Une partie de la requête n’a pas été comprise", "de": "Part of the request was not understood"} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header.Set("Accept-Language", lang)
		w := httptest.NewRecorder()
		WriteProblem(w, r, fmt.Errorf("asked: %w", err))
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if p.Status != 500 && p.Status != 422 || strings.Contains(w.Body.String(), canary) || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("got %s", w.Body)
		}
		w = httptest.NewRecorder()
		WriteProblem(w, r, err)
		_ = json.Unmarshal(w.Body.Bytes(), &p)
		if w.Code != 422 || p.Title != title || len(p.Errors) != 2 || strings.Contains(w.Body.String(), canary) {
			t.Errorf("got %s", w.Body)
		}
	}
}

func TestAnErrorForNobodyIsFiveHundred(t *testing.T) {
	w := httptest.NewRecorder()
	WriteProblem(w, httptest.NewRequest("GET", "/", nil), errors.New(canary))
	if w.Code != 500 || strings.Contains(w.Body.String(), canary) || strings.Contains(w.Body.String(), "errors") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestPreferred(t *testing.T) {
	for header, want := range map[string]bilingual.Lang{
		"": "en", "fr": "fr", "fr-CA, en": "fr", "en-CA,fr;q=0.8": "en", "es, fr;q=0.5": "fr", "zh": "en", ";;,": "en",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", header)
		if got := Preferred(r); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

func TestReadJSONTakesOneKnownValueAndNothingElse(t *testing.T) {
	cases := map[string]int{
		`{"name":"x"}`: 0, `{"name":"x"} `: 0, `{"name":"x"}{}`: 422, `{"other":"` + canary + `"}`: 422, `{`: 422, ``: 422, `[]`: 422,
		`{"name":` + strings.Repeat("[", 20000): 422,
	}
	for said, want := range cases {
		r := httptest.NewRequest("POST", "/", strings.NewReader(said))
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		var v struct {
			Name string `json:"name"`
		}
		err := ReadJSON(r, &v)
		if (err == nil) != (want == 0) || err != nil && (Status(err) != want || strings.Contains(err.Error(), canary)) {
			t.Errorf("%.30s: got %v, want %d", said, err, want)
		}
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader(`{}`))
	r.Header.Set("Content-Type", "text/plain")
	if err := ReadJSON(r, &struct{}{}); Status(err) != http.StatusUnsupportedMediaType {
		t.Errorf("text/plain: got %v", err)
	}
}

func TestTLSFromFilesIsReadAgainWhenRenewed(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	cert, key := certificate(t, dir, "one")
	config, err := TLS{CertFile: cert, KeyFile: key}.ending(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	name := func() string {
		c, err := config.GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.Subject.CommonName
	}
	if got := name(); got != "one" {
		t.Fatalf("got %s", got)
	}
	certificate(t, dir, "two")
	later(t, cert, time.Hour)
	if got := name(); got != "one" {
		t.Errorf("the file is read at every handshake: %s", got)
	}
	now = now.Add(2 * lookAgain)
	if got := name(); got != "two" {
		t.Errorf("the renewed certificate is not served: %s", got)
	}
	spoil(t, cert)
	later(t, cert, 2*time.Hour)
	now = now.Add(2 * lookAgain)
	if got := name(); got != "two" {
		t.Errorf("a renewal that cannot be read took the site down: %s", got)
	}
}

func TestTLSSpeaksHTTP2AndPromisesToStay(t *testing.T) {
	cert, key := certificate(t, t.TempDir(), "one")
	addr, _ := running(t, serverOf(t, site(), Options{TLS: TLS{CertFile: cert, KeyFile: key}}))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}} // it is ours
	r, err := client.Get("https://" + addr + "/hello/x")
	if err != nil {
		t.Fatal(err)
	}
	if r.ProtoMajor != 2 || r.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("got %s, %v", r.Proto, r.Header)
	}
	_ = body(t, r)
	client.CloseIdleConnections()
}

func TestTheDescriptionIsOfTheRoutes(t *testing.T) {
	s := site()
	s.Mux.Operate(Operation{Pattern: "GET /v1/things/{id}", ID: "thing", Summary: "One thing", Params: []Param{{Name: "id"}, {Name: "page", InQuery: true, Type: "integer"}},
		Answer: typeOf[Fault](), Errors: []int{404}, Handle: func(http.ResponseWriter, *http.Request) error { return ErrMediaType }})
	if err := s.Mux.Describe("GET /openapi.json", "x", "1", "about"); err != nil {
		t.Fatal(err)
	}
	h := serverOf(t, s, Options{}).Handler()
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct{ Parameters []struct{ Name, In string } }
	}
	if err := json.Unmarshal([]byte(body(t, ask(h, httptest.NewRequest("GET", "/openapi.json", nil)))), &doc); err != nil {
		t.Fatal(err)
	}
	op, ok := doc.Paths["/v1/things/{id}"]["get"]
	if doc.OpenAPI != "3.1.0" || !ok || len(op.Parameters) != 2 || op.Parameters[1].In != "query" {
		t.Errorf("got %+v", doc)
	}
	if r := ask(h, httptest.NewRequest("GET", "/v1/things/x", nil)); r.StatusCode != 415 {
		t.Errorf("the error of an operation is answered with %d", r.StatusCode)
	}
}

func TestAnAddressIsServedOnlyAsPrivatelyAsItMustBe(t *testing.T) {
	cert, key := certificate(t, t.TempDir(), "one")
	files := TLS{CertFile: cert, KeyFile: key}
	cases := []struct {
		name string
		o    Options
		code string
	}{
		{"the loopback", Options{Listen: "127.0.0.1:0"}, ""},
		{"its other form", Options{Listen: "[::1]:0"}, ""},
		{"its name", Options{Listen: "localhost:0"}, ""},
		{"every network", Options{Listen: ":0"}, "listen_plain"},
		{"every network, said", Options{Listen: "0.0.0.0:80"}, "listen_plain"},
		{"a name that may be anywhere", Options{Listen: "relais.example.org:80"}, "listen_plain"},
		{"every network with a certificate", Options{Listen: ":0", TLS: files}, ""},
		{"every network with ACME", Options{Listen: ":0", TLS: TLS{Hosts: []string{"x.example.org"}, Cache: t.TempDir()}}, ""},
		{"behind a named proxy", Options{Listen: ":0", Proxies: []string{"10.0.0.5"}}, ""},
		{"behind a network", Options{Listen: ":0", Proxies: []string{"10.0.0.0/24"}}, ""},
		{"behind everybody", Options{Listen: ":0", Proxies: []string{"0.0.0.0/0"}}, "proxy_invalid"},
		{"behind nonsense", Options{Listen: ":0", Proxies: []string{"proxy"}}, "proxy_invalid"},
		{"half a certificate", Options{Listen: ":0", TLS: TLS{CertFile: cert}}, "tls_invalid"},
		{"two sorts of certificate", Options{Listen: ":0", TLS: TLS{CertFile: cert, KeyFile: key, Hosts: []string{"x"}, Cache: "x"}}, "tls_invalid"},
		{"ACME that forgets", Options{Listen: ":0", TLS: TLS{Hosts: []string{"x"}}}, "tls_invalid"},
		{"no certificate there", Options{Listen: ":0", TLS: TLS{CertFile: "/nowhere", KeyFile: "/nowhere"}}, "tls_invalid"},
		{"no address", Options{Listen: "here"}, "listen_invalid"},
		{"metrics for the loopback", Options{Listen: "127.0.0.1:0", Metrics: "127.0.0.1:0"}, ""},
		{"metrics for all", Options{Listen: "127.0.0.1:0", Metrics: ":9090"}, "metrics_exposed"},
	}
	for _, c := range cases {
		_, err := New(site(), c.o)
		code := ""
		if p, ok := bilingual.AsProblem(err); ok {
			code = p.Code
		}
		if code != c.code || (err == nil) != (c.code == "") {
			t.Errorf("%s: got %v, want %q", c.name, err, c.code)
		}
	}
}

func TestBehindAProxyNobodyElseMayConnect(t *testing.T) {
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	named, _ := prefixes([]string{"10.1.2.3"})
	l := proxyListener{plain, exposure{proxies: named}}
	accepted := make(chan net.Conn, 1)
	go func() {
		if c, err := l.Accept(); err == nil {
			accepted <- c
		}
	}()
	c, err := net.Dial("tcp", plain.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := c.Read(make([]byte, 1)); err != io.EOF && !strings.Contains(fmt.Sprint(err), "reset") {
		t.Errorf("a stranger is left waiting: %v", err)
	}
	_ = plain.Close()
	if len(accepted) > 0 {
		t.Error("a stranger was let in")
	}
	all, _ := prefixes([]string{"127.0.0.0/8"})
	if e := (exposure{proxies: all}); !slices.Equal(e.proxies, all) || !e.secure() {
		t.Error("a named proxy is not taken for the end of TLS")
	}
}
