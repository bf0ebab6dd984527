package audit

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Reading is one reading of a log from its first entry on, held against all the
// checkpoints that there are of it. It needs no hashes of the log to be true: it
// makes them all again, and remembers as few as an Edge has.
type Reading struct {
	edge   Edge
	claims []Checkpoint // that are still to come, the smallest first
	forked []Checkpoint
}

// ErrHashes says that the hashes kept with an entry are not those of the log that
// leads to it: the entry, one before it, or the hashes were altered.
var ErrHashes = errors.New("the hashes of the log are not those of its entries")

// Read begins a reading. The checkpoints have been opened, and are of this log.
func Read(claims ...Checkpoint) *Reading {
	r := &Reading{claims: slices.Clone(claims)}
	slices.SortStableFunc(r.claims, func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	r.compare()
	return r
}

// Next reads one entry and the hashes that were kept with it. The error is
// ErrHashes; what comes after such an entry can still be read.
func (r *Reading) Next(content []byte, kept []Hash) error {
	edge, want := r.edge.Append(content)
	r.edge = edge
	r.compare()
	if !slices.Equal(kept, want) {
		return fmt.Errorf("entry %d: %w", edge.Size(), ErrHashes)
	}
	return nil
}

// compare holds the log so far against the checkpoints of its size.
func (r *Reading) compare() {
	for len(r.claims) > 0 && r.claims[0].Size == r.edge.Size() {
		if r.claims[0].Root != r.edge.Root() {
			r.forked = append(r.forked, r.claims[0])
		}
		r.claims = r.claims[1:]
	}
}

// Edge is the edge of what has been read.
func (r *Reading) Edge() Edge { return r.edge }

// Forked are the checkpoints that the log does not go on from, the smallest first:
// it had other entries when they were signed.
func (r *Reading) Forked() []Checkpoint { return r.forked }

// Ahead are the checkpoints of more entries than have been read, the smallest
// first. At the end of the log, it was cut or is an older copy.
func (r *Reading) Ahead() []Checkpoint { return r.claims }
