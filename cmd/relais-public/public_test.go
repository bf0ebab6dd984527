package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/api/site"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
	"github.com/relais-directory/relais/data/durable/faulttest"
	"github.com/relais-directory/relais/index"
)

// built is the folder of the program, for the time of the tests.
var built string

// program is the real program, built once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(built, "relais-public")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

// programFor is the program's path, where there is time to build it.
func programFor(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the race detector has nothing to find in another process")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMain(m *testing.M) {
	if os.Getenv(confinedHelper) != "" {
		os.Exit(tryConfined())
	}
	var err error
	if built, err = os.MkdirTemp("", "relais-public"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(built)
	os.Exit(code)
}

// running is one process of the program.
type running struct {
	t    *testing.T
	at   string
	pid  int
	errs *safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var address = regexp.MustCompile(`http://([0-9.:]+)/`)

// start runs the program with args until the test ends.
func start(t *testing.T, env []string, args ...string) *running {
	t.Helper()
	var out, errs safeBuffer
	cmd := exec.Command(programFor(t), append(args, "--listen", "127.0.0.1:0", "--refresh", "200ms")...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env...), &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v: %s", err, errs.String())
		}
	})
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if at := address.FindStringSubmatch(out.String()); at != nil {
			return &running{t, at[1], cmd.Process.Pid, &errs}
		}
		select {
		case err := <-ended:
			ended <- nil
			t.Fatalf("it did not start: %v: %s", err, errs.String())
		default:
		}
		if time.Since(began) > 30*time.Second {
			t.Fatalf("it does not serve: %s", errs.String())
		}
	}
}

// refusedBy runs the program where it must not start, and gives what it says.
func refusedBy(t *testing.T, want int, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, programFor(t), append(args, "--listen", "127.0.0.1:0")...)
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Errorf("%q: exit code %d, want %d: %s", args, got, want, out)
	}
	return string(out)
}

// get gives a whole answer as bytes, without its date.
func (r *running) get(path string) string {
	r.t.Helper()
	return answer(r.t, r.at, "GET "+path+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
}

func (r *running) post(path, media, body string) string {
	r.t.Helper()
	return answer(r.t, r.at, "POST "+path+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: "+media+"\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+body)
}

var date = regexp.MustCompile(`(?m)^Date: .*\r\n`)

func answer(t *testing.T, at, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, request)
	b, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return date.ReplaceAllString(string(b), "")
}

// soon waits up to five seconds, the promise, for what must come.
func (r *running) soon(what string, come func() bool) {
	r.t.Helper()
	for began := time.Now(); time.Since(began) < 5*time.Second; time.Sleep(20 * time.Millisecond) {
		if come() {
			return
		}
	}
	r.t.Errorf("%s: not within five seconds; the log says %s", what, r.errs.String())
}

// The directory behind the bundles: two organizations that the public may see,
// and one that it may not.
const (
	mappingText = `source = "partner"
key = ["id"]
[columns]
organization_name = "name"
service_name = "service"
city = "city"
province = "province"
phone = "phone"
needs = "need"
`
	agreedText = `[consent]
by = "the directors"
on = 2026-01-15
evidence = "signed forms"
visibility = "public"
`
	agreedRows = "id,name,service,city,province,phone,need\n1,Lighthouse Legal (demo),Legal help,Halifax,NS,902-555-0123,legal\n2,Maison Ouverte (demo),Emergency shelter,Toronto,ON,416-555-0145,emergency-shelter\n"
	hiddenRows = "id,name,service,city,province,phone,need\n3,Canary House zqxjkv,Emergency shelter,Toronto,ON,416-555-0199,emergency-shelter\n"
)

var instant = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

func directory(t *testing.T) *relais.Engine {
	t.Helper()
	e, err := relais.Create(filepath.Join(t.TempDir(), "directory"), relais.Options{Keys: filepath.Join(t.TempDir(), "keys")}, instant)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	load(t, e, mappingText+agreedText, agreedRows)
	load(t, e, strings.Replace(mappingText, "partner", "inside", 1), hiddenRows)
	return e
}

