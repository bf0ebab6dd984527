package generate

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// Callers draws n callers: where they are, one or two needs, and sometimes an
// age, a gender, a population, languages, what must not be asked of them, a
// distance that they can go, and that it is urgent. Every third is hard: far
// from everything, with a rare language or a rare need.
//
// They ask for nothing that a general database could not be taught to answer:
// no areas to avoid, no free words, no wish to be elsewhere.
func (d *Directory) Callers(n int) []ranking.Request {
	callers := make([]ranking.Request, n)
	for i := range callers {
		c := caller{d, forCallers.dice(d.seed, i), i%3 == 2}
		callers[i] = c.request()
	}
	return callers
}

type caller struct {
	*Directory
	dice
	hard bool
}

func (c caller) request() ranking.Request {
	r := ranking.Request{Origin: c.start(), Needs: c.needs()}
	if c.chance(50) {
		age := float64(c.between(13, 65))
		r.Age = &age
	}
	if c.chance(40) {
		r.Gender = pick(c.dice, []string{"woman", "woman", "woman", "man", "non_binary"})
	}
	if c.chance(35) {
		r.Populations = []string{c.words.populations[c.words.population.draw(c.dice)]}
	}
	r.Languages = c.speaks()
	if c.chance(25) {
		r.Barriers = c.some(c.words.barriers)
	}
	if c.chance(8) {
		r.Accessibility = c.some(c.words.access)
	}
	r.Urgency = pick(c.dice, []string{"", "", "now", "soon"})
	if !c.hard && c.chance(45) {
		r.WithinKM = pick(c.dice, []float64{10, 25, 50, 100})
	}
	return r
}

// start is a postal area, a cell of about 250 km², or an exact point.
func (c caller) start() *ranking.Start {
	t := c.land.town(c.dice, 0, 0)
	if c.hard {
		t = c.land.town(c.dice, 25, 40)
	}
	switch point := t.point(c.dice); {
	case c.chance(40) && !t.fsa.IsZero():
		return &ranking.Start{PostalCode: t.fsa.Code}
	case c.chance(30):
		if cell, err := geo.CellAt(point, 5); err == nil {
			return &ranking.Start{Cell: cell.String()}
		}
		fallthrough
	default:
		return &ranking.Start{Lat: &point.Lat, Lng: &point.Lng}
	}
}

func (c caller) needs() []string {
	if c.hard && c.chance(50) {
		return []string{pick(c.dice, c.words.rareNeeds)}
	}
	return c.words.need.terms(c.dice, 1+c.few(), c.words.needs)
}

func (c caller) few() int {
	if c.chance(40) {
		return 1
	}
	return 0
}

// speaks gives the languages in order of preference; many say none.
func (c caller) speaks() []string {
	switch {
	case c.hard && c.chance(50):
		return []string{pick(c.dice, c.words.rareLanguages), "en"}
	case c.chance(20):
		return []string{"fr"}
	case c.chance(20):
		return []string{c.words.languages[c.words.language.draw(c.dice)], "en"}
	}
	return nil
}

func (c caller) some(terms []string) []string {
	list := []string{pick(c.dice, terms)}
	if second := pick(c.dice, terms); c.chance(30) && second != list[0] {
		list = append(list, second)
	}
	return list
}

// Queries makes callers' requests ready for audience A.
func Queries[A data.Audience](d *Directory, g *geo.Gazetteer, callers []ranking.Request) ([]ranking.Query, error) {
	queries := make([]ranking.Query, len(callers))
	for i, r := range callers {
		q, err := ranking.Resolve[A](r, g, d.terms, d.at)
		if err != nil {
			return nil, err
		}
		queries[i] = q
	}
	return queries, nil
}
