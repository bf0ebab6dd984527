package ingest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// service takes one service with its places into its organization's record.
func (h *harvest) service(src *source, organization string, wire *hsds.Service) error {
	if wire.ID == "" || strings.TrimSpace(wire.Name) == "" {
		h.refuse("service.name", "name_missing", bilingual.Text{En: "an id and a name", Fr: "un id et un nom"})
		return nil
	}
	if h.contradicts(organization, wire) {
		return nil
	}
	id, err := h.id(src, "service", wire.ID)
	if err != nil {
		return err
	}
	if src.service(id) == nil {
		src.record.Services = append(src.record.Services, record.Service{ID: id, Status: data.Active})
	}
	s := src.service(id)
	if !src.exported.service(*wire) {
		h.serviceFields(src, s, wire)
		h.saidOfService(s, wire, sayings(wire.Attributes))
		h.contacts(src, wire.Contacts)
		src.record.Demo = src.record.Demo || hsds.Fact(wire.Attributes, hsds.FactDemo) == "yes"
	}
	return h.places(src, id, wire, h.secret(s) || namesShelter(src.record.Organization.Name))
}

// contradicts rejects a service whose id the file has given to another one
// already: one of another organization, name or description.
func (h *harvest) contradicts(organization string, wire *hsds.Service) bool {
	is := said{line: h.line, organization: organization, name: wire.Name, description: wire.Description}
	first, ok := h.said[wire.ID]
	if !ok {
		h.said[wire.ID] = is
		return false
	}
	if is.line = first.line; is == first {
		return false
	}
	h.reject(Issue{
		Line: h.line, Column: "service.id", Code: "key_twice",
		Expected:   bilingual.Textf("an id of its own: line %d has another service with this one", "un id qui lui soit propre : la ligne %d a un autre service avec celui-ci", first.line),
		Suggestion: bilingual.Text{En: "remove one of the two, or give it another id", Fr: "retirez l’un des deux, ou donnez-lui un autre id"},
	})
	return true
}

// sayings are the attributes that our own exports write.
func sayings(attributes []hsds.Attribute) []hsds.Said {
	var said []hsds.Said
	for _, a := range attributes {
		if one, ok := a.Read(); ok {
			said = append(said, one)
		}
	}
	return said
}

// secret reports whether the places of a service are confidential because it is
// a shelter.
func (h *harvest) secret(s *record.Service) bool {
	if namesShelter(s.Name) {
		return true
	}
	violence := slices.ContainsFunc(s.Populations, func(p data.PopulationServed) bool { return h.hiding(p.Term) })
	return slices.ContainsFunc(s.Needs, func(need string) bool { return h.sheltering(need, violence) })
}

// secretAt gives the word on confidentiality that our own staff exports have of
// every listing, and without one what its service would have it be.
func secretAt(wire *hsds.ServiceAtLocation, secret bool) (confidential, decided bool) {
	sealed := false
	for _, said := range sayings(wire.Attributes) {
		decided = decided || said.Link == hsds.LinkStaff && said.Code == hsds.StaffVisibility
		sealed = sealed || said.Link == hsds.LinkStaff && said.Code == hsds.StaffSealed && said.Value == "address"
	}
	if decided {
		return sealed, true
	}
	return secret, false
}

