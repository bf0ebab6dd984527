package ingest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hsds"
)

// airsOrganization puts an agency into the standard's shape.
func (h *harvest) airsOrganization(a *airsAgency) *hsds.Organization {
	h.passedOverAIRS("Agency", a.Rest)
	o := &hsds.Organization{
		ID: a.Key, Name: strings.TrimSpace(a.Name), Description: strings.TrimSpace(a.Description),
		Phones: airsPhones(a.Phones), Contacts: airsContacts(a.Contacts),
		Website: airsFirst(a.URLs), Email: airsFirst(a.Emails),
	}
	for _, aka := range a.AKA {
		if o.AlternateName == "" && !airsYes(aka.Confidential) {
			o.AlternateName = strings.TrimSpace(aka.Name)
		}
	}
	for i := range a.Sites {
		h.airsSite(o, &a.Sites[i], a.Info)
	}
	return o
}

// airsSite adds the services of a site. A site without any has nobody to be
// found for, and is left out.
func (h *harvest) airsSite(o *hsds.Organization, site *airsSite, info airsInfo) {
	h.passedOverAIRS("Site", site.Rest)
	if airsYes(site.Deleted) {
		h.deletedThere("Site")
		return
	}
	if len(site.Services) == 0 {
		h.say(Note, "Site", "site_without_service", "",
			bilingual.Text{En: "a site with a service", Fr: "un lieu où un service est offert"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
	}
	for i := range site.Services {
		if s := &site.Services[i]; airsYes(s.Deleted) {
			h.deletedThere("SiteService")
		} else {
			o.Services = append(o.Services, h.airsService(o, site, s, info))
		}
	}
}

func (h *harvest) airsService(o *hsds.Organization, site *airsSite, s *airsService, info airsInfo) hsds.Service {
	h.passedOverAIRS("SiteService", s.Rest)
	key := orElse(s.Key, site.Key+"/"+s.Name)
	wire := hsds.Service{
		ID: key, OrganizationID: o.ID, Name: strings.TrimSpace(orElse(s.Name, orElse(site.Name, o.Name))),
		Description: strings.TrimSpace(s.Description), Status: s.Status,
		URL: airsFirst(site.URLs), Email: airsFirst(site.Emails),
		FeesDescription: strings.TrimSpace(s.Fees), EligibilityDescription: airsJoined(s.Eligibility),
		AssuredDate: orElse(s.Info.Verified, info.Verified), Phones: airsPhones(s.Phones),
	}
	for _, step := range s.Applications {
		wire.ApplicationProcess = airsJoined([]string{wire.ApplicationProcess, step.Step, step.Description})
	}
	for _, paper := range s.Documents {
		if words := airsJoined([]string{paper.Document, paper.Description}); words != "" {
			wire.RequiredDocuments = append(wire.RequiredDocuments, hsds.RequiredDocument{Document: words})
		}
	}
	for _, spoken := range slices.Concat(s.Languages, site.Languages) {
		for _, name := range spoken.Names {
			if !slices.ContainsFunc(wire.Languages, func(l hsds.Language) bool { return l.Name == name }) {
				wire.Languages = append(wire.Languages, hsds.Language{Name: name})
			}
		}
	}
	h.airsLimits(&wire, s)
	for _, codes := range s.Taxonomy {
		for _, code := range codes.Codes {
			wire.Attributes = append(wire.Attributes, hsds.Attribute{TaxonomyTerm: &hsds.TaxonomyTerm{Name: strings.TrimSpace(code), Taxonomy: "AIRS"}})
		}
	}
	wire.ServiceAtLocations = []hsds.ServiceAtLocation{h.airsPlace(key, site, s)}
	return wire
}

// airsLimits reads who is served, and from where.
func (h *harvest) airsLimits(wire *hsds.Service, s *airsService) {
	for _, ages := range s.Ages {
		if n, err := strconv.ParseFloat(ages.Minimum, 64); err == nil && wire.MinimumAge == nil {
			wire.MinimumAge = &n
		}
		if n, err := strconv.ParseFloat(ages.Maximum, 64); err == nil && wire.MaximumAge == nil {
			wire.MaximumAge = &n
		}
	}
	for _, area := range s.Areas {
		for _, name := range slices.Concat(area.ZipCodes, area.Cities, area.Counties, area.States, area.Countries) {
			if name = strings.TrimSpace(name); name != "" {
				wire.ServiceAreas = append(wire.ServiceAreas, hsds.ServiceArea{Name: name})
			}
		}
	}
}

// airsPlace says where the service is. What the file marks as confidential is
// sealed; so is every place of a shelter, by its code or by its name.
func (h *harvest) airsPlace(key string, site *airsSite, s *airsService) hsds.ServiceAtLocation {
	at := hsds.ServiceAtLocation{
		ID: key, Phones: airsPhones(site.Phones), Contacts: airsContacts(site.Contacts),
		Schedules: airsSchedules(slices.Concat(s.Open, site.Open)),
	}
	if site.Physical == nil && len(site.Spatial) == 0 || site.Nowhere != nil {
		return at
	}
	at.Location = &hsds.Location{ID: orElse(site.Key, key), LocationType: "physical", Name: strings.TrimSpace(site.Name)}
	if words := strings.TrimSpace(site.Accessible); words != "" {
		at.Location.Accessibility = []hsds.Accessibility{{Description: words}}
	}
	secret := airsHousing(s)
	if a := site.Physical; a != nil {
		secret = secret || airsYes(a.Confidential) || a.Withheld != ""
		at.Location.Addresses = []hsds.Address{{
			Address1: a.Line1, Address2: a.Line2, City: a.City, StateProvince: a.State,
			PostalCode: a.ZipCode, Country: airsCountry(a.Country), AddressType: "physical",
		}}
	}
	for _, point := range site.Spatial {
		lat, err1 := strconv.ParseFloat(point.Latitude, 64)
		lng, err2 := strconv.ParseFloat(point.Longitude, 64)
		if err1 == nil && err2 == nil && at.Location.Latitude == nil {
			at.Location.Latitude, at.Location.Longitude = &lat, &lng
		}
	}
	if secret {
		at.Attributes = hsds.Sealed()
	}
	return at
}

// airsHousing reports whether a code of the taxonomy lies in its part on housing
// and shelter, whose first letters are BH.
func airsHousing(s *airsService) bool {
	return slices.ContainsFunc(s.Taxonomy, func(t airsCodes) bool {
		return slices.ContainsFunc(t.Codes, func(code string) bool { return strings.HasPrefix(strings.ToUpper(strings.TrimSpace(code)), "BH") })
	})
}

func airsCountry(s string) string {
	switch bilingual.Fold(s) {
	case "", "ca", "can", "canada":
		return "CA"
	case "us", "usa", "united states", "etats unis":
		return "US"
	}
	return strings.ToUpper(strings.TrimSpace(s))
}

// airsPhones reads lines; one that is withheld has no number to keep.
func airsPhones(list []airsPhone) []hsds.Phone {
	var lines []hsds.Phone
	for _, p := range list {
		if strings.TrimSpace(p.Number) == "" {
			continue
		}
		line := hsds.Phone{Number: airsJoined([]string{p.Number, airsExtension(p.Extension)}), Type: airsPhoneType(p), Description: strings.TrimSpace(orElse(p.Function, p.Description))}
		if airsYes(p.Confidential) {
			line.Attributes = hsds.Internal()
		}
		lines = append(lines, line)
	}
	return lines
}

func airsExtension(s string) string {
	if s = strings.TrimSpace(s); s != "" {
		s = "ext. " + s
	}
	return s
}

func airsPhoneType(p airsPhone) string {
	words := bilingual.Fold(p.Type + " " + p.Function + " " + p.Description)
	switch {
	case strings.Contains(words, "fax"), strings.Contains(words, "telecop"):
		return "fax"
	case strings.Contains(words, "tty"), strings.Contains(words, "tdd"), strings.Contains(words, "ats"):
		return "textphone"
	case strings.Contains(words, "text"), strings.Contains(words, "sms"):
		return "text"
	}
	return "voice"
}

func airsContacts(list []airsContact) []hsds.Contact {
	var people []hsds.Contact
	for _, c := range list {
		people = append(people, hsds.Contact{Name: strings.TrimSpace(c.Name), Title: strings.TrimSpace(c.Title), Email: airsFirst(c.Emails), Phones: airsPhones(c.Phones)})
	}
	return people
}

func airsFirst(list []airsNoted) string {
	for _, n := range list {
		if s := strings.TrimSpace(n.Address); s != "" {
			return s
		}
	}
	return ""
}

func airsJoined(parts []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return strings.TrimSpace(s) == "" }), " ")
}

