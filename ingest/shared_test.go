package ingest

import (
	"slices"
	"testing"
)

// A number that several organizations have is an alarm; one that is another's sealed
// contact is none, or whoever imports could ask for it.
func TestASharedNumberSaysNothingOfSealedContacts(t *testing.T) {
	m := mapping(t, small+"phone = \"tel\"\ncontact_phone = \"contact\"\n")
	had := directory{}
	first, _ := readMapped(t, newEnv(t, had), m, "id,name,tel,contact", "1,A,613-555-0101,613-555-0177")
	had.apply(t, Plan(first, had))
	for number, want := range map[string]bool{"613-555-0101": true, "613-555-0177": false} {
		other, _ := readMapped(t, newEnv(t, had), m, "id,name,tel,contact", "2,B,"+number+",")
		other[0].Organization.ID = "00000000-0000-4000-8000-000000000002"
		alarmed := slices.ContainsFunc(Plan(other, had).Alarms, func(a Alarm) bool { return a.Code == "phone_shared" })
		if alarmed != want {
			t.Errorf("%s raises an alarm: %v, want %v", number, alarmed, want)
		}
	}
}
