package sample

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// coreBarriers are the questions that are asked of every service first.
func coreBarriers() []string {
	return []string{"no-police-report", "no-id", "no-status", "no-fee", "no-referral"}
}

// barriers draws what is known of the service's demands: for half of the
// services something, for the others nothing.
func (d *draft) barriers(need, people string) []data.Condition {
	if !d.dice.chance(52) {
		return nil
	}
	var known []data.Condition
	for _, term := range d.terms.All(data.TermBarrier) {
		often, open := 11, 70
		if slices.Contains(coreBarriers(), term.ID) {
			often, open = 68, 78
		}
		if term.ID == "accepts-children" && (people == "with-children" || d.profile.name == "refuge") {
			often, open = 90, 95
		}
		if slices.Contains(d.claims, term.ID) || term.ID == "no-fee" && d.texts.services[need].pay == "never" {
			open = 100
		}
		if d.dice.chance(often) {
			known = append(known, data.Condition{Term: term.ID, Answer: data.TriOf(d.dice.chance(open))})
		}
	}
	return known
}

// interpretation draws whether an interpreter can be had; for most services
// nobody knows.
func (d *draft) interpretation() data.Tri {
	if slices.Contains(d.claims, "interpretation") {
		return data.Tri(d.dice.weighted([]int{62, 38, 0}))
	}
	return data.Tri(d.dice.weighted([]int{62, 28, 10}))
}

// accessibility draws what is known of a building: for half of them nothing.
func (d *draft) accessibility() []data.Condition {
	if d.dice.chance(48) {
		return nil
	}
	var known []data.Condition
	for _, term := range d.terms.All(data.TermAccessibility) {
		often := 9
		switch term.ID {
		case "wheelchair":
			often = 88
		case "accessible-washroom", "near-transit", "ramp", "elevator":
			often = 35
		}
		if d.dice.chance(often) {
			known = append(known, data.Condition{Term: term.ID, Answer: data.TriOf(d.dice.chance(74))})
		}
	}
	return known
}

// entryOf says how one gets in, what it costs and what to bring, where that is
// known, and how to refer.
func (d *draft) entryOf(s *record.Service, need string) {
	if d.dice.chance(62) {
		s.Application = d.application(s.Barriers)
	}
	s.Fees = d.fees(s.Barriers, need)
	if d.dice.chance(24) {
		s.Documents = some(d.dice, d.dice.between(1, 2), d.texts.notes["document"])
	}
	if d.dice.chance(9) {
		s.Notes = pick(d.dice, d.texts.notes["note"])
	}
	d.protocolOf(s, need)
}

// application agrees with what is known of the barrier "no-referral".
func (d *draft) application(barriers []data.Condition) data.Text {
	texts := d.texts.notes["application"]
	if answer(barriers, "no-referral") == data.No {
		return d.texts.notes["referral"][0]
	}
	return pick(d.dice, texts)
}

// fees agree with what is known of the barrier "no-fee".
func (d *draft) fees(barriers []data.Condition, need string) data.Text {
	free, pay := answer(barriers, "no-fee"), d.texts.services[need].pay
	switch {
	case d.dice.chance(35):
		return data.Text{}
	case free == data.Yes, pay == "never", slices.Contains(d.claims, "no-fee"):
		return pick(d.dice, d.texts.notes["free"])
	case free == data.No, d.dice.chance(30):
		return pick(d.dice, d.texts.notes[pay])
	}
	return pick(d.dice, d.texts.notes["free"])
}

// answer is what is known of one condition.
func answer(known []data.Condition, term string) data.Tri {
	for _, c := range known {
		if c.Term == term {
			return c.Answer
		}
	}
	return data.Unknown
}

// protocolOf writes how to refer: sealed for half of the confidential houses,
// open to all staff for many other services, unknown for the rest.
func (d *draft) protocolOf(s *record.Service, need string) {
	switch {
	case d.house != "" && sheltering(need) && d.dice.chance(55):
		d.seal(s.ID, pick(d.dice, d.texts.notes["shelterprotocol"]))
	case d.dice.chance(40):
		s.Protocol = pick(d.dice, d.texts.notes["protocol"])
	}
}

func (d *draft) seal(service data.ID, protocol data.Text) {
	if d.parts.Protocols == nil {
		d.parts.Protocols = map[data.ID]data.Text{}
	}
	d.parts.Protocols[service] = protocol
}

// confide adds the internal contacts and notes, which are sealed.
func (d *draft) confide() {
	percent := 34
	if d.house != "" {
		percent = 92
	}
	if d.dice.chance(percent) {
		for range d.dice.between(1, 2) {
			d.parts.Contacts = append(d.parts.Contacts, d.contact("title"))
		}
	}
	if d.house != "" && d.dice.chance(15) {
		d.parts.Notes = pick(d.dice, d.texts.notes["sealednote"])
	}
}