// airsSchedules gives the hours of a week: days with equal hours together.
func airsSchedules(open []airsOpen) []hsds.Schedule {
	var list []hsds.Schedule
	for _, o := range open {
		for _, day := range []struct {
			code  string
			hours []airsDay
		}{
			{"SU", o.Sunday}, {"MO", o.Monday}, {"TU", o.Tuesday}, {"WE", o.Wednesday}, {"TH", o.Thursday}, {"FR", o.Friday}, {"SA", o.Saturday},
		} {
			for _, d := range day.hours {
				for i := range min(len(d.From), len(d.To)) {
					list = openOn(list, day.code, clockOf(d.From[i]), clockOf(d.To[i]))
				}
			}
		}
	}
	return list
}

// clockOf cuts seconds and zone off a time of XML Schema: "09:00:00-05:00".
func clockOf(s string) string {
	s = strings.TrimSpace(s)
	return s[:min(len(s), len("09:00"))]
}

func openOn(list []hsds.Schedule, day, from, to string) []hsds.Schedule {
	for i := range list {
		if list[i].OpensAt == from && list[i].ClosesAt == to {
			if !strings.Contains(list[i].ByDay, day) {
				list[i].ByDay += "," + day
			}
			return list
		}
	}
	return append(list, hsds.Schedule{Freq: "WEEKLY", ByDay: day, OpensAt: from, ClosesAt: to})
}
