package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

// News is how far a report of capacity can still be relied on.
type News string

// The states of a report, as it grows old.
const (
	Current  News = "current"  // told as it is; answers a demand for units
	Old      News = "old"      // told with its time, and that one should call
	Outdated News = "outdated" // told as unknown
)

// Room is one report of capacity as it stands at the instant of a query.
type Room struct {
	data.Capacity
	Confidence float64 // in [0,1]: what its age leaves of it
	Value      float64 // in [0,1]: what it is worth to the factor, if it counts
	News       News
	Counts     bool // it is in the unit that fits, for people whom the caller is among, and no newer one speaks in its place
	Reason     Reason
}

// capacityCounts says that capacity counts when help is needed now or soon, or
// units are demanded.
func (j *judge) capacityCounts() bool {
	return j.query.Urgency == Now || j.query.Urgency == Soon || j.query.Units > 0
}

// bestRoom is the best that is known for the caller, in the units that fit. Old
// news of rooms must not speak over what was just learned of beds.
func (j *judge) bestRoom(c *candidate) finding {
	lodging := j.meansLodging(c.facts)
	fit, told := j.bestFit(c.facts, lodging)
	best := finding{value: -1}
	for i := range c.facts.Capacity {
		known := &c.facts.Capacity[i]
		if !j.fits(lodging, known, fit) || told && !j.tells(known) {
			continue
		}
		if found := j.room(known); found.value > best.value {
			best = found
			best.which = i
		}
	}
	if best.value < 0 {
		return finding{value: j.weights.RoomUnknown, code: "capacity_unknown", which: -1}
	}
	return best
}

func (j *judge) capacityReason(c *candidate, found finding) bilingual.Text {
	if found.which < 0 {
		return bilingual.Text{En: "Not known whether there is room: ask", Fr: "On ne sait pas s’il y a de la place\u00a0: demandez"}
	}
	return j.roomInWords(c.facts, &c.facts.Capacity[found.which])
}

// room is the value of one report of capacity: that of its status times the
// confidence that its age leaves, plus that of an unknown times the rest.
func (j *judge) room(c *data.Capacity) finding {
	w := &j.weights
	value, code := 0.0, ""
	switch c.Status {
	case data.HasCapacity:
		value, code = w.Room, "capacity_capacity"
	case data.AssessmentRequired:
		value, code = w.Assessment, "capacity_assessment-required"
	case data.Waitlist:
		value, code = w.Waiting, "capacity_waitlist"
	case data.NoCapacity:
		value, code = w.NoRoom, "capacity_no-capacity"
	default:
		return finding{value: w.RoomUnknown, code: "capacity_unknown"}
	}
	confidence := j.confidence(c)
	if confidence < w.CapacityForgotten {
		code = "capacity_outdated"
	}
	return finding{
		value: float64(float64(value*confidence) + float64(w.RoomUnknown*float64(1-confidence))),
		code:  code,
	}
}

// confidence halves with every half-life of c's unit since it was learned.
func (j *judge) confidence(c *data.Capacity) float64 {
	return halved(float64(j.sinceLearned(c)) / float64(j.weights.halfLife(c.Unit)))
}

// news is the state of a report with so much confidence left.
func (j *judge) news(confidence float64) News {
	switch {
	case confidence >= j.weights.CapacityTrusted:
		return Current
	case confidence >= j.weights.CapacityForgotten:
		return Old
	}
	return Outdated
}

// The units that the weights know. Any other has OtherHalfLife.
const (
	bed         = "bed"
	room        = "room"
	familyRoom  = "family-room"
	appointment = "appointment"
)

func (w *Weights) halfLife(unit string) time.Duration {
	switch unit {
	case bed:
		return w.BedHalfLife
	case room:
		return w.RoomHalfLife
	case familyRoom:
		return w.FamilyRoomHalfLife
	case appointment:
		return w.AppointmentHalfLife
	}
	return w.OtherHalfLife
}

// unitFit ranks the units for the caller, 0 for what fits best: a family room for
// people with children, a bed or a room for others, and an appointment where no
// lodging is meant.
func (j *judge) unitFit(lodging bool, unit string) int {
	if !lodging {
		if unit == appointment {
			return 0
		}
		return 1
	}
	switch {
	case unit == familyRoom && j.withChildren, (unit == bed || unit == room) && !j.withChildren:
		return 0
	case unit == room, unit == familyRoom:
		return 1
	case unit == bed:
		return 2
	}
	return leastFit
}

const (
	leastFit = 3 // of a unit of which nobody knows whether it will do
	noFit    = leastFit + 1
)

// meansLodging reports whether it is lodging that the caller looks for at f:
// it offers some, and some was asked, or nothing in particular.
func (j *judge) meansLodging(f *index.Facts) bool {
	return j.offersLodging(f) && (len(j.needs) == 0 || j.lodgingAsked)
}

