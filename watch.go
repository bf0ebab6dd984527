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

// givesAway reports whether r, in the place of now, would show what another record
// of the directory keeps back.
func (e *Engine) givesAway(now, r *record.Record) (bool, error) {
	w := &e.watch
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.known == nil || w.generation != e.store.Generation() {
		had, err := e.existing()
		if err != nil {
			return false, err
		}
		waiting, err := e.waiting()
		if err != nil {
			return false, err
		}
		w.generation, w.known = had.generation, ingest.NewWatch(had.All(), waiting)
	}
	return w.known.GivesAway(now, r), nil
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
