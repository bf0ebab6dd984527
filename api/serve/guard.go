package serve

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// Refuse writes the answer to a request that is not served, by its status alone:
// 404, 405, 413, 415, 429, 500 or 503. The headers that the status calls for
// (Allow, Retry-After) are set already.
type Refuse func(w http.ResponseWriter, r *http.Request, status int)

// Policy is the Content-Security-Policy of whatever is no page. A page sets its
// own.
const Policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// guard puts what every request passes before the routes of a site: a panic is
// caught, the headers are set, the request is counted, and floods, crowds and
// large bodies are turned away before anything is read of them.
func (s *Server) guard(site Site) http.Handler {
	site.Mux.refuse = site.Refuse
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.options.Now()
		out := &recorder{ResponseWriter: w, began: began}
		s.setHeaders(w.Header())
		defer func() {
			s.recovered(recover(), out, r, site)
			s.metrics.answered(r.Pattern, out.status, s.options.Now().Sub(began))
		}()
		s.admit(out, r, site, s.sideOf(r.URL.Path))
	})
}

// admit serves r, or says why not.
func (s *Server) admit(w *recorder, r *http.Request, site Site, side *side) {
	from, places := s.exposure.client(r), side.places
	if !side.limiter.allow(from) {
		s.metrics.refused.WithLabelValues("rate").Inc()
		w.Header().Set("Retry-After", "20")
		w.Header().Set("Connection", "close") // the place is for somebody else
		site.Refuse(w, r, http.StatusTooManyRequests)
		return
	}
	most := site.Mux.most(r, s.options.Limits.Body)
	if r.ContentLength > most {
		s.metrics.refused.WithLabelValues("size").Inc()
		w.Header().Set("Connection", "close") // what is still coming is not read
		site.Refuse(w, r, http.StatusRequestEntityTooLarge)
		return
	}
	if !places.enter(r, s.options.Limits.Wait) {
		s.metrics.refused.WithLabelValues("busy").Inc()
		w.Header().Set("Retry-After", "5")
		w.Header().Set("Connection", "close")
		site.Refuse(w, r, http.StatusServiceUnavailable)
		return
	}
	defer places.leave()
	r.Body = outsideBody{http.MaxBytesReader(w, r.Body, most), places}
	routed := s.rations.of(r, from)
	defer func() { r.Pattern = routed.Pattern }() // under which it is counted
	site.Mux.ServeHTTP(outsideWriter{w, places}, routed)
}

// setHeaders sets what every answer carries, errors and redirects among them.
// Nothing is kept by a browser or a proxy, nothing says where a visitor came
// from, and no page of another site can frame or read one of ours.
func (s *Server) setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", Policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Date", s.options.Now().UTC().Format(http.TimeFormat)) // by the site's clock, as all that it says
	h.Set("Permissions-Policy", "geolocation=(), camera=(), microphone=(), interest-cohort=(), browsing-topics=()")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	if s.exposure.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// recovered answers for a handler that panicked. What it panicked with may hold a
// visitor's words, and so may its arguments: the log has the places in the code
// alone.
func (s *Server) recovered(fault any, w *recorder, r *http.Request, site Site) {
	if fault == nil {
		return
	}
	if fault == http.ErrAbortHandler {
		panic(fault)
	}
	s.metrics.panics.Inc()
	s.log.Error("panic", "kind", fmt.Sprintf("%T", fault), "at", stack())
	if w.status == 0 {
		site.Refuse(w, r, http.StatusInternalServerError)
	}
}

// stack names the functions on the stack with their lines, and no value.
func stack() string {
	counters := make([]uintptr, 32)
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters)])
	var at []string
	for {
		f, more := frames.Next()
		at = append(at, fmt.Sprintf("%s:%d", f.Function, f.Line))
		if !more {
			return strings.Join(at, " < ")
		}
	}
}

// recorder remembers the status of an answer, and when its request came.
type recorder struct {
	http.ResponseWriter
	began  time.Time
	status int
}

// Began is when the request that w answers came in: before it waited for a place, and
// before anybody asked who sent it. It is zero where w is not of a Server.
func Began(w http.ResponseWriter) time.Time {
	for {
		if out, ok := w.(*recorder); ok {
			return out.began
		}
		inner, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return time.Time{}
		}
		w = inner.Unwrap()
	}
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
