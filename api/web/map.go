package web

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// Map is the little map of a search. It is drawn from the area searched and the
// gazetteer, and told of services only in which band of distance each of them
// is: no place of a service comes near it, so that it can give none away.
type Map struct {
	Drawing template.HTML
	Bands   []MapBand
}

// MapBand is one line of the key.
type MapBand struct{ Name, Services string }

// Band is one band of distance, from the one before up to Limit kilometres, and
// the numbers of the services that are in it. Limit 0 is whatever is beyond.
type Band struct {
	Limit   int
	Name    string
	Numbers []int
}

// size is the width and height of the public map.
const size = 320

// Map draws the surroundings of an origin. There is none without an origin.
func (p *Pages) Map(o geo.Origin, bands []Band, lang bilingual.Lang) *Map {
	if o.IsZero() {
		return nil
	}
	s := speech{lang, p.terms}
	reach := 25 // kilometres to the outermost ring
	for _, b := range bands {
		if len(b.Numbers) > 0 {
			reach = max(reach, b.Limit)
			if b.Limit == 0 {
				reach = 100
			}
		}
	}
	m := &Map{Drawing: p.atlas.draw(o, bands, reach, s)}
	for i, b := range bands {
		if len(b.Numbers) > 0 || b.Limit > 0 && b.Limit <= reach {
			m.Bands = append(m.Bands, MapBand{s.t("map.band", i+1) + " · " + strings.ReplaceAll(b.Name, " km", "\u00a0km"), s.numbers(b.Numbers)})
		}
	}
	return m
}

func (s speech) numbers(all []int) string {
	var said []string
	for _, n := range all {
		said = append(said, fmt.Sprint(n))
	}
	list := strings.Join(said, ", ")
	switch len(all) {
	case 0:
		return s.t("map.empty")
	case 1:
		return s.t("map.result", list)
	}
	return s.t("map.results", list)
}

// Atlas is the country on a flat map, made once. It never changes, and any number
// of goroutines may draw from it.
type Atlas struct {
	provinces [][]ring
	towns     []town // the largest first
}

// ring is an outline in metres on the flat map, with its bounds.
type ring struct {
	points   []xy
	low, top xy
}

type xy struct{ x, y float64 }

type town struct {
	name string
	at   xy
}

// townsFrom is the population from which a place helps to find one's way.
const townsFrom = 5000

// NewAtlas projects the outlines and the larger towns of a gazetteer.
func NewAtlas(g *geo.Gazetteer) *Atlas {
	a := &Atlas{}
	for _, code := range geo.Provinces() {
		var rings []ring
		for _, points := range g.Outline(code) {
			rings = append(rings, newRing(points))
		}
		a.provinces = append(a.provinces, rings)
	}
	places := slices.Collect(g.Places())
	slices.SortStableFunc(places, func(p, q geo.Place) int { return cmp.Compare(q.Population, p.Population) })
	for _, place := range places {
		if place.Population >= townsFrom {
			a.towns = append(a.towns, town{place.Name, project(place.Point)})
		}
	}
	return a
}

func project(p geo.Point) xy {
	x, y := geo.Project(p)
	return xy{float64(x), float64(y)}
}

func newRing(points []geo.Point) ring {
	r := ring{low: xy{math.Inf(1), math.Inf(1)}, top: xy{math.Inf(-1), math.Inf(-1)}}
	for _, p := range points {
		at := project(p)
		r.points = append(r.points, at)
		r.low = xy{min(r.low.x, at.x), min(r.low.y, at.y)}
		r.top = xy{max(r.top.x, at.x), max(r.top.y, at.y)}
	}
	return r
}

// frame turns the flat map into pixels around an origin, with its north above.
type frame struct {
	middle   xy
	sin, cos float64
	scale    float64 // pixels to a metre
	size     float64 // pixels from side to side
}

func newFrame(p geo.Point, reach geo.Meters, size float64) frame {
	middle, north := project(p), project(geo.Point{Lat: min(p.Lat+0.1, 89), Lng: p.Lng})
	turn := math.Atan2(north.x-middle.x, north.y-middle.y)
	return frame{middle, math.Sin(turn), math.Cos(turn), size / 2 / (1.15 * float64(reach)), size}
}

func (f frame) pixel(p xy) xy {
	x, y := p.x-f.middle.x, p.y-f.middle.y
	return xy{f.size/2 + (x*f.cos-y*f.sin)*f.scale, f.size/2 - (x*f.sin+y*f.cos)*f.scale}
}

// sees reports whether any of r may be on the map: no false "no".
func (f frame) sees(r *ring) bool {
	reach := f.size / f.scale // more than half its diagonal
	return r.low.x < f.middle.x+reach && r.top.x > f.middle.x-reach &&
		r.low.y < f.middle.y+reach && r.top.y > f.middle.y-reach
}

