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
	return e.setRoom(listing, store.Room{Actor: actor, Reason: reason, At: at, Learn: func(known []data.Capacity) ([]data.Capacity, error) {
		return learned(known, ownCapacity(c)), nil
	}})
}

// setRoom makes a change of the room at a listing's service. What is known is read,
// looked at and replaced under one lock, so that of two reports that come at once
// neither is lost. No listing is made anew: the new room goes into the cells of those
// that have this service, and every search sees it from then on.
func (e *Engine) setRoom(listing data.ID, room store.Room) (store.Receipt, error) {
	e.changing.Lock()
	defer e.changing.Unlock()
	staff := e.staff.Snapshot()
	l, ok := staff.ByID(listing)
	if !ok {
		return store.Receipt{}, ranking.UnknownListing()
	}
	room.Record, room.Service = l.Organization.ID, l.Service.ID
	learn := room.Learn
	room.Learn = func(known []data.Capacity) ([]data.Capacity, error) {
		known, err := learn(known)
		if faults := record.RoomFaults(known); err == nil && len(faults) > 0 {
			err = problemRecord(room.Record, faults[0])
		}
		return known, err
	}
	receipt, known, err := e.store.SetRoom(room)
	if err != nil || receipt.Change == 0 {
		return receipt, err
	}
	for _, id := range e.listings[room.Record].staff {
		if other, ok := staff.ByID(id); ok && other.Service.ID == room.Service {
			staff.SetCapacity(id, known)
		}
	}
	e.staff.Swap(staff.AtGeneration(receipt.Generation))
	return receipt, nil
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
