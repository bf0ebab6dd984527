package ranking

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// outlineDoubt is how wrong the outlines of the provinces may be (package geo).
const outlineDoubt = 3 * geo.Kilometer

// abroadReach is how far beyond the outlines a point outside Canada is still
// said to concern a province: a call from the other bank of a boundary river.
const abroadReach = 25 * geo.Kilometer

// limitsDoubt is how far beyond the circle of a town its police may still be
// competent: a circle is drawn around where people live, and a municipality's
// limits often lie farther out.
const limitsDoubt = 10 * geo.Kilometer

// whereabouts is an origin with every province that it may lie in.
type whereabouts struct {
	geo.Origin
	provinces []geo.Province // in the order of their codes
	town      string         // folded English label of the town that the origin names, "" for none
}

// locate finds the provinces that o may lie in. A postal area and a named place
// lie in the province that they state, but for the communities of the border
// table; of a point, the outlines may be wrong by outlineDoubt; a cell may reach
// over a border.
func (j *Jurisdictions) locate(o geo.Origin) whereabouts {
	at := whereabouts{Origin: o, town: townOf(o)}
	if o.Province != "" {
		at.add(o.Province)
	}
	if o.Kind == geo.OriginPoint || o.Kind == geo.OriginCell {
		for _, p := range j.provincesAround(o.Point, o.Radius+outlineDoubt) {
			at.add(p)
		}
	}
	if len(at.provinces) == 0 {
		for _, p := range j.provincesAround(o.Point, o.Radius+abroadReach) {
			at.add(p)
		}
	}
	for _, b := range j.borders {
		if b.holds(o) {
			for _, p := range b.provinces {
				at.add(p)
			}
		}
	}
	slices.Sort(at.provinces)
	return at
}

func (w *whereabouts) add(p geo.Province) {
	if !slices.Contains(w.provinces, p) {
		w.provinces = append(w.provinces, p)
	}
}

// townOf is the town that an origin names: itself, or the one that its postal
// area belongs to, "M5V (Toronto, ON)". A rural area belongs to no town.
func townOf(o geo.Origin) string {
	label := o.Label.En
	switch {
	case o.Kind == geo.OriginPlace:
	case o.Kind == geo.OriginPostal && !o.Approximate:
		_, label, _ = strings.Cut(label, "(")
		label = strings.TrimSuffix(label, ")")
	default:
		return ""
	}
	return bilingual.Fold(label)
}

// provincesAround looks on eight circles of 24 points each, out to r, for
// provinces.
func (j *Jurisdictions) provincesAround(p geo.Point, r geo.Meters) []geo.Province {
	var found []geo.Province
	for ring := 0; ring <= 8; ring++ {
		for turn := range 24 {
			at := beside(p, r*geo.Meters(ring)/8, float64(turn)*math.Pi/12)
			if province, ok := j.gazetteer.ProvinceAt(at); ok && !slices.Contains(found, province) {
				found = append(found, province)
			}
		}
	}
	return found
}

// beside is the point so far from p towards an angle in radians from north, on a
// plane that touches the earth there: good enough to look around.
func beside(p geo.Point, away geo.Meters, angle float64) geo.Point {
	const degree = math.Pi / 180
	reach := float64(away/geo.EarthRadius) / degree
	east := max(math.Cos(p.Lat*degree), 0.01)
	return geo.Point{Lat: p.Lat + reach*math.Cos(angle), Lng: p.Lng + reach*math.Sin(angle)/east}
}

// settled reports whether the one province is known.
func (w *whereabouts) settled() bool { return len(w.provinces) == 1 && w.Province != "" }

// inProvince says whether the origin lies in p.
func (w *whereabouts) inProvince(p geo.Province) data.Verdict {
	switch {
	case !slices.Contains(w.provinces, p):
		return data.Fails
	case w.settled():
		return data.Meets
	}
	return data.Unsure
}

// within says whether the declared areas of l hold the origin, and why. Without
// any, a seat in another province fails, and all else is not known.
func (w *whereabouts) within(l *data.Listing[data.Staff]) (data.Verdict, Reason) {
	if len(l.ServiceAreas) == 0 {
		if p := l.Region(); p != "" && !slices.Contains(w.provinces, p) {
			return data.Fails, Reason{}
		}
		return data.Unsure, Reason{En: "Its area is not stated: ask", Fr: "Son territoire n’est pas indiqué\u00a0: demandez"}
	}
	return w.withinAny(l.ServiceAreas)
}

