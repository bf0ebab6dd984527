package main

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"time"
)

// The plot's page and its frame, in pixels.
const (
	plotWidth, plotHeight                    = 860, 560
	plotLeft, plotRight, plotTop, plotBottom = 86, 640, 78, 492
)

// curve is one contender's mean times by size.
type curve struct {
	label, color, dash string
	points             []point
}

type point struct{ listings, micros float64 }

func (c curve) last() point { return c.points[len(c.points)-1] }

// drawn are the contenders of the plot, by order and name, with their colours:
// of equal lightness steps, and told apart by their dashes too.
var drawn = []struct{ order, name, label, color, dash string }{
	{"score", ours, "Relais", "#0b6e4f", ""},
	{"score", "Relais, plain scan", "Relais, plain scan", "#5f8f7c", "2 4"},
	{"score", "bit columns, no tree", "bit columns, no tree", "#767676", "6 4"},
	{"score", "PostGIS", "PostgreSQL + PostGIS", "#2b5c9e", ""},
	{"score", "SQLite R*Tree", "SQLite R*Tree", "#b5651d", ""},
	{"distance", "bleve, distance", "bleve, distance alone", "#8e3b74", "8 4 2 4"},
}

// growthPlot draws the mean time of a query against the size of the directory,
// both on logarithmic axes.
func growthPlot(lines []line) string {
	var curves []curve
	for _, d := range drawn {
		c := curve{label: d.label, color: d.color, dash: d.dash}
		for _, l := range lines {
			if l.order == d.order && l.name == d.name && l.mean > 0 {
				c.points = append(c.points, point{float64(l.listings), float64(l.mean) / float64(time.Microsecond)})
			}
		}
		if len(c.points) > 0 {
			curves = append(curves, c)
		}
	}
	p := newPlot(curves)
	p.frame()
	for _, c := range curves {
		p.curve(c)
	}
	p.labels(curves)
	p.printf("</svg>\n")
	return p.String()
}

type plot struct {
	strings.Builder
	x0, x1, y0, y1 float64 // decades
}

