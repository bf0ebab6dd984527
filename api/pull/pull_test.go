package pull

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/bundle"
)

var (
	ours   = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	theirs = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize))
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// signed is a bundle of listings with these names.
func signed(t *testing.T, by ed25519.PrivateKey, demo bool, names ...string) []byte {
	t.Helper()
	var all []data.Listing[data.Public]
	for i, name := range names {
		var l data.Listing[data.Public]
		l.ID = data.ID("00000000-0000-4000-8000-00000000000" + string(rune('0'+i)))
		l.Demo, l.Service.Name = demo, bilingual.Same(name)
		all = append(all, l)
	}
	b, _, err := bundle.Encode(all, by)
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

// names are those of the listings that a look gives; nil where it gives nothing.
func names(t *testing.T, s *Source) []string {
	t.Helper()
	found, err := s.Look(context.Background())
	if err != nil {
		t.Fatalf("look: %v", err)
	}
	if found == nil {
		return nil
	}
	all := []string{}
	for _, l := range found.Listings {
		all = append(all, l.Service.Name.En)
	}
	return all
}

func code(t *testing.T, s *Source) string {
	t.Helper()
	found, err := s.Look(context.Background())
	if found != nil {
		t.Fatalf("a bundle with %d listings was taken", len(found.Listings))
	}
	return codeOf(err)
}

func source(t *testing.T, o Options) *Source {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func is(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestAFileIsTakenOnceAndAgainWhenItIsAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b")
	s := source(t, Options{Where: path, Key: public(ours)})
	if got := code(t, s); got != "source_unreadable" {
		t.Errorf("no file: %q", got)
	}
	put(t, path, signed(t, ours, false, "one", "two"))
	is(t, "first", names(t, s), "one", "two")
	is(t, "unchanged", names(t, s))
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	is(t, "touched", names(t, s))
	put(t, path, signed(t, ours, false, "one"))
	is(t, "withdrawn", names(t, s), "one")
	put(t, path, signed(t, ours, false, "one", "two"))
	is(t, "listed again: the latest answer wins", names(t, s), "one", "two")
}

// Whatever is wrong with a bundle is refused, again and again, and the next good
// one is taken.
func TestWhatIsWrongIsRefusedAndWhatIsMendedTaken(t *testing.T) {
	good := signed(t, ours, false, "one")
	for name, wrong := range map[string]struct {
		b    []byte
		code string
	}{
		"empty":         {nil, "bundle_foreign"},
		"foreign":       {[]byte("hello"), "bundle_foreign"},
		"cut":           {good[:len(good)-1], "bundle_cut"},
		"flipped":       {bytes.Replace(good, []byte("one"), []byte("two"), 1), "bundle_signature"},
		"another's key": {signed(t, theirs, false, "one"), "bundle_key"},
		"another's, with our key put on": {bytes.Replace(signed(t, theirs, false, "one"),
			[]byte(hexOf(public(theirs))), []byte(hexOf(public(ours))), 1), "bundle_signature"},
		"a later format": {[]byte("relais-bundle 9" + string(good[len("relais-bundle 1"):])), "bundle_signature"},
	} {
		path := filepath.Join(t.TempDir(), "b")
		s := source(t, Options{Where: path, Key: public(ours)})
		put(t, path, wrong.b)
		for range 2 {
			if got := code(t, s); got != wrong.code {
				t.Errorf("%s: %q, want %q", name, got, wrong.code)
			}
		}
		put(t, path, good)
		is(t, name+", then mended", names(t, s), "one")
	}
}

func hexOf(key ed25519.PublicKey) string {
	b, _, _ := bundle.Encode(nil, ed25519.PrivateKey(append(bytes.Clone(make([]byte, 32)), key...)))
	_, rest, _ := bytes.Cut(b, []byte(" ed25519="))
	digits, _, _ := bytes.Cut(rest, []byte(" "))
	return string(digits)
}

func TestWithoutAKeyOnlyInventedBundlesAreBelieved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b")
	put(t, path, signed(t, theirs, false, "real"))
	if got := code(t, source(t, Options{Where: path})); got != "key_unpinned" {
		t.Errorf("a real bundle without a key: %q", got)
	}
	s := source(t, Options{Where: path, FirstUse: true})
	is(t, "trusted on first use", names(t, s), "real")
	put(t, path, signed(t, ours, false, "other"))
	if got := code(t, s); got != "bundle_key" {
		t.Errorf("another key after the first: %q", got)
	}
	put(t, path, signed(t, theirs, true, "invented"))
	s = source(t, Options{Where: path})
	is(t, "invented", names(t, s), "invented")
	put(t, path, signed(t, ours, true, "invented too"))
	if got := code(t, s); got != "bundle_key" {
		t.Errorf("another key after the invented one: %q", got)
	}
	put(t, path, signed(t, theirs, true))
	if got := code(t, source(t, Options{Where: path})); got != "key_unpinned" {
		t.Errorf("an empty bundle without a key: %q", got)
	}
}

// site publishes bytes at an address.
type site struct {
	b        atomic.Pointer[[]byte]
	saved    atomic.Int32 // times that nothing was sent
	handle   http.HandlerFunc
	lastSeen atomic.Pointer[http.Header]
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := r.Header.Clone()
	s.lastSeen.Store(&header)
	if s.handle != nil {
		s.handle(w, r)
		return
	}
	b := *s.b.Load()
	w.Header().Set("ETag", `"`+string(b[len(b)-20:len(b)-1])+`"`)
	if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
		s.saved.Add(1)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

// overTLS serves s with a certificate that the source trusts.
func overTLS(t *testing.T, s *site, o Options) *Source {
	t.Helper()
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	o.Where, o.Key = server.URL+"/public.bundle", public(ours)
	src := source(t, o)
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	src.place.(*web).client.Transport.(*http.Transport).TLSClientConfig.RootCAs = trusted
	return src
}

func TestAnAddressIsAskedForWhatIsNew(t *testing.T) {
	s := &site{}
	one, two := signed(t, ours, false, "one"), signed(t, ours, false, "two")
	s.b.Store(&one)
	src := overTLS(t, s, Options{})
	is(t, "first", names(t, src), "one")
	is(t, "unchanged", names(t, src))
	if s.saved.Load() != 1 {
		t.Errorf("the same bundle was sent again")
	}
	s.b.Store(&two)
	is(t, "new", names(t, src), "two")
	h := *s.lastSeen.Load()
	if h.Get("Cache-Control") != "no-cache" || h.Get("Accept-Encoding") != "" || h.Get("User-Agent") != "relais-public" {
		t.Errorf("asked with %v", h)
	}
}

// A bad bundle's entity tag must not be remembered: the bad one would then stay
// "unchanged" once the same tag stands on a good one.
func TestTheTagOfABadBundleIsForgotten(t *testing.T) {
	good := signed(t, ours, false, "one")
	content := good[:len(good)-1]
	s := &site{handle: func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"same"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}}
	src := overTLS(t, s, Options{})
	if got := code(t, src); got != "bundle_cut" {
		t.Errorf("cut: %q", got)
	}
	content = good
	is(t, "mended", names(t, src), "one")
}

func TestAHostileSourceIsGivenUp(t *testing.T) {
	good := signed(t, ours, false, "one")
	for name, handle := range map[string]http.HandlerFunc{
		"an error":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"not modified, unasked": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotModified)
		},
		"ten gigabytes": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10737418240")
			_, _ = w.Write(good)
		},
		"a drip": func(w http.ResponseWriter, r *http.Request) {
			for _, b := range good {
				_, _ = w.Write([]byte{b})
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		},
		"a cut line": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(good)
		},
	} {
		src := overTLS(t, &site{handle: handle}, Options{Patience: 300 * time.Millisecond})
		if got := code(t, src); got != "source_unreachable" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestOnlyAddressesThatSayWhoAnswersAreFollowed(t *testing.T) {
	for where, want := range map[string]uint16{
		"https://directory.example/public.bundle": 443, "https://directory.example:8443/b": 8443, "http://127.0.0.1:9/b": 9, "http://[::1]/b": 80,
		"http://directory.example/b": 0, "ftp://directory.example/b": 0, "https://user:pass@directory.example/b": 0, "https:///b": 0, "http://10.0.0.1/b": 0,
	} {
		port, err := Port(where)
		if port != want || (err != nil) != (want == 0) {
			t.Errorf("%s: port %d, %v", where, port, err)
		}
	}
	if _, err := New(Options{Where: "http://directory.example/b"}); bilingual.KindOf(err) != bilingual.Invalid {
		t.Errorf("a plain address: %v", err)
	}
}

// A server that nobody vouches for is not asked for anything.
func TestACertificateOfNobodyIsRefused(t *testing.T) {
	s := &site{}
	one := signed(t, ours, false, "one")
	s.b.Store(&one)
	server := httptest.NewTLSServer(s)
	defer server.Close()
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	if got := code(t, source(t, Options{Where: server.URL, Key: public(ours)})); got != "source_unreachable" {
		t.Errorf("got %q", got)
	}
	if s.lastSeen.Load() != nil {
		t.Error("it was asked all the same")
	}
}

func TestFollowingGoesOnAfterAFailureAndSaysItOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b")
	put(t, path, signed(t, ours, false, "one"))
	s := source(t, Options{Where: path, Key: public(ours)})
	var log bytes.Buffer
	taken := make(chan *Bundle)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Follow(ctx, Pace{5 * time.Millisecond, func() float64 { return 0.5 }}, slog.New(slog.NewTextHandler(&log, nil)), func(b *Bundle) { taken <- b })
	}()
	<-taken
	put(t, path, []byte("relais-bundle 1\nsecret words\n"))
	time.Sleep(100 * time.Millisecond)
	put(t, path, signed(t, ours, false, "two"))
	if b := <-taken; b.Listings[0].Service.Name.En != "two" {
		t.Errorf("got %v", b.Listings[0].Service.Name)
	}
	cancel()
	<-ended
	said := log.String()
	if strings.Count(said, "bundle_cut") != 1 || strings.Count(said, "well again") != 1 || strings.Contains(said, "secret") || strings.Contains(said, "two") {
		t.Errorf("the log says %s", said)
	}
}

func TestAPaceNeverExceedsItself(t *testing.T) {
	for _, j := range []float64{0, 0.5, 0.999} {
		if d := (Pace{time.Second, func() float64 { return j }}).next(); d > time.Second || d < 800*time.Millisecond {
			t.Errorf("jitter %v: %v", j, d)
		}
	}
}

func TestACauseThatMayQuoteABundleStaysUnsaid(t *testing.T) {
	quoting := &bilingual.Problem{Kind: bilingual.Damaged, Cause: errors.New("line 3: secret words")}
	if said := causeOf(quoting); said != "" {
		t.Errorf("said %q", said)
	}
	if said := causeOf(problemUnreachable(errors.New("refused"))); said != "refused" {
		t.Errorf("said %q", said)
	}
}
