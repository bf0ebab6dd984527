//go:build linux

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/relais-directory/relais/data/durable/faulttest"
)

// smallDisk gives a folder on a disk of its own with so many KiB.
func smallDisk(t *testing.T, kib int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kib)); err != nil {
		faulttest.Cannot(t, "no disk can be made here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func numbered(n int) Batch {
	b := put(shelter(n%7, n), shelter(n%5+10, n))
	b.Key = fmt.Sprint("change ", n)
	return b
}

// TestAFullDiskLosesNothing fills disks of several sizes with changes, so that each
// step finds no room in one of them: the first pages, the room to grow, a new log,
// the folding of a full one.
func TestAFullDiskLosesNothing(t *testing.T) {
	faulttest.Asked(t)
	for _, kib := range []int{40, 80, 120, 250, 700, 1200, 1300, 2500, 5500, 6500} {
		t.Run(fmt.Sprint(kib, " KiB"), func(t *testing.T) {
			disk := smallDisk(t, kib)
			h := home{dir: filepath.Join(disk, "directory"), keys: Keys{Dir: t.TempDir()}}
			s, err := Create(h.dir, h.keys, seeded(1), noon)
			if err != nil {
				if exists, _ := Exists(h.dir); exists || !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("got %v, and a store: %v", err, exists)
				}
				return
			}
			n := changedUntilFull(t, s)
			t.Logf("full after %d changes", n)
			if _, err := s.Load(); err != nil {
				t.Errorf("after %d changes, it cannot be read any more: %v", n, err)
			}
			digest := s.Digest()
			if err := s.Close(); err != nil {
				t.Logf("closing: %v", err)
			}
			if err := syscall.Mount("none", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
				t.Fatal(err)
			}
			s = h.open(t)
			defer sound(t, s)
			held := holdsUntil(t, s, n)
			if same := s.Digest() == digest; same == held {
				t.Errorf("the change that failed is there: %v; the records are those from before: %v", held, same)
			}
			apply(t, s, numbered(n))
			apply(t, s, numbered(n+1))
		})
	}
}

// changedUntilFull changes a store until it fails, and gives how many changes were made.
func changedUntilFull(t *testing.T, s *Store) (n int) {
	t.Helper()
	for ; n < 3000; n++ {
		_, err := s.Apply(numbered(n))
		if err == nil {
			continue
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("change %d: got %v, want that the disk is full", n, err)
		}
		return n
	}
	t.Fatal("the disk did not fill up: this test has looked at nothing")
	return n
}

// holdsUntil holds that the changes before n are there, and those after n are not,
// and reports whether n is.
func holdsUntil(t *testing.T, s *Store, n int) (held bool) {
	t.Helper()
	for k := range n + 2 {
		_, ok, err := s.Outcome(numbered(k).Key)
		if err != nil {
			t.Fatal(err)
		}
		if k == n {
			held = ok
		} else if ok != (k < n) {
			t.Errorf("change %d of %d: got %v", k, n, ok)
		}
	}
	return held
}

// suffering is set, to a directory and its keys, in the process whose calls fail.
const suffering = "RELAIS_TEST_SUFFERING"

// TestSufferer is that process: it changes the directory, in ways that meet pages,
// logs and foldings, and says what was acknowledged.
func TestSufferer(t *testing.T) {
	dir, keys, ok := strings.Cut(os.Getenv(suffering), "|")
	if !ok {
		t.Skip("it is run by TestEveryCallThatFails")
	}
	runtime.LockOSThread() // calls are counted by thread
	s, err := Open(dir, Keys{Dir: keys}, Options{})
	if err != nil {
		fmt.Println("refused", err)
		return
	}
	s.logSize = smallLog
	for n := range 24 {
		b := numbered(n)
		if n == 8 {
			b.Put = shelters(60, n) // too much for the log
		}
		if _, err := s.Apply(b); err != nil {
			fmt.Println("failed", err)
			break
		}
		fmt.Println("durable", n)
	}
	fmt.Println("closed", s.Close())
}

// TestEveryCallThatFails fails the first call that writes or syncs, then the
// second, and so on until a run needs no more of them. What was acknowledged is
// there afterwards, what failed is there or not, whole, and nothing else is.
func TestEveryCallThatFails(t *testing.T) {
	faulttest.Asked(t)
	if _, err := exec.LookPath("strace"); err != nil {
		faulttest.Cannot(t, "it takes strace: %v", err)
	}
	base := newHome(t)
	s := base.create(t)
	apply(t, s, put(shelters(5, 100)...))
	closing(t, s)
	for _, c := range []struct {
		call, code string
		step, most int
	}{
		{"fdatasync", "EIO", 1, 200}, {"fsync", "EIO", 1, 100}, {"pwrite64", "EIO", 1, 600}, {"pwrite64", "ENOSPC", 3, 600},
		{"openat", "EMFILE", 1, 600}, {"unlinkat", "EIO", 1, 50},
	} {
		t.Run(c.call+" "+c.code, func(t *testing.T) {
			t.Parallel()
			failures := 0
			for n := 1; ; n += c.step {
				if n > c.most {
					t.Fatalf("after %d failures there was always one more call", failures)
				}
				if !suffer(t, copied(t, base), c.call, c.code, n) {
					break
				}
				failures++
			}
			if t.Logf("%d calls failed", failures); failures < 3 {
				t.Error("hardly any call failed: this test has looked at nothing")
			}
		})
	}
}

// suffer runs the process, fails one call, and reports whether there was one.
func suffer(t *testing.T, h home, call, code string, n int) (failed bool) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "strace", "-f", "-o", trace, "-e", "trace="+call,
		"-e", fmt.Sprintf("inject=%s:error=%s:when=%d", call, code, n), os.Args[0], "-test.run", "^TestSufferer$")
	c.Env = append(os.Environ(), suffering+"="+h.dir+"|"+h.keys.Dir)
	out, err := c.CombinedOutput()
	if err != nil && !bytes.Contains(out, []byte("closed")) && !bytes.Contains(out, []byte("refused")) {
		if call == "openat" && !bytes.Contains(out, []byte("durable")) {
			return true // the test's own program did not come to its beginning
		}
		t.Fatalf("call %d: %v\n%s", n, err, out)
	}
	if bytes.Contains(out, []byte("panic")) {
		t.Errorf("call %d: %s", n, out)
	}
	durable := bytes.Count(out, []byte("durable "))
	s, err := Open(h.dir, h.keys, Options{LockTimeout: 5 * time.Second})
	if err != nil {
		t.Fatalf("call %d: %v\n%s", n, err, out)
	}
	holdsUntil(t, s, durable)
	sound(t, s)
	if t.Failed() {
		t.Fatalf("call %d: %s", n, out)
	}
	return bytes.Contains(readFile(t, trace), []byte("(INJECTED)"))
}
