package ranking

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// The twin answers queries a second time, as docs/matching.md tells it: from
// the listings themselves, term by term, with its own numbers and its own
// geometry. It shares no code with the engine but the term tables and hours.
type twin struct {
	terms *data.Terms
	q     Query
}

type twinMatch struct {
	id       data.ID
	score    float64
	distance float64 // NaN when there is none
	relaxed  []string
	level    int
	factors  map[string]float64
}

func (t twin) covers(kind data.TermKind, wanted string, offered []string) bool {
	return slices.ContainsFunc(offered, func(o string) bool { return t.terms.Covers(kind, wanted, o) })
}

func distance(a, b geo.Point) float64 {
	vector := func(p geo.Point) [3]float64 {
		lat, lng := p.Lat*math.Pi/180, p.Lng*math.Pi/180
		return [3]float64{math.Cos(lat) * math.Cos(lng), math.Cos(lat) * math.Sin(lng), math.Sin(lat)}
	}
	u, v := vector(a), vector(b)
	chord := math.Sqrt((u[0]-v[0])*(u[0]-v[0]) + (u[1]-v[1])*(u[1]-v[1]) + (u[2]-v[2])*(u[2]-v[2]))
	return 2 * 6371008.7714 * math.Asin(chord/2)
}

func (t twin) gender() data.Gender {
	if t.q.Gender != "" {
		return t.q.Gender
	}
	said := map[data.Gender]bool{}
	for _, p := range t.q.Populations {
		term, _ := t.terms.Get(data.TermPopulation, p)
		if term.Gender != "" {
			said[term.Gender] = true
		}
	}
	for g := range said {
		if len(said) == 1 {
			return g
		}
	}
	return ""
}

// years gives every half year of a life, as far as the query leaves it open;
// nil when nothing is known. Ages in the tests are halves or wholes.
func (t twin) years() []float64 {
	if t.q.Age != nil {
		if *t.q.Age == math.Floor(*t.q.Age) {
			return []float64{*t.q.Age, *t.q.Age + 0.5}
		}
		return []float64{*t.q.Age}
	}
	var possible []float64
	known := false
	for y := 0.0; y < 130; y += 0.5 {
		all := true
		for _, p := range t.q.Populations {
			term, _ := t.terms.Get(data.TermPopulation, p)
			known = known || term.Ages.Stated
			all = all && (!term.Ages.Stated || takes(term.Ages, y))
		}
		if all {
			possible = append(possible, y)
		}
	}
	if !known {
		return nil
	}
	return possible
}

func takes(r data.AgeRange, year float64) bool {
	if r.Max == math.Floor(r.Max) {
		year = min(year, max(math.Floor(year), r.Min)) // until the next birthday
	}
	return year >= r.Min && (r.Max == 0 || year <= r.Max)
}

func (t twin) ages(r data.AgeRange) data.Verdict {
	years := t.years()
	if len(years) == 0 {
		return ""
	}
	if !r.Stated {
		return data.Unsure
	}
	in := 0
	for _, y := range years {
		if takes(r, y) {
			in++
		}
	}
	switch in {
	case 0:
		return data.Fails
	case len(years):
		return data.Meets
	}
	return data.Unsure
}

func (t twin) belongs(population string) data.Verdict {
	if t.covers(data.TermPopulation, population, t.q.Populations) {
		return data.Meets
	}
	if t.alone(population) {
		return data.Meets
	}
	term, _ := t.terms.Get(data.TermPopulation, population)
	ages := data.Verdict("")
	if term.Ages.Stated {
		ages = t.ages(term.Ages)
	}
	return t.contradicted(term, t.gender(), ages)
}

// alone tells whether gender and age alone make the caller one of a population.
func (t twin) alone(population string) bool {
	term, _ := t.terms.Get(data.TermPopulation, population)
	pure := []string{"women-and-girls", "girls", "men-and-boys", "boys", "non-binary", "minors", "children", "teens",
		"youth-16-17", "adults", "youth-18-24", "youth-18-29", "women", "men"}
	if !slices.Contains(pure, population) || term.Gender != "" && term.Gender != t.gender() {
		return false
	}
	switch {
	case term.Ages.Stated:
		return t.ages(term.Ages) == data.Meets
	case population == "women" || population == "men":
		of18 := t.ages(data.AgeRange{Stated: true, Min: 18})
		return of18 == data.Meets || of18 == ""
	}
	return true
}

