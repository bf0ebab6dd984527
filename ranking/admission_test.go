package ranking

import (
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
)

// An unknown stands between a yes and a no at each of the doors, and the narrowest
// counts.
func TestAdmissionIsTheNarrowestDoor(t *testing.T) {
	only := func(id string) func(*listing) { return func(l *listing) { l.Eligibility.Exclusive = []string{id} } }
	intake := func(s data.IntakeState) func(*listing) { return func(l *listing) { l.Intake.State = s } }
	full := func(status data.CapacityStatus, ago time.Duration) func(*listing) {
		return func(l *listing) {
			l.Inside.Capacity = append(l.Inside.Capacity, data.Capacity{Unit: "bed", Status: status, Updated: noon.Add(-ago)})
		}
	}
	both := func(a, b func(*listing)) func(*listing) { return func(l *listing) { a(l); b(l) } }
	said := Query{Populations: []string{"first-nations"}}
	for _, c := range []struct {
		name  string
		q     Query
		with  func(*listing)
		value float64
		code  string
	}{
		{"for everybody, accepting", Query{}, func(*listing) {}, 1, "admission_yes"},
		{"for the caller alone", said, only("indigenous"), 1, "admission_yes"},
		{"for whom the caller may be", said, only("inuit"), 0.2, "admission_belonging_unknown"},
		{"for whom the caller is not", Query{Gender: data.Woman}, only("men"), 0, "admission_belonging_no"},
		{"intake not known", Query{}, intake(data.IntakeUnknown), 0.6, "admission_intake_unknown"},
		{"crisis only, no crisis", Query{}, intake(data.IntakeCrisisOnly), 0.3, "admission_crisis_only"},
		{"crisis only, a crisis", Query{Urgency: Now}, intake(data.IntakeCrisisOnly), 1, "admission_in_crisis"},
		{"closed", Query{}, intake(data.IntakeNotAccepting), 0, "admission_intake_no"},
		{"two doors", said, both(only("inuit"), intake(data.IntakeUnknown)), 0.2, "admission_belonging_unknown"},
		{"two doors, the other narrower", said, both(only("inuit"), intake(data.IntakeNotAccepting)), 0, "admission_intake_no"},
		{"full now", Query{Urgency: Now}, full(data.NoCapacity, time.Hour), 0.2, "admission_full_now"},
		{"full, and there is time", Query{Urgency: Soon}, full(data.NoCapacity, time.Hour), 1, "admission_yes"},
		{"full a day ago", Query{Urgency: Now}, full(data.NoCapacity, 24*time.Hour), 1, "admission_yes"},
		{"a waiting list", Query{Urgency: Now}, full(data.Waitlist, time.Hour), 1, "admission_yes"},
		{"full, and room elsewhere in it", Query{Urgency: Now}, both(full(data.NoCapacity, 0), full(data.HasCapacity, 0)), 1, "admission_yes"},
	} {
		l := plain[data.Staff](1)
		c.with(&l)
		c.q.At = noon
		e, err := Explain(snapshot(t, l), c.q, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := e.Contributions[0]
		if got.Factor.Factor != AdmissionFactor || got.Value != c.value || got.Code != c.code || got.Reason.En == "" || got.Reason.Fr == "" {
			t.Errorf("%s: got %+v, want %v %s", c.name, got, c.value, c.code)
		}
		if c.value == 0 && e.Match.Score != 0 {
			t.Errorf("%s: scored %v though nobody like the caller is taken", c.name, e.Match.Score)
		}
	}
}

// Whoever cannot wait is sent an hour farther to an open door rather than to a
// closed one, and not two thousand kilometres.
func TestAFullHouseIsWorthLessThanADrive(t *testing.T) {
	full, far, farthest := plain[data.Staff](1), plain[data.Staff](2), plain[data.Staff](3)
	full.Inside.Capacity = []data.Capacity{{Unit: "bed", Status: data.NoCapacity, Updated: noon}}
	for _, l := range []*data.Listing[data.Staff]{&far, &farthest} {
		l.Inside.Capacity = []data.Capacity{{Unit: "bed", Status: data.HasCapacity, Updated: noon}}
	}
	far.Place, farthest.Place = at(44.55, -79.38), at(44.65, -63.57) // 100 km; Halifax
	q := Query{Origin: toronto(), HalfDistance: 25_000, Needs: []string{"emergency-shelter"}, Urgency: Now, At: noon}
	if got := ids(search(t, q, full, far, farthest)); got[0] != far.ID || got[1] != full.ID {
		t.Errorf("now: got %v", got)
	}
	q.Urgency = Soon
	if got := ids(search(t, q, full, far, farthest)); got[0] != full.ID {
		t.Errorf("soon: got %v", got)
	}
}

func TestWithoutAnOriginATelephoneLineStandsBeforeAJourney(t *testing.T) {
	house, line := plain[data.Public](1), plain[data.Public](2)
	line.Place, line.Remote = data.Listing[data.Public]{}.Place, true
	a := search(t, Query{At: noon}, house, line)
	if got := ids(a); got[0] != line.ID {
		t.Errorf("got %v", got)
	}
	if p := a.Matches[0].Say().Proximity; p.Value != 1 || p.Code != proximityRemote {
		t.Errorf("the line: got %+v", p)
	}
	if p := a.Matches[1].Say().Proximity; p.Value != 0.5 || p.Code != proximityAnywhere {
		t.Errorf("the house: got %+v", p)
	}
}
