package relais_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/record/recordtest"
	"github.com/relais-directory/relais/data/store"
)

// Two people learn of room at one service at once: what neither has contradicted is
// known afterwards, whoever came first.
func TestOfReportsThatComeAtOnceNoneIsLost(t *testing.T) {
	e, id := sheltering(t)
	report := func(unit string, free int) data.Capacity {
		return data.Capacity{Unit: unit, Status: data.HasCapacity, Available: &free, Updated: now, By: "test", How: "call"}
	}
	atOnce := func(acts ...func() error) {
		t.Helper()
		var all sync.WaitGroup
		for _, act := range acts {
			all.Go(func() {
				if err := act(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	set := func(unit string, free int) func() error {
		return func() error {
			_, err := e.SetCapacity(id, report(unit, free), "test", "a call", now)
			return err
		}
	}
	for n := range 40 {
		atOnce(set("cot", n), set("mat", n), set("tent", n))
		if got := freeAt(t, e, id, "cot", "mat", "tent"); !slices.Equal(got, []int{n, n, n}) {
			t.Fatalf("round %d: %v of cots, mats and tents are known", n, got)
		}
		atOnce(set("cot", n+100), func() error {
			_, err := e.TakeBackCapacity(id, report("mat", n), nil, "test", "a mistake", now)
			return err
		})
		if got := freeAt(t, e, id, "cot", "mat", "tent"); !slices.Equal(got, []int{n + 100, -1, n}) {
			t.Fatalf("round %d: %v of cots, mats and tents are known after mats were taken back", n, got)
		}
	}
}

func sheltering(t *testing.T) (*relais.Engine, data.ID) {
	t.Helper()
	e, err := relais.Create(t.TempDir(), relais.Options{Keys: t.TempDir()}, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	r := recordtest.Storable(t, data.Internal)
	apply(t, e, r)
	return e, r.At[0].ID
}

// freeAt is what is free of each unit, -1 where nothing is known.
func freeAt(t *testing.T, e *relais.Engine, id data.ID, units ...string) []int {
	t.Helper()
	l, err := relais.Find[relais.Staff](e, id)
	if err != nil {
		t.Fatal(err)
	}
	free := make([]int, len(units))
	for i, unit := range units {
		at := slices.IndexFunc(l.Inside.Capacity, func(c data.Capacity) bool { return c.Unit == unit })
		if free[i] = -1; at >= 0 {
			free[i] = *l.Inside.Capacity[at].Available
		}
	}
	return free
}

// Reports of room, taken back now and then and among changes of whole records, leave
// what the same changes of whole records leave: records, listings, before-images and
// audit. Opened again, the directory shows the same.
func TestReportsOfRoomAreChangesOfTheirRecords(t *testing.T) {
	const seed = 22
	random := rand.New(rand.NewPCG(seed, 6))
	t.Logf("seed %d", seed)
	dir, o := t.TempDir(), relais.Options{Keys: t.TempDir()}
	fast, err := relais.Create(dir, o, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fast.Close() }()
	slow, err := relais.Create(t.TempDir(), o, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = slow.Close() }()
	all := inSeveralPlaces(t)
	apply(t, fast, all...)
	apply(t, slow, all...)
	for step := range 120 {
		at := now.Add(time.Duration(step) * time.Minute)
		r := all[random.IntN(len(all))]
		join := r.At[random.IntN(len(r.At))]
		drawn := drawnChange(random, join, at)
		receipt, err := drawn.make(fast)
		if err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
		put, err := slow.Record(r.ID())
		if err != nil {
			t.Fatal(err)
		}
		drawn.whole(put)
		if again, err := slow.Apply(relais.Change{Actor: "test", Reason: "a call", At: at, Put: []*record.Record{put}}); err != nil || again != receipt {
			t.Fatalf("step %d: got %+v, want %+v and %v", step, receipt, again, err)
		}
		wantAlike(t, fmt.Sprint("step ", step), fast, slow)
	}
	if got, want := recordedOf(t, fast), recordedOf(t, slow); !slices.Equal(got, want) {
		t.Errorf("before-images or audit are others: got\n%q, want\n%q", got, want)
	}
	if err := fast.Close(); err != nil {
		t.Fatal(err)
	}
	if fast, err = relais.Open(dir, o); err != nil {
		t.Fatal(err)
	}
	wantAlike(t, "opened again", fast, slow)
}

// inSeveralPlaces are records of which one service is given at two places.
func inSeveralPlaces(t *testing.T) []*record.Record {
	t.Helper()
	var all []*record.Record
	for n := range byte(3) {
		r := recordtest.Storable(t, []data.Visibility{data.Internal, data.Limited, data.Open}[n])
		renew(t, r, seeded(n))
		random := seeded(n + 100)
		for range 2 {
			s, join := r.Services[0], r.At[0]
			join.ID = newID(t, random)
			r.At = append(r.At, join)
			if s.ID = newID(t, random); len(r.At) > 2 {
				r.At[2].ServiceID = s.ID
				r.Services = append(r.Services, s)
			}
		}
		all = append(all, r)
	}
	return all
}

func newID(t *testing.T, random *rand.ChaCha8) data.ID {
	t.Helper()
	id, err := data.NewID(random)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// change is one change in two ways: as an engine makes it, and as it changes a record.
type change struct {
	make  func(*relais.Engine) (store.Receipt, error)
	whole func(*record.Record)
}

func drawnChange(random *rand.Rand, join record.ServiceAtLocation, at time.Time) change {
	free := random.IntN(3)
	c := data.Capacity{
		Unit: []string{"bed", "room", "cot"}[random.IntN(3)], Population: []string{"", "women"}[random.IntN(2)],
		Status: data.HasCapacity, Available: &free, Updated: at, By: "Zoé", How: "call",
	}
	switch random.IntN(6) {
	case 0:
		return edited(join, at)
	case 1, 2:
		return takenBack(join, c, random.IntN(3) > 0, at)
	}
	return change{
		make: func(e *relais.Engine) (store.Receipt, error) { return e.SetCapacity(join.ID, c, "test", "a call", at) },
		whole: func(r *record.Record) {
			s := serviceIn(r, join)
			same := func(k data.Capacity) bool { return k.Unit == c.Unit && k.Population == c.Population }
			s.Capacity = append(slices.DeleteFunc(s.Capacity, same), c)
		},
	}
}

// takenBack takes the first report back, for another or for nothing; where there is
// none, it makes one.
func takenBack(join record.ServiceAtLocation, c data.Capacity, nothing bool, at time.Time) change {
	before := &c
	if nothing {
		before = nil
	}
	return change{
		make: func(e *relais.Engine) (store.Receipt, error) {
			l, err := relais.Find[relais.Staff](e, join.ID)
			if err != nil {
				return store.Receipt{}, err
			}
			if known := l.Inside.Capacity; len(known) > 0 {
				return e.TakeBackCapacity(join.ID, known[0], before, "test", "a call", at)
			}
			return e.SetCapacity(join.ID, c, "test", "a call", at)
		},
		whole: func(r *record.Record) {
			s := serviceIn(r, join)
			if len(s.Capacity) > 0 {
				s.Capacity = s.Capacity[1:]
				if nothing {
					return
				}
			}
			s.Capacity = append(s.Capacity, c)
		},
	}
}

// edited changes something else of the record.
func edited(join record.ServiceAtLocation, at time.Time) change {
	whole := func(r *record.Record) { serviceIn(r, join).Notes.En = at.String() }
	return change{whole: whole, make: func(e *relais.Engine) (store.Receipt, error) {
		r, err := e.Record(recordOf(e, join.ID))
		if err != nil {
			return store.Receipt{}, err
		}
		whole(r)
		return e.Apply(relais.Change{Actor: "test", Reason: "a call", At: at, Put: []*record.Record{r}})
	}}
}

func serviceIn(r *record.Record, join record.ServiceAtLocation) *record.Service {
	return &r.Services[slices.IndexFunc(r.Services, func(s record.Service) bool { return s.ID == join.ServiceID })]
}

func recordOf(e *relais.Engine, listing data.ID) data.ID {
	l, _ := relais.Snapshot[relais.Staff](e).ByID(listing)
	return l.Organization.ID
}

// wantAlike compares what two directories hold and show.
func wantAlike(t *testing.T, when string, a, b *relais.Engine) {
	t.Helper()
	if a.Store().Digest() != b.Store().Digest() || a.Generation() != b.Generation() {
		t.Fatalf("%s: the records are others", when)
	}
	if !reflect.DeepEqual(relais.Listings[relais.Staff](a), relais.Listings[relais.Staff](b)) {
		t.Fatalf("%s: staff see something else", when)
	}
	if !reflect.DeepEqual(relais.Listings[relais.Public](a), relais.Listings[relais.Public](b)) {
		t.Fatalf("%s: the public sees something else", when)
	}
	s, o := relais.Snapshot[relais.Staff](a), relais.Snapshot[relais.Staff](b)
	for i := range s.Len() {
		if s.Generation() != a.Generation() || !reflect.DeepEqual(s.Facts(i).Capacity, o.Facts(i).Capacity) {
			t.Fatalf("%s: searches see something else of listing %d", when, i)
		}
	}
}

// recordedOf is every change with its before-images, and every audit entry but for
// what is drawn at random.
func recordedOf(t *testing.T, e *relais.Engine) (said []string) {
	t.Helper()
	err := e.Store().View(func(tx *store.Tx) error {
		for n := range tx.Changes() {
			c, err := tx.Change(n + 1)
			if err != nil {
				return err
			}
			for _, r := range c.Before {
				b, err := record.Encode(r)
				if err != nil {
					return err
				}
				said = append(said, string(b))
			}
			c.Before = nil
			said = append(said, fmt.Sprintf("%+v", c))
		}
		for entry, err := range tx.Audit() {
			if err != nil {
				return err
			}
			entry.Salt, entry.Prev = nil, store.Hash{}
			said = append(said, fmt.Sprintf("%+v", entry))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}