func (t twin) contradicted(term data.Term, gender data.Gender, ages data.Verdict) data.Verdict {
	if ages == data.Fails && term.Ages.Stated {
		return data.Fails
	}
	if gender != "" && gender != data.NonBinary && term.Gender != "" && term.Gender != gender {
		return data.Fails
	}
	for _, said := range t.q.Populations {
		if t.terms.Disjoint(term.ID, said) {
			return data.Fails
		}
	}
	return data.Unsure
}

func answerOf(all []data.Condition, id string) data.Tri {
	answer := data.Unknown
	for _, c := range all {
		if c.Term == id {
			answer = c.Answer
		}
	}
	return answer
}

var asVerdict = map[data.Tri]data.Verdict{data.Yes: data.Meets, data.No: data.Fails, data.Unknown: data.Unsure}

// any is the verdict over alternatives.
func anyOf(all []data.Verdict) data.Verdict {
	switch {
	case len(all) == 0:
		return ""
	case slices.Contains(all, data.Meets):
		return data.Meets
	case slices.Contains(all, data.Unsure):
		return data.Unsure
	}
	return data.Fails
}

// facts are what both audiences' listings share.
type facts struct {
	data.Listing[data.Staff]
	staff bool
}

func (t twin) verdicts(l *facts) map[string]data.Verdict {
	q := t.q
	v := map[string]data.Verdict{}
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = []data.ProviderKind{data.Direct}
	}
	v["provider_kind"] = asVerdict[data.TriOf(slices.Contains(kinds, l.Kind))]
	v["status"] = asVerdict[data.TriOf(l.Status == "" || l.Status == data.Active)]
	if len(q.Needs) > 0 {
		served := slices.ContainsFunc(q.Needs, func(n string) bool { return t.covers(data.TermNeed, n, l.Needs) })
		v["need"] = asVerdict[data.TriOf(served)]
	}
	v["intake"] = t.intake(l)
	v["age"] = t.ages(l.Eligibility.Ages)
	if g := t.gender(); g != "" {
		v["gender"] = data.Unsure
		if len(l.Eligibility.Genders) > 0 {
			v["gender"] = asVerdict[data.TriOf(slices.Contains(l.Eligibility.Genders, g))]
		}
	}
	var exclusive []data.Verdict
	for _, p := range l.Eligibility.Exclusive {
		exclusive = append(exclusive, t.belongs(p))
	}
	v["exclusive_population"] = anyOf(exclusive)
	for _, b := range q.Barriers {
		v["barrier:"+b] = asVerdict[answerOf(l.Barriers, b)]
	}
	t.placeVerdicts(l, v)
	if q.OpenNow {
		v["open_now"] = map[hours.State]data.Verdict{hours.Open: data.Meets, hours.Closed: data.Fails}[open(l, q.At)]
		if v["open_now"] == "" {
			v["open_now"] = data.Unsure
		}
	}
	if q.Units > 0 && l.staff {
		v["units"] = t.units(l)
	}
	return v
}

func (t twin) intakeState(l *facts) data.IntakeState {
	zone := time.UTC
	if l.Hours.Zone != "" {
		zone, _ = geo.Zone(l.Hours.Zone)
	}
	state := l.Intake.State
	if !l.Intake.Until.IsZero() && t.q.At.In(zone).Format(time.DateOnly) > l.Intake.Until.String() {
		state = ""
	}
	return state
}

func (t twin) intake(l *facts) data.Verdict {
	switch state := t.intakeState(l); {
	case state == data.IntakeAccepting || state == data.IntakeCrisisOnly && t.q.Urgency == Now:
		return data.Meets
	case state == data.IntakeNotAccepting:
		return data.Fails
	}
	return data.Unsure
}

func open(l *facts, at time.Time) hours.State {
	if l.Hours.Always {
		return hours.Open
	}
	if l.Hours.Zone == "" {
		return hours.Unknown
	}
	zone, _ := geo.Zone(l.Hours.Zone)
	return l.Hours.At(at, zone).State
}

