package store

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

func TestAStreamGivesEveryRecordOnce(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	for _, count := range []int{0, 1, batchSize - 1, batchSize, batchSize + 1, 5*batchSize + 3} {
		apply(t, s, put(shelters(count, count)...))
		var taking sync.Mutex
		var got []data.ID
		var steps []int
		progress := func(done, total int) {
			steps = append(steps, done)
			if total != s.Len() {
				t.Errorf("got a total of %d, want %d", total, s.Len())
			}
		}
		err := s.Stream(progress, func(r *record.Record) {
			taking.Lock()
			defer taking.Unlock()
			got = append(got, r.ID())
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		var want []data.ID
		for n := range count {
			want = append(want, id(n))
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %d records, want %d", len(got), len(want))
		}
		if !slices.IsSorted(steps) || count > 0 && steps[len(steps)-1] != count {
			t.Errorf("got the steps %v on the way to %d", steps, count)
		}
	}
}

// TestAStreamIsTheScan holds what is read side by side to what is read one by one.
func TestAStreamIsTheScan(t *testing.T) {
	s := newHome(t).create(t)
	defer sound(t, s)
	apply(t, s, put(shelters(100, 1)...))
	loaded, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(func(tx *Tx) error {
		n := 0
		for r, err := range tx.All() {
			if err != nil {
				return err
			}
			a, _ := record.Encode(r)
			b, _ := record.Encode(loaded[n])
			if !bytes.Equal(a, b) {
				t.Errorf("record %d is another one", n)
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAStreamEndsWithTheErrorOfTheFirstRecord breaks two records in batches that
// are read side by side, so that now the one and now the other is met first: the
// same is told.
func TestAStreamEndsWithTheErrorOfTheFirstRecord(t *testing.T) {
	for _, c := range []struct{ first, second int }{
		{3 * batchSize, 5*batchSize - 1},
		{4*batchSize - 1, 4 * batchSize},
	} {
		h := newHome(t)
		s := h.create(t)
		apply(t, s, put(shelters(10*batchSize, 1)...))
		closing(t, s)
		tamper(t, h, func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucketRecords))
			broken := bytes.Clone(b.Get([]byte(id(c.second))))
			broken[len(broken)-1] ^= 1
			return errors.Join(b.Put([]byte(id(c.second)), broken), b.Put([]byte(id(c.first)), []byte("short")))
		})
		s = h.open(t)
		for range 50 {
			err := s.Stream(nil, func(*record.Record) {})
			wantProblem(t, err, bilingual.Damaged, "store_damaged")
			if got := errors.Unwrap(err).Error(); got != "records: a value is too short" {
				t.Fatalf("got %q, want the error of the first record", got)
			}
		}
		closing(t, s)
	}
}
