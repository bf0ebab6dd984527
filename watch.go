package relais

import (
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ingest"
)

// watch is what a decision about one record is held against, as of a generation:
// made when first asked for, and kept in step with the decisions themselves, so
// that thousands of them in a row read the directory once.
type watch struct {
	mutex      sync.Mutex
	generation uint64
	known      *ingest.Watch
}

// newWatch looks at every record, one after another, and at what undone imports had
// sealed; see ingest.NewWatch for what waits. It gives the generation that it saw.
func (e *Engine) newWatch(waiting map[data.ID]*record.Record) (w *ingest.Watch, generation uint64, err error) {
	err = e.store.View(func(tx *store.Tx) error {
		generation = tx.Generation()
		kept, err := seals(tx)
		if err != nil {
			return err
		}
		var bad error
		w = ingest.NewWatch(func(yield func(*record.Record) bool) {
			for r, err := range tx.All() {
				if bad = err; err != nil || !yield(r) {
					return
				}
			}
		}, waiting)
		for _, r := range kept {
			w.Add(r)
		}
		return bad
	})
	return w, generation, err
}

// at gives the watch of the directory as it is, made by look if there is none.
func (w *watch) at(generation uint64, look func() (*ingest.Watch, uint64, error)) (*ingest.Watch, uint64, error) {
	if w.known != nil && w.generation == generation {
		return w.known, generation, nil
	}
	known, seen, err := look()
	if err != nil {
		return nil, 0, err
	}
	w.known, w.generation = known, seen
	return known, seen, nil
}

// forget lets the next decision look at every record again.
func (w *watch) forget() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.known = nil
}

// givesAway reports whether r, in the place of now, would show what another record
// of the directory keeps back.
func (e *Engine) givesAway(now, r *record.Record) (bool, error) {
	e.watch.mutex.Lock()
	defer e.watch.mutex.Unlock()
	w, _, err := e.watch.at(e.store.Generation(), func() (*ingest.Watch, uint64, error) {
		waiting, err := e.waiting()
		if err != nil {
			return nil, 0, err
		}
		return e.newWatch(waiting)
	})
	if err != nil {
		return false, err
	}
	return w.GivesAway(now, r), nil
}

// editing is what an edit that puts want in the place of now may do, as of a
// generation. What waits for a second person counts as hidden here: nobody has
// agreed to it.
func (e *Engine) editing(now, want *record.Record, generation uint64) (planned ingest.ChangeSet, err error) {
	e.edits.mutex.Lock()
	defer e.edits.mutex.Unlock()
	w, seen, err := e.edits.at(generation, func() (*ingest.Watch, uint64, error) { return e.newWatch(nil) })
	if err == nil && seen != generation {
		err = problemMoved()
	}
	if err != nil {
		return planned, err
	}
	return w.Plan(now, want), nil
}

// problemMoved lets what was worked out on an older directory be done again.
func problemMoved() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: store.CodeMoved,
		Message: bilingual.Text{En: "the directory has changed meanwhile", Fr: "le répertoire a changé entre-temps"},
		Hint:    bilingual.Text{En: "nothing was changed; try again", Fr: "rien n’a été modifié; réessayez"},
	}
}

// waiting gives the records as the open proposals would have them.
func (e *Engine) waiting() (map[data.ID]*record.Record, error) {
	open, err := e.openProposals()
	if err != nil {
		return nil, err
	}
	all := map[data.ID]*record.Record{}
	for _, k := range open {
		if k.Kind != ProposeWider {
			continue
		}
		if all[k.Record], err = record.Decode(k.Want); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// follow goes over to the generation that putting r in the place of now has made.
func (w *watch) follow(before, after uint64, now, r *record.Record) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.known != nil && w.generation == before {
		w.known.Replace(now, r)
		w.generation = after
	}
}

// actionLookAgain is audited when a proposal turns out to tell more than was known.
const actionLookAgain = "look again"

// lookAgain keeps a proposal open that would show, since it was made, what another
// record keeps back, and says so: whoever decides it next knows.
func (e *Engine) lookAgain(k keptProposal, d Decision) error {
	k.Alike, k.Fields = true, []ingest.Diff{}
	papers, err := papersOf(&k)
	if err == nil {
		err = e.store.File(store.Filing{Papers: papers, Action: actionLookAgain, Actor: d.Actor, Reason: d.Reason, At: d.At, Subjects: []data.ID{k.Record}})
	}
	if err != nil {
		return err
	}
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "proposal_tells",
		Message: bilingual.Text{
			En: "since this was proposed, another record keeps back what it would show",
			Fr: "depuis cette proposition, un autre dossier tait ce qu’elle montrerait",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; look at it again: approve it once more only if nobody is put at risk, or decline it",
			Fr: "rien n’a été modifié; regardez-la de nouveau : ne l’approuvez une seconde fois que si elle ne met personne en danger, ou refusez-la",
		},
	}
}