// The units from the one that fits best, as the page lists them.
func (t twin) fit(lodging bool, unit string) int {
	order := [][]string{{"appointment"}}
	if lodging {
		order = [][]string{{"bed", "room"}, {"family-room"}, {}}
		if t.covers(data.TermPopulation, "with-children", t.q.Populations) {
			order = [][]string{{"family-room"}, {"room"}, {"bed"}}
		}
	}
	for i, units := range order {
		if slices.Contains(units, unit) {
			return i
		}
	}
	return len(order)
}

func (t twin) ours(c data.Capacity) bool {
	return c.Population == "" || t.covers(data.TermPopulation, c.Population, t.q.Populations)
}

func (t twin) confidence(c data.Capacity) float64 {
	hours, known := map[string]float64{"bed": 12, "appointment": 7 * 24}[c.Unit]
	if !known {
		hours = 24
	}
	return math.Pow(0.5, max(0, t.q.At.Sub(c.Updated).Hours())/hours)
}

func (t twin) units(l *facts) data.Verdict {
	lodging := t.covers(data.TermNeed, "housing", l.Needs)
	best := 9
	for _, c := range l.Inside.Capacity {
		best = min(best, t.fit(lodging, c.Unit))
	}
	answers := map[string]int{}
	for _, c := range l.Inside.Capacity {
		switch {
		case !t.ours(c) || t.confidence(c) < 0.5-1e-12:
		case c.Status == data.NoCapacity || c.Status == data.Waitlist || c.Status == data.HasCapacity && c.Available != nil && *c.Available < t.q.Units:
			answers["no"]++
		case c.Status == data.HasCapacity && c.Available != nil && t.fit(lodging, c.Unit) == best:
			answers["yes"]++
		}
	}
	switch n := len(l.Inside.Capacity); {
	case answers["yes"] > 0:
		return data.Meets
	case n > 0 && answers["no"] == n:
		return data.Fails
	}
	return data.Unsure
}

func (t twin) placeVerdicts(l *facts, v map[string]data.Verdict) {
	q, o := t.q, t.q.Origin
	hasPlace := l.Place != geo.Area{}
	if q.NoRemote {
		v["no_remote"] = asVerdict[data.TriOf(!l.Remote || hasPlace)]
	}
	if !o.IsZero() {
		var covered []data.Verdict
		for _, a := range l.ServiceAreas {
			covered = append(covered, t.covered(a))
		}
		v["service_area"] = anyOf(covered)
	}
	if q.MaxDistance > 0 {
		d, doubt := t.distance(l)
		switch {
		case l.Remote && (!q.NoRemote || !hasPlace) || d+doubt <= float64(q.MaxDistance):
			v["max_distance"] = data.Meets
		case d-doubt > float64(q.MaxDistance):
			v["max_distance"] = data.Fails
		default:
			v["max_distance"] = data.Unsure
		}
	}
	if len(q.Avoid) > 0 && (hasPlace || !l.Remote) {
		worst := data.Meets
		for _, a := range q.Avoid {
			near := data.Unsure
			switch {
			case a.Kind == geo.AreaProvince && l.Place.Province != "":
				near = asVerdict[data.TriOf(string(l.Place.Province) != a.Code)]
			case a.Kind != geo.AreaProvince && l.Place.Center != geo.Point{}:
				near = asVerdict[data.TriOf(distance(l.Place.Center, a.Center) > float64(l.Place.Radius+a.Radius))]
			}
			if near == data.Fails || worst == data.Meets {
				worst = near
			}
			if worst == data.Fails {
				break
			}
		}
		v["avoid"] = worst
	}
}

func (t twin) covered(a geo.Area) data.Verdict {
	o := t.q.Origin
	switch a.Kind {
	case geo.AreaCountry, geo.AreaProvince:
		if o.Province == "" {
			return data.Unsure
		}
		return asVerdict[data.TriOf(a.Kind == geo.AreaCountry || string(o.Province) == a.Code)]
	case geo.AreaPostal:
		if o.FSA != "" {
			return asVerdict[data.TriOf(o.FSA == a.Code)]
		}
		if distance(o.Point, a.Center) > float64(a.Radius+o.Radius) {
			return data.Fails
		}
		return data.Unsure
	}
	switch d := distance(o.Point, a.Center); {
	case d <= float64(a.Radius-o.Radius):
		return data.Meets
	case d > float64(a.Radius+o.Radius):
		return data.Fails
	}
	return data.Unsure
}

