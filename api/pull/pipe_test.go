//go:build unix

package pull

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A pipe or a folder where the file should be is refused like anything that cannot be
// read, and is waited for by nobody: the next bundle is taken.
func TestWhatIsNoFileIsNotWaitedFor(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"a pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		path := filepath.Join(t.TempDir(), "b")
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		s := source(t, Options{Where: path, Key: public(ours)})
		answered := time.AfterFunc(5*time.Second, func() { panic(name + " is waited for") })
		if got := code(t, s); got != "source_unreadable" {
			t.Errorf("%s: %q", name, got)
		}
		answered.Stop()
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		put(t, path, signed(t, ours, false, "one"))
		is(t, "after "+name, names(t, s), "one")
	}
}
