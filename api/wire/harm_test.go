package wire

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/api/serve"
)

// Small limits, so that a test can go past them: what a server does at its limits
// does not depend on how large they are.
var small = serve.Limits{
	ReadHeader: 500 * time.Millisecond, Read: time.Second, Write: time.Second,
	Concurrent: 4, Wait: 100 * time.Millisecond, Connections: 64, Rate: 5, Burst: 20,
}

// crowded is a server with small limits, behind a proxy that names the networks.
func crowded(t *testing.T) (address string) {
	t.Helper()
	h := quiet(t, baseOf(t, 2), 2)
	server, err := serve.New(siteOf(t, h, nil), serve.Options{Listen: "127.0.0.1:0", Proxies: []string{"127.0.0.1"}, Limits: small})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	listening, ended := make(chan string), make(chan error, 1)
	go func() { ended <- server.Run(ctx, func(at net.Addr) { listening <- at.String() }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Log(err) // clients that are cut off in the middle may hold it up
		}
	})
	return <-listening
}

// served asks for help as somebody else would, in the middle of it all, and fails
// where they are kept waiting.
func served(t *testing.T, address string) {
	t.Helper()
	for i := range 12 {
		began := time.Now()
		answer, err := Ask(address, framed("POST /en/search HTTP/1.1", fmt.Sprintf("192.0.%d.7", i), []string{"Content-Type: application/x-www-form-urlencoded"}, "place=Toronto&need=housing"))
		if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 200")) {
			t.Errorf("somebody else is answered %.60q, %v", answer, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("somebody else waits %s", took)
		}
	}
}

func dialed(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// Slow clients send a byte now and then, of their headers or of their body. They
// hold no place that others need longer than their time, and are hung up on.
func TestSlowClientsHoldUpNobody(t *testing.T) {
	address := crowded(t)
	body := "POST /v1/search HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.100.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
	var slow []net.Conn
	for range 20 {
		c := dialed(t, address)
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: h") // and never the rest
		slow = append(slow, c)
	}
	for range 3 { // one place is left to others
		c := dialed(t, address)
		_, _ = io.WriteString(c, body+"{")
		slow = append(slow, c)
	}
	time.Sleep(50 * time.Millisecond)
	served(t, address)
	for i, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("slow client %d is still waited for", i)
		}
	}
}

// Slow bodies, and long answers that nobody takes, hold no place: with more of them
// than there are places, everybody else is served at once.
func TestMoreSlowClientsThanPlacesHoldUpNobody(t *testing.T) {
	address := crowded(t)
	for range 2 * small.Concurrent {
		_, _ = io.WriteString(dialed(t, address), "POST /v1/search HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.100.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{")
		_, _ = io.WriteString(dialed(t, address), "GET /hsds/services?full=true&format=ndjson HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.100.1\r\n\r\n")
	}
	time.Sleep(50 * time.Millisecond)
	served(t, address)
}

// A flood from one network is refused, and nobody else with it.
func TestAFloodFromOneNetworkIsRefusedAlone(t *testing.T) {
	address := crowded(t)
	var mu sync.Mutex
	answers := map[string]int{}
	var flooding sync.WaitGroup
	for range 4 {
		flooding.Go(func() {
			for range 100 {
				answer, err := Ask(address, framed("GET /en/info HTTP/1.1", "203.0.113.9", nil, ""))
				if err == nil && len(answer) > 12 {
					mu.Lock()
					answers[string(answer[9:12])]++
					mu.Unlock()
				}
			}
		})
	}
	served(t, address)
	flooding.Wait()
	if answers["429"] < 200 || answers["200"] < small.Burst/2 {
		t.Errorf("the flood is answered %v", answers)
	}
}

// A body of ten megabytes is refused by what it says of itself, or where it says
// nothing, once it is past the limit: it is never taken into memory.
func TestAHugeBodyIsRefused(t *testing.T) {
	address := crowded(t)
	huge := strings.Repeat("a", 10<<20)
	for i, head := range []string{
		fmt.Sprintf("Content-Length: %d\r\n\r\n", len(huge)),
		fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", len(huge)),
	} {
		for _, path := range []string{"/v1/search", "/en/search", "/hsds/services"} {
			c := dialed(t, address)
			_ = c.SetDeadline(time.Now().Add(10 * time.Second))
			media := "application/json"
			if path == "/en/search" {
				media = "application/x-www-form-urlencoded"
			}
			answered := make(chan []byte, 1)
			go func() {
				b := make([]byte, 64)
				n, _ := c.Read(b)
				answered <- b[:n]
			}()
			_, _ = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.%d.8\r\nContent-Type: %s\r\n%s%s", path, 100+i, media, head, huge) // it is hung up on before the end
			if got := <-answered; !bytes.HasPrefix(got, []byte("HTTP/1.1 413")) {
				t.Errorf("%s %q is answered %q", path, head[:12], got)
			}
		}
	}
	served(t, address)
}
