package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// View is the JSON view of an answer for its own audience: StaffAnswer's or
// PublicAnswer's. Elapsed is shown to staff alone.
func View[A data.Audience](a Answer[A], lang bilingual.Lang, elapsed time.Duration) any {
	if staff, ok := any(a).(Answer[data.Staff]); ok {
		return StaffAnswer(staff, lang, elapsed)
	}
	public, _ := any(a).(Answer[data.Public]) // there are two audiences
	return PublicAnswer(public, lang)
}

// WishName says in words which wish a name among Wishes means; a name that is
// none of them is given back as it is.
func WishName(wish string) bilingual.Text {
	switch wish {
	case MaxDistanceCriterion:
		return bilingual.Text{En: "the maximum distance", Fr: "la distance maximale"}
	case OpenNowCriterion:
		return bilingual.Text{En: "open now", Fr: "ouvert maintenant"}
	case UnitsCriterion:
		return bilingual.Text{En: "the number of places", Fr: "le nombre de places"}
	case NoRemoteCriterion:
		return bilingual.Text{En: "no services by phone or online", Fr: "aucun service par téléphone ou en ligne"}
	}
	return bilingual.Same(wish)
}
