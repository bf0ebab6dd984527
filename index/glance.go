package index

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Glance is what tells most of how well a listing fits, in four bytes: the parts that
// Facts is made of lie all over memory, and most listings that a search looks at are
// done with before any of these is read. Whatever it says is said in the terms of the
// listing's Facts.
//
// From the lowest bit: two for each answer, one for each flag, and in the upper
// twenty the day of the last verification, from the first of 1970, with its sign.
type Glance uint32

// Door is a state of intake, as a Glance has it.
type Door uint8

// The doors.
const (
	DoorUnknown Door = iota // nobody said, or something that no caller is told
	DoorOpen
	DoorInCrisis
	DoorShut
	Doors // how many there are
)

// Where the answers stand, and the day.
const (
	specializedAt    = 0
	interpretationAt = 2
	doorAt           = 4
	verifiedAt       = 12
)

// The flags of what a listing says.
const (
	saysUntil       Glance = 1 << (6 + iota) // its intake holds until a day
	saysExclusive                            // it is only for some populations
	saysStaff                                // a language that staff speak
	saysInterpreter                          // a language through an interpreter
	saysPopulation                           // a population that it is made for or welcomes
	saysRadius                               // its place is no point
)

// Days of verification are told to the day for 1,400 years on either side of 1970.
const (
	neverVerified = -1 << 19
	mostDays      = 1<<19 - 1
)

// Glance gives that of the listing with ordinal i.
func (s *Snapshot[A]) Glance(i int) Glance { return s.space.posts[i].glance }

// VerifiedDaysBefore is how many days before a day, which DayNumber has numbered, it
// was last verified; false if it never was.
func (g Glance) VerifiedDaysBefore(day int) (int, bool) {
	verified := int(int32(g) >> verifiedAt)
	return day - verified, verified != neverVerified
}

// Specialized is that of Standing.
func (g Glance) Specialized() data.Tri { return data.Tri(g >> specializedAt & 3) }

// Interpretation is that of Tongues.
func (g Glance) Interpretation() data.Tri { return data.Tri(g >> interpretationAt & 3) }

// Intake is the state of Taking, and whether it holds until further notice.
func (g Glance) Intake() (door Door, lasts bool) { return Door(g >> doorAt & 3), g&saysUntil == 0 }

// Exclusive reports whether only some populations are admitted.
func (g Glance) Exclusive() bool { return g&saysExclusive != 0 }

// NamesLanguages reports whether there is any in Tongues.
func (g Glance) NamesLanguages() bool { return g&(saysStaff|saysInterpreter) != 0 }

// NamesInterpreters reports whether there is any in Tongues.ByInterpreter.
func (g Glance) NamesInterpreters() bool { return g&saysInterpreter != 0 }

// NamesPopulations reports whether there is any in Served.
func (g Glance) NamesPopulations() bool { return g&saysPopulation != 0 }

// Radius is that of the place of the listing with ordinal i, in metres.
func (s *Snapshot[A]) Radius(i int) geo.Meters {
	if s.Glance(i)&saysRadius == 0 {
		return 0
	}
	return s.listings[i].Place.Radius
}

// DayNumber numbers days for VerifiedDaysBefore.
func DayNumber(d hours.Date) int { return d.DaysSince(hours.Date{Year: 1970, Month: 1, Day: 1}) }

// addGlances puts together what each class of a part says.
func (c *contents[A]) addGlances() {
	says := [Parts][]Glance{}
	for _, part := range []Part{StandingPart, ServedPart, AdmissionPart, TonguesPart, CheckedPart, TakingPart} {
		says[part] = make([]Glance, c.shared.count(part))
		for class := range says[part] {
			says[part][class] = c.shared.glance(part, class)
		}
	}
	for i := range c.space.posts {
		all := &c.space.posts[i].glance
		for part := range says {
			if says[part] == nil {
				continue
			}
			*all |= says[part][c.classes.of(Part(part), i)]
		}
		if c.listings[i].Place.Radius != 0 {
			*all |= saysRadius
		}
	}
}

// glance is what one class of a part adds.
func (s *shared) glance(p Part, class int) (g Glance) {
	says := func(is bool, flag Glance) {
		if is {
			g |= flag
		}
	}
	switch p {
	case StandingPart:
		g = Glance(s.standing[class].Specialized) << specializedAt
	case ServedPart:
		served := &s.served[class]
		says(!served.MadeFor.IsEmpty() || !served.Welcomes.IsEmpty(), saysPopulation)
	case AdmissionPart:
		says(len(s.admission[class].Exclusive) > 0, saysExclusive)
	case TonguesPart:
		t := &s.tongues[class]
		g = Glance(t.Interpretation) << interpretationAt
		says(!t.ByStaff.IsEmpty(), saysStaff)
		says(!t.ByInterpreter.IsEmpty(), saysInterpreter)
	case CheckedPart:
		verified := neverVerified
		if day := s.checked[class].Verified; !day.IsZero() {
			verified = max(neverVerified+1, min(DayNumber(day), mostDays))
		}
		g = Glance(int32(verified) << verifiedAt)
	case TakingPart:
		g = Glance(doorOf(s.taking[class].Intake.State)) << doorAt
		says(!s.taking[class].Intake.Until.IsZero(), saysUntil)
	}
	return g
}

func doorOf(state data.IntakeState) Door {
	switch state {
	case data.IntakeAccepting:
		return DoorOpen
	case data.IntakeCrisisOnly:
		return DoorInCrisis
	case data.IntakeNotAccepting:
		return DoorShut
	}
	return DoorUnknown
}
