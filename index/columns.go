package index

import (
	"maps"
	"math/bits"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// Column is the set of the listings of which one thing holds, by ordinal: one bit
// for each listing where they are many, a sorted list where they are few.
type Column struct {
	words []uint64
	few   []uint32
	size  int
}

// Len is the number of listings in c.
func (c *Column) Len() int { return c.size }

// Words gives 64 listings to a word, the first in the lowest bit; nil where there
// are few, and Few has them. Nobody may change it.
func (c *Column) Words() []uint64 { return c.words }

// Few gives the ordinals in ascending order; nil where Words has them.
func (c *Column) Few() []uint32 { return c.few }

// Has reports whether the listing with ordinal i is in c.
func (c *Column) Has(i int) bool {
	if c.words != nil {
		return c.words[i/Block]>>(i%Block)&1 == 1
	}
	_, ok := slices.BinarySearch(c.few, uint32(i))
	return ok
}

// AddTo adds the listings of c to mask.
func (c *Column) AddTo(mask []uint64) {
	for _, i := range c.few {
		mask[i/Block] |= 1 << (i % Block)
	}
	for i, word := range c.words {
		mask[i] |= word
	}
}

// TakeFrom takes the listings of c out of mask.
func (c *Column) TakeFrom(mask []uint64) {
	for _, i := range c.few {
		mask[i/Block] &^= 1 << (i % Block)
	}
	for i, word := range c.words {
		mask[i] &^= word
	}
}

// Columns is what can be told of all listings at once. Whatever is said here of a
// listing is said in the terms of its Facts.
type Columns struct {
	// Standing is the listings by kind and status. Usual is those that most callers look
	// for: direct providers that are active, or of which no status is said.
	Standing    []Alike
	Usual       Column
	Specialized Column // in trafficking
	// Refuses has those that say which genders they accept, and not this one.
	Refuses map[data.Gender]*Column

	// By the ordinal of the term.
	Needs     []Column // those that offer it or a narrower one
	MadeFor   []Column // designed for it
	ByStaff   []Column // it or a narrower one is spoken by staff
	BarrierNo []Column // the answer to it is no

	// Exclusive is the listings that are only for some populations, by which they are,
	// and ForSome all of them.
	Exclusive []Alike
	ForSome   Column
	// Ages from below and from above: in ascending order every limit that is
	// stated, and for each the listings whose lower limit is at least that, or
	// whose upper limit is at most that. Complete is false if there are too many
	// limits for columns.
	AgesFrom, AgesTo []AgeLimit
	AgesComplete     bool

	// Shut is the listings that take nobody, by the last day on which they do not; no
	// day comes first. Accepting and InCrisis said that they take people, or people in
	// crisis, on some day at least.
	Shut                []ShutUntil
	Accepting, InCrisis Column

	Declared  Column                   // has service areas
	Everybody map[geo.Province]*Column // among them the country or this province
	Beyond    Column                   // among them something else than provinces and the country
	Circles   Column                   // among these one that is not told by a postal code

	Remote    Column                   // helps by phone or online
	PhoneOnly Column                   // helps so, and nothing at all is known of a place
	Unplaced  Column                   // it has no point
	InNation  Column                   // its place is the whole country
	In        map[geo.Province]*Column // the province of its place
}

// Alike is listings that are alike in something: what is said of One of them, an
// ordinal, is said of all. One is -1 in a last column for those that are left when
// there are too many.
type Alike struct {
	One int
	Column
}

// ShutUntil is the listings that take nobody until the end of a day where they are.
type ShutUntil struct {
	Day hours.Date
	Column
}

// AgeLimit is the listings that a limit of ages shuts out with every tighter one.
type AgeLimit struct {
	Years float64
	Column
}

// mostLimits is how many limits of ages have columns.
const mostLimits = 64

// mostAlike is how many columns there are at most of those that are alike in one
// thing. All after them share a column of their own, in which each is asked.
const mostAlike = 256

// Columns gives what can be told of all listings at once.
func (s *Snapshot[A]) Columns() *Columns { return &s.columns }

// Space gives where the listings are.
func (s *Snapshot[A]) Space() *Space { return &s.space }

func (c *contents[A]) newColumns() Columns {
	var k Columns
	v := c.vocabulary
	c.standingColumns(&k)
	needs := v.kinds[data.TermNeed]
	k.Needs = c.byClass(OfferPart, len(needs.terms), func(class int, add func(int)) {
		needs.closed(c.shared.offer[class].Needs).each(add)
	})
	people := len(v.All(data.TermPopulation))
	k.MadeFor = c.byClass(ServedPart, people, func(class int, add func(int)) { c.shared.served[class].MadeFor.each(add) })
	tongues := v.kinds[data.TermLanguage]
	k.ByStaff = c.byClass(TonguesPart, len(tongues.terms), func(class int, add func(int)) {
		tongues.closed(c.shared.tongues[class].ByStaff).each(add)
	})
	k.BarrierNo = c.byClass(ConditionsPart, len(v.All(data.TermBarrier)), func(class int, add func(int)) {
		c.shared.conditions[class].Barriers().each(func(i int, answer data.Tri) {
			if answer == data.No {
				add(i)
			}
		})
	})
	c.ageColumns(&k)
	c.genderColumns(&k)
	c.reachColumns(&k)
	c.placeColumns(&k)
	c.intakeColumns(&k)
	return k
}

// byClass makes so many columns from what the classes of a part say.
func (c *contents[A]) byClass(p Part, count int, in func(class int, add func(int))) []Column {
	return columnsOf(len(c.listings), func(i int) int { return c.classes.of(p, i) }, c.shared.count(p), count, in)
}

// columnsOf makes so many columns for n listings from the class that each has, and
// what is said of each class.
func columnsOf(n int, of func(int) int, classes, count int, in func(class int, add func(int))) []Column {
	columns := make([]Column, count)
	numbers := make([][]uint16, classes)
	for class := range numbers {
		in(class, func(i int) { numbers[class] = append(numbers[class], uint16(i)) })
	}
	for i := range n {
		for _, column := range numbers[of(i)] {
			columns[column].size++
		}
	}
	for i := range columns {
		columns[i].make(n)
	}
	for i := range n {
		for _, column := range numbers[of(i)] {
			columns[column].add(i)
		}
	}
	return columns
}

func (c *contents[A]) one(p Part, in func(class int) bool) Column {
	return c.byClass(p, 1, func(class int, add func(int)) {
		if in(class) {
			add(0)
		}
	})[0]
}

// make finds room for c.size of n listings. A list of them takes less than a bit
// for each listing where they are fewer than one in 32.
func (c *Column) make(n int) {
	if c.size*32 < n {
		c.few = make([]uint32, 0, c.size)
	} else {
		c.words = make([]uint64, (n+Block-1)/Block)
	}
}

// listed makes a column of n listings from those in it, in ascending order.
func listed(in []uint32, n int) Column {
	c := Column{size: len(in)}
	c.make(n)
	for _, i := range in {
		c.add(int(i))
	}
	return c
}

func (c *Column) add(i int) {
	if c.words == nil {
		c.few = append(c.few, uint32(i))
	} else {
		c.words[i/Block] |= 1 << (i % Block)
	}
}

// closed is s with every wider term.
func (k *kindOfTerms) closed(s TermSet) TermSet {
	var all TermSet
	s.each(func(i int) { all = all.Union(k.above[i]) })
	return all
}

func (s TermSet) each(yield func(int)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			yield(i*64 + bits.TrailingZeros64(word))
		}
	}
}

