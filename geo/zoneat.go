package geo

import (
	"github.com/relais-directory/relais/data/bilingual"
)

// anchor is a place whose time zone is known, and how far it speaks for what
// lies around it.
type anchor struct {
	point Point
	reach Meters
	zone  string
}

// zoneDefaults are the zones that most of each province keeps.
var zoneDefaults = map[Province]string{
	Alberta:                 "America/Edmonton",
	BritishColumbia:         "America/Vancouver",
	Manitoba:                "America/Winnipeg",
	NewBrunswick:            "America/Moncton",
	NewfoundlandAndLabrador: "America/St_Johns",
	NovaScotia:              "America/Halifax",
	NorthwestTerritories:    "America/Inuvik",
	Nunavut:                 "America/Iqaluit",
	Ontario:                 "America/Toronto",
	PrinceEdwardIsland:      "America/Halifax",
	Quebec:                  "America/Toronto",
	Saskatchewan:            "America/Regina",
	Yukon:                   "America/Whitehorse",
}

func (g *Gazetteer) loadAnchors() error {
	g.anchors = make(map[Province][]anchor)
	t := openTable("zones.tsv", "province", "place", "lat", "lng", "reach_km", "zone", "why")
	for t.next() {
		a := anchor{point: t.point("lng"), reach: Meters(t.number("reach_km")) * Kilometer, zone: t.text("zone")}
		if _, ok := zoneFiles[a.zone]; !ok || a.point.IsZero() {
			t.fail("a zone's row needs a point and a Canadian zone")
		}
		g.anchors[t.province()] = append(g.anchors[t.province()], a)
	}
	return t.err
}

// ZoneAt gives the IANA name of the time zone that is kept at p. A stated
// province is believed; "" means the one that ProvinceAt finds. The zero Point
// gives the zone of most of the province.
//
// It knows the province's zone, the legal lines (90° west in Ontario, the
// Natashquan in Quebec, Labrador), and for the towns and communities that keep
// another time a table of places (tables/zones.tsv), of which the nearest within
// its reach decides. Between two such places it may be wrong for a farm, not for
// a town.
func (g *Gazetteer) ZoneAt(p Point, prov Province) (string, error) {
	if !p.onEarth() {
		return "", problemPoint()
	}
	if prov == "" {
		prov, _ = g.ProvinceAt(p)
	}
	zone, ok := zoneDefaults[prov]
	if !ok {
		return "", problemNoZone()
	}
	if p.IsZero() {
		return zone, nil
	}
	if anchored, ok := g.anchoredZone(p, prov); ok {
		return anchored, nil
	}
	return zoneByLine(p, prov, zone), nil
}

// anchoredZone gives the zone of the nearest anchor that reaches p.
func (g *Gazetteer) anchoredZone(p Point, prov Province) (string, bool) {
	zone, nearest := "", Meters(-1)
	for _, a := range g.anchors[prov] {
		away := Distance(p, a.point)
		if away <= a.reach && (nearest < 0 || away < nearest) {
			zone, nearest = a.zone, away
		}
	}
	return zone, nearest >= 0
}

// zoneByLine applies the lines on the map that divide a province.
func zoneByLine(p Point, prov Province, otherwise string) string {
	switch {
	case prov == Ontario && p.Lng < -90: // Ontario's Time Act
		return "America/Winnipeg"
	case prov == Quebec && p.Lng > -61.8 && p.Lat > 49.8: // east of the Natashquan River
		return "America/Blanc-Sablon"
	case prov == NewfoundlandAndLabrador && inAtlanticLabrador(p):
		return "America/Goose_Bay"
	}
	return otherwise
}

// inAtlanticLabrador is true of Labrador but for its south-eastern coast, from
// L'Anse-au-Clair to Norman Bay, which keeps the island's time.
func inAtlanticLabrador(p Point) bool {
	return p.Lat >= 53.0 || p.Lat >= 51.9 && p.Lng < -57.3
}

func problemNoZone() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound,
		Code: "zone_not_known",
		Message: bilingual.Text{
			En: "the time zone of a point outside Canada is not known",
			Fr: "le fuseau horaire d’un point hors du Canada n’est pas connu",
		},
		Hint: bilingual.Text{En: "State the province or the time zone.", Fr: "Indiquez la province ou le fuseau horaire."},
	}
}
