package web

import (
	"strings"
	"testing"

	"github.com/relais-directory/relais/geo"
)

// A chart shows what it is given and where: a point by its number, an area by its
// circle, and nothing that lies beyond its edge.
func TestAChartShowsWhatItIsGiven(t *testing.T) {
	g, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	ottawa := geo.Point{Lat: 45.42, Lng: -75.69}
	drawing := string(NewAtlas(g).Chart(Chart{
		Name: `around "Ottawa"`, From: geo.Origin{Point: ottawa, Radius: 4 * geo.Kilometer}, Reach: 50 * geo.Kilometer,
		Rings: []geo.Meters{25 * geo.Kilometer, 50 * geo.Kilometer},
		Avoid: []geo.Area{{Center: geo.Point{Lat: 45.48, Lng: -75.65}, Radius: 8 * geo.Kilometer}, {Kind: geo.AreaProvince, Code: "MB"}},
		Marks: []Mark{
			{Label: "1 4", At: geo.Point{Lat: 45.35, Lng: -75.8}, Chosen: true},
			{Label: "2", At: geo.Point{Lat: 45.3, Lng: -75.9}, Radius: 12 * geo.Kilometer},
			{Label: "<3>", At: geo.Point{Lat: 43.65, Lng: -79.38}}, // Toronto
		},
	}))
	for part, want := range map[string]int{
		`aria-label="around &#34;Ottawa&#34;"`: 1, `class="ring"`: 2, `25 km`: 1, `class="away"`: 1, `class="about"`: 1, `class="area"`: 1,
		`class="mark chosen"`: 1, `>1 4<`: 1, `class="mark"`: 1, `>2<`: 1, `3&gt;`: 0, "<3>": 0, `class="from"`: 1, "Gatineau": 1,
	} {
		if got := strings.Count(drawing, part); got != want {
			t.Errorf("%q is there %d times, not %d", part, got, want)
		}
	}
	if !strings.HasSuffix(drawing, "</svg>") {
		t.Error("the drawing does not end")
	}
}
