package serve

import (
	"io"
	"net/http"
	"time"
)

// places are for requests that are being answered: as many at once as the machine
// has strength for. Whoever sends a body or takes an answer slowly costs it none, and
// holds no place meanwhile: else a few such connections, from one network even, would
// keep everybody else out. How many may be waited for is for the listener to bound.
type places chan struct{}

// enter takes a place, and waits for it a little.
func (p places) enter(r *http.Request, wait time.Duration) bool {
	select {
	case p <- struct{}{}:
		return true
	default:
	}
	patience := time.NewTimer(wait)
	defer patience.Stop()
	select {
	case p <- struct{}{}:
		return true
	case <-patience.C:
	case <-r.Context().Done():
	}
	return false
}

func (p places) leave() { <-p }

// outside does what waits for the other end, without a place. It comes back when it
// has one again, which is soon: nobody who holds one waits for anybody.
func (p places) outside(do func() (int, error)) (int, error) {
	p.leave()
	defer func() { p <- struct{}{} }()
	return do()
}

// outsideBody is a body that is read without a place.
type outsideBody struct {
	io.ReadCloser
	places places
}

func (b outsideBody) Read(into []byte) (int, error) {
	return b.places.outside(func() (int, error) { return b.ReadCloser.Read(into) })
}

// outsideWriter writes an answer without a place.
type outsideWriter struct {
	http.ResponseWriter
	places places
}

func (w outsideWriter) Write(b []byte) (int, error) {
	return w.places.outside(func() (int, error) { return w.ResponseWriter.Write(b) })
}

// Unwrap lets http.ResponseController reach the connection.
func (w outsideWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
