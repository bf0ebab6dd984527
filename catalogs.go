package relais

import (
	"reflect"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/index"
)

// listings are what both audiences may see of each record. They are derived
// from the store and never written to disk.
type listings map[data.ID]shown

type shown struct {
	public []data.Listing[data.Public]
	staff  []data.Listing[data.Staff]
}

// replace takes over changed records and forgets deleted ones, and reports
// whether anything that the public sees is different now.
func (l listings) replace(changed []*record.Record, deleted []data.ID) (publicDiffers bool) {
	for _, r := range changed {
		now := shown{public: record.Publish(r), staff: record.Disclose(r)}
		publicDiffers = publicDiffers || !reflect.DeepEqual(l[r.ID()].public, now.public)
		l[r.ID()] = now
	}
	for _, id := range deleted {
		publicDiffers = publicDiffers || len(l[id].public) > 0
		delete(l, id)
	}
	return publicDiffers
}

// swap builds fresh snapshots beside the live ones and puts them in their place,
// each in one step. The public one is left alone while nothing public changed,
// so that neither its age nor its building tells of changes inside.
func (e *Engine) swap(public, staff bool) {
	if public {
		e.public.Swap(index.Build(gather(e.listings, publicOf), e.terms, e.nextPublic()))
	}
	if staff {
		e.staff.Swap(index.Build(gather(e.listings, staffOf), e.terms, e.store.Generation()))
	}
}

// nextPublic counts the public snapshots of this process. It says nothing of
// the store's own generation.
func (e *Engine) nextPublic() uint64 {
	if s := e.public.Snapshot(); s != nil {
		return s.Generation() + 1
	}
	return 1
}

func publicOf(s shown) []data.Listing[data.Public] { return s.public }
func staffOf(s shown) []data.Listing[data.Staff]   { return s.staff }

func gather[A data.Audience](l listings, of func(shown) []data.Listing[A]) []data.Listing[A] {
	all := make([]data.Listing[A], 0, len(l))
	for _, s := range l {
		all = append(all, of(s)...)
	}
	return all
}
