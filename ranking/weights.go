package ranking

import (
	"errors"
	"fmt"
	"time"

	"github.com/relais-directory/relais/geo"
)

// Weights is every number that the score is made of. docs/matching.md gives
// them with the formulas, and a test holds the two together.
type Weights struct {
	// The weights of the factors in the mean. Only their ratios matter.
	Need, Language, Population, Capacity, Open, Access, Specialized, Verified, Text float64

	// Values of proximity.
	RemoteProximity float64    // a service by phone or online, and one whose place is not known
	WideProximity   float64    // the least for a wide area that the origin lies in
	WideRadius      geo.Meters // an area with a larger radius is wide

	// Values of language, by how it is spoken; each preference after the first
	// counts NextLanguage times the one before it.
	StaffSpeaks, Interpreter, AnyInterpreter, LanguageUnknown, LanguageNone, NextLanguage float64

	// Values of population, by what the service says.
	MadeFor, Welcomes, MadeForSome, General, MadeForOthers float64

	// Values of a yes, an unknown and a no, for opening hours, for access and
	// for specialization in trafficking.
	Opening, Accessible, Specialization TriValues

	// Values of capacity by status. What was learned counts half after each
	// CapacityHalfLife; the other part counts as unknown. After CapacityCurrent
	// it no longer says whether the units demanded are there.
	Room, Assessment, RoomUnknown, Waiting, NoRoom float64
	CapacityHalfLife, CapacityCurrent              time.Duration

	// A verification counts half after each VerifiedHalfLife, and never less
	// than none at all.
	VerifiedHalfLife time.Duration
	NeverVerified    float64

	// Values of a word of the text by the field that it stands in, and what is
	// left of it when only its beginning is there.
	WordInName, WordInTerm, WordInDescription, WordBegins float64
}

// TriValues are the values of the three answers to a question.
type TriValues struct{ Yes, Unknown, No float64 }

// Default is the weights of the directory. They were chosen, not learned: what
// decides is written down so that it can be argued about.
func Default() Weights {
	return Weights{
		Need: 0.25, Language: 0.20, Population: 0.15, Capacity: 0.20, Open: 0.10,
		Access: 0.15, Specialized: 0.10, Verified: 0.05, Text: 1.00,

		RemoteProximity: 0.35, WideProximity: 0.20, WideRadius: 100 * geo.Kilometer,

		StaffSpeaks: 1, Interpreter: 0.7, AnyInterpreter: 0.6, LanguageUnknown: 0.3, LanguageNone: 0, NextLanguage: 0.8,

		MadeFor: 1, Welcomes: 0.8, MadeForSome: 0.6, General: 0.5, MadeForOthers: 0.3,

		Opening:        TriValues{Yes: 1, Unknown: 0.4, No: 0},
		Accessible:     TriValues{Yes: 1, Unknown: 0.5, No: 0},
		Specialization: TriValues{Yes: 1, Unknown: 0.5, No: 0.3},

		Room: 1, Assessment: 0.6, RoomUnknown: 0.4, Waiting: 0.2, NoRoom: 0,
		CapacityHalfLife: 24 * time.Hour, CapacityCurrent: 24 * time.Hour,

		VerifiedHalfLife: 365 * 24 * time.Hour, NeverVerified: 0.2,

		WordInName: 1, WordInTerm: 0.8, WordInDescription: 0.5, WordBegins: 0.8,
	}
}

// Validate reports everything that would make a score leave [0,1] or lose its
// meaning: weights must not be negative, values must lie in [0,1], and an
// unknown must stand between a no and a yes.
func (w Weights) Validate() error {
	return errors.Join(w.checkWeights(), w.checkValues(), w.checkOrder(), w.checkLengths())
}

func (w Weights) checkWeights() error {
	var faults []error
	for i, weight := range []float64{w.Need, w.Language, w.Population, w.Capacity, w.Open, w.Access, w.Specialized, w.Verified, w.Text} {
		if !(weight >= 0 && weight <= 1000) {
			faults = append(faults, fmt.Errorf("weight %d is not between 0 and 1000", i+1))
		}
	}
	if !(w.Specialized+w.Verified > 0) {
		faults = append(faults, errors.New("specialization and verification both weigh nothing: a search without wishes would have no mean"))
	}
	return errors.Join(faults...)
}

func (w Weights) checkValues() error {
	var faults []error
	for i, value := range []float64{
		w.RemoteProximity, w.WideProximity,
		w.StaffSpeaks, w.Interpreter, w.AnyInterpreter, w.LanguageUnknown, w.LanguageNone, w.NextLanguage,
		w.MadeFor, w.Welcomes, w.MadeForSome, w.General, w.MadeForOthers,
		w.Room, w.Assessment, w.RoomUnknown, w.Waiting, w.NoRoom, w.NeverVerified,
		w.WordInName, w.WordInTerm, w.WordInDescription, w.WordBegins,
	} {
		if !(value >= 0 && value <= 1) {
			faults = append(faults, fmt.Errorf("value %d is not between 0 and 1", i+1))
		}
	}
	return errors.Join(faults...)
}

func (w Weights) checkOrder() error {
	var faults []error
	for name, order := range map[string][]float64{
		"opening":        {w.Opening.Yes, w.Opening.Unknown, w.Opening.No},
		"access":         {w.Accessible.Yes, w.Accessible.Unknown, w.Accessible.No},
		"specialization": {w.Specialization.Yes, w.Specialization.Unknown, w.Specialization.No},
		"language":       {w.StaffSpeaks, w.Interpreter, w.AnyInterpreter, w.LanguageUnknown, w.LanguageNone},
		"population":     {w.MadeFor, w.Welcomes, w.MadeForSome, w.General, w.MadeForOthers},
		"capacity":       {w.Room, w.RoomUnknown, w.NoRoom},
		"words":          {w.WordInName, w.WordInTerm, w.WordInDescription},
	} {
		if !descending(order) {
			faults = append(faults, fmt.Errorf("values of %s are not in order from the best to the worst, within 0 and 1", name))
		}
	}
	return errors.Join(faults...)
}

func (w Weights) checkLengths() error {
	if w.CapacityHalfLife <= 0 || w.CapacityCurrent <= 0 || w.VerifiedHalfLife <= 0 || !(w.WideRadius > 0) {
		return errors.New("half-lives and the wide radius must be more than zero")
	}
	return nil
}

func descending(values []float64) bool {
	last := 1.0
	for _, v := range values {
		if !(v >= 0 && v <= last) {
			return false
		}
		last = v
	}
	return true
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
