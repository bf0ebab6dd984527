package relais

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ranking"
)

// Signs are what an advocate has heard that a protocol turns on. They are kept
// nowhere.
type Signs struct {
	Kind     ReferralKind `json:"kind"`
	Basis    Basis        `json:"basis,omitempty"`
	Danger   bool         `json:"danger,omitempty"`
	Age      *float64     `json:"age,omitempty"` // years
	Province geo.Province `json:"province,omitempty"`
}

// Trigger is a part of the protocol that applies, or may: what to do or say first.
type Trigger struct {
	Code    string         `json:"code"`    // "danger", "minor", "duty", "consent", "share", "promise"
	Applies data.Tri       `json:"applies"` // unknown where only the advocate can tell
	Text    bilingual.Text `json:"text"`
}

// The age of majority is one or the other by province and territory.
const (
	earliestMajority = 18
	latestMajority   = 19
)

// Triggers are the parts of the protocol that the signs call for, in the order in
// which they count.
func (e *Engine) Triggers(s Signs) ([]Trigger, error) {
	duties, err := e.duties(s)
	if err != nil {
		return nil, err
	}
	triggers := []Trigger{}
	add := func(code string, applies data.Tri, t bilingual.Text) {
		triggers = append(triggers, Trigger{code, applies, t})
	}
	if s.Danger {
		add("danger", data.Yes, bilingual.Text{
			En: "Immediate danger: help to call 911 or the local emergency number comes first. Pass on the danger, and no more than it takes.",
			Fr: "Danger immédiat : aider à joindre le 911 ou le numéro d’urgence local passe d’abord. Transmettez le danger, et rien de plus que nécessaire.",
		})
	}
	if s.Age != nil && *s.Age < latestMajority {
		minor := data.Unknown
		if *s.Age < earliestMajority {
			minor = data.Yes
		}
		add("minor", minor, bilingual.Text{
			En: "A young person: say what you may have to report before they tell more. Services for their age come first.",
			Fr: "Une jeune personne : dites ce que vous pourriez devoir signaler avant qu’elle n’en raconte davantage. Les services pour son âge viennent d’abord.",
		})
	}
	for _, d := range duties {
		add("duty", d.applies, d.text)
	}
	if s.Kind != OptionsGiven {
		add("consent", data.TriOf(s.Basis == BasisConsent), bilingual.Text{
			En: "Nothing is shared about the person before they agree to it, what and with whom. Danger, a mandatory report and the law are the exceptions.",
			Fr: "Rien n’est communiqué sur la personne avant qu’elle y consente, et sur quoi et à qui. Le danger, le signalement obligatoire et la loi sont les exceptions.",
		})
		add("share", data.Yes, share(s.Basis))
	}
	add("promise", data.Yes, bilingual.Text{
		En: "Never promise that a service will take the person: the provider decides. Do not pass on its internal contacts.",
		Fr: "Ne promettez jamais qu’un service acceptera la personne : c’est le fournisseur qui décide. Ne transmettez pas ses coordonnées internes.",
	})
	return triggers, nil
}

// share is what may be said, on what ground.
func share(b Basis) bilingual.Text {
	switch b {
	case BasisConsent:
		return bilingual.Text{
			En: "Share what the person has agreed to share, and what bears on their safety or that of staff. Nothing else.",
			Fr: "Communiquez ce que la personne a accepté de communiquer, et ce qui touche sa sécurité ou celle du personnel. Rien d’autre.",
		}
	case BasisDanger, BasisChild, BasisLaw:
		return bilingual.Text{
			En: "Share no more than the danger, the report or the law takes, and tell the person first where that is safe.",
			Fr: "Ne communiquez que ce que le danger, le signalement ou la loi exige, et prévenez d’abord la personne si c’est sans danger.",
		}
	}
	return bilingual.Text{En: "Share nothing yet.", Fr: "Ne communiquez encore rien."}
}

type dutySaid struct {
	applies data.Tri
	text    bilingual.Text
}

// duties are what the law of a province says of reporting, for someone who may be
// a child.
func (e *Engine) duties(s Signs) ([]dutySaid, error) {
	area, ok := e.gazetteer.ProvinceArea(s.Province)
	if !ok {
		return nil, nil
	}
	tables, err := e.Jurisdictions()
	if err != nil {
		return nil, err
	}
	origin := geo.Origin{Kind: geo.OriginPlace, Label: area.Label, Point: area.Center, Approximate: true, Radius: area.Radius, Province: s.Province}
	card, err := tables.Card(Snapshot[Staff](e), ranking.Case{Origin: origin, Age: s.Age})
	if err != nil {
		return nil, err
	}
	var said []dutySaid
	for _, d := range card.Duties {
		if d.Applies == ranking.NoDuty {
			continue
		}
		said = append(said, dutySaid{
			applies: map[ranking.Obligation]data.Tri{ranking.Mandatory: data.Yes, ranking.Permitted: data.No}[d.Applies],
			text:    bilingual.Textf("%s To: %s. %s", "%s À\u00a0: %s. %s", d.Says, d.Authority, d.Statute),
		})
	}
	return said, nil
}
