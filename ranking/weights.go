package ranking

import (
	"time"

	"github.com/relais-directory/relais/geo"
)

// Weights is every number that the score is made of. docs/matching.md gives
// them with the formulas, and a test holds the two together. An operator changes
// them without touching code: see ParseWeights.
type Weights struct {
	// Values of admission, which has no weight: it multiplies the mean of the
	// others. Admission is 1 where nothing speaks against it, and 0 for whom it is
	// known that they are not taken.
	BelongingUnknown float64 // for certain people only, and nobody knows whether the caller is one
	IntakeUnknown    float64 // nobody knows whether new people are taken
	CrisisOnly       float64 // in crisis only, and help is not needed now
	FullNow          float64 // surely full, and help is needed now; told to staff alone

	// The weights of the factors in the mean. Only their ratios matter.
	Need, Language, Population, Capacity, Open, Access, Region, Specialized, Verified, Text float64

	// Values of proximity.
	TravelProximity float64    // without an origin, what must be travelled to
	RemoteProximity float64    // a service by phone or online, and one whose place is not known
	WideProximity   float64    // the least for a wide area that the origin lies in
	WideRadius      geo.Meters // an area with a larger radius is wide

	// For a caller who wants to be elsewhere: what lies beyond OwnRegion is
	// elsewhere, and the half distance is no less than AwayHalfDistance.
	OwnRegion, AwayHalfDistance geo.Meters
	Away                        TriValues

	// Values of language, by how it is spoken; each preference after the first
	// counts NextLanguage times the one before it.
	StaffSpeaks, Interpreter, AnyInterpreter, LanguageUnknown, LanguageNone, NextLanguage float64

	// Values of population, by what the service says.
	MadeFor, Welcomes, MadeForSome, General, MadeForOthers float64

	// Values of a yes, an unknown and a no, for opening hours, for access and
	// for specialization in trafficking.
	Opening, Accessible, Specialization TriValues

	// Values of capacity by status. What was learned counts half after each
	// half-life of its unit; the other part counts as unknown. While at least
	// CapacityTrusted of it is left it is told as it is and answers a demand for
	// units; then it is told as old; and with less than CapacityForgotten left it
	// is told as unknown.
	Room, Assessment, RoomUnknown, Waiting, NoRoom                                    float64
	BedHalfLife, RoomHalfLife, FamilyRoomHalfLife, AppointmentHalfLife, OtherHalfLife time.Duration
	CapacityTrusted, CapacityForgotten                                                float64

	// A verification counts half after each VerifiedHalfLife, and never less
	// than none at all.
	VerifiedHalfLife time.Duration
	NeverVerified    float64

	// Values of a word of the text by the field that it stands in, and what is
	// left of it when it is only the beginning of the word there, or one slip away
	// from it.
	WordInName, WordInTerm, WordInDescription, WordBegins, WordSlip float64
}

// TriValues are the values of the three answers to a question.
type TriValues struct{ Yes, Unknown, No float64 }

// Default is the weights of the directory. They were chosen, not learned: what
// decides is written down so that it can be argued about.
func Default() Weights {
	const day = 24 * time.Hour
	return Weights{
		BelongingUnknown: 0.2, IntakeUnknown: 0.6, CrisisOnly: 0.3, FullNow: 0.2,

		Need: 0.25, Language: 0.25, Population: 0.15, Capacity: 0.20, Open: 0.10,
		Access: 0.15, Region: 1.00, Specialized: 0.10, Verified: 0.05, Text: 1.00,

		TravelProximity: 0.5, RemoteProximity: 0.35, WideProximity: 0.20, WideRadius: 100 * geo.Kilometer,

		OwnRegion: 50 * geo.Kilometer, AwayHalfDistance: 150 * geo.Kilometer,
		Away: TriValues{Yes: 1, Unknown: 0.5, No: 0},

		StaffSpeaks: 1, Interpreter: 0.7, AnyInterpreter: 0.6, LanguageUnknown: 0.3, LanguageNone: 0, NextLanguage: 0.8,

		MadeFor: 1, Welcomes: 0.8, MadeForSome: 0.6, General: 0.5, MadeForOthers: 0.3,

		Opening:        TriValues{Yes: 1, Unknown: 0.4, No: 0},
		Accessible:     TriValues{Yes: 1, Unknown: 0.5, No: 0},
		Specialization: TriValues{Yes: 1, Unknown: 0.5, No: 0.3},

		Room: 1, Assessment: 0.6, RoomUnknown: 0.4, Waiting: 0.2, NoRoom: 0,
		BedHalfLife: 12 * time.Hour, RoomHalfLife: day, FamilyRoomHalfLife: day, AppointmentHalfLife: 7 * day, OtherHalfLife: day,
		CapacityTrusted: 0.5, CapacityForgotten: 0.0625,

		VerifiedHalfLife: 365 * day, NeverVerified: 0.2,

		WordInName: 1, WordInTerm: 0.8, WordInDescription: 0.5, WordBegins: 0.8, WordSlip: 0.6,
	}
}

// DefaultHalfDistance is used where nothing is known of the region.
const DefaultHalfDistance = 40 * geo.Kilometer

// HalfDistance is the distance at which proximity is one half, by the number of
// people who live within DensityRadius of the origin. People of the North are
// used to travel farther for a service than those of a metropolis, and have to.
func HalfDistance(people int) geo.Meters {
	switch {
	case people >= 1_000_000:
		return 10 * geo.Kilometer
	case people >= 300_000:
		return 15 * geo.Kilometer
	case people >= 100_000:
		return 25 * geo.Kilometer
	case people >= 30_000:
		return 40 * geo.Kilometer
	case people >= 10_000:
		return 60 * geo.Kilometer
	case people >= 3_000:
		return 100 * geo.Kilometer
	}
	return 150 * geo.Kilometer
}

// DensityRadius is the circle around an origin whose people HalfDistance asks
// for.
const DensityRadius = 50 * geo.Kilometer
