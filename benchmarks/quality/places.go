package quality

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// Named is a place as somebody types it.
type Named struct {
	Typed    string
	Province geo.Province // that is meant; "" where the community lies in two
	Group    string       // missing, north, town; asked: several places have the name, and the person is asked which
}

// ReadNames reads a table of names: tabs between the columns typed, province and
// group, under a line of headings; lines that begin with # are comments.
func ReadNames(r io.Reader) ([]Named, error) {
	table := csv.NewReader(r)
	table.Comma, table.Comment, table.LazyQuotes = '\t', '#', true
	table.FieldsPerRecord = 3
	rows, err := table.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("read the names: %w", errors.Join(err))
	}
	var all []Named
	for _, row := range rows[1:] {
		all = append(all, Named{row[0], geo.Province(row[1]), row[2]})
	}
	return all, nil
}

// Check says what is wrong with what the gazetteer makes of n, nil if nothing.
func (n Named) Check(g *geo.Gazetteer) (geo.Origin, error) {
	o, err := g.Place(n.Typed)
	if n.Group == "asked" {
		return n.choose(g, err)
	}
	if err != nil {
		return o, fmt.Errorf("%s: %w", n.Typed, err)
	}
	if n.Province != "" && o.Province != n.Province {
		return o, fmt.Errorf("%s is looked for in %q, and meant in %q", n.Typed, o.Province, n.Province)
	}
	return o, nil
}

// choose takes the choice in the province that is meant.
func (n Named) choose(g *geo.Gazetteer, err error) (geo.Origin, error) {
	problem, ok := errors.AsType[*bilingual.Problem](err)
	if !ok {
		return geo.Origin{}, fmt.Errorf("%s is not asked about: take it for a town", n.Typed)
	}
	for _, choice := range problem.Choices {
		if o, err := g.Place(choice.Input); err == nil && o.Province == n.Province {
			return o, nil
		}
	}
	return geo.Origin{}, fmt.Errorf("%s: none of the choices is in %s: %w", n.Typed, n.Province, err)
}

// PostalAreas lists every first three characters of a postal code, of all that
// Canada Post's letters allow, that the gazetteer knows.
func PostalAreas(g *geo.Gazetteer) []string {
	var all []string
	for _, first := range "ABCEGHJKLMNPRSTVXY" {
		for digit := range 10 {
			for _, third := range "ABCEGHJKLMNPRSTVWXYZ" {
				fsa := fmt.Sprintf("%c%d%c", first, digit, third)
				if _, ok := g.PostalArea(fsa); ok {
					all = append(all, fsa)
				}
			}
		}
	}
	return all
}

// Facility is one row of the Open Database of Healthcare Facilities that has
// coordinates.
type Facility struct {
	FSA      string
	City     string // folded
	Province geo.Province
	At       geo.Point
}

// ReadFacilities reads that database, leaving out rows without coordinates or
// with coordinates outside Canada (the file has lost some signs).
func ReadFacilities(r io.Reader) ([]Facility, error) {
	table := csv.NewReader(r)
	table.FieldsPerRecord = -1
	rows, err := table.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("read the facilities: %w", errors.Join(err))
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	code, city, province, lat, lng := column("postal_code"), column("city"), column("province"), column("latitude"), column("longitude")
	if min(code, city, province, lat, lng) < 0 {
		return nil, errors.New("read the facilities: a column is missing")
	}
	var all []Facility
	for _, row := range rows[1:] {
		y, errY := strconv.ParseFloat(row[lat], 64)
		x, errX := strconv.ParseFloat(row[lng], 64)
		if errY != nil || errX != nil || x > -50 || y < 41 {
			continue
		}
		f := Facility{City: bilingual.Fold(row[city]), Province: geo.Province(strings.ToUpper(row[province])), At: geo.Point{Lat: y, Lng: x}}
		if len(row[code]) == 6 {
			f.FSA = row[code][:3]
		}
		all = append(all, f)
	}
	return all, nil
}

// Offset is how far the gazetteer's point of a place is from the median of the
// facilities there.
type Offset struct {
	Typed      string
	Facilities int
	Away       geo.Meters
}

// Offsets measures each name for which facilities state the same town and
// province, the farthest first. A facility's address may use a name for a whole
// region, so that large values say where to look, not who is wrong.
func Offsets(names []Named, g *geo.Gazetteer, facilities []Facility) []Offset {
	var all []Offset
	for _, n := range names {
		o, err := n.Check(g)
		if err != nil {
			continue // TestNamesResolve reports it
		}
		town, _, _ := strings.Cut(n.Typed, ", ")
		var lats, lngs []float64
		for _, f := range facilities {
			if f.City == bilingual.Fold(town) && f.Province == o.Province {
				lats, lngs = append(lats, f.At.Lat), append(lngs, f.At.Lng)
			}
		}
		if len(lats) > 0 {
			middle := geo.Point{Lat: median(lats), Lng: median(lngs)}
			all = append(all, Offset{n.Typed, len(lats), geo.Distance(o.Point, middle)})
		}
	}
	slices.SortStableFunc(all, func(a, b Offset) int { return int(b.Away - a.Away) })
	return all
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
