package ranking

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// Urgency says how soon help is needed.
type Urgency string

// The urgencies; "" is Any.
const (
	Now  Urgency = "now"
	Soon Urgency = "soon"
	Any  Urgency = "any"
)

// The bounds of a query.
const (
	DefaultK = 10  // matches asked for when K is 0
	MaxK     = 100 // most matches in one answer
	maxTerms = 16  // most terms of one kind, areas to avoid, and words of text that count
	maxText  = 500 // most bytes of text
)

// AvoidArea is an area to keep away from: a province by its code, the country,
// or else a circle, which may be a single point.
type AvoidArea = geo.Area

// Query is what is looked for and for whom. It describes a caller and is never
// stored or logged. The zero value of every field but At means that the wish
// was not expressed: it then excludes nobody and weighs nothing.
//
// Everything is resolved beforehand: places are points and areas, terms are ids.
type Query struct {
	Origin geo.Origin
	// HalfDistance is the distance at which proximity is one half: see the
	// function HalfDistance. 0 means DefaultHalfDistance.
	HalfDistance geo.Meters

	Needs       []string // any of them will do; more of them is better
	Populations []string // what the caller is said to belong to
	Languages   []string // in order of preference
	Age         *float64 // in years; nil when not said
	Gender      data.Gender
	Text        string // free words in either language
	Urgency     Urgency

	Units       int  // places needed in one unit of capacity: beds, rooms
	OpenNow     bool // only what is open at At
	MaxDistance geo.Meters
	NoRemote    bool // no services by phone or online alone
	OutOfRegion bool // rather elsewhere than where Origin is, for callers who flee; excludes nobody

	Avoid         []AvoidArea
	Barriers      []string // required: what must not be asked of the caller
	Accessibility []string // wished for
	Kinds         []data.ProviderKind

	K  int       // matches wanted, 1 to MaxK; 0 means DefaultK
	At time.Time // the instant for which the answer holds; required
}

// AgeOf is a convenience for Query.Age.
func AgeOf(years float64) *float64 { return &years }

// Validate reports everything that is wrong with q, joined: an unknown term is a
// bilingual.Problem of kind Invalid with the nearest terms as Choices. Search
// accepts exactly the queries that Validate accepts.
func (q Query) Validate(terms *data.Terms) error {
	return errors.Join(q.checkTerms(terms), q.checkCaller(), q.checkPlaces(), q.checkBounds())
}

func (q Query) checkTerms(terms *data.Terms) error {
	return errors.Join(
		checkIDs(terms, data.TermNeed, q.Needs),
		checkIDs(terms, data.TermPopulation, q.Populations),
		checkIDs(terms, data.TermLanguage, q.Languages),
		checkIDs(terms, data.TermBarrier, q.Barriers),
		checkIDs(terms, data.TermAccessibility, q.Accessibility),
		checkIDs(terms, data.TermProviderKind, q.Kinds),
	)
}

// knownIn reports whether checkTerms would find nothing.
func (q *Query) knownIn(v *index.Vocabulary) bool {
	return allKnown(v, data.TermNeed, q.Needs) && allKnown(v, data.TermPopulation, q.Populations) &&
		allKnown(v, data.TermLanguage, q.Languages) && allKnown(v, data.TermBarrier, q.Barriers) &&
		allKnown(v, data.TermAccessibility, q.Accessibility) && allKnown(v, data.TermProviderKind, q.Kinds)
}

func allKnown[S ~string](v *index.Vocabulary, kind data.TermKind, ids []S) bool {
	return len(ids) <= maxTerms && !slices.ContainsFunc(ids, func(id S) bool { return v.Ordinal(kind, string(id)) < 0 })
}

func checkIDs[S ~string](terms *data.Terms, kind data.TermKind, ids []S) error {
	var faults []error
	if len(ids) > maxTerms {
		faults = append(faults, problemTooMany(kind))
	}
	for _, id := range ids {
		if _, ok := terms.Get(kind, string(id)); !ok {
			faults = append(faults, unknownTerm(terms, kind, string(id)))
		}
	}
	return errors.Join(faults...)
}

// unknownTerm lets the vocabulary say what is near. Where it finds that the
// words do mean a term, that term is the one choice: a query holds ids.
func unknownTerm(terms *data.Terms, kind data.TermKind, id string) error {
	term, err := terms.Find(kind, id)
	if err != nil {
		return err
	}
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    string(kind) + "_unknown",
		Message: bilingual.Text{En: "this is not the id of a term", Fr: "ce n’est pas l’identifiant d’un terme"},
		Hint:    bilingual.Text{En: "Use the id listed as a choice.", Fr: "Utilisez l’identifiant proposé."},
		Read:    id,
		Choices: []bilingual.Choice{{Input: term.ID, Label: term.Name}},
	}
}

