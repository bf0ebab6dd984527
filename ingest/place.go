package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// place is where a row says that it is.
type place struct {
	address  data.Address
	point    geo.Point
	province geo.Province
	abroad   bool // in another country, and said so
}

// empty reports whether a row says nothing of where it is but its province.
func (p place) empty() bool { return p.address == (data.Address{}) && p.point.IsZero() }

// sealedFields are those whose values a report on a confidential row withholds.
func sealedFields() []string {
	return []string{"address_1", "address_2", "city", "postal_code", "latitude", "longitude", "area",
		"contact_name", "contact_phone", "contact_email", "internal_phone", "protocol", "notes"}
}

// hideSuggestion replaces a suggestion that could repeat a withheld value.
func hideSuggestion(severity Severity, said bilingual.Text) bilingual.Text {
	if severity == Note {
		return said
	}
	return bilingual.Text{En: "look at the cell in the file", Fr: "regardez la case dans le fichier"}
}

// place reads and checks address and coordinates.
func (r *reader) place(w *row) place {
	p := place{address: data.Address{
		Line1: r.named(w.get("address_1")),
		Line2: w.get("address_2"),
		City:  r.named(w.get("city")),
	}}
	r.country(w, &p)
	r.province(w, &p)
	r.postalCode(w, &p)
	r.coordinates(w, &p)
	p.complete()
	return p
}

// complete adds province and country to an address that has anything at all.
func (p *place) complete() {
	if p.address == (data.Address{}) && p.point.IsZero() || p.abroad {
		return
	}
	p.address.Province, p.address.Country = string(p.province), "CA"
}

// named writes a name as the mapping wants it.
func (r *reader) named(s string) string {
	if r.m.TitleCase {
		return titleCase(s)
	}
	return s
}

func (r *reader) country(w *row, p *place) {
	switch said := bilingual.Fold(w.get("country")); said {
	case "", "ca", "can", "canada":
	case "us", "usa", "united states", "etats unis":
		p.address.Country, p.abroad = "US", true
	default:
		p.abroad = true
		p.address.Country = strings.ToUpper(w.get("country"))
		if len(said) != 2 {
			p.address.Country, p.abroad = "", false
			r.note(w, "country", "country_unreadable",
				bilingual.Text{En: "two letters, as in ISO 3166-1", Fr: "deux lettres, comme dans l’ISO 3166-1"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
		}
	}
}

func (r *reader) province(w *row, p *place) {
	said := w.get("province")
	if said == "" || p.abroad {
		return
	}
	province, err := geo.ParseProvince(said)
	if err != nil {
		r.note(w, "province", "province_unreadable",
			bilingual.Text{En: "a province or territory, by code or name", Fr: "une province ou un territoire, par code ou par nom"},
			bilingual.Text{En: "left out", Fr: "laissée de côté"})
		return
	}
	p.province = province
}

// postalCode reads a postal code, repairs what is certain, and goes on without
// one that cannot be read.
func (r *reader) postalCode(w *row, p *place) {
	said := w.get("postal_code")
	if said == "" || p.abroad {
		return
	}
	code, repaired, ok := readPostalCode(said)
	if !ok {
		r.note(w, "postal_code", "postal_code_unreadable",
			bilingual.Text{En: "letter digit letter digit letter digit", Fr: "lettre chiffre lettre chiffre lettre chiffre"},
			bilingual.Text{En: "left out; the town places the row", Fr: "laissé de côté; la ville situe la ligne"})
		return
	}
	if repaired {
		r.fix(w, "postal_code", "postal_code_repaired",
			bilingual.Text{En: "letter digit letter digit letter digit", Fr: "lettre chiffre lettre chiffre lettre chiffre"},
			bilingual.Same(code))
	}
	p.address.PostalCode = code
	area, known := r.env.Gazetteer.PostalArea(code[:3])
	if !known || p.province != "" && area.Province != "" && area.Province != p.province {
		r.note(w, "postal_code", "postal_code_doubtful",
			bilingual.Text{En: "a postal code of that province", Fr: "un code postal de cette province"},
			bilingual.Text{En: "kept, but not used to place the row", Fr: "gardé, mais pas utilisé pour situer la ligne"})
	}
}

// readPostalCode gives "M5V 2T6", or "M5V" for the first three characters alone.
// O, I and L where a digit must be, and 0 and 1 where a letter must be, are
// repaired; L and I stand for 1 alike, and a 1 that must be a letter is not
// certain.
func readPostalCode(s string) (code string, repaired, ok bool) {
	compact := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '.' {
			return -1
		}
		return r
	}, strings.ToUpper(s))
	if len(compact) != 6 && len(compact) != 3 {
		return "", false, false
	}
	b := []byte(compact)
	for i, c := range b {
		digit := i%2 == 1
		switch {
		case digit && c == 'O':
			b[i], repaired = '0', true
		case digit && (c == 'I' || c == 'L'):
			b[i], repaired = '1', true
		case digit && (c < '0' || c > '9'), !digit && !postalLetter(c, i == 0):
			return "", false, false
		}
	}
	if len(b) == 3 {
		return string(b), repaired, true
	}
	return string(b[:3]) + " " + string(b[3:]), repaired, true
}