func (a *Atlas) draw(o geo.Origin, bands []Band, reach int, s speech) template.HTML {
	f := newFrame(o.Point, geo.Meters(reach)*geo.Kilometer, size)
	var b strings.Builder
	a.drawLand(&b, f, s.t("map.name"))
	if area := float64(o.Radius) * f.scale; area > 3 {
		fmt.Fprintf(&b, `<circle class="area" cx="%d" cy="%d" r="%.0f"/>`, size/2, size/2, min(area, 2*size))
	}
	var names strings.Builder // over the rings, which would cross them out
	for i, band := range bands {
		if band.Limit == 0 || band.Limit > reach {
			continue
		}
		r := float64(band.Limit) * float64(geo.Kilometer) * f.scale
		fmt.Fprintf(&b, `<circle class="ring" cx="%d" cy="%d" r="%.0f"/>`, size/2, size/2, r)
		fmt.Fprintf(&names, `<text class="band" x="%d" y="%.0f" text-anchor="middle">%d · %s</text>`, size/2, size/2-r-4, i+1, s.t("map.km", band.Limit))
	}
	a.drawTowns(&b, f, labelsOf(f, bands, reach), mostTowns)
	b.WriteString(names.String())
	fmt.Fprintf(&b, `<circle class="dot" cx="%d" cy="%d" r="3"/></svg>`, size/2, size/2)
	return template.HTML(b.String()) // numbers, words of ours and escaped names
}

// drawLand begins a drawing: its name, the sea and what land is on it.
func (a *Atlas) drawLand(b *strings.Builder, f frame, name string) {
	fmt.Fprintf(b, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">`, f.size, f.size, html.EscapeString(name))
	fmt.Fprintf(b, `<rect class="sea" width="%.0f" height="%.0f"/>`, f.size, f.size)
	for _, rings := range a.provinces {
		if d := f.path(rings); d != "" {
			fmt.Fprintf(b, `<path class="land" fill-rule="evenodd" d="%s"/>`, d)
		}
	}
}

// path is the part of the rings that is on the map, to the pixel.
func (f frame) path(rings []ring) string {
	var b strings.Builder
	for i := range rings {
		if !f.sees(&rings[i]) {
			continue
		}
		pixels := make([]xy, len(rings[i].points))
		for j, p := range rings[i].points {
			pixels[j] = f.pixel(p)
		}
		writePath(&b, clip(pixels, f.size))
	}
	return b.String()
}

func writePath(b *strings.Builder, points []xy) {
	if len(points) < 3 {
		return
	}
	command, last := "M", xy{math.Inf(1), 0}
	for _, p := range points {
		x, y := math.Round(p.x), math.Round(p.y)
		if math.Abs(x-last.x)+math.Abs(y-last.y) < 2 {
			continue // less than can be seen
		}
		fmt.Fprintf(b, "%s%.0f %.0f", command, x, y)
		command, last = "L", xy{x, y}
	}
	b.WriteByte('Z')
}

// clip cuts a polygon to the map and a margin around it, edge by edge
// (Sutherland and Hodgman, 1974).
func clip(points []xy, size float64) []xy {
	low, top := -8.0, size+8
	points = cut(points, func(p xy) float64 { return p.x - low })
	points = cut(points, func(p xy) float64 { return top - p.x })
	points = cut(points, func(p xy) float64 { return p.y - low })
	return cut(points, func(p xy) float64 { return top - p.y })
}

// cut keeps the part of a polygon where inside is not negative.
func cut(points []xy, inside func(xy) float64) []xy {
	var kept []xy
	for i, p := range points {
		before := points[(i+len(points)-1)%len(points)]
		a, b := inside(before), inside(p)
		if (a < 0) != (b < 0) {
			along := a / (a - b)
			kept = append(kept, xy{before.x + along*(p.x-before.x), before.y + along*(p.y-before.y)})
		}
		if b >= 0 {
			kept = append(kept, p)
		}
	}
	return kept
}

// mostTowns is how many names a small map bears.
const mostTowns = 7

// labelsOf are the places on the public map that names of towns must leave free:
// where the search starts, and the labels of the rings.
func labelsOf(f frame, bands []Band, reach int) []box {
	taken := []box{{size/2 - 12, size/2 - 12, size/2 + 12, size/2 + 12}}
	for _, band := range bands {
		if band.Limit > 0 && band.Limit <= reach {
			y := size/2 - float64(band.Limit)*float64(geo.Kilometer)*f.scale
			taken = append(taken, box{size/2 - 34, y - 17, size/2 + 34, y + 1})
		}
	}
	return taken
}

// drawTowns names the largest places on the map, at most so many, whose names
// cover neither one another nor what is taken.
func (a *Atlas) drawTowns(b *strings.Builder, f frame, taken []box, most int) {
	drawn := 0
	for _, t := range a.towns {
		p := f.pixel(t.at)
		if p.x < 6 || p.x > f.size-6 || p.y < 14 || p.y > f.size-6 {
			continue
		}
		width := 6.3 * float64(len([]rune(t.name)))
		label, anchor, x := box{p.x - 4, p.y - 10, p.x + 8 + width, p.y + 6}, "start", p.x+6
		if !label.fits(taken, f.size) {
			label, anchor, x = box{p.x - 8 - width, p.y - 10, p.x + 4, p.y + 6}, "end", p.x-6
		}
		if !label.fits(taken, f.size) {
			continue
		}
		taken = append(taken, label)
		fmt.Fprintf(b, `<circle class="town" cx="%.0f" cy="%.0f" r="2"/><text class="name" x="%.0f" y="%.0f" text-anchor="%s">%s</text>`,
			p.x, p.y, x, p.y+4, anchor, html.EscapeString(t.name))
		if drawn++; drawn == most {
			return
		}
	}
}

type box struct{ x0, y0, x1, y1 float64 }

// fits reports whether a is on a map of this size and meets none of taken.
func (a box) fits(taken []box, size float64) bool {
	return a.x0 >= 0 && a.x1 <= size && !slices.ContainsFunc(taken, a.meets)
}

func (a box) meets(b box) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }
