package store

import (
	"fmt"

	"github.com/relais-directory/relais/data/audit"
)

// bucketTree holds, by the number of an audit entry, the hashes of the Merkle tree
// that this entry completed (audit.Edge.Append). It comes into being with the first.
const bucketTree = "tree"

const hashSize = len(audit.Hash{})

// grow takes an audit entry into the tree, in the transaction that writes it.
func (w *writer) grow(n uint64, plain []byte) error {
	edge, kept := w.next.edge.Append(plain)
	if edge.Size() != n {
		return fmt.Errorf("the tree of the audit: %w", errMismatch)
	}
	w.next.edge = edge
	return w.putBytes(bucketTree, number(n), joined(kept))
}

func joined(kept []audit.Hash) []byte {
	b := make([]byte, 0, len(kept)*hashSize)
	for _, h := range kept {
		b = append(b, h[:]...)
	}
	return b
}

// hashes gives what the tree keeps with an entry.
func (t *Tx) hashes(entry uint64) ([]audit.Hash, error) {
	b, err := t.get(bucketTree, number(entry))
	if err != nil {
		return nil, orDamaged(err)
	}
	kept := make([]audit.Hash, len(b)/hashSize)
	for i := range kept {
		kept[i] = audit.Hash(b[i*hashSize:])
	}
	if len(kept)*hashSize != len(b) {
		return nil, problemAudit()
	}
	return kept, nil
}

// Hash implements audit.Tree, over the audit's entries.
func (t *Tx) Hash(entry uint64, level int) (audit.Hash, error) {
	kept, err := t.hashes(entry)
	if err == nil && level >= len(kept) {
		err = problemAudit()
	}
	if err != nil {
		return audit.Hash{}, err
	}
	return kept[level], nil
}

// readEdge finds where the tree goes on.
func (s *Store) readEdge() (e audit.Edge, err error) {
	if s.identity.Schema < schemaOfTree {
		return e, nil
	}
	err = s.View(func(t *Tx) (err error) {
		e, err = audit.EdgeOf(t, t.state.Audit)
		return err
	})
	return e, err
}

// plant makes the tree of a store that had none.
func (w *writer) plant(entries [][]byte) error {
	for i, plain := range entries {
		if err := w.grow(uint64(i)+1, plain); err != nil {
			return err
		}
	}
	return nil
}

// audited gives the audit's entries as they are stored, once they have been held
// against each other.
func (s *Store) audited() (entries [][]byte, err error) {
	err = s.View(func(t *Tx) error {
		for _, err := range t.Audit() {
			if err != nil {
				return err
			}
		}
		for e, err := range t.scan(bucketAudit) {
			if err != nil {
				return err
			}
			entries = append(entries, e.plain)
		}
		return nil
	})
	return entries, err
}
