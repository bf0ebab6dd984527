package relais

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// UndoFor is how long after it was applied an import can be undone.
const UndoFor = 90 * 24 * time.Hour

// Newer says what undoing does with the records that were edited after the
// import.
type Newer string

// The ways to treat newer edits.
const (
	NewerRefuse Newer = ""      // nothing is undone while there are any
	NewerKeep   Newer = "keep"  // those records stay as they are, all others are restored
	NewerForce  Newer = "force" // those records are restored too, as far as that shows nobody more than now: the edits are lost, but for their before-images
)

// UndoOrder asks for an applied import to be undone.
type UndoOrder struct {
	ID     data.ID   `json:"id"`
	Newer  Newer     `json:"newer,omitempty"`
	Actor  string    `json:"-"`
	Reason string    `json:"reason"`
	At     time.Time `json:"-"`
}

// Edited is a record that was edited after an import: the fields in which it is
// another one than the import left.
type Edited struct {
	Record data.ID       `json:"record"`
	Name   string        `json:"name"`
	Fields []ingest.Diff `json:"fields"` // none if it was deleted
}

// EditedSince lists what was edited since an import was applied: what undoing it
// would keep or lose.
func (e *Engine) EditedSince(id data.ID, at time.Time) ([]Edited, error) {
	u, err := e.importToUndo(UndoOrder{ID: id, At: at})
	if u.edited == nil {
		u.edited = []Edited{}
	}
	return u.edited, err
}

// UndoImport puts back what was there before an import, in one transaction, for
// UndoFor after it was applied. Where somebody else than who planned or applied it
// undoes it, what that would show anybody waits for a second person. Its proposals that nobody has decided lapse.
// Undoing it a second time says what the first time did.
func (e *Engine) UndoImport(o UndoOrder) (ImportDone, error) {
	return retried(func() (ImportDone, error) { return e.undoImport(o) })
}

func (e *Engine) undoImport(o UndoOrder) (ImportDone, error) {
	u, err := e.importToUndo(o)
	if err != nil || u.done != nil {
		return orZero(u.done), err
	}
	if len(u.edited) > 0 && o.Newer == NewerRefuse {
		return ImportDone{}, problemEditedSince(u.edited)
	}
	u.brief.State, u.brief.Undone = ImportUndone, &Act{By: o.Actor, At: o.At.UTC(), Reason: o.Reason}
	paper, err := briefPaper(u.brief)
	if err != nil {
		return ImportDone{}, err
	}
	forced, held, err := e.force(u.forced, o)
	if err != nil {
		return ImportDone{}, err
	}
	receipt, err := e.Apply(Change{
		Actor: o.Actor, Reason: o.Reason, At: o.At, Key: undoKey(o.ID),
		Put: append(u.put, forced...), Delete: u.drop, Papers: slices.Concat(u.lapsed, held, []store.Paper{paper}), Expect: &u.generation,
	})
	if err != nil {
		return ImportDone{}, err
	}
	return ImportDone{ImportBrief: u.brief, Receipt: receipt, Content: e.store.Digest(), Again: receipt.Repeated, Held: len(held)}, nil
}

// force is what restoring records over the edits made since may do at once, and
// the proposals of the rest: somebody may have hidden since what they showed.
func (e *Engine) force(before []*record.Record, o UndoOrder) (put []*record.Record, held []store.Paper, err error) {
	if len(before) == 0 {
		return nil, nil, nil
	}
	had, err := e.existing()
	if err != nil {
		return nil, nil, err
	}
	planned := ingest.Plan(before, had)
	for _, p := range planned.Proposals {
		k, err := e.proposalOf(p, Editing{Actor: o.Actor, Reason: o.Reason, At: o.At})
		if err != nil {
			return nil, nil, err
		}
		paper, err := k.paper()
		if err != nil {
			return nil, nil, err
		}
		held = append(held, paper)
	}
	return planned.Put, held, nil
}

// undoing is an applied import held against the directory as it is now.
type undoing struct {
	done       *ImportDone
	brief      ImportBrief
	put        []*record.Record
	forced     []*record.Record // over edits made since, or what others imported
	drop       []data.ID
	edited     []Edited
	lapsed     []store.Paper
	generation uint64
}

// importToUndo finds out what undoing an import would do.
func (e *Engine) importToUndo(o UndoOrder) (u undoing, err error) {
	receipt, applied, err := e.store.Outcome(applyKey(o.ID))
	if err != nil {
		return u, err
	}
	again, undone, err := e.store.Outcome(undoKey(o.ID))
	if err != nil {
		return u, err
	}
	err = e.store.View(func(tx *store.Tx) error {
		u.generation = tx.Generation()
		if err := readPaper(tx, paperImport, o.ID, &u.brief); err != nil {
			return err
		}
		switch {
		case undone:
			u.done = &ImportDone{ImportBrief: u.brief, Receipt: again, Content: e.store.Digest(), Again: true}
			return nil
		case !applied || u.brief.Applied == nil:
			return problemNotApplied()
		case o.At.Sub(u.brief.Applied.At) > UndoFor:
			return problemTooOld()
		}
		if u.lapsed, err = lapsing(tx, o); err != nil {
			return err
		}
		if receipt.Change == 0 {
			return nil // it changed no record
		}
		return u.compare(tx, receipt.Change, o)
	})
	return u, err
}

