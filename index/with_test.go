package index

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/relais-directory/relais/data"
)

// TestAChangedSnapshotIsTheOneBuiltAnew makes thousands of random changes.
func TestAChangedSnapshotIsTheOneBuiltAnew(t *testing.T) {
	t.Run("staff", changedIsRebuilt[data.Staff])
	t.Run("public", changedIsRebuilt[data.Public])
}

func changedIsRebuilt[A data.Audience](t *testing.T) {
	for seed := range uint64(2) {
		d := drawOf(t, seed)
		now := map[data.ID]data.Listing[A]{}
		s := Build[A](nil, d.terms, 0)
		for round := range 40 {
			changed, removed := listingsOf[A](d, d.IntN(60)), []data.ID{}
			for id := range now {
				if d.IntN(20) == 0 {
					removed = append(removed, id)
				}
			}
			removed = append(removed, "never-was")
			for _, id := range removed {
				delete(now, id)
			}
			for i := len(changed) - 1; i >= 0; i-- { // of one id the first counts
				changed[i].ID = data.ID(fmt.Sprintf("id-%05d", d.IntN(300)))
				now[changed[i].ID] = changed[i]
			}
			s = s.With(changed, removed, uint64(round))
			same(t, s, Build(slices.Collect(maps.Values(now)), d.terms, uint64(round)), fmt.Sprint("seed ", seed, ", round ", round))
		}
	}
}

// same holds two snapshots to be alike but for the numbers of classes.
func same[A data.Audience](t *testing.T, got, want *Snapshot[A], name string) {
	t.Helper()
	if got.Len() != want.Len() || got.Generation() != want.Generation() {
		t.Fatalf("%s: %d listings of generation %d, want %d of %d", name, got.Len(), got.Generation(), want.Len(), want.Generation())
	}
	for i := range got.Len() {
		likeFacts(t, got.Facts(i), want.Facts(i))
		id := got.At(i).ID
		if n, ok := got.Ordinal(id); !ok || n != i {
			t.Fatalf("%s: ordinal of %s: got %d, %v, want %d", name, id, n, ok, i)
		}
	}
	if _, ok := got.Ordinal("never-was"); ok {
		t.Fatalf("%s: finds what is not there", name)
	}
	if a, b := told(got), told(want); a != b {
		t.Fatalf("%s: columns or space differ:\n got %s\nwant %s", name, a, b)
	}
}

// told is what the columns and the space say, whatever the numbers of classes are.
func told[A data.Audience](s *Snapshot[A]) string {
	k := *s.Columns()
	text := ""
	for _, columns := range [][]Alike{k.Standing, k.Exclusive} {
		for i := range columns {
			text += fmt.Sprint(columns[i].One, members(&columns[i].Column, s.Len()))
		}
	}
	for i := range k.Shut {
		text += fmt.Sprint(k.Shut[i].Day, members(&k.Shut[i].Column, s.Len()))
	}
	for _, columns := range [][]Column{k.Needs, k.MadeFor, k.ByStaff, k.BarrierNo,
		{k.Specialized, k.Accepting, k.InCrisis, k.Usual, k.Declared, k.Beyond, k.Circles, k.Remote, k.PhoneOnly, k.Unplaced, k.InNation}} {
		for i := range columns {
			text += fmt.Sprint(members(&columns[i], s.Len()))
		}
	}
	for _, limits := range [][]AgeLimit{k.AgesFrom, k.AgesTo} {
		for i := range limits {
			if in := members(&limits[i].Column, s.Len()); len(in) > 0 {
				text += fmt.Sprint(limits[i].Years, in)
			}
		}
	}
	for _, byName := range []func(){
		func() { text += fmt.Sprint(named2(k.Refuses, s.Len())) },
		func() { text += fmt.Sprint(named2(k.Everybody, s.Len())) },
		func() { text += fmt.Sprint(named2(k.In, s.Len())) },
	} {
		byName()
	}
	return text + fmt.Sprintf("%+v", s.space)
}

func named2[K ~string](columns map[K]*Column, n int) map[K][]int {
	all := map[K][]int{}
	for name, c := range columns {
		all[name] = members(c, n)
	}
	return all
}

func members(c *Column, n int) []int {
	var in []int
	for i := range n {
		if c.Has(i) {
			in = append(in, i)
		}
	}
	return in
}

func TestWhatIsLearnedShowsInAllSnapshotsUntilAnImportSaysOtherwise(t *testing.T) {
	beds := func(n int) []data.Capacity { return []data.Capacity{{Unit: "bed", Available: &n}} }
	l := data.Listing[data.Staff]{ID: "a", Inside: data.Staff{Capacity: beds(0)}}
	s := Build([]data.Listing[data.Staff]{l, {ID: "b"}}, nil, 1)
	later := s.With(nil, []data.ID{"b"}, 2)
	room := func(s *Snapshot[data.Staff]) int {
		i, _ := s.Ordinal("a")
		if facts, now := *s.Facts(i).Capacity[0].Available, *s.Now(i).Inside.Capacity[0].Available; facts != now {
			t.Errorf("%d in the facts, %d in the listing", facts, now)
		}
		return *s.Facts(i).Capacity[0].Available
	}
	if !later.SetCapacity("a", beds(2)) || later.SetCapacity("b", nil) {
		t.Fatal("the listings are not the ones there are")
	}
	if room(s) != 2 || room(later) != 2 {
		t.Errorf("room for %d, and later for %d, want 2", room(s), room(later))
	}
	l.Inside.Capacity, l.Needs = beds(2), []string{"housing"} // changed, but not in what is live
	same := later.With([]data.Listing[data.Staff]{l}, nil, 3)
	same.SetCapacity("a", beds(3))
	if room(later) != 3 {
		t.Errorf("the earlier snapshot does not share what is learned: room for %d, want 3", room(later))
	}
	l.Inside.Capacity = beds(1)
	latest := same.With([]data.Listing[data.Staff]{l}, nil, 4)
	if room(latest) != 1 || room(same) != 3 {
		t.Errorf("after an import: room for %d, and before for %d; want 1 and 3", room(latest), room(same))
	}
}

func TestLearningDisturbsNoReader(t *testing.T) {
	s := Build(named[data.Staff]("a", "b"), nil, 1)
	var all sync.WaitGroup
	all.Go(func() {
		for n := range 1000 {
			s.SetCapacity("a", []data.Capacity{{Unit: "bed", Available: &n, Maximum: &n}})
		}
	})
	var f Facts
	for range 1000 {
		i, _ := s.Ordinal("a")
		s.Read(i, &f)
		if len(f.Capacity) == 1 && *f.Capacity[0].Available != *f.Capacity[0].Maximum {
			t.Fatal("half of what was learned was seen")
		}
	}
	all.Wait()
}
