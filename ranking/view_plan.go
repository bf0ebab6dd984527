package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// NeedView is one need: its name in the reader's language, and in both.
type NeedView struct {
	ID    string         `json:"id"`
	Name  string         `json:"name"`
	Names bilingual.Text `json:"names"`
}

func viewNeed(t data.Term, lang bilingual.Lang) NeedView {
	return NeedView{ID: t.ID, Name: t.Name.In(lang), Names: t.Name}
}

// StaffPlanView is what `relais plan --as staff --json` prints.
type StaffPlanView struct {
	Origin      *StaffOriginView    `json:"origin"` // null without one
	Providers   []StaffProviderView `json:"providers"`
	Uncovered   []StaffGapView      `json:"uncovered"`
	Total       int                 `json:"total"` // listings that match one of the needs at least
	Relaxations []string            `json:"relaxations"`
	Fallback    []FallbackView      `json:"fallback,omitempty"` // when a need stays uncovered
	Score       float64             `json:"score"`              // the sum of the scores chosen
	Generation  uint64              `json:"generation"`
	ElapsedUS   int64               `json:"elapsed_us"`
	Removed     int                 `json:"removed_by_avoid"`
}

// StaffProviderView is one organization of a plan.
type StaffProviderView struct {
	Organization NamedView        `json:"organization"`
	Covers       []StaffCoverView `json:"covers"`
}

// StaffCoverView is one need, with the match that a search for it alone shows.
type StaffCoverView struct {
	Need  NeedView       `json:"need"`
	Match StaffMatchView `json:"match"`
}

// StaffGapView is one need that nobody covers.
type StaffGapView struct {
	Need       NeedView       `json:"need"`
	NearMisses []NearMissView `json:"near_misses"`
}

// PublicPlanView is what `relais plan --as public --json` prints: made of what a
// public search shows and of nothing else. Near misses, sums and the time taken
// are not for the public there, and neither are they here.
type PublicPlanView struct {
	Origin      *PublicOriginView    `json:"origin"` // null without one
	Providers   []PublicProviderView `json:"providers"`
	Uncovered   []PublicGapView      `json:"uncovered"`
	Total       int                  `json:"total"` // listings that match one of the needs at least
	Relaxations []string             `json:"relaxations"`
	Fallback    []FallbackView       `json:"fallback,omitempty"` // when a need stays uncovered
}

// PublicProviderView is one organization of a plan.
type PublicProviderView struct {
	Organization NamedView         `json:"organization"`
	Covers       []PublicCoverView `json:"covers"`
}

// PublicCoverView is one need, with the match that a search for it alone shows.
type PublicCoverView struct {
	Need  NeedView        `json:"need"`
	Match PublicMatchView `json:"match"`
}

// PublicGapView is one need that nobody covers.
type PublicGapView struct {
	Need NeedView `json:"need"`
}

// PlanView is the JSON view of a plan for its own audience: StaffPlan's or
// PublicPlan's. Elapsed is shown to staff alone.
func PlanView[A data.Audience](p Plan[A], lang bilingual.Lang, elapsed time.Duration) any {
	if staff, ok := any(p).(Plan[data.Staff]); ok {
		return StaffPlan(staff, lang, elapsed)
	}
	public, _ := any(p).(Plan[data.Public]) // there are two audiences
	return PublicPlan(public, lang)
}

// StaffPlan is the view of a staff plan for a reader of lang.
func StaffPlan(p Plan[data.Staff], lang bilingual.Lang, elapsed time.Duration) StaffPlanView {
	v := StaffPlanView{
		Origin: viewStaffOrigin(p.Origin, lang), Providers: []StaffProviderView{}, Uncovered: []StaffGapView{},
		Total: p.Total, Relaxations: list(p.Relaxations), Fallback: planFallback(len(p.Uncovered), lang),
		Score: p.Score, Generation: p.Generation, ElapsedUS: elapsed.Microseconds(), Removed: p.Removed,
	}
	for _, provider := range p.Providers {
		covers := make([]StaffCoverView, len(provider.Covers))
		for i := range provider.Covers {
			c := &provider.Covers[i]
			covers[i] = StaffCoverView{Need: viewNeed(c.Need, lang), Match: viewStaffMatch(&c.Match, p.terms, lang)}
		}
		v.Providers = append(v.Providers, StaffProviderView{Organization: viewNamed(provider.Organization, lang), Covers: covers})
	}
	for _, gap := range p.Uncovered {
		misses := make([]NearMissView, len(gap.NearMisses))
		for i := range gap.NearMisses {
			misses[i] = viewNearMiss(&gap.NearMisses[i], lang)
		}
		v.Uncovered = append(v.Uncovered, StaffGapView{Need: viewNeed(gap.Need, lang), NearMisses: misses})
	}
	return v
}

// PublicPlan is the view of a public plan for a reader of lang.
func PublicPlan(p Plan[data.Public], lang bilingual.Lang) PublicPlanView {
	v := PublicPlanView{
		Origin: viewPublicOrigin(p.Origin, lang), Providers: []PublicProviderView{}, Uncovered: []PublicGapView{},
		Total: p.Total, Relaxations: list(p.Relaxations), Fallback: planFallback(len(p.Uncovered), lang),
	}
	for _, provider := range p.Providers {
		covers := make([]PublicCoverView, len(provider.Covers))
		for i := range provider.Covers {
			c := &provider.Covers[i]
			covers[i] = PublicCoverView{Need: viewNeed(c.Need, lang), Match: viewPublicMatch(&c.Match, c.Match.Say(), p.terms, lang)}
		}
		v.Providers = append(v.Providers, PublicProviderView{Organization: viewNamed(provider.Organization, lang), Covers: covers})
	}
	for _, gap := range p.Uncovered {
		v.Uncovered = append(v.Uncovered, PublicGapView{Need: viewNeed(gap.Need, lang)})
	}
	return v
}

// planFallback is nothing as long as every need is covered.
func planFallback(uncovered int, lang bilingual.Lang) []FallbackView {
	if uncovered == 0 {
		return nil
	}
	return Fallbacks(lang)
}