// alike makes one column for each group of listings with one key; those without a
// key are in none.
func alike[K comparable](n int, key func(int) (K, bool)) []Alike {
	numbers, first := map[K]int{}, []int{}
	of := make([]uint16, n)
	for i := range n {
		k, ok := key(i)
		if !ok {
			continue
		}
		number, ok := numbers[k]
		if !ok {
			if first = append(first, i); len(first) > mostAlike {
				first = first[:mostAlike+1]
				first[mostAlike] = -1
			}
			number = len(first)
			numbers[k] = number
		}
		of[i] = uint16(number)
	}
	columns := columnsOf(n, func(i int) int { return int(of[i]) }, len(first)+1, len(first), func(class int, add func(int)) {
		if class > 0 {
			add(class - 1)
		}
	})
	all := make([]Alike, len(columns))
	for i := range columns {
		all[i] = Alike{first[i], columns[i]}
	}
	return all
}

// byPart is alike where the key is a matter of a shared part alone: it is asked of
// each class once.
func byPart[A data.Audience](c *contents[A], p Part, key func(class int) string) []Alike {
	keys := make([]string, c.shared.count(p))
	for class := range keys {
		keys[class] = key(class)
	}
	numbers := map[string]int{"": -1}
	of := make([]int, len(keys))
	for class, k := range keys {
		if _, ok := numbers[k]; !ok {
			numbers[k] = len(numbers)
		}
		of[class] = numbers[k]
	}
	return alike(len(c.listings), func(i int) (int, bool) {
		number := of[c.classes.of(p, i)]
		return number, number >= 0
	})
}

