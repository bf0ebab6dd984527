package geo

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/relais-directory/relais/data/bilingual"
)

// Gazetteer knows the postal areas, places, provinces and time zones of Canada.
// It is immutable: any number of goroutines may share one.
type Gazetteer struct {
	towns     []town
	names     map[string][]int32 // folded name to towns
	keys      []string           // the keys of names, sorted, for misspellings
	postal    map[string]postalArea
	own       *PostalTable // the operator's full codes, nil without any
	aliases   map[string][]alias
	outlines  []outline
	edges     edges // of the outlines
	latitudes []spot
	provinces map[Province]Area
	country   Area
	anchors   map[Province][]anchor
}

// Place is a town, village, community or neighbourhood of the gazetteer.
type Place struct {
	Name       string   `json:"name"`
	Province   Province `json:"province"`
	Point      Point    `json:"point"`
	Population int      `json:"population,omitempty"` // 0 when not known; some figures are ten years old
}

// Load parses the embedded tables: once, at the start of a program. It fails
// only if the tables themselves are damaged.
func Load() (*Gazetteer, error) {
	g, err := load()
	if err != nil {
		return nil, fmt.Errorf("load gazetteer: %w", err)
	}
	return g, nil
}

// load fills the gazetteer in the order in which its parts need one another:
// the labels of postal areas are taken from the places. The outlines need
// nothing, so they are read beside the rest.
func load() (*Gazetteer, error) {
	g := &Gazetteer{}
	outlines := make(chan error, 1)
	go func() { outlines <- g.loadOutlines() }()
	err := errors.Join(g.loadTables(), <-outlines)
	if err != nil {
		return nil, err
	}
	g.latitudes = spotsOf(g.towns)
	g.measureProvinces()
	return g, nil
}

func (g *Gazetteer) loadTables() error {
	if err := g.loadTowns(); err != nil {
		return err
	}
	if err := g.loadAliases(); err != nil {
		return err
	}
	if err := g.loadPostal(); err != nil {
		return err
	}
	return g.loadAnchors()
}

// Places yields every place, in the order of the tables.
func (g *Gazetteer) Places() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for i := range g.towns {
			if !yield(g.towns[i].Place) {
				return
			}
		}
	}
}

// farFromTown is the distance from which "near" would be untrue.
const farFromTown = 50 * Kilometer

// farFromCanada is the distance from any place beyond which a point outside the
// provinces is not described by a Canadian place at all. (The loneliest points
// of the Arctic islands, which are inside one, may be farther.)
const farFromCanada = 300 * Kilometer

// At starts a search from an exact point. Its label names the nearest place,
// with the distance where that is far; its Province is "" outside Canada, which
// is allowed: somebody may call from across the border.
func (g *Gazetteer) At(p Point) (Origin, error) {
	if !p.onEarth() || p.IsZero() {
		return Origin{}, problemPoint()
	}
	province, _ := g.ProvinceAt(p)
	return Origin{Kind: OriginPoint, Label: g.labelAt(p, province), Point: p, Province: province}, nil
}

// Cell starts a search from the middle of an H3 cell; the person may be
// anywhere within its circumradius.
func (g *Gazetteer) Cell(c Cell) (Origin, error) {
	center, err := c.Center()
	if err != nil {
		return Origin{}, err
	}
	radius, err := c.circumradius(center)
	if err != nil {
		return Origin{}, err
	}
	o, err := g.At(center)
	if err != nil {
		return Origin{}, err
	}
	o.Kind, o.Approximate, o.Radius = OriginCell, true, radius
	return o, nil
}

func (g *Gazetteer) labelAt(p Point, province Province) bilingual.Text {
	near, away := g.nearest(p)
	name := near.label()
	switch {
	case away <= farFromTown:
		return bilingual.Text{En: "near " + name.En, Fr: "près " + bilingual.De(name.Fr)}
	case province == "" && away > farFromCanada:
		return bilingual.Text{En: "a point outside Canada", Fr: "un point hors du Canada"}
	}
	km := int(math.Round(away.Kilometers()/10) * 10)
	return bilingual.Text{
		En: fmt.Sprintf("about %d km from %s", km, name.En),
		Fr: fmt.Sprintf("à environ %d km %s", km, bilingual.De(name.Fr)),
	}
}

// measureProvinces draws a circle around the places and postal areas of each
// province and around all of them.
func (g *Gazetteer) measureProvinces() {
	g.provinces = make(map[Province]Area, len(provinceNames))
	for _, row := range provinceNames {
		center, radius := g.around(row.code)
		g.provinces[row.code] = Area{
			Kind: AreaProvince, Code: string(row.code), Label: row.name,
			Province: row.code, Center: center, Radius: radius,
		}
	}
	center, radius := g.around("")
	g.country = Area{Kind: AreaCountry, Code: "CA", Label: bilingual.Same("Canada"), Center: center, Radius: radius}
}

// around gives the middle of all places of a province ("" for all), and the
// distance to the farthest, with 25 km more for what no table lists.
func (g *Gazetteer) around(p Province) (Point, Meters) {
	var sum vector
	for i := range g.towns {
		if p == "" || g.towns[i].Province == p {
			sum = sum.plus(g.towns[i].vector)
		}
	}
	center := sum.point()
	var radius Meters
	for i := range g.towns {
		if p == "" || g.towns[i].Province == p {
			radius = max(radius, Distance(center, g.towns[i].Point))
		}
	}
	return center, radius + 25*Kilometer
}

// ProvinceArea gives a whole province: every place of the gazetteer in it lies
// within the radius.
func (g *Gazetteer) ProvinceArea(p Province) (Area, bool) {
	a, ok := g.provinces[p]
	return a, ok
}

// Country gives Canada as an area.
func (g *Gazetteer) Country() Area { return g.country }
