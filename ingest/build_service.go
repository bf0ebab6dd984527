package ingest

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// service takes over what the row says of the service.
func (b *builder) service(d *draft, s *record.Service, w *row, p place) {
	if !w.adds() && b.again(d, s.ID, w, "service_name", s.Name) {
		b.widen(&s.Exposure, w)
		return
	}
	mergeName(&s.Name, b.nameOf(w, "service_name"))
	if s.Name.IsZero() {
		s.Name = d.record.Organization.Name
	}
	lang := b.lang()
	mergeText(&s.Description, w.text("description", lang))
	mergeText(&s.Application, w.text("application", lang))
	mergeText(&s.Fees, w.text("fees", lang))
	mergeText(&s.Notes, w.text("notes", lang))
	mergeText(&s.Eligibility.Notes, w.text("eligibility", lang))
	b.serviceTerms(s, w)
	b.eligibility(&s.Eligibility, w)
	b.answer(&s.Specialized, w, "specialized")
	b.answer(&s.Interpretation, w, "interpretation")
	b.remote(s, w)
	b.states(s, w)
	b.areas(s, w, p)
	if email := w.get("email"); email != "" {
		s.Email = email
	}
	b.page(s, w)
	b.expose(&s.Exposure, w)
}

// page takes over an address of the web. One of another sort would run something
// on the machine of whoever follows it.
func (b *builder) page(s *record.Service, w *row) {
	page := w.get("url")
	if scheme, _, ok := strings.Cut(page, ":"); ok && !strings.Contains(scheme, ".") && !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		b.note(w, "url", "url_unreadable",
			bilingual.Text{En: "an address of the web", Fr: "une adresse du web"},
			bilingual.Text{En: "left out", Fr: "laissée de côté"})
		return
	}
	s.URL = orElse(page, s.URL)
}

func (b *builder) serviceTerms(s *record.Service, w *row) {
	if needs := b.terms(w, "needs", data.TermNeed); len(needs) > 0 {
		s.Needs = needs
	}
	var served []data.PopulationServed
	for _, id := range b.terms(w, "made_for", data.TermPopulation) {
		served = append(served, data.PopulationServed{Term: id, Level: data.MadeFor})
	}
	for _, id := range b.terms(w, "populations", data.TermPopulation) {
		if !slices.ContainsFunc(served, func(p data.PopulationServed) bool { return p.Term == id }) {
			served = append(served, data.PopulationServed{Term: id, Level: data.Welcomes})
		}
	}
	if len(served) > 0 {
		s.Populations = served
	}
	b.languages(s, w)
	for _, id := range b.terms(w, "barriers", data.TermBarrier) {
		s.Barriers = answered(s.Barriers, id, data.Yes)
	}
}

func (b *builder) languages(s *record.Service, w *row) {
	var offered []data.LanguageOffered
	for _, code := range b.terms(w, "languages", data.TermLanguage) {
		offered = append(offered, data.LanguageOffered{Code: code, Mode: data.ByStaff})
	}
	for _, code := range b.terms(w, "interpreted", data.TermLanguage) {
		offered = append(offered, data.LanguageOffered{Code: code, Mode: data.ByInterpreter})
	}
	if len(offered) > 0 {
		s.Languages = offered
	}
}

// answered sets the answer to one question about access.
func answered(known []data.Condition, term string, answer data.Tri) []data.Condition {
	if i := slices.IndexFunc(known, func(c data.Condition) bool { return c.Term == term }); i >= 0 {
		known[i].Answer = answer
		return known
	}
	return append(known, data.Condition{Term: term, Answer: answer})
}

