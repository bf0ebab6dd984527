package relais

import (
	"iter"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// existing is the directory as an import compares with it: one consistent view. Its
// records are held encoded, which takes a third of the room, and decoded one at a
// time. It is for one goroutine.
type existing struct {
	generation uint64
	records    map[data.ID][]byte
	order      []data.ID
	bySource   map[record.Source]data.ID        // by name and key
	met        map[record.Source]*record.Record // rows that somebody called the same as a record
	same       [][2]string                      // rows that somebody called the same as another row of their file
	seals      []*record.Record                 // what undone imports had sealed
	last       *record.Record                   // that BySource found: a row asks for its record more than once
	bad        error                            // the first record that could not be decoded
}

func (e *Engine) existing() (*existing, error) {
	had := &existing{records: map[data.ID][]byte{}, bySource: map[record.Source]data.ID{}, met: map[record.Source]*record.Record{}}
	err := e.store.View(func(tx *store.Tx) (err error) {
		had.generation = tx.Generation()
		for r, err := range tx.All() {
			if err != nil {
				return err
			}
			if err := had.add(r); err != nil {
				return err
			}
		}
		had.seals, err = seals(tx)
		return err
	})
	return had, err
}

func (x *existing) add(r *record.Record) error {
	content, err := record.Encode(r)
	if err != nil {
		return err
	}
	x.records[r.ID()], x.order = content, append(x.order, r.ID())
	for _, s := range r.Sources {
		x.bySource[record.Source{Name: s.Name, Key: s.Key}] = r.ID()
	}
	return nil
}

// decide lets a row that somebody called the same as a record be found by its
// source and key, keeps which rows are the same as another, and reports whether there
// is one of either.
func (x *existing) decide(pairs []ingest.Pair, decided map[string]bool) bool {
	x.same = ingest.SameRows(pairs, decided)
	any := len(x.same) > 0
	for _, p := range pairs {
		if !decided[p.ID] {
			continue
		}
		met, ok := x.ByID(p.Known.Record)
		if !ok {
			continue
		}
		any = true
		at := p.Known.Listing
		if at == "" {
			at = p.Known.Record
		}
		// This look at it alone knows the row: the directory does so once the plan is applied.
		met.Sources = append(slices.Clone(met.Sources), record.Source{Name: p.Source, Key: p.Key, ID: at})
		x.met[record.Source{Name: p.Source, Key: p.Key}] = met
	}
	return any
}

// All gives every record that the directory has, and what is kept sealed beside
// them.
func (x *existing) All() iter.Seq[*record.Record] {
	return func(yield func(*record.Record) bool) {
		for _, id := range x.order {
			if r, ok := x.ByID(id); ok && !yield(r) {
				return
			}
		}
		for _, r := range x.seals {
			if !yield(r) {
				return
			}
		}
	}
}

// BySource finds the record that a row of a source stands for.
func (x *existing) BySource(source, key string) (*record.Record, bool) {
	at := record.Source{Name: source, Key: key}
	if r, ok := x.met[at]; ok {
		return r, true
	}
	id, ok := x.bySource[at]
	if !ok {
		return nil, false
	}
	if x.last == nil || x.last.ID() != id {
		if x.last, ok = x.ByID(id); !ok {
			return nil, false
		}
	}
	return x.last, true
}

// ByID finds a record by its own id.
func (x *existing) ByID(id data.ID) (*record.Record, bool) {
	content, ok := x.records[id]
	if !ok {
		return nil, false
	}
	r, err := record.Decode(content)
	if err != nil {
		x.bad = err
	}
	return r, err == nil
}
