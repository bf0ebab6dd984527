package hsds

import (
	"context"
	"slices"

	"github.com/relais-directory/relais/data"
	wire "github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
)

// filter marks the sites that it lets pass: keep has one mark for each, all
// false at first.
type filter func(v *view, keep []bool)

// passing gives the numbers of the things that pass every filter, of n things
// with the sites of each. A service passes a filter where one of its sites does,
// and so does an organization: what a filter lets pass does not depend on the
// others, and all of them together are the intersection.
func (v *view) passing(filters []filter, n int, sites func(thing int, yield func(site int))) []int {
	kept := make([]bool, n)
	for i := range kept {
		kept[i] = true
	}
	for _, f := range filters {
		keep := make([]bool, len(v.sites))
		f(v, keep)
		for i := range kept {
			any := false
			sites(i, func(site int) { any = any || keep[site] })
			kept[i] = kept[i] && any
		}
	}
	numbers := make([]int, 0, n)
	for i, ok := range kept {
		if ok {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// saysTerm lets pass what says a term, a narrower one, or any of a taxonomy.
func saysTerm(id data.ID) filter {
	return func(v *view, keep []bool) {
		for _, site := range v.saying(id) {
			keep[site] = true
		}
	}
}

// direct lets pass those who help people themselves, as a search does that names
// no kind. Police, child protection and the rest stand in a list only where their
// kind is asked for: whoever shows one to somebody who is afraid must have chosen to.
func direct(v *view, keep []bool) {
	for i := range keep {
		keep[i] = v.listing(i).Kind == data.Direct
	}
}

// namesKinds reports whether one of the ids is a kind of provider, or the taxonomy
// of them all.
func namesKinds(said []data.ID) bool {
	return slices.ContainsFunc(said, func(id data.ID) bool { return slices.Contains(kinds, id) })
}

// kinds are the ids of the kinds of providers, and of their taxonomy. An operator
// cannot add to them.
var kinds = func() []data.ID {
	const taxonomy = "relais:provider_kind"
	ids := []data.ID{wire.TaxonomyID(taxonomy)}
	for _, kind := range []data.ProviderKind{data.Direct, data.Indirect, data.LawEnforcement, data.ChildProtection, data.Government, data.Coalition} {
		ids = append(ids, wire.TermID(taxonomy, string(kind)))
	}
	return ids
}()

func ofOrganization(id data.ID) filter {
	return func(v *view, keep []bool) {
		n, ok := find(len(v.organizations), func(i int) data.ID { return v.organizations[i].id }, id)
		if !ok {
			return
		}
		for _, s := range v.organizations[n].services {
			for _, site := range v.services[s].sites {
				keep[site] = true
			}
		}
	}
}

// saysWords lets pass the listings in which every word stands, as the search of
// the site finds words: in names, terms and descriptions of either language, by
// their stems, beginnings, and one slip of the keyboard.
func saysWords(words []index.Asked) filter {
	return func(v *view, keep []bool) {
		var hits index.Hits
		if texts := v.snapshot.Texts(); texts != nil && texts.Find(words, &hits) {
			for i := range keep {
				keep[i] = allStand(words, func(n int) index.Stands { return hits.Of(n, v.sites[i].ordinal) })
			}
			return
		}
		_ = v.snapshot.Lexicon().Draw(context.Background()) // nobody gives this up halfway
		for i := range keep {
			said := v.snapshot.Lexicon().Words(v.sites[i].ordinal)
			keep[i] = allStand(words, func(n int) index.Stands { return said.Stands(&words[n]) })
		}
	}
}

func allStand(words []index.Asked, stands func(int) index.Stands) bool {
	for n := range words {
		if stands(n) == 0 {
			return false
		}
	}
	return true
}

// serves lets pass the listings whose service areas take in the area of a postal
// code, or may: what is not known is neither yes nor no. A service that names no
// area serves everywhere.
func serves(origin geo.Origin) filter {
	return func(v *view, keep []bool) {
		for i := range keep {
			areas := v.listing(i).ServiceAreas
			keep[i] = len(areas) == 0 || slices.ContainsFunc(areas, func(a geo.Area) bool { return covers(&a, &origin) != data.No })
		}
	}
}

// covers compares provinces and postal areas by code, all else by circles with
// the radius of the postal area as the doubt.
func covers(area *geo.Area, origin *geo.Origin) data.Tri {
	switch area.Kind {
	case geo.AreaCountry:
		return data.Yes // whoever has a Canadian postal code is in the country
	case geo.AreaProvince:
		province := area.Province
		if province == "" {
			province = geo.Province(area.Code)
		}
		return data.TriOf(province == origin.Province)
	case geo.AreaPostal:
		if area.Code != "" {
			return data.TriOf(area.Code == origin.FSA)
		}
	}
	if area.Center.IsZero() {
		return data.Unknown
	}
	d := geo.Distance(origin.Point, area.Center)
	if d-origin.Radius > area.Radius {
		return data.No
	}
	if d+origin.Radius <= area.Radius {
		return data.Yes
	}
	return data.Unknown
}

// within lets pass the listings whose published place lies within a distance, or
// may: of an area that stands in for a place, the nearest edge counts. What has
// no place to go to lies nowhere.
func within(from geo.Point, limit geo.Meters) filter {
	return func(v *view, keep []bool) {
		for i := range keep {
			place := &v.listing(i).Place
			keep[i] = !place.Center.IsZero() && geo.Distance(from, place.Center)-place.Radius <= limit
		}
	}
}
