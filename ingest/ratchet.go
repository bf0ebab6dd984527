package ingest

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// Gain is one thing that would be seen and was not: a field of what the public
// learns of a listing, the whole listing, or a place that would no longer be
// sealed.
type Gain struct {
	Listing data.ID `json:"listing"` // the service at a location; for a place, the location
	Field   string  `json:"field"`   // "listing", "place", "phones", "description", …; "sealed_place"
}

// gained lists what would be seen of r that is not seen of old, which may be nil.
// A value in the place of another is no gain; a field that was empty, a place
// told more closely and a service that is open again are.
func gained(old, r *record.Record) []Gain {
	var before map[data.ID]*data.Listing[data.Public]
	staffed := map[string]bool{}
	if old != nil {
		before = published(old)
		staffed = insideNumbers(old)
	}
	var gains []Gain
	for id, l := range published(r) {
		for _, field := range gainedFields(before[id], l) {
			gains = append(gains, Gain{id, field})
		}
	}
	gains = append(gains, publicLines(r, staffed)...)
	gains = append(gains, unsealedPlaces(old, r)...)
	slices.SortFunc(gains, func(a, b Gain) int {
		return cmp.Or(cmp.Compare(a.Listing, b.Listing), cmp.Compare(a.Field, b.Field))
	})
	return slices.Compact(gains)
}

// publicLines are the listings of r, whoever may see them, with a number among
// those for the public that was staff's alone.
func publicLines(r *record.Record, staffed map[string]bool) []Gain {
	var gains []Gain
	for _, l := range record.Disclose(r) {
		if slices.ContainsFunc(l.Phones, func(line data.Phone) bool { return staffed[numberOf(line)] }) {
			gains = append(gains, Gain{l.ID, "phones"})
		}
	}
	return gains
}

// published gives what the public sees of r, by listing.
func published(r *record.Record) map[data.ID]*data.Listing[data.Public] {
	all := map[data.ID]*data.Listing[data.Public]{}
	listings := record.Publish(r)
	for i := range listings {
		all[listings[i].ID] = &listings[i]
	}
	return all
}

// insideNumbers are the numbers of r that staff alone see, or nobody without a
// reveal.
func insideNumbers(r *record.Record) map[string]bool {
	inside, outside := map[string]bool{}, map[string]bool{}
	for _, l := range record.Disclose(r) {
		for _, line := range l.Inside.Lines {
			inside[numberOf(line)] = true
		}
		for _, line := range l.Phones {
			outside[numberOf(line)] = true
		}
	}
	for number := range outside {
		delete(inside, number)
	}
	return inside
}

