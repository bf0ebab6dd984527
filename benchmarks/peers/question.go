package main

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// question is a query as the databases are asked it: terms as numbers, and what
// follows from it before any listing is looked at. docs/matching.md says all of
// it; nothing here calls the engine.
type question struct {
	query ranking.Query

	point      geo.Point
	doubt      float64 // radius of the origin
	province   int
	fsa        string
	half       float64
	limit      float64 // metres; 0 for none
	needs      []int
	ages       *lifetime
	gender     data.Gender
	population *population
	member     []int // what the caller belongs to
	outsider   []int // what the caller cannot belong to
	languages  []language
	barriers   []int
	access     []int
	urgent     bool // now
	rooms      bool // capacity counts
	today      hours.Date
	minutes    []int // of the week, by zone
	k          int
}

// population is one that was said.
type population struct{ above, below, wider []int }

// language is one that was asked.
type language struct {
	below []int
	sign  bool
	share float64 // what the preferences before it leave
}

// errBeyond says that a query asks for what the databases are not taught.
var errBeyond = fmt.Errorf("the query asks for what the databases are not taught")

func (f *facts) question(q ranking.Query) (*question, error) {
	if q.Origin.IsZero() || len(q.Populations) > 1 || q.Text != "" || q.Units > 0 || q.OpenNow || q.NoRemote || q.OutOfRegion || len(q.Avoid) > 0 || len(q.Kinds) > 0 || len(q.Needs) == 0 {
		return nil, errBeyond
	}
	t := f.terms
	ask := &question{
		query: q, point: q.Origin.Point, doubt: float64(q.Origin.Radius), province: province(q.Origin.Province), fsa: q.Origin.FSA,
		half: float64(q.HalfDistance), limit: float64(q.MaxDistance), needs: t.ordinals(data.TermNeed, q.Needs...), gender: q.Gender,
		barriers: t.ordinals(data.TermBarrier, q.Barriers...), access: t.ordinals(data.TermAccessibility, q.Accessibility...),
		urgent: q.Urgency == ranking.Now, rooms: q.Urgency == ranking.Now || q.Urgency == ranking.Soon, k: q.K,
	}
	if ask.k == 0 {
		ask.k = ranking.DefaultK
	}
	share := 1.0
	for _, id := range q.Languages {
		term, _ := t.Get(data.TermLanguage, id)
		ask.languages = append(ask.languages, language{t.downward(data.TermLanguage, id), term.Sign, share})
		share *= weights.NextLanguage
	}
	ask.belonging(t)
	return ask, ask.moment(f.zones)
}

// moment works out the day and the minute of the week in each zone.
func (ask *question) moment(zones []*time.Location) error {
	ask.today = hours.DateOf(ask.query.At.UTC())
	for _, zone := range zones {
		there := ask.query.At.In(zone)
		if hours.DateOf(there) != ask.today {
			return fmt.Errorf("it is another day in %s: the databases are taught one day for the whole country", zone)
		}
		ask.minutes = append(ask.minutes, int(there.Weekday())*24*60+there.Hour()*60+there.Minute())
	}
	return nil
}

// belonging settles to which populations the caller belongs, by what was said
// and by gender and age.
func (ask *question) belonging(t *lexicon) {
	var said data.Term
	var above, excluded []int
	if age := ask.query.Age; age != nil {
		ask.ages = &lifetime{*age, endOf(*age)}
	}
	for _, id := range ask.query.Populations {
		said, _ = t.Get(data.TermPopulation, id)
		above = t.upward(data.TermPopulation, id)
		if ask.gender == "" {
			ask.gender = said.Gender
		}
		if ask.ages == nil && said.Ages.Stated {
			ages := lifetimeOf(said.Ages)
			ask.ages = &ages
		}
		ask.population = &population{above: above, below: t.downward(data.TermPopulation, id), wider: above}
	}
	all := t.all[data.TermPopulation]
	for _, i := range above {
		for _, other := range all[i].Excludes {
			excluded = append(excluded, t.downward(data.TermPopulation, other)...)
		}
	}
	for i := range all {
		term := &all[i]
		switch implied := ask.implies(term); {
		case slices.Contains(above, i) || implied:
			ask.member = append(ask.member, i)
			byGender := term.Gender != "" && term.Gender == said.Gender
			byAge := term.Gender == "" && said.Ages.Stated
			if ask.population != nil && implied && (byGender || byAge) && !slices.Contains(above, i) {
				ask.population.above = append(slices.Clone(ask.population.above), i)
			}
		case slices.Contains(excluded, i) || ask.contradicts(term):
			ask.outsider = append(ask.outsider, i)
		}
	}
}

func (ask *question) implies(term *data.Term) bool {
	ages := term.Ages
	switch term.ID {
	case "women-and-girls", "girls", "men-and-boys", "boys", "non-binary",
		"minors", "children", "teens", "youth-16-17", "adults", "youth-18-24", "youth-18-29":
	case "women", "men":
		ages = data.AgeRange{Stated: ask.ages != nil, Min: 18}
	default:
		return false
	}
	ofGender := term.Gender == "" || term.Gender == ask.gender
	return ofGender && (!ages.Stated || ask.ages != nil && ask.ages.within(lifetimeOf(ages)))
}

func (ask *question) contradicts(term *data.Term) bool {
	if term.Gender != "" && ask.gender != "" && ask.gender != term.Gender && ask.gender != data.NonBinary {
		return true
	}
	return term.Ages.Stated && ask.ages != nil && ask.ages.apart(lifetimeOf(term.Ages))
}

// weights are the ones that the engine ranks by.
var weights = ranking.Default()

// bits are the numbers below 64 as one word.
func bits(ordinals []int) int64 {
	word := uint64(0)
	for _, i := range ordinals {
		word |= 1 << i
	}
	return int64(word)
}

// wordBits leaves a word a whole number that every database knows.
const wordBits = 62

// words are the numbers as so many words.
func words(ordinals []int, n int) []int64 {
	list := make([]int64, n)
	for _, i := range ordinals {
		list[i/wordBits] |= 1 << (i % wordBits)
	}
	return list
}

func finite(x float64) float64 {
	if math.IsInf(x, 1) {
		return 1e9
	}
	return x
}
