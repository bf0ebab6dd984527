package index

import (
	"encoding/binary"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Part is one of the parts that a listing's facts are made of.
type Part uint8

// The parts that are kept once for all listings that are alike in them. After
// Parts come those that each listing has for itself.
const (
	StandingPart Part = iota
	OfferPart
	ServedPart
	AdmissionPart
	TonguesPart
	ConditionsPart
	MomentPart
	ReachPart
	CheckedPart
	TakingPart
	Parts // how many are shared

	WherePart
	LivePart
	WordsPart
)

// parts holds every distinct part once. Snapshots that follow one another share
// it: it only ever grows, so that what a class was stays what it is.
type parts struct {
	growing    sync.Mutex // held while listings are drawn
	vocabulary *Vocabulary
	zones      zones
	sets       map[string]*TermSet // each distinct set once; nil between drawings
	key        key                 // room to write keys in

	standing   table[Standing]
	offer      table[Offer]
	served     table[Served]
	admission  table[Admission]
	tongues    table[Tongues]
	conditions table[Conditions]
	moment     table[Moment]
	reach      table[Reach]
	checked    table[Checked]
	taking     table[Taking]
}

// newParts says of every part how its key is written, and what is to be made ready
// in one that is kept.
func newParts(v *Vocabulary) *parts {
	p := &parts{vocabulary: v, zones: zones{}}
	p.standing.write = func(k key, s *Standing) key {
		return append(k.text(string(s.Kind)).text(string(s.Status)), byte(s.Specialized))
	}
	p.offer.write = func(k key, o *Offer) key { return k.set(o.Needs) }
	p.offer.keep = func(o *Offer) { p.share(&o.Needs) }
	p.served.write = func(k key, s *Served) key { return k.set(s.MadeFor).set(s.Welcomes) }
	p.served.keep = func(s *Served) { p.share(&s.MadeFor, &s.Welcomes) }
	p.admission.write = func(k key, a *Admission) key {
		k = k.flag(a.Ages.Stated).float(a.Ages.Min).float(a.Ages.Max).texts(a.Exclusive)
		for _, g := range a.Genders {
			k = k.text(string(g))
		}
		return k
	}
	p.admission.keep = func(a *Admission) {
		a.Only = v.Set(data.TermPopulation, a.Exclusive...)
		a.OnlyKnown = !slices.ContainsFunc(a.Exclusive, func(id string) bool { return v.Ordinal(data.TermPopulation, id) < 0 })
		p.share(&a.Only)
	}
	p.tongues.write = func(k key, t *Tongues) key {
		return append(k.set(t.ByStaff).set(t.ByInterpreter), byte(t.Interpretation))
	}
	p.tongues.keep = func(t *Tongues) { p.share(&t.ByStaff, &t.ByInterpreter) }
	p.conditions.write = func(k key, c *Conditions) key { return k.answers(c.Barriers()).answers(c.Accessibility()) }
	p.moment.write = func(k key, m *Moment) key { return k.calendar(m.Calendar) }
	p.moment.keep = func(m *Moment) { m.Hours, m.Zone = m.Calendar.Compile(), p.zones.of(m.Calendar.Zone) }
	p.reach.write = func(k key, r *Reach) key {
		for i := range r.ServiceAreas {
			k = k.area(&r.ServiceAreas[i])
		}
		return k
	}
	p.checked.write = func(k key, c *Checked) key { return k.date(c.Verified) }
	p.taking.write = func(k key, t *Taking) key { return k.text(string(t.Intake.State)).date(t.Intake.Until) }
	return p
}

// share puts the one set that equals each of these in its place.
func (p *parts) share(sets ...*TermSet) {
	for _, set := range sets {
		*set = *p.one(*set)
	}
}

// one is the one set that equals this.
func (p *parts) one(set TermSet) *TermSet {
	if p.sets == nil {
		p.sets = map[string]*TermSet{}
	}
	p.key = p.key[:0].set(set)
	one, ok := p.sets[string(p.key)]
	if !ok {
		copied := slices.Clip(slices.Clone(set))
		one = &copied
		p.sets[string(p.key)] = one
	}
	return one
}

// rest lets go of what only drawing needs. It is made again when there is more to
// draw.
func (p *parts) rest() {
	p.sets = nil
	p.standing.rest()
	p.offer.rest()
	p.served.rest()
	p.admission.rest()
	p.tongues.rest()
	p.conditions.rest()
	p.moment.rest()
	p.reach.rest()
	p.checked.rest()
	p.taking.rest()
}

func (t *table[T]) rest() {
	t.classes, t.values = nil, append(make([]T, 0, len(t.values)), t.values...)
}

// shared is the parts as one snapshot sees them: those that were there when it
// was made.
type shared struct {
	standing   []Standing
	offer      []Offer
	served     []Served
	admission  []Admission
	tongues    []Tongues
	conditions []Conditions
	moment     []Moment
	reach      []Reach
	checked    []Checked
	taking     []Taking
}

func (p *parts) shared() shared {
	return shared{
		p.standing.values, p.offer.values, p.served.values, p.admission.values, p.tongues.values,
		p.conditions.values, p.moment.values, p.reach.values, p.checked.values, p.taking.values,
	}
}

// count is how many classes of a part there are.
func (s *shared) count(p Part) int {
	return [Parts]int{
		len(s.standing), len(s.offer), len(s.served), len(s.admission), len(s.tongues),
		len(s.conditions), len(s.moment), len(s.reach), len(s.checked), len(s.taking),
	}[p]
}

// table holds each distinct value of T once, under a number, its class.
type table[T any] struct {
	values  []T
	classes map[string]uint32 // by key; nil between drawings
	write   func(key, *T) key // two values have one key exactly if they are equal
	keep    func(*T)          // makes ready what is new
	room    T                 // for the one whose class is asked for
}

// class gives the number of a value, which it adds if it is new.
func (t *table[T]) class(p *parts, value T) uint32 {
	if t.classes == nil {
		t.index()
	}
	t.room = value
	p.key = t.write(p.key[:0], &t.room)
	if class, ok := t.classes[string(p.key)]; ok {
		return class
	}
	class := uint32(len(t.values))
	t.classes[string(p.key)] = class
	t.values = append(t.values, value)
	if t.keep != nil {
		t.keep(&t.values[class])
	}
	return class
}

// index finds again what is there.
func (t *table[T]) index() {
	t.classes = make(map[string]uint32, len(t.values))
	for class := range t.values {
		t.classes[string(t.write(nil, &t.values[class]))] = uint32(class)
	}
}

// classesOf draws the parts of a listing and gives their classes.
func classesOf[A data.Audience](p *parts, l *data.Listing[A]) [Parts]uint32 {
	v := p.vocabulary
	madeFor, welcomes := populations(v, l.Populations, l.Eligibility.Exclusive)
	byStaff, byInterpreter := languages(v, l.Languages)
	return [Parts]uint32{
		// A comparison with the constant then need not read the letters.
		StandingPart: p.standing.class(p, Standing{
			Kind: oneOf(l.Kind, data.Direct, data.Indirect, data.LawEnforcement), Status: oneOf(l.Status, data.Active, data.Inactive),
			Specialized: l.Specialized,
		}),
		OfferPart:      p.offer.class(p, Offer{v.Set(data.TermNeed, l.Needs...)}),
		ServedPart:     p.served.class(p, Served{madeFor, welcomes}),
		AdmissionPart:  p.admission.class(p, Admission{Exclusive: l.Eligibility.Exclusive, Ages: l.Eligibility.Ages, Genders: l.Eligibility.Genders}),
		TonguesPart:    p.tongues.class(p, Tongues{byStaff, byInterpreter, l.Interpretation}),
		ConditionsPart: p.conditions.class(p, conditionsOf(v, l.Barriers, l.Accessibility)),
		MomentPart:     p.moment.class(p, Moment{Calendar: &l.Hours}),
		ReachPart:      p.reach.class(p, Reach{l.ServiceAreas}),
		CheckedPart:    p.checked.class(p, Checked{l.Verified}),
		TakingPart:     p.taking.class(p, Taking{l.Intake}),
	}
}

// key is a value written so that two are equal exactly if their keys are: every
// list and text stands behind its length.
type key []byte

func (k key) number(n int) key        { return binary.AppendVarint(k, int64(n)) }
func (k key) float(x float64) key     { return binary.LittleEndian.AppendUint64(k, math.Float64bits(x)) }
func (k key) text(s string) key       { return append(k.number(len(s)), s...) }
func (k key) words(t data.Text) key   { return k.text(t.En).text(t.Fr) }
func (k key) date(d hours.Date) key   { return k.number(d.Year).number(int(d.Month)).number(d.Day) }
func (k key) point(p geo.Point) key   { return k.float(p.Lat).float(p.Lng) }
func (k key) clock(c hours.Clock) key { return k.number(int(c)) }

func (k key) flag(b bool) key {
	if b {
		return append(k, 1)
	}
	return append(k, 0)
}

func (k key) texts(all []string) key {
	k = k.number(len(all))
	for _, s := range all {
		k = k.text(s)
	}
	return k
}

func (k key) set(s TermSet) key {
	for len(s) > 0 && s[len(s)-1] == 0 {
		s = s[:len(s)-1]
	}
	k = k.number(len(s))
	for _, word := range s {
		k = binary.LittleEndian.AppendUint64(k, word)
	}
	return k
}

func (k key) answers(a Answers) key {
	return key(binary.LittleEndian.AppendUint64(k, a.first)).set(a.rest)
}

func (k key) area(a *geo.Area) key {
	return k.text(string(a.Kind)).text(a.Code).words(a.Label).text(string(a.Province)).point(a.Center).float(float64(a.Radius))
}

func (k key) calendar(c *hours.Calendar) key {
	k = k.flag(c.Always).text(c.Zone).text(c.Province).text(string(c.OnHoliday)).number(len(c.Schedules))
	for i := range c.Schedules {
		k = k.schedule(&c.Schedules[i])
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		k = k.date(ch.From).date(ch.Through).flag(ch.Closed).clock(ch.OpensAt).clock(ch.ClosesAt).words(ch.Reason)
	}
	return k
}

func (k key) schedule(s *hours.Schedule) key {
	k = k.text(s.ID).text(string(s.Freq)).number(s.Interval).number(len(s.ByDay))
	for _, day := range s.ByDay {
		k = k.number(day.Ordinal).number(int(day.Day))
	}
	k = k.number(len(s.ByMonthDay))
	for _, day := range s.ByMonthDay {
		k = k.number(day)
	}
	return k.date(s.DTStart).date(s.Until).date(s.ValidFrom).date(s.ValidTo).number(s.Count).text(s.Wkst).
		clock(s.OpensAt).clock(s.ClosesAt).flag(s.ByAppointment).text(s.AttendingType).words(s.Description).words(s.Notes)
}

// oneOf gives the very string among usual that s equals, or else s.
func oneOf[S ~string](s S, usual ...S) S {
	if i := slices.Index(usual, s); i >= 0 {
		return usual[i]
	}
	return s
}

func conditionsOf(v *Vocabulary, barriers, accessibility []data.Condition) Conditions {
	a, b := answers(v, data.TermBarrier, barriers), answers(v, data.TermAccessibility, accessibility)
	c := Conditions{barriers: a.first, accessibility: b.first}
	if len(a.rest)+len(b.rest) > 0 {
		c.rest = &[2]TermSet{a.rest, b.rest}
	}
	return c
}

// answers gathers conditions; of two answers to one question the later counts.
func answers(v *Vocabulary, kind data.TermKind, conditions []data.Condition) Answers {
	var a Answers
	for _, c := range conditions {
		if i := v.Ordinal(kind, c.Term); i >= 0 {
			a.give(i, c.Answer)
		}
	}
	return a
}

func populations(v *Vocabulary, served []data.PopulationServed, exclusive []string) (madeFor, welcomes TermSet) {
	madeFor = v.Set(data.TermPopulation, exclusive...)
	for _, p := range served {
		switch i := v.Ordinal(data.TermPopulation, p.Term); {
		case i < 0:
		case p.Level == data.MadeFor:
			madeFor.add(i)
		default:
			welcomes.add(i)
		}
	}
	return madeFor, welcomes
}

func languages(v *Vocabulary, offered []data.LanguageOffered) (byStaff, byInterpreter TermSet) {
	for _, l := range offered {
		switch i := v.Ordinal(data.TermLanguage, l.Code); {
		case i < 0:
		case l.Mode == data.ByStaff:
			byStaff.add(i)
		default:
			byInterpreter.add(i)
		}
	}
	return byStaff, byInterpreter
}

// zones loads each time zone once.
type zones map[string]*time.Location

func (z zones) of(name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, ok := z[name]
	if !ok {
		zone, _ = geo.Zone(name) // a zone that nobody knows leaves the hours unknown
		z[name] = zone
	}
	return zone
}
