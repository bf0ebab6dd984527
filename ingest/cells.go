package ingest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// cellsOf gives what a listing says, as the cells of Template in lang. What its
// audience may not see is not in the listing, and so in no cell. Texts have both
// their languages.
func cellsOf[A data.Audience](l *data.Listing[A], terms *data.Terms, lang bilingual.Lang) map[string]string {
	c := cells{of: map[string]string{}, terms: terms, lang: lang}
	c.of["listing_id"] = string(l.ID)
	c.text("organization_name", l.Organization.Name)
	c.of["kind"] = c.term(data.TermProviderKind, string(l.Kind))
	c.text("service_name", l.Service.Name)
	c.text("description", l.Description)
	c.text("eligibility", l.Eligibility.Notes)
	c.text("application", l.Application)
	c.text("fees", l.Fees)
	c.list("needs", data.TermNeed, l.Needs)
	c.populations(l.Populations)
	c.list("exclusive", data.TermPopulation, l.Eligibility.Exclusive)
	c.who(l.Eligibility)
	c.languages(l.Languages)
	c.list("barriers", data.TermBarrier, met(l.Barriers))
	c.list("accessibility", data.TermAccessibility, met(l.Accessibility))
	c.of["specialized"] = c.answer(l.Specialized)
	c.of["interpretation"] = c.answer(l.Interpretation)
	c.of["remote"] = c.answer(data.TriOf(l.Remote))
	if l.Hours.Always {
		c.of["always_open"] = c.answer(data.Yes)
	}
	c.place(l.Place, l.Address)
	c.areas(l.ServiceAreas)
	c.phones(l.Phones)
	c.of["email"], c.of["url"] = l.Email, l.URL
	c.of["status"], c.of["intake"] = string(l.Status), string(l.Intake.State)
	if !l.Verified.IsZero() {
		c.of["verified_on"] = l.Verified.String()
	}
	if inside, ok := l.StaffPart(); ok {
		c.inside(inside)
	}
	return c.of
}

// cells are the cells of one listing in the making.
type cells struct {
	of    map[string]string
	terms *data.Terms
	lang  bilingual.Lang
}

func (c *cells) text(field string, t data.Text) {
	c.of[field+"_en"], c.of[field+"_fr"] = t.En, t.Fr
}

// term gives a term by its name, or by its id where the name would not be found
// again.
func (c *cells) term(kind data.TermKind, id string) string {
	term, ok := c.terms.Get(kind, id)
	if !ok {
		return id
	}
	name := term.Name.In(c.lang)
	if found, err := c.terms.Find(kind, name); err != nil || found.ID != id || strings.ContainsAny(name, ";|\n") {
		return id
	}
	return name
}

func (c *cells) list(field string, kind data.TermKind, ids []string) {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = c.term(kind, id)
	}
	c.of[field] = joined(names)
}

func joined(values []string) string { return strings.Join(values, "; ") }

func (c *cells) populations(served []data.PopulationServed) {
	var welcome, made []string
	for _, p := range served {
		if p.Level == data.MadeFor {
			made = append(made, p.Term)
		} else {
			welcome = append(welcome, p.Term)
		}
	}
	c.list("populations", data.TermPopulation, welcome)
	c.list("made_for", data.TermPopulation, made)
}

func (c *cells) who(e data.Eligibility) {
	var genders []string
	for _, g := range e.Genders {
		genders = append(genders, string(g))
	}
	c.of["genders"] = joined(genders)
	if e.Ages.Stated {
		c.of["minimum_age"] = decimal(e.Ages.Min)
		if e.Ages.Max != 0 {
			c.of["maximum_age"] = decimal(e.Ages.Max)
		}
	}
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (c *cells) languages(offered []data.LanguageOffered) {
	var staff, interpreted []string
	for _, l := range offered {
		if l.Mode == data.ByInterpreter {
			interpreted = append(interpreted, l.Code)
		} else {
			staff = append(staff, l.Code)
		}
	}
	c.list("languages", data.TermLanguage, staff)
	c.list("interpreted", data.TermLanguage, interpreted)
}

// met are the conditions that hold.
func met(known []data.Condition) []string {
	var ids []string
	for _, k := range known {
		if k.Answer == data.Yes {
			ids = append(ids, k.Term)
		}
	}
	return ids
}

// answer says yes or no, and nothing of what is not known.
func (c *cells) answer(t data.Tri) string {
	switch {
	case t == data.Unknown:
		return ""
	case c.lang == bilingual.Fr:
		return map[data.Tri]string{data.Yes: "oui", data.No: "non"}[t]
	}
	return t.String()
}

// place writes an address, and a point as coordinates. An area that stands for a
// point is named.
func (c *cells) place(at geo.Area, a data.Address) {
	c.of["address_1"], c.of["address_2"] = a.Line1, a.Line2
	c.of["city"], c.of["province"], c.of["postal_code"] = a.City, a.Province, a.PostalCode
	if a.Country != "CA" {
		c.of["country"] = a.Country
	}
	switch {
	case at.Kind == geo.AreaPoint && !at.Center.IsZero():
		c.of["latitude"], c.of["longitude"] = decimal(at.Center.Lat), decimal(at.Center.Lng)
	case at.Kind == geo.AreaPostal || at.Kind == geo.AreaPlace:
		c.of["area"] = c.area(at)
	}
}

func (c *cells) area(a geo.Area) string {
	if a.Kind == geo.AreaPostal {
		return a.Code
	}
	return a.Label.In(c.lang)
}

func (c *cells) areas(areas []geo.Area) {
	var names []string
	for _, a := range areas {
		names = append(names, c.area(a))
	}
	c.of["service_area"] = joined(names)
}

func (c *cells) phones(lines []data.Phone) {
	for _, f := range phoneFields() {
		if !f.public {
			continue
		}
		var numbers []string
		for _, line := range lines {
			if line.Type == f.kind || line.Type == data.Voice && f.kind == "" {
				numbers = append(numbers, c.phone(line))
			}
		}
		c.of[f.field] = joined(numbers)
	}
}

// phone writes a Canadian number as people do, so that no spreadsheet takes its
// sign for a formula's.
func (c *cells) phone(p data.Phone) string {
	number := p.Number
	if digits, ok := strings.CutPrefix(number, "+1"); ok && len(digits) == 10 {
		number = digits[:3] + "-" + digits[3:6] + "-" + digits[6:]
	}
	if p.Extension == "" {
		return number
	}
	if c.lang == bilingual.Fr {
		return number + " poste " + p.Extension
	}
	return number + " ext. " + p.Extension
}

func (c *cells) inside(s *data.Staff) {
	c.of["confidential"] = c.answer(data.TriOf(slices.Contains(s.Sealed, "address")))
	c.of["visibility"] = s.Visibility.String()
	var lines []string
	for _, line := range s.Lines {
		lines = append(lines, c.phone(line))
	}
	c.of["internal_phone"] = joined(lines)
	c.text("protocol", s.Protocol)
	c.text("notes", s.Notes)
}
