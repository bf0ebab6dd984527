package serve

import (
	"crypto/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// line is a connection from an address.
type line struct {
	net.Conn
	from   net.Addr
	closed bool
}

func (c *line) RemoteAddr() net.Addr { return c.from }
func (c *line) Close() error         { c.closed = true; return nil }

// lines is a listener of connections that wait already.
type lines chan net.Conn

func (l lines) Accept() (net.Conn, error) {
	select {
	case c := <-l:
		return c, nil
	default:
		return nil, net.ErrClosed
	}
}
func (l lines) Close() error   { return nil }
func (l lines) Addr() net.Addr { return nil }

func from(address string) *line {
	return &line{from: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))}
}

func TestOneNetworkCannotHoldAllConnections(t *testing.T) {
	limits, err := newLimiter(Limits{Rate: 1, Burst: 1}, rand.Reader, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(lines, 10)
	l := &crowdListener{Listener: waiting, limiter: limits, most: 2}
	crowd := []*line{from("192.0.2.1:1"), from("192.0.2.1:2"), from("192.0.2.200:3")} // one /24
	for _, c := range crowd {
		waiting <- c
	}
	waiting <- from("127.0.0.1:4")
	var held []net.Conn
	for range 3 {
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	if crowd[0].closed || crowd[1].closed || !crowd[2].closed || held[2].RemoteAddr().String() != "127.0.0.1:4" {
		t.Errorf("closed: %v %v %v; the last is from %s", crowd[0].closed, crowd[1].closed, crowd[2].closed, held[2].RemoteAddr())
	}
	_ = held[0].Close()
	_ = held[0].Close() // gives back one place, not two
	waiting <- from("192.0.2.9:5")
	if _, err := l.Accept(); err != nil {
		t.Error("a place that was given back is not given again")
	}
	late := from("192.0.2.9:6")
	waiting <- late
	if _, err := l.Accept(); err == nil || !late.closed {
		t.Error("closing twice gave back two places")
	}
}

func TestTheProxyNamesTheClientLast(t *testing.T) {
	e := exposure{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.5/32")}}
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"192.0.2.7"}, "192.0.2.7"},
		{[]string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		{[]string{"198.51.100.1", "192.0.2.7"}, "192.0.2.7"}, // the client's own line, and then the proxy's
		{[]string{"192.0.2.7:4711"}, "192.0.2.7"},
		{[]string{"127.0.0.1"}, "invalid IP"}, // nobody is let off by saying so
		{[]string{"unknown"}, "invalid IP"},
		{nil, "invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "10.0.0.5:1234"
		for _, l := range c.lines {
			r.Header.Add("X-Forwarded-For", l)
		}
		if got := e.client(r).String(); got != c.want {
			t.Errorf("%q: got %s, want %s", c.lines, got, c.want)
		}
	}
}

func TestANetworkOfProxiesIsNotEverybody(t *testing.T) {
	for named, ok := range map[string]bool{"10.0.0.0/8": true, "fd00::/16": true, "10.0.0.5": true, "::/1": false, "0.0.0.0/1": false, "0.0.0.0/0": false} {
		if _, err := prefixes([]string{named}); (err == nil) != ok {
			t.Errorf("%s: %v", named, err)
		}
	}
}
