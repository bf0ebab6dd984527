// Package benchmarks measures the engine on the sample national directory and on
// generated callers. It owns the callers and the benchmarks; recorded figures
// are in results, each with its commit, machine and seed. Nothing imports it.
//
// Begin with Callers; `make bench` runs the benchmarks and `make bench-record`
// records them.
package benchmarks

import (
	"math/rand/v2"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// Seed is the seed of the directory and of the callers in recorded figures.
const Seed = 2022

// At is the instant of every benchmark.
var At = time.Date(2026, time.November, 22, 15, 0, 0, 0, time.UTC)

// Callers draws n callers: where they are (a town, weighted by its people), one
// or two needs, and sometimes an age, a language, a population or words of
// their own. A third are hard: far from everything, or with a rare language or
// a rare need.
func Callers(n int, g *geo.Gazetteer, terms *data.Terms, seed uint64) []ranking.Request {
	d := draw{rand.New(rand.NewPCG(seed, 1)), nil, terms}
	for place := range g.Places() {
		d.places = append(d.places, place)
	}
	callers := make([]ranking.Request, n)
	for i := range callers {
		callers[i] = d.caller(i%3 == 2)
	}
	return callers
}

type draw struct {
	*rand.Rand
	places []geo.Place
	terms  *data.Terms
}

// frequent are the needs that most callers have, by the shares of the national
// figures.
var frequent = []string{"emergency-shelter", "emergency-shelter", "counselling", "counselling", "case-management", "case-management", "legal", "housing", "mental-health"}

func (d draw) caller(hard bool) ranking.Request {
	p := d.place(hard)
	lat, lng := p.Point.Lat, p.Point.Lng
	r := ranking.Request{Origin: &ranking.Start{Lat: &lat, Lng: &lng}, Needs: []string{frequent[d.IntN(len(frequent))]}}
	if hard {
		r.Needs = []string{d.term(data.TermNeed)}
		r.Languages = []string{d.term(data.TermLanguage)}
	}
	if d.IntN(2) == 0 {
		age := float64(14 + d.IntN(50))
		r.Age = &age
	}
	if d.IntN(3) == 0 {
		r.Populations = []string{d.term(data.TermPopulation)}
	}
	if d.IntN(4) == 0 {
		r.Languages = append(r.Languages, "fr")
	}
	if d.IntN(4) == 0 {
		r.WithinKM = 100
	}
	if d.IntN(4) == 0 {
		r.Urgency = "now"
	}
	return r
}

// place draws a town: any for a hard caller, else mostly large ones.
func (d draw) place(hard bool) geo.Place {
	best := d.places[d.IntN(len(d.places))]
	for range 6 {
		if p := d.places[d.IntN(len(d.places))]; !hard && p.Population > best.Population {
			best = p
		}
	}
	return best
}

func (d draw) term(kind data.TermKind) string {
	all := d.terms.All(kind)
	return all[d.IntN(len(all))].ID
}
