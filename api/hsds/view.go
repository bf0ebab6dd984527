package hsds

import (
	"cmp"
	"slices"
	"sort"
	"sync"

	"github.com/relais-directory/relais/data"
	wire "github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/index"
)

// view is one snapshot as HSDS sees it: services, organizations and
// service_at_locations, each in the order of ids. It never changes; what is
// worked out later is the same whoever asks for it first.
type view struct {
	snapshot *index.Snapshot[data.Public]
	*contents
}

// contents is what views of equal snapshots share.
type contents struct {
	sites         []site
	services      []service
	organizations []organization

	terms struct {
		once  sync.Once
		sites map[data.ID][]int // numbers of the sites that say a term, or one of a taxonomy
		list  []wire.TaxonomyTerm
	}
	tag struct {
		once sync.Once
		hash string
	}
}

// site is one service_at_location: a listing.
type site struct {
	id      data.ID
	ordinal int // in the snapshot
	service int
	written
}

// service is one service with the numbers of its sites.
type service struct {
	id           data.ID
	organization int
	sites        []int
	once         sync.Once // for what is written of the service and of its sites
	name         []byte    // as much of it as its organization says
	written
}

// organization is one organization with the numbers of its services.
type organization struct {
	id       data.ID
	services []int
	once     sync.Once
	written
}

// newView groups the listings of a snapshot. Shapes are made when they are asked
// for.
func newView(s *index.Snapshot[data.Public]) *view {
	c := &contents{sites: make([]site, s.Len())}
	for i := range c.sites {
		c.sites[i].id, c.sites[i].ordinal = s.At(i).ID, i
	}
	slices.SortFunc(c.sites, func(a, b site) int { return cmp.Compare(a.id, b.id) })
	c.group(s)
	return &view{s, c}
}

// group numbers the services and organizations of the sites.
func (c *contents) group(s *index.Snapshot[data.Public]) {
	serviceOf := func(i int) data.ID { return s.At(c.sites[i].ordinal).Service.ID }
	services, of := numbered(len(c.sites), serviceOf)
	c.services = make([]service, len(services))
	for i := range c.sites {
		n := of[i]
		c.sites[i].service = n
		c.services[n].id, c.services[n].sites = services[n], append(c.services[n].sites, i)
	}
	organizationOf := func(i int) data.ID { return s.At(c.sites[c.services[i].sites[0]].ordinal).Organization.ID }
	organizations, of := numbered(len(c.services), organizationOf)
	c.organizations = make([]organization, len(organizations))
	for i := range c.services {
		n := of[i]
		c.services[i].organization = n
		c.organizations[n].id, c.organizations[n].services = organizations[n], append(c.organizations[n].services, i)
	}
}

// numbered gives the ids of n things in order, each once, and the place of each
// thing's id among them.
func numbered(n int, id func(int) data.ID) (ids []data.ID, of []int) {
	at := make(map[data.ID]int, n)
	for i := range n {
		at[id(i)] = 0
	}
	ids = make([]data.ID, 0, len(at))
	for one := range at {
		ids = append(ids, one)
	}
	slices.Sort(ids)
	for i, one := range ids {
		at[one] = i
	}
	of = make([]int, n)
	for i := range of {
		of[i] = at[id(i)]
	}
	return ids, of
}

// shows gives the view of s. Where s holds the very listings that v shows, under
// another number of the directory's, it is v with all that was drawn up: what
// happens elsewhere in the directory makes no answer slower.
func (v *view) shows(s *index.Snapshot[data.Public]) *view {
	if v == nil || v.snapshot.Len() != s.Len() || v.snapshot.Terms() != s.Terms() {
		return newView(s)
	}
	for i := range s.Len() {
		if v.snapshot.At(i) != s.At(i) {
			return newView(s)
		}
	}
	return &view{s, v.contents}
}

// listing gives the listing of the site with number n. Nobody may change it.
func (v *view) listing(n int) *data.Listing[data.Public] {
	return v.snapshot.At(v.sites[n].ordinal)
}

// shape makes the service with number n, with everything below it.
func (v *view) shape(n int) wire.Service {
	listings := make([]data.Listing[data.Public], 0, len(v.services[n].sites))
	for _, i := range v.services[n].sites {
		listings = append(listings, *v.listing(i))
	}
	return wire.Services(listings, v.snapshot.Terms())[0]
}

// saying gives the numbers of the sites that say a term, or a term of a
// taxonomy, in ascending order.
func (v *view) saying(id data.ID) []int {
	v.drawTerms()
	return v.terms.sites[id]
}

func (v *view) taxonomyTerms() []wire.TaxonomyTerm {
	v.drawTerms()
	return v.terms.list
}

func (v *view) drawTerms() {
	v.terms.once.Do(func() {
		v.terms.list = wire.TaxonomyTerms(v.snapshot.Terms())
		v.terms.sites = map[data.ID][]int{}
		for n := range v.services {
			s := v.shape(n)
			for i, at := range v.services[n].sites {
				say := func(id data.ID) { v.said(id, at) }
				s.TermsSaid(v.snapshot.Terms(), say)
				s.ServiceAtLocations[i].TermsSaid(v.snapshot.Terms(), say)
			}
		}
		for _, sites := range v.terms.sites {
			slices.Sort(sites)
		}
	})
}

// said notes that a site says a term. All that one site says comes in one go.
func (v *view) said(id data.ID, site int) {
	sites := v.terms.sites[id]
	if len(sites) == 0 || sites[len(sites)-1] != site {
		v.terms.sites[id] = append(sites, site)
	}
}

// find gives the number of the thing with this id among n in the order of ids.
func find(n int, id func(int) data.ID, wanted data.ID) (int, bool) {
	return sort.Find(n, func(i int) int { return cmp.Compare(wanted, id(i)) })
}
