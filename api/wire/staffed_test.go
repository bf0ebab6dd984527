package wire

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/relais-directory/relais/api"
	"github.com/relais-directory/relais/data/access"
)

// A directory that also serves its staff, some of whom have signed in, answers the
// public with the bytes of one that does not. What lies below /staff and /v1/staff
// is there in one and not in the other, and is left aside.
func TestAServerWithStaffAnswersThePublicAsOneWithout(t *testing.T) {
	h := busy(t, baseOf(t, 7), 7)
	without := newSide(t, h, nil)
	staffed := siteOf(t, h, nil)
	_, err := api.AddStaff(staffed, api.Options{Engine: h.engine, Origins: []string{"http://localhost"}, Random: rand.Reader, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	with := newSideOf(t, h, staffed)
	office := access.Registry{Keeper: h.engine.Store().Access(), Random: rand.Reader}
	if _, _, err := office.Add("root", "canary-account", access.Advocate, now); err != nil {
		t.Fatal(err)
	}
	defer without.run(t)()
	corpus := newCorpus(t, 7, without, without, size)
	defer with.run(t)()
	asked := 0
	for i := range corpus {
		r := &corpus[i]
		if strings.Contains(r.name, " /staff") || strings.Contains(r.name, " /v1/staff") {
			continue
		}
		asked++
		a, b := without.ask(t, r), with.ask(t, r)
		if d := Difference(a, b); d != "" {
			t.Errorf("%s: %s differs:\n%.400s\n%.400s", r.name, d, a, b)
		}
		if n, first := count(b, []string{"canary-account", "/staff"}); n > 0 {
			t.Errorf("%s: the answer has %q", r.name, first)
		}
	}
	if asked < 450 {
		t.Errorf("only %d requests were compared", asked)
	}
	signIn := framed("GET /staff/en/sign-in HTTP/1.1", "10.9.9.9", []string{"Host: localhost"}, "")
	if got, err := Ask(with.address, []byte(strings.Replace(string(signIn), "Host: h\r\n", "", 1))); err != nil || parse(got).status != "HTTP/1.1 200 OK" {
		t.Errorf("the staff are not served, and this test proves nothing: %.300s, %v", got, err)
	}
}