func (p *plot) printf(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

func newPlot(curves []curve) *plot {
	p := &plot{x0: math.Inf(1), x1: math.Inf(-1), y0: math.Inf(1), y1: math.Inf(-1)}
	for _, c := range curves {
		for _, at := range c.points {
			x, y := math.Log10(at.listings), math.Log10(at.micros)
			p.x0, p.x1, p.y0, p.y1 = min(p.x0, x), max(p.x1, x), min(p.y0, y), max(p.y1, y)
		}
	}
	if len(curves) == 0 {
		p.x0, p.x1, p.y0, p.y1 = 3, 6, 0, 5
	}
	p.x0, p.x1, p.y0, p.y1 = math.Floor(p.x0), math.Ceil(p.x1), math.Floor(p.y0), math.Ceil(p.y1)
	if p.x0 == p.x1 {
		p.x1++
	}
	if p.y0 == p.y1 {
		p.y1++
	}
	return p
}

func (p *plot) x(listings float64) float64 {
	return plotLeft + (math.Log10(listings)-p.x0)/(p.x1-p.x0)*(plotRight-plotLeft)
}

func (p *plot) y(micros float64) float64 {
	return plotBottom - (math.Log10(micros)-p.y0)/(p.y1-p.y0)*(plotBottom-plotTop)
}

// frame draws the page, the grid and the axes.
func (p *plot) frame() {
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif">`+"\n", plotWidth, plotHeight, plotWidth, plotHeight)
	p.printf(`<title id="title">Mean time of a search by the size of the directory, Relais and other databases</title>` + "\n")
	p.printf(`<rect width="%d" height="%d" fill="#fff"/>`+"\n", plotWidth, plotHeight)
	p.text(plotLeft, 32, "start", "#1a1a1a", 18, "600", "Mean time of a search by the size of the directory")
	p.text(plotLeft, 54, "start", "#555", 13, "400", "the same callers and, but for bleve, the same ten best listings; both axes logarithmic")
	for x := p.x0; x <= p.x1; x++ {
		at := p.x(math.Pow(10, x))
		p.line(at, plotTop, at, plotBottom, "#e3e3e3")
		p.text(at, plotBottom+22, "middle", "#333", 13, "400", thousands(int(math.Pow(10, x))))
	}
	for y := p.y0; y <= p.y1; y++ {
		at := p.y(math.Pow(10, y))
		p.line(plotLeft, at, plotRight, at, "#e3e3e3")
		p.text(plotLeft-10, at+4, "end", "#333", 13, "400", lengthOfTime(math.Pow(10, y)))
	}
	p.line(plotLeft, plotBottom, plotRight, plotBottom, "#888")
	p.line(plotLeft, plotTop, plotLeft, plotBottom, "#888")
	p.text((plotLeft+plotRight)/2, plotBottom+48, "middle", "#333", 13, "400", "services in the directory")
}

func (p *plot) curve(c curve) {
	var path strings.Builder
	for i, at := range c.points {
		fmt.Fprintf(&path, "%s%.1f %.1f", map[bool]string{true: "M", false: " L"}[i == 0], p.x(at.listings), p.y(at.micros))
	}
	p.printf(`<path d="%s" fill="none" stroke="%s" stroke-width="2.5" stroke-linejoin="round" stroke-dasharray="%s"/>`+"\n", path.String(), c.color, c.dash)
	for _, at := range c.points {
		p.printf(`<circle cx="%.1f" cy="%.1f" r="4" fill="%s"><title>%s, %s: %s</title></circle>`+"\n",
			p.x(at.listings), p.y(at.micros), c.color, html.EscapeString(c.label), thousands(int(at.listings)), lengthOfTime(at.micros))
	}
}

// labels names each curve at its right end, with its last time; names that would
// touch are moved apart. A curve that ends before the others is named there.
func (p *plot) labels(curves []curve) {
	type label struct {
		curve
		at float64
	}
	var all []label
	widest := 0.0
	for _, c := range curves {
		widest = max(widest, c.last().listings)
	}
	for _, c := range curves {
		if last := c.last(); last.listings < widest {
			p.name(c, p.x(last.listings)-4, p.y(last.micros)-27, "end")
			continue
		}
		all = append(all, label{c, p.y(c.last().micros)})
	}
	slices.SortFunc(all, func(a, b label) int { return cmp.Compare(a.at, b.at) })
	for i := range all {
		if i > 0 {
			all[i].at = max(all[i].at, all[i-1].at+36)
		}
	}
	for i := len(all) - 1; i >= 0; i-- { // and back up, if the last one left the frame
		limit := float64(plotBottom - 18)
		if i < len(all)-1 {
			limit = all[i+1].at - 36
		}
		all[i].at = min(all[i].at, limit)
	}
	for _, l := range all {
		x, y := p.x(l.last().listings), p.y(l.last().micros)
		p.printf(`<path d="M%.1f %.1f L%d %.1f" stroke="%s" stroke-width="1" stroke-dasharray="1 3" fill="none"/>`+"\n", x+7, y, plotRight+14, l.at, l.color)
		p.name(l.curve, plotRight+18, l.at, "start")
	}
}

// name writes a curve's name, and below it its last time.
func (p *plot) name(c curve, x, y float64, anchor string) {
	p.text(x, y, anchor, c.color, 14, "600", c.label)
	p.text(x, y+16, anchor, "#555", 12, "400", fmt.Sprintf("%s at %s", lengthOfTime(c.last().micros), thousands(int(c.last().listings))))
}

func (p *plot) line(x1, y1, x2, y2 float64, color string) {
	p.printf(`<path d="M%.1f %.1f L%.1f %.1f" stroke="%s" stroke-width="1"/>`+"\n", x1, y1, x2, y2, color)
}

func (p *plot) text(x, y float64, anchor, color string, size int, weight, words string) {
	p.printf(`<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s" font-size="%d" font-weight="%s">%s</text>`+"\n", x, y, anchor, color, size, weight, html.EscapeString(words))
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// lengthOfTime writes microseconds in the unit that fits, with two digits.
func lengthOfTime(micros float64) string {
	value, unit := micros, "µs"
	switch {
	case micros >= 1e6:
		value, unit = micros/1e6, "s"
	case micros >= 1e3:
		value, unit = micros/1e3, "ms"
	}
	if value >= 10 {
		return fmt.Sprintf("%.0f %s", value, unit)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") + " " + unit
}
