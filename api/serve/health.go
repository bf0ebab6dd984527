package serve

import (
	"io"
	"net/http"
)

// addHealth routes the two questions of whoever watches over the server: does it
// run, and should it be sent visitors. The answers are one word.
func (s *Server) addHealth(site Site) {
	site.Mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	site.Mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if s.draining.Load() || site.Ready != nil && !site.Ready() {
			say(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		say(w, http.StatusOK, "ready")
	})
}

func say(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, word+"\n") // whoever asked has gone
}
