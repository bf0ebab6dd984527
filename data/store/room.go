package store

import (
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// Room is a change of what is known of the room at one service, and of nothing else.
type Room struct {
	Actor, Reason   string    // who, and why in a sentence: both required, both audited
	At              time.Time // when
	Record, Service data.ID
	// Learn gives what is known after the change from what is known at that moment.
	// Nobody else changes the store meanwhile, and it must not either. It may be asked
	// twice; its error refuses the change.
	Learn func(known []data.Capacity) ([]data.Capacity, error)
}

// SetRoom makes a change of room. It is Apply of the record with that change in it,
// to the byte: the same before-image, audit entry and digest. But what is known is
// read under the lock that the change is made under, and the record is neither
// decoded nor encoded. It gives what is known of the service now, as it is read
// again. Problems are those of Apply.
func (s *Store) SetRoom(r Room) (Receipt, []data.Capacity, error) {
	b := Batch{Actor: r.Actor, Reason: r.Reason, At: r.At}
	if err := b.answeredFor(); err != nil {
		return Receipt{}, nil, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	p, known, err := s.planRoom(r)
	if err != nil || len(p.edits) == 0 {
		return p.receipt, known, err
	}
	if err := s.update(func(w *writer) error { return w.change(s.identity, b, p) }); err != nil {
		return Receipt{}, nil, err
	}
	return p.receipt, known, nil
}

func (s *Store) planRoom(r Room) (p plan, known []data.Capacity, err error) {
	err = s.View(func(t *Tx) error {
		if err := t.countRecords(); err != nil {
			return err
		}
		before, err := t.existing(r.Record)
		if err != nil {
			return err
		}
		after, err := record.EditRoom(before, r.Service, r.Learn)
		if err != nil {
			return orUnreadable(err)
		}
		known = after.Known
		p.add(edit{r.Record, before, after.Content})
		return nil
	})
	p.number(s.state.Load())
	return p, known, err
}

// orUnreadable is err, if it was written for people.
func orUnreadable(err error) error {
	if _, ok := bilingual.AsProblem(err); ok {
		return err
	}
	return problemUnreadable(err)
}