func load(t *testing.T, e *relais.Engine, mapping, rows string) {
	t.Helper()
	plan, err := e.PlanImport(relais.ImportFile{Content: []byte(rows), Mapping: []byte(mapping)}, "tester", instant)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.ApplyImport(relais.ImportOrder{ID: plan.ID, Actor: "tester", Reason: "test", At: instant}); err != nil {
		t.Fatal(err)
	}
	waiting, err := e.Proposals()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range waiting {
		if _, err := e.Decide(relais.Decision{ID: p.ID, Actor: "second", Reason: "test", At: instant}); err != nil {
			t.Fatal(err)
		}
	}
}

// published is what a test publishes: all listings, or those that keep keeps.
type published struct {
	listings []data.Listing[data.Public]
	sign     ed25519.PrivateKey
}

func publish(t *testing.T, e *relais.Engine) *published {
	t.Helper()
	listings := relais.Listings[data.Public](e)
	if len(listings) != 2 {
		t.Fatalf("%d public listings, want 2", len(listings))
	}
	return &published{listings, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))}
}

func (p *published) key() string { return hex.EncodeToString(p.sign.Public().(ed25519.PublicKey)) }

func (p *published) bundle(t *testing.T, but data.ID) []byte {
	t.Helper()
	kept := slices.DeleteFunc(slices.Clone(p.listings), func(l data.Listing[data.Public]) bool { return l.ID == but })
	b, _, err := bundle.Encode(kept, p.sign)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if _, err := bundle.WriteFile(path, b); err != nil {
		t.Fatal(err)
	}
}

const unknown = "/v1/listings/00000000-0000-4000-8000-000000000000"

func TestWhatIsWithdrawnIsGoneAndWhatIsBrokenChangesNothing(t *testing.T) {
	p := publish(t, directory(t))
	path, gone := filepath.Join(t.TempDir(), "public.bundle"), p.listings[0].ID
	put(t, path, p.bundle(t, ""))
	r := start(t, nil, path, "--key", p.key())
	listing := "/v1/listings/" + string(gone)
	if a := r.get(listing); !strings.HasPrefix(a, "HTTP/1.1 200") {
		t.Fatalf("before: %s", a)
	}
	put(t, path, p.bundle(t, gone))
	r.soon("the withdrawal", func() bool { return strings.HasPrefix(r.get(listing), "HTTP/1.1 404") })
	if got, want := r.get(listing), r.get(unknown); got != want {
		t.Errorf("withdrawn and unknown differ:\n%s\n%s", got, want)
	}
	if a := r.get("/hsds/services"); !strings.Contains(a, `"total_items":1,`) {
		t.Errorf("the partners' list: %s", a)
	}
	put(t, path, []byte("relais-bundle 1\nsecret words\n"))
	r.soon("the refusal in the log", func() bool { return strings.Contains(r.errs.String(), "bundle_cut") })
	if a := r.get("/hsds/services"); !strings.Contains(a, `"total_items":1,`) || strings.Contains(r.errs.String(), "secret") {
		t.Errorf("after a broken bundle: %s\n%s", a, r.errs.String())
	}
	if a := r.get("/readyz"); !strings.HasPrefix(a, "HTTP/1.1 200") || !strings.HasSuffix(a, "ready\n") {
		t.Errorf("readiness tells of the source: %s", a)
	}
	put(t, path, p.bundle(t, ""))
	r.soon("the next good one", func() bool { return strings.HasPrefix(r.get(listing), "HTTP/1.1 200") })
}

