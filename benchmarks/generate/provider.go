package generate

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// draft is one record while it is drawn.
type draft struct {
	*Directory
	dice
	record   *record.Record
	town     *town
	exposure record.Exposure
}

// provider draws record i with so many services.
func (d *Directory) provider(i, services int) *record.Record {
	t := draft{Directory: d, dice: forRecords.dice(d.seed, i), record: &record.Record{Demo: true}}
	t.town = d.land.town(t.dice, ruralShare, northShare)
	t.exposure = t.agreement()
	t.organization()
	t.record.Services = make([]record.Service, 0, services)
	t.record.At = make([]record.ServiceAtLocation, 0, services)
	for range services {
		t.service()
	}
	return t.record
}

// The shares of things, in a hundred.
const (
	ruralShare  = 8  // providers in villages
	northShare  = 4  // providers in the far North
	sealedShare = 10 // services at a place that is not told
	onlineShare = 4  // services without a place
	bothShare   = 5  // services with a place that help by phone or online too
)

func (t *draft) organization() {
	name := "Provider " + t.town.Name + " (demo)"
	t.record.Organization = record.Organization{
		ID:       t.id(),
		Name:     data.Text{En: name, Fr: "Organisme " + t.town.Name + " (démo)"},
		Kind:     t.kind(),
		Home:     t.town.Province,
		Exposure: t.exposure,
		Verified: t.verified(),
	}
}

func (t *draft) kind() data.ProviderKind {
	if t.chance(92) {
		return data.Direct
	}
	return pick(t.dice, []data.ProviderKind{data.Indirect, data.Indirect, data.LawEnforcement, data.Government, data.Coalition})
}

// agreement is who may learn of the provider: of one in six, staff alone.
func (t *draft) agreement() record.Exposure {
	if t.chance(16) {
		return record.Exposure{}
	}
	agreed := record.Exposure{Visibility: data.Open, Consent: record.Consent{By: "demo", On: t.day(400), Evidence: "demo"}}
	if t.chance(12) {
		agreed.Visibility = data.Limited
	}
	return agreed
}

// day is a day of the n before now.
func (t *draft) day(n int) hours.Date { return hours.DateOf(t.at).AddDays(-t.IntN(n)) }

func (t *draft) verified() data.Verification {
	if t.chance(14) {
		return data.Verification{}
	}
	return data.Verification{On: hours.DateOf(t.at).AddDays(-int(min(2000, t.ExpFloat64()*220)))}
}

// service adds a service, and the place where it is given.
func (t *draft) service() {
	s := t.offer()
	at := record.ServiceAtLocation{ID: t.id(), ServiceID: s.ID}
	if t.chance(onlineShare) {
		s.Remote, s.ServiceAreas = true, nil
	} else {
		s.Remote = t.chance(bothShare)
		at.LocationID = t.place()
	}
	t.record.Services = append(t.record.Services, s)
	t.record.At = append(t.record.At, at)
}

// place gives the location of a service: mostly the office that the provider has
// already, for some a place of its own or one that is not told.
func (t *draft) place() data.ID {
	hidden := t.chance(sealedShare)
	if last := len(t.record.Locations) - 1; last >= 0 && !hidden && !t.record.Locations[last].Confidential && t.chance(70) {
		return t.record.Locations[last].ID
	}
	l := record.Location{
		ID: t.id(), Type: record.Physical, Zone: t.town.zone, Area: t.town.area,
		Region: t.land.provinces[t.town.Province], Exposure: t.exposure,
		Address: data.Address{City: t.town.Name, Province: string(t.town.Province), Country: "CA"},
	}
	if t.chance(75) {
		l.Accessibility = pick(t.dice, t.pools.access)
	}
	if hidden {
		l.Confidential, l.Area, l.Address = true, t.declared(), data.Address{}
	} else if !t.chance(3) { // of some, the town is all that is known
		l.Point = t.town.point(t.dice)
	}
	t.record.Locations = append(t.record.Locations, l)
	return l.ID
}

// declared is what staff learn of where a hidden place is.
func (t *draft) declared() geo.Area {
	switch {
	case t.chance(60):
		return t.town.area
	case t.chance(70) && !t.town.fsa.IsZero():
		return t.town.fsa
	}
	return t.land.provinces[t.town.Province]
}
