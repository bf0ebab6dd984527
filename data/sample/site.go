package sample

import (
	"fmt"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

func missingTown(p geo.Province, name string) error {
	return fmt.Errorf("the gazetteer has no place %s in %s", name, p)
}

// buffalo is the one town abroad, across the Niagara.
func buffalo() town {
	name := bilingual.Same("Buffalo")
	return town{name: name, people: 270_000, area: geo.Area{
		Kind: geo.AreaPlace, Label: bilingual.Same("Buffalo, NY"), Center: geo.Point{Lat: 42.8864, Lng: -78.8784}, Radius: 10 * geo.Kilometer,
	}}
}

// namesTown reports whether a text would tell the town.
func namesTown(t data.Text) bool {
	return strings.Contains(t.En, "{town}") || strings.Contains(t.Fr, "town}")
}

// settle gives the organization its places: an office or two, and a house whose
// place is secret. Some shelters have no office.
func (d *draft) settle(needs []string, confidential bool) {
	if !confidential || d.first || d.dice.chance(65) {
		d.office("site", d.town)
	}
	if len(needs) >= 4 && len(d.offices) > 0 && d.country == "" && d.dice.chance(30) {
		d.office("site", d.second())
	}
	if confidential {
		d.shelter()
	}
}

// second is the town of a second office: the same, or another of the province.
func (d *draft) second() town {
	if d.home == "" || d.dice.chance(60) {
		return d.town
	}
	return d.land.draw(d.dice, d.home)
}

// office adds a place with an address.
func (d *draft) office(kind string, t town) {
	point := d.point(t)
	l := record.Location{
		ID:            d.id(),
		Type:          record.Physical,
		Address:       d.address(t, point),
		Point:         point,
		Area:          t.area,
		Region:        d.provinceArea(),
		Zone:          d.zone,
		Accessibility: d.accessibility(),
		Exposure:      d.exposure,
	}
	if len(d.offices) > 0 || d.dice.chance(30) {
		l.Name = pick(d.dice, d.texts.notes[kind])
	}
	if d.exposure.Visibility == data.Open && d.dice.chance(4) {
		l.Exposure = d.agreed(data.Limited)
	}
	if t.province == d.home && d.country == "" && d.home != "" {
		l.Zone = d.zoneOf(seat{home: d.home, town: t})
	}
	d.offices = append(d.offices, l.ID)
	d.record.Locations = append(d.record.Locations, l)
}

func (d *draft) provinceArea() geo.Area {
	switch {
	case d.country != "":
		return geo.Area{
			Kind: geo.AreaRegion, Label: data.Text{En: "Niagara border, United States", Fr: "Frontière du Niagara, États-Unis"},
			Center: d.town.area.Center, Radius: 100 * geo.Kilometer,
		}
	case d.home == "":
		return d.land.country
	}
	return d.land.provinces[d.home]
}

func (d *draft) point(t town) geo.Point {
	if t.province == "" {
		return roundPoint(geo.Point{Lat: t.area.Center.Lat + 0.02, Lng: t.area.Center.Lng + 0.01})
	}
	return d.land.scatter(d.dice, t)
}

// address is an invented one: a street that bears a made-up name, and only the
// first half of a postal code.
func (d *draft) address(t town, p geo.Point) data.Address {
	a := data.Address{Line1: d.street(t.province), City: t.name.En, Province: string(t.province), Country: "CA"}
	if t.province == "" {
		a.Province, a.Country = "NY", "US"
		return a
	}
	if t.province == geo.Quebec {
		a.City = t.name.Fr
	}
	if area, ok := d.land.postalArea(t.province, p); ok {
		a.PostalCode = area.Code
	}
	if d.dice.chance(25) {
		a.Line2 = fmt.Sprintf("%s %d", map[bool]string{true: "bureau", false: "Unit"}[t.province == geo.Quebec], d.dice.between(2, 310))
	}
	return a
}

func (d *draft) street(p geo.Province) string {
	name, number := pick(d.dice, d.texts.proper), d.dice.between(1, 990)
	if p == geo.Quebec {
		return fmt.Sprintf("%d, %s %s", number, pick(d.dice, []string{"rue", "avenue", "chemin", "boulevard", "montée"}), of(name.Fr))
	}
	return fmt.Sprintf("%d %s %s", number, name.En, pick(d.dice, []string{"Street", "Avenue", "Road", "Lane", "Crescent", "Drive"}))
}
