package ranking

import (
	"cmp"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// Request is a query in the words of whoever asks: places and terms as they were
// typed. It is the body of POST /v1/search and what the command line's flags
// make; Resolve turns it into a Query. It is never stored and never logged.
type Request struct {
	Origin        *Start   `json:"origin,omitempty"`
	Needs         []string `json:"needs,omitempty"`
	Populations   []string `json:"populations,omitempty"`
	Languages     []string `json:"languages,omitempty"` // in order of preference
	Age           *float64 `json:"age,omitempty"`       // years
	Gender        string   `json:"gender,omitempty"`    // woman, man, non_binary
	Text          string   `json:"text,omitempty"`
	Urgency       string   `json:"urgency,omitempty"` // now, soon, any
	Units         int      `json:"units,omitempty"`
	OpenNow       bool     `json:"open_now,omitempty"`
	WithinKM      float64  `json:"within_km,omitempty"`
	Avoid         []string `json:"avoid,omitempty"` // "PLACE:KM", "LAT,LNG:KM", a postal code with ":KM", or a province
	Barriers      []string `json:"barriers,omitempty"`
	Accessibility []string `json:"accessibility,omitempty"`
	Remote        *bool    `json:"remote,omitempty"`        // false: no service by phone or online
	OutOfRegion   bool     `json:"out_of_region,omitempty"` // rather elsewhere than where the search starts
	Kinds         []string `json:"kinds,omitempty"`
	K             int      `json:"k,omitempty"`
}

// Start is where a search starts, said in one of four ways.
type Start struct {
	PostalCode string   `json:"postal_code,omitempty"`
	Place      string   `json:"place,omitempty"`
	Lat        *float64 `json:"lat,omitempty"`
	Lng        *float64 `json:"lng,omitempty"`
	Cell       string   `json:"cell,omitempty"`
}

// publicResolution is the H3 resolution that a point given to the public side is
// snapped to at the door: cells of about 250 km².
const publicResolution geo.Resolution = 5

// densityRadius is how far around an origin people are counted to tell how dense
// its region is.
const densityRadius = 50 * geo.Kilometer

// Resolve finds the places and terms that r names, and gives the query to be
// answered for audience A at the instant at. It reports all problems at once,
// joined; each is a bilingual.Problem with the nearest choices. A latitude and
// longitude from the public is moved to the centre of its H3 cell before
// anything else sees it.
func Resolve[A data.Audience](r Request, g *geo.Gazetteer, terms *data.Terms, at time.Time) (Query, error) {
	v := resolver{gazetteer: g, terms: terms}
	_, v.public = any(new(A)).(*data.Public)
	q := Query{
		Origin:        v.origin(r.Origin),
		Needs:         v.all(data.TermNeed, r.Needs),
		Populations:   v.all(data.TermPopulation, r.Populations),
		Languages:     v.all(data.TermLanguage, r.Languages),
		Age:           r.Age,
		Gender:        v.gender(r.Gender),
		Text:          r.Text,
		Urgency:       v.urgency(r.Urgency),
		Units:         r.Units,
		OpenNow:       r.OpenNow,
		MaxDistance:   v.within(r.WithinKM),
		Avoid:         v.avoid(r.Avoid),
		Barriers:      v.all(data.TermBarrier, r.Barriers),
		Accessibility: v.all(data.TermAccessibility, r.Accessibility),
		NoRemote:      r.Remote != nil && !*r.Remote,
		OutOfRegion:   r.OutOfRegion,
		Kinds:         v.kinds(r.Kinds),
		K:             r.K,
		At:            at,
	}
	q.Origin.Notes = append(q.Origin.Notes, v.notes...)
	if !q.Origin.IsZero() {
		q.HalfDistance = HalfDistance(g.PeopleWithin(q.Origin.Point, densityRadius))
	}
	if len(v.problems) == 0 {
		v.add(q.Validate(terms))
	}
	return q, errors.Join(v.problems...)
}

// resolver looks things up and keeps the problems.
type resolver struct {
	gazetteer *geo.Gazetteer
	terms     *data.Terms
	public    bool
	problems  []error
	notes     []bilingual.Text // how the areas to avoid were read, where that had to be assumed
}

func (v *resolver) add(err error) {
	if err != nil {
		v.problems = append(v.problems, err)
	}
}

func (v *resolver) invalid(code, read string, message, hint bilingual.Text) {
	v.add(&bilingual.Problem{Kind: bilingual.Invalid, Code: code, Read: read, Message: message, Hint: hint})
}

func (v *resolver) all(kind data.TermKind, words []string) []string {
	var ids []string
	for _, w := range words {
		term, err := v.terms.Find(kind, w)
		v.add(err)
		if err == nil {
			ids = append(ids, term.ID)
		}
	}
	return ids
}

func (v *resolver) kinds(words []string) []data.ProviderKind {
	var kinds []data.ProviderKind
	for _, id := range v.all(data.TermProviderKind, words) {
		kinds = append(kinds, data.ProviderKind(id))
	}
	return kinds
}

func (v *resolver) origin(s *Start) geo.Origin {
	if s == nil || *s == (Start{}) {
		return geo.Origin{}
	}
	o, err := v.start(s)
	v.add(err)
	return o
}

func (v *resolver) start(s *Start) (geo.Origin, error) {
	ways := 0
	for _, said := range []bool{s.PostalCode != "", s.Place != "", s.Lat != nil || s.Lng != nil, s.Cell != ""} {
		if said {
			ways++
		}
	}
	if ways != 1 || (s.Lat == nil) != (s.Lng == nil) {
		return geo.Origin{}, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "origin_unclear",
			Message: bilingual.Text{En: "say in one way where the search starts", Fr: "dites d’une seule façon d’où part la recherche"},
			Hint:    bilingual.Text{En: "a postal code, a town, a latitude with a longitude, or an H3 cell", Fr: "un code postal, une localité, une latitude avec une longitude, ou une cellule H3"},
		}
	}
	switch {
	case s.PostalCode != "":
		return v.postal(s.PostalCode)
	case s.Place != "":
		return v.gazetteer.Place(s.Place)
	case s.Cell != "":
		return v.cell(s.Cell)
	}
	return v.point(*s.Lat, *s.Lng)
}

