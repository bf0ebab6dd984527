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
		is("radius", s.Radius(i), s.At(i).Place.Radius)
		is("populations", g.NamesPopulations(), !f.MadeFor.IsEmpty() || !f.Welcomes.IsEmpty())
	}
}

// Days far off are told as far off, and none as never.
func TestADayFarOffIsFarOff(t *testing.T) {
	for year, days := range map[int]int{1: 500_000, 2026: 0, 9999: -500_000} {
		l := data.Listing[data.Public]{ID: "a", Verified: hours.Date{Year: year, Month: 11, Day: 22}}
		today := DayNumber(hours.Date{Year: 2026, Month: 11, Day: 22})
		got, ever := Build([]data.Listing[data.Public]{l}, nil, 1).Glance(0).VerifiedDaysBefore(today)
		if !ever || days == 0 && got != 0 || days > 0 && got < days || days < 0 && got > days {
			t.Errorf("year %d: %d days, %v", year, got, ever)
		}
	}
}
