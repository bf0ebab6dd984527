package site

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// checkedBase is the address of the site from outside, as others are put behind it.
// A plain one is refused: it would send programs over a line that anybody on the
// way can read.
func checkedBase(base string) (string, error) {
	if base == "" {
		return "", nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(base, "#") || u.Path != "" && u.Path != "/" {
		return "", problemBase(base)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return "", problemBase(base)
	}
	return u.Scheme + "://" + u.Host, nil
}

// checkApplyURL refuses an address of applications that a browser should not be sent
// to with what an organization is about to write.
func checkApplyURL(address string) error {
	u, err := url.Parse(address)
	if address == "" || err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil {
		return nil
	}
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "apply_url_invalid", Read: address,
		Message: bilingual.Text{
			En: "the address where organizations apply begins with https://",
			Fr: "l’adresse où les organismes présentent leur demande commence par https://",
		},
		Hint: bilingual.Text{
			En: "give --apply-url as in https://directory.example/en/apply, or leave it out: the page then names the hotline",
			Fr: "donnez --apply-url comme https://repertoire.example/fr/apply, ou omettez-la : la page nomme alors la ligne d’urgence",
		},
	}
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func problemBase(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "base_invalid", Read: read,
		Message: bilingual.Text{
			En: "the address of the site from outside begins with https://, then comes its host, and nothing after",
			Fr: "l’adresse du site vu de l’extérieur commence par https://, puis vient son hôte, et rien après",
		},
		Hint: bilingual.Text{
			En: "give --base as in https://directory.example; http:// is for this machine alone, as in http://127.0.0.1:8080",
			Fr: "donnez --base comme https://repertoire.example; http:// ne sert que sur cette machine, comme http://127.0.0.1:8080",
		},
	}
}
