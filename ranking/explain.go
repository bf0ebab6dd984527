package ranking

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Contribution is one factor with what it adds to fit: its value times its
// share of the weights in play, times the value of admission. Admission itself has
// no share and adds nothing.
type Contribution struct {
	Factor
	Share float64 // of the weights in play
	Adds  float64
}

// Exclusion is one criterion that a listing fails.
type Exclusion struct {
	Criterion string
	Wish      bool // it may be given up when too few are found
	Reason    bilingual.Text
}

// Explanation says of one listing how it stands before a query, in the words of
// an answer.
type Explanation[A data.Audience] struct {
	Origin geo.Origin
	// Match is the listing as an answer would show it. Rank is its place there,
	// 0 where it is not among the first MaxK. Where the listing is excluded, Match
	// says how it would have been scored.
	Match         Match[A]
	Found         bool // nothing fails, or wishes alone
	Fit           float64
	Contributions []Contribution
	Exclusions    []Exclusion // everything that fails, in the order of the criteria
	Generation    uint64      // of the snapshot

	terms *data.Terms // for the names of languages in the views
}

// Explain says why the listing with this id stands where it stands for q, or
// why it is not there. An id that the snapshot does not hold is a Problem of
// kind NotFound, whatever the reason.
func Explain[A data.Audience](s *index.Snapshot[A], q Query, id data.ID) (Explanation[A], error) {
	return ExplainWith(s, q, id, Default())
}

// ExplainWith is Explain by other weights.
func ExplainWith[A data.Audience](s *index.Snapshot[A], q Query, id data.ID, w Weights) (Explanation[A], error) {
	j, err := newJudge(s.Vocabulary(), q, w)
	if err != nil {
		return Explanation[A]{}, err
	}
	defer j.release()
	ordinal, ok := s.Ordinal(id)
	if !ok {
		return Explanation[A]{}, UnknownListing()
	}
	rank, err := rankOf(s, q, id, w)
	if err != nil {
		return Explanation[A]{}, err
	}
	c := j.call(s.Facts(ordinal), ordinal)
	h := hit{candidate: *c, failed: j.verdicts(c).failed, score: j.score(c)}
	e := Explanation[A]{
		Origin: q.Origin, Match: match(askedOf(s, j), j, &h, rank), Fit: j.fit(c), Exclusions: j.exclusions(&h),
		Generation: s.Generation(), terms: s.Terms(),
	}
	e.Found = len(e.Exclusions) == len(e.Match.Relaxed)
	grades := j.grades(c)
	e.Contributions = contributions(j.sayFactors(c, &grades))
	return e, nil
}

// rankOf is the place of a listing in the answer to q, 0 beyond the first MaxK.
// Asking for more moves no place, as long as three were asked for: with fewer,
// fewer wishes are given up.
func rankOf[A data.Audience](s *index.Snapshot[A], q Query, id data.ID, w Weights) (int, error) {
	if q.k() >= 3 {
		q.K = MaxK
	}
	a, err := SearchWith(s, q, w)
	i := slices.IndexFunc(a.Matches, func(m Match[A]) bool { return m.Listing.ID == id })
	return i + 1, err
}

func (j *judge) exclusions(h *hit) []Exclusion {
	var all []Exclusion
	for i, rule := range j.criteria {
		if !h.failed.has(i) {
			continue
		}
		e := Exclusion{Criterion: j.called(rule), Wish: rule.wish > 0}
		if rule.change != nil {
			e.Reason = rule.change(j, &h.candidate, rule.which)
		} else {
			e.Reason = exclusionReason(rule.name)
		}
		all = append(all, e)
	}
	return all
}

// exclusionReason is for the criteria that nobody should be asked to change.
func exclusionReason(criterion string) bilingual.Text {
	switch criterion {
	case KindCriterion:
		return bilingual.Text{En: "Another kind of provider than was searched for", Fr: "Un autre genre d’organisme que celui qui est cherché"}
	case NeedCriterion:
		return bilingual.Text{En: "Offers none of what is needed", Fr: "N’offre rien de ce qu’il faut"}
	case StatusCriterion:
		return bilingual.Text{En: "The service is not active", Fr: "Le service n’est pas en activité"}
	case AvoidCriterion:
		return bilingual.Text{En: "It is, or may be, in an area to avoid", Fr: "Il se trouve, ou peut se trouver, dans un secteur à éviter"}
	}
	return bilingual.Text{}
}

func contributions(factors []Factor) []Contribution {
	weights, admission := 0.0, 1.0
	for _, f := range factors {
		weights += f.Weight
		if f.Factor == AdmissionFactor {
			admission = f.Value
		}
	}
	all := make([]Contribution, len(factors))
	for i, f := range factors {
		share := f.Weight / weights
		all[i] = Contribution{Factor: f, Share: share, Adds: admission * f.Value * share}
	}
	return all
}

// UnknownListing is the one answer for a listing that is not there, was withdrawn,
// or is not for this audience: a difference would tell that something is hidden.
func UnknownListing() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "listing_unknown",
		Message: bilingual.Text{En: "there is no such listing", Fr: "cette fiche de service n’existe pas"},
		Hint:    bilingual.Text{En: "Take an id from the results of a search.", Fr: "Prenez un identifiant parmi les résultats d’une recherche."},
	}
}
