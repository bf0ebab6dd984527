package index

import (
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
)

// TestGlancesSayWhatTheFactsSay asks every glance about its listing.
func TestGlancesSayWhatTheFactsSay(t *testing.T) {
	d := drawOf(t, 41)
	s := Build(listingsOf[data.Staff](d, 2000), d.terms, 1)
	today := hours.Date{Year: 2026, Month: 11, Day: 22}
	doors := map[data.IntakeState]Door{
		data.IntakeAccepting: DoorOpen, data.IntakeCrisisOnly: DoorInCrisis, data.IntakeNotAccepting: DoorShut, data.IntakeUnknown: DoorUnknown, "odd": DoorUnknown,
	}
	for i := range s.Len() {
		f, g := s.Facts(i), s.Glance(i)
		is := func(name string, got, want any) {
			if got != want {
				t.Fatalf("%s of %s: %v, want %v", name, f.ID, got, want)
			}
		}
		days, verified := g.VerifiedDaysBefore(DayNumber(today))
		is("verified", verified, !f.Verified.IsZero())
		if verified {
			is("days", days, today.DaysSince(f.Verified))
		}
		door, lasts := g.Intake()
		is("door", door, doors[f.Intake.State])
		is("lasts", lasts, f.Intake.Until.IsZero())
		is("specialized", g.Specialized(), f.Specialized)
		is("interpretation", g.Interpretation(), f.Interpretation)
		is("exclusive", g.Exclusive(), len(f.Exclusive) > 0)
		is("languages", g.NamesLanguages(), !f.ByStaff.IsEmpty() || !f.ByInterpreter.IsEmpty())
		is("interpreters", g.NamesInterpreters(), !f.ByInterpreter.IsEmpty())
		is("populations", g.NamesPopulations(), !f.MadeFor.IsEmpty() || !f.Welcomes.IsEmpty())
	}
}