// compare holds what the import left against what is there.
func (u *undoing) compare(tx *store.Tx, change uint64, o UndoOrder) error {
	kept, err := recordsOf(tx, o.ID)
	if err != nil {
		return err
	}
	left := map[data.ID][]byte{}
	for k, err := range kept.all() {
		if err != nil {
			return err
		}
		left[k.ID] = k.Put
	}
	c, err := tx.Change(change)
	if err != nil {
		return err
	}
	for _, before := range c.Before {
		newer, _, err := u.newer(tx, before.ID(), left)
		if err != nil {
			return err
		}
		switch {
		case !newer && u.own(o.Actor):
			u.put = append(u.put, before)
		case !newer || o.Newer == NewerForce:
			u.forced = append(u.forced, before)
		}
	}
	for _, id := range c.Added {
		newer, gone, err := u.newer(tx, id, left)
		if err != nil {
			return err
		}
		if !gone && (!newer || o.Newer == NewerForce) {
			u.drop = append(u.drop, id)
		}
	}
	return nil
}

// own reports whether actor planned or applied the import, and takes back no more
// than what they did.
func (u *undoing) own(actor string) bool {
	return slices.Contains(with(u.brief.By, u.brief.Applied.By), actor)
}

// newer reports whether a record is another one than the import left, and lists
// it if so. One that the import added and somebody has deleted is gone already.
func (u *undoing) newer(tx *store.Tx, id data.ID, left map[data.ID][]byte) (newer, gone bool, err error) {
	now, err := encodedRecord(tx, id)
	if err != nil || bytes.Equal(now, left[id]) {
		return false, false, err
	}
	was, err := record.Decode(left[id])
	if err != nil {
		return false, false, err
	}
	edited := Edited{Record: id, Name: was.Organization.Name.In(bilingual.En), Fields: []ingest.Diff{}}
	if now != nil {
		is, err := record.Decode(now)
		if err != nil {
			return false, false, err
		}
		edited.Fields = ingest.Differences(was, is)
	}
	u.edited = append(u.edited, edited)
	return true, now == nil, nil
}

// lapsing gives the papers of an import's proposals that nobody has decided, as
// they are once it is undone.
func lapsing(tx *store.Tx, o UndoOrder) ([]store.Paper, error) {
	var lapsed []store.Paper
	for p, err := range tx.Papers(paperProposal) {
		if err != nil {
			return nil, err
		}
		var k keptProposal
		if err := json.Unmarshal(p.Content, &k); err != nil {
			return nil, err
		}
		if k.Import != o.ID || k.State != ProposalOpen {
			continue
		}
		k.close(ProposalLapsed, Act{By: o.Actor, At: o.At.UTC(), Reason: o.Reason})
		paper, err := k.paper()
		if err != nil {
			return nil, err
		}
		lapsed = append(lapsed, paper)
	}
	return lapsed, nil
}

func problemEditedSince(edited []Edited) error {
	var names bilingual.Faults
	for _, e := range edited {
		names = append(names, bilingual.Textf("%s (record %s): %d fields", "%s (dossier %s) : %d champs", e.Name, string(e.Record), len(e.Fields)))
	}
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_edited_since", Cause: names,
		Message: bilingual.Textf("%d records have been edited since this import", "%d dossiers ont été modifiés depuis cette importation", len(edited)),
		Hint: bilingual.Text{
			En: "nothing was changed; --keep-newer leaves them as they are and restores the others, --force-all restores them too and loses the edits",
			Fr: "rien n’a été modifié; --keep-newer les laisse tels quels et rétablit les autres, --force-all les rétablit aussi et perd ces modifications",
		},
	}
}

func problemNotApplied() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_not_applied",
		Message: bilingual.Text{En: "this import has not been applied: there is nothing to undo", Fr: "cette importation n’a pas été appliquée : il n’y a rien à annuler"},
		Hint:    bilingual.Text{En: "apply it with: relais import apply ID", Fr: "appliquez-la avec : relais import apply ID"},
	}
}

func problemTooOld() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "import_too_old",
		Message: bilingual.Textf("this import was applied more than %d days ago", "cette importation a été appliquée il y a plus de %d jours", int(UndoFor.Hours()/24)),
		Hint:    bilingual.Text{En: "nothing was changed; change the records themselves", Fr: "rien n’a été modifié; modifiez les dossiers eux-mêmes"},
	}
}
