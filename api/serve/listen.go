package serve

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"golang.org/x/net/netutil"

	"github.com/relais-directory/relais/data/bilingual"
)

// exposure is who can reach the server and how the line is kept private.
type exposure struct {
	loopback bool
	tls      *ending        // nil: plain
	proxies  []netip.Prefix // that end TLS; none but these may connect
}

// secure reports whether visitors reach this server over TLS.
func (e exposure) secure() bool { return e.tls != nil || len(e.proxies) > 0 }

// ends says where TLS ends: "here", at a "proxy", or nowhere, "none".
func (e exposure) ends() string {
	switch {
	case e.tls != nil:
		return "here"
	case len(e.proxies) > 0:
		return "proxy"
	}
	return "none"
}

// exposureOf refuses to serve plainly to anything but this machine: whoever is on
// the way (a household's router, an employer's network) would read which help
// somebody looks for. Beyond the loopback it takes TLS here, or a proxy that is
// named and that alone may connect.
func exposureOf(o Options) (exposure, error) {
	e := exposure{}
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return e, problemListen(o.Listen)
	}
	e.loopback = loopback(host)
	if e.proxies, err = prefixes(o.Proxies); err != nil {
		return e, err
	}
	if e.tls, err = o.TLS.ending(o.Now); err != nil {
		return e, err
	}
	if !e.loopback && !e.secure() {
		return e, o.TLS.problemPlain()
	}
	if err := o.checkRedirect(); err != nil {
		return e, err
	}
	if host, _, err := net.SplitHostPort(o.Metrics); o.Metrics != "" && (err != nil || !loopback(host)) {
		return e, problemMetrics(o.Metrics)
	}
	return e, nil
}

// loopback reports whether host is this machine alone. An empty host is every
// network that it has.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

func prefixes(named []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, s := range named {
		if addr, err := netip.ParseAddr(s); err == nil {
			all = append(all, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil || p.Bits() < fewestBits(p.Addr()) {
			return nil, problemProxy(s)
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// fewestBits keeps a network of proxies from being everybody.
func fewestBits(addr netip.Addr) int {
	if addr.Is4() {
		return 8
	}
	return 16
}

// proxied reports whether addr is one of the proxies.
func (e exposure) proxied(addr netip.Addr) bool {
	for _, p := range e.proxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// client is the address that a request came from: where a proxy is between, the one
// that it named last, behind whatever the client itself may have sent. It is for the
// rate limits alone. What names no address, or one of this machine, is the zero Addr:
// all such requests share one limit.
func (e exposure) client(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	if !e.proxied(at.Addr()) {
		return at.Addr().Unmap()
	}
	forwarded := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	last := strings.TrimSpace(forwarded[strings.LastIndex(forwarded, ",")+1:])
	addr, err := netip.ParseAddr(last)
	if with, errWith := netip.ParseAddrPort(last); errWith == nil {
		addr, err = with.Addr(), nil
	}
	if addr = addr.Unmap(); err != nil || addr.IsLoopback() {
		return netip.Addr{}
	}
	return addr
}

// listen opens the public listener: a bounded number of connections, from the
// proxies alone where there are any, under TLS where that ends here.
func (s *Server) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", s.options.Listen)
	if err != nil {
		return nil, problemBusy(err)
	}
	l = s.limited(l)
	if s.exposure.tls != nil {
		l = tls.NewListener(l, s.exposure.tls.Config)
	}
	return l, nil
}

// limited bounds the connections of a listener for the public.
func (s *Server) limited(l net.Listener) net.Listener {
	l = netutil.LimitListener(l, s.options.Limits.Connections)
	if !s.exposure.loopback && len(s.exposure.proxies) > 0 {
		return proxyListener{l, s.exposure}
	}
	if s.limiter != nil {
		return &crowdListener{Listener: l, limiter: s.limiter, most: s.options.Limits.PerNetwork}
	}
	return l
}

// proxyListener hangs up on everybody but the proxies: a plain line to anybody
// else could be read on the way.
type proxyListener struct {
	net.Listener
	exposure exposure
}

func (l proxyListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if at, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil && l.exposure.proxied(at.Addr()) {
			return c, nil
		}
		_ = c.Close() // whoever it is gets no answer
	}
}

func problemListen(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "listen_invalid", Read: read,
		Message: bilingual.Text{En: "this is no address to listen on", Fr: "ce n’est pas une adresse où écouter"},
		Hint:    bilingual.Text{En: "give a host and a port: 127.0.0.1:8080", Fr: "donnez un hôte et un port : 127.0.0.1:8080"},
	}
}

func (t TLS) problemPlain() error {
	hint := bilingual.Text{
		En: "give --tls-cert and --tls-key, or --acme-host, or name the proxy that ends TLS with --proxy; or listen on 127.0.0.1",
		Fr: "donnez --tls-cert et --tls-key, ou --acme-host, ou nommez avec --proxy le mandataire qui termine TLS; ou écoutez sur 127.0.0.1",
	}
	if t.FilesOnly {
		hint = bilingual.Text{
			En: "give --tls-cert and --tls-key, or name the proxy that ends TLS with --proxy; or listen on 127.0.0.1",
			Fr: "donnez --tls-cert et --tls-key, ou nommez avec --proxy le mandataire qui termine TLS; ou écoutez sur 127.0.0.1",
		}
	}
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "listen_plain",
		Message: bilingual.Text{
			En: "beyond this machine the site is served over TLS only: anybody on the way could read what is looked for",
			Fr: "hors de cette machine, le site n’est servi que par TLS : n’importe qui sur le chemin pourrait lire ce qui est cherché",
		},
		Hint: hint,
	}
}

func problemMetrics(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "metrics_exposed", Read: read,
		Message: bilingual.Text{En: "metrics are served on this machine alone", Fr: "les mesures ne sont servies que sur cette machine"},
		Hint:    bilingual.Text{En: "give an address such as 127.0.0.1:9090", Fr: "donnez une adresse comme 127.0.0.1:9090"},
	}
}

func problemProxy(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "proxy_invalid", Read: read,
		Message: bilingual.Text{En: "a proxy is named by its address or its network", Fr: "un mandataire se nomme par son adresse ou son réseau"},
		Hint:    bilingual.Text{En: "for example 10.0.0.5 or 10.0.0.0/24; never every network", Fr: "par exemple 10.0.0.5 ou 10.0.0.0/24; jamais tous les réseaux"},
	}
}

func problemBusy(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "listen_failed", Cause: fmt.Errorf("listen: %w", cause),
		Message: bilingual.Text{En: "the server cannot listen there", Fr: "le serveur ne peut pas écouter là"},
		Hint:    bilingual.Text{En: "see whether another program uses the port, or give another one with --listen", Fr: "voyez si un autre programme utilise le port, ou donnez-en un autre avec --listen"},
	}
}
