package wire

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// A day's work of the directory's people is felt by nobody outside.
func TestTheWorkOfItsPeopleIsNotFelt(t *testing.T) {
	base := baseOf(t, 3)
	plain, worked := quiet(t, base, 3), quiet(t, base, 3)
	worked.work()
	a, b := newSide(t, plain, nil), newSide(t, worked, nil)
	as := func(next http.Handler) http.Handler { return next }
	a.runWith(t, as)
	b.runWith(t, as)
	for _, r := range corpusOf(t, worked) {
		if x, y := askBoth(t, a, b, &r); !bytes.Equal(x, y) {
			t.Errorf("%s: %s", r.name, Difference(x, y))
		}
	}
}

// work is what the directory's people do besides searching: an application by the
// name of a public organization, accepted; trouble reported of public
// listings; calls counted and reported.
func (h *history) work() {
	h.t.Helper()
	listings := relais.Listings[data.Public](h.engine)
	l := listings[len(listings)/2]
	h.askToBeListed(&l)
	if _, err := h.engine.ReportTrouble(l.ID, relais.TroubleSafety, now); err != nil {
		h.t.Fatal(err)
	}
	for range 20 {
		if _, err := h.engine.RecordReferral(relais.Referred{Kind: relais.OptionsGiven, Need: "legal", Province: geo.Yukon}, now); err != nil {
			h.t.Fatal(err)
		}
	}
	if _, err := h.engine.ReferralReports(now.Add(90 * 24 * time.Hour)); err != nil {
		h.t.Fatal(err)
	}
}

// askToBeListed has an organization of the name of l's ask to be listed.
func (h *history) askToBeListed(l *data.Listing[data.Public]) {
	h.t.Helper()
	f := relais.ApplicationForm{
		Path: relais.PathProvider, Name: l.Organization.Name, Kind: data.Direct, Home: geo.Ontario, Needs: []string{"legal"},
		Contact: data.Contact{Name: "CANARY-APPLICANT", Email: "canary@example.org"},
	}
	for _, c := range relais.Criteria(f.Path) {
		f.Answers = append(f.Answers, relais.Answer{Criterion: c.ID, Meets: data.Yes})
	}
	a, err := h.engine.ReceiveApplication(f, "", now)
	if err != nil {
		h.t.Fatal(err)
	}
	review := relais.Review{ID: a.ID, Actor: "test", Reason: "history", At: now}
	p, err := h.engine.RecommendApplication(review)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.engine.Decide(relais.Decision{ID: p.ID, Actor: "second", Reason: "history", At: now}); err != nil {
		h.t.Fatal(err)
	}
}
