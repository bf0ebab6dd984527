package serve

import (
	"net"
	"net/http"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// Browsers that are told no scheme still try plain HTTP, and an address read off a
// poster has none. Where TLS ends here, a plain listener leads them to it and says
// nothing else.

// NoRedirect as Options.Redirect opens no plain listener.
const NoRedirect = "none"

// RedirectAddress is where plain HTTP is led to https: the one that was asked for,
// else port 80 beside a site that is exposed on port 443, or by ACME; "" is nowhere.
func (o Options) RedirectAddress() string {
	if o.Redirect == NoRedirect || !o.TLS.named() {
		return ""
	}
	host, port, err := net.SplitHostPort(o.Listen)
	switch {
	case o.Redirect != "":
		return o.Redirect
	case err != nil || loopback(host) || port != "443" && len(o.TLS.Hosts) == 0:
		return ""
	}
	return net.JoinHostPort(host, "80")
}

// checkRedirect refuses an address that is none, and one that would lead to
// nothing.
func (o Options) checkRedirect() error {
	if o.Redirect == "" || o.Redirect == NoRedirect {
		return nil
	}
	if _, _, err := net.SplitHostPort(o.Redirect); err != nil {
		return problemListen(o.Redirect)
	}
	if !o.TLS.named() {
		return problemRedirect(o.Redirect)
	}
	return nil
}

// listenPlain opens the listener that leads to https, nil where there is none. The
// log says which, and why one that was asked for cannot be opened.
func (s *Server) listenPlain() net.Listener {
	at := s.options.RedirectAddress()
	if at == "" {
		return nil
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		s.log.Warn("plain HTTP is not led to https", "listen", at, "cause", err) // no visitor is in either
		return nil
	}
	s.log.Info("leading plain HTTP to https", "listen", at)
	return s.limited(l)
}

// redirect leads to the site that is served over TLS on a port. It has every limit
// of the site itself: it is the site's guard around no routes at all.
func (s *Server) redirect(port string) http.Handler {
	return s.guard(Site{Mux: NewMux(), Refuse: func(w http.ResponseWriter, r *http.Request, status int) {
		w.Header().Del("Strict-Transport-Security") // it has no meaning on a plain line (RFC 6797, 7.2)
		if status == http.StatusNotFound {
			status = s.lead(w, r, port)
		}
		if status != http.StatusPermanentRedirect {
			s.site.Refuse(w, r, status)
		}
	}})
}

// lead answers a request with its address under https, or gives the status with
// which it is refused. A host that no certificate here is for is not repeated. What
// is posted has been said in the clear already: it is refused, so that whoever wrote
// that program sees it.
func (s *Server) lead(w http.ResponseWriter, r *http.Request, port string) (status int) {
	r.Pattern = "redirect"
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return http.StatusMethodNotAllowed
	}
	host, path := hostOf(r), r.URL.EscapedPath()
	if !s.exposure.tls.speaksFor(host) || !strings.HasPrefix(path, "/") {
		return http.StatusNotFound
	}
	if port != "443" {
		host = net.JoinHostPort(host, port)
	}
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", "https://"+host+path)
	w.WriteHeader(http.StatusPermanentRedirect)
	return http.StatusPermanentRedirect
}

// hostOf is the name that a request was sent to, without a port.
func hostOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return r.Host
}

func problemRedirect(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "redirect_to_nothing", Read: read,
		Message: bilingual.Text{En: "plain HTTP is led to TLS, and no TLS ends here", Fr: "le HTTP en clair mène à TLS, et aucun TLS ne se termine ici"},
		Hint: bilingual.Text{
			En: "leave --redirect out; behind a proxy, the proxy leads port 80 to https",
			Fr: "retirez --redirect; derrière un mandataire, c’est lui qui mène le port 80 vers https",
		},
	}
}
