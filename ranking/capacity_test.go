package ranking

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// reported is a shelter's listing with these reports.
func reported(reports ...data.Capacity) data.Listing[data.Staff] {
	l := plain[data.Staff](1)
	l.Hours = eastern()
	l.Inside.Capacity = reports
	return l
}

func report(unit string, status data.CapacityStatus, available int, ago time.Duration) data.Capacity {
	return data.Capacity{Unit: unit, Status: status, Available: &available, Updated: noon.Add(-ago)}
}

// capacityOf is the capacity factor of the one match.
func capacityOf(t *testing.T, q Query, l data.Listing[data.Staff]) Factor {
	t.Helper()
	q.At = noon
	if q.Units == 0 {
		q.Urgency = Now
	}
	factors := search(t, q, l).Matches[0].Say().Factors
	i := slices.IndexFunc(factors, func(f Factor) bool { return f.Factor == CapacityFactor })
	if i < 0 {
		t.Fatal("capacity is not in play")
	}
	return factors[i]
}

func TestCapacityLosesHalfItsConfidenceByUnit(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		unit   string
		status data.CapacityStatus
		ago    time.Duration
		want   float64
	}{
		{"bed", data.HasCapacity, 0, 1},
		{"bed", data.HasCapacity, -time.Hour, 1},
		{"bed", data.HasCapacity, 12 * time.Hour, 0.7},
		{"bed", data.HasCapacity, day, 0.55},
		{"room", data.HasCapacity, day, 0.7},
		{"family-room", data.HasCapacity, 2 * day, 0.55},
		{"appointment", data.HasCapacity, 7 * day, 0.7},
		{"mat", data.HasCapacity, day, 0.7},
		{"bed", data.NoCapacity, 0, 0},
		{"bed", data.NoCapacity, 12 * time.Hour, 0.2},
		{"bed", data.Waitlist, 12 * time.Hour, 0.3},
		{"bed", data.CapacityUnknown, 0, 0.4},
		{"bed", "odd", 0, 0.4},
	} {
		got := capacityOf(t, Query{}, reported(report(c.unit, c.status, 1, c.ago)))
		if math.Abs(got.Value-c.want) > 1e-12 {
			t.Errorf("%s, %s %v ago: got %v, want %v", c.unit, c.status, c.ago, got.Value, c.want)
		}
	}
}

