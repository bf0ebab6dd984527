package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof is some hashes of a tree, by which whoever has a checkpoint alone, and not
// the log, can tell that something is so. It is as long as the logarithm of the log.
type Proof []Hash

// ProveEntry proves that an entry is in the log of the first size entries.
func ProveEntry(t Tree, size, entry uint64) (Proof, error) {
	if entry < 1 || entry > size || size > mostEntries {
		return nil, errRange
	}
	p, err := tlog.ProveRecord(int64(size), int64(entry)-1, reader(t))
	return Proof(p), err
}

// CheckEntry reports, by an error, if a proof does not show that content is the
// entry with a number in the log that c is the checkpoint of.
func CheckEntry(c Checkpoint, entry uint64, content []byte, p Proof) error {
	if entry < 1 || entry > c.Size || c.Size > mostEntries {
		return errRange
	}
	err := tlog.CheckRecord(tlog.RecordProof(p), int64(c.Size), c.Root, int64(entry)-1, tlog.RecordHash(content))
	if err != nil {
		return fmt.Errorf("entry %d of %d: %w", entry, c.Size, err)
	}
	return nil
}

// ProveGrowth proves that the log of the first size entries goes on from that of
// the first old ones: that nothing in it was altered.
func ProveGrowth(t Tree, old, size uint64) (Proof, error) {
	if old > size || size > mostEntries {
		return nil, errRange
	}
	if old == 0 {
		return Proof{}, nil // whatever there is goes on from nothing
	}
	p, err := tlog.ProveTree(int64(size), int64(old), reader(t))
	return Proof(p), err
}

// CheckGrowth reports, by an error, if a proof does not show that the log of one
// checkpoint goes on from that of an older one.
func CheckGrowth(old, now Checkpoint, p Proof) error {
	switch {
	case old.Log != now.Log || old.Size > now.Size || now.Size > mostEntries:
		return errRange
	case old.Size == 0 && (len(p) > 0 || old.Root != Edge{}.Root()):
		return fmt.Errorf("the empty log has another hash")
	case old.Size == 0:
		return nil
	}
	if err := tlog.CheckTree(tlog.TreeProof(p), int64(now.Size), now.Root, int64(old.Size), old.Root); err != nil {
		return fmt.Errorf("from %d to %d entries: %w", old.Size, now.Size, err)
	}
	return nil
}
