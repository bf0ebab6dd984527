package relais

import (
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/ingest"
)

// PastEdit is one change of a record: who made it, why, when, and what it changed.
// Sealed values are never shown.
type PastEdit struct {
	Change uint64        `json:"change"` // for UndoChange
	By     string        `json:"by"`
	Reason string        `json:"reason"`
	At     time.Time     `json:"at"`
	First  bool          `json:"first,omitempty"` // the record came into being
	Fields []ingest.Diff `json:"fields"`
}

// History lists what a record has been through, the latest first, at most so many;
// 0 for all. Where a place is that is confidential now, or was later, is left out.
func (e *Engine) History(id data.ID, most int) ([]PastEdit, error) {
	edits := []PastEdit{}
	err := e.store.View(func(tx *store.Tx) error {
		after, err := tx.Record(id)
		if err != nil {
			return err
		}
		hidden := map[data.ID]bool{}
		for p, err := range tx.History(id) {
			if err != nil {
				return err
			}
			edit := PastEdit{Change: p.Change, By: p.Actor, Reason: p.Reason, At: p.At, First: p.Before == nil, Fields: []ingest.Diff{}}
			hide(hidden, after)
			hide(hidden, p.Before)
			if p.Before != nil && after != nil {
				edit.Fields = ingest.Differences(without(hidden, p.Before), without(hidden, after))
			}
			edits, after = append(edits, edit), p.Before
			if len(edits) == most {
				return nil
			}
		}
		return nil
	})
	return edits, err
}

// hide notes the places of r that are confidential.
func hide(hidden map[data.ID]bool, r *record.Record) {
	for i := 0; r != nil && i < len(r.Locations); i++ {
		if r.Locations[i].Confidential {
			hidden[r.Locations[i].ID] = true
		}
	}
}

// without is r without where its hidden places are: a place that is confidential
// today was perhaps open once, and its history would tell where it is.
func without(hidden map[data.ID]bool, r *record.Record) *record.Record {
	open := *r
	open.Locations = slices.Clone(r.Locations)
	for i := range open.Locations {
		if l := &open.Locations[i]; hidden[l.ID] {
			l.Address, l.Point, l.Area, l.Zone = data.Address{}, geo.Point{}, geo.Area{}, ""
		}
	}
	return &open
}

// UndoChange takes back what one change did to one record. What was edited since
// in other parts stays; where the same part was, nothing is changed. Room is never
// taken back: it has its own undo. What that would show anybody waits for a second
// person, like any edit.
func (e *Engine) UndoChange(id data.ID, change uint64, by Editing) (EditDone, error) {
	return retried(func() (EditDone, error) {
		generation := e.store.Generation()
		before, after, err := e.around(id, change)
		if err != nil {
			return EditDone{}, err
		}
		now, err := e.Record(id)
		if bilingual.KindOf(err) == bilingual.NotFound {
			err = problemUndoClash()
		}
		if err != nil {
			return EditDone{}, err
		}
		merged, err := merge(after, before, now)
		if p, clash := bilingual.AsProblem(err); clash && p.Kind == bilingual.Conflict {
			err = problemUndoClash()
		}
		if err != nil {
			return EditDone{}, err
		}
		return e.change(now, merged, generation, by)
	})
}

// around is a record before a change and after it, encoded.
func (e *Engine) around(id data.ID, change uint64) (before, after []byte, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		next, err := tx.Record(id)
		if err != nil {
			return err
		}
		for p, err := range tx.History(id) {
			if err != nil {
				return err
			}
			if p.Change != change {
				next = p.Before
				continue
			}
			if p.Before == nil || next == nil {
				return problemUndoFirst()
			}
			if before, err = record.Encode(p.Before); err == nil {
				after, err = record.Encode(next)
			}
			return err
		}
		return problemNoSuchChange()
	})
	return before, after, err
}

func problemNoSuchChange() error {
	return &bilingual.Problem{
		Kind: bilingual.NotFound, Code: "change_unknown",
		Message: bilingual.Text{En: "this record has had no change of this number", Fr: "ce dossier n’a connu aucun changement portant ce numéro"},
		Hint:    bilingual.Text{En: "list them with: relais history ID", Fr: "affichez-les avec : relais history ID"},
	}
}

func problemUndoFirst() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "undo_first",
		Message: bilingual.Text{En: "this change made the record, or took it away", Fr: "ce changement a créé le dossier, ou l’a enlevé"},
		Hint:    bilingual.Text{En: "nothing was changed; to take it out of the directory: relais verify ID --withdraw", Fr: "rien n’a été modifié; pour le retirer du répertoire : relais verify ID --withdraw"},
	}
}

func problemUndoClash() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "undo_edited_since",
		Message: bilingual.Text{En: "somebody has edited the same part of this record since", Fr: "quelqu’un a modifié depuis la même partie de ce dossier"},
		Hint:    bilingual.Text{En: "nothing was changed; undo the later change first, or edit the record: relais edit ID", Fr: "rien n’a été modifié; annulez d’abord le changement plus récent, ou modifiez le dossier : relais edit ID"},
	}
}
