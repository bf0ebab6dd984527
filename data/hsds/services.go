package hsds

import (
	"cmp"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Services makes fully nested HSDS services of listings of one audience: one
// for each service id, in the order of its first listing, with one
// service_at_location for each of its listings. The same listings give the same
// services.
//
// Ids of organizations, services and service_at_locations are the listings'
// own; those of all parts below are derived from them. A listing without a
// point has a location without latitude and longitude, whose area is an
// attribute. An address that is not complete is no address in HSDS: its known
// parts are attributes. What is not known is left out, never guessed.
func Services[A data.Audience](listings []data.Listing[A], terms *data.Terms) []Service {
	services := []Service{}
	at := map[data.ID]int{}
	groups := [][]*data.Listing[A]{}
	for i := range listings {
		l := &listings[i]
		n, ok := at[l.Service.ID]
		if !ok {
			n = len(groups)
			at[l.Service.ID] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], l)
	}
	for _, group := range groups {
		services = append(services, service(group, terms))
	}
	return services
}

// service makes one service of its listings. What belongs to the service is the
// same in all of them, except that a limited listing lacks much of it: the
// richest one speaks. Lines and hours belong to it where all share them.
func service[A data.Audience](group []*data.Listing[A], terms *data.Terms) Service {
	l := richest(group)
	id := string(l.Service.ID)
	d := &describer{terms: terms, owner: id}
	s := Service{
		ID:                 id,
		OrganizationID:     string(l.Organization.ID),
		Name:               d.words("name", l.Service.Name),
		Description:        d.words("description", l.Description),
		URL:                absoluteURL(l.URL),
		Email:              plainEmail(l.Email),
		Status:             string(cmp.Or(l.Status, data.Active)),
		ApplicationProcess: d.words("application_process", l.Application),
		FeesDescription:    d.words("fees_description", l.Fees),
		Alert:              alert(l),
		Organization:       organization(l, terms),
	}
	if !l.Verified.IsZero() {
		s.AssuredDate = l.Verified.String()
	}
	s.eligibility(d, l.Eligibility)
	s.languages(d, l.Languages, l.Interpretation)
	for i, document := range l.Documents {
		s.RequiredDocuments = append(s.RequiredDocuments, requiredDocument(id, i, document, terms))
	}
	for i, area := range l.ServiceAreas {
		s.ServiceAreas = append(s.ServiceAreas, serviceArea(id, i, area, terms))
	}
	describe(d, l)
	if staff, ok := l.StaffPart(); ok {
		s.staff(d, staff)
	}
	join(&s, d, group)
	s.Attributes = d.list
	return s
}

// richest is the listing that says most of its service; of several alike, the
// one with the lowest id.
func richest[A data.Audience](group []*data.Listing[A]) *data.Listing[A] {
	return slices.MinFunc(group, func(a, b *data.Listing[A]) int {
		return cmp.Or(cmp.Compare(richness(b), richness(a)), cmp.Compare(a.ID, b.ID))
	})
}

// richness counts what a limited listing leaves out of its service.
func richness[A data.Audience](l *data.Listing[A]) int {
	n := len(l.Documents) + len(l.ServiceAreas)
	for _, said := range []bool{
		!l.Description.IsZero(), !l.Application.IsZero(), !l.Fees.IsZero(), !l.Eligibility.Notes.IsZero(),
		l.URL != "", l.Email != "",
	} {
		if said {
			n++
		}
	}
	return n
}

func organization[A data.Audience](l *data.Listing[A], terms *data.Terms) *Organization {
	id := string(l.Organization.ID)
	d := &describer{terms: terms, owner: id}
	o := &Organization{ID: id, Name: d.words("name", l.Organization.Name)}
	if l.Kind != "" {
		d.term(LinkProviderKind, data.TermProviderKind, string(l.Kind), "")
	}
	o.Attributes = d.list
	return o
}

func (s *Service) eligibility(d *describer, e data.Eligibility) {
	s.EligibilityDescription = d.words("eligibility_description", e.Notes)
	if e.Ages.Stated {
		s.MinimumAge = &e.Ages.Min
		if e.Ages.Max != 0 {
			s.MaximumAge = &e.Ages.Max
		}
	}
	if e.Ages == (data.AgeRange{Stated: true}) {
		d.fact(FactAllAges, data.Yes.String())
	}
	for _, gender := range e.Genders {
		d.add(LinkGender, taxonomyGenders, string(gender), strings.ReplaceAll(string(gender), "_", "-"), "", "")
	}
	for _, population := range e.Exclusive {
		d.term(LinkExclusive, data.TermPopulation, population, "")
	}
}

