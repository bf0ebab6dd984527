package store

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Change is one change that was applied, with what was there before it. Putting
// Before and deleting Added undoes it, if nothing else has touched them since.
type Change struct {
	Number        uint64
	Generation    uint64 // after it
	Actor, Reason string
	At            time.Time
	Entry         uint64 // its number in the audit
	Before        []*record.Record
	Added         []data.ID // had no record before
}

// noteOfChange is a change as it is stored; the records themselves are images.
type noteOfChange struct {
	Generation uint64    `json:"generation"`
	Actor      string    `json:"actor"`
	Reason     string    `json:"reason"`
	At         time.Time `json:"at"`
	Entry      uint64    `json:"entry"`
	Before     []data.ID `json:"before,omitempty"`
	Added      []data.ID `json:"added,omitempty"`
}

func noted(b Batch, p plan) noteOfChange {
	n := noteOfChange{Generation: p.receipt.Generation, Actor: b.Actor, Reason: b.Reason, At: b.At.UTC()}
	for _, e := range p.edits {
		if e.before == nil {
			n.Added = append(n.Added, e.id)
		} else {
			n.Before = append(n.Before, e.id)
		}
	}
	return n
}

func imageKey(change uint64, id data.ID) []byte { return append(number(change), id...) }

// Change gives the change with a number, from 1 on; a Problem of kind NotFound
// if there has been no such change.
func (t *Tx) Change(n uint64) (Change, error) {
	if n == 0 || n > t.state.Changes {
		return Change{}, problemNoChange()
	}
	note, err := t.noteOfChange(n)
	if err != nil {
		return Change{}, err
	}
	c := Change{
		Number: n, Generation: note.Generation, Actor: note.Actor, Reason: note.Reason,
		At: note.At, Entry: note.Entry, Added: note.Added,
	}
	for _, id := range note.Before {
		r, err := t.image(n, id)
		if err != nil {
			return Change{}, err
		}
		c.Before = append(c.Before, r)
	}
	return c, nil
}

// Changes is how many changes there have been: their numbers are 1 to Changes.
func (t *Tx) Changes() uint64 { return t.state.Changes }

func (t *Tx) noteOfChange(n uint64) (note noteOfChange, err error) {
	b, err := t.get(bucketChanges, number(n))
	if err != nil {
		return note, orDamaged(err)
	}
	if err := json.Unmarshal(b, &note); err != nil {
		return note, problemPages(err)
	}
	return note, nil
}

func (t *Tx) image(n uint64, id data.ID) (*record.Record, error) {
	b, err := t.get(bucketImages, imageKey(n, id))
	if errors.Is(err, errMissing) {
		return nil, problemHidden()
	}
	if err != nil {
		return nil, orDamaged(err)
	}
	return decode(id, b)
}
