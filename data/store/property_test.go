package store

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/relais-directory/relais/data"
)

// model is the slow twin of a store: what each id was last put with.
type model map[data.ID]int

// TestAStoreKeepsWhatAMapKeeps applies random batches to a store and to a map,
// opens the store again now and then, at times as if its process had been killed,
// and undoes some batches once.
func TestAStoreKeepsWhatAMapKeeps(t *testing.T) {
	base := newHome(t)
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		h := home{dir: fmt.Sprint(base.dir, runs), keys: base.keys}
		s := h.create(t)
		s.logSize = smallLog
		m := model{}
		for range rapid.IntRange(1, 5).Draw(rt, "batches") {
			before, digest := maps.Clone(m), s.Digest()
			receipt := m.change(rt, t, s)
			m.compare(rt, t, s)
			if rapid.Bool().Draw(rt, "undo") && receipt.Change > 0 {
				apply(t, s, undo(t, s, receipt.Change))
				m = before
				m.compare(rt, t, s)
				if s.Digest() != digest {
					rt.Fatal("undoing has not restored the digest")
				}
			}
			if end := rapid.SampledFrom([]string{"", "", "closed", "killed"}).Draw(rt, "end"); end != "" {
				was, left := s.Digest(), h
				if end == "killed" {
					left = copied(t, h)
				}
				closing(t, s)
				h = left
				s = h.open(t)
				m.compare(rt, t, s)
				if s.Digest() != was {
					rt.Fatal("the digest is another one after opening again")
				}
			}
		}
		sound(t, s)
	})
}

// change applies a random batch to both.
func (m model) change(rt *rapid.T, t *testing.T, s *Store) Receipt {
	b := put()
	var want Receipt
	numbers := rapid.SliceOfNDistinct(rapid.IntRange(0, 9), 0, 6, rapid.ID).Draw(rt, "records")
	for _, n := range numbers {
		rev := rapid.IntRange(-1, 2).Draw(rt, "revision")
		old, had := m[id(n)]
		switch {
		case rev < 0 && had:
			want.Deleted++
			fallthrough
		case rev < 0:
			b.Delete = append(b.Delete, id(n))
			delete(m, id(n))
			continue
		case !had:
			want.Added++
		case old != rev:
			want.Changed++
		default:
			want.Unchanged++
		}
		b.Put = append(b.Put, shelter(n, rev))
		m[id(n)] = rev
	}
	got := apply(t, s, b)
	if got.Added != want.Added || got.Changed != want.Changed || got.Unchanged != want.Unchanged || got.Deleted != want.Deleted {
		rt.Fatalf("got %+v, want %+v", got, want)
	}
	return got
}

func (m model) compare(rt *rapid.T, t *testing.T, s *Store) {
	records, err := s.Load()
	if err != nil {
		rt.Fatal(err)
	}
	var want []string
	for _, id := range slices.Sorted(maps.Keys(m)) {
		want = append(want, fmt.Sprint(id, " revision ", m[id]))
	}
	var got []string
	for _, r := range records {
		got = append(got, fmt.Sprint(r.ID(), " ", r.Organization.Description.En))
	}
	if !slices.Equal(got, want) {
		rt.Fatalf("got %v, want %v", got, want)
	}
}
