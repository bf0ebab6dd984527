package serve

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func limiterAt(t *testing.T, now *time.Time, rate float64, burst int) *limiter {
	t.Helper()
	l, err := newLimiter(Limits{Rate: rate, Burst: burst}, rand.Reader, func() time.Time { return *now })
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAFloodIsHeldBackAndItsNeighboursAreNot(t *testing.T) {
	now := time.Now()
	l := limiterAt(t, &now, 10, 100)
	allowed := 0
	for range 5000 {
		if l.allow(netip.MustParseAddr("198.51.100.7")) {
			allowed++
		}
	}
	if allowed != 100 {
		t.Errorf("%d of a flood were answered, want 100", allowed)
	}
	if l.allow(netip.MustParseAddr("198.51.100.200")) {
		t.Error("another address of the same network is not counted with it")
	}
	others := 0
	for i := range 100 {
		if l.allow(netip.AddrFrom4([4]byte{203, 0, byte(i), 1})) {
			others++
		}
	}
	if others < 97 { // a few may share its bucket
		t.Errorf("only %d of 100 other networks were answered", others)
	}
	now = now.Add(time.Second)
	if !l.allow(netip.MustParseAddr("198.51.100.7")) {
		t.Error("it is never answered again")
	}
}

// Two hundred people in one shelter, or behind one Tor exit, search every now and
// then. None of them may be turned away.
func TestManyBehindOneAddressAreAllAnswered(t *testing.T) {
	now := time.Now()
	limits := Limits{}.withDefaults()
	l := limiterAt(t, &now, limits.Rate, limits.Burst)
	shared := netip.MustParseAddr("2001:db8::1")
	for second := range 600 {
		for range 2 { // searches in a second, each with the form before it and a page after it
			for range 3 {
				if !l.allow(shared) {
					t.Fatalf("refused after %d seconds", second)
				}
			}
		}
		now = now.Add(time.Second)
	}
	for range 200 { // and all of them at once
		if !l.allow(shared) {
			t.Fatal("refused when all came at once")
		}
	}
}

func TestTheLimiterKeepsNoAddress(t *testing.T) {
	now := time.Now()
	l := limiterAt(t, &now, 1, 1)
	addr := netip.MustParseAddr("198.51.100.7")
	l.allow(addr)
	key, slot := l.key, l.slot(addr)
	if held := fmt.Sprintf("%v", l.buckets[slot]); strings.Contains(held, "198") {
		t.Errorf("a bucket holds %s", held)
	}
	now = now.Add(keyAge)
	if !l.allow(addr) || l.key == key {
		t.Error("the key and the counts outlive their day")
	}
}

func TestTheLoopbackIsNotLimited(t *testing.T) {
	now := time.Now()
	l := limiterAt(t, &now, 1, 1)
	for range 1000 {
		if !l.allow(netip.MustParseAddr("127.0.0.1")) || !l.allow(netip.MustParseAddr("::1")) {
			t.Fatal("the operator is turned away")
		}
	}
	if none, err := newLimiter(Limits{Rate: -1}, nil, nil); none != nil || err != nil || !none.allow(addrOf("198.51.100.7")) {
		t.Error("no limit is a limit")
	}
}

func addrOf(s string) netip.Addr { return netip.MustParseAddr(s) }

func TestWithoutRandomnessThereIsNoLimiterAndNoServer(t *testing.T) {
	if _, err := New(site(), Options{Listen: "127.0.0.1:0", Random: bytes.NewReader(nil)}); err == nil || errors.Unwrap(err) == nil {
		t.Errorf("got %v", err)
	}
}

func TestTheClientIsWhomTheNamedProxyNames(t *testing.T) {
	named, _ := prefixes([]string{"10.0.0.5"})
	e := exposure{proxies: named}
	cases := []struct{ remote, forwarded, want string }{
		{"10.0.0.5:1000", "203.0.113.9", "203.0.113.9"},
		{"10.0.0.5:1000", "192.0.2.1, 203.0.113.9", "203.0.113.9"}, // what the proxy saw, not what the visitor claims
		{"10.0.0.5:1000", "", "invalid IP"},
		{"10.0.0.5:1000", "unknown", "invalid IP"},
		{"198.51.100.7:1000", "203.0.113.9", "198.51.100.7"}, // nobody's claim counts
		{"[::ffff:198.51.100.7]:1000", "", "198.51.100.7"},
		{"@", "", "invalid IP"},
	}
	for _, c := range cases {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := e.client(r).String(); got != c.want {
			t.Errorf("%s for %q: got %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