// terms reads a list of terms. What is none is noted with the nearest ones, and
// left out.
func (b *builder) terms(w *row, field string, kind data.TermKind) []string {
	var found []string
	for _, words := range b.listed(w, field) {
		if id, ok := b.term(w, field, kind, words); ok && !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	return found
}

func (b *builder) term(w *row, field string, kind data.TermKind, words string) (string, bool) {
	if words == "" {
		return "", false
	}
	term, err := b.env.Terms.Find(kind, words)
	if err == nil {
		return term.ID, true
	}
	suggestion := bilingual.Text{En: "left out; relais terms lists them all", Fr: "laissé de côté; relais terms les énumère tous"}
	if p, ok := bilingual.AsProblem(err); ok && len(p.Choices) > 0 {
		var near []string
		for _, choice := range p.Choices {
			near = append(near, choice.Input)
		}
		suggestion = bilingual.Textf("left out; near: %s", "laissé de côté; proches : %s", strings.Join(near, ", "))
	}
	b.note(w, field, string(kind)+"_unknown",
		bilingual.Text{En: "a term of the directory", Fr: "un terme du répertoire"}, suggestion)
	return "", false
}

func (b *builder) eligibility(e *data.Eligibility, w *row) {
	low, lowOK := b.age(w, "minimum_age")
	high, highOK := b.age(w, "maximum_age")
	switch {
	case highOK && low > high:
		b.note(w, "maximum_age", "ages_reversed",
			bilingual.Text{En: "a highest age that is not below the lowest", Fr: "un âge maximal qui ne soit pas sous l’âge minimal"},
			bilingual.Text{En: "both left out", Fr: "les deux laissés de côté"})
	case lowOK || highOK:
		e.Ages = data.AgeRange{Stated: true, Min: low, Max: high}
	}
	if exclusive := b.terms(w, "exclusive", data.TermPopulation); len(exclusive) > 0 {
		e.Exclusive = exclusive
	}
	var genders []data.Gender
	for _, words := range w.list("genders") {
		gender, ok := genderOf(words)
		if !ok {
			b.note(w, "genders", "gender_unknown",
				bilingual.Text{En: "woman, man or non_binary", Fr: "woman, man ou non_binary"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
			continue
		}
		genders = append(genders, gender)
	}
	if len(genders) > 0 {
		e.Genders = genders
	}
}

func (b *builder) age(w *row, field string) (float64, bool) {
	said := w.get(field)
	if said == "" {
		return 0, false
	}
	n, _, ok := number(said)
	if !ok || n < 0 || n > 120 {
		b.note(w, field, "age_unreadable",
			bilingual.Text{En: "years, from 0 to 120", Fr: "des années, de 0 à 120"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
		return 0, false
	}
	return n, true
}

func genderOf(words string) (data.Gender, bool) {
	switch bilingual.Fold(words) {
	case "woman", "women", "female", "femme", "femmes", "f":
		return data.Woman, true
	case "man", "men", "male", "homme", "hommes", "m", "h":
		return data.Man, true
	case "non binary", "nonbinary", "non binaire", "non binaires", "nb", "x":
		return data.NonBinary, true
	}
	return "", false
}

// answer reads yes, no or unknown; an empty cell leaves what is known.
func (b *builder) answer(known *data.Tri, w *row, field string) {
	said := w.get(field)
	if said == "" {
		return
	}
	answer, ok := yesNo(said)
	if !ok {
		b.note(w, field, "answer_unreadable",
			bilingual.Text{En: "yes, no or unknown", Fr: "oui, non ou inconnu"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
		return
	}
	*known = answer
}

func (b *builder) remote(s *record.Service, w *row) {
	remote := data.TriOf(s.Remote)
	b.answer(&remote, w, "remote")
	s.Remote = remote == data.Yes
}

// states takes over status, intake and verification.
func (b *builder) states(s *record.Service, w *row) {
	if said := w.get("status"); said != "" {
		status := data.Status(strings.ToLower(said))
		if slices.Contains([]data.Status{data.Active, data.Inactive, data.Defunct, data.TemporarilyClosed}, status) {
			s.Status = status
		} else {
			b.note(w, "status", "status_unknown",
				bilingual.Text{En: "active, inactive, defunct or temporarily closed", Fr: "active, inactive, defunct ou temporarily closed"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
		}
	}
	if said := w.get("intake"); said != "" {
		state := data.IntakeState(strings.ReplaceAll(bilingual.Fold(said), " ", "_"))
		if slices.Contains([]data.IntakeState{data.IntakeAccepting, data.IntakeCrisisOnly, data.IntakeNotAccepting}, state) {
			s.Intake = data.Intake{State: state}
		} else {
			b.note(w, "intake", "intake_unknown",
				bilingual.Text{En: "accepting, crisis_only or not_accepting", Fr: "accepting, crisis_only ou not_accepting"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
		}
	}
	b.verified(s, w)
}

func (b *builder) verified(s *record.Service, w *row) {
	said := w.get("verified_on")
	if said == "" {
		return
	}
	day, _, _ := strings.Cut(said, " ") // a workbook may keep the hour beside it
	on, err := hours.ParseDate(day)
	if err != nil || !b.env.Today.IsZero() && on.After(b.env.Today) {
		b.note(w, "verified_on", "date_unreadable",
			bilingual.Text{En: "a past day such as 2026-11-22", Fr: "un jour passé, comme 2026-11-22"},
			bilingual.Text{En: "left out", Fr: "laissé de côté"})
		return
	}
	s.Verified = data.Verification{On: on, By: b.Source, How: "import"}
}

func (b *builder) areas(s *record.Service, w *row, p place) {
	var areas []geo.Area
	for _, words := range w.list("service_area") {
		area, err := b.areaNamed(words, p.province)
		if err != nil {
			b.note(w, "service_area", "area_unknown",
				bilingual.Text{En: "a province, a town of the row’s province, three characters of a postal code, or Canada", Fr: "une province, une ville de la province de la ligne, trois caractères d’un code postal, ou Canada"},
				bilingual.Text{En: "left out", Fr: "laissé de côté"})
			continue
		}
		areas = append(areas, area)
	}
	if len(areas) > 0 {
		s.ServiceAreas = areas
	}
}
