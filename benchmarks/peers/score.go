package main

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

// dialect is how one database writes what the others write otherwise.
type dialect interface {
	// param puts a value in the place of a literal, so that queries of one shape
	// share one statement.
	param(value any) string
	number(x float64) string
	// meets is true if the list in column and the numbers have one in common.
	meets(column string, ordinals []int) string
	within(column string, ordinals []int) string
	empty(column string) string
	most(values ...string) string
	least(values ...string) string
	// open is 1 if the weekly hours of the row are open at the question's minute
	// in the row's zone, 0 if closed.
	open(minutes []int) string
	// away is the distance from the origin to the middle of the served circle.
	away() string
}

// criteria are the hard ones that a facet does not decide, all of which a row
// must meet or leave unknown.
func (ask *question) criteria(d dialect) string {
	all := []string{
		fmt.Sprintf("not (intake = 3 and %s)", ask.fresh(d)),
		fmt.Sprintf("(%s or %s or not %s)", d.empty("only_for"), d.meets("only_for", ask.member), d.within("only_for", ask.outsider)),
		ask.reached(d),
	}
	if ask.ages != nil {
		from, to := d.param(ask.ages.from), d.param(finite(ask.ages.to))
		all = append(all, fmt.Sprintf("(age_from is null or (age_to > %s and age_from < %s))", from, to))
	}
	if ask.gender != "" {
		all = append(all, fmt.Sprintf("(genders = 0 or (genders & %d) <> 0)", genderBit(ask.gender)))
	}
	if len(ask.barriers) > 0 {
		all = append(all, fmt.Sprintf("(barrier_no & %s) = 0", d.param(bits(ask.barriers))))
	}
	return strings.Join(all, "\n and ")
}

func genderBit(g data.Gender) int {
	switch g {
	case data.Woman:
		return 1
	case data.Man:
		return 2
	}
	return 4
}

// fresh is true while what was said of intake holds.
func (ask *question) fresh(d dialect) string {
	return fmt.Sprintf("(until is null or until >= %s)", d.param(int64(dayNumber(ask.today))))
}

// reached is false if the origin surely lies where callers may not come from.
func (ask *question) reached(d dialect) string {
	near := fmt.Sprintf("%s - %s <= reach_radius", d.away(), d.param(ask.doubt))
	inProvince := "reach = 1"
	if ask.province > 0 {
		inProvince = fmt.Sprintf("(reach = 1 and (provinces & %s) <> 0)", d.param(int64(1)<<ask.province))
	}
	postal := fmt.Sprintf("(reach = 3 and %s)", near)
	if ask.fsa != "" {
		postal = fmt.Sprintf("(reach = 3 and reach_fsa = %s)", d.param(ask.fsa))
	}
	return fmt.Sprintf("(reach = 0 or %s or (reach = 2 and %s) or %s)", inProvince, near, postal)
}

// wished is true if the row does not surely lie beyond the maximum distance.
func (ask *question) wished(d dialect) string {
	return fmt.Sprintf("(remote or d is null or d - (radius + %s) <= %s)", d.param(ask.doubt), d.param(ask.limit))
}

// score is proximity times fit, of a row at distance d ("d is null" if it has no
// place). docs/matching.md has the formulas.
func (ask *question) score(d dialect) string {
	return fmt.Sprintf("(%s)\n * (%s)\n * (%s)", ask.proximity(d), ask.admission(d), ask.mean(d))
}

func (ask *question) proximity(d dialect) string {
	h := d.param(ask.half)
	near := fmt.Sprintf("(%s / (%s + d))", h, h)
	same := "true"
	if ask.province > 0 {
		same = fmt.Sprintf("(province = 0 or province = %s)", d.param(int64(ask.province)))
	}
	placed := fmt.Sprintf("case when radius > %s and d <= radius and %s then %s else %s end",
		d.number(float64(weights.WideRadius)), same, d.most(near, d.number(weights.WideProximity)), near)
	return fmt.Sprintf("case when d is null then %s when remote then %s else %s end",
		d.number(weights.RemoteProximity), d.most("("+placed+")", d.number(weights.RemoteProximity)), placed)
}

// admission is the least open of three doors.
func (ask *question) admission(d dialect) string {
	belongs := fmt.Sprintf("case when %s or %s then %s else %s end",
		d.empty("only_for"), d.meets("only_for", ask.member), d.number(1), d.number(weights.BelongingUnknown))
	crisis := weights.CrisisOnly
	if ask.urgent {
		crisis = 1
	}
	intake := fmt.Sprintf("case when intake = 0 or not %s then %s when intake = 2 then %s else %s end",
		ask.fresh(d), d.number(weights.IntakeUnknown), d.number(crisis), d.number(1))
	doors := []string{belongs, intake}
	if ask.urgent {
		doors = append(doors, fmt.Sprintf("case when full_report and %s and %s >= %s then %s else %s end",
			ask.counts(d), ask.confidence(d), d.number(weights.CapacityTrusted), d.number(weights.FullNow), d.number(1)))
	}
	return d.least(doors...)
}

// counts is true for a report that is for everybody, or for the caller.
func (ask *question) counts(d dialect) string {
	if ask.population == nil {
		return "report_for = -1"
	}
	list := []string{"-1"}
	for _, i := range ask.population.wider {
		list = append(list, d.param(int64(i)))
	}
	return "report_for in (" + strings.Join(list, ", ") + ")"
}

func (ask *question) confidence(d dialect) string {
	now := d.param(float64(ask.query.At.Unix()))
	return fmt.Sprintf("pow(%s, -%s / half_life)", d.number(2), d.most(d.number(0), "("+now+" - reported)"))
}

