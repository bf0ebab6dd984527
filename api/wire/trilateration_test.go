package wire

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// attacker looks for the place of one listing with nothing but answers: from many
// origins, by halving, at which distance it stops to be found.
type attacker struct {
	t       *testing.T
	a, b    *side // two directories that differ in where the house is
	listing data.ID
	need    string
	asked   int
}

// oracle is one way to ask whether the listing lies within a distance of an origin.
type oracle struct {
	name   string
	within func(x *attacker, from origin, m geo.Meters) bool
}

// origin is where the attacker asks from: an area of a postal code for partners'
// programs, a point for ours, which is moved to the middle of its cell as anybody
// can work out.
type origin struct {
	fsa   string
	point geo.Point
}

var oracles = []oracle{
	{"hsds proximity", func(x *attacker, from origin, m geo.Meters) bool {
		return x.found("GET", fmt.Sprintf("/hsds/service_at_locations?postcode=%s&proximity=%.1f", from.fsa, float64(m)), "")
	}},
	{"the greatest distance of a search", func(x *attacker, from origin, m geo.Meters) bool {
		return x.found("POST", "/v1/search", fmt.Sprintf(`{"origin":{"lat":%f,"lng":%f},"within_km":%f,"needs":[%q],"k":100}`, from.point.Lat, from.point.Lng, m.Kilometers(), x.need))
	}},
	{"areas to avoid", func(x *attacker, from origin, m geo.Meters) bool {
		return !x.found("POST", "/v1/search", fmt.Sprintf(`{"avoid":["%f,%f:%f"],"needs":[%q],"k":100}`, from.point.Lat, from.point.Lng, m.Kilometers(), x.need))
	}},
}

// Whoever asks thousands of times learns of a limited listing what is published of
// it: the middle of its region. Where the house is changes no byte of any answer.
// The same attack finds a public place, so that it is known to work.
func TestNoSeriesOfSearchesFindsAHiddenHouse(t *testing.T) {
	limited, open := houses(t)
	for _, truth := range []struct{ bearing, km float64 }{{0.4, 12}, {2.5, 24}, {4.4, 19}} {
		attack(t, limited, truth.bearing, truth.km)
	}
	x := newAttacker(t, open, open)
	for _, o := range oracles {
		if miss := geo.Distance(x.estimate(o), recordPlace(open).Point); miss > 3*geo.Kilometer {
			t.Errorf("by %s a public place is missed by %.1f km: the attack finds nothing", o.name, miss.Kilometers())
		}
	}
}

func attack(t *testing.T, r *record.Record, bearing, km float64) {
	t.Helper()
	published := record.Publish(r)[0].Place.Center
	near, far := clone(t, r), clone(t, r)
	recordPlace(near).Point = offset(published, bearing, km)
	recordPlace(far).Point = offset(published, bearing+math.Pi, km/2)
	truth := recordPlace(near).Point
	x := newAttacker(t, near, far)
	for _, o := range oracles {
		found := x.estimate(o)
		if miss := geo.Distance(found, published); miss > 3*geo.Kilometer {
			t.Errorf("by %s the attack ends %.1f km from the published middle", o.name, miss.Kilometers())
		}
		if got, told := geo.Distance(found, truth), geo.Distance(published, truth); got < told-3*geo.Kilometer {
			t.Errorf("by %s the attack ends %.1f km from the house, and the published middle is %.1f km from it", o.name, got.Kilometers(), told.Kilometers())
		}
	}
	t.Logf("%d searches", x.asked)
}

// houses are a limited and a public record of one place in Ontario each, serving
// everybody, so that nothing but distance decides.
func houses(t *testing.T) (limited, open *record.Record) {
	t.Helper()
	all, err := sampleDirectory()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		l := record.Publish(r)
		if len(r.Services) == 0 || len(l) != 1 || l[0].Place.Province != geo.Ontario || l[0].Place.Center.IsZero() || l[0].Remote || l[0].Kind != data.Direct || r.At[0].LocationID == "" || recordPlace(r).Confidential {
			continue
		}
		r = clone(t, r)
		for i := range r.Services {
			r.Services[i].ServiceAreas = nil
		}
		if !isLimited(r) && l[0].Place.Radius == 0 {
			open = r
			limited = clone(t, r)
		}
	}
	if open == nil {
		t.Fatal("the sample has no such record")
	}
	place := recordPlace(limited)
	place.Exposure.Visibility = data.Limited
	place.Region = geo.Area{Kind: geo.AreaRegion, Label: data.Text{En: "a region", Fr: "une région"}, Province: geo.Ontario, Center: place.Point, Radius: 40 * geo.Kilometer}
	return limited, open
}

// recordPlace is the place of the only service.
func recordPlace(r *record.Record) *record.Location {
	for i := range r.Locations {
		if r.Locations[i].ID == r.At[0].LocationID {
			return &r.Locations[i]
		}
	}
	return &r.Locations[0]
}

