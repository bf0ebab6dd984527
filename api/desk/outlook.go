package desk

import (
	"slices"
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// seen is what an audience would see otherwise of one listing.
type seen struct {
	Audience string // a key of words
	Name     string
	Hidden   bool // it sees nothing of the listing now
	Facts    []beside
}

// outlook puts into words what each audience would see otherwise, if a proposal
// were approved.
func (d *Desk) outlook(v *visit, id data.ID) ([]seen, error) {
	public, staff, err := d.engine.ProposalOutlook(id)
	if p, ok := bilingual.AsProblem(err); ok && p.Kind == bilingual.Conflict {
		return nil, nil // whoever decides it is told
	}
	return append(seenBy(d, v, "audience.public", public), seenBy(d, v, "audience.staff", staff)...), err
}

func seenBy[A data.Audience](d *Desk, v *visit, audience string, o relais.Outlook[A]) []seen {
	var all []seen
	for i := range o.Then {
		then := &o.Then[i]
		at := slices.IndexFunc(o.Now, func(l data.Listing[A]) bool { return l.ID == then.ID })
		one := seen{Audience: audience, Name: then.Service.Name.In(v.lang), Hidden: at < 0}
		var was []fact
		if at >= 0 {
			was = told(d, v, &o.Now[at])
		}
		for _, f := range told(d, v, then) {
			had := ""
			if j := slices.IndexFunc(was, func(w fact) bool { return w.Key == f.Key }); j >= 0 {
				had = was[j].Value
			}
			if had != f.Value {
				one.Facts = append(one.Facts, beside{Key: f.Key, New: f.Value, Known: had})
			}
		}
		if len(one.Facts) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// told is what somebody who sees a listing is told by it: what a fact says of the
// listing and what stands beside it.
func told[A data.Audience](d *Desk, v *visit, l *data.Listing[A]) []fact {
	speech := web.NewSpeech(d.engine.Terms(), v.lang)
	var phones lists
	for _, p := range l.Phones {
		phones.add(speech.Line(p).Display)
	}
	place := l.Place.Label.In(v.lang)
	all := []fact{
		{"fact.name", l.Organization.Name.In(v.lang)},
		{"fact.service", l.Service.Name.In(v.lang)},
		{"fact.phones", phones.String()},
		{"fact.emails", l.Email},
		{"fact.sites", l.URL},
		{"fact.place", place},
		{"fact.address", addressLine(l.Address, "")},
		{"fact.hours", speech.Week(l.Hours)},
		{"fact.intake", speech.Intake(l.Intake.State)},
		{"fact.needs", speech.Names(data.TermNeed, l.Needs)},
		{"fact.serves", speech.Serves(l.Eligibility, l.Populations)},
		{"fact.languages", speech.Languages(l.Languages, l.Interpretation)},
		{"fact.access", speech.Conditions(data.TermAccessibility, l.Accessibility, data.Yes)},
		{"fact.not_asked", speech.Conditions(data.TermBarrier, l.Barriers, data.Yes)},
		{"fact.area", speech.Areas(l.ServiceAreas)},
		{"fact.application", l.Application.In(v.lang)},
		{"fact.fees", l.Fees.In(v.lang)},
		{"fact.documents", speech.Texts(l.Documents)},
		{"fact.description", l.Description.In(v.lang)},
	}
	return slices.DeleteFunc(all, func(f fact) bool { return strings.TrimSpace(f.Value) == "" })
}
