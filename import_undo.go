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
	// Progress, if not nil, is told how far it has come.
	Progress Progress `json:"-"`
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
// UndoFor after it was applied. What that would show anybody waits for a second
// person, whoever imported and whoever undoes; what the import had sealed stays kept
// back until one lifts it. Its proposals that nobody has decided lapse. Undoing it a
// second time says what the first time did.
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
	applied := u.brief
	u.brief.State, u.brief.Undone = ImportUndone, &Act{By: o.Actor, At: o.At.UTC(), Reason: o.Reason}
	paper, err := briefPaper(u.brief)
	if err != nil {
		return ImportDone{}, err
	}
	put, held, err := e.restored(&u, o)
	if err != nil {
		return ImportDone{}, err
	}
	sealed, err := e.sealPapers(u.seals, applied, o)
	if err != nil {
		return ImportDone{}, err
	}
	receipt, err := e.Apply(Change{
		Actor: o.Actor, Reason: o.Reason, At: o.At, Key: undoKey(o.ID), stream: showing(each(put), len(put), o.Progress),
		Delete: u.drop, Papers: slices.Concat(u.lapsed, held, sealed, []store.Paper{paper}), Expect: &u.generation,
	})
	if err != nil {
		return ImportDone{}, err
	}
	return ImportDone{
		ImportBrief: u.brief, Receipt: receipt, Content: e.store.Digest(), Again: receipt.Repeated, Held: len(held), Sealed: len(u.seals),
	}, nil
}

// restored is what may be put back at once, and the proposals of the rest: an
// import may have hidden what undoing it would show, and so may somebody since.
func (e *Engine) restored(u *undoing, o UndoOrder) (put []*record.Record, held []store.Paper, err error) {
	if len(u.restore) == 0 {
		return nil, nil, nil
	}
	w, _, err := e.newWatch(nil)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range u.restore {
		w.Add(r.before)
	}
	for _, r := range u.restore {
		var now *record.Record
		if r.now != nil {
			if now, err = record.Decode(r.now); err != nil {
				return nil, nil, err
			}
		}
		if w.Left(now, r.before) == r.before { // whole, as nearly all are
			put = append(put, r.before)
			u.unsealed(now, r.before)
			continue
		}
		planned := w.Plan(now, r.before)
		for _, after := range planned.Put {
			put = append(put, after)
			u.unsealed(now, after)
		}
		for _, p := range planned.Proposals {
			k, err := e.proposalOf(p, Editing{Actor: o.Actor, Reason: o.Reason, At: o.At})
			if err != nil {
				return nil, nil, err
			}
			k.By = with(with(k.By, u.brief.Applied.By), u.brief.By...)
			paper, err := k.paper()
			if err != nil {
				return nil, nil, err
			}
			held = append(held, paper)
		}
	}
	return put, held, nil
}

// unsealed notes what now seals, which may be nil, if after, which takes its place,
// does not seal the same; no after takes all of it away.
func (u *undoing) unsealed(now, after *record.Record) {
	if now == nil || after != nil && sameSeal(now, after) {
		return
	}
	if s := sealOf(now); s != nil {
		u.seals = append(u.seals, s)
	}
}

// undoing is an applied import held against the directory as it is now.
type undoing struct {
	done       *ImportDone
	brief      ImportBrief
	restore    []restoring
	drop       []data.ID
	seals      []*record.Record // what goes away and had sealed something
	edited     []Edited
	lapsed     []store.Paper
	generation uint64
}

// restoring is a record that the import has changed: as it was before, and as it is
// now, encoded; nil if it is gone.
type restoring struct {
	before *record.Record
	now    []byte
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
		now, newer, err := u.newer(tx, before.ID(), left)
		if err != nil {
			return err
		}
		if !newer || o.Newer == NewerForce {
			u.restore = append(u.restore, restoring{before, now})
		}
	}
	for _, id := range c.Added {
		now, newer, err := u.newer(tx, id, left)
		if err != nil {
			return err
		}
		if now == nil || newer && o.Newer != NewerForce {
			continue
		}
		r, err := record.Decode(now)
		if err != nil {
			return err
		}
		u.drop = append(u.drop, id)
		u.unsealed(r, nil)
	}
	return nil
}

// newer reports whether a record is another one than the import left, and lists
// it if so; now is as it is, and nil if somebody has deleted it.
func (u *undoing) newer(tx *store.Tx, id data.ID, left map[data.ID][]byte) (now []byte, newer bool, err error) {
	now, err = encodedRecord(tx, id)
	if err != nil || bytes.Equal(now, left[id]) {
		return now, false, err
	}
	was, err := record.Decode(left[id])
	if err != nil {
		return nil, false, err
	}
	edited := Edited{Record: id, Name: was.Organization.Name.In(bilingual.En), Fields: []ingest.Diff{}}
	if now != nil {
		is, err := record.Decode(now)
		if err != nil {
			return nil, false, err
		}
		edited.Fields = ingest.Differences(was, is)
	}
	u.edited = append(u.edited, edited)
	return now, true, nil
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