func (t twin) distance(l *facts) (d, doubt float64) {
	if t.q.Origin.IsZero() || l.Place.Center.IsZero() {
		return math.NaN(), math.NaN()
	}
	return distance(t.q.Origin.Point, l.Place.Center), float64(t.q.Origin.Radius + l.Place.Radius)
}

func (t twin) proximity(l *facts) float64 {
	if t.q.Origin.IsZero() {
		if l.Remote && (!t.q.NoRemote || l.Place == geo.Area{}) {
			return 1
		}
		return 0.5
	}
	d, _ := t.distance(l)
	if math.IsNaN(d) {
		return 0.35
	}
	h := t.usualHalf()
	if t.q.OutOfRegion {
		h = max(h, 150_000)
	}
	p := h / (h + d)
	elsewhere := l.Place.Province != "" && t.q.Origin.Province != "" && l.Place.Province != t.q.Origin.Province
	if l.Place.Radius > 100_000 && d <= float64(l.Place.Radius) && !elsewhere {
		p = max(p, 0.2)
	}
	if l.Remote && !t.q.NoRemote {
		p = max(p, 0.35)
	}
	return p
}

func (t twin) usualHalf() float64 {
	if t.q.HalfDistance == 0 {
		return 40_000
	}
	return float64(t.q.HalfDistance)
}

func (t twin) region(l *facts) float64 {
	own := max(50_000, t.usualHalf())
	switch d, doubt := t.distance(l); {
	case d-doubt > own:
		return 1
	case d+doubt <= own:
		return 0
	}
	return 0.5
}

func (t twin) factors(l *facts) (values, weights map[string]float64) {
	q := t.q
	values, weights = map[string]float64{}, map[string]float64{}
	put := func(name string, weight, value float64) { values[name], weights[name] = value, weight }
	if n := len(q.Needs); n > 0 {
		served := 0.0
		for _, need := range q.Needs {
			if t.covers(data.TermNeed, need, l.Needs) {
				served++
			}
		}
		put("need", 0.25, served/float64(n))
	}
	if len(q.Languages) > 0 {
		best := 0.0
		for i, code := range q.Languages {
			best = max(best, math.Pow(0.8, float64(i))*t.language(l, code))
		}
		put("language", 0.25, best)
	}
	if n := len(q.Populations); n > 0 {
		sum := 0.0
		for _, p := range q.Populations {
			sum += t.population(l, p)
		}
		put("population", 0.15, sum/float64(n))
	}
	if l.staff && (q.Urgency == Now || q.Urgency == Soon || q.Units > 0) {
		put("capacity", 0.20, t.capacity(l))
	}
	if q.Urgency == Now || q.OpenNow {
		put("open", 0.10, map[hours.State]float64{hours.Open: 1, hours.Unknown: 0.4}[open(l, q.At)])
	}
	if n := len(q.Barriers) + len(q.Accessibility); n > 0 {
		sum := 0.0
		known := map[data.Tri]float64{data.Yes: 1, data.Unknown: 0.5}
		for _, b := range q.Barriers {
			sum += known[answerOf(l.Barriers, b)]
		}
		for _, a := range q.Accessibility {
			sum += known[answerOf(l.Accessibility, a)]
		}
		put("access", 0.15, sum/float64(n))
	}
	if q.OutOfRegion {
		put("region", 1, t.region(l))
	}
	put("specialized", 0.10, map[data.Tri]float64{data.Yes: 1, data.Unknown: 0.5, data.No: 0.3}[l.Specialized])
	verified := 0.2
	if !l.Verified.IsZero() {
		day := time.Date(l.Verified.Year, l.Verified.Month, l.Verified.Day, 0, 0, 0, 0, time.UTC)
		days := math.Floor(q.At.Sub(day).Hours() / 24)
		verified = max(0.2, math.Pow(0.5, max(0, days)/365))
	}
	put("verification", 0.05, verified)
	if words := index.WordsOf(q.Text); len(words) > 0 {
		sum := 0.0
		for _, w := range words {
			sum += t.word(l, w)
		}
		put("text", 1, sum/float64(len(words)))
	}
	return values, weights
}

