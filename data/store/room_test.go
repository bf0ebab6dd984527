package store

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// lodging is a shelter with three services.
func lodging(n int) *record.Record {
	r := shelter(n, 1)
	for k := range 3 {
		r.Services = append(r.Services, record.Service{ID: lodgingService(n, k), Name: data.Text{En: "A service", Fr: "Un service"}})
	}
	return r
}

func lodgingService(n, k int) data.ID { return id(1<<16 + 3*n + k) }

// TestAChangeOfRoomIsThatOfItsRecord makes changes of room in one store and the same
// changes of whole records in another: everything that the two hold stays the same.
func TestAChangeOfRoomIsThatOfItsRecord(t *testing.T) {
	base := newHome(t)
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		h := home{dir: fmt.Sprint(base.dir, runs), keys: base.keys}
		fast, slow := h.create(t), home{dir: h.dir + "-slow", keys: Keys{Dir: base.keys.Dir + "-slow"}}.create(t)
		defer sound(t, slow)
		fast.logSize, slow.logSize = smallLog, smallLog
		apply(t, fast, put(lodging(0), lodging(1)))
		apply(t, slow, put(lodging(0), lodging(1)))
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			room := drawnRoom(rt)
			got, known, err := fast.SetRoom(room)
			if err != nil {
				rt.Fatal(err)
			}
			want, wantKnown := changedWhole(t, slow, room)
			if got != want || !reflect.DeepEqual(known, wantKnown) {
				rt.Fatalf("got %+v with %+v, want %+v with %+v", got, known, want, wantKnown)
			}
			if fast.Digest() != slow.Digest() {
				rt.Fatal("the records are others")
			}
		}
		if rapid.Bool().Draw(rt, "opened again") {
			closing(t, fast)
			fast = h.open(t)
		}
		defer func() { sound(t, fast) }()
		if got, want := past(t, fast), past(t, slow); got != want {
			rt.Fatalf("got %s, want %s", got, want)
		}
	})
}

func drawnRoom(rt *rapid.T) Room {
	n, k := rapid.IntRange(0, 1).Draw(rt, "record"), rapid.IntRange(0, 2).Draw(rt, "service")
	var known []data.Capacity
	for range rapid.IntRange(0, 2).Draw(rt, "reports") {
		free := rapid.IntRange(0, 3).Draw(rt, "free")
		known = append(known, data.Capacity{Unit: "bed", Available: &free, Updated: noon, By: "caf\xe9"})
	}
	learn := func([]data.Capacity) ([]data.Capacity, error) { return known, nil }
	return Room{Actor: "marie", Reason: "a call", At: noon.Add(time.Minute), Record: id(n), Service: lodgingService(n, k), Learn: learn}
}

// changedWhole is the slow twin of SetRoom.
func changedWhole(t *testing.T, s *Store, room Room) (Receipt, []data.Capacity) {
	t.Helper()
	find := func() (r *record.Record, of *record.Service) {
		err := s.View(func(tx *Tx) (err error) { r, err = tx.Record(room.Record); return err })
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Services {
			if r.Services[i].ID == room.Service {
				of = &r.Services[i]
			}
		}
		return r, of
	}
	r, of := find()
	of.Capacity, _ = room.Learn(of.Capacity)
	receipt := apply(t, s, Batch{Actor: room.Actor, Reason: room.Reason, At: room.At, Put: []*record.Record{r}})
	_, of = find()
	return receipt, of.Capacity
}

// past is every change with what was there before it, and every audit entry but for
// what is drawn at random.
func past(t *testing.T, s *Store) (said string) {
	t.Helper()
	err := s.View(func(tx *Tx) error {
		for n := range tx.Changes() {
			c, err := tx.Change(n + 1)
			if err != nil {
				return err
			}
			said += fmt.Sprintln(c.Number, c.Generation, c.Actor, c.Reason, c.At, c.Entry, c.Added)
			for _, r := range c.Before {
				b, err := record.Encode(r)
				if err != nil {
					return err
				}
				said += fmt.Sprintf("%q\n", b)
			}
		}
		for e, err := range tx.Audit() {
			if err != nil {
				return err
			}
			e.Salt, e.Prev = nil, Hash{}
			said += fmt.Sprintf("%+v\n", e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

func TestARoomThatCannotBeSetChangesNothing(t *testing.T) {
	h := newHome(t)
	s := h.create(t)
	defer sound(t, s)
	apply(t, s, put(lodging(0)))
	digest := s.Digest()
	refused := errors.New("refused")
	saying := func(err error) func([]data.Capacity) ([]data.Capacity, error) {
		return func(known []data.Capacity) ([]data.Capacity, error) { return known, err }
	}
	good := Room{Actor: "marie", Reason: "a call", At: noon, Record: id(0), Service: lodgingService(0, 1), Learn: saying(nil)}
	if got, _, err := s.SetRoom(good); err != nil || got != (Receipt{Generation: 1, Unchanged: 1}) {
		t.Errorf("nothing new: got %+v, %v", got, err)
	}
	for what, c := range map[string]struct {
		spoil func(*Room)
		kind  bilingual.Kind
		code  string
	}{
		"no reason":         {func(r *Room) { r.Reason = " " }, bilingual.Invalid, "reason_required"},
		"nobody":            {func(r *Room) { r.Actor = "" }, bilingual.Invalid, "reason_required"},
		"no such record":    {func(r *Room) { r.Record = id(9) }, bilingual.NotFound, "record_absent"},
		"no such service":   {func(r *Room) { r.Service = lodgingService(1, 1) }, bilingual.Invalid, "record_unreadable"},
		"refused":           {func(r *Room) { r.Learn = saying(refused) }, bilingual.Invalid, "record_unreadable"},
		"refused, in words": {func(r *Room) { r.Learn = saying(problemMoved()) }, bilingual.Conflict, "generation_moved"},
	} {
		room := good
		c.spoil(&room)
		_, _, err := s.SetRoom(room)
		if wantProblem(t, err, c.kind, c.code); s.Generation() != 1 || s.Digest() != digest {
			t.Errorf("%s: something has changed", what)
		}
	}
}
