package store

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Progress is told how many of how many records have been read. It is called by
// one goroutine at a time, with rising numbers.
type Progress func(done, total int)

// Load gives all records, sorted by id, held against the sealed state: all of
// them or an error.
func (s *Store) Load() ([]*record.Record, error) {
	var taking sync.Mutex
	records := make([]*record.Record, 0, s.Len())
	err := s.Stream(nil, func(r *record.Record) {
		taking.Lock()
		defer taking.Unlock()
		records = append(records, r)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(records, func(a, b *record.Record) int { return cmp.Compare(a.ID(), b.ID()) })
	return records, nil
}

// Stream calls take with every record, as of one moment: in no order, and from
// as many goroutines at once as there are processors. No more than some hundred
// records are in memory at a time. When all have been read, they are held
// against the sealed state. After an error, which is that of the first record by
// id that has one, what was taken is not the directory and must not be used.
func (s *Store) Stream(progress Progress, take func(*record.Record)) error {
	return s.View(func(t *Tx) error {
		d := &delivery{tx: t, progress: progress, take: take, firstBad: math.MaxInt}
		return d.run()
	})
}

// delivery is one Stream: a goroutine that goes through the keys, and workers
// that open, hash and decode.
type delivery struct {
	tx       *Tx
	progress Progress
	take     func(*record.Record)

	mutex    sync.Mutex
	found    tally
	firstBad int // the batch of err
	err      error
}

// batch is some records as they are stored: bytes of the pages, which the
// transaction keeps in place, or of the log.
type batch struct {
	number       int
	keys, values [][]byte
}

// batchSize is how many records a worker takes at once: few, so that the last
// ones are shared out evenly.
const batchSize = 16

func (d *delivery) run() error {
	batches := make(chan batch)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for b := range batches {
				d.done(b, d.open(b))
			}
		})
	}
	err := d.deal(batches)
	close(batches)
	workers.Wait()
	switch {
	case d.err != nil:
		return d.err // of the first record that has one, whoever met it first
	case err != nil:
		return err
	}
	return d.tx.whole(d.found)
}

// deal gives out batches in the order of the keys, until one has failed.
func (d *delivery) deal(batches chan<- batch) error {
	c := d.tx.cursor(bucketRecords)
	for number := 0; !d.failed(); number++ {
		b := batch{number: number}
		err := guard(func() error {
			for len(b.keys) < batchSize {
				key, value := c.next()
				if key == nil {
					return nil
				}
				b.keys, b.values = append(b.keys, key), append(b.values, value)
			}
			return nil
		})
		if err != nil {
			return problemPages(err)
		}
		if len(b.keys) == 0 {
			return nil
		}
		batches <- b
	}
	return nil
}

// haul is what came of a batch.
type haul struct {
	found tally
	err   error
}

func (d *delivery) open(b batch) (h haul) {
	for i, key := range b.keys {
		var plain []byte
		h.err = guard(func() (err error) {
			key = append([]byte{}, key...)
			plain, err = d.tx.store.box.open(bucketRecords, key, b.values[i])
			return err
		})
		if h.err != nil {
			h.err = orDamaged(h.err)
			return h
		}
		h.found.add(key, plain)
		r, err := decode(data.ID(key), plain)
		if err != nil {
			h.err = err
			return h
		}
		d.take(r)
	}
	return h
}

func (d *delivery) done(b batch, h haul) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if h.err != nil && b.number < d.firstBad {
		d.firstBad, d.err = b.number, h.err
	}
	d.found.join(h.found)
	if d.progress != nil && d.err == nil {
		d.progress(int(d.found.Count), d.tx.Len())
	}
}

func (d *delivery) failed() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.err != nil
}
