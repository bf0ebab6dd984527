package audit

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memory is a log in memory: entries, and the hashes that were kept with each.
type memory struct {
	edge    Edge
	entries [][]byte
	kept    [][]Hash
}

func (m *memory) append(entry []byte) {
	var kept []Hash
	m.edge, kept = m.edge.Append(entry)
	m.entries, m.kept = append(m.entries, entry), append(m.kept, kept)
}

func (m *memory) Hash(entry uint64, level int) (Hash, error) {
	if entry < 1 || entry > uint64(len(m.kept)) || level >= len(m.kept[entry-1]) {
		return Hash{}, fmt.Errorf("no hash %d of entry %d", level, entry)
	}
	return m.kept[entry-1][level], nil
}

func grown(size int) *memory {
	m := &memory{}
	for n := range size {
		m.append(fmt.Appendf(nil, "entry %d", n+1))
	}
	return m
}

func (m *memory) at(size int) Checkpoint {
	e, err := EdgeOf(m, uint64(size))
	if err != nil {
		panic(err)
	}
	return e.Checkpoint(logID)
}

const logID = "6ae6783f-4fbd-491b-aeb8-8b73a48ed247"

func keyOf(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

// TestAnEdgeIsTheTreeOfTlog holds growing by the edge alone against tlog, which
// looks its hashes up among all that there are.
func TestAnEdgeIsTheTreeOfTlog(t *testing.T) {
	var stored []Hash
	all := tlog.HashReaderFunc(func(indexes []int64) (hashes []Hash, _ error) {
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	m := &memory{}
	for n := range int64(300) {
		root, err := tlog.TreeHash(n, all)
		if err != nil || root != m.edge.Root() {
			t.Fatalf("%d entries: got the root %v, want %v, %v", n, m.edge.Root(), root, err)
		}
		again, err := EdgeOf(m, uint64(n))
		if err != nil || again.Root() != root || again.Size() != uint64(n) {
			t.Fatalf("%d entries: got the edge %+v, %v", n, again, err)
		}
		entry := fmt.Appendf(nil, "entry %d", n+1)
		want, err := tlog.StoredHashes(n, entry, all)
		if err != nil {
			t.Fatal(err)
		}
		m.append(entry)
		if fmt.Sprint(m.kept[n]) != fmt.Sprint(want) {
			t.Fatalf("entry %d: got the hashes %v, want %v", n+1, m.kept[n], want)
		}
		stored = append(stored, want...)
	}
}

func TestGrowingLeavesTheOlderEdgeAsItWas(t *testing.T) {
	old := grown(7).edge
	root := old.Root()
	for n := range 3 {
		_, _ = old.Append([]byte{byte(n)})
	}
	if old.Root() != root || old.Size() != 7 {
		t.Error("growing has changed the edge that it began with")
	}
}

func TestProofsOfEntriesAndGrowth(t *testing.T) {
	const size = 70
	m := grown(size)
	for now := range size + 1 {
		for n := 1; n <= now; n++ {
			p, err := ProveEntry(m, uint64(now), uint64(n))
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckEntry(m.at(now), uint64(n), m.entries[n-1], p); err != nil {
				t.Errorf("entry %d of %d: %v", n, now, err)
			}
			if CheckEntry(m.at(now), uint64(n), []byte("another"), p) == nil {
				t.Errorf("entry %d of %d: another entry was believed", n, now)
			}
		}
		for old := range now + 1 {
			p, err := ProveGrowth(m, uint64(old), uint64(now))
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckGrowth(m.at(old), m.at(now), p); err != nil {
				t.Errorf("from %d to %d: %v", old, now, err)
			}
			other := m.at(old)
			other.Root[5] ^= 1
			if CheckGrowth(other, m.at(now), p) == nil {
				t.Errorf("from %d to %d: another log was believed", old, now)
			}
		}
	}
}

func TestProofsOfWhatIsNotThereAreRefused(t *testing.T) {
	m := grown(5)
	for _, c := range [][2]uint64{{5, 0}, {5, 6}, {0, 1}, {1 << 60, 1}, {1 << 63, 1 << 62}} {
		if _, err := ProveEntry(m, c[0], c[1]); err == nil {
			t.Errorf("entry %d of %d was proved", c[1], c[0])
		}
		if CheckEntry(Checkpoint{Log: logID, Size: c[0]}, c[1], nil, nil) == nil {
			t.Errorf("entry %d of %d was believed", c[1], c[0])
		}
	}
	if _, err := ProveGrowth(m, 6, 5); err == nil {
		t.Error("it was proved that a log has shrunk")
	}
	if CheckGrowth(m.at(5), m.at(3), nil) == nil {
		t.Error("it was believed that a log has shrunk")
	}
	other := m.at(5)
	other.Log = "another"
	if CheckGrowth(other, m.at(5), nil) == nil {
		t.Error("one log was taken for another")
	}
	if CheckGrowth(Checkpoint{Log: logID}, m.at(5), nil) == nil {
		t.Error("the empty log was believed to have another hash")
	}
}

// TestProofsThatWereAltered changes any part of a proof or of what it is about.
func TestProofsThatWereAltered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(2, 200).Draw(t, "size")
		m := grown(size)
		n := rapid.IntRange(1, size).Draw(t, "entry")
		p, err := ProveEntry(m, uint64(size), uint64(n))
		if err != nil {
			t.Fatal(err)
		}
		c, content := m.at(size), bytes.Clone(m.entries[n-1])
		switch rapid.IntRange(0, 4).Draw(t, "what") {
		case 0:
			p[rapid.IntRange(0, len(p)-1).Draw(t, "part")][rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		case 1:
			p = p[:len(p)-1]
		case 2:
			p = append(p, Hash{})
		case 3:
			content[rapid.IntRange(0, len(content)-1).Draw(t, "byte")] ^= 1
		case 4:
			c.Root[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		}
		if CheckEntry(c, uint64(n), content, p) == nil {
			t.Error("it was believed")
		}
	})
}