// postal locates staff by the whole code where the operator's own table has it.
// The public is located by the first three characters, always: Postal cuts the
// rest off before anything else sees it.
func (v *resolver) postal(code string) (geo.Origin, error) {
	if v.public {
		return v.gazetteer.Postal(code)
	}
	return v.gazetteer.PostalFull(code)
}

func (v *resolver) cell(s string) (geo.Origin, error) {
	c, err := geo.ParseCell(s)
	if err != nil {
		return geo.Origin{}, err
	}
	if v.public && c.Resolution() > publicResolution {
		if c, err = c.Parent(publicResolution); err != nil {
			return geo.Origin{}, err
		}
	}
	return v.gazetteer.Cell(c)
}

func (v *resolver) point(lat, lng float64) (geo.Origin, error) {
	p, err := geo.NewPoint(lat, lng)
	if err != nil {
		return geo.Origin{}, err
	}
	if !v.public {
		return v.gazetteer.At(p)
	}
	c, err := geo.CellAt(p, publicResolution)
	if err != nil {
		return geo.Origin{}, err
	}
	return v.gazetteer.Cell(c)
}

func (v *resolver) gender(s string) data.Gender {
	switch bilingual.Fold(s) {
	case "":
		return ""
	case "woman", "women", "female", "femme", "f", "trans woman", "femme trans":
		return data.Woman
	case "man", "men", "male", "homme", "m", "trans man", "homme trans":
		return data.Man
	case "non binary", "nonbinary", "non binaire", "x":
		return data.NonBinary
	}
	v.invalid("gender_unknown", s,
		bilingual.Text{En: "the gender is woman, man or non_binary", Fr: "le genre est woman (femme), man (homme) ou non_binary (non binaire)"},
		bilingual.Text{En: "leave it out if the person has not said", Fr: "laissez-le de côté si la personne ne l’a pas dit"})
	return ""
}

func (v *resolver) urgency(s string) Urgency {
	switch bilingual.Fold(s) {
	case "", "any", "sans urgence", "peu importe":
		return Any
	case "now", "tonight", "maintenant", "ce soir", "cette nuit":
		return Now
	case "soon", "bientot":
		return Soon
	}
	v.invalid("urgency_unknown", s,
		bilingual.Text{En: "the urgency is now, soon or any", Fr: "l’urgence est now (maintenant), soon (bientôt) ou any (sans urgence)"},
		bilingual.Text{})
	return Any
}

