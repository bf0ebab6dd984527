package desk

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

func (f *form) organization(o *record.Organization) {
	f.kind, f.name = "organization", o.Name.In(f.lang)
	f.group("edit.name", texts("name", "line", &o.Name), texts("alternate_name", "line", &o.AlternateName), texts("description", "long", &o.Description))
	f.group("edit.kind", f.termed("kind", data.TermProviderKind, &o.Kind), pick(f, "home", &o.Home, provinces()...))
	f.group("edit.reach", line("email", &o.Email), line("url", &o.URL))
	f.phones(&o.Phones)
	f.exposure(&o.Exposure)
}

func (f *form) service(s *record.Service) {
	f.kind, f.name = "service", s.Name.In(f.lang)
	f.group("edit.name", texts("name", "line", &s.Name), texts("alternate_name", "line", &s.AlternateName), texts("description", "long", &s.Description))
	f.group("edit.state", pick(f, "status", &s.Status, "", data.Active, data.TemporarilyClosed, data.Inactive, data.Defunct),
		pick(f, "intake.state", &s.Intake.State, data.IntakeUnknown, data.IntakeAccepting, data.IntakeCrisisOnly, data.IntakeNotAccepting),
		date("intake.until", &s.Intake.Until))
	f.group("edit.what", f.list("needs", data.TermNeed, s.Needs, func(ids []string) { s.Needs = ids }),
		tick("remote", &s.Remote), f.answer("specialized", &s.Specialized))
	f.whom(s)
	f.spoken(s)
	f.conditions("barriers", data.TermBarrier, &s.Barriers)
	f.group("edit.reach", line("email", &s.Email), line("url", &s.URL), texts("application", "long", &s.Application), texts("fees", "line", &s.Fees))
	f.phones(&s.Phones)
	f.group("edit.inside", texts("protocol", "long", &s.Protocol), texts("notes", "long", &s.Notes))
	f.exposure(&s.Exposure)
}

func (f *form) place(l *record.Location) {
	f.kind, f.name, f.sealed = "place", placeName(l, f.lang), l.Confidential
	f.group("edit.name", texts("name", "line", &l.Name))
	province := geo.Province(l.Address.Province)
	f.after = append(f.after, func() { l.Address.Province = string(province) })
	f.group("edit.where", tick("confidential", &l.Confidential),
		line("address.address_1", &l.Address.Line1), line("address.address_2", &l.Address.Line2), line("address.city", &l.Address.City),
		pick(f, "address.state_province", &province, provinces()...), line("address.postal_code", &l.Address.PostalCode))
	f.conditions("accessibility", data.TermAccessibility, &l.Accessibility)
	f.phones(&l.Phones)
	f.exposure(&l.Exposure)
}

// listing is what holds of a service at one place alone.
func (f *form) listing(r *record.Record, at *record.ServiceAtLocation) {
	f.kind = "listing"
	if i := slices.IndexFunc(r.Services, func(s record.Service) bool { return s.ID == at.ServiceID }); i >= 0 {
		f.name = r.Services[i].Name.In(f.lang)
	}
	f.phones(&at.Phones)
}

// termed is a field that is one of the terms of a kind.
func (f *form) termed(name string, kind data.TermKind, to *data.ProviderKind) []input {
	var ids []data.ProviderKind
	for _, t := range f.terms.All(kind) {
		ids = append(ids, data.ProviderKind(t.ID))
	}
	return pick(f, name, to, ids...)
}

// whom is whom a service accepts and serves.
func (f *form) whom(s *record.Service) {
	e := &s.Eligibility
	accepts := func(g data.Gender) []input {
		on := slices.Contains(e.Genders, g)
		in := tick("eligibility.genders."+string(g), &on)
		f.after = append(f.after, func() {
			e.Genders = slices.DeleteFunc(e.Genders, func(o data.Gender) bool { return o == g })
			if on {
				e.Genders = append(e.Genders, g)
			}
		})
		return in
	}
	f.group("edit.whom",
		f.served(s, data.MadeFor), f.served(s, data.Welcomes),
		f.list("eligibility.exclusive", data.TermPopulation, e.Exclusive, func(ids []string) { e.Exclusive = ids }),
		tick("eligibility.ages.stated", &e.Ages.Stated), years("eligibility.ages.min", &e.Ages.Min), years("eligibility.ages.max", &e.Ages.Max),
		accepts(data.Woman), accepts(data.Man), accepts(data.NonBinary), texts("eligibility.notes", "long", &e.Notes))
}

// served are the populations of one level.
func (f *form) served(s *record.Service, level data.Level) []input {
	return f.list("populations."+string(level), data.TermPopulation, servedAs(s.Populations, level), func(ids []string) { setServed(s, level, ids) })
}

func servedAs(all []data.PopulationServed, level data.Level) (ids []string) {
	for _, p := range all {
		if p.Level == level {
			ids = append(ids, p.Term)
		}
	}
	return ids
}

// setServed sets the populations of one level. Where nothing changes, their order stays.
func setServed(s *record.Service, level data.Level, ids []string) {
	if slices.Equal(servedAs(s.Populations, level), ids) {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(s.Populations), func(p data.PopulationServed) bool { return p.Level == level })
	for _, id := range ids {
		kept = append(kept, data.PopulationServed{Term: id, Level: level})
	}
	s.Populations = kept
}

// spoken is which languages are spoken, and how.
func (f *form) spoken(s *record.Service) {
	by := func(mode data.LanguageMode) []input {
		return f.list("languages."+string(mode), data.TermLanguage, spokenBy(s.Languages, mode), func(ids []string) {
			if slices.Equal(spokenBy(s.Languages, mode), ids) {
				return
			}
			kept := slices.DeleteFunc(slices.Clone(s.Languages), func(l data.LanguageOffered) bool { return l.Mode == mode })
			for _, id := range ids {
				kept = append(kept, data.LanguageOffered{Code: id, Mode: mode})
			}
			s.Languages = kept
		})
	}
	f.group("edit.languages", by(data.ByStaff), by(data.ByInterpreter), f.answer("interpretation", &s.Interpretation))
}

func spokenBy(all []data.LanguageOffered, mode data.LanguageMode) (ids []string) {
	for _, l := range all {
		if l.Mode == mode {
			ids = append(ids, l.Code)
		}
	}
	return ids
}

// conditions are the known answers to questions about access.
func (f *form) conditions(name string, kind data.TermKind, all *[]data.Condition) {
	answered := func(answer data.Tri) []input {
		ids := func() (ids []string) {
			for _, c := range *all {
				if c.Answer == answer {
					ids = append(ids, c.Term)
				}
			}
			return ids
		}
		return f.list(name+"."+answer.String(), kind, ids(), func(wanted []string) {
			if slices.Equal(ids(), wanted) {
				return
			}
			kept := slices.DeleteFunc(slices.Clone(*all), func(c data.Condition) bool { return c.Answer == answer })
			for _, id := range wanted {
				kept = append(kept, data.Condition{Term: id, Answer: answer})
			}
			*all = kept
		})
	}
	f.group("edit."+name, answered(data.Yes), answered(data.No))
}