func (c *contents[A]) standingColumns(k *Columns) {
	k.Standing = byPart(c, StandingPart, func(class int) string {
		standing := c.shared.standing[class]
		return string(key(nil).text(string(standing.Kind)).text(string(standing.Status)))
	})
	k.Usual = c.one(StandingPart, func(class int) bool { return c.shared.standing[class].usual() })
	k.Specialized = c.one(StandingPart, func(class int) bool { return c.shared.standing[class].Specialized == data.Yes })
	k.Exclusive = byPart(c, AdmissionPart, func(class int) string {
		if c.isExclusive(class) {
			return string(key(nil).texts(c.shared.admission[class].Exclusive))
		}
		return ""
	})
	k.ForSome = c.one(AdmissionPart, c.isExclusive)
}

func (c *contents[A]) isExclusive(class int) bool {
	return len(c.shared.admission[class].Exclusive) > 0
}

func (c *contents[A]) ageColumns(k *Columns) {
	used := make([]bool, len(c.shared.admission))
	for i := range c.listings {
		used[c.classes.of(AdmissionPart, i)] = true
	}
	limits := func(of func(data.AgeRange) float64) []AgeLimit {
		var years []float64
		for class, is := range used {
			if a := c.shared.admission[class]; is && a.Ages.Stated {
				years = append(years, of(a.Ages))
			}
		}
		slices.Sort(years)
		years = slices.Compact(years)
		all := make([]AgeLimit, len(years))
		for i := range all {
			all[i].Years = years[i]
		}
		return all
	}
	k.AgesFrom = limits(func(r data.AgeRange) float64 { return r.Min })
	k.AgesTo = slices.DeleteFunc(limits(func(r data.AgeRange) float64 { return r.Max }), func(l AgeLimit) bool { return l.Years == 0 })
	if k.AgesComplete = len(k.AgesFrom) <= mostLimits && len(k.AgesTo) <= mostLimits; !k.AgesComplete {
		k.AgesFrom, k.AgesTo = nil, nil
		return
	}
	fill := func(limits []AgeLimit, within func(data.AgeRange, float64) bool) {
		columns := c.byClass(AdmissionPart, len(limits), func(class int, add func(int)) {
			for i := range limits {
				if r := c.shared.admission[class].Ages; r.Stated && within(r, limits[i].Years) {
					add(i)
				}
			}
		})
		for i := range columns {
			limits[i].Column = columns[i]
		}
	}
	fill(k.AgesFrom, func(r data.AgeRange, years float64) bool { return r.Min >= years })
	fill(k.AgesTo, func(r data.AgeRange, years float64) bool { return r.Max != 0 && r.Max <= years })
}

func (c *contents[A]) genderColumns(k *Columns) {
	k.Refuses = map[data.Gender]*Column{}
	for _, g := range []data.Gender{data.Woman, data.Man, data.NonBinary} {
		column := c.one(AdmissionPart, func(class int) bool {
			genders := c.shared.admission[class].Genders
			return len(genders) > 0 && !slices.Contains(genders, g)
		})
		k.Refuses[g] = &column
	}
}