func (j *judge) offersLodging(f *index.Facts) bool { return f.Needs.Meets(j.meanings.lodging) }

// bestFit is the fit of the units that count, and whether something is known of
// them still: the best one of which something is, or else the best one. It is no
// unit's where there is no report for the caller.
func (j *judge) bestFit(f *index.Facts, lodging bool) (fit int, told bool) {
	known, reported := noFit, noFit
	for i := range f.Capacity {
		c := &f.Capacity[i]
		if !j.isFor(c) {
			continue
		}
		fit := j.unitFit(lodging, c.Unit)
		reported = min(reported, fit)
		if j.tells(c) {
			known = min(known, fit)
		}
	}
	if known < noFit {
		return known, true
	}
	return reported, false
}

// tells reports whether c says something that is not outdated.
func (j *judge) tells(c *data.Capacity) bool {
	switch c.Status {
	case data.HasCapacity, data.AssessmentRequired, data.Waitlist, data.NoCapacity:
		return j.confidence(c) >= j.weights.CapacityForgotten
	}
	return false
}

// fits reports whether c is for the caller, in a unit of that fit.
func (j *judge) fits(lodging bool, c *data.Capacity, fit int) bool {
	return j.isFor(c) && j.unitFit(lodging, c.Unit) == fit
}

// isFor reports whether c counts for the caller: it is for everybody, or for a
// population that the caller is said to belong to.
func (j *judge) isFor(c *data.Capacity) bool {
	return c.Population == "" || j.said.Has(j.vocabulary.Ordinal(data.TermPopulation, c.Population))
}

// sinceLearned is how long ago c was learned; 0 for what is dated later than
// the query.
func (j *judge) sinceLearned(c *data.Capacity) time.Duration {
	return max(0, j.query.At.Sub(c.Updated))
}

// rooms gives every report of c with what is left of it; the public has none.
func (j *judge) rooms(c *candidate) []Room {
	lodging := j.meansLodging(c.facts)
	fit, told := j.bestFit(c.facts, lodging)
	var all []Room
	for i := range c.facts.Capacity {
		known := &c.facts.Capacity[i]
		confidence := j.confidence(known)
		all = append(all, Room{
			Capacity: *known, Confidence: confidence, Value: j.room(known).value, News: j.news(confidence),
			Counts: j.fits(lodging, known, fit) && (!told || j.tells(known)), Reason: j.roomInWords(c.facts, known),
		})
	}
	return all
}

func (j *judge) unitsAsked() int { return once(j.query.Units > 0) }

// unitsVerdict asks whether there is room for as many as are demanded. Only
// staff know of capacity: for the public it says nothing.
func (j *judge) unitsVerdict(c *candidate, _ int) data.Verdict {
	if !c.facts.Staff {
		return inapplicable
	}
	return j.hasUnits(c.facts, j.query.Units)
}

func (j *judge) askUnits(*candidate, int) bilingual.Text {
	return bilingual.Textf("Ask whether there is room (needed: %d).", "Demandez s’il y a de la place (il en faut\u00a0: %d).", j.query.Units)
}

func (j *judge) changeUnits(*candidate, int) bilingual.Text {
	return bilingual.Textf("Not enough room as last heard (needed: %d)", "Pas assez de place aux dernières nouvelles (il en faut\u00a0: %d)", j.query.Units)
}

// hasUnits looks for room for so many in the unit that fits best. It looks at
// lodging wherever the service offers any, whatever was asked, so that the answer
// is the same for each need. Room in another unit is a question, and it is no
// only if every report says so.
func (j *judge) hasUnits(f *index.Facts, units int) data.Verdict {
	lodging, best := j.offersLodging(f), leastFit
	for i := range f.Capacity {
		best = min(best, j.unitFit(lodging, f.Capacity[i].Unit))
	}
	allSayNo := len(f.Capacity) > 0
	for i := range f.Capacity {
		c := &f.Capacity[i]
		answer := j.holds(c, units)
		if answer == data.Yes && j.unitFit(lodging, c.Unit) == best {
			return data.Meets
		}
		allSayNo = allSayNo && answer == data.No
	}
	if allSayNo {
		return data.Fails
	}
	return data.Unsure
}

// holds says whether c has room for so many: what is not current any more, or is
// said of people whom the caller may not be among, answers nothing.
func (j *judge) holds(c *data.Capacity, units int) data.Tri {
	if !j.isFor(c) || j.news(j.confidence(c)) != Current {
		return data.Unknown
	}
	switch {
	case c.Status == data.NoCapacity || c.Status == data.Waitlist:
		return data.No
	case c.Status == data.HasCapacity && c.Available != nil:
		return data.TriOf(*c.Available >= units)
	}
	return data.Unknown
}