func (t twin) language(l *facts, code string) float64 {
	modes := map[data.LanguageMode]bool{}
	for _, o := range l.Languages {
		if t.terms.Covers(data.TermLanguage, code, o.Code) {
			modes[o.Mode] = true
		}
	}
	term, _ := t.terms.Get(data.TermLanguage, code)
	switch {
	case modes[data.ByStaff]:
		return 1
	case modes[data.ByInterpreter]:
		return 0.7
	case l.Interpretation == data.Yes && !term.Sign:
		return 0.6
	case l.Interpretation == data.No && len(l.Languages) > 0:
		return 0
	}
	return 0.3
}

func (t twin) population(l *facts, p string) float64 {
	var made, welcome []string
	made = append(made, l.Eligibility.Exclusive...)
	for _, s := range l.Populations {
		if s.Level == data.MadeFor {
			made = append(made, s.Term)
		} else {
			welcome = append(welcome, s.Term)
		}
	}
	said, _ := t.terms.Get(data.TermPopulation, p)
	widerThan := func(all []string) bool {
		return slices.ContainsFunc(all, func(s string) bool {
			term, _ := t.terms.Get(data.TermPopulation, s)
			byIt := said.Ages.Stated
			if term.Gender != "" {
				byIt = term.Gender == said.Gender
			}
			return t.terms.Covers(data.TermPopulation, s, p) || byIt && t.alone(s)
		})
	}
	switch {
	case widerThan(made):
		return 1
	case widerThan(welcome):
		return 0.8
	case t.covers(data.TermPopulation, p, append(made, welcome...)):
		return 0.6
	case len(made) == 0:
		return 0.5
	case slices.ContainsFunc(append(made, welcome...), func(s string) bool { return t.belongs(s) == data.Meets }):
		return 0.5
	}
	return 0.3
}

func (t twin) capacity(l *facts) float64 {
	lodging := t.lodging(l)
	statuses := map[data.CapacityStatus]float64{data.HasCapacity: 1, data.AssessmentRequired: 0.6, data.Waitlist: 0.2, data.NoCapacity: 0}
	// By fit: the best value of all reports, and of those that tell something still.
	values, telling := map[int]float64{}, map[int]float64{}
	for _, c := range l.Inside.Capacity {
		if !t.ours(c) {
			continue
		}
		fit := t.fit(lodging, c.Unit)
		value := 0.4
		if status, known := statuses[c.Status]; known {
			value = 0.4 + t.confidence(c)*(status-0.4)
			if t.confidence(c) >= 0.0625-1e-12 {
				telling[fit] = max(telling[fit], value)
			}
		}
		values[fit] = max(values[fit], value)
	}
	for _, some := range []map[int]float64{telling, values} {
		for fit := range 9 {
			if value, ok := some[fit]; ok {
				return value
			}
		}
	}
	return 0.4
}

// admission is the least of three.
func (t twin) admission(l *facts) float64 {
	verdicts := t.verdicts(l)
	belonging := map[data.Verdict]float64{"": 1, data.Meets: 1, data.Unsure: 0.2, data.Fails: 0}[verdicts["exclusive_population"]]
	intake := map[data.Verdict]float64{data.Meets: 1, data.Unsure: 0.6, data.Fails: 0}[verdicts["intake"]]
	if t.intakeState(l) == data.IntakeCrisisOnly && t.q.Urgency != Now {
		intake = 0.3
	}
	room := 1.0
	if l.staff && t.q.Urgency == Now && t.full(l) {
		room = 0.2
	}
	return min(belonging, intake, room)
}

// full tells whether every report says so, of those in the first unit of which
// something is known; or in the first of all.
func (t twin) full(l *facts) bool {
	lodging := t.lodging(l)
	for _, onlyTelling := range []bool{true, false} {
		for fit := range 9 {
			ours, none, tells := 0, 0, false
			for _, c := range l.Inside.Capacity {
				if !t.ours(c) || t.fit(lodging, c.Unit) != fit {
					continue
				}
				ours++
				tells = tells || c.Status != "" && c.Status != data.CapacityUnknown && t.confidence(c) >= 0.0625-1e-12
				if c.Status == data.NoCapacity && t.confidence(c) >= 0.5-1e-12 {
					none++
				}
			}
			if ours > 0 && (tells || !onlyTelling) {
				return none == ours
			}
		}
	}
	return false
}

