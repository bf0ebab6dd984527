package serve

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// A flood of one side, from one network, keeps nobody there out of the other.
func TestOneSideIsNotKeptOutByTheOther(t *testing.T) {
	mux := NewMux()
	for _, pattern := range []string{"GET /", "GET /staff/en/", "GET /staffing", "GET /v1/staff/search"} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	}
	mux.Apart(Limits{Rate: 1, Burst: 50, Concurrent: 2}, "/staff", "/v1/staff")
	s, err := New(Site{Mux: mux}, Options{Listen: "127.0.0.1:0", Limits: Limits{Rate: 1, Burst: 20}})
	if err != nil {
		t.Fatal(err)
	}
	flood := func(path string) (answered int) {
		for range 200 {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr = "198.51.100.7:4711"
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if w.Code == http.StatusOK {
				answered++
			}
		}
		return answered
	}
	for _, c := range []struct {
		path        string
		least, most int
	}{{"/", 20, 25}, {"/staff/en/", 50, 55}, {"/v1/staff/search", 0, 5}, {"/staffing", 0, 5}} {
		if n := flood(c.path); n < c.least || n > c.most {
			t.Errorf("%s: %d of a flood were answered, want %d to %d", c.path, n, c.least, c.most)
		}
	}
}

// The places are apart too: a side whose places are all taken takes none of the
// other's.
func TestTheSidesHavePlacesOfTheirOwn(t *testing.T) {
	mux := NewMux()
	mux.Apart(Limits{Concurrent: 3}, "/staff")
	s, err := New(Site{Mux: mux}, Options{Listen: "127.0.0.1:0", Limits: Limits{Concurrent: 5}})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/": 5, "/staff": 3, "/staff/fr/": 3, "/staffing": 5, "/v1/search": 5} {
		if got := cap(s.sideOf(path).places); got != want {
			t.Errorf("%s has %d places, want %d", path, got, want)
		}
	}
	if s.sideOf("/staff").limiter == s.sideOf("/").limiter {
		t.Error("both sides are counted together")
	}
}