func (h *harvest) serviceFields(src *source, s *record.Service, wire *hsds.Service) {
	mergeName(&s.Name, h.nameText(wire.Name, wire.Attributes))
	mergeText(&s.AlternateName, h.text(wire.AlternateName, nil, ""))
	mergeText(&s.Description, h.text(wire.Description, wire.Attributes, "description"))
	mergeText(&s.Application, h.text(wire.ApplicationProcess, wire.Attributes, "application_process"))
	mergeText(&s.Fees, h.text(wire.FeesDescription, wire.Attributes, "fees_description"))
	mergeText(&s.Eligibility.Notes, h.text(wire.EligibilityDescription, wire.Attributes, "eligibility_description"))
	s.URL = orElse(wire.URL, s.URL)
	s.Email = orElse(wire.Email, s.Email)
	if status := data.Status(wire.Status); slices.Contains([]data.Status{data.Active, data.Inactive, data.Defunct, data.TemporarilyClosed}, status) {
		s.Status = status
	}
	h.ages(s, wire)
	h.assured(s, wire.AssuredDate)
	if len(wire.Phones) > 0 {
		s.Phones = h.phoneLines("service.phones", wire.Phones)
	}
	if c := h.calendar("service.schedules", wire.Schedules, wire.Attributes); !c.IsZero() {
		s.Hours = c
	}
	h.spoken(s, wire)
	h.documents(s, wire)
	h.serviceAreas(s, wire.ServiceAreas)
	h.capacities(s, wire.Capacities)
	h.alert(s, wire)
}

func (h *harvest) ages(s *record.Service, wire *hsds.Service) {
	if wire.MinimumAge == nil && wire.MaximumAge == nil {
		return
	}
	ages := data.AgeRange{Stated: true}
	if wire.MinimumAge != nil {
		ages.Min = *wire.MinimumAge
	}
	if wire.MaximumAge != nil {
		ages.Max = *wire.MaximumAge
	}
	if ages.Min < 0 || ages.Max < 0 || ages.Max != 0 && ages.Min > ages.Max {
		h.say(Note, "service.minimum_age", "ages_reversed", "",
			bilingual.Text{En: "a highest age that is not below the lowest", Fr: "un âge maximal qui ne soit pas sous l’âge minimal"},
			bilingual.Text{En: "both left out", Fr: "les deux laissés de côté"})
		return
	}
	s.Eligibility.Ages = ages
}