// languages lists those spoken by staff; the standard leaves out what only an
// interpreter speaks.
func (s *Service) languages(d *describer, offered []data.LanguageOffered, any data.Tri) {
	var interpreted []string
	for _, l := range offered {
		term, _ := d.terms.Get(data.TermLanguage, l.Code)
		name := cmp.Or(term.Name.In(bilingual.En), l.Code)
		if l.Mode == data.ByInterpreter {
			d.term(LinkInterpreted, data.TermLanguage, l.Code, "")
			interpreted = append(interpreted, name)
			continue
		}
		s.Languages = append(s.Languages, Language{ID: string(DeriveID("language", s.ID, l.Code)), Name: name, Code: l.Code})
	}
	d.tri(FactInterpretation, any)
	switch {
	case any == data.Yes:
		s.InterpretationServices = "Interpretation is available. / Service d’interprétation offert."
	case len(interpreted) > 0:
		s.InterpretationServices = "Interpretation / interprétation : " + strings.Join(interpreted, ", ")
	}
}

// describe adds what the standard has no field for.
func describe[A data.Audience](d *describer, l *data.Listing[A]) {
	for _, need := range l.Needs {
		d.term(LinkNeed, data.TermNeed, need, "")
	}
	for _, p := range l.Populations {
		d.term(LinkPopulation, data.TermPopulation, p.Term, string(p.Level))
	}
	d.conditions(LinkBarrier, data.TermBarrier, l.Barriers)
	d.tri(FactSpecialized, l.Specialized)
	if l.Remote {
		d.fact(FactRemote, data.Yes.String())
	}
	if l.Intake.State != data.IntakeUnknown {
		value := string(l.Intake.State)
		if !l.Intake.Until.IsZero() {
			value += ";until=" + l.Intake.Until.String()
		}
		d.fact(FactIntake, value)
	}
	if l.Demo {
		d.fact(FactDemo, data.Yes.String())
	}
}

// alert says what is not as usual, for programs that read no attributes.
func alert[A data.Audience](l *data.Listing[A]) string {
	var said []string
	if l.Intake.State == data.IntakeNotAccepting {
		said = append(said, "Not accepting new people at present. / N’accueille personne de plus en ce moment.")
	}
	for _, c := range l.Hours.Changes {
		if c.Closed {
			said = append(said, "Closed / fermé : "+c.From.String()+" – "+c.Through.String()+".")
		}
	}
	return strings.Join(said, " ")
}

func (s *Service) staff(d *describer, inside *data.Staff) {
	for _, part := range []struct{ code, words, lang string }{
		{StaffProtocol, inside.Protocol.En, "en"}, {StaffProtocol, inside.Protocol.Fr, "fr"},
		{StaffNotes, inside.Notes.En, "en"}, {StaffNotes, inside.Notes.Fr, "fr"},
	} {
		if part.words != "" {
			d.add(LinkStaff, taxonomyStaff, part.code, part.code, part.words, part.lang)
		}
	}
	for _, c := range inside.Capacity {
		s.capacity(d, c)
	}
}

// capacity writes a count as HSDS's service_capacity, which must have one; a
// status without a count is an attribute of the service.
func (s *Service) capacity(d *describer, c data.Capacity) {
	if c.Available == nil {
		d.add(LinkCapacity, taxonomyCapacity, string(c.Status), string(c.Status), c.Unit, c.Updated.UTC().Format(time.RFC3339))
		return
	}
	id := string(DeriveID("service_capacity", s.ID, c.Unit, c.Population))
	of := &describer{terms: d.terms, owner: id}
	of.add(LinkCapacity, taxonomyCapacity, string(c.Status), string(c.Status), c.Unit, "")
	if c.Population != "" {
		of.term(LinkPopulation, data.TermPopulation, c.Population, "")
	}
	capacity := ServiceCapacity{
		ID:         id,
		Unit:       Unit{ID: string(DeriveID("unit", c.Unit)), Name: c.Unit},
		Available:  float64(*c.Available),
		Updated:    c.Updated.UTC().Format(time.RFC3339),
		Attributes: of.list,
	}
	if c.Maximum != nil {
		most := float64(*c.Maximum)
		capacity.Maximum = &most
	}
	s.Capacities = append(s.Capacities, capacity)
}

func requiredDocument(service string, i int, text data.Text, terms *data.Terms) RequiredDocument {
	id := string(DeriveID("required_document", service, strconv.Itoa(i)))
	d := &describer{terms: terms, owner: id}
	return RequiredDocument{ID: id, Document: d.words("document", text), Attributes: d.list}
}

// absoluteURL gives an address of the web as the standard wants it, or "" for
// what is none.
func absoluteURL(s string) string {
	if s == "" {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

func plainEmail(s string) string {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s {
		return ""
	}
	return s
}