func (q Query) checkCaller() error {
	var faults []error
	if q.Age != nil && !(*q.Age >= 0 && *q.Age <= 130) {
		faults = append(faults, invalid("age_invalid",
			"the age is not between 0 and 130 years", "l’âge n’est pas entre 0 et 130 ans",
			"Give the age in years, or leave it out.", "Indiquez l’âge en années, ou ne l’indiquez pas."))
	}
	switch q.Gender {
	case "", data.Woman, data.Man, data.NonBinary:
	default:
		faults = append(faults, invalid("gender_unknown",
			"the directory knows no such gender", "le répertoire ne connaît pas ce genre",
			"Use woman, man or non_binary, or leave it out.", "Utilisez woman, man ou non_binary, ou n’indiquez rien."))
	}
	switch q.Urgency {
	case "", Now, Soon, Any:
	default:
		faults = append(faults, invalid("urgency_unknown",
			"this is no degree of urgency", "ce n’est pas un degré d’urgence",
			"Use now, soon or any.", "Utilisez now (maintenant), soon (bientôt) ou any (sans urgence)."))
	}
	return errors.Join(faults...)
}

func (q Query) checkPlaces() error {
	var faults []error
	if !q.Origin.IsZero() && !onEarth(q.Origin.Point) {
		faults = append(faults, invalid("origin_without_point",
			"the place to search from has no position", "le lieu de départ n’a pas de position",
			"Give a postal code, a town, or a latitude and longitude.", "Indiquez un code postal, une ville, ou une latitude et une longitude."))
	}
	if !length(q.Origin.Radius) || !length(q.HalfDistance) {
		faults = append(faults, invalid("length_invalid",
			"a length of the search is not a number of metres", "une longueur de la recherche n’est pas un nombre de mètres",
			"Use zero or more.", "Utilisez zéro ou plus."))
	}
	if !length(q.MaxDistance) {
		faults = append(faults, invalid("max_distance_invalid",
			"the maximum distance is not a distance", "la distance maximale n’est pas une distance",
			"Give it in kilometres, more than zero.", "Indiquez-la en kilomètres, plus de zéro."))
	}
	if q.MaxDistance > 0 && q.Origin.IsZero() {
		faults = append(faults, invalid("max_distance_without_origin",
			"a maximum distance needs a place to measure from", "une distance maximale demande un lieu de départ",
			"Give a postal code or a town, or leave the distance out.", "Indiquez un code postal ou une ville, ou retirez la distance."))
	}
	if q.OutOfRegion && q.Origin.IsZero() {
		faults = append(faults, invalid("out_of_region_without_origin",
			"away from the region needs a place to be away from", "hors de la région demande un lieu de départ",
			"Give a postal code or a town, or leave the wish out.", "Indiquez un code postal ou une ville, ou retirez ce souhait."))
	}
	for _, a := range q.Avoid {
		if !avoidable(a) {
			faults = append(faults, invalid("avoid_invalid",
				"an area to avoid has neither a province nor a position", "un secteur à éviter n’a ni province ni position",
				"Name a town, a point with a distance, or a province.", "Nommez une ville, un point avec une distance, ou une province."))
		}
	}
	return errors.Join(faults...)
}

func (q Query) checkBounds() error {
	var faults []error
	if q.K < 0 || q.K > MaxK {
		faults = append(faults, invalid("k_invalid",
			fmt.Sprintf("the number of results is not between 1 and %d", MaxK), fmt.Sprintf("le nombre de résultats n’est pas entre 1 et %d", MaxK),
			fmt.Sprintf("Ask for %d results or fewer.", MaxK), fmt.Sprintf("Demandez %d résultats ou moins.", MaxK)))
	}
	if q.Units < 0 {
		faults = append(faults, invalid("units_invalid",
			"the number of places needed is less than zero", "le nombre de places voulu est inférieur à zéro",
			"Give a number of beds or rooms, or leave it out.", "Indiquez un nombre de lits ou de chambres, ou rien."))
	}
	if len(q.Avoid) > maxTerms || len(q.Text) > maxText {
		faults = append(faults, invalid("query_too_long",
			"the search is too long", "la recherche est trop longue",
			"Use fewer words and fewer areas.", "Utilisez moins de mots et moins de secteurs."))
	}
	if q.At.IsZero() {
		faults = append(faults, invalid("instant_missing",
			"the search says no instant", "la recherche n’indique pas d’instant",
			"Give the time for which the answer should hold.", "Indiquez le moment pour lequel la réponse doit valoir."))
	}
	return errors.Join(faults...)
}

// onEarth also refuses the zero Point, which means no point.
func onEarth(p geo.Point) bool {
	_, err := geo.NewPoint(p.Lat, p.Lng)
	return err == nil && !p.IsZero()
}

func length(m geo.Meters) bool { return m >= 0 && !math.IsInf(float64(m), 0) }

func avoidable(a AvoidArea) bool {
	switch a.Kind {
	case geo.AreaProvince:
		return provinceOf(a).Valid()
	case geo.AreaCountry:
		return true
	}
	return onEarth(a.Center) && length(a.Radius)
}

func problemTooMany(kind data.TermKind) error {
	return invalid(string(kind)+"_too_many",
		fmt.Sprintf("more than %d terms of one kind", maxTerms), fmt.Sprintf("plus de %d termes d’une même sorte", maxTerms),
		"Keep the ones that matter most.", "Gardez ceux qui comptent le plus.")
}

func invalid(code, en, fr, hintEn, hintFr string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: code,
		Message: bilingual.Text{En: en, Fr: fr},
		Hint:    bilingual.Text{En: hintEn, Fr: hintFr},
	}
}

// k is the number of matches wanted.
func (q Query) k() int {
	if q.K == 0 {
		return DefaultK
	}
	return q.K
}

// enough is how many matches must pass before no wish is given up.
func (q Query) enough() int { return min(3, q.k()) }