func (h *harvest) assured(s *record.Service, day string) {
	if day == "" {
		return
	}
	on, err := hours.ParseDate(day)
	if err != nil || !h.env.Today.IsZero() && on.After(h.env.Today) {
		h.say(Note, "service.assured_date", "date_unreadable", day,
			bilingual.Text{En: "a past day such as 2026-11-22", Fr: "un jour passé, comme 2026-11-22"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
		return
	}
	s.Verified = data.Verification{On: on, By: h.Source, How: "import"}
}

func (h *harvest) calendar(column string, schedules []hsds.Schedule, attributes []hsds.Attribute) hours.Calendar {
	c, problems := hsds.Calendar(schedules, attributes)
	if !slices.Contains(hours.Provinces(), c.Province) {
		c.Province = "" // of another country, whose holidays nobody here knows
	}
	for _, err := range append(problems, c.Validate()...) {
		h.say(Note, column, "hours_unreadable", "",
			bilingual.Text{En: "hours as HSDS has them", Fr: "des heures comme HSDS les écrit"},
			bilingual.Textf("left out: %s", "laissées de côté : %s", wordsOf(err)))
	}
	if len(c.Validate()) > 0 {
		return hours.Calendar{}
	}
	return c
}

// wordsOf gives an error in both languages where it has them.
func wordsOf(err error) bilingual.Text {
	if p, ok := bilingual.AsProblem(err); ok {
		return p.Message
	}
	return bilingual.Same(err.Error())
}

// spoken reads the languages of staff.
func (h *harvest) spoken(s *record.Service, wire *hsds.Service) {
	var offered []data.LanguageOffered
	for _, l := range wire.Languages {
		term, err := h.env.Terms.Find(data.TermLanguage, orElse(l.Code, l.Name))
		if err != nil {
			term, err = h.env.Terms.Find(data.TermLanguage, l.Name)
		}
		if err != nil {
			h.say(Note, "service.languages", "language_unknown", orElse(l.Code, l.Name),
				bilingual.Text{En: "a language of the directory", Fr: "une langue du répertoire"},
				bilingual.Text{En: "left out", Fr: "laissée de côté"})
			continue
		}
		offered = append(offered, data.LanguageOffered{Code: term.ID, Mode: data.ByStaff})
	}
	for _, said := range sayings(wire.Attributes) {
		if said.Link == hsds.LinkInterpreted {
			offered = append(offered, data.LanguageOffered{Code: said.Code, Mode: data.ByInterpreter})
		}
	}
	if len(offered) > 0 {
		s.Languages = offered
	}
}

func (h *harvest) documents(s *record.Service, wire *hsds.Service) {
	var documents []data.Text
	for _, d := range wire.RequiredDocuments {
		if words := h.text(d.Document, d.Attributes, "document"); !words.IsZero() {
			documents = append(documents, words)
		}
	}
	if len(documents) > 0 {
		s.Documents = documents
	}
}

// alert keeps a passing remark for staff. Ours repeat what attributes say.
func (h *harvest) alert(s *record.Service, wire *hsds.Service) {
	if wire.Alert == "" || len(sayings(wire.Attributes)) > 0 {
		return
	}
	mergeText(&s.Notes, h.text(wire.Alert, nil, ""))
}

func (h *harvest) capacities(s *record.Service, list []hsds.ServiceCapacity) {
	var capacity []data.Capacity
	for _, wire := range list {
		updated, err := time.Parse(time.RFC3339, wire.Updated)
		if err != nil || wire.Unit.Name == "" || wire.Available < 0 || wire.Available > 1e6 {
			h.say(Note, "service.capacities", "capacity_unreadable", "",
				bilingual.Text{En: "a unit, a number and a time", Fr: "une unité, un nombre et un moment"},
				bilingual.Text{En: "left out", Fr: "laissée de côté"})
			continue
		}
		available := int(wire.Available)
		c := data.Capacity{Unit: wire.Unit.Name, Status: data.CapacityUnknown, Available: &available, Updated: updated.UTC(), By: h.Source, How: "import"}
		if wire.Maximum != nil && *wire.Maximum >= 0 && *wire.Maximum <= 1e6 {
			most := int(*wire.Maximum)
			c.Maximum = &most
		}
		for _, said := range sayings(wire.Attributes) {
			switch said.Link {
			case hsds.LinkCapacity:
				c.Status = data.CapacityStatus(said.Code)
			case hsds.LinkPopulation:
				c.Population = said.Code
			}
		}
		capacity = append(capacity, c)
	}
	if len(capacity) > 0 {
		s.Capacity = capacity
	}
}

// saidOfService reads what attributes say. A list that the file speaks of
// replaces the record's.
func (h *harvest) saidOfService(s *record.Service, wire *hsds.Service, said []hsds.Said) {
	var read record.Service
	for _, one := range said {
		h.saidOnce(&read, one)
	}
	h.foreign(&read, wire.Attributes)
	replace(&s.Needs, read.Needs)
	replace(&s.Populations, read.Populations)
	replace(&s.Barriers, read.Barriers)
	replace(&s.Eligibility.Genders, read.Eligibility.Genders)
	replace(&s.Eligibility.Exclusive, read.Eligibility.Exclusive)
	if len(s.Capacity) == 0 || len(read.Capacity) > 0 {
		s.Capacity = append(s.Capacity, read.Capacity...)
	}
	if read.Specialized != data.Unknown {
		s.Specialized = read.Specialized
	}
	if read.Interpretation != data.Unknown {
		s.Interpretation = read.Interpretation
	}
	s.Remote = s.Remote || read.Remote
	if read.Intake.State != data.IntakeUnknown {
		s.Intake = read.Intake
	}
	mergeText(&s.Protocol, read.Protocol)
	mergeText(&s.Notes, read.Notes)
}

func replace[T any](old *[]T, said []T) {
	if len(said) > 0 {
		*old = said
	}
}

// saidOnce reads one attribute of ours. A term that the directory does not know
// any more is noted and left out.
func (h *harvest) saidOnce(s *record.Service, said hsds.Said) {
	switch said.Link {
	case hsds.LinkNeed:
		if h.known(data.TermNeed, said.Code) {
			s.Needs = append(s.Needs, said.Code)
		}
	case hsds.LinkPopulation:
		if h.known(data.TermPopulation, said.Code) {
			level := data.Welcomes
			if said.Value == string(data.MadeFor) {
				level = data.MadeFor
			}
			s.Populations = append(s.Populations, data.PopulationServed{Term: said.Code, Level: level})
		}
	case hsds.LinkExclusive:
		if h.known(data.TermPopulation, said.Code) {
			s.Eligibility.Exclusive = append(s.Eligibility.Exclusive, said.Code)
		}
	case hsds.LinkGender:
		if gender, ok := genderOf(said.Code); ok {
			s.Eligibility.Genders = append(s.Eligibility.Genders, gender)
		}
	case hsds.LinkBarrier:
		if answer, ok := yesNo(said.Value); ok && h.known(data.TermBarrier, said.Code) {
			s.Barriers = append(s.Barriers, data.Condition{Term: said.Code, Answer: answer})
		}
	case hsds.LinkCapacity:
		if updated, err := time.Parse(time.RFC3339, said.Label); err == nil && said.Value != "" {
			s.Capacity = append(s.Capacity, data.Capacity{Unit: said.Value, Status: data.CapacityStatus(said.Code), Updated: updated.UTC(), By: h.Source, How: "import"})
		}
	case hsds.LinkStaff:
		saidToStaff(s, said)
	case hsds.LinkFact:
		saidAsFact(s, said)
	}
}

func saidToStaff(s *record.Service, said hsds.Said) {
	lang, _ := bilingual.ParseLang(said.Label)
	switch said.Code {
	case hsds.StaffProtocol:
		mergeText(&s.Protocol, text(lang, said.Value))
	case hsds.StaffNotes:
		mergeText(&s.Notes, text(lang, said.Value))
	}
}

func saidAsFact(s *record.Service, said hsds.Said) {
	answer, _ := yesNo(said.Value)
	switch said.Code {
	case hsds.FactSpecialized:
		s.Specialized = answer
	case hsds.FactInterpretation:
		s.Interpretation = answer
	case hsds.FactRemote:
		s.Remote = answer == data.Yes
	case hsds.FactIntake:
		state, until, _ := strings.Cut(said.Value, ";until=")
		s.Intake.State = data.IntakeState(state)
		if on, err := hours.ParseDate(until); err == nil {
			s.Intake.Until = on
		}
	}
}

func (h *harvest) known(kind data.TermKind, id string) bool {
	if _, ok := h.env.Terms.Get(kind, id); ok {
		return true
	}
	h.say(Note, "service.attributes", string(kind)+"_unknown", id,
		bilingual.Text{En: "a term of the directory", Fr: "un terme du répertoire"},
		bilingual.Text{En: "left out", Fr: "laissé de côté"})
	return false
}

// foreign reads other publishers' taxonomy terms, where a need or population of
// the directory has that name.
func (h *harvest) foreign(s *record.Service, attributes []hsds.Attribute) {
	for _, a := range attributes {
		if _, ours := a.Read(); ours || a.TaxonomyTerm == nil {
			continue
		}
		name := a.TaxonomyTerm.Name
		if term, err := h.env.Terms.Find(data.TermNeed, name); err == nil && name != "" {
			s.Needs = append(s.Needs, term.ID)
			h.readAs(name, term)
			continue
		}
		if term, err := h.env.Terms.Find(data.TermPopulation, name); err == nil && name != "" {
			s.Populations = append(s.Populations, data.PopulationServed{Term: term.ID, Level: data.Welcomes})
			h.readAs(name, term)
			continue
		}
		h.say(Note, "service.attributes", "term_unknown", name,
			bilingual.Text{En: "a need or population of the directory", Fr: "un besoin ou une population du répertoire"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
	}
}

func (h *harvest) readAs(name string, term data.Term) {
	h.say(Fix, "service.attributes", "term_read", name,
		bilingual.Text{En: "a term of the directory", Fr: "un terme du répertoire"}, term.Name)
}

// serviceAreas reads where callers may come from. An area that cannot be placed
// is kept by its name: a limit that we do not understand is still a limit.
func (h *harvest) serviceAreas(s *record.Service, list []hsds.ServiceArea) {
	var areas []geo.Area
	for _, wire := range list {
		area, ok := h.area(sayings(wire.Attributes), h.text(wire.Name, wire.Attributes, "name"), wire.URI)
		if !ok {
			area, ok = h.namedArea(wire)
		}
		if !ok {
			h.say(Note, "service.service_areas", "area_unknown", orElse(wire.Name, wire.Extent),
				bilingual.Text{En: "a province, a postal area, or Canada", Fr: "une province, un secteur postal, ou Canada"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
			continue
		}
		areas = append(areas, area)
	}
	replace(&s.ServiceAreas, areas)
}

func (h *harvest) namedArea(wire hsds.ServiceArea) (geo.Area, bool) {
	for _, words := range []string{wire.Extent, wire.Name} {
		if words == "" {
			continue
		}
		if area, err := h.areaNamed(words, ""); err == nil {
			return area, true
		}
	}
	return geo.Area{}, false
}

// area reads an area that our own exports write.
func (h *harvest) area(said []hsds.Said, label data.Text, uri string) (geo.Area, bool) {
	i := slices.IndexFunc(said, func(one hsds.Said) bool { return one.Link == hsds.LinkArea })
	if i < 0 {
		return geo.Area{}, false
	}
	a := geo.Area{Kind: geo.AreaKind(said[i].Code), Label: label, Province: geo.Province(said[i].Label)}
	if a.Province != "" && !a.Province.Valid() {
		return geo.Area{}, false
	}
	g := h.env.Gazetteer
	var known geo.Area
	switch a.Kind {
	case geo.AreaProvince:
		known, _ = g.ProvinceArea(geo.Province(said[i].Value))
	case geo.AreaPostal:
		known, _ = g.PostalArea(said[i].Value)
	case geo.AreaCountry:
		known = g.Country()
	}
	if !known.IsZero() {
		return known, true
	}
	center, radius, err := hsds.ParseGeoURI(orElse(uri, said[i].Value))
	a.Center, a.Radius = center, radius
	return a, err == nil && a.Kind != ""
}

func (h *harvest) phoneLines(column string, list []hsds.Phone) []record.Phone {
	var lines []record.Phone
	for _, wire := range list {
		line, ok := readPhone(wire.Number)
		if !ok {
			h.say(Note, column, "phone_unreadable", wire.Number,
				bilingual.Text{En: "ten digits, and an extension where there is one", Fr: "dix chiffres, et un poste s’il y en a un"},
				bilingual.Text{En: "kept as written", Fr: "gardé tel quel"})
		}
		if wire.Extension != nil {
			line.Extension = strconv.FormatFloat(*wire.Extension, 'f', -1, 64)
		}
		line.Type = phoneType(wire.Type)
		line.Description = h.text(wire.Description, wire.Attributes, "description")
		line.AllHours = hsds.Fact(wire.Attributes, hsds.FactAllHours) == "yes"
		internal := hsds.Fact(wire.Attributes, hsds.FactInternalLine) == "yes"
		lines = append(lines, record.Phone{Phone: line, Public: !internal})
	}
	return lines
}

// phoneType keeps the standard's types that the directory knows; a cell or
// video line is a voice line.
func phoneType(s string) data.PhoneType {
	if t := data.PhoneType(strings.ToLower(s)); slices.Contains([]data.PhoneType{data.TextLine, data.Fax, data.Textphone}, t) {
		return t
	}
	return ""
}