// The same requests, to this program over a bundle and to a server over the
// directory behind it, have the same answers to the byte.
func TestItAnswersAsAServerOverTheDirectoryDoes(t *testing.T) {
	e := directory(t)
	p := publish(t, e)
	path := filepath.Join(t.TempDir(), "public.bundle")
	put(t, path, p.bundle(t, ""))
	r := start(t, nil, path, "--key", p.key())
	var o site.Options
	o.Catalog = func() *index.Snapshot[data.Public] { return relais.Snapshot[data.Public](e) }
	o.Gazetteer, o.Terms, o.Weights, o.Now = e.Gazetteer(), e.Terms(), e.Weights(), time.Now
	whole, err := site.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := serve.New(whole, serve.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	beside := httptest.NewServer(server.Handler())
	defer beside.Close()
	other := &running{t: t, at: beside.Listener.Addr().String()}
	paths := []string{"/", "/fr/", "/en/", "/en/info", "/en/search", "/healthz", "/readyz", "/v1/terms", "/openapi.json", "/hsds", "/hsds/services", "/hsds/services?full=true",
		"/hsds/organizations", "/hsds/service_at_locations?postcode=M5V&proximity=50", "/hsds/taxonomies", "/hsds/taxonomy_terms", unknown, "/nowhere", "/v1/listings/" + string(p.listings[1].ID)}
	for _, path := range paths {
		if got, want := r.get(path), other.get(path); got != want {
			t.Errorf("GET %s differs:\n%.600s\n%.600s", path, got, want)
		}
	}
	for body, media := range map[string]string{
		`{"origin":{"postal_code":"M5V 2T6"},"needs":["emergency-shelter"]}`: "application/json",
		`{"needs":["legal"],"text":"Lighthouse"}`:                            "application/json",
		`{"needs":["Canary House"]}`:                                         "application/json",
	} {
		if got, want := r.post("/v1/search", media, body), other.post("/v1/search", media, body); got != want || strings.HasPrefix(got, "HTTP/1.1 404") {
			t.Errorf("POST %s differs:\n%.600s\n%.600s", body, got, want)
		}
	}
	form := "place=Toronto&need=emergency-shelter"
	got, want := r.post("/fr/search", "application/x-www-form-urlencoded", form), other.post("/fr/search", "application/x-www-form-urlencoded", form)
	if got != want || !strings.Contains(got, "Maison Ouverte") {
		t.Errorf("the results page differs:\n%.600s\n%.600s", got, want)
	}
}

// A link out of the bundle's folder, to a bundle that is good and new, is not
// followed: the kernel does not let the program open it. The very same bytes
// inside the folder are taken.
func TestItCannotOpenAFileElsewhere(t *testing.T) {
	needLandlock(t, 1)
	p := publish(t, directory(t))
	inside, outside := filepath.Join(t.TempDir(), "public.bundle"), filepath.Join(t.TempDir(), "other.bundle")
	gone := p.listings[0].ID
	put(t, inside, p.bundle(t, ""))
	put(t, outside, p.bundle(t, gone))
	r := start(t, nil, inside, "--key", p.key())
	if err := os.Remove(inside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, inside); err != nil {
		t.Fatal(err)
	}
	r.soon("the refusal", func() bool { return strings.Contains(r.errs.String(), "permission denied") })
	if a := r.get("/hsds/services"); !strings.Contains(a, `"total_items":2,`) {
		t.Errorf("it opened a file outside its folder: %s", a)
	}
	if err := os.Remove(inside); err != nil {
		t.Fatal(err)
	}
	put(t, inside, p.bundle(t, gone))
	r.soon("the same bytes inside", func() bool { return strings.Contains(r.get("/hsds/services"), `"total_items":1,`) })
}

// Over HTTPS, with a certificate that the machine trusts.
func TestItPullsFromAnAddress(t *testing.T) {
	p := publish(t, directory(t))
	var current atomic.Pointer[[]byte]
	var saved atomic.Int32
	all := p.bundle(t, "")
	current.Store(&all)
	source := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := *current.Load()
		tag := `"` + string(b[len(b)-21:len(b)-1]) + `"`
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			saved.Add(1)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	}))
	defer source.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	put(t, ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: source.Certificate().Raw}))
	r := start(t, []string{"SSL_CERT_FILE=" + ca}, source.URL+"/public.bundle", "--key", p.key())
	less := p.bundle(t, p.listings[0].ID)
	current.Store(&less)
	r.soon("the new bundle", func() bool { return strings.Contains(r.get("/hsds/services"), `"total_items":1,`) })
	r.soon("a look that costs nothing", func() bool { return saved.Load() > 0 })
	source.CloseClientConnections()
	source.Close()
	r.soon("the source's end in the log", func() bool { return strings.Contains(r.errs.String(), "source_unreachable") })
	if a := r.get("/hsds/services"); !strings.Contains(a, `"total_items":1,`) {
		t.Errorf("without its source: %s", a)
	}
}