func (t twin) lodging(l *facts) bool {
	return t.covers(data.TermNeed, "housing", l.Needs) &&
		(len(t.q.Needs) == 0 || slices.ContainsFunc(t.q.Needs, func(n string) bool { return t.terms.Covers(data.TermNeed, "housing", n) }))
}

func (t twin) word(l *facts, word string) float64 {
	best := 0.0
	try := func(value float64, lang bilingual.Lang, texts ...string) {
		for _, have := range index.WordsOf(strings.Join(texts, " ")) {
			switch {
			case index.Stem(lang, have) == index.Stem(lang, word):
				best = max(best, value)
			case len([]rune(word)) >= 4 && strings.HasPrefix(have, word):
				best = max(best, value*0.8)
			case slip(have, word):
				best = max(best, value*0.6)
			}
		}
	}
	both := func(value float64, text data.Text) {
		try(value, bilingual.En, text.En)
		try(value, bilingual.Fr, text.Fr)
	}
	both(1, l.Organization.Name)
	both(1, l.Service.Name)
	labels := func(kind data.TermKind, id string) {
		term, _ := t.terms.Get(kind, id)
		both(0.8, term.Name)
		both(0.8, term.Plain)
		try(0.8, bilingual.En, append([]string{term.Autonym}, term.SynonymsEn...)...)
		try(0.8, bilingual.Fr, term.SynonymsFr...)
	}
	for _, n := range l.Needs {
		labels(data.TermNeed, n)
	}
	for _, p := range l.Populations {
		labels(data.TermPopulation, p.Term)
	}
	for _, o := range l.Languages {
		labels(data.TermLanguage, o.Code)
	}
	both(0.5, l.Description)
	return best
}

// slip tries every word that one slip makes of a.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < 5 || len(y) < 5 || x[0] != y[0] || strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	for i := 1; i <= len(x); i++ {
		front, behind := x[:i], x[i:]
		for _, letter := range y {
			if slices.Equal(slices.Concat(front, []rune{letter}, behind), y) {
				return true // one more
			}
			if len(behind) > 0 && slices.Equal(slices.Concat(front, []rune{letter}, behind[1:]), y) {
				return true // another
			}
		}
		if len(behind) > 0 && slices.Equal(slices.Concat(front, behind[1:]), y) {
			return true // one less
		}
		if len(behind) > 1 && slices.Equal(slices.Concat(front, []rune{behind[1], behind[0]}, behind[2:]), y) {
			return true // two exchanged
		}
	}
	return false
}

// answer finds everything that a search may show, best first.
func (t twin) answer(all []facts) (found []twinMatch, misses []string, removed int) {
	order := []string{"max_distance", "open_now", "units", "no_remote"}
	mendable := []string{"intake", "age", "gender", "exclusive_population", "service_area"}
	for i := range all {
		l := &all[i]
		var failed []string
		for criterion, verdict := range t.verdicts(l) {
			if verdict == data.Fails {
				failed = append(failed, criterion)
			}
		}
		m := t.match(l)
		for level, wish := range order {
			if slices.Contains(failed, wish) {
				m.level, m.relaxed = level+1, append(m.relaxed, wish)
			}
		}
		switch {
		case len(failed) == len(m.relaxed):
			found = append(found, m)
		case len(failed) != 1:
		case failed[0] == "avoid":
			removed++
		case slices.Contains(mendable, failed[0]) || strings.HasPrefix(failed[0], "barrier:"):
			misses = append(misses, string(l.ID)+" "+failed[0])
		}
	}
	enough, level := min(3, t.q.K), 0
	passing := func(level int) (n int) {
		for _, m := range found {
			if m.level <= level {
				n++
			}
		}
		return n
	}
	for level < 4 && passing(level) < enough {
		level++
	}
	if passing(0) >= enough {
		misses = nil
	}
	found = slices.DeleteFunc(found, func(m twinMatch) bool { return m.level > level })
	return found, misses, removed
}

