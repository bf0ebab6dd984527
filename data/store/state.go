package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"

	"github.com/relais-directory/relais/data/audit"
)

// state is the sealed summary of a store, written with every transaction. It is
// what a damaged file is found out by.
type state struct {
	Serial     uint64 `json:"serial"` // transactions; the version of what each one writes
	Generation uint64 `json:"generation"`
	Records    tally  `json:"records"`
	Outcomes   tally  `json:"outcomes"` // over their keys
	Changes    uint64 `json:"changes"`  // numbered 1 to Changes
	Images     uint64 `json:"images"`
	Audit      uint64 `json:"audit"`  // numbered 1 to Audit
	Head       Hash   `json:"head"`   // hash of the last audit entry
	Papers     tally  `json:"papers"` // over their names
	// Access is over accounts, sessions and tokens and what they say.
	Access tally `json:"access,omitzero"`
	// Log is the name of the log that goes on from here; zero if there is none, and
	// the pages are the whole directory.
	Log Hash `json:"log,omitzero"`
	// Checkpoints of the audit are numbered 1 to Checkpoints; the last one is of its
	// first Signed entries.
	Checkpoints uint64 `json:"checkpoints,omitzero"`
	Signed      uint64 `json:"signed,omitzero"`

	edge audit.Edge // of the audit's tree; known to who writes
}

// tally is a count and an order-independent hash of a set: the sum, modulo
// 2^256, of the SHA-256 of its members. Adding a member and removing it again
// gives the tally from before.
type tally struct {
	Count uint64 `json:"count"`
	Sum   Hash   `json:"sum"`
}

// Hash is 256 bits: a SHA-256, or a sum of such.
type Hash [sha256.Size]byte

// member is the hash of one thing in a tally.
func member(key, content []byte) Hash {
	h := sha256.New()
	h.Write([]byte("relais member 1"))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(key))))
	h.Write(key)
	h.Write(content)
	return Hash(h.Sum(nil))
}

func (t *tally) add(key, content []byte) {
	t.Count++
	t.Sum = plus(t.Sum, member(key, content), bits.Add64)
}

func (t *tally) remove(key, content []byte) {
	t.Count--
	t.Sum = plus(t.Sum, member(key, content), bits.Sub64)
}

// join adds the members of another tally.
func (t *tally) join(other tally) {
	t.Count += other.Count
	t.Sum = plus(t.Sum, other.Sum, bits.Add64)
}

// plus adds or subtracts, modulo 2^256.
func plus(a, b Hash, limb func(x, y, carry uint64) (uint64, uint64)) Hash {
	var carry uint64
	for i := len(a) - 8; i >= 0; i -= 8 {
		var v uint64
		v, carry = limb(binary.BigEndian.Uint64(a[i:]), binary.BigEndian.Uint64(b[i:]), carry)
		binary.BigEndian.PutUint64(a[i:], v)
	}
	return a
}

// String is the digest of the tally, in hex.
func (t tally) String() string {
	h := sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("relais digest 1"), t.Count), t.Sum[:]...))
	return hex.EncodeToString(h[:])
}

// String is h in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes hex.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (h *Hash) UnmarshalText(b []byte) error {
	if hex.DecodedLen(len(b)) != len(h) {
		return fmt.Errorf("a hash of %d digits", len(b))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// number is the key of a numbered value: big-endian, so that keys sort as
// numbers do.
func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
