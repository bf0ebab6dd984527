package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// What is rationed is counted where it is spent, for all of its routes together and
// for each network apart, and the routes are counted under their own names.
func TestARationIsOfANetworkAndADay(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	build := func(limits Limits) *Server {
		mux := NewMux()
		for _, path := range []string{"/a", "/b", "/free"} {
			mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Look") == "" && !Spend(r) {
					w.WriteHeader(http.StatusTooManyRequests)
				}
			})
		}
		mux.Ration(3, "POST /a", "POST /b")
		return serverOf(t, Site{Mux: mux}, Options{Now: func() time.Time { return now }, Limits: limits})
	}
	s := build(Limits{})
	ask := func(path, network string, look string) int {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.RemoteAddr = network + ":1"
		r.Header.Set("Look", look)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		return w.Code
	}
	for range 20 {
		if ask("/a", "198.51.100.1", "1") != http.StatusOK {
			t.Fatal("what is not spent is counted")
		}
	}
	for i, path := range []string{"/a", "/b", "/a"} {
		if got := ask(path, "198.51.100.1", ""); got != http.StatusOK {
			t.Errorf("number %d: got %d", i, got)
		}
	}
	for _, path := range []string{"/a", "/b"} {
		if got := ask(path, "198.51.100.9", ""); got != http.StatusTooManyRequests {
			t.Errorf("%s from the same network: got %d", path, got)
		}
	}
	if ask("/a", "203.0.113.1", "") != http.StatusOK || ask("/free", "198.51.100.1", "") != http.StatusOK || ask("/a", "127.0.0.1", "") != http.StatusOK {
		t.Error("another network, another route or this machine itself is held back")
	}
	now = now.Add(8 * time.Hour)
	if ask("/a", "198.51.100.1", "") != http.StatusOK || ask("/a", "198.51.100.1", "") != http.StatusTooManyRequests {
		t.Error("a third of a day is not a third of the ration")
	}
	now = now.Add(24 * time.Hour)
	for range 3 {
		if got := ask("/b", "198.51.100.1", ""); got != http.StatusOK {
			t.Errorf("the next day: got %d", got)
		}
	}
	w := httptest.NewRecorder()
	s.MetricsHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, route := range []string{"POST /a", "POST /b"} {
		if !strings.Contains(w.Body.String(), route) {
			t.Errorf("%s is not counted under its name: %s", route, w.Body)
		}
	}
	s = build(Limits{Rate: -1})
	for range 10 {
		if got := ask("/a", "198.51.100.1", ""); got != http.StatusOK {
			t.Errorf("without limits: got %d", got)
		}
	}
}
