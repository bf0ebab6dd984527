package ranking

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/relais-directory/relais/geo"
)

// The page's table of duties is that of the program.
func TestThePageHasTheDuties(t *testing.T) {
	page, err := os.ReadFile("../docs/jurisdiction.md")
	if err != nil {
		t.Fatal(err)
	}
	_, j := jurisdictions()
	for _, p := range geo.Provinces() {
		d := j.byProvince[p]
		law, may := d.Statute.En, ""
		if d.Section != "" {
			law += ", " + d.Section
		}
		if d.MayUnder > 0 {
			may = fmt.Sprintf(" %g", d.MayUnder)
		}
		row := fmt.Sprintf("| %s | %s | %g |%s | %s |", p, law, d.MustUnder, may, d.Confidence)
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/jurisdiction.md lacks the row %q", row)
		}
	}
	for _, limit := range []geo.Meters{outlineDoubt, abroadReach, limitsDoubt} {
		if said := fmt.Sprintf("%g km", limit.Kilometers()); !strings.Contains(string(page), said) {
			t.Errorf("docs/jurisdiction.md does not say %q", said)
		}
	}
}
