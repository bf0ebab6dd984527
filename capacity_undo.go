package relais

import (
	"reflect"
	"slices"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/store"
)

// TakeBackCapacity undoes a SetCapacity that was a mistake: recorded, what it
// recorded, gives way to before, what was known in the same unit for the same
// population; nil where that was nothing. Where recorded is no longer what is
// known there, nothing is changed: somebody has learned more since.
func (e *Engine) TakeBackCapacity(listing data.ID, recorded data.Capacity, before *data.Capacity, actor, reason string, at time.Time) (store.Receipt, error) {
	return e.setRoom(listing, store.Room{Actor: actor, Reason: reason, At: at, Learn: func(known []data.Capacity) ([]data.Capacity, error) {
		kept := slices.DeleteFunc(slices.Clone(known), func(k data.Capacity) bool { return sameReport(k, recorded) })
		if len(kept) == len(known) {
			return nil, problemLearnedSince()
		}
		if before != nil {
			kept = append(kept, ownCapacity(*before))
		}
		return kept, nil
	}})
}

func sameReport(a, b data.Capacity) bool {
	same := a.Updated.Equal(b.Updated)
	a.Updated = b.Updated
	return same && reflect.DeepEqual(a, b)
}

func problemLearnedSince() error {
	return &bilingual.Problem{
		Kind: bilingual.Conflict, Code: "capacity_learned_since",
		Message: bilingual.Text{En: "somebody has recorded the room here since", Fr: "quelqu’un a consigné les places ici depuis"},
		Hint:    bilingual.Text{En: "nothing was changed; look at what is known now", Fr: "rien n’a été modifié; regardez ce qui est connu maintenant"},
	}
}
