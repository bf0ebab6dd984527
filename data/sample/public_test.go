package sample_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// arranged are words by which callers are told from others. Whoever reads them in
// public can use them too.
var arranged = regexp.MustCompile(`(?i)code ?words?\b|passphrase|by saying that|pretend|sewing|word of the month|mot de code|mot du mois|phrase convenue|dites que vous appelez|faites semblant|cours de couture`)

// What tells staff how to refer stands in no public text, whole or in part: neither a
// protocol nor a note, nor words that only those who refer should know.
func TestWhatIsForStaffStandsInNoPublicText(t *testing.T) {
	kept, said := 0, 0
	for _, r := range shared() {
		public := ""
		for _, l := range record.Publish(r) {
			b, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			public += string(b)
		}
		if found := arranged.FindString(public); found != "" {
			t.Errorf("%s: %q stands in public", r.Organization.Name.En, found)
		}
		parts := open(t, r)
		texts := []data.Text{parts.Notes}
		for _, s := range r.Services {
			texts = append(texts, s.Protocol, s.Notes, parts.Protocols[s.ID])
		}
		for _, text := range texts {
			for _, sentence := range append(strings.Split(text.En, ". "), strings.Split(text.Fr, ". ")...) {
				if sentence == "" {
					continue
				}
				kept++
				if public != "" {
					said++
				}
				if strings.Contains(public, sentence) {
					t.Errorf("%s: %q stands in public", r.Organization.Name.En, sentence)
				}
			}
		}
	}
	if kept < 1000 || said < 500 {
		t.Errorf("%d sentences are for staff, %d beside a public listing: this test proves little", kept, said)
	}
}
