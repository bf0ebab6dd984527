package web

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"github.com/relais-directory/relais/geo"
)

// chartSize is the width and height of a chart in pixels.
const chartSize = 560

// mostChartTowns is how many names a chart bears.
const mostChartTowns = 14

// Chart is a larger map, for whoever may know where services are. It is told what
// to show and draws no more than that: the middle of an area, never a point that
// it was not given.
type Chart struct {
	Name  string // what the drawing is, for those who do not see it
	From  geo.Origin
	Reach geo.Meters   // from the middle to the outermost ring
	Rings []geo.Meters // that are drawn, the first the innermost
	Avoid []geo.Area   // circles to keep away from; one without a middle is not drawn
	Marks []Mark
}

// Mark is a place with the numbers of what is there.
type Mark struct {
	Label  string
	At     geo.Point
	Radius geo.Meters // of the area that is all that is known; 0 for a point
	Chosen bool
}

// Chart draws c. North is above.
func (a *Atlas) Chart(c Chart) template.HTML {
	f := newFrame(c.From.Point, c.Reach, chartSize)
	var b strings.Builder
	a.drawLand(&b, f, c.Name)
	for _, area := range c.Avoid {
		f.circle(&b, "away", area.Center, area.Radius)
	}
	f.circle(&b, "area", c.From.Point, c.From.Radius)
	taken := f.drawRings(&b, c.Rings)
	for _, m := range c.Marks {
		f.circle(&b, "about", m.At, m.Radius)
		p := f.pixel(project(m.At))
		taken = append(taken, box{p.x - 12, p.y - 12, p.x + 12, p.y + 12})
	}
	a.drawTowns(&b, f, taken, mostChartTowns)
	for _, m := range c.Marks {
		f.drawMark(&b, m)
	}
	fmt.Fprintf(&b, `<path class="from" d="M%[1]d %[2]dv12M%[3]d %[1]dh12"/></svg>`, chartSize/2, chartSize/2-6, chartSize/2-6)
	return template.HTML(b.String()) // numbers, words of ours and escaped names
}

// circle draws the circle around a point, where it is large enough to be seen.
func (f frame) circle(b *strings.Builder, class string, at geo.Point, radius geo.Meters) {
	r := float64(radius) * f.scale
	if at.IsZero() || r < 3 {
		return
	}
	p := f.pixel(project(at))
	fmt.Fprintf(b, `<circle class="%s" cx="%.0f" cy="%.0f" r="%.0f"/>`, class, p.x, p.y, min(r, 4*f.size))
}

// drawRings draws rings of distance, and gives where their labels stand.
func (f frame) drawRings(b *strings.Builder, rings []geo.Meters) []box {
	middle := f.size / 2
	taken := []box{{middle - 12, middle - 12, middle + 12, middle + 12}}
	for _, ring := range rings {
		r := float64(ring) * f.scale
		fmt.Fprintf(b, `<circle class="ring" cx="%.0f" cy="%.0f" r="%.0f"/>`, middle, middle, r)
		fmt.Fprintf(b, `<text class="band" x="%.0f" y="%.0f" text-anchor="middle">%g km</text>`, middle, middle-r-4, ring.Kilometers())
		taken = append(taken, box{middle - 34, middle - r - 17, middle + 34, middle - r + 1})
	}
	return taken
}

func (f frame) drawMark(b *strings.Builder, m Mark) {
	p := f.pixel(project(m.At))
	if p.x < 0 || p.x > f.size || p.y < 0 || p.y > f.size {
		return
	}
	class := "mark"
	if m.Chosen {
		class += " chosen"
	}
	width := 10 + 7.5*float64(len([]rune(m.Label)))
	fmt.Fprintf(b, `<g class="%s"><rect x="%.1f" y="%.0f" width="%.1f" height="18" rx="9"/><text x="%.0f" y="%.0f" text-anchor="middle">%s</text></g>`,
		class, p.x-width/2, p.y-9, width, p.x, p.y+4, html.EscapeString(m.Label))
}
