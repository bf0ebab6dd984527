package sample

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// shelter adds the house whose place is secret: its address and point are
// sealed; staff search by the declared area, and the public learns of a large
// region at the most. Its telephone is often the office's.
func (d *draft) shelter() {
	l := record.Location{
		ID:            d.id(),
		Name:          pick(d.dice, d.texts.notes["house"]),
		Type:          record.Physical,
		Area:          d.declared(),
		Region:        d.region(),
		Zone:          d.zone,
		Accessibility: d.accessibility(),
		Confidential:  true,
		Exposure:      d.agreed(data.Visibility(d.dice.weighted([]int{45, 55}))),
	}
	if d.dice.chance(60) {
		l.Phones = []record.Phone{d.line}
	}
	d.house = l.ID
	d.record.Locations = append(d.record.Locations, l)
	point := d.hidden(l.Area)
	d.parts.Sites = map[data.ID]record.Site{l.ID: {Address: d.address(d.town, point), Point: point}}
}

// hidden is a point of the town that is not the middle of the declared area,
// where everybody would look first.
func (d *draft) hidden(declared geo.Area) geo.Point {
	point := d.point(d.town)
	for range 20 {
		if geo.Distance(point, declared.Center) >= 600 {
			break
		}
		point = d.point(d.town)
	}
	return point
}

// declared is where staff look for the house: its town, or the postal area
// around a town so small that it would give the house away.
func (d *draft) declared() geo.Area {
	if d.town.people >= 5000 {
		return d.town.area
	}
	if area, ok := d.land.postalArea(d.home, d.town.area.Center); ok && area.Radius > d.town.area.Radius {
		return area
	}
	return d.provinceArea()
}

// region is what the public may learn of the house: the province, or in the
// large provinces sometimes a large part of it.
func (d *draft) region() geo.Area {
	if d.dice.chance(70) {
		return d.provinceArea()
	}
	for _, r := range regions() {
		if r.Province == d.home && geo.Distance(r.Center, d.town.area.Center) < r.Radius-25*geo.Kilometer {
			return r
		}
	}
	return d.provinceArea()
}

// regions are parts of provinces, each with many towns, drawn as circles.
func regions() []geo.Area {
	region := func(p geo.Province, en, fr string, lat, lng float64, km geo.Meters) geo.Area {
		return geo.Area{
			Kind: geo.AreaRegion, Label: data.Text{En: en, Fr: fr}, Province: p,
			Center: geo.Point{Lat: lat, Lng: lng}, Radius: km * geo.Kilometer,
		}
	}
	return []geo.Area{
		region(geo.Ontario, "Southwestern Ontario", "Sud-Ouest de l’Ontario", 42.9, -81.4, 190),
		region(geo.Ontario, "Central Ontario", "Centre de l’Ontario", 43.9, -79.4, 150),
		region(geo.Ontario, "Eastern Ontario", "Est de l’Ontario", 45, -76.2, 190),
		region(geo.Ontario, "Northern Ontario", "Nord de l’Ontario", 49, -86, 800),
		region(geo.Quebec, "Western Quebec", "Ouest du Québec", 46.2, -75.5, 300),
		region(geo.Quebec, "Eastern Quebec", "Est du Québec", 48.6, -67.5, 450),
		region(geo.BritishColumbia, "Southern British Columbia", "Sud de la Colombie-Britannique", 49.6, -121, 400),
		region(geo.BritishColumbia, "Northern British Columbia", "Nord de la Colombie-Britannique", 55, -126, 600),
		region(geo.Alberta, "Southern Alberta", "Sud de l’Alberta", 51, -113.6, 250),
		region(geo.Alberta, "Northern Alberta", "Nord de l’Alberta", 56, -115, 450),
	}
}
