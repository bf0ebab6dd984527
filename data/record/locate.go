package record

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Locate completes the areas of r's locations from their addresses: the postal
// area, else the town, else the province, wherever no area was declared; the
// zone of a known place; and for the public region, where none was declared,
// the whole province.
//
// A confidential location gets its province and nothing finer: an area worked
// out from a secret address is not a declaration, and would narrow down where
// it is.
func Locate(r *Record, g *geo.Gazetteer) {
	for i := range r.Locations {
		locate(&r.Locations[i], g, r.Organization.Home)
	}
}

func locate(l *Location, g *geo.Gazetteer, home geo.Province) {
	if l.Type == Virtual {
		return
	}
	province := provinceOf(l, home)
	if l.Area.IsZero() && !l.Confidential {
		l.Area = areaOf(l.Address, province, g)
	}
	if l.Area.IsZero() {
		l.Area, _ = g.ProvinceArea(province) // an unknown province leaves the location without a place
	}
	if l.Region.IsZero() {
		l.Region, _ = g.ProvinceArea(province)
	}
	if at := l.place().Center; l.Zone == "" && !at.IsZero() {
		l.Zone, _ = g.ZoneAt(at, province) // an unknown zone leaves the hours unknown
	}
}

func provinceOf(l *Location, home geo.Province) geo.Province {
	for _, p := range []geo.Province{geo.Province(l.Address.Province), l.Area.Province, l.Region.Province} {
		if p.Valid() {
			return p
		}
	}
	return home
}

func areaOf(a data.Address, p geo.Province, g *geo.Gazetteer) geo.Area {
	if len(a.PostalCode) >= 3 {
		if area, ok := g.PostalArea(a.PostalCode[:3]); ok && area.Province == p {
			return area
		}
	}
	if area, ok := g.PlaceArea(a.City, p); ok {
		return area
	}
	return geo.Area{}
}
