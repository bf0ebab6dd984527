package ranking

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// StaffAnswerView is what `relais search --as staff --json` prints.
type StaffAnswerView struct {
	Origin      *StaffOriginView `json:"origin"` // null without one
	Matches     []StaffMatchView `json:"matches"`
	Total       int              `json:"total"`
	Relaxations []string         `json:"relaxations"`
	NearMisses  []NearMissView   `json:"near_misses"`
	Fallback    []FallbackView   `json:"fallback,omitempty"` // when nothing was found
	Generation  uint64           `json:"generation"`
	ElapsedUS   int64            `json:"elapsed_us"`
	Removed     int              `json:"removed_by_avoid"`
}

// StaffOriginView is where the search started.
type StaffOriginView struct {
	Kind        geo.OriginKind   `json:"kind"`
	Label       string           `json:"label"`
	Lat         float64          `json:"lat"`
	Lng         float64          `json:"lng"`
	Approximate bool             `json:"approximate"`
	RadiusM     geo.Meters       `json:"radius_m"`
	Notes       []bilingual.Text `json:"notes,omitempty"` // what was repaired or assumed
}

// StaffMatchView is one match. DistanceM is the very number that was scored,
// null where there is none; for people use the band and proximity's reason,
// which never look more exact than what is known.
type StaffMatchView struct {
	Rank         int            `json:"rank"`
	ID           data.ID        `json:"id"`
	Organization NamedView      `json:"organization"`
	Service      NamedView      `json:"service"`
	DistanceM    *geo.Meters    `json:"distance_m"`
	Band         DistanceBand   `json:"distance_band"`
	Score        float64        `json:"score"`
	Proximity    ProximityView  `json:"proximity"`
	Factors      []FactorView   `json:"factors"`
	Verdicts     []VerdictView  `json:"verdicts"`
	Relaxed      []string       `json:"relaxed"`
	Capacity     CapacityView   `json:"capacity"`
	Open         hours.State    `json:"open"`
	Languages    []LanguageView `json:"languages"`
	Phones       []PhoneView    `json:"phones"`
	Visibility   string         `json:"visibility"`
	Region       geo.Province   `json:"region"`
	Place        string         `json:"place"`
	Approximate  bool           `json:"approximate"`
}

// ProximityView is how near a match is. HalfDistanceM is null without an origin.
type ProximityView struct {
	Value         float64        `json:"value"`
	Code          string         `json:"code"`
	Reason        bilingual.Text `json:"reason"`
	HalfDistanceM *geo.Meters    `json:"half_distance_m"`
}

// FactorView is one factor in play.
type FactorView struct {
	Factor string         `json:"factor"`
	Value  float64        `json:"value"`
	Weight float64        `json:"weight"`
	Code   string         `json:"code"`
	Reason bilingual.Text `json:"reason"`
}

// CapacityView is what is known of the room at a service for this caller: the
// best report that counts, and all of them. An outdated one has the status
// "unknown" and no number.
type CapacityView struct {
	Status     data.CapacityStatus `json:"status"`
	Unit       string              `json:"unit,omitempty"`
	Population string              `json:"population,omitempty"`
	Available  *int                `json:"available,omitempty"`
	Maximum    *int                `json:"maximum,omitempty"`
	Updated    time.Time           `json:"updated,omitzero"`
	News       News                `json:"news,omitempty"`
	Reason     bilingual.Text      `json:"reason,omitzero"`
	Reports    []RoomView          `json:"reports"`
}

// RoomView is one report as it was learned, with what is left of it.
type RoomView struct {
	data.Capacity
	Confidence float64        `json:"confidence"`
	News       News           `json:"news"`
	Counts     bool           `json:"counts"`
	Reason     bilingual.Text `json:"reason"`
}

// NearMissView is a listing that one change would admit.
type NearMissView struct {
	ID           data.ID        `json:"id"`
	Organization NamedView      `json:"organization"`
	Service      NamedView      `json:"service"`
	DistanceM    *geo.Meters    `json:"distance_m"`
	Band         DistanceBand   `json:"distance_band"`
	Criterion    string         `json:"criterion"`
	Change       bilingual.Text `json:"change"`
}