// withinAny takes the best verdict of several areas: one that holds the origin is
// enough.
func (w *whereabouts) withinAny(areas []geo.Area) (data.Verdict, Reason) {
	verdict, why := data.Fails, Reason{}
	for _, area := range areas {
		switch w.covered(area) {
		case data.Meets:
			return data.Meets, bilingual.Textf("Serves %s", "Dessert %s", servedName(area))
		case data.Unsure:
			if verdict == data.Fails {
				verdict = data.Unsure
				why = bilingual.Textf("Serves %s, which may take in where the person is: ask",
					"Dessert %s, ce qui peut comprendre l’endroit où se trouve la personne\u00a0: demandez", servedName(area))
			}
		}
	}
	return verdict, why
}

// covered says whether one area holds the origin. A province is compared as
// such, a postal area by its code, a town by its name; the circle around a town
// settles nothing, since it does not follow the town's limits. Only the circle
// of a region is the area itself. An area never leaves the province that it
// states.
func (w *whereabouts) covered(a geo.Area) data.Verdict {
	switch {
	case a.Kind == geo.AreaCountry:
		return w.inCountry()
	case a.Kind == geo.AreaProvince:
		return w.inProvince(cmp.Or(a.Province, geo.Province(a.Code)))
	case a.Province != "" && len(w.provinces) > 0 && !slices.Contains(w.provinces, a.Province):
		return data.Fails
	case a.Kind == geo.AreaPostal && w.FSA != "" && a.Code != "":
		return verdictOf(w.FSA == a.Code)
	case a.Kind == geo.AreaPlace && w.town != "" && w.town == bilingual.Fold(a.Label.En):
		return data.Meets
	case a.Center.IsZero():
		return data.Unsure
	}
	return w.circled(a)
}

func (w *whereabouts) inCountry() data.Verdict {
	if w.Province != "" {
		return data.Meets
	}
	return data.Unsure
}

// circled compares the circle of a with the circle of the origin.
func (w *whereabouts) circled(a geo.Area) data.Verdict {
	d, reach := geo.Distance(w.Point, a.Center), a.Radius
	if a.Kind == geo.AreaPlace || a.Kind == geo.AreaPoint {
		reach += limitsDoubt
	}
	switch {
	case d-w.Radius > reach:
		return data.Fails
	case a.Kind == geo.AreaRegion && d+w.Radius <= reach && w.settled():
		return data.Meets
	}
	return data.Unsure
}

// withinPolygon says whether the origin lies in an area drawn in p: all of where
// the person may be, or a part of it, or none. The drawing is believed to the
// metre: whoever drew it knows the limits better than any circle.
func (w *whereabouts) withinPolygon(drawn geo.Polygon, p geo.Province) data.Verdict {
	if drawn.IsZero() || !slices.Contains(w.provinces, p) {
		return data.Fails
	}
	inside, edge := drawn.Contains(w.Point), drawn.EdgeDistance(w.Point)
	switch {
	case edge < w.Radius:
		return data.Unsure
	case inside:
		return data.Meets
	}
	return data.Fails
}

func drawnFor(v data.Verdict) Reason {
	if v == data.Meets {
		return Reason{En: "Serves the area drawn for it", Fr: "Dessert le secteur tracé pour lui"}
	}
	return Reason{
		En: "The area drawn for it may take in where the person is: ask",
		Fr: "Le secteur tracé pour lui peut comprendre l’endroit où se trouve la personne\u00a0: demandez",
	}
}

// elsewhere reports whether every area states a province, and none of them the
// origin's.
func (w *whereabouts) elsewhere(areas []geo.Area) bool {
	here := func(a geo.Area) bool { return a.Province == "" || a.Province == w.Province }
	return len(areas) > 0 && !slices.ContainsFunc(areas, here)
}

// distanceTo is how far the nearest declared area of l is, by its middle; its
// seat where no area has one.
func (w *whereabouts) distanceTo(l *data.Listing[data.Staff]) geo.Meters {
	nearest := w.distanceToAny(l.ServiceAreas)
	if nearest == nowhere && !l.Place.Center.IsZero() {
		return geo.Distance(w.Point, l.Place.Center)
	}
	return nearest
}

func (w *whereabouts) distanceToAny(areas []geo.Area) geo.Meters {
	nearest := nowhere
	for _, a := range areas {
		if !a.Center.IsZero() {
			nearest = min(nearest, geo.Distance(w.Point, a.Center))
		}
	}
	return nearest
}

// border is a community that lies in more than one province.
type border struct {
	center    geo.Point
	radius    geo.Meters
	provinces []geo.Province
	fsas      []string
}

// holds reports whether o may lie in the community. A postal area does if it is
// named, a place if its middle lies there.
func (b *border) holds(o geo.Origin) bool {
	if o.Kind == geo.OriginPostal {
		return slices.Contains(b.fsas, o.FSA)
	}
	reach := b.radius
	if o.Kind == geo.OriginCell {
		reach += o.Radius
	}
	return geo.Distance(o.Point, b.center) <= reach
}
