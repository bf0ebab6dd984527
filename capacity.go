package relais

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ranking"
)

// SetCapacity records what was just learned of the room at one listing's
// service: it takes the place of what was known in the same unit for the same
// population, here and wherever else the service is given. Staff alone see it.
func (e *Engine) SetCapacity(listing data.ID, c data.Capacity, actor, reason string, at time.Time) (store.Receipt, error) {
	r, service, err := e.serviceOf(listing)
	if err != nil {
		return store.Receipt{}, err
	}
	service.Capacity = learned(service.Capacity, ownCapacity(c))
	return e.apply(Change{Actor: actor, Reason: reason, At: at, Put: []*record.Record{r}})
}

// ownCapacity copies c as it will be read again: what the caller does to theirs
// afterwards must not reach the catalogs, and bytes that are no text become U+FFFD.
func ownCapacity(c data.Capacity) data.Capacity {
	for _, n := range []**int{&c.Available, &c.Maximum} {
		if *n != nil {
			*n = new(**n)
		}
	}
	for _, text := range []*string{&c.Unit, &c.Population, &c.By, &c.How} {
		*text = string([]rune(*text))
	}
	c.Updated = c.Updated.Round(0) // the clock of this process is of no use later
	return c
}

// learned gives what is known after c: c itself, and what was known before in
// other units or for other populations.
func learned(known []data.Capacity, c data.Capacity) []data.Capacity {
	all := []data.Capacity{}
	for _, k := range known {
		if k.Unit != c.Unit || k.Population != c.Population {
			all = append(all, k)
		}
	}
	return append(all, c)
}

// serviceOf finds the record and the service behind a listing that staff may
// see.
func (e *Engine) serviceOf(listing data.ID) (*record.Record, *record.Service, error) {
	l, ok := e.staff.Snapshot().ByID(listing)
	if !ok {
		return nil, nil, ranking.UnknownListing()
	}
	r, err := e.Record(l.Organization.ID)
	if err != nil {
		return nil, nil, err
	}
	for i := range r.Services {
		if r.Services[i].ID == l.Service.ID {
			return r, &r.Services[i], nil
		}
	}
	return nil, nil, ranking.UnknownListing()
}

// Find gives one listing that audience A may see.
func Find[A data.Audience](e *Engine, id data.ID) (*data.Listing[A], error) {
	s := Snapshot[A](e)
	i, ok := s.Ordinal(id)
	if !ok {
		return nil, ranking.UnknownListing()
	}
	l := s.Now(i)
	return &l, nil
}
