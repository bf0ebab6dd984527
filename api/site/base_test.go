package site

import (
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

func TestABaseIsAnAddressThatOthersCanBePutBehind(t *testing.T) {
	for base, want := range map[string]string{
		"": "", "https://help.example": "https://help.example", "https://help.example/": "https://help.example",
		"https://help.example:8443": "https://help.example:8443", "HTTPS://help.example": "https://help.example",
		"http://127.0.0.1:8080": "http://127.0.0.1:8080", "http://localhost/": "http://localhost", "http://[::1]:80": "http://[::1]:80",
	} {
		if got, err := checkedBase(base); err != nil || got != want {
			t.Errorf("%q: got %q and %v, want %q", base, got, err, want)
		}
	}
	for _, base := range []string{
		"help.example", "//help.example", "http://help.example", "http://10.0.0.1", "ftp://help.example", "https://", "https:///x", "/", "https:help.example",
		"https://help.example/fr/", "https://help.example?x", "https://help.example/?", "https://help.example#x", "https://help.example/#", "https://a:b@help.example", "https://help .example", "%zz",
		"javascript:alert(1)", "https://help.example\n",
	} {
		got, err := checkedBase(base)
		p, ok := bilingual.AsProblem(err)
		if !ok || p.Kind != bilingual.Invalid || p.Message.Fr == "" || p.Hint.Fr == "" {
			t.Errorf("%q is taken as %q, with %v", base, got, err)
		}
	}
}