func (t twin) match(l *facts) twinMatch {
	values, weights := t.factors(l)
	sum, weight := 0.0, 0.0
	for name := range values {
		sum += values[name] * weights[name]
		weight += weights[name]
	}
	d, _ := t.distance(l)
	return twinMatch{id: l.ID, score: t.proximity(l) * t.admission(l) * sum / weight, distance: d, factors: values}
}

// factsOf reads a listing through its JSON, so that both audiences' come out as
// one type.
func factsOf[A data.Audience](tb *rapid.T, listings []data.Listing[A]) []facts {
	all := make([]facts, len(listings))
	for i := range listings {
		b, err := json.Marshal(listings[i])
		if err != nil {
			tb.Fatal(err)
		}
		if err := json.Unmarshal(b, &all[i].Listing); err != nil {
			tb.Fatal(err)
		}
		_, all[i].staff = listings[i].StaffPart()
	}
	return all
}

func TestTheTwinFindsTheSameAtTheSameScores(t *testing.T) {
	t.Run("staff", func(t *testing.T) { rapid.Check(t, compareWithTwin[data.Staff]) })
	t.Run("public", func(t *testing.T) { rapid.Check(t, compareWithTwin[data.Public]) })
}

func compareWithTwin[A data.Audience](rt *rapid.T) {
	vocabulary, err := loadTerms()
	if err != nil {
		rt.Fatal(err)
	}
	seed := rapid.Uint64().Draw(rt, "seed")
	w := &world{randOf(seed), vocabulary}
	listings := listingsOf[A](w, 1+w.IntN(60))
	snapshot, plain := index.Build(listings, vocabulary, 1), factsOf(rt, listings)
	for range 4 {
		compareQuery(rt, snapshot, plain, w.query())
	}
}

func compareQuery[A data.Audience](rt *rapid.T, s *index.Snapshot[A], plain []facts, q Query) {
	got, err := Search(s, q)
	if err != nil {
		rt.Fatal(err)
	}
	t := twin{s.Terms(), q}
	want, misses, removed := t.answer(plain)
	if got.Total != len(want) || got.Removed != removed {
		rt.Fatalf("got %d found and %d removed, want %d and %d", got.Total, got.Removed, len(want), removed)
	}
	if len(got.Matches) != min(q.K, len(want)) {
		rt.Fatalf("got %d matches of %d for k = %d", len(got.Matches), len(want), q.K)
	}
	compareMatches(rt, got, want)
	for _, m := range got.Matches {
		i := slices.IndexFunc(plain, func(l facts) bool { return l.ID == m.Listing.ID })
		compareVerdicts(rt, m.Say().Verdicts, t.verdicts(&plain[i]))
	}
	for _, m := range got.NearMisses {
		if !slices.Contains(misses, string(m.Listing.ID)+" "+m.Criterion) {
			rt.Fatalf("%s is a near miss by %s, the twin has %v", m.Listing.ID, m.Criterion, misses)
		}
	}
	if len(got.NearMisses) != min(3, len(misses)) {
		rt.Fatalf("got %d near misses of %d", len(got.NearMisses), len(misses))
	}
	for i := range plain[:min(1, len(plain))] {
		e, err := Explain(s, q, plain[i].ID)
		if err != nil {
			rt.Fatal(err)
		}
		compareExclusions(rt, e.Exclusions, t.verdicts(&plain[i]))
	}
}

func compareExclusions(rt *rapid.T, got []Exclusion, want map[string]data.Verdict) {
	failed := 0
	for _, verdict := range want {
		if verdict == data.Fails {
			failed++
		}
	}
	for _, e := range got {
		if want[e.Criterion] != data.Fails || e.Wish != slices.Contains(Wishes(), e.Criterion) {
			rt.Fatalf("excluded by %s (wish %v), the twin has %q", e.Criterion, e.Wish, want[e.Criterion])
		}
	}
	if len(got) != failed {
		rt.Fatalf("excluded by %v, the twin has %d failures", got, failed)
	}
}

