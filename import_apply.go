package relais

import (
	"bytes"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// ImportOrder asks for a planned import to be applied.
type ImportOrder struct {
	ID data.ID `json:"id"`
	// SkipBad leaves out the rows that were rejected; without it, a plan that has
	// some is refused whole.
	SkipBad bool      `json:"skip_bad,omitempty"`
	Actor   string    `json:"-"`
	Reason  string    `json:"reason"`
	At      time.Time `json:"-"`
	// Progress, if not nil, is told how far it has come.
	Progress Progress `json:"-"`
}

// ImportDone says what applying or undoing an import did.
type ImportDone struct {
	ImportBrief
	Receipt store.Receipt `json:"receipt"`
	// Content is the digest of all records afterwards: equal records, equal digests.
	Content string `json:"content"`
	// Again says that it had been done before, and nothing was changed now.
	Again bool `json:"again,omitempty"`
	// Held counts the records of which undoing would have shown more than is seen
	// now: that waits for a second person.
	Held int `json:"held,omitempty"`
	// Sealed counts the records that undoing took away, or opened, and of which what
	// they had sealed stays kept back until a second person lifts it.
	Sealed int `json:"sealed,omitempty"`
}

// ApplyImport stores what a plan would change, in one transaction: all of it or
// nothing. What would show more than before becomes proposals, for somebody who
// is neither who planned nor who applied. A plan is refused once a record that it
// touches has changed; applying it a second time says what the first time did.
func (e *Engine) ApplyImport(o ImportOrder) (ImportDone, error) {
	return retried(func() (ImportDone, error) { return e.applyImport(o) })
}

func (e *Engine) applyImport(o ImportOrder) (ImportDone, error) {
	a, err := e.importToApply(o)
	if err != nil || a.done != nil {
		return orZero(a.done), err
	}
	a.brief.State, a.brief.Applied = ImportApplied, &Act{By: o.Actor, At: o.At.UTC(), Reason: o.Reason}
	paper, err := briefPaper(a.brief)
	if err != nil {
		return ImportDone{}, err
	}
	proposals, err := e.proposalsOf(a, o)
	if err != nil {
		return ImportDone{}, err
	}
	receipt, err := e.Apply(Change{
		Actor: o.Actor, Reason: o.Reason, At: o.At, Key: applyKey(o.ID), stream: showing(a.kept.put(), a.brief.Added+a.brief.Changed, o.Progress),
		Papers: append(proposals, paper), Expect: &a.generation,
	})
	if err != nil {
		return ImportDone{}, err
	}
	return ImportDone{ImportBrief: a.brief, Receipt: receipt, Content: e.store.Digest(), Again: receipt.Repeated}, nil
}

func orZero(done *ImportDone) ImportDone {
	if done == nil {
		return ImportDone{}
	}
	return *done
}

func applyKey(id data.ID) string { return "import " + string(id) }
func undoKey(id data.ID) string  { return "undo " + string(id) }

// importing is a plan held against the directory as it is now.
type importing struct {
	done       *ImportDone // of the time before, if there was one
	brief      ImportBrief
	kept       keptRecords
	generation uint64
}

// importToApply reads a plan, and refuses one that may not be applied any more.
func (e *Engine) importToApply(o ImportOrder) (a importing, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		a.generation = tx.Generation()
		var kept keptBrief
		if err := readPaper(tx, paperImport, o.ID, &kept); err != nil {
			return err
		}
		a.brief = kept.ImportBrief
		switch {
		case a.brief.State == ImportUndone:
			return problemImportUndone()
		case a.brief.State == ImportApplied:
			return nil
		case kept.Rules != planRules:
			return problemOtherRules()
		case a.brief.Rejected > 0 && !o.SkipBad:
			return problemBadRows(a.brief.Rejected)
		}
		if a.kept, err = recordsOf(tx, o.ID); err != nil {
			return err
		}
		return stale(tx, a.kept, a.brief.Generation)
	})
	if err != nil {
		return a, err
	}
	if a.brief.State == ImportApplied {
		receipt, _, err := e.store.Outcome(applyKey(o.ID))
		a.done = &ImportDone{ImportBrief: a.brief, Receipt: receipt, Content: e.store.Digest(), Again: true}
		return a, err
	}
	if a.generation != a.brief.Generation {
		err = e.hiddenSince(a.kept)
	}
	return a, err
}

// hiddenSince refuses a plan of which any record would be left otherwise today,
// because another record keeps back since what it would show.
func (e *Engine) hiddenSince(kept keptRecords) error {
	w, _, err := e.newWatch(nil)
	if err != nil {
		return err
	}
	for k, err := range kept.all() {
		if err != nil {
			return err
		}
		wanted, err := record.Decode(k.wanted())
		if err != nil {
			return err
		}
		w.Add(wanted)
	}
	var moved bilingual.Faults
	for k, err := range kept.all() {
		if err != nil {
			return err
		}
		left, err := leftNow(w, k)
		if err != nil {
			return err
		}
		if !bytes.Equal(left, k.Put) {
			moved = append(moved, named(k, k.Had))
		}
	}
	if len(moved) > 0 {
		return problemHiddenSince(moved)
	}
	return nil
}