// mean is the weighted mean of the factors in play, in the order of the table.
func (ask *question) mean(d dialect) string {
	var sum []string
	total := 0.0
	add := func(weight float64, value string) {
		total += weight
		sum = append(sum, fmt.Sprintf("%s * (%s)", d.number(weight), value))
	}
	add(weights.Need, ask.needFactor(d))
	if len(ask.languages) > 0 {
		add(weights.Language, ask.languageFactor(d))
	}
	if ask.population != nil {
		add(weights.Population, ask.populationFactor(d))
	}
	if ask.rooms {
		add(weights.Capacity, ask.capacityFactor(d))
	}
	if ask.urgent {
		o := weights.Opening
		add(weights.Open, fmt.Sprintf("case when always then %s when not hours_known then %s when %s = 1 then %s else %s end",
			d.number(o.Yes), d.number(o.Unknown), d.open(ask.minutes), d.number(o.Yes), d.number(o.No)))
	}
	if len(ask.barriers)+len(ask.access) > 0 {
		add(weights.Access, ask.accessFactor(d))
	}
	s := weights.Specialization
	add(weights.Specialized, fmt.Sprintf("case special when 1 then %s when 2 then %s else %s end", d.number(s.Yes), d.number(s.No), d.number(s.Unknown)))
	days := d.most("0", "("+d.param(int64(dayNumber(ask.today)))+" - verified)")
	add(weights.Verified, fmt.Sprintf("case when verified is null then %s else %s end", d.number(weights.NeverVerified),
		d.most(d.number(weights.NeverVerified), fmt.Sprintf("pow(%s, -%s / %s)", d.number(2), days, d.number(weights.VerifiedHalfLife.Hours()/24)))))
	return fmt.Sprintf("(%s) / %s", strings.Join(sum, "\n + "), d.number(total))
}

func (ask *question) needFactor(d dialect) string {
	if len(ask.needs) == 1 {
		return d.number(1) // the criterion has seen to it
	}
	var served []string
	for _, need := range ask.needs {
		served = append(served, fmt.Sprintf("case when %s then %s else %s end", d.meets("needs", []int{need}), d.number(1), d.number(0)))
	}
	return fmt.Sprintf("(%s) / %s", strings.Join(served, " + "), d.number(float64(len(ask.needs))))
}

func (ask *question) languageFactor(d dialect) string {
	var each []string
	for _, l := range ask.languages {
		value := func(v float64) string { return d.number(v * l.share) }
		any := fmt.Sprintf("when interpreters = 1 then %s ", value(weights.AnyInterpreter))
		if l.sign {
			any = ""
		}
		each = append(each, fmt.Sprintf("case when %s then %s when %s then %s %swhen interpreters = 2 and lists then %s else %s end",
			d.meets("staff", l.below), value(weights.StaffSpeaks), d.meets("interpreter", l.below), value(weights.Interpreter),
			any, value(weights.LanguageNone), value(weights.LanguageUnknown)))
	}
	if len(each) == 1 {
		return each[0]
	}
	return d.most(each...)
}

func (ask *question) populationFactor(d dialect) string {
	p := ask.population
	return fmt.Sprintf("case when %s then %s when %s then %s when %s or %s then %s when %s then %s when %s or %s then %s else %s end",
		d.meets("made", p.above), d.number(weights.MadeFor), d.meets("welcomes", p.above), d.number(weights.Welcomes),
		d.meets("made", p.below), d.meets("welcomes", p.below), d.number(weights.MadeForSome), d.empty("made"), d.number(weights.General),
		d.meets("made", ask.member), d.meets("welcomes", ask.member), d.number(weights.General), d.number(weights.MadeForOthers))
}

func (ask *question) capacityFactor(d dialect) string {
	unknown := d.number(weights.RoomUnknown)
	c := ask.confidence(d)
	return fmt.Sprintf("case when report_value is null or not (%s) then %s else report_value * %s + %s * (%s - %s) end",
		ask.counts(d), unknown, c, unknown, d.number(1), c)
}

func (ask *question) accessFactor(d dialect) string {
	var each []string
	value := func(kind string, i int) {
		bit := d.param(int64(1) << i)
		a := weights.Accessible
		each = append(each, fmt.Sprintf("case when (%s_yes & %s) <> 0 then %s when (%s_no & %s) <> 0 then %s else %s end",
			kind, bit, d.number(a.Yes), kind, bit, d.number(a.No), d.number(a.Unknown)))
	}
	for _, i := range ask.barriers {
		value("barrier", i)
	}
	for _, i := range ask.access {
		value("access", i)
	}
	return fmt.Sprintf("(%s) / %s", strings.Join(each, " + "), d.number(float64(len(each))))
}

// reportValue is the value of a report of capacity before it ages, and its
// half-life in seconds; ok is false for one that says nothing.
func reportValue(c *data.Capacity, w ranking.Weights) (value, halfLife float64, ok bool) {
	values := map[data.CapacityStatus]float64{
		data.HasCapacity: w.Room, data.AssessmentRequired: w.Assessment, data.Waitlist: w.Waiting, data.NoCapacity: w.NoRoom,
	}
	value, ok = values[c.Status]
	switch c.Unit {
	case "bed":
		halfLife = w.BedHalfLife.Seconds()
	case "room":
		halfLife = w.RoomHalfLife.Seconds()
	case "family-room":
		halfLife = w.FamilyRoomHalfLife.Seconds()
	case "appointment":
		halfLife = w.AppointmentHalfLife.Seconds()
	default:
		halfLife = w.OtherHalfLife.Seconds()
	}
	return value, halfLife, ok
}
