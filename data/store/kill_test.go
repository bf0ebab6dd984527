package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// victim is set, to a directory and its keys, in the process that is killed.
const victim = "RELAIS_TEST_VICTIM"

// TestVictim is that process: it opens the directory, which may bring it up to
// date, and changes it until it is killed, saying each generation that it was
// told is durable.
func TestVictim(t *testing.T) {
	dir, keys, ok := strings.Cut(os.Getenv(victim), "|")
	if !ok {
		t.Skip("it is run by TestAKilledProcessLosesNothingThatItWasTold")
	}
	s, err := Open(dir, Keys{Dir: keys}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.logSize = smallLog
	for rev := 10; ; rev++ {
		fmt.Println("durable", s.Generation())
		apply(t, s, put(shelter(rev%12, rev), shelter(rev%7+12, rev)))
	}
}

// TestAKilledProcessLosesNothingThatItWasTold kills a process again and again, at
// moments drawn at random: some while a directory of the first schema is being
// brought up to date, some in the middle of a change, some while the log is folded.
// A process that only reads finds what the next one that writes finds.
func TestAKilledProcessLosesNothingThatItWasTold(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts and kills many processes")
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	h, told, changes, logs := oldHome(t), uint64(0), 0, 0
	for round := range 24 {
		if round%6 == 0 {
			h, told = oldHome(t), 3
		}
		last, err := killed(h, round%2 == 0, time.Duration(random.IntN(60_000))*time.Microsecond)
		if err != nil {
			t.Fatal(err)
		}
		changes += int(last - min(last, told))
		told = max(told, last)
		logs += len(logsOf(t, h))
		read := opening(t, h, Options{ReadOnly: true})
		digest, comparable := read.Digest(), read.identity.Schema == schema
		sound(t, read)
		s := opening(t, h, Options{})
		if got := s.Generation(); got < told || got > max(told, last)+1 {
			t.Errorf("round %d: got generation %d, and it was told %d", round, got, told)
		}
		if got := s.Digest(); got != digest && comparable {
			t.Errorf("round %d: who only reads finds something else", round)
		}
		told = s.Generation()
		if r := verified(t, s); r.Signed != r.Entries || r.Outside != r.Entries {
			t.Errorf("round %d: not all of the audit is signed: %+v", round, r)
		}
		sound(t, s)
	}
	if changes == 0 || logs == 0 {
		t.Errorf("%d changes were made, %d logs left: this test has interrupted nothing", changes, logs)
	}
}

// killed runs the victim for a while, counted from its beginning or from the
// first thing that it says, and gives the last generation that it said.
func killed(h home, early bool, after time.Duration) (last uint64, err error) {
	c := exec.Command(os.Args[0], "-test.run", "^TestVictim$")
	c.Env = append(os.Environ(), victim+"="+h.dir+"|"+h.keys.Dir)
	out, err := c.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := c.Start(); err != nil {
		return 0, err
	}
	kill := func() { time.AfterFunc(after, func() { _ = c.Process.Kill() }) }
	if early {
		kill()
	}
	lines := bufio.NewScanner(out)
	for first := !early; lines.Scan(); first = false {
		if first {
			kill()
		}
		if _, err := fmt.Sscanf(lines.Text(), "durable %d", &last); err != nil {
			rest, _ := io.ReadAll(out)
			return 0, fmt.Errorf("%s\n%s", lines.Text(), rest)
		}
	}
	if err := c.Wait(); err == nil {
		return 0, errors.New("the process ended by itself")
	}
	return last, lines.Err()
}

// opening opens what a killed process had open: its lock goes with it, but not
// always at once.
func opening(t testing.TB, h home, o Options) *Store {
	t.Helper()
	o.LockTimeout = 10 * time.Second
	s, err := Open(h.dir, h.keys, o)
	if bilingual.KindOf(err) == bilingual.Locked {
		t.Fatal("a killed process still holds the lock")
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}