// leftNow is a record as planning would leave it now, encoded; nil if it would leave
// it alone. The directory has it as it was when it was planned: stale has seen to it.
func leftNow(w *ingest.Watch, k keptRecord) ([]byte, error) {
	var had *record.Record
	var err error
	if k.Had != nil {
		if had, err = record.Decode(k.Had); err != nil {
			return nil, err
		}
	}
	wanted, err := record.Decode(k.wanted())
	if err != nil {
		return nil, err
	}
	left := w.Left(had, wanted)
	if left == nil {
		return nil, nil
	}
	return record.Encode(left)
}

// stale refuses a plan of which any record is another one than when it was
// planned, or of which a new row has come in otherwise, and names them.
func stale(tx *store.Tx, kept keptRecords, planned uint64) error {
	if tx.Generation() == planned {
		return nil
	}
	var moved bilingual.Faults
	fresh := map[record.Source]bool{}
	for k, err := range kept.all() {
		if err != nil {
			return err
		}
		now, err := encodedRecord(tx, k.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, k.Had) {
			moved = append(moved, named(k, now))
		}
		if k.Had == nil {
			if err := addSources(fresh, k); err != nil {
				return err
			}
		}
	}
	twins, err := cameIn(tx, fresh)
	if err != nil {
		return err
	}
	if moved = append(moved, twins...); len(moved) > 0 {
		return problemStale(moved)
	}
	return nil
}

// named says which record is meant: by its name as staff know it, and its id.
func named(k keptRecord, now []byte) bilingual.Text {
	for _, content := range [][]byte{now, k.Put, k.Had, k.Want} {
		if r, err := record.Decode(content); content != nil && err == nil {
			return bilingual.Textf("%s (record %s)", "%s (dossier %s)", r.Organization.Name, string(k.ID))
		}
	}
	return bilingual.Textf("record %s", "dossier %s", string(k.ID))
}

func addSources(fresh map[record.Source]bool, k keptRecord) error {
	r, err := record.Decode(k.wanted())
	if err != nil {
		return err
	}
	for _, s := range r.Sources {
		fresh[record.Source{Name: s.Name, Key: s.Key}] = true
	}
	return nil
}

// cameIn names the records that stand for rows which were new when planned.
func cameIn(tx *store.Tx, fresh map[record.Source]bool) (bilingual.Faults, error) {
	var twins bilingual.Faults
	if len(fresh) == 0 {
		return nil, nil
	}
	for r, err := range tx.All() {
		if err != nil {
			return nil, err
		}
		for _, s := range r.Sources {
			if fresh[record.Source{Name: s.Name, Key: s.Key}] {
				twins = append(twins, bilingual.Textf("%s (record %s) has come in meanwhile", "%s (dossier %s) est arrivé entre-temps", r.Organization.Name, string(r.ID())))
				break
			}
		}
	}
	return twins, nil
}

func problemStale(moved bilingual.Faults) error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_stale", Cause: moved,
		Message: bilingual.Textf("%d records that this plan touches have changed since it was made", "%d dossiers que ce plan touche ont changé depuis qu’il a été préparé", len(moved)),
		Hint: bilingual.Text{
			En: "nothing was changed; plan the file again, and look at the difference",
			Fr: "rien n’a été modifié; préparez de nouveau le fichier et regardez la différence",
		},
	}
}

func problemHiddenSince(moved bilingual.Faults) error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_stale", Cause: moved,
		Message: bilingual.Textf("for %d records of this plan, what may be shown has changed since it was made", "pour %d dossiers de ce plan, ce qui peut être montré a changé depuis qu’il a été préparé", len(moved)),
		Hint: bilingual.Text{
			En: "nothing was changed; plan the file again, and look at its alarms",
			Fr: "rien n’a été modifié; préparez de nouveau le fichier et regardez ses alertes",
		},
	}
}

func problemBadRows(n int) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "import_bad_rows",
		Message: bilingual.Textf("%d rows of this file were rejected", "%d lignes de ce fichier ont été refusées", n),
		Hint: bilingual.Text{
			En: "nothing was changed; mend them (relais import errors ID) and plan again, or leave them out with --skip-bad",
			Fr: "rien n’a été modifié; corrigez-les (relais import errors ID) et préparez de nouveau, ou laissez-les de côté avec --skip-bad",
		},
	}
}

func problemImportUndone() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "import_undone",
		Message: bilingual.Text{En: "this import was applied and undone", Fr: "cette importation a été appliquée, puis annulée"},
		Hint:    bilingual.Text{En: "nothing was changed; plan the file again", Fr: "rien n’a été modifié; préparez de nouveau le fichier"},
	}
}
