package audit

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// seed is that of the environment, or drawn; it is printed.
func seed(t *testing.T) uint64 {
	n, err := strconv.ParseUint(os.Getenv("RELAIS_AUDIT_SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("RELAIS_AUDIT_SEED=%d", n)
	return n
}

// sound reads a log against checkpoints, some of them kept with it and one that an
// auditor took away.
func sound(m *memory, kept []Checkpoint, taken Checkpoint) bool {
	r := Read(append(slices.Clone(kept), taken)...)
	for i, entry := range m.entries {
		if r.Next(entry, m.kept[i]) != nil {
			return false
		}
	}
	return len(r.Forked()) == 0 && len(r.Ahead()) == 0
}

func (m *memory) clone() *memory {
	c := &memory{edge: m.edge}
	for i := range m.entries {
		c.entries, c.kept = append(c.entries, bytes.Clone(m.entries[i])), append(c.kept, slices.Clone(m.kept[i]))
	}
	return c
}

// rehash makes all hashes anew, as somebody who may write everything would.
func (m *memory) rehash() {
	entries := m.entries
	*m = memory{}
	for _, e := range entries {
		m.append(e)
	}
}

// The ways to tamper with a log before its last checkpoint. Each alters something.
var tamperings = map[string]func(*memory, *rand.Rand){
	"an edit": func(m *memory, r *rand.Rand) {
		e := m.entries[r.IntN(len(m.entries))]
		e[r.IntN(len(e))] ^= byte(1 + r.IntN(255))
	},
	"a drop": func(m *memory, r *rand.Rand) {
		n := r.IntN(len(m.entries))
		m.entries, m.kept = slices.Delete(m.entries, n, n+1), slices.Delete(m.kept, n, n+1)
	},
	"a swap": func(m *memory, r *rand.Rand) {
		a := r.IntN(len(m.entries) - 1)
		b := a + 1 + r.IntN(len(m.entries)-a-1)
		m.entries[a], m.entries[b] = m.entries[b], m.entries[a]
	},
	"a shuffle": func(m *memory, _ *rand.Rand) { slices.Reverse(m.entries) },
	"a cut": func(m *memory, r *rand.Rand) {
		n := r.IntN(len(m.entries))
		m.entries, m.kept = m.entries[:n], m.kept[:n]
	},
	"a copy": func(m *memory, r *rand.Rand) {
		from, to := r.IntN(len(m.entries)), r.IntN(len(m.entries)-1)
		m.entries, m.kept = slices.Insert(m.entries, to, bytes.Clone(m.entries[from])), slices.Insert(m.kept, to, m.kept[from])
	},
	"an insertion": func(m *memory, r *rand.Rand) {
		n := r.IntN(len(m.entries))
		m.entries, m.kept = slices.Insert(m.entries, n, []byte("put in")), slices.Insert(m.kept, n, []Hash{{}})
	},
}

// TestAThousandTamperings tampers with a log in every way, with its hashes left as
// they are or all made anew. A log that was rewritten whole is found by the
// checkpoint that an auditor has.
func TestAThousandTamperings(t *testing.T) {
	random := rand.New(rand.NewPCG(seed(t), 0))
	for what, tamper := range tamperings {
		t.Run(what, func(t *testing.T) {
			for range 1000 {
				m := grown(2 + random.IntN(60))
				size := len(m.entries)
				kept, taken := []Checkpoint{m.at(size / 2), m.at(size)}, m.at(size)
				if !sound(m, kept, taken) {
					t.Fatal("a log that nobody has touched is refused")
				}
				bad := m.clone()
				tamper(bad, random)
				if sound(bad, kept, taken) {
					t.Fatalf("it was not found: %q", bad.entries)
				}
				bad.rehash()
				if sound(bad, []Checkpoint{bad.at(len(bad.entries))}, taken) {
					t.Fatalf("with its hashes and checkpoints made anew, it was not found: %q", bad.entries)
				}
			}
		})
	}
}

func TestAlteredHashesAreFound(t *testing.T) {
	random := rand.New(rand.NewPCG(seed(t), 1))
	for range 1000 {
		m := grown(1 + random.IntN(60))
		of := m.kept[random.IntN(len(m.kept))]
		of[random.IntN(len(of))][random.IntN(32)] ^= byte(1 + random.IntN(255))
		if sound(m, nil, Edge{}.Checkpoint(logID)) {
			t.Fatal("an altered hash was not found")
		}
	}
}

// What comes after the last checkpoint can be cut unseen: that is all that this
// log alone promises of it.
func TestReadingSaysWhatIsWrong(t *testing.T) {
	m := grown(10)
	r := Read(m.at(12-4), Checkpoint{Log: logID, Size: 12}, Checkpoint{Log: logID, Size: 3})
	for i := range m.entries {
		if err := r.Next(m.entries[i], m.kept[(i+i/9)%10]); errors.Is(err, ErrHashes) != (i == 9) {
			t.Errorf("entry %d: %v", i+1, err)
		}
	}
	if len(r.Forked()) != 1 || r.Forked()[0].Size != 3 {
		t.Errorf("forked: %+v", r.Forked())
	}
	if len(r.Ahead()) != 1 || r.Ahead()[0].Size != 12 {
		t.Errorf("ahead: %+v", r.Ahead())
	}
	if r.Edge().Root() != m.edge.Root() {
		t.Error("it has another root")
	}
}

func TestTheEmptyLog(t *testing.T) {
	if !sound(&memory{}, nil, Edge{}.Checkpoint(logID)) {
		t.Error("the empty log is refused")
	}
	if sound(&memory{}, nil, grown(1).at(1)) {
		t.Error("a log that was emptied is believed")
	}
}

func BenchmarkRead(b *testing.B) {
	m := grown(100_000)
	last := m.at(100_000)
	for b.Loop() {
		if !sound(m, nil, last) {
			b.Fatal("refused")
		}
	}
}

func Example() {
	log := &memory{}
	for _, entry := range []string{"marie changed a record", "ana revealed one"} {
		log.append([]byte(entry))
	}
	note, _ := log.edge.Checkpoint("a-directory").Sign(keyOf(1)) // an auditor takes it away
	taken, _ := OpenCheckpoint(note, "a-directory", public(keyOf(1)))

	log.append([]byte("marie changed it back"))
	r := Read(taken)
	for i, entry := range log.entries {
		if err := r.Next(entry, log.kept[i]); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(r.Edge().Size(), "entries;", len(r.Forked()), "forks;", len(r.Ahead()), "lost")
	// Output: 3 entries; 0 forks; 0 lost
}