func (c *contents[A]) reachColumns(k *Columns) {
	has := func(class int, is func(*geo.Area) bool) bool {
		areas := c.shared.reach[class].ServiceAreas
		for i := range areas {
			if is(&areas[i]) {
				return true
			}
		}
		return false
	}
	country := func(a *geo.Area) bool { return a.Kind == geo.AreaCountry }
	k.Declared = c.one(ReachPart, func(class int) bool { return len(c.shared.reach[class].ServiceAreas) > 0 })
	k.Beyond = c.one(ReachPart, func(class int) bool {
		return has(class, func(a *geo.Area) bool { return a.Kind != geo.AreaCountry && a.Kind != geo.AreaProvince })
	})
	k.Circles = c.one(ReachPart, func(class int) bool {
		return has(class, func(a *geo.Area) bool {
			return a.Kind != geo.AreaCountry && a.Kind != geo.AreaProvince && (a.Kind != geo.AreaPostal || a.Code == "")
		})
	})
	k.Everybody = map[geo.Province]*Column{}
	for _, p := range geo.Provinces() {
		column := c.one(ReachPart, func(class int) bool {
			return has(class, func(a *geo.Area) bool {
				return country(a) || a.Kind == geo.AreaProvince && ProvinceOf(a) == p
			})
		})
		k.Everybody[p] = &column
	}
}

// Serving gives the ordinals of the listings that name a postal area with this code
// among their service areas, in ascending order. Nobody may change them.
func (s *Snapshot[A]) Serving(code string) []uint32 { return s.postal[code] }

func (c *contents[A]) postalReach() map[string][]uint32 {
	codes := make([][]string, len(c.shared.reach))
	for class, r := range c.shared.reach {
		for i := range r.ServiceAreas {
			if a := &r.ServiceAreas[i]; a.Kind == geo.AreaPostal && a.Code != "" && !slices.Contains(codes[class], a.Code) {
				codes[class] = append(codes[class], a.Code)
			}
		}
	}
	serving := map[string][]uint32{}
	for i := range c.listings {
		for _, code := range codes[c.classes.of(ReachPart, i)] {
			serving[code] = append(serving[code], uint32(i))
		}
	}
	return serving
}

// ProvinceOf is the province that an area of that kind names.
func ProvinceOf(a *geo.Area) geo.Province {
	if a.Province != "" {
		return a.Province
	}
	return geo.Province(a.Code)
}

// placeColumns looks at each listing once, and writes down in a byte what there is
// to tell: the province in the lowest four bits, what else above.
func (c *contents[A]) placeColumns(k *Columns) {
	const remote, phoneOnly, unplaced, nation = 1 << 4, 1 << 5, 1 << 6, 1 << 7
	provinces := geo.Provinces()
	told := make([]uint8, len(c.listings))
	for i, l := range c.listings {
		told[i] = uint8(slices.Index(provinces, l.Place.Province) + 1)
		mark := func(is bool, bit uint8) {
			if is {
				told[i] |= bit
			}
		}
		mark(l.Remote, remote)
		mark(l.Remote && l.Place.IsZero(), phoneOnly)
		mark(l.Place.Center.IsZero(), unplaced)
		mark(l.Place.Kind == geo.AreaCountry, nation)
	}
	bits := []int{remote, phoneOnly, unplaced, nation}
	columns := columnsOf(len(told), func(i int) int { return int(told[i]) }, 1<<8, len(bits)+len(provinces), func(class int, add func(int)) {
		for i, bit := range bits {
			if class&bit != 0 {
				add(i)
			}
		}
		if province := class & 0xf; 0 < province && province <= len(provinces) {
			add(len(bits) + province - 1)
		}
	})
	k.Remote, k.PhoneOnly, k.Unplaced, k.InNation = columns[0], columns[1], columns[2], columns[3]
	k.In = map[geo.Province]*Column{}
	for i, p := range provinces {
		k.In[p] = &columns[len(bits)+i]
	}
}

func (c *contents[A]) intakeColumns(k *Columns) {
	until := map[hours.Date][]uint32{}
	for i := range c.listings {
		if in := c.shared.taking[c.classes.of(TakingPart, i)].Intake; in.State == data.IntakeNotAccepting {
			until[in.Until] = append(until[in.Until], uint32(i))
		}
	}
	for _, day := range slices.SortedFunc(maps.Keys(until), hours.Date.Compare) {
		k.Shut = append(k.Shut, ShutUntil{day, listed(until[day], len(c.listings))})
	}
	k.Accepting = c.one(TakingPart, func(class int) bool { return c.shared.taking[class].Intake.State == data.IntakeAccepting })
	k.InCrisis = c.one(TakingPart, func(class int) bool { return c.shared.taking[class].Intake.State == data.IntakeCrisisOnly })
}
