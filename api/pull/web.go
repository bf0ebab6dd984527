package pull

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/relais-directory/relais/data/bundle"
)

// web is a bundle that is published at an address. TLS says that the answer comes
// from there, and so which bundle is the current one.
type web struct {
	address  string
	client   *http.Client
	seen     string // entity tag of what was last read
	settled  string // of what need not be sent again
	patience time.Duration
}

func newWeb(address string, patience time.Duration) (*web, error) {
	if _, err := Port(address); err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool() // now, while the files can still be opened
	if err != nil {
		return nil, fmt.Errorf("read the certificates that this machine trusts: %w", err)
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Resolver: &net.Resolver{PreferGo: true}}
	return &web{
		address: address, patience: cmp.Or(patience, time.Minute),
		client: &http.Client{
			Transport: &http.Transport{
				DialContext:            dialer.DialContext,
				TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
				TLSHandshakeTimeout:    10 * time.Second,
				ResponseHeaderTimeout:  20 * time.Second,
				MaxResponseHeaderBytes: 16 << 10,
				DisableCompression:     true, // a small answer must not become a large one
				ForceAttemptHTTP2:      true,
				IdleConnTimeout:        time.Minute,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Port is the port that a source's address is reached at. It refuses an address
// that is no https, but for one on this machine.
func Port(address string) (uint16, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return 0, problemAddress(address)
	}
	ports := map[string]string{"https": "443"}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && addr.IsLoopback() {
		ports["http"] = "80"
	}
	scheme, ok := ports[u.Scheme]
	port, err := strconv.ParseUint(cmp.Or(u.Port(), scheme), 10, 16)
	if !ok || err != nil {
		return 0, problemAddress(address)
	}
	return uint16(port), nil
}

func (w *web) look(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.address, nil)
	if err != nil {
		return nil, problemUnreachable(err)
	}
	request.Header.Set("User-Agent", "relais-public")
	request.Header.Set("Cache-Control", "no-cache") // a cache on the way may have an older one
	if w.settled != "" {
		request.Header.Set("If-None-Match", w.settled)
	}
	answer, err := w.client.Do(request)
	if err != nil {
		return nil, problemUnreachable(err)
	}
	b, err := w.take(answer)
	_ = answer.Body.Close()                           // what was wanted of it has been read
	if late := ctx.Err(); err == nil && late != nil { // an answer may seem to end where patience did
		return nil, problemUnreachable(late)
	}
	return b, err
}

// take reads one answer.
func (w *web) take(answer *http.Response) ([]byte, error) {
	switch {
	case answer.StatusCode == http.StatusNotModified && w.settled != "":
		return nil, nil
	case answer.StatusCode != http.StatusOK:
		return nil, problemUnreachable(errors.New("the source answered with status " + strconv.Itoa(answer.StatusCode)))
	case answer.ContentLength > bundle.MaxSize:
		return nil, problemUnreachable(errors.New("the source announces more than a bundle may hold"))
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, bundle.MaxSize+1)) // one more, so that what is too long shows
	if err != nil {
		return nil, problemUnreachable(err)
	}
	w.seen = answer.Header.Get("ETag")
	return b, nil
}

func (w *web) settle() { w.settled = w.seen }
