package ranking

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// TestFindIsExact is the long run of `make exact-long`: over directories of the sizes
// that RELAIS_EXACT_SIZES names, 2,000 queries, and as many again after 100,000
// changes. What is told as wrong differs from the plain scan in anything, to the bit.
func TestFindIsExact(t *testing.T) {
	sizes := os.Getenv("RELAIS_EXACT_SIZES")
	if sizes == "" {
		t.Skip("a long run: see make exact-long")
	}
	seed := seedOf(t)
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n <= 0 {
			t.Fatalf("RELAIS_EXACT_SIZES: %q is not a number of listings", size)
		}
		t.Run(size, func(t *testing.T) { isExact(t, seed, n) })
	}
}

func isExact(t *testing.T, seed uint64, n int) {
	const queries, changes = 2000, 100_000
	l := newLand(t, seed)
	all := make([]data.Listing[data.Staff], n)
	for i := range all {
		all[i] = landListing[data.Staff](l, i+1)
	}
	s := index.Build(all, l.terms, 1)
	t.Logf("%d listings: %d of %d answers wrong", s.Len(), wrongOf(t, l, s, queries), queries)
	s = changedOften(l, s, n, changes)
	t.Logf("%d listings after %d changes: %d of %d answers wrong", s.Len(), changes, wrongOf(t, l, s, queries), queries)
}

// wrongOf counts the answers that are not the scan's.
func wrongOf(t *testing.T, l *land, s *index.Snapshot[data.Staff], queries int) (wrong int) {
	for range queries {
		q, w := l.question(), l.numbers()
		if l.IntN(3) == 0 {
			q = l.simple()
		}
		got, err := SearchWith(s, q, w)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Scan(s, q, w)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := gist(&got), gist(&want); a != b {
			wrong++
			t.Errorf("%+v\n got %s\nwant %s", q, a, b)
		}
	}
	return wrong
}

// changedOften changes listings, a thousand at a time: half of them in what they say,
// some of which come or go, and half in what is known of their room.
func changedOften(l *land, s *index.Snapshot[data.Staff], n, changes int) *index.Snapshot[data.Staff] {
	const batch = 1000
	for range changes / batch {
		var changed []data.Listing[data.Staff]
		var removed []data.ID
		for range batch / 2 {
			if i := 1 + l.IntN(n+n/50); l.IntN(20) == 0 {
				removed = append(removed, id(i))
			} else {
				changed = append(changed, landListing[data.Staff](l, i))
			}
		}
		s = s.With(changed, removed, s.Generation()+1)
		for range batch / 2 {
			s.SetCapacity(s.At(l.IntN(s.Len())).ID, l.capacity())
		}
	}
	return s
}
