package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// StaffExplanationView is what `relais explain --as staff --json` prints. Rank,
// in the match, is 0 for what is not among the first MaxK of the answer.
type StaffExplanationView struct {
	Origin        *StaffOriginView   `json:"origin"` // null without one
	Found         bool               `json:"found"`  // nothing excludes it, or wishes alone
	Match         StaffMatchView     `json:"match"`
	Fit           float64            `json:"fit"` // the sum of adds; times the proximity it is the score
	Contributions []ContributionView `json:"contributions"`
	Exclusions    []ExclusionView    `json:"exclusions"`
	Generation    uint64             `json:"generation"`
}

// ContributionView is what one factor adds to fit: its value times its share of
// the weights in play, times the value of admission, which adds nothing itself.
type ContributionView struct {
	Factor string         `json:"factor"`
	Value  float64        `json:"value"`
	Weight float64        `json:"weight"`
	Share  float64        `json:"share"`
	Adds   float64        `json:"adds"`
	Code   string         `json:"code"`
	Reason bilingual.Text `json:"reason"`
}

// ExclusionView is one criterion that the listing fails. A wish may be given up
// when too few are found; anything else excludes for good.
type ExclusionView struct {
	Criterion string         `json:"criterion"`
	Wish      bool           `json:"wish"`
	Reason    bilingual.Text `json:"reason"`
}

// PublicExplanationView is what `relais explain --as public --json` prints: the
// match as a public search shows it, whose reasons are one for each factor in
// words alone, and what excludes it.
type PublicExplanationView struct {
	Origin     *PublicOriginView `json:"origin"` // null without one
	Found      bool              `json:"found"`  // nothing excludes it, or wishes alone
	Match      PublicMatchView   `json:"match"`
	Exclusions []ExclusionView   `json:"exclusions"`
}

// ExplanationView is the JSON view of an explanation for its own audience:
// StaffExplanation's or PublicExplanation's.
func ExplanationView[A data.Audience](e Explanation[A], lang bilingual.Lang) any {
	if staff, ok := any(e).(Explanation[data.Staff]); ok {
		return StaffExplanation(staff, lang)
	}
	public, _ := any(e).(Explanation[data.Public]) // there are two audiences
	return PublicExplanation(public, lang)
}

// StaffExplanation is the view of a staff explanation for a reader of lang.
func StaffExplanation(e Explanation[data.Staff], lang bilingual.Lang) StaffExplanationView {
	v := StaffExplanationView{
		Origin: viewStaffOrigin(e.Origin, lang), Found: e.Found, Match: viewStaffMatch(&e.Match, e.terms, lang),
		Fit: e.Fit, Contributions: make([]ContributionView, len(e.Contributions)),
		Exclusions: viewExclusions(e.Exclusions), Generation: e.Generation,
	}
	for i, c := range e.Contributions {
		v.Contributions[i] = ContributionView{
			Factor: c.Factor.Factor, Value: c.Value, Weight: c.Weight, Share: c.Share, Adds: c.Adds, Code: c.Code, Reason: c.Reason,
		}
	}
	return v
}

// PublicExplanation is the view of a public explanation for a reader of lang.
func PublicExplanation(e Explanation[data.Public], lang bilingual.Lang) PublicExplanationView {
	return PublicExplanationView{
		Origin: viewPublicOrigin(e.Origin, lang), Found: e.Found,
		Match: viewPublicMatch(&e.Match, e.Match.Say(), e.terms, lang), Exclusions: viewExclusions(e.Exclusions),
	}
}

func viewExclusions(exclusions []Exclusion) []ExclusionView {
	views := make([]ExclusionView, len(exclusions))
	for i, e := range exclusions {
		views[i] = ExclusionView(e)
	}
	return views
}

// FactorName says in words which factor a name means; a name of none is given
// back as it is.
func FactorName(factor string) bilingual.Text {
	switch factor {
	case AdmissionFactor:
		return bilingual.Text{En: "being taken in", Fr: "accueil"}
	case NeedFactor:
		return bilingual.Text{En: "need", Fr: "besoin"}
	case LanguageFactor:
		return bilingual.Text{En: "language", Fr: "langue"}
	case PopulationFactor:
		return bilingual.Text{En: "population", Fr: "population"}
	case CapacityFactor:
		return bilingual.Text{En: "room", Fr: "places"}
	case OpenFactor:
		return bilingual.Text{En: "opening hours", Fr: "heures d’ouverture"}
	case AccessFactor:
		return bilingual.Text{En: "access", Fr: "accès"}
	case RegionFactor:
		return bilingual.Text{En: "region", Fr: "région"}
	case SpecializedFactor:
		return bilingual.Text{En: "specialization", Fr: "spécialisation"}
	case VerificationFactor:
		return bilingual.Text{En: "verification", Fr: "vérification"}
	case TextFactor:
		return bilingual.Text{En: "words", Fr: "mots"}
	}
	return bilingual.Same(factor)
}
