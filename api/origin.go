package api

import (
	"net/netip"
	"net/url"

	"github.com/relais-directory/relais/data/bilingual"
)

// checkOrigins refuses addresses under which staff cannot sign in safely. A plain
// one is for this machine alone: a session would travel in the clear.
func checkOrigins(origins []string) error {
	if len(origins) == 0 {
		return problemOrigin("")
	}
	for _, text := range origins {
		u, err := url.Parse(text)
		if err != nil || u.Hostname() == "" || u.Scheme+"://"+u.Host != text {
			return problemOrigin(text)
		}
		if u.Scheme != "https" && (u.Scheme != "http" || !here(u.Hostname())) {
			return problemOrigin(text)
		}
	}
	return nil
}

// here reports whether a host is this machine.
func here(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func problemOrigin(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "staff_origin", Read: read,
		Message: bilingual.Text{
			En: "it is not known under which address staff sign in",
			Fr: "on ne sait pas à quelle adresse le personnel ouvre une session",
		},
		Hint: bilingual.Text{
			En: "give --staff-origin as in https://relais.example, as browsers show it; on this machine alone, --staff with a fixed port is enough",
			Fr: "donnez --staff-origin comme https://relais.example, comme les navigateurs l’affichent; sur cette machine seule, --staff avec un port fixe suffit",
		},
	}
}
