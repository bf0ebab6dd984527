package relais

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// ImportSides are the two records of a pair, without their sealed parts: nil where
// there is none any more, and where the new one would show what some other record
// keeps back, since what they say may be that one's.
type ImportSides struct {
	New   *record.Record // as the file has it
	Known *record.Record // as the directory has it now, or another row of the file
}

// ImportPairs gives both sides of some pairs of a plan, in their order, for somebody
// to decide whether they are one.
func (e *Engine) ImportPairs(i *Import, pairs []ingest.Pair) ([]ImportSides, error) {
	sides := make([]ImportSides, len(pairs))
	if len(pairs) == 0 {
		return sides, nil
	}
	rows := map[record.Source]*record.Record{}
	for _, p := range pairs {
		rows[record.Source{Name: p.Source, Key: p.Key}] = nil
		rows[record.Source{Name: p.Source, Key: p.Known.Key}] = nil
	}
	err := e.store.View(func(tx *store.Tx) error {
		kept, err := recordsOf(tx, i.ID)
		if err != nil {
			return err
		}
		if err := kept.find(rows); err != nil {
			return err
		}
		for n, p := range pairs {
			if sides[n].Known, err = openRecord(tx, p.Known.Record); err != nil {
				return err
			}
		}
		return nil
	})
	for n, p := range pairs {
		if r := rows[record.Source{Name: p.Source, Key: p.Key}]; r != nil && !i.tells(r.ID()) {
			sides[n].New = r
		}
		if r := rows[record.Source{Name: p.Source, Key: p.Known.Key}]; p.Known.Key != "" && r != nil && !i.tells(r.ID()) {
			sides[n].Known = r
		}
	}
	return sides, err
}

// tells reports whether a record of a plan would show what another keeps back.
func (i *Import) tells(id data.ID) bool {
	return slices.ContainsFunc(i.Changes.Proposals, func(p ingest.Proposal) bool { return p.Record == id && p.Alike })
}

// find fills in the records that rows of a file have become, without their seals.
func (packed keptRecords) find(rows map[record.Source]*record.Record) error {
	for k, err := range packed.all() {
		if err != nil {
			return err
		}
		r, err := record.Decode(k.wanted())
		if err != nil {
			return err
		}
		r.Sealed = record.Sealed{}
		for _, s := range r.Sources {
			row := record.Source{Name: s.Name, Key: s.Key}
			if _, wanted := rows[row]; wanted && k.Had == nil {
				rows[row] = r
			}
		}
	}
	return nil
}

// openRecord is a record without its seal, nil if there is none.
func openRecord(tx *store.Tx, id data.ID) (*record.Record, error) {
	r, err := tx.Record(id)
	if bilingual.KindOf(err) == bilingual.NotFound {
		return nil, nil
	}
	if err == nil {
		r.Sealed = record.Sealed{}
	}
	return r, err
}
