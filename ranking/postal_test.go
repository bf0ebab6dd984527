package ranking

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// A whole postal code is often one building: staff may be located by it, the
// public never. An observer of the public answers must not learn more of a
// visitor than three characters, whatever the operator has loaded.
func TestOnlyStaffAreLocatedByTheWholePostalCode(t *testing.T) {
	g, terms := resolverParts(t)
	const file = "CA\tM5V 2T6\tToronto\tOntario\tON\tToronto\t\t\t\t43.6423\t-79.3890\t6\n"
	own, report, err := g.ReadPostal(strings.NewReader(file), 25*geo.Kilometer)
	if err != nil || report.Rejected > 0 {
		t.Fatal(err, report)
	}
	g = g.WithPostal(own)
	exact := geo.Point{Lat: 43.6423, Lng: -79.3890}
	for _, start := range []*Start{{PostalCode: "M5V 2T6"}, {PostalCode: "m5v-2t6"}} {
		staff, err := Resolve[data.Staff](Request{Origin: start, Avoid: []string{"M5V2T6:5"}}, g, terms, anInstant)
		if err != nil || geo.Distance(staff.Origin.Point, exact) > 1 || staff.Origin.FSA != "M5V" {
			t.Errorf("staff start at %+v, %v, want %v", staff.Origin, err, exact)
		}
		whole, err := Resolve[data.Public](Request{Origin: start, Avoid: []string{"M5V2T6:5"}}, g, terms, anInstant)
		if err != nil {
			t.Fatal(err)
		}
		cut, err := Resolve[data.Public](Request{Origin: &Start{PostalCode: "M5V"}, Avoid: []string{"M5V:5"}}, g, terms, anInstant)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Origin.Point != cut.Origin.Point || whole.Origin.Radius != cut.Origin.Radius || whole.Avoid[0] != cut.Avoid[0] {
			t.Errorf("the public is located by more than three characters: %+v, want %+v", whole.Origin, cut.Origin)
		}
	}
}