// postalLetter: Canada Post uses neither D, F, I, O, Q and U, nor W and Z in
// front.
func postalLetter(c byte, first bool) bool {
	if c < 'A' || c > 'Z' || strings.IndexByte("DFIOQU", c) >= 0 {
		return false
	}
	return !first || c != 'W' && c != 'Z'
}

// coordinates reads a point and refuses the row where it cannot be true: a
// wrong point sends people to the wrong place, while a missing one is only
// approximate.
func (r *reader) coordinates(w *row, p *place) {
	latitude, longitude := w.get("latitude"), w.get("longitude")
	if latitude == "" && longitude == "" {
		return
	}
	lat, ok1 := r.degrees(w, "latitude")
	lng, ok2 := r.degrees(w, "longitude")
	if !ok1 || !ok2 {
		return
	}
	if lat == 0 && lng == 0 {
		r.note(w, "latitude", "coordinates_zero",
			bilingual.Text{En: "coordinates, or nothing", Fr: "des coordonnées, ou rien"},
			bilingual.Text{En: "left out: 0, 0 lies in the Atlantic", Fr: "laissées de côté : 0, 0 est dans l’Atlantique"})
		return
	}
	if lat == lng {
		if lng > 0 {
			r.positive(w, p, geo.Point{Lat: lat, Lng: lng})
		}
		r.stop(w, "longitude", "coordinates_equal",
			bilingual.Text{En: "a longitude that is not the latitude", Fr: "une longitude qui n’est pas la latitude"},
			bilingual.Text{En: "look up the longitude, or empty both cells", Fr: "cherchez la longitude, ou videz les deux cases"})
		return
	}
	at, err := geo.NewPoint(lat, lng)
	if err != nil {
		r.stop(w, "latitude", "coordinates_out_of_range",
			bilingual.Text{En: "degrees: -90 to 90, and -180 to 180", Fr: "des degrés : de -90 à 90, et de -180 à 180"},
			bilingual.Text{En: "correct them, or empty both cells", Fr: "corrigez-les, ou videz les deux cases"})
		return
	}
	if p.abroad || r.inCanada(w, p, at) {
		p.point = at
	}
}

// degrees reads one coordinate. One that is missing or no number stops the row.
func (r *reader) degrees(w *row, field string) (float64, bool) {
	n, comma, ok := number(w.get(field))
	if !ok {
		r.stop(w, field, "coordinate_unreadable",
			bilingual.Text{En: "both coordinates, as numbers", Fr: "les deux coordonnées, en nombres"},
			bilingual.Text{En: "correct it, or empty both cells", Fr: "corrigez-la, ou videz les deux cases"})
		return 0, false
	}
	if comma {
		r.fix(w, field, "decimal_comma",
			bilingual.Text{En: "a decimal point", Fr: "un point décimal"},
			bilingual.Same(strconv.FormatFloat(n, 'f', -1, 64)))
	}
	return n, true
}