// compareVerdicts holds what an answer shows against all that the twin thinks:
// every unknown with a question, every failure, and no other verdict than its.
func compareVerdicts(rt *rapid.T, got []VerdictOn, want map[string]data.Verdict) {
	shown := map[string]bool{}
	for _, v := range got {
		shown[v.Criterion] = true
		if strings.HasPrefix(v.Criterion, "accessibility:") {
			continue
		}
		if v.Verdict != want[v.Criterion] || (v.Verdict == data.Unsure) == v.Ask.IsZero() {
			rt.Fatalf("%s: got %q (asks %q), the twin has %q", v.Criterion, v.Verdict, v.Ask.En, want[v.Criterion])
		}
	}
	for criterion, verdict := range want {
		if !shown[criterion] && (verdict == data.Unsure || verdict == data.Fails) {
			rt.Fatalf("%s: %q is not shown", criterion, verdict)
		}
	}
}

// compareMatches holds every match against the twin's, and the order against
// the twin's scores: two scores that are as good as equal may stand either way.
func compareMatches[A data.Audience](rt *rapid.T, got Answer[A], want []twinMatch) {
	shown := map[data.ID]bool{}
	var last *twinMatch
	for _, m := range got.Matches {
		i := slices.IndexFunc(want, func(w twinMatch) bool { return w.id == m.Listing.ID })
		if i < 0 {
			rt.Fatalf("%s is not the twin's", m.Listing.ID)
		}
		w := &want[i]
		shown[w.id] = true
		if math.Abs(m.Score-w.score) > 1e-9 || !slices.Equal(m.Relaxed, w.relaxed) {
			rt.Fatalf("%s: score %v relaxed %v, the twin has %v %v\n%v\n%v", m.Listing.ID, m.Score, m.Relaxed, w.score, w.relaxed, m.Say().Factors, w.factors)
		}
		if m.Placed == math.IsNaN(w.distance) || m.Placed && math.Abs(float64(m.Distance)-w.distance) > 1e-3 {
			rt.Fatalf("%s: distance %v, the twin has %v", m.Listing.ID, m.Distance, w.distance)
		}
		if last != nil && (w.level < last.level || w.level == last.level && w.score > last.score+1e-12) {
			rt.Fatalf("%s stands after %s", w.id, last.id)
		}
		last = w
	}
	for i := range want {
		w := &want[i]
		if !shown[w.id] && last != nil && (w.level < last.level || w.level == last.level && w.score > last.score+1e-12) {
			rt.Fatalf("%s is missing: %v is better than %v", w.id, w.score, last.score)
		}
	}
}

func TestTheScoreIsTheOneThatTheJSONShows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		vocabulary, _ := loadTerms()
		w := &world{randOf(rapid.Uint64().Draw(rt, "seed")), vocabulary}
		a, err := Search(index.Build(listingsOf[data.Staff](w, 40), vocabulary, 1), w.query())
		if err != nil {
			rt.Fatal(err)
		}
		printed, err := json.Marshal(StaffAnswer(a, bilingual.Fr, 0))
		if err != nil {
			rt.Fatal(err)
		}
		var read struct {
			Matches []struct {
				Score     float64
				Distance  *float64 `json:"distance_m"`
				Proximity struct {
					Value float64
					Code  string
					Half  float64 `json:"half_distance_m"`
				}
				Factors []struct {
					Factor        string
					Value, Weight float64
				}
			}
		}
		if err := json.Unmarshal(printed, &read); err != nil {
			rt.Fatal(err)
		}
		for _, m := range read.Matches {
			sum, weight := 0.0, 0.0
			if m.Factors[0].Factor != "admission" || m.Factors[0].Weight != 0 {
				rt.Fatalf("the first factor is %v", m.Factors[0])
			}
			for _, f := range m.Factors {
				sum += f.Value * f.Weight
				weight += f.Weight
			}
			if got, want := m.Score, m.Proximity.Value*m.Factors[0].Value*sum/weight; math.Abs(got-want) > 1e-12 {
				rt.Fatalf("got score %v, recomputed %v", got, want)
			}
			if m.Proximity.Code == proximityNear || m.Proximity.Code == proximityAbout {
				if got, want := m.Proximity.Value, m.Proximity.Half/(m.Proximity.Half+*m.Distance); math.Abs(got-want) > 1e-12 {
					rt.Fatalf("got proximity %v, recomputed %v", got, want)
				}
			}
		}
	})
}