// StaffAnswer is the view of a staff answer for a reader of lang.
func StaffAnswer(a Answer[data.Staff], lang bilingual.Lang, elapsed time.Duration) StaffAnswerView {
	v := StaffAnswerView{
		Origin: viewStaffOrigin(a.Origin, lang), Matches: []StaffMatchView{},
		Total: a.Total, Relaxations: list(a.Relaxations), NearMisses: []NearMissView{},
		Fallback: fallback(len(a.Matches), lang), Generation: a.Generation, ElapsedUS: elapsed.Microseconds(),
		Removed: a.Removed,
	}
	for i := range a.Matches {
		v.Matches = append(v.Matches, viewStaffMatch(&a.Matches[i], a.terms, lang))
	}
	for i := range a.NearMisses {
		v.NearMisses = append(v.NearMisses, viewNearMiss(&a.NearMisses[i], lang))
	}
	return v
}

func viewStaffOrigin(o geo.Origin, lang bilingual.Lang) *StaffOriginView {
	if o.IsZero() {
		return nil
	}
	return &StaffOriginView{
		Kind: o.Kind, Label: o.Label.In(lang), Lat: o.Point.Lat, Lng: o.Point.Lng,
		Approximate: o.Approximate, RadiusM: o.Radius, Notes: o.Notes,
	}
}

func viewStaffMatch(m *Match[data.Staff], terms *data.Terms, lang bilingual.Lang) StaffMatchView {
	l, said := m.Listing, m.Say()
	return StaffMatchView{
		Rank: m.Rank, ID: l.ID,
		Organization: viewNamed(l.Organization, lang), Service: viewNamed(l.Service, lang),
		DistanceM: viewDistance(m.Placed, m.Distance), Band: m.Band, Score: m.Score,
		Proximity: viewProximity(said.Proximity), Factors: viewFactors(said.Factors),
		Verdicts: viewVerdicts(said.Verdicts), Relaxed: list(m.Relaxed),
		Capacity: viewCapacity(said.Rooms), Open: m.Open,
		Languages: viewLanguages(l.Languages, terms, lang), Phones: viewPhones(append(l.Phones[:len(l.Phones):len(l.Phones)], l.Inside.Lines...), lang),
		Visibility: l.Inside.Visibility.String(), Region: l.Region(), Place: labelOf(l.Place, lang), Approximate: m.Approximate,
	}
}

func viewDistance(placed bool, distance geo.Meters) *geo.Meters {
	if !placed {
		return nil
	}
	return &distance
}

func viewProximity(p Proximity) ProximityView {
	return ProximityView{
		Value: p.Value, Code: p.Code, Reason: p.Reason,
		HalfDistanceM: viewDistance(p.HalfDistance > 0, p.HalfDistance),
	}
}

func viewFactors(factors []Factor) []FactorView {
	views := make([]FactorView, len(factors))
	for i, f := range factors {
		views[i] = FactorView{Factor: f.Factor, Value: f.Value, Weight: f.Weight, Code: f.Code, Reason: f.Reason}
	}
	return views
}

func viewCapacity(rooms []Room) CapacityView {
	v := CapacityView{Status: data.CapacityUnknown, Reports: []RoomView{}}
	best := -1.0
	for _, r := range rooms {
		v.Reports = append(v.Reports, RoomView{r.Capacity, r.Confidence, r.News, r.Counts, r.Reason})
		if r.Counts && r.Value > best {
			best = r.Value
			v.tell(r)
		}
	}
	return v
}

// tell makes r the report that is shown first.
func (v *CapacityView) tell(r Room) {
	v.Unit, v.Population, v.Updated, v.News, v.Reason = r.Unit, r.Population, r.Updated, r.News, r.Reason
	v.Status, v.Available, v.Maximum = r.Status, r.Available, r.Maximum
	if r.News == Outdated {
		v.Status, v.Available, v.Maximum = data.CapacityUnknown, nil, nil
	}
}

func viewNearMiss(m *NearMiss[data.Staff], lang bilingual.Lang) NearMissView {
	return NearMissView{
		ID: m.Listing.ID, Organization: viewNamed(m.Listing.Organization, lang), Service: viewNamed(m.Listing.Service, lang),
		DistanceM: viewDistance(m.Placed, m.Distance), Band: m.Band, Criterion: m.Criterion, Change: m.Change(),
	}
}
