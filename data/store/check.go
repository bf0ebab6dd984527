package store

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Report is what Check found. A store without Problems is whole.
type Report struct {
	Records  int `json:"records"`
	Changes  int `json:"changes"`
	Images   int `json:"images"`
	Outcomes int `json:"outcomes"`
	Entries  int `json:"entries"` // of the audit
	Papers   int `json:"papers"`
	// Interrupted is what Store.Interrupted reports. It is no problem.
	Interrupted bool                 `json:"interrupted,omitempty"`
	Access      int                  `json:"access"` // accounts, sessions and tokens
	Problems    []*bilingual.Problem `json:"-"`
}

// OK reports whether nothing was found.
func (r Report) OK() bool { return len(r.Problems) == 0 }

// Check looks at everything: all pages, bbolt's own check, every seal, every
// record and before-image, counts and digests, the chain of the audit. It goes
// on after a problem and lists them all; the error says that the check itself
// could not be done, or that ctx ended. progress, if not nil, is called with how
// many values are done of how many. Changes wait while pages are looked at, and
// go on while values are.
func (s *Store) Check(ctx context.Context, progress func(done, total int)) (Report, error) {
	c := &checker{ctx: ctx, progress: progress, report: Report{Interrupted: s.interrupted}}
	if sound := s.checkPages(c); !sound {
		return c.report, ctx.Err()
	}
	err := s.View(func(t *Tx) error {
		c.total = int(t.state.Records.Count + t.state.Outcomes.Count + t.state.Changes + t.state.Images + t.state.Audit + t.state.Papers.Count + t.state.Access.Count)
		c.records(t)
		c.outcomes(t)
		c.changes(t)
		c.audit(t)
		c.papers(t)
		c.access(t)
		return ctx.Err()
	})
	if p, ok := bilingual.AsProblem(err); ok {
		c.found(p)
		err = nil
	}
	return c.report, err
}

type checker struct {
	ctx         context.Context
	progress    func(done, total int)
	done, total int
	report      Report
}

func (c *checker) found(err error) {
	p, ok := bilingual.AsProblem(err)
	if !ok {
		p, _ = bilingual.AsProblem(problemPages(err))
	}
	c.report.Problems = append(c.report.Problems, p)
}

// next counts one value, and says whether to go on.
func (c *checker) next() bool {
	c.done++
	if c.progress != nil {
		c.progress(c.done, c.total)
	}
	return c.ctx.Err() == nil
}

// checkPages looks at the pages while nobody writes. bbolt's own check runs in a
// goroutine of its own, where a fault could not be caught, so it comes second.
func (s *Store) checkPages(c *checker) (sound bool) {
	s.writing.Lock()
	defer s.writing.Unlock()
	m, err := readMeta(s.file)
	if err == nil {
		err = walk(s.file, m)
	}
	if err != nil {
		c.found(err)
		return false
	}
	err = guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			for err := range tx.Check() {
				c.found(fmt.Errorf("bbolt: %w", err))
			}
			return nil
		})
	})
	if err != nil {
		c.found(err)
	}
	if err := s.checkLog(); err != nil {
		c.found(err)
	}
	return c.report.OK()
}

// checkLog reads the log from the disk again, as whoever opens the store would.
func (s *Store) checkLog() error {
	var base state
	err := guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			return s.box.openInto(bucketState, []byte(keyState), tx.Bucket([]byte(bucketState)).Get([]byte(keyState)), &base)
		})
	})
	if err != nil {
		return problemState(err)
	}
	p, _, err := s.replayed(base)
	if err != nil {
		return err
	}
	if s.stopped.Load() == nil && p.state.Serial != s.pending.Load().after().Serial {
		return problemLog(errMismatch)
	}
	return nil
}

// values goes through a bucket key by key, so that one broken seal does not hide
// the values after it.
func (c *checker) values(t *Tx, bucket string, each func(key, plain []byte)) (count int) {
	var keys [][]byte
	err := guard(func() error {
		each := t.cursor(bucket)
		for k, _ := each.next(); k != nil; k, _ = each.next() {
			keys = append(keys, bytes.Clone(k))
		}
		return nil
	})
	if err != nil {
		c.found(err)
	}
	for _, key := range keys {
		if !c.next() {
			break
		}
		count++
		plain, err := t.get(bucket, key)
		if err != nil {
			c.found(err)
			continue
		}
		each(key, plain)
	}
	return count
}

func (c *checker) records(t *Tx) {
	var found tally
	c.report.Records = c.values(t, bucketRecords, func(key, plain []byte) {
		found.add(key, plain)
		if _, err := decode(data.ID(key), plain); err != nil {
			c.found(err)
		}
	})
	c.expect(found == t.state.Records, problemHidden)
}

func (c *checker) outcomes(t *Tx) {
	var found tally
	c.report.Outcomes = c.values(t, bucketOutcomes, func(key, _ []byte) { found.add(key, nil) })
	c.expect(found == t.state.Outcomes, problemHidden)
}

// changes holds changes and before-images against each other.
func (c *checker) changes(t *Tx) {
	images := 0
	c.report.Changes = c.values(t, bucketChanges, func([]byte, []byte) {})
	c.expect(uint64(c.report.Changes) == t.state.Changes, problemHidden)
	for n := uint64(1); n <= t.state.Changes && c.ctx.Err() == nil; n++ {
		change, err := t.Change(n)
		if err != nil {
			c.found(err)
			continue
		}
		images += len(change.Before)
	}
	c.report.Images = c.values(t, bucketImages, func([]byte, []byte) {})
	c.expect(uint64(c.report.Images) == t.state.Images && images == c.report.Images, problemHidden)
}

// audit reads the audit with its tree and its checkpoints. The one outside is not
// of the store: VerifyAudit looks at that.
func (c *checker) audit(t *Tx) {
	v := &verifying{ctx: c.ctx, progress: func(int, int) { c.next() }}
	kept := v.kept(t)
	r := v.read(t, kept)
	v.judge(r, kept, "store_audit", bilingual.Text{})
	c.report.Entries = int(r.Edge().Size())
	c.expect(v.report.OK(), problemAudit)
}

func (c *checker) papers(t *Tx) {
	var found tally
	if t.state.Papers.Count > 0 {
		c.report.Papers = c.values(t, bucketPapers, func(key, _ []byte) { found.add(key, nil) })
	}
	c.expect(found == t.state.Papers, problemHidden)
}

// expect notes a problem unless something holds or the check was called off.
func (c *checker) expect(holds bool, problem func() error) {
	if !holds && c.ctx.Err() == nil {
		c.found(problem())
	}
}