func newAttacker(t *testing.T, near, far *record.Record) *attacker {
	t.Helper()
	x := &attacker{t: t, listing: near.At[0].ID, need: record.Publish(near)[0].Needs[0]}
	for i, r := range []*record.Record{near, far} {
		h := quiet(t, []*record.Record{r}, uint64(i))
		s := newSide(t, h, nil)
		t.Cleanup(s.run(t))
		if relais.Snapshot[data.Public](h.engine).Len() != 1 {
			t.Fatal("the public does not see the listing")
		}
		if i == 0 {
			x.a = s
		} else {
			x.b = s
		}
	}
	return x
}

// found asks both directories and holds the answers together. What is found only
// because a wish was given up does not count.
func (x *attacker) found(method, path, posted string) bool {
	x.t.Helper()
	x.asked++
	network := fmt.Sprintf("10.%d.%d.1", x.asked/256%256, x.asked%256)
	var with []string
	if posted != "" {
		with = []string{"Content-Type: application/json"}
	}
	r := request{name: path + " " + posted, raw: framed(method+" "+path+" HTTP/1.1", network, with, posted)}
	one, other := askBoth(x.t, x.a, x.b, &r)
	if d := Difference(one, other); d != "" {
		x.t.Fatalf("where the house is changes the %s of %s", d, r.name)
	}
	if !strings.HasPrefix(string(one), "HTTP/1.1 200") {
		x.t.Fatalf("%s: %.300s", r.name, one)
	}
	return bytes.Contains(one, []byte(x.listing)) && !bytes.Contains(one, []byte(`"relaxed":["max_distance"`))
}

// estimate measures from every origin and gives the point that fits best. How far
// all distances fall short by the same length is not known to the attacker, and
// left open: a radius would do that.
func (x *attacker) estimate(o oracle) geo.Point {
	x.t.Helper()
	var from []geo.Point
	var measured []float64
	for _, origin := range x.origins() {
		at := origin.point
		if o.name != "hsds proximity" {
			at = snapped(x.t, at)
		} else if start, err := x.a.engine.Gazetteer().Postal(origin.fsa); err == nil {
			at = start.Point
		}
		low, high := geo.Meters(0), 3000*geo.Kilometer
		for high-low > 50 {
			if middle := (low + high) / 2; o.within(x, origin, middle) {
				high = middle
			} else {
				low = middle
			}
		}
		if low > 0 { // an origin inside the region tells nothing
			from, measured = append(from, at), append(measured, float64(high))
		}
	}
	if len(from) < 4 {
		x.t.Fatalf("by %s only %d origins tell anything", o.name, len(from))
	}
	return fit(from, measured)
}

// origins lie all around, in Ontario and beyond.
func (x *attacker) origins() []origin {
	all := []origin{}
	for i, fsa := range []string{"P7B", "K1A", "N9A", "P3E", "L8P", "K7L", "N6A", "P0L"} {
		p := offset(geo.Point{Lat: 45, Lng: -80}, float64(i)*math.Pi/4, 500)
		all = append(all, origin{fsa, p})
	}
	return all
}

func snapped(t *testing.T, p geo.Point) geo.Point {
	t.Helper()
	c, err1 := geo.CellAt(p, 5)
	middle, err2 := c.Center()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return middle
}

// fit walks downhill from many starts, in ever smaller steps.
func fit(from []geo.Point, measured []float64) geo.Point {
	best, least := geo.Point{}, math.Inf(1)
	for lat := 42.0; lat <= 56; lat += 2 {
		for lng := -95.0; lng <= -72; lng += 2 {
			p := geo.Point{Lat: lat, Lng: lng}
			for step := 1.0; step > 1e-4; step /= 2 {
				for moved := true; moved; {
					p, moved = downhill(p, step, from, measured)
				}
			}
			if e := spread(p, from, measured); e < least {
				best, least = p, e
			}
		}
	}
	return best
}

func downhill(p geo.Point, step float64, from []geo.Point, measured []float64) (geo.Point, bool) {
	here := spread(p, from, measured)
	for _, d := range [][2]float64{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}} {
		if q := (geo.Point{Lat: p.Lat + step*d[0], Lng: p.Lng + step*d[1]}); spread(q, from, measured) < here {
			return q, true
		}
	}
	return p, false
}

// spread is how much the distances from p differ from the measured ones, but for
// what they all differ by.
func spread(p geo.Point, from []geo.Point, measured []float64) float64 {
	mean, sum := 0.0, 0.0
	off := make([]float64, len(from))
	for i := range from {
		off[i] = float64(geo.Distance(p, from[i])) - measured[i]
		mean += off[i] / float64(len(from))
	}
	for _, x := range off {
		sum += (x - mean) * (x - mean)
	}
	return sum
}

func offset(p geo.Point, bearing, km float64) geo.Point {
	return geo.Point{
		Lat: p.Lat + km/111.2*math.Cos(bearing),
		Lng: p.Lng + km/111.2*math.Sin(bearing)/math.Cos(p.Lat*math.Pi/180),
	}
}
