package store

import (
	"iter"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Past is one change of one record.
type Past struct {
	Change        uint64
	Actor, Reason string
	At            time.Time
	Before        *record.Record // nil: there was none
}

// History gives the changes that touched a record, the latest first. What it was
// after each is the Before of the one given before it, and for the first one the
// record itself. After an error it ends.
func (t *Tx) History(id data.ID) iter.Seq2[Past, error] {
	return func(yield func(Past, error) bool) {
		for n := t.Changes(); n > 0; n-- {
			past, touched, err := t.past(n, id)
			if (touched || err != nil) && !yield(past, err) || err != nil {
				return
			}
		}
	}
}

// past is what one change did to a record, if anything.
func (t *Tx) past(n uint64, id data.ID) (p Past, touched bool, err error) {
	note, err := t.noteOfChange(n)
	if err != nil {
		return p, false, err
	}
	p = Past{Change: n, Actor: note.Actor, Reason: note.Reason, At: note.At}
	if slices.Contains(note.Added, id) {
		return p, true, nil
	}
	if !slices.Contains(note.Before, id) {
		return p, false, nil
	}
	p.Before, err = t.image(n, id)
	return p, true, err
}
