package sample

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// police makes the law-enforcement agencies, each with at least one contact and
// a reporting protocol.
func (b *builder) police() {
	agencies := 0
	for _, row := range policeCounts() {
		agencies += row.count
	}
	contacts := contactCounts(b.dice, agencies, policeContacts)
	for _, row := range policeCounts() {
		for i := range row.count {
			if b.err == nil {
				b.agency(row.group, row.home, i, contacts[0])
			}
			contacts = contacts[1:]
		}
	}
}

// contactCounts splits total contacts over n agencies: one to five each.
func contactCounts(d dice, n, total int) []int {
	counts := make([]int, n)
	for i := range counts {
		counts[i] = 1
	}
	for left := total - n; left > 0; {
		if i := d.IntN(n); counts[i] < 5 {
			counts[i]++
			left--
		}
	}
	return counts
}

// agency makes the i-th police agency of a group in a province. The first federal
// one is the division, above the detachments.
func (b *builder) agency(group string, p geo.Province, i, contacts int) {
	if group == "federal" && i == 0 {
		group = "division"
	}
	t := b.policeTown(group, p, i)
	b.policed[group+t.area.Label.En] = true
	d := b.beginAuthority(t, group, data.LawEnforcement)
	s := d.authorityService("police-reporting")
	s.ServiceAreas = d.policeAreas(group, i)
	if group == "nation" {
		s.Populations = []data.PopulationServed{{Term: "first-nations", Level: data.MadeFor}}
	}
	protocol := pick(d.dice, d.texts.notes["policeprotocol"])
	if d.dice.chance(60) {
		d.seal(s.ID, protocol)
	} else {
		s.Protocol = protocol
	}
	for range contacts {
		d.parts.Contacts = append(d.parts.Contacts, d.contact("policetitle"))
	}
	d.record.Services = append(d.record.Services, s)
	d.finish()
}

// childProtection makes the child-protection authorities.
func (b *builder) childProtection() {
	for _, row := range childCounts() {
		for i := range row.count {
			if b.err != nil {
				return
			}
			b.childAuthority(b.townFor(row.home, i), row.until, i, row.count)
		}
	}
}

func (b *builder) childAuthority(t town, until float64, i, count int) {
	d := b.beginAuthority(t, "child", data.ChildProtection)
	s := d.authorityService("child-protection")
	s.Eligibility.Ages = data.AgeRange{Stated: true, Max: until}
	s.Populations = []data.PopulationServed{
		{Term: "minors", Level: data.MadeFor}, {Term: "child-sexual-exploitation", Level: data.Welcomes},
	}
	s.ServiceAreas = d.childAreas(i, count)
	s.Protocol = pick(d.dice, d.texts.notes["childprotocol"])
	d.parts.Contacts = []data.Contact{d.contact("title")}
	d.record.Services = append(d.record.Services, s)
	d.finish()
}

// beginAuthority makes the organization of an authority and its office. Half of
// them have agreed to be found by the public.
func (b *builder) beginAuthority(t town, group string, kind data.ProviderKind) *draft {
	d := b.begin(seat{home: t.province, town: t, profile: b.authorityProfile(kind)})
	d.lead()
	if group == "nation" {
		d.leadNation(b.nationAt(t))
	}
	d.languages = d.spoken()
	d.exposure = d.agreed(pick(b.dice, []data.Visibility{data.Open, data.Internal}))
	name := d.authorityName(group)
	d.domain = domain(name.En)
	d.line = d.publicLine("Intake line")
	d.line.AllHours = true
	d.record.Organization = record.Organization{
		ID: d.id(), Name: data.Text{En: name.En + " (demo)", Fr: name.Fr + " (démo)"},
		Description: d.setting.fill(pick(b.dice, b.texts.authorities.abouts[group])),
		Kind:        kind, Home: d.home, URL: "https://" + d.domain + "/",
		Phones: []record.Phone{d.line}, Exposure: d.exposure, Verified: d.verification(),
	}
	d.office("site", t)
	return d
}

// authorityProfile says what the drawing of details needs to know of an
// authority: it serves everybody in its area.
func (b *builder) authorityProfile(kind data.ProviderKind) *profile {
	return &profile{name: string(kind), kind: kind, populations: shares{[]string{"-"}, []int{1}}}
}

func (d *draft) authorityName(group string) data.Text {
	var name data.Text
	for range 60 {
		name = d.setting.fill(pick(d.dice, d.texts.authorities.names[group]))
		if !d.names[name.En] {
			break
		}
		d.rename()
	}
	if d.names[name.En] {
		proper := pick(d.dice, d.texts.proper)
		name = data.Text{En: name.En + " (" + proper.En + ")", Fr: name.Fr + " (" + capital(proper.Fr) + ")"}
	}
	d.names[name.En] = true
	return name
}

// authorityService is the one service of an authority, at its office, day and
// night.
func (d *draft) authorityService(need string) record.Service {
	s := record.Service{
		ID:             d.id(),
		Name:           d.texts.services[need].names[0],
		Description:    pick(d.dice, d.texts.services[need].abouts),
		Status:         data.Active,
		Intake:         data.Intake{State: data.IntakeAccepting},
		Needs:          []string{need},
		Languages:      d.languages,
		Interpretation: data.Tri(d.dice.weighted([]int{40, 60, 0})),
		Remote:         d.remote(need),
		Hours:          hours.Calendar{Always: true, Province: string(d.home)},
		Exposure:       d.exposure,
		Verified:       d.verification(),
	}
	d.place(&s, d.offices)
	return s
}