// The memory of the process holds what is public and nothing of what is not.
func TestItsMemoryHoldsNoCanary(t *testing.T) {
	p := publish(t, directory(t))
	path := filepath.Join(t.TempDir(), "public.bundle")
	put(t, path, p.bundle(t, ""))
	r := start(t, nil, path, "--key", p.key())
	r.get("/hsds/services?full=true")
	if n, ok := inMemory(t, r.pid, "Lighthouse Legal"); !ok {
		faulttest.Cannot(t, "this account may not read the memory of another process")
	} else if n == 0 {
		t.Fatal("a public name is not found: the search finds nothing")
	}
	for _, canary := range []string{"zqxjkv", "416-555-0199", "+14165550199", "signed forms"} {
		if n, _ := inMemory(t, r.pid, canary); n > 0 {
			t.Errorf("%q is in its memory %d times", canary, n)
		}
	}
}

// inMemory counts s in the writable memory of a process.
func inMemory(t *testing.T, pid int, s string) (int, bool) {
	t.Helper()
	maps, err1 := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/maps")
	mem, err2 := os.Open("/proc/" + strconv.Itoa(pid) + "/mem")
	if err1 != nil || err2 != nil {
		return 0, false
	}
	defer func() { _ = mem.Close() }()
	found := 0
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line)
		from, to, _ := strings.Cut(fields[0], "-")
		a, _ := strconv.ParseInt(from, 16, 64)
		b, _ := strconv.ParseInt(to, 16, 64)
		if !strings.HasPrefix(fields[1], "rw") || b-a > 512<<20 {
			continue
		}
		part := make([]byte, b-a)
		n, _ := mem.ReadAt(part, a) // what is not mapped is not there
		found += bytes.Count(part[:n], []byte(s))
	}
	return found, true
}

func TestItDoesNotStartOnWhatItMustNotTrust(t *testing.T) {
	p := publish(t, directory(t))
	path := filepath.Join(t.TempDir(), "public.bundle")
	put(t, path, p.bundle(t, ""))
	if said := refusedBy(t, 4, path); !strings.Contains(said, p.key()) || !strings.Contains(said, "--key") {
		t.Errorf("without a key: %s", said)
	}
	if said := refusedBy(t, 1, path, "--key", strings.Repeat("ab", 32), "--lang", "fr"); !strings.Contains(said, "autre clé") {
		t.Errorf("with another key: %s", said)
	}
	refusedBy(t, 2, path, "--key", "abc")
	refusedBy(t, 2)
	refusedBy(t, 2, "http://directory.example/public.bundle", "--key", p.key())
	refusedBy(t, 1, filepath.Join(t.TempDir(), "absent"), "--key", p.key())
	beside := filepath.Join(t.TempDir(), "public.bundle")
	put(t, beside, p.bundle(t, ""))
	put(t, filepath.Join(filepath.Dir(beside), "relais.db"), []byte("a store"))
	if said := refusedBy(t, 4, beside, "--key", p.key()); !strings.Contains(said, "folder of its own") {
		t.Errorf("beside a store: %s", said)
	}
}