func (v *resolver) within(km float64) geo.Meters {
	if km < 0 || math.IsNaN(km) || math.IsInf(km, 0) {
		v.invalid("distance_invalid", "",
			bilingual.Text{En: "the distance is a number of kilometres above zero", Fr: "la distance est un nombre de kilomètres supérieur à zéro"},
			bilingual.Text{})
		return 0
	}
	return geo.Meters(km) * geo.Kilometer
}

func (v *resolver) avoid(areas []string) []geo.Area {
	var all []geo.Area
	for _, s := range areas {
		a, err := v.avoidOne(s)
		v.add(err)
		if err == nil {
			all = append(all, a)
		}
	}
	return all
}

// avoidOne reads "PLACE:KM" and its kin, or a province.
func (v *resolver) avoidOne(s string) (geo.Area, error) {
	where, km, ok := cutLast(s, ":")
	if !ok {
		p, err := geo.ParseProvince(s)
		if err != nil {
			return geo.Area{}, avoidUnclear(s)
		}
		area, _ := v.gazetteer.ProvinceArea(p)
		return area, nil
	}
	radius, err := strconv.ParseFloat(strings.Replace(bareKilometers(km), ",", ".", 1), 64)
	if err != nil || !(radius > 0) || radius > 20_000 {
		return geo.Area{}, &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "avoid_distance", Read: s,
			Message: bilingual.Text{En: "after the colon stands a number of kilometres above zero", Fr: "après les deux-points vient un nombre de kilomètres supérieur à zéro"},
		}
	}
	o, err := v.start(cmp.Or(StartAt(where), &Start{}))
	if problem, ok := bilingual.AsProblem(err); ok && (problem.Code == "origin_unclear" || problem.Code == "place_is_province") {
		return geo.Area{}, avoidUnclear(s)
	}
	if err != nil {
		return geo.Area{}, err
	}
	for _, n := range o.Notes {
		v.notes = append(v.notes, bilingual.Textf("area to avoid: %s", "secteur à éviter\u00a0: %s", n))
	}
	return geo.Area{
		Kind: geo.AreaRegion, Label: o.Label, Province: o.Province,
		Center: o.Point, Radius: geo.Meters(radius)*geo.Kilometer + o.Radius,
	}, nil
}

// bareKilometers takes the unit off "30 km".
func bareKilometers(s string) string {
	s = strings.TrimSpace(s)
	if n := len(s) - len("km"); n >= 0 && strings.EqualFold(s[n:], "km") {
		s = s[:n]
	}
	return strings.TrimSpace(s)
}

func avoidUnclear(read string) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "avoid_unclear", Read: read,
		Message: bilingual.Text{En: "an area to avoid is a place with kilometres, or a province", Fr: "un secteur à éviter est un lieu avec des kilomètres, ou une province"},
		Hint:    bilingual.Text{En: "for example: --avoid 'Hamilton, ON:30' or --avoid MB", Fr: "par exemple\u00a0: --avoid 'Hamilton, ON:30' ou --avoid MB"},
	}
}

// StartAt tells a point, a postal code and a place apart by their shape: what
// somebody types into one field. Nothing typed starts nowhere.
func StartAt(s string) *Start {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	if lat, lng, ok := ParseLatLng(s); ok {
		return &Start{Lat: &lat, Lng: &lng}
	}
	if looksPostal(s) {
		return &Start{PostalCode: s}
	}
	return &Start{Place: s}
}

// ParseLatLng reads "LAT,LNG" in degrees. Whether they lie on Earth is for
// geo.NewPoint to say.
func ParseLatLng(s string) (lat, lng float64, ok bool) {
	a, b, ok := strings.Cut(s, ",")
	if !ok {
		return 0, 0, false
	}
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lng, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	return lat, lng, err1 == nil && err2 == nil
}

// looksPostal reports a letter, a digit, a letter, alone or followed by three
// more: no town's name looks so.
func looksPostal(s string) bool {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if len(s) != 3 && len(s) != 6 {
		return false
	}
	for i, r := range s {
		digit := r >= '0' && r <= '9'
		if digit != (i%2 == 1) {
			return false
		}
	}
	return true
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
