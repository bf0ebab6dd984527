package web

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

func bandsWith(numbers ...int) []Band {
	all := []Band{{Limit: 10, Name: "a"}, {Limit: 25, Name: "b"}, {Limit: 50, Name: "c"}, {Limit: 100, Name: "d"}, {Name: "e"}}
	for i, n := range numbers {
		for j := range n {
			all[i].Numbers = append(all[i].Numbers, j+1)
		}
	}
	return all
}

func TestTheMapIsOfTheSurroundingsOfAnyPlace(t *testing.T) {
	p, g := pages(t), gazetteer(t)
	number := regexp.MustCompile(`-?\d+(?:\.\d+)?`)
	largest := 0
	for _, place := range []string{"Toronto", "Vancouver", "St. John's, NL", "Iqaluit", "Whitehorse", "Grise Fiord", "Ottawa", "Old Crow", "Halifax", "Winnipeg", "Montréal", "Charlottetown", "M5V", "X0A"} {
		o, err := g.Place(place)
		if err != nil {
			if o, err = g.Postal(place); err != nil {
				t.Fatalf("%s: %v", place, err)
			}
		}
		for _, bands := range [][]Band{bandsWith(1), bandsWith(0, 2), bandsWith(0, 0, 0, 1), bandsWith(0, 0, 0, 0, 3)} {
			m := p.Map(o, bands, bilingual.Fr)
			drawing := string(m.Drawing)
			largest = max(largest, len(drawing))
			if err := xml.Unmarshal([]byte(drawing), new(struct{})); err != nil {
				t.Errorf("%s: %v", place, err)
			}
			if strings.Contains(drawing, "NaN") || strings.Contains(drawing, "Inf") || !strings.Contains(drawing, `class="ring"`) {
				t.Errorf("%s: %s", place, drawing)
			}
			if name := strings.Index(drawing, "<text"); name < strings.LastIndex(drawing, `class="ring"`) {
				t.Errorf("%s: a ring crosses out a name", place)
			}
			for _, d := range regexp.MustCompile(` d="([^"]*)"`).FindAllStringSubmatch(drawing, -1) {
				for _, n := range number.FindAllString(d[1], -1) {
					if v, _ := strconv.ParseFloat(n, 64); v < -8 || v > size+8 {
						t.Errorf("%s draws at %s", place, n)
					}
				}
			}
		}
		if !strings.Contains(string(p.Map(o, bandsWith(1), bilingual.Fr).Drawing), `class="land"`) {
			t.Errorf("%s lies in the sea", place)
		}
	}
	if largest > 8000 {
		t.Errorf("a map weighs %d bytes", largest)
	}
}

func TestTheMapShowsTheBandsThatMatter(t *testing.T) {
	p := pages(t)
	o, err := gazetteer(t).Place("Toronto")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		bands []Band
		rings int
		names string
	}{
		{bandsWith(), 2, "[{Band 1 · a none on this page} {Band 2 · b none on this page}]"},
		{bandsWith(1), 2, "[{Band 1 · a service\u00a01} {Band 2 · b none on this page}]"},
		{bandsWith(0, 0, 2), 3, "[{Band 1 · a none on this page} {Band 2 · b none on this page} {Band 3 · c services\u00a01, 2}]"},
		{bandsWith(0, 0, 0, 0, 1), 4, "[{Band 1 · a none on this page} {Band 2 · b none on this page} {Band 3 · c none on this page} {Band 4 · d none on this page} {Band 5 · e service\u00a01}]"},
	} {
		m := p.Map(o, c.bands, bilingual.En)
		if n := strings.Count(string(m.Drawing), `class="ring"`); n != c.rings || fmt.Sprint(m.Bands) != c.names {
			t.Errorf("got %d rings and %v", n, m.Bands)
		}
	}
	if m := p.Map(geo.Origin{}, bandsWith(1), bilingual.En); m != nil {
		t.Error("there is a map of nowhere")
	}
}

// Names come from tables that an operator may extend.
func TestANameOnTheMapIsNoMarkup(t *testing.T) {
	a := &Atlas{towns: []town{{`<script>"&`, project(geo.Point{Lat: 45.4, Lng: -75.6})}}}
	drawing := a.draw(geo.Origin{Point: geo.Point{Lat: 45.42, Lng: -75.69}}, bandsWith(1), 25, speech{"en", nil})
	if strings.Contains(string(drawing), "<script>") || !strings.Contains(string(drawing), "&lt;script&gt;") {
		t.Errorf("got %s", drawing)
	}
}

func TestNorthIsAbove(t *testing.T) {
	for _, p := range []geo.Point{{Lat: 49.28, Lng: -123.12}, {Lat: 47.56, Lng: -52.71}, {Lat: 76.42, Lng: -82.9}} {
		f := newFrame(p, 100*geo.Kilometer, size)
		north, east := f.pixel(project(geo.Point{Lat: p.Lat + 0.4, Lng: p.Lng})), f.pixel(project(geo.Point{Lat: p.Lat, Lng: p.Lng + 0.4}))
		if n := north.x - size/2; n < -1 || n > 1 || north.y > size/2-20 || east.x < size/2+3 {
			t.Errorf("at %+v north is %+v and east %+v", p, north, east)
		}
		if away := size/2 - north.y; away < 45 || away > 75 { // 44.5 km at 1.39 px a km
			t.Errorf("at %+v 44 km are %.0f pixels", p, away)
		}
	}
}
