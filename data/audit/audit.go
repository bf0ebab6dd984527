// Package audit owns the arithmetic of a log that nobody can rewrite unseen: a
// Merkle tree over its entries (RFC 6962, as in Go's checksum database), checkpoints
// that say in a signed note how many entries there are and what they are together,
// and proofs that an entry is in the log and that one log goes on from another.
//
// It keeps nothing and knows nothing of what an entry says: an entry is some bytes
// and a number, from 1 on. The store keeps entries, hashes and checkpoints.
//
// Begin with Edge, by which a log grows; then Checkpoint, and proof.go.
package audit

import (
	"crypto/sha256"
	"errors"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is the hash of an entry, of a part of the tree or of all of it (SHA-256). It
// is written in base64.
type Hash = tlog.Hash

// Edge is the right edge of a tree: the roots of its whole subtrees, from the
// largest on. By it a log grows without a look at what is in it. The zero Edge is
// that of the empty log. It is a value: growing gives another one.
type Edge struct {
	size  uint64
	peaks []Hash
}

// Size is how many entries there are.
func (e Edge) Size() uint64 { return e.size }

// Append gives the edge with one more entry, and the hashes that this entry
// completes: its own, and of each larger subtree that ends with it. Whoever keeps
// them by the number of the entry has a Tree.
func (e Edge) Append(entry []byte) (Edge, []Hash) {
	h := tlog.RecordHash(entry)
	kept, peaks := []Hash{h}, slices.Clone(e.peaks)
	for size := e.size; size&1 == 1; size >>= 1 {
		last := len(peaks) - 1
		h = tlog.NodeHash(peaks[last], h)
		kept, peaks = append(kept, h), peaks[:last]
	}
	return Edge{e.size + 1, append(peaks, h)}, kept
}

// Root is the hash of the whole tree.
func (e Edge) Root() Hash {
	if e.size == 0 {
		return sha256.Sum256(nil)
	}
	last := len(e.peaks) - 1
	root := e.peaks[last]
	for _, left := range slices.Backward(e.peaks[:last]) {
		root = tlog.NodeHash(left, root)
	}
	return root
}

// Tree is the hashes of a log, wherever they are kept.
type Tree interface {
	// Hash gives one of the hashes that Append gave with an entry; level 0 is that
	// of the entry itself.
	Hash(entry uint64, level int) (Hash, error)
}

// EdgeOf is the edge of the first size entries of a tree.
func EdgeOf(t Tree, size uint64) (Edge, error) {
	e := Edge{size: size}
	var entry uint64
	for left := size; left > 0; {
		level := bits.Len64(left) - 1
		entry += 1 << level
		left -= 1 << level
		h, err := t.Hash(entry, level)
		if err != nil {
			return Edge{}, err
		}
		e.peaks = append(e.peaks, h)
	}
	return e, nil
}

// reader is a tree as tlog reads it.
func reader(t Tree) tlog.HashReaderFunc {
	return func(indexes []int64) ([]Hash, error) {
		hashes := make([]Hash, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			var err error
			if hashes[i], err = t.Hash(uint64(n+1)<<level, level); err != nil {
				return nil, err
			}
		}
		return hashes, nil
	}
}

// mostEntries bounds what is taken for a number of entries: beyond it, tlog's own
// numbers would not suffice. A log of so many is no log.
const mostEntries = 1 << 48

var errRange = errors.New("there is no such entry in a log of this size")