func TestTheUnitThatFitsTheCallerCounts(t *testing.T) {
	family := Query{Populations: []string{"with-children"}}
	legal := Query{Needs: []string{"legal"}}
	full, free := data.NoCapacity, data.HasCapacity
	for _, c := range []struct {
		name    string
		q       Query
		reports []data.Capacity
		want    float64
	}{
		{"beds for one person", Query{}, []data.Capacity{report("bed", full, 0, 0), report("family-room", free, 2, 0)}, 0},
		{"a room is as good as a bed", Query{}, []data.Capacity{report("bed", full, 0, 0), report("room", free, 2, 0)}, 1},
		{"a family room for a family", family, []data.Capacity{report("bed", free, 4, 0), report("family-room", full, 0, 0)}, 0},
		{"a room for a family where there is no family room", family, []data.Capacity{report("bed", full, 0, 0), report("room", free, 1, 0)}, 1},
		{"what is outdated does not stand before what is known", family, []data.Capacity{report("bed", free, 4, 0), report("family-room", full, 0, 1000*time.Hour)}, 1},
		{"nor in its place, where a room is as good as a bed", Query{}, []data.Capacity{report("bed", full, 0, 0), report("room", free, 2, 1000*time.Hour)}, 0},
		{"an appointment where no lodging is meant", legal, []data.Capacity{report("bed", full, 0, 0), report("appointment", free, 3, 0)}, 1},
		{"beds where lodging is meant", Query{Needs: []string{"housing"}}, []data.Capacity{report("bed", full, 0, 0), report("appointment", free, 3, 0)}, 0},
	} {
		l := reported(c.reports...)
		l.Needs = []string{"emergency-shelter", "legal"}
		if got := capacityOf(t, c.q, l).Value; got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestCapacityForAPopulationCountsForItsPeopleAlone(t *testing.T) {
	forWomen := report("bed", data.HasCapacity, 2, 0)
	forWomen.Population = "women"
	l := reported(forWomen)
	if got := capacityOf(t, Query{}, l); got.Value != 0.4 || got.Code != "capacity_unknown" {
		t.Errorf("for whoever does not say: got %v %s", got.Value, got.Code)
	}
	if got := capacityOf(t, Query{Populations: []string{"women"}}, l); got.Value != 1 || got.Reason.En != "2 beds, for: Women · just now" {
		t.Errorf("for women: got %v, %q", got.Value, got.Reason.En)
	}
}

func TestUnitsAreAQuestionUnlessEveryReportSaysNo(t *testing.T) {
	family := Query{Populations: []string{"with-children"}, Units: 1}
	full, free := data.NoCapacity, data.HasCapacity
	for _, c := range []struct {
		name    string
		q       Query
		reports []data.Capacity
		want    data.Verdict
	}{
		{"a family room", family, []data.Capacity{report("bed", full, 0, 0), report("family-room", free, 1, 0)}, data.Meets},
		{"beds, though no family room", family, []data.Capacity{report("bed", free, 4, 0), report("family-room", full, 0, 0)}, data.Unsure},
		{"neither", family, []data.Capacity{report("bed", full, 0, 0), report("family-room", full, 0, 0)}, data.Fails},
		{"one of them long ago", family, []data.Capacity{report("bed", full, 0, 0), report("family-room", full, 0, 100*time.Hour)}, data.Unsure},
		{"two days ago is current for appointments", Query{Units: 1}, []data.Capacity{report("appointment", free, 1, 48*time.Hour)}, data.Meets},
	} {
		if got := verdict(t, UnitsCriterion, c.q, reported(c.reports...)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestReportsAreToldByTheirAge(t *testing.T) {
	most := 8
	called := report("bed", data.HasCapacity, 2, 35*time.Minute)
	called.How, called.Maximum = "call", &most
	vague := report("room", data.HasCapacity, 0, 3*time.Hour)
	vague.Available = nil
	for _, c := range []struct {
		report data.Capacity
		news   News
		want   bilingual.Text
	}{
		{report("bed", data.HasCapacity, 2, 35*time.Minute), Current, bilingual.Text{En: "2 beds · 35 min ago", Fr: "2 lits · il y a 35 min"}},
		{report("bed", data.HasCapacity, 1, 12*time.Hour), Current, bilingual.Text{En: "1 bed · 12 h ago", Fr: "1 lit · il y a 12 h"}},
		{called, Current, bilingual.Text{En: "2 of 8 beds · 35 min ago, by phone", Fr: "2 lits sur 8 · il y a 35 min, par téléphone"}},
		{vague, Current, bilingual.Text{En: "Room (rooms) · 3 h ago", Fr: "De la place (chambres) · il y a 3 h"}},
		{report("family-room", data.NoCapacity, 0, time.Hour), Current, bilingual.Text{En: "No room (family rooms) · 1 h ago", Fr: "Aucune place (chambres familiales) · il y a 1 h"}},
		{report("appointment", data.Waitlist, 0, 72*time.Hour), Current, bilingual.Text{En: "Waiting list (appointments) · 3 days ago", Fr: "Liste d’attente (rendez-vous) · il y a 3 jours"}},
		{report("bed", data.HasCapacity, 2, 26*time.Hour+50*time.Minute), Old,
			bilingual.Text{En: "2 beds at 09:10 yesterday: call to check", Fr: "2 lits hier à 9\u00a0h\u00a010\u00a0: appelez pour vérifier"}},
		{report("bed", data.AssessmentRequired, 2, 48*time.Hour), Old,
			bilingual.Text{En: "Room depends on an assessment (beds) on November 22, 2026 at 12:00: call to check", Fr: "La place dépend d’une évaluation (lits) le 22 novembre 2026 à 12\u00a0h\u00a0: appelez pour vérifier"}},
		{report("bed", data.HasCapacity, 2, 7*24*time.Hour), Outdated,
			bilingual.Text{En: "Not updated in 7 days: unknown, call", Fr: "Pas de mise à jour depuis 7 jours\u00a0: inconnu, appelez"}},
	} {
		m := search(t, Query{Urgency: Now, At: noon}, reported(c.report)).Matches[0].Say()
		if got := m.Rooms[0]; got.Reason != c.want || got.News != c.news || !got.Counts {
			t.Errorf("got %s %+v, want %s %+v", got.News, got.Reason, c.news, c.want)
		}
		view := viewCapacity(m.Rooms)
		if shown := view.Status != data.CapacityUnknown; shown != (c.news != Outdated) || (view.Available != nil) && c.news == Outdated {
			t.Errorf("%s: shown first as %s", c.news, view.Status)
		}
	}
}

func TestThePublicIsToldOfNoRoom(t *testing.T) {
	if m := search(t, Query{At: noon}, plain[data.Public](1)).Matches[0].Say(); m.Rooms != nil {
		t.Errorf("got %v", m.Rooms)
	}
}
