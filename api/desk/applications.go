package desk

import (
	"slices"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// applicationSheets are who asks to be listed, each with what may be done about
// it, and whom to write to, shown once for a reason.
func (d *Desk) applicationSheets() []sheet {
	one := func(path string, right Right, act func(*visit) (next, error)) sheet {
		return sheet{
			path: "applications/{id}" + path, name: "application", here: "applications", see: right, do: right,
			show: d.showApplication, act: act, several: true,
		}
	}
	return []sheet{
		{path: "applications", name: "applications", here: "applications", see: Admit, show: d.showApplications},
		one("", Admit, d.review),
		one("/contact", Contact, d.contact),
	}
}

// applicationList is the body of the list.
type applicationList struct {
	Applications []relais.Application
	Paging       Paging
}

func (d *Desk) showApplications(v *visit) (any, error) {
	all, err := d.engine.Applications()
	shown, paging := paged(v, all)
	return applicationList{shown, paging}, err
}

// applying is the body of the page of one application.
type applying struct {
	relais.Application
	Facts   []fact
	Answers []answer
	Contact *data.Contact // shown this once
	Line    *web.Line     // of the contact
	Wanting bool          // it lacks a yes, or a document was not seen
}

// answer is what the applicant says of one criterion.
type answer struct {
	Text  bilingual.Text
	Yes   bool
	Words string
}

// Open reports whether nobody has recommended or decided it.
func (a applying) Open() bool { return a.State == relais.ApplicationOpen }

// Forgotten reports whether whom to write to is kept no longer.
func (a applying) Forgotten() bool { return a.Decided != nil }

func (d *Desk) showApplication(v *visit) (any, error) {
	a, err := d.engine.Application(v.id())
	if err != nil {
		return nil, err
	}
	b := applying{Application: a, Facts: d.formFacts(v.lang, &a.Form)}
	for _, c := range relais.Criteria(a.Form.Path) {
		for _, said := range a.Form.Answers {
			if said.Criterion == c.ID {
				b.Answers = append(b.Answers, answer{c.Text, said.Meets == data.Yes, said.Words})
			}
		}
	}
	b.Wanting = slices.ContainsFunc(b.Answers, func(a answer) bool { return !a.Yes }) ||
		slices.ContainsFunc(a.Documents, func(d relais.SupportingDocument) bool { return d.Seen == nil })
	if c, shown := v.once.(data.Contact); shown {
		b.Contact = &c
		if c.Phone.Number != "" {
			line := web.NewSpeech(d.engine.Terms(), v.lang).Line(c.Phone)
			b.Line = &line
		}
	}
	return b, nil
}

// formFacts are what an applicant says of itself.
func (d *Desk) formFacts(lang bilingual.Lang, f *relais.ApplicationForm) []fact {
	speech := web.NewSpeech(d.engine.Terms(), lang)
	home := d.pages.value(lang, "home", string(f.Home))
	if home == "" {
		home = say(lang, "fact.canada")
	}
	place := lists{}
	place.add(f.City)
	if f.Confidential {
		place.add(say(lang, "confidential"))
	}
	all := []fact{
		{"fact.kind", d.pages.term("provider_kind", string(f.Kind), lang)},
		{"fact.home", home},
		{"fact.places", place.String()},
		{"fact.description", f.Description.In(lang)},
		{"fact.needs", speech.Names(data.TermNeed, f.Needs)},
		{"fact.populations", speech.Names(data.TermPopulation, f.Populations)},
		{"fact.languages", speech.Names(data.TermLanguage, f.Languages)},
		{"fact.eligibility", f.Eligibility.In(lang)},
		{"fact.jurisdiction", f.Jurisdiction},
		{"fact.phones", f.Phone},
		{"fact.emails", f.Email},
		{"fact.sites", f.URL},
	}
	return slices.DeleteFunc(all, func(f fact) bool { return f.Value == "" })
}

func (v *visit) review() relais.Review {
	return relais.Review{ID: v.id(), Actor: v.who.ID, Reason: v.said("reason"), At: v.at}
}

// review takes one step of looking at an application.
func (d *Desk) review(v *visit) (next, error) {
	var err error
	switch v.said("deed") {
	case "ask":
		_, err = d.engine.AskDocument(v.review(), v.said("document"))
	case "seen":
		_, err = d.engine.SeeDocument(v.review(), v.said("document"))
	case "recommend":
		_, err = d.engine.RecommendApplication(v.review())
	case "turn_down":
		_, err = d.engine.RefuseApplication(v.review())
	default:
		err = problemDeed()
	}
	return next{path: "applications/" + string(v.id()), done: v.said("deed")}, err
}

// contact shows whom to write to. The audit has it before.
func (d *Desk) contact(v *visit) (next, error) {
	if v.said("reason") == "" {
		return next{}, problemNoReason()
	}
	c, err := d.engine.ApplicationContact(v.review())
	if err == nil {
		v.once = c
	}
	return next{}, err
}