// inCanada checks that a point lies where the row says.
func (r *reader) inCanada(w *row, p *place, at geo.Point) bool {
	if at.Lng > 0 {
		r.positive(w, p, at)
		return false
	}
	there, ok := r.env.Gazetteer.ProvinceAt(at)
	switch {
	case ok && (p.province == "" || there == p.province):
		if p.province == "" {
			p.province = there
		}
		return true
	case p.province != "" && r.near(at, p.province, borderTolerance):
		if ok && !r.near(at, p.province, outlineError) {
			r.note(w, "longitude", "point_across_border",
				bilingual.Textf("a point in %s", "un point en %s", string(p.province)),
				bilingual.Textf("kept, close to the border of %s; check it", "gardé, près de la limite de %s; vérifiez-le", string(there)))
		}
		return true
	case !ok && p.province == "":
		r.stop(w, "longitude", "point_outside_canada",
			bilingual.Text{En: "a point in Canada, or the country", Fr: "un point au Canada, ou le pays"},
			bilingual.Text{En: "correct the coordinates, or empty both cells", Fr: "corrigez les coordonnées, ou videz les deux cases"})
		return false
	}
	r.stop(w, "longitude", "point_outside_province",
		bilingual.Textf("a point within %d km of %s", "un point à moins de %d km de : %s", int(borderTolerance.Kilometers()), p.province.Name()),
		bilingual.Text{En: "correct the coordinates or the province, or empty both cells", Fr: "corrigez les coordonnées ou la province, ou videz les deux cases"})
	return false
}

// positive stops a row whose longitude has lost its minus.
func (r *reader) positive(w *row, p *place, at geo.Point) {
	suggestion := bilingual.Text{En: "correct it, or empty both cells", Fr: "corrigez-la, ou videz les deux cases"}
	if mirrored := (geo.Point{Lat: at.Lat, Lng: -at.Lng}); p.province != "" && r.near(mirrored, p.province, borderTolerance) {
		suggestion = bilingual.Same(strconv.FormatFloat(mirrored.Lng, 'f', -1, 64))
	}
	r.stop(w, "longitude", "longitude_positive",
		bilingual.Text{En: "a negative longitude: Canada lies west of Greenwich", Fr: "une longitude négative : le Canada est à l’ouest de Greenwich"}, suggestion)
}

// borderTolerance is how far outside its province a point may lie. Addresses
// given to a wrong place are usually hundreds of kilometres off; sites on
// islands and peninsulas that the outlines simplify away are within this.
const borderTolerance = 50 * geo.Kilometer

// outlineError is how far the outlines of the provinces may be off, with a
// margin: within it, a point on the wrong side of a border river is not worth a
// note.
const outlineError = 5 * geo.Kilometer

// near reports whether some part of the province lies within reach of a point:
// the point itself, or one of 16 on each of five rings around it.
func (r *reader) near(at geo.Point, province geo.Province, reach geo.Meters) bool {
	for ring := 0.0; ring <= 5; ring++ {
		for step := range 16 {
			probe := offset(at, geo.Meters(ring/5)*reach, float64(step)*math.Pi/8)
			if there, ok := r.env.Gazetteer.ProvinceAt(probe); ok && there == province {
				return true
			}
			if ring == 0 {
				break
			}
		}
	}
	return false
}

// offset moves a point by a short distance in a direction, in radians from
// north. It is right to a hundredth at these distances, which is enough to look
// around.
func offset(p geo.Point, by geo.Meters, direction float64) geo.Point {
	angle := float64(by/geo.EarthRadius) * 180 / math.Pi
	lat := p.Lat + angle*math.Cos(direction)
	lng := p.Lng + angle*math.Sin(direction)/max(math.Cos(p.Lat*math.Pi/180), 0.01)
	return geo.Point{Lat: min(max(lat, -90), 90), Lng: min(max(lng, -180), 180)}
}

// areaNamed reads the name of an area: three characters of a postal code, a
// province, "Canada", or a town of the province.
func (r *reader) areaNamed(words string, province geo.Province) (geo.Area, error) {
	g := r.env.Gazetteer
	if bilingual.Fold(words) == "canada" {
		return g.Country(), nil
	}
	if p, err := geo.ParseProvince(words); err == nil {
		area, _ := g.ProvinceArea(p)
		return area, nil
	}
	if code, _, ok := readPostalCode(words); ok {
		if area, ok := g.PostalArea(code[:3]); ok {
			return area, nil
		}
	}
	if area, ok := g.PlaceArea(words, province); ok {
		return area, nil
	}
	return geo.Area{}, fmt.Errorf("no such area")
}
