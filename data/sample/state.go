package sample

import (
	"time"

	"github.com/relais-directory/relais/data"
)

// status draws HSDS's status of a service: a few have ended or paused.
func (d *draft) status() data.Status {
	return []data.Status{data.Active, "", data.Inactive, data.TemporarilyClosed, data.Defunct}[d.dice.weighted([]int{940, 20, 14, 20, 6})]
}

// intake draws whether the service takes new people; some that do not have said
// until when, and for some that day is past.
func (d *draft) intake() data.Intake {
	states := []data.IntakeState{data.IntakeAccepting, data.IntakeUnknown, data.IntakeCrisisOnly, data.IntakeNotAccepting}
	i := data.Intake{State: states[d.dice.weighted([]int{71, 14, 8, 7})]}
	if i.State == data.IntakeNotAccepting && d.dice.chance(70) {
		i.Until = d.day(d.dice.between(-90, 14))
	}
	return i
}

// verification draws when somebody last confirmed the record: days to three
// years ago, for some never.
func (d *draft) verification() data.Verification {
	var days int
	switch d.dice.weighted([]int{6, 44, 30, 14, 6}) {
	case 0:
		return data.Verification{}
	case 1:
		days = d.dice.between(2, 180)
	case 2:
		days = d.dice.between(180, 400)
	case 3:
		days = d.dice.between(400, 800)
	case 4:
		days = d.dice.between(800, 1095)
	}
	return data.Verification{On: d.day(days), By: "demo", How: pick(d.dice, []string{"call", "call", "e-mail", "visit", "form"})}
}

// capacity draws what was last learned of the room at a service: for most
// shelters something, for other services rarely.
func (d *draft) capacity(need string) []data.Capacity {
	unit, percent := "appointment", 7
	switch need {
	case "emergency-shelter":
		unit, percent = pick(d.dice, []string{"bed", "bed", "room", "family-room"}), 88
	case "transitional-housing":
		unit, percent = "room", 62
	case "long-term-housing":
		unit, percent = "room", 25
	case "detox", "residential-care":
		unit, percent = "bed", 55
	case "counselling", "mental-health", "case-management":
		percent = 13
	case "getting-involved", "training", "technical-assistance", "volunteering", "coalition-work", "awareness", "research":
		return nil
	}
	if !d.dice.chance(percent) {
		return nil
	}
	known := []data.Capacity{d.room(unit)}
	if need == "emergency-shelter" && unit != "family-room" && d.dice.chance(22) {
		known = append(known, d.room("family-room"))
	}
	return known
}

// room is one count, with the age that such a count may have.
func (d *draft) room(unit string) data.Capacity {
	c := data.Capacity{
		Unit: unit, Updated: d.at.Add(-d.age()), By: "demo",
		How: pick(d.dice, []string{"call", "call", "feed", "import"}),
	}
	most := d.dice.between(2, 26)
	switch d.dice.weighted([]int{32, 28, 18, 9, 13}) {
	case 0:
		c.Status, c.Available = data.HasCapacity, new(d.dice.between(1, min(most, 6)))
	case 1:
		c.Status, c.Available = data.NoCapacity, new(0)
	case 2:
		c.Status, c.Available = data.Waitlist, new(0)
	case 3:
		c.Status = data.AssessmentRequired
	default:
		c.Status = data.CapacityUnknown
	}
	if c.Status != data.CapacityUnknown && d.dice.chance(80) {
		c.Maximum = &most
	}
	return c
}

// age is how long ago a count was made: minutes to weeks.
func (d *draft) age() time.Duration {
	switch d.dice.weighted([]int{25, 35, 25, 15}) {
	case 0:
		return time.Duration(d.dice.between(4, 90)) * time.Minute
	case 1:
		return time.Duration(d.dice.between(90, 24*60)) * time.Minute
	case 2:
		return time.Duration(d.dice.between(24, 7*24)) * time.Hour
	}
	return time.Duration(d.dice.between(8, 45)) * 24 * time.Hour
}
