package staff

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Map is the surroundings of a call, drawn here. It shows of a service what the
// list knows: a point, or the area that its owner declared, never a point inside.
type Map struct {
	Drawing  template.HTML
	Reach    string
	Areas    []string // what the circles of areas are, with their numbers
	Outside  []int    // results that the map does not reach
	Unplaced []int    // results that have no place
	Nearest  bool     // it cannot be zoomed nearer
	Farthest bool
}

// scales are how far a map reaches, in kilometres.
var scales = []float64{2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500}

// mapped is how many of the first results a map reaches by itself.
const mapped = 5

func (c *Console) addMap(s *Screen) {
	if s.Found == nil || s.query.Origin.IsZero() {
		s.Panel.Missing = say(s.Lang, "map.empty")
		return
	}
	matches := s.Found.answer.Matches
	at := min(max(ownScale(s)-s.View.Zoom, 0), len(scales)-1)
	s.View.Zoom = ownScale(s) - at // a step beyond either end is none
	outer := geo.Meters(scales[at]) * geo.Kilometer
	m := &Map{Reach: kilometers(outer, s.Lang), Nearest: at == 0, Farthest: at == len(scales)-1}
	chart := web.Chart{
		Name: say(s.Lang, "map.name", s.Found.Total), From: s.query.Origin, Reach: outer,
		Rings: []geo.Meters{outer / 2, outer}, Avoid: s.query.Avoid,
	}
	for i := range matches {
		l, rank := matches[i].Listing, matches[i].Rank
		switch {
		case l.Place.Center.IsZero():
			m.Unplaced = append(m.Unplaced, rank)
			continue
		case matches[i].Distance > outer*1.15:
			m.Outside = append(m.Outside, rank)
			continue
		}
		chart.Marks = mark(chart.Marks, l, rank, s.View.Open == l.ID)
	}
	m.Areas = s.areasShown(chart.Marks)
	m.Drawing = c.atlas.Chart(chart)
	s.Panel.Map = m
}

// ownScale is the scale that shows the first results.
func ownScale(s *Screen) int {
	farthest := geo.Meters(0)
	matches := s.Found.answer.Matches
	for i := range matches[:min(mapped, len(matches))] {
		if m := &matches[i]; m.Placed && !m.Listing.Remote {
			farthest = max(farthest, m.Distance)
		}
	}
	for i, km := range scales[2:] {
		if farthest <= geo.Meters(km)*geo.Kilometer {
			return i + 2
		}
	}
	return len(scales) - 1
}

// mark adds a listing to the marks: to the one at its very place, where there is
// one already.
func mark(marks []web.Mark, l *data.Listing[data.Staff], rank int, chosen bool) []web.Mark {
	radius := l.Place.Radius
	if l.Place.Kind == geo.AreaPoint {
		radius = 0
	}
	label := strconv.Itoa(rank)
	i := slices.IndexFunc(marks, func(m web.Mark) bool { return m.At == l.Place.Center && m.Radius == radius })
	if i < 0 {
		return append(marks, web.Mark{Label: label, At: l.Place.Center, Radius: radius, Chosen: chosen})
	}
	marks[i].Label += " " + label
	marks[i].Chosen = marks[i].Chosen || chosen
	return marks
}

// areasShown names the marks of which only an area is known.
func (s *Screen) areasShown(marks []web.Mark) []string {
	var said []string
	for _, m := range marks {
		if m.Radius > 0 {
			said = append(said, say(s.Lang, "map.area", strings.ReplaceAll(m.Label, " ", ", "), kilometers(m.Radius, s.Lang)))
		}
	}
	return said
}
