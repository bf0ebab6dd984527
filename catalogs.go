package relais

import (
	"reflect"
	"slices"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/index"
)

// listings are the ids of what both audiences may see of each record. The listings
// themselves are in the catalogs: they are derived from the store and never
// written to disk.
type listings map[data.ID]shown

type shown struct{ public, staff []data.ID }

// fill builds both catalogs, side by side, from what was derived of all records.
func (e *Engine) fill(d *derived) {
	for _, by := range d.shown {
		e.listings[by.record] = by.shown
	}
	public, staff := d.listings()
	var built sync.WaitGroup
	built.Go(func() { e.public.Swap(index.Build(public, e.terms, 1)) })
	e.staff.Swap(index.Build(staff, e.terms, e.store.Generation()))
	built.Wait()
}

// turn is what a change makes of the catalogs, worked out beside the live ones
// before it is stored: what is stored then shows at once.
type turn struct {
	shown  listings
	public difference[data.Public]
	staff  difference[data.Staff]
	rooms  []room // staff listings of which nothing but capacity changed
	next   struct {
		public *index.Snapshot[data.Public]
		staff  *index.Snapshot[data.Staff]
	}
}

// difference is the listings of one audience that change.
type difference[A data.Audience] struct {
	changed []data.Listing[A]
	removed []data.ID
}

type room struct {
	listing data.ID
	known   []data.Capacity
}

// prepare works out what a change makes of the catalogs. An invalid record refuses
// it.
func (e *Engine) prepare(c Change) (*turn, error) {
	t := &turn{shown: listings{}}
	for _, id := range c.Delete {
		t.public.replace(e.listings[id].public, nil)
		t.staff.replace(e.listings[id].staff, nil)
		t.shown[id] = shown{}
	}
	today := hours.DateOf(c.At)
	for r, err := range c.records() {
		if err == nil {
			err = e.validate([]*record.Record{r}, today)
		}
		if err != nil {
			return nil, err
		}
		if !e.unlisted {
			t.put(e, e.listings[r.ID()], r)
		}
	}
	t.next.public, t.next.staff = e.public.Snapshot(), e.staff.Snapshot()
	if d := &t.public; !d.empty() {
		t.next.public = e.nextPublic(d)
	}
	if d := &t.staff; !d.empty() {
		t.next.staff = t.next.staff.With(d.changed, d.removed, t.next.staff.Generation())
		d.changed = nil // they are in the snapshot, and there may be many
	}
	return t, nil
}

// nextPublic is the public snapshot after a change. Where a listing was withdrawn or
// shown otherwise it is built anew, so that nothing of what was shown before is
// left in what snapshots share.
func (e *Engine) nextPublic(d *difference[data.Public]) *index.Snapshot[data.Public] {
	s := e.public.Snapshot()
	if len(d.removed) == 0 {
		return s.With(d.changed, nil, s.Generation()+1)
	}
	gone := make(map[data.ID]bool, len(d.removed))
	for _, id := range d.removed {
		gone[id] = true
	}
	all := slices.Clone(d.changed)
	for i := range s.Len() {
		if l := s.At(i); !gone[l.ID] {
			all = append(all, *l)
		}
	}
	return index.Build(all, e.terms, s.Generation()+1)
}

func (t *turn) put(e *Engine, before shown, r *record.Record) {
	public, staff := record.Publish(r), record.Disclose(r)
	t.shown[r.ID()] = shown{idsOf(public), idsOf(staff)}
	if !same(e.public.Snapshot(), before.public, public) {
		t.public.replace(before.public, public)
	}
	if same(e.staff.Snapshot(), before.staff, staff) {
		for i := range staff {
			t.rooms = append(t.rooms, room{staff[i].ID, staff[i].Inside.Capacity})
		}
		return
	}
	t.staff.replace(before.staff, staff)
}

// take makes t what searches see, under the store's new generation. The public
// catalog is left alone while nothing public changed, so that neither its age nor
// its building tells of changes inside.
func (e *Engine) take(t *turn) {
	for _, r := range t.rooms {
		t.next.staff.SetCapacity(r.listing, r.known)
	}
	if !t.public.empty() {
		e.public.Swap(t.next.public)
		e.follower.tell()
	}
	e.staff.Swap(t.next.staff.AtGeneration(e.store.Generation()))
	e.buildTexts()
	for id, now := range t.shown {
		if e.listings[id] = now; len(now.public)+len(now.staff) == 0 {
			delete(e.listings, id)
		}
	}
}

func (d *difference[A]) replace(before []data.ID, now []data.Listing[A]) {
	d.removed = append(d.removed, before...)
	d.changed = append(d.changed, now...)
}

func (d *difference[A]) empty() bool { return len(d.changed)+len(d.removed) == 0 }

// same reports whether a snapshot shows these listings already, but for capacity,
// under the ids before.
func same[A data.Audience](s *index.Snapshot[A], before []data.ID, now []data.Listing[A]) bool {
	if !slices.Equal(before, idsOf(now)) {
		return false
	}
	for i := range now {
		old, ok := s.ByID(now[i].ID)
		if !ok || !reflect.DeepEqual(withoutCapacity(*old), withoutCapacity(now[i])) {
			return false
		}
	}
	return true
}

func withoutCapacity[A data.Audience](l data.Listing[A]) data.Listing[A] {
	if inside, ok := l.StaffPart(); ok {
		inside.Capacity = nil
	}
	return l
}

func idsOf[A data.Audience](all []data.Listing[A]) []data.ID {
	ids := make([]data.ID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	return ids
}
