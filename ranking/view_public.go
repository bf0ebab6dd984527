package ranking

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// PublicAnswerView is what `relais search --as public --json` prints and what
// POST /v1/search answers. Whoever watches the public answers learns nothing
// from them but public listings and distance bands: no score, no length, no
// generation, no time taken.
type PublicAnswerView struct {
	Origin      *PublicOriginView `json:"origin"` // null without one
	Matches     []PublicMatchView `json:"matches"`
	Total       int               `json:"total"`
	Relaxations []string          `json:"relaxations"`
	Fallback    []FallbackView    `json:"fallback,omitempty"` // when nothing was found
}

// PublicOriginView is where the search started.
type PublicOriginView struct {
	Label       string           `json:"label"`
	Approximate bool             `json:"approximate"`
	Notes       []bilingual.Text `json:"notes,omitempty"` // how the place was read, in names of ours: what was repaired or assumed
}

// PublicMatchView is one match.
type PublicMatchView struct {
	Rank         int              `json:"rank"`
	ID           data.ID          `json:"id"`
	Organization NamedView        `json:"organization"`
	Service      NamedView        `json:"service"`
	Band         DistanceBand     `json:"distance_band"`
	Reasons      []PublicReason   `json:"reasons"`
	Verdicts     []VerdictView    `json:"verdicts"`
	Relaxed      []string         `json:"relaxed"`
	Open         hours.State      `json:"open"`
	Intake       data.IntakeState `json:"intake"` // "unknown" where nothing valid was said
	Languages    []LanguageView   `json:"languages"`
	Phones       []PhoneView      `json:"phones"`
	Region       geo.Province     `json:"region"`
}

// PublicReason is one reason with its stable code.
type PublicReason struct {
	Code string `json:"code"`
	En   string `json:"en"`
	Fr   string `json:"fr"`
}

// PublicReasons gives the reasons of a match in words alone: proximity's, as a
// band, and then those of the factors in their order. Numbers stay out: values
// and weights together would give the score, and the score the distance.
func PublicReasons(said Said) []PublicReason {
	reasons := append(make([]PublicReason, 0, 1+len(said.Factors)), publicReason(said.Proximity.Code, said.Proximity.Reason))
	for _, f := range said.Factors {
		reasons = append(reasons, publicReason(f.Code, f.Reason))
	}
	return reasons
}

func publicReason(code string, r Reason) PublicReason {
	return PublicReason{Code: code, En: r.En, Fr: r.Fr}
}

// PublicAnswer is the view of a public answer for a reader of lang.
func PublicAnswer(a Answer[data.Public], lang bilingual.Lang) PublicAnswerView {
	v := PublicAnswerView{
		Origin: viewPublicOrigin(a.Origin, lang), Matches: make([]PublicMatchView, 0, len(a.Matches)),
		Total: a.Total, Relaxations: list(a.Relaxations), Fallback: fallback(len(a.Matches), lang),
	}
	sayAll(a.Matches, func(m *Match[data.Public], said Said) {
		v.Matches = append(v.Matches, viewPublicMatch(m, said, a.terms, lang))
	})
	return v
}

// viewPublicOrigin is null without an origin.
func viewPublicOrigin(o geo.Origin, lang bilingual.Lang) *PublicOriginView {
	if o.IsZero() {
		return nil
	}
	return &PublicOriginView{Label: o.Label.In(lang), Approximate: o.Approximate, Notes: o.Notes}
}

func viewPublicMatch(m *Match[data.Public], said Said, terms *data.Terms, lang bilingual.Lang) PublicMatchView {
	l := m.Listing
	return PublicMatchView{
		Rank: m.Rank, ID: l.ID,
		Organization: viewNamed(l.Organization, lang), Service: viewNamed(l.Service, lang),
		Band: m.Band, Reasons: PublicReasons(said), Verdicts: viewVerdicts(said.Verdicts), Relaxed: list(m.Relaxed),
		Open: m.Open, Intake: m.Intake, Languages: viewLanguages(l.Languages, terms, lang),
		Phones: viewPhones(l.Phones, lang), Region: l.Region(),
	}
}
