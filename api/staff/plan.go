package staff

import (
	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ranking"
)

// Plan is the fewest organizations that cover all needs of a call.
type Plan struct {
	Providers []Provider
	Uncovered []Gap
	GivenUp   string
	Lines     []web.Line
}

// Provider is one organization of a plan.
type Provider struct {
	Organization string
	Covers       []Cover
}

// Cover is one need, with the service that covers it.
type Cover struct {
	Need string
	Row
}

// Gap is one need that nobody covers, with those who nearly would.
type Gap struct {
	Need string
	Near []NearRow
}

func (c *Console) addPlan(s *Screen) {
	if !s.resolved || len(s.query.Needs) < 2 {
		s.Panel.Missing = say(s.Lang, "plan.empty")
		return
	}
	p, err := relais.Plan[data.Staff](c.engine, s.query)
	if err != nil {
		s.Panel.Missing = planProblem(err, s.Lang)
		return
	}
	view, plan := ranking.StaffPlan(p, s.Lang, 0), &Plan{}
	plan.GivenUp = wishNames(view.Relaxations, s.Lang)
	for i, provider := range view.Providers {
		made := Provider{Organization: provider.Organization.Name}
		for j := range provider.Covers {
			made.Covers = append(made.Covers, Cover{provider.Covers[j].Need.Name, s.row(&p.Providers[i].Covers[j].Match, &provider.Covers[j].Match)})
		}
		plan.Providers = append(plan.Providers, made)
	}
	for _, gap := range view.Uncovered {
		made := Gap{Need: gap.Need.Name}
		for _, m := range gap.NearMisses {
			made.Near = append(made.Near, NearRow{m.ID, m.Service.Name, m.Organization.Name, web.Typeset(s.Lang, m.Change.In(s.Lang))})
		}
		plan.Uncovered = append(plan.Uncovered, made)
	}
	if len(plan.Uncovered) > 0 {
		plan.Lines = fallbackLines(s.Lang)
	}
	s.Panel.Plan = plan
}

func planProblem(err error, lang bilingual.Lang) string {
	if p, ok := bilingual.AsProblem(err); ok {
		return web.Typeset(lang, sentence(p.Message.In(lang))+" "+sentence(p.Hint.In(lang)))
	}
	return say(lang, "failed")
}