// gainedFields names the fields of l that the public did not see before; was is
// nil for a listing that it did not see at all.
func gainedFields(was, l *data.Listing[data.Public]) []string {
	if was == nil {
		return []string{"listing"}
	}
	fields := filled(reflect.ValueOf(*was), reflect.ValueOf(*l))
	if finer(was.Place, l.Place) {
		fields = append(fields, "place")
	}
	if closed(was.Status) && !closed(l.Status) {
		fields = append(fields, "status")
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// filled names the fields, those of addresses and eligibility one by one, that
// hold nothing in was and something in is.
func filled(was, is reflect.Value) []string {
	var names []string
	for i := range is.NumField() {
		field := is.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Type == reflect.TypeFor[data.Address]() || field.Type == reflect.TypeFor[data.Eligibility]() {
			names = append(names, filled(was.Field(i), is.Field(i))...)
			continue
		}
		if empty(was.Field(i)) && !empty(is.Field(i)) {
			names = append(names, name)
		}
	}
	return names
}

// empty reports whether a field says nothing. Hours that nobody stated have a
// zone and a province all the same.
func empty(v reflect.Value) bool {
	if c, ok := v.Interface().(hours.Calendar); ok {
		return !c.Stated()
	}
	return v.IsZero()
}

// finer reports whether a place is told more closely than before.
func finer(was, is geo.Area) bool {
	if is.IsZero() {
		return false
	}
	return was.IsZero() || closeness(is.Kind) > closeness(was.Kind) || is.Radius < was.Radius && is.Kind != was.Kind
}

// closeness puts the kinds of places in order, the widest first.
func closeness(k geo.AreaKind) int {
	return slices.Index([]geo.AreaKind{geo.AreaCountry, geo.AreaProvince, geo.AreaRegion, geo.AreaPlace, geo.AreaPostal, geo.AreaPoint}, k)
}

func closed(s data.Status) bool { return s == data.Defunct || s == data.Inactive }

// unsealedPlaces are the places of r that were confidential in old and are not
// any more, whoever may see them.
func unsealedPlaces(old, r *record.Record) []Gain {
	if old == nil {
		return nil
	}
	var gains []Gain
	for _, l := range r.Locations {
		if was := locationOf(old, l.ID); was != nil && was.Confidential && !l.Confidential {
			gains = append(gains, Gain{l.ID, "sealed_place"})
		}
	}
	return gains
}

// narrowed is r as far as it shows nobody more than old, which may be nil. What
// would is left as it was. Where that cannot be told apart from the rest, all of
// r waits.
func narrowed(old, r *record.Record) *record.Record {
	kept, err := copyOf(r)
	if err != nil {
		return old // it could not be stored either: the engine says so
	}
	was := old
	if was == nil {
		was = &record.Record{}
	}
	n := narrowing{was: was, kept: kept, staffed: insideNumbers(was), seen: seenParts(was)}
	n.organization()
	n.services()
	n.locations()
	for i := range kept.At {
		n.lines(kept.At[i].Phones)
	}
	if old != nil && len(gained(old, kept)) > 0 {
		return old
	}
	return kept
}

// narrowing takes out of kept what was does not show.
type narrowing struct {
	was, kept *record.Record
	staffed   map[string]bool  // numbers that staff alone have
	seen      map[data.ID]bool // the parts of was that the public sees some of
}

// seenParts are the organization, services and locations of r that the public
// sees something of.
func seenParts(r *record.Record) map[data.ID]bool {
	shown, seen := published(r), map[data.ID]bool{}
	for _, at := range r.At {
		if shown[at.ID] != nil {
			seen[r.ID()], seen[at.ServiceID], seen[at.LocationID] = true, true, true
		}
	}
	return seen
}

func (n *narrowing) organization() {
	was, now := &n.was.Organization, &n.kept.Organization
	narrow(&now.Exposure, was.Exposure)
	n.lines(now.Phones)
	if n.seen[was.ID] {
		held(&now.Kind, was.Kind)
		held(&now.URL, was.URL)
		held(&now.Email, was.Email)
	}
}

func (n *narrowing) services() {
	for i := range n.kept.Services {
		now := &n.kept.Services[i]
		was := serviceOf(n.was, now.ID)
		if was == nil {
			was = &record.Service{}
		}
		narrow(&now.Exposure, was.Exposure)
		n.lines(now.Phones)
		if n.seen[now.ID] {
			holdService(now, was)
		}
	}
}

// holdService leaves empty what the public sees empty, and closed what was.
func holdService(now, was *record.Service) {
	if closed(was.Status) && !closed(now.Status) {
		now.Status = was.Status
	}
	held(&now.Status, was.Status)
	held(&now.Intake, was.Intake)
	held(&now.Description, was.Description)
	held(&now.Needs, was.Needs)
	held(&now.Populations, was.Populations)
	held(&now.Eligibility.Ages, was.Eligibility.Ages)
	held(&now.Eligibility.Genders, was.Eligibility.Genders)
	held(&now.Eligibility.Exclusive, was.Eligibility.Exclusive)
	held(&now.Eligibility.Notes, was.Eligibility.Notes)
	held(&now.Specialized, was.Specialized)
	held(&now.Languages, was.Languages)
	held(&now.Interpretation, was.Interpretation)
	held(&now.Barriers, was.Barriers)
	held(&now.Remote, was.Remote)
	held(&now.ServiceAreas, was.ServiceAreas)
	held(&now.Hours, was.Hours)
	held(&now.URL, was.URL)
	held(&now.Email, was.Email)
	held(&now.Application, was.Application)
	held(&now.Fees, was.Fees)
	held(&now.Documents, was.Documents)
	held(&now.Verified, was.Verified)
}

func (n *narrowing) locations() {
	for i := range n.kept.Locations {
		now := &n.kept.Locations[i]
		was := locationOf(n.was, now.ID)
		if was == nil {
			was = &record.Location{}
		}
		if was.Confidential && !now.Confidential {
			*now = *was
			n.kept.Sealed = sealedAs(n.kept, n.was, now.ID)
		}
		narrow(&now.Exposure, was.Exposure)
		n.lines(now.Phones)
		if n.seen[now.ID] {
			holdLocation(now, was)
		}
	}
}

func holdLocation(now, was *record.Location) {
	held(&now.Address.Line1, was.Address.Line1)
	held(&now.Address.Line2, was.Address.Line2)
	held(&now.Address.City, was.Address.City)
	held(&now.Address.Province, was.Address.Province)
	held(&now.Address.PostalCode, was.Address.PostalCode)
	held(&now.Address.Country, was.Address.Country)
	held(&now.Point, was.Point)
	held(&now.Accessibility, was.Accessibility)
	held(&now.Hours, was.Hours)
	if finer(was.Area, now.Area) {
		now.Area = was.Area
	}
	if finer(was.Region, now.Region) {
		now.Region = was.Region
	}
}

// lines keeps for staff what was theirs alone.
func (n *narrowing) lines(lines []record.Phone) {
	for i := range lines {
		lines[i].Public = lines[i].Public && !n.staffed[numberOf(lines[i].Phone)]
	}
}

// narrow leaves an exposure that is as narrow as it was, or narrower.
func narrow(now *record.Exposure, was record.Exposure) {
	if now.Effective() > was.Effective() {
		*now = was
	}
}

// held empties what was empty.
func held[T any](now *T, was T) {
	if reflect.ValueOf(was).IsZero() {
		*now = was
	}
}

// sealedAs is what is sealed of r, with the place id as it is sealed in old.
func sealedAs(r, old *record.Record, id data.ID) record.Sealed {
	return r.Sealed.Reseal(func(now *record.Parts) {
		old.Sealed.Reseal(func(was *record.Parts) {
			if site, ok := was.Sites[id]; ok {
				now.Sites[id] = site
			}
		})
	})
}

func locationOf(r *record.Record, id data.ID) *record.Location {
	if i := slices.IndexFunc(r.Locations, func(l record.Location) bool { return l.ID == id }); i >= 0 {
		return &r.Locations[i]
	}
	return nil
}

func serviceOf(r *record.Record, id data.ID) *record.Service {
	if i := slices.IndexFunc(r.Services, func(s record.Service) bool { return s.ID == id }); i >= 0 {
		return &r.Services[i]
	}
	return nil
}
