package quality

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/relais-directory/relais/geo"
)

// Spread is how far real facilities lie from the point of the postal area that
// they state.
type Spread struct {
	FSA    string
	Radius geo.Meters
	Away   []geo.Meters // one for each facility, ascending
}

// Rural reports whether the second character of the postal area is 0: such an
// area is as large as a region.
func (s *Spread) Rural() bool { return s.FSA[1] == '0' }

// Inside counts the facilities within the radius.
func (s *Spread) Inside() int {
	n := slices.IndexFunc(s.Away, func(d geo.Meters) bool { return d > s.Radius })
	if n < 0 {
		return len(s.Away)
	}
	return n
}

// Spreads measures every postal area that facilities state, in the order of their
// codes. A facility may state a wrong code, or have a wrong point: large values
// say where to look, not who is wrong.
func Spreads(g *geo.Gazetteer, facilities []Facility) []Spread {
	byArea := map[string]*Spread{}
	for _, f := range facilities {
		area, ok := g.PostalArea(f.FSA)
		if !ok {
			continue // stated by a file that has typos
		}
		s := byArea[area.Code]
		if s == nil {
			s = &Spread{FSA: area.Code, Radius: area.Radius}
			byArea[area.Code] = s
		}
		s.Away = append(s.Away, geo.Distance(area.Center, f.At))
	}
	var all []Spread
	for _, s := range byArea {
		slices.Sort(s.Away)
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Spread) int { return cmp.Compare(a.FSA, b.FSA) })
	return all
}

// Together joins the spreads of many areas: how far facilities are from their
// postal area, ascending, and what share of them lies within its radius.
func Together(spreads []Spread) (away []geo.Meters, inside float64) {
	n := 0
	for i := range spreads {
		away = append(away, spreads[i].Away...)
		n += spreads[i].Inside()
	}
	slices.Sort(away)
	return away, float64(n) / float64(max(1, len(away)))
}

// SpreadTable is what is recorded: town and country together, then every area.
func SpreadTable(spreads []Spread) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-24s %6s %11s %9s %7s %7s %16s\n", "", "areas", "facilities", "median km", "p90 km", "p95 km", "within radius")
	for _, sort := range []struct {
		name  string
		rural bool
	}{{"urban", false}, {"rural (second character 0)", true}} {
		some := slices.DeleteFunc(slices.Clone(spreads), func(s Spread) bool { return s.Rural() != sort.rural })
		away, inside := Together(some)
		if n := len(away); n > 0 {
			fmt.Fprintf(&b, "%-24s %6d %11d %9.1f %7.1f %7.1f %14.1f %%\n", sort.name, len(some), n,
				away[n/2].Kilometers(), away[n*90/100].Kilometers(), away[n*95/100].Kilometers(), 100*inside)
		}
	}
	fmt.Fprintf(&b, "\n%-4s %10s %9s %9s %11s %7s\n", "area", "facilities", "radius km", "median km", "farthest km", "within")
	for i := range spreads {
		s := &spreads[i]
		n := len(s.Away)
		fmt.Fprintf(&b, "%-4s %10d %9.1f %9.1f %11.1f %7d\n", s.FSA, n, s.Radius.Kilometers(), s.Away[n/2].Kilometers(), s.Away[n-1].Kilometers(), s.Inside())
	}
	return b.String()
}
