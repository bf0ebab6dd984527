package index

import (
	"math"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
)

// Glance is what tells most of how well a listing fits, in eight bytes: the parts
// that Facts is made of lie all over memory, and most listings that a search looks at
// are done with before any of these is read. Whatever it says is said in the terms of
// the listing's Facts.
type Glance struct {
	verified int32  // days since the first of 1970, or neverVerified
	answers  uint16 // two bits for each question
	says     uint16 // see the flags
}

const neverVerified = math.MinInt32

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

// Where the answers stand.
const (
	specializedAt    = 0
	interpretationAt = 2
	doorAt           = 4
)

// The flags of what a listing says.
const (
	saysUntil       = 1 << iota // its intake holds until a day
	saysExclusive               // it is only for some populations
	saysStaff                   // a language that staff speak
	saysInterpreter             // a language through an interpreter
	saysPopulation              // a population that it is made for or welcomes
)

// Glance gives that of the listing with ordinal i.
func (s *Snapshot[A]) Glance(i int) Glance { return s.space.posts[i].glance }

// VerifiedDaysBefore is how many days before a day, which DayNumber has numbered, it
// was last verified; false if it never was.
func (g Glance) VerifiedDaysBefore(day int) (int, bool) {
	return day - int(g.verified), g.verified != neverVerified
}

// Specialized is that of Standing.
func (g Glance) Specialized() data.Tri { return data.Tri(g.answers >> specializedAt & 3) }

// Interpretation is that of Tongues.
func (g Glance) Interpretation() data.Tri { return data.Tri(g.answers >> interpretationAt & 3) }

// Intake is the state of Taking, and whether it holds until further notice.
func (g Glance) Intake() (door Door, lasts bool) {
	return Door(g.answers >> doorAt & 3), g.says&saysUntil == 0
}

// Exclusive reports whether only some populations are admitted.
func (g Glance) Exclusive() bool { return g.says&saysExclusive != 0 }

// NamesLanguages reports whether there is any in Tongues.
func (g Glance) NamesLanguages() bool { return g.says&(saysStaff|saysInterpreter) != 0 }

// NamesInterpreters reports whether there is any in Tongues.ByInterpreter.
func (g Glance) NamesInterpreters() bool { return g.says&saysInterpreter != 0 }

// NamesPopulations reports whether there is any in Served.
func (g Glance) NamesPopulations() bool { return g.says&saysPopulation != 0 }

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
			g := says[part][c.classes.of(Part(part), i)]
			all.verified, all.answers, all.says = all.verified+g.verified, all.answers|g.answers, all.says|g.says
		}
	}
}

// glance is what one class of a part adds.
func (s *shared) glance(p Part, class int) (g Glance) {
	says := func(is bool, flag uint16) {
		if is {
			g.says |= flag
		}
	}
	switch p {
	case StandingPart:
		g.answers = uint16(s.standing[class].Specialized) << specializedAt
	case ServedPart:
		served := &s.served[class]
		says(!served.MadeFor.IsEmpty() || !served.Welcomes.IsEmpty(), saysPopulation)
	case AdmissionPart:
		says(len(s.admission[class].Exclusive) > 0, saysExclusive)
	case TonguesPart:
		t := &s.tongues[class]
		g.answers = uint16(t.Interpretation) << interpretationAt
		says(!t.ByStaff.IsEmpty(), saysStaff)
		says(!t.ByInterpreter.IsEmpty(), saysInterpreter)
	case CheckedPart:
		if g.verified = neverVerified; !s.checked[class].Verified.IsZero() {
			g.verified = int32(DayNumber(s.checked[class].Verified))
		}
	case TakingPart:
		g.answers = uint16(doorOf(s.taking[class].Intake.State)) << doorAt
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
