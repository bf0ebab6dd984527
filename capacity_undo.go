package relais

import (
	"reflect"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
)

// TakeBackCapacity undoes a SetCapacity that was a mistake: recorded, what it
// recorded, gives way to before, what was known in the same unit for the same
// population; nil where that was nothing. Where recorded is no longer what is
// known there, nothing is changed: somebody has learned more since.
func (e *Engine) TakeBackCapacity(listing data.ID, recorded data.Capacity, before *data.Capacity, actor, reason string, at time.Time) (store.Receipt, error) {
	r, service, err := e.serviceOf(listing)
	if err != nil {
		return store.Receipt{}, err
	}
	kept := []data.Capacity{}
	for _, k := range service.Capacity {
		if !sameReport(k, recorded) {
			kept = append(kept, k)
		}
	}
	if len(kept) == len(service.Capacity) {
		return store.Receipt{}, problemLearnedSince()
	}
	if before != nil {
		kept = append(kept, *before)
	}
	service.Capacity = kept
	return e.Apply(Change{Actor: actor, Reason: reason, At: at, Put: []*record.Record{r}})
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
